/* Lists of updates and of samples: reading, asking, writing. */
#include "tape/selection.h"

#include "base/arena.h"
#include <stdlib.h>
#include <string.h>

#define SAMPLES_LISTED 64

struct reading {
    struct arena *arena;
    const char *text;
    const struct tape *tape;
    struct diagnostics *diagnostics;
    bool samples; /* else updates */
    struct range *ranges;
    int count;
};

/* "17, 4031": the numbers that samples may be called by. */
static const char *sample_choice(struct reading *reading)
{
    const struct problem *problem = reading->tape->problem;
    struct text list;
    if (!problem->sample_numbers)
        return arena_printf(reading->arena, "1 to %d", problem->sample_count);
    text_open(&list, reading->arena);
    for (int s = 0; s < problem->sample_count && s < SAMPLES_LISTED; s++)
        text_printf(&list, "%s%d", s ? ", " : "", problem->sample_numbers[s]);
    if (problem->sample_count > SAMPLES_LISTED)
        text_literal(&list, " ...");
    return list.bytes;
}

static bool complain(struct reading *reading, const char *message)
{
    const struct tape *tape = reading->tape;
    const char *expected =
        reading->samples
            ? arena_printf(reading->arena,
                           "numbers and ranges, with commas between, of the samples %s",
                           sample_choice(reading))
            : arena_printf(
                  reading->arena,
                  "numbers from %d to %d, ranges like 2-4, first or last, with commas between",
                  tape_update_number(tape, 1), tape_update_number(tape, tape->last_update));
    return diagnose(reading->diagnostics, &(struct diagnostic){.code = DIAGNOSTIC_USAGE,
                                                               .message = message,
                                                               .expected = expected,
                                                               .found = reading->text});
}

static bool complain_list(struct reading *reading)
{
    return complain(reading, reading->samples ? "the list of samples cannot be read"
                                              : "the list of updates cannot be read");
}

/* The update before a forward pass that only shows what it led to. */
static int last_update(const struct tape *tape)
{
    return tape->problem->updates > 0 ? tape->problem->updates : 1;
}

static bool read_word(const char **at, const char *word)
{
    size_t length = strlen(word);
    if (strncmp(*at, word, length) != 0)
        return false;
    *at += length;
    return true;
}

static bool read_digits(struct reading *reading, const char **at, int *number)
{
    size_t digits = strspn(*at, "0123456789");
    if (digits == 0 || digits > 9)
        return complain_list(reading);
    *number = (int)strtol(*at, NULL, 10);
    *at += digits;
    return true;
}

/* One number or word; the update of the run. */
static bool read_update(struct reading *reading, const char **at, int *update)
{
    const struct tape *tape = reading->tape;
    if (read_word(at, "first")) {
        *update = 1;
        return true;
    }
    if (read_word(at, "last")) {
        *update = last_update(tape);
        return true;
    }
    if (!read_digits(reading, at, update))
        return false;
    *update -= tape->problem->optimizer.done;
    if (*update < 1 || *update > tape->last_update)
        return complain(reading, "there is no such update");
    return true;
}

static bool read_end(struct reading *reading, const char **at, int *end)
{
    return reading->samples ? read_digits(reading, at, end) : read_update(reading, at, end);
}

static bool has_sample(const struct problem *problem, const struct range *range)
{
    for (int s = 0; s < problem->sample_count; s++) {
        int number = problem_sample_number(problem, s);
        if (range->from <= number && number <= range->to)
            return true;
    }
    return false;
}

static bool read_range(struct reading *reading, const char **at)
{
    struct range range;
    bool last = strncmp(*at, "last", 4) == 0;
    if (!read_end(reading, at, &range.from))
        return false;
    range.to = range.from;
    if (**at == '-') {
        ++*at;
        last = strncmp(*at, "last", 4) == 0;
        if (!read_end(reading, at, &range.to))
            return false;
    }
    if (range.to < range.from)
        return complain(reading, reading->samples ? "a range of samples goes backwards"
                                                  : "a range of updates goes backwards");
    if (reading->samples && !has_sample(reading->tape->problem, &range))
        return complain(reading, "there is no such sample");
    if (last && !reading->samples)
        range.to = reading->tape->last_update;
    reading->ranges[reading->count++] = range;
    return true;
}

