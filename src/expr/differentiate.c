/* The differentiator: sum, product, quotient, power and chain rule, over trees with indices. Shared subtrees are
 * derived once, and what would become too large to write down is given up. */
#include "expr/algebra.h"
#include "expr/memo.h"
#include <string.h>

struct differentiation {
    struct arena *arena;
    const struct expr *by;
    struct memo memo; /* derivatives of the subtrees so far */
    size_t written;   /* nodes of the derivative so far, about */
    bool
        exceeded; /* more than EXPR_DERIVATIVE_MOST of them: what is made from here on is not used */
};

static const struct expr *derive(struct differentiation *by, const struct expr *expr);

static const struct expr *zero(struct differentiation *by)
{
    return expr_number(by->arena, "0");
}

static void spend(struct differentiation *by, size_t nodes)
{
    by->written += nodes;
    by->exceeded = by->exceeded || by->written > EXPR_DERIVATIVE_MOST;
}

/* Walks over the derivative take as long as its tree is large, whatever is shared in it. */
static void check_size(struct differentiation *by, const struct expr *derivative)
{
    by->exceeded =
        by->exceeded || expr_size(derivative, EXPR_DERIVATIVE_MOST + 1) > EXPR_DERIVATIVE_MOST;
}

/* ---- names ---- */

static bool same_quantity(const struct expr *a, const struct expr *b)
{
    if (strcmp(a->text, b->text) != 0 || a->index_count != b->index_count ||
        a->update != b->update || a->has_sample != b->has_sample)
        return false;
    return !a->binding || !b->binding || a->binding == b->binding;
}

/* d w[k,i] / d w[p,q] = delta(k,p)*delta(i,q) */
static const struct expr *derive_name(struct differentiation *by, const struct expr *name)
{
    struct product product;
    if (!same_quantity(name, by->by))
        return zero(by);
    product_open(&product, by->arena);
    if (name->has_sample)
        product_multiply(&product, algebra_delta(by->arena, name->sample, by->by->sample));
    for (int i = 0; i < name->index_count; i++)
        product_multiply(&product, algebra_delta(by->arena, name->indices[i], by->by->indices[i]));
    return product_close(&product);
}

/* ---- sums and products ---- */

static const struct expr *derive_sum(struct differentiation *by, const struct expr *expr)
{
    struct sum sum;
    struct chain chain;
    const struct expr *operator;
    sum_open(&sum, by->arena);
    sum_add(&sum, derive(by, chain_first(&chain, expr)), false);
    while ((operator= chain_next(&chain)))
        sum_add(&sum, derive(by, operator->b), operator->kind == EXPR_SUBTRACT);
    return sum_close(&sum);
}

static const struct expr *derive_negation(struct differentiation *by, const struct expr *expr)
{
    struct sum sum;
    sum_open(&sum, by->arena);
    sum_subtract_each(&sum, derive(by, expr->a));
    return sum_close(&sum);
}

/* A product as lists of its factors and divisors, each with its derivative. */
struct fraction {
    struct expr_list factors, factor_derivatives;
    struct expr_list constant_divisors;             /* they do not depend on the quantity */
    struct expr_list divisors, divisor_derivatives; /* they do */
};

static void put_divisor(struct differentiation *by, struct fraction *fraction,
                        const struct expr *divisor)
{
    const struct expr *derivative = derive(by, divisor);
    if (is_zero(derivative)) {
        expr_list_put(by->arena, &fraction->constant_divisors, divisor);
        return;
    }
    expr_list_put(by->arena, &fraction->divisors, divisor);
    expr_list_put(by->arena, &fraction->divisor_derivatives, derivative);
}

static void put_factor(struct differentiation *by, struct fraction *fraction,
                       const struct expr *factor)
{
    expr_list_put(by->arena, &fraction->factors, factor);
    expr_list_put(by->arena, &fraction->factor_derivatives, derive(by, factor));
}

static void fraction_open(struct differentiation *by, struct fraction *fraction,
                          const struct expr *expr)
{
    struct chain chain;
    const struct expr *operator;
    *fraction = (struct fraction){0};
    put_factor(by, fraction, chain_first(&chain, expr));
    while ((operator= chain_next(&chain))) {
        if (operator->kind == EXPR_MULTIPLY)
            put_factor(by, fraction, operator->b);
        else
            put_divisor(by, fraction, operator->b);
    }
}

/* The product of the list, with item `place` (if there is one) replaced. */
static const struct expr *product_of(struct arena *arena, const struct expr_list *list,
                                     size_t place, const struct expr *replacement)
{
    struct product product;
    product_open(&product, arena);
    for (size_t i = 0; i < list->count; i++)
        product_multiply(&product, i == place ? replacement : list->items[i]);
    return product_close(&product);
}

