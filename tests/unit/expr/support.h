/* What the tests of expr share: an arena, a scope that knows a few quantities, parsing and
 * printing. */
#ifndef SUPPORT_H
#define SUPPORT_H

#include "../arena_fixture.h"
#include "expr/expr.h"
#include <criterion/criterion.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

/* Quantities by their text; with indices behind where the text in the list has none. */
static inline bool known_quantity(void *context, const char *text, size_t length)
{
    static const char *const known[] = {"dE/dw7", "dE/dw7'",         "dz4/dw7",
                                        "dE/dw2", "dz2[1]/dw2[1,1]", "dE/dα"};
    size_t stem = 0;
    (void)context;
    while (stem < length && text[stem] != '[')
        stem++;
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if ((strlen(known[i]) == length && memcmp(text, known[i], length) == 0) ||
            (strlen(known[i]) == stem && memcmp(text, known[i], stem) == 0 &&
             text[length - 1] != '\''))
            return true;
    return false;
}

/* sigma(x), softmax(x), clip(x, y), zero(). */
static inline int known_arity(void *context, const char *name, size_t length, const char **symbol)
{
    static const struct {
        const char *name;
        int arity;
        const char *symbol;
    } known[] = {
        {"sigma", 1, "sigma"}, {"softmax", 1, NULL}, {"clip", 2, NULL}, {"nothing", 0, NULL}};
    (void)context;
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (strlen(known[i].name) == length && memcmp(known[i].name, name, length) == 0) {
            *symbol = known[i].symbol;
            return known[i].arity;
        }
    return -1;
}

static const struct scope scope = {.has_quantity = known_quantity, .defined_arity = known_arity};

/* The tree, or NULL after a diagnostic. */
static inline struct expr *parse_text(const char *text)
{
    return expr_parse(arena, text, strlen(text), &scope, NULL, &diagnostics);
}

static inline struct expr *parse(const char *text)
{
    struct expr *expr = parse_text(text);
    cr_assert_not_null(expr, "\"%s\" does not parse: %s", text,
                       diagnostics.last ? diagnostics.last->message : "no diagnostic");
    return expr;
}

static inline const char *printed(const struct expr *expr)
{
    struct text text;
    text_open(&text, arena);
    expr_print(expr, &text);
    return text.bytes;
}

static inline const char *latex(const struct expr *expr)
{
    struct text text;
    text_open(&text, arena);
    expr_latex(expr, &text);
    return text.bytes;
}

static inline struct expr *bind(const struct expr *expr, const char *const *names, int count)
{
    const char *unknown = NULL;
    struct expr *bound = expr_bind(arena, expr, names, count, &unknown);
    cr_assert_not_null(bound, "\"%s\" has an unknown index %s", printed(expr),
                       unknown ? unknown : "?");
    return bound;
}

#define assert_printed(expr, text)                                                                 \
    cr_assert_str_eq(printed(expr), text, "got %s, expected %s", printed(expr), text)
#define assert_latex(expr, text)                                                                   \
    cr_assert_str_eq(latex(expr), text, "got %s, expected %s", latex(expr), text)

/* ---- a deterministic stream of random numbers ---- */

static inline unsigned random_below(unsigned long long *state, unsigned bound)
{
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    return (unsigned)((*state >> 24) % bound);
}

#endif
