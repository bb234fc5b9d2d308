/* HTML: text of people that stays text, equations, tables. That whole documents are well-formed, and what is in them, is
 * for tests/golden/html_test.py. */
#include "page/page.h"
#include "support.h"

TestSuite(html, .init = open_document, .fini = close_document);

/* What stands between <main> and </main>. */
static const char *body(void)
{
    const char *whole = rendered(&html_renderer);
    const char *begin = strstr(whole, "<main>\n"),
               *end = strstr(whole, "</main>\n</body>\n</html>\n");
    cr_assert(begin && end && strstr(whole, "<!DOCTYPE html>\n") == whole, "%s", whole);
    begin = strchr(begin, '\n') + 1;
    return arena_printf(arena, "%.*s", (int)(end - begin), begin);
}

#define assert_body(expected) cr_assert_str_eq(body(), expected, "got:\n%s", body())

static const struct {
    const char *text, *html;
} escapes[] = {
    {"plain words: 1 + 2 = 3.", "plain words: 1 + 2 = 3."},
    {"<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"},
    {"a & b &lt;", "a &amp; b &amp;lt;"},
    {"\"double\" 'single'", "&quot;double&quot; &#39;single&#39;"},
    {"line\nbreak\ttab\x1b[31m", "line break tab [31m"},
    {"r\u202etl \u05d0\u05d1", "r tl \u05d0\u05d1"},
    {"broken \xff utf-8", "broken \uFFFD utf-8"},
    {"\u4e2d \U0001F44D", "\u4e2d \U0001F44D"},
};

Test(html, text_of_the_user_stays_text)
{
    for (size_t i = 0; i < sizeof escapes / sizeof *escapes; i++) {
        document = document_open(arena);
        document_sentence(&document, escapes[i].text);
        cr_expect_str_eq(body(), arena_printf(arena, "<p>%s</p>\n", escapes[i].html),
                         "\"%s\" gave %s", escapes[i].text, body());
    }
}

Test(html, the_first_heading_is_the_title)
{
    struct spans *title = words("A <b> & ");
    spans_number(title, "2");
    document_heading(&document, 1, title);
    document_title(&document, 2, "Part");
    cr_assert(strstr(rendered(&html_renderer), "<title>A &lt;b&gt; &amp; 2</title>"));
    assert_body("<h1 dir=\"auto\">A &lt;b&gt; &amp; <span class=\"number\">2</span></h1>\n"
                "<h2>Part</h2>\n");
}

Test(html, the_policy_admits_this_style_and_nothing_else)
{
    const char *policy = arena_printf(arena,
                                      "content=\"default-src 'none'; base-uri 'none'; form-action "
                                      "'none'; style-src %s\"/>",
                                      page_document_style_source);
    const char *whole = rendered(&html_renderer);
    cr_assert(strstr(whole, policy) && strstr(whole, page_document_style));
}

Test(html, headings_labels_notes_lists)
{
    struct spans *label = words("Weight "), *rest = words(", one layer back.");
    struct list *list = list_new(arena);
    spans_expr(label, name("w"));
    list_item(list, words("one"));
    document_label(&document, label, rest);
    document_note(&document, words("A note."));
    document_list(&document, list);
    assert_body("<p class=\"label\"><strong>Weight <math><mi>w</mi></math></strong>, one layer "
                "back.</p>\n<p class=\"note\">A note.</p>\n<ul>\n<li>one</li>\n</ul>\n");
}

Test(html, spans)
{
    struct spans *spans = spans_new(arena);
    spans_strong(spans, "Strong<");
    spans_number(spans, "-6.40252e-7");
    spans_number(spans, "1e+30");
    spans_code(spans, "a<b");
    document_paragraph(&document, spans);
    assert_body("<p><strong>Strong&lt;</strong><span class=\"number\">\u22126.40252 \u00D7 10<sup>"
                "\u22127</sup></span><span class=\"number\">1 \u00D7 10<sup>30</sup></span>"
                "<code dir=\"auto\">a&lt;b</code></p>\n");
}

