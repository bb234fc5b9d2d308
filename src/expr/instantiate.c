/* Instances: the scalar expression that a formula is for given values of its index variables. */
#include "expr/tree.h"
#include <stdlib.h>
#include <string.h>

struct instance {
    struct arena *arena;
    struct environment environment;
    expr_leaf *leaf;
    void *context;
};

/* What deltas and decided comparisons of indices give. Known by their address: a 0 or 1 that is a
 * value of the problem stays in the instance, these are dropped from sums and products. */
static const struct expr zero = {.kind = EXPR_NUMBER, .text = "0", .slot = -1};
static const struct expr one = {.kind = EXPR_NUMBER, .text = "1", .slot = -1};

static const struct expr *instantiate(void *context, const struct expr *expr);

static void fix_index(const struct instance *instance, struct index *index)
{
    *index = index_integer(index_value(index, &instance->environment));
}

static const struct expr *keep_name(struct instance *instance, const struct expr *name)
{
    if (name->index_count == 0 && !name->has_sample)
        return name;
    struct expr *fixed = expr_copy(instance->arena, name);
    for (int i = 0; i < name->index_count; i++)
        fix_index(instance, &fixed->indices[i]);
    if (name->has_sample)
        fix_index(instance, &fixed->sample);
    return fixed;
}

static const struct expr *instantiate_name(struct instance *instance, const struct expr *name)
{
    const struct expr *leaf = NULL;
    if (instance->leaf)
        leaf = instance->leaf(instance->context, instance->arena, name, &instance->environment);
    return leaf ? leaf : keep_name(instance, name);
}

static const struct expr *add(struct instance *instance, const struct expr *a, const struct expr *b)
{
    if (b == &zero)
        return a;
    return a == &zero ? b : expr_binary(instance->arena, EXPR_ADD, a, b);
}

static const struct expr *subtract(struct instance *instance, const struct expr *a,
                                   const struct expr *b)
{
    if (b == &zero)
        return a;
    return a == &zero ? expr_negate(instance->arena, b)
                      : expr_binary(instance->arena, EXPR_SUBTRACT, a, b);
}

static const struct expr *multiply(struct instance *instance, const struct expr *a,
                                   const struct expr *b)
{
    if (a == &zero || b == &zero)
        return &zero;
    if (b == &one)
        return a;
    return a == &one ? b : expr_binary(instance->arena, EXPR_MULTIPLY, a, b);
}

static const struct expr *divide(struct instance *instance, const struct expr *a,
                                 const struct expr *b)
{
    if (a == &zero || b == &one)
        return a;
    return expr_binary(instance->arena, EXPR_DIVIDE, a, b);
}

static const struct expr *instantiate_chain(struct instance *instance, const struct expr *expr)
{
    struct chain chain;
    const struct expr *result = instantiate(instance, chain_first(&chain, expr)), *operator;
    while ((operator= chain_next(&chain))) {
        if (result == &zero && is_multiplicative(operator))
            return &zero;
        const struct expr *right = instantiate(instance, operator->b);
        if (operator->kind == EXPR_ADD && operator->b->kind == EXPR_SUM && result != & zero &&
            right != & zero)
            result = append_term(instance->arena, result, right);
        else if (operator->kind == EXPR_ADD)
            result = add(instance, result, right);
        else if (operator->kind == EXPR_SUBTRACT)
            result = subtract(instance, result, right);
        else if (operator->kind == EXPR_MULTIPLY)
            result = multiply(instance, result, right);
        else if (is_extremum(operator))
            result = expr_binary(instance->arena, operator->kind, result, right);
        else
            result = divide(instance, result, right);
    }
    return result;
}

static const struct expr *instantiate_sum(struct instance *instance, const struct expr *expr,
                                          long from, long to)
{
    const struct expr *sum = &zero;
    for (long value = from; value <= to; value++) {
        instance->environment.slots[expr->slot] = value;
        const struct expr *term = instantiate(instance, expr->a);
        if (term == &zero)
            continue;
        sum = sum == &zero ? term : append_term(instance->arena, sum, term);
    }
    return sum;
}

static const struct expr *instantiate_product(struct instance *instance, const struct expr *expr,
                                              long from, long to)
{
    const struct expr *product = &one;
    for (long value = from; value <= to && product != &zero; value++) {
        instance->environment.slots[expr->slot] = value;
        product = multiply(instance, product, instantiate(instance, expr->a));
    }
    return product;
}

/* max(a, b, c); 0/0 for no terms, which has no value either. */
static const struct expr *instantiate_extremum(struct instance *instance, const struct expr *expr,
                                               long from, long to)
{
    enum expr_kind kind = expr->kind == EXPR_LARGEST ? EXPR_MAX : EXPR_MIN;
    const struct expr *extremum = NULL;
    for (long value = from; value <= to; value++) {
        instance->environment.slots[expr->slot] = value;
        const struct expr *term = instantiate(instance, expr->a);
        extremum = extremum ? expr_binary(instance->arena, kind, extremum, term) : term;
    }
    return extremum ? extremum : expr_binary(instance->arena, EXPR_DIVIDE, &zero, &zero);
}

