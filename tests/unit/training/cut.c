/* The tracer and the engine held to each other along whole runs: an update cut out of a run, traced in certified arithmetic,
 * gives the parameters and optimizer states that the engine has after it. */
#include "../tape/support.h"

#include "base/json_out.h"
#include "training/cut.h"
#include "training/order.h"
#include <float.h>
#include <math.h>

TestSuite(cut, .init = open_arena, .fini = close_arena);

struct cut_run {
    const struct problem *problem;
    const struct data_set *set;
    struct engine *engine;
    struct loop *loop;
};

static struct cut_run open_run(const char *text)
{
    struct cut_run run = {.problem = problem_of(text)};
    enum precision precision =
        run.problem->training->double_precision ? PRECISION_DOUBLE : PRECISION_SINGLE;
    run.set = data_set_load(arena, run.problem, ".", precision, &diagnostics);
    cr_assert_not_null(run.set);
    run.engine =
        engine_open(arena, run.problem, precision, run.problem->training->batch_size, &diagnostics);
    cr_assert_not_null(run.engine);
    run.loop = loop_open(arena, run.problem, run.set, run.engine, 0);
    return run;
}

static void go_to(const struct cut_run *run, long update)
{
    if (update > engine_updates(run->engine))
        cr_assert_eq(loop_run(run->loop, update, NULL), END_INTERRUPTED);
}

/* ---- agreement ---- */

static const struct engine_tensor *tensor_called(const struct engine *engine, const char *name)
{
    for (size_t t = 0; t < engine_tensor_count(engine); t++)
        if (strcmp(engine_tensor(engine, t)->name, name) == 0)
            return engine_tensor(engine, t);
    return NULL;
}

/* In double 1e-10 of the number itself. In single the engine rounds each of its operations by half of 2^-23: a batch of at
 * most ten rows and layers of at most ten units add up a few dozen of them, none larger than the largest number of the
 * tensor or its change, so the sum of their errors is held to 64 * 2^-23 of that. What is wrong by a mask, a row, a factor
 * or a state is wrong by more than a thousandth. */
static double tolerance(const struct cut_run *run, double number, double largest)
{
    return run->set->precision == PRECISION_DOUBLE ? 1e-10 * fabs(number) + 1e-300
                                                   : 64 * (double)FLT_EPSILON * largest;
}

static void compare_family(const struct cut_run *run, struct run *traced,
                           const struct family *family)
{
    const struct engine_tensor *tensor = tensor_called(run->engine, family->updates->top.base);
    cr_assert_not_null(tensor, "%s", family->updates->top.base);
    double *numbers = arena_array(arena, family->count, sizeof *numbers), largest = 0;
    cr_assert_eq((size_t)tensor->rows * (size_t)tensor->columns, family->count);
    for (size_t i = 0; i < family->count; i++) {
        struct step step = run_step(traced, family, 0, i),
                    before = run_step(traced, family->updates, 0, i);
        double old;
        cr_assert(step_value(&step, &numbers[i]) && step_value(&before, &old));
        largest = fmax(largest, fmax(fabs(numbers[i]), fabs(old)));
    }
    for (size_t i = 0; i < family->count; i++) {
        double found = real_at(run->set->precision, tensor->data, i);
        cr_expect(fabs(found - numbers[i]) <= tolerance(run, numbers[i], largest),
                  "update %ld: %s at %zu: the tracer has %.17g, the engine %.17g",
                  engine_updates(run->engine), tensor->name, i, numbers[i], found);
    }
}

