/* Derivatives of what branches (max, min, where) and of what reduces over an index. */
#include "expr/differentiate.h"

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
    differentiation_spend(by, 4);
    sum_add(&sharing->sharers, attained, false);
    if (!is_zero(derivative))
        sum_add(&sharing->shared, algebra_multiply(by->arena, attained, derivative), false);
}

/* max(a, b, c)' = the mean of the derivatives of those that attain it */
const struct expr *derive_extremum(struct differentiation *by, const struct expr *expr)
{
    struct sharing sharing;
    struct chain chain;
    const struct expr *operator;
    use_rule(by, DERIVATIVE_EXTREMUM);
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

const struct expr *derive_where(struct differentiation *by, const struct expr *expr)
{
    use_rule(by, DERIVATIVE_BRANCHES);
    return algebra_where(by->arena, expr, derive(by, expr->c), derive(by, expr->d));
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

static enum derivative_rule rule_of_reduction(const struct expr *expr)
{
    if (expr->kind == EXPR_PRODUCT)
        return DERIVATIVE_PRODUCT_OVER_INDEX;
    return expr->kind == EXPR_LARGEST || expr->kind == EXPR_SMALLEST
               ? DERIVATIVE_EXTREMUM_OVER_INDEX
               : DERIVATIVE_SUM_OVER_INDEX;
}

/* Within a step the sum stays, though a delta may leave one term of it: that is a step of its own. */
static const struct expr *derive_terms(struct differentiation *by, const struct expr *sum,
                                       const struct expr *derivative)
{
    if (!by->one_step)
        return algebra_reduction(by->arena, sum, derivative);
    struct expr *derived = expr_copy(by->arena, sum);
    derived->a = derivative;
    return derived;
}

const struct expr *derive_reduction(struct differentiation *by, const struct expr *expr)
{
    const struct expr *renamed = rename_bound(by->arena, expr, &by->by, 1);
    use_rule(by, rule_of_reduction(expr));
    const struct expr *derivative = derive(by, renamed->a);
    differentiation_check_size(by, derivative);
    if (by->exceeded)
        return expr_number(by->arena, "0");
    derivative = expr_simplify(by->arena, derivative);
    if (is_zero(derivative))
        return derivative;
    if (expr->kind == EXPR_LARGEST || expr->kind == EXPR_SMALLEST)
        return derive_reduced_extremum(by->arena, renamed, by->by, derivative);
    if (expr->kind == EXPR_PRODUCT)
        return derive_reduced_product(by, renamed, derivative);
    return derive_terms(by, renamed, derivative);
}
