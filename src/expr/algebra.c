/* Sums and products in the making. */
#include "expr/algebra.h"
#include <stdlib.h>
#include <string.h>

void expr_list_put(struct arena *arena, struct expr_list *list, const struct expr *item)
{
    if (list->count == list->capacity) {
        size_t capacity = list->capacity == 0 ? 8 : 2 * list->capacity;
        const struct expr **items = arena_array(arena, capacity, sizeof *items);
        if (list->count > 0)
            memcpy(items, list->items, list->count * sizeof *items);
        list->items = items;
        list->capacity = capacity;
    }
    list->items[list->count++] = item;
}

/* ---- products ---- */

void product_open(struct product *product, struct arena *arena)
{
    *product = (struct product){.arena = arena, .coefficient = {1, 1}};
}

static void product_flip(struct product *product)
{
    product->coefficient.numerator = -product->coefficient.numerator;
}

static void product_chain(struct product *product, const struct expr *expr)
{
    struct chain chain;
    const struct expr *operator;
    product_multiply(product, chain_first(&chain, expr));
    while ((operator= chain_next(&chain))) {
        if (operator->kind == EXPR_MULTIPLY)
            product_multiply(product, operator->b);
        else
            product_divide(product, operator->b);
    }
}

void product_multiply(struct product *product, const struct expr *factor)
{
    struct rational value;
    if (rational_from(factor, &value) && rational_multiply(&product->coefficient, value))
        return;
    if (factor->kind == EXPR_NEGATE) {
        product_flip(product);
        product_multiply(product, factor->a);
    } else if (is_multiplicative(factor)) {
        product_chain(product, factor);
    } else {
        expr_list_put(product->arena, &product->factors, factor);
    }
}

void product_divide(struct product *product, const struct expr *divisor)
{
    struct rational value;
    bool plain = labs(product->coefficient.numerator) == 1 && product->coefficient.denominator == 1;
    if (rational_from(divisor, &value) && value.numerator != 0 &&
        rational_multiply(&product->coefficient,
                          (struct rational){value.denominator, value.numerator})) {
        if (product->coefficient.denominator < 0) {
            product_flip(product);
            product->coefficient.denominator = -product->coefficient.denominator;
        }
        product->divided = plain && product->factors.count > 0;
        return;
    }
    if (divisor->kind == EXPR_NEGATE) {
        product_flip(product);
        product_divide(product, divisor->a);
        return;
    }
    expr_list_put(product->arena, &product->divisors, divisor);
}

/* Deltas of indices before the other factors, each in order. */
static void deltas_first(struct product *product)
{
    struct expr_list ordered = {0};
    for (int deltas = 1; deltas >= 0; deltas--)
        for (size_t i = 0; i < product->factors.count; i++)
            if ((product->factors.items[i]->kind == EXPR_DELTA) == deltas)
                expr_list_put(product->arena, &ordered, product->factors.items[i]);
    product->factors = ordered;
}

/* a - b, as -(a - b) is b - a. */
static bool is_difference(const struct expr *expr)
{
    return expr->kind == EXPR_SUBTRACT && !is_additive(expr->a);
}

/* Takes the product's minus into one of its factors, where that reads better. */
static bool absorb_minus(struct product *product)
{
    struct expr_list *factors = &product->factors;
    bool alone = factors->count == 1 && product->divisors.count == 0 &&
                 product->coefficient.numerator == -1 && product->coefficient.denominator == 1;
    for (size_t i = 0; i < factors->count; i++) {
        const struct expr *factor = factors->items[i];
        if (!is_difference(factor) || (factor->a->kind == EXPR_NUMBER && !alone))
            continue;
        struct sum swapped;
        sum_open(&swapped, product->arena);
        sum_add(&swapped, factor->b, false);
        sum_add(&swapped, factor->a, true);
        factors->items[i] = sum_close(&swapped);
        return true;
    }
    return false;
}

