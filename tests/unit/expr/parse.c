/* What expressions parse to: precedence, associativity, names, calls; long chains and the limit of
 * depth. */
#include "support.h"

TestSuite(parse, .init = open_arena, .fini = close_arena);

/* The tree in full parentheses, so that its form shows. */
static void outline(const struct expr *expr, struct text *out)
{
    static const char *const operators[] = {[EXPR_ADD] = "+",
                                            [EXPR_SUBTRACT] = "-",
                                            [EXPR_MULTIPLY] = "*",
                                            [EXPR_DIVIDE] = "/",
                                            [EXPR_POWER] = "^"};
    if (expr->kind == EXPR_NEGATE) {
        text_literal(out, "(-");
        outline(expr->a, out);
        text_put(out, ')');
    } else if (expr->kind >= EXPR_ADD && expr->kind <= EXPR_POWER) {
        text_put(out, '(');
        outline(expr->a, out);
        text_string(out, operators[expr->kind]);
        outline(expr->b, out);
        text_put(out, ')');
    } else {
        expr_print(expr, out);
    }
}

static void assert_outline(const char *text, const char *expected)
{
    struct text out;
    text_open(&out, arena);
    outline(parse(text), &out);
    cr_assert_str_eq(out.bytes, expected, "%s: got %s, expected %s", text, out.bytes, expected);
}

Test(parse, precedence_follows_mathematics)
{
    assert_outline("a + b*c", "(a+(b*c))");
    assert_outline("a - b - c", "((a-b)-c)");
    assert_outline("a/b/c*d", "(((a/b)/c)*d)");
    assert_outline("-a^2", "(-(a^2))");
    assert_outline("a^-b^c", "(a^(-(b^c)))");
    assert_outline("a^b^c", "(a^(b^c))");
    assert_outline("-a*b", "((-a)*b)");
    assert_outline("a*-b", "(a*(-b))");
    assert_outline("--a", "(-(-a))");
    assert_outline("(a + b)*(c)", "((a+b)*c)");
    assert_outline("a+b\n\t- c", "((a+b)-c)");
}

Test(parse, numbers_keep_their_text)
{
    cr_assert_str_eq(parse("0.10")->text, "0.10");
    cr_assert_str_eq(parse("1.5e-3")->text, "1.5e-3");
    cr_assert_str_eq(parse("2E+07")->text, "2E+07");
    cr_assert_eq(parse("0")->kind, EXPR_NUMBER);
}

Test(parse, names)
{
    const struct expr *name = parse("u3.s2.w2'[k, i+1]");
    cr_assert_eq(name->kind, EXPR_NAME);
    cr_assert_str_eq(name->text, "w2'");
    cr_assert_eq(name->update, 3);
    cr_assert(name->has_sample);
    cr_assert_null(name->sample.variable);
    cr_assert_eq(name->sample.offset, 2);
    cr_assert_eq(name->index_count, 2);
    cr_assert_str_eq(name->indices[0].variable, "k");
    cr_assert_eq(name->indices[0].slot, -1);
    cr_assert_str_eq(name->indices[1].variable, "i");
    cr_assert_eq(name->indices[1].offset, 1);
    cr_assert(expr_equal(parse("w2[1,3]'"), parse("w2'[1,3]")));
    cr_assert_str_eq(parse("ŷ")->text, "ŷ");
    cr_assert_str_eq(parse("u1.m.w2[1,1]")->text, "m.w2");
}

Test(parse, prefixes)
{
    cr_assert_eq(parse("u[-1].w")->update, -1);
    const struct expr *name = parse("s[p+1].x[i]");
    cr_assert_str_eq(name->text, "x");
    cr_assert_str_eq(name->sample.variable, "p");
    cr_assert_eq(name->sample.offset, 1);
    cr_assert_not(parse("s[p]")->has_sample);
    cr_assert_str_eq(parse("s12")->text, "s12");
}

Test(parse, partials_are_one_name_only_where_the_scope_knows_them)
{
    cr_assert_eq(parse("dE/dw7")->kind, EXPR_NAME);
    cr_assert_str_eq(parse("dE/dw7")->text, "dE/dw7");
    cr_assert_eq(parse("dE/dw8")->kind, EXPR_DIVIDE);
    cr_assert_eq(parse("dE / dw7")->kind, EXPR_DIVIDE);
    cr_assert_eq(parse("dE/ dw7")->kind, EXPR_DIVIDE);
    cr_assert_str_eq(parse("dz2[1]/dw2[1,1]")->text, "dz2[1]/dw2[1,1]");
    const struct expr *indexed = parse("s1.dE/dw2[k,1]*2")->a;
    cr_assert_str_eq(indexed->text, "dE/dw2");
    cr_assert_eq(indexed->index_count, 2);
    cr_assert(indexed->has_sample);
    cr_assert_eq(parse("a/dE/dw7")->b->kind, EXPR_NAME);
    struct expr *without_scope = expr_parse(arena, "dE/dw7", 6, NULL, NULL, &diagnostics);
    cr_assert_eq(without_scope->kind, EXPR_DIVIDE);
}

static bool pi_is_a_quantity(void *context, const char *text, size_t length)
{
    (void)context;
    return length == 2 && memcmp(text, "pi", 2) == 0;
}

