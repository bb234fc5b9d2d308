/* Mathematics of a document in LaTeX. What can come from a user (names) was made harmless by the printer of
 * expressions; everything else here is ours. Works in LaTeX with amsmath, in MathJax and in KaTeX. */
#include "render/maths.h"

#include <string.h>

/* Columns of text a page holds, and the source line a person still reads. */
#define PAGE_WIDTH 90
#define SOURCE_WIDTH 110

/* ---- pieces ---- */

static bool is_row_left_out(const struct matrix *matrix, int row)
{
    for (int c = 0; c < matrix->columns; c++)
        if (matrix->cells[row * matrix->columns + c])
            return false;
    return true;
}

static void write_matrix(const struct matrix *matrix, struct text *out)
{
    text_literal(out, "\\begin{bmatrix} ");
    for (int r = 0; r < matrix->rows; r++) {
        bool left_out = is_row_left_out(matrix, r);
        text_string(out, r ? " \\\\ " : "");
        for (int c = 0; c < matrix->columns; c++) {
            const struct expr *cell = matrix->cells[r * matrix->columns + c];
            text_string(out, c ? " & " : "");
            if (cell)
                expr_latex(cell, out);
            else
                text_string(out, left_out ? "\\vdots" : "\\cdots");
        }
    }
    text_string(out, matrix->transposed ? " \\end{bmatrix}^{\\top}" : " \\end{bmatrix}");
}

static void write_factor(const struct factor *factor, struct text *out)
{
    text_literal(out, "\\underbrace{");
    expr_latex(factor->symbol, out);
    text_literal(out, "}_{");
    if (factor->label) {
        expr_latex(factor->label, out);
        text_string(out, factor->exact ? " \\,=\\, " : " \\,\\approx\\, ");
    }
    expr_latex(factor->value, out);
    text_put(out, '}');
}

static void write_condition(const struct relation_between *condition, struct text *out)
{
    expr_latex(condition->a, out);
    text_printf(out, " %s ", relation_latex(condition->relation));
    expr_latex(condition->b, out);
}

static void write_cases(const struct cases *cases, struct text *out)
{
    text_literal(out, "\\begin{cases} ");
    for (int i = 0; i < cases->count; i++) {
        const struct case_line *line = &cases->lines[i];
        text_string(out, i ? " \\\\ " : "");
        expr_latex(line->expr, out);
        text_string(out, line->when ? " & \\text{if } " : " & \\text{otherwise}");
        if (line->when)
            write_condition(line->when, out);
    }
    text_literal(out, " \\end{cases}");
}

void maths_latex_piece(const struct piece *piece, struct text *out)
{
    switch (piece->kind) {
    case PIECE_EXPR:
        expr_latex(piece->expr, out);
        break;
    case PIECE_EQUAL:
        text_literal(out, " = ");
        break;
    case PIECE_ABOUT:
        text_literal(out, " \\approx ");
        break;
    case PIECE_TIMES:
        text_literal(out, " \\cdot ");
        break;
    case PIECE_ELEMENTWISE:
        text_literal(out, " \\odot ");
        break;
    case PIECE_PLUS:
        text_literal(out, " + ");
        break;
    case PIECE_MINUS:
        text_literal(out, " - ");
        break;
    case PIECE_FACTOR:
        write_factor(piece->factor, out);
        break;
    case PIECE_MATRIX:
        write_matrix(piece->matrix, out);
        break;
    case PIECE_CONDITION:
        write_condition(piece->condition, out);
        break;
    case PIECE_CASES:
        write_cases(piece->cases, out);
        break;
    }
}

void maths_latex_line(const struct maths *maths, struct text *out)
{
    for (const struct piece *piece = maths->first; piece; piece = piece->next)
        maths_latex_piece(piece, out);
}

/* ---- displays ---- */

static size_t printed_length(const struct expr *expr, struct text *scratch)
{
    text_clear(scratch);
    expr_print(expr, scratch);
    return scratch->length;
}

static size_t matrix_width(const struct matrix *matrix, struct text *scratch)
{
    size_t widest = 0;
    for (int i = 0; i < matrix->rows * matrix->columns; i++) {
        size_t width = matrix->cells[i] ? printed_length(matrix->cells[i], scratch) : 3;
        widest = width > widest ? width : widest;
    }
    return (widest + 2) * (size_t)matrix->columns + 2;
}

