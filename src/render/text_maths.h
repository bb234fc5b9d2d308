/* Mathematics and its width in plain text, shared by the files of the text format. */
#ifndef RENDER_TEXT_MATHS_H
#define RENDER_TEXT_MATHS_H

#include "base/text.h"
#include "render/document.h"

/* Columns a terminal gives to `length` bytes of UTF-8, one for each character that is not a combining mark. */
size_t text_width(const char *bytes, size_t length);
void text_pad(struct text *out, size_t columns);

/* On one line; matrices as [a b; c d]. */
void text_maths_line(const struct maths *maths, struct text *out);

/* On one line where that fits, else a line for each side, aligned at the signs; matrices row by row.
 * Begins with an empty line, but for a one-line equation that is joined to the one before it. */
void text_maths_display(const struct maths *maths, bool joined, struct text *out);

#endif
