/* What the tests of the loop and of checkpoints share: runs made of a network's text, a data set and a schedule. */
#ifndef TESTS_UNIT_TRAINING_RUN_FIXTURE_H
#define TESTS_UNIT_TRAINING_RUN_FIXTURE_H

#include "data_fixture.h"
#include "training/checkpoint.h"
#include "training/order.h"

static struct training training;

/* A run at its beginning, or wherever it is. */
struct test_run {
    const struct data_set *set;
    struct engine *engine;
    struct loop *loop;
};

/* The problem of a network and all else: members of a problem file without data. */
static inline void read_network(const char *members)
{
    const char *text =
        arena_printf(arena, "{\"inputs\": [[0.5, 1]], \"targets\": [[1]], %s}", members);
    struct json_source source = {"net.json", text, strlen(text), 0};
    const struct problem *read = problem_read(arena, &source, &diagnostics);
    cr_assert_not_null(read, "%s", diagnostics.first ? diagnostics.first->message : "");
    problem = *read;
    problem.sample_count = problem.batch_count = problem.updates = 0;
    problem.inputs = problem.targets = NULL;
    problem.classes = NULL;
    problem.batches = NULL;
    problem.dataset = &dataset;
    problem.training = &training;
}

#define HIDDEN                                                                                     \
    "{\"units\": 3, \"activation\": \"relu\", \"initializer\": {\"kind\": \"he_normal\", "         \
    "\"seed\": 3}}"
#define SIGMOID                                                                                    \
    "{\"units\": 1, \"activation\": \"sigmoid\", \"initializer\": {\"kind\": \"glorot_uniform\", " \
    "\"seed\": 4}}"
#define LAYERS "\"layers\": [" HIDDEN ", " SIGMOID "]"
#define CROSS_ENTROPY "\"loss\": {\"kind\": \"binary_cross_entropy\"}"
#define SGD "\"optimizer\": {\"kind\": \"sgd\", \"learning_rate\": 0.5}"

/* Two moons: 40 rows to train on in batches of 7, 20 to validate on. */
static inline void open_run_folder(void)
{
    open_folder();
    dataset.kind = DATA_MOONS;
    dataset.train.samples = 60;
    dataset.train.seed = 5;
    dataset.noise = "0.2";
    dataset.scaling = SCALING_STANDARD;
    dataset.validation_share = "0.34";
    training = (struct training){.epochs = 6,
                                 .batch_size = 7,
                                 .shuffle = true,
                                 .seed = 9,
                                 .early_stopping = {.min_delta = "0"}};
    read_network(LAYERS ", " CROSS_ENTROPY ", " SGD);
}

static inline struct test_run open_run(int epochs)
{
    struct test_run run = {.set = loaded()};
    run.engine = engine_open(arena, &problem, precision, training.batch_size, &diagnostics);
    cr_assert_not_null(run.engine, "%s", diagnostics.first ? diagnostics.first->message : "");
    run.loop = loop_open(arena, &problem, run.set, run.engine, epochs);
    return run;
}

static inline size_t tensor_size(const struct engine_tensor *tensor)
{
    return (size_t)tensor->rows * (size_t)tensor->columns *
           (precision == PRECISION_SINGLE ? sizeof(float) : sizeof(double));
}

/* The bytes of every tensor of an engine, one behind the other. */
static inline const char *tensor_bytes(const struct engine *engine, size_t *length)
{
    struct text text;
    text_open(&text, arena);
    for (size_t i = 0; i < engine_tensor_count(engine); i++)
        text_append(&text, engine_tensor(engine, i)->data, tensor_size(engine_tensor(engine, i)));
    *length = text.length;
    return text.bytes;
}

static inline bool engines_equal(const struct engine *a, const struct engine *b)
{
    size_t a_length, b_length;
    const char *a_bytes = tensor_bytes(a, &a_length), *b_bytes = tensor_bytes(b, &b_length);
    return a_length == b_length && memcmp(a_bytes, b_bytes, a_length) == 0 &&
           engine_updates(a) == engine_updates(b);
}

#endif
