/* The masks of seeded dropout. */
#include "number/random.h"
#include "problem/problem.h"

static uint64_t seed_of_sample(const struct dropout *dropout, int update, int sample)
{
    return random_word(random_word(dropout->seed, (uint64_t)update), (uint64_t)sample);
}

bool problem_mask(const struct dropout *dropout, int update, int sample, int unit)
{
    uint64_t of_sample = seed_of_sample(dropout, update, sample);
    return random_bits(of_sample, (uint64_t)unit) >= dropout->threshold;
}

void problem_masks(const struct dropout *dropout, int update, int sample, int units,
                   unsigned char *kept)
{
    uint64_t of_sample = seed_of_sample(dropout, update, sample);
    for (int k = 0; k < units; k++)
        kept[k] = random_bits(of_sample, (uint64_t)k) >= dropout->threshold;
}
