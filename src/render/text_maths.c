/* Mathematics in plain text. A side of an equation is laid out in a box: a few lines that grow to the right, for
 * matrices; everything that is not a matrix stands on the first line. */
#include "render/text_maths.h"

#include "base/utf8.h"

#define INDENT 2
#define LINE_WIDTH 90
#define SIGN_WIDTH 3

size_t text_width(const char *bytes, size_t length)
{
    size_t columns = 0, step;
    for (size_t i = 0; i < length; i += step) {
        unsigned point = 0;
        step = utf8_decode(bytes + i, length - i, &point);
        if (step == 0)
            step = 1;
        columns += point < 0x300 || point > 0x36F;
    }
    return columns;
}

void text_pad(struct text *out, size_t columns)
{
    while (columns-- > 0)
        text_put(out, ' ');
}

/* ---- boxes ---- */

struct box {
    struct arena *arena;
    struct text *lines;
    int height;
};

static size_t line_width(const struct text *line)
{
    return text_width(line->bytes, line->length);
}

static struct box box_open(struct arena *arena, int height)
{
    struct box box = {arena, arena_array(arena, (size_t)height, sizeof(struct text)), height};
    for (int i = 0; i < height; i++)
        text_open(&box.lines[i], arena);
    return box;
}

/* Fills every line up to the width of the widest one. */
static void box_level(struct box *box)
{
    size_t widest = 0;
    for (int i = 0; i < box->height; i++)
        if (line_width(&box->lines[i]) > widest)
            widest = line_width(&box->lines[i]);
    for (int i = 0; i < box->height; i++)
        text_pad(&box->lines[i], widest - line_width(&box->lines[i]));
}

static void write_cell(const struct expr *cell, struct text *out)
{
    if (cell)
        expr_print(cell, out);
    else
        text_literal(out, "...");
}

/* One column of a matrix, aligned to the right. */
static void box_column(struct box *box, const struct matrix *matrix, int column)
{
    struct text cell;
    size_t widest = 0;
    text_open(&cell, box->arena);
    for (int r = 0; r < matrix->rows; r++) {
        text_clear(&cell);
        write_cell(matrix->cells[r * matrix->columns + column], &cell);
        widest = line_width(&cell) > widest ? line_width(&cell) : widest;
    }
    for (int r = 0; r < matrix->rows; r++) {
        text_clear(&cell);
        write_cell(matrix->cells[r * matrix->columns + column], &cell);
        text_string(&box->lines[r], column ? "  " : "[");
        text_pad(&box->lines[r], widest - line_width(&cell));
        text_append(&box->lines[r], cell.bytes, cell.length);
    }
}

static void box_matrix(struct box *box, const struct matrix *matrix)
{
    box_level(box);
    if (box->lines[0].length && box->lines[0].bytes[box->lines[0].length - 1] == ']')
        for (int r = 0; r < box->height; r++)
            text_put(&box->lines[r], ' ');
    for (int c = 0; c < matrix->columns; c++)
        box_column(box, matrix, c);
    for (int r = 0; r < matrix->rows; r++)
        text_put(&box->lines[r], ']');
    if (matrix->transposed)
        text_literal(&box->lines[0], "^T");
}

/* ---- cases ---- */

static void write_condition(const struct relation_between *condition, struct text *out)
{
    expr_print(condition->a, out);
    text_printf(out, " %s ", relation_sign(condition->relation));
    expr_print(condition->b, out);
}

static void write_when(const struct case_line *line, struct text *out)
{
    text_string(out, line->when ? "if " : "otherwise");
    if (line->when)
        write_condition(line->when, out);
}

static void box_cases(struct box *box, const struct cases *cases)
{
    box_level(box);
    for (int i = 0; i < cases->count; i++) {
        text_literal(&box->lines[i], "{ ");
        expr_print(cases->lines[i].expr, &box->lines[i]);
    }
    box_level(box);
    for (int i = 0; i < cases->count; i++) {
        text_literal(&box->lines[i], "   ");
        write_when(&cases->lines[i], &box->lines[i]);
    }
}

