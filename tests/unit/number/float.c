/* The arithmetics of doubles and floats: what each operation gives, its faults, literals, and the functions
 * that all arithmetics have in common. */
#include "support.h"

#include <locale.h>
#include <math.h>

static struct arithmetic *wide, *narrow;

static void open_floats(void)
{
    open_arithmetic();
    wide = arithmetic_open(arena, ARITHMETIC_FLOAT64, 0);
    narrow = arithmetic_open(arena, ARITHMETIC_FLOAT32, 0);
}

#define SUITE(name) Test(floats, name, .init = open_floats, .fini = close_arithmetic)

static union cell real(double value)
{
    return (union cell){.real = value};
}

static double read_literal(struct arithmetic *floats, const char *text)
{
    return number_literal(floats, text, strlen(text)).real;
}

SUITE(have_names_and_precisions)
{
    cr_expect_str_eq(arithmetic_name(ARITHMETIC_CERTIFIED), "certified");
    cr_expect_str_eq(arithmetic_name(arithmetic_kind(wide)), "float64");
    cr_expect_str_eq(arithmetic_name(arithmetic_kind(narrow)), "float32");
    cr_expect_eq(arithmetic_precision(wide), 53);
    cr_expect_eq(arithmetic_precision(narrow), 24);
}

SUITE(keep_their_cells_whatever_is_forgotten)
{
    union cell cell = real(1.5);
    arithmetic_keep(wide, &cell, 1);
    number_divide(wide, cell, real(0));
    arithmetic_restart(wide, PRECISION_LAST);
    cr_expect_eq(number_take_fault(wide), FAULT_NONE);
    cr_expect_eq(arithmetic_precision(wide), 53);
    cr_expect_eq(cell.real, 1.5);
}

/* ---- operations ---- */

static double random_double(uint64_t *seed, int exponents)
{
    double significand = (double)(int64_t)random_bits(seed);
    return ldexp(significand, (int)(random_bits(seed) % (unsigned)exponents) - exponents / 2 - 63);
}

SUITE(of_doubles_are_those_of_c)
{
    uint64_t seed = 1;
    for (int i = 0; i < 20000; i++) {
        double x = random_double(&seed, 40), y = random_double(&seed, 40);
        cr_assert_eq(number_add(wide, real(x), real(y)).real, x + y);
        cr_assert_eq(number_subtract(wide, real(x), real(y)).real, x - y);
        cr_assert_eq(number_multiply(wide, real(x), real(y)).real, x * y);
        cr_assert_eq(number_divide(wide, real(x), real(y)).real, x / y);
        cr_assert_eq(number_maximum(wide, real(x), real(y)).real, fmax(x, y));
        cr_assert_eq(number_minimum(wide, real(x), real(y)).real, fmin(x, y));
        cr_assert_eq(number_negate(wide, real(x)).real, -x);
        cr_assert_eq(number_apply(wide, FUNCTION_SQRT, real(fabs(x))).real, sqrt(fabs(x)));
        cr_assert_eq(number_power(wide, real(x), real(2)).real, x * x);
    }
    cr_expect_eq(number_take_fault(wide), FAULT_NONE);
}

SUITE(of_floats_are_those_of_c)
{
    uint64_t seed = 2;
    for (int i = 0; i < 20000; i++) {
        float x = (float)random_double(&seed, 40), y = (float)random_double(&seed, 40);
        cr_assert_eq(number_add(narrow, real(x), real(y)).real, x + y);
        cr_assert_eq(number_subtract(narrow, real(x), real(y)).real, x - y);
        cr_assert_eq(number_multiply(narrow, real(x), real(y)).real, x * y);
        cr_assert_eq(number_divide(narrow, real(x), real(y)).real, x / y);
        cr_assert_eq(number_apply(narrow, FUNCTION_SQRT, real(fabsf(x))).real, sqrtf(fabsf(x)));
        cr_assert_eq(number_apply(narrow, FUNCTION_TANH, real(x)).real, (float)tanh(x));
    }
    cr_expect_eq(number_integer(narrow, 16777217).real, 16777216);
    cr_expect_eq(number_pi(narrow).real, (float)3.14159265358979323846);
    cr_expect_eq(number_take_fault(narrow), FAULT_NONE);
}

