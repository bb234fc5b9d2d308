/* What others see of an engine. */
#include "training/engine_private.h"

#include <math.h>

enum precision engine_precision(const struct engine *engine)
{
    return engine->precision;
}

void *engine_inputs(struct engine *engine)
{
    return engine->inputs;
}

void *engine_targets(struct engine *engine)
{
    return engine->targets;
}

void engine_take_rows(struct engine *engine, const struct data_set *set, const int *rows)
{
    engine->set = set;
    engine->rows = rows;
}

const void *engine_outputs(const struct engine *engine)
{
    return engine->outputs;
}

void engine_step(struct engine *engine, int count, const int *numbers, struct batch_result *result)
{
    engine->functions->step(engine, count, numbers, result);
}

void engine_forward(struct engine *engine, int count, bool targets, struct batch_result *result)
{
    engine->functions->forward(engine, count, targets, result);
}

long engine_updates(const struct engine *engine)
{
    return engine->updates;
}

void engine_set_updates(struct engine *engine, long updates)
{
    engine->updates = updates;
}

double engine_learning_rate(const struct engine *engine)
{
    return engine->learning_rate;
}

size_t engine_tensor_count(const struct engine *engine)
{
    return engine->tensor_count;
}

const struct engine_tensor *engine_tensor(const struct engine *engine, size_t index)
{
    return &engine->tensors[index];
}

/* ---- reports ---- */

static double number_at(const struct engine *engine, const struct engine_tensor *tensor,
                        size_t place)
{
    return real_at(engine->precision, tensor->data, place);
}

static const char *name_at(const struct engine *engine, const struct engine_tensor *tensor,
                           size_t place, struct arena *arena)
{
    size_t columns = (size_t)tensor->columns;
    if (tensor->biases && engine->layers[tensor->layer - 1].layer->shared_bias)
        return tensor->name;
    if (tensor->biases)
        return arena_printf(arena, "%s[%zu]", tensor->name, place + 1);
    return arena_printf(arena, "%s[%zu,%zu]", tensor->name, place / columns + 1,
                        place % columns + 1);
}

const char *engine_largest_parameter(const struct engine *engine, struct arena *arena,
                                     double *value)
{
    const struct engine_tensor *largest = NULL;
    size_t largest_place = 0;
    for (size_t t = 0; t < engine->tensor_count && !engine->tensors[t].symbol; t++) {
        const struct engine_tensor *tensor = &engine->tensors[t];
        size_t count = (size_t)tensor->rows * (size_t)tensor->columns;
        for (size_t i = 0; i < count; i++) {
            double number = number_at(engine, tensor, i);
            if (largest && (isnan(*value) || !(isnan(number) || fabs(number) > fabs(*value))))
                continue;
            largest = tensor;
            largest_place = i;
            *value = number;
        }
    }
    return name_at(engine, largest, largest_place, arena);
}

size_t engine_bytes(const struct engine *engine)
{
    return engine->bytes;
}

/* Forward and the gradient of the weights one product each; the gradient of what comes in where it is wanted. */
double engine_row_operations(const struct engine *engine)
{
    double operations = 0;
    for (int l = 0; l < engine->problem->layer_count; l++) {
        const struct engine_layer *layer = &engine->layers[l];
        double products = (double)layer->layer->units * layer->layer->inputs;
        bool gradient = layer->reached && layer->weights.updated;
        operations += products * (1 + (gradient ? 1 : 0) + (l > engine->lowest ? 1 : 0));
    }
    return operations;
}
