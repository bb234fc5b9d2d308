/* Plain text: aligned equations, tables and matrices. */
#include "support.h"

TestSuite(text, .init = open_document, .fini = close_document);

Test(text, headings_are_underlined_by_their_width)
{
    document_title(&document, 1, "Titel ŷ");
    document_title(&document, 2, "Part");
    document_title(&document, 4, "Low");
    assert_rendered(&text_renderer, "Titel ŷ\n=======\n\nPart\n----\n\nLow\n");
}

Test(text, controls_become_spaces)
{
    document_sentence(&document, "a\x1b[31m\nb\u202e \xff <b> $x$");
    assert_rendered(&text_renderer, "\na [31m b    <b> $x$\n");
}

Test(text, short_equations_stand_together)
{
    document_equation(&document, equation("z1", "w1*x1 + b1", "1*6 + 1", "7"));
    document_equation(&document, equation("z2", "w2*x1 + b2", "1*6 + 1", "7"));
    assert_rendered(&text_renderer, "\n  z1 = w1*x1 + b1 = 1*6 + 1 ≈ 7\n"
                                    "  z2 = w2*x1 + b2 = 1*6 + 1 ≈ 7\n");
}

Test(text, wide_equation_is_aligned)
{
    document_equation(&document, equation("z10", "a1*b1 + a2*b2 + a3*b3 + a4*b4",
                                          "0.123456*0.123456 + 0.123456*0.123456 + 0.123456*0.1234",
                                          "0.0457173"));
    assert_rendered(&text_renderer,
                    "\n  z10 = a1*b1 + a2*b2 + a3*b3 + a4*b4\n"
                    "      = 0.123456*0.123456 + 0.123456*0.123456 + 0.123456*0.1234\n"
                    "      ≈ 0.0457173\n");
}

Test(text, chain_is_read_as_symbols_labels_and_numbers)
{
    document_equation(&document, chain());
    assert_rendered(&text_renderer,
                    "\n  dE/dw7 = dE/dz4 * dz4/dw7\n         = dE/dz4 * n1\n"
                    "         = -0.000318308 * 0.999665\n         ≈ -0.000318201\n");
}

Test(text, negative_factors_are_in_parentheses_behind_the_first)
{
    struct maths *maths = maths_new(arena);
    maths_expr(maths, name("g"));
    for (int i = 0; i < 2; i++) {
        maths_sign(maths, i ? PIECE_TIMES : PIECE_EQUAL);
        maths_factor(maths, &(struct factor){.symbol = name(i ? "v" : "u"),
                                             .value = expr_number(arena, "-2"),
                                             .exact = true});
    }
    document_equation(&document, maths);
    assert_rendered(&text_renderer, "\n  g = u * v\n    = -2 * (-2)\n");
}

Test(text, matrices_are_aligned_to_the_right)
{
    struct maths *maths = matrix_equation(true);
    static const char *const row[] = {"5", NULL};
    maths_sign(maths, PIECE_PLUS);
    maths_matrix(maths, &(struct matrix){1, 2, numbers(row, 2), false});
    document_equation(&document, maths);
    assert_rendered(&text_renderer, "\n  Z ≈ [ 1  -0.25]^T + [5  ...]\n      [10   3e-7]\n");
}

Test(text, an_equation_may_begin_with_a_matrix)
{
    static const char *const column[] = {"1", "2"};
    struct maths *maths = maths_new(arena);
    maths_matrix(maths, &(struct matrix){2, 1, numbers(column, 2), false});
    maths_sign(maths, PIECE_EQUAL);
    maths_matrix(maths, &(struct matrix){2, 1, numbers(column, 2), false});
    document_equation(&document, maths);
    assert_rendered(&text_renderer, "\n  [1]\n  [2]\n   = [1]\n     [2]\n");
}

Test(text, equations_do_not_touch_a_matrix)
{
    document_equation(&document, matrix_equation(false));
    document_equation(&document, equation("z", "a", "1", "1"));
    assert_rendered(&text_renderer, "\n  Z ≈ [ 1  -0.25]\n      [10   3e-7]\n\n  z = a = 1 ≈ 1\n");
}

Test(text, tables_are_aligned)
{
    document_table(&document, small_table());
    assert_rendered(&text_renderer, "\n  parameter     gradient\n  ---------  -----------\n"
                                    "  w7         -6.40252e-7\n");
}

Test(text, empty_cells_leave_no_spaces_behind)
{
    struct table *table = table_new(arena, 2);
    table_row(table)[0] = words("given");
    const struct spans **row = table_row(table);
    row[0] = words("x");
    row[1] = words("1");
    document_table(&document, table);
    assert_rendered(&text_renderer, "\n  given\n  -----  -\n  x      1\n");
}

Test(text, diagram_is_a_line_for_each_unit)
{
    document_diagram(&document, small_diagram("x1", "yhat"));
    assert_rendered(&text_renderer, "\n  yhat <- x1 (w1), x[2] (w1[1,2]), bias b1\n");
}

Test(text, notes_lists_and_labels)
{
    struct list *list = list_new(arena);
    struct spans *note = spans_new(arena);
    list_item(list, words("one"));
    spans_strong(note, "Careful.");
    spans_maths(note, equation("z", "a", "1", "1"));
    document_label(&document, words("Output"), words(" 1"));
    document_list(&document, list);
    document_note(&document, note);
    assert_rendered(&text_renderer, "\nOutput 1\n\n  - one\n\n  | Careful.z = a = 1 ≈ 1\n");
}
