/* LaTeX: text of people that stays text, in ASCII; equations and tables that fit a page. That documents compile is for
 * tests/golden/tex_test.py. */
#include "base/utf8.h"
#include "render/tex_width.h"
#include "support.h"

TestSuite(tex, .init = open_document, .fini = close_document);

/* What stands between \begin{document} and \end{document}. */
static const char *body(void)
{
    const char *whole = rendered(&tex_renderer);
    const char *begin = strstr(whole, "\\abovedisplayshortskip"),
               *end = strstr(whole, "\n\\end{document}\n");
    cr_assert(begin && end && strstr(whole, "\\documentclass") == whole, "%s", whole);
    begin = strchr(begin, '\n') + 1;
    return arena_printf(arena, "%.*s", (int)(end - begin), begin);
}

#define assert_body(expected) cr_assert_str_eq(body(), expected, "got:\n%s", body())

static const struct {
    const char *text, *latex;
} escapes[] = {
    {"plain words, (even) these: 1 + 2 = 3.", "plain words, (even) these: 1 + 2 = 3."},
    {"\\input{/etc/passwd}", "\\textbackslash{}input\\{/etc/passwd\\}"},
    {"$x$ & 5 % #1 a_b", "\\$x\\$ \\& 5 \\% \\#1 a\\_b"},
    {"^^5c ~", "\\textasciicircum{}\\textasciicircum{}5c \\textasciitilde{}"},
    {"<b> | \" `", "\\textless{}b\\textgreater{} \\textbar{} \\char34{} \\char96{}"},
    {"[1] *", "{[}1{]} {*}"},
    {"a--b ,, ''", "a-{}-b ,{}, '{}'"},
    {"line\nbreak\ttab\x1b[31m", "line break tab {[}31m"},
    {"r\u202etl", "r tl"},
    {"broken \xff utf-8", "broken \\unicode{FFFD} utf-8"},
    {"Übel, naïve, Łódź", "\\\"{U}bel, na\\\"{i}ve, \\L{}\\'{o}d\\'{z}"},
    {"ŷ → σ ≈ 2²",
     "\\^{y} \\ensuremath{\\to} \\ensuremath{\\sigma} \\ensuremath{\\approx} 2\\ensuremath{{}^2}"},
    {"ж 中 👍", "\\unicode{0436} \\unicode{4E2D} \\unicode{1F44D}"},
    {"“so” – yes", "``so'' -- yes"},
};

Test(tex, text_of_the_user_stays_text)
{
    for (size_t i = 0; i < sizeof escapes / sizeof *escapes; i++) {
        document = document_open(arena);
        document_sentence(&document, escapes[i].text);
        cr_expect_str_eq(body(), arena_printf(arena, "\n%s\n", escapes[i].latex), "\"%s\" gave %s",
                         escapes[i].text, body());
    }
}

Test(tex, every_character_is_written_in_ascii)
{
    for (unsigned point = 1; point < 0x11000; point += point < 0x3000 ? 1 : 0x101) {
        char character[5] = {0};
        if (utf8_encode(point, character) == 0 || (point >= 0xD800 && point < 0xE000))
            continue;
        document = document_open(arena);
        document_sentence(&document, character);
        struct maths *maths = maths_new(arena);
        maths_expr(maths, name(character));
        document_equation(&document, maths);
        for (const char *c = body(); *c; c++)
            cr_assert((unsigned char)*c < 0x7F && (*c >= ' ' || *c == '\n'), "U+%04X gave %s",
                      point, body());
    }
}