static void line_cases(const struct cases *cases, struct text *out)
{
    for (int i = 0; i < cases->count; i++) {
        text_string(out, i ? "; " : "{");
        expr_print(cases->lines[i].expr, out);
        text_put(out, ' ');
        write_when(&cases->lines[i], out);
    }
    text_put(out, '}');
}

/* ---- pieces ---- */

static const char *sign_text(enum piece_kind kind)
{
    switch (kind) {
    case PIECE_EQUAL:
        return " = ";
    case PIECE_ABOUT:
        return " ≈ ";
    case PIECE_TIMES:
        return " * ";
    case PIECE_ELEMENTWISE:
        return " ∘ ";
    case PIECE_PLUS:
        return " + ";
    case PIECE_MINUS:
        return " - ";
    default:
        return "";
    }
}

/* What is written of a factor: first the symbols, then what they are, then their values. */
enum reading { READ_SYMBOLS, READ_LABELS, READ_VALUES };

static const struct expr *read_factor(const struct factor *factor, enum reading reading)
{
    if (reading == READ_SYMBOLS)
        return factor->symbol;
    if (reading == READ_VALUES)
        return factor->value;
    bool one = factor->exact && factor->value->text[0] == '1' && factor->value->text[1] == '\0';
    return factor->label ? factor->label : one ? factor->value : factor->symbol;
}

static void write_factor(const struct factor *factor, enum reading reading, bool first,
                         struct text *out)
{
    const struct expr *expr = read_factor(factor, reading);
    bool bracket = (expr->kind == EXPR_NUMBER && expr->text[0] == '-' && !first) ||
                   expr->kind == EXPR_ADD || expr->kind == EXPR_SUBTRACT ||
                   expr->kind == EXPR_NEGATE;
    text_string(out, bracket ? "(" : "");
    expr_print(expr, out);
    text_string(out, bracket ? ")" : "");
}

static int piece_height(const struct piece *piece)
{
    return piece->kind == PIECE_MATRIX  ? piece->matrix->rows
           : piece->kind == PIECE_CASES ? piece->cases->count
                                        : 1;
}

/* The pieces from `piece` up to the next relation in a box of their own. */
static struct box box_side(struct arena *arena, const struct piece *piece, enum reading reading)
{
    int height = 1;
    for (const struct piece *p = piece; p && !piece_is_relation(p); p = p->next)
        if (piece_height(p) > height)
            height = piece_height(p);
    struct box box = box_open(arena, height);
    for (const struct piece *p = piece; p && !piece_is_relation(p); p = p->next) {
        if (p->kind == PIECE_EXPR)
            expr_print(p->expr, &box.lines[0]);
        else if (p->kind == PIECE_FACTOR)
            write_factor(p->factor, reading, p == piece, &box.lines[0]);
        else if (p->kind == PIECE_MATRIX)
            box_matrix(&box, p->matrix);
        else if (p->kind == PIECE_CASES)
            box_cases(&box, p->cases);
        else if (p->kind == PIECE_CONDITION)
            write_condition(p->condition, &box.lines[0]);
        else
            text_string(&box.lines[0], sign_text(p->kind));
    }
    return box;
}

static void line_matrix(const struct matrix *matrix, struct text *out)
{
    text_put(out, '[');
    for (int i = 0; i < matrix->rows * matrix->columns; i++) {
        text_string(out, i == 0 ? "" : i % matrix->columns ? " " : "; ");
        write_cell(matrix->cells[i], out);
    }
    text_string(out, matrix->transposed ? "]^T" : "]");
}

