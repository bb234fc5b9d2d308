/* hg_derive: a derivation read, or the derivative of an expression worked out; checked, and reported. */
#include "handgrad.h"

#include "api/call.h"
#include "api/format.h"
#include "api/input.h"
#include "base/arena.h"
#include "derivation/differentiation.h"
#include "render/derivation_report.h"
#include <string.h>

static const enum format_kind formats[] = {FORMAT_MARKDOWN, FORMAT_TEXT, FORMAT_TEX, FORMAT_HTML,
                                           FORMAT_JSON};

static bool usage(struct call *call, const char *message, const char *expected)
{
    return diagnose(
        &call->diagnostics,
        &(struct diagnostic){.code = DIAGNOSTIC_USAGE, .message = message, .expected = expected});
}

static bool check_request(struct call *call, const struct hg_derive *request)
{
    if (request->digits < 0 || request->digits > CHECK_DIGITS_MOST)
        return usage(call, "too many digits asked for", "1 to 1000");
    if (request->points < 0 || request->points > CHECK_POINTS_MOST)
        return usage(call, "too many points asked for", "1 to 10000");
    if (request->expression && (request->derivation || request->derivation_text))
        return usage(call, "a derivation and an expression exclude each other", NULL);
    if ((request->expression == NULL) != (request->wrt == NULL))
        return usage(call,
                     request->wrt ? "there is no expression whose derivative is wanted"
                                  : "by what the derivative is to be taken is not said",
                     NULL);
    return true;
}

/* The derivation that is asked for, and where its text is. */
static const struct derivation *find_derivation(struct call *call, struct json_source *source)
{
    const struct hg_derive *request = call->request;
    if (request->expression) {
        *source =
            (struct json_source){"expression", request->expression, strlen(request->expression)};
        return differentiation_derive(call->arena, request->expression, request->wrt,
                                      &call->diagnostics);
    }
    const struct input input = {"derivation", request->derivation, request->derivation_text,
                                request->derivation_length};
    if (!input_find(call, call->arena, &input, source) ||
        !input_is_no_problem(call, source, "a derivation"))
        return NULL;
    return derivation_read(call->arena, source, &call->diagnostics);
}

static bool derive(struct call *call)
{
    const struct hg_derive *request = call->request;
    const struct check_settings settings = {request->digits, request->points};
    const struct format *format =
        format_find(call, request->format, formats, sizeof formats / sizeof *formats);
    struct json_source source;
    if (!format || !check_request(call, request))
        return false;
    const struct derivation *derivation = find_derivation(call, &source);
    const struct derivation_check *check =
        derivation
            ? derivation_check(call->arena, derivation, &settings, &source, &call->diagnostics)
            : NULL;
    if (!check)
        return false;
    struct text *out = call_open_output(
        call, (struct destination){request->output, request->write, request->write_context});
    if (!out)
        return false;
    if (format->renderer)
        render_derivation(check, format->renderer, out);
    else
        derivation_check_json(check, out);
    call->difference = !check->holds;
    return true;
}

enum hg_status hg_derive(const struct hg_derive *request)
{
    return call_run(derive, request, (struct listener){request->message, request->message_context});
}
