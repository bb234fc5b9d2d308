/* The powers of powers_of_ten.h: every twentieth from a table, the others from the one below, times a power of five. */
#include "number/powers_of_ten.h"

#define STEP 20
#define EXACT_LAST 55 /* 5^55 < 2^128 */

/* 192 bits, the upper ones first: enough for 128 of each product to be right, which the generator proves. */
static const uint64_t table[][3] = {
#include "number/powers_of_ten.inc"
};

const uint64_t small_powers_of_ten[20] = {
    1,
    10,
    100,
    1000,
    10000,
    100000,
    1000000,
    10000000,
    100000000,
    1000000000,
    10000000000,
    100000000000,
    1000000000000,
    10000000000000,
    100000000000000,
    1000000000000000,
    10000000000000000,
    100000000000000000,
    1000000000000000000,
    UINT64_C(10000000000000000000),
};

struct power_of_ten power_of_ten(int n)
{
    unsigned above = (unsigned)(n - POWER_OF_TEN_FIRST), fives = above % STEP;
    const uint64_t *significand = table[above / STEP];
    uint64_t power = small_powers_of_ten[fives] >> fives; /* 5^fives */
    power <<= __builtin_clzll(power);
    uint128 product = (uint128)significand[2] * power;
    product = (uint128)significand[1] * power + (product >> 64);
    uint64_t next = (uint64_t)product;
    product = (uint128)significand[0] * power + (product >> 64);
    if (product >> 127 == 0)
        product = product << 1 | next >> 63;
    product += n < 0 || n > EXACT_LAST;
    return (struct power_of_ten){(uint64_t)(product >> 64), (uint64_t)product};
}
