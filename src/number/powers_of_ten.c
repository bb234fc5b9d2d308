/* The tables of powers_of_ten.h. */
#include "number/powers_of_ten.h"

const struct power_of_ten powers_of_ten[POWER_OF_TEN_LAST - POWER_OF_TEN_FIRST + 1] = {
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
