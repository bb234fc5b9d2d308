/* Sums over an index that a delta fixes: sum(i=1..n, f[i]*delta(i,k)) is f[k].
 *
 * Where the range of k is known, it must lie within that of the sum. Else a delta is taken to fix the
 * index within the range of the sum: k runs over the same indices as i; where that cannot be meant
 * (an offset, a range that does not begin at 1), the sum stays as it is.
 */
#include "expr/algebra.h"
#include <string.h>

static bool is_variable(const struct index *index, const char *variable)
{
    return index->variable && strcmp(index->variable, variable) == 0;
}

enum reach { REACH_NONE, REACH_WITHIN, REACH_UNKNOWN };

static enum reach reach_of_values(const struct expr *reduction, long first, long last)
{
    const struct index *from = &reduction->indices[0], *to = &reduction->indices[1];
    if (last < from->offset)
        return REACH_NONE;
    if (to->variable)
        return REACH_UNKNOWN;
    if (first > to->offset)
        return REACH_NONE;
    return first >= from->offset && last <= to->offset ? REACH_WITHIN : REACH_UNKNOWN;
}

static enum reach reach_of_size(const struct expr *reduction, const struct index *target)
{
    const struct index *from = &reduction->indices[0], *to = &reduction->indices[1];
    bool within = to->variable && strcmp(to->variable, target->last_of) == 0 &&
                  target->last + target->offset <= to->offset &&
                  target->first + target->offset >= from->offset;
    return within ? REACH_WITHIN : REACH_UNKNOWN;
}

/* Is the index that the delta asks for within the range of the sum? */
static enum reach reach_of(const struct expr *reduction, const struct index *target)
{
    const struct index *from = &reduction->indices[0];
    if (from->variable)
        return REACH_UNKNOWN;
    if (!target->variable)
        return reach_of_values(reduction, target->offset, target->offset);
    if (target->ranged && target->last_of)
        return reach_of_size(reduction, target);
    if (target->ranged)
        return reach_of_values(reduction, target->first + target->offset,
                               target->last + target->offset);
    return from->offset <= 1 && target->offset == 0 ? REACH_WITHIN : REACH_UNKNOWN;
}

/* The index that `factor` gives the bound variable, if it is such a delta. */
static bool fixes_index(const struct expr *reduction, const struct expr *factor,
                        struct index *target)
{
    if (factor->kind != EXPR_DELTA)
        return false;
    bool left = is_variable(&factor->indices[0], reduction->text);
    const struct index *bound = &factor->indices[left ? 0 : 1],
                       *other = &factor->indices[left ? 1 : 0];
    if (!is_variable(bound, reduction->text) || is_variable(other, reduction->text))
        return false;
    *target = *other;
    target->offset -= bound->offset;
    return reach_of(reduction, target) != REACH_UNKNOWN;
}

/* A factor that is a sum with such a delta in one of its terms has to be multiplied out first. */
static bool holds_delta(const struct expr *reduction, const struct expr *expr)
{
    struct index target;
    for (; is_additive(expr) || is_multiplicative(expr); expr = expr->a)
        if (expr->kind != EXPR_DIVIDE && holds_delta(reduction, expr->b))
            return true;
    if (expr->kind == EXPR_NEGATE)
        return holds_delta(reduction, expr->a);
    return fixes_index(reduction, expr, &target);
}

/* Products of many sums would multiply out to more terms than anybody can read. */
#define MULTIPLY_OUT_MOST 16

struct contraction {
    struct arena *arena;
    int multiplied_out; /* products so far; beyond the most, a term stays under the sum as it is */
    const struct expr *reduction;
    struct sum fixed; /* terms without the sum */
    struct sum rest;  /* terms that stay under it */
};

static void contract_sum(struct contraction *contraction, const struct expr *body, bool negative);

static void contract_fixed(struct contraction *contraction, const struct product *term,
                           size_t without, const struct index *target, bool negative)
{
    struct product product = *term;
    product.factors = product.divisors = (struct expr_list){0};
    for (size_t i = 0; i < term->factors.count; i++)
        if (i != without)
            product_multiply(&product, expr_reindex(product.arena, term->factors.items[i], 1,
                                                    &contraction->reduction->text, target));
    for (size_t i = 0; i < term->divisors.count; i++)
        product_divide(&product, expr_reindex(product.arena, term->divisors.items[i], 1,
                                              &contraction->reduction->text, target));
    sum_add(&contraction->fixed, expr_simplify(product.arena, product_close(&product)), negative);
}

static const struct expr *with_factor(const struct product *term, size_t place,
                                      const struct expr *factor)
{
    struct product product = *term;
    product.factors = product.divisors = (struct expr_list){0};
    for (size_t i = 0; i < term->factors.count; i++)
        product_multiply(&product, i == place ? factor : term->factors.items[i]);
    for (size_t i = 0; i < term->divisors.count; i++)
        product_divide(&product, term->divisors.items[i]);
    return product_close(&product);
}

