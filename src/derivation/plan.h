/* A derivation made ready for evaluating, for one choice of its sizes.
 *
 * Sizes are numbers, functions of the catalogue are written out, indices know their ranges, every derivative has been
 * taken (with definitions written out down to what is differentiated by), and index variables have slots. What it
 * would take to evaluate is known too. Numbers are put in by derivation/values.h.
 */
#ifndef DERIVATION_PLAN_H
#define DERIVATION_PLAN_H

#include "base/arena.h"
#include "derivation/derivation.h"
#include "derivation/sizes.h"

/* Nodes of all expressions of a plan together, and evaluations of nodes that one expression may take. */
#define PLAN_NODES_MOST 300000
#define PLAN_WORK_MOST 1e6
#define PLAN_ELEMENTS_MOST 100000 /* of all quantities together */

/* An expression that can be evaluated: the variables of what it belongs to have the slots 0, 1, ... */
struct prepared {
    const struct expr *expr;
    bool derived; /* a derivative was taken in it: comparisons that cannot be decided are kinks */
    double work;  /* evaluations of nodes, at most */
};

/* Values of index variables: all combinations of first[i]..last[i]. */
struct instances {
    int count;
    long first[SLOTS_MAX], last[SLOTS_MAX];
    double all; /* how many combinations there are */
};
/* The first combination; false if there is none. */
bool instances_first(const struct instances *instances, struct environment *environment);
/* The next one, the last variable running fastest; false after the last. */
bool instances_next(const struct instances *instances, struct environment *environment);

struct planned_quantity {
    size_t offset, count; /* its elements among all, last index fastest */
    long dimensions[INDEX_MAX];
    struct prepared definition; /* expr NULL: free */
    struct instances instances; /* of a defined one: of its index variables */
    bool needed;                /* a claim depends on it */
};

struct planned_condition {
    struct prepared a, b;
    enum relation relation;
};

struct planned_assumption {
    struct planned_condition condition;
    struct instances instances;
};

struct planned_case {
    struct prepared value;
    const struct planned_condition *when; /* NULL: always, or otherwise */
    bool otherwise;
};

struct planned_line {
    int case_count;
    struct planned_case *cases;
};

struct planned_claim {
    const struct claim *claim;
    struct instances instances;
    struct planned_line *lines; /* claim->line_count + 1: the left side, then the lines */
};

struct plan {
    const struct derivation *derivation;
    struct sizes sizes;
    struct planned_quantity *quantities; /* as derivation->quantities */
    bool derived;                        /* a derivative was taken in a definition */
    size_t elements, free_elements;      /* those of free quantities come first */
    struct planned_assumption *assumptions;
    struct planned_claim *claims;
    double work; /* evaluations of nodes at one point */
};

/* NULL after one diagnostic (too-large), at the expression that is too much. `source` may be NULL. */
struct plan *plan_open(struct arena *arena, const struct derivation *derivation,
                       const struct sizes *sizes, const struct json_source *source,
                       struct diagnostics *diagnostics);

#endif
