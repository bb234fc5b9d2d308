/* Fuzz target of the trace reader: any bytes are either refused with one error, or they are a trace whose steps are
 * found by their ids and which agrees with itself. */
#include "base/arena.h"
#include "base/text.h"
#include "input.h"
#include "tape/diff.h"
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct trace_file *read_trace(struct arena *arena, const struct json_source *source)
{
    struct diagnostics diagnostics;
    diagnostics_open(&diagnostics, arena);
    const struct trace_file *trace = trace_read(arena, source, &diagnostics);
    expect_errors(arena, &diagnostics, trace ? 0 : 1);
    if (trace && !trace_recognise(arena, source))
        fail("a trace was not recognised", source->bytes);
    return trace;
}

static void check_trace(struct arena *arena, const struct trace_file *trace, const char *bytes)
{
    for (size_t i = 0; i < trace->step_count; i++)
        if (trace_find(trace, trace->steps[i].id) != &trace->steps[i])
            fail("a step is not found by its id", trace->steps[i].id);
    const struct diff *diff =
        diff_traces(arena, trace, trace, (struct diff_tolerance){.relative = 0});
    if (!diff->equal || diff->explanations)
        fail("a trace does not agree with itself", bytes);
}

static void check_input(struct arena *arena, char *bytes, size_t size)
{
    const struct json_source source = {"fuzz", bytes, size};
    const struct trace_file *trace = read_trace(arena, &source);
    if (trace)
        check_trace(arena, trace, bytes);
}
