/* Drawing numbers, and writing the problem that has them. */
#include "problem/vary.h"

#include "base/arena.h"
#include "base/json_out.h"
#include "base/json_splice.h"
#include "number/random.h"
#include <stdlib.h>
#include <string.h>

/* ---- values as text ---- */

/* first + place * step in full, without zeros at its end. */
static const char *range_text(struct arena *arena, const struct vary_values *values, long place)
{
    long value = values->first + place * values->step;
    int places = values->places;
    for (; places > 0 && value % 10 == 0; places--)
        value /= 10;
    char *digits = arena_printf(arena, "%0*ld", places + 1, labs(value));
    int whole = (int)strlen(digits) - places;
    return arena_printf(arena, "%s%.*s%s%s", value < 0 ? "-" : "", whole, digits,
                        places > 0 ? "." : "", digits + whole);
}

/* ---- drawing ---- */

struct drawing {
    struct arena *arena;
    uint64_t seed, counter;
    long *taken; /* ascending: values that cannot be drawn */
    size_t taken_count;
};

/* A number from 0 to below `count`, which is below 2^32. */
static long draw_below(struct drawing *drawing, long count)
{
    uint64_t word = random_word(drawing->seed, drawing->counter++) >> 32;
    return (long)((word * (uint64_t)count) >> 32);
}

/* The place of a value that is not taken: counted among those, then moved past the taken ones before it. */
static long draw_place(struct drawing *drawing, long count)
{
    long place = draw_below(drawing, count - (long)drawing->taken_count);
    for (size_t i = 0; i < drawing->taken_count && drawing->taken[i] <= place; i++)
        place++;
    return place;
}

static void take(struct drawing *drawing, long place)
{
    size_t at = drawing->taken_count++;
    for (; at > 0 && drawing->taken[at - 1] > place; at--)
        drawing->taken[at] = drawing->taken[at - 1];
    drawing->taken[at] = place;
}

static void draw_entry(struct drawing *drawing, const struct vary_entry *entry, const char **texts)
{
    const struct vary_values *values = &entry->values;
    size_t avoided = values->avoided_count;
    drawing->taken = arena_array(drawing->arena, avoided + entry->count, sizeof *drawing->taken);
    drawing->taken_count = avoided;
    if (avoided > 0)
        memcpy(drawing->taken, values->avoided, avoided * sizeof *drawing->taken);
    for (size_t i = 0; i < entry->count; i++) {
        long place = draw_place(drawing, values->count);
        if (entry->distinct)
            take(drawing, place);
        texts[i] =
            values->choices ? values->choices[place] : range_text(drawing->arena, values, place);
    }
}

const char *const *vary_draw(struct arena *arena, const struct vary *vary, uint64_t seed)
{
    struct drawing drawing = {.arena = arena, .seed = seed};
    const char **texts = arena_array(arena, vary->number_count, sizeof *texts);
    size_t next = 0;
    for (size_t i = 0; i < vary->count; i++) {
        draw_entry(&drawing, &vary->entries[i], texts + next);
        next += vary->entries[i].count;
    }
    return texts;
}

long vary_count_draws(const struct vary *vary, long most)
{
    long draws = 1;
    for (size_t i = 0; i < vary->count; i++) {
        const struct vary_entry *entry = &vary->entries[i];
        long values = entry->values.count - (long)entry->values.avoided_count;
        for (size_t n = 0; n < entry->count && draws < most; n++) {
            draws = values >= most / draws + 1 ? most : draws * values;
            values -= entry->distinct;
        }
    }
    return draws < most ? draws : most;
}

/* ---- writing ---- */

struct replaced {
    const struct json *number;
    const char *text;
};

struct writing {
    const struct json *vary, *title;
    const char *new_title;
    const struct replaced *replaced; /* by address */
    size_t count;
};

static int by_address(const void *a, const void *b)
{
    const struct json *first = ((const struct replaced *)a)->number;
    const struct json *second = ((const struct replaced *)b)->number;
    return first < second ? -1 : first > second;
}

static const char *replace(void *context, const struct json *node)
{
    const struct writing *writing = context;
    if (node == writing->vary)
        return json_left_out;
    if (node == writing->title)
        return writing->new_title;
    if (node->kind != JSON_NUMBER)
        return NULL;
    const struct replaced sought = {.number = node};
    const struct replaced *found =
        bsearch(&sought, writing->replaced, writing->count, sizeof *writing->replaced, by_address);
    return found ? found->text : NULL;
}

static const char *quoted_title(struct arena *arena, const struct json *title, int variant)
{
    const char *words = title ? arena_printf(arena, "%s (variant %d)", title->text, variant)
                              : arena_printf(arena, "Variant %d", variant);
    struct text quoted;
    text_open(&quoted, arena);
    json_quote(&quoted, words, strlen(words));
    return quoted.bytes;
}

void vary_write(struct arena *scratch, const struct vary *vary, const struct json_source *source,
                const char *const *texts, int variant, struct text *out)
{
    struct replaced *replaced = arena_array(scratch, vary->number_count, sizeof *replaced);
    struct writing writing = {.vary = json_member(vary->root, "vary"),
                              .title = json_member(vary->root, "title"),
                              .replaced = replaced};
    for (size_t i = 0; i < vary->count; i++)
        for (size_t n = 0; n < vary->entries[i].count; n++, writing.count++)
            replaced[writing.count] =
                (struct replaced){vary->entries[i].numbers[n], texts[writing.count]};
    qsort(replaced, writing.count, sizeof *replaced, by_address);
    writing.new_title = quoted_title(scratch, writing.title, variant);
    const char *opening =
        writing.title ? NULL : arena_printf(scratch, "\"title\": %s, ", writing.new_title);
    json_splice(source, vary->root, opening, replace, &writing, out);
    text_put(out, '\n');
}
