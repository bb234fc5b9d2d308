/* Where in a text an expression goes wrong, for messages: of any text an excerpt with a caret, of a string of a JSON
 * file its line and column in the file. */
#ifndef EXPR_PLACE_H
#define EXPR_PLACE_H

#include "base/json_fields.h"

/* The largest length up to `most` that does not cut a character of bytes[0..length). */
size_t whole_characters(const char *bytes, size_t length, size_t most);

/* Gives `report` the line around text[position], cut where it is long, in `arena`, and a caret under that place. */
void text_excerpt(struct arena *arena, const char *text, size_t length, size_t position,
                  struct diagnostic *report);

/* The file, line, column and JSON pointer of the byte at `position` of the string `node`. An escape in the string
 * counts as the one character that it stands for. */
struct diagnostic text_place(const struct json_reader *json, const struct json *node,
                             size_t position);

/* Reports at that place, with excerpt and caret. Always returns false. */
bool complain_in_text(const struct json_reader *json, const struct json *node, size_t position,
                      enum diagnostic_code code, const char *message);

#endif
