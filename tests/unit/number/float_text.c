/* The text of doubles and floats: the certified text of the same exact rational is the witness. */
#include "support.h"

#include <float.h>
#include <math.h>

static struct arithmetic *wide, *narrow;

static void open_floats(void)
{
    open_arithmetic();
    wide = arithmetic_open(arena, ARITHMETIC_FLOAT64, 0);
    narrow = arithmetic_open(arena, ARITHMETIC_FLOAT32, 0);
}

#define SUITE(name) Test(float_text, name, .init = open_floats, .fini = close_arithmetic)

static union cell real(double value)
{
    return (union cell){.real = value};
}

/* The double as an exact rational of the certified arithmetic. */
static union cell rational(double value)
{
    int exponent;
    double significand = ldexp(frexp(value, &exponent), 53);
    union cell power = number_power(arithmetic, number_integer(arithmetic, 2),
                                    number_integer(arithmetic, exponent - 53));
    return product(number_integer(arithmetic, (long)significand), power);
}

static void check(double value, struct digits digits, int at_least_place)
{
    static int uses;
    if (++uses % 1000 == 0)
        arithmetic_restart(arithmetic, PRECISION_FIRST);
    enum shown_state state;
    char expected[6000];
    union cell exact = rational(value);
    strcpy(expected, show_at(exact, digits, at_least_place, &state));
    text_clear(&shown);
    cr_assert_eq(number_show(wide, real(value), &digits, at_least_place, &shown), state, "%a: %s",
                 value, expected);
    cr_assert_str_eq(shown.bytes, expected, "%a to %d", value, digits.count);
    int place = 0, expected_place = 0;
    bool needs_precision;
    cr_assert_eq(number_first_place(wide, real(value), &place, &needs_precision),
                 number_first_place(arithmetic, exact, &expected_place, &needs_precision));
    cr_assert_eq(place, expected_place, "%a", value);
}

static void check_digits(double value, uint64_t random)
{
    check(value, (struct digits){DIGITS_SIGNIFICANT, 6}, INT_MAX);
    check(value, (struct digits){DIGITS_SIGNIFICANT, 1 + (int)(random % 25)}, INT_MAX);
    check(value, (struct digits){DIGITS_DECIMALS, (int)((random >> 8) % 25)}, INT_MAX);
    check(value, (struct digits){DIGITS_SIGNIFICANT, 6}, 10 - (int)((random >> 16) % 30));
}

static double random_double(uint64_t *seed)
{
    uint64_t bits;
    do
        bits = random_bits(seed);
    while ((bits >> 52 & 0x7ff) == 0x7ff);
    double value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

SUITE(of_random_doubles)
{
    uint64_t seed = 1;
    for (int i = 0; i < 40000; i++)
        check_digits(random_double(&seed), random_bits(&seed));
    for (int i = 0; i < 40000; i++) {
        double value = (double)(int64_t)random_bits(&seed);
        check_digits(ldexp(value, -(int)(random_bits(&seed) % 120)), random_bits(&seed));
    }
}

SUITE(of_ties_and_short_fractions)
{
    uint64_t seed = 2;
    for (int i = 0; i < 20000; i++) {
        uint64_t random = random_bits(&seed);
        double value = ldexp((double)(int64_t)(random % 2000001) - 1000000, -(int)(random >> 60));
        for (int count = 1; count < 9; count++)
            check(value, (struct digits){DIGITS_SIGNIFICANT, count}, INT_MAX);
        check(value, (struct digits){DIGITS_DECIMALS, (int)((random >> 40) % 5)}, INT_MAX);
    }
}

SUITE(of_powers_of_ten_and_their_neighbours)
{
    for (int exponent = -323; exponent <= 308; exponent++) {
        char text[16];
        snprintf(text, sizeof text, "1e%d", exponent);
        double value = strtod(text, NULL);
        check_digits(value, (uint64_t)exponent);
        check_digits(-nextafter(value, 0), (uint64_t)exponent * 7919);
        check_digits(nextafter(value, INFINITY), (uint64_t)exponent * 104729);
    }
}

SUITE(of_the_ends_of_the_range)
{
    uint64_t seed = 3;
    for (int i = 0; i < 5000; i++) {
        double value = ldexp((double)(random_bits(&seed) >> 12 >> random_bits(&seed) % 52), -1074);
        if (value != 0)
            check_digits(value, random_bits(&seed));
    }
    static const double ends[] = {5e-324, DBL_MIN, -DBL_MAX, DBL_MIN / 2, 0x1p1023};
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        check_digits(ends[i], i);
        check(ends[i], (struct digits){DIGITS_SIGNIFICANT, 1000}, INT_MAX);
        check(ends[i], (struct digits){DIGITS_DECIMALS, 1000}, INT_MAX);
    }
}

