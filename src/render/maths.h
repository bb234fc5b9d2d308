/* Mathematics of a document in LaTeX, for every format that speaks it; widths of it for other formats, too. */
#ifndef RENDER_MATHS_H
#define RENDER_MATHS_H

#include "base/text.h"
#include "render/document.h"

/* On one line, as it stands within a sentence. */
void maths_latex_line(const struct maths *maths, struct text *out);

/* As a display: sides on lines of their own in the source where they are long, and aligned at their signs
 * where they would not fit beside each other on a page. Ends with a newline. */
void maths_latex_display(const struct maths *maths, struct text *out);

/* For formats that lay out displays themselves. A relation stands between two sides, at which they may be broken. */
bool maths_has_sides(const struct maths *maths);

/* One piece; about how many columns of text it, and all of the mathematics, take on a page.
 * `scratch` is overwritten. */
void maths_latex_piece(const struct piece *piece, struct text *out);
size_t maths_piece_width(const struct piece *piece, struct text *scratch);
size_t maths_width(const struct maths *maths, struct text *scratch);
/* The same of text. */
size_t span_width(const struct span *span, struct text *scratch);
size_t spans_width(const struct spans *spans, struct text *scratch);

#endif