SUITE(add_in_order)
{
    union cell terms[] = {real(1), real(0x1p-53), real(0x1p-53), real(-1)};
    cr_expect_eq(number_sum(wide, terms, 4).real, 0, "each half unit is lost by itself");
    union cell reversed[] = {terms[1], terms[2], terms[0], terms[3]};
    cr_expect_eq(number_sum(wide, reversed, 4).real, 0x1p-52);
    cr_expect_eq(number_sum(wide, terms, 0).real, 0);
    union cell single[] = {real(1), real(0x1p-24), real(0x1p-24), real(-1)};
    cr_expect_eq(number_sum(narrow, single, 4).real, 0);
    cr_expect_eq(number_sum(wide, single, 4).real, 0x1p-23);
}

SUITE(have_powers)
{
    static const struct {
        double base, exponent, power;
    } cases[] = {
        {0, 0, 1}, {7, 0, 1}, {2, 10, 1024}, {-2, 3, -8}, {2, -2, 0.25}, {4, 0.5, 2}, {0, 0.5, 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        cr_expect_eq(number_power(wide, real(cases[i].base), real(cases[i].exponent)).real,
                     cases[i].power);
    cr_expect_eq(number_take_fault(wide), FAULT_NONE);
}

SUITE(fault_where_there_is_no_finite_value)
{
    for (int single = 0; single < 2; single++) {
        struct arithmetic *floats = single ? narrow : wide;
        double huge = single ? 3e38 : 1e308;
        number_divide(floats, real(0), real(-0.0));
        cr_expect_eq(number_take_fault(floats), FAULT_DIVISION_BY_ZERO);
        number_apply(floats, FUNCTION_LOG, real(0));
        cr_expect_eq(number_take_fault(floats), FAULT_LOG_DOMAIN);
        number_apply(floats, FUNCTION_LOG1P, real(-1));
        cr_expect_eq(number_take_fault(floats), FAULT_LOG_DOMAIN);
        number_apply(floats, FUNCTION_SQRT, real(-1));
        cr_expect_eq(number_take_fault(floats), FAULT_SQRT_DOMAIN);
        number_power(floats, real(-8), real(0.5));
        cr_expect_eq(number_take_fault(floats), FAULT_POWER_DOMAIN);
        number_power(floats, real(0), real(-1));
        cr_expect_eq(number_take_fault(floats), FAULT_DIVISION_BY_ZERO);
        number_multiply(floats, real(huge), real(10));
        cr_expect_eq(number_take_fault(floats), FAULT_TOO_LARGE);
        number_sum(floats, (union cell[]){real(huge), real(huge), real(-huge)}, 3);
        cr_expect_eq(number_take_fault(floats), FAULT_TOO_LARGE);
        union cell infinite = number_apply(floats, FUNCTION_EXP, real(1e6));
        union cell none = number_divide(floats, real(1), infinite);
        cr_expect_eq(none.real, 0);
        cr_expect_eq(number_settle(floats, none), FAULT_NONE, "an overflow on the way to 0");
        infinite = number_apply(floats, FUNCTION_EXP, real(1e6));
        cr_expect_eq(number_settle(floats, infinite), FAULT_TOO_LARGE);
        none = number_maximum(floats, real(0), number_subtract(floats, infinite, infinite));
        cr_expect_eq(number_settle(floats, none), FAULT_TOO_LARGE,
                     "what is not a number is never hidden");
        number_compare(floats, infinite, infinite);
        cr_expect_eq(number_settle(floats, real(0)), FAULT_TOO_LARGE);
        number_apply(floats, FUNCTION_EXP, real(1e6));
        number_divide(floats, real(1), real(0));
        cr_expect_eq(number_take_fault(floats), FAULT_TOO_LARGE, "the first fault stays");
        cr_expect_eq(number_apply(floats, FUNCTION_EXP, real(-1e6)).real, 0);
        cr_expect_eq(number_take_fault(floats), FAULT_NONE, "underflow is quiet");
    }
}

SUITE(compare_exactly)
{
    cr_expect_eq(number_compare(wide, real(1), real(1 + 0x1p-52)), LESS);
    cr_expect_eq(number_compare(wide, real(2), real(1)), GREATER);
    cr_expect_eq(number_compare(wide, real(0), real(-0.0)), EQUAL);
    cr_expect(number_same(wide, real(0), real(-0.0)));
    cr_expect(!number_same(wide, real(1), real(1 + 0x1p-52)));
    cr_expect(number_is_exact_zero(wide, real(-0.0)));
    cr_expect(!number_is_exact_zero(wide, real(5e-324)));
    cr_expect(number_is_exact(wide, real(0.1)));
    cr_expect(number_agrees(wide, real(0.1), "0.1", 0));
    cr_expect(number_agrees(wide, real(0.1), "0.1001", 1e-3));
    cr_expect(!number_agrees(wide, real(0.1), "0.1002", 1e-3));
    cr_expect(!number_agrees(wide, real(0.1), "1e999", 1e-3));
}

/* ---- literals ---- */

SUITE(read_literals)
{
    static const struct {
        const char *text;
        double value;
    } cases[] = {
        {"0", 0},
        {"0e999999999999999999999", 0},
        {"-2", -2},
        {"0.1", 0.1},
        {"+1.5e-3", 0.0015},
        {"9007199254740993", 9007199254740992.0},
        {"9007199254740993.00000000000000000000000000000000000000000001", 9007199254740994.0},
        {"1e-999999999999999999999", 0},
        {"5e-324", 5e-324},
        {"2.4703282292062327e-324", 0},
        {"2.4703282292062328e-324", 5e-324},
        {"1.7976931348623157e308", 1.7976931348623157e308},
        {"123456789012345678901234567890e-20", 1234567890.1234567890},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        cr_expect_eq(read_literal(wide, cases[i].text), cases[i].value, "%s", cases[i].text);
    cr_expect_eq(number_literal(wide, "12.345", 4).real, 12.3);
    cr_expect_eq(number_take_fault(wide), FAULT_NONE);
    read_literal(wide, "1.7976931348623159e308");
    cr_expect_eq(number_take_fault(wide), FAULT_TOO_LARGE);
    read_literal(narrow, "-3.5e38");
    cr_expect_eq(number_take_fault(narrow), FAULT_TOO_LARGE);
}

/* The certified double nearest to the same text is the witness; many texts are ties, or next to one. */
SUITE(read_long_literals_to_the_nearest_double)
{
    uint64_t seed = 3;
    char text[1200];
    for (int i = 0; i < 3000; i++) {
        uint64_t bits = random_bits(&seed) % (UINT64_C(0x7fe) << 52);
        double low, expected;
        memcpy(&low, &bits, sizeof low);
        union cell half = product(number_integer(arithmetic, 1),
                                  number_power(arithmetic, number_integer(arithmetic, 2),
                                               number_integer(arithmetic, -1)));
        char ends[2][1100];
        snprintf(ends[0], sizeof ends[0], "%.800e", low);
        snprintf(ends[1], sizeof ends[1], "%.800e", nextafter(low, INFINITY));
        union cell middle =
            product(half, number_add(arithmetic, literal(ends[0]), literal(ends[1])));
        struct digits digits = {DIGITS_SIGNIFICANT, 1000};
        text_clear(&shown);
        cr_assert_eq(number_show(arithmetic, middle, &digits, INT_MAX, &shown), SHOWN_EXACT);
        snprintf(text, sizeof text, "%s", shown.bytes);
        bool scientific = strchr(text, 'e') != NULL;
        if (i % 3 == 1 && !scientific)
            strcat(text, strchr(text, '.') != NULL ? "001" : ".001");
        cr_assert_eq(number_nearest_double(arithmetic, literal(text), &expected), NEAREST_FOUND);
        cr_assert_eq(read_literal(wide, text), expected, "%s", text);
        if (i % 100 == 0)
            arithmetic_restart(arithmetic, PRECISION_FIRST);
    }
}

SUITE(read_a_thousand_digits)
{
    char text[1100] = "1.";
    memset(text + 2, '0', 1000);
    strcpy(text + 1002, "e5");
    cr_expect_eq(read_literal(wide, text), 1e5);
    strcpy(text, "9007199254740993.");
    memset(text + 17, '0', 1000);
    text[1017] = '\0';
    cr_expect_eq(read_literal(wide, text), 9007199254740992.0, "a tie goes to the even one");
    text[1016] = '1';
    cr_expect_eq(read_literal(wide, text), 9007199254740994.0, "unless any digit follows");
    text[1016] = '0';
    text[1010] = '1';
    cr_expect_eq(read_literal(wide, text), 9007199254740994.0);
    memset(text, '7', 1000);
    strcpy(text + 1000, "e-990");
    cr_expect_eq(read_literal(wide, text), 7777777777.7777777777777);
}

SUITE(read_literals_in_any_locale)
{
    static const char *const locales[] = {"de_DE.UTF-8", "de_DE.utf8", "fr_FR.UTF-8"};
    for (size_t i = 0; i < sizeof locales / sizeof *locales; i++)
        if (setlocale(LC_ALL, locales[i]) != NULL)
            break;
    cr_expect_eq(read_literal(wide, "0.12345678901234567890123"), 0.12345678901234567890123);
}

/* Rounded once to a float: by way of the nearest double some would be rounded twice. */
SUITE(read_literals_to_the_nearest_float)
{
    cr_expect_eq(read_literal(narrow, "0.1"), (double)0.1f);
    cr_expect_eq(read_literal(narrow, "1.00000005960464477539062500000000000000000000001"),
                 (double)(1 + 0x1p-23f), "just above the middle of two floats");
    cr_expect_eq(read_literal(narrow, "1.000000059604644775390625"), 1);
    cr_expect_eq(read_literal(narrow, "1e-45"), (double)0x1p-149f);
    cr_expect_eq(read_literal(narrow, "1e-60"), 0);
    uint64_t seed = 4;
    char text[64];
    for (int i = 0; i < 100000; i++) {
        uint64_t bits = random_bits(&seed);
        snprintf(text, sizeof text, "%.*e", (int)(bits % 20), random_double(&seed, 200));
        cr_assert_eq(read_literal(narrow, text), (double)strtof(text, NULL), "%s", text);
    }
}

/* ---- what is new for all arithmetics ---- */

SUITE(log1p_and_expm1_are_certified)
{
    union cell small = literal("1e-30");
    cr_expect_str_eq(show(apply(FUNCTION_LOG1P, small), 33),
                     "9.99999999999999999999999999999500e-31");
    cr_expect_str_eq(show(apply(FUNCTION_EXPM1, small), 33),
                     "1.00000000000000000000000000000050e-30");
    cr_expect(number_is_exact_zero(arithmetic, apply(FUNCTION_LOG1P, literal("0"))));
    cr_expect(number_is_exact_zero(arithmetic, apply(FUNCTION_EXPM1, literal("0"))));
    union cell plus_one =
        number_add(arithmetic, apply(FUNCTION_EXPM1, literal("2.5")), literal("1"));
    cr_expect_str_eq(show(plus_one, 30), "12.1824939607034734380701759512");
    cr_expect_str_eq(show(apply(FUNCTION_LOG1P, literal("1.5")), 20), "0.91629073187415506518");
    cr_expect_eq(number_take_fault(arithmetic), FAULT_NONE);
    apply(FUNCTION_LOG1P, literal("-1"));
    cr_expect_eq(number_take_fault(arithmetic), FAULT_LOG_DOMAIN);
    apply(FUNCTION_LOG1P, literal("-1.5"));
    cr_expect_eq(number_take_fault(arithmetic), FAULT_LOG_DOMAIN);
    apply(FUNCTION_LOG1P, number_negate(arithmetic, exp_of("1e-30")));
    cr_expect_eq(number_take_fault(arithmetic), FAULT_LOG_DOMAIN);
    union cell nearly_minus_one = number_negate(arithmetic, exp_of("-1e-60"));
    apply(FUNCTION_LOG1P, nearly_minus_one);
    cr_expect_eq(number_take_fault(arithmetic), FAULT_PRECISION);
    apply(FUNCTION_EXPM1, literal("1e30"));
    cr_expect_eq(number_take_fault(arithmetic), FAULT_TOO_LARGE);
    cr_expect_float_eq(number_apply(wide, FUNCTION_LOG1P, real(1e-30)).real, 1e-30, 1e-45);
    cr_expect_float_eq(number_apply(wide, FUNCTION_EXPM1, real(1e-30)).real, 1e-30, 1e-45);
}

SUITE(pi_is_certified)
{
    union cell pi = number_pi(arithmetic);
    cr_expect_str_eq(show(pi, 36), "3.14159265358979323846264338327950288");
    cr_expect(number_same(arithmetic, pi, number_pi(arithmetic)), "one atom");
    cr_expect_eq(number_pi(wide).real, acos(-1));
}
