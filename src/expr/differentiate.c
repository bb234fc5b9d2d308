/* The differentiator: sum, product, quotient, power and chain rule, over trees with indices. Shared subtrees are
 * derived once, and what would become too large to write down is given up. */
#include "expr/differentiate.h"
#include <string.h>

void differentiation_spend(struct differentiation *by, size_t nodes)
{
    by->written += nodes;
    by->exceeded = by->exceeded || by->written > EXPR_DERIVATIVE_MOST;
}

void differentiation_check_size(struct differentiation *by, const struct expr *derivative)
{
    by->exceeded =
        by->exceeded || expr_size(derivative, EXPR_DERIVATIVE_MOST + 1) > EXPR_DERIVATIVE_MOST;
}

/* ---- which rule it is ---- */

void use_rule(struct differentiation *by, enum derivative_rule rule)
{
    if (by->one_step)
        *by->step = (struct derivative_step){.rule = rule};
}

static const struct expr *symbolic(struct differentiation *by, const struct expr *expr)
{
    return expr_binary(by->arena, EXPR_DIFF, expr, by->by);
}

/* What stands for `inner` where the chain rule names the outer function of `expr`: a letter that does not occur. */
static const struct expr *placeholder(struct differentiation *by, const struct expr *expr,
                                      const struct expr *inner)
{
    static const char *const letters[] = {"u", "v", "s", "t", "h", "q"};
    size_t last = sizeof letters / sizeof *letters - 1, i = 0;
    if (inner->kind == EXPR_NAME)
        return inner;
    while (i < last &&
           (expr_mentions_name(expr, letters[i]) || expr_mentions_index(expr, letters[i])))
        i++;
    return expr_name(by->arena, letters[i], 0, NULL);
}

/* f(g)' = f'(g) g', where f(u) is `outer` and f'(u) is `slope`; of the variable itself nothing is left of the chain. */
static void use_chain_rule(struct differentiation *by, const struct expr *u,
                           const struct expr *outer, const struct expr *slope,
                           const struct expr *inner)
{
    bool chain = inner->kind != EXPR_NAME;
    struct expr *prime = expr_name(by->arena, arena_printf(by->arena, "%s'", u->text), 0, NULL);
    *by->step = (struct derivative_step){
        .rule = chain ? DERIVATIVE_CHAIN : DERIVATIVE_FUNCTION,
        .placeholder = u,
        .outer = outer,
        .outer_derivative = chain ? algebra_multiply(by->arena, slope, prime) : slope,
        .inner = inner};
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
        return expr_number(by->arena, "0");
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
    use_rule(by, DERIVATIVE_SUM);
    sum_open(&sum, by->arena);
    sum_add(&sum, derive(by, chain_first(&chain, expr)), false);
    while ((operator= chain_next(&chain)))
        sum_add(&sum, derive(by, operator->b), operator->kind == EXPR_SUBTRACT);
    return sum_close(&sum);
}

static const struct expr *derive_negation(struct differentiation *by, const struct expr *expr)
{
    struct sum sum;
    use_rule(by, DERIVATIVE_FACTOR);
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

/* In a step the minus of -z^2/2 is one more constant factor. */
static void put_factor(struct differentiation *by, struct fraction *fraction,
                       const struct expr *factor)
{
    if (by->one_step && factor->kind == EXPR_NEGATE) {
        put_factor(by, fraction, expr_number(by->arena, "-1"));
        factor = factor->a;
    }
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
        differentiation_spend(by, factors->count);
        sum_add(&sum, product_of(by->arena, factors, i, derivatives->items[i]), false);
    }
    return sum_close(&sum);
}

static size_t varying(const struct expr_list *derivatives)
{
    size_t count = 0;
    for (size_t i = 0; i < derivatives->count; i++)
        count += is_zero(derivatives->items[i]) ? 0 : 1;
    return count;
}

/* The derivative of the product of all factors. Within a step of the quotient rule it is no matter of this step. */
static const struct expr *derive_side(struct differentiation *by, const struct expr_list *factors,
                                      const struct expr_list *derivatives)
{
    if (by->one_step && varying(derivatives) > 1)
        return symbolic(by, product_of(by->arena, factors, SIZE_MAX, NULL));
    return product_rule(by, factors, derivatives);
}

