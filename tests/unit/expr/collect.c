/* Results as a person would write them: what is collected, what stays, and that the value does. */
#include "formulas.h"

TestSuite(collect, .init = open_arena, .fini = close_arena);

static const struct {
    const char *text, *collected;
} cases[] = {
    {"x*x", "x^2"},
    {"x*x^2 / y", "x^3 / y"},
    {"2*z / z^4", "2 / z^3"},
    {"z / z", "1"},
    {"2*z / (2*sqrt(1 + z^2))", "z / sqrt(1 + z^2)"},
    {"2*z / sqrt(2) / sqrt(pi)", "2*z / (sqrt(2)*sqrt(pi))"},
    {"exp(z)*(-z)", "-z*exp(z)"},
    {"3*(2*x)", "6*x"},
    {"1/2*x", "x / 2"},
    {"3/2*x", "3/2*x"},
    {"0.5*x*3", "3*0.5*x"},
    {"2*z*cos(z) + 2*z*cos(z)", "4*z*cos(z)"},
    {"a*b - b*a", "0"},
    {"a*b*c + c*a*b", "2*a*b*c"},
    {"2*z*exp(z) + z^2*exp(z)", "z*exp(z)*(2 + z)"},
    {"exp(-z)*z - exp(-z)*(1 + z)*z^2", "z*exp(-z)*(1 - z*(1 + z))"},
    {"z^2 + z", "z^2 + z"},
    {"2*(3*z + 1)*3*(z - 1) - (3*z + 1)^2", "(3*z + 1)*(3*z - 7)"},
    {"(2*x*(x - 1) - x^2*exp(x)) / x^2", "(2*(x - 1) - x*exp(x)) / x"},
    {"sum(i=1..n, a[i]*a[i])*x", "x*sum(i=1..n, a[i]^2)"},
    {"where(x > 0, y*y, 2*y + y)", "where(x > 0, y^2, 3*y)"},
    /* What is the user's own stays. */
    {"exp(x*x + x)", "exp(x*x + x)"},
    {"1 / (x*sin(x) + x)", "1 / (x*sin(x) + x)"},
    {"(x + y)*(x - y)", "(x + y)*(x - y)"},
    {"x^0.5*x^0.5", "(x^0.5)^2"},
    {"x / 0", "x / 0"},
};

Test(collect, cases)
{
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_printed(expr_collect(arena, parse(cases[i].text)), cases[i].collected);
}

/* A sum of sums of sums is not collected again and again. */
Test(collect, nesting_takes_no_time)
{
    const struct expr *tree = parse("z");
    for (int i = 0; i < 150; i++)
        tree = expr_binary(arena, EXPR_MULTIPLY, parse("sin(z)"),
                           expr_binary(arena, EXPR_ADD, parse("z*exp(z)"), tree));
    cr_assert_lt(expr_size(expr_collect(arena, tree), 10000), 10000);
}

Test(collect, keeps_the_value)
{
    struct generator generator = {1414213562ULL};
    int tested = 0;
    for (int round = 0; round < 3000; round++) {
        if (round % 20 == 0) {
            arena_reset(arena);
            diagnostics_open(&diagnostics, arena);
        }
        const struct expr *f = any_formula(&generator, 5),
                          *collected = expr_collect(arena, expr_simplify(arena, f));
        struct values values = values_open((unsigned long long)round, 256);
        /* 0*(1/0) is 0 from left to right. */
        if (!has_value(&values, f) || !has_value(&values, collected))
            continue;
        tested++;
        cr_assert(agree(&values, f, collected), "%s: %s", printed(f), printed(collected));
    }
    cr_assert_gt(tested, 1000, "only %d", tested);
}
