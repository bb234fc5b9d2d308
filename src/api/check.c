/* hg_check: answers to a problem, marked. */
#include "handgrad.h"

#include "api/call.h"
#include "api/format.h"
#include "api/input.h"
#include "api/points.h"
#include "marking/sheet_make.h"
#include "render/check_report.h"
#include <string.h>

static const enum format_kind formats[] = {FORMAT_MARKDOWN, FORMAT_TEXT, FORMAT_TEX, FORMAT_JSON};

static bool is_standard_input(const char *name, const char *text)
{
    return name && !text && strcmp(name, "-") == 0;
}

static bool check_request(struct call *call, const struct hg_check *request)
{
    if (!is_standard_input(request->problem, request->problem_text) ||
        !is_standard_input(request->answers, request->answers_text))
        return true;
    return diagnose(
        &call->diagnostics,
        &(struct diagnostic){.code = DIAGNOSTIC_USAGE,
                             .message = "standard input can be either the problem or the answers"});
}

static const struct sheet *make_sheet(struct call *call, const struct json_source *source)
{
    const struct problem *problem = problem_read(call->arena, source, &call->diagnostics);
    const struct tape *tape =
        problem ? tape_compile(call->arena, problem, &call->diagnostics) : NULL;
    return tape ? sheet_make(call->arena, tape, &call->diagnostics) : NULL;
}

static bool check(struct call *call)
{
    const struct hg_check *request = call->request;
    const struct input problem_input = {"problem", request->problem, request->problem_text,
                                        request->problem_length};
    const struct input answers_input = {"answers", request->answers, request->answers_text,
                                        request->answers_length};
    const struct format *format =
        format_find(call, request->format, formats, sizeof formats / sizeof *formats);
    struct json_source problem, written;
    double points[MARK_KINDS];
    if (!format || !check_request(call, request) || !points_read(call, request->points, points) ||
        !input_find(call, call->arena, &problem_input, &problem) ||
        !input_is_no_derivation(call, &problem) ||
        !input_find(call, call->arena, &answers_input, &written))
        return false;
    const struct sheet *sheet = make_sheet(call, &problem);
    const struct answers *answers =
        sheet ? answers_read(call->arena, &written, &sheet->lookup, &call->diagnostics) : NULL;
    if (!answers)
        return false;
    const struct marks *marks =
        marks_make(call->arena, marker_open(call->arena, sheet), answers, points);
    struct text *out = call_open_output(
        call, (struct destination){request->output, request->write, request->write_context});
    if (!out)
        return false;
    if (format->renderer)
        render_marks(marks, format->renderer, out);
    else
        marks_json(marks, out);
    call->difference = marks->first_wrong >= 0;
    return true;
}

enum hg_status hg_check(const struct hg_check *request)
{
    return call_run(check, request, (struct listener){request->message, request->message_context});
}
