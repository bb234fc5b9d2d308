/* What each mistake of the tables makes of a line: the search for explanations (explain.h) the other way round. It asks which
 * mistakes gave what was written; this says what every one of them would give to somebody who has everything else right.
 *
 * Part of the marking core.
 */
#ifndef MARKING_MISTAKES_H
#define MARKING_MISTAKES_H

#include "marking/explain.h"

struct mistaken {
    const char *code;   /* of mistakes.def: "learning-rate-left-out" */
    const char *detail; /* on what it was made; NULL: there is no choice */
    double value;       /* what comes out */
    int depth;          /* 0: in the line's own step; else so many unwritten steps before it */
};

/* Valid until the visit ends. */
typedef void mistake_visit(void *context, const struct mistaken *mistaken);

/* Calls `visit` for every mistake that can be made on the way from what is written to right->line. What is written must be
 * right: figures are taken from right->writing, so with all the digits they can have, else from the true values; slips of
 * writing are made on right->written. A digit lost or doubled is not among them: the number of digits shows it. */
void mistakes_each(struct arena *arena, const struct situation *right, mistake_visit *visit,
                   void *context);

#endif
