/* Mathematics of a document in MathML Core. What a browser cannot lay out there by itself (the alignment of columns) is in
 * the style sheet of documents, by classes. */
#include "render/html_maths.h"

#include "base/html.h"
#include "expr/mathml.h"
#include "render/maths.h"
#include <string.h>

/* Columns of text that stand beside each other on a page, and in a line of a paragraph. What is wider scrolls, and can be
 * reached with the keyboard for that. */
#define DISPLAY_WIDTH 80
#define LINE_WIDTH 50
/* What fits the narrowest screen: what is wider may have to scroll. */
#define SCREEN_WIDTH 24
/* Within a line, sums of so many columns may be broken. */
#define SUM_SHORT 24

/* ---- pieces ---- */

static const char *sign_of(enum piece_kind kind)
{
    switch (kind) {
    case PIECE_EQUAL:
        return "<mo>=</mo>";
    case PIECE_ABOUT:
        return "<mo>\u2248</mo>";
    case PIECE_TIMES:
        return "<mo>\u22C5</mo>";
    case PIECE_ELEMENTWISE:
        return "<mo>\u2299</mo>";
    case PIECE_PLUS:
        return "<mo>+</mo>";
    case PIECE_MINUS:
        return "<mo>\u2212</mo>";
    default:
        return "";
    }
}

static bool is_row_left_out(const struct matrix *matrix, int row)
{
    for (int c = 0; c < matrix->columns; c++)
        if (matrix->cells[row * matrix->columns + c])
            return false;
    return true;
}

static void write_matrix(const struct matrix *matrix, struct text *out)
{
    text_string(out, matrix->transposed ? "<msup><mrow>" : "<mrow>");
    text_literal(out, "<mo>[</mo><mtable>");
    for (int r = 0; r < matrix->rows; r++) {
        const char *left_out = is_row_left_out(matrix, r) ? "<mo>\u22EE</mo>" : "<mo>\u22EF</mo>";
        text_literal(out, "<mtr>");
        for (int c = 0; c < matrix->columns; c++) {
            const struct expr *cell = matrix->cells[r * matrix->columns + c];
            text_literal(out, "<mtd>");
            if (cell)
                expr_mathml(cell, out);
            else
                text_string(out, left_out);
            text_literal(out, "</mtd>");
        }
        text_literal(out, "</mtr>");
    }
    text_literal(out, "</mtable><mo>]</mo></mrow>");
    text_string(out, matrix->transposed ? "<mi>\u22A4</mi></msup>" : "");
}

/* What it is called, over a brace over what it is. */
static void write_factor(const struct factor *factor, struct text *out)
{
    text_literal(out, "<munder><munder accentunder=\"true\">");
    mathml_group(factor->symbol, out);
    text_literal(out, "<mo>\u23DF</mo></munder><mrow>");
    if (factor->label) {
        expr_mathml(factor->label, out);
        text_string(out, sign_of(factor->exact ? PIECE_EQUAL : PIECE_ABOUT));
    }
    expr_mathml(factor->value, out);
    text_literal(out, "</mrow></munder>");
}

static void write_condition(const struct relation_between *condition, struct text *out)
{
    expr_mathml(condition->a, out);
    text_string(out, relation_mathml(condition->relation));
    expr_mathml(condition->b, out);
}

static void write_cases(const struct cases *cases, struct text *out)
{
    text_literal(out, MATHML_CASES_BEGIN);
    for (int i = 0; i < cases->count; i++) {
        const struct case_line *line = &cases->lines[i];
        text_literal(out, "<mtr><mtd>");
        expr_mathml(line->expr, out);
        text_string(out, line->when ? "</mtd><mtd>" MATHML_IF : "</mtd><mtd>" MATHML_OTHERWISE);
        if (line->when)
            write_condition(line->when, out);
        text_literal(out, "</mtd></mtr>");
    }
    text_literal(out, MATHML_CASES_END);
}

static void write_piece(const struct piece *piece, struct text *out)
{
    switch (piece->kind) {
    case PIECE_EXPR:
        expr_mathml(piece->expr, out);
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
    default:
        text_string(out, sign_of(piece->kind));
    }
}

/* ---- lines and displays ---- */

static void write_pieces(const struct maths *maths, struct text *out)
{
    for (const struct piece *piece = maths->first; piece; piece = piece->next)
        write_piece(piece, out);
}

/* Of the widest side, with its sign. */
static size_t widest_side(const struct maths *maths, struct text *scratch)
{
    size_t widest = 0, width = 0;
    for (const struct piece *piece = maths->first; piece; piece = piece->next) {
        width = (piece_is_relation(piece) ? 0 : width) + maths_piece_width(piece, scratch);
        widest = width > widest ? width : widest;
    }
    return widest;
}

#define PART_END "</math><wbr/><math>"

