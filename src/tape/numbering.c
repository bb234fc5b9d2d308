/* Numbers for the steps of a run, kept by family, position and instance. */
#include "tape/numbering.h"

#include "base/arena.h"
#include <string.h>

struct numbering {
    const struct tape *tape;
    int **numbers; /* by family: number + 1 of each position and instance; 0: none */
};

static size_t positions(const struct tape *tape, const struct family *family)
{
    if (family->scope == SCOPE_SAMPLE)
        return (size_t)tape->problem->sample_count;
    return family->scope == SCOPE_STEP ? (size_t)tape->batch_capacity : 1;
}

struct numbering *numbering_open(struct arena *arena, const struct tape *tape)
{
    struct numbering *numbering = arena_alloc(arena, sizeof *numbering);
    numbering->tape = tape;
    numbering->numbers = arena_array(arena, (size_t)tape->family_count, sizeof *numbering->numbers);
    for (int f = 0; f < tape->family_count; f++)
        numbering->numbers[f] = arena_array(
            arena, tape->families[f]->count * positions(tape, tape->families[f]), sizeof(int));
    return numbering;
}

static int *place_of(const struct numbering *numbering, const struct family *family,
                     size_t position, size_t instance)
{
    return &numbering->numbers[family->number][position * family->count + instance];
}

void numbering_set(struct numbering *numbering, const struct step *step, int number)
{
    *place_of(numbering, step->family, (size_t)step->position, step->instance) = number + 1;
}

int numbering_at(const struct numbering *numbering, const struct family *family, size_t position,
                 size_t instance)
{
    return *place_of(numbering, family, position, instance) - 1;
}

int numbering_of(const struct numbering *numbering, const struct step *step)
{
    return numbering_at(numbering, step->family, (size_t)step->position, step->instance);
}

void numbering_next_update(struct numbering *numbering)
{
    const struct tape *tape = numbering->tape;
    for (int f = 0; f < tape->family_count; f++) {
        const struct family *family = tape->families[f];
        if (family->updates)
            memcpy(numbering->numbers[family->updates->number], numbering->numbers[f],
                   family->count * sizeof(int));
    }
    for (int f = 0; f < tape->family_count; f++) {
        const struct family *family = tape->families[f];
        if (!family->literals)
            memset(numbering->numbers[f], 0, family->count * positions(tape, family) * sizeof(int));
    }
}
