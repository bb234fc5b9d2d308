/* "vary": for each key, which values its numbers take in variants. Where two keys name the same number, the one that fixes
 * more of it decides. Which numbers a key names is in vary_numbers.c. */
#include "problem/reader.h"

#include "base/literal.h"
#include "problem/vary.h"
#include <stdlib.h>
#include <string.h>

#define AVOIDED_MOST 1000

static const char digits_wanted[] = "at most 15 digits";

static bool refuse_beside(struct reader *reader, const struct json *object, const char *key,
                          const char *const *others, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const struct json *member = json_member(object, others[i]);
        if (member)
            return complain_key(&reader->json, member, DIAGNOSTIC_CONFLICT, NULL, NULL,
                                "\"%s\" does not go with \"%s\"", others[i], key);
    }
    return true;
}

/* ---- "choose" ---- */

static bool read_choices(struct reader *reader, const struct json *object,
                         struct vary_values *values)
{
    static const char *const others[] = {"min", "max", "step", "decimals", "not"};
    const struct json *choose = json_member(object, "choose");
    if (!refuse_beside(reader, object, "choose", others, sizeof others / sizeof *others) ||
        !expect_kind(&reader->json, choose, JSON_ARRAY, "\"choose\""))
        return false;
    if (choose->count == 0)
        return complain(&reader->json, choose, DIAGNOSTIC_WRONG_SHAPE, "at least one number",
                        json_describe(reader->json.arena, choose), "\"choose\" must not be empty");
    const char **choices = arena_array(reader->json.arena, choose->count, sizeof *choices);
    values->choices = choices;
    values->count = (long)choose->count;
    return fill_numbers(reader, choose, "each number of \"choose\"", choices, 1);
}

/* ---- ranges ---- */

/* The ends of a range as they are written. */
struct range {
    const char *min, *max, *step;
    int decimals; /* NONE: not said */
};

#define NONE (-1)

static bool complain_missing(struct reader *reader, const struct json *object, const char *key)
{
    return complain(&reader->json, object, DIAGNOSTIC_MISSING_KEY,
                    "\"min\", \"max\" and \"step\" or \"decimals\"; or \"choose\"", NULL,
                    "the values of \"%s\" have no \"%s\"", object->key, key);
}

static bool read_ends(struct reader *reader, const struct json *object, struct range *range)
{
    static const char *const decimals[] = {"decimals"};
    if (!field_number(&reader->json, object, "min", &range->min) ||
        !field_number(&reader->json, object, "max", &range->max) ||
        !field_range(reader, object, "step", RANGE_POSITIVE, &range->step) ||
        !field_integer(&reader->json, object, "decimals", 0, VARY_DIGITS_MOST, &range->decimals))
        return false;
    if (!range->min || !range->max)
        return complain_missing(reader, object, range->min ? "max" : "min");
    if (!range->step && range->decimals == NONE)
        return complain_missing(reader, object, "step");
    return !range->step || refuse_beside(reader, object, "step", decimals, 1);
}

static int most_places(const char *literal, int places)
{
    int needed = literal_places(literal);
    return needed > places ? needed : places;
}

/* literal * 10^places, if it has no more digits than may be. */
static bool scale(struct reader *reader, const struct json *object, const char *key,
                  const char *literal, int places, long *value)
{
    long limit = 1;
    for (int i = 0; i < VARY_DIGITS_MOST; i++)
        limit *= 10;
    bool fits = places <= VARY_DIGITS_MOST && literal_scaled(literal, places, value) &&
                *value<limit && * value> - limit;
    return fits ||
           complain(&reader->json, json_member(object, key), DIAGNOSTIC_TOO_LARGE, digits_wanted,
                    NULL, "the values of \"%s\" have too many digits", object->key);
}

static bool measure_range(struct reader *reader, const struct json *object,
                          const struct range *range, struct vary_values *values)
{
    long max = 0;
    int places = most_places(range->min, most_places(range->max, 0));
    places = range->step ? most_places(range->step, places) : places;
    places = range->decimals > places ? range->decimals : places;
    values->places = places;
    if (!scale(reader, object, "min", range->min, places, &values->first) ||
        !scale(reader, object, "max", range->max, places, &max) ||
        (range->step && !scale(reader, object, "step", range->step, places, &values->step)))
        return false;
    if (!range->step) {
        values->step = 1;
        for (int i = range->decimals; i < places; i++)
            values->step *= 10;
    }
    if (max < values->first)
        return complain(&reader->json, json_member(object, "max"), DIAGNOSTIC_WRONG_VALUE,
                        arena_printf(reader->json.arena, "at least %s", range->min), range->max,
                        "\"max\" must not be below \"min\"");
    values->count = (max - values->first) / values->step + 1;
    return values->count <= VARY_VALUES_MOST ||
           complain(&reader->json, object, DIAGNOSTIC_TOO_LARGE,
                    arena_printf(reader->json.arena, "at most %d", VARY_VALUES_MOST), NULL,
                    "\"%s\" has too many values", object->key);
}

