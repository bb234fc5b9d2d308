/* Differentiating rule by rule: which rule a step is, what it leaves, and that steps lead where the differentiator
 * does. */
#include "expr/tree.h"
#include "formulas.h"

TestSuite(steps, .init = open_arena, .fini = close_arena);

/* sigma' = sigma*(1 - sigma), as for the logistic function. */
static const struct expr *slope_of_sigma(struct arena *in, const struct expr *call)
{
    if (strcmp(call->text, "sigma") != 0)
        return NULL;
    const struct expr *rest = expr_binary(in, EXPR_SUBTRACT, expr_number(in, "1"), call);
    return expr_binary(in, EXPR_MULTIPLY, call, rest);
}

static const struct {
    const char *text, *by, *rule, *derivative;
} cases[] = {
    {"3*a", "x", "the derivative of a constant is 0", "0"},
    {"x", "x", "derivative of the variable by itself", "1"},
    {"w[i,3]", "w[k,3]", "derivative of the variable by itself", "delta(i,k)"},
    {"1 + exp(-x) - x", "x", "sum rule", "diff(exp(-x), x) - 1"},
    {"-x^2", "x", "constant factor", "-diff(x^2, x)"},
    {"3*sin(x)*a / 2", "x", "constant factor", "3/2*diff(sin(x), x)*a"},
    {"x*exp(x)", "x", "product rule", "exp(x) + x*diff(exp(x), x)"},
    {"exp(x) / (1 + x)", "x", "quotient rule",
     "(diff(exp(x), x)*(1 + x) - exp(x)*diff(1 + x, x)) / (1 + x)^2"},
    {"x*exp(x) / (1 + x)", "x", "quotient rule",
     "(diff(x*exp(x), x)*(1 + x) - x*exp(x)*diff(1 + x, x)) / (1 + x)^2"},
    {"1 / (1 + exp(-x))", "x", "reciprocal rule", "-diff(1 + exp(-x), x) / (1 + exp(-x))^2"},
    {"x^3", "x", "power rule", "3*x^2"},
    {"(1 - x)^3", "x", "chain rule", "3*(1 - x)^2*diff(1 - x, x)"},
    {"2^x", "x", "exponential rule", "2^x*log(2)"},
    {"2^sin(x)", "x", "chain rule", "2^sin(x)*diff(sin(x), x)*log(2)"},
    {"x^sin(x)", "x", "logarithmic differentiation",
     "x^sin(x)*(diff(sin(x), x)*log(x) + sin(x) / x)"},
    {"exp(x)", "x", "elementary derivative", "exp(x)"},
    {"exp(-x)", "x", "chain rule", "-exp(-x)"},
    {"tanh(3*x)", "x", "chain rule", "(1 - tanh(3*x)^2)*diff(3*x, x)"},
    {"sigma(3*x)", "x", "chain rule", "sigma(3*x)*(1 - sigma(3*x))*diff(3*x, x)"},
    {"sum(i=1..n, a[i]^2)", "a[k]", "sum rule over an index", "sum(i=1..n, diff(a[i]^2, a[k]))"},
    {"sum(i=1..n, a[i])", "a[k]", "sum rule over an index", "sum(i=1..n, delta(i,k))"},
    {"sum(k=1..n, a[k]^2)", "a[k]", "sum rule over an index", "sum(i=1..n, diff(a[i]^2, a[k]))"},
    {"prod(i=1..n, a[i] + 1)", "a[k]", "product rule over an index",
     "sum(i=1..n, diff(a[i] + 1, a[k])*prod(j=1..n, where(j == i, 1, a[j] + 1)))"},
    {"max(0, 2*x)", "x", "largest or smallest", "where(2*x > 0, diff(2*x, x), 0)"},
    {"where(a > 0, x^2, x)", "x", "branch by branch", "where(a > 0, diff(x^2, x), 1)"},
    {"max(i=1..n, a[i])", "a[k]", "largest or smallest over an index",
     "where(a[k] == max(j=1..n, a[j]), 1, 0) / sum(i=1..n, where(a[i] == max(j=1..n, a[j]), 1, "
     "0))"},
    {"diff(x^2*sin(x), x)", "x", "product rule",
     "diff(diff(x^2, x)*sin(x) + x^2*diff(sin(x), x), x)"},
};

Test(steps, each_rule)
{
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct derivative_step step;
        const struct expr *derivative = expr_differentiate_step(
            arena, parse(cases[i].text), parse(cases[i].by), slope_of_sigma, &step);
        cr_assert_not_null(derivative, "%s", cases[i].text);
        assert_printed(derivative, cases[i].derivative);
        cr_assert_str_eq(derivative_rule_entry(step.rule)->name, cases[i].rule, "%s: %s",
                         cases[i].text, derivative_rule_entry(step.rule)->name);
    }
}

