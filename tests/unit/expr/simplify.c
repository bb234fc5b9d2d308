/* The simplifier: what it tidies, what it leaves alone, and that the value stays. */
#include "formulas.h"

TestSuite(simplify, .init = open_arena, .fini = close_arena);

static const struct {
    const char *text, *simplified;
} cases[] = {
    {"1/2*2", "1"},
    {"-1*x", "-x"},
    {"x*1", "x"},
    {"1*x*1", "x"},
    {"0*x", "0"},
    {"x*0*y", "0"},
    {"0/x", "0"},
    {"x/1", "x"},
    {"a - 0", "a"},
    {"0 - a", "-a"},
    {"0 + a", "a"},
    {"--a", "a"},
    {"a^1", "a"},
    {"a^0", "1"},
    {"2^10", "1024"},
    {"(x^2)^3", "x^6"},
    {"3*x*2/4", "3/2*x"},
    {"x*2", "2*x"},
    {"x / 2", "x / 2"},
    {"x*y/2*4", "2*x*y"},
    {"1/3 + 1/6 + x", "1/2 + x"},
    {"x + 1 - 1", "x"},
    {"2 + x - 3", "x - 1"},
    {"z + 1 - z", "1"},
    {"1/z - 1/z", "1 / z - 1 / z"},
    {"-a + b", "b - a"},
    {"-(a - b)", "b - a"},
    {"a - (-b)", "a + b"},
    {"a + (-b)*c", "a - b*c"},
    {"(-a)*(-b)", "a*b"},
    {"(-a)/b", "-a / b"},
    {"a/(-b)", "-a / b"},
    {"-(t - a)*b", "(a - t)*b"},
    {"-(1 - a)*b", "-(1 - a)*b"},
    {"a*(b*c)", "a*b*c"},
    {"a*(b/c)", "a*b / c"},
    {"x/x", "x / x"},
    {"a/(b/c)", "a / (b / c)"},
    {"0.5*2", "2*0.5"},
    {"1/0", "1/0"},
    {"999999999*999999999*x", "999999999*999999999*x"},
    {"exp(0) + sin(0) + x", "1 + x"},
    {"delta(i,i)*a", "a"},
    {"delta(1,2)*a + b", "b"},
    {"delta(i,i+1) + b", "b"},
    {"delta(j,k)*a", "delta(j,k)*a"},
    {"a*delta(j,k)", "delta(j,k)*a"},
    {"sum(i=1..n, f[i]*delta(i,k))", "f[k]"},
    {"sum(i=1..n, delta(k,i)*f[i,i])", "f[k,k]"},
    {"sum(i=1..3, f[i]*delta(i,2))", "f[2]"},
    {"sum(i=1..3, f[i]*delta(i,4))", "0"},
    {"sum(i=2..n, f[i]*delta(i,1) + g[i])", "sum(i=2..n, g[i])"},
    {"sum(i=1..n, f[i]*delta(i,4))", "sum(i=1..n, delta(i,4)*f[i])"},
    {"sum(i=1..n, f[i]*(delta(i,k) - y[k]))", "f[k] - sum(i=1..n, f[i]*y[k])"},
    {"mean(i=1..n, f[i]*delta(i,k))", "f[k] / n"},
    {"mean(i=1..4, f[i]*delta(i,2))", "f[2] / 4"},
    {"sum(i=2..n, delta(i,k))", "sum(i=2..n, delta(i,k))"},
    {"sum(i=1..n, sum(j=i+1..n, delta(i,j)))", "sum(i=1..n, sum(j=i+1..n, delta(i,j)))"},
    {"sum(i=1..n, delta(i,k+1)*f[i])", "sum(i=1..n, delta(i,k+1)*f[i])"},
    {"sum(i=1..n, -2*f[i])", "-2*sum(i=1..n, f[i])"},
    {"sum(i=1..n, delta(j,k)*f[i])", "delta(j,k)*sum(i=1..n, f[i])"},
    {"sum(i=1..n, 0)", "0"},
    {"prod(i=1..n, 1)", "1"},
    {"where(x > 0, a, a)", "a"},
    {"where(x > 0, 1*a, b + 0)", "where(x > 0, a, b)"},
    {"max(0*x, a - 0)", "max(0, a)"},
    {"max(0*x, a - 0, 1*b)", "max(0, a, b)"},
    {"max(i=1..n, 0 + a[i])", "max(i=1..n, a[i])"},
    {"sum(i=1..n, max(delta(i,k), a)*b[i])", "sum(i=1..n, max(delta(i,k), a)*b[i])"},
    {"pi*2/2 - pi + x", "x"},
    {"1*6 + 1*1 + 1", "8"},
};

