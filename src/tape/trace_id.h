/* Ids of traces taken apart (docs/trace-format.md, "Ids"). */
#ifndef TAPE_TRACE_ID_H
#define TAPE_TRACE_ID_H

#include <stdbool.h>

/* "u2.s3.dE/dw1[1,2]" is update 2, sample 3, "dE/dw1[1,2]". */
struct trace_id {
    long update, sample;  /* 0: none */
    const char *quantity; /* the rest, within the id */
};

/* Any text is an id; what does not fit is all quantity. */
struct trace_id trace_id_of(const char *id);

/* The quantity is `letter`, a layer number unless `layer` is NULL, and one index: z2[1], x[3]. */
bool trace_id_index(const struct trace_id *id, char letter, long *layer, long *index);

#endif