SUITE(is_exact_when_it_equals_the_double)
{
    struct digits six = {DIGITS_SIGNIFICANT, 6};
    static const struct {
        double value;
        const char *text;
        enum shown_state state;
    } cases[] = {
        {0, "0", SHOWN_EXACT},
        {-0.0, "0", SHOWN_EXACT},
        {0.5, "0.5", SHOWN_EXACT},
        {8, "8", SHOWN_EXACT},
        {0.1, "0.100000", SHOWN_ROUNDED},
        {1e6, "1e6", SHOWN_EXACT},
        {2.0000005, "2.00000", SHOWN_ROUNDED},
        {0x1p-6, "0.015625", SHOWN_EXACT},
        {1.0000005, "1.00000", SHOWN_ROUNDED},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        text_clear(&shown);
        cr_expect_eq(number_show(wide, real(cases[i].value), &six, INT_MAX, &shown), cases[i].state,
                     "%a", cases[i].value);
        cr_expect_str_eq(shown.bytes, cases[i].text);
    }
}

SUITE(bounds_from_above)
{
    uint64_t seed = 4;
    for (int i = 0; i < 5000; i++) {
        double value = random_double(&seed);
        struct text expected;
        text_open(&expected, arena);
        number_show_bound(arithmetic, rational(value), &expected);
        text_clear(&shown);
        number_show_bound(wide, real(value), &shown);
        cr_assert_str_eq(shown.bytes, expected.bytes);
    }
    text_clear(&shown);
    number_show_bound(wide, real(0), &shown);
    cr_expect_str_eq(shown.bytes, "0");
}

static const char *shortest(struct arithmetic *floats, double value)
{
    text_clear(&shown);
    cr_assert_eq(number_shortest(floats, real(value), &shown), NEAREST_FOUND);
    return shown.bytes;
}

static int digit_count(const char *text)
{
    int count = 0, zeros = 0;
    for (; *text != '\0' && *text != 'e'; text++) {
        if (*text < '0' || *text > '9' || (count == 0 && *text == '0'))
            continue;
        count++;
        zeros = *text == '0' ? zeros + 1 : 0;
    }
    return count - zeros;
}

/* printf's digits, as many as it takes to read back: never more than those are needed. */
SUITE(of_floats_is_the_shortest_that_reads_back)
{
    cr_expect_str_eq(shortest(narrow, 0.1f), "0.1");
    cr_expect_str_eq(shortest(wide, 0.1f), "0.10000000149011612");
    cr_expect_str_eq(shortest(narrow, FLT_MAX), "3.4028235e38");
    cr_expect_str_eq(shortest(narrow, 0x1p-149), "1e-45");
    cr_expect_str_eq(shortest(narrow, 16777216), "16777216");
    cr_expect_str_eq(shortest(narrow, 33554432), "33554432");
    cr_expect_str_eq(shortest(narrow, -0.0), "0");
    uint64_t seed = 5;
    for (int i = 0; i < 300000; i++) {
        uint32_t bits = (uint32_t)random_bits(&seed);
        float value;
        if (i % 10 == 0)
            bits &= UINT32_C(0xff800000);
        memcpy(&value, &bits, sizeof value);
        if (!isfinite(value))
            continue;
        cr_assert_eq(strtof(shortest(narrow, value), NULL), value, "%a: %s", value, shown.bytes);
        char printed[40];
        for (int needed = 1; needed < digit_count(shown.bytes); needed++) {
            snprintf(printed, sizeof printed, "%.*e", needed - 1, value);
            cr_assert_neq(strtof(printed, NULL), value, "%s, but %s", shown.bytes, printed);
        }
    }
}

SUITE(of_certified_values_is_that_of_the_nearest_double)
{
    text_clear(&shown);
    cr_expect_eq(number_shortest(arithmetic, literal("0.1"), &shown), NEAREST_FOUND);
    cr_expect_str_eq(shown.bytes, "0.1");
    text_clear(&shown);
    cr_expect_eq(number_shortest(arithmetic, literal("1e999"), &shown), NEAREST_OUT_OF_RANGE);
    cr_expect_str_eq(shown.bytes, "");
}
