/* Values of a JSON file that must be of some kind: what the readers of problems and derivations share, with the
 * messages that go with it. What a key means is the reader's business.
 *
 * Every function that returns bool returns false after exactly one error in json->diagnostics.
 */
#ifndef BASE_JSON_FIELDS_H
#define BASE_JSON_FIELDS_H

#include "base/arena.h"
#include "base/json.h"

/* A file being read. */
struct json_reader {
    struct arena *arena;
    const struct json_source *source;
    struct diagnostics *diagnostics;
};

/* Reports at the value `node`, or at its key. */
#define complain(json, node, code, expected, found, ...)                                           \
    json_complain((json)->diagnostics, (json)->source, node, false, code, expected, found,         \
                  __VA_ARGS__)
#define complain_key(json, node, code, expected, found, ...)                                       \
    json_complain((json)->diagnostics, (json)->source, node, true, code, expected, found,          \
                  __VA_ARGS__)

/* ---- one value; `what` names it in messages, which say that it must be something: "each bias of layer 2" ---- */

bool expect_kind(struct json_reader *json, const struct json *node, enum json_kind kind,
                 const char *what);
/* A number of a length that can be worked with. */
bool expect_number(struct json_reader *json, const struct json *node, const char *what);
/* A whole number from `low` to `high`; one above `high` is reported as `beyond`: too-large where
 * `high` is a limit of handgrad, wrong-value where the file itself sets it. */
bool expect_integer(struct json_reader *json, const struct json *node, long low, long high,
                    enum diagnostic_code beyond, const char *what, int *value);
/* One line of text, without control characters. */
bool expect_line(struct json_reader *json, const struct json *node, const char *what);

/* ---- one key of an object; an absent key leaves *value as it is ---- */

bool field_bool(struct json_reader *json, const struct json *object, const char *key, bool *value);
/* One line of text, without control characters. */
bool field_string(struct json_reader *json, const struct json *object, const char *key,
                  const char **value);
bool field_number(struct json_reader *json, const struct json *object, const char *key,
                  const char **value);
/* `high` is a limit of handgrad. */
bool field_integer(struct json_reader *json, const struct json *object, const char *key, long low,
                   long high, int *value);
/* One of `count` words; *value is its place in the list. */
bool field_choice(struct json_reader *json, const struct json *object, const char *key,
                  const char *const *words, size_t count, int *value);

/* ---- names ---- */

/* Every key of the object is one of `count` keys. */
bool expect_keys(struct json_reader *json, const struct json *object, const char *const *keys,
                 size_t count);

/* The key of `member` is none of `count` keys: says so, with `hint` as the end of the message ("" for none). */
bool complain_unknown_key(struct json_reader *json, const struct json *member,
                          const char *const *keys, size_t count, const char *hint);

/* `word` (the string at `node`) is none of the `count` names of `what`: says so, with the nearest name. */
bool complain_name(struct json_reader *json, const struct json *node, const char *what,
                   const char *const *names, size_t count);

/* "linear, sigmoid or tanh": the names as a message lists them. */
const char *name_alternatives(struct arena *arena, const char *const *names, size_t count);

#endif
