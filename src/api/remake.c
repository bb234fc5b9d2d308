/* Making traces again. */
#include "api/remake.h"

#include "api/input.h"
#include "base/arena.h"
#include "render/trace_json.h"
#include "tape/working.h"
#include <stdlib.h>
#include <string.h>

static bool read_kind(struct call *call, const struct json_source *source,
                      const struct json *arithmetic, struct run_settings *settings)
{
    const struct json *kind = json_member(arithmetic, "kind");
    const struct json *rounding = json_member(arithmetic, "rounding");
    settings->rounded = strcmp(kind->text, "working") == 0;
    if (!settings->rounded && !input_arithmetic(kind->text, &settings->arithmetic))
        return json_complain(&call->diagnostics, source, kind, false, DIAGNOSTIC_WRONG_VALUE,
                             "certified, working, float64 or float32",
                             json_describe(call->arena, kind), "this arithmetic is not known");
    if (settings->rounded != (rounding != NULL))
        return json_complain(&call->diagnostics, source, arithmetic, false, DIAGNOSTIC_CONFLICT,
                             NULL, NULL,
                             "\"rounding\" belongs to working arithmetic, and only to it");
    return !rounding || rounding_read(rounding->text, &settings->working) ||
           json_complain(&call->diagnostics, source, rounding, false, DIAGNOSTIC_WRONG_VALUE,
                         "sf:N or dp:N, with :half-up, :half-even or :truncate behind it",
                         json_describe(call->arena, rounding), "this is no rounding");
}

static bool read_digits(struct call *call, const struct json_source *source,
                        const struct json *arithmetic, struct digits *digits)
{
    const struct json *significant = json_member(arithmetic, "digits");
    const struct json *decimals = json_member(arithmetic, "decimals");
    const struct json *count = significant ? significant : decimals;
    if (!count || (significant && decimals))
        return json_complain(&call->diagnostics, source, arithmetic, false, DIAGNOSTIC_MISSING_KEY,
                             NULL, NULL, "\"arithmetic\" needs \"digits\" or \"decimals\"");
    char *end;
    long value = strtol(count->text, &end, 10);
    if (*end || value < (significant ? 1 : 0) || value > INPUT_DIGITS_MOST)
        return json_complain(&call->diagnostics, source, count, false, DIAGNOSTIC_WRONG_VALUE,
                             "1 to 1000 digits, or 0 to 1000 decimals", count->text,
                             "this is no number of digits");
    *digits = (struct digits){significant ? DIGITS_SIGNIFICANT : DIGITS_DECIMALS, (int)value};
    return true;
}

bool remake_settings(struct call *call, const struct json_source *source,
                     const struct trace_file *trace, struct run_settings *settings)
{
    return read_kind(call, source, trace->arithmetic, settings) &&
           read_digits(call, source, trace->arithmetic, &settings->digits);
}

bool remake_selection(struct call *call, const struct trace_file *trace, const struct tape *tape,
                      struct run_settings *settings)
{
    if (!trace->updates && !trace->samples)
        return true;
    settings->selection =
        selection_read(call->arena, trace->updates, trace->samples, tape, &call->diagnostics);
    return settings->selection != NULL;
}

/* Its text goes when it has been read: a trace has its own. */
const struct trace_file *remake_trace(struct call *call, const char *name, const struct tape *tape,
                                      const struct run_settings *settings)
{
    struct arena *scratch = arena_child(call->arena);
    struct run *run = run_open(scratch, tape, settings, &call->diagnostics);
    struct text text;
    text_open(&text, scratch);
    if (!run || !trace_json_write(run, TRACE_NDJSON, &text))
        return NULL;
    const struct json_source source = {name, text.bytes, text.length};
    const struct trace_file *trace = trace_read(call->arena, &source, &call->diagnostics);
    arena_close(scratch);
    return trace;
}
