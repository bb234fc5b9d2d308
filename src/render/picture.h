/* Pictures of networks and of formulas as SVG, for HTML. All layout is done here, in whole units, so that the bytes are
 * the same everywhere; colours and widths are the style sheet's (classes), states are set by the page's script.
 *
 * Each unit, edge, bias and node is a group with class ("unit", "edge", "bias", "node", "loss") and data-place="KEY"
 * (render/places.h). Edges have class "negative" or "positive" where the sign of the weight is known: told apart by
 * dashes, too, not by colour alone. A unit has a <text class="value"> to be filled in; an edge of a small network one for
 * its weight. Whoever is marked as wrong has class "wrong" and a sign that needs no colour. The <svg> has role="img", a
 * <title> and a <desc> in words, a viewBox and no size: the style sheet's.
 */
#ifndef RENDER_PICTURE_H
#define RENDER_PICTURE_H

#include "render/document.h"

void picture_network(const struct diagram *diagram, struct text *out);
void picture_graph(const struct graph *graph, struct text *out);

#endif
