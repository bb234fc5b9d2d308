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

/* What an evaluation over a box found. */
struct image {
    struct interval values;
    enum fault_kind fault; /* NONE: `values` is set */
    bool total;            /* the formulas have a value everywhere in the box */
    bool continuous;       /* and no where() that may jump */
};

/* What is known of the composite over one box. */
struct view {
    struct interval *sides;  /* [variables] the box */
    struct interval *values; /* [steps] as far as they were evaluated */
    int evaluated;           /* steps that have values: those up to a fault */
    struct image image;
    struct interval *slopes; /* [variables] the derivatives by those asked for */
    bool sloped[2];          /* those that do not repeat were asked for; those that do */
};

/* A composite that is being looked at. Both ends of its values are searched for from the same box, and a box is asked for
 * its slopes after its values: the first box and the last other one stay known. */
struct mapping {
    struct reach *reach;
    const struct composite *composite;
    bool *repeats;             /* [variables] it leads to the value on more than one way */
    struct interval *adjoints; /* [steps] the derivative of the last step by each */
    bool *asked;               /* [steps] it depends on a variable whose slope is asked for */
    struct view first, last;   /* sides NULL: there is none yet */
};

/* The composite as a function: in reach->pieces. */
struct mapping mapping_open(struct reach *reach, const struct composite *composite);

struct image mapping_image(struct mapping *mapping, const struct interval *sides);

/* The derivatives [variables] by the wide variables that repeat, or by those that do not, over the box, at kinks the hull
 * of those on both sides; everything unless they have a value in the whole box. They hold until another box is asked for. */
const struct interval *mapping_slopes(struct mapping *mapping, const struct interval *sides,
                                      bool repeated);

#endif