static void multiply_out(struct contraction *contraction, const struct product *term, size_t place,
                         bool negative)
{
    struct chain chain;
    const struct expr *factor = term->factors.items[place], *operator;
    contract_sum(contraction, with_factor(term, place, chain_first(&chain, factor)), negative);
    while ((operator= chain_next(&chain)))
        contract_sum(contraction, with_factor(term, place, operator->b),
                     negative != (operator->kind == EXPR_SUBTRACT));
}

static void contract_term(struct contraction *contraction, const struct expr *expr, bool negative)
{
    struct product term;
    struct index target;
    product_open(&term, contraction->arena);
    product_multiply(&term, expr);
    for (size_t i = 0; i < term.factors.count; i++)
        if (fixes_index(contraction->reduction, term.factors.items[i], &target)) {
            if (reach_of(contraction->reduction, &target) == REACH_WITHIN)
                contract_fixed(contraction, &term, i, &target, negative);
            return;
        }
    for (size_t i = 0; i < term.factors.count; i++)
        if (is_additive(term.factors.items[i]) &&
            holds_delta(contraction->reduction, term.factors.items[i]) &&
            contraction->multiplied_out < MULTIPLY_OUT_MOST) {
            contraction->multiplied_out++;
            multiply_out(contraction, &term, i, negative);
            return;
        }
    sum_add(&contraction->rest, expr, negative);
}

static void contract_sum(struct contraction *contraction, const struct expr *body, bool negative)
{
    struct chain chain;
    const struct expr *operator;
    if (!is_additive(body)) {
        contract_term(contraction, body, negative);
        return;
    }
    contract_term(contraction, chain_first(&chain, body), negative);
    while ((operator= chain_next(&chain)))
        contract_term(contraction, operator->b, negative != (operator->kind == EXPR_SUBTRACT));
}

const struct expr *term_count(struct arena *arena, const struct expr *reduction)
{
    const struct index *from = &reduction->indices[0], *to = &reduction->indices[1];
    struct index count = *to;
    count.offset += 1;
    if (!from->variable)
        count.offset -= from->offset;
    struct expr *number = expr_name(arena, NULL, 1, &count);
    number->kind = EXPR_INDEX;
    if (!count.variable && !from->variable)
        return expr_integer(arena, count.offset);
    if (!from->variable)
        return number;
    struct expr *begin = expr_name(arena, NULL, 1, from);
    begin->kind = EXPR_INDEX;
    return expr_binary(arena, EXPR_SUBTRACT, number, begin);
}

/* The numbers, and the deltas of other indices, go before the sum: -sum(..), 2*sum(..),
 * delta(k,p)*sum(..). */
static const struct expr *pull_out(struct arena *arena, const struct expr *reduction,
                                   const struct expr *body)
{
    struct product inside, outside;
    product_open(&inside, arena);
    product_open(&outside, arena);
    product_multiply(&inside, body);
    outside.coefficient = inside.coefficient;
    inside.coefficient = (struct rational){1, 1};
    struct product kept = inside;
    kept.factors = (struct expr_list){0};
    for (size_t i = 0; i < inside.factors.count; i++) {
        const struct expr *factor = inside.factors.items[i];
        bool apart = factor->kind == EXPR_DELTA && !expr_mentions_index(factor, reduction->text);
        expr_list_put(arena, apart ? &outside.factors : &kept.factors, factor);
    }
    struct expr *sum = expr_copy(arena, reduction);
    sum->a = product_close(&kept);
    product_multiply(&outside, sum);
    return product_close(&outside);
}

const struct expr *algebra_reduction(struct arena *arena, const struct expr *reduction,
                                     const struct expr *body)
{
    if (reduction->kind != EXPR_SUM && reduction->kind != EXPR_MEAN) {
        struct expr *other = expr_copy(arena, reduction);
        other->a = body;
        return reduction->kind == EXPR_PRODUCT && is_literal(body, "1") ? body : other;
    }
    struct contraction contraction = {.arena = arena, .reduction = reduction};
    sum_open(&contraction.fixed, arena);
    sum_open(&contraction.rest, arena);
    contract_sum(&contraction, body, false);
    const struct expr *fixed = sum_close(&contraction.fixed), *rest = sum_close(&contraction.rest);
    if (reduction->kind == EXPR_MEAN)
        fixed = algebra_divide(arena, fixed, term_count(arena, reduction));
    struct sum sum;
    sum_open(&sum, arena);
    sum_add(&sum, fixed, false);
    if (!is_zero(rest))
        sum_add(&sum, pull_out(arena, reduction, rest), false);
    return sum_close(&sum);
}
