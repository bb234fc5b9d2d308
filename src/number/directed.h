/* Doubles rounded outward: a lower and an upper bound of each sum, product, quotient and root of two doubles, the
 * exact result itself where that is a double.
 *
 * What rounding to nearest did is told by the error it made, which for these operations is a double, or has the sign
 * of one (Shewchuk, "Adaptive precision floating-point arithmetic", 1997; Muller et al., "Handbook of
 * Floating-Point Arithmetic", 2010, chapter 4). No rounding mode is switched. Zero times infinity is 0: an infinite
 * end stands for large numbers. Private to the room. */
#ifndef NUMBER_DIRECTED_H
#define NUMBER_DIRECTED_H

#include <float.h>
#include <math.h>

/* Below this the errors of products and quotients may be no doubles any more. */
#define DIRECTED_TINY 0x1p-960

/* `rounded` + `error` is the exact result, or error has its sign; NaN: it is not known. An infinite end stays; a finite
 * result that overflowed is bounded by the largest double. */
static inline double directed_lower(double rounded, double error)
{
    if (isinf(rounded))
        return rounded > 0 ? DBL_MAX : rounded;
    return error >= 0 ? rounded : nextafter(rounded, -INFINITY);
}

static inline double directed_upper(double rounded, double error)
{
    return -directed_lower(-rounded, -error);
}

/* The error of sum = a + b rounded (Knuth's TwoSum). */
static inline double sum_error(double a, double b, double sum)
{
    double b_rounded = sum - a;
    return (a - (sum - b_rounded)) + (b - b_rounded);
}

static inline double lower_sum(double a, double b)
{
    return directed_lower(a + b, sum_error(a, b, a + b));
}

static inline double upper_sum(double a, double b)
{
    return -lower_sum(-a, -b);
}

static inline double lower_product(double a, double b)
{
    if (a == 0 || b == 0)
        return 0;
    double product = a * b;
    return directed_lower(product, fabs(product) < DIRECTED_TINY ? NAN : fma(a, b, -product));
}

static inline double upper_product(double a, double b)
{
    return -lower_product(-a, b);
}

/* b is not 0, and of a and b only one is infinite. */
static inline double lower_quotient(double a, double b)
{
    if (a == 0 || isinf(b))
        return 0;
    double quotient = a / b;
    if (fabs(a) < DIRECTED_TINY || fabs(quotient) < DIRECTED_TINY)
        return directed_lower(quotient, NAN);
    double rest = fma(-quotient, b, a);
    return directed_lower(quotient, b < 0 ? -rest : rest);
}

static inline double upper_quotient(double a, double b)
{
    return -lower_quotient(-a, b);
}

/* a >= 0 */
static inline double lower_root(double a)
{
    if (a == 0 || isinf(a))
        return a == 0 ? 0 : DBL_MAX;
    double root = sqrt(a);
    return directed_lower(root, a < DIRECTED_TINY ? NAN : fma(-root, root, a));
}

static inline double upper_root(double a)
{
    if (a == 0 || isinf(a))
        return a;
    double root = sqrt(a);
    return directed_upper(root, a < DIRECTED_TINY ? NAN : fma(-root, root, a));
}

/* Functions of the C library are widened by at least 4 units in the last place of their result. The largest errors
 * known are 2.22 (tanh of glibc and musl), 1.43 (erf) and below 1 for the others of functions.def and pow (Zimmermann
 * and others, "Accuracy of mathematical functions in single, double, extended double and quadruple precision",
 * 2021). */
#define LIBRARY_ULPS 5 /* of which rounding takes less than one */

static inline double library_lower(double value)
{
    if (isinf(value))
        return value > 0 ? DBL_MAX : value;
    return value - LIBRARY_ULPS * (fabs(value) * 0x1p-52 + 0x1p-1074);
}

static inline double library_upper(double value)
{
    return -library_lower(-value);
}

#endif
