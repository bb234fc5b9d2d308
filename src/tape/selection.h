/* Which updates of a run are written: "1,2,last". */
#ifndef TAPE_SELECTION_H
#define TAPE_SELECTION_H

#include "base/diagnostic.h"
#include "base/text.h"
#include "tape/tape.h"

/* Ranges of updates of a run (from 1), in order and apart from each other. */
struct selection {
    const struct update_range {
        int from, to;
    } * ranges;
    int count;
};

/* Reads a list of numbers, ranges "5-8" and the words "first" and "last" (of the updates; a forward pass after the last
 * one comes with it). Numbers are those of ids. In `arena`; NULL after one diagnostic (usage). */
const struct selection *selection_read(struct arena *arena, const char *text,
                                       const struct tape *tape, struct diagnostics *diagnostics);

/* NULL has every update. */
bool selection_has(const struct selection *selection, int update);

/* The last update that is written; with NULL the last of the tape. */
int selection_last(const struct selection *selection, const struct tape *tape);

/* Appends the list with the numbers of ids: "1-2,10000". Reading it gives the same selection. */
void selection_write(const struct selection *selection, const struct tape *tape, struct text *out);

#endif
