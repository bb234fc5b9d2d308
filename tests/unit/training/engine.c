/* The engine against the tracer: for random networks over the whole catalogue,
 * every update gives the same parameters, states, losses and penalties in
 * double as the tape does in float64 and in certified arithmetic. */
#include "networks.h"

#include "tape/run.h"
#include "training/engine.h"

#include <math.h>

#define AGREEMENT 1e-10
#define WILD                                                                                       \
    50 /* networks with a loss above that are left alone: their updates multiply \
        rounding errors */

/* Relative, and absolute near 0: the numbers that went in are about 1. */
static bool close_to(double a, double b)
{
    return fabs(a - b) <= AGREEMENT * (fabs(b) > 0.1 ? fabs(b) : 0.1);
}

static double value_of(struct run *run, const struct family *family, size_t instance)
{
    struct step step = run_step(run, family, 0, instance);
    double value = NAN;
    step_value(&step, &value);
    return value;
}

/* What an update makes of what is called `name`; NULL: nothing. */
static const struct family *made_anew(const struct tape *tape, const char *name)
{
    for (int f = 0; f < tape->family_count; f++)
        if (tape->families[f]->updates && strcmp(tape->families[f]->top.base, name) == 0)
            return tape->families[f];
    return NULL;
}

static const struct family *given(const struct tape *tape, const char *name)
{
    for (int f = 0; f < tape->family_count; f++)
        if (tape->families[f]->phase == PHASE_GIVEN && !tape->families[f]->bottom.base &&
            strcmp(tape->families[f]->top.base, name) == 0)
            return tape->families[f];
    return NULL;
}

/* Puts the batch of the run's update into the engine, and makes the step. */
static void step_engine(struct engine *engine, const struct problem *problem, int update,
                        struct batch_result *result)
{
    const struct batch *batch = &problem->batches[(update - 1) % problem->batch_count];
    struct arithmetic *arithmetic = arithmetic_open(arena, ARITHMETIC_FLOAT64, 0);
    int numbers[16];
    size_t inputs = (size_t)problem->input_count, outputs = (size_t)problem->output_count;
    for (int i = 0; i < batch->count; i++) {
        size_t sample = (size_t)batch->samples[i];
        numbers[i] = batch->samples[i] + 1;
        for (size_t x = 0; x < inputs; x++) {
            const char *literal = problem->inputs[sample * inputs + x];
            ((double *)engine_inputs(engine))[(size_t)i * inputs + x] =
                number_literal(arithmetic, literal, strlen(literal)).real;
        }
        for (size_t t = 0; t < outputs && problem->targets; t++) {
            const char *literal = problem->targets[sample * outputs + t];
            ((double *)engine_targets(engine))[(size_t)i * outputs + t] =
                number_literal(arithmetic, literal, strlen(literal)).real;
        }
    }
    engine_step(engine, batch->count, numbers, result);
}

static void compare_tensors(struct run *run, const struct engine *engine, const char *text)
{
    const struct tape *tape = run_tape(run);
    for (size_t t = 0; t < engine_tensor_count(engine); t++) {
        const struct engine_tensor *tensor = engine_tensor(engine, t);
        const struct family *family = made_anew(tape, tensor->name);
        if (!family)
            family = given(tape, tensor->name);
        cr_assert(family, "there is no %s in\n%s", tensor->name, text);
        cr_assert_eq(family->count, (size_t)tensor->rows * (size_t)tensor->columns);
        for (size_t i = 0; i < family->count; i++) {
            double expected = value_of(run, family, i), found = ((const double *)tensor->data)[i];
            cr_assert(close_to(found, expected),
                      "%s %zu after update %d: %.17g, wanted %.17g in\n%s", tensor->name, i,
                      run_update(run), found, expected, text);
        }
    }
}

static void compare_losses(struct run *run, const struct batch_result *result, int count,
                           const char *text)
{
    const struct tape *tape = run_tape(run);
    double penalty = tape->penalty ? value_of(run, tape->penalty, 0) : 0;
    double loss = tape->problem->loss.batch == REDUCTION_MEAN ? result->loss / count : result->loss;
    double total = value_of(run, tape->total, 0);
    cr_assert(close_to(result->penalty, penalty), "R %.17g, wanted %.17g in\n%s", result->penalty,
              penalty, text);
    cr_assert(close_to(loss + result->penalty, total), "E %.17g, wanted %.17g in\n%s",
              loss + result->penalty, total, text);
}

/* False where the tape has no value, or a wild one. */
static bool compare_runs(const struct problem *problem, enum arithmetic_kind arithmetic,
                         const char *text)
{
    const struct tape *tape = tape_compile(arena, problem, &diagnostics);
    cr_assert(tape != NULL, "%s", text);
    struct run_settings settings = {.arithmetic = arithmetic, .digits = {DIGITS_SIGNIFICANT, 17}};
    struct run *run = run_open(arena, tape, &settings, &diagnostics);
    struct engine *engine =
        engine_open(arena, problem, PRECISION_DOUBLE, problem->sample_count, &diagnostics);
    cr_assert(run && engine);
    while (run_next(run)) {
        struct batch_result result;
        if (!(fabs(value_of(run, tape->total, 0)) < WILD))
            return false;
        step_engine(engine, problem, run_update(run), &result);
        cr_assert(result.finite, "%s", text);
        compare_losses(run, &result,
                       problem->batches[(run_update(run) - 1) % problem->batch_count].count, text);
        compare_tensors(run, engine, text);
    }
    return !run_failed(run);
}

/* How many of `count` networks were compared through all their updates. */
static int compare_networks(uint64_t seed, int count, bool coarse, enum arithmetic_kind arithmetic)
{
    int compared = 0;
    for (int i = 0; i < count; i++) {
        open_arena();
        struct generator generator;
        const char *text = random_network(seed, i, coarse, &generator);
        const struct problem *problem = read_network(text);
        cr_assert(problem != NULL, "%s in\n%s",
                  diagnostics.first ? diagnostics.first->message : "?", text);
        compared += compare_runs(problem, arithmetic, text);
        close_arena();
    }
    return compared;
}

Test(engine, updates_of_random_networks_are_those_of_the_tape)
{
    int compared = compare_networks(1, 600, false, ARITHMETIC_FLOAT64);
    cr_assert(compared > 560, "only %d", compared);
}

Test(engine, updates_of_random_networks_are_right)
{
    int compared = compare_networks(2, 200, false, ARITHMETIC_CERTIFIED);
    cr_assert(compared > 185, "only %d", compared);
}

/* Sums that are exactly 0, outputs that are their targets, margins that are
 * exactly 1: conventions hold there. */
Test(engine, kinks_are_those_of_the_tape)
{
    int compared = compare_networks(3, 600, true, ARITHMETIC_FLOAT64);
    cr_assert(compared > 400, "only %d", compared);
}