/* Cuts `update`, lets the engine do it, too, and compares. */
static void expect_agreement(const struct cut_run *run, int update)
{
    go_to(run, update - 1);
    const struct problem *problem = cut_problem(arena, run->loop, run->engine, run->set);
    const struct tape *tape = tape_compile(arena, problem, &diagnostics);
    cr_assert_not_null(tape);
    struct run_settings settings = {.digits = {DIGITS_SIGNIFICANT, 6}};
    struct run *traced = run_open(arena, tape, &settings, &diagnostics);
    cr_assert(traced && run_next(traced));
    cr_assert_eq(tape_update_number(tape, 1), update);
    loop_run(run->loop, update, NULL);
    cr_assert_eq(engine_updates(run->engine), update);
    int compared = 0;
    for (int f = 0; f < tape->family_count; f++)
        if (tape->families[f]->updates) {
            compare_family(run, traced, tape->families[f]);
            compared++;
        }
    cr_expect_geq(compared, 2);
}

#define XOR "'dataset': {'kind': 'xor', 'samples': 37, 'seed': 2, 'noise': 0.3}"
#define MOONS                                                                                      \
    "'dataset': {'kind': 'moons', 'samples': 60, 'seed': 1, 'noise': 0.2, 'quadratic': true, "     \
    "'scaling': 'standard', 'split': {'validation': 0.2, 'test': 0.1, 'seed': 4}}"
#define BLOBS "'dataset': {'kind': 'blobs', 'samples': 44, 'seed': 3, 'scaling': 'min_max'}"
#define HIDDEN(activation, rest)                                                                   \
    "{'units': 6, 'activation': '" activation                                                      \
    "', 'initializer': {'kind': 'he_normal', 'seed': 3}" rest "}"
#define SIGMOID                                                                                    \
    "{'units': 1, 'activation': 'sigmoid', 'initializer': {'kind': 'glorot_uniform', 'seed': 4}}"
#define SOFTMAX                                                                                    \
    "{'units': 3, 'activation': 'softmax', 'initializer': {'kind': 'glorot_normal', 'seed': 5}}"
#define DROPOUT ", 'dropout': {'rate': 0.3, 'seed': 8}"
#define TWO_CLASSES "'loss': 'binary_cross_entropy'"
#define CLASSES "'loss': 'categorical_cross_entropy'"
#define SCHEDULE(precision) "'schedule': {'epochs': 6, 'seed': 7, 'precision': '" precision "'}"

/* Runs of 37, 42 and 44 rows to train on in batches of 10: the last of an epoch is short. */
#define RUNS(precision)                                                                            \
    "{" XOR ", 'layers': [" HIDDEN(                                                                \
        "relu",                                                                                    \
        "") ", " SIGMOID "], " TWO_CLASSES                                                         \
            ", 'optimizer': {'learning_rate': 0.5}, 'batch_size': 10, " SCHEDULE(precision) "}",   \
        "{" XOR ", 'layers': [" HIDDEN(                                                            \
            "tanh",                                                                                \
            DROPOUT) ", " SIGMOID "], 'loss': 'squared_error', "                                   \
                     "'penalty': {'l2': 0.01, 'convention': 'half_over_m'}, 'batch_size': 10, "    \
                     "'optimizer': {'kind': 'momentum', 'learning_rate': 0.1}, " SCHEDULE(         \
                         precision) "}",                                                           \
        "{" MOONS ", 'layers': [" HIDDEN(                                                          \
            "relu", DROPOUT) ", " SIGMOID "], " TWO_CLASSES                                        \
                             ", 'optimizer': {'kind': 'adam', 'learning_rate': 0.01}, "            \
                             "'batch_size': 10, " SCHEDULE(precision) "}",                         \
        "{" BLOBS ", 'layers': [" HIDDEN(                                                          \
            "sigmoid", "") ", " SOFTMAX "], " CLASSES                                              \
                           ", 'optimizer': {'kind': 'nadam', 'learning_rate': 0.01, 'schedule': "  \
                           "{'kind': 'step', "                                                     \
                           "'every': 7}}, 'batch_size': 10, " SCHEDULE(precision) "}",             \
        "{" BLOBS ", 'layers': [" HIDDEN(                                                          \
            "relu",                                                                                \
            ", 'train_weights': false") ", " SOFTMAX "], " CLASSES                                 \
                                        ", 'optimizer': {'kind': 'rmsprop', 'learning_rate': "     \
                                        "0.01}, 'batch_size': 10, " SCHEDULE(precision) "}"

