/* The masks of seeded dropout. */
#include "number/random.h"
#include "problem/problem.h"

bool problem_mask(const struct dropout *dropout, int update, int sample, int unit)
{
    uint64_t of_update = random_word(dropout->seed, (uint64_t)update);
    uint64_t of_sample = random_word(of_update, (uint64_t)sample);
    return random_bits(of_sample, (uint64_t)unit) >= dropout->threshold;
}