static const struct expr *multiply_by(struct arena *arena, const struct expr *left,
                                      const struct expr *factor)
{
    return left ? expr_binary(arena, EXPR_MULTIPLY, left, factor) : factor;
}

static const struct expr *negated_first(struct product *product, struct rational coefficient,
                                        bool negative, size_t *used)
{
    struct arena *arena = product->arena;
    *used = 0;
    if (coefficient.numerator != 1 || coefficient.denominator != 1 || product->factors.count == 0) {
        coefficient.numerator = negative ? -coefficient.numerator : coefficient.numerator;
        return rational_expr(arena, coefficient);
    }
    const struct expr *first = product->factors.items[(*used)++];
    if (!negative)
        return first;
    return is_negative_number(first) ? expr_number(arena, first->text + 1)
                                     : expr_negate(arena, first);
}

const struct expr *product_close(struct product *product)
{
    struct arena *arena = product->arena;
    struct rational coefficient = product->coefficient;
    long divisor = 1;
    size_t used;
    if (coefficient.numerator == 0)
        return expr_number(arena, "0");
    deltas_first(product);
    bool negative = coefficient.numerator < 0;
    if (negative) {
        negative = !absorb_minus(product);
        coefficient.numerator = -coefficient.numerator;
    }
    if (product->divided && coefficient.numerator == 1) {
        divisor = coefficient.denominator;
        coefficient.denominator = 1;
    }
    const struct expr *result = negated_first(product, coefficient, negative, &used);
    for (size_t i = used; i < product->factors.count; i++)
        result = multiply_by(arena, result, product->factors.items[i]);
    if (divisor != 1)
        result = expr_binary(arena, EXPR_DIVIDE, result, expr_integer(arena, divisor));
    for (size_t i = 0; i < product->divisors.count; i++)
        result = expr_binary(arena, EXPR_DIVIDE, result, product->divisors.items[i]);
    return result;
}

const struct expr *algebra_negate(struct arena *arena, const struct expr *a)
{
    struct product product;
    product_open(&product, arena);
    product_flip(&product);
    product_multiply(&product, a);
    return product_close(&product);
}

const struct expr *algebra_multiply(struct arena *arena, const struct expr *a, const struct expr *b)
{
    struct product product;
    product_open(&product, arena);
    product_multiply(&product, a);
    product_multiply(&product, b);
    return product_close(&product);
}

const struct expr *algebra_divide(struct arena *arena, const struct expr *a, const struct expr *b)
{
    struct product product;
    product_open(&product, arena);
    product_multiply(&product, a);
    product_divide(&product, b);
    return product_close(&product);
}

/* ---- sums ---- */

void sum_open(struct sum *sum, struct arena *arena)
{
    *sum = (struct sum){.arena = arena};
}

/* Names, numbers, their products and powers: they have a value everywhere. */
static bool is_polynomial(const struct expr *expr)
{
    for (; expr->kind == EXPR_MULTIPLY; expr = expr->a)
        if (!is_polynomial(expr->b))
            return false;
    if (expr->kind == EXPR_POWER)
        return is_polynomial(expr->a) && expr->b->kind == EXPR_NUMBER &&
               !strpbrk(expr->b->text, "-.eE");
    return expr->kind == EXPR_NAME || expr->kind == EXPR_NUMBER || expr->kind == EXPR_PI ||
           expr->kind == EXPR_INDEX || expr->kind == EXPR_DELTA;
}

static void sum_remove(struct sum *sum, size_t place)
{
    for (size_t i = place; i + 1 < sum->terms.count; i++) {
        sum->terms.items[i] = sum->terms.items[i + 1];
        sum->negative.items[i] = sum->negative.items[i + 1];
    }
    sum->terms.count--;
    sum->negative.count--;
    if (sum->has_constant && sum->constant_place > place)
        sum->constant_place--;
}

