/* Doubles and floats taken apart by their bits (IEEE 754). Private to the room. */
#ifndef NUMBER_BINARY_H
#define NUMBER_BINARY_H

#include <float.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

/* |value| = c * 2^q; with `closer_below` the number below is only half as far as the one above. */
struct binary {
    uint64_t c;
    int q;
    bool closer_below;
};

/* From the fields of a format whose significands have `width` bits, the first of them unwritten. */
static inline struct binary binary_of(uint64_t fraction, int exponent, int width,
                                      int least_exponent)
{
    int q = (exponent == 0 ? 1 : exponent) - 1 + least_exponent - width;
    if (exponent == 0)
        return (struct binary){fraction, q, false};
    return (struct binary){fraction | UINT64_C(1) << (width - 1), q, fraction == 0 && exponent > 1};
}

static inline struct binary binary_of_double(double value)
{
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    return binary_of(bits & ((UINT64_C(1) << 52) - 1), (int)(bits >> 52 & 0x7ff), DBL_MANT_DIG,
                     DBL_MIN_EXP);
}

static inline struct binary binary_of_float(float value)
{
    uint32_t bits;
    memcpy(&bits, &value, sizeof bits);
    return binary_of(bits & ((UINT32_C(1) << 23) - 1), (int)(bits >> 23 & 0xff), FLT_MANT_DIG,
                     FLT_MIN_EXP);
}

#endif
