/* The loop against what its header says, recomputed batch by batch; where runs stop, and that they go on as if they had
 * not. */
#include "run_fixture.h"

#include <math.h>

TestSuite(loop, .init = open_run_folder, .fini = close_folder);

/* ---- an epoch, again by hand ---- */

static double number_at(const void *numbers, int index)
{
    return precision == PRECISION_SINGLE ? (double)((const float *)numbers)[index]
                                         : ((const double *)numbers)[index];
}

/* Losses of batches, one after the other. */
struct sums {
    double losses, penalties, weighted_penalties;
    int batches, rows, right;
};

static void add_result(struct sums *sums, const struct test_run *run, const int *rows, int count,
                       const struct batch_result *result)
{
    sums->losses += result->loss;
    sums->penalties += result->penalty;
    sums->weighted_penalties += result->penalty * count;
    sums->batches++;
    sums->rows += count;
    for (int i = 0; i < count; i++) {
        double output = number_at(engine_outputs(run->engine), i * run->set->outputs);
        sums->right += run->set->classes > 0 && (output > 0.5) == run->set->labels[rows[i]];
    }
}

static double sums_loss(const struct sums *sums)
{
    return problem.loss.batch == REDUCTION_SUM
               ? (sums->losses + sums->penalties) / sums->batches
               : (sums->losses + sums->weighted_penalties) / sums->rows;
}

static void gather(const struct test_run *run, const int *rows, int count, int *numbers)
{
    data_set_gather(run->set, rows, count, engine_inputs(run->engine), engine_targets(run->engine));
    for (int i = 0; i < count; i++)
        numbers[i] = run->set->numbers[rows[i]];
}

static struct sums train_epoch(const struct test_run *run, int epoch)
{
    struct sums sums = {0};
    int order[100], numbers[100];
    const int *rows;
    order_epoch(&training, &run->set->training, epoch, order);
    for (int batch = 1; batch <= order_batches(&training, run->set->training.count); batch++) {
        int count = order_batch(&training, order, run->set->training.count, batch, &rows);
        struct batch_result result;
        gather(run, rows, count, numbers);
        engine_step(run->engine, count, numbers, &result);
        add_result(&sums, run, rows, count, &result);
    }
    return sums;
}

static struct sums validate(const struct test_run *run)
{
    struct sums sums = {0};
    const struct data_part *part = &run->set->validation;
    int numbers[100];
    for (int at = 0; at < part->count; at += training.batch_size) {
        int count = part->count - at < training.batch_size ? part->count - at : training.batch_size;
        struct batch_result result;
        gather(run, part->rows + at, count, numbers);
        engine_forward(run->engine, count, true, &result);
        add_result(&sums, run, part->rows + at, count, &result);
    }
    return sums;
}

static bool close_to(double a, double b)
{
    return fabs(a - b) <= 1e-12 * fabs(b);
}

/* All epochs of a run twice: by the loop and by hand. The engines end up with the same bits. */
static void expect_epochs(const char *what)
{
    struct test_run run = open_run(0), hand = open_run(0);
    cr_assert_eq(loop_run(run.loop, 0, NULL), END_EPOCHS, "%s", what);
    const struct loop_state *state = loop_state(run.loop);
    cr_assert_eq(state->history_count, training.epochs);
    cr_expect_eq(state->epoch, training.epochs + 1);
    for (int epoch = 1; epoch <= training.epochs; epoch++) {
        const struct epoch_record *record = &state->history[epoch - 1];
        struct sums trained = train_epoch(&hand, epoch);
        cr_expect_eq(record->epoch, epoch);
        cr_expect_eq(record->updates, engine_updates(hand.engine), "%s", what);
        cr_expect(close_to(record->loss, sums_loss(&trained)), "%s: %.17g, by hand %.17g", what,
                  record->loss, sums_loss(&trained));
        cr_expect(record->learning_rate == engine_learning_rate(hand.engine), "%s", what);
        struct sums validated = validate(&hand);
        cr_expect(close_to(record->validation_loss, sums_loss(&validated)), "%s", what);
        if (run.set->classes > 0) {
            cr_expect_eq(record->accuracy, (double)trained.right / trained.rows, "%s", what);
            cr_expect_eq(record->validation_accuracy, (double)validated.right / validated.rows);
        }
        cr_expect(record->seconds > 0);
    }
    cr_assert(engines_equal(run.engine, hand.engine), "%s", what);
}

