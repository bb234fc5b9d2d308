/* Rounding as a value, for work by hand: cases, and laws on random rationals and balls. */
#include "support.h"

#define SUITE(name) Test(round, name, .init = open_arithmetic, .fini = close_arithmetic)

static const enum rounding_mode modes[] = {ROUND_HALF_UP, ROUND_HALF_EVEN, ROUND_TRUNCATE};

static enum shown_state state;

static union cell rounded(union cell a, struct digits digits, enum rounding_mode mode)
{
    return number_round(arithmetic, a, &(struct rounding){digits, mode}, &state);
}

static struct digits figures(int count)
{
    return (struct digits){DIGITS_SIGNIFICANT, count};
}

static struct digits places(int count)
{
    return (struct digits){DIGITS_DECIMALS, count};
}

static bool is(union cell a, const char *text)
{
    return number_is_exact(arithmetic, a) && number_same(arithmetic, a, literal(text));
}

SUITE(of_known_cases)
{
    static const struct {
        const char *value;
        struct digits digits;
        const char *half_up, *half_even, *truncated;
    } cases[] = {
        {"0.99966465", {DIGITS_SIGNIFICANT, 4}, "0.9997", "0.9997", "0.9996"},
        {"0.99996", {DIGITS_SIGNIFICANT, 4}, "1", "1", "0.9999"},
        {"2.5", {DIGITS_SIGNIFICANT, 1}, "3", "2", "2"},
        {"3.5", {DIGITS_SIGNIFICANT, 1}, "4", "4", "3"},
        {"-2.5", {DIGITS_SIGNIFICANT, 1}, "-3", "-2", "-2"},
        {"9.5", {DIGITS_SIGNIFICANT, 1}, "10", "10", "9"},
        {"8.5", {DIGITS_SIGNIFICANT, 1}, "9", "8", "8"},
        {"123456", {DIGITS_SIGNIFICANT, 2}, "120000", "120000", "120000"},
        {"0.0005", {DIGITS_DECIMALS, 3}, "0.001", "0", "0"},
        {"-0.0005", {DIGITS_DECIMALS, 3}, "-0.001", "0", "0"},
        {"0.00049", {DIGITS_DECIMALS, 3}, "0", "0", "0"},
        {"1e-99999", {DIGITS_DECIMALS, 3}, "0", "0", "0"},
        {"7.1235", {DIGITS_DECIMALS, 3}, "7.124", "7.124", "7.123"},
        {"7.5", {DIGITS_DECIMALS, 0}, "8", "8", "7"},
        {"0", {DIGITS_SIGNIFICANT, 3}, "0", "0", "0"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        union cell value = literal(cases[i].value);
        cr_expect(is(rounded(value, cases[i].digits, ROUND_HALF_UP), cases[i].half_up), "%s",
                  cases[i].value);
        cr_expect(is(rounded(value, cases[i].digits, ROUND_HALF_EVEN), cases[i].half_even), "%s",
                  cases[i].value);
        cr_expect(is(rounded(value, cases[i].digits, ROUND_TRUNCATE), cases[i].truncated), "%s",
                  cases[i].value);
    }
    cr_expect_eq(number_take_fault(arithmetic), FAULT_NONE);
}

SUITE(says_whether_a_digit_was_lost)
{
    rounded(literal("0.25"), figures(2), ROUND_HALF_UP);
    cr_expect_eq(state, SHOWN_EXACT);
    rounded(literal("0.251"), figures(2), ROUND_HALF_UP);
    cr_expect_eq(state, SHOWN_ROUNDED);
    cr_expect(is(rounded(exp_of("1"), places(4), ROUND_TRUNCATE), "2.7182"));
    cr_expect_eq(state, SHOWN_ROUNDED);
    cr_expect(is(rounded(exp_of("-100"), places(4), ROUND_HALF_UP), "0"));
    cr_expect_eq(state, SHOWN_ROUNDED);
    number_round(arithmetic, exp_of("1"), &(struct rounding){figures(3), ROUND_TRUNCATE}, NULL);
    cr_expect_eq(number_take_fault(arithmetic), FAULT_NONE);
}

/* sqrt(2) * sqrt(2) is not known to be 2, nor the like to be 5/2. */
static union cell disguised(const char *text)
{
    union cell root = apply(FUNCTION_SQRT, literal("2"));
    union cell square =
        number_divide(arithmetic, product(root, product(root, literal(text))), literal("2"));
    return square;
}

SUITE(asks_for_precision_then_takes_the_boundary)
{
    union cell tie = disguised("2.5");
    cr_assert(!number_is_exact(arithmetic, tie));
    rounded(tie, figures(1), ROUND_HALF_UP);
    cr_expect_eq(state, SHOWN_NEEDS_PRECISION);
    cr_expect_eq(number_take_fault(arithmetic), FAULT_PRECISION);
    arithmetic_restart(arithmetic, PRECISION_LAST);
    static const char *const of_5_halves[] = {"3", "2", "2"}, *const of_7_halves[] = {"4", "4",
                                                                                      "3"};
    for (int i = 0; i < 3; i++) {
        cr_expect(is(rounded(disguised("2.5"), figures(1), modes[i]), of_5_halves[i]));
        cr_expect_eq(state, modes[i] == ROUND_TRUNCATE ? SHOWN_ROUNDED : SHOWN_UNDECIDED_TIE);
        cr_expect(is(rounded(disguised("-3.5"), places(0), modes[i]),
                     modes[i] == ROUND_TRUNCATE ? "-3" : "-4"));
        cr_expect(is(rounded(disguised("3.5"), places(0), modes[i]), of_7_halves[i]));
    }
    cr_expect(is(rounded(disguised("3"), figures(1), ROUND_TRUNCATE), "3"));
    cr_expect_eq(state, SHOWN_UNDECIDED_TIE);
    union cell zero = difference(disguised("3"), literal("3"));
    cr_expect(is(rounded(zero, figures(3), ROUND_HALF_UP), "0"));
    cr_expect_eq(state, SHOWN_UNDECIDED_ZERO);
    cr_expect(is(rounded(zero, places(3), ROUND_HALF_UP), "0"));
    cr_expect_eq(state, SHOWN_ROUNDED);
    cr_expect_eq(number_take_fault(arithmetic), FAULT_NONE);
}

SUITE(refuses_what_cannot_be_written_out)
{
    rounded(exp_of("1e9"), figures(3), ROUND_HALF_UP);
    cr_expect_eq(number_take_fault(arithmetic), FAULT_TOO_LARGE);
    arithmetic_restart(arithmetic, PRECISION_LAST);
    rounded(exp_of("1e9"), places(3), ROUND_HALF_UP);
    cr_expect_eq(number_take_fault(arithmetic), FAULT_TOO_LARGE);
    rounded(exp_of("-1e9"), figures(3), ROUND_HALF_UP);
    cr_expect_eq(number_take_fault(arithmetic), FAULT_TOO_LARGE);
    cr_expect(is(rounded(exp_of("-1e9"), places(3), ROUND_HALF_UP), "0"));
    cr_expect_eq(number_take_fault(arithmetic), FAULT_NONE);
}

/* ---- laws ---- */

static union cell random_value(uint64_t *seed)
{
    uint64_t bits = random_bits(seed);
    union cell n = number_integer(arithmetic, (long)(bits % 2000001) - 1000000);
    union cell d = number_integer(arithmetic, 1 + (long)(bits >> 32) % 10000);
    union cell value = number_divide(arithmetic, n, d);
    return bits >> 62 == 0 ? apply(FUNCTION_SIN, value) : value;
}

static struct digits random_digits(uint64_t *seed)
{
    uint64_t bits = random_bits(seed);
    return bits & 1 ? figures(1 + (int)(bits >> 8 & 7)) : places((int)(bits >> 8 & 7));
}

/* 10^place */
static union cell unit(long place)
{
    return number_power(arithmetic, literal("10"), number_integer(arithmetic, place));
}

static void check_error(union cell value, union cell result, struct digits digits,
                        enum rounding_mode mode)
{
    int first = 0;
    bool needs_precision;
    number_first_place(arithmetic, value, &first, &needs_precision);
    long last = digits.kind == DIGITS_DECIMALS ? -digits.count : first - digits.count + 1;
    union cell error = apply(FUNCTION_ABS, difference(value, result)), most = unit(last);
    if (mode != ROUND_TRUNCATE)
        most = number_divide(arithmetic, most, literal("2"));
    enum comparison order = number_compare(arithmetic, error, most);
    cr_assert(order == LESS || (order == EQUAL && mode != ROUND_TRUNCATE));
    if (mode == ROUND_TRUNCATE)
        cr_assert_neq(
            number_compare(arithmetic, apply(FUNCTION_ABS, result), apply(FUNCTION_ABS, value)),
            GREATER);
}

SUITE(is_idempotent_monotone_and_near)
{
    uint64_t seed = 1;
    for (int i = 0; i < 20000; i++) {
        union cell a = random_value(&seed), b = random_value(&seed);
        struct digits digits = random_digits(&seed);
        for (int m = 0; m < 3; m++) {
            union cell x = rounded(a, digits, modes[m]), y = rounded(b, digits, modes[m]);
            cr_assert(number_is_exact(arithmetic, x));
            cr_assert(number_same(arithmetic, rounded(x, digits, modes[m]), x));
            cr_assert_eq(state, SHOWN_EXACT);
            enum comparison before = number_compare(arithmetic, a, b);
            enum comparison after = number_compare(arithmetic, x, y);
            cr_assert(after == before || after == EQUAL);
            check_error(a, x, digits, modes[m]);
        }
        if (i % 500 == 0)
            arithmetic_restart(arithmetic, PRECISION_FIRST);
    }
    cr_assert_eq(number_take_fault(arithmetic), FAULT_NONE);
}

SUITE(is_what_is_shown)
{
    uint64_t seed = 2;
    for (int i = 0; i < 50000; i++) {
        union cell a = random_value(&seed);
        struct digits digits = random_digits(&seed);
        enum shown_state shown_state;
        const char *text = show_at(a, digits, INT_MAX, &shown_state);
        cr_assert(is(rounded(a, digits, ROUND_HALF_UP), text), "%s", text);
        cr_assert_eq(state, shown_state);
        if (i % 500 == 0)
            arithmetic_restart(arithmetic, PRECISION_FIRST);
    }
}