static int by_start(const void *a, const void *b)
{
    const struct range *left = a, *right = b;
    return left->from < right->from ? -1 : left->from > right->from;
}

/* Ranges that touch become one. */
static int merge(struct range *ranges, int count)
{
    int merged = 0;
    qsort(ranges, (size_t)count, sizeof *ranges, by_start);
    for (int i = 1; i < count; i++) {
        if (ranges[i].from > ranges[merged].to + 1)
            ranges[++merged] = ranges[i];
        else if (ranges[i].to > ranges[merged].to)
            ranges[merged].to = ranges[i].to;
    }
    return merged + 1;
}

static bool read_list(struct reading *reading, struct ranges *ranges)
{
    const char *at = reading->text;
    reading->ranges = arena_array(reading->arena, strlen(at) + 1, sizeof *reading->ranges);
    do {
        if (!read_range(reading, &at))
            return false;
        if (*at != '\0' && *at != ',')
            return complain_list(reading);
    } while (*at++ == ',');
    *ranges = (struct ranges){reading->ranges, merge(reading->ranges, reading->count)};
    return true;
}

const struct selection *selection_read(struct arena *arena, const char *updates,
                                       const char *samples, const struct tape *tape,
                                       struct diagnostics *diagnostics)
{
    struct selection *selection = arena_alloc(arena, sizeof *selection);
    struct reading of_updates = {arena, updates, tape, diagnostics, .samples = false};
    struct reading of_samples = {arena, samples, tape, diagnostics, .samples = true};
    if (samples && tape->problem->formulas) {
        diagnose(diagnostics,
                 &(struct diagnostic){.code = DIAGNOSTIC_USAGE,
                                      .message = "a problem of formulas has no samples"});
        return NULL;
    }
    bool read = (!updates || read_list(&of_updates, &selection->updates)) &&
                (!samples || read_list(&of_samples, &selection->samples));
    return read ? selection : NULL;
}

/* ---- asking ---- */

static bool ranges_have(const struct ranges *ranges, int number)
{
    int low = 0, high = ranges->count - 1;
    if (ranges->count == 0)
        return true;
    while (low < high) {
        int middle = (low + high) / 2;
        if (ranges->items[middle].to < number)
            low = middle + 1;
        else
            high = middle;
    }
    return ranges->items[low].from <= number && number <= ranges->items[low].to;
}

bool selection_has(const struct selection *selection, int update)
{
    return !selection || ranges_have(&selection->updates, update);
}

bool selection_has_sample(const struct selection *selection, int number)
{
    return !selection || ranges_have(&selection->samples, number);
}

bool selection_leaves_samples(const struct selection *selection)
{
    return selection && selection->samples.count > 0;
}

int selection_last(const struct selection *selection, const struct tape *tape)
{
    bool all = !selection || selection->updates.count == 0;
    return all ? tape->last_update : selection->updates.items[selection->updates.count - 1].to;
}

/* ---- writing ---- */

/* `first`: what ids call the number 1. */
static void write_ranges(const struct ranges *ranges, int first, struct text *out)
{
    for (int i = 0; i < ranges->count; i++) {
        const struct range *range = &ranges->items[i];
        text_printf(out, "%s%d", i ? "," : "", range->from + first - 1);
        if (range->to > range->from)
            text_printf(out, "-%d", range->to + first - 1);
    }
}

void selection_write_updates(const struct selection *selection, const struct tape *tape,
                             struct text *out)
{
    write_ranges(&selection->updates, tape_update_number(tape, 1), out);
}

void selection_write_samples(const struct selection *selection, struct text *out)
{
    write_ranges(&selection->samples, 1, out);
}
