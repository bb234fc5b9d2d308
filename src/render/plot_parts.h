/* What all scripts for gnuplot share. Private to the room. */
#ifndef RENDER_PLOT_PARTS_H
#define RENDER_PLOT_PARTS_H

#include "render/plot.h"

/* How the script begins: SVG of this size, and nothing of the user's own settings. */
void plot_begin(int width, int height, struct text *out);

/* The text as a string of gnuplot, at most `most` characters of it. */
void plot_quote(const char *string, size_t most, struct text *out);

/* Characters of a title that are shown. */
#define PLOT_TITLE_MOST 60

/* set title ..., `what` (NULL: nothing) on a line of its own; in a smaller font where `room` pixels are too few. */
void plot_title(const char *title, const char *what, int room, struct text *out);

/* A number; what is not finite is missing. */
void plot_number(double value, struct text *out);

/* The colour and the mark of series `i` (from 0): after eight they begin anew, the marks with another one. */
const char *plot_colour(size_t i);
int plot_mark(size_t i);

#endif
