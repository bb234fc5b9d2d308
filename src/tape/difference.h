/* Difference quotients with a proven remainder. By Taylor's theorem
 *     dE/dw = (E(w+h) - E(w-h))/(2h) - h^2/6 * E'''(c)    for some c between w-h and w+h,
 * so a ball that holds E''' all over that interval (a jet of number/number.h) makes the quotient a proof. Only the
 * assignments of the forward pass are evaluated; no rule of differentiation of expressions is used. Private to the room.
 */
#ifndef TAPE_DIFFERENCE_H
#define TAPE_DIFFERENCE_H

#include "tape/perturbation.h"

struct difference_taker {
    struct scalar_graph *graph;
    struct arithmetic *jets;
    struct perturbation *values, *derivatives;
};

/* What is known of one derivative. Cells belong to the arithmetic of the graph. */
struct difference {
    enum fault_kind
        fault; /* FAULT_NONE: everything below has a value. FAULT_KINK: E is not smooth, as far as can be
                            * told, within h of w. Another: E has no value there. */
    bool has_quotient; /* there is one even beside a kink */
    union cell quotient;
    union cell remainder;  /* what is to be taken from the quotient: a ball */
    union cell derivative; /* quotient - remainder: a ball that holds dE/dw */
};

struct difference_taker *difference_open(struct arena *arena, struct scalar_graph *graph);

/* d(objective)/d(source). False: more precision is needed. */
bool difference_take(struct difference_taker *taker, size_t source, size_t objective,
                     struct difference *difference);

#endif
