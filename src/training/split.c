/* Parts of a data set: drawn by seed from the rows of one source, or from a source of their own. */
#include "training/data_source.h"

#include "base/arena.h"
#include "base/literal.h"
#include "number/random.h"
#include "training/order.h"

enum part { PART_TRAINING, PART_VALIDATION, PART_TEST };

/* The rows of one part, in the order of the source. */
static struct data_part take_part(struct arena *arena, const unsigned char *part_of, int count,
                                  enum part part)
{
    int size = 0;
    for (int row = 0; row < count; row++)
        size += part_of[row] == part;
    int *rows = arena_array(arena, (size_t)size, sizeof *rows), taken = 0;
    for (int row = 0; row < count; row++)
        if (part_of[row] == part)
            rows[taken++] = row;
    return (struct data_part){rows, size};
}

/* Marks floor(share * first) of the rows in `drawn`, from *next on. */
static bool draw_part(const struct loading *loading, const char *share, int first, const int *drawn,
                      int *next, enum part part, unsigned char *part_of)
{
    struct arena *arena = loading->scratch;
    if (!share || literal_sign(share) == 0)
        return true;
    long size = literal_part(share, first);
    if (size == 0)
        return data_complain(
            loading, NULL, DIAGNOSTIC_WRONG_SHAPE, "at least one row", NULL,
            arena_printf(arena, "the %s part is empty: a share of %s of %d row%s is no whole row",
                         part == PART_TEST ? "test" : "validation", share, first,
                         first == 1 ? "" : "s"));
    for (long i = 0; i < size; i++)
        part_of[drawn[(*next)++]] = part;
    return true;
}

bool split_rows(const struct loading *loading, int first, struct data_set *set)
{
    const struct dataset *dataset = loading->dataset;
    struct arena *scratch = loading->scratch;
    unsigned char *part_of = arena_alloc(scratch, (size_t)set->count);
    int *drawn = arena_array(scratch, (size_t)first, sizeof *drawn), next = 0;
    for (int row = 0; row < first; row++)
        drawn[row] = row;
    for (int row = first; row < set->count; row++)
        part_of[row] = PART_TEST;
    shuffle_rows(random_word(dataset->split_seed, 0), drawn, first);
    if (!draw_part(loading, dataset->test_share, first, drawn, &next, PART_TEST, part_of) ||
        !draw_part(loading, dataset->validation_share, first, drawn, &next, PART_VALIDATION,
                   part_of))
        return false;
    set->training = take_part(loading->arena, part_of, set->count, PART_TRAINING);
    set->validation = take_part(loading->arena, part_of, set->count, PART_VALIDATION);
    set->test = take_part(loading->arena, part_of, set->count, PART_TEST);
    return true;
}