/* (u v w)' = u' v w + u v' w + u v w' */
static const struct expr *product_rule(struct differentiation *by, const struct expr_list *factors,
                                       const struct expr_list *derivatives)
{
    struct sum sum;
    sum_open(&sum, by->arena);
    for (size_t i = 0; i < factors->count && !by->exceeded; i++) {
        if (is_zero(derivatives->items[i]))
            continue;
        spend(by, factors->count);
        sum_add(&sum, product_of(by->arena, factors, i, derivatives->items[i]), false);
    }
    return sum_close(&sum);
}

/* (u / v)' = (u' v - u v') / v^2 */
static const struct expr *quotient_rule(struct differentiation *by, const struct fraction *fraction,
                                        const struct expr *u, const struct expr *derivative_of_u)
{
    struct arena *arena = by->arena;
    const struct expr *v = product_of(arena, &fraction->divisors, SIZE_MAX, NULL);
    const struct expr *derivative_of_v =
        product_rule(by, &fraction->divisors, &fraction->divisor_derivatives);
    struct sum numerator;
    sum_open(&numerator, arena);
    sum_add(&numerator, algebra_multiply(arena, derivative_of_u, v), false);
    sum_add(&numerator, algebra_multiply(arena, u, derivative_of_v), true);
    return algebra_divide(arena, sum_close(&numerator),
                          algebra_power(arena, v, expr_number(arena, "2")));
}

static const struct expr *derive_product(struct differentiation *by, const struct expr *expr)
{
    struct fraction fraction;
    fraction_open(by, &fraction, expr);
    const struct expr *derivative =
        product_rule(by, &fraction.factors, &fraction.factor_derivatives);
    if (fraction.divisors.count > 0) {
        const struct expr *u = product_of(by->arena, &fraction.factors, SIZE_MAX, NULL);
        derivative = quotient_rule(by, &fraction, u, derivative);
    }
    for (size_t i = 0; i < fraction.constant_divisors.count; i++)
        derivative = algebra_divide(by->arena, derivative, fraction.constant_divisors.items[i]);
    return derivative;
}

/* ---- powers and functions ---- */

/* (f^c)' = c f^(c-1) f' */
static const struct expr *power_rule(struct arena *arena, const struct expr *f,
                                     const struct expr *exponent,
                                     const struct expr *derivative_of_f)
{
    struct product product;
    struct sum less;
    struct rational value;
    bool known = rational_from_decimal(exponent, &value);
    sum_open(&less, arena);
    sum_add(&less, known ? rational_expr(arena, value) : exponent, false);
    sum_add(&less, expr_number(arena, "1"), true);
    product_open(&product, arena);
    product_multiply(&product, exponent);
    product_multiply(&product, algebra_power(arena, f, sum_close(&less)));
    product_multiply(&product, derivative_of_f);
    return product_close(&product);
}

/* (f^g)' = f^g (g' log f + g f'/f) */
static const struct expr *derive_power(struct differentiation *by, const struct expr *expr)
{
    struct arena *arena = by->arena;
    const struct expr *f = expr->a, *g = expr->b, *df = derive(by, f), *dg = derive(by, g);
    if (is_zero(dg))
        return is_zero(df) ? zero(by) : power_rule(arena, f, g, df);
    struct sum sum;
    sum_open(&sum, arena);
    sum_add(&sum, algebra_multiply(arena, dg, expr_function(arena, FUNCTION_LOG, f)), false);
    sum_add(&sum, algebra_divide(arena, algebra_multiply(arena, g, df), f), false);
    return algebra_multiply(arena, expr, sum_close(&sum));
}

static const struct expr *derivative_at(struct arena *arena, enum function function,
                                        const struct expr *argument)
{
    static const char *const derivatives[] = {
#define DERIVATIVE(function, derivative, zero) [FUNCTION_##function] = derivative,
#include "expr/derivatives.def"
#undef DERIVATIVE
    };
    static const char *const x = "x";
    struct diagnostics diagnostics;
    const char *text = derivatives[function];
    diagnostics_open(&diagnostics, arena);
    const struct expr *formula = expr_parse(arena, text, strlen(text), NULL, NULL, &diagnostics);
    return expr_substitute(arena, formula, 1, &x, &argument);
}

/* f(g)' = f'(g) g' */
static const struct expr *derive_function(struct differentiation *by, const struct expr *expr)
{
    const struct expr *inner = derive(by, expr->a);
    if (is_zero(inner))
        return inner;
    return algebra_multiply(by->arena, derivative_at(by->arena, expr->function, expr->a), inner);
}

/* ---- branches ---- */