/* (u / v)' = (u' v - u v') / v^2 */
static const struct expr *quotient_rule(struct differentiation *by, const struct fraction *fraction)
{
    struct arena *arena = by->arena;
    const struct expr *u = product_of(arena, &fraction->factors, SIZE_MAX, NULL),
                      *v = product_of(arena, &fraction->divisors, SIZE_MAX, NULL);
    const struct expr *derivative_of_u =
        derive_side(by, &fraction->factors, &fraction->factor_derivatives);
    const struct expr *derivative_of_v =
        derive_side(by, &fraction->divisors, &fraction->divisor_derivatives);
    struct sum numerator;
    sum_open(&numerator, arena);
    sum_add(&numerator, algebra_multiply(arena, derivative_of_u, v), false);
    sum_add(&numerator, algebra_multiply(arena, u, derivative_of_v), true);
    return algebra_divide(arena, sum_close(&numerator),
                          algebra_power(arena, v, expr_number(arena, "2")));
}

static enum derivative_rule rule_of(const struct fraction *fraction)
{
    size_t count = varying(&fraction->factor_derivatives);
    if (fraction->divisors.count > 0)
        return count > 0 ? DERIVATIVE_QUOTIENT : DERIVATIVE_RECIPROCAL;
    return count > 1 ? DERIVATIVE_PRODUCT : DERIVATIVE_FACTOR;
}

