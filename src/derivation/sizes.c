/* Choices of the sizes: all of them, or the two ends and some in between that differ from one another. */
#include "derivation/sizes.h"

#include "base/arena.h"
#include "number/random.h"
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#define SEED 0x73697a6573ULL
#define DRAWS_MOST 1000

long size_value(const struct derivation *derivation, const struct sizes *sizes,
                const struct index *index)
{
    if (!index->variable)
        return index->offset;
    for (int s = 0; s < derivation->size_count; s++)
        if (strcmp(derivation->sizes[s].name, index->variable) == 0)
            return sizes->values[s] + index->offset;
    assert(!"an index of dimensions and ranges is a number or a size");
    return 0;
}

static long extent(const struct size_symbol *size)
{
    return size->last - size->first + 1;
}

/* How many there are; SIZE_CHOICES + 1 stands for any number beyond. */
static size_t choices_in_all(const struct derivation *derivation)
{
    size_t count = 1;
    for (int s = 0; s < derivation->size_count; s++) {
        count *= (size_t)extent(&derivation->sizes[s]);
        if (count > SIZE_CHOICES)
            return SIZE_CHOICES + 1;
    }
    return count;
}

/* Choice `number` of all, the last size running fastest. */
static struct sizes numbered(const struct derivation *derivation, size_t number)
{
    struct sizes sizes = {0};
    for (int s = derivation->size_count - 1; s >= 0; s--) {
        size_t values = (size_t)extent(&derivation->sizes[s]);
        sizes.values[s] = derivation->sizes[s].first + (long)(number % values);
        number /= values;
    }
    return sizes;
}

/* Of two in three draws the smaller is taken: small sizes cost less and are read more easily. */
static struct sizes drawn(const struct derivation *derivation, uint64_t *counter)
{
    struct sizes sizes = {0};
    for (int s = 0; s < derivation->size_count; s++) {
        const struct size_symbol *size = &derivation->sizes[s];
        uint64_t values = (uint64_t)extent(size);
        uint64_t a = random_word(SEED, (*counter)++) % values;
        uint64_t b = random_word(SEED, (*counter)++) % values;
        bool smaller = random_word(SEED, (*counter)++) % 3 > 0;
        sizes.values[s] = size->first + (long)(smaller && b < a ? b : a);
    }
    return sizes;
}

static bool is_among(const struct sizes *choices, size_t count, const struct sizes *sizes)
{
    for (size_t i = 0; i < count; i++)
        if (memcmp(&choices[i], sizes, sizeof *sizes) == 0)
            return true;
    return false;
}

static size_t spread(const struct derivation *derivation, struct sizes *choices)
{
    uint64_t counter = 0;
    choices[0] = choices[1] = (struct sizes){0};
    for (int s = 0; s < derivation->size_count; s++) {
        choices[0].values[s] = derivation->sizes[s].first;
        choices[1].values[s] = derivation->sizes[s].last;
    }
    size_t count = 2;
    for (int draw = 0; draw < DRAWS_MOST && count < SIZE_CHOICES; draw++) {
        struct sizes sizes = drawn(derivation, &counter);
        if (!is_among(choices, count, &sizes))
            choices[count++] = sizes;
    }
    return count;
}

static int by_sum(const void *a, const void *b)
{
    const struct sizes *x = a, *y = b;
    long difference = 0;
    for (int s = 0; s < DERIVATION_MAX_SIZES; s++)
        difference += x->values[s] - y->values[s];
    for (int s = 0; s < DERIVATION_MAX_SIZES && difference == 0; s++)
        difference = x->values[s] - y->values[s];
    return difference < 0 ? -1 : difference > 0;
}

const struct sizes *size_choices(struct arena *arena, const struct derivation *derivation,
                                 size_t *count)
{
    struct sizes *choices = arena_array(arena, SIZE_CHOICES, sizeof *choices);
    *count = choices_in_all(derivation);
    if (*count > SIZE_CHOICES)
        *count = spread(derivation, choices);
    else
        for (size_t i = 0; i < *count; i++)
            choices[i] = numbered(derivation, i);
    qsort(choices, *count, sizeof *choices, by_sum);
    return choices;
}
