/* The certified arithmetic: what stays exact, what cancels, what faults, and what outlives a
 * generation. */
#include "support.h"

#define SUITE(name) Test(certified, name, .init = open_arithmetic, .fini = close_arithmetic)

static union cell integer(long value)
{
    return number_integer(arithmetic, value);
}

static union cell quotient(union cell a, union cell b)
{
    return number_divide(arithmetic, a, b);
}

static union cell sum(union cell a, union cell b)
{
    return number_add(arithmetic, a, b);
}

static union cell power(union cell a, union cell b)
{
    return number_power(arithmetic, a, b);
}

static union cell sigmoid(union cell z)
{
    union cell one = integer(1);
    return quotient(one, sum(one, apply(FUNCTION_EXP, number_negate(arithmetic, z))));
}

static void expect_exact(union cell a, const char *text)
{
    enum shown_state state;
    show_at(a, (struct digits){DIGITS_SIGNIFICANT, 40}, INT_MAX, &state);
    cr_expect_str_eq(shown.bytes, text);
    cr_expect_eq(state, SHOWN_EXACT, "%s", text);
    cr_expect(number_is_exact(arithmetic, a));
    cr_expect_eq(number_take_fault(arithmetic), FAULT_NONE);
}

static void expect_fault(union cell a, enum fault_kind fault)
{
    (void)a;
    enum fault_kind found = number_take_fault(arithmetic);
    cr_expect_eq(found, fault, "%s, not %s", fault_message(found), fault_message(fault));
    cr_expect_eq(number_take_fault(arithmetic), FAULT_NONE);
}

SUITE(names_of_functions)
{
    for (unsigned i = 0; i < FUNCTIONS; i++)
        cr_expect_eq(function_by_name(function_name(i), strlen(function_name(i))), i);
    cr_expect_eq(function_by_name("expm", 4), FUNCTIONS);
    cr_expect_eq(function_by_name("expm", 3), FUNCTION_EXP);
    cr_expect_str_eq(function_latex(FUNCTION_LOG), "\\ln");
}

SUITE(known_values_stay_exact)
{
    expect_exact(apply(FUNCTION_EXP, integer(0)), "1");
    expect_exact(apply(FUNCTION_LOG, integer(1)), "0");
    expect_exact(apply(FUNCTION_SQRT, integer(4)), "2");
    expect_exact(apply(FUNCTION_SQRT, literal("6.25")), "2.5");
    expect_exact(apply(FUNCTION_SQRT, integer(0)), "0");
    expect_exact(apply(FUNCTION_SIN, integer(0)), "0");
    expect_exact(apply(FUNCTION_COS, integer(0)), "1");
    expect_exact(apply(FUNCTION_TANH, integer(0)), "0");
    expect_exact(apply(FUNCTION_ERF, integer(0)), "0");
    expect_exact(apply(FUNCTION_ABS, literal("-2.5")), "2.5");
    expect_exact(sigmoid(integer(0)), "0.5");
    expect_exact(product(exp_of("3"), integer(0)), "0");
    expect_exact(quotient(integer(0), exp_of("3")), "0");
    expect_exact(power(literal("-1.5"), integer(3)), "-3.375");
    expect_exact(power(integer(2), integer(-2)), "0.25");
    expect_exact(power(integer(8), quotient(integer(2), integer(3))), "4");
    expect_exact(power(literal("0.25"), literal("-0.5")), "2");
    expect_exact(power(integer(0), integer(0)), "1");
    expect_exact(power(integer(0), exp_of("1")), "0");
    expect_exact(power(integer(1), exp_of("1")), "1");
    expect_exact(power(integer(-1), literal("1e30")), "1");
    expect_exact(power(integer(-1), literal("1000000000000000000000000000001")), "-1");
    expect_exact(number_sum(arithmetic, NULL, 0), "0");
}