Test(html, short_equation_on_one_line)
{
    document_equation(&document, equation("z", "x + b", "6 + 1", "7"));
    assert_body("<div class=\"equation scroll\"><math display=\"block\"><mi>z</mi><mo>=</mo><mi>x"
                "</mi><mo>+</mo><mi>b</mi><mo>=</mo><mn>6</mn><mo>+</mo><mn>1</mn><mo>\u2248</mo>"
                "<mn>7</mn></math></div>\n");
}

Test(html, wide_equation_has_a_row_for_each_side)
{
    document_equation(
        &document, equation("z", "a1*b1 + a2*b2 + a3*b3 + a4*b4 + a5*b5",
                            "0.123456*0.123456 + 0.123456*0.123456 + 0.123456*0.123456", "0.04"));
    const char *html = body();
    cr_assert(strstr(html, "<div class=\"equation scroll\" tabindex=\"0\" role=\"group\" "
                           "aria-label=\"equation\"><math display=\"block\"><mtable "
                           "class=\"sides\" displaystyle=\"true\"><mtr><mtd><mi>z</mi></mtd><mtd>"
                           "<mo>=</mo>"),
              "%s", html);
    cr_assert(strstr(html, "</mtd></mtr><mtr><mtd></mtd><mtd><mo>\u2248</mo><mn>0.04</mn></mtd>"
                           "</mtr></mtable></math></div>\n"),
              "%s", html);
}

/* What scrolls on a page can be reached with the keyboard. */
Test(html, a_side_wider_than_a_page_scrolls)
{
    const char *sum = "a1*b1 + a2*b2 + a3*b3 + a4*b4 + a5*b5 + a6*b6 + a7*b7 + a8*b8 + a9*b9 + "
                      "c1*d1 + c2*d2 + c3*d3";
    document_equation(&document, equation("z", sum, "1", "3"));
    cr_assert(strstr(body(), "<div class=\"equation scroll\" tabindex=\"0\" role=\"group\" "
                             "aria-label=\"equation\">"),
              "%s", body());
}

Test(html, factors_stand_over_braces)
{
    document_equation(&document, chain());
    cr_assert(strstr(body(), "<munder><munder accentunder=\"true\"><mfrac>"), "%s", body());
    cr_assert(strstr(body(), "<mo>\u23DF</mo></munder><mrow><mo form=\"prefix\">\u2212</mo><mn>"
                             "0.000318308</mn></mrow></munder><mo>\u22C5</mo><munder>"),
              "%s", body());
}

Test(html, matrices_and_cases)
{
    const struct expr *cells[] = {name("a"), NULL, NULL, NULL};
    struct relation_between when = {name("j"), RELATION_LE, name("k")};
    struct case_line lines[] = {{name("a"), &when}, {name("b"), NULL}};
    struct maths *maths = maths_new(arena);
    maths_matrix(maths, &(struct matrix){2, 2, cells, true});
    maths_cases(maths, &(struct cases){2, lines});
    document_equation(&document, maths);
    assert_body("<div class=\"equation scroll\" tabindex=\"0\" role=\"group\" "
                "aria-label=\"equation\"><math display=\"block\"><msup><mrow><mo>[</mo>"
                "<mtable><mtr><mtd><mi>a</mi></mtd><mtd><mo>\u22EF</mo></mtd></mtr><mtr><mtd><mo>"
                "\u22EE</mo></mtd><mtd><mo>\u22EE</mo></mtd></mtr></mtable><mo>]</mo></mrow><mi>"
                "\u22A4</mi></msup><mrow><mo>{</mo><mtable class=\"cases\"><mtr><mtd><mi>a</mi>"
                "</mtd><mtd><mtext>if\u00A0</mtext><mi>j</mi><mo>\u2264</mo><mi>k</mi></mtd></mtr>"
                "<mtr><mtd><mi>b</mi></mtd><mtd><mtext>otherwise</mtext></mtd></mtr></mtable>"
                "</mrow></math></div>\n");
}

