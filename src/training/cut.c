/* One update of a run as a problem: whatever the engine is about to calculate with, as the exact decimals of its floats. */
#include "training/cut.h"

#include "base/arena.h"
#include "number/float_decimal.h"
#include <string.h>

struct cutting {
    struct arena *arena;
    const struct engine *engine;
    const struct data_set *set;
    const struct problem *run;
    struct problem *problem; /* under construction */
    const int *rows;         /* [problem->sample_count] of the data set */
    int update;              /* its number in ids */
};

/* ---- numbers ---- */

static const char *const *decimals(struct cutting *cutting, const void *numbers, size_t count)
{
    const char **literals = arena_array(cutting->arena, count, sizeof *literals);
    for (size_t i = 0; i < count; i++)
        literals[i] = float_decimal(cutting->arena, real_at(cutting->set->precision, numbers, i));
    return literals;
}

static const char *const *decimals_of(struct cutting *cutting, const struct engine_tensor *tensor)
{
    return decimals(cutting, tensor->data, (size_t)tensor->rows * (size_t)tensor->columns);
}

/* ---- samples ---- */

static void cut_samples(struct cutting *cutting)
{
    struct problem *problem = cutting->problem;
    const struct data_set *set = cutting->set;
    size_t count = (size_t)problem->sample_count;
    size_t inputs = count * (size_t)set->features, targets = count * (size_t)set->outputs;
    struct arena *scratch = arena_child(cutting->arena);
    double *input_numbers = arena_array(scratch, inputs, sizeof *input_numbers);
    double *target_numbers = arena_array(scratch, targets, sizeof *target_numbers);
    data_set_gather(set, cutting->rows, problem->sample_count, input_numbers, target_numbers);
    problem->inputs = decimals(cutting, input_numbers, inputs);
    problem->targets = decimals(cutting, target_numbers, targets);
    arena_close(scratch);
}

static void number_samples(struct cutting *cutting)
{
    struct problem *problem = cutting->problem;
    size_t count = (size_t)problem->sample_count;
    int *numbers = arena_array(cutting->arena, count, sizeof *numbers);
    int *places = arena_array(cutting->arena, count, sizeof *places);
    struct batch *batch = arena_alloc(cutting->arena, sizeof *batch);
    for (int s = 0; s < problem->sample_count; s++) {
        numbers[s] = cutting->set->numbers[cutting->rows[s]];
        places[s] = s;
    }
    *batch = (struct batch){problem->sample_count, places};
    problem->sample_numbers = numbers;
    problem->batch_count = 1;
    problem->batches = batch;
}

/* ---- layers ---- */

static const struct dropout *cut_dropout(struct cutting *cutting, const struct layer *layer)
{
    const struct problem *problem = cutting->problem;
    struct dropout *dropout = arena_alloc(cutting->arena, sizeof *dropout);
    size_t units = (size_t)layer->units;
    unsigned char *mask = arena_array(cutting->arena, (size_t)problem->sample_count * units, 1);
    for (int s = 0; s < problem->sample_count; s++)
        for (int k = 0; k < layer->units; k++)
            mask[(size_t)s * units + (size_t)k] =
                problem_mask(layer->dropout, cutting->update, problem->sample_numbers[s] - 1, k);
    *dropout = *layer->dropout;
    dropout->mask = mask;
    return dropout;
}

static void cut_layers(struct cutting *cutting)
{
    struct problem *problem = cutting->problem;
    struct layer *layers =
        arena_array(cutting->arena, (size_t)problem->layer_count, sizeof *layers);
    memcpy(layers, cutting->run->layers, (size_t)problem->layer_count * sizeof *layers);
    for (int l = 0; l < problem->layer_count; l++)
        if (layers[l].dropout)
            layers[l].dropout = cut_dropout(cutting, &layers[l]);
    for (size_t t = 0; t < engine_tensor_count(cutting->engine); t++) {
        const struct engine_tensor *tensor = engine_tensor(cutting->engine, t);
        if (tensor->symbol)
            continue;
        struct layer *layer = &layers[tensor->layer - 1];
        *(tensor->weights ? &layer->weights : &layer->biases) = decimals_of(cutting, tensor);
    }
    problem->layers = layers;
}

static void cut_optimizer(struct cutting *cutting)
{
    struct optimizer *optimizer = &cutting->problem->optimizer;
    size_t count = engine_tensor_count(cutting->engine);
    struct initial_state *initial = arena_array(cutting->arena, count, sizeof *initial);
    optimizer->initial = initial;
    optimizer->initial_count = 0;
    for (size_t t = 0; t < count; t++) {
        const struct engine_tensor *tensor = engine_tensor(cutting->engine, t);
        if (tensor->symbol)
            initial[optimizer->initial_count++] = (struct initial_state){
                tensor->symbol, tensor->parameter, decimals_of(cutting, tensor)};
    }
    optimizer->done = cutting->update - 1;
}

/* ---- the whole ---- */

static const char *title_of(struct cutting *cutting, int epoch, int batch)
{
    const char *title = cutting->run->title;
    return arena_printf(cutting->arena, "%s%s %d (epoch %d, batch %d)", title,
                        *title ? ", update" : "Update", cutting->update, epoch, batch);
}

const struct problem *cut_problem(struct arena *arena, struct loop *loop,
                                  const struct engine *engine, const struct data_set *set)
{
    struct cutting cutting = {.arena = arena,
                              .engine = engine,
                              .set = set,
                              .run = set->problem,
                              .problem = arena_alloc(arena, sizeof(struct problem)),
                              .update = (int)engine_updates(engine) + 1};
    struct problem *problem = cutting.problem;
    int epoch, batch;
    loop_place(loop, cutting.update, &epoch, &batch);
    *problem = *set->problem;
    problem->dataset = NULL;
    problem->training = NULL;
    problem->sample_count = loop_batch_rows(loop, epoch, batch, &cutting.rows);
    problem->updates = 1;
    problem->title = title_of(&cutting, epoch, batch);
    number_samples(&cutting);
    cut_samples(&cutting);
    cut_layers(&cutting);
    cut_optimizer(&cutting);
    return problem;
}