Test(tex, headings_labels_notes_lists)
{
    struct spans *label = words("Weight "), *rest = words(", one layer back.");
    struct list *list = list_new(arena);
    spans_expr(label, name("w7"));
    list_item(list, words("[one]"));
    document_title(&document, 1, "Title");
    document_title(&document, 2, "Part");
    document_label(&document, label, rest);
    document_note(&document, words("A note."));
    document_list(&document, list);
    assert_body("\n\\begin{center}\\LARGE Title\\end{center}\n\n\\section*{Part}\n\n"
                "{\\bfseries\\boldmath Weight $w_7$}, one layer back.\n\n"
                "\\begin{quote}\\small A note.\\end{quote}\n\n\\begin{itemize}\n\\item "
                "{[}one{]}\n\\end{itemize}\n");
}

Test(tex, spans)
{
    struct spans *spans = spans_new(arena);
    spans_strong(spans, "Strong_");
    spans_number(spans, "-6.40252e-7");
    spans_code(spans, "a_b");
    document_paragraph(&document, spans);
    assert_body("\n\\textbf{Strong\\_}$-6.40252 \\times 10^{-7}$\\texttt{a\\_b}\n");
}

Test(tex, short_equation_on_one_line)
{
    document_equation(&document, equation("z1", "w1*x1 + b1", "1*6 + 1", "7"));
    assert_body("\\[\nz_1 = w_1 x_1 + b_1 = 1 \\cdot 6 + 1 \\approx 7\n\\]\n");
}

Test(tex, wide_equation_is_aligned)
{
    document_equation(&document,
                      equation("z", "a1*b1 + a2*b2 + a3*b3 + a4*b4 + a5*b5",
                               "0.123456*0.123456 + 0.123456*0.123456 + 0.123456*0.123456",
                               "0.0457242"));
    cr_assert(strstr(body(), "\\[\\begin{aligned}\nz & = a_1 b_1"), "%s", body());
    cr_assert(strstr(body(), " \\\\\n  & \\approx 0.0457242\n\\end{aligned}\\]\n"), "%s", body());
}

/* TeX breaks formulas at signs that stand outside of groups and fractions only. */
Test(tex, long_equation_may_be_broken)
{
    const char *sum = "a1*b1 + a2*b2 + a3*b3 + a4*b4 + a5*b5 + a6*b6 + a7*b7 + a8*b8 + a9*b9 + "
                      "c1*d1 + c2*d2 + c3*d3";
    document_equation(
        &document, equation("z", arena_printf(arena, "(%s) / 12 + 2*(%s)", sum, sum), "1*2", "3"));
    const char *latex = body();
    cr_assert(
        strstr(latex,
               "\\begin{longequation}\n$\\displaystyle z$\n$\\displaystyle {} = \\bigl(a_1 b_1"),
        "%s", latex);
    cr_assert(strstr(latex, "\\bigr) \\big/ \\bigl(12\\bigr)"), "%s", latex);
    cr_assert(strstr(latex, "\\side $\\displaystyle {} \\approx 3$\n\\end{longequation}\n"), "%s",
              latex);
    cr_assert(!strstr(latex, "\\left(") && !strstr(latex, "\\frac"), "%s", latex);
    for (const char *line = latex; line; line = strchr(line + 1, '\n'))
        cr_assert(strcspn(line + 1, "\n") < 150, "%s", line);
}

Test(tex, wide_cases_begin_lines)
{
    const struct expr *wide = parse(
        "a1*b1 + a2*b2 + a3*b3 + a4*b4 + a5*b5 + a6*b6 + a7*b7 + a8*b8 + a9*b9 + c1*d1 + c2*d2");
    struct relation_between when = {name("j"), RELATION_EQ, name("k")};
    struct case_line lines[] = {{wide, &when}, {parse("a1"), NULL}};
    struct maths *maths = maths_new(arena);
    maths_expr(maths, name("y"));
    maths_sign(maths, PIECE_EQUAL);
    maths_cases(maths, &(struct cases){2, lines});
    document_equation(&document, maths);
    const char *latex = body();
    cr_assert(strstr(latex, "$\\displaystyle {} = $\n\\side $\\displaystyle a_1 b_1 + "), "%s",
              latex);
    cr_assert(
        strstr(latex, "$\n\\quad if $j = k$\n\\side $\\displaystyle a_1$\n\\quad otherwise\n"),
        "%s", latex);
    lines[0].expr = parse("a2");
    document = document_open(arena);
    document_equation(&document, maths);
    assert_body("\\[\ny = \\begin{cases} a_2 & \\text{if } j = k \\\\ a_1 & \\text{otherwise} "
                "\\end{cases}\n\\]\n");
}

