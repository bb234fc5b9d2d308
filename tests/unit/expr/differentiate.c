/* Derivatives as they are printed. */
#include "values.h"

TestSuite(differentiate, .init = open_arena, .fini = close_arena);

static const struct {
    const char *by, *expression, *derivative;
} cases[] = {
    {"x", "x", "1"},
    {"x", "y", "0"},
    {"x", "3*x + 2", "3"},
    {"x", "x*y", "y"},
    {"x", "x*y*z", "y*z"},
    {"x", "x^2", "2*x"},
    {"x", "x^3 - 2*x^2 + x - 5", "3*x^2 - 4*x + 1"},
    {"x", "x^0.5", "0.5*x^(-1/2)"},
    {"x", "y^x", "y^x*log(y)"},
    {"x", "x / 2", "1/2"},
    {"x", "1/x", "-1 / x^2"},
    {"x", "(x - 1)/(x + 1)", "2 / (x + 1)^2"},
    {"x", "exp(-x)", "-exp(-x)"},
    {"x", "log(x)", "1 / x"},
    {"x", "log(2*x + y)", "2 / (2*x + y)"},
    {"x", "sqrt(x)", "1 / (2*sqrt(x))"},
    {"x", "sin(x) + cos(x)", "cos(x) - sin(x)"},
    {"x", "tanh(x)", "1 - tanh(x)^2"},
    {"x", "erf(x)", "2*exp(-x^2) / sqrt(pi)"},
    {"x", "abs(x)", "where(x > 0, 1, where(x < 0, -1, 0))"},
    {"x", "1/(1 + exp(-x))", "exp(-x) / (1 + exp(-x))^2"},
    {"x", "(q + x)*z", "z"},
    {"x", "max(0, x)", "where(x > 0, 1, 0)"},
    {"x", "max(x, 0)", "where(x > 0, 1, 0)"},
    {"x", "min(x, 6)", "where(x < 6, 1, 0)"},
    {"x", "min(6, x)", "where(x < 6, 1, 0)"},
    {"x", "max(2*(1 - 0.5), x)", "where(x > 2*(1 - 0.5), 1, 0)"},
    {"x", "min(1 - pi, 3*x)", "where(3*x < 1 - pi, 3, 0)"},
    {"x", "max(x, y)", "where(x > y, 1, where(x == y, 1/2, 0))"},
    {"y", "max(x, y)", "where(x > y, 0, where(x == y, 1/2, 1))"},
    {"x", "max(x, x^2)", "where(x > x^2, 1, where(x == x^2, (1 + 2*x) / 2, 2*x))"},
    {"x", "max(a, x, b)",
     "where(x == max(a, x, b), 1, 0) / (where(a == max(a, x, b), 1, 0) + where(x == max(a, x, b), "
     "1, "
     "0) + where(b == max(a, x, b), 1, 0))"},
    {"x", "max(a, b, c)", "0"},
    {"z[k]", "max(i=1..n, z[i])",
     "where(z[k] == max(j=1..n, z[j]), 1, 0) / sum(i=1..n, where(z[i] == max(j=1..n, z[j]), 1, "
     "0))"},
    {"x", "min(i=1..n, z[i])", "0"},
    {"x", "pi*x + pi", "pi"},
    {"x", "where(x > 0, x, 0.01*x)", "where(x > 0, 1, 0.01)"},
    {"x", "where(x > 0, y, z)", "0"},
    {"x", "diff(x^3, x)", "6*x"},
    {"x", "sigma(x)*2", "2*diff(sigma(x), x)"},
    {"x", "sigma(y)", "0"},
    {"x", "diff(sigma(x), x)", "diff(diff(sigma(x), x), x)"},
    {"a", "1/2*(t - a)^2", "a - t"},
    {"a", "-(t*log(a) + (1 - t)*log(1 - a))", "(1 - t) / (1 - a) - t / a"},
    {"a[j]", "sum(i=1..n, w[k,i]*a[i]) + b[k]", "w[k,j]"},
    {"w[p,q]", "sum(i=1..n, w[k,i]*a[i]) + b[k]", "delta(k,p)*a[q]"},
    {"b[p]", "sum(i=1..n, w[k,i]*a[i]) + b[k]", "delta(k,p)"},
    {"a[j]", "1/2*sum(k=1..n, (t[k] - a[k])^2)", "a[j] - t[j]"},
    {"a[j]", "mean(k=1..n, (t[k] - a[k])^2)", "2*(a[j] - t[j]) / n"},
    {"a[j]", "-sum(k=1..n, t[k]*log(a[k]))", "-t[j] / a[j]"},
    {"a[j]", "sum(j=1..n, a[j]*w[j])", "w[j]"},
    {"w[p,q]", "sum(k=1..m, sum(i=1..n, w[k,i]^2))", "2*w[p,q]"},
    {"a[2]", "sum(i=1..3, a[i]^2)", "2*a[2]"},
    {"a[5]", "sum(i=1..3, a[i]^2)", "0"},
    {"a[j]", "sum(i=2..n, a[i])", "sum(i=2..n, delta(i,j))"},
    {"a[j]", "prod(i=1..n, a[i])", "prod(k=1..n, where(k == j, 1, a[k]))"},
    {"x", "prod(i=1..n, x*a[i])", "sum(i=1..n, a[i]*prod(j=1..n, where(j == i, 1, x*a[j])))"},
    {"z[j]", "exp(z[k])/sum(i=1..n, exp(z[i]))",
     "(delta(k,j)*exp(z[k])*sum(i=1..n, exp(z[i])) - exp(z[k])*exp(z[j])) / sum(i=1..n, "
     "exp(z[i]))^2"},
    {"z[j]", "log(sum(i=1..n, exp(z[i])))", "exp(z[j]) / sum(i=1..n, exp(z[i]))"},
    {"s[p].a", "mean(s=1..m, s[s].a^2)", "2*s[p].a / m"},
    {"u2.w", "u2.w*w", "w"},
};

