/* Values of expressions in the certified arithmetic. */
#include "values.h"

TestSuite(evaluate, .init = open_arena, .fini = close_arena);

static const char *value_text(const char *expression)
{
    struct values values = values_open(7, PRECISION_FIRST);
    union cell value = evaluate(&values, parse(expression));
    enum fault_kind fault = number_take_fault(values.arithmetic);
    if (fault != FAULT_NONE)
        return fault_message(fault);
    struct text text;
    text_open(&text, arena);
    const struct digits digits = {DIGITS_SIGNIFICANT, 6};
    number_show(values.arithmetic, value, &digits, INT_MAX, &text);
    return text.bytes;
}

static const struct {
    const char *expression, *value;
} cases[] = {
    {"1*6 + 1*1 + 1", "8"},
    {"1/(1 + exp(-8))", "0.999665"},
    {"0.1 + 0.2", "0.3"},
    {"1 - 2 - 3", "-4"},
    {"-2^2", "-4"},
    {"2^3^2", "512"},
    {"2^-1", "0.5"},
    {"7/2/7", "0.5"},
    {"max(3, 4) - min(3, 4)", "1"},
    {"2*pi", "6.28319"},
    {"pi/3 - pi/3", "0"},
    {"max(3, 5, 4, 1) - min(3, 1, 4)", "4"},
    {"max(i=1..n, (i - 2)^2) + min(i=1..n, (i - 2)^2)", "1"},
    {"max(i=k..j, i)", "division by zero"},
    {"abs(-3) + sqrt(16) + log(1) + exp(0)", "8"},
    {"sum(i=1..n, i)", "6"},
    {"sum(i=1..n, sum(i=1..i, i))", "10"},
    {"sum(i=k..j, i)", "0"},
    {"mean(i=1..n, i^2)", "4.66667"},
    {"mean(i=k..j, i)", "0"},
    {"prod(i=1..n+1, i)", "24"},
    {"prod(i=k..j, i)", "1"},
    {"delta(j,1) + delta(j,k)", "1"},
    {"where(j < k, 10, 20)", "10"},
    {"where(1/3 == 2/6, 1, 0)", "1"},
    {"where(exp(1) >= 2.7, 1, 0)", "1"},
    {"where(2 != 2, 1, 0)", "0"},
    {"exp(1) - exp(1)", "0"},
    {"sum(i=1..3, exp(1)) - 3*exp(1)", "0"},
    {"1/0", "division by zero"},
    {"log(0)", "logarithm of a number that is not positive"},
    {"0*log(0)", "0"},
    {"log(0)*0", "0"},
    {"log(0)*2*delta(j,k)*log(0)", "0"},
    {"(1 - 1)*log(0)", "0"},
    {"0/0", "division by zero"},
    {"prod(i=0..2, i)*log(0)", "0"},
    {"where(1 < 2, 5, 1/0)", "5"},
    {"where(1 > 2, 1/0, 6)", "6"},
    {"sigma(1)", "division by zero"},
    {"diff(x^2, x)", "division by zero"},
};

Test(evaluate, cases)
{
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *value = value_text(cases[i].expression);
        cr_assert_str_eq(value, cases[i].value, "%s: got %s, expected %s", cases[i].expression,
                         value, cases[i].value);
    }
}

Test(evaluate, names_are_looked_up_under_the_environment)
{
    struct values values = values_open(99, PRECISION_FIRST);
    cr_assert(agree(&values, parse("sum(i=1..n, w[k,i])"), parse("w[2,1] + w[2,2] + w[2,3]")));
    cr_assert(agree(&values, parse("mean(i=1..2, a[i])"), parse("(a[1] + a[2])/2")));
    cr_assert_not(agree(&values, parse("w[1,2]"), parse("w[2,1]")));
}

/* What fault a formula has when every factor is evaluated, and with a 0 beside it. */
Test(evaluate, factors_beside_zero)
{
    static const struct {
        const char *formula;
        enum fault_kind usual, every_factor;
    } products[] = {
        {"0*(1/0)", FAULT_NONE, FAULT_DIVISION_BY_ZERO},
        {"(1/0)*0", FAULT_NONE, FAULT_DIVISION_BY_ZERO},
        {"0*sqrt(-1)/2", FAULT_NONE, FAULT_SQRT_DOMAIN},
        {"0/0", FAULT_DIVISION_BY_ZERO, FAULT_DIVISION_BY_ZERO},
        {"0*log(0)", FAULT_NONE, FAULT_NONE},
        {"log(0)*0/2", FAULT_LOG_DOMAIN, FAULT_NONE},
        {"log(0)*2", FAULT_LOG_DOMAIN, FAULT_LOG_DOMAIN},
        {"exp(1e40)*0", FAULT_NONE, FAULT_NONE},
        {"prod(i=1..3, where(i == 2, 1/0, i - 1))", FAULT_NONE, FAULT_DIVISION_BY_ZERO},
        {"sum(i=1..3, delta(i,2)/(i - 1))", FAULT_DIVISION_BY_ZERO, FAULT_NONE},
        {"1/0 + 0*log(0)", FAULT_DIVISION_BY_ZERO, FAULT_DIVISION_BY_ZERO},
    };
    struct values values = values_open(1, PRECISION_FIRST);
    for (size_t i = 0; i < sizeof products / sizeof *products; i++)
        for (int every = 0; every < 2; every++) {
            struct evaluation evaluation = {.arithmetic = values.arithmetic,
                                            .context = &values,
                                            .lookup = value_of,
                                            .every_factor = every,
                                            .scratch = arena};
            expr_evaluate(&evaluation, bind(parse(products[i].formula), NULL, 0));
            cr_assert_eq(number_take_fault(values.arithmetic),
                         every ? products[i].every_factor : products[i].usual, "%s, %d",
                         products[i].formula, every);
        }
}

