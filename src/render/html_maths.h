/* Mathematics of a document in MathML, for the files of the HTML format. */
#ifndef RENDER_HTML_MATHS_H
#define RENDER_HTML_MATHS_H

#include "base/text.h"
#include "render/document.h"

/* Within a line, which may end between the <math> elements of its sides and, where one is long, of the terms of a sum. A
 * wider one is in a box that scrolls. The `after_length` bytes at `after`, punctuation, are not parted from the end. */
void html_maths_line(const struct maths *maths, const char *after, size_t after_length,
                     struct text *out);

/* One <math> element as the only content of a table's heading, for which its plain text is said as well: not every program that reads
 * pages to people knows formulas. */
void html_maths_heading(const struct maths *maths, struct text *out);

/* A box with a <math> element as a display: on one line where that fits a page, else with its sides below each other,
 * aligned at their signs. */
void html_maths_display(const struct maths *maths, struct text *out);

#endif
