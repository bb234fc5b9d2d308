/* Equality of trees, however their names and numbers are held. */
#include "support.h"

TestSuite(tree, .init = open_arena, .fini = close_arena);

Test(tree, equality_looks_at_every_part)
{
    static const char *const different[] = {"a",
                                            "a'",
                                            "a[1]",
                                            "a[i]",
                                            "a[i+1]",
                                            "s1.a",
                                            "u1.a",
                                            "s[i].a",
                                            "-a",
                                            "a + b",
                                            "a - b",
                                            "a*b",
                                            "a^b",
                                            "exp(a)",
                                            "log(a)",
                                            "max(a, b)",
                                            "min(a, b)",
                                            "max(a, b, a)",
                                            "max(i=1..n, a)",
                                            "min(i=1..n, a)",
                                            "pi",
                                            "sigma(a)",
                                            "softmax(a)",
                                            "delta(i,j)",
                                            "delta(j,i)",
                                            "1",
                                            "1.0",
                                            "-1",
                                            "where(a < b, a, b)",
                                            "where(a > b, a, b)",
                                            "sum(i=1..n, a)",
                                            "sum(i=0..n, a)",
                                            "sum(j=1..n, a)",
                                            "mean(i=1..n, a)",
                                            "diff(a, b)",
                                            "diff(a, c)",
                                            "a + b + c",
                                            "a + (b + c)"};
    size_t count = sizeof different / sizeof *different;
    for (size_t i = 0; i < count; i++)
        for (size_t j = 0; j < count; j++)
            cr_assert_eq(expr_equal(parse(different[i]), parse(different[j])), i == j, "%s, %s",
                         different[i], different[j]);
}

Test(tree, names_are_compared_by_their_spelling)
{
    cr_assert(expr_equal(parse("u2.s1.w2[1,3]'"), expr_name(arena, "u2.s1.w2[1,3]'", 0, NULL)));
    cr_assert(expr_equal(expr_name(arena, "dE/dw2[1,3]", 0, NULL), parse("dE/dw2[1,3]")));
    cr_assert_not(expr_equal(expr_name(arena, "w2[1,3", 0, NULL), parse("w2[1,3]")));
    struct expr *bound = parse("w");
    bound->binding = bound;
    cr_assert_not(expr_equal(bound, parse("w")), "bound to something else");
}

Test(tree, negative_literals_equal_what_they_are_written_as)
{
    cr_assert(expr_equal(expr_number(arena, "-3"), parse("-3")));
    cr_assert(expr_equal(parse("-3"), expr_number(arena, "-3")));
    cr_assert_not(expr_equal(expr_number(arena, "-3"), parse("3")));
    cr_assert_not(expr_equal(expr_number(arena, "-3"), parse("-a")));
}
