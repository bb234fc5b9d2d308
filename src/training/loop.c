/* The training loop: see training/loop.h. The rest of a run is a function of its state and of the engine's tensors; nothing
 * else is remembered from one batch to the next but the order of the epoch, which can be had again. */
#include "training/loop.h"

#include "base/clock.h"
#include "base/json.h"
#include "training/order.h"
#include <math.h>
#include <string.h>

struct loop {
    struct arena *arena;
    const struct problem *problem;
    const struct training *training;
    const struct data_set *set;
    struct engine *engine;
    int epochs, batches; /* batches: in an epoch */
    double min_delta, tolerance;
    struct loop_state state;
    struct epoch_record *history; /* [epochs] at least */
    bool diverged;
    int *order, ordered; /* the rows of epoch `ordered` */
    int *numbers;        /* [batch_size] of the rows of a batch, for dropout; NULL: there is none */
    double *spread;      /* [outputs] regression: sums of (t - mean)^2 over the training rows */
    void **kept;         /* parameters; NULL: not wanted */
    bool has_best, restored;
    struct metrics_counter *counter;
};

/* ---- opening ---- */

static bool has_dropout(const struct problem *problem)
{
    for (int i = 0; i < problem->layer_count; i++)
        if (problem->layers[i].dropout)
            return true;
    return false;
}

/* Two passes, as the definition has it. */
static double *target_spreads(struct arena *arena, const struct data_set *set)
{
    size_t outputs = (size_t)set->outputs;
    const struct data_part *part = &set->training;
    double *spread = arena_array(arena, outputs, sizeof *spread),
           *mean = arena_array(arena, outputs, sizeof *mean);
    void *targets = arena_array(arena, outputs, sizeof(double));
    for (int pass = 0; pass < 2; pass++)
        for (int i = 0; i < part->count; i++) {
            data_set_gather(set, &part->rows[i], 1, NULL, targets);
            for (size_t k = 0; k < outputs; k++) {
                double target = real_at(set->precision, targets, k), off = target - mean[k];
                if (pass == 0)
                    mean[k] += target / part->count;
                else
                    spread[k] += off * off;
            }
        }
    return spread;
}

static size_t tensor_bytes(const struct loop *loop, const struct engine_tensor *tensor)
{
    size_t size =
        engine_precision(loop->engine) == PRECISION_SINGLE ? sizeof(float) : sizeof(double);
    return (size_t)tensor->rows * (size_t)tensor->columns * size;
}

static bool is_parameter(const struct engine_tensor *tensor)
{
    return tensor->symbol == NULL;
}

static void **open_kept(struct loop *loop)
{
    size_t count = engine_tensor_count(loop->engine), kept = 0;
    void **arrays = arena_array(loop->arena, count, sizeof *arrays);
    for (size_t i = 0; i < count; i++) {
        const struct engine_tensor *tensor = engine_tensor(loop->engine, i);
        if (is_parameter(tensor))
            arrays[kept++] = arena_alloc(loop->arena, tensor_bytes(loop, tensor));
    }
    return arrays;
}

struct loop *loop_open(struct arena *arena, const struct problem *problem,
                       const struct data_set *set, struct engine *engine, int epochs)
{
    const struct training *training = problem->training;
    struct loop *loop = arena_alloc(arena, sizeof *loop);
    *loop = (struct loop){
        .arena = arena,
        .problem = problem,
        .training = training,
        .set = set,
        .engine = engine,
        .epochs = epochs > 0 ? epochs : training->epochs,
        .batches = order_batches(training, set->training.count),
        .min_delta = json_double(training->early_stopping.min_delta),
        .tolerance = training->tolerance ? json_double(training->tolerance) : -INFINITY,
        .state.epoch = 1,
        .order = arena_array(arena, (size_t)set->training.count, sizeof(int)),
        .counter = metrics_open(arena, set),
    };
    loop->history = arena_array(arena, (size_t)loop->epochs, sizeof *loop->history);
    loop->state.history = loop->history;
    if (has_dropout(problem))
        loop->numbers = arena_array(arena, (size_t)training->batch_size, sizeof(int));
    if (set->classes == 0)
        loop->spread = target_spreads(arena, set);
    if (training->early_stopping.restore_best)
        loop->kept = open_kept(loop);
    return loop;
}