static size_t factor_width(const struct factor *factor, struct text *scratch)
{
    size_t label = factor->label ? printed_length(factor->label, scratch) + 3 : 0;
    size_t width = (label + printed_length(factor->value, scratch)) * 3 / 4;
    return width < 5 ? 5 : width;
}

static size_t condition_width(const struct relation_between *condition, struct text *scratch)
{
    return printed_length(condition->a, scratch) + 3 + printed_length(condition->b, scratch);
}

static size_t cases_width(const struct cases *cases, struct text *scratch)
{
    size_t widest = 0, conditions = 0;
    for (int i = 0; i < cases->count; i++) {
        const struct case_line *line = &cases->lines[i];
        size_t width = printed_length(line->expr, scratch);
        size_t when = line->when ? 3 + condition_width(line->when, scratch) : 9;
        widest = width > widest ? width : widest;
        conditions = when > conditions ? when : conditions;
    }
    return widest + conditions + 4;
}

size_t maths_piece_width(const struct piece *piece, struct text *scratch)
{
    switch (piece->kind) {
    case PIECE_EXPR:
        return printed_length(piece->expr, scratch);
    case PIECE_FACTOR:
        return factor_width(piece->factor, scratch);
    case PIECE_MATRIX:
        return matrix_width(piece->matrix, scratch);
    case PIECE_CONDITION:
        return condition_width(piece->condition, scratch);
    case PIECE_CASES:
        return cases_width(piece->cases, scratch);
    default:
        return 3;
    }
}

size_t maths_width(const struct maths *maths, struct text *scratch)
{
    size_t width = 0;
    for (const struct piece *piece = maths->first; piece; piece = piece->next)
        width += maths_piece_width(piece, scratch);
    return width;
}

size_t span_width(const struct span *span, struct text *scratch)
{
    if (span->kind == SPAN_NUMBER)
        return strlen(span->text) + (strchr(span->text, 'e') ? 3 : 0);
    return span->kind == SPAN_MATHS ? maths_width(span->maths, scratch) : strlen(span->text);
}

size_t spans_width(const struct spans *spans, struct text *scratch)
{
    size_t width = 0;
    for (const struct span *span = spans ? spans->first : NULL; span; span = span->next)
        width += span_width(span, scratch);
    return width;
}

static void write_relation(const struct piece *piece, bool aligned, bool first, struct text *out)
{
    const char *sign = piece->kind == PIECE_EQUAL ? "= " : "\\approx ";
    if (aligned)
        text_string(out, first ? " &" : " \\\\\n  &");
    else
        text_literal(out, "\n  ");
    text_string(out, sign);
}

/* With a line break before each relation. */
static void write_broken(const struct maths *maths, bool aligned, struct text *out)
{
    bool first = true;
    text_string(out, aligned ? "\\begin{aligned}\n" : "");
    for (const struct piece *piece = maths->first; piece; piece = piece->next) {
        if (piece_is_relation(piece)) {
            write_relation(piece, aligned, first, out);
            first = false;
        } else {
            maths_latex_piece(piece, out);
        }
    }
    text_string(out, aligned ? "\n\\end{aligned}\n" : "\n");
}

bool maths_has_sides(const struct maths *maths)
{
    for (const struct piece *piece = maths->first; piece; piece = piece->next)
        if (piece != maths->first && piece_is_relation(piece))
            return true;
    return false;
}

void maths_latex_display(const struct maths *maths, struct text *out)
{
    struct text scratch, line;
    text_open(&scratch, maths->arena);
    text_open(&line, maths->arena);
    maths_latex_line(maths, &line);
    bool aligned = maths_width(maths, &scratch) > PAGE_WIDTH;
    if ((aligned || line.length > SOURCE_WIDTH) && maths_has_sides(maths)) {
        write_broken(maths, aligned, out);
        return;
    }
    size_t space = line.length > 0 && line.bytes[0] == ' '; /* before a relation in front */
    text_append(out, line.bytes + space, line.length - space);
    text_put(out, '\n');
}