Test(simplify, cases)
{
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *simplified = printed(expr_simplify(arena, parse(cases[i].text)));
        cr_assert_str_eq(simplified, cases[i].simplified, "%s: got %s, expected %s", cases[i].text,
                         simplified, cases[i].simplified);
    }
}

Test(simplify, comparisons_of_the_same_variable_are_decided)
{
    static const char *const names[] = {"k", "j"};
    const struct expr *where = bind(parse("where(k == k, a, b)"), names, 2);
    assert_printed(expr_simplify(arena, where), "a");
    where = bind(parse("where(k == j, a, b)"), names, 2);
    assert_printed(expr_simplify(arena, where), "where(k == j, a, b)");
}

/* The value stays, wherever there was one. */
Test(simplify, values_stay)
{
    struct generator generator = {5551212ULL};
    int tested = 0;
    for (int round = 0; round < 20000; round++) {
        const struct expr *formula = any_formula(&generator, 1 + round % 4);
        struct values values = values_open((unsigned long long)round, PRECISION_FIRST);
        if (has_value(&values, formula)) {
            const struct expr *simplified = expr_simplify(arena, formula);
            cr_assert(agree(&values, formula, simplified), "%s is not %s", printed(formula),
                      printed(simplified));
            tested++;
        }
        if (round % 20 == 0)
            arena_reset(arena);
    }
    cr_assert_gt(tested, 10000, "only %d formulas had values", tested);
}

/* So does that of the instance. */
Test(simplify, instances_have_the_value_of_the_formula)
{
    struct generator generator = {161803ULL};
    for (int round = 0; round < 20000; round++) {
        const struct expr *formula = any_formula(&generator, 1 + round % 4);
        struct values values = values_open((unsigned long long)round, PRECISION_FIRST);
        if (has_value(&values, formula)) {
            const struct expr *bound = bind(formula, free_variables, FREE_VARIABLES);
            const struct expr *instance = expr_instantiate(arena, bound, &free_values, NULL, NULL);
            cr_assert(has_value(&values, instance) && agree(&values, formula, instance),
                      "%s is not %s", printed(formula), printed(instance));
        }
        if (round % 20 == 0)
            arena_reset(arena);
    }
}

/* Simplifying twice changes nothing more. */
Test(simplify, simplified_formulas_are_fixed_points)
{
    struct generator generator = {141421ULL};
    for (int round = 0; round < 20000; round++) {
        const struct expr *formula = any_formula(&generator, 1 + round % 4);
        const struct expr *once = expr_simplify(arena, formula);
        const struct expr *twice = expr_simplify(arena, once);
        cr_assert(expr_equal(once, twice), "%s: %s becomes %s", printed(formula), printed(once),
                  printed(twice));
        if (round % 20 == 0)
            arena_reset(arena);
    }
}

/* k = 1..n: within a sum to n, but not to n-1, nor one of n terms whose index is one less. */
Test(simplify, deltas_of_ranges_that_end_in_a_size)
{
    static const struct {
        const char *text, *simplified;
    } sums[] = {
        {"sum(i=1..n, delta(i,k)*f[i])", "f[k]"},
        {"sum(i=1..n-1, delta(i,k)*f[i])", "sum(i=1..n-1, delta(i,k)*f[i])"},
        {"sum(i=1..n-1, delta(i+1,k)*f[i])", "sum(i=1..n-1, delta(i+1,k)*f[i])"},
        {"sum(i=0..n-1, delta(i+1,k)*f[i])", "f[k-1]"},
        {"sum(i=2..n, delta(i,k)*f[i])", "sum(i=2..n, delta(i,k)*f[i])"},
        {"sum(i=1..m, delta(i,k)*f[i])", "sum(i=1..m, delta(i,k)*f[i])"},
        {"sum(i=1..3, delta(i,k)*f[i])", "sum(i=1..3, delta(i,k)*f[i])"},
        {"sum(i=1..n, sum(j=1..n-1, delta(i,j)*g[i,j]))",
         "sum(i=1..n, sum(j=1..n-1, delta(i,j)*g[i,j]))"},
        {"sum(j=1..n-1, sum(i=1..n, delta(i,j)*g[i,j]))", "sum(j=1..n-1, g[j,j])"},
    };
    struct index k = index_ranged("k", 1, 0);
    k.last_of = "n";
    for (size_t i = 0; i < sizeof sums / sizeof *sums; i++)
        assert_printed(expr_simplify(arena, expr_with_ranges(arena, parse(sums[i].text), 1, &k)),
                       sums[i].simplified);
}
