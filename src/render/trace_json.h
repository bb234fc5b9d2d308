/* The trace for machines: JSON and NDJSON of design section 7, docs/trace.schema.json.
 *
 * Steps are written as they are walked; nothing of a step is kept after it is written.
 */
#ifndef RENDER_TRACE_JSON_H
#define RENDER_TRACE_JSON_H

#include "tape/run.h"
#include <stdbool.h>

#define TRACE_VERSION 1

/* Which of the two layouts of the same records. */
enum trace_layout {
    TRACE_JSON,   /* one object; each step on a line of its own within "steps" */
    TRACE_NDJSON, /* a header record (everything but steps), then one step a line */
};

/* Runs `run` to its end and writes every step. False after one diagnostic; the output is then incomplete. */
bool trace_json_write(struct run *run, enum trace_layout layout, struct text *out);

#endif