Test(loop, epochs_are_what_their_batches_are)
{
    for (int i = 0; i < 4; i++) {
        precision = i % 2 ? PRECISION_SINGLE : PRECISION_DOUBLE;
        training.drop_last = i / 2;
        expect_epochs(i / 2 ? "last batch dropped" : "last batch kept");
    }
    training.shuffle = false;
    expect_epochs("in order");
}

Test(loop, penalties_and_summed_losses)
{
    read_network(LAYERS ", " CROSS_ENTROPY ", " SGD
                        ", \"penalty\": {\"l2\": 0.1, \"convention\": \"half_over_m\"}");
    expect_epochs("a penalty over m");
    read_network(LAYERS ", \"loss\": {\"kind\": \"binary_cross_entropy\", \"batch\": \"sum\"}, "
                        "\"optimizer\": {\"kind\": \"sgd\", \"learning_rate\": 0.05}, "
                        "\"penalty\": {\"l1\": 0.01}");
    expect_epochs("a loss summed over the batch");
}

Test(loop, dropout_schedules_and_updates_done_before)
{
    read_network(
        "\"layers\": [{\"units\": 4, \"activation\": \"tanh\", \"initializer\": {\"kind\": "
        "\"glorot_normal\", \"seed\": 1}, \"dropout\": {\"rate\": 0.5, \"seed\": 8}}, " SIGMOID
        "], " CROSS_ENTROPY ", \"optimizer\": {\"kind\": \"adam\", \"learning_rate\": 0.1, "
        "\"schedule\": {\"kind\": \"step\", \"every\": 10, \"gamma\": 0.5}}");
    problem.optimizer.done = 3;
    expect_epochs("dropout");
}

/* Targets of two outputs: r2 of a whole epoch is that of metrics, were the engine not to learn. */
Test(loop, r2_of_regression)
{
    write_csv("x1,x2,a,b\n1,2,3,0\n2,3,5,1\n4,1,9,2\n0,2,1,4\n3,3,3,3\n");
    dataset.label = NULL;
    dataset.targets = (const char *const[]){"a", "b"};
    dataset.target_count = 2;
    dataset.validation_share = "0";
    training.batch_size = 2;
    training.epochs = 1;
    read_network(
        "\"layers\": [{\"units\": 1, \"activation\": \"linear\", \"weights\": [[0.5, 0.25]], "
        "\"biases\": [0.5]}], \"loss\": {\"kind\": \"squared_error\"}, \"optimizer\": "
        "{\"kind\": \"sgd\", \"learning_rate\": 0.1}");
    struct layer wide = {.units = 2,
                         .inputs = 2,
                         .activation = problem.layers->activation,
                         .weights = (const char *const[]){"0.5", "0.25", "1", "-1"},
                         .biases = (const char *const[]){"0.5", "0"},
                         .use_bias = true};
    problem.layers = &wide;
    problem.output_count = 2;
    struct test_run run = open_run(0);
    double r2 = loop_evaluate(run.loop, &run.set->training)->r2, loss, accuracy;
    loop_so_far(run.loop, &loss, &accuracy);
    cr_expect(isnan(loss) && isnan(accuracy));
    cr_assert_eq(loop_run(run.loop, 0, NULL), END_EPOCHS);
    const struct epoch_record *record = loop_state(run.loop)->history;
    cr_expect(r2 < 1 && close_to(record->accuracy, r2), "%g %g", record->accuracy, r2);
    cr_expect(isnan(record->validation_loss) && isnan(record->validation_accuracy));
}

/* ---- the end of a run ---- */

/* What a listener saw: parameters after each epoch. */
struct watch {
    const struct test_run *run;
    const char *parameters[1000];
    size_t length;
    int epochs, batches, stop_after; /* batches; 0: never */
};

static bool watch_batch(void *context, const struct loop_state *state, int of_batches)
{
    struct watch *watch = context;
    cr_expect(state->batches >= 1 && state->batches <= of_batches);
    return ++watch->batches == watch->stop_after;
}

static void watch_epoch(void *context, const struct epoch_record *record)
{
    struct watch *watch = context;
    cr_expect_eq(record->epoch, watch->epochs + 1);
    cr_expect_eq(record, &loop_state(watch->run->loop)->history[watch->epochs]);
    watch->parameters[watch->epochs++] = tensor_bytes(watch->run->engine, &watch->length);
}

static enum loop_end run_watched(const struct test_run *run, struct watch *watch)
{
    struct loop_listener listener = {watch, watch_batch, watch_epoch};
    watch->run = run;
    return loop_run(run->loop, 0, &listener);
}

static double monitored(const struct epoch_record *record)
{
    const double values[] = {record->loss, record->accuracy, record->validation_loss,
                             record->validation_accuracy};
    return values[training.early_stopping.monitor];
}

