/* hg_variants: problems with fresh numbers, each with its worksheet and its key, into a folder or as a stream of records. */
#include "handgrad.h"

#include "api/call.h"
#include "api/findings.h"
#include "api/format.h"
#include "api/handout.h"
#include "api/input.h"
#include "base/arena.h"
#include "base/json_splice.h"
#include <string.h>

static const enum format_kind formats[] = {FORMAT_MARKDOWN, FORMAT_TEXT, FORMAT_TEX, FORMAT_HTML,
                                           FORMAT_NDJSON};

#define COUNT_MOST 1000
#define SEED_MOST 999999999999999999

struct job {
    struct call *call;
    const struct hg_variants *request;
    const struct format *format;
    struct order order;
    size_t count;
    const char *title;         /* of the problem */
    const char *const **texts; /* [count] the numbers of each variant */
    struct findings *findings;
    struct text *out; /* of records; NULL: files go into the folder */
};

/* ---- what is asked for ---- */

static bool refuse(struct call *call, const char *message, const char *expected)
{
    return diagnose(
        &call->diagnostics,
        &(struct diagnostic){.code = DIAGNOSTIC_USAGE, .message = message, .expected = expected});
}

static bool check_numbers(struct job *job)
{
    const struct hg_variants *request = job->request;
    if (request->count < 0 || request->count > COUNT_MOST)
        return refuse(job->call, "so many variants cannot be made", "1 to 1000");
    if (request->seed < 0 || request->seed > SEED_MOST)
        return refuse(job->call, "the seed is no number that can be one",
                      "0 to 999999999999999999");
    job->count = request->count ? (size_t)request->count : 1;
    job->order.seed = (uint64_t)request->seed;
    return true;
}

static bool check_output(struct job *job)
{
    const char *output = job->request->output;
    if (!job->format->renderer || (output && strcmp(output, "-") != 0))
        return true;
    return refuse(job->call, "variants are many files: there is no folder for them",
                  "the name of a new folder as output, or the format ndjson");
}

static bool check_digits(struct job *job, int of_problem)
{
    struct digits *digits = &job->order.digits;
    const struct hg_variants *request = job->request;
    if (!input_digits(job->call, request->digits, request->decimals, of_problem, digits))
        return false;
    return digits->count <= SUITABLE_DIGITS_MOST ||
           refuse(job->call, "variants are for work by hand: so many digits are too many",
                  "1 to 12 digits, or 0 to 12 decimals");
}

/* Are there enough different draws, of a sheet that is not too long? */
static bool check_size(struct job *job, const struct problem *problem)
{
    struct call *call = job->call;
    long draws = vary_count_draws(problem->vary, (long)job->count);
    if (draws < (long)job->count)
        return diagnose(&call->diagnostics,
                        &(struct diagnostic){
                            .code = DIAGNOSTIC_WRONG_VALUE,
                            .file = job->order.source.name,
                            .pointer = "/vary",
                            .message = arena_printf(call->arena,
                                                    "\"vary\" has no more than %ld different "
                                                    "choices of numbers",
                                                    draws),
                            .expected = arena_printf(call->arena, "at least %zu", job->count)});
    const struct tape *tape = tape_compile(call->arena, problem, &call->diagnostics);
    return tape && (worksheet_rows(tape, NULL, job->order.blank) <= DRAW_ROWS_MOST ||
                    diagnose(&call->diagnostics,
                             &(struct diagnostic){.code = DIAGNOSTIC_TOO_LARGE,
                                                  .file = job->order.source.name,
                                                  .message = "a worksheet of a variant would have "
                                                             "more than 1000 rows",
                                                  .expected = "fewer quantities"}));
}

static bool read_problem(struct job *job)
{
    struct call *call = job->call;
    const struct hg_variants *request = job->request;
    const struct input input = {"problem", request->problem, request->problem_text,
                                request->problem_length};
    if (!input_find(call, call->arena, &input, &job->order.source) ||
        !input_is_no_derivation(call, &job->order.source))
        return false;
    const struct problem *problem = input_problem(call, call->arena, &job->order.source, NULL);
    if (!problem)
        return false;
    if (!problem->vary)
        return diagnose(
            &call->diagnostics,
            &(struct diagnostic){.code = DIAGNOSTIC_MISSING_KEY,
                                 .file = job->order.source.name,
                                 .message = "the problem has no \"vary\"",
                                 .expected =
                                     "\"vary\": which numbers are drawn, and from which values"});
    job->order.vary = problem->vary;
    job->title = problem->title;
    return check_digits(job, problem->vary->digits ? problem->vary->digits : problem->digits) &&
           check_size(job, problem);
}

static bool check_request(struct job *job)
{
    job->format =
        format_find(job->call, job->request->format, formats, sizeof formats / sizeof *formats);
    return job->format && input_blank(job->call, job->request->blank, &job->order.blank) &&
           check_numbers(job) && check_output(job) && read_problem(job);
}

/* ---- a folder of files ---- */

static const char *ending(const struct format *format)
{
    return format->kind == FORMAT_MARKDOWN ? "md"
           : format->kind == FORMAT_TEXT   ? "txt"
                                           : format->name;
}

/* "variant-01": all as long. */
static const char *base_name(struct job *job, int number)
{
    return arena_printf(job->call->arena, "variant-%0*d", job->count < 100 ? 2 : 4, number);
}

static bool write_file(struct job *job, const char *base, const char *rest, const struct text *text)
{
    return new_folder_write(job->call->folder, arena_printf(job->call->arena, "%s%s", base, rest),
                            text->bytes, text->length);
}