static bool names_quantity(const struct expr *expr)
{
    for (; is_chain(expr); expr = expr->a)
        if (names_quantity(expr->b))
            return true;
    for (int i = 0; i < expr->argument_count; i++)
        if (names_quantity(expr->arguments[i]))
            return true;
    return expr->kind == EXPR_NAME || (expr->a && names_quantity(expr->a)) ||
           (expr->b && names_quantity(expr->b)) || (expr->c && names_quantity(expr->c)) ||
           (expr->d && names_quantity(expr->d));
}

/* Where a = b: the branch of the argument that is a number, so that relu'(0) = 0 for max(0, z) and max(z, 0);
 * of two quantities the mean. */
static const struct expr *derive_larger(struct differentiation *by, const struct expr *expr)
{
    struct arena *arena = by->arena;
    const struct expr *a = expr->a, *b = expr->b, *da = derive(by, a), *db = derive(by, b);
    enum relation wins = expr->kind == EXPR_MAX ? RELATION_GT : RELATION_LT;
    if (is_zero(da) && is_zero(db))
        return da;
    if (!names_quantity(b))
        return expr_where(arena, a, wins, b, da, db);
    if (!names_quantity(a))
        return expr_where(arena, b, wins, a, db, da);
    struct sum both;
    sum_open(&both, arena);
    sum_add(&both, da, false);
    sum_add(&both, db, false);
    const struct expr *mean = algebra_divide(arena, sum_close(&both), expr_number(arena, "2"));
    return expr_where(arena, a, wins, b, da, expr_where(arena, a, RELATION_EQ, b, mean, db));
}

/* 1 where `term` attains the extremum, else 0 */
static const struct expr *attains(struct arena *arena, const struct expr *term,
                                  const struct expr *extremum)
{
    return expr_where(arena, term, RELATION_EQ, extremum, expr_number(arena, "1"),
                      expr_number(arena, "0"));
}

struct sharing {
    struct sum shared, sharers;
};

static void share_with(struct differentiation *by, struct sharing *sharing,
                       const struct expr *argument, const struct expr *extremum)
{
    const struct expr *attained = attains(by->arena, argument, extremum),
                      *derivative = derive(by, argument);
    spend(by, 4);
    sum_add(&sharing->sharers, attained, false);
    if (!is_zero(derivative))
        sum_add(&sharing->shared, algebra_multiply(by->arena, attained, derivative), false);
}

/* max(a, b, c)' = the mean of the derivatives of those that attain it */
static const struct expr *derive_extremum(struct differentiation *by, const struct expr *expr)
{
    struct sharing sharing;
    struct chain chain;
    const struct expr *operator;
    if (!same_chain(expr->a, expr))
        return derive_larger(by, expr);
    sum_open(&sharing.shared, by->arena);
    sum_open(&sharing.sharers, by->arena);
    share_with(by, &sharing, chain_first(&chain, expr), expr);
    while ((operator= chain_next(&chain)) && !by->exceeded)
        share_with(by, &sharing, operator->b, expr);
    const struct expr *shared = sum_close(&sharing.shared);
    if (is_zero(shared))
        return shared;
    return algebra_divide(by->arena, shared, sum_close(&sharing.sharers));
}

/* ---- reductions ---- */

/* prod(f)' = sum over p of f'[p] times the product of the others */
static const struct expr *derive_reduced_product(struct differentiation *by,
                                                 const struct expr *product,
                                                 const struct expr *derivative)
{
    struct arena *arena = by->arena;
    const struct expr *const avoid[] = {
        product, product->a, by->by,
        expr_name(arena, "", 1, &(struct index){.variable = product->text})};
    const struct expr *other = rename_bound(arena, product, avoid, 4);
    struct index here = bound_index(product), there = bound_index(other);
    there.slot = -1;
    struct expr *p = expr_name(arena, NULL, 1, &here), *i = expr_name(arena, NULL, 1, &there);
    p->kind = i->kind = EXPR_INDEX;
    struct expr *others = expr_copy(arena, other);
    others->slot = -1;
    others->a = expr_where(arena, i, RELATION_EQ, p, expr_number(arena, "1"), other->a);
    struct expr *sum = expr_copy(arena, product);
    sum->kind = EXPR_SUM;
    return algebra_reduction(arena, sum, algebra_multiply(arena, derivative, others));
}

