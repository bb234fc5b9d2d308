/* Sums and products in the making, tidied as they grow: numbers folded, signs pulled out, 0 and 1
 * dropped. The simplifier and the differentiator build with these; operands are expected to be
 * simplified. */
#ifndef EXPR_ALGEBRA_H
#define EXPR_ALGEBRA_H

#include "expr/tree.h"

/* A fraction in lowest terms, denominator > 0. */
struct rational {
    long numerator, denominator;
};

/* `expr` as a fraction of small integers ("3", "-3", "1/2"); false if it is none. */
bool rational_from(const struct expr *expr, struct rational *value);
/* The same, and "0.5" too. */
bool rational_from_decimal(const struct expr *expr, struct rational *value);
const struct expr *rational_expr(struct arena *arena, struct rational value);
bool rational_add(struct rational *a, struct rational b); /* false: too large, nothing changed */
bool rational_multiply(struct rational *a, struct rational b);

struct expr_list {
    const struct expr **items;
    size_t count, capacity;
};
void expr_list_put(struct arena *arena, struct expr_list *list, const struct expr *item);

/* coefficient * factors / divisors */
struct product {
    struct arena *arena;
    struct rational coefficient;
    bool divided; /* the coefficient's denominator was written behind other factors: x / 2 */
    struct expr_list factors, divisors;
};

void product_open(struct product *product, struct arena *arena);
void product_multiply(struct product *product, const struct expr *factor);
void product_divide(struct product *product, const struct expr *divisor);
const struct expr *product_close(struct product *product);

/* Terms in order, minus signs apart; numbers are folded into the first of them. */
struct sum {
    struct arena *arena;
    struct rational constant;
    size_t constant_place;
    bool has_constant;
    struct expr_list terms;    /* without their minus */
    struct expr_list negative; /* the terms again where they are subtracted, else NULL */
};

void sum_open(struct sum *sum, struct arena *arena);
void sum_add(struct sum *sum, const struct expr *term, bool negative);
/* Subtracts a + b term by term: - a - b, not -(a + b). */
void sum_subtract_each(struct sum *sum, const struct expr *expr);
const struct expr *sum_close(struct sum *sum);

const struct expr *algebra_negate(struct arena *arena, const struct expr *a);
const struct expr *algebra_multiply(struct arena *arena, const struct expr *a,
                                    const struct expr *b);
const struct expr *algebra_divide(struct arena *arena, const struct expr *a, const struct expr *b);
const struct expr *algebra_power(struct arena *arena, const struct expr *a, const struct expr *b);
const struct expr *algebra_where(struct arena *arena, const struct expr *where,
                                 const struct expr *then, const struct expr *otherwise);
/* The reduction with another body; a sum or mean is contracted where a delta fixes the index. */
const struct expr *algebra_reduction(struct arena *arena, const struct expr *reduction,
                                     const struct expr *body);

/* delta(i, j): 1, 0 or itself. */
const struct expr *algebra_delta(struct arena *arena, struct index i, struct index j);

/* to - from + 1, the number of terms of a sum. */
const struct expr *term_count(struct arena *arena, const struct expr *reduction);

static inline bool is_zero(const struct expr *expr)
{
    return is_literal(expr, "0");
}

#endif
