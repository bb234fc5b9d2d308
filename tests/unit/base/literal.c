/* Literals as text: signs, whole numbers in any spelling, lengths. */
#include "base/literal.h"

#include <criterion/criterion.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

Test(literal, scaled)
{
    static const struct {
        const char *text;
        int places;
        long needed, scaled;
    } numbers[] = {
        {"0", 0, 0, 0},           {"-0.00", 3, 0, 0},
        {"1.50", 1, 1, 15},       {"-2", 3, 0, -2000},
        {"25e-3", 3, 3, 25},      {"1.2e1", 0, 0, 12},
        {"0.05", 2, 2, 5},        {"0.05", 4, 2, 500},
        {"12e3", 1, 0, 120000},   {"1e14", 3, 0, 100000000000000000},
        {"1e16", 3, 0, LONG_MAX}, {"-1e300", 0, 0, LONG_MIN},
    };
    long value;
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        cr_expect_eq(literal_places(numbers[i].text), numbers[i].needed, "%s", numbers[i].text);
        cr_assert(literal_scaled(numbers[i].text, numbers[i].places, &value));
        cr_expect_eq(value, numbers[i].scaled, "%s: %ld", numbers[i].text, value);
    }
    cr_expect_not(literal_scaled("0.05", 1, &value));
    cr_expect_not(literal_scaled("1e-9", 8, &value));
}

Test(literal, sign)
{
    cr_expect_eq(literal_sign("12"), 1);
    cr_expect_eq(literal_sign("-0.001e-5"), -1);
    cr_expect_eq(literal_sign("0"), 0);
    cr_expect_eq(literal_sign("-0"), 0);
    cr_expect_eq(literal_sign("-0.0e5"), 0);
    cr_expect_eq(literal_sign("0.000e12"), 0);
}

static const struct whole {
    const char *text;
    long value;
} wholes[] = {
    {"0", 0},
    {"-0", 0},
    {"0.00e7", 0},
    {"3", 3},
    {"-3", -3},
    {"3.0", 3},
    {"3e0", 3},
    {"30e-1", 3},
    {"0.3e1", 3},
    {"1.5e1", 15},
    {"120e-1", 12},
    {"1.20E+2", 120},
    {"0.0012e4", 12},
    {"16384", 16384},
    {"1e9", 1000000000},
    {"10203040", 10203040},
    {"1e18", LONG_MAX},
    {"-1e400", LONG_MIN},
    {"999999999999999999", 999999999999999999},
};

Test(literal, whole_numbers_in_any_spelling)
{
    for (size_t i = 0; i < sizeof(wholes) / sizeof(wholes[0]); i++) {
        long value = -1;
        cr_expect(literal_integer(wholes[i].text, &value), "%s", wholes[i].text);
        cr_expect_eq(value, wholes[i].value, "%s gave %ld", wholes[i].text, value);
    }
}

Test(literal, what_is_not_whole_in_decimals_is_not_whole)
{
    static const char *const texts[] = {"0.5",    "1e-1",   "2.0000000000000000000001",
                                        "12.5e0", "1.23e1", "-0.1"};
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        long value = 0;
        cr_expect_not(literal_integer(texts[i], &value), "%s", texts[i]);
    }
}

Test(literal, length_and_exponent_have_limits)
{
    char digits[LITERAL_MAX_CHARACTERS + 2];
    memset(digits, '1', sizeof(digits));
    digits[LITERAL_MAX_CHARACTERS] = '\0';
    cr_expect_not(literal_too_long(digits));
    digits[LITERAL_MAX_CHARACTERS] = '1';
    digits[LITERAL_MAX_CHARACTERS + 1] = '\0';
    cr_expect(literal_too_long(digits));
    cr_expect_not(literal_too_long("1e-1000"));
    cr_expect(literal_too_long("1e-1001"));
    cr_expect(literal_too_long("1e-99999999999999999999999999"));
    cr_expect(literal_too_long("0e1001"));
}

Test(literal, one_number_in_many_spellings)
{
    static const char *const same[][2] = {{"1e-7", "0.10E-06"}, {"8", "8.0"},
                                          {"-0", "0.00e5"},     {"100", "1e2"},
                                          {"10.50", "1.05e+1"}, {"-0.0123", "-1.23e-2"},
                                          {"1230000", "123e4"}, {"1e-2000", "1e-2000"}};
    static const char *const different[][2] = {{"1", "-1"},
                                               {"1", "10"},
                                               {"1.1", "1.11"},
                                               {"12.3", "12.4"},
                                               {"0", "1e-300"},
                                               {"1e-2000", "10e-2001"},
                                               {"4.328056270666489e-05", "4.328056270666488e-05"}};
    for (size_t i = 0; i < sizeof(same) / sizeof(same[0]); i++)
        cr_expect(literal_equal(same[i][0], same[i][1]), "%s, %s", same[i][0], same[i][1]);
    for (size_t i = 0; i < sizeof(different) / sizeof(different[0]); i++)
        cr_expect_not(literal_equal(different[i][0], different[i][1]), "%s, %s", different[i][0],
                      different[i][1]);
}

Test(literal, parts)
{
    cr_assert_eq(literal_part("0.2", 10), 2);
    cr_assert_eq(literal_part("0.29", 100), 29);
    cr_assert_eq(literal_part("0.28999999999999999999999999", 100), 28);
    cr_assert_eq(literal_part("2.50e-1", 1001), 250);
    cr_assert_eq(literal_part("20e-2", 49), 9);
    cr_assert_eq(literal_part("0.000", 49), 0);
    cr_assert_eq(literal_part("1e-9", 1000000000), 1);
    cr_assert_eq(literal_part("9.99e-10", 1000000000), 0);
    cr_assert_eq(literal_part("0.999999999999999999999999999999999", 1000000000), 999999999);
    for (long thousandths = 0; thousandths < 1000; thousandths++) {
        char text[8];
        snprintf(text, sizeof text, "0.%03ld", thousandths);
        for (long whole = 1; whole < 10000; whole += 97)
            cr_assert_eq(literal_part(text, whole), thousandths * whole / 1000);
    }
}
