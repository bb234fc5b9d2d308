/* Composites over one box: what their values and slopes are there by intervals. For the search in reach.c, which cuts
 * boxes in pieces. Private to it and reach_formula.c. */
#ifndef MARKING_REACH_FORMULA_H
#define MARKING_REACH_FORMULA_H

#include "base/arena.h"
#include "marking/reach.h"

struct reach {
    struct arena *arena;
    struct arithmetic *intervals;
    struct arena *terms;  /* of sums, during one evaluation */
    struct arena *pieces; /* of one search */
    long long work;       /* as reach_work says */
};

static inline bool is_wide(const struct interval *side)
{
    return side->low < side->high;
}

/* A composite that is being looked at, with room for what is found. */
struct mapping {
    struct reach *reach;
    const struct composite *composite;
    bool *repeats;             /* [variables] it leads to the value on more than one way */
    struct interval *values;   /* [steps] of the box that was evaluated last */
    struct interval *adjoints; /* [steps] the derivative of the last step by each, over that box */
    bool *asked;               /* [steps] it depends on a variable whose slope is asked for */
    struct interval *slopes;   /* [variables] of the box whose slopes were asked for last */
};

/* The composite as a function: in reach->pieces. */
struct mapping mapping_open(struct reach *reach, const struct composite *composite);

/* What an evaluation over a box found. */
struct image {
    struct interval values;
    enum fault_kind fault; /* NONE: `values` is set */
    bool total;            /* the formulas have a value everywhere in the box */
    bool continuous;       /* and no where() that may jump */
};

struct image mapping_image(const struct mapping *mapping, const struct interval *sides);

/* Sets mapping->slopes of the wide variables that repeat, or of those that do not: the derivatives by them over the
 * box, at kinks the hull of those on both sides; everything unless they have a value in the whole box. */
void mapping_slopes(const struct mapping *mapping, const struct interval *sides, bool repeated);

#endif
