/* Keys of a problem file: which of them an object may have; numbers that the catalogue holds to a range, and seeds. */
#include "problem/reader.h"

#include "base/literal.h"
#include "number/random.h"
#include <limits.h>
#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

enum role { PLAIN, PARAMETER };

static const struct key {
    enum object_kind object;
    const char *key;
    enum role role;
} keys[] = {
#define KEY(object, key, role) {OBJECT_##object, key, role},
#include "problem/keys.def"
#undef KEY
};

static const struct key *find_key(enum object_kind kind, const char *key)
{
    for (size_t i = 0; i < COUNT(keys); i++)
        if (keys[i].object == kind && strcmp(keys[i].key, key) == 0)
            return &keys[i];
    return NULL;
}

/* Where a key would be right that is unknown in objects of this kind; NULL: nowhere. */
static const char *owner_of_key(const char *key)
{
    static const char *const owners[] = {
        [OBJECT_PROBLEM] = "the top level of the problem",
        [OBJECT_LAYER] = "a layer",
        [OBJECT_ACTIVATION] = "an activation",
        [OBJECT_LOSS] = "\"loss\"",
        [OBJECT_OPTIMIZER] = "\"optimizer\"",
        [OBJECT_ACTIVATION_LAYER] = "a layer of the kind \"activation\"",
        [OBJECT_DROPOUT_LAYER] = "a layer of the kind \"dropout\"",
        [OBJECT_DROPOUT] = "\"dropout\"",
        [OBJECT_PENALTY] = "\"penalty\"",
        [OBJECT_SCHEDULE] = "the \"schedule\" of the optimizer",
        [OBJECT_INITIALIZER] = "an \"initializer\"",
        [OBJECT_VARY] = "an entry of \"vary\"",
        [OBJECT_TENSOR] = "\"weights\" or \"biases\"",
        [OBJECT_DATASET] = "\"dataset\"",
        [OBJECT_TEST_DATA] = "the \"test\" of \"dataset\"",
        [OBJECT_SCALING] = "\"scaling\"",
        [OBJECT_SPLIT] = "\"split\"",
        [OBJECT_TRAINING] = "the \"schedule\" of a run file",
        [OBJECT_EARLY_STOPPING] = "\"early_stopping\"",
        [OBJECT_TOLERANCE] = "\"tolerance\"",
    };
    for (size_t i = 0; i < COUNT(keys); i++)
        if (strcmp(keys[i].key, key) == 0)
            return owners[keys[i].object];
    return NULL;
}

static bool complain_key_of(struct reader *reader, const struct json *member, enum object_kind kind)
{
    const char *known[COUNT(keys)];
    size_t count = 0;
    for (size_t i = 0; i < COUNT(keys); i++)
        if (keys[i].object == kind)
            known[count++] = keys[i].key;

    const char *owner = owner_of_key(member->key);
    const char *hint = owner ? arena_printf(reader->json.arena, "; it belongs in %s", owner)
                             : did_you_mean(reader->json.arena, member->key, known, count);
    return complain_unknown_key(&reader->json, member, known, count, hint);
}

bool is_parameter_key(enum object_kind kind, const char *key)
{
    const struct key *found = find_key(kind, key);
    return found && found->role == PARAMETER;
}

bool check_keys(struct reader *reader, const struct json *object, enum object_kind kind)
{
    for (const struct json *member = object->first; member; member = member->next)
        if (!find_key(kind, member->key))
            return complain_key_of(reader, member, kind);
    return true;
}

/* Is 0 <= value < 1? Decided by the decimals. */
static bool is_fraction(struct arena *arena, const char *text)
{
    return literal_sign(text) >= 0 && literal_compare(arena, text, "1") < 0;
}

bool expect_range(struct reader *reader, const struct json *node, const char *what,
                  enum parameter_range range)
{
    static const char *const wanted[] = {
        [RANGE_ANY] = "a number",
        [RANGE_NONNEGATIVE] = "a number of at least 0",
        [RANGE_POSITIVE] = "a number above 0",
        [RANGE_FRACTION] = "a number from 0 to below 1",
    };
    if (!expect_number(&reader->json, node, what))
        return false;
    bool inside = range == RANGE_ANY ||
                  (range == RANGE_NONNEGATIVE && literal_sign(node->text) >= 0) ||
                  (range == RANGE_POSITIVE && literal_sign(node->text) > 0) ||
                  (range == RANGE_FRACTION && is_fraction(reader->json.arena, node->text));
    return inside ||
           complain(&reader->json, node, DIAGNOSTIC_WRONG_VALUE, wanted[range],
                    json_describe(reader->json.arena, node), "%s must be %s", what, wanted[range]);
}

bool field_range(struct reader *reader, const struct json *object, const char *key,
                 enum parameter_range range, const char **value)
{
    const struct json *node = json_member(object, key);
    if (!node)
        return true;
    if (!expect_range(reader, node, arena_printf(reader->json.arena, "\"%s\"", key), range))
        return false;
    *value = node->text;
    return true;
}

/* Seeds of files have at most 18 digits, and so have those that stand in for them. */
void replace_seed(const struct reader *reader, uint64_t place, uint64_t *seed)
{
    const uint64_t *run = reader->options->seed;
    if (run)
        *seed = random_word(*run, place) % UINT64_C(1000000000000000000);
}

bool field_seed(struct reader *reader, const struct json *object, uint64_t *seed)
{
    static const char wanted[] = "a whole number from 0 to 999999999999999999";
    const struct json *node = json_member(object, "seed");
    long value = 0;
    if (node->kind != JSON_NUMBER)
        return complain(&reader->json, node, DIAGNOSTIC_WRONG_TYPE, wanted,
                        json_describe(reader->json.arena, node), "\"seed\" must be a whole number");
    if (!expect_number(&reader->json, node, "\"seed\""))
        return false;
    if (!literal_integer(node->text, &value) || value < 0 || value == LONG_MAX)
        return complain(&reader->json, node, DIAGNOSTIC_WRONG_VALUE, wanted,
                        json_describe(reader->json.arena, node), "\"seed\" must be %s", wanted);
    *seed = (uint64_t)value;
    return true;
}
