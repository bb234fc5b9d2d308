/* Instances: sums written out, deltas decided, names replaced. */
#include "support.h"

TestSuite(instantiate, .init = open_arena, .fini = close_arena);

static const char *const variables[] = {"j", "k", "n"};

/* The instance of `text` with j = 1, k = 2, n = 3 and the names that `leaf` gives. */
static const struct expr *instance_of(const char *text, expr_leaf *leaf)
{
    const struct environment environment = {.slots = {1, 2, 3}};
    return expr_instantiate(arena, bind(parse(text), variables, 3), &environment, leaf, NULL);
}

static const struct {
    const char *text, *instance;
} cases[] = {
    {"sum(i=1..n, w2[k,i]*a1[i]) + b2[k]", "w2[2,1]*a1[1] + w2[2,2]*a1[2] + w2[2,3]*a1[3] + b2[2]"},
    {"b + sum(i=1..2, a[i])", "b + a[1] + a[2]"},
    {"b - sum(i=1..2, a[i])", "b - (a[1] + a[2])"},
    {"sum(i=2..2, a[i])", "a[2]"},
    {"sum(i=2..1, a[i])", "0"},
    {"x + sum(i=2..1, a[i])", "x"},
    {"sum(i=1..2, a[i] + b[i])", "a[1] + b[1] + a[2] + b[2]"},
    {"sum(i=1..2, a[i] - b[i])", "a[1] - b[1] + a[2] - b[2]"},
    {"sum(i=1..2, -a[i])", "-a[1] - a[2]"},
    {"sum(i=1..2, -t[i]*log(a[i]))", "-t[1]*log(a[1]) - t[2]*log(a[2])"},
    {"sum(i=1..2, sum(p=1..2, w[i,p]))", "w[1,1] + w[1,2] + w[2,1] + w[2,2]"},
    {"-sum(i=1..2, t[i])", "-(t[1] + t[2])"},
    {"mean(i=1..n, a[i])", "(a[1] + a[2] + a[3]) / 3"},
    {"mean(i=2..2, a[i])", "a[2]"},
    {"mean(i=2..1, a[i])", "0"},
    {"prod(i=1..n, a[i])", "a[1]*a[2]*a[3]"},
    {"prod(i=2..1, a[i])", "1"},
    {"max(i=1..n, a[i])", "max(a[1], a[2], a[3])"},
    {"min(i=2..2, a[i]) + 1", "a[2] + 1"},
    {"max(i=2..1, a[i])", "0/0"},
    {"max(i=1..2, delta(i,k)*a)", "max(0, a)"},
    {"max(0, max(i=1..2, a[i]), pi)", "max(0, max(a[1], a[2]), pi)"},
    {"delta(j,k)*a", "0"},
    {"delta(j,k-1)*a", "a"},
    {"a*delta(j,1)*b", "a*b"},
    {"x + delta(j,k)*a - delta(j,k)", "x"},
    {"delta(j,k)*a - b", "-b"},
    {"-delta(j,k)", "0"},
    {"a[j]*(delta(j,k) - a[k])", "a[1]*(-a[2])"},
    {"a[k]*(delta(k,2) - a[k])", "a[2]*(1 - a[2])"},
    {"sum(i=1..n, delta(i,k)*a[i])", "a[2]"},
    {"a / delta(j,1) + b^delta(j,1)", "a + b"},
    {"where(j == k, a, b)", "b"},
    {"where(j + 1 == k, a[j], b)", "a[1]"},
    {"where(j < 2, a, b)", "a"},
    {"where(j == k, a, 0) + c", "c"},
    {"where(j != k, 1, a)*c", "c"},
    {"where(z[k] > 0, z[k], 0)", "where(z[2] > 0, z[2], 0)"},
    {"where(j == x, a, b)", "where(1 == x, a, b)"},
    {"1*x + 0*y", "1*x + 0*y"},
    {"k*x + n", "2*x + 3"},
    {"sum(i=1..2, i*a[i])", "1*a[1] + 2*a[2]"},
    {"mean(p=1..2, s[p].dE/dw2[k,1])", "(s1.dE/dw2[2,1] + s2.dE/dw2[2,1]) / 2"},
    {"u[-1].w[k] - u3.w[j]", "u[-1].w[2] - u3.w[1]"},
    {"diff(a[k]^2, a[k])", "diff(a[2]^2, a[2])"},
    {"sigma(z[k]) + max(0, z[j])", "sigma(z[2]) + max(0, z[1])"},
};

Test(instantiate, cases)
{
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *instance = printed(instance_of(cases[i].text, NULL));
        cr_assert_str_eq(instance, cases[i].instance, "%s: got %s", cases[i].text, instance);
    }
}

static const struct expr *leaf_of(void *context, struct arena *in, const struct expr *name,
                                  const struct environment *environment)
{
    (void)context;
    if (strcmp(name->text, "w") == 0)
        return expr_name(in, arena_printf(in, "w%ld", index_value(&name->indices[0], environment)),
                         0, NULL);
    if (strcmp(name->text, "zero") == 0)
        return expr_number(in, "0");
    if (strcmp(name->text, "one") == 0)
        return expr_number(in, "1");
    return strcmp(name->text, "d") == 0 ? expr_number(in, "-0.000318201") : NULL;
}

Test(instantiate, leaves)
{
    assert_printed(instance_of("sum(i=1..n, w[i]*x[i])", leaf_of), "w1*x[1] + w2*x[2] + w3*x[3]");
    assert_printed(instance_of("one - 0.1*d", leaf_of), "1 - 0.1*(-0.000318201)");
    assert_printed(instance_of("d*one", leaf_of), "-0.000318201*1");
    assert_printed(instance_of("diff(d^2, d)", leaf_of), "diff((-0.000318201)^2, d)");
}

Test(instantiate, zeros_and_ones_of_the_problem_stay)
{
    assert_printed(instance_of("one*zero + zero*x + one", leaf_of), "1*0 + 0*x + 1");
    assert_printed(instance_of("sum(i=1..2, zero)", leaf_of), "0 + 0");
    assert_printed(instance_of("where(zero > 1, zero, one)", leaf_of), "where(0 > 1, 0, 1)");
}

Test(instantiate, sums_of_many_terms)
{
    const struct environment environment = {0};
    const struct expr *sum = bind(parse("sum(i=1..16384, w[2,i]*x[i]) + b"), NULL, 0);
    const struct expr *instance = expr_instantiate(arena, sum, &environment, NULL, NULL);
    cr_assert(expr_equal(instance, parse(printed(instance))));
    cr_assert_gt(strlen(latex(instance)), 16384);
    cr_assert(expr_equal(instance, expr_simplify(arena, instance)));
    cr_assert_eq(bind(instance, NULL, 0)->kind, EXPR_ADD);
}
