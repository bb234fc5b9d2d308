/* What the bits of a trained network do not depend on: the instructions of the processor, threads, how often it was opened.
 * And what an engine says of itself. */
#include "networks.h"

#include "training/engine_private.h"
#include "training/instructions.h"

#include <math.h>

TestSuite(engine_bits, .init = open_arena, .fini = close_arena);

/* Work enough for two parts and the helper. */
#define ROWS 61
static const char *const large[] = {
    "\"activation\": \"tanh\"", "\"activation\": \"gelu\"", "\"activation\": \"softplus\"",
    "\"activation\": \"sigmoid\", \"dropout\": {\"rate\": 0.3, \"seed\": 4}, \"l2\": 0.01"};

static const struct problem *large_problem(const char *hidden, const char *optimizer)
{
    struct text text;
    text_open(&text, arena);
    text_printf(&text, "{\"inputs\": [[");
    for (int i = 0; i < 90; i++)
        text_printf(&text, "%s0", i ? ", " : "");
    text_printf(
        &text,
        "]], \"targets\": [0], \"layers\": [{\"units\": 70, %s, \"initializer\": {\"kind\": "
        "\"he_normal\", \"seed\": 1}}, {\"units\": 10, \"activation\": \"softmax\", "
        "\"initializer\": {\"kind\": \"he_normal\", \"seed\": 2}}], \"loss\": "
        "\"categorical_cross_entropy\", \"optimizer\": {\"kind\": \"%s\", "
        "\"learning_rate\": 0.05}}",
        hidden, optimizer);
    const struct problem *problem = read_network(text.bytes);
    cr_assert(problem != NULL, "%s", diagnostics.first ? diagnostics.first->message : "");
    return problem;
}

static void put_value(struct engine *engine, size_t place, bool input, double number)
{
    void *numbers = input ? engine_inputs(engine) : engine_targets(engine);
    if (engine_precision(engine) == PRECISION_SINGLE)
        ((float *)numbers)[place] = (float)number;
    else
        ((double *)numbers)[place] = number;
}

static void train(struct engine *engine, const struct problem *problem, int rows, int steps)
{
    int numbers[ROWS];
    for (int step = 0; step < steps; step++) {
        struct batch_result result;
        for (int s = 0; s < rows; s++) {
            int class = (7 * s + step) % problem->output_count;
            numbers[s] = s + 1;
            for (int i = 0; i < problem->input_count; i++)
                put_value(engine, (size_t)(s * problem->input_count + i), true,
                          sin(s * 1.3 + i + step));
            for (int k = 0; k < problem->output_count; k++)
                put_value(engine, (size_t)(s * problem->output_count + k), false, k == class);
        }
        engine_step(engine, rows, numbers, &result);
        cr_assert(result.finite);
    }
}

static void expect_same_bits(const struct engine *a, const struct engine *b)
{
    size_t size = engine_precision(a) == PRECISION_SINGLE ? sizeof(float) : sizeof(double);
    for (size_t t = 0; t < engine_tensor_count(a); t++) {
        const struct engine_tensor *one = engine_tensor(a, t), *other = engine_tensor(b, t);
        cr_assert(memcmp(one->data, other->data, (size_t)(one->rows * one->columns) * size) == 0,
                  "%s differs", one->name);
    }
}

Test(engine_bits, a_helper_changes_nothing)
{
    for (size_t i = 0; i < sizeof large / sizeof *large; i++) {
        const struct problem *problem = large_problem(large[i], "adam");
        struct engine *alone = engine_open(arena, problem, PRECISION_SINGLE, ROWS, &diagnostics);
        struct engine *helped = engine_open(arena, problem, PRECISION_SINGLE, ROWS, &diagnostics);
        alone->helper = NULL;
        train(alone, problem, ROWS, 20);
        train(helped, problem, ROWS, 20);
        expect_same_bits(alone, helped);
    }
}

Test(engine_bits, wider_instructions_change_nothing)
{
#if HAS_WIDER_INSTRUCTIONS
    if (!PROCESSOR_IS_WIDER)
        return;
    static const char *const optimizers[] = {"adam", "nadam", "momentum", "sgd"};
    for (size_t i = 0; i < sizeof large / sizeof *large; i++)
        for (int p = 0; p < 2; p++) {
            const struct problem *problem = large_problem(large[i], optimizers[i]);
            enum precision precision = p ? PRECISION_DOUBLE : PRECISION_SINGLE;
            struct engine *narrow = engine_open(arena, problem, precision, ROWS, &diagnostics);
            struct engine *wide = engine_open(arena, problem, precision, ROWS, &diagnostics);
            narrow->functions = p ? &batch_double : &batch_single;
            wide->functions = p ? &batch_double_wide : &batch_single_wide;
            train(narrow, problem, ROWS, 5);
            train(wide, problem, ROWS, 5);
            expect_same_bits(narrow, wide);
        }
#endif
}

/* In double, the two parts of a batch and one part differ by rounding errors only. */
Test(engine_bits, parts_add_up)
{
    const struct problem *problem = large_problem(large[3], "sgd");
    struct engine *parted = engine_open(arena, problem, PRECISION_DOUBLE, ROWS, &diagnostics);
    struct engine *whole = engine_open(arena, problem, PRECISION_DOUBLE, ROWS, &diagnostics);
    whole->parted_operations = INFINITY;
    train(parted, problem, ROWS, 3);
    train(whole, problem, ROWS, 3);
    cr_assert_eq(parted->part_count, 2);
    cr_assert_eq(whole->part_count, 1);
    for (size_t t = 0; t < engine_tensor_count(whole); t++) {
        const struct engine_tensor *one = engine_tensor(parted, t),
                                   *other = engine_tensor(whole, t);
        for (int i = 0; i < one->rows * one->columns; i++) {
            double a = ((const double *)one->data)[i], b = ((const double *)other->data)[i];
            cr_assert(fabs(a - b) < 1e-12, "%s at %d: %.17g and %.17g", one->name, i, a, b);
        }
    }
}