Test(html, tables)
{
    document_table(&document, small_table());
    assert_body(
        "<div class=\"scroll\" tabindex=\"0\" role=\"group\" "
        "aria-label=\"table\"><table>\n<thead>\n<tr><th scope=\"col\">parameter</th><th "
        "scope=\"col\" class=\"right\">gradient</th></tr>\n</thead>\n<tbody>\n<tr><th "
        "scope=\"row\" class=\"short\"><math "
        "aria-label=\"w7\"><msub><mi>w</mi><mrow><mn>7</mn></mrow></msub></math>"
        "</th><td class=\"right short\"><span class=\"number\">\u22126.40252 \u00D7 10<sup>\u22127"
        "</sup></span></td></tr>\n</tbody>\n</table></div>\n");
}

Test(html, tables_without_a_head)
{
    struct table *table = table_new(arena, 2);
    table_row(table);
    const struct spans **row = table_row(table);
    row[1] = words("words that go on and on, more than a cell should have to hold on one line");
    document_table(&document, table);
    assert_body("<div class=\"scroll\" tabindex=\"0\" role=\"group\" "
                "aria-label=\"table\"><table>\n<tbody>\n<tr><td></td><td class=\"long\">words that "
                "go on and on, more than a cell should have to hold on one line</td></tr>\n"
                "</tbody>\n</table></div>\n");
}

/* Sentences about a row stand below it, over all columns, and belong to the row's name. */
Test(html, explanations_stand_below_their_rows)
{
    static const char *const cells[][3] = {
        {"name", "value", "why"}, {"a", "1", "It is so."}, {"b", "2", NULL}};
    struct table *table = table_new(arena, 3);
    table->explained = true;
    for (size_t r = 0; r < 3; r++) {
        const struct spans **row = table_row(table);
        for (size_t c = 0; c < 3; c++)
            row[c] = cells[r][c] ? words(cells[r][c]) : NULL;
        if (r > 0)
            table_anchor(table, r == 1 ? "row-1" : "row-2");
    }
    document_table(&document, table);
    assert_body(
        "<div class=\"scroll explained\" tabindex=\"0\" role=\"group\" "
        "aria-label=\"table\"><table>\n<thead>\n<tr><th scope=\"col\">name</th><th "
        "scope=\"col\">value</th></tr>\n</thead>\n<tbody>\n<tr id=\"row-1\"><th scope=\"row\" "
        "id=\"row-1-name\" class=\"short\">a</th><td class=\"short\">1</td></tr>\n<tr "
        "class=\"explanation\"><td colspan=\"2\" headers=\"row-1-name\"><div>It is so.</div>"
        "</td></tr>\n<tr id=\"row-2\"><th scope=\"row\" id=\"row-2-name\" class=\"short\">b</th>"
        "<td class=\"short\">2</td></tr>\n</tbody>\n</table></div>\n");
}

/* A line may end before a relation, and in a long sum before a sign; never before punctuation. */
Test(html, mathematics_in_a_sentence_may_be_broken)
{
    struct spans *spans = spans_new(arena);
    struct maths *maths = maths_new(arena);
    maths_expr(maths, name("z"));
    maths_sign(maths, PIECE_EQUAL);
    maths_expr(maths, name("y"));
    spans_maths(spans, maths);
    spans_text(spans, "; so (and ");
    spans_expr(spans, parse("1.23456789012345678 - 0.125"));
    spans_text(spans, "), off by ");
    spans_number(spans, "3.5");
    spans_text(spans, " %.");
    document_paragraph(&document, spans);
    assert_body("<p><math><mi>z</mi></math><wbr/><span "
                "class=\"whole\"><math><mo>=</mo><mi>y</mi></math>;</span> so (and "
                "<math><mn>1.23456789012345678</mn></math><wbr/><span class=\"whole\"><math><mo "
                "form=\"infix\">\u2212</mo><mn>0.125</mn></math>),</span> off by <span "
                "class=\"number\">3.5</span>\u00A0%.</p>\n");
}

Test(html, diagrams_are_pictures)
{
    document_diagram(&document, small_diagram("x1", "<unit>"));
    cr_assert(strstr(body(), "aria-label=\"picture\">\n<svg") && strstr(body(), "</svg>"), "%s",
              body());
    cr_assert(strstr(body(), "&lt;unit&gt;") && !strstr(body(), "<unit>"), "%s", body());
}
