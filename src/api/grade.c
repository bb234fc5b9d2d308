/* hg_grade: the submissions of a class, marked one after the other. */
#include "handgrad.h"

#include "api/call.h"
#include "api/format.h"
#include "api/points.h"
#include "api/submissions.h"
#include "base/arena.h"
#include "render/grade_report.h"
#include <string.h>

static const enum format_kind formats[] = {FORMAT_CSV, FORMAT_NDJSON};

struct work {
    struct call *call;
    const struct hg_grade *request;
    const struct format *format;
    double points[MARK_KINDS];
    bool quantities;
    const struct sheet *sheet;
    struct submissions *submissions;
    struct tally *tally;
    struct text *out, *summary; /* summary: NULL: no file for it is asked for */
};

/* ---- what is asked for ---- */

static bool choose_columns(struct work *work)
{
    const char *wanted = work->request->columns;
    work->quantities = wanted && strcmp(wanted, "quantities") == 0;
    return !wanted || work->quantities || strcmp(wanted, "results") == 0 ||
           input_unknown(work->call, "columns", wanted, "results or quantities");
}

static bool expect_table(struct work *work)
{
    const struct hg_grade *request = work->request;
    if (work->format->kind == FORMAT_CSV || (!request->columns && !request->no_header))
        return true;
    return diagnose(&work->call->diagnostics,
                    &(struct diagnostic){.code = DIAGNOSTIC_USAGE,
                                         .message = request->columns
                                                        ? "columns are for the format csv only"
                                                        : "only the format csv has a header"});
}

static bool expect_few_columns(struct work *work)
{
    int columns = grade_csv_columns(work->sheet, work->quantities);
    if (columns <= GRADE_COLUMNS_MOST)
        return true;
    const char *message = arena_printf(
        work->call->arena, "a table with a column for each quantity would have %d", columns);
    return diagnose(
        &work->call->diagnostics,
        &(struct diagnostic){.code = DIAGNOSTIC_TOO_LARGE,
                             .message = message,
                             .expected = "at most 16384 columns, as spreadsheets have"});
}

static bool open_inputs(struct work *work)
{
    const struct hg_grade *request = work->request;
    const struct input problem = {"problem", request->problem, request->problem_text,
                                  request->problem_length};
    const struct input handed_in = {"submissions", request->submissions, request->submissions_text,
                                    request->submissions_length};
    work->format =
        format_find(work->call, request->format, formats, sizeof formats / sizeof *formats);
    if (!work->format || !choose_columns(work) || !expect_table(work) ||
        !points_read(work->call, request->points, work->points) ||
        !input_share_standard(work->call, &problem, &handed_in))
        return false;
    work->sheet = input_sheet(work->call, &problem);
    if (!work->sheet || !expect_few_columns(work))
        return false;
    work->submissions = submissions_open(work->call, &handed_in, &work->sheet->lookup);
    return work->submissions != NULL;
}

static bool open_outputs(struct work *work)
{
    struct call *call = work->call;
    const struct hg_grade *request = work->request;
    work->out = call_open_output(
        call, (struct destination){request->output, request->write, request->write_context});
    if (!work->out || !request->summary)
        return work->out != NULL;
    work->summary = call_open_beside(call, "summary", request->summary);
    return work->summary != NULL;
}

/* ---- marking ---- */

/* Written at once: whoever reads the stream has it while the next one is marked. */
static void write_record(struct work *work, const struct graded *graded)
{
    if (work->format->kind == FORMAT_CSV)
        grade_csv_row(graded, work->sheet, work->quantities, work->out);
    else
        grade_json_record(graded, work->out);
    text_flush(work->out);
}

static void grade_one(struct work *work, struct arena *arena, struct marker *marker,
                      const struct submission *submission)
{
    struct graded graded = {
        .submission = submission->name, .student = submission->student, .fault = submission->fault};
    if (submission->answers)
        graded.marks = marks_make(arena, marker, submission->answers, work->points);
    write_record(work, &graded);
    if (graded.marks)
        tally_marks(work->tally, graded.marks);
    else
        tally_broken(work->tally);
}

/* All of a submission is in an arena that is emptied after it. False after one diagnostic. */
static bool grade_all(struct work *work)
{
    const struct hg_grade *request = work->request;
    struct arena *lasting = arena_child(work->call->arena),
                 *passing = arena_child(work->call->arena);
    struct marker *marker = marker_open(lasting, work->sheet);
    enum submission_status status = SUBMISSIONS_END;
    struct submission submission;
    if (work->format->kind == FORMAT_CSV && !request->no_header)
        grade_csv_header(work->sheet, work->quantities, work->out);
    text_flush(work->out);
    for (size_t done = 1; !work->out->closed; done++) {
        status = submissions_next(work->submissions, passing, &submission);
        if (status != SUBMISSION_READ)
            break;
        grade_one(work, passing, marker, &submission);
        arena_reset(passing);
        if (request->progress)
            request->progress(request->progress_context, done,
                              submissions_count(work->submissions));
    }
    arena_close(passing);
    arena_close(lasting);
    return status != SUBMISSIONS_FAILED;
}

/* ---- the summary ---- */

static void summarize(struct work *work)
{
    const struct hg_grade *request = work->request;
    if (work->summary)
        grade_summary_json(work->tally, work->summary);
    if (!request->report)
        return;
    struct text page;
    text_open(&page, work->call->arena);
    render_grade_summary(work->tally, &text_renderer, &page);
    work->call->note = page.bytes;
    work->call->reader = (struct listener){request->report, request->report_context};
}

static bool grade(struct call *call)
{
    struct work work = {.call = call, .request = call->request};
    if (!open_inputs(&work) || !open_outputs(&work))
        return false;
    work.tally = tally_open(call->arena, work.sheet);
    if (!grade_all(&work))
        return false;
    call->difference = work.tally->right < work.tally->marked || work.tally->broken > 0;
    if (!work.out->closed)
        summarize(&work);
    return true;
}

enum hg_status hg_grade(const struct hg_grade *request)
{
    return call_run(grade, request, (struct listener){request->message, request->message_context});
}
