/* The evaluator: one walk over a bound expression, in whatever arithmetic is given. Products are in
 * evaluate_product.c. */
#include "expr/evaluate.h"
#include <string.h>

static union cell evaluate(struct evaluation *evaluation, const struct expr *expr);

/* ---- closed reductions ---- */

/* What was kept of `expr`: its value, or the values of its terms. */
static const struct kept_value *find_kept(const struct evaluation *evaluation,
                                          const struct expr *expr, bool terms)
{
    for (int i = 0; i < evaluation->kept_count; i++) {
        const struct kept_value *kept = &evaluation->kept[i];
        if (kept->reduction == expr && (kept->terms != NULL) == terms)
            return kept;
    }
    return NULL;
}

/* What has no value is evaluated each time, so that its fault is set each time. */
static void keep(struct evaluation *evaluation, const struct kept_value *value)
{
    if (evaluation->kept_count < KEPT_MAX && !number_has_fault(evaluation->arithmetic))
        evaluation->kept[evaluation->kept_count++] = *value;
}

static bool keeps(const struct evaluation *evaluation, const struct expr *expr)
{
    return evaluation->keep_closed && expr->closed;
}

/* ---- sums ---- */

/* Terms gathered for one number_sum. Most sums are short: those need no memory beyond what their maker gives. */
#define TERMS_FEW 8
struct terms {
    struct evaluation *evaluation;
    union cell *cells;
    size_t count, capacity;
};

