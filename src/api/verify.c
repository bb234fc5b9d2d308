/* hg_verify: the gradients of a problem by independent ways, or a trace file recomputed. */
#include "handgrad.h"

#include "api/call.h"
#include "api/format.h"
#include "api/input.h"
#include "api/remake.h"
#include "base/arena.h"
#include "render/verify_report.h"
#include "tape/verify.h"
#include "tape/verify_trace.h"

/* ---- formats ---- */

static const enum format_kind formats[] = {FORMAT_TEXT, FORMAT_MARKDOWN, FORMAT_TEX, FORMAT_HTML,
                                           FORMAT_JSON};

static struct text *open_output(struct call *call, const struct hg_verify *request)
{
    return call_open_output(
        call, (struct destination){request->output, request->write, request->write_context});
}

/* ---- a problem ---- */

/* The update of the run that is asked for by its number in ids; 0: the first. */
static bool choose_update(struct call *call, const struct tape *tape, int number, int *update)
{
    int first = tape_update_number(tape, 1), last = tape->problem->updates;
    *update = number ? number - first + 1 : 1;
    if (number == 0 || (*update >= 1 && *update <= last))
        return true;
    return diagnose(
        &call->diagnostics,
        &(struct diagnostic){
            .code = DIAGNOSTIC_USAGE,
            .message = arena_printf(call->arena, "there is no update %d", number),
            .expected = last ? arena_printf(call->arena, "%d to %d", first, first + last - 1)
                             : "a problem with updates"});
}

static bool write_gradients(struct call *call, const struct format *format,
                            const struct problem *problem, const struct gradient_checks *checks)
{
    struct text *out = open_output(call, call->request);
    if (!out)
        return false;
    if (format->renderer)
        render_gradient_checks(checks, problem->title, format->renderer, out);
    else
        gradient_checks_json(checks, out);
    call->difference = checks->first != NULL;
    return true;
}

static bool verify_problem(struct call *call, const struct format *format,
                           const struct json_source *source)
{
    const struct hg_verify *request = call->request;
    const struct problem *problem = input_problem(call, call->arena, source, NULL);
    struct run_settings settings = {.arithmetic = ARITHMETIC_CERTIFIED};
    if (!problem ||
        !input_digits(call, request->digits, request->decimals, problem->digits, &settings.digits))
        return false;
    const struct tape *tape = tape_compile(call->arena, problem, &call->diagnostics);
    int update = 1;
    if (!tape || !choose_update(call, tape, request->update, &update))
        return false;
    struct run *run = run_open(call->arena, tape, &settings, &call->diagnostics);
    if (!run)
        return false;
    const struct gradient_checks *checks = verify_gradients(call->arena, run, update);
    return checks && write_gradients(call, format, problem, checks);
}

/* ---- a trace ---- */

/* A trace file and what is needed to make it again. */
struct remake {
    const struct trace_file *found;
    const struct tape *tape;
    struct run_settings settings;
};

static bool read_trace(struct call *call, const struct json_source *source, struct remake *remake)
{
    const struct trace_file *found = trace_read(call->arena, source, &call->diagnostics);
    remake->found = found;
    if (!found || !remake_settings(call, source, found, &remake->settings))
        return false;
    const struct problem *problem = input_problem(call, call->arena, source, found->problem);
    remake->tape = problem ? tape_compile(call->arena, problem, &call->diagnostics) : NULL;
    return remake->tape && remake_selection(call, found, remake->tape, &remake->settings);
}

static struct run *fresh_run(struct call *call, const struct remake *remake)
{
    return run_open(call->arena, remake->tape, &remake->settings, &call->diagnostics);
}

static bool verify_trace(struct call *call, const struct format *format,
                         const struct json_source *source)
{
    const struct hg_verify *request = call->request;
    struct remake remake = {0};
    struct trace_verdict verdict = {.arena = call->arena};
    if (request->digits || request->decimals || request->update)
        return diagnose(&call->diagnostics,
                        &(struct diagnostic){.code = DIAGNOSTIC_USAGE,
                                             .message = "digits, decimals and update are for "
                                                        "problems: a trace says its own"});
    if (!read_trace(call, source, &remake))
        return false;
    const struct trace_file *wanted =
        remake_trace(call, "the recomputed trace", remake.tape, &remake.settings);
    if (!wanted)
        return false;
    verify_header(&verdict, source, remake.found, wanted);
    verify_steps(&verdict, remake.found, wanted);
    struct run *run = fresh_run(call, &remake);
    if (!run || !verify_formulas(&verdict, remake.found, run))
        return false;
    struct text *out = open_output(call, request);
    if (!out)
        return false;
    if (format->renderer)
        render_trace_verdict(&verdict, source->name, format->renderer, out);
    else
        trace_verdict_json(&verdict, out);
    call->difference = verdict.first.message != NULL;
    return true;
}

/* ---- the call ---- */

static bool verify(struct call *call)
{
    const struct hg_verify *request = call->request;
    const struct input input = {"problem or trace", request->subject, request->subject_text,
                                request->subject_length};
    const struct format *format =
        format_find(call, request->format, formats, sizeof formats / sizeof *formats);
    struct json_source source;
    if (!format || !input_find(call, call->arena, &input, &source) ||
        !input_is_no_derivation(call, &source))
        return false;
    return trace_recognise(call->arena, &source) ? verify_trace(call, format, &source)
                                                 : verify_problem(call, format, &source);
}

enum hg_status hg_verify(const struct hg_verify *request)
{
    return call_run(verify, request, (struct listener){request->message, request->message_context});
}
