/* Running the loop and listening to it: see the header. */
#include "api/training.h"

#include "base/arena.h"
#include "base/clock.h"
#include "training/order.h"
#include <math.h>

/* Small batches take less time than reading the clock after each would leave them. */
#define SECONDS_BETWEEN_READINGS 0.002

/* The run while it is under way. */
struct watch {
    const struct training_call *call;
    int epochs, batches;
    double rows_before;    /* trained on before this process */
    double began, elapsed; /* elapsed: seconds at the last reading of the clock */
    long batches_heard, next_reading;
    bool stopped;
};

/* ---- how far it is ---- */

static double rows_of_batches(const struct session *session, long batches)
{
    double rows = (double)batches * session->problem->training->batch_size;
    return fmin(rows, session->set->training.count);
}

/* Rows trained on since the run began. */
static double rows_trained(const struct watch *watch, const struct loop_state *state)
{
    const struct session *session = watch->call->session;
    return state->history_count * rows_of_batches(session, watch->batches) +
           rows_of_batches(session, state->batches);
}

static void tell_validation(const struct loop_state *state, struct hg_train_progress *progress)
{
    const struct epoch_record *last =
        state->history_count > 0 ? &state->history[state->history_count - 1] : NULL;
    progress->validation_loss = last ? last->validation_loss : NAN;
    progress->validation_accuracy = last ? last->validation_accuracy : NAN;
}

static void read_clock(struct watch *watch)
{
    watch->elapsed = clock_seconds() - watch->began;
    watch->next_reading = watch->batches_heard + 1;
    if (watch->elapsed > 0)
        watch->next_reading +=
            (long)((double)watch->batches_heard / watch->elapsed * SECONDS_BETWEEN_READINGS);
}

static void tell_speed(const struct watch *watch, const struct loop_state *state,
                       struct hg_train_progress *progress)
{
    double seconds = watch->elapsed, rows = rows_trained(watch, state) - watch->rows_before,
           all = watch->epochs * rows_of_batches(watch->call->session, watch->batches);
    progress->samples_per_second = progress->seconds_left = -1;
    if (rows <= 0 || seconds <= 0)
        return;
    progress->samples_per_second = rows / seconds;
    progress->seconds_left = (all - watch->rows_before - rows) * seconds / rows;
}

static void tell(struct watch *watch, const struct hg_train_progress *progress)
{
    const struct training_call *call = watch->call;
    watch->stopped = call->listener(call->listener_context, progress) != 0 || watch->stopped;
}

static bool hear_batch(void *context, const struct loop_state *state, int of_batches)
{
    struct watch *watch = context;
    const struct session *session = watch->call->session;
    struct hg_train_progress progress = {.run = watch->call->name,
                                         .epoch = state->epoch,
                                         .epochs = watch->epochs,
                                         .batch = state->batches,
                                         .batches = of_batches,
                                         .update = engine_updates(session->engine)};
    loop_so_far(session->loop, &progress.loss, &progress.accuracy);
    if (++watch->batches_heard >= watch->next_reading)
        read_clock(watch);
    tell_validation(state, &progress);
    tell_speed(watch, state, &progress);
    tell(watch, &progress);
    return watch->stopped;
}

static void hear_epoch(void *context, const struct epoch_record *record)
{
    struct watch *watch = context;
    const struct training_call *call = watch->call;
    call->epoch(call->epoch_context, call->name, record);
    if (!call->listener)
        return;
    struct hg_train_progress progress = {.run = call->name,
                                         .epoch = record->epoch,
                                         .epochs = watch->epochs,
                                         .batch = watch->batches,
                                         .batches = watch->batches,
                                         .update = record->updates,
                                         .loss = record->loss,
                                         .accuracy = record->accuracy,
                                         .epoch_done = 1};
    const struct loop_state *state = loop_state(call->session->loop);
    read_clock(watch);
    tell_validation(state, &progress);
    tell_speed(watch, state, &progress);
    tell(watch, &progress);
}

/* ---- what the report says ---- */

static const char *trace_command(struct arena *arena, const struct training_call *call, long update)
{
    struct text text;
    const int *rows;
    int epoch, batch;
    const struct session *session = call->session;
    loop_place(session->loop, update, &epoch, &batch);
    loop_batch_rows(session->loop, epoch, batch, &rows);
    text_open(&text, arena);
    text_literal(&text, "handgrad trace ");
    session_word(call->request->run.name ? call->request->run.name : "RUN", &text);
    text_printf(&text, " --update %ld --sample %d", update, session->set->numbers[rows[0]]);
    session_options(call->request, &text);
    return text.bytes;
}

static void fill_end(struct arena *arena, const struct training_call *call, struct trained_run *run)
{
    const struct session *session = call->session;
    const struct loop_state *state = loop_state(session->loop);
    run->history = state->history;
    run->history_count = state->history_count;
    run->best_epoch = state->best_epoch;
    run->update = engine_updates(session->engine);
    if (run->update <= session->problem->optimizer.done)
        return;
    loop_place(session->loop, run->update, &run->epoch, &run->batch);
    run->trace = trace_command(arena, call, run->update);
}

static void fill_divergence(struct arena *arena, const struct session *session,
                            struct trained_run *run)
{
    run->largest = engine_largest_parameter(session->engine, arena, &run->largest_value);
}

static void fill_parts(const struct session *session, struct trained_run *run)
{
    static const char *const names[] = {"training", "validation", "test"};
    const struct data_part *const parts[] = {&session->set->training, &session->set->validation,
                                             &session->set->test};
    for (int p = 0; p < PARTS; p++) {
        bool measured = parts[p]->count > 0 && run->end != END_DIVERGED;
        run->parts[p] = (struct part_result){
            names[p], parts[p], measured ? loop_evaluate(session->loop, parts[p]) : NULL};
    }
}

static const char *seed_text(struct arena *arena, const struct session_request *request)
{
    return request->seed ? arena_printf(arena, "%lld", *request->seed) : NULL;
}

/* ---- training ---- */

bool training_run(struct arena *arena, const struct training_call *call, struct trained_run *run)
{
    const struct session *session = call->session;
    const struct training *training = session->problem->training;
    const struct loop_state *state = loop_state(session->loop);
    struct watch watch = {.call = call,
                          .epochs =
                              call->request->epochs ? call->request->epochs : training->epochs,
                          .batches = order_batches(training, session->set->training.count),
                          .began = clock_seconds()};
    const struct loop_listener listener = {&watch, call->listener ? hear_batch : NULL, hear_epoch};
    watch.rows_before = rows_trained(&watch, state);
    *run = (struct trained_run){.name = session->source.name,
                                .problem = session->problem,
                                .set = session->set,
                                .seed = seed_text(arena, call->request),
                                .epochs = watch.epochs,
                                .batches = watch.batches,
                                .resumed_update =
                                    call->request->resume ? engine_updates(session->engine) : -1};
    for (int i = 0; i < state->history_count; i++)
        call->epoch(call->epoch_context, call->name, &state->history[i]);
    run->end = loop_run(session->loop, 0, &listener);
    run->seconds = clock_seconds() - watch.began;
    run->samples = rows_trained(&watch, state) - watch.rows_before;
    fill_end(arena, call, run);
    if (run->end == END_DIVERGED)
        fill_divergence(arena, session, run);
    else
        run->restored = loop_restore_best(session->loop);
    fill_parts(session, run);
    return watch.stopped;
}
