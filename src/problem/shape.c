/* Shapes of parameters, looked up by name. */
#include "problem/shape.h"

#include <stdlib.h>
#include <string.h>

static bool shape_of_given(const struct formulas *formulas, const char *name,
                           struct parameter_shape *shape)
{
    for (int i = 0; i < formulas->given_count; i++) {
        const struct given_quantity *given = &formulas->givens[i];
        if (strcmp(given->name, name) != 0)
            continue;
        *shape = (struct parameter_shape){.rank = given->rank, .count = given->count};
        memcpy(shape->dimensions, given->dimensions, sizeof shape->dimensions);
        for (int w = 0; w < formulas->wrt_count; w++)
            shape->trained = shape->trained || strcmp(formulas->wrt[w], name) == 0;
        return true;
    }
    return false;
}

/* The number of the layer in "w2" or "b2"; 0: there is no such layer. */
static int layer_number(const struct problem *problem, const char *name)
{
    char *end;
    if ((*name != 'w' && *name != 'b') || name[1] < '1' || name[1] > '9')
        return 0;
    long number = strtol(name + 1, &end, 10);
    return *end == '\0' && number <= problem->layer_count ? (int)number : 0;
}

bool parameter_shape(const struct problem *problem, const char *name, struct parameter_shape *shape)
{
    if (problem->formulas)
        return shape_of_given(problem->formulas, name, shape);
    int number = layer_number(problem, name);
    if (number == 0)
        return false;
    const struct layer *layer = &problem->layers[number - 1];
    if (*name == 'b') {
        int count = layer->shared_bias ? 1 : layer->units;
        *shape = (struct parameter_shape){.rank = layer->shared_bias ? 0 : 1,
                                          .dimensions = {count},
                                          .count = (size_t)count,
                                          .trained = layer->train_biases};
        return layer->use_bias;
    }
    *shape = (struct parameter_shape){.rank = 2,
                                      .dimensions = {layer->units, layer->inputs},
                                      .count = (size_t)layer->units * (size_t)layer->inputs,
                                      .trained = layer->train_weights};
    return true;
}
