/* The evaluator: one walk over a bound expression, in whatever arithmetic is given. */
#include "expr/tree.h"
#include <string.h>

static union cell evaluate(struct evaluation *evaluation, const struct expr *expr);

/* ---- sums ---- */

/* Terms gathered for one number_sum. */
struct terms {
    struct evaluation *evaluation;
    union cell *cells;
    size_t count, capacity;
};

static void put_term(struct terms *terms, union cell value)
{
    if (terms->count == terms->capacity) {
        size_t capacity = terms->capacity == 0 ? 16 : 2 * terms->capacity;
        union cell *cells = arena_array(terms->evaluation->scratch, capacity, sizeof *cells);
        if (terms->count > 0)
            memcpy(cells, terms->cells, terms->count * sizeof *cells);
        terms->cells = cells;
        terms->capacity = capacity;
    }
    terms->cells[terms->count++] = value;
}

static void gather(struct terms *terms, const struct expr *expr, bool negative);

static void gather_chain(struct terms *terms, const struct expr *expr, bool negative)
{
    struct chain chain;
    const struct expr *operator;
    gather(terms, chain_first(&chain, expr), negative);
    while ((operator= chain_next(&chain)))
        gather(terms, operator->b, negative != (operator->kind == EXPR_SUBTRACT));
}

static void gather_sum(struct terms *terms, const struct expr *expr, bool negative)
{
    long *slot = &terms->evaluation->environment.slots[expr->slot], outer = *slot;
    long from = index_value(&expr->indices[0], &terms->evaluation->environment);
    long to = index_value(&expr->indices[1], &terms->evaluation->environment);
    for (long value = from; value <= to; value++) {
        *slot = value;
        gather(terms, expr->a, negative);
    }
    *slot = outer;
}

static void gather(struct terms *terms, const struct expr *expr, bool negative)
{
    if (is_additive(expr)) {
        gather_chain(terms, expr, negative);
    } else if (expr->kind == EXPR_NEGATE) {
        gather(terms, expr->a, !negative);
    } else if (expr->kind == EXPR_SUM) {
        gather_sum(terms, expr, negative);
    } else {
        union cell value = evaluate(terms->evaluation, expr);
        put_term(terms, negative ? number_negate(terms->evaluation->arithmetic, value) : value);
    }
}

static union cell evaluate_sum(struct evaluation *evaluation, const struct expr *expr)
{
    struct terms terms = {.evaluation = evaluation};
    gather(&terms, expr, false);
    return number_sum(evaluation->arithmetic, terms.cells, terms.count);
}

static union cell evaluate_mean(struct evaluation *evaluation, const struct expr *expr)
{
    struct terms terms = {.evaluation = evaluation};
    long from = index_value(&expr->indices[0], &evaluation->environment);
    long to = index_value(&expr->indices[1], &evaluation->environment);
    if (to < from)
        return number_integer(evaluation->arithmetic, 0);
    gather_sum(&terms, expr, false);
    union cell sum = number_sum(evaluation->arithmetic, terms.cells, terms.count);
    return number_divide(evaluation->arithmetic, sum,
                         number_integer(evaluation->arithmetic, to - from + 1));
}

/* ---- products ---- */

static bool is_leaf(const struct expr *expr)
{
    return expr->kind == EXPR_NAME || expr->kind == EXPR_NUMBER || expr->kind == EXPR_DELTA ||
           expr->kind == EXPR_INDEX;
}