SUITE(equal_operations_cancel)
{
    union cell t = exp_of("0.3");
    union cell terms[] = {t, number_negate(arithmetic, exp_of("0.3")), literal("0.1")};
    expect_exact(number_sum(arithmetic, terms, 3), "0.1");
    expect_exact(difference(sigmoid(literal("1.7")), sigmoid(literal("1.7"))), "0");
    expect_exact(quotient(t, sum(t, t)), "0.5");
    expect_exact(quotient(product(integer(3), t), product(literal("-0.5"), t)), "-6");
    expect_exact(sum(apply(FUNCTION_TANH, literal("0.4")), apply(FUNCTION_TANH, literal("-0.4"))),
                 "0");
    expect_exact(
        difference(apply(FUNCTION_COS, t), apply(FUNCTION_COS, number_negate(arithmetic, t))), "0");
    expect_exact(difference(product(t, t), power(t, integer(2))), "0");
    expect_exact(difference(power(t, literal("0.5")), apply(FUNCTION_SQRT, t)), "0");
    expect_exact(difference(product(t, exp_of("2")), product(exp_of("2"), t)), "0");
}

SUITE(proportional_sums_are_one_atom)
{
    union cell x = exp_of("0.3"), y = exp_of("0.7");
    union cell first[] = {product(literal("0.15"), x), product(literal("-0.2"), y),
                          literal("0.35")};
    union cell second[] = {literal("-0.7"), product(literal("0.4"), y),
                           product(literal("-0.3"), x)};
    union cell a = number_sum(arithmetic, first, 3), b = number_sum(arithmetic, second, 3);
    expect_exact(quotient(b, a), "-2");
    expect_exact(sum(product(integer(2), a), b), "0");
    cr_expect(number_same(arithmetic, number_negate(arithmetic, product(a, integer(2))), b));
    cr_expect_eq(number_compare(arithmetic, product(a, integer(-2)), b), EQUAL);
}

/* The balls must contain the truth: sums of many terms against the same sum added up in another
 * order. */
SUITE(long_sums)
{
    union cell terms[300], backwards[300], total = integer(0);
    for (int i = 0; i < 300; i++) {
        char text[32];
        snprintf(text, sizeof text, "%d.%d", i % 7 - 3, i);
        union cell weight = quotient(integer(i % 11 - 5), integer(i % 13 + 1));
        terms[i] = i % 10 == 0 ? weight : product(weight, exp_of(text));
        backwards[299 - i] = terms[i];
        total = sum(total, terms[i]);
    }
    union cell at_once = number_sum(arithmetic, terms, 300);
    cr_expect(number_same(arithmetic, at_once, number_sum(arithmetic, backwards, 300)));
    cr_expect_str_eq(show(difference(at_once, total), 6), "");
    cr_expect_eq(number_compare(arithmetic, at_once, total), UNDECIDED,
                 "equal, but not by identity");
    cr_expect_str_eq(show_places(difference(at_once, total), 25), "0.0000000000000000000000000");
}

SUITE(long_rationals_become_balls)
{
    union cell x = quotient(integer(1000003), integer(3));
    for (int i = 0; i < 7; i++)
        x = product(x, x);
    cr_expect(number_is_exact(arithmetic, x), "2,560 bits");
    union cell y = product(x, x);
    cr_expect(!number_is_exact(arithmetic, y));
    cr_expect_eq(number_compare(arithmetic, y, product(x, x)), EQUAL);
    expect_exact(difference(y, product(x, x)), "0");
    cr_expect(number_same(arithmetic, number_negate(arithmetic, y),
                          product(x, number_negate(arithmetic, x))));
    cr_expect_str_eq(show(quotient(y, product(x, x)), 6), "1");
    union cell t = product(product(exp_of("1"), x), x);
    cr_expect(number_same(arithmetic, t, product(product(exp_of("1"), x), x)));
    expect_fault(t, FAULT_NONE);
}

/* Denominators without a common factor: neither the constant nor the common denominator may grow
 * for ever. */
SUITE(sums_of_awkward_fractions)
{
    static union cell rationals[1200], scaled[1200];
    union cell t = exp_of("1");
    for (int i = 0; i < 1200; i++) {
        char text[32];
        snprintf(text, sizeof text, "0.%04d1", i);
        rationals[i] = quotient(integer(1), integer(2 * i + 1000001));
        scaled[i] = product(rationals[i], exp_of(text));
    }
    union cell a = number_sum(arithmetic, rationals, 1200),
               b = number_sum(arithmetic, scaled, 1200);
    cr_expect(!number_is_exact(arithmetic, a));
    cr_expect_str_eq(show(a, 6), "0.00119856");
    cr_expect(number_same(arithmetic, b, number_sum(arithmetic, scaled, 1200)));
    cr_expect(strlen(show(b, 6)) > 0);
    expect_exact(quotient(product(a, t), product(t, a)), "1");
    expect_fault(b, FAULT_NONE);
}

