/* Markdown: blocks, mathematics, and text of the user that must stay text. */
#include "support.h"

TestSuite(markdown, .init = open_document, .fini = close_document);

static const struct {
    const char *text, *markdown;
} escapes[] = {
    {"plain words, (even) these: 1 + 2 = 3", "plain words, (even) these: 1 + 2 = 3"},
    {"<script>alert(1)</script>", "&lt;script\\>alert(1)&lt;/script\\>"},
    {"AT&T &amp; co", "AT&amp;T &amp;amp; co"},
    {"*b* _i_ ~s~ `code`", "\\*b\\* \\_i\\_ \\~s\\~ \\`code\\`"},
    {"a | b", "a \\| b"},
    {"$x$ and $`x`$", "\\$x\\$ and \\$\\`x\\`\\$"},
    {"[link](javascript:x) ![image](x)", "\\[link\\](javascript:x) \\!\\[image\\](x)"},
    {"# heading #", "\\# heading \\#"},
    {"back\\slash", "back\\\\slash"},
    {"line\nbreak\ttab\x1b[31m", "line break tab \\[31m"},
    {"r\u202etl", "r tl"},
    {"broken \xff utf-8", "broken \xEF\xBF\xBD utf-8"},
    {"ŷ → σ", "ŷ → σ"},
};

Test(markdown, text_of_the_user_stays_text)
{
    for (size_t i = 0; i < sizeof escapes / sizeof *escapes; i++) {
        document = document_open(arena);
        document_heading(&document, 1, words(escapes[i].text));
        const char *expected = arena_printf(arena, "# %s\n", escapes[i].markdown);
        cr_expect_str_eq(rendered(&markdown_renderer), expected, "\"%s\" gave %s", escapes[i].text,
                         rendered(&markdown_renderer));
    }
}

Test(markdown, headings_labels_paragraphs)
{
    struct spans *label = words("Weight "), *rest = words(", one layer back.");
    spans_expr(label, name("w7"));
    document_title(&document, 1, "Title");
    document_title(&document, 2, "Part");
    document_label(&document, label, rest);
    document_sentence(&document, "A sentence.");
    assert_rendered(&markdown_renderer,
                    "# Title\n\n## Part\n\n**Weight $`w_7`$**, one layer back.\n\n"
                    "A sentence.\n");
}

Test(markdown, spans)
{
    struct spans *spans = spans_new(arena);
    spans_strong(spans, "Strong.");
    spans_text(spans, " number ");
    spans_number(spans, "-6.40252e-7");
    spans_text(spans, " code ");
    spans_code(spans, "a|b");
    spans_text(spans, " and ");
    spans_code(spans, "a`b");
    document_note(&document, spans);
    assert_rendered(&markdown_renderer,
                    "\n> **Strong.** number −6.40252 × 10⁻⁷ code `a|b` and `` a`b ``\n");
}

Test(markdown, bars_of_mathematics_do_not_end_a_cell)
{
    struct table *table = table_new(arena, 1);
    struct spans *head = spans_new(arena);
    spans_expr(head, parse("abs(x)"));
    table_row(table)[0] = head;
    document_table(&document, table);
    assert_rendered(&markdown_renderer, "\n| $`\\vert x\\vert `$ |\n|---|\n");
}

Test(markdown, short_equation_on_one_line)
{
    document_equation(&document, equation("z1", "w1*x1 + b1", "1*6 + 1", "7"));
    assert_rendered(&markdown_renderer,
                    "\n```math\nz_1 = w_1 x_1 + b_1 = 1 \\cdot 6 + 1 \\approx 7\n```\n");
}

Test(markdown, wide_equation_is_aligned)
{
    document_equation(&document,
                      equation("z", "a1*b1 + a2*b2 + a3*b3 + a4*b4 + a5*b5",
                               "0.123456*0.123456 + 0.123456*0.123456 + 0.123456*0.123456",
                               "0.0457242"));
    const char *markdown = rendered(&markdown_renderer);
    cr_assert(strstr(markdown, "\\begin{aligned}\nz &= a_1 b_1"), "%s", markdown);
    cr_assert(strstr(markdown, " \\\\\n  &\\approx 0.0457242\n\\end{aligned}\n"), "%s", markdown);
}

Test(markdown, chain_has_its_values_below)
{
    document_equation(&document, chain());
    assert_rendered(
        &markdown_renderer,
        "\n```math\n\\frac{\\partial E}{\\partial w_7}\n"
        "  = \\underbrace{\\frac{\\partial E}{\\partial z_4}}_{-0.000318308} \\cdot "
        "\\underbrace{\\frac{\\partial z_4}{\\partial w_7}}_{n_1 \\,\\approx\\, 0.999665}\n"
        "  \\approx -0.000318201\n```\n");
}

Test(markdown, matrices)
{
    static const char *const left_out[] = {"1", NULL, "3", NULL, NULL, NULL};
    struct maths *maths = matrix_equation(true);
    maths_sign(maths, PIECE_PLUS);
    maths_matrix(maths, &(struct matrix){2, 3, numbers(left_out, 6), false});
    document_equation(&document, maths);
    const char *markdown = rendered(&markdown_renderer);
    cr_assert(strstr(markdown, "\\begin{bmatrix} 1 & -0.25 \\\\ 10 & 3 \\times 10^{-7} "
                               "\\end{bmatrix}^{\\top} + \\begin{bmatrix} 1 & \\cdots & 3 \\\\ "
                               "\\vdots & \\vdots & \\vdots \\end{bmatrix}"),
              "%s", markdown);
}

Test(markdown, tables)
{
    document_table(&document, small_table());
    assert_rendered(&markdown_renderer, "\n| parameter | gradient |\n|---|---:|\n"
                                        "| $`w_7`$ | −6.40252 × 10⁻⁷ |\n");
}

Test(markdown, lists)
{
    struct list *list = list_new(arena);
    list_item(list, words("one"));
    list_item(list, words("two *"));
    document_list(&document, list);
    assert_rendered(&markdown_renderer, "\n- one\n- two \\*\n");
}

Test(markdown, diagram)
{
    document_diagram(&document, small_diagram("x1", "yhat"));
    assert_rendered(&markdown_renderer, "\n```mermaid\nflowchart LR\n"
                                        "  c0u1((\"x₁ = −6\"))\n  c0u2((\"x₂\"))\n  c1u1((\"ŷ\"))\n"
                                        "  c0u1 -- \"w₁\" --> c1u1\n"
                                        "  c0u2 -- \"w⁽¹⁾₁,₂\" --> c1u1\n```\n");
}

Test(markdown, names_cannot_leave_the_diagram)
{
    document_diagram(&document, small_diagram("a\"))\n  click x \"javascript:y\"", "```<b>"));
    const char *markdown = rendered(&markdown_renderer);
    cr_assert(strstr(markdown, "c0u1((\"a#34;#41;#41;   click x #34;javascript#58;y#34; = −6\"))"),
              "%s", markdown);
    cr_assert(strstr(markdown, "c1u1((\"#96;#96;#96;#60;b#62;\"))"), "%s", markdown);
}
