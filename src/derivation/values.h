/* The values of all quantities of a plan at one point, and of its expressions there.
 *
 * Free quantities are given as text, so that a point can be evaluated again with more precision; those that are
 * defined are evaluated once for each precision. A quantity without a value keeps the fault instead, and whatever
 * reads it has that fault too.
 */
#ifndef DERIVATION_VALUES_H
#define DERIVATION_VALUES_H

#include "derivation/plan.h"

/* After so much work the arithmetic is started anew, since its cells take memory until then. */
#define WORK_KEPT 3e5

struct values {
    const struct plan *plan;
    struct arithmetic *arithmetic; /* certified */
    struct arena *scratch;         /* of evaluations; reset by values_restart */
    const char **texts;            /* [plan->free_elements], decimals or fractions, never NULL */
    union cell *cells;             /* [plan->elements] */
    enum fault_kind *faults; /* [plan->elements]; FAULT_PRECISION at the last one: undecided */
    bool *ties;              /* [plan->elements] a derivative in its definition is at a kink */
    bool *touched;           /* [plan->elements] elements that were read since it was cleared */
    bool tie;                /* an element with a tie was read */
    double work;             /* evaluations of nodes since values_begin, at most */
    double spent;            /* in all, each as long as at PRECISION_FIRST */
};

/* Without values yet: texts are to be set, then values_restart to be called. The arithmetic lives in `arena`. */
struct values *values_open(struct arena *arena, const struct plan *plan);

/* Starts anew at `bits`: every cell is made again, from the texts. Evaluations forget what they kept. */
void values_restart(struct values *values, unsigned bits);

/* The same for free quantities only, as assumptions need no others; and another value for one element of them. */
void values_begin(struct values *values, unsigned bits);
void values_set(struct values *values, size_t element, const char *text);

/* What an expression is under an environment. */
struct outcome {
    union cell value;
    enum fault_kind
        fault; /* FAULT_NONE: it has that value. FAULT_PRECISION: not known at this precision */
    bool kink; /* a derivative was taken where there is none */
};
struct outcome values_evaluate(struct values *values, struct evaluation *evaluation,
                               const struct prepared *expr, const struct environment *environment);

/* An evaluation of these values. It keeps sums that depend on no index, for one expression only, until the next
 * values_restart; then it is to be opened again. */
void values_open_evaluation(struct values *values, struct evaluation *evaluation);

/* Both sides of a condition. */
void values_sides(struct values *values, const struct planned_condition *condition,
                  const struct environment *environment, struct outcome *a, struct outcome *b);

/* Marks whatever the defined elements among those touched depend on as touched too. */
void values_trace(struct values *values);

/* The element of a quantity's array, its indices from 1. */
size_t element_of(const struct planned_quantity *planned, int rank, const long *indices);

#endif
