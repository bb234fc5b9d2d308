/* The forward pass again with one quantity changed: only what depends on it is evaluated anew. In the arithmetic of
 * the graph or in another one, which the unchanged values are carried over to. Private to the room. */
#ifndef TAPE_PERTURBATION_H
#define TAPE_PERTURBATION_H

#include "tape/scalar_graph.h"

struct perturbation {
    const struct scalar_graph *graph;
    struct arithmetic *arithmetic;
    /* A value of the graph in `arithmetic`; NULL where that is the graph's own. */
    union cell (*carry)(const struct perturbation *perturbation, union cell value);
    union cell *changed; /* by node, where the stamp is the present one */
    uint32_t *stamps, stamp;
    struct arena *scratch;
    int position; /* of the sample being evaluated, in the batch */
};

struct perturbation *perturbation_open(struct arena *arena, const struct scalar_graph *graph,
                                       struct arithmetic *arithmetic,
                                       union cell (*carry)(const struct perturbation *perturbation,
                                                           union cell value));

/* The value of `objective` where `source` is `value`, whatever its own formula says. Returns the fault that leaves it
 * without one. */
enum fault_kind perturbed_value(struct perturbation *perturbation, size_t source, union cell value,
                                size_t objective, union cell *result);

#endif