/* ---- batches ---- */

int loop_batch_rows(struct loop *loop, int epoch, int batch, const int **rows)
{
    if (batch > loop->batches)
        return 0;
    if (loop->ordered != epoch)
        order_epoch(loop->training, &loop->set->training, epoch, loop->order);
    loop->ordered = epoch;
    return order_batch(loop->training, loop->order, loop->set->training.count, batch, rows);
}

void loop_place(const struct loop *loop, long update, int *epoch, int *batch)
{
    long before = update - 1 - loop->problem->optimizer.done;
    *epoch = (int)(before / loop->batches) + 1;
    *batch = (int)(before % loop->batches) + 1;
}

static void gather(struct loop *loop, const int *rows, int count)
{
    engine_take_rows(loop->engine, loop->set, rows);
    for (int i = 0; loop->numbers && i < count; i++)
        loop->numbers[i] = loop->set->numbers[rows[i]];
}

static double squared_errors(const struct loop *loop, int count)
{
    const void *outputs = engine_outputs(loop->engine), *targets = engine_targets(loop->engine);
    enum precision precision = loop->set->precision;
    size_t width = (size_t)loop->set->outputs;
    double squares = 0;
    for (size_t i = 0; i < (size_t)count * width; i++) {
        double error = real_at(precision, targets, i) - real_at(precision, outputs, i);
        double spread = loop->spread[i % width];
        squares += spread > 0 ? error * error / spread : 0;
    }
    return squares;
}

static bool loss_is_summed(const struct loop *loop)
{
    return loop->problem->loss.batch == REDUCTION_SUM;
}

static double penalty_weight(const struct loop *loop, int count)
{
    return loss_is_summed(loop) ? 1 : count;
}

/* False: the run diverged. */
static bool run_batch(struct loop *loop)
{
    struct loop_state *state = &loop->state;
    const int *rows;
    int count = loop_batch_rows(loop, state->epoch, state->batches + 1, &rows);
    gather(loop, rows, count);
    struct batch_result result;
    engine_step(loop->engine, count, loop->numbers, &result);
    state->batches++;
    state->loss_sum += result.loss;
    state->penalty_sum += result.penalty * penalty_weight(loop, count);
    if (loop->set->classes > 0)
        state->right += metrics_right(loop->set, rows, count, engine_outputs(loop->engine));
    else
        state->squares += squared_errors(loop, count);
    loop->diverged = !result.finite;
    return result.finite;
}

/* ---- the best parameters ---- */

static void copy_parameters(struct loop *loop)
{
    for (size_t i = 0, kept = 0; i < engine_tensor_count(loop->engine); i++) {
        const struct engine_tensor *tensor = engine_tensor(loop->engine, i);
        if (is_parameter(tensor))
            memcpy(loop->kept[kept++], tensor->data, tensor_bytes(loop, tensor));
    }
    loop->has_best = true;
}

static void swap_bytes(char *a, char *b, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        char byte = a[i];
        a[i] = b[i];
        b[i] = byte;
    }
}

static void exchange_kept(struct loop *loop)
{
    for (size_t i = 0, kept = 0; i < engine_tensor_count(loop->engine); i++) {
        const struct engine_tensor *tensor = engine_tensor(loop->engine, i);
        if (is_parameter(tensor))
            swap_bytes(loop->kept[kept++], tensor->data, tensor_bytes(loop, tensor));
    }
    loop->restored = !loop->restored;
}

const void *const *loop_kept(const struct loop *loop)
{
    return loop->has_best ? (const void *const *)loop->kept : NULL;
}

