/* hg_trace: from a request to a written trace, joining the stages. */
#include "handgrad.h"

#include "api/call.h"
#include "api/format.h"
#include "api/input.h"
#include "api/trace_page.h"
#include "api/trace_run.h"
#include "base/arena.h"
#include "render/page_data.h"
#include "render/trace_document.h"
#include "render/trace_json.h"
#include "tape/run.h"
#include "tape/working.h"
#include <string.h>

/* ---- formats ---- */

static const enum format_kind formats[] = {FORMAT_MARKDOWN, FORMAT_TEXT, FORMAT_TEX,
                                           FORMAT_HTML,     FORMAT_JSON, FORMAT_NDJSON};

static const char *const detail_names[] = {"full", "matrix", "summary"};
static const enum detail details[] = {DETAIL_FULL, DETAIL_MATRIX, DETAIL_SUMMARY};

/* ---- a request made definite ---- */

struct job {
    struct call *call;
    const struct hg_trace *request;
    struct arena *arena;
    struct diagnostics *diagnostics; /* of the call */
    const struct format *format;
    enum detail detail;
    const char *updates; /* which are written; of a run there is only one */
};

static bool choose_format(struct job *job)
{
    job->format =
        format_find(job->call, job->request->format, formats, sizeof formats / sizeof *formats);
    if (!job->format)
        return false;
    job->detail = DETAIL_AUTO;
    if (!job->request->detail)
        return true;
    for (size_t i = 0; i < sizeof details / sizeof details[0]; i++)
        if (strcmp(detail_names[i], job->request->detail) == 0)
            job->detail = details[i];
    if (job->detail == DETAIL_AUTO)
        return input_unknown(job->call, "detail", job->request->detail, "full, matrix or summary");
    if (!job->format->renderer && job->detail != DETAIL_FULL)
        return diagnose(job->diagnostics,
                        &(struct diagnostic){.code = DIAGNOSTIC_USAGE,
                                             .message =
                                                 "detail is for markdown, text, tex and html: "
                                                 "json and ndjson always have every step"});
    return true;
}

static bool choose_arithmetic(struct job *job, enum arithmetic_kind *kind)
{
    const char *wanted = job->request->arithmetic;
    *kind = ARITHMETIC_CERTIFIED;
    return !wanted || input_arithmetic(wanted, kind) ||
           input_unknown(job->call, "arithmetic", wanted, "certified, float64 or float32");
}

static bool choose_working(struct job *job, struct run_settings *settings)
{
    const char *wanted = job->request->working;
    if (!wanted)
        return true;
    if (!rounding_read(wanted, &settings->working))
        return input_unknown(job->call, "working", wanted,
                             "sf:N or dp:N, with :half-up, :half-even or :truncate behind it");
    if (settings->arithmetic != ARITHMETIC_CERTIFIED)
        return diagnose(job->diagnostics,
                        &(struct diagnostic){.code = DIAGNOSTIC_USAGE,
                                             .message = "working precision and floating-point "
                                                        "arithmetic exclude each other"});
    settings->rounded = true;
    return true;
}

/* ---- writing ---- */

/* HTML is the interactive page, unless it would be too large or a document is asked for. */
static bool write_html(const struct job *job, const struct tape *tape,
                       const struct run_settings *settings, struct text *out)
{
    const char *too_large = arena_printf(
        job->arena,
        "This problem is too large for the interactive page, so this is its trace as a document. "
        "A page has at most %d steps, %d weights and %d terms in gradients of batches: fewer "
        "updates or samples may fit.",
        PAGE_STEPS_MOST, PAGE_EDGES_MOST, PAGE_TERMS_MOST);
    bool asked = job->detail != DETAIL_AUTO;
    if (!asked && page_data_fits(tape, settings->selection))
        return trace_page_write(tape, settings, out, job->diagnostics);
    struct run *run = run_open(job->arena, tape, settings, job->diagnostics);
    return run &&
           render_trace_noted(run, asked ? job->detail : DETAIL_MATRIX, asked ? NULL : too_large,
                              job->format->renderer, out, job->diagnostics);
}

static bool write_trace(const struct job *job, const struct tape *tape,
                        const struct run_settings *settings, struct text *out)
{
    if (job->format->kind == FORMAT_HTML)
        return write_html(job, tape, settings, out);
    struct run *run = run_open(job->arena, tape, settings, job->diagnostics);
    if (!run)
        return false;
    return job->format->renderer
               ? render_trace(run, job->detail, job->format->renderer, out, job->diagnostics)
               : trace_json_write(run, job->format->kind == FORMAT_JSON ? TRACE_JSON : TRACE_NDJSON,
                                  out);
}

/* ---- the call ---- */

/* Standard input is read once, so a run file has its text with it. */
static const struct problem *find_problem(struct job *job)
{
    const struct hg_trace *request = job->request;
    struct input input = {"problem", request->problem, request->problem_text,
                          request->problem_length};
    struct json_source source;
    if (!input_find(job->call, job->arena, &input, &source) ||
        !input_is_no_derivation(job->call, &source))
        return NULL;
    bool run = problem_is_run_file(job->arena, &source);
    if (run && (request->updates || request->epoch || request->batch)) {
        input.name = source.name;
        input.text = source.bytes;
        input.length = source.length;
        return trace_cut(job->call, &input);
    }
    if (!run && trace_wants_run(request)) {
        diagnose(job->diagnostics,
                 &(struct diagnostic){.code = DIAGNOSTIC_USAGE,
                                      .message = "an epoch, a batch, a data folder, a seed and a "
                                                 "saved run are for run files",
                                      .file = source.name});
        return NULL;
    }
    job->updates = request->updates;
    return input_problem(job->call, job->arena, &source, NULL);
}

static bool trace(struct call *call)
{
    const struct hg_trace *request = call->request;
    struct job job = {
        .call = call, .request = request, .arena = call->arena, .diagnostics = &call->diagnostics};
    struct run_settings settings = {.selection = NULL};
    if (!choose_format(&job) || !choose_arithmetic(&job, &settings.arithmetic) ||
        !choose_working(&job, &settings))
        return false;
    const struct problem *problem = find_problem(&job);
    if (!problem ||
        !input_digits(call, request->digits, request->decimals, problem->digits, &settings.digits))
        return false;
    const struct tape *tape = tape_compile(job.arena, problem, job.diagnostics);
    if (!tape)
        return false;
    if (job.updates || request->samples) {
        settings.selection =
            selection_read(job.arena, job.updates, request->samples, tape, job.diagnostics);
        if (!settings.selection)
            return false;
    }
    struct text *out = call_open_output(
        call, (struct destination){request->output, request->write, request->write_context});
    return out && write_trace(&job, tape, &settings, out);
}

enum hg_status hg_trace(const struct hg_trace *request)
{
    return call_run(trace, request, (struct listener){request->message, request->message_context});
}
