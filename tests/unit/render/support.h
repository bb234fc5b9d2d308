/* What the tests of render share: an arena, a document built by hand, and what a renderer makes of it. */
#ifndef SUPPORT_H
#define SUPPORT_H

#include "base/arena.h"
#include "render/format.h"
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

static struct exhaustion exhaustion;
static struct arena *arena;
static struct document document;

static inline void open_document(void)
{
    if (setjmp(exhaustion.resume) != 0)
        abort();
    arena = arena_open(&exhaustion);
    document = document_open(arena);
}

static inline void close_document(void)
{
    arena_close(arena);
}

static inline const char *rendered(const struct renderer *renderer)
{
    struct text text;
    text_open(&text, arena);
    document_render(&document, renderer, &text);
    return text.bytes;
}

static inline const struct expr *parse(const char *text)
{
    struct diagnostics diagnostics;
    diagnostics_open(&diagnostics, arena);
    const struct expr *expr = expr_parse(arena, text, strlen(text), NULL, NULL, &diagnostics);
    cr_assert_not_null(expr, "\"%s\" does not parse", text);
    return expr;
}

static inline const struct expr *name(const char *text)
{
    return expr_name(arena, text, 0, NULL);
}

static inline struct spans *words(const char *text)
{
    struct spans *spans = spans_new(arena);
    spans_text(spans, text);
    return spans;
}

/* name = formula = numbers, about result */
static inline struct maths *equation(const char *symbol, const char *formula, const char *numbers,
                                     const char *result)
{
    struct maths *maths = maths_new(arena);
    maths_expr(maths, name(symbol));
    maths_sign(maths, PIECE_EQUAL);
    maths_expr(maths, parse(formula));
    maths_sign(maths, PIECE_EQUAL);
    maths_expr(maths, parse(numbers));
    maths_sign(maths, PIECE_ABOUT);
    maths_expr(maths, expr_number(arena, result));
    return maths;
}

/* dE/dw7 = dE/dz4 * dz4/dw7 with dz4/dw7 = n1 */
static inline struct maths *chain(void)
{
    struct maths *maths = maths_new(arena);
    maths_expr(maths, name("dE/dw7"));
    maths_sign(maths, PIECE_EQUAL);
    maths_factor(maths, &(struct factor){.symbol = name("dE/dz4"),
                                         .value = expr_number(arena, "-0.000318308")});
    maths_sign(maths, PIECE_TIMES);
    maths_factor(maths, &(struct factor){.symbol = name("dz4/dw7"),
                                         .label = name("n1"),
                                         .value = expr_number(arena, "0.999665")});
    maths_sign(maths, PIECE_ABOUT);
    maths_expr(maths, expr_number(arena, "-0.000318201"));
    return maths;
}

static inline const struct expr *const *numbers(const char *const *literals, int count)
{
    const struct expr **cells = arena_array(arena, (size_t)count, sizeof *cells);
    for (int i = 0; i < count; i++)
        cells[i] = literals[i] ? expr_number(arena, literals[i]) : NULL;
    return cells;
}

/* Z = matrix of 2 by 2, about */
static inline struct maths *matrix_equation(bool transposed)
{
    static const char *const literals[] = {"1", "-0.25", "10", "3e-7"};
    struct maths *maths = maths_new(arena);
    maths_expr(maths, name("Z"));
    maths_sign(maths, PIECE_ABOUT);
    maths_matrix(maths, &(struct matrix){2, 2, numbers(literals, 4), transposed});
    return maths;
}

static inline struct table *small_table(void)
{
    struct table *table = table_new(arena, 2);
    table->alignments[1] = ALIGN_RIGHT;
    const struct spans **head = table_row(table), **row = table_row(table);
    head[0] = words("parameter");
    head[1] = words("gradient");
    struct spans *parameter = spans_new(arena), *gradient = spans_new(arena);
    spans_expr(parameter, name("w7"));
    spans_number(gradient, "-6.40252e-7");
    row[0] = parameter;
    row[1] = gradient;
    return table;
}

/* Two inputs, one unit. */
static inline const struct diagram *small_diagram(const char *input, const char *unit)
{
    static const char *const weights[] = {"w1", "w1[1,2]"};
    struct diagram_unit *units = arena_array(arena, 3, sizeof *units);
    units[0] = (struct diagram_unit){.name = input, .value = "-6"};
    units[1] = (struct diagram_unit){.name = "x[2]"};
    units[2] = (struct diagram_unit){.name = unit, .bias = "b1", .inputs = weights};
    struct diagram_column *columns = arena_array(arena, 2, sizeof *columns);
    columns[0] = (struct diagram_column){2, units};
    columns[1] = (struct diagram_column){1, units + 2};
    struct diagram *diagram = arena_alloc(arena, sizeof *diagram);
    *diagram = (struct diagram){.columns = 2, .column = columns};
    return diagram;
}

#define assert_rendered(renderer, expected)                                                        \
    cr_assert_str_eq(rendered(renderer), expected, "got:\n%s", rendered(renderer))

#endif
