/* The conservative simplifier: tidies what differentiating and substituting leave behind. */
#include "expr/algebra.h"
#include <string.h>

static const struct expr *simplify(void *context, const struct expr *expr);

#define POWER_FOLD_MAX 16

const struct expr *algebra_power(struct arena *arena, const struct expr *a, const struct expr *b)
{
    struct rational base, exponent, inner;
    bool fraction = rational_from(b, &exponent), integer = fraction && exponent.denominator == 1;
    if (integer && exponent.numerator == 1)
        return a;
    if (is_literal(a, "1") || (integer && exponent.numerator == 0))
        return expr_number(arena, "1");
    if (integer && exponent.numerator > 1 && a->kind == EXPR_POWER && rational_from(a->b, &inner) &&
        inner.denominator == 1 && rational_multiply(&inner, exponent))
        return expr_binary(arena, EXPR_POWER, a->a, rational_expr(arena, inner));
    if (integer && exponent.numerator > 1 && exponent.numerator <= POWER_FOLD_MAX &&
        rational_from(a, &base)) {
        struct rational power = base;
        long left = exponent.numerator - 1;
        while (left > 0 && rational_multiply(&power, base))
            left--;
        if (left == 0)
            return rational_expr(arena, power);
    }
    return expr_binary(arena, EXPR_POWER, a, fraction ? rational_expr(arena, exponent) : b);
}

const struct expr *algebra_delta(struct arena *arena, struct index i, struct index j)
{
    bool comparable =
        i.variable && j.variable ? strcmp(i.variable, j.variable) == 0 : i.variable == j.variable;
    if (!comparable)
        return expr_delta(arena, i, j);
    return expr_number(arena, i.offset == j.offset ? "1" : "0");
}

/* The condition's truth when both sides are the same index variable (or integers), else -1. */
static int decided(const struct expr *where)
{
    const struct index *a = &where->a->indices[0], *b = &where->b->indices[0];
    if (where->a->kind != EXPR_INDEX || where->b->kind != EXPR_INDEX)
        return -1;
    if (a->variable != b->variable &&
        (!a->variable || !b->variable || strcmp(a->variable, b->variable) != 0))
        return -1;
    switch (where->relation) {
    case RELATION_LT:
        return a->offset < b->offset;
    case RELATION_LE:
        return a->offset <= b->offset;
    case RELATION_GT:
        return a->offset > b->offset;
    case RELATION_GE:
        return a->offset >= b->offset;
    case RELATION_EQ:
        return a->offset == b->offset;
    case RELATION_NE:
        return a->offset != b->offset;
    }
    return -1;
}

const struct expr *algebra_where(struct arena *arena, const struct expr *where,
                                 const struct expr *then, const struct expr *otherwise)
{
    int truth = decided(where);
    if (truth >= 0)
        return truth ? then : otherwise;
    if (expr_equal(then, otherwise))
        return then;
    struct expr *result = expr_copy(arena, where);
    result->c = then;
    result->d = otherwise;
    return result;
}

static const struct expr *simplify_sum(struct arena *arena, const struct expr *expr)
{
    struct sum sum;
    struct chain chain;
    const struct expr *operator;
    sum_open(&sum, arena);
    sum_add(&sum, simplify(arena, chain_first(&chain, expr)), false);
    while ((operator= chain_next(&chain)))
        sum_add(&sum, simplify(arena, operator->b), operator->kind == EXPR_SUBTRACT);
    return sum_close(&sum);
}

/* A minus sign is left to the product, which knows best where it reads well. */
static const struct expr *simplify_factor(struct arena *arena, const struct expr *factor)
{
    if (factor->kind == EXPR_NEGATE)
        return expr_negate(arena, simplify(arena, factor->a));
    return simplify(arena, factor);
}

static const struct expr *simplify_product(struct arena *arena, const struct expr *expr)
{
    struct product product;
    struct chain chain;
    const struct expr *operator;
    product_open(&product, arena);
    product_multiply(&product, simplify_factor(arena, chain_first(&chain, expr)));
    while ((operator= chain_next(&chain))) {
        const struct expr *right = simplify_factor(arena, operator->b);
        if (operator->kind == EXPR_MULTIPLY)
            product_multiply(&product, right);
        else
            product_divide(&product, right);
    }
    return product_close(&product);
}

/* exp(0) = 1, sin(0) = 0, ... */
static const struct expr *simplify_function(struct arena *arena, const struct expr *expr)
{
    static const char *const at_zero[] = {
#define DERIVATIVE(function, derivative, zero) [FUNCTION_##function] = (zero),
#include "expr/derivatives.def"
#undef DERIVATIVE
    };
    if (is_zero(expr->a) && at_zero[expr->function])
        return expr_number(arena, at_zero[expr->function]);
    return expr;
}

static const struct expr *simplify_where(struct arena *arena, const struct expr *expr)
{
    struct expr *condition = expr_copy(arena, expr);
    condition->a = simplify(arena, expr->a);
    condition->b = simplify(arena, expr->b);
    return algebra_where(arena, condition, simplify(arena, expr->c), simplify(arena, expr->d));
}

static const struct expr *simplify(void *context, const struct expr *expr)
{
    struct arena *arena = context;
    switch (expr->kind) {
    case EXPR_ADD:
    case EXPR_SUBTRACT:
        return simplify_sum(arena, expr);
    case EXPR_MULTIPLY:
    case EXPR_DIVIDE:
        return simplify_product(arena, expr);
    case EXPR_NEGATE:
        return algebra_negate(arena, simplify(arena, expr->a));
    case EXPR_POWER:
        return algebra_power(arena, simplify(arena, expr->a), simplify(arena, expr->b));
    case EXPR_FUNCTION:
        return simplify_function(arena, expr_rebuild(arena, expr, simplify, arena));
    case EXPR_SUM:
    case EXPR_MEAN:
    case EXPR_PRODUCT:
    case EXPR_LARGEST:
    case EXPR_SMALLEST:
        return algebra_reduction(arena, expr, simplify(arena, expr->a));
    case EXPR_DELTA:
        return algebra_delta(arena, expr->indices[0], expr->indices[1]);
    case EXPR_WHERE:
        return simplify_where(arena, expr);
    case EXPR_NUMBER:
    case EXPR_PI:
    case EXPR_NAME:
    case EXPR_INDEX:
    case EXPR_MAX:
    case EXPR_MIN:
    case EXPR_DEFINED:
    case EXPR_DIFF:
        break;
    }
    return expr_rebuild(arena, expr, simplify, arena);
}

const struct expr *expr_simplify(struct arena *arena, const struct expr *expr)
{
    return simplify(arena, expr);
}
