/* Keys and single values of a problem file: which keys an object may have, and strings, numbers,
 * whole numbers, truths and choices with the messages that go with them. */
#include "problem/reader.h"

#include "base/utf8.h"
#include "problem/literal.h"
#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

enum since { NOW, PARAMETER, LATER };

static const struct key {
    enum object_kind object;
    const char *key;
    enum since since;
} keys[] = {
#define KEY(object, key, since) {OBJECT_##object, key, since},
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
    };
    for (size_t i = 0; i < COUNT(keys); i++)
        if (strcmp(keys[i].key, key) == 0)
            return owners[keys[i].object];
    return NULL;
}

static bool complain_unknown_key(struct reader *reader, const struct json *member,
                                 enum object_kind kind)
{
    const char *known[COUNT(keys)], *wanted[COUNT(keys)];
    size_t count = 0, wanted_count = 0;
    for (size_t i = 0; i < COUNT(keys); i++) {
        if (keys[i].object != kind)
            continue;
        known[count++] = keys[i].key;
        if (keys[i].since != LATER)
            wanted[wanted_count++] = keys[i].key;
    }

    const char *hint = "";
    const char *owner = owner_of_key(member->key);
    const char *nearest = nearest_name(member->key, known, count);
    if (owner)
        hint = arena_printf(reader->arena, "; it belongs in %s", owner);
    else if (nearest)
        hint = arena_printf(reader->arena, "; did you mean \"%s\"?", nearest);
    return complain_key(reader, member, DIAGNOSTIC_UNKNOWN_KEY,
                        name_alternatives(reader->arena, wanted, wanted_count), NULL,
                        "unknown key \"%s\"%s", member->key, hint);
}

bool is_parameter_key(enum object_kind kind, const char *key)
{
    const struct key *found = find_key(kind, key);
    return found && found->since == PARAMETER;
}

bool check_keys(struct reader *reader, const struct json *object, enum object_kind kind)
{
    for (const struct json *member = object->first; member; member = member->next) {
        const struct key *key = find_key(kind, member->key);
        if (!key)
            return complain_unknown_key(reader, member, kind);
        if (key->since == LATER)
            return complain_key(reader, member, DIAGNOSTIC_NOT_SUPPORTED, NULL, NULL,
                                "the key \"%s\" is not supported yet", member->key);
    }
    return true;
}

static const char *kind_wanted(enum json_kind kind)
{
    static const char *const wanted[] = {
        [JSON_NULL] = "null",        [JSON_FALSE] = "false",     [JSON_TRUE] = "true",
        [JSON_NUMBER] = "a number",  [JSON_STRING] = "a string", [JSON_ARRAY] = "an array",
        [JSON_OBJECT] = "an object",
    };
    return wanted[kind];
}

bool expect_kind(struct reader *reader, const struct json *node, enum json_kind kind,
                 const char *what)
{
    if (node->kind == kind)
        return true;
    return complain(reader, node, DIAGNOSTIC_WRONG_TYPE, kind_wanted(kind),
                    json_describe(reader->arena, node), "%s must be %s", what, kind_wanted(kind));
}

bool expect_number(struct reader *reader, const struct json *node, const char *what)
{
    if (node->kind != JSON_NUMBER)
        return complain(reader, node, DIAGNOSTIC_WRONG_TYPE, "a number",
                        json_describe(reader->arena, node), "%s must be a number", what);
    if (literal_too_long(node->text))
        return complain(reader, node, DIAGNOSTIC_TOO_LARGE,
                        arena_printf(reader->arena, "at most %d characters, exponent -%d to %d",
                                     PROBLEM_MAX_DIGITS, PROBLEM_MAX_EXPONENT,
                                     PROBLEM_MAX_EXPONENT),
                        NULL, "%s must be shorter to be worked with exactly", what);
    return true;
}

bool expect_integer(struct reader *reader, const struct json *node, long low, long high,
                    enum diagnostic_code beyond, const char *what, int *value)
{
    const char *wanted = arena_printf(reader->arena, "a whole number from %ld to %ld", low, high);
    const char *found = json_describe(reader->arena, node);
    long integer = 0;
    if (node->kind != JSON_NUMBER)
        return complain(reader, node, DIAGNOSTIC_WRONG_TYPE, wanted, found,
                        "%s must be a whole number", what);
    if (!expect_number(reader, node, what))
        return false;
    if (!literal_integer(node->text, &integer))
        return complain(reader, node, DIAGNOSTIC_WRONG_VALUE, wanted, found,
                        "%s must be a whole number", what);
    if (integer < low)
        return complain(reader, node, DIAGNOSTIC_WRONG_VALUE, wanted, found,
                        "%s must be at least %ld", what, low);
    if (integer > high)
        return complain(reader, node, beyond, wanted, found, "%s must be at most %ld", what, high);
    *value = (int)integer;
    return true;
}

static const char *quoted_key(struct reader *reader, const char *key)
{
    return arena_printf(reader->arena, "\"%s\"", key);
}

