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

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void fail(const char *what, const char *text)
{
    fprintf(stderr, "%s:\n%s\n", what, text);
    abort();
}

static const struct trace_file *read_trace(struct arena *arena, const struct json_source *source)
{
    struct diagnostics diagnostics;
    struct text message;
    diagnostics_open(&diagnostics, arena);
    text_open(&message, arena);
    const struct trace_file *trace = trace_read(arena, source, &diagnostics);
    for (const struct diagnostic *report = diagnostics.first; report; report = report->next)
        diagnostic_write(report, &message);
    if (diagnostics.errors != (trace ? 0 : 1))
        fail("not exactly one error for a refusal", message.bytes);
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

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct exhaustion exhaustion;
    struct arena *arena = arena_open(&exhaustion);
    if (!arena)
        return 0;
    if (setjmp(exhaustion.resume)) {
        arena_close(arena);
        return 0;
    }
    const char *bytes = fuzz_input(arena, data, size);

    const struct json_source source = {"fuzz", bytes, size};
    const struct trace_file *trace = read_trace(arena, &source);
    if (trace)
        check_trace(arena, trace, bytes);
    arena_close(arena);
    return 0;
}
