/* Where the nodes of a graph stand: in columns from left to right, edges running through free places of the columns that
 * they pass. Private to the files picture_*.c. */
#ifndef RENDER_PICTURE_LAYOUT_H
#define RENDER_PICTURE_LAYOUT_H

#include "render/picture_parts.h"

/* A node, or a place where an edge passes through a column. */
struct vertex {
    int column, place; /* from the left, from above */
    int x, y;          /* its middle */
    int half,
        rise; /* half its width, half its height; of passing edges half the column's width, and little */
    int next; /* of passing edges: the next vertex of the edge */
};

struct edge {
    int from, to; /* nodes */
    int first;    /* the first vertex on the way: a passing one, or `to` */
};

struct layout {
    int count, edge_count;
    struct vertex *vertices; /* the nodes in their order first */
    struct edge *edges;
    int width, height;
};

/* half[n] and rise[n] are the sizes of node n. In `arena`. */
const struct layout *layout_graph(struct arena *arena, const struct graph *graph, const int *half,
                                  const int *rise);

#endif
