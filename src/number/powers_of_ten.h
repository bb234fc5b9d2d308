/* Powers of ten as 128-bit significands, and logarithms of powers by integers. Private to the room.
 *
 * 10^n = significand * 2^(floor(log2 10^n) - 127) with the significand in [2^127, 2^128), rounded
 * up where it is not exact. For the upper half alone: upper * 2^64 <= exact significand <=
 * (upper + 1) * 2^64. They come from a table that powers_of_ten.py computes when the program is built. */
#ifndef NUMBER_POWERS_OF_TEN_H
#define NUMBER_POWERS_OF_TEN_H

#include <stdint.h>

#define POWER_OF_TEN_FIRST (-340)
#define POWER_OF_TEN_LAST 340

struct power_of_ten {
    uint64_t upper, lower;
};

/* FIRST <= n <= LAST */
struct power_of_ten power_of_ten(int n);

/* 10^n for n = 0..19 */
extern const uint64_t small_powers_of_ten[20];

__extension__ typedef unsigned __int128 uint128;

/* floor(log2 10^n) for |n| <= 1233, floor(log10 2^n) for |n| <= 1650: the constants are the
 * logarithms rounded in the last bit, and tests/unit/number/shortest.c compares every argument with
 * integers. */
static inline int log2_of_power_of_ten(int n)
{
    return (n * 1741647) >> 19;
}

static inline int log10_of_power_of_two(int n)
{
    return (n * 78913) >> 18;
}

#endif