void text_maths_line(const struct maths *maths, struct text *out)
{
    for (const struct piece *piece = maths->first; piece; piece = piece->next) {
        if (piece->kind == PIECE_EXPR)
            expr_print(piece->expr, out);
        else if (piece->kind == PIECE_FACTOR)
            write_factor(piece->factor, READ_VALUES, piece == maths->first, out);
        else if (piece->kind == PIECE_MATRIX)
            line_matrix(piece->matrix, out);
        else if (piece->kind == PIECE_CASES)
            line_cases(piece->cases, out);
        else if (piece->kind == PIECE_CONDITION)
            write_condition(piece->condition, out);
        else
            text_string(out, sign_text(piece->kind));
    }
}

/* ---- displays ---- */

struct side {
    enum piece_kind sign;
    struct box box;
};

struct display {
    struct arena *arena;
    struct side *sides;
    int count;
    bool chain; /* always written below each other */
};

static void add_side(struct display *display, enum piece_kind sign, const struct piece *piece,
                     enum reading reading)
{
    display->sides[display->count++] =
        (struct side){sign, box_side(display->arena, piece, reading)};
}

/* A chain is read three times: as symbols, as what the symbols are (if that says more), as numbers. */
static void add_sides(struct display *display, enum piece_kind sign, const struct piece *piece)
{
    bool factors = false, labels = false;
    for (const struct piece *p = piece; p && !piece_is_relation(p); p = p->next) {
        factors = factors || p->kind == PIECE_FACTOR;
        labels = labels || (p->kind == PIECE_FACTOR && p->factor->label);
    }
    add_side(display, sign, piece, READ_SYMBOLS);
    display->chain = display->chain || factors;
    if (labels)
        add_side(display, PIECE_EQUAL, piece, READ_LABELS);
    if (factors)
        add_side(display, PIECE_EQUAL, piece, READ_VALUES);
}

static struct display lay_out(const struct maths *maths)
{
    int relations = 1;
    for (const struct piece *piece = maths->first; piece; piece = piece->next)
        relations += piece_is_relation(piece);
    struct display display = {.arena = maths->arena};
    display.sides = arena_array(maths->arena, 3 * (size_t)relations, sizeof *display.sides);
    if (maths->first)
        add_sides(&display, PIECE_EXPR, maths->first);
    for (const struct piece *piece = maths->first; piece; piece = piece->next)
        if (piece_is_relation(piece))
            add_sides(&display, piece->kind, piece->next);
    return display;
}

static bool fits_on_a_line(const struct display *display)
{
    size_t width = INDENT;
    for (int s = 0; s < display->count; s++) {
        if (display->sides[s].box.height > 1)
            return false;
        width += line_width(&display->sides[s].box.lines[0]) + (s ? SIGN_WIDTH : 0);
    }
    return width <= LINE_WIDTH && !display->chain;
}

/* Its first line goes on where the output stands, the others begin at `column`. */
static void write_side(const struct side *side, size_t column, struct text *out)
{
    for (int i = 0; i < side->box.height; i++) {
        const struct text *line = &side->box.lines[i];
        if (i > 0) {
            text_put(out, '\n');
            text_pad(out, column);
        }
        size_t end = line->length;
        while (i > 0 && end > 0 && line->bytes[end - 1] == ' ')
            end--;
        text_append(out, line->bytes, end);
    }
}

void text_maths_display(const struct maths *maths, bool joined, struct text *out)
{
    struct display display = lay_out(maths);
    bool line = fits_on_a_line(&display);
    if (!joined || !line)
        text_put(out, '\n');
    const struct side *name = &display.sides[0];
    bool tall = display.count && name->box.height > 1;
    size_t margin = INDENT + (display.count && !tall ? line_width(&name->box.lines[0]) : 0);
    text_pad(out, INDENT);
    if (display.count)
        write_side(name, INDENT, out);
    for (int s = 1; s < display.count; s++) {
        if (!line && (s > 1 || tall)) {
            text_put(out, '\n');
            text_pad(out, margin);
        }
        text_string(out, sign_text(display.sides[s].sign));
        write_side(&display.sides[s], margin + SIGN_WIDTH, out);
    }
    text_put(out, '\n');
}
