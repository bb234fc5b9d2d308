/* JSON out: keys in the order they are written, numbers as given text, strings escaped.
 *
 * cJSON never prints our numbers (it prints 0.1+0.2 as 0.3 and NaN as null), so this is the only writer.
 */
#ifndef BASE_JSON_OUT_H
#define BASE_JSON_OUT_H

#include "base/text.h"
#include <stdbool.h>

#define JSON_OUT_DEPTH 32

/* A writer over a text. `indent` 0 writes everything on one line; otherwise containers opened with
 * json_out_open_lines put each member on a line of its own, indented. */
struct json_out {
    struct text *text;
    int indent;
    bool in_html; /* it stands within a script element: neither "</" nor "<!" is in its strings */
    int depth;
    struct {
        bool lines;
        bool any;
    } level[JSON_OUT_DEPTH];
};

void json_out_open(struct json_out *out, struct text *text, int indent);

/* `key` is NULL inside arrays and at the top. */
void json_out_object(struct json_out *out, const char *key);       /* members on one line */
void json_out_object_lines(struct json_out *out, const char *key); /* a line each */
void json_out_array(struct json_out *out, const char *key);
void json_out_array_lines(struct json_out *out, const char *key);
void json_out_end_object(struct json_out *out);
void json_out_end_array(struct json_out *out);

void json_out_string(struct json_out *out, const char *key, const char *string);
void json_out_bytes(struct json_out *out, const char *key, const char *bytes, size_t length);
void json_out_number(struct json_out *out, const char *key,
                     const char *number); /* text, as it is */
void json_out_integer(struct json_out *out, const char *key, long long number);
void json_out_bool(struct json_out *out, const char *key, bool truth);
void json_out_null(struct json_out *out, const char *key);

/* Begins a member whose value the caller writes to out->text by itself. */
void json_out_key(struct json_out *out, const char *key);

/* The quoted, escaped string alone: for writers that build records by hand. Valid UTF-8 passes through;
 * controls, quotes, backslashes and U+2028/2029 are escaped. */
void json_quote(struct text *text, const char *bytes, size_t length);

#endif