/* ---- what it says of itself ---- */

#define SMALL                                                                                      \
    "{\"inputs\": [[1, 2]], \"targets\": [[1, 0]], \"layers\": [{\"weights\": [[1, 2], [3, "       \
    "-40]], "                                                                                      \
    "\"biases\": 0.5, \"shared_bias\": true}, {\"weights\": [[1, 2], [3, 4]], \"biases\": [7, "    \
    "8]}], "                                                                                       \
    "\"loss\": \"squared_error\", \"optimizer\": {\"kind\": \"nadam\", \"learning_rate\": 0.1, "   \
    "\"state\": {\"m\": 0.25, \"v\": 0.5, \"muprod\": 0.75, \"updates\": 4}}}"

static struct engine *small_engine(enum precision precision)
{
    const struct problem *problem = read_network(SMALL);
    cr_assert(problem != NULL, "%s", diagnostics.first ? diagnostics.first->message : "");
    struct engine *engine = engine_open(arena, problem, precision, 3, &diagnostics);
    cr_assert_not_null(engine);
    return engine;
}

Test(engine_bits, tensors_have_names_and_shapes)
{
    static const char *const wanted[] = {"w1",   "b1",   "w2",   "b2",   "muprod", "m.w1", "m.b1",
                                         "m.w2", "m.b2", "v.w1", "v.b1", "v.w2",   "v.b2"};
    const struct engine *engine = small_engine(PRECISION_SINGLE);
    cr_assert_eq(engine_tensor_count(engine), 13);
    for (size_t t = 0; t < 13; t++)
        cr_assert_str_eq(engine_tensor(engine, t)->name, wanted[t]);
    const struct engine_tensor *bias = engine_tensor(engine, 1), *state = engine_tensor(engine, 5);
    cr_assert(bias->rows == 1 && bias->columns == 1 && bias->biases && bias->layer == 1);
    cr_assert(state->rows == 2 && state->columns == 2 && state->layer == 1 && state->weights);
    cr_assert_eq(*(const float *)state->data, 0.25F);
    cr_assert_eq(*(const float *)engine_tensor(engine, 4)->data, 0.75F);
}

Test(engine_bits, updates_go_on_from_those_done_before)
{
    struct engine *engine = small_engine(PRECISION_DOUBLE);
    struct batch_result result;
    cr_assert_eq(engine_updates(engine), 4);
    engine_step(engine, 1, NULL, &result);
    cr_assert_eq(engine_updates(engine), 5);
    cr_assert_eq(engine_learning_rate(engine), 0.1);
    engine_set_updates(engine, 70);
    cr_assert_eq(engine_updates(engine), 70);
}

Test(engine_bits, the_largest_parameter_is_named)
{
    struct engine *engine = small_engine(PRECISION_SINGLE);
    double value;
    cr_assert_str_eq(engine_largest_parameter(engine, arena, &value), "w1[2,2]");
    cr_assert_eq(value, -40);
    ((float *)engine_tensor(engine, 3)->data)[1] = NAN;
    cr_assert_str_eq(engine_largest_parameter(engine, arena, &value), "b2[2]");
    cr_assert(isnan(value));
    ((float *)engine_tensor(engine, 1)->data)[0] = NAN;
    cr_assert_str_eq(engine_largest_parameter(engine, arena, &value), "b1");
}

Test(engine_bits, what_is_not_finite_is_told)
{
    struct engine *engine = small_engine(PRECISION_SINGLE);
    struct batch_result result;
    ((float *)engine_inputs(engine))[0] = 1e30F;
    engine_step(engine, 1, NULL, &result);
    cr_assert_not(result.finite);
}

Test(engine_bits, numbers_beyond_the_precision_are_refused)
{
    const struct problem *problem =
        read_network("{\"inputs\": [[1]], \"layers\": [{\"weights\": [[1e60]], \"biases\": [0]}]}");
    cr_assert_not_null(engine_open(arena, problem, PRECISION_DOUBLE, 1, &diagnostics));
    cr_assert_null(engine_open(arena, problem, PRECISION_SINGLE, 1, &diagnostics));
    cr_assert_eq(diagnostics.first->code, DIAGNOSTIC_TOO_LARGE);
    cr_assert_str_eq(diagnostics.first->message,
                     "a number of w1 is too large for single precision");
}

Test(engine_bits, forward_is_without_dropout_and_changes_nothing)
{
    const struct problem *problem = large_problem(large[3], "sgd");
    struct engine *engine = engine_open(arena, problem, PRECISION_DOUBLE, ROWS, &diagnostics);
    struct batch_result first, second;
    train(engine, problem, ROWS, 1);
    engine_forward(engine, ROWS, true, &first);
    engine_forward(engine, ROWS, true, &second);
    cr_assert(first.loss == second.loss && first.loss > 0 && first.penalty == second.penalty);
    engine_forward(engine, ROWS, false, &second);
    cr_assert_eq(second.loss, 0);
    const double *outputs = engine_outputs(engine);
    double sum = 0;
    for (int k = 0; k < 10; k++)
        sum += outputs[10 * (ROWS - 1) + k];
    cr_assert_float_eq(sum, 1, 1e-12);
}