/* ---- "not" ---- */

static int compare_longs(const void *a, const void *b)
{
    long first = *(const long *)a, second = *(const long *)b;
    return first < second ? -1 : first > second;
}

/* The place of the literal's value in the range; NONE: it is not there. */
static long place_in(const struct vary_values *values, const char *literal)
{
    long value;
    if (!literal_scaled(literal, values->places, &value))
        return NONE;
    /* Far beyond the range, where differences might not fit. */
    if (value < values->first || value / 2 > values->first / 2 + values->count * values->step)
        return NONE;
    long distance = value - values->first;
    long place = distance / values->step;
    return distance % values->step == 0 && place < values->count ? place : NONE;
}

static void keep_apart(struct vary_values *values, long *places, size_t count)
{
    qsort(places, count, sizeof *places, compare_longs);
    values->avoided = places;
    for (size_t i = 0; i < count; i++)
        if (places[i] != NONE &&
            (values->avoided_count == 0 || places[values->avoided_count - 1] != places[i]))
            places[values->avoided_count++] = places[i];
}

static bool read_avoided(struct reader *reader, const struct json *object,
                         struct vary_values *values)
{
    const struct json *avoided = json_member(object, "not");
    if (!avoided)
        return true;
    if (!expect_kind(&reader->json, avoided, JSON_ARRAY, "\"not\""))
        return false;
    if (avoided->count > AVOIDED_MOST)
        return complain(&reader->json, avoided, DIAGNOSTIC_TOO_LARGE, "at most 1000 numbers", NULL,
                        "\"not\" has too many numbers");
    const char **literals = arena_array(reader->json.arena, avoided->count, sizeof *literals);
    long *places = arena_array(reader->json.arena, avoided->count, sizeof *places);
    if (!fill_numbers(reader, avoided, "each number of \"not\"", literals, 1))
        return false;
    for (size_t i = 0; i < avoided->count; i++)
        places[i] = place_in(values, literals[i]);
    keep_apart(values, places, avoided->count);
    return (long)values->avoided_count < values->count ||
           complain(&reader->json, avoided, DIAGNOSTIC_WRONG_VALUE, NULL, NULL,
                    "no value of \"%s\" is left", object->key);
}

static bool read_values(struct reader *reader, const struct json *object,
                        struct vary_values *values)
{
    struct range range = {.decimals = NONE};
    if (json_member(object, "choose"))
        return read_choices(reader, object, values);
    return read_ends(reader, object, &range) && measure_range(reader, object, &range, values) &&
           read_avoided(reader, object, values);
}

/* ---- whose a number is ---- */

/* A key names a number. */
struct claim {
    const struct json *number;
    int exactness;
    size_t entry, order; /* order: as claims were made */
};

static int by_number(const void *a, const void *b)
{
    const struct claim *first = a, *second = b;
    if (first->number != second->number)
        return first->number < second->number ? -1 : 1;
    if (first->exactness != second->exactness)
        return first->exactness > second->exactness ? -1 : 1;
    return first->order < second->order ? -1 : 1;
}

static bool complain_twice(struct reader *reader, const struct json *members[],
                           const struct claim *claim, const struct claim *other)
{
    return complain_key(&reader->json, members[other->entry], DIAGNOSTIC_CONFLICT, NULL, NULL,
                        "\"%s\" and \"%s\" name the same number, and neither more exactly",
                        members[claim->entry]->key, members[other->entry]->key);
}

/* Marks, by order, the claims that decide: the most exact one of each number. */
static bool decide_claims(struct reader *reader, const struct json *members[],
                          const struct claim *claims, size_t count, bool *decides)
{
    struct claim *sorted = arena_array(reader->json.arena, count, sizeof *sorted);
    const struct claim *clash = NULL;
    if (count > 0)
        memcpy(sorted, claims, count * sizeof *sorted);
    qsort(sorted, count, sizeof *sorted, by_number);
    for (size_t i = 0; i < count; i++) {
        bool first = i == 0 || sorted[i - 1].number != sorted[i].number;
        decides[sorted[i].order] = first;
        bool clashes = !first && sorted[i - 1].exactness == sorted[i].exactness &&
                       decides[sorted[i - 1].order];
        if (clashes && (!clash || sorted[i].order < clash->order))
            clash = &sorted[i];
    }
    return !clash || complain_twice(reader, members, clash - 1, clash);
}

