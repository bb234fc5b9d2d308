/* Names at the edges of a picture: each where it hides no other. Private to the files picture_*.c. */
#ifndef RENDER_PICTURE_LABELS_H
#define RENDER_PICTURE_LABELS_H

#include "render/picture_parts.h"

struct line {
    struct point begin, end;
};

struct box {
    int left, top, right, bottom;
};

/* Room for the labels of lines between two columns: with what is to be kept free, so many. */
struct labels;
struct labels *labels_new(struct arena *arena, int count);
/* The next line. */
void labels_line(struct labels *labels, struct line line);
/* No label may stand here. */
void labels_keep_free(struct labels *labels, struct box box);
/* Finds the place of a label on its line, once all lines are there. */
void labels_place(struct labels *labels, int line, int width);
/* The middles, by line; x is 0 where there is no room. */
const struct point *labels_places(const struct labels *labels);

#endif
