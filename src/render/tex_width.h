/* How wide formulas are on a page of LaTeX. */
#ifndef RENDER_TEX_WIDTH_H
#define RENDER_TEX_WIDTH_H

#include <stddef.h>

/* About how many digits would take as much room as the LaTeX, as a printer of this program writes it, set as a display:
 * fractions and the bounds of sums stand over each other, subscripts are small. Not for environments (\begin). */
size_t tex_width(const char *latex, size_t length);

#endif