Test(tex, long_numbers_may_be_broken)
{
    struct maths *maths = maths_new(arena);
    maths_expr(maths,
               expr_number(arena, "0.12345678901234567890123456789012345678901234567890123456789"));
    document_equation(&document, maths);
    assert_body("\\[\n0.1234567890\\allowbreak 1234567890\\allowbreak 1234567890\\allowbreak "
                "1234567890\\allowbreak "
                "1234567890\\allowbreak 123456789\n\\]\n");
}

Test(tex, factors_are_symbols)
{
    document_equation(&document, chain());
    cr_assert(strstr(body(), " = {\\underbrace{\\frac"), "%s", body());
    cr_assert(strstr(body(), "}_{-0.000318308}} \\cdot\n{\\underbrace{"), "%s", body());
}

Test(tex, tables)
{
    document_table(&document, small_table());
    assert_body("\n\\begin{center}\\fitted{\\begin{tabular}{@{}lr@{}}\n\\hline\nparameter & "
                "gradient \\\\ \\hline\n"
                "$w_7$ & $-6.40252 \\times 10^{-7}$ \\\\\n\\hline\n\\end{tabular}}\\end{center}\n");
}

Test(tex, columns_of_words_take_several_lines)
{
    struct table *table = table_new(arena, 2);
    const struct spans **head = table_row(table), **row = table_row(table);
    head[0] = words("a");
    head[1] = words("what it is");
    row[0] = words("number");
    row[1] = words(
        "words that go on and on, so many that no line of a page has room for all of them at once");
    document_table(&document, table);
    cr_assert(strstr(body(), "{@{}l>{\\raggedright\\arraybackslash}p{0.83\\linewidth}@{}}"), "%s",
              body());
}

Test(tex, long_tables_go_on_over_pages)
{
    struct table *table = table_new(arena, 1);
    for (int i = 0; i < 40; i++)
        table_row(table)[0] = words(i ? "1" : "head");
    document_table(&document, table);
    cr_assert(
        strstr(body(),
               "\\begin{longtable}{@{}l@{}}\n\\hline\nhead \\\\ \\hline\n\\endhead\n1 \\\\\n"),
        "%s", body());
}

Test(tex, diagram)
{
    document_diagram(&document, small_diagram("x1", "yhat"));
    assert_body("\n\\begin{itemize}\n\\item $\\hat y$ $\\leftarrow$ $x_1$ ($w_1$), $x_2$ "
                "($w^{(1)}_{1,2}$), bias $b_1$\n"
                "\\end{itemize}\n");
}

/* ---- widths ---- */

static size_t width(const char *latex)
{
    return tex_width(latex, strlen(latex));
}

Test(tex, widths_follow_the_typeset_formula)
{
    cr_expect_geq(width("0.123456"), 8);
    cr_expect_leq(width("0.123456"), 10);
    cr_expect_lt(width("x_{123}"), width("x 123"));
    cr_expect_eq(width("x_{12}^{12}"), width("x_{12}"));
    cr_expect_lt(width("\\frac{123456}{123456}"), width("123456 123"));
    cr_expect_lt(width("\\sum_{i=1}^{K} x_i"), width("sum i=1 K x_i"));
    cr_expect_gt(width("a + b"), width("a b"));
    cr_expect_eq(width("{a + b}"), width("a + b"));
    cr_expect_eq(width("a } b"), width("a  b"));
    cr_expect_gt(width("\\underbrace{a}_{0.123456}"), 5);
    cr_expect_eq(width(""), 0);
}
