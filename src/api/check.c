/* hg_check: answers to a problem, marked. */
#include "handgrad.h"

#include "api/call.h"
#include "api/format.h"
#include "api/input.h"
#include "api/points.h"
#include "marking/mark_json.h"
#include "render/check_report.h"

static const enum format_kind formats[] = {FORMAT_MARKDOWN, FORMAT_TEXT, FORMAT_TEX, FORMAT_HTML,
                                           FORMAT_JSON};

static bool check(struct call *call)
{
    const struct hg_check *request = call->request;
    const struct input problem_input = {"problem", request->problem, request->problem_text,
                                        request->problem_length};
    const struct input answers_input = {"answers", request->answers, request->answers_text,
                                        request->answers_length};
    const struct format *format =
        format_find(call, request->format, formats, sizeof formats / sizeof *formats);
    struct json_source written;
    double points[MARK_KINDS];
    if (!format || !input_share_standard(call, &problem_input, &answers_input) ||
        !points_read(call, request->points, points))
        return false;
    const struct sheet *sheet = input_sheet(call, &problem_input);
    if (!sheet || !input_find(call, call->arena, &answers_input, &written) ||
        !input_is_no_problem(call, &written, "answers"))
        return false;
    const struct answers *answers =
        answers_read(call->arena, &written, &sheet->lookup, &call->diagnostics);
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
