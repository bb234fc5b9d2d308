/* JSON text with some values replaced; all else stays as it was written, line breaks and spellings of numbers included. */
#ifndef BASE_JSON_SPLICE_H
#define BASE_JSON_SPLICE_H

#include "base/json.h"
#include "base/text.h"

/* The JSON that stands in place of `node`; NULL: it stays; json_left_out: the member or element goes. */
typedef const char *json_replacement(void *context, const struct json *node);
extern const char json_left_out[];

/* Appends the text of `root`, which was read from `source`. `opening` (NULL: nothing) is put in behind its first bracket, as
 * a member and a comma. The top itself is not replaced. */
void json_splice(const struct json_source *source, const struct json *root, const char *opening,
                 json_replacement *replace, void *context, struct text *out);

/* Appends JSON text on one line, without white space between tokens but for one space behind commas and colons. */
void json_write_compact(const char *bytes, size_t length, struct text *out);

#endif
