/* Agreement of values to a number of digits, fractions as text, faults handed on. */
#include "support.h"

TestSuite(agreement, .init = open_arithmetic, .fini = close_arithmetic);

Test(agreement, counts_significant_digits)
{
    cr_assert(number_agree(arithmetic, literal("1000"), literal("1000.9"), 3, 0));
    cr_assert_not(number_agree(arithmetic, literal("1000"), literal("1000.9"), 4, 0));
    cr_assert(number_agree(arithmetic, literal("-0.001"), literal("-0.00100009"), 4, 0));
    cr_assert_not(number_agree(arithmetic, literal("-0.001"), literal("0.001"), 1, 0));
    cr_assert(number_agree(arithmetic, literal("0.5"), literal("0.5"), 1000, 1000));
}

Test(agreement, of_balls_is_proven)
{
    union cell two = literal("2"), root = apply(FUNCTION_SQRT, two);
    cr_assert(number_agree(arithmetic, product(root, exp_of("0.25")),
                           apply(FUNCTION_SQRT, product(two, exp_of("0.5"))), 30, 0));
    cr_assert_not(number_agree(arithmetic, product(root, exp_of("0.25")),
                               apply(FUNCTION_SQRT, product(two, exp_of("0.5"))), 60, 0));
}

/* sin(1)^2 + cos(1)^2 - 1 against 0, a rational and a ball that is not near 0. */
Test(agreement, counts_places_where_both_may_be_zero)
{
    union cell s = apply(FUNCTION_SIN, literal("1")), c = apply(FUNCTION_COS, literal("1"));
    union cell one = number_add(arithmetic, product(s, s), product(c, c));
    union cell zero = difference(one, literal("1"));
    cr_assert(number_agree(arithmetic, zero, literal("0"), 1000, 30));
    cr_assert(number_agree(arithmetic, literal("0"), zero, 1000, 30));
    cr_assert_not(number_agree(arithmetic, zero, literal("0"), 0, 60));
    cr_assert_not(number_agree(arithmetic, zero, literal("1e-50"), 0, 0));
    cr_assert_not(number_agree(arithmetic, literal("1e-50"), zero, 0, 0));
}

static const char *fraction(const char *n, const char *d, int places)
{
    text_clear(&shown);
    number_show_fraction(arithmetic, number_divide(arithmetic, literal(n), literal(d)), places,
                         &shown);
    return shown.bytes;
}

Test(agreement, fractions_are_decimals_where_they_end)
{
    cr_assert_str_eq(fraction("1", "8", 3), "0.125");
    cr_assert_str_eq(fraction("1", "8", 2), "1/8");
    cr_assert_str_eq(fraction("-4", "6", 20), "-2/3");
    cr_assert_str_eq(fraction("-8", "2", 0), "-4");
    cr_assert_str_eq(fraction("1", "123456789012345678901234567890123", 20),
                     "1/123456789012345678901234567890123");
}

Test(agreement, fractions_are_read_back)
{
    static const char *const texts[][2] = {{"1", "3"},    {"-22", "7"}, {"5", "2"},
                                           {"1e30", "7"}, {"0", "5"},   {"-1", "1e12"}};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        union cell value = number_divide(arithmetic, literal(texts[i][0]), literal(texts[i][1]));
        for (int places = 0; places <= 12; places += 3) {
            text_clear(&shown);
            number_show_fraction(arithmetic, value, places, &shown);
            cr_assert(number_same(arithmetic, value, number_fraction(arithmetic, shown.bytes)),
                      "%s", shown.bytes);
        }
    }
}

Test(agreement, faults_are_handed_on)
{
    number_fault(arithmetic, FAULT_LOG_DOMAIN);
    number_fault(arithmetic, FAULT_SQRT_DOMAIN);
    cr_assert_eq(number_take_fault(arithmetic), FAULT_LOG_DOMAIN);
    cr_assert_eq(number_take_fault(arithmetic), FAULT_NONE);
}
