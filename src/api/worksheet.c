/* hg_worksheet: the blank sheet of a problem. */
#include "handgrad.h"

#include "api/call.h"
#include "api/format.h"
#include "api/input.h"
#include "base/arena.h"

static const enum format_kind formats[] = {FORMAT_MARKDOWN, FORMAT_CSV, FORMAT_TEXT, FORMAT_TEX,
                                           FORMAT_HTML};

/* A run over the problem, whose worksheet is not too long. */
static struct run *open_run(struct call *call, const struct json_source *source, enum blank blank)
{
    const struct hg_worksheet *request = call->request;
    struct run_settings settings = {.arithmetic = ARITHMETIC_CERTIFIED};
    const struct problem *problem = input_problem(call, call->arena, source, NULL);
    if (!problem || !input_digits(call, 0, 0, problem->digits, &settings.digits))
        return NULL;
    const struct tape *tape = tape_compile(call->arena, problem, &call->diagnostics);
    if (!tape)
        return NULL;
    if (request->updates) {
        settings.selection =
            selection_read(call->arena, request->updates, NULL, tape, &call->diagnostics);
        if (!settings.selection)
            return NULL;
    }
    if (!worksheet_is_short(tape, settings.selection, blank, &call->diagnostics))
        return NULL;
    return run_open(call->arena, tape, &settings, &call->diagnostics);
}

static bool worksheet(struct call *call)
{
    const struct hg_worksheet *request = call->request;
    const struct input input = {"problem", request->problem, request->problem_text,
                                request->problem_length};
    const struct format *format =
        format_find(call, request->format, formats, sizeof formats / sizeof *formats);
    struct json_source source;
    enum blank blank;
    if (!format || !input_blank(call, request->blank, &blank) ||
        !input_find(call, call->arena, &input, &source) || !input_is_no_derivation(call, &source))
        return false;
    struct run *run = open_run(call, &source, blank);
    if (!run)
        return false;
    struct text *out = call_open_output(
        call, (struct destination){request->output, request->write, request->write_context});
    if (!out)
        return false;
    return format->renderer
               ? render_worksheet(run, blank, format->renderer, out, &call->diagnostics)
               : worksheet_csv(run, blank, out);
}

enum hg_status hg_worksheet(const struct hg_worksheet *request)
{
    return call_run(worksheet, request,
                    (struct listener){request->message, request->message_context});
}
