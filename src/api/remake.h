/* Traces made again: the settings that the header of a trace says, and the trace of a problem as if it were read from a
 * file. */
#ifndef API_REMAKE_H
#define API_REMAKE_H

#include "api/call.h"
#include "tape/run.h"
#include "tape/trace_file.h"

/* Arithmetic, working precision and digits of `trace`, which was read from `source`; not the selection of steps,
 * which needs a tape. False after one diagnostic. */
bool remake_settings(struct call *call, const struct json_source *source,
                     const struct trace_file *trace, struct run_settings *settings);

/* The steps that `trace` has, of a run over `tape`. False after one diagnostic. */
bool remake_selection(struct call *call, const struct trace_file *trace, const struct tape *tape,
                      struct run_settings *settings);

/* The whole trace of a run with these settings, called `name` in messages. NULL after one diagnostic. */
const struct trace_file *remake_trace(struct call *call, const char *name, const struct tape *tape,
                                      const struct run_settings *settings);

#endif