bool loop_is_restored(const struct loop *loop)
{
    return loop->restored;
}

bool loop_restore_best(struct loop *loop)
{
    if (!loop->has_best)
        return false;
    if (!loop->restored)
        exchange_kept(loop);
    return true;
}

/* ---- epochs ---- */

/* The mean loss over a part with its penalty; the counter has the rest. */
static double evaluate(struct loop *loop, const struct data_part *part)
{
    double sum = 0;
    int chunks = 0, size = loop->training->batch_size;
    metrics_restart(loop->counter);
    for (int at = 0; at < part->count; at += size, chunks++) {
        int count = part->count - at < size ? part->count - at : size;
        gather(loop, part->rows + at, count);
        struct batch_result result;
        engine_forward(loop->engine, count, true, &result);
        metrics_add(loop->counter, part->rows + at, count, engine_outputs(loop->engine),
                    result.loss);
        sum += result.loss + result.penalty * penalty_weight(loop, count);
    }
    return sum / (loss_is_summed(loop) ? chunks : part->count);
}

static double accuracy_of(const struct loop *loop, const struct metrics *metrics)
{
    return loop->set->classes > 0 ? metrics->accuracy : metrics->r2;
}

/* Rows that the batches done in this epoch had. */
static int rows_done(const struct loop *loop)
{
    long rows = (long)loop->state.batches * loop->training->batch_size;
    return rows < loop->set->training.count ? (int)rows : loop->set->training.count;
}

/* The mean over the outputs of r2, the spread of each taken in proportion to the rows done. */
static double r2_so_far(const struct loop *loop, int rows)
{
    int outputs = loop->set->outputs, varying = 0;
    for (int k = 0; k < outputs; k++)
        varying += loop->spread[k] > 0;
    return (varying - loop->state.squares * loop->set->training.count / rows) / outputs;
}

void loop_so_far(const struct loop *loop, double *loss, double *accuracy)
{
    const struct loop_state *state = &loop->state;
    int rows = rows_done(loop);
    *loss = *accuracy = NAN;
    if (rows == 0)
        return;
    *loss = (state->loss_sum + state->penalty_sum) / (loss_is_summed(loop) ? state->batches : rows);
    *accuracy = loop->set->classes > 0 ? (double)state->right / rows : r2_so_far(loop, rows);
}

static double monitored(enum monitor monitor, const struct epoch_record *record)
{
    switch (monitor) {
    case MONITOR_LOSS:
        return record->loss;
    case MONITOR_ACCURACY:
        return record->accuracy;
    case MONITOR_VALIDATION_LOSS:
        return record->validation_loss;
    default:
        return record->validation_accuracy;
    }
}

static bool larger_is_better(enum monitor monitor)
{
    return monitor == MONITOR_ACCURACY || monitor == MONITOR_VALIDATION_ACCURACY;
}

/* A value that is no number is never better. */
static bool is_better(const struct loop *loop, double value)
{
    const struct loop_state *state = &loop->state;
    if (state->best_epoch == 0)
        return !isnan(value);
    return larger_is_better(loop->training->early_stopping.monitor)
               ? value > state->best + loop->min_delta
               : value < state->best - loop->min_delta;
}

static void take_best(struct loop *loop, struct epoch_record *record)
{
    double value = monitored(loop->training->early_stopping.monitor, record);
    record->best = is_better(loop, value);
    if (!record->best)
        return;
    loop->state.best = value;
    loop->state.best_epoch = record->epoch;
    if (loop->kept)
        copy_parameters(loop);
}

