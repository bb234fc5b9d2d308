/* Verifying gradients: each one that a tape takes, by independent ways that share the evaluator only.
 *
 *   chain       the value of the tape, made by the reverse rule and the derivatives of the catalogue
 *   symbolic    every scalar formula of the forward pass differentiated symbolically by its operands, accumulated
 *               forward from the quantity to the objective (tape/scalar_graph.h)
 *   difference  the quotient (E(w + h) - E(w - h))/(2h) with a proven bound of what it is off by (tape/difference.h)
 */
#ifndef TAPE_VERIFY_H
#define TAPE_VERIFY_H

#include "tape/run.h"

/* More gradients than this are not all verified: so many of them, evenly spaced. */
#define VERIFY_GRADIENTS_MOST 2000

enum verdict {
    VERDICT_AGREE,
    /* E is not smooth within h of the quantity, or at it: then a convention, of which there may be two, chooses chain
     * and symbolic. Not at it, they agree. */
    VERDICT_KINK,
    VERDICT_SYMBOLIC,   /* the symbolic derivative is another number */
    VERDICT_DIFFERENCE, /* the difference quotient proves another number */
    VERDICT_UNDECIDED,  /* they are not known well enough to tell, even at the last precision */
};

/* One gradient. Texts live as long as the arena given to verify_gradients. */
struct gradient_check {
    const char *id;
    enum verdict verdict;
    const char *chain, *symbolic; /* as shown, with the digits of the run */
    const char *difference;       /* the quotient; NULL: it has no value */
    const char *bound;   /* the derivative is not farther from the quotient; NULL: not bounded */
    const char *message; /* what is wrong, as a sentence; NULL: nothing */
};

struct gradient_checks {
    int update;     /* whose gradients these are, as in ids; NO_UPDATE: of formulas without one */
    size_t taken;   /* gradients that the tape takes in this update */
    size_t checked; /* of them, how many were verified */
    const struct gradient_check *checks;
    const struct gradient_check *first; /* that does not hold, or NULL; a kink does */
    size_t kinks;
};

/* Moves a fresh run on to `update` (from 1) and verifies them. Afterwards nothing can be had of
 * the run. NULL after one diagnostic. */
const struct gradient_checks *verify_gradients(struct arena *arena, struct run *run, int update);

#endif