static const struct expr *instantiate_reduction(struct instance *instance, const struct expr *expr)
{
    long outer = instance->environment.slots[expr->slot];
    long from = index_value(&expr->indices[0], &instance->environment);
    long to = index_value(&expr->indices[1], &instance->environment);
    const struct expr *result;
    if (expr->kind == EXPR_PRODUCT)
        result = instantiate_product(instance, expr, from, to);
    else if (expr->kind == EXPR_LARGEST || expr->kind == EXPR_SMALLEST)
        result = instantiate_extremum(instance, expr, from, to);
    else
        result = instantiate_sum(instance, expr, from, to);
    if (expr->kind == EXPR_MEAN && result != &zero && to > from)
        result = expr_binary(instance->arena, EXPR_DIVIDE, result,
                             expr_integer(instance->arena, to - from + 1));
    instance->environment.slots[expr->slot] = outer;
    return result;
}

static bool index_operand(const struct instance *instance, const struct expr *expr, long *value)
{
    char *end;
    if (expr->kind == EXPR_INDEX) {
        *value = index_value(&expr->indices[0], &instance->environment);
        return true;
    }
    if (expr->kind != EXPR_NUMBER || strlen(expr->text) > 10)
        return false;
    *value = strtol(expr->text, &end, 10);
    return *end == '\0';
}

/* The integer that `expr` is, if it consists of index variables and integers only. */
static bool index_number(const struct instance *instance, const struct expr *expr, long *value)
{
    long operand, sum = 0;
    for (; is_additive(expr); expr = expr->a) {
        if (!index_operand(instance, expr->b, &operand))
            return false;
        sum += expr->kind == EXPR_ADD ? operand : -operand;
    }
    if (!index_operand(instance, expr, &operand))
        return false;
    *value = sum + operand;
    return true;
}

static enum comparison compare_integers(long a, long b)
{
    return a < b ? LESS : a > b ? GREATER : EQUAL;
}

static const struct expr *instantiate_where(struct instance *instance, const struct expr *expr)
{
    long a, b;
    if (!index_number(instance, expr->a, &a) || !index_number(instance, expr->b, &b))
        return expr_rebuild(instance->arena, expr, instantiate, instance);
    const struct expr *branch =
        relation_holds(expr->relation, compare_integers(a, b)) ? expr->c : expr->d;
    if (is_literal(branch, "0"))
        return &zero;
    return is_literal(branch, "1") ? &one : instantiate(instance, branch);
}

static const struct expr *instantiate_power(struct instance *instance, const struct expr *expr)
{
    const struct expr *base = instantiate(instance, expr->a),
                      *exponent = instantiate(instance, expr->b);
    if (base == &one || exponent == &zero)
        return &one;
    return exponent == &one ? base : expr_binary(instance->arena, EXPR_POWER, base, exponent);
}

/* diff(f, x): x stays a name, whatever stands for its value. */
static const struct expr *instantiate_diff(struct instance *instance, const struct expr *expr)
{
    return expr_binary(instance->arena, EXPR_DIFF, instantiate(instance, expr->a),
                       keep_name(instance, expr->b));
}

static const struct expr *instantiate_negate(struct instance *instance, const struct expr *expr)
{
    const struct expr *operand = instantiate(instance, expr->a);
    return operand == &zero ? operand : expr_negate(instance->arena, operand);
}

static const struct expr *instantiate(void *context, const struct expr *expr)
{
    struct instance *instance = context;
    const struct environment *environment = &instance->environment;
    switch (expr->kind) {
    case EXPR_NUMBER:
    case EXPR_PI:
        return expr;
    case EXPR_NAME:
        return instantiate_name(instance, expr);
    case EXPR_INDEX:
        return expr_integer(instance->arena, index_value(&expr->indices[0], environment));
    case EXPR_DELTA:
        return index_value(&expr->indices[0], environment) ==
                       index_value(&expr->indices[1], environment)
                   ? &one
                   : &zero;
    case EXPR_NEGATE:
        return instantiate_negate(instance, expr);
    case EXPR_ADD:
    case EXPR_SUBTRACT:
    case EXPR_MULTIPLY:
    case EXPR_DIVIDE:
    case EXPR_MAX:
    case EXPR_MIN:
        return instantiate_chain(instance, expr);
    case EXPR_POWER:
        return instantiate_power(instance, expr);
    case EXPR_SUM:
    case EXPR_MEAN:
    case EXPR_PRODUCT:
    case EXPR_LARGEST:
    case EXPR_SMALLEST:
        return instantiate_reduction(instance, expr);
    case EXPR_WHERE:
        return instantiate_where(instance, expr);
    case EXPR_DIFF:
        return instantiate_diff(instance, expr);
    case EXPR_FUNCTION:
    case EXPR_DEFINED:
        break;
    }
    return expr_rebuild(instance->arena, expr, instantiate, instance);
}

const struct expr *expr_instantiate(struct arena *arena, const struct expr *expr,
                                    const struct environment *environment, expr_leaf *leaf,
                                    void *context)
{
    struct instance instance = {arena, *environment, leaf, context};
    return instantiate(&instance, expr);
}
