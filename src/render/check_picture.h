/* The picture of a report on answers: the network or the graph of the sheet, with what is wrong marked in it. */
#ifndef RENDER_CHECK_PICTURE_H
#define RENDER_CHECK_PICTURE_H

#include "marking/mark.h"
#include "render/document.h"

/* Adds the picture; its marks lead to the anchors `anchors` of the marks (by place among marks->items). Nothing is added
 * where nothing is wrong, or the picture would be too large. */
void check_add_picture(struct document *document, const struct marks *marks,
                       const char *const *anchors);

#endif
