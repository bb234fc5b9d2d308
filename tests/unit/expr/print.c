/* The text printer: spacing, parentheses, negative literals. */
#include "support.h"

TestSuite(print, .init = open_arena, .fini = close_arena);

/* Each is printed as it is written. */
static const char *const canonical[] = {
    "w1*x1 + w2*x2 + b1",
    "1*6 + 1*1 + 1",
    "1 / (1 + exp(-8))",
    "1 / (1 + exp(-(-2.9)))",
    "n1*(1 - n1)",
    "dE/dw7 * dz4/dw7",
    "2 * dE/dw7",
    "w7 - alpha * dE/dw7",
    "(dE/dw7)^2",
    "dE / dw",
    "1/2*(y - yhat)^2",
    "(a + b + c) / 3",
    "-a^2",
    "(-a)^2",
    "-(a*b)",
    "-a*b / c",
    "-(-a)",
    "a - (b - c)",
    "a - (-b)",
    "a*(b*c)",
    "a*(b / c)",
    "a / b / c",
    "a^b^c",
    "(a^b)^c",
    "a^(-b)",
    "a^(b + c)",
    "2 + (-3)",
    "sum(i=1..n, w2[k,i]*a1[i]) + b2[k]",
    "mean(s=1..m-1, s[s].x[i+1])",
    "prod(i=m+1..n, (-a[i])^2)",
    "delta(j,k+1)*delta(1,p)",
    "where(j == k, a, -b)",
    "where(z > 0, z, 0.01*z)",
    "diff(x^2, x)",
    "max(-a, min(b, c))",
    "max(a, b + c, -d)",
    "min(a, min(b, c))",
    "max(i=1..n, z[i] - 1)*min(j=2..4, z[j])",
    "sqrt(2*pi) - pi",
    "clip(sigma(z), nothing())",
    "u3.s2.w2[1,3]' - u[-1].w7'",
    "ŷ*(1 - ŷ)",
};

Test(print, canonical_text_prints_as_it_is)
{
    for (size_t i = 0; i < sizeof canonical / sizeof *canonical; i++)
        assert_printed(parse(canonical[i]), canonical[i]);
}

static const struct expr *number(const char *literal)
{
    return expr_number(arena, literal);
}

Test(print, negative_literals_are_bare_only_where_an_expression_begins)
{
    const struct expr *small = number("-0.000318208");
    assert_printed(small, "-0.000318208");
    assert_printed(expr_binary(arena, EXPR_MULTIPLY, small, number("0.999665")),
                   "-0.000318208*0.999665");
    const struct expr *product = expr_binary(arena, EXPR_MULTIPLY, number("0.1"), small);
    assert_printed(expr_binary(arena, EXPR_SUBTRACT, number("1"), product),
                   "1 - 0.1*(-0.000318208)");
    assert_printed(expr_binary(arena, EXPR_ADD, number("2"), number("-3")), "2 + (-3)");
    assert_printed(expr_binary(arena, EXPR_POWER, number("-3"), number("2")), "(-3)^2");
    assert_printed(expr_function(arena, FUNCTION_EXP, number("-8")), "exp(-8)");
    assert_printed(expr_function(arena, FUNCTION_EXP, expr_negate(arena, number("-2.9"))),
                   "exp(-(-2.9))");
    const struct expr *later = expr_binary(arena, EXPR_MULTIPLY, number("-3"), number("2"));
    assert_printed(expr_binary(arena, EXPR_ADD, number("1"), later), "1 + (-3)*2");
    assert_printed(expr_binary(arena, EXPR_DIVIDE, number("-1"), number("2")), "-1/2");
}

Test(print, integers_and_indices)
{
    struct index next = index_variable("k");
    next.offset = 1;
    struct expr *index = expr_name(arena, NULL, 1, &next);
    index->kind = EXPR_INDEX;
    assert_printed(index, "k + 1");
    assert_printed(expr_binary(arena, EXPR_MULTIPLY, number("2"), index), "2*(k + 1)");
    assert_printed(expr_integer(arena, -7), "-7");
    cr_assert_eq(expr_integer(arena, -7)->kind, EXPR_NEGATE);
    assert_printed(expr_integer(arena, 0), "0");
}

Test(print, derivatives_as_people_write_them)
{
    static const char *const cases[][2] = {
        {"diff(E, a)", "dE/da"},
        {"diff(y[n,j], a[n,k])*b", "dy[n,j]/da[n,k] * b"},
        {"sum(k=1..K, 2*diff(E, z[k])) + 1", "sum(k=1..K, 2 * dE/dz[k]) + 1"},
        {"diff(exp(x), x) + diff(y, x)", "diff(exp(x), x) + dy/dx"},
        {"x + y", "x + y"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_printed(expr_derivatives_as_names(arena, parse(cases[i][0])), cases[i][1]);
}
