/* SplitMix64 by counter, and the masks of seeded dropout. */
#include "problem/random.h"

#include "problem/problem.h"

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

bool problem_mask(const struct dropout *dropout, int update, int sample, int unit)
{
    uint64_t of_update = random_word(dropout->seed, (uint64_t)update);
    uint64_t of_sample = random_word(of_update, (uint64_t)sample);
    return random_bits(of_sample, (uint64_t)unit) >= dropout->threshold;
}