/* z + 1 - z: takes away the term that `term` cancels. Only short sums are searched. */
#define CANCEL_MAX 16
static bool sum_cancel(struct sum *sum, const struct expr *term, bool negative)
{
    if (sum->terms.count > CANCEL_MAX || !is_polynomial(term))
        return false;
    for (size_t i = 0; i < sum->terms.count; i++) {
        const struct expr *other = sum->terms.items[i];
        if (other && (sum->negative.items[i] != NULL) != negative && expr_equal(other, term)) {
            sum_remove(sum, i);
            return true;
        }
    }
    return false;
}

static void sum_put(struct sum *sum, const struct expr *term, bool negative)
{
    if (term && sum_cancel(sum, term, negative))
        return;
    expr_list_put(sum->arena, &sum->terms, term);
    expr_list_put(sum->arena, &sum->negative, negative ? term : NULL);
}

static bool sum_constant(struct sum *sum, struct rational value, bool negative)
{
    if (negative)
        value.numerator = -value.numerator;
    if (!rational_add(&sum->constant, value))
        return false;
    if (!sum->has_constant) {
        sum->has_constant = true;
        sum->constant_place = sum->terms.count;
        sum_put(sum, NULL, false);
    }
    return true;
}

static void sum_chain(struct sum *sum, const struct expr *expr)
{
    struct chain chain;
    const struct expr *operator;
    sum_add(sum, chain_first(&chain, expr), false);
    while ((operator= chain_next(&chain)))
        sum_add(sum, operator->b, operator->kind == EXPR_SUBTRACT);
}

void sum_add(struct sum *sum, const struct expr *term, bool negative)
{
    struct rational value;
    const struct expr *positive;
    if (sum->constant.denominator == 0)
        sum->constant.denominator = 1;
    if (is_zero(term))
        return;
    if (rational_from(term, &value) && sum_constant(sum, value, negative))
        return;
    if ((positive = without_minus(sum->arena, term)))
        sum_add(sum, positive, !negative);
    else if (is_additive(term) && !negative)
        sum_chain(sum, term);
    else if (negative && is_difference(term))
        sum_chain(sum, expr_binary(sum->arena, EXPR_SUBTRACT, term->b, term->a));
    else
        sum_put(sum, term, negative);
}

/* Puts the folded number where the first number stood, or takes the place away. */
static void place_constant(struct sum *sum)
{
    size_t place = sum->constant_place;
    struct rational value = sum->constant;
    if (!sum->has_constant)
        return;
    if (value.numerator != 0) {
        bool negative = value.numerator < 0;
        value.numerator = negative ? -value.numerator : value.numerator;
        sum->terms.items[place] = rational_expr(sum->arena, value);
        sum->negative.items[place] = negative ? sum->terms.items[place] : NULL;
        return;
    }
    sum_remove(sum, place);
}

void sum_subtract_each(struct sum *sum, const struct expr *expr)
{
    struct chain chain;
    const struct expr *operator;
    if (!is_additive(expr)) {
        sum_add(sum, expr, true);
        return;
    }
    sum_add(sum, chain_first(&chain, expr), true);
    while ((operator= chain_next(&chain)))
        sum_add(sum, operator->b, operator->kind == EXPR_ADD);
}

const struct expr *sum_close(struct sum *sum)
{
    place_constant(sum);
    const struct expr **terms = sum->terms.items, **negative = sum->negative.items;
    size_t count = sum->terms.count;
    if (count == 0)
        return expr_number(sum->arena, "0");
    if (count == 2 && negative[0] && !negative[1])
        return expr_binary(sum->arena, EXPR_SUBTRACT, terms[1], terms[0]);
    const struct expr *result = negative[0] ? algebra_negate(sum->arena, terms[0]) : terms[0];
    for (size_t i = 1; i < count; i++)
        result = expr_binary(sum->arena, negative[i] ? EXPR_SUBTRACT : EXPR_ADD, result, terms[i]);
    return result;
}
