/* hg_predict: what a trained network makes of rows that it has not seen. */
#include "handgrad.h"

#include "api/call.h"
#include "api/format.h"
#include "api/session.h"
#include "base/arena.h"
#include "render/predictions.h"
#include "training/checkpoint.h"

#define ROWS_AT_ONCE 256

static const enum format_kind formats[] = {FORMAT_CSV, FORMAT_NDJSON, FORMAT_TEXT};

/* ---- the trained network ---- */

static bool check_inputs(struct call *call, const struct hg_predict *request)
{
    const struct input run = {.name = request->run, .text = request->run_text},
                       weights = {.name = request->weights}, rows = {.name = request->input};
    if (!request->input)
        return diagnose(&call->diagnostics,
                        &(struct diagnostic){.code = DIAGNOSTIC_USAGE,
                                             .message = "there are no rows to predict",
                                             .expected = "an input"});
    return input_share_standard(call, &run, &rows) &&
           (!request->weights || (input_share_standard(call, &run, &weights) &&
                                  input_share_standard(call, &weights, &rows)));
}

static bool is_fitted(enum scaling scaling)
{
    return scaling == SCALING_STANDARD || scaling == SCALING_MIN_MAX;
}

/* The data set that rows are made and scaled as, and the weights in the engine. The data themselves are looked at only where
 * nothing else says which columns are features, or how they are scaled. */
static bool open_network(struct call *call, struct session *session)
{
    const struct hg_predict *request = call->request;
    const struct problem *problem = session->problem;
    enum precision precision =
        problem->training->double_precision ? PRECISION_DOUBLE : PRECISION_SINGLE;
    session->engine =
        engine_open(call->arena, problem, precision, ROWS_AT_ONCE, &call->diagnostics);
    if (!session->engine)
        return false;
    session->set = data_set_without_rows(call->arena, problem, precision);
    if (!session->set && !session_load_data(call, call->arena, session))
        return false;
    struct feature_scaling scaling = session->set->scaling;
    if (request->weights && !checkpoint_weights(call->arena, request->weights, session->engine,
                                                session->set, &scaling, &call->diagnostics))
        return false;
    if (is_fitted(problem->dataset->scaling) && !scaling.scale)
        return session_load_data(call, call->arena, session);
    session->set = data_set_rescale(call->arena, session->set, &scaling);
    return true;
}

/* ---- rows ---- */

struct predicting {
    const struct format *format;
    const struct data_set *rows;
    struct engine *engine;
    struct predictions_page *page; /* of formats for people */
    struct text *out;
};

static void write_row(const struct predicting *predicting, int row, const void *outputs)
{
    if (predicting->page)
        predictions_page_row(predicting->page, row, outputs);
    else if (predicting->format->kind == FORMAT_CSV)
        predictions_csv_row(predicting->rows, row, outputs, predicting->out);
    else
        predictions_json_record(predicting->rows, row, outputs, predicting->out);
}

static void predict_rows(const struct predicting *predicting, const int *rows, int count)
{
    const struct data_set *set = predicting->rows;
    size_t size = set->precision == PRECISION_SINGLE ? sizeof(float) : sizeof(double);
    struct batch_result result;
    data_set_gather(set, rows, count, engine_inputs(predicting->engine), NULL);
    engine_forward(predicting->engine, count, false, &result);
    const char *outputs = engine_outputs(predicting->engine);
    for (int i = 0; i < count; i++)
        write_row(predicting, rows[i], outputs + (size_t)i * (size_t)set->outputs * size);
}

static void predict_all(struct predicting *predicting)
{
    const struct data_part *part = &predicting->rows->test;
    if (predicting->format->kind == FORMAT_CSV)
        predictions_csv_header(predicting->rows, predicting->out);
    for (int at = 0; at < part->count && !predicting->out->closed; at += ROWS_AT_ONCE) {
        int left = part->count - at;
        predict_rows(predicting, part->rows + at, left < ROWS_AT_ONCE ? left : ROWS_AT_ONCE);
    }
    if (predicting->page)
        predictions_page_print(predicting->page, predicting->format->renderer, predicting->out);
}

static bool predict(struct call *call)
{
    const struct hg_predict *request = call->request;
    const struct session_request of_session = {
        .run = {"run file", request->run, request->run_text, request->run_length},
        .data = request->data};
    struct session session = {0};
    struct predicting predicting = {
        .format = format_find(call, request->format, formats, sizeof formats / sizeof *formats)};
    if (!predicting.format || !check_inputs(call, request) ||
        !session_open_problem(call, call->arena, &of_session, &session) ||
        !open_network(call, &session))
        return false;
    predicting.engine = session.engine;
    predicting.rows =
        data_set_load_inputs(call->arena, session.set, request->input, &call->diagnostics);
    if (!predicting.rows)
        return false;
    predicting.out = call_open_output(
        call, (struct destination){request->output, request->write, request->write_context});
    if (!predicting.out)
        return false;
    if (predicting.format->renderer)
        predicting.page = predictions_page_open(call->arena, predicting.rows);
    predict_all(&predicting);
    return true;
}

enum hg_status hg_predict(const struct hg_predict *request)
{
    return call_run(predict, request,
                    (struct listener){request->message, request->message_context});
}
