/* Initial weights by seed: the same on every machine. docs/catalogue.md says what is computed; the random numbers
 * are those of number/random.h. */
#ifndef PROBLEM_INITIALIZER_H
#define PROBLEM_INITIALIZER_H

#include "problem/problem.h"

struct initializer {
    const struct initializer_entry *entry;
    const char *parameters[ENTRY_PARAMETERS];
    uint64_t seed;
    int decimals; /* numbers are rounded to so many places; constants are taken as they are */
};

/* `units * inputs` decimal literals, weight by weight and unit by unit, into values[]. Every one is the number that
 * exact arithmetic would give, rounded (ties away from zero). */
void initializer_fill(struct arena *arena, const struct initializer *initializer, int units,
                      int inputs, const char **values);

#endif