static const struct {
    const char *text, *outer, *derivative, *inner;
} chains[] = {
    {"exp(-x^2)", "exp(u)", "exp(u)*u'", "-x^2"},
    {"log(u + x)", "log(v)", "v' / v", "u + x"},
    {"(1 - x)^3", "u^3", "3*u^2*u'", "1 - x"},
    {"2^sin(x)", "2^u", "2^u*log(2)*u'", "sin(x)"},
    {"sigma(2*x)", "sigma(u)", "sigma(u)*(1 - sigma(u))*u'", "2*x"},
    {"tanh(x)", "tanh(x)", "1 - tanh(x)^2", "x"},
};

Test(steps, the_chain_rule_says_which_function)
{
    for (size_t i = 0; i < sizeof chains / sizeof *chains; i++) {
        struct derivative_step step;
        cr_assert_not_null(expr_differentiate_step(arena, parse(chains[i].text), parse("x"),
                                                   slope_of_sigma, &step));
        assert_printed(step.outer, chains[i].outer);
        assert_printed(step.outer_derivative, chains[i].derivative);
        assert_printed(step.inner, chains[i].inner);
    }
}

Test(steps, unknown_functions_and_derivatives_too_large_have_none)
{
    struct derivative_step step;
    const struct expr *product = parse("sin(x)"), *factor = product;
    cr_assert_null(
        expr_differentiate_step(arena, parse("softmax(x)"), parse("x"), slope_of_sigma, &step));
    cr_assert_null(expr_differentiate_step(arena, parse("sigma(x)"), parse("x"), NULL, &step));
    for (int i = 0; i < 1000; i++)
        product = expr_binary(arena, EXPR_MULTIPLY, product, factor);
    cr_assert_null(expr_differentiate_step(arena, product, parse("x"), NULL, &step));
}

Test(steps, every_rule_has_a_name_and_formulas_that_parse)
{
    for (int rule = 0; rule < DERIVATIVE_RULES; rule++) {
        const struct derivative_rule_entry *entry =
            derivative_rule_entry((enum derivative_rule)rule);
        cr_assert_str_not_empty(entry->name);
        cr_assert_not_null(entry->words);
        cr_assert_eq(!entry->function, !entry->derivative);
        if (entry->function) {
            parse(entry->function);
            parse(entry->derivative);
        }
    }
}

/* ---- laws ---- */

/* All derivatives taken by the differentiator. */
static const struct expr *resolve(void *context, const struct expr *expr)
{
    const struct expr *resolved = expr_rebuild(arena, expr, resolve, context);
    return resolved->kind == EXPR_DIFF ? expr_differentiate(arena, resolved->a, resolved->b)
                                       : resolved;
}

/* The outermost derivatives, one step on; *left counts them. */
static const struct expr *step_on(void *context, const struct expr *expr)
{
    int *left = context;
    struct derivative_step step;
    if (expr->kind != EXPR_DIFF)
        return expr_rebuild(arena, expr, step_on, left);
    (*left)++;
    const struct expr *derivative =
        expr_differentiate_step(arena, expr->a, expr->b, slope_of_sigma, &step);
    cr_assert_not_null(derivative, "%s", printed(expr));
    return derivative;
}

static void check_steps(unsigned long long seed, const struct expr *f, const struct expr *by,
                        int *tested)
{
    const struct expr *whole = expr_differentiate(arena, f, by),
                      *line = expr_binary(arena, EXPR_DIFF, f, by);
    struct values values = values_open(seed, 256);
    for (int lines = 0;; lines++) {
        int left = 0;
        const struct expr *next = step_on(&left, line);
        if (left == 0)
            break;
        cr_assert_lt(lines, 30, "%s", printed(f));
        const struct expr *value = resolve(NULL, next);
        if (has_value(&values, whole) && has_value(&values, value)) {
            cr_assert(agree(&values, whole, value), "%s: %s\nafter %s", printed(f), printed(next),
                      printed(line));
            (*tested)++;
        }
        line = next;
    }
    if (has_value(&values, whole))
        cr_assert(agree(&values, whole, line), "%s: %s", printed(f), printed(line));
}

Test(steps, lead_where_the_differentiator_does)
{
    static const char *const quantities[] = {"x", "a[2]", "w[1,3]", "a[k]", "w[j,k]"};
    struct generator generator = {161803398ULL};
    int tested = 0;
    for (int round = 0; round < 1500; round++) {
        if (round % 10 == 0) {
            arena_reset(arena);
            diagnostics_open(&diagnostics, arena);
        }
        const struct expr *f = any_formula(&generator, 4);
        check_steps((unsigned long long)round, f, parse(quantities[round % 5]), &tested);
    }
    cr_assert_gt(tested, 1000, "only %d lines had values", tested);
}