SUITE(comparisons)
{
    cr_expect_eq(number_compare(arithmetic, literal("0.1"), literal("0.10")), EQUAL);
    cr_expect_eq(number_compare(arithmetic, literal("-1"), literal("0.10")), LESS);
    cr_expect_eq(number_compare(arithmetic, exp_of("1"), literal("2.7")), GREATER);
    cr_expect_eq(number_compare(arithmetic, literal("2.7"), exp_of("1")), LESS);
    cr_expect_eq(number_compare(arithmetic, literal("0"), exp_of("-1")), LESS);
    cr_expect_eq(number_compare(arithmetic, product(exp_of("1"), integer(-2)), exp_of("1")), LESS);
    union cell root = apply(FUNCTION_SQRT, integer(2));
    cr_expect_eq(number_compare(arithmetic, product(root, root), integer(2)), UNDECIDED);
    cr_expect(number_is_exact_zero(arithmetic, difference(root, root)));
    cr_expect(!number_same(arithmetic, root, exp_of("1")));
}

SUITE(extremes)
{
    union cell t = exp_of("1"), root = apply(FUNCTION_SQRT, integer(2)), two = product(root, root);
    cr_expect(number_same(arithmetic, number_maximum(arithmetic, integer(0), t), t));
    cr_expect(number_same(arithmetic, number_minimum(arithmetic, t, integer(3)), t));
    expect_exact(number_maximum(arithmetic, integer(-1), literal("0.5")), "0.5");
    union cell both = number_maximum(arithmetic, two, integer(2));
    cr_expect(number_same(arithmetic, both, number_maximum(arithmetic, integer(2), two)));
    cr_expect_str_eq(show(both, 6), "2.00000");
    cr_expect_str_eq(show(number_minimum(arithmetic, two, integer(2)), 6), "2.00000");
    union cell undecided = difference(two, integer(2));
    cr_expect_str_eq(show_places(apply(FUNCTION_ABS, undecided), 3), "0.000");
    cr_expect(number_same(arithmetic, apply(FUNCTION_ABS, product(undecided, integer(-3))),
                          product(integer(3), apply(FUNCTION_ABS, undecided))));
    cr_expect(number_same(arithmetic, apply(FUNCTION_ABS, number_negate(arithmetic, t)), t));
}

