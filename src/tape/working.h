/* Work by hand: what a paper shows on which every value is rounded before it is used again, beside the true value.
 * The run rounds (tape/run.c); a second run in certified arithmetic goes along and has the true values. */
#ifndef TAPE_WORKING_H
#define TAPE_WORKING_H

#include "tape/run.h"

#define DIGITS_LOST_UNKNOWN (-1)

/* What a step of a run with rounding can say beside its value. */
struct working_view {
    const char *true_text; /* the true value to the digits of the settings */
    enum shown_state true_state;
    const char *
        distance; /* the working value minus the true one, to two digits; "0" when they are equal */
    /* How many leading digits that its inexact operands agree on with the true ones are lost in this step: the power
     * of ten in its condition number, sum |x * df/dx| / |f| over them (Higham, "Accuracy and Stability of Numerical
     * Algorithms", 2002, section 1.6). DIGITS_LOST_UNKNOWN: a given number, or more than 64 operands. */
    int digits_lost;
};

/* Texts in `arena`. False after one diagnostic. */
bool step_working(const struct step *step, struct arena *arena, struct working_view *view);

/* Reads "sf:4", "dp:3:half-even", "sf:4:truncate". False if it is none. */
bool rounding_read(const char *text, struct rounding *rounding);
/* Appends it complete: "sf:4:half-up". */
void rounding_write(const struct rounding *rounding, struct text *out);

#endif