static const struct expr *derive_product(struct differentiation *by, const struct expr *expr)
{
    struct fraction fraction;
    fraction_open(by, &fraction, expr);
    use_rule(by, rule_of(&fraction));
    const struct expr *derivative =
        fraction.divisors.count > 0
            ? quotient_rule(by, &fraction)
            : product_rule(by, &fraction.factors, &fraction.factor_derivatives);
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

static void use_power_rule(struct differentiation *by, const struct expr *power)
{
    const struct expr *f = power->a, *exponent = power->b;
    if (f->kind == EXPR_NAME) {
        use_rule(by, DERIVATIVE_POWER);
        return;
    }
    if (!by->one_step)
        return;
    const struct expr *u = placeholder(by, power, f);
    use_chain_rule(by, u, expr_binary(by->arena, EXPR_POWER, u, exponent),
                   power_rule(by->arena, u, exponent, expr_number(by->arena, "1")), f);
}

static void use_exponential_rule(struct differentiation *by, const struct expr *power)
{
    const struct expr *base = power->a, *g = power->b;
    if (g->kind == EXPR_NAME) {
        use_rule(by, DERIVATIVE_EXPONENTIAL);
        return;
    }
    if (!by->one_step)
        return;
    const struct expr *u = placeholder(by, power, g),
                      *outer = expr_binary(by->arena, EXPR_POWER, base, u),
                      *log = expr_function(by->arena, FUNCTION_LOG, base);
    use_chain_rule(by, u, outer, algebra_multiply(by->arena, outer, log), g);
}

/* (f^g)' = f^g (g' log f + g f'/f) */
static const struct expr *derive_power(struct differentiation *by, const struct expr *expr)
{
    struct arena *arena = by->arena;
    const struct expr *f = expr->a, *g = expr->b, *df = derive(by, f), *dg = derive(by, g);
    if (is_zero(dg)) {
        use_power_rule(by, expr);
        return is_zero(df) ? expr_number(by->arena, "0") : power_rule(arena, f, g, df);
    }
    if (is_zero(df))
        use_exponential_rule(by, expr);
    else
        use_rule(by, DERIVATIVE_GENERAL_POWER);
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
    if (by->one_step) {
        const struct expr *u = placeholder(by, expr, expr->a);
        use_chain_rule(by, u, expr_function(by->arena, expr->function, u),
                       derivative_at(by->arena, expr->function, u), expr->a);
    }
    return algebra_multiply(by->arena, derivative_at(by->arena, expr->function, expr->a), inner);
}

/* ---- what is not elementary ---- */

/* f(g)' for a call, by what the asker knows of f. */
static const struct expr *derive_call(struct differentiation *by, const struct expr *call)
{
    const struct expr *argument = call->arguments[0], *slope = by->derivative_of(by->arena, call);
    if (!slope)
        return NULL;
    const struct expr **u = arena_array(by->arena, 1, sizeof *u);
    u[0] = placeholder(by, call, argument);
    const struct expr *outer = expr_defined(by->arena, call->text, call->latex, 1, u);
    use_chain_rule(by, u[0], outer, by->derivative_of(by->arena, outer), argument);
    return algebra_multiply(by->arena, slope, derive(by, argument));
}

/* A function that was not expanded: its derivative stays symbolic, if it depends on the quantity at
 * all. */
static const struct expr *derive_defined(struct differentiation *by, const struct expr *expr)
{
    const struct expr *derivative = NULL;
    if (by->derivative_of && expr->argument_count == 1)
        derivative = derive_call(by, expr);
    if (derivative)
        return derivative;
    by->exceeded = by->exceeded || by->one_step;
    for (int i = 0; i < expr->argument_count; i++)
        if (!is_zero(derive(by, expr->arguments[i])))
            return symbolic(by, expr);
    return expr_number(by->arena, "0");
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

/* A step of a derivative of a derivative is one of the inner derivative. */
static const struct expr *derive_diff(struct differentiation *by, const struct expr *expr)
{
    if (by->one_step) {
        const struct expr *inner =
            expr_differentiate_step(by->arena, expr->a, expr->b, by->derivative_of, by->step);
        by->exceeded = by->exceeded || !inner;
        return inner ? symbolic(by, inner) : expr;
    }
    if (has_defined(expr->a))
        return symbolic(by, expr);
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
        return expr_number(by->arena, "0");
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
        return derive_where(by, expr);
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
    return expr_number(by->arena, "0");
}

static bool is_constant(const struct differentiation *by, const struct expr *expr)
{
    return !expr_mentions_name(expr, by->by->text);
}

static const struct expr *operand_of_step(struct differentiation *by, const struct expr *expr)
{
    if (is_constant(by, expr))
        return expr_number(by->arena, "0");
    if (expr->kind == EXPR_NEGATE && expr->a->kind == EXPR_NAME)
        return algebra_negate(by->arena, derive_name(by, expr->a));
    return symbolic(by, expr);
}

const struct expr *derive(struct differentiation *by, const struct expr *expr)
{
    const struct expr *derivative;
    if (by->exceeded)
        return expr_number(by->arena, "0");
    if (expr->kind == EXPR_NAME)
        return derive_name(by, expr);
    if (by->one_step)
        return operand_of_step(by, expr);
    if ((derivative = memo_get(&by->memo, expr)))
        return derivative;
    differentiation_spend(by, 1);
    derivative = derive_anew(by, expr);
    memo_put(&by->memo, expr, derivative);
    return derivative;
}

const struct expr *expr_differentiate(struct arena *arena, const struct expr *expr,
                                      const struct expr *by)
{
    struct differentiation differentiation = {.arena = arena, .by = by, .memo = {.arena = arena}};
    const struct expr *derivative = derive(&differentiation, expr);
    differentiation_check_size(&differentiation, derivative);
    if (differentiation.exceeded)
        return expr_binary(arena, EXPR_DIFF, expr, by);
    return expr_simplify(arena, derivative);
}

const struct expr *expr_differentiate_step(struct arena *arena, const struct expr *expr,
                                           const struct expr *by,
                                           function_derivative *derivative_of,
                                           struct derivative_step *step)
{
    struct differentiation differentiation = {.arena = arena,
                                              .by = by,
                                              .memo = {.arena = arena},
                                              .one_step = true,
                                              .step = step,
                                              .derivative_of = derivative_of};
    use_rule(&differentiation, DERIVATIVE_CONSTANT);
    if (is_constant(&differentiation, expr))
        return expr_number(arena, "0");
    use_rule(&differentiation, DERIVATIVE_VARIABLE);
    const struct expr *derivative = derive_anew(&differentiation, expr);
    differentiation_check_size(&differentiation, derivative);
    return differentiation.exceeded ? NULL : derivative;
}