static const char *const single_runs[] = {RUNS("single")}, *const double_runs[] = {RUNS("double")};
#define RUN_COUNT (sizeof single_runs / sizeof *single_runs)

static void expect_agreement_along(const char *text)
{
    struct cut_run run = open_run(text);
    int batches = order_batches(run.problem->training, run.set->training.count);
    int last = batches * run.problem->training->epochs;
    const int updates[] = {1, 2, batches, batches + 1, last / 2, last};
    for (size_t i = 0; i < sizeof updates / sizeof *updates; i++)
        expect_agreement(&run, updates[i]);
}

Test(cut, agrees_with_the_engine_in_double)
{
    for (size_t i = 0; i < RUN_COUNT; i++)
        expect_agreement_along(double_runs[i]);
}

Test(cut, agrees_with_the_engine_in_single)
{
    for (size_t i = 0; i < RUN_COUNT; i++)
        expect_agreement_along(single_runs[i]);
}

/* ---- what a cut is ---- */

/* Its parameters are those of the engine, every bit of them, and its samples are the rows of the batch. */
Test(cut, is_the_state_of_the_run)
{
    struct cut_run run = open_run(single_runs[2]);
    go_to(&run, 8);
    const struct problem *problem = cut_problem(arena, run.loop, run.engine, run.set);
    const struct engine_tensor *weights = tensor_called(run.engine, "w1"),
                               *states = tensor_called(run.engine, "m.w1");
    for (size_t i = 0; i < (size_t)weights->rows * (size_t)weights->columns; i++)
        cr_expect_eq(json_double(problem->layers[0].weights[i]), ((float *)weights->data)[i]);
    cr_assert_str_eq(problem->optimizer.initial[0].symbol, "m");
    cr_assert_str_eq(problem->optimizer.initial[0].parameter, "w1");
    cr_expect_eq(json_double(problem->optimizer.initial[0].literals[3]),
                 ((float *)states->data)[3]);
    cr_expect_eq(problem->optimizer.done, 8);

    int epoch, batch;
    const int *rows;
    loop_place(run.loop, 9, &epoch, &batch);
    int count = loop_batch_rows(run.loop, epoch, batch, &rows);
    cr_assert_eq(problem->sample_count, count);
    for (int s = 0; s < count; s++) {
        float inputs[5], target;
        data_set_gather(run.set, &rows[s], 1, inputs, &target);
        cr_expect_eq(problem->sample_numbers[s], run.set->numbers[rows[s]]);
        for (int i = 0; i < 5; i++)
            cr_expect_eq(json_double(problem->inputs[5 * s + i]), inputs[i]);
        cr_expect_eq(json_double(problem->targets[s]), target);
        for (int k = 0; k < 6; k++)
            cr_expect_eq(
                problem->layers[0].dropout->mask[6 * s + k],
                problem_mask(run.problem->layers[0].dropout, 9, problem->sample_numbers[s] - 1, k));
    }
    cr_expect_eq(problem->updates, 1);
    cr_expect_null(problem->dataset);
    cr_expect_str_eq(problem->title, "Update 9 (epoch 2, batch 4)");
}

static const char *written(const struct problem *problem)
{
    struct text text;
    struct json_out out;
    text_open(&text, arena);
    json_out_open(&out, &text, 2);
    problem_write(problem, &out, NULL);
    return text_copy(&text, arena);
}

/* A trace holds its problem: what is cut is a problem that can be written and read. */
Test(cut, comes_back_the_same)
{
    for (size_t i = 0; i < RUN_COUNT; i++) {
        struct cut_run run = open_run(single_runs[i]);
        go_to(&run, 11);
        const char *once = written(cut_problem(arena, run.loop, run.engine, run.set));
        cr_expect_str_eq(written(problem_of(once)), once);
        go_to(&run, 12);
    }
}
