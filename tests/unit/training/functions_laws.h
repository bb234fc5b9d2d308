/* How far exp, log and their kin of the engine are off, in units in the last place, against the C library with more digits:
 * doubles for floats, long doubles for doubles. The file that includes this says which: REAL_SINGLE, REAL_SUFFIX, REFERENCE and
 * REFERENCE_FUNCTION. */
#include "number/random.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <math.h>
#include <stdint.h>
#include <string.h>

#include "training/real.h"

#include "training/functions_real.h"

#define NUMBERS 300000

static REFERENCE units_off(REAL value, REFERENCE reference)
{
    int exponent, least = REAL_SINGLE ? -125 : -1021;
    (void)REFERENCE_FUNCTION(frexp)(reference, &exponent);
    exponent = exponent < least ? least : exponent;
    REFERENCE unit = REFERENCE_FUNCTION(ldexp)(1, exponent - REAL_MANTISSA - 1);
    return REFERENCE_FUNCTION(fabs)((REFERENCE)value - reference) / unit;
}

static double fraction(uint64_t seed, uint64_t counter)
{
    return (double)random_bits(seed, counter) * 0x1p-53;
}

typedef REAL function_of_real(REAL x);
typedef REFERENCE function_of_reference(REFERENCE x);

static void expect_close(const char *name, function_of_real *function,
                         function_of_reference *reference, REAL x, REFERENCE most)
{
    REFERENCE off = units_off(function(x), reference((REFERENCE)x));
    cr_assert(off <= most, "%s(%.17g) is %.17g, %.3g units off", name, (double)x,
              (double)function(x), (double)off);
}

/* Numbers evenly between low and high, and of all sizes down to 2^-60 on either side of 0 if that lies between. */
static void expect_all_close(const char *name, function_of_real *function,
                             function_of_reference *reference, double low, double high,
                             REFERENCE most)
{
    for (uint64_t i = 0; i < NUMBERS; i++) {
        expect_close(name, function, reference, (REAL)(low + fraction(1, i) * (high - low)), most);
        double small = ldexp(fraction(2, i) - 0.5, -(int)(i % 60));
        if (small > low && small < high)
            expect_close(name, function, reference, (REAL)small, most);
    }
}

Test(functions, exp)
{
    expect_all_close("exp", real_exp, REFERENCE_FUNCTION(exp), EXP_LEAST + 1, EXP_MOST - 1, 1);
    cr_assert(real_exp(0) == 1 && real_exp(-(REAL)INFINITY) == 0 && real_exp(-1000) == 0);
    cr_assert(isinf(real_exp(1000)) && isinf(real_exp((REAL)INFINITY)) &&
              isnan(real_exp((REAL)NAN)));
}

Test(functions, expm1)
{
    expect_all_close("expm1", real_expm1, REFERENCE_FUNCTION(expm1), -50, EXP_MOST - 1, 2);
    cr_assert(real_expm1(0) == 0 && real_expm1(-(REAL)INFINITY) == -1 && isinf(real_expm1(1000)) &&
              isnan(real_expm1((REAL)NAN)));
}

Test(functions, log)
{
    expect_all_close("log", real_log, REFERENCE_FUNCTION(log), 1e-30, 4, 1);
    expect_all_close("log", real_log, REFERENCE_FUNCTION(log), 0.9, 1.1, 1);
    for (uint64_t i = 0; i < NUMBERS; i++) /* of all exponents, subnormal ones too */
        expect_close("log", real_log, REFERENCE_FUNCTION(log),
                     of_bits((REAL_BITS)random_word(3, i) % bits_of((REAL)INFINITY)), 1);
    cr_assert(real_log(1) == 0 && isinf(real_log(0)) && isnan(real_log(-1)) &&
              isinf(real_log((REAL)INFINITY)) && isnan(real_log((REAL)NAN)));
}

Test(functions, log1p)
{
    expect_all_close("log1p", real_log1p, REFERENCE_FUNCTION(log1p), -0.999, 100, 2);
    cr_assert(real_log1p(0) == 0 && isinf(real_log1p(-1)) && isnan(real_log1p(-2)) &&
              isinf(real_log1p((REAL)INFINITY)) && isnan(real_log1p((REAL)NAN)));
}

Test(functions, tanh)
{
    expect_all_close("tanh", real_tanh, REFERENCE_FUNCTION(tanh), -25, 25, 3);
    expect_all_close("tanh", real_tanh, REFERENCE_FUNCTION(tanh), -1, 1, 3);
    cr_assert(real_tanh((REAL)INFINITY) == 1 && real_tanh(-(REAL)INFINITY) == -1 &&
              isnan(real_tanh((REAL)NAN)));
}
