/* Equations in LaTeX, broken where they are wider than a page: at their relations first, then wherever TeX may break a
 * formula, for which long groups and fractions are opened. Matrices are made smaller. */
#include "render/tex_maths.h"

#include "render/maths.h"
#include "render/tex_text.h"
#include "render/tex_width.h"
#include <string.h>

static size_t expr_width(const struct expr *expr, struct text *scratch)
{
    text_clear(scratch);
    expr_latex(expr, scratch);
    return tex_width(scratch->bytes, scratch->length);
}

static size_t cases_width(const struct cases *cases, struct text *scratch)
{
    size_t widest = 0, conditions = 0;
    for (int i = 0; i < cases->count; i++) {
        const struct relation_between *when = cases->lines[i].when;
        size_t width = expr_width(cases->lines[i].expr, scratch);
        size_t condition =
            when ? expr_width(when->a, scratch) + expr_width(when->b, scratch) + 6 : 9;
        widest = width > widest ? width : widest;
        conditions = condition > conditions ? condition : conditions;
    }
    return widest + conditions + 6;
}

static size_t piece_width(const struct piece *piece, struct text *scratch)
{
    if (piece->kind == PIECE_CASES)
        return cases_width(piece->cases, scratch);
    text_clear(scratch);
    maths_latex_piece(piece, scratch);
    bool environment = strstr(scratch->bytes, "\\begin") != NULL;
    return environment ? maths_piece_width(piece, scratch)
                       : tex_width(scratch->bytes, scratch->length);
}

/* From `piece` to the next relation. */
static size_t side_width(const struct piece *piece, struct text *scratch)
{
    size_t width = 0;
    do
        width += piece_width(piece, scratch);
    while ((piece = piece->next) && !piece_is_relation(piece));
    return width;
}

static const struct piece *next_side(const struct piece *piece)
{
    do
        piece = piece->next;
    while (piece && !piece_is_relation(piece));
    return piece;
}

/* In braces a factor with its value below is an ordinary symbol, so that TeX takes a sign beside it for one. */
static void write_piece(const struct piece *piece, struct text *out)
{
    bool factor = piece->kind == PIECE_FACTOR;
    text_string(out, factor ? "{" : "");
    maths_latex_piece(piece, out);
    text_string(out, factor ? "}" : "");
}

/* Up to the next relation. Gives cases at its end that are too wide to stand there. */
static const struct piece *write_side(const struct piece *side, struct text *out)
{
    struct text scratch;
    text_open(&scratch, out->arena);
    for (const struct piece *piece = side; piece != next_side(side); piece = piece->next) {
        bool cases = piece->kind == PIECE_CASES;
        if (cases && !piece->next && cases_width(piece->cases, &scratch) > TEX_LINE_WIDTH)
            return piece;
        bool fitted = cases || piece->kind == PIECE_MATRIX;
        text_string(out, fitted ? "\\allowbreak\\fitted{" : "");
        write_piece(piece, out);
        text_string(out, fitted ? "}" : "");
    }
    return NULL;
}

/* What stands between `from`, behind a \left and its sign, and its own \right. */
static size_t group_length(const char *from)
{
    int depth = 1;
    for (const char *c = from; *c; c++) {
        depth += strncmp(c, "\\left", 5) == 0 && strchr("(|[", c[5]) != NULL;
        depth -= strncmp(c, "\\right", 6) == 0 && strchr(")|]", c[6]) != NULL;
        if (depth == 0)
            return (size_t)(c - from);
    }
    return strlen(from);
}

/* What stands in the braces of which `from` is behind the first. */
static size_t braces_length(const char *from)
{
    int depth = 1;
    size_t length = 0;
    for (; from[length]; length++) {
        bool escaped = length > 0 && from[length - 1] == '\\';
        depth += from[length] == '{' && !escaped;
        depth -= from[length] == '}' && !escaped;
        if (depth == 0)
            break;
    }
    return length;
}

/* TeX breaks no formula between \left and \right and no fraction: where they are long, parentheses are of one size, and
 * fractions are written with a slash. */
#define GROUP_LONG 90

static void write_breakable(const char *latex, size_t length, struct text *out);

/* \left( ... \right) at `latex`; its length, or 0: it is short, or something else. */
static size_t break_group(const char *latex, struct text *out)
{
    if (strncmp(latex, "\\left", 5) != 0 || !strchr("(|[", latex[5]))
        return 0;
    size_t inside = group_length(latex + 6);
    if (inside < GROUP_LONG || latex[6 + inside] == '\0')
        return 0;
    text_printf(out, "\\bigl%c", latex[5]);
    write_breakable(latex + 6, inside, out);
    text_printf(out, "\\bigr%c", latex[6 + inside + 6]);
    return 6 + inside + 7;
}

