/* Which values the sizes of a derivation are given when it is checked. */
#ifndef DERIVATION_SIZES_H
#define DERIVATION_SIZES_H

#include "derivation/derivation.h"

/* Choices that are tried: all there are, or a spread of so many. */
#define SIZE_CHOICES 12

/* A value for each of derivation->sizes. */
struct sizes {
    long values[DERIVATION_MAX_SIZES];
};

/* The choices, small ones first: the smallest, the largest and others. Without sizes there is one. */
const struct sizes *size_choices(struct arena *arena, const struct derivation *derivation,
                                 size_t *count);

/* The value of an index of dimensions and ranges: a number, or a size with an offset. */
long size_value(const struct derivation *derivation, const struct sizes *sizes,
                const struct index *index);

#endif