/* exp(1)^2 and exp(2) are equal, but no precision proves it. */
static union cell undecided(struct values *values, bool last, bool *flagged)
{
    struct evaluation evaluation = {.arithmetic = values->arithmetic,
                                    .context = values,
                                    .lookup = value_of,
                                    .last_precision = last,
                                    .scratch = arena};
    const struct expr *where = parse("where(exp(1)*exp(1) > exp(2), 1, 2)");
    union cell value = expr_evaluate(&evaluation, bind(where, NULL, 0));
    *flagged = evaluation.undecided_comparison;
    return value;
}

Test(evaluate, undecided_comparisons_ask_for_precision_then_take_the_convention)
{
    bool flagged;
    struct values values = values_open(1, PRECISION_FIRST);
    undecided(&values, false, &flagged);
    cr_assert_eq(number_take_fault(values.arithmetic), FAULT_PRECISION);
    cr_assert_not(flagged);
    arithmetic_restart(values.arithmetic, PRECISION_LAST);
    union cell value = undecided(&values, true, &flagged);
    cr_assert_eq(number_take_fault(values.arithmetic), FAULT_NONE);
    cr_assert(flagged);
    cr_assert_eq(number_compare(values.arithmetic, value, number_integer(values.arithmetic, 2)),
                 EQUAL);
}

Test(evaluate, long_sums)
{
    struct values values = values_open(3, PRECISION_FIRST);
    const struct environment environment = {0};
    const struct expr *sum = bind(parse("sum(i=1..16384, w[2,i]*x[i])"), NULL, 0);
    const struct expr *instance = expr_instantiate(arena, sum, &environment, NULL, NULL);
    cr_assert(has_value(&values, sum) && agree(&values, sum, instance));
}

#define UNITS 50

/* The values of f[k] for k = 1..UNITS, with one evaluation; how many quantities were looked up. */
static size_t family(struct values *values, const char *text, bool keep, union cell cells[UNITS])
{
    static const char *const k[] = {"k"};
    const struct expr *formula = bind(parse(text), k, 1);
    struct evaluation evaluation = {.arithmetic = values->arithmetic,
                                    .context = values,
                                    .lookup = value_of,
                                    .scratch = arena,
                                    .keep_closed = keep};
    values->lookups = 0;
    for (long i = 0; i < UNITS; i++) {
        evaluation.environment.slots[0] = i + 1;
        cells[i] = expr_evaluate(&evaluation, formula);
    }
    cr_assert_eq(number_take_fault(values->arithmetic), FAULT_NONE, "%s", text);
    return values->lookups;
}

/* Softmax and its like look up each z[i] a few times for all of the family, not n times. */
Test(evaluate, closed_reductions_are_evaluated_once_for_a_family)
{
    static const char *const formulas[] = {
        "exp(z[k])/sum(i=1..50, exp(z[i]))",
        "z[k] - log(sum(i=1..50, exp(z[i])))",
        "z[k] - sum(i=1..50, tanh(z[i]))",
        "z[k]*max(i=1..50, exp(z[i]))",
        "z[k] - mean(i=1..50, z[i])",
        "z[k]*prod(i=1..50, exp(z[i]))",
        "sum(j=1..50, delta(j,k)*z[j])*0 + where(z[k] == min(i=1..50, z[i]), 1, z[k])"};
    for (size_t f = 0; f < sizeof formulas / sizeof *formulas; f++) {
        struct values values = values_open(f, PRECISION_FIRST);
        union cell kept[UNITS], anew[UNITS];
        size_t quadratic = family(&values, formulas[f], false, anew);
        size_t linear = family(&values, formulas[f], true, kept);
        for (int i = 0; i < UNITS; i++)
            cr_assert(number_same(values.arithmetic, kept[i], anew[i]), "%s", formulas[f]);
        cr_assert_geq(quadratic, UNITS * UNITS, "%s", formulas[f]);
        if (!strstr(formulas[f], "delta"))
            cr_assert_leq(linear, 3 * UNITS, "%s: %zu", formulas[f], linear);
    }
}

/* Equal terms are collected across a kept sum: s - s is exactly 0. */
Test(evaluate, terms_of_kept_sums_are_collected)
{
    struct values values = values_open(5, PRECISION_FIRST);
    union cell cells[UNITS];
    family(&values, "exp(z[1]) + exp(z[2]) - sum(i=1..2, exp(z[i])) + 0*z[k]", true, cells);
    for (int i = 0; i < UNITS; i++)
        cr_assert(number_is_exact_zero(values.arithmetic, cells[i]));
}

/* An undecided comparison inside a kept reduction counts for every instance. */
Test(evaluate, kept_reductions_remember_undecided_comparisons)
{
    struct values values = values_open(1, PRECISION_LAST);
    struct evaluation evaluation = {.arithmetic = values.arithmetic,
                                    .context = &values,
                                    .lookup = value_of,
                                    .last_precision = true,
                                    .scratch = arena,
                                    .keep_closed = true};
    static const char *const formulas[] = {"2*sum(i=1..2, where(exp(1)*exp(1) > exp(2), 1, 2))",
                                           "2 + sum(i=1..2, where(exp(1)*exp(1) > exp(2), 1, 2))"};
    for (int f = 0; f < 2; f++) {
        const struct expr *formula = bind(parse(formulas[f]), NULL, 0);
        for (int round = 0; round < 2; round++) {
            evaluation.undecided_comparison = false;
            expr_evaluate(&evaluation, formula);
            cr_assert(evaluation.undecided_comparison, "%s, round %d", formulas[f], round);
        }
    }
}