/* The same of \frac{...}{...}. */
static size_t break_fraction(const char *latex, struct text *out)
{
    static const char frac[] = "\\frac{";
    if (strncmp(latex, frac, sizeof frac - 1) != 0)
        return 0;
    const char *top = latex + sizeof frac - 1;
    size_t above = braces_length(top);
    if (above < GROUP_LONG || strncmp(top + above, "}{", 2) != 0)
        return 0;
    size_t below = braces_length(top + above + 2);
    text_literal(out, "\\bigl(");
    write_breakable(top, above, out);
    text_literal(out, "\\bigr) \\big/ \\bigl(");
    write_breakable(top + above + 2, below, out);
    text_literal(out, "\\bigr)");
    return (size_t)(top - latex) + above + 2 + below + 1;
}

static void write_breakable(const char *latex, size_t length, struct text *out)
{
    for (size_t i = 0; i < length;) {
        size_t used = break_group(latex + i, out);
        used = used ? used : break_fraction(latex + i, out);
        if (used == 0)
            text_put(out, latex[i]);
        i += used ? used : 1;
    }
}

/* The LaTeX in `latex` as a formula of a line that TeX may break; `latex` is left empty. */
static void write_formula(const char *before, struct text *latex, struct text *out)
{
    struct text breakable;
    text_open(&breakable, latex->arena);
    write_breakable(latex->bytes, latex->length, &breakable);
    text_string(out, before);
    tex_respelled(breakable.bytes, breakable.length, out);
    text_literal(out, "$\n");
    text_clear(latex);
}

static void write_condition(const struct relation_between *when, struct text *latex,
                            struct text *out)
{
    if (!when) {
        text_literal(out, "\\quad otherwise\n");
        return;
    }
    expr_latex(when->a, latex);
    text_printf(latex, " %s ", relation_latex(when->relation));
    expr_latex(when->b, latex);
    write_formula("\\quad if $", latex, out);
}

/* Cases that are wider than the page: each begins a line. */
static void write_long_cases(const struct cases *cases, struct text *latex, struct text *out)
{
    for (int i = 0; i < cases->count; i++) {
        expr_latex(cases->lines[i].expr, latex);
        write_formula("\\side $\\displaystyle ", latex, out);
        write_condition(cases->lines[i].when, latex, out);
    }
}

/* A first side up to so wide has the next one behind it. */
#define FIRST_SIDE_SHORT 20

/* Each side begins a line. */
static void write_long(const struct maths *maths, struct text *out)
{
    struct text latex;
    text_open(&latex, maths->arena);
    bool apart = side_width(maths->first, &latex) > FIRST_SIDE_SHORT;
    text_clear(&latex);
    text_literal(out, "\\begin{longequation}\n");
    int sides = 0;
    for (const struct piece *side = maths->first; side; side = next_side(side), sides++) {
        const struct piece *last = write_side(side, &latex);
        text_string(out, sides > 1 || (sides == 1 && apart) ? "\\side " : "");
        write_formula(sides > 0 ? "$\\displaystyle {}" : "$\\displaystyle ", &latex, out);
        if (last)
            write_long_cases(last->cases, &latex, out);
    }
    text_literal(out, "\\end{longequation}\n");
}

/* On one line, or with its sides below each other. */
static void write_display(const struct maths *maths, bool aligned, struct text *out)
{
    struct text latex;
    text_open(&latex, maths->arena);
    for (const struct piece *piece = maths->first; piece; piece = piece->next) {
        if (aligned && piece_is_relation(piece))
            text_string(&latex, piece == next_side(maths->first) ? " &" : " \\\\\n  &");
        write_piece(piece, &latex);
    }
    text_string(out, aligned ? "\\[\\begin{aligned}\n" : "\\[\n");
    tex_respelled(latex.bytes, latex.length, out);
    text_string(out, aligned ? "\n\\end{aligned}\\]\n" : "\n\\]\n");
}

void tex_equation(const struct maths *maths, struct text *out)
{
    struct text scratch;
    text_open(&scratch, maths->arena);
    size_t first = maths->first ? side_width(maths->first, &scratch) : 0, total = 0, widest = 0;
    for (const struct piece *side = maths->first; side; side = next_side(side)) {
        size_t width = side_width(side, &scratch);
        total += width;
        widest = side != maths->first && width > widest ? width : widest;
    }
    if (first + widest > TEX_LINE_WIDTH)
        write_long(maths, out);
    else
        write_display(maths, total > TEX_LINE_WIDTH, out);
}

/* Fractions of a formula so wide are broken within a paragraph. */
#define INLINE_WIDE (TEX_LINE_WIDTH / 2)

void tex_inline(const struct maths *maths, struct text *out)
{
    struct text latex, breakable;
    size_t widest = 0;
    text_open(&latex, maths->arena);
    text_open(&breakable, maths->arena);
    for (const struct piece *side = maths->first; side; side = next_side(side)) {
        size_t width = side_width(side, &latex);
        widest = width > widest ? width : widest;
    }
    text_clear(&latex);
    maths_latex_line(maths, &latex);
    if (widest > INLINE_WIDE)
        write_breakable(latex.bytes, latex.length, &breakable);
    else
        text_string(&breakable, latex.bytes);
    text_put(out, '$');
    tex_respelled(breakable.bytes, breakable.length, out);
    text_put(out, '$');
}