/* ---- the whole ---- */

/* "digits" is no entry but the digits asked for; where a given quantity is called so, its entry is an object. */
static bool is_digits(const struct json *member)
{
    return strcmp(member->key, "digits") == 0 && member->kind != JSON_OBJECT;
}

struct vary_reader {
    struct reader *reader;
    struct vary *vary;
    struct vary_entry *entries;
    const struct json **members;
    struct claim *claims;
    size_t claim_count;
};

static bool read_entry(struct vary_reader *of, const struct json *member,
                       struct named_numbers *numbers)
{
    struct vary_entry *entry = &of->entries[of->vary->count];
    struct json_reader *json = &of->reader->json;
    of->members[of->vary->count++] = member;
    entry->key = member->key;
    return expect_kind(json, member, JSON_OBJECT, "an entry of \"vary\"") &&
           check_keys(of->reader, member, OBJECT_VARY) &&
           field_bool(json, member, "distinct", &entry->distinct) &&
           read_values(of->reader, member, &entry->values) &&
           find_numbers(of->reader, member, numbers);
}

static void claim_numbers(struct vary_reader *of, const struct named_numbers *all)
{
    for (size_t e = 0; e < of->vary->count; e++)
        of->claim_count += all[e].count;
    of->claims = arena_array(of->reader->json.arena, of->claim_count, sizeof *of->claims);
    size_t order = 0;
    for (size_t e = 0; e < of->vary->count; e++)
        for (size_t n = 0; n < all[e].count; n++, order++)
            of->claims[order] = (struct claim){all[e].items[n], all[e].exactness, e, order};
}

static bool hand_out(struct vary_reader *of)
{
    bool *decides = arena_array(of->reader->json.arena, of->claim_count, sizeof *decides);
    if (!decide_claims(of->reader, of->members, of->claims, of->claim_count, decides))
        return false;
    const struct json **numbers =
        arena_array(of->reader->json.arena, of->claim_count, sizeof *numbers);
    for (size_t order = 0; order < of->claim_count; order++) {
        struct vary_entry *entry = &of->entries[of->claims[order].entry];
        if (!decides[order])
            continue;
        if (entry->count++ == 0)
            entry->numbers = numbers + of->vary->number_count;
        numbers[of->vary->number_count++] = of->claims[order].number;
    }
    return true;
}

static bool check_entry(struct vary_reader *of, const struct vary_entry *entry,
                        const struct json *member)
{
    struct json_reader *json = &of->reader->json;
    long left = entry->values.count - (long)entry->values.avoided_count;
    return !entry->distinct || (long)entry->count <= left ||
           complain(json, member, DIAGNOSTIC_WRONG_VALUE,
                    arena_printf(json->arena, "at least %s",
                                 count_of(json->arena, (long)entry->count, "value")),
                    arena_printf(json->arena, "%ld", left),
                    "the numbers of \"%s\" cannot be distinct", entry->key);
}

static bool complain_empty(struct reader *reader, const struct json *object)
{
    return complain(&reader->json, object, DIAGNOSTIC_WRONG_SHAPE, "at least one entry",
                    json_describe(reader->json.arena, object), "\"vary\" must not be empty");
}

bool read_vary(struct reader *reader)
{
    const struct json *object = json_member(reader->root, "vary");
    if (!object)
        return true;
    if (!expect_kind(&reader->json, object, JSON_OBJECT, "\"vary\""))
        return false;
    if (reader->tensors)
        return complain_key(
            &reader->json, object, DIAGNOSTIC_CONFLICT, NULL, NULL,
            "\"vary\" does not go with numbers in files, which variants are without");
    struct arena *arena = reader->json.arena;
    struct vary_reader of = {.reader = reader,
                             .vary = arena_alloc(arena, sizeof *of.vary),
                             .entries = arena_array(arena, object->count, sizeof *of.entries),
                             .members = arena_array(arena, object->count, sizeof *of.members)};
    struct named_numbers *all = arena_array(arena, object->count, sizeof *all);
    *of.vary = (struct vary){.root = reader->root, .entries = of.entries};
    for (const struct json *member = object->first; member; member = member->next)
        if (is_digits(member) ? !field_integer(&reader->json, object, "digits", 1, VARY_SHOWN_MOST,
                                               &of.vary->digits)
                              : !read_entry(&of, member, &all[of.vary->count]))
            return false;
    if (of.vary->count == 0)
        return complain_empty(reader, object);
    claim_numbers(&of, all);
    if (!hand_out(&of))
        return false;
    for (size_t e = 0; e < of.vary->count; e++)
        if (!check_entry(&of, &of.entries[e], of.members[e]))
            return false;
    reader->problem->vary = of.vary;
    return true;
}
