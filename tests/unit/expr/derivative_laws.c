/* Laws of the derivative, tested by value at rational points: sum, product, quotient and chain
 * rule, and agreement with a difference quotient of tiny step, for random formulas. */
#include "formulas.h"

TestSuite(derivative_laws, .init = open_arena, .fini = close_arena);

#define FORMULAS 3000
#define BITS 512

static const struct expr *derivative(const struct expr *expr)
{
    return expr_differentiate(arena, expr, expr_name(arena, "x", 0, NULL));
}

static const struct expr *combine(enum expr_kind kind, const struct expr *a, const struct expr *b)
{
    return expr_binary(arena, kind, a, b);
}

static void next_round(int round)
{
    if (round % 20 == 0) {
        arena_reset(arena);
        diagnostics_open(&diagnostics, arena);
    }
}

Test(derivative_laws, sum_product_and_quotient_rule)
{
    struct generator generator = {20240601ULL};
    int tested = 0;
    for (int round = 0; round < FORMULAS; round++) {
        next_round(round);
        const struct expr *f = any_formula(&generator, 3), *g = any_formula(&generator, 3);
        const struct expr *df = derivative(f), *dg = derivative(g);
        struct values values = values_open((unsigned long long)round, BITS);
        const struct expr *quotient = derivative(combine(EXPR_DIVIDE, f, g));
        if (!has_value(&values, quotient) || !has_value(&values, df) || !has_value(&values, dg))
            continue;
        tested++;
        cr_assert(agree(&values, derivative(combine(EXPR_SUBTRACT, f, g)),
                        combine(EXPR_SUBTRACT, df, dg)));
        const struct expr *left = combine(EXPR_MULTIPLY, df, g),
                          *right = combine(EXPR_MULTIPLY, f, dg);
        cr_assert(agree(&values, derivative(combine(EXPR_MULTIPLY, f, g)),
                        combine(EXPR_ADD, left, right)),
                  "%s and %s", printed(f), printed(g));
        const struct expr *square = combine(EXPR_MULTIPLY, g, g);
        cr_assert(agree(&values, quotient,
                        combine(EXPR_DIVIDE, combine(EXPR_SUBTRACT, left, right), square)),
                  "%s and %s", printed(f), printed(g));
    }
    cr_assert_gt(tested, FORMULAS / 4, "only %d formulas had values", tested);
}

/* f(g(x))' = f'(g(x)) g'(x) */
Test(derivative_laws, chain_rule)
{
    static const char *const x = "x";
    struct generator generator = {777ULL};
    int tested = 0;
    for (int round = 0; round < FORMULAS; round++) {
        next_round(round);
        const struct expr *f = any_formula(&generator, 3), *g = any_formula(&generator, 2);
        struct values values = values_open((unsigned long long)round, BITS);
        const struct expr *composed = derivative(expr_substitute(arena, f, 1, &x, &g));
        const struct expr *outer = expr_substitute(arena, derivative(f), 1, &x, &g);
        if (!has_value(&values, composed) || !has_value(&values, outer))
            continue;
        tested++;
        cr_assert(agree(&values, composed, combine(EXPR_MULTIPLY, outer, derivative(g))),
                  "%s after %s", printed(f), printed(g));
    }
    cr_assert_gt(tested, FORMULAS / 4, "only %d formulas had values", tested);
}

/* |a - b| <= 1e-20 (1 + |a|) */
static bool close(struct arithmetic *arithmetic, union cell a, union cell b)
{
    union cell error = number_apply(arithmetic, FUNCTION_ABS, number_subtract(arithmetic, a, b));
    union cell size = number_add(arithmetic, number_integer(arithmetic, 1),
                                 number_apply(arithmetic, FUNCTION_ABS, a));
    union cell bound = number_multiply(arithmetic, size, number_literal(arithmetic, "1e-20", 5));
    return number_compare(arithmetic, error, bound) == LESS;
}

static union cell moved_value(struct values *values, const struct expr *f, const char *step)
{
    values->step = number_literal(values->arithmetic, step, strlen(step));
    return evaluate(values, f);
}

static union cell slope(struct arithmetic *arithmetic, union cell from, union cell to)
{
    return number_divide(arithmetic, number_subtract(arithmetic, to, from),
                         number_literal(arithmetic, "1e-40", 5));
}

/* The slopes to the left and to the right of the point; where they differ there is a kink. The derivative is taken
 * beside the point: at it, a tie that the slopes do not show would follow its convention. */
static void check_difference(struct values *values, const struct expr *f, const char *quantity,
                             int *tested)
{
    struct arithmetic *arithmetic = values->arithmetic;
    const struct expr *derivative_of_f = expr_differentiate(arena, f, parse(quantity));
    values->moved = quantity;
    union cell value = moved_value(values, derivative_of_f, "1e-40");
    union cell below = moved_value(values, f, "-1e-40"), here = moved_value(values, f, "0"),
               above = moved_value(values, f, "1e-40");
    values->moved = NULL;
    union cell left = slope(arithmetic, below, here), right = slope(arithmetic, here, above);
    if (number_take_fault(arithmetic) != FAULT_NONE || !close(arithmetic, left, right))
        return;
    (*tested)++;
    cr_assert(close(arithmetic, value, right), "d/d%s of %s is not %s", quantity, printed(f),
              printed(derivative_of_f));
}

Test(derivative_laws, difference_quotients_agree)
{
    static const char *const quantities[] = {"x", "a[2]", "w[1,3]", "a[1]"};
    struct generator generator = {31415926ULL};
    int tested = 0;
    for (int round = 0; round < 2 * FORMULAS; round++) {
        next_round(round);
        struct values values = values_open((unsigned long long)round, BITS);
        check_difference(&values, any_formula(&generator, 4), quantities[round % 4], &tested);
    }
    cr_assert_gt(tested, FORMULAS / 2, "only %d formulas had values", tested);
}

/* By a quantity with free indices: the deltas mean what they say for every value of the indices. */
Test(derivative_laws, free_indices_are_any_indices)
{
    struct generator generator = {2718281ULL};
    int tested = 0;
    for (int round = 0; round < FORMULAS; round++) {
        next_round(round);
        const struct expr *f = any_formula(&generator, 3);
        struct values values = values_open((unsigned long long)round, BITS);
        const struct expr *general = expr_differentiate(arena, f, parse("a[k]"));
        const struct expr *special = expr_differentiate(arena, f, parse("a[2]"));
        if (!has_value(&values, special) || !has_value(&values, general))
            continue;
        tested++;
        cr_assert(agree(&values, general, special), "%s: %s and %s", printed(f), printed(general),
                  printed(special));
    }
    cr_assert_gt(tested, FORMULAS / 2);
}
