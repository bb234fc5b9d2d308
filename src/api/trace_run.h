/* Tracing one update of a training run: what is shown is a problem of its own. */
#ifndef API_TRACE_RUN_H
#define API_TRACE_RUN_H

#include "api/call.h"
#include "api/input.h"

/* Does the request ask for something that only runs have? */
bool trace_wants_run(const struct hg_trace *request);

/* The problem of the update that the request asks for, of the run file `input`: the run is done again up to it. NULL after one
 * diagnostic: those of session_open; usage where the update is not said, or said twice; wrong-value where the run has
 * no such update. */
const struct problem *trace_cut(struct call *call, const struct input *input);

#endif
