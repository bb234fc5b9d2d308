/* Random numbers that are the same on every machine: SplitMix64 (Steele, Lea and Flood, "Fast Splittable Pseudorandom
 * Number Generators", 2014) used by counter, so that any number can be had without those before it. */
#ifndef NUMBER_RANDOM_H
#define NUMBER_RANDOM_H

#include <stdint.h>

/* The number at place `counter` (from 0) of the sequence that SplitMix64 gives for `seed`. */
uint64_t random_word(uint64_t seed, uint64_t counter);

/* The first 53 bits of that word: the fraction random_bits / 2^53 is uniform in [0, 1). */
uint64_t random_bits(uint64_t seed, uint64_t counter);

#endif
