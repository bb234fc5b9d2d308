/* hg_diff: two traces, read or made, compared and reported. */
#include "handgrad.h"

#include "api/call.h"
#include "api/input.h"
#include "base/arena.h"
#include "render/diff_report.h"
#include "render/trace_json.h"
#include "tape/run.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* One of the two: its text, until it has become a trace. */
struct side {
    struct arena *arena; /* of the text */
    struct json_source source;
    const struct trace_file *trace;
};

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
    if (!request->format || strcmp(request->format, "text") == 0 ||
        strcmp(request->format, "json") == 0)
        return true;
    return input_unknown(call, "format", request->format, "text or json");
}

/* ---- traces that are read ---- */

/* Reads the side if it is a trace; what is none is left for trace_problem. */
static bool read_side(struct call *call, const struct input *input, struct side *side)
{
    side->arena = arena_child(call->arena);
    if (!input_find(call, side->arena, input, &side->source))
        return false;
    if (!trace_recognise(side->arena, &side->source))
        return true;
    side->trace = trace_read(call->arena, &side->source, &call->diagnostics);
    arena_close(side->arena); /* a trace has its own texts, and files of traces are large */
    return side->trace != NULL;
}

/* ---- problems, traced in memory ---- */

static struct digits digits_for(const struct problem *problem, const struct trace_file *other)
{
    const struct json *digits = other ? json_member(other->arithmetic, "digits") : NULL;
    const struct json *decimals = other ? json_member(other->arithmetic, "decimals") : NULL;
    if (digits)
        return (struct digits){DIGITS_SIGNIFICANT, atoi(digits->text)};
    if (decimals)
        return (struct digits){DIGITS_DECIMALS, atoi(decimals->text)};
    return (struct digits){DIGITS_SIGNIFICANT, problem->digits ? problem->digits : 6};
}

/* Traces the side if it is a problem, with the digits of the `other` side. */
static bool trace_side(struct call *call, const struct trace_file *other, struct side *side)
{
    if (side->trace)
        return true;
    const struct problem *problem = problem_read(side->arena, &side->source, &call->diagnostics);
    if (!problem)
        return false;
    const struct run_settings settings = {.digits = digits_for(problem, other)};
    const struct tape *tape = tape_compile(side->arena, problem, &call->diagnostics);
    struct run *run = tape ? run_open(side->arena, tape, &settings, &call->diagnostics) : NULL;
    struct text text;
    text_open(&text, side->arena);
    if (!run || !trace_json_write(run, TRACE_NDJSON, &text))
        return false;
    const struct json_source source = {side->source.name, text.bytes, text.length};
    side->trace = trace_read(call->arena, &source, &call->diagnostics);
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
    struct side a = {0}, b = {0};
    if (!check_request(call, request) || !read_side(call, &inputs[0], &a) ||
        !read_side(call, &inputs[1], &b) || !trace_side(call, b.trace, &a) ||
        !trace_side(call, a.trace, &b))
        return false;
    const struct diff_tolerance tolerance = {request->relative, request->absolute};
    const struct diff *result = diff_traces(call->arena, a.trace, b.trace, tolerance);
    struct text *out = call_open_output(
        call, (struct destination){request->output, request->write, request->write_context});
    if (!out)
        return false;
    if (request->format && strcmp(request->format, "json") == 0)
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
