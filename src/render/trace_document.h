/* A trace for people: the blocks of a run, update by update, section by section, in any format of
 * render/format.h. Only one section's blocks are held at a time. */
#ifndef RENDER_TRACE_DOCUMENT_H
#define RENDER_TRACE_DOCUMENT_H

#include "render/format.h"
#include "tape/run.h"

/* How much is spelled out. */
enum detail {
    DETAIL_AUTO,    /* what suits the size of the problem */
    DETAIL_FULL,    /* unit by unit, the whole chain rule for each weight */
    DETAIL_MATRIX,  /* layer by layer in matrices, one element written out */
    DETAIL_SUMMARY, /* layers, losses and extreme gradients */
};

/* Runs `run` to its end and writes its trace. False after one diagnostic; the output is then incomplete. */
bool render_trace(struct run *run, enum detail detail, const struct renderer *renderer,
                  struct text *out, struct diagnostics *diagnostics);
/* The same with a note below the head; NULL: none. */
bool render_trace_noted(struct run *run, enum detail detail, const char *note,
                        const struct renderer *renderer, struct text *out,
                        struct diagnostics *diagnostics);

/* Writes the picture of the problem (render/picture.h), the network or the graph of its formulas, with the numbers that
 * its first update begins with: a run of its own, of which that update is read. False, and nothing is written: it is too
 * large to be drawn, or after one diagnostic. */
bool render_trace_picture(struct run *run, struct text *out, struct diagnostics *diagnostics);

#endif
