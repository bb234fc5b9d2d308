/* A tally: what became of the submissions of a class, counted while they are marked one after the other. Its memory grows
 * with the sheet and the kinds of mistakes, not with the submissions.
 */
#ifndef MARKING_TALLY_H
#define MARKING_TALLY_H

#include "marking/mark.h"

struct tally {
    struct arena *arena;
    const struct sheet *sheet;
    size_t marked, broken, right; /* submissions: right: nothing is wrong in it */
    double score, of;             /* of all that were marked */
    size_t verdicts[MARK_KINDS];  /* values */
    size_t *first_wrong; /* [lines of the sheet] submissions whose first wrong value is there */
    struct tallied_mistake *mistakes; /* a list, in the order of their first appearance */
};

/* A mistake: the likeliest cause of a wrong value; "unexplained" where there is none. */
struct tallied_mistake {
    const char *code;
    size_t submissions; /* that have it somewhere */
    size_t *at_line;    /* [lines of the sheet] submissions that have it there */
    size_t latest;      /* number of the last submission that had it, from 1 */
    struct tallied_mistake *next;
};

struct tally *tally_open(struct arena *arena, const struct sheet *sheet);
void tally_marks(struct tally *tally, const struct marks *marks);
void tally_broken(struct tally *tally);

/* ---- what there is most of ---- */

/* All mistakes in `arena`, the commonest first; those that are as common by code. */
const struct tallied_mistake **tally_mistakes(const struct tally *tally, struct arena *arena,
                                              size_t *count);

struct tallied_line {
    const struct sheet_line *line;
    size_t submissions;
};

/* The lines whose count is not 0, the highest first; those with the same in the order of the calculation. */
struct tallied_line *tally_lines(const struct tally *tally, const size_t *counts,
                                 struct arena *arena, size_t *count);

#endif
