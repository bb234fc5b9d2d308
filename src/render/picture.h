/* Pictures of networks and of formulas as SVG, for HTML. All layout is done here, in whole units, so that the bytes are
 * the same everywhere; colours and widths are the style sheet's (classes), states are set by the page's script.
 *
 * Each unit, edge, bias and node is a group with class ("unit", "edge", "bias", "target", "node", "loss") and
 * data-place="KEY" (render/places.h); names of weights are groups of their own behind all edges ("weight"), and a bias that
 * a layer shares has a group at each of its units: a place may have several groups. Edges have class
 * "negative" or "positive" where the sign of the weight is known: told apart by dashes, too, not by colour alone. What
 * class "value" has within a group is the value that stands there, to be filled in: every unit, target, loss and number
 * of formulas has one, weights and biases of small networks have.
 *
 * Whoever is marked as wrong has class "wrong" ("first" or "later") and a sign that needs no colour, and is a link to the
 * mark's anchor. The <svg> has class "picture" with "network" ("crowded": units are boxes, edges have no names) or
 * "graph", role="img" ("group" with links in it), a <title> and a <desc> in words, and its natural size.
 */
#ifndef RENDER_PICTURE_H
#define RENDER_PICTURE_H

#include "render/document.h"

/* Larger ones are not drawn. */
#define PICTURE_EDGES_MOST 1500
#define PICTURE_COLUMN_MOST 64
#define PICTURE_NODES_MOST 48
/* Longer formulas are not written into the boxes of graphs. */
#define PICTURE_LABEL_MOST 28

void picture_network(const struct diagram *diagram, struct text *out);
void picture_graph(const struct graph *graph, struct text *out);

#endif