static bool write_files(struct job *job, const struct draw *draw, const struct handout *handout,
                        const char *base)
{
    struct arena *arena = job->call->arena;
    const struct text problem = {.bytes = (char *)draw->source.bytes,
                                 .length = draw->source.length};
    const char *end = ending(job->format);
    return write_file(job, base, ".json", &problem) &&
           write_file(job, base, arena_printf(arena, "-worksheet.%s", end), &handout->worksheet) &&
           write_file(job, base, "-worksheet.csv", &handout->csv) &&
           write_file(job, base, arena_printf(arena, "-key.%s", end), &handout->key) &&
           write_file(job, base, "-answers.json", &handout->answers);
}

static bool write_report(struct job *job)
{
    struct variants_report report = {
        .title = job->title, .seed = job->request->seed, .digits = job->order.digits};
    struct text text;
    report.items = findings_all(job->findings, &report.count);
    text_open(&text, job->call->arena);
    variants_json(&report, &text);
    if (!write_file(job, "report", ".json", &text))
        return false;
    text_clear(&text);
    render_variants(&report, job->format->renderer, &text);
    return write_file(job, "report.", ending(job->format), &text);
}

/* ---- a stream of records ---- */

static void write_json_text(struct json_out *json, const char *key, const char *bytes,
                            size_t length)
{
    json_out_key(json, key);
    json_write_compact(bytes, length, json->text);
}

static void write_record(struct job *job, const struct draw *draw, const struct handout *handout,
                         const struct variant_report *report)
{
    bool decimals = job->order.digits.kind == DIGITS_DECIMALS;
    struct json_out json;
    json_out_open(&json, job->out, 0);
    json_out_object(&json, NULL);
    json_out_string(&json, "format", "handgrad-variant");
    json_out_integer(&json, "version", 1);
    json_out_integer(&json, "seed", job->request->seed);
    json_out_integer(&json, decimals ? "decimals" : "digits", job->order.digits.count);
    variant_members(&json, report);
    write_json_text(&json, "problem", draw->source.bytes, draw->source.length);
    write_json_text(&json, "answers", handout->answers.bytes, handout->answers.length);
    json_out_bytes(&json, "worksheet", handout->worksheet.bytes, handout->worksheet.length);
    json_out_bytes(&json, "worksheet_csv", handout->csv.bytes, handout->csv.length);
    json_out_bytes(&json, "key", handout->key.bytes, handout->key.length);
    json_out_end_object(&json);
    text_put(job->out, '\n');
}

/* ---- one variant after the other ---- */

/* One message for each variant; the report has all. */
static void warn(struct job *job, const struct variant_report *report)
{
    struct arena *arena = job->call->arena;
    size_t faults = report->obstacle_count + (report->twin > 0);
    const char *message =
        report->twin > 0
            ? arena_printf(arena, "it has the same numbers as variant %d", report->twin)
        : faults > 0 ? report->obstacles[0].message
                     : NULL;
    if (!message)
        return;
    message = arena_printf(arena, "variant %d: %s", report->number, message);
    if (faults > 1)
        message = arena_printf(arena, "%s; and %zu more", message, faults - 1);
    diagnose(&job->call->diagnostics,
             &(struct diagnostic){.code = DIAGNOSTIC_UNFIT_VARIANT, .message = message});
    job->call->difference = true;
}

static const char *const *copy_texts(const struct job *job, const struct draw *draw)
{
    size_t count = job->order.vary->number_count;
    const char **texts = arena_array(job->call->arena, count, sizeof *texts);
    for (size_t i = 0; i < count; i++)
        texts[i] = arena_copy(job->call->arena, draw->texts[i], strlen(draw->texts[i]));
    return texts;
}

static bool make_variant(struct job *job, int number)
{
    struct call *call = job->call;
    const struct renderer *renderer =
        job->format->renderer ? job->format->renderer : &markdown_renderer;
    const struct draw *draw =
        draw_best(call->arena, &job->order, number, job->texts, &call->diagnostics);
    struct handout handout;
    if (!draw || !handout_write(&job->order, draw, renderer, &handout, &call->diagnostics))
        return false;
    const char *base = job->out ? NULL : base_name(job, number);
    const struct variant_report *report =
        findings_add(job->findings, draw, base ? arena_printf(call->arena, "%s.json", base) : NULL);
    job->texts[number - 1] = copy_texts(job, draw);
    warn(job, report);
    if (job->out)
        write_record(job, draw, &handout, report);
    bool written = job->out || write_files(job, draw, &handout, base);
    arena_close(draw->arena);
    return written;
}

static bool open_output(struct job *job)
{
    const struct hg_variants *request = job->request;
    struct call *call = job->call;
    if (job->format->renderer) {
        call->folder = new_folder_open(call->arena, request->output, &call->diagnostics);
        return call->folder != NULL;
    }
    job->out = call_open_output(
        call, (struct destination){request->output, request->write, request->write_context});
    return job->out != NULL;
}

static bool variants(struct call *call)
{
    struct job job = {.call = call, .request = call->request};
    if (!check_request(&job) || !open_output(&job))
        return false;
    job.texts = arena_array(call->arena, job.count, sizeof *job.texts);
    job.findings = findings_open(call->arena, job.count);
    for (int number = 1; (size_t)number <= job.count; number++)
        if (!make_variant(&job, number) || (job.out && job.out->closed))
            return job.out && job.out->closed;
    return job.out || write_report(&job);
}

enum hg_status hg_variants(const struct hg_variants *request)
{
    return call_run(variants, request,
                    (struct listener){request->message, request->message_context});
}
