/* The strict JSON lexer, for json.c and its sister files only.
 *
 * json_scan checks a whole text and explains the first thing wrong with it. The json_skip functions
 * then walk a text that passed: they check nothing.
 */
#ifndef BASE_JSON_SCAN_H
#define BASE_JSON_SCAN_H

#include "base/json.h"

/* More values than this are refused: each takes about 150 bytes while it is read. */
#define JSON_MAX_VALUES ((size_t)16 << 20)

/* An array or object that is open where the scan stands. */
struct json_level {
    const char *opened; /* its bracket */
    const char *key;    /* opening quote of the current member's key; NULL: none yet, or an array */
    size_t index;       /* of the current element */
};

struct json_scan {
    const struct json_source *source;
    struct diagnostics *diagnostics;
    const char *at, *end;
    const char *pointer;   /* of the part that is scanned; NULL: of the whole */
    size_t values;         /* seen so far */
    size_t longest_number; /* in bytes */
    int depth;
    struct json_level level[JSON_MAX_DEPTH];
};

/* True if source->bytes is one JSON value to the letter of RFC 8259; else false after one
 * diagnostic. */
bool json_scan(struct json_scan *scan);

/* The same for the bytes from scan->at to scan->end, whose encoding has been checked. */
bool json_scan_part(struct json_scan *scan);

/* The parts of json_scan: each begins at scan->at and leaves it behind what it read. */
bool json_scan_encoding(struct json_scan *scan);
bool json_scan_value(struct json_scan *scan);
bool json_scan_number(struct json_scan *scan);
bool json_scan_string(struct json_scan *scan, bool is_key);

/* Reports what is wrong at `at`; adds line, column and pointer. Always returns false. NULL for
 * `found`: what stands at `at` is described. */
bool json_scan_fail(struct json_scan *scan, enum diagnostic_code code, const char *at,
                    const char *expected, const char *found, const char *format, ...)
    __attribute__((format(printf, 6, 7)));

/* What stands at `at`, for people: the quoted word or character, "the end of the file". */
const char *json_scan_found(struct json_scan *scan, const char *at);

/* What the scan ends with, for people: "file", or "line" where more of the file follows. */
const char *json_scan_whole(const struct json_scan *scan);

/* The tree of the one value between `begin` and `end`, a part of the source whose encoding has been checked and
 * whose JSON pointer is `pointer`; NULL after one diagnostic. */
struct json *json_read_part(struct arena *arena, const struct json_source *source,
                            const char *begin, const char *end, const char *pointer,
                            struct diagnostics *diagnostics);

/* The string whose opening quote is at `quote`, decoded in `arena`; `length` may be NULL. */
char *json_decode(struct arena *arena, const char *quote, size_t *length);

/* Behind white space, or behind one value, of a text that json_scan let through. */
const char *json_skip_space(const char *at, const char *end);
const char *json_skip_value(const char *at, const char *end);

/* The same for a value that is not an array or object. */
const char *json_skip_scalar(const char *at, const char *end);

/* `key` appended to a JSON pointer with its ~0 and ~1 escapes. */
struct text;
void json_pointer_append(struct text *pointer, const char *key);

#endif