static bool is_zero_leaf(struct evaluation *evaluation, const struct expr *expr)
{
    return is_leaf(expr) &&
           number_is_exact_zero(evaluation->arithmetic, evaluate(evaluation, expr));
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

static union cell evaluate_product(struct evaluation *evaluation, const struct expr *expr)
{
    struct arithmetic *arithmetic = evaluation->arithmetic;
    struct chain chain;
    const struct expr *operator;
    if (has_zero_factor(evaluation, expr))
        return number_integer(arithmetic, 0);
    union cell product = evaluate(evaluation, chain_first(&chain, expr));
    while ((operator= chain_next(&chain))) {
        if (operator->kind == EXPR_DIVIDE)
            product = number_divide(arithmetic, product, evaluate(evaluation, operator->b));
        else if (!number_is_exact_zero(arithmetic, product))
            product = number_multiply(arithmetic, product, evaluate(evaluation, operator->b));
    }
    return product;
}

static union cell evaluate_reduced_product(struct evaluation *evaluation, const struct expr *expr)
{
    struct arithmetic *arithmetic = evaluation->arithmetic;
    long *slot = &evaluation->environment.slots[expr->slot], outer = *slot;
    long from = index_value(&expr->indices[0], &evaluation->environment);
    long to = index_value(&expr->indices[1], &evaluation->environment);
    union cell product = number_integer(arithmetic, 1);
    for (long value = from; value <= to && !number_is_exact_zero(arithmetic, product); value++) {
        *slot = value;
        product = number_multiply(arithmetic, product, evaluate(evaluation, expr->a));
    }
    *slot = outer;
    return product;
}

/* ---- comparisons ---- */

static bool relation_holds(enum relation relation, enum comparison comparison)
{
    switch (relation) {
    case RELATION_LT:
        return comparison == LESS;
    case RELATION_LE:
        return comparison != GREATER;
    case RELATION_GT:
        return comparison == GREATER;
    case RELATION_GE:
        return comparison != LESS;
    case RELATION_EQ:
        return comparison == EQUAL;
    case RELATION_NE:
        return comparison != EQUAL;
    }
    return false;
}

static union cell evaluate_where(struct evaluation *evaluation, const struct expr *expr)
{
    struct arithmetic *arithmetic = evaluation->arithmetic;
    union cell a = evaluate(evaluation, expr->a), b = evaluate(evaluation, expr->b);
    enum comparison comparison = number_compare(arithmetic, a, b);
    if (comparison == UNDECIDED) {
        union cell difference = number_subtract(arithmetic, a, b);
        comparison = number_compare(arithmetic, difference, number_integer(arithmetic, 0));
        /* The reciprocal of a ball around 0 is what makes the arithmetic ask for more precision. */
        if (comparison == UNDECIDED && !evaluation->last_precision)
            return number_divide(arithmetic, number_integer(arithmetic, 1), difference);
    }
    if (comparison == UNDECIDED) {
        evaluation->undecided_comparison = true;
        comparison = EQUAL;
    }
    return evaluate(evaluation, relation_holds(expr->relation, comparison) ? expr->c : expr->d);
}

/* ---- all kinds ---- */

static union cell evaluate_two(struct evaluation *evaluation, const struct expr *expr)
{
    union cell a = evaluate(evaluation, expr->a), b = evaluate(evaluation, expr->b);
    if (expr->kind == EXPR_POWER)
        return number_power(evaluation->arithmetic, a, b);
    if (expr->kind == EXPR_MAX)
        return number_maximum(evaluation->arithmetic, a, b);
    return number_minimum(evaluation->arithmetic, a, b);
}

static union cell evaluate(struct evaluation *evaluation, const struct expr *expr)
{
    struct arithmetic *arithmetic = evaluation->arithmetic;
    const struct environment *environment = &evaluation->environment;
    switch (expr->kind) {
    case EXPR_NUMBER:
        return number_literal(arithmetic, expr->text, strlen(expr->text));
    case EXPR_NAME:
        return evaluation->lookup(evaluation->context, expr, environment);
    case EXPR_INDEX:
        return number_integer(arithmetic, index_value(&expr->indices[0], environment));
    case EXPR_DELTA:
        return number_integer(arithmetic, index_value(&expr->indices[0], environment) ==
                                              index_value(&expr->indices[1], environment));
    case EXPR_NEGATE:
    case EXPR_ADD:
    case EXPR_SUBTRACT:
    case EXPR_SUM:
        return evaluate_sum(evaluation, expr);
    case EXPR_MEAN:
        return evaluate_mean(evaluation, expr);
    case EXPR_MULTIPLY:
    case EXPR_DIVIDE:
        return evaluate_product(evaluation, expr);
    case EXPR_PRODUCT:
        return evaluate_reduced_product(evaluation, expr);
    case EXPR_POWER:
    case EXPR_MAX:
    case EXPR_MIN:
        return evaluate_two(evaluation, expr);
    case EXPR_FUNCTION:
        return number_apply(arithmetic, expr->function, evaluate(evaluation, expr->a));
    case EXPR_WHERE:
        return evaluate_where(evaluation, expr);
    case EXPR_DEFINED:
    case EXPR_DIFF:
        break;
    }
    /* Neither has a value before it is expanded: a fault, never a number. */
    return number_divide(arithmetic, number_integer(arithmetic, 1), number_integer(arithmetic, 0));
}

union cell expr_evaluate(struct evaluation *evaluation, const struct expr *expr)
{
    return evaluate(evaluation, expr);
}