/* max(f)' = sum over i of f'[i] where f[i] attains the maximum, divided by how many do */
static const struct expr *derive_reduced_extremum(struct arena *arena, const struct expr *extremum,
                                                  const struct expr *by,
                                                  const struct expr *derivative)
{
    const struct expr *const avoid[] = {
        by, expr_name(arena, "", 1, &(struct index){.variable = extremum->text})};
    const struct expr *attained =
        attains(arena, extremum->a, rename_bound(arena, extremum, avoid, 2));
    struct expr *sum = expr_copy(arena, extremum);
    sum->kind = EXPR_SUM;
    const struct expr *shared =
        algebra_reduction(arena, sum, algebra_multiply(arena, attained, derivative));
    if (is_zero(shared))
        return shared;
    return algebra_divide(arena, shared, algebra_reduction(arena, sum, attained));
}

static const struct expr *derive_reduction(struct differentiation *by, const struct expr *expr)
{
    const struct expr *renamed = rename_bound(by->arena, expr, &by->by, 1);
    const struct expr *derivative = derive(by, renamed->a);
    check_size(by, derivative);
    if (by->exceeded)
        return zero(by);
    derivative = expr_simplify(by->arena, derivative);
    if (is_zero(derivative))
        return derivative;
    if (expr->kind == EXPR_LARGEST || expr->kind == EXPR_SMALLEST)
        return derive_reduced_extremum(by->arena, renamed, by->by, derivative);
    if (expr->kind == EXPR_PRODUCT)
        return derive_reduced_product(by, renamed, derivative);
    return algebra_reduction(by->arena, renamed, derivative);
}

/* A function that was not expanded: its derivative stays symbolic, if it depends on the quantity at
 * all. */
static const struct expr *derive_defined(struct differentiation *by, const struct expr *expr)
{
    for (int i = 0; i < expr->argument_count; i++)
        if (!is_zero(derive(by, expr->arguments[i])))
            return expr_binary(by->arena, EXPR_DIFF, expr, by->by);
    return zero(by);
}

static bool has_defined(const struct expr *expr)
{
    for (; is_chain(expr); expr = expr->a)
        if (has_defined(expr->b))
            return true;
    return expr->kind == EXPR_DEFINED || (expr->a && has_defined(expr->a)) ||
           (expr->b && has_defined(expr->b)) || (expr->c && has_defined(expr->c)) ||
           (expr->d && has_defined(expr->d));
}

static const struct expr *derive_diff(struct differentiation *by, const struct expr *expr)
{
    if (has_defined(expr->a))
        return expr_binary(by->arena, EXPR_DIFF, expr, by->by);
    const struct expr *inner = expr_differentiate(by->arena, expr->a, expr->b);
    by->exceeded = by->exceeded || inner->kind == EXPR_DIFF;
    return derive(by, inner);
}

static const struct expr *derive_anew(struct differentiation *by, const struct expr *expr)
{
    switch (expr->kind) {
    case EXPR_NAME:
        return derive_name(by, expr);
    case EXPR_NUMBER:
    case EXPR_PI:
    case EXPR_INDEX:
    case EXPR_DELTA:
        return zero(by);
    case EXPR_NEGATE:
        return derive_negation(by, expr);
    case EXPR_ADD:
    case EXPR_SUBTRACT:
        return derive_sum(by, expr);
    case EXPR_MULTIPLY:
    case EXPR_DIVIDE:
        return derive_product(by, expr);
    case EXPR_POWER:
        return derive_power(by, expr);
    case EXPR_FUNCTION:
        return derive_function(by, expr);
    case EXPR_MAX:
    case EXPR_MIN:
        return derive_extremum(by, expr);
    case EXPR_WHERE:
        return algebra_where(by->arena, expr, derive(by, expr->c), derive(by, expr->d));
    case EXPR_SUM:
    case EXPR_MEAN:
    case EXPR_PRODUCT:
    case EXPR_LARGEST:
    case EXPR_SMALLEST:
        return derive_reduction(by, expr);
    case EXPR_DEFINED:
        return derive_defined(by, expr);
    case EXPR_DIFF:
        return derive_diff(by, expr);
    }
    return zero(by);
}

static const struct expr *derive(struct differentiation *by, const struct expr *expr)
{
    const struct expr *derivative;
    if (by->exceeded)
        return zero(by);
    if (expr->kind == EXPR_NAME)
        return derive_name(by, expr);
    if ((derivative = memo_get(&by->memo, expr)))
        return derivative;
    spend(by, 1);
    derivative = derive_anew(by, expr);
    memo_put(&by->memo, expr, derivative);
    return derivative;
}

const struct expr *expr_differentiate(struct arena *arena, const struct expr *expr,
                                      const struct expr *by)
{
    struct differentiation differentiation = {.arena = arena, .by = by, .memo = {.arena = arena}};
    const struct expr *derivative = derive(&differentiation, expr);
    check_size(&differentiation, derivative);
    if (differentiation.exceeded)
        return expr_binary(arena, EXPR_DIFF, expr, by);
    return expr_simplify(arena, derivative);
}