/* Goes through the history as the header says it: the best flags, and the epoch that the run ended with. */
static int expect_best(const struct loop_state *state, double sign, double min_delta)
{
    double best = -INFINITY;
    int best_epoch = 0;
    for (int i = 0; i < state->history_count; i++) {
        double value = sign * monitored(&state->history[i]);
        bool better = best_epoch == 0 || value > best + min_delta;
        cr_expect_eq(state->history[i].best, better, "epoch %d", i + 1);
        best = better ? value : best;
        best_epoch = better ? i + 1 : best_epoch;
        bool out_of_patience = i + 1 - best_epoch >= training.early_stopping.patience;
        cr_expect_eq(out_of_patience, i + 1 == state->history_count, "epoch %d", i + 1);
    }
    cr_expect_eq(state->best_epoch, best_epoch);
    cr_expect_eq(sign * state->best, best);
    return best_epoch;
}

static void expect_early_stop(enum monitor monitor, int patience, const char *min_delta,
                              double sign)
{
    struct watch watch = {0};
    training.epochs = 1000;
    training.early_stopping = (struct early_stopping){monitor, patience, min_delta, true};
    struct test_run run = open_run(0);
    cr_assert_eq(run_watched(&run, &watch), END_EARLY, "%s", monitor_names[monitor]);
    int best = expect_best(loop_state(run.loop), sign, atof(min_delta));
    size_t length;
    cr_assert_eq(watch.epochs, best + patience);
    cr_expect_not(loop_is_restored(run.loop));
    cr_assert(loop_restore_best(run.loop) && loop_is_restored(run.loop));
    cr_assert(loop_restore_best(run.loop), "again: nothing changes");
    cr_expect_eq(
        memcmp(tensor_bytes(run.engine, &length), watch.parameters[best - 1], watch.length), 0,
        "the parameters of epoch %d", best);
    cr_assert_eq(loop_run(run.loop, 0, NULL), END_EARLY);
    cr_expect_eq(memcmp(tensor_bytes(run.engine, &length), watch.parameters[best + patience - 1],
                        watch.length),
                 0, "the last parameters are back");
}

Test(loop, early_stopping)
{
    expect_early_stop(MONITOR_VALIDATION_LOSS, 3, "0", -1);
    expect_early_stop(MONITOR_VALIDATION_ACCURACY, 5, "0", 1);
    expect_early_stop(MONITOR_LOSS, 4, "0.01", -1);
    precision = PRECISION_SINGLE;
    expect_early_stop(MONITOR_ACCURACY, 2, "0.02", 1);
}

Test(loop, nothing_to_put_back)
{
    struct test_run run = open_run(0);
    cr_assert_eq(loop_run(run.loop, 0, NULL), END_EPOCHS);
    cr_expect_not(loop_restore_best(run.loop));
    cr_expect_null(loop_kept(run.loop));
    cr_expect(loop_state(run.loop)->best_epoch > 0, "the best epoch is known all the same");
}

Test(loop, tolerance)
{
    training.epochs = 1000;
    training.tolerance = "0.3";
    training.tolerance_monitor = MONITOR_VALIDATION_LOSS;
    struct test_run run = open_run(0);
    cr_assert_eq(loop_run(run.loop, 0, NULL), END_TOLERANCE);
    const struct loop_state *state = loop_state(run.loop);
    cr_assert(state->history_count < 1000 && state->history_count > 1);
    for (int i = 0; i < state->history_count; i++)
        cr_expect_eq(state->history[i].validation_loss < 0.3, i + 1 == state->history_count);
    cr_expect_eq(loop_run(run.loop, 0, NULL), END_TOLERANCE);
}

Test(loop, epochs_asked_for)
{
    struct test_run run = open_run(2);
    cr_assert_eq(loop_run(run.loop, 0, NULL), END_EPOCHS);
    cr_expect_eq(loop_state(run.loop)->history_count, 2);
    cr_expect_eq(loop_run(run.loop, 0, NULL), END_EPOCHS, "nothing is done again");
    cr_expect_eq(engine_updates(run.engine), 12);
}

