/* The trace as an interactive page. */
#ifndef API_TRACE_PAGE_H
#define API_TRACE_PAGE_H

#include "base/text.h"
#include "tape/run.h"

/* Writes the page of a run with these settings: picture, steps, and where they can be had what the quiz needs. The page
 * must be large enough for them (page_data_fits). False after one diagnostic; the output is then incomplete. */
bool trace_page_write(const struct tape *tape, const struct run_settings *settings,
                      struct text *out, struct diagnostics *diagnostics);

#endif
