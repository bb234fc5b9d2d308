/* hg_train: runs trained one after the other, and what came of them. All run files and their data are read before the first
 * one is trained, and all files are opened: what is wrong with them shows at once. */
#include "handgrad.h"

#include "api/call.h"
#include "api/format.h"
#include "api/pictures.h"
#include "api/session.h"
#include "api/training.h"
#include "base/arena.h"
#include "render/training_report.h"
#include "training/checkpoint.h"
#include <string.h>

static const enum format_kind formats[] = {FORMAT_TEXT, FORMAT_MARKDOWN, FORMAT_TEX, FORMAT_HTML,
                                           FORMAT_JSON};

struct work {
    struct call *call;
    const struct hg_train *request;
    const struct format *format;
    struct session_request *requests; /* [run_count] */
    struct session *sessions;
    struct trained_run *trained;
    size_t count;                      /* of runs that were trained */
    struct text *out, *history, *save; /* history, save: NULL: not asked for */
    struct new_folder *pictures;       /* NULL: not asked for */
    bool ndjson, stopped;
};

/* ---- what is asked for ---- */

static bool usage(struct work *work, const char *message)
{
    return diagnose(&work->call->diagnostics,
                    &(struct diagnostic){.code = DIAGNOSTIC_USAGE, .message = message});
}

static bool check_request(struct work *work)
{
    const struct hg_train *request = work->request;
    size_t streams = 0;
    for (size_t i = 0; !request->run_text && i < request->run_count; i++)
        streams += strcmp(request->runs[i], "-") == 0;
    if (request->run_count == 0 && !request->run_text)
        return usage(work, "no run file was given");
    if (streams > 1)
        return usage(work, "standard input can be only one of the run files");
    if (request->epochs < 0)
        return usage(work, "epochs are counted from 1");
    if (request->run_count > 1 && request->run_text)
        return usage(work, "the text of a run file is that of the only one");
    if (request->run_count > 1 && (request->save || request->resume))
        return usage(work, request->save ? "only one run can be saved in a file"
                                         : "only one run can go on from a file");
    return true;
}

static struct session_request session_request(const struct hg_train *request, size_t i)
{
    const char *name = i < request->run_count ? request->runs[i] : NULL;
    return (struct session_request){
        .run = {"run file", name, request->run_text, request->run_length},
        .data = request->data,
        .seed = request->seed,
        .epochs = request->epochs,
        .resume = request->resume};
}

static bool open_runs(struct work *work)
{
    const struct hg_train *request = work->request;
    struct arena *arena = work->call->arena;
    size_t count = request->run_text ? 1 : request->run_count;
    work->requests = arena_array(arena, count, sizeof *work->requests);
    work->sessions = arena_array(arena, count, sizeof *work->sessions);
    work->trained = arena_array(arena, count, sizeof *work->trained);
    for (size_t i = 0; i < count; i++) {
        work->requests[i] = session_request(request, i);
        if (!session_open(work->call, arena, &work->requests[i], &work->sessions[i]))
            return false;
    }
    return true;
}

static bool ends_in(const char *name, const char *end)
{
    size_t length = strlen(name), tail = strlen(end);
    return length >= tail && strcmp(name + length - tail, end) == 0;
}

static bool open_outputs(struct work *work)
{
    struct call *call = work->call;
    const struct hg_train *request = work->request;
    work->out = call_open_output(
        call, (struct destination){request->output, request->write, request->write_context});
    if (!work->out)
        return false;
    if (request->history) {
        work->history = call_open_beside(call, "history", request->history);
        work->ndjson = ends_in(request->history, ".ndjson");
    }
    if (request->save && (work->history || !request->history))
        work->save = call_open_beside(call, "save", request->save);
    if ((request->history && !work->history) || (request->save && !work->save))
        return false;
    work->pictures = request->plot ? pictures_open(call, request->plot) : NULL;
    return work->pictures || !request->plot;
}

/* ---- history ---- */

static const char *run_name(const struct work *work, size_t i)
{
    return work->request->run_count > 1 ? work->request->runs[i] : NULL;
}

static void begin_history(struct work *work)
{
    if (!work->history || work->ndjson)
        return;
    history_csv_header(work->request->run_count > 1, work->history);
    text_flush(work->history);
}

static void add_to_history(void *context, const char *run, const struct epoch_record *record)
{
    struct work *work = context;
    if (!work->history)
        return;
    (work->ndjson ? history_json_record : history_csv_row)(run, record, work->history);
    text_flush(work->history);
}

/* ---- one run ---- */

static bool train_one(struct work *work, size_t i)
{
    const struct hg_train *request = work->request;
    const struct training_call call = {.request = &work->requests[i],
                                       .session = &work->sessions[i],
                                       .name = run_name(work, i),
                                       .listener = request->listener,
                                       .listener_context = request->listener_context,
                                       .epoch = add_to_history,
                                       .epoch_context = work};
    struct trained_run *run = &work->trained[work->count++];
    work->stopped = training_run(work->call->arena, &call, run);
    if (run->end != END_DIVERGED)
        return true;
    const char *message = arena_printf(work->call->arena, "%s; this shows that update: `%s`",
                                       training_end_words(work->call->arena, run), run->trace);
    return diagnose(
        &work->call->diagnostics,
        &(struct diagnostic){.code = DIAGNOSTIC_DIVERGED, .message = message, .file = run->name});
}

static void train_all(struct work *work)
{
    size_t count = work->request->run_text ? 1 : work->request->run_count;
    begin_history(work);
    for (size_t i = 0; i < count && !work->stopped; i++)
        train_one(work, i);
}

/* ---- what came of it ---- */

/* What cannot be drawn keeps nothing else from being written. */
static void draw_pictures(struct work *work, const struct training_report *report)
{
    if (work->pictures && pictures_draw(work->call, work->pictures, work->sessions, report))
        work->call->folder = work->pictures;
}

static void write_all(struct work *work)
{
    const struct training_report report = {work->trained, work->count,
                                           work->request->run_text ? 1 : work->request->run_count};
    if (work->format->renderer)
        render_training_report(&report, work->format->renderer, work->out);
    else
        training_report_json(&report, work->out);
    if (work->save)
        checkpoint_write(work->call->arena, work->sessions[0].loop, work->sessions[0].engine,
                         work->sessions[0].set, work->save);
    draw_pictures(work, &report);
}

static bool train(struct call *call)
{
    struct work work = {.call = call, .request = call->request};
    work.format =
        format_find(call, work.request->format, formats, sizeof formats / sizeof *formats);
    if (!work.format || !check_request(&work) || !open_runs(&work) || !open_outputs(&work))
        return false;
    train_all(&work);
    write_all(&work);
    return true;
}

enum hg_status hg_train(const struct hg_train *request)
{
    return call_run(train, request, (struct listener){request->message, request->message_context});
}