SUITE(values_of_functions)
{
    static const struct {
        enum function function;
        const char *at, *value;
    } cases[] = {
        {FUNCTION_EXP, "1", "2.71828182845904523536028747135266249775725"},
        {FUNCTION_LOG, "2", "0.69314718055994530941723212145817656807550"},
        {FUNCTION_SQRT, "2", "1.41421356237309504880168872420969807856967"},
        {FUNCTION_SIN, "1", "0.84147098480789650665250232163029899962256"},
        {FUNCTION_COS, "-1", "0.54030230586813971740093660744297660373231"},
        {FUNCTION_TANH, "-1", "-0.7615941559557648881194582826047935904128"},
        {FUNCTION_ERF, "1", "0.84270079294971486934122063508260925929607"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        union cell value = apply(cases[i].function, literal(cases[i].at));
        cr_expect(number_agrees(arithmetic, value, cases[i].value, 1e-35), "%s",
                  function_name(cases[i].function));
        cr_expect(!number_agrees(arithmetic, value, cases[i].value, 1e-50));
        cr_expect(!number_agrees(arithmetic, value, "0.5", 1e-3));
    }
    cr_expect(number_agrees(arithmetic, literal("0.1"), "1e-1", 0));
    cr_expect(!number_agrees(arithmetic, literal("0.1"), "0.1000001", 0));
    cr_expect(number_agrees(arithmetic, integer(0), "0", 0));
    cr_expect_str_eq(show(power(integer(2), literal("0.3")), 12), "1.23114441334");
    cr_expect_str_eq(show(power(exp_of("1"), exp_of("1")), 12), "15.1542622415");
    cr_expect_str_eq(show(power(product(exp_of("1"), integer(-2)), integer(-3)), 6), "-0.00622338");
    cr_expect_str_eq(show(power(literal("1.0000001"), literal("1e10")), 6), "1.96997e434");
}

SUITE(faults)
{
    union cell zero = integer(0), minus = integer(-1), t = exp_of("1");
    expect_fault(quotient(t, zero), FAULT_DIVISION_BY_ZERO);
    expect_fault(quotient(zero, difference(t, t)), FAULT_DIVISION_BY_ZERO);
    expect_fault(apply(FUNCTION_LOG, zero), FAULT_LOG_DOMAIN);
    expect_fault(apply(FUNCTION_LOG, number_negate(arithmetic, t)), FAULT_LOG_DOMAIN);
    expect_fault(apply(FUNCTION_SQRT, minus), FAULT_SQRT_DOMAIN);
    expect_fault(apply(FUNCTION_SQRT, number_negate(arithmetic, t)), FAULT_SQRT_DOMAIN);
    expect_fault(power(minus, literal("0.5")), FAULT_POWER_DOMAIN);
    expect_fault(power(minus, t), FAULT_POWER_DOMAIN);
    expect_fault(power(zero, minus), FAULT_DIVISION_BY_ZERO);
    expect_fault(power(zero, literal("-0.5")), FAULT_DIVISION_BY_ZERO);
    number_divide(arithmetic, t, zero);
    expect_fault(apply(FUNCTION_LOG, zero), FAULT_DIVISION_BY_ZERO); /* the first one stays */
}

SUITE(undecided_operands_ask_for_precision_then_fault)
{
    for (unsigned bits = PRECISION_FIRST; bits <= PRECISION_LAST; bits *= 32) {
        bool last = bits == PRECISION_LAST;
        arithmetic_restart(arithmetic, bits);
        union cell root = apply(FUNCTION_SQRT, integer(2));
        union cell zero = difference(product(root, root), integer(2));
        expect_fault(quotient(integer(1), zero), last ? FAULT_DIVISION_BY_ZERO : FAULT_PRECISION);
        expect_fault(quotient(zero, zero), last ? FAULT_DIVISION_BY_ZERO : FAULT_PRECISION);
        expect_fault(apply(FUNCTION_LOG, zero), last ? FAULT_LOG_DOMAIN : FAULT_PRECISION);
        expect_fault(apply(FUNCTION_SQRT, zero), last ? FAULT_SQRT_DOMAIN : FAULT_PRECISION);
        expect_fault(power(zero, literal("0.3")), last ? FAULT_POWER_DOMAIN : FAULT_PRECISION);
        expect_fault(apply(FUNCTION_SQRT, product(zero, zero)),
                     FAULT_NONE); /* a square is never negative */
    }
}

SUITE(absurd_sizes_are_faults_at_once)
{
    expect_fault(exp_of("1e30"), FAULT_TOO_LARGE);
    expect_fault(exp_of("-1e30"), FAULT_TOO_LARGE);
    union cell e5 = exp_of("5");
    expect_fault(apply(FUNCTION_EXP, apply(FUNCTION_EXP, e5)), FAULT_TOO_LARGE);
    expect_fault(power(integer(10), literal("1e30")), FAULT_TOO_LARGE);
    expect_fault(power(integer(-10), literal("-1e30")), FAULT_TOO_LARGE);
    expect_fault(power(e5, literal("1e30")), FAULT_TOO_LARGE);
    expect_fault(power(e5, exp_of("40")), FAULT_TOO_LARGE);
    union cell x = exp_of("1e11");
    expect_fault(x, FAULT_NONE);
    cr_expect_str_eq(show(x, 6), "2.11438e43429448190");
    cr_expect_str_eq(show(exp_of("-1e11"), 6), "4.72952e-43429448191");
    cr_expect_str_eq(show_places(exp_of("-1e11"), 3), "0.000");
    cr_expect_str_eq(show(sum(x, integer(1)), 6), "2.11438e43429448190");
    for (int i = 0; i < 10; i++)
        x = product(x, x);
    expect_fault(x, FAULT_TOO_LARGE);
    cr_expect_str_eq(show(power(integer(3), integer(100000)), 6), "1.33497e47712");
    cr_expect_str_eq(show(apply(FUNCTION_TANH, literal("-1e300")), 6), "-1.00000");
    cr_expect_str_eq(show(apply(FUNCTION_ERF, exp_of("1e11")), 6), "1.00000");
    cr_expect_str_eq(show(apply(FUNCTION_SIN, exp_of("1e11")), 6), "", "needs more precision");
    expect_fault(x, FAULT_NONE);
}

/* e^(1/3)^3 - e is 0, which no ball can know; its ball at 512 bits is narrow, and so is that of e; the ball of
 * sin(e^50) is not, at a few bits more than its integer part has. */
SUITE(narrow_balls_are_sharp)
{
    arithmetic_restart(arithmetic, 512);
    union cell third = number_divide(arithmetic, integer(1), integer(3));
    union cell e = exp_of("1"), cube = apply(FUNCTION_EXP, third);
    cube = number_power(arithmetic, cube, integer(3));
    cr_expect(number_is_sharp(arithmetic, number_subtract(arithmetic, cube, e), 6));
    cr_expect(number_is_sharp(arithmetic, e, 100));
    cr_expect_not(number_is_sharp(arithmetic, e, 140));
    cr_expect(number_is_sharp(arithmetic, literal("0.1"), 1000));
    union cell lost = apply(FUNCTION_SIN, exp_of("340"));
    cr_expect_not(number_is_sharp(arithmetic, lost, 6));
}

SUITE(what_is_kept_keeps_its_identity)
{
    union cell cells[6];
    cells[0] = product(exp_of("1"), literal("0.3"));
    cells[1] = product(exp_of("1"), integer(-5));
    cells[2] = literal("0.1");
    cells[3] =
        power(quotient(integer(7), integer(3)), integer(900)); /* numbers of their own memory */
    cells[4] = cells[0];
    cells[5].value = NULL;
    for (int round = 0; round < 50; round++) {
        for (int i = 0; i < 1000; i++)
            product(apply(FUNCTION_EXP, integer(i)), cells[3]);
        arithmetic_keep(arithmetic, cells, 6);
    }
    cr_expect(cells[5].value == NULL);
    expect_exact(quotient(cells[0], cells[1]), "-0.06");
    expect_exact(difference(cells[0], cells[4]), "0");
    expect_exact(cells[2], "0.1");
    cr_expect_str_eq(show(cells[0], 12), "0.815484548538");
    cr_expect_str_eq(show(cells[3], 6), "1.51045e331");
    expect_exact(difference(product(cells[0], cells[0]), product(cells[4], cells[0])), "0");
    expect_exact(difference(apply(FUNCTION_LOG, cells[0]), apply(FUNCTION_LOG, cells[0])), "0");
}

SUITE(memory_does_not_grow_with_the_number_of_generations)
{
    union cell kept = exp_of("1");
    size_t after_ten = 0;
    for (int round = 0; round < 300; round++) {
        for (int i = 0; i < 200; i++)
            product(kept, apply(FUNCTION_SIN, integer(i + 1)));
        arithmetic_keep(arithmetic, &kept, 1);
        if (round == 10)
            after_ten = arena_bytes(arena);
    }
    cr_expect(arena_bytes(arena) <= after_ten, "%zu, then %zu", after_ten, arena_bytes(arena));
}

SUITE(restarting_forgets_and_changes_the_precision)
{
    cr_expect_eq(arithmetic_precision(arithmetic), PRECISION_FIRST);
    quotient(integer(1), integer(0));
    arithmetic_restart(arithmetic, 512);
    cr_expect_eq(arithmetic_precision(arithmetic), 512);
    expect_fault(integer(0), FAULT_NONE);
    cr_expect(number_agrees(
        arithmetic, exp_of("0.5"),
        "1.648721270700128146848650787814163571653776100710148011575079311640661021194", 1e-70));
}

SUITE(more_precision_gives_smaller_balls_of_the_same_number)
{
    char digits[1200];
    arithmetic_restart(arithmetic, PRECISION_LAST);
    snprintf(digits, sizeof digits, "%s", show(sigmoid(literal("-2.3")), 1000));
    for (unsigned bits = PRECISION_FIRST; bits <= PRECISION_LAST; bits *= 2) {
        arithmetic_restart(arithmetic, bits);
        cr_expect(number_agrees(arithmetic, sigmoid(literal("-2.3")), digits, 1e-30), "%u bits",
                  bits);
    }
}