Test(parse, pi_is_a_number_unless_a_quantity_is_called_so)
{
    const struct scope of_pi = {NULL, pi_is_a_quantity, NULL};
    cr_assert_eq(parse("pi")->kind, EXPR_PI);
    cr_assert_eq(expr_parse(arena, "pi", 2, NULL, NULL, &diagnostics)->kind, EXPR_PI);
    cr_assert_eq(expr_parse(arena, "pi", 2, &of_pi, NULL, &diagnostics)->kind, EXPR_NAME);
    cr_assert_eq(parse("pi[1]")->kind, EXPR_NAME);
    cr_assert_eq(parse("pi'")->kind, EXPR_NAME);
    cr_assert_eq(parse("u1.pi")->kind, EXPR_NAME);
    cr_assert_not(expr_mentions_name(parse("2*pi"), "pi"));
}

Test(parse, calls)
{
    cr_assert_eq(parse("exp (x)")->function, FUNCTION_EXP);
    const struct expr *largest = parse("max( i =1..n, a[i])");
    cr_assert_eq(largest->kind, EXPR_LARGEST);
    cr_assert_str_eq(largest->text, "i");
    cr_assert_eq(parse("min(i=1..n, a[i])")->kind, EXPR_SMALLEST);
    cr_assert_eq(parse("max(i, n)")->kind, EXPR_MAX);
    cr_assert(expr_equal(parse("max(a, b, c)"), parse("max(max(a, b), c)")));
    cr_assert_not(expr_equal(parse("max(a, b, c)"), parse("max(a, max(b, c))")));
    cr_assert_not(expr_equal(parse("max(a, min(b, c))"), parse("max(a, b, c)")));
    cr_assert_eq(parse("max(a, b)")->kind, EXPR_MAX);
    cr_assert_eq(parse("min(a, b)")->kind, EXPR_MIN);
    cr_assert_eq(parse("diff(x^2, x)")->b->kind, EXPR_NAME);
    cr_assert_eq(parse("prod(i=1..3, a[i])")->kind, EXPR_PRODUCT);
    const struct expr *mean = parse("mean(i=m..n-1, a[i])");
    cr_assert_eq(mean->kind, EXPR_MEAN);
    cr_assert_str_eq(mean->text, "i");
    cr_assert_str_eq(mean->indices[0].variable, "m");
    cr_assert_eq(mean->indices[1].offset, -1);
    const struct expr *where = parse("where(z >= 0, z, 0)");
    cr_assert_eq(where->relation, RELATION_GE);
    const struct expr *defined = parse("sigma(z)");
    cr_assert_eq(defined->kind, EXPR_DEFINED);
    cr_assert_str_eq(defined->symbol, "sigma");
    cr_assert_eq(parse("clip(a, b)")->argument_count, 2);
    cr_assert_eq(parse("nothing()")->argument_count, 0);
}

Test(parse, words_of_the_language_are_names_without_a_parenthesis)
{
    cr_assert_eq(parse("mean*2")->a->kind, EXPR_NAME);
    cr_assert_eq(parse("delta")->kind, EXPR_NAME);
}

static const char *repeated(const char *before, size_t count, const char *after)
{
    struct text text;
    text_open(&text, arena);
    for (size_t i = 0; i < count; i++)
        text_string(&text, before);
    text_string(&text, after);
    return text.bytes;
}

Test(parse, long_chains_need_no_depth)
{
    const struct expr *sum = parse(repeated("a + ", 100000, "b"));
    const struct expr *product = parse(repeated("a*", 100000, "b"));
    const struct expr *mixed = parse(repeated("a*b + ", 50000, "b"));
    cr_assert(expr_equal(sum, parse(printed(sum))));
    cr_assert(expr_equal(product, parse(printed(product))));
    cr_assert(expr_equal(mixed, parse(printed(mixed))));
    cr_assert_not(expr_equal(sum, product));
}

static void assert_too_deep(const char *text)
{
    cr_assert_null(parse_text(text));
    cr_assert_eq(diagnostics.last->code, DIAGNOSTIC_EXPRESSION_DEPTH);
    cr_assert_str_eq(diagnostics.last->message,
                     "the expression is nested more than 200 levels deep");
}

Test(parse, printing_does_not_make_deeper)
{
    static const char *const before[] = {"-", "a^-"};
    for (size_t i = 0; i < sizeof before / sizeof *before; i++) {
        size_t count = 1;
        const struct expr *deepest = NULL, *expr;
        for (; (expr = parse_text(repeated(before[i], count, "a"))); count++)
            deepest = expr;
        cr_assert_gt(count, EXPR_MAX_DEPTH / 3);
        cr_assert(expr_equal(deepest, parse(printed(deepest))), "%s %zu times", before[i], count);
    }
}

Test(parse, depth_is_limited)
{
    struct text text;
    text_open(&text, arena);
    text_string(&text, repeated("(", EXPR_MAX_DEPTH, "a"));
    text_string(&text, repeated(")", EXPR_MAX_DEPTH, ""));
    cr_assert_not_null(parse_text(text.bytes));
    assert_too_deep(repeated("(", EXPR_MAX_DEPTH + 1, "a"));
    assert_too_deep(repeated("(", 1000000, "a"));
    assert_too_deep(repeated("-", 100000, "a"));
    assert_too_deep(repeated("a^", 100000, "a"));
    assert_too_deep(repeated("exp(", 100000, "a"));
    assert_too_deep(repeated("a + b*(", 100000, "a"));
}
