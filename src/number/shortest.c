/* The shortest decimal that reads back as the same double, or float.
 *
 * After Raffaello Giulietti, "The Schubfach way to render doubles" (2020). The numbers that read
 * back as v = c * 2^q form an interval around v, with its ends where c is even. With k =
 * floor(log10 of its width) the multiples of 10^(k+1) in the interval are at most one, and those of
 * 10^k at least one: if there is one of the former, it without its zeros is the shortest; else the
 * multiple of 10^k nearest to v. The interval is scaled by 10^-k and by 4, in 128-bit arithmetic
 * that keeps one sticky bit; the paper's result is that the comparisons with integers then come out
 * as for the exact numbers. A float is such a v too, with a shorter c and a wider interval. */
#include "number/binary.h"
#include "number/notation.h"
#include "number/powers_of_ten.h"

#include <float.h>

/* floor(g * x / 2^128), with the last bit set if anything was cut off. */
static uint64_t multiply_sticky(const struct power_of_ten *g, uint64_t x)
{
    uint128 product = (uint128)g->upper * x + (uint64_t)((uint128)g->lower * x >> 64);
    return (uint64_t)(product >> 64) | ((uint64_t)product > 1);
}

/* Of the multiples 4*s and 4*(s+1) around the middle: is exactly one in [low, high]? Then *chosen
 * is it. */
static bool single_inside(uint64_t s, uint64_t step, uint64_t low, uint64_t high, uint64_t *chosen)
{
    bool below = low <= step * s, above = step * (s + 1) <= high;
    *chosen = s + above;
    return below != above;
}

/* v = digits * 10^*exponent */
static uint64_t shortest_digits(const struct binary *v, int *exponent)
{
    /* The logarithm of 2^q, or of 3/4 * 2^q: 262611 / 2^22 = log10 2 and 524031 / 2^22 =
     * -log10(3/4). */
    int k = (v->q * 1262611 - (v->closer_below ? 524031 : 0)) >> 22;
    int shift = v->q + log2_of_power_of_ten(-k) + 1;
    const struct power_of_ten g = power_of_ten(-k);
    uint64_t low = multiply_sticky(&g, (4 * v->c - 2 + v->closer_below) << shift);
    uint64_t middle = multiply_sticky(&g, (4 * v->c) << shift);
    uint64_t high = multiply_sticky(&g, (4 * v->c + 2) << shift);
    low += v->c & 1; /* the ends belong to an even c only */
    high -= v->c & 1;
    uint64_t s = middle / 4, chosen;
    *exponent = k + 1;
    if (s >= 10 && single_inside(s / 10, 40, low, high, &chosen))
        return chosen;
    *exponent = k;
    if (single_inside(s, 4, low, high, &chosen))
        return chosen;
    uint64_t tie = 4 * s + 2;
    return s + (middle > tie || (middle == tie && (s & 1)));
}

static void write_shortest(const struct binary *v, bool negative, struct text *out)
{
    struct places places = {.significant = true, .count = DBL_DECIMAL_DIG, .at_least = INT64_MAX};
    struct decimal decimal;
    int exponent = 0;
    /* Integers below 2^53, or 2^24, are their own shortest decimals; zeros at the end go when they
     * are written. */
    bool integer = v->q <= 0 && v->q > -DBL_MANT_DIG && (v->c & ((UINT64_C(1) << -v->q) - 1)) == 0;
    uint64_t digits = integer ? v->c >> -v->q : v->c == 0 ? 0 : shortest_digits(v, &exponent);
    decimal_set(&decimal, digits, exponent);
    decimal.exact = true;
    decimal.negative = negative;
    decimal_write(&decimal, &places, out);
}

void double_shortest(double value, struct text *out)
{
    struct binary v = binary_of_double(value);
    write_shortest(&v, value < 0, out);
}

void float_shortest(float value, struct text *out)
{
    struct binary v = binary_of_float(value);
    write_shortest(&v, value < 0, out);
}
