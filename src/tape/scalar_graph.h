/* The forward pass of one update as a graph of scalars: what independent witnesses of gradients work on.
 *
 * A node is one instance of a family that is given, or belongs to the forward pass, the loss or the penalty. The
 * graph evaluates the families' expansions by itself, so nothing here rests on the derivatives of the tape
 * (tape/reverse.c), nor on values of the run but the given ones. Private to the room.
 */
#ifndef TAPE_SCALAR_GRAPH_H
#define TAPE_SCALAR_GRAPH_H

#include "base/arena.h"
#include "tape/run.h"
#include <stdint.h>

/* The operand `node` of another node; `partial` is the derivative of that one by it. */
struct edge {
    size_t node;
    union cell partial;
    enum fault_kind fault; /* why `partial` has no value; FAULT_NONE: it has one */
    bool kink; /* it was taken where two sides of a comparison are equal: a convention chose it */
};

/* A computed node that depends on a wanted one. */
struct active {
    const struct family *family;
    int position; /* in the batch; 0 for what has no sample */
    size_t instance, node;
    struct edge *edges; /* its operands that are wanted or depend on a wanted one, each once */
    size_t edge_count;
};

struct scalar_graph {
    struct arena *arena, *scratch;
    const struct run *run; /* which update it is, and the numbers of its formulas */
    const struct tape *tape;
    struct arithmetic *arithmetic;
    size_t *first; /* by family number: its first node; SIZE_MAX: it has none */
    size_t node_count;
    union cell *values;      /* by node */
    bool *depends;           /* by node: wanted, or depends on a wanted one */
    uint32_t *stamps, stamp; /* by node, for walks: seen in this walk? */
    union cell *tangents;    /* by node, where the stamp is the present one */
    struct active *actives;
    size_t active_count; /* in the order of evaluation */
};

/* The nodes of the update that `run` stands at, with the given values; in the run's arithmetic. */
struct scalar_graph *graph_open(struct arena *arena, struct run *run);

/* The node of an instance. `position`: the row of the data (from 0) for SCOPE_SAMPLE, the place in the batch for
 * SCOPE_STEP, else 0. */
size_t graph_node(const struct scalar_graph *graph, const struct family *family, int position,
                  size_t instance);

/* The node that a bound NAME stands for in a formula of the sample at `position`. */
size_t graph_operand(const struct scalar_graph *graph, const struct expr *name,
                     const struct environment *environment, int position);

/* Index variables of an instance's formulas. */
void graph_environment(const struct scalar_graph *graph, const struct family *family,
                       size_t instance, struct environment *environment);

/* Says that derivatives by `node` will be asked for. Before graph_evaluate. */
void graph_want(struct scalar_graph *graph, size_t node);

/* Evaluates all nodes and finds the active ones with their edges: each partial is the symbolic derivative of the node's
 * scalar formula, all functions written out, by the operand, at the values. False: more precision is needed. */
bool graph_evaluate(struct scalar_graph *graph);

/* d(objective)/d(source), accumulated forward along the edges: tangents, no adjoints. *kink: an edge on the way has one.
 * Returns the fault that leaves it without a value. */
enum fault_kind graph_tangent(struct scalar_graph *graph, size_t source, size_t objective,
                              union cell *tangent, bool *kink);

/* Forgets whatever the arithmetic holds except the graph's own cells and the `count` cells of `more`, which are
 * updated in place. */
void graph_keep(struct scalar_graph *graph, union cell *more, size_t count);

#endif
