/* Products, of a chain of * and / or over an index: what has an exact 0 for a factor is 0, and the rest of it is
 * evaluated only where the caller wants its faults. */
#include "expr/evaluate.h"

static bool is_leaf(const struct expr *expr)
{
    return expr->kind == EXPR_NAME || expr->kind == EXPR_NUMBER || expr->kind == EXPR_DELTA ||
           expr->kind == EXPR_INDEX;
}

static bool is_zero_leaf(struct evaluation *evaluation, const struct expr *expr)
{
    return is_leaf(expr) &&
           number_is_exact_zero(evaluation->arithmetic, expr_evaluate(evaluation, expr));
}

/* Whether a factor that costs nothing to look at is 0: then log(a) in log(a)*t is never asked for.
 */
static bool has_zero_factor(struct evaluation *evaluation, const struct expr *expr)
{
    for (; expr->kind == EXPR_MULTIPLY; expr = expr->a)
        if (is_zero_leaf(evaluation, expr->b))
            return true;
    return is_zero_leaf(evaluation, expr);
}

/* The commonest product: each leaf is looked at once. */
static union cell evaluate_leaves(struct evaluation *evaluation, const struct expr *product)
{
    struct arithmetic *arithmetic = evaluation->arithmetic;
    union cell b = expr_evaluate(evaluation, product->b);
    if (number_is_exact_zero(arithmetic, b))
        return number_integer(arithmetic, 0);
    union cell a = expr_evaluate(evaluation, product->a);
    if (number_is_exact_zero(arithmetic, a))
        return number_integer(arithmetic, 0);
    return number_multiply(arithmetic, a, b);
}

/* A product of which every factor is evaluated, beside a 0 too. */
struct factors {
    struct arithmetic *arithmetic;
    enum fault_kind before;        /* pending when the product was begun */
    enum fault_kind fault, finite; /* of factors; `finite`: one that a factor 0 makes good */
    bool zero;
    union cell product;
};

static struct factors open_factors(struct evaluation *evaluation)
{
    struct arithmetic *arithmetic = evaluation->arithmetic;
    return (struct factors){.arithmetic = arithmetic,
                            .before = number_take_fault(arithmetic),
                            .product = number_integer(arithmetic, 1)};
}

/* 0*log(0) is 0 by convention, and 0 times a number too large to be held is 0. */
static void take_factor(struct factors *factors, union cell factor)
{
    enum fault_kind fault = number_take_fault(factors->arithmetic);
    if (fault == FAULT_LOG_DOMAIN || fault == FAULT_TOO_LARGE)
        factors->finite = fault;
    else if (fault != FAULT_NONE)
        factors->fault = fault;
    else
        factors->product = number_multiply(factors->arithmetic, factors->product, factor);
    factors->zero =
        factors->zero || (fault == FAULT_NONE && number_is_exact_zero(factors->arithmetic, factor));
}

static void take_divisor(struct factors *factors, union cell divisor)
{
    factors->product = number_divide(factors->arithmetic, factors->product, divisor);
    enum fault_kind fault = number_take_fault(factors->arithmetic);
    if (fault != FAULT_NONE)
        factors->fault = fault;
}

static union cell close_factors(struct factors *factors)
{
    enum fault_kind fault = factors->before;
    if (fault == FAULT_NONE)
        fault = factors->fault;
    if (fault == FAULT_NONE && !factors->zero)
        fault = factors->finite;
    if (fault != FAULT_NONE)
        return number_fault(factors->arithmetic, fault);
    return factors->zero ? number_integer(factors->arithmetic, 0) : factors->product;
}

/* A delta chooses terms: what it leaves out is not looked at. */
static bool is_zero_delta(const struct evaluation *evaluation, const struct expr *expr)
{
    return expr->kind == EXPR_DELTA && index_value(&expr->indices[0], &evaluation->environment) !=
                                           index_value(&expr->indices[1], &evaluation->environment);
}

static bool has_zero_delta(const struct evaluation *evaluation, const struct expr *expr)
{
    for (; is_multiplicative(expr); expr = expr->a)
        if (expr->kind == EXPR_MULTIPLY && is_zero_delta(evaluation, expr->b))
            return true;
    return is_zero_delta(evaluation, expr);
}

static union cell evaluate_every_factor(struct evaluation *evaluation, const struct expr *expr)
{
    struct chain chain;
    const struct expr *operator;
    if (has_zero_delta(evaluation, expr))
        return number_integer(evaluation->arithmetic, 0);
    struct factors factors = open_factors(evaluation);
    take_factor(&factors, expr_evaluate(evaluation, chain_first(&chain, expr)));
    while ((operator= chain_next(&chain))) {
        union cell operand = expr_evaluate(evaluation, operator->b);
        if (operator->kind == EXPR_DIVIDE)
            take_divisor(&factors, operand);
        else
            take_factor(&factors, operand);
    }
    return close_factors(&factors);
}

union cell evaluate_product(struct evaluation *evaluation, const struct expr *expr)
{
    struct arithmetic *arithmetic = evaluation->arithmetic;
    struct chain chain;
    const struct expr *operator;
    if (evaluation->every_factor)
        return evaluate_every_factor(evaluation, expr);
    if (expr->kind == EXPR_MULTIPLY && is_leaf(expr->a) && is_leaf(expr->b))
        return evaluate_leaves(evaluation, expr);
    if (has_zero_factor(evaluation, expr))
        return number_integer(arithmetic, 0);
    union cell product = expr_evaluate(evaluation, chain_first(&chain, expr));
    while ((operator= chain_next(&chain))) {
        if (operator->kind == EXPR_DIVIDE)
            product = number_divide(arithmetic, product, expr_evaluate(evaluation, operator->b));
        else if (!number_is_exact_zero(arithmetic, product))
            product = number_multiply(arithmetic, product, expr_evaluate(evaluation, operator->b));
    }
    return product;
}

static union cell evaluate_every_reduced_factor(struct evaluation *evaluation,
                                                const struct expr *expr, long from, long to)
{
    long *slot = &evaluation->environment.slots[expr->slot], outer = *slot;
    struct factors factors = open_factors(evaluation);
    for (long value = from; value <= to; value++) {
        *slot = value;
        take_factor(&factors, expr_evaluate(evaluation, expr->a));
    }
    *slot = outer;
    return close_factors(&factors);
}

union cell evaluate_reduced_product(struct evaluation *evaluation, const struct expr *expr)
{
    struct arithmetic *arithmetic = evaluation->arithmetic;
    long *slot = &evaluation->environment.slots[expr->slot], outer = *slot;
    long from = index_value(&expr->indices[0], &evaluation->environment);
    long to = index_value(&expr->indices[1], &evaluation->environment);
    if (evaluation->every_factor)
        return evaluate_every_reduced_factor(evaluation, expr, from, to);
    union cell product = number_integer(arithmetic, 1);
    for (long value = from; value <= to && !number_is_exact_zero(arithmetic, product); value++) {
        *slot = value;
        product = number_multiply(arithmetic, product, expr_evaluate(evaluation, expr->a));
    }
    *slot = outer;
    return product;
}
