/* Places in the picture of a problem: which unit, edge or node a quantity belongs to, as a short key that the picture
 * (render/picture.h), the page's data and marked answers share.
 *
 *     "1.2"    unit 2 of layer 1; layer 0 are the inputs     x, z, a, masks, dropout, and derivatives by these
 *     "1.2.3"  the edge from unit 3 of the layer before to unit 2 of layer 1    w1[2,3], dE/dw1[2,3], states, new values
 *     "1.2.b"  the bias of that unit; "1.b" the bias that all units of layer 1 share
 *     "t.1"    target 1
 *     "E", "R" the loss, the penalty
 *     "g.q"    the node of the quantity q in the picture of a formulas problem
 *
 * A derivative belongs where the quantity is that it is by.
 */
#ifndef RENDER_PLACES_H
#define RENDER_PLACES_H

#include "marking/sheet.h"
#include "tape/run.h"

/* Appends the key; false, and nothing is appended: the quantity has no place (a learning rate). */
bool place_of_step(const struct step *step, struct text *out);
bool place_of_line(const struct sheet *sheet, const struct sheet_line *line, struct text *out);

#endif