Test(loop, divergence)
{
    read_network("\"layers\": [{\"units\": 1, \"activation\": \"linear\", \"weights\": [[1, 1]], "
                 "\"biases\": [0]}], \"loss\": {\"kind\": \"squared_error\"}, \"optimizer\": "
                 "{\"kind\": \"sgd\", \"learning_rate\": 1e6}");
    training.epochs = 1000;
    struct watch watch = {0};
    struct test_run run = open_run(0);
    cr_assert_eq(run_watched(&run, &watch), END_DIVERGED);
    long updates = engine_updates(run.engine);
    double largest;
    cr_expect_not_null(engine_largest_parameter(run.engine, arena, &largest));
    cr_expect(isnan(largest) || fabs(largest) > 1e100);
    cr_expect_eq(watch.batches, updates - 1, "nobody hears of the batch that failed");
    int epoch, batch;
    loop_place(run.loop, updates, &epoch, &batch);
    cr_expect_eq(epoch, loop_state(run.loop)->epoch);
    cr_expect_eq(batch, loop_state(run.loop)->batches);
    cr_expect_eq(loop_run(run.loop, 0, NULL), END_DIVERGED);
    cr_expect_eq(engine_updates(run.engine), updates);
}

/* ---- stopping and going on ---- */

/* Wherever a run is stopped, by a number or by its listener, it goes on as if it had not been. */
Test(loop, a_run_stopped_anywhere_goes_on)
{
    training.epochs = 3;
    struct test_run whole = open_run(0);
    cr_assert_eq(loop_run(whole.loop, 0, NULL), END_EPOCHS);
    for (int update = 1; update < 18; update++) {
        struct test_run run = open_run(0), heard = open_run(0);
        struct watch watch = {.stop_after = update};
        cr_assert_eq(loop_run(run.loop, update, NULL), END_INTERRUPTED);
        cr_assert_eq(run_watched(&heard, &watch), END_INTERRUPTED);
        cr_expect_eq(engine_updates(run.engine), update);
        cr_expect(engines_equal(run.engine, heard.engine));
        cr_expect_eq(loop_state(run.loop)->epoch, update / 6 + 1);
        cr_expect_eq(loop_state(run.loop)->batches, update % 6);
        cr_assert_eq(loop_run(run.loop, update, NULL), END_INTERRUPTED, "it is there already");
        cr_expect_eq(engine_updates(run.engine), update);
        cr_assert_eq(loop_run(run.loop, 0, NULL), END_EPOCHS);
        cr_expect(engines_equal(run.engine, whole.engine));
        for (int i = 0; i < 3; i++)
            cr_expect_eq(loop_state(run.loop)->history[i].loss,
                         loop_state(whole.loop)->history[i].loss);
    }
}

Test(loop, a_run_that_ends_where_it_is_to_stop_says_so)
{
    struct test_run run = open_run(2);
    cr_expect_eq(loop_run(run.loop, 12, NULL), END_EPOCHS);
    struct test_run longer = open_run(2);
    cr_expect_eq(loop_run(longer.loop, 100, NULL), END_EPOCHS);
}

Test(loop, places_of_updates)
{
    struct test_run run = open_run(0);
    int epoch, batch, count[] = {7, 7, 7, 7, 7, 5}, seen[60] = {0};
    for (long update = 1; update <= 12; update++) {
        const int *rows;
        loop_place(run.loop, update, &epoch, &batch);
        cr_expect_eq(epoch, (update - 1) / 6 + 1);
        cr_expect_eq(batch, (update - 1) % 6 + 1);
        cr_assert_eq(loop_batch_rows(run.loop, epoch, batch, &rows), count[batch - 1]);
        for (int i = 0; i < count[batch - 1]; i++)
            seen[rows[i]]++;
    }
    for (int i = 0; i < run.set->training.count; i++)
        cr_expect_eq(seen[run.set->training.rows[i]], 2);
    const int *rows;
    cr_expect_eq(loop_batch_rows(run.loop, 1, 7, &rows), 0);
}

/* Looking at another epoch's batches in between does not disturb a run. */
Test(loop, looking_ahead)
{
    struct test_run run = open_run(0), other = open_run(0);
    const int *rows;
    loop_run(run.loop, 8, NULL);
    loop_run(other.loop, 8, NULL);
    loop_batch_rows(run.loop, 5, 2, &rows);
    loop_evaluate(run.loop, &run.set->validation);
    loop_run(run.loop, 0, NULL);
    loop_run(other.loop, 0, NULL);
    cr_expect(engines_equal(run.engine, other.engine));
}

Test(loop, running_takes_no_memory)
{
    training.epochs = 300;
    training.early_stopping = (struct early_stopping){MONITOR_LOSS, 200, "0", true};
    struct test_run run = open_run(0);
    size_t bytes = arena_bytes(arena);
    loop_run(run.loop, 0, NULL);
    cr_expect_eq(arena_bytes(arena), bytes);
}
