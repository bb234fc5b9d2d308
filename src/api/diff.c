/* hg_diff: two traces, read or made, compared and reported. */
#include "handgrad.h"

#include "api/call.h"
#include "api/format.h"
#include "api/input.h"
#include "api/remake.h"
#include "base/arena.h"
#include "render/diff_report.h"
#include <math.h>
#include <string.h>

/* One of the two: its text, until it has become a trace. */
struct side {
    struct arena *arena; /* of the text */
    struct json_source source;
    bool is_trace; /* else a problem */
    const struct trace_file *trace;
};

static const enum format_kind formats[] = {FORMAT_TEXT, FORMAT_JSON};

static bool usage(struct call *call, const char *message)
{
    return diagnose(&call->diagnostics,
                    &(struct diagnostic){.code = DIAGNOSTIC_USAGE, .message = message});
}

static bool check_request(struct call *call, const struct hg_diff *request)
{
    const double tolerances[] = {request->relative, request->absolute};
    for (int i = 0; i < 2; i++)
        if (!(tolerances[i] >= 0 && isfinite(tolerances[i])))
            return usage(call, "a tolerance must be a number of at least 0");
    bool a_is_stdin = request->a && !request->a_text && strcmp(request->a, "-") == 0;
    bool b_is_stdin = request->b && !request->b_text && strcmp(request->b, "-") == 0;
    if (a_is_stdin && b_is_stdin)
        return usage(call, "standard input can be only one of the two traces");
    return true;
}

/* ---- from a side to its trace ---- */

static bool find_side(struct call *call, const struct input *input, struct side *side)
{
    side->arena = arena_child(call->arena);
    if (!input_find(call, side->arena, input, &side->source) ||
        !input_is_no_derivation(call, &side->source))
        return false;
    side->is_trace = trace_recognise(side->arena, &side->source);
    return true;
}

/* Reads the side if it is a trace; `settings`, if not NULL, get what its header says. */
static bool read_side(struct call *call, struct side *side, struct run_settings *settings)
{
    if (!side->is_trace)
        return true;
    side->trace = trace_read(call->arena, &side->source, &call->diagnostics);
    if (!side->trace || (settings && !remake_settings(call, &side->source, side->trace, settings)))
        return false;
    arena_close(side->arena); /* a trace has its own texts, and files of traces are large */
    return true;
}

/* Traces the side if it is a problem, with the settings of the `other` side if that is a trace. */
static bool trace_side(struct call *call, const struct side *other, struct side *side,
                       struct run_settings settings)
{
    if (side->is_trace)
        return true;
    const struct problem *problem = input_problem(call, side->arena, &side->source, NULL);
    if (!problem)
        return false;
    if (!other->is_trace && !input_digits(call, 0, 0, problem->digits, &settings.digits))
        return false;
    const struct tape *tape = tape_compile(side->arena, problem, &call->diagnostics);
    if (!tape || (other->is_trace && !remake_selection(call, other->trace, tape, &settings)))
        return false;
    side->trace = remake_trace(call, side->source.name, tape, &settings);
    arena_close(side->arena);
    return side->trace != NULL;
}

/* ---- the call ---- */

static bool diff(struct call *call)
{
    const struct hg_diff *request = call->request;
    const struct input inputs[] = {
        {"trace", request->a, request->a_text, request->a_length},
        {"second trace", request->b, request->b_text, request->b_length},
    };
    const struct format *format =
        format_find(call, request->format, formats, sizeof formats / sizeof *formats);
    struct side a = {0}, b = {0};
    struct run_settings settings = {.arithmetic = ARITHMETIC_CERTIFIED};
    if (!format || !check_request(call, request) || !find_side(call, &inputs[0], &a) ||
        !find_side(call, &inputs[1], &b) || !read_side(call, &a, b.is_trace ? NULL : &settings) ||
        !read_side(call, &b, a.is_trace ? NULL : &settings) ||
        !trace_side(call, &b, &a, settings) || !trace_side(call, &a, &b, settings))
        return false;
    const struct diff_tolerance tolerance = {request->relative, request->absolute};
    const struct diff *result = diff_traces(call->arena, a.trace, b.trace, tolerance);
    struct text *out = call_open_output(
        call, (struct destination){request->output, request->write, request->write_context});
    if (!out)
        return false;
    if (format->kind == FORMAT_JSON)
        diff_report_json(result, out);
    else
        diff_report_text(result, out);
    call->difference = !result->equal;
    return true;
}

enum hg_status hg_diff(const struct hg_diff *request)
{
    return call_run(diff, request, (struct listener){request->message, request->message_context});
}