static void end_epoch(struct loop *loop)
{
    struct loop_state *state = &loop->state;
    struct epoch_record *record = &loop->history[state->history_count];
    *record = (struct epoch_record){.epoch = state->epoch,
                                    .updates = engine_updates(loop->engine),
                                    .validation_loss = NAN,
                                    .validation_accuracy = NAN,
                                    .learning_rate = engine_learning_rate(loop->engine)};
    loop_so_far(loop, &record->loss, &record->accuracy);
    if (loop->set->validation.count > 0) {
        record->validation_loss = evaluate(loop, &loop->set->validation);
        record->validation_accuracy = accuracy_of(loop, metrics_result(loop->counter));
    }
    take_best(loop, record);
    *state = (struct loop_state){.epoch = state->epoch + 1,
                                 .best_epoch = state->best_epoch,
                                 .best = state->best,
                                 .history = loop->history,
                                 .history_count = state->history_count + 1};
}

/* ---- running ---- */

/* Whether the run ends with the last epoch in its history: nothing but the history says so, so that a resumed run ends where
 * it would have. */
static bool has_ended(const struct loop *loop, enum loop_end *end)
{
    const struct loop_state *state = &loop->state;
    int patience = loop->training->early_stopping.patience;
    if (state->batches > 0 || state->history_count == 0)
        return false;
    const struct epoch_record *last = &loop->history[state->history_count - 1];
    if (monitored(loop->training->tolerance_monitor, last) < loop->tolerance)
        *end = END_TOLERANCE;
    else if (state->history_count >= loop->epochs)
        *end = END_EPOCHS;
    else if (patience > 0 && state->history_count - state->best_epoch >= patience)
        *end = END_EARLY;
    else
        return false;
    return true;
}

/* The batches of an epoch, and its end. True: stop. */
static bool run_epoch(struct loop *loop, long last_update, const struct loop_listener *listener)
{
    struct loop_state *state = &loop->state;
    double began = clock_seconds();
    bool stop = false;
    while (!stop && state->batches < loop->batches) {
        if (!run_batch(loop))
            return true;
        stop =
            listener && listener->batch && listener->batch(listener->context, state, loop->batches);
        stop = stop || engine_updates(loop->engine) == last_update;
    }
    if (state->batches < loop->batches)
        return true;
    end_epoch(loop);
    struct epoch_record *record = &loop->history[state->history_count - 1];
    record->seconds = clock_seconds() - began;
    if (listener && listener->epoch)
        listener->epoch(listener->context, record);
    return stop;
}

enum loop_end loop_run(struct loop *loop, long last_update, const struct loop_listener *listener)
{
    enum loop_end end;
    bool stop = last_update > 0 && engine_updates(loop->engine) >= last_update;
    if (loop->restored)
        exchange_kept(loop);
    while (!loop->diverged) {
        if (has_ended(loop, &end))
            return end;
        if (stop)
            return END_INTERRUPTED;
        stop = run_epoch(loop, last_update, listener);
    }
    return END_DIVERGED;
}

const struct loop_state *loop_state(const struct loop *loop)
{
    return &loop->state;
}

const struct metrics *loop_evaluate(struct loop *loop, const struct data_part *part)
{
    struct metrics_counter *own = metrics_open(loop->arena, loop->set), *counter = loop->counter;
    loop->counter = own;
    evaluate(loop, part);
    loop->counter = counter;
    return metrics_result(own);
}

/* ---- going on ---- */

static void resume_best(struct loop *loop, const void *const *best)
{
    for (size_t i = 0, kept = 0; i < engine_tensor_count(loop->engine); i++) {
        const struct engine_tensor *tensor = engine_tensor(loop->engine, i);
        if (is_parameter(tensor)) {
            memcpy(loop->kept[kept], best[kept], tensor_bytes(loop, tensor));
            kept++;
        }
    }
}

void loop_resume(struct loop *loop, const struct loop_state *state, const void *const *best)
{
    if (state->history_count > loop->epochs)
        loop->history =
            arena_array(loop->arena, (size_t)state->history_count, sizeof *loop->history);
    for (int i = 0; i < state->history_count; i++)
        loop->history[i] = state->history[i];
    loop->state = *state;
    loop->state.history = loop->history;
    loop->diverged = loop->restored = false;
    loop->has_best = loop->kept && best;
    if (loop->has_best)
        resume_best(loop, best);
}