bool field_bool(struct reader *reader, const struct json *object, const char *key, bool *value)
{
    const struct json *node = json_member(object, key);
    if (!node)
        return true;
    if (node->kind != JSON_TRUE && node->kind != JSON_FALSE)
        return complain(reader, node, DIAGNOSTIC_WRONG_TYPE, "true or false",
                        json_describe(reader->arena, node), "\"%s\" must be true or false", key);
    *value = node->kind == JSON_TRUE;
    return true;
}

bool expect_line(struct reader *reader, const struct json *node, const char *what)
{
    if (!expect_kind(reader, node, JSON_STRING, what))
        return false;
    return !utf8_has_control(node->text, node->length) ||
           complain(reader, node, DIAGNOSTIC_WRONG_VALUE, "one line of text", NULL,
                    "%s must not contain control characters", what);
}

bool field_string(struct reader *reader, const struct json *object, const char *key,
                  const char **value)
{
    const struct json *node = json_member(object, key);
    if (!node)
        return true;
    if (!expect_line(reader, node, quoted_key(reader, key)))
        return false;
    *value = node->text;
    return true;
}

bool field_number(struct reader *reader, const struct json *object, const char *key,
                  const char **value)
{
    const struct json *node = json_member(object, key);
    if (!node)
        return true;
    if (!expect_number(reader, node, quoted_key(reader, key)))
        return false;
    *value = node->text;
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
    if (!expect_number(reader, node, what))
        return false;
    bool inside = range == RANGE_ANY ||
                  (range == RANGE_NONNEGATIVE && literal_sign(node->text) >= 0) ||
                  (range == RANGE_POSITIVE && literal_sign(node->text) > 0) ||
                  (range == RANGE_FRACTION && is_fraction(reader->arena, node->text));
    return inside ||
           complain(reader, node, DIAGNOSTIC_WRONG_VALUE, wanted[range],
                    json_describe(reader->arena, node), "%s must be %s", what, wanted[range]);
}

bool field_range(struct reader *reader, const struct json *object, const char *key,
                 enum parameter_range range, const char **value)
{
    const struct json *node = json_member(object, key);
    if (!node)
        return true;
    if (!expect_range(reader, node, quoted_key(reader, key), range))
        return false;
    *value = node->text;
    return true;
}

bool field_integer(struct reader *reader, const struct json *object, const char *key, long low,
                   long high, int *value)
{
    const struct json *node = json_member(object, key);
    return !node || expect_integer(reader, node, low, high, DIAGNOSTIC_TOO_LARGE,
                                   quoted_key(reader, key), value);
}

bool field_seed(struct reader *reader, const struct json *object, uint64_t *seed)
{
    static const char wanted[] = "a whole number from 0 to 999999999999999999";
    const struct json *node = json_member(object, "seed");
    long value = 0;
    if (node->kind != JSON_NUMBER)
        return complain(reader, node, DIAGNOSTIC_WRONG_TYPE, wanted,
                        json_describe(reader->arena, node), "\"seed\" must be a whole number");
    if (!expect_number(reader, node, "\"seed\""))
        return false;
    if (!literal_integer(node->text, &value) || value < 0 || value == LONG_MAX)
        return complain(reader, node, DIAGNOSTIC_WRONG_VALUE, wanted,
                        json_describe(reader->arena, node), "\"seed\" must be %s", wanted);
    *seed = (uint64_t)value;
    return true;
}

const char *name_alternatives(struct arena *arena, const char *const *names, size_t count)
{
    const char *list = "";
    for (size_t i = 0; i < count; i++) {
        const char *joint = i == 0 ? "" : i + 1 == count ? " or " : ", ";
        list = arena_printf(arena, "%s%s%s", list, joint, names[i]);
    }
    return list;
}

bool field_choice(struct reader *reader, const struct json *object, const char *key,
                  const char *const *words, size_t count, int *value)
{
    const struct json *node = json_member(object, key);
    if (!node)
        return true;
    if (!expect_kind(reader, node, JSON_STRING, quoted_key(reader, key)))
        return false;
    for (size_t i = 0; i < count; i++)
        if (strcmp(node->text, words[i]) == 0) {
            *value = (int)i;
            return true;
        }
    const char *nearest = nearest_name(node->text, words, count);
    return complain(
        reader, node, DIAGNOSTIC_WRONG_VALUE, name_alternatives(reader->arena, words, count),
        json_describe(reader->arena, node), "unknown value of \"%s\"%s%s%s", key,
        nearest ? "; did you mean \"" : "", nearest ? nearest : "", nearest ? "\"?" : "");
}

bool complain_name(struct reader *reader, const struct json *node, const char *what,
                   const char *const *names, size_t count)
{
    const char *nearest = nearest_name(node->text, names, count);
    return complain(
        reader, node, DIAGNOSTIC_WRONG_VALUE, name_alternatives(reader->arena, names, count),
        json_describe(reader->arena, node), "unknown %s%s%s%s", what,
        nearest ? "; did you mean \"" : "", nearest ? nearest : "", nearest ? "\"?" : "");
}
