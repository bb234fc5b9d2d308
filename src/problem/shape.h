/* The parameters of a problem by their names, "w2" or "b1", or a given of a formulas problem: how their numbers are
 * nested. */
#ifndef PROBLEM_SHAPE_H
#define PROBLEM_SHAPE_H

#include "problem/problem.h"

struct parameter_shape {
    int rank, dimensions[INDEX_MAX];
    size_t count;
    bool trained; /* updates change it */
};

/* False: the problem has no parameter called so. Layers, or givens and wrt, have been read. */
bool parameter_shape(const struct problem *problem, const char *name,
                     struct parameter_shape *shape);

#endif
