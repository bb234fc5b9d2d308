/* Lists of updates: reading, asking, writing. */
#include "tape/selection.h"

#include "base/arena.h"
#include <stdlib.h>
#include <string.h>

struct reading {
    struct arena *arena;
    const char *text;
    const struct tape *tape;
    struct diagnostics *diagnostics;
    struct update_range *ranges;
    int count;
};

static bool complain(struct reading *reading, const char *message)
{
    const struct tape *tape = reading->tape;
    const char *expected =
        arena_printf(reading->arena,
                     "numbers from %d to %d, ranges like 2-4, first or last, with commas between",
                     tape_update_number(tape, 1), tape_update_number(tape, tape->last_update));
    return diagnose(reading->diagnostics, &(struct diagnostic){.code = DIAGNOSTIC_USAGE,
                                                               .message = message,
                                                               .expected = expected,
                                                               .found = reading->text});
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
    size_t digits = strspn(*at, "0123456789");
    if (digits == 0 || digits > 9)
        return complain(reading, "the list of updates cannot be read");
    *update = (int)strtol(*at, NULL, 10) - tape->problem->optimizer.done;
    *at += digits;
    if (*update < 1 || *update > tape->last_update)
        return complain(reading, "there is no such update");
    return true;
}

static bool read_range(struct reading *reading, const char **at)
{
    struct update_range range;
    bool last = strncmp(*at, "last", 4) == 0;
    if (!read_update(reading, at, &range.from))
        return false;
    range.to = range.from;
    if (**at == '-') {
        ++*at;
        last = strncmp(*at, "last", 4) == 0;
        if (!read_update(reading, at, &range.to))
            return false;
    }
    if (range.to < range.from)
        return complain(reading, "a range of updates goes backwards");
    if (last)
        range.to = reading->tape->last_update;
    reading->ranges[reading->count++] = range;
    return true;
}

static int by_start(const void *a, const void *b)
{
    const struct update_range *left = a, *right = b;
    return left->from < right->from ? -1 : left->from > right->from;
}

/* Ranges that touch become one. */
static int merge(struct update_range *ranges, int count)
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

const struct selection *selection_read(struct arena *arena, const char *text,
                                       const struct tape *tape, struct diagnostics *diagnostics)
{
    struct reading reading = {arena, text, tape, diagnostics, NULL, 0};
    reading.ranges = arena_array(arena, strlen(text) + 1, sizeof *reading.ranges);
    const char *at = text;
    do {
        if (!read_range(&reading, &at))
            return NULL;
        if (*at != '\0' && *at != ',') {
            complain(&reading, "the list of updates cannot be read");
            return NULL;
        }
    } while (*at++ == ',');
    struct selection *selection = arena_alloc(arena, sizeof *selection);
    *selection = (struct selection){reading.ranges, merge(reading.ranges, reading.count)};
    return selection;
}

bool selection_has(const struct selection *selection, int update)
{
    if (!selection)
        return true;
    int low = 0, high = selection->count - 1;
    while (low < high) {
        int middle = (low + high) / 2;
        if (selection->ranges[middle].to < update)
            low = middle + 1;
        else
            high = middle;
    }
    return selection->ranges[low].from <= update && update <= selection->ranges[low].to;
}

int selection_last(const struct selection *selection, const struct tape *tape)
{
    return selection ? selection->ranges[selection->count - 1].to : tape->last_update;
}

void selection_write(const struct selection *selection, const struct tape *tape, struct text *out)
{
    for (int i = 0; i < selection->count; i++) {
        const struct update_range *range = &selection->ranges[i];
        text_printf(out, "%s%d", i ? "," : "", tape_update_number(tape, range->from));
        if (range->to > range->from)
            text_printf(out, "-%d", tape_update_number(tape, range->to));
    }
}
