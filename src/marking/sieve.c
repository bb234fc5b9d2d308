/* A sieve before the search: bounds of a formula in plain doubles, wider than those of interval arithmetic by more than all
 * roundings, so that what cannot come near what was written is left out without trees and arithmetics. It decides nothing:
 * what passes is evaluated as everything is. */
#include "marking/candidates.h"

#include "expr/tree.h"
#include <math.h>
#include <string.h>

struct sieve {
    struct search *search;
    const struct sheet_line *line; /* which has these bounds here, not its own; NULL: none */
    struct interval bounds;
};

static const struct interval anything = {-INFINITY, INFINITY};

/* More than what some roundings to nearest can be off. */
#define WIDER 1e-14
#define TINY 1e-290

static struct interval widen(double low, double high)
{
    if (isnan(low) || isnan(high))
        return anything;
    return (struct interval){low - fabs(low) * WIDER - TINY, high + fabs(high) * WIDER + TINY};
}

static struct interval hull_of_4(double a, double b, double c, double d)
{
    if (isnan(a) || isnan(b) || isnan(c) || isnan(d))
        return anything;
    return widen(fmin(fmin(a, b), fmin(c, d)), fmax(fmax(a, b), fmax(c, d)));
}

static struct interval multiply(struct interval a, struct interval b)
{
    return hull_of_4(a.low * b.low, a.low * b.high, a.high * b.low, a.high * b.high);
}

static struct interval divide(struct interval a, struct interval b)
{
    if (b.low <= 0 && b.high >= 0)
        return anything;
    return hull_of_4(a.low / b.low, a.low / b.high, a.high / b.low, a.high / b.high);
}

static struct interval hull(struct interval a, struct interval b)
{
    return (struct interval){fmin(a.low, b.low), fmax(a.high, b.high)};
}

static struct interval square(struct interval a)
{
    double low = a.low * a.low, high = a.high * a.high;
    bool around = a.low <= 0 && a.high >= 0;
    return widen(around ? 0 : fmin(low, high), fmax(low, high));
}

static struct interval function(enum function function, struct interval a)
{
    switch (function) {
    case FUNCTION_EXP:
        return widen(exp(a.low), exp(a.high));
    case FUNCTION_LOG:
        return a.low > 0 ? widen(log(a.low), log(a.high)) : anything;
    case FUNCTION_SQRT:
        return a.low >= 0 ? widen(sqrt(a.low), sqrt(a.high)) : anything;
    case FUNCTION_TANH:
        return widen(tanh(a.low), tanh(a.high));
    default:
        return anything;
    }
}

static struct interval bounds_of(const struct sieve *sieve, const struct expr *expr);

/* Along the chain in a loop: it may be long. */
static struct interval bounds_of_chain(const struct sieve *sieve, const struct expr *expr)
{
    struct chain chain;
    const struct expr *operator;
    struct interval value = bounds_of(sieve, chain_first(&chain, expr));
    while ((operator= chain_next(&chain))) {
        struct interval b = bounds_of(sieve, operator->b);
        if (operator->kind == EXPR_ADD)
            value = widen(value.low + b.low, value.high + b.high);
        else if (operator->kind == EXPR_SUBTRACT)
            value = widen(value.low - b.high, value.high - b.low);
        else if (operator->kind == EXPR_MULTIPLY)
            value = multiply(value, b);
        else if (operator->kind == EXPR_DIVIDE)
            value = divide(value, b);
        else
            return anything;
    }
    return value;
}

static struct interval bounds_of(const struct sieve *sieve, const struct expr *expr)
{
    switch (expr->kind) {
    case EXPR_NUMBER:
        return literal_bounds(expr->text, strlen(expr->text));
    case EXPR_NAME:
        return leaf_line(expr) == sieve->line ? sieve->bounds
                                              : search_own(sieve->search, leaf_line(expr));
    case EXPR_NEGATE: {
        struct interval a = bounds_of(sieve, expr->a);
        return (struct interval){-a.high, -a.low};
    }
    case EXPR_ADD:
    case EXPR_SUBTRACT:
    case EXPR_MULTIPLY:
    case EXPR_DIVIDE:
        return bounds_of_chain(sieve, expr);
    case EXPR_POWER:
        return is_literal(expr->b, "2") ? square(bounds_of(sieve, expr->a)) : anything;
    case EXPR_FUNCTION:
        return function(expr->function, bounds_of(sieve, expr->a));
    case EXPR_WHERE:
        return hull(bounds_of(sieve, expr->c), bounds_of(sieve, expr->d));
    default:
        return anything;
    }
}

struct interval sieve_bounds(struct search *search, const struct level *level,
                             const struct expr *formula)
{
    struct sieve sieve = {.search = search};
    struct interval bounds = bounds_of(&sieve, formula);
    for (; level->outer; level = level->outer) {
        sieve.line = level->line;
        sieve.bounds = bounds;
        bounds = bounds_of(&sieve, level->outer->line->expansion);
    }
    return bounds;
}
