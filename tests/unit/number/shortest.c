/* The shortest text of a double: it reads back, and no shorter one does. Also the tables it rests
 * on. */
#include "number/powers_of_ten.h"
#include "support.h"

#include <math.h>

#define SUITE(name) Test(shortest, name, .init = open_arithmetic, .fini = close_arithmetic)

static const char *shortest(double value)
{
    text_clear(&shown);
    double_shortest(value, &shown);
    return shown.bytes;
}

static double from_bits(uint64_t bits)
{
    double value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

SUITE(known_cases)
{
    static const struct {
        double value;
        const char *text;
    } cases[] = {
        {0, "0"},
        {-0.0, "0"},
        {8, "8"},
        {-8, "-8"},
        {0.1, "0.1"},
        {0.3, "0.3"},
        {1e-4, "0.0001"},
        {1e-5, "1e-5"},
        {1e-7, "1e-7"},
        {-6.402524159581e-7, "-6.402524159581e-7"},
        {1e16, "10000000000000000"},
        {1e17, "1e17"},
        {123456789012345680, "1.2345678901234568e17"},
        {1e22, "1e22"},
        {1e23, "1e23"},
        {9007199254740993.0, "9007199254740992"},
        {5e-324, "5e-324"},
        {1e-323, "1e-323"},
        {2.2250738585072014e-308, "2.2250738585072014e-308"},
        {1.7976931348623157e308, "1.7976931348623157e308"},
        {5e-1, "0.5"},
        {4.35, "4.35"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        cr_expect_str_eq(shortest(cases[i].value), cases[i].text);
}

/* The significant digits of a number's text, without sign, point, zeros at either end, and
 * exponent. */
static int significant(const char *text, char *digits)
{
    int count = 0;
    for (; *text != '\0' && *text != 'e'; text++)
        if (*text >= '0' && *text <= '9' && (count > 0 || *text != '0'))
            digits[count++] = *text;
    while (count > 0 && digits[count - 1] == '0')
        count--;
    digits[count] = '\0';
    return count;
}

static void check_round_trip(double value)
{
    cr_assert_eq(strtod(shortest(value), NULL), value, "%a: %s", value, shown.bytes);
}

/* printf's digits, as many as it takes to read back. Next to a power of two the interval is
 * lopsided: there fewer digits than printf's may do, but never more, and never others of the same
 * length. */
static void check_shortest(double value)
{
    char printed[40], digits[400], expected[40];
    check_round_trip(value);
    int count = significant(shown.bytes, digits), needed = 1;
    for (; needed < 17; needed++) {
        snprintf(printed, sizeof printed, "%.*e", needed - 1, value);
        if (strtod(printed, NULL) == value)
            break;
    }
    snprintf(printed, sizeof printed, "%.*e", needed - 1, value);
    significant(printed, expected);
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    bool lopsided = bits << 12 == 0;
    cr_assert(count <= needed, "%a: %s, but %s", value, shown.bytes, printed);
    cr_assert(strcmp(digits, expected) == 0 || (lopsided && count < needed), "%a: %s, but %s",
              value, shown.bytes, printed);
}

SUITE(random_bit_patterns)
{
    uint64_t seed = 1;
    for (int i = 0; i < 3000000; i++) {
        double value = from_bits(random_bits(&seed));
        if (isfinite(value))
            check_round_trip(value);
    }
    for (int i = 0; i < 200000; i++) {
        double value = from_bits(random_bits(&seed));
        if (isfinite(value))
            check_shortest(value);
    }
}

SUITE(subnormals)
{
    uint64_t seed = 2;
    for (int i = 0; i < 100000; i++)
        check_shortest(from_bits(random_bits(&seed) >> (12 + random_bits(&seed) % 52)));
}

SUITE(powers_of_two_and_their_neighbours)
{
    for (uint64_t exponent = 1; exponent < 2047; exponent++)
        for (uint64_t fraction = 0; fraction < 3; fraction++) {
            check_shortest(from_bits((exponent << 52) + fraction));
            check_shortest(from_bits((exponent << 52) - fraction));
        }
}

SUITE(short_decimals)
{
    uint64_t seed = 3;
    for (int i = 0; i < 300000; i++) {
        char text[40];
        snprintf(text, sizeof text, "%llue%d", (unsigned long long)(random_bits(&seed) % 1000000),
                 (int)(random_bits(&seed) % 600) - 300);
        check_shortest(strtod(text, NULL));
    }
}

SUITE(integers_up_to_and_beyond_two_to_the_53)
{
    uint64_t seed = 4;
    for (int i = 0; i < 100000; i++)
        check_shortest((double)(random_bits(&seed) >> (1 + random_bits(&seed) % 60)));
}

SUITE(logarithms_of_powers)
{
    fmpz_t power;
    fmpz_init(power);
    for (int n = 0; n <= 1233; n++) {
        fmpz_ui_pow_ui(power, 10, (ulong)n);
        int log2 = (int)fmpz_bits(power) - 1;
        cr_assert_eq(log2_of_power_of_ten(n), log2);
        cr_assert_eq(log2_of_power_of_ten(-n), n == 0 ? 0 : -log2 - 1);
    }
    for (int n = 0; n <= 1650; n++) {
        fmpz_ui_pow_ui(power, 2, (ulong)n);
        char digits[512];
        int log10 = (int)strlen(fmpz_get_str(digits, 10, power)) - 1;
        cr_assert_eq(log10_of_power_of_two(n), log10);
        cr_assert_eq(log10_of_power_of_two(-n), n == 0 ? 0 : -log10 - 1);
    }
    fmpz_clear(power);
}

/* significand - 1 < 10^n * 2^(127 - log2) <= significand */
SUITE(significands_of_powers_of_ten)
{
    fmpq_t exact, ten;
    fmpz_t significand;
    fmpq_init(exact);
    fmpq_init(ten);
    fmpz_init(significand);
    fmpq_set_si(ten, 10, 1);
    for (int n = POWER_OF_TEN_FIRST; n <= POWER_OF_TEN_LAST; n++) {
        const struct power_of_ten entry = power_of_ten(n);
        fmpq_pow_si(exact, ten, n);
        int shift = 127 - log2_of_power_of_ten(n);
        if (shift >= 0)
            fmpq_mul_2exp(exact, exact, (ulong)shift);
        else
            fmpq_div_2exp(exact, exact, (ulong)-shift);
        fmpz_set_ui(significand, entry.upper);
        fmpz_mul_2exp(significand, significand, 64);
        fmpz_add_ui(significand, significand, entry.lower);
        cr_assert(entry.upper >> 63 == 1);
        cr_assert(fmpq_cmp_fmpz(exact, significand) <= 0);
        fmpz_sub_ui(significand, significand, 1);
        cr_assert(fmpq_cmp_fmpz(exact, significand) > 0);
    }
    fmpq_clear(exact);
    fmpq_clear(ten);
    fmpz_clear(significand);
}
