/* Single values of a JSON file: strings, numbers, whole numbers, truths, choices and keys, with the messages that go
 * with them. */
#include "base/json_fields.h"

#include "base/literal.h"
#include "base/utf8.h"
#include <string.h>

static const char *kind_wanted(enum json_kind kind)
{
    static const char *const wanted[] = {
        [JSON_NULL] = "null",        [JSON_FALSE] = "false",     [JSON_TRUE] = "true",
        [JSON_NUMBER] = "a number",  [JSON_STRING] = "a string", [JSON_ARRAY] = "an array",
        [JSON_OBJECT] = "an object",
    };
    return wanted[kind];
}

bool expect_kind(struct json_reader *json, const struct json *node, enum json_kind kind,
                 const char *what)
{
    if (node->kind == kind)
        return true;
    return complain(json, node, DIAGNOSTIC_WRONG_TYPE, kind_wanted(kind),
                    json_describe(json->arena, node), "%s must be %s", what, kind_wanted(kind));
}

bool expect_number(struct json_reader *json, const struct json *node, const char *what)
{
    if (node->kind != JSON_NUMBER)
        return complain(json, node, DIAGNOSTIC_WRONG_TYPE, "a number",
                        json_describe(json->arena, node), "%s must be a number", what);
    if (literal_too_long(node->text))
        return complain(json, node, DIAGNOSTIC_TOO_LARGE,
                        arena_printf(json->arena, "at most %d characters, exponent -%d to %d",
                                     LITERAL_MAX_CHARACTERS, LITERAL_MAX_EXPONENT,
                                     LITERAL_MAX_EXPONENT),
                        NULL, "%s must be shorter to be worked with exactly", what);
    return true;
}

bool expect_integer(struct json_reader *json, const struct json *node, long low, long high,
                    enum diagnostic_code beyond, const char *what, int *value)
{
    const char *wanted = arena_printf(json->arena, "a whole number from %ld to %ld", low, high);
    const char *found = json_describe(json->arena, node);
    long integer = 0;
    if (node->kind != JSON_NUMBER)
        return complain(json, node, DIAGNOSTIC_WRONG_TYPE, wanted, found,
                        "%s must be a whole number", what);
    if (!expect_number(json, node, what))
        return false;
    if (!literal_integer(node->text, &integer))
        return complain(json, node, DIAGNOSTIC_WRONG_VALUE, wanted, found,
                        "%s must be a whole number", what);
    if (integer < low)
        return complain(json, node, DIAGNOSTIC_WRONG_VALUE, wanted, found,
                        "%s must be at least %ld", what, low);
    if (integer > high)
        return complain(json, node, beyond, wanted, found, "%s must be at most %ld", what, high);
    *value = (int)integer;
    return true;
}

bool expect_line(struct json_reader *json, const struct json *node, const char *what)
{
    if (!expect_kind(json, node, JSON_STRING, what))
        return false;
    return !utf8_has_control(node->text, node->length) ||
           complain(json, node, DIAGNOSTIC_WRONG_VALUE, "one line of text", NULL,
                    "%s must not contain control characters", what);
}

static const char *quoted_key(struct json_reader *json, const char *key)
{
    return arena_printf(json->arena, "\"%s\"", key);
}

bool field_bool(struct json_reader *json, const struct json *object, const char *key, bool *value)
{
    const struct json *node = json_member(object, key);
    if (!node)
        return true;
    if (node->kind != JSON_TRUE && node->kind != JSON_FALSE)
        return complain(json, node, DIAGNOSTIC_WRONG_TYPE, "true or false",
                        json_describe(json->arena, node), "\"%s\" must be true or false", key);
    *value = node->kind == JSON_TRUE;
    return true;
}

bool field_string(struct json_reader *json, const struct json *object, const char *key,
                  const char **value)
{
    const struct json *node = json_member(object, key);
    if (!node)
        return true;
    if (!expect_line(json, node, quoted_key(json, key)))
        return false;
    *value = node->text;
    return true;
}

bool field_number(struct json_reader *json, const struct json *object, const char *key,
                  const char **value)
{
    const struct json *node = json_member(object, key);
    if (!node)
        return true;
    if (!expect_number(json, node, quoted_key(json, key)))
        return false;
    *value = node->text;
    return true;
}

bool field_integer(struct json_reader *json, const struct json *object, const char *key, long low,
                   long high, int *value)
{
    const struct json *node = json_member(object, key);
    return !node || expect_integer(json, node, low, high, DIAGNOSTIC_TOO_LARGE,
                                   quoted_key(json, key), value);
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

bool field_choice(struct json_reader *json, const struct json *object, const char *key,
                  const char *const *words, size_t count, int *value)
{
    const struct json *node = json_member(object, key);
    if (!node)
        return true;
    if (!expect_kind(json, node, JSON_STRING, quoted_key(json, key)))
        return false;
    for (size_t i = 0; i < count; i++)
        if (strcmp(node->text, words[i]) == 0) {
            *value = (int)i;
            return true;
        }
    return complain(json, node, DIAGNOSTIC_WRONG_VALUE,
                    name_alternatives(json->arena, words, count), json_describe(json->arena, node),
                    "unknown value of \"%s\"%s", key,
                    did_you_mean(json->arena, node->text, words, count));
}

bool complain_unknown_key(struct json_reader *json, const struct json *member,
                          const char *const *keys, size_t count, const char *hint)
{
    return complain_key(json, member, DIAGNOSTIC_UNKNOWN_KEY,
                        name_alternatives(json->arena, keys, count), NULL, "unknown key \"%s\"%s",
                        member->key, hint);
}

bool expect_keys(struct json_reader *json, const struct json *object, const char *const *keys,
                 size_t count)
{
    for (const struct json *member = object->first; member; member = member->next) {
        size_t place = 0;
        while (place < count && strcmp(keys[place], member->key) != 0)
            place++;
        if (place == count)
            return complain_unknown_key(json, member, keys, count,
                                        did_you_mean(json->arena, member->key, keys, count));
    }
    return true;
}

bool complain_name(struct json_reader *json, const struct json *node, const char *what,
                   const char *const *names, size_t count)
{
    return complain(json, node, DIAGNOSTIC_WRONG_VALUE,
                    name_alternatives(json->arena, names, count), json_describe(json->arena, node),
                    "unknown %s%s", what, did_you_mean(json->arena, node->text, names, count));
}
