/* What the fuzz targets of data sets share: bytes as a file without a name, and what holds of every data set that loads. */
#ifndef TESTS_FUZZ_DATA_INPUT_H
#define TESTS_FUZZ_DATA_INPUT_H

#include "input.h"
#include "training/data_set.h"
#include <math.h>

static inline void close_file(void *file)
{
    fclose(file);
}

/* A name under which the bytes can be opened as a file, once. */
static inline const char *file_of(struct arena *arena, const char *bytes, size_t size)
{
    FILE *file = tmpfile();
    if (!file)
        arena_exhausted(arena);
    arena_defer(arena, close_file, file);
    if (fwrite(bytes, 1, size, file) != size || fflush(file) != 0)
        arena_exhausted(arena);
    rewind(file);
    return arena_printf(arena, "/dev/fd/%d", fileno(file));
}

/* Every row is in one part, has a class, and numbers that are finite. */
static inline void check_set(struct arena *arena, const struct data_set *set)
{
    double *inputs = arena_array(arena, (size_t)set->features, sizeof *inputs);
    double *targets = arena_array(arena, (size_t)set->outputs, sizeof *targets);
    if (set->training.count + set->validation.count + set->test.count != set->count)
        fail("rows are lost, or in two parts", "");
    for (int row = 0; row < set->count; row++) {
        data_set_gather(set, &row, 1, inputs, targets);
        for (int i = 0; i < set->features; i++)
            if (!isfinite(inputs[i]))
                fail("a feature is not finite", "");
        for (int i = 0; i < set->outputs; i++)
            if (!isfinite(targets[i]))
                fail("a target is not finite", "");
        if (set->labels && (set->labels[row] < 0 || set->labels[row] >= set->classes))
            fail("a class is out of range", "");
    }
}

static inline void load_and_check(struct arena *arena, const struct problem *problem)
{
    struct diagnostics diagnostics;
    diagnostics_open(&diagnostics, arena);
    const struct data_set *set = data_set_load(arena, problem, ".", PRECISION_DOUBLE, &diagnostics);
    expect_errors(arena, &diagnostics, set == NULL);
    if (set)
        check_set(arena, set);
}

#endif
