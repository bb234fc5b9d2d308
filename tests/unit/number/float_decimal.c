/* Floats as literals: what is written means exactly the float, and is a number of JSON that a problem file may have. */
#include "support.h"

#include "base/json.h"
#include "base/literal.h"
#include "number/float_decimal.h"
#include <float.h>
#include <math.h>

#define SUITE(name) Test(float_decimal, name, .init = open_arithmetic, .fini = close_arithmetic)

static void expect_decimal(double value, const char *wanted)
{
    const char *found = float_decimal(arena, value);
    cr_expect_str_eq(found, wanted, "%a: %s", value, found);
}

SUITE(cases)
{
    expect_decimal(0, "0");
    expect_decimal(-0.0, "0");
    expect_decimal(1, "1");
    expect_decimal(-3, "-3");
    expect_decimal(0.5, "0.5");
    expect_decimal(-12.375, "-12.375");
    expect_decimal(100, "100");
    expect_decimal(1200.5, "1200.5");
    expect_decimal(0.1f, "0.100000001490116119384765625");
    expect_decimal(0.1, "0.1000000000000000055511151231257827021181583404541015625");
    expect_decimal(0x1p-16, "0.0000152587890625");
    expect_decimal(0x1p-20, "9.5367431640625e-7");
    expect_decimal(0x1p-3, "0.125");
    expect_decimal(1e20, "100000000000000000000");
    expect_decimal(1e22, "1e22");
    expect_decimal(0x1p70, "1.180591620717411303424e21");
}

/* value = the literal: the certified difference is exactly 0. */
static void expect_exact(double value)
{
    const char *text = float_decimal(arena, value);
    int exponent;
    double significand = ldexp(frexp(value, &exponent), 53);
    union cell power = number_power(arithmetic, number_integer(arithmetic, 2),
                                    number_integer(arithmetic, exponent - 53));
    union cell wanted =
        number_multiply(arithmetic, number_integer(arithmetic, (long)significand), power);
    union cell found = number_literal(arithmetic, text, strlen(text));
    cr_expect(number_is_exact_zero(arithmetic, number_subtract(arithmetic, found, wanted)),
              "%a: %s", value, text);
    cr_expect_eq(json_double(text), value);
    cr_expect_not(literal_too_long(text), "%s", text);
    struct json_source source = {"n", text, strlen(text)};
    struct diagnostics diagnostics;
    diagnostics_open(&diagnostics, arena);
    cr_expect_not_null(json_read(arena, &source, &diagnostics), "%s", text);
}

SUITE(every_exponent)
{
    static const double significands[] = {
        1, 1.5, 1 + DBL_EPSILON, 2 - DBL_EPSILON, 1.5707963267948966, 1.0000001f};
    for (int exponent = -1074; exponent < 1024; exponent += 7)
        for (size_t i = 0; i < sizeof significands / sizeof *significands; i++) {
            double value = ldexp(significands[i], exponent);
            if (value != 0 && isfinite(value)) {
                expect_exact(value);
                expect_exact(-value);
            }
        }
    expect_exact(DBL_MAX);
    expect_exact(DBL_MIN);
    expect_exact(DBL_TRUE_MIN);
    expect_exact(DBL_MIN - DBL_TRUE_MIN);
    expect_exact(FLT_MAX);
    expect_exact(FLT_TRUE_MIN);
}
