/* Points: numbers for the free quantities that satisfy their domains and all assumptions.
 *
 * The same on every machine. Simple ones come first: small whole numbers, all 0, all 1; then decimals, large and tiny
 * ones. Inequalities are satisfied by drawing again, or beside the number at which the two sides are equal;
 * equalities by solving for one element in which they are linear, exactly.
 */
#ifndef DERIVATION_POINTS_H
#define DERIVATION_POINTS_H

#include "derivation/values.h"

struct point_maker {
    const struct plan *plan;
    struct values *values;
    struct arena *arena; /* of the texts of one point */
    uint64_t counter;    /* random numbers taken so far */
    bool *fixed;         /* [plan->free_elements] stands in an equality that was solved */
    struct pool *seen;   /* the points before */
    bool given_up;       /* some numbers could not be made to satisfy the assumptions */
};

void points_open(struct point_maker *maker, struct arena *arena, struct values *values);

/* Puts point `number` (from 0) into the values, which are left at PRECISION_FIRST, restarted. False: none was found
 * in a bounded number of tries. The texts of the point before are gone. */
bool points_next(struct point_maker *maker, int number);

/* The numbers differ from those of every point before, of which this was asked: where few satisfy the assumptions, the
 * same come again and are no more evidence. */
bool points_is_new(struct point_maker *maker);

#endif
