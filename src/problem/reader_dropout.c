/* Dropout after a layer: its rate, and the mask itself or the seed of masks. */
#include "problem/reader.h"

#include "base/literal.h"
#include "number/number.h"
#include <string.h>

#define MASK_BITS 53 /* of a random number, see random_bits */

/* ---- rate ---- */

/* The smallest k with k/2^53 >= rate, by halving: comparisons are exact. */
static uint64_t threshold_of(struct arena *arena, const char *rate)
{
    struct arena *scratch = arena_child(arena);
    struct arithmetic *arithmetic = arithmetic_open(scratch, ARITHMETIC_CERTIFIED, PRECISION_FIRST);
    union cell scaled = number_multiply(arithmetic, number_literal(arithmetic, rate, strlen(rate)),
                                        number_integer(arithmetic, 1L << MASK_BITS));
    long low = 0, high = 1L << MASK_BITS; /* low: below the rate or 0; high: not below it */
    if (literal_sign(rate) == 0)
        high = 0;
    while (high - low > 1) {
        long middle = low + (high - low) / 2;
        if (number_compare(arithmetic, number_integer(arithmetic, middle), scaled) == LESS)
            low = middle;
        else
            high = middle;
    }
    arena_close(scratch);
    return (uint64_t)high;
}

static bool read_rate(struct reader *reader, const struct json *object, struct dropout *dropout)
{
    if (!json_member(object, "rate"))
        return complain(&reader->json, object, DIAGNOSTIC_MISSING_KEY,
                        "\"rate\": a number from 0 to below 1", NULL,
                        "the dropout has no \"rate\"");
    if (!field_range(reader, object, "rate", RANGE_FRACTION, &dropout->rate))
        return false;
    dropout->threshold = threshold_of(reader->json.arena, dropout->rate);
    return true;
}

/* ---- mask ---- */

static bool fill_mask(struct reader *reader, const struct json *node, int units,
                      unsigned char *mask)
{
    for (const struct json *row = node->first; row; row = row->next)
        for (const struct json *bit = row->first; bit; bit = bit->next) {
            int value = 0;
            if (!expect_integer(&reader->json, bit, 0, 1, DIAGNOSTIC_WRONG_VALUE,
                                "each number of a mask (1 keeps, 0 drops)", &value))
                return false;
            mask[row->index * (size_t)units + bit->index] = (unsigned char)value;
        }
    return true;
}

static bool check_mask_shape(struct reader *reader, const struct json *node, struct shape found,
                             int units)
{
    int samples = reader->problem->sample_count;
    struct arena *arena = reader->json.arena;
    if (found.columns != units)
        return complain(&reader->json, node->first, DIAGNOSTIC_WRONG_SHAPE,
                        count_of(arena, units, "number"), count_of(arena, found.columns, "number"),
                        "the mask has %s in a row, the layer %s",
                        count_of(arena, found.columns, "number"), count_of(arena, units, "unit"));
    if (found.rows != samples && found.rows != 1)
        return complain(&reader->json, node, DIAGNOSTIC_WRONG_SHAPE,
                        arena_printf(arena, "1 row, or %d (one per sample)", samples),
                        count_of(arena, found.rows, "row"), "the mask has %s, the inputs %s",
                        count_of(arena, found.rows, "row"), count_of(arena, samples, "row"));
    if ((long)samples * units > PROBLEM_MAX_VALUES)
        return complain(&reader->json, node, DIAGNOSTIC_TOO_LARGE,
                        arena_printf(arena, "at most %d numbers", PROBLEM_MAX_VALUES),
                        arena_printf(arena, "%d x %d", samples, units),
                        "the mask of all samples is too many numbers");
    return true;
}

static bool read_mask(struct reader *reader, const struct json *node, int units,
                      struct dropout *dropout)
{
    struct shape found = {0}, limit = {PROBLEM_MAX_SAMPLES, PROBLEM_MAX_UNITS};
    if (!measure_rows(reader, node, "the mask", limit, &found) ||
        !check_mask_shape(reader, node, found, units))
        return false;
    size_t samples = (size_t)reader->problem->sample_count, width = (size_t)units;
    unsigned char *mask = arena_array(reader->json.arena, samples * width, 1);
    if (!fill_mask(reader, node, units, mask))
        return false;
    for (size_t s = 1; found.rows == 1 && s < samples; s++)
        memcpy(mask + s * width, mask, width);
    dropout->mask = mask;
    return true;
}

bool read_dropout(struct reader *reader, const struct json *object, int units,
                  const struct dropout **dropout)
{
    struct dropout *made = arena_alloc(reader->json.arena, sizeof *made);
    const struct json *mask = json_member(object, "mask"), *seed = json_member(object, "seed");
    if (!read_rate(reader, object, made))
        return false;
    if (mask && seed)
        return complain_key(&reader->json, mask->index > seed->index ? mask : seed,
                            DIAGNOSTIC_CONFLICT, NULL, NULL,
                            "\"mask\" and \"seed\" exclude each other; give one of them");
    if (!mask && !seed)
        return complain(&reader->json, object, DIAGNOSTIC_MISSING_KEY,
                        "\"mask\": rows of 0 and 1, or \"seed\": a whole number", NULL,
                        "the dropout has neither \"mask\" nor \"seed\"");
    if (mask && reader->problem->dataset)
        return complain_key(
            &reader->json, mask, DIAGNOSTIC_CONFLICT, "\"seed\"", NULL,
            "\"mask\" does not go with \"dataset\": masks of a run are made by seed");
    *dropout = made;
    if (mask)
        return read_mask(reader, mask, units, made);
    if (!field_seed(reader, object, &made->seed))
        return false;
    replace_seed(reader, 1000 + (uint64_t)reader->problem->layer_count, &made->seed);
    return true;
}