static void put_term(struct terms *terms, union cell value)
{
    terms->cells = arena_grow(terms->evaluation->scratch, terms->cells, terms->count,
                              &terms->capacity, sizeof *terms->cells);
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

/* The terms of a closed sum stay terms, so that equal ones are collected with those around it. */
static void gather_closed_sum(struct terms *terms, const struct expr *expr, bool negative)
{
    struct evaluation *evaluation = terms->evaluation;
    const struct kept_value *known = find_kept(evaluation, expr, true);
    struct kept_value sum;
    if (!known) {
        struct terms own = {.evaluation = evaluation};
        bool before = evaluation->undecided_comparison;
        evaluation->undecided_comparison = false;
        gather_sum(&own, expr, false);
        sum = (struct kept_value){.reduction = expr,
                                  .terms = own.cells,
                                  .count = own.count,
                                  .undecided_comparison = evaluation->undecided_comparison};
        evaluation->undecided_comparison = before;
        if (own.count > 0)
            keep(evaluation, &sum);
        known = &sum;
    }
    evaluation->undecided_comparison |= known->undecided_comparison;
    for (size_t i = 0; i < known->count; i++)
        put_term(terms, negative ? number_negate(evaluation->arithmetic, known->terms[i])
                                 : known->terms[i]);
}

static void gather(struct terms *terms, const struct expr *expr, bool negative)
{
    if (is_additive(expr)) {
        gather_chain(terms, expr, negative);
    } else if (expr->kind == EXPR_NEGATE) {
        gather(terms, expr->a, !negative);
    } else if (expr->kind == EXPR_SUM && keeps(terms->evaluation, expr)) {
        gather_closed_sum(terms, expr, negative);
    } else if (expr->kind == EXPR_SUM) {
        gather_sum(terms, expr, negative);
    } else {
        union cell value = evaluate(terms->evaluation, expr);
        put_term(terms, negative ? number_negate(terms->evaluation->arithmetic, value) : value);
    }
}

static union cell evaluate_sum(struct evaluation *evaluation, const struct expr *expr)
{
    union cell few[TERMS_FEW];
    struct terms terms = {.evaluation = evaluation, .cells = few, .capacity = TERMS_FEW};
    gather(&terms, expr, false);
    return number_sum(evaluation->arithmetic, terms.cells, terms.count);
}

static union cell evaluate_reduced_sum(struct evaluation *evaluation, const struct expr *expr)
{
    struct terms terms = {.evaluation = evaluation};
    gather_sum(&terms, expr, false);
    return number_sum(evaluation->arithmetic, terms.cells, terms.count);
}

static union cell evaluate_mean(struct evaluation *evaluation, const struct expr *expr)
{
    long from = index_value(&expr->indices[0], &evaluation->environment);
    long to = index_value(&expr->indices[1], &evaluation->environment);
    if (to < from)
        return number_integer(evaluation->arithmetic, 0);
    return number_divide(evaluation->arithmetic, evaluate_reduced_sum(evaluation, expr),
                         number_integer(evaluation->arithmetic, to - from + 1));
}

/* ---- extrema ---- */

static union cell extremum_of(struct evaluation *evaluation, bool largest, union cell a,
                              union cell b)
{
    return largest ? number_maximum(evaluation->arithmetic, a, b)
                   : number_minimum(evaluation->arithmetic, a, b);
}

static union cell evaluate_extremum(struct evaluation *evaluation, const struct expr *expr)
{
    struct chain chain;
    const struct expr *operator;
    union cell extremum = evaluate(evaluation, chain_first(&chain, expr));
    while ((operator= chain_next(&chain)))
        extremum = extremum_of(evaluation, expr->kind == EXPR_MAX, extremum,
                               evaluate(evaluation, operator->b));
    return extremum;
}

/* Of no terms it has no value: the fault of 0/0. */
static union cell evaluate_reduced_extremum(struct evaluation *evaluation, const struct expr *expr)
{
    struct arithmetic *arithmetic = evaluation->arithmetic;
    long *slot = &evaluation->environment.slots[expr->slot], outer = *slot;
    long from = index_value(&expr->indices[0], &evaluation->environment);
    long to = index_value(&expr->indices[1], &evaluation->environment);
    union cell extremum = number_integer(arithmetic, 0);
    if (to < from)
        return number_divide(arithmetic, extremum, extremum);
    for (long value = from; value <= to; value++) {
        *slot = value;
        union cell term = evaluate(evaluation, expr->a);
        extremum = value == from
                       ? term
                       : extremum_of(evaluation, expr->kind == EXPR_LARGEST, extremum, term);
    }
    *slot = outer;
    return extremum;
}

/* ---- comparisons ---- */

bool relation_holds(enum relation relation, enum comparison comparison)
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

/* The hull of both branches, or where only one of them has a value, that. */
static union cell evaluate_both_branches(struct evaluation *evaluation, const struct expr *expr)
{
    struct arithmetic *arithmetic = evaluation->arithmetic;
    enum fault_kind before = number_take_fault(arithmetic);
    union cell then = evaluate(evaluation, expr->c);
    enum fault_kind of_then = number_take_fault(arithmetic);
    union cell otherwise = evaluate(evaluation, expr->d);
    enum fault_kind of_otherwise = number_take_fault(arithmetic);
    if (before != FAULT_NONE)
        number_fault(arithmetic, before);
    if (of_then != FAULT_NONE && of_otherwise != FAULT_NONE)
        return number_fault(arithmetic, of_then);
    if (of_then != FAULT_NONE || of_otherwise != FAULT_NONE)
        return of_then != FAULT_NONE ? otherwise : then;
    return number_hull(arithmetic, then, otherwise);
}

/* Over intervals: every branch that some of the numbers lead to. */
static union cell evaluate_where_of_intervals(struct evaluation *evaluation,
                                              const struct expr *expr, union cell a, union cell b)
{
    bool then = false, otherwise = false;
    for (int order = LESS; order <= GREATER; order++) {
        if (!number_may_compare(evaluation->arithmetic, a, b, (enum comparison)order))
            continue;
        bool holds = relation_holds(expr->relation, (enum comparison)order);
        then = then || holds;
        otherwise = otherwise || !holds;
    }
    if (!then || !otherwise)
        return evaluate(evaluation, then ? expr->c : expr->d);
    evaluation->undecided_comparison = true;
    return evaluate_both_branches(evaluation, expr);
}

static union cell evaluate_where(struct evaluation *evaluation, const struct expr *expr)
{
    struct arithmetic *arithmetic = evaluation->arithmetic;
    union cell a = evaluate(evaluation, expr->a), b = evaluate(evaluation, expr->b);
    if (arithmetic_kind(arithmetic) == ARITHMETIC_INTERVAL)
        return evaluate_where_of_intervals(evaluation, expr, a, b);
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
    bool asks_for_equality = expr->relation == RELATION_EQ || expr->relation == RELATION_NE;
    evaluation->tie = evaluation->tie || (comparison == EQUAL && !asks_for_equality);
    evaluation->kink = evaluation->kink || (comparison == EQUAL && expr->kink);
    return evaluate(evaluation, relation_holds(expr->relation, comparison) ? expr->c : expr->d);
}

/* ---- all kinds ---- */

static union cell evaluate_power(struct evaluation *evaluation, const struct expr *expr)
{
    union cell base = evaluate(evaluation, expr->a), exponent = evaluate(evaluation, expr->b);
    return number_power(evaluation->arithmetic, base, exponent);
}

static union cell evaluate_anew(struct evaluation *evaluation, const struct expr *reduction)
{
    switch (reduction->kind) {
    case EXPR_SUM:
        return evaluate_reduced_sum(evaluation, reduction);
    case EXPR_MEAN:
        return evaluate_mean(evaluation, reduction);
    case EXPR_PRODUCT:
        return evaluate_reduced_product(evaluation, reduction);
    default:
        return evaluate_reduced_extremum(evaluation, reduction);
    }
}

static union cell evaluate_reduction(struct evaluation *evaluation, const struct expr *expr)
{
    if (!keeps(evaluation, expr))
        return evaluate_anew(evaluation, expr);
    const struct kept_value *known = find_kept(evaluation, expr, false);
    if (known) {
        evaluation->undecided_comparison |= known->undecided_comparison;
        return known->value;
    }
    bool before = evaluation->undecided_comparison;
    evaluation->undecided_comparison = false;
    union cell value = evaluate_anew(evaluation, expr);
    keep(evaluation,
         &(struct kept_value){.reduction = expr,
                              .value = value,
                              .undecided_comparison = evaluation->undecided_comparison});
    evaluation->undecided_comparison |= before;
    return value;
}

static union cell evaluate(struct evaluation *evaluation, const struct expr *expr)
{
    struct arithmetic *arithmetic = evaluation->arithmetic;
    const struct environment *environment = &evaluation->environment;
    switch (expr->kind) {
    case EXPR_NUMBER:
        return number_literal(arithmetic, expr->text, strlen(expr->text));
    case EXPR_PI:
        return number_pi(arithmetic);
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
        return evaluate_sum(evaluation, expr);
    case EXPR_SUM:
    case EXPR_MEAN:
    case EXPR_PRODUCT:
    case EXPR_LARGEST:
    case EXPR_SMALLEST:
        return evaluate_reduction(evaluation, expr);
    case EXPR_MULTIPLY:
    case EXPR_DIVIDE:
        return evaluate_product(evaluation, expr);
    case EXPR_POWER:
        return evaluate_power(evaluation, expr);
    case EXPR_MAX:
    case EXPR_MIN:
        return evaluate_extremum(evaluation, expr);
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

void evaluation_begin(struct evaluation *evaluation, struct arithmetic *arithmetic,
                      evaluation_lookup *lookup, void *context, struct arena *scratch)
{
    evaluation->arithmetic = arithmetic;
    evaluation->lookup = lookup;
    evaluation->context = context;
    evaluation->scratch = scratch;
    evaluation->last_precision = evaluation->undecided_comparison = false;
    evaluation->tie = evaluation->kink = false;
    evaluation->every_factor = evaluation->keep_closed = false;
    evaluation->kept_count = 0;
}

union cell expr_evaluate(struct evaluation *evaluation, const struct expr *expr)
{
    return evaluate(evaluation, expr);
}
