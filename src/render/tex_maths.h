/* Equations of a LaTeX document. */
#ifndef RENDER_TEX_MATHS_H
#define RENDER_TEX_MATHS_H

#include "base/text.h"
#include "render/document.h"

/* Columns of text that a page holds. */
#define TEX_LINE_WIDTH 78

/* As a display on one line; or with its sides aligned below each other; or, where a side is wider than the page, as a
 * longequation, an environment of the document in which TeX breaks formulas. */
void tex_equation(const struct maths *maths, struct text *out);

/* Within a paragraph. Fractions that a line may not hold are written so that TeX can break them. */
void tex_inline(const struct maths *maths, struct text *out);

#endif
