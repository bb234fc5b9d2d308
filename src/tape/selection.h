/* Which steps of a run are written: those of some updates, "1,2,last", and of some samples, "1,4-6". */
#ifndef TAPE_SELECTION_H
#define TAPE_SELECTION_H

#include "base/diagnostic.h"
#include "base/text.h"
#include "tape/tape.h"

/* Ranges in order and apart from each other; none: everything. */
struct ranges {
    const struct range {
        int from, to;
    } * items;
    int count;
};

struct selection {
    struct ranges updates; /* of the run, from 1 */
    struct ranges
        samples; /* by their numbers in ids; what belongs to no sample is written all the same */
};

/* Reads two lists of numbers and ranges "5-8"; NULL: everything. Updates may be called "first" and "last", too (a forward
 * pass after the last one comes with it); numbers are those of ids. In `arena`; NULL after one diagnostic (usage). */
const struct selection *selection_read(struct arena *arena, const char *updates,
                                       const char *samples, const struct tape *tape,
                                       struct diagnostics *diagnostics);

/* NULL has every update and every sample. */
bool selection_has(const struct selection *selection, int update);
bool selection_has_sample(const struct selection *selection, int number);
/* Are steps of some samples left out? */
bool selection_leaves_samples(const struct selection *selection);

/* The last update that is written; with NULL the last of the tape. */
int selection_last(const struct selection *selection, const struct tape *tape);

/* Appends a list with the numbers of ids: "1-2,10000". Reading it gives the same selection. */
void selection_write_updates(const struct selection *selection, const struct tape *tape,
                             struct text *out);
void selection_write_samples(const struct selection *selection, struct text *out);

#endif