/* A sum within a line may be broken at its signs. */
static bool is_long_sum(const struct piece *piece, struct text *scratch)
{
    return piece->kind == PIECE_EXPR &&
           (piece->expr->kind == EXPR_ADD || piece->expr->kind == EXPR_SUBTRACT) &&
           maths_piece_width(piece, scratch) > SUM_SHORT;
}

/* Of the widest term of a sum, else of the whole piece. */
static size_t unbroken_width(const struct piece *piece, struct text *scratch)
{
    size_t widest = 0, width;
    struct piece part = *piece;
    if (is_long_sum(piece, scratch))
        for (; part.expr->kind == EXPR_ADD || part.expr->kind == EXPR_SUBTRACT;
             part.expr = part.expr->a) {
            struct piece term = {.kind = PIECE_EXPR, .expr = part.expr->b};
            width = maths_piece_width(&term, scratch);
            widest = width > widest ? width : widest;
        }
    width = maths_piece_width(&part, scratch);
    return width > widest ? width : widest;
}

/* Of the widest part between two places where a line may end. */
static size_t widest_part(const struct maths *maths, struct text *scratch)
{
    size_t widest = 0, width = 0;
    for (const struct piece *piece = maths->first; piece; piece = piece->next) {
        width = (piece_is_relation(piece) ? 0 : width) + unbroken_width(piece, scratch);
        widest = width > widest ? width : widest;
    }
    return widest;
}

static void write_parts(const struct maths *maths, struct text *scratch, struct text *out)
{
    for (const struct piece *piece = maths->first; piece; piece = piece->next) {
        if (piece != maths->first && piece_is_relation(piece))
            text_literal(out, PART_END);
        if (is_long_sum(piece, scratch))
            expr_mathml_apart(piece->expr, PART_END, out);
        else
            write_piece(piece, out);
    }
}

/* The last element and what follows it are not parted. */
static void write_kept_together(const struct text *line, const char *after, size_t length,
                                struct text *out)
{
    size_t last = line->length;
    while (strncmp(line->bytes + last, "<math>", strlen("<math>")) != 0)
        last--;
    text_append(out, line->bytes, last);
    text_literal(out, "<span class=\"whole\">");
    text_append(out, line->bytes + last, line->length - last);
    html_escape(out, after, length);
    text_literal(out, "</span>");
}

void html_maths_line(const struct maths *maths, const char *after, size_t after_length,
                     struct text *out)
{
    struct text scratch, line;
    text_open(&scratch, maths->arena);
    text_open(&line, maths->arena);
    text_literal(&line, "<math>");
    write_parts(maths, &scratch, &line);
    text_literal(&line, "</math>");
    if (widest_part(maths, &scratch) > LINE_WIDTH) {
        text_literal(out, "<span class=\"scroll\" tabindex=\"0\" role=\"group\" "
                          "aria-label=\"formula\">");
        text_append(out, line.bytes, line.length);
        html_escape(out, after, after_length);
        text_literal(out, "</span>");
    } else if (after_length) {
        write_kept_together(&line, after, after_length, out);
    } else {
        text_append(out, line.bytes, line.length);
    }
}

void html_maths_heading(const struct maths *maths, struct text *out)
{
    struct text plain;
    text_open(&plain, maths->arena);
    for (const struct piece *piece = maths->first; piece; piece = piece->next)
        if (piece->kind == PIECE_EXPR)
            expr_print(piece->expr, &plain);
    text_literal(out, "<math aria-label=\"");
    html_escape(out, plain.bytes, plain.length);
    text_literal(out, "\">");
    write_pieces(maths, out);
    text_literal(out, "</math>");
}

/* A row for each side after the first, each behind its sign. */
static void write_sides(const struct maths *maths, struct text *out)
{
    bool first = true;
    text_literal(out, "<mtable class=\"sides\" displaystyle=\"true\"><mtr><mtd>");
    for (const struct piece *piece = maths->first; piece; piece = piece->next) {
        if (piece_is_relation(piece)) {
            text_string(out, first ? "</mtd><mtd>" : "</mtd></mtr><mtr><mtd></mtd><mtd>");
            first = false;
        }
        write_piece(piece, out);
    }
    text_literal(out, "</mtd></mtr></mtable>");
}

void html_maths_display(const struct maths *maths, struct text *out)
{
    struct text scratch;
    text_open(&scratch, maths->arena);
    size_t width = maths_width(maths, &scratch);
    bool broken = width > DISPLAY_WIDTH && maths_has_sides(maths);
    bool wide = (broken ? widest_side(maths, &scratch) : width) > SCREEN_WIDTH;
    text_string(out, wide ? "<div class=\"equation scroll\" tabindex=\"0\" role=\"group\" "
                            "aria-label=\"equation\">"
                          : "<div class=\"equation scroll\">");
    text_literal(out, "<math display=\"block\">");
    if (broken)
        write_sides(maths, out);
    else
        write_pieces(maths, out);
    text_literal(out, "</math></div>\n");
}
