/* Decimal literals: their exact meaning, their nearest doubles (strtod of the C library is the
 * witness). */
#include "support.h"

#include <math.h>

#define SUITE(name) Test(literals, name, .init = open_arithmetic, .fini = close_arithmetic)

static bool same(const char *a, const char *b)
{
    return number_same(arithmetic, literal(a), literal(b));
}

SUITE(mean_their_decimals)
{
    cr_expect(number_same(arithmetic, literal("0.1"),
                          number_divide(arithmetic, literal("1"), number_integer(arithmetic, 10))));
    cr_expect(same("1.5e-3", "0.0015"));
    cr_expect(same("1.50E+2", "150"));
    cr_expect(same("-2", "-2.000"));
    cr_expect(same("-0.0", "0"));
    cr_expect(same("0e999999999999999999999", "0"));
    cr_expect(same("00012.5", "12.5"));
    cr_expect(same(".5", "0.5"));
    cr_expect(same("5.", "5"));
    cr_expect(same("123456789012345678901234567890e-20", "1234567890.1234567890123456789"));
    cr_expect(same("0.00000000000000000000000000000000000000001", "1e-41"));
    cr_expect(!same("0.1", "0.1000000000000000000000000000000000000001"));
    cr_expect_str_eq(show_places(product(literal("0.1"), literal("3")), 30), "0.3");
}

SUITE(of_a_given_length_only)
{
    cr_expect(number_same(arithmetic, number_literal(arithmetic, "12.345", 4), literal("12.3")));
    cr_expect(number_same(arithmetic, number_literal(arithmetic, "12e45", 3), literal("12")));
}

SUITE(with_absurd_exponents_are_faults)
{
    static const char *const absurd[] = {"1e400000", "1e-400000", "-2.5e99999999999999999999",
                                         "1e-99999999999999999999"};
    for (size_t i = 0; i < sizeof absurd / sizeof *absurd; i++) {
        literal(absurd[i]);
        cr_expect_eq(number_take_fault(arithmetic), FAULT_TOO_LARGE, "%s", absurd[i]);
    }
    literal("1e100000");
    literal("1e-100000");
    cr_expect_eq(number_take_fault(arithmetic), FAULT_NONE);
}

SUITE(too_long_become_balls)
{
    cr_expect(number_is_exact(arithmetic, literal("1e1233")));
    cr_expect(!number_is_exact(arithmetic, literal("1e1234")));
    cr_expect(same("1e5000", "10e4999"), "one atom");
    cr_expect_str_eq(show(literal("-1e5000"), 6), "-1.00000e5000");
    cr_expect_str_eq(show(difference(literal("1e5000"), literal("1e5000")), 6), "0");
    cr_expect_str_eq(show(number_divide(arithmetic, literal("3e5000"), literal("3e5000")), 6), "1");
}

static void check_nearest(const char *text)
{
    double expected = strtod(text, NULL), nearest;
    enum nearest_state state = number_nearest_double(arithmetic, literal(text), &nearest);
    if (isinf(expected) || expected == 0) {
        cr_assert_eq(state, NEAREST_OUT_OF_RANGE, "%s", text);
    } else {
        cr_assert_eq(state, NEAREST_FOUND, "%s", text);
        cr_assert_eq(nearest, expected, "%s: %a, not %a", text, nearest, expected);
    }
}

SUITE(nearest_doubles)
{
    static const char *const cases[] = {"9007199254740993",
                                        "9007199254740995",
                                        "9007199254740992.999999999999999999",
                                        "9007199254740993.000000000000000000000000001",
                                        "1.7976931348623158e308",
                                        "1.7976931348623159e308",
                                        "1e309",
                                        "1e-400",
                                        "4.9e-324",
                                        "2.4703282292062327e-324",
                                        "2.4703282292062328e-324",
                                        "2.2250738585072011e-308",
                                        "2.2250738585072012e-308",
                                        "0.1",
                                        "-0.3"};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        check_nearest(cases[i]);
    double nearest = 1;
    cr_expect_eq(number_nearest_double(arithmetic, literal("-0"), &nearest), NEAREST_FOUND);
    cr_expect(nearest == 0 && !signbit(nearest));
}

SUITE(nearest_doubles_of_random_literals)
{
    uint64_t seed = 1;
    for (int i = 0; i < 300000; i++) {
        char text[64];
        int length =
            snprintf(text, sizeof text, "-%llu", (unsigned long long)(random_bits(&seed) | 1));
        if (i % 3 == 0)
            length = snprintf(text, sizeof text, "%llu",
                              (unsigned long long)random_bits(&seed) % 100000 + 1);
        if (i % 7 == 0)
            length += snprintf(text + length, sizeof text - (size_t)length, "%llu",
                               (unsigned long long)random_bits(&seed));
        int span = i % 2 ? 700 : 30;
        snprintf(text + length, sizeof text - (size_t)length, "e%d",
                 (int)(random_bits(&seed) % (uint64_t)span) - span / 2 - 15);
        check_nearest(text);
        if (i % 4096 == 0)
            arithmetic_restart(arithmetic, PRECISION_FIRST);
    }
}

/* Halfway between two doubles, and a little to either side. */
SUITE(nearest_doubles_of_ties)
{
    uint64_t seed = 2;
    for (int i = 0; i < 30000; i++) {
        uint64_t bits = random_bits(&seed) >> 1;
        double value, tie;
        memcpy(&value, &bits, sizeof value);
        if (!isfinite(value) || value < 1e-300 || value > 1e300)
            continue;
        char text[1100];
        int exponent;
        double fraction = frexp(value, &exponent);
        uint64_t odd = 2 * (uint64_t)ldexp(fraction, 53) + 1; /* 54 bits */
        union cell two = number_integer(arithmetic, 2);
        union cell exact =
            product(number_integer(arithmetic, (long)odd),
                    number_power(arithmetic, two, number_integer(arithmetic, exponent - 54)));
        snprintf(text, sizeof text, "%s", show(exact, 1000));
        tie = strtod(text, NULL);
        double nearest;
        cr_assert_eq(number_nearest_double(arithmetic, exact, &nearest), NEAREST_FOUND);
        cr_assert_eq(nearest, tie, "%s", text);
        union cell more = number_add(arithmetic, exact, product(exact, literal("1e-40")));
        number_nearest_double(arithmetic, more, &nearest);
        cr_assert_eq(nearest, ldexp((double)((odd + 1) / 2), exponent - 53));
        if (i % 1024 == 0)
            arithmetic_restart(arithmetic, PRECISION_FIRST);
    }
}
