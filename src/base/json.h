/* Strict JSON in: cJSON behind a lexer that closes what it lets through.
 *
 * The text is scanned token by token first (RFC 8259 to the letter: valid UTF-8, no leading zeros, no number
 * beyond the range of doubles, no duplicate keys, no trailing text, bounded depth), then parsed by cJSON, then
 * copied into nodes that keep each number's own text, so that a literal means exactly its decimals.
 * Nodes carry no position: json_locate walks the text again along a JSON pointer when there is an error.
 */
#ifndef BASE_JSON_H
#define BASE_JSON_H

#include "base/diagnostic.h"
#include <stdbool.h>
#include <stddef.h>

enum json_kind {
    JSON_NULL,
    JSON_FALSE,
    JSON_TRUE,
    JSON_NUMBER,
    JSON_STRING,
    JSON_ARRAY,
    JSON_OBJECT
};

#define JSON_MAX_DEPTH 64

struct json {
    enum json_kind kind;
    const char *key;  /* name within the parent object; NULL in arrays; at the top: NULL, or the
                       * pointer to the part that was read */
    const char *text; /* JSON_STRING: decoded; JSON_NUMBER: as written; both NUL-terminated */
    size_t length;    /* of text; strings may contain U+0000, which the reader of names refuses */
    size_t count;     /* members or elements */
    size_t index; /* position in the parent, from 0; at the top: where it begins in the source */
    struct json *parent, *first, *next;
};

/* A source: the text of a file with the name used in messages. */
struct json_source {
    const char *name;
    const char *bytes;
    size_t length;
    size_t lines_before; /* of a part of a file: positions in messages are those of the file */
};

/* The tree in `arena`, or NULL after one diagnostic. */
struct json *json_read(struct arena *arena, const struct json_source *source,
                       struct diagnostics *diagnostics);

/* The member called `key` (case matters), or NULL. */
const struct json *json_member(const struct json *object, const char *key);

/* The double nearest to a number's text, with a decimal point whatever the locale says. */
double json_double(const char *text);

/* "array of 3 numbers", "the string \"abc\"", "null": what was found, for messages. Long strings are cut. */
const char *json_describe(struct arena *arena, const struct json *node);

/* The JSON pointer of `node`, with ~0 and ~1 escapes; "" for the top. */
char *json_pointer(struct arena *arena, const struct json *node);

/* Line and column (from 1) where `node` begins in the source; for an unknown key pass at_key = true. */
void json_locate(const struct json_source *source, const struct json *node, bool at_key,
                 size_t *line, size_t *column);

/* Line and column (characters, from 1) of a place in any text. */
void json_position(const struct json_source *source, const char *at, size_t *line, size_t *column);

/* Reports `code` at `node` with its file, position and pointer. Always returns false. */
bool json_complain(struct diagnostics *diagnostics, const struct json_source *source,
                   const struct json *node, bool at_key, enum diagnostic_code code,
                   const char *expected, const char *found, const char *format, ...)
    __attribute__((format(printf, 8, 9)));

/* The member of `names` (count of them) nearest to `word` by edit distance, or NULL if none is near. */
const char *nearest_name(const char *word, const char *const *names, size_t count);

/* "; did you mean "sigmoid"?": the name nearest to `word` as the end of a message; "" where none is near. */
const char *did_you_mean(struct arena *arena, const char *word, const char *const *names,
                         size_t count);

#endif
