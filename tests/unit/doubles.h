/* Doubles in certified arithmetic, exactly, and whether a certified value lies within doubles. */
#ifndef TESTS_UNIT_DOUBLES_H
#define TESTS_UNIT_DOUBLES_H

#include "number/number.h"

#include <math.h>

static inline union cell certified_double(struct arithmetic *certified, double x)
{
    int exponent;
    long significand = (long)ldexp(frexp(x, &exponent), 53);
    union cell scale = number_power(certified, number_integer(certified, 2),
                                    number_integer(certified, exponent - 53));
    return number_multiply(certified, number_integer(certified, significand), scale);
}

/* Not proven to lie outside. */
static inline bool lies_within(struct arithmetic *certified, union cell value,
                               struct interval bounds)
{
    return (isinf(bounds.low) ||
            number_compare(certified, certified_double(certified, bounds.low), value) != GREATER) &&
           (isinf(bounds.high) ||
            number_compare(certified, certified_double(certified, bounds.high), value) != LESS);
}

#endif