Test(differentiate, cases)
{
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *derivative =
            printed(expr_differentiate(arena, parse(cases[i].expression), parse(cases[i].by)));
        cr_assert_str_eq(derivative, cases[i].derivative, "d/d%s of %s: got %s, expected %s",
                         cases[i].by, cases[i].expression, derivative, cases[i].derivative);
    }
}

Test(differentiate, bindings_tell_quantities_of_the_same_name_apart)
{
    int first, second;
    struct expr *one = parse("w"), *other = parse("w"), *by = parse("w");
    one->binding = by->binding = &first;
    other->binding = &second;
    const struct expr *product = expr_binary(arena, EXPR_MULTIPLY, one, other);
    const struct expr *derivative = expr_differentiate(arena, product, by);
    cr_assert_eq(derivative->binding, &second);
}

Test(differentiate, long_sums)
{
    struct text text;
    text_open(&text, arena);
    for (int i = 0; i < 16384; i++)
        text_printf(&text, "w%d*x + ", i);
    text_literal(&text, "b");
    const struct expr *derivative = expr_differentiate(arena, parse(text.bytes), parse("x"));
    cr_assert_str_eq(printed(derivative) + strlen(printed(derivative)) - 6, "w16383");
}

/* The value of the derivative of `text` by `by` where every quantity is called x: all ties. */
static const char *at_a_tie(const char *text, const char *by)
{
    static const char *const names[] = {"x", "y", "z"};
    const struct expr *same[] = {parse("v"), parse("v"), parse("v")};
    const struct expr *derivative = expr_differentiate(arena, parse(text), parse(by));
    derivative = expr_substitute(arena, derivative, 3, names, same);
    struct text out;
    struct values values = values_open(3, PRECISION_FIRST);
    const struct digits digits = {DIGITS_SIGNIFICANT, 6};
    text_open(&out, arena);
    number_show(values.arithmetic, evaluate(&values, derivative), &digits, INT_MAX, &out);
    return out.bytes;
}

Test(differentiate, ties_are_shared_evenly)
{
    cr_assert_str_eq(at_a_tie("max(x, y)", "x"), "0.5");
    cr_assert_str_eq(at_a_tie("max(x, y)", "y"), "0.5");
    cr_assert_str_eq(at_a_tie("min(x, y, z)", "z"), "0.333333");
    cr_assert_str_eq(at_a_tie("max(x, 2*x, 3*x) - 2*max(x, x)", "x"), "1");
    cr_assert_str_eq(at_a_tie("max(x - y, 0) + max(0, x - y) + min(0, x - y) + min(x - y, 0)", "x"),
                     "0");
}

/* max(i=1..2, z[i]) and max(z[1], z[2]) are derived alike. */
Test(differentiate, reduced_extrema_agree_with_those_written_out)
{
    static const char *const pairs[][2] = {
        {"max(i=1..2, z[i])", "max(z[1], z[2])"},
        {"min(i=1..3, z[i])", "min(z[1], z[2], z[3])"},
        {"max(i=1..2, z[i]*z[i+1])", "max(z[1]*z[2], z[2]*z[3])"},
        {"max(i=1..4, x*(i - 2)*(i - 3))", "max(2*x, 0*x, 0*x, 2*x)"}};
    static const char *const by[] = {"z[2]", "x"};
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
        for (unsigned long long seed = 0; seed < 50; seed++) {
            struct values values = values_open(seed, PRECISION_FIRST);
            const struct expr *quantity = parse(by[i == 3]);
            cr_assert(agree(&values, expr_differentiate(arena, parse(pairs[i][0]), quantity),
                            expr_differentiate(arena, parse(pairs[i][1]), quantity)),
                      "%s", pairs[i][0]);
            cr_assert(has_value(&values, expr_differentiate(arena, parse(pairs[i][0]), quantity)));
        }
}

/* x*x*...*x and towers of derivatives: too large to write down, and quickly so. */
Test(differentiate, what_is_too_large_stays_symbolic)
{
    struct text product, tower;
    text_open(&product, arena);
    text_open(&tower, arena);
    text_literal(&product, "x");
    for (int i = 0; i < 1000; i++)
        text_literal(&product, "*x");
    for (int i = 0; i < 30; i++)
        text_literal(&tower, "diff(");
    text_literal(&tower, "exp(sin(x)*tanh(x))/(1 + x^2)");
    for (int i = 0; i < 30; i++)
        text_literal(&tower, ", x)");
    const char *const texts[] = {product.bytes, tower.bytes};
    for (int i = 0; i < 2; i++) {
        const struct expr *expr = parse(texts[i]);
        const struct expr *derivative = expr_differentiate(arena, expr, parse("x"));
        cr_assert_eq(derivative->kind, EXPR_DIFF);
        cr_assert(expr_equal(derivative->a, expr) && expr_equal(derivative->b, parse("x")));
    }
    cr_assert_neq(expr_differentiate(arena, parse(product.bytes), parse("y"))->kind, EXPR_DIFF);
}

/* A tree with 2^200 leaves that are all the same one. */
Test(differentiate, shared_subtrees_are_derived_once)
{
    const struct expr *shared = parse("y");
    for (int i = 0; i < 200; i++)
        shared = expr_function(arena, FUNCTION_TANH, expr_binary(arena, EXPR_ADD, shared, shared));
    assert_printed(expr_differentiate(arena, shared, parse("x")), "0");
}
