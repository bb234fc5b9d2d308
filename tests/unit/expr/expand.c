/* Definitions put in the place of names: indices, bound variables, towers, and what stays. */
#include "formulas.h"

TestSuite(expand, .init = open_arena, .fini = close_arena);

#define MOST 1000

static const char *const nj[] = {"n", "j"}, *const n_only[] = {"n"}, *const nm[] = {"n", "m"};

#define DEFINITIONS 4

/* y[n,j], E by it, and two that sum over i. */
static void example(struct definition definitions[DEFINITIONS])
{
    definitions[0] =
        (struct definition){"y", 2, nj, parse("exp(a[n,j]) / sum(i=1..K, exp(a[n,i]))")};
    definitions[1] =
        (struct definition){"E", 0, NULL, parse("-sum(n=1..N, sum(j=1..K, t[n,j]*log(y[n,j])))")};
    definitions[2] = (struct definition){"r", 1, n_only, parse("sum(i=1..K, b[i,n+1]) + n")};
    definitions[3] = (struct definition){"q", 2, nm, parse("sum(i=1..K, a[n,i]*b[m,i])")};
}

static const struct expr *expand(const char *text, const char *leaf)
{
    struct definition definitions[DEFINITIONS];
    example(definitions);
    return expr_expand_definitions(arena, parse(text), DEFINITIONS, definitions, leaf, MOST);
}

#define assert_expands(text, leaf, expected)                                                       \
    do {                                                                                           \
        const struct expr *expanded = expand(text, leaf);                                          \
        cr_assert_not_null(expanded);                                                              \
        assert_printed(expanded, expected);                                                        \
    } while (0)

Test(expand, indices_of_the_place)
{
    assert_expands("y[2,k]", NULL, "exp(a[2,k]) / sum(i=1..K, exp(a[2,i]))");
    assert_expands("y[m-1,3]^2", NULL, "(exp(a[m-1,3]) / sum(i=1..K, exp(a[m-1,i])))^2");
    assert_expands("y[j,n]", NULL, "exp(a[j,n]) / sum(i=1..K, exp(a[j,i]))");
    assert_expands("r[2]", NULL, "sum(i=1..K, b[i,3]) + 2");
    assert_expands("r[k]", NULL, "sum(i=1..K, b[i,k+1]) + k");
    assert_expands("a[1] + x", NULL, "a[1] + x");
}

Test(expand, bound_variables_do_not_capture)
{
    assert_expands("sum(i=1..K, y[i,i])", NULL,
                   "sum(i=1..K, exp(a[i,i]) / sum(j=1..K, exp(a[i,j])))");
    /* n becomes i, m becomes j: the sum within can be over neither. */
    assert_expands("sum(i=1..K, q[i,j])", NULL, "sum(i=1..K, sum(k=1..K, a[i,k]*b[j,k]))");
}

Test(expand, nested_down_to_the_leaf)
{
    assert_expands("E", "y", "-sum(n=1..N, sum(j=1..K, t[n,j]*log(y[n,j])))");
    assert_expands("E", NULL,
                   "-sum(n=1..N, sum(j=1..K, t[n,j]*log(exp(a[n,j]) / sum(i=1..K, exp(a[n,i])))))");
    assert_expands("E*y[1,1]", "E", "E*(exp(a[1,1]) / sum(i=1..K, exp(a[1,i])))");
}

Test(expand, a_derivative_keeps_what_it_is_by)
{
    assert_expands("diff(E, y[1,2]) + y[1,1]", NULL,
                   "diff(-sum(n=1..N, sum(j=1..K, t[n,j]*log(y[n,j]))), y[1,2]) + "
                   "exp(a[1,1]) / sum(i=1..K, exp(a[1,i]))");
    assert_expands("diff(y[n,j], a[n,k])", NULL,
                   "diff(exp(a[n,j]) / sum(i=1..K, exp(a[n,i])), a[n,k])");
}

Test(expand, other_ranks_and_other_samples_are_other_names)
{
    assert_expands("y + y[1] + s2.y[1,2] + u1.E", NULL, "y + y[1] + s2.y[1,2] + u1.E");
}

/* d1 = d0 + d0, d2 = d1 + d1, ...: 2^100 terms. */
Test(expand, towers_are_given_up)
{
    struct definition definitions[100];
    for (int i = 0; i < 100; i++)
        definitions[i] = (struct definition){arena_printf(arena, "d%d", i + 1), 0, NULL,
                                             parse(arena_printf(arena, "sin(d%d) + d%d", i, i))};
    const struct expr *top = parse("d100"), *low = parse("d8");
    cr_assert_null(expr_expand_definitions(arena, top, 100, definitions, NULL, 1000000));
    const struct expr *expanded =
        expr_expand_definitions(arena, low, 100, definitions, NULL, 1000000);
    cr_assert_not_null(expanded);
    cr_assert_eq(expr_size(expanded, 100000), 3 * 256 - 2);
}

Test(expand, deep_nesting_is_given_up)
{
    struct definition definitions[100];
    for (int i = 0; i < 100; i++) {
        const struct expr *body = parse(arena_printf(arena, "d%d", i));
        for (int level = 0; level < EXPR_MAX_DEPTH; level++)
            body = expr_function(arena, FUNCTION_SIN, body);
        definitions[i] = (struct definition){arena_printf(arena, "d%d", i + 1), 0, NULL, body};
    }
    cr_assert_not_null(
        expr_expand_definitions(arena, parse("d4"), 100, definitions, NULL, 1000000));
    cr_assert_null(expr_expand_definitions(arena, parse("d6"), 100, definitions, NULL, 1000000));
    cr_assert_null(expr_expand_definitions(arena, parse("d100"), 100, definitions, NULL, 1000000));
}

Test(expand, definitions_in_a_circle_are_given_up)
{
    const struct definition circle = {"c", 0, NULL, parse("c")};
    cr_assert_null(expr_expand_definitions(arena, parse("c"), 1, &circle, NULL, 1000000));
}

/* For any body: where the name stands for the body at these indices, the value is that of the body there. */
Test(expand, the_value_is_that_of_the_body)
{
    static const char *const variables[] = {"j", "k"};
    struct generator generator = {55443322ULL};
    int tested = 0;
    for (int round = 0; round < 2000; round++) {
        if (round % 20 == 0) {
            arena_reset(arena);
            diagnostics_open(&diagnostics, arena);
        }
        const struct definition definition = {"f", 2, variables, any_formula(&generator, 4)};
        const struct index values_of_f[] = {index_integer(3), index_integer(1)};
        const struct expr *sum = parse("sum(i=1..3, delta(i,3)*f[i,j])");
        const struct expr *expanded =
            expr_expand_definitions(arena, sum, 1, &definition, NULL, 100000);
        const struct expr *there = expr_reindex(arena, definition.body, 2, variables, values_of_f);
        struct values values = values_open((unsigned long long)round, 256);
        if (!has_value(&values, expanded) || !has_value(&values, there))
            continue;
        tested++;
        cr_assert(agree(&values, expanded, there), "%s: %s", printed(definition.body),
                  printed(expanded));
    }
    cr_assert_gt(tested, 500, "only %d", tested);
}
