/* SplitMix64 by counter. */
#include "number/random.h"

uint64_t random_word(uint64_t seed, uint64_t counter)
{
    uint64_t z = seed + (counter + 1) * UINT64_C(0x9e3779b97f4a7c15);
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

uint64_t random_bits(uint64_t seed, uint64_t counter)
{
    return random_word(seed, counter) >> 11;
}
