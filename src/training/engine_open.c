/* Opening an engine: programs, one block of memory, and the problem's numbers in it. */
#include "training/engine_private.h"

#include <math.h>
#include <string.h>

#define ALIGNMENT 64
#define FEW_INPUTS 16 /* of which the engine makes matrices with a row an input */

/* ---- memory: laid out twice, first to measure ---- */

struct block {
    char *base; /* NULL: measuring */
    size_t used;
};

static void *take(struct block *block, size_t bytes)
{
    void *place = block->base ? block->base + block->used : NULL;
    block->used += (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    return place;
}

static size_t most(size_t a, size_t b)
{
    return a > b ? a : b;
}

static size_t scratch_of(const struct vm_program *program, size_t real_size)
{
    return program ? vm_scratch_bytes(program, real_size) : 0;
}

static size_t scratch_bytes(const struct engine *engine)
{
    size_t real = engine->real_size;
    size_t bytes =
        most(scratch_of(engine->loss.value, real), scratch_of(engine->loss.derivative, real));
    for (int l = 0; l < engine->problem->layer_count; l++) {
        const struct engine_layer *layer = &engine->layers[l];
        bytes = most(bytes, scratch_of(layer->activation.value, real));
        bytes = most(bytes, scratch_of(layer->activation.derivative, real));
        bytes = most(bytes, scratch_of(layer->penalty.value, real));
        bytes = most(bytes, scratch_of(layer->penalty.gradient, real));
    }
    bytes = most(bytes, scratch_of(engine->update.common, real));
    return most(bytes, scratch_of(engine->update.update, real));
}

static void lay_out_part(struct engine *engine, struct block *block, struct part *part, int rows)
{
    const struct problem *problem = engine->problem;
    size_t widest = 0;
    if (engine->layers[0].layer->inputs <= FEW_INPUTS)
        part->inputs = take(block, (size_t)problem->input_count * (size_t)rows * engine->real_size);
    for (int l = 0; l < problem->layer_count; l++) {
        struct part_layer *layer = &part->layers[l];
        size_t bytes = (size_t)problem->layers[l].units * (size_t)rows * engine->real_size;
        widest = most(widest, bytes);
        layer->z = take(block, bytes);
        layer->a = take(block, bytes);
        layer->dz = take(block, bytes);
        layer->output = layer->a;
        if (!problem->layers[l].dropout)
            continue;
        layer->mask = take(block, bytes);
        layer->output = take(block, bytes);
    }
    part->da = take(block, widest);
    part->targets = take(block, (size_t)problem->output_count * (size_t)rows * engine->real_size);
    part->losses = take(block, (size_t)rows * engine->real_size);
    part->most = take(block, (size_t)rows * engine->real_size);
    part->total = take(block, (size_t)rows * engine->real_size);
    part->scratch = take(block, scratch_bytes(engine));
}

static void lay_out(struct engine *engine, struct block *block)
{
    const struct problem *problem = engine->problem;
    size_t rows = (size_t)engine->capacity, real = engine->real_size;
    engine->inputs = take(block, rows * (size_t)problem->input_count * real);
    engine->targets = take(block, rows * (size_t)problem->output_count * real);
    engine->outputs = take(block, rows * (size_t)problem->output_count * real);
    engine->parameters = take(block, engine->parameter_count * real);
    engine->gradients = take(block, engine->parameter_count * real);
    const struct optimizer_entry *entry = problem->optimizer.entry;
    for (int i = 0; engine->update.update && i < OPTIMIZER_STATES && entry->states[i].symbol; i++)
        if (entry->states[i].initial)
            engine->states[i] =
                take(block, (entry->states[i].shared ? 1 : engine->parameter_count) * real);
    lay_out_part(engine, block, &engine->parts[0], engine->capacity);
    for (int p = 1; p < PARTS; p++)
        lay_out_part(engine, block, &engine->parts[p], engine->capacity / PARTS + 1);
    engine->uniforms = take(block, UPDATE_UNIFORMS * sizeof(double));
    engine->common = take(block, COMMON_UNIFORMS * sizeof(double));
}

static void open_memory(struct arena *arena, struct engine *engine)
{
    struct block block = {0};
    for (int p = 0; p < PARTS; p++)
        engine->parts[p].layers = arena_array(arena, (size_t)engine->problem->layer_count,
                                              sizeof *engine->parts[p].layers);
    lay_out(engine, &block);
    engine->bytes = block.used;
    char *bytes = arena_alloc(arena, block.used + ALIGNMENT);
    block = (struct block){bytes + (ALIGNMENT - (uintptr_t)bytes % ALIGNMENT) % ALIGNMENT, 0};
    lay_out(engine, &block);
}

/* ---- which parameters there are ---- */

static double number_of(const char *text, struct arithmetic *arithmetic)
{
    return number_literal(arithmetic, text, strlen(text)).real;
}

/* The number of the optimizer with this key, 0 where it has none. */
static double optimizer_number(const struct optimizer *optimizer, const char *key,
                               struct arithmetic *arithmetic)
{
    int place = parameter_place(optimizer->entry->parameters, key);
    return place < 0 ? 0 : number_of(optimizer->parameters[place], arithmetic);
}

static void open_update(struct arena *arena, struct engine *engine)
{
    const struct optimizer *optimizer = &engine->problem->optimizer;
    struct arithmetic *arithmetic = arithmetic_open(arena, ARITHMETIC_FLOAT64, 0);
    formulas_of_update(arena, optimizer, &engine->update);
    if (!engine->update.update)
        return;
    double decay = optimizer->weight_decay ? number_of(optimizer->weight_decay, arithmetic) : 0;
    bool decoupled = optimizer->entry->decoupled;
    engine->update_kernel = kernel_of_update(optimizer->entry);
    engine->numbers =
        (struct update_numbers){.mu = optimizer_number(optimizer, "momentum", arithmetic),
                                .beta1 = optimizer_number(optimizer, "beta1", arithmetic),
                                .beta2 = optimizer_number(optimizer, "beta2", arithmetic),
                                .epsilon = optimizer_number(optimizer, "epsilon", arithmetic),
                                .decay = decoupled ? 0 : decay,
                                .shrink = decoupled ? decay : 0};
}

static void open_smoothing(struct arena *arena, struct engine *engine)
{
    const struct loss *loss = &engine->problem->loss;
    struct arithmetic *arithmetic = arithmetic_open(arena, ARITHMETIC_FLOAT64, 0);
    if (!loss->entry || !loss->smoothing)
        return;
    const char *classes = loss->entry->smoothing_classes;
    engine->smoothing = number_of(loss->smoothing, arithmetic);
    engine->smoothing_share =
        engine->smoothing / (strcmp(classes, "K") == 0 ? engine->problem->output_count
                                                       : number_of(classes, arithmetic));
}

/* The loss depends on a layer's z if it does on its activation, and that on its z. */
static void find_reached(struct engine *engine)
{
    bool reached = engine->problem->loss.entry
                       ? engine->loss.shortcut || engine->loss.derivative != NULL
                       : engine->has_loss;
    engine->lowest = engine->problem->layer_count;
    for (int l = engine->problem->layer_count - 1; l >= 0; l--) {
        struct engine_layer *layer = &engine->layers[l];
        bool shortcut = engine->loss.shortcut && l == engine->problem->layer_count - 1;
        reached = reached && (shortcut || layer->activation.derivative);
        layer->reached = reached;
        if (reached &&
            (layer->layer->train_weights || (layer->layer->train_biases && layer->layer->use_bias)))
            engine->lowest = l;
    }
}

static void place_parameters(struct engine *engine)
{
    const struct problem *problem = engine->problem;
    for (int l = 0; l < problem->layer_count; l++) {
        struct engine_layer *layer = &engine->layers[l];
        const struct layer *of = layer->layer;
        bool updates = engine->update.update != NULL, slope = layer->penalty.gradient != NULL;
        size_t weights = (size_t)of->units * (size_t)of->inputs;
        layer->weights = (struct parameter){.first = engine->parameter_count,
                                            .count = weights,
                                            .penalised = layer->penalty.value != NULL,
                                            .updated = updates && of->train_weights &&
                                                       (layer->reached || slope)};
        engine->parameter_count += weights;
        if (!engine->largest || weights > engine->largest->weights.count)
            engine->largest = layer;
        layer->biases = (struct parameter){.first = engine->parameter_count};
        if (!of->use_bias)
            continue;
        layer->biases.count = of->shared_bias ? 1 : (size_t)of->units;
        layer->biases.penalised = problem->penalty.biases && layer->penalty.value;
        layer->biases.updated =
            updates && of->train_biases && (layer->reached || (layer->biases.penalised && slope));
        engine->parameter_count += layer->biases.count;
    }
}

/* Those of a penalised layer stand alone. */
static void add_stretch(struct engine *engine, const struct engine_layer *layer,
                        const struct parameter *parameter)
{
    struct stretch *last =
        engine->stretch_count > 0 ? &engine->stretches[engine->stretch_count - 1] : NULL;
    if (parameter->count == 0)
        return;
    if (last && !last->penalty && !parameter->penalised && last->updated == parameter->updated)
        last->count += parameter->count;
    else
        engine->stretches[engine->stretch_count++] =
            (struct stretch){parameter->first, parameter->count, parameter->updated,
                             parameter->penalised ? &layer->penalty : NULL};
}

static void open_stretches(struct arena *arena, struct engine *engine)
{
    engine->stretches =
        arena_array(arena, 2 * (size_t)engine->problem->layer_count, sizeof *engine->stretches);
    for (int l = 0; l < engine->problem->layer_count; l++) {
        add_stretch(engine, &engine->layers[l], &engine->layers[l].weights);
        add_stretch(engine, &engine->layers[l], &engine->layers[l].biases);
    }
}

static void open_layers(struct arena *arena, struct engine *engine)
{
    const struct problem *problem = engine->problem;
    struct arithmetic *arithmetic = arithmetic_open(arena, ARITHMETIC_FLOAT64, 0);
    engine->layers = arena_array(arena, (size_t)problem->layer_count, sizeof *engine->layers);
    for (int l = 0; l < problem->layer_count; l++) {
        struct engine_layer *layer = &engine->layers[l];
        layer->layer = &problem->layers[l];
        layer->number = l + 1;
        layer->kernel = kernel_of_activation(&layer->layer->activation);
        if (layer->kernel == ACTIVATION_LEAKY_RELU)
            layer->slope = number_of(layer->layer->activation.parameters[0], arithmetic);
        formulas_of_activation(arena, layer->layer, &layer->activation);
        formulas_of_penalty(arena, problem, layer->layer, &layer->penalty);
        if (layer->layer->dropout)
            layer->kept = 1 / (1 - number_of(layer->layer->dropout->rate, arithmetic));
    }
}

/* ---- tensors ---- */

static void *at_place(const struct engine *engine, void *numbers, size_t place)
{
    return (char *)numbers + place * engine->real_size;
}

static struct engine_tensor *add_tensor(struct engine *engine)
{
    return &engine->tensors[engine->tensor_count++];
}

/* The parameter of a layer, or with a symbol a state of it. */
static void add_parameter(struct arena *arena, struct engine *engine,
                          const struct engine_layer *layer, bool weights, const char *symbol,
                          void *numbers)
{
    const struct parameter *parameter = weights ? &layer->weights : &layer->biases;
    if (parameter->count == 0 || (symbol && !parameter->updated))
        return;
    const char *base = arena_printf(arena, "%c%d", weights ? 'w' : 'b', layer->number);
    *add_tensor(engine) =
        (struct engine_tensor){.name = symbol ? arena_printf(arena, "%s.%s", symbol, base) : base,
                               .layer = layer->number,
                               .symbol = symbol,
                               .parameter = base,
                               .weights = weights,
                               .biases = !weights,
                               .rows = weights ? layer->layer->units : (int)parameter->count,
                               .columns = weights ? layer->layer->inputs : 1,
                               .data = at_place(engine, numbers, parameter->first)};
}

static void add_parameters(struct arena *arena, struct engine *engine, const char *symbol,
                           void *numbers)
{
    for (int l = 0; l < engine->problem->layer_count; l++) {
        add_parameter(arena, engine, &engine->layers[l], true, symbol, numbers);
        add_parameter(arena, engine, &engine->layers[l], false, symbol, numbers);
    }
}

static void list_tensors(struct arena *arena, struct engine *engine)
{
    const struct optimizer_entry *entry = engine->problem->optimizer.entry;
    engine->tensors =
        arena_array(arena, 2 * (size_t)engine->problem->layer_count * (1 + OPTIMIZER_STATES),
                    sizeof *engine->tensors);
    add_parameters(arena, engine, NULL, engine->parameters);
    for (int i = 0; i < OPTIMIZER_STATES; i++) {
        if (!engine->states[i])
            continue;
        if (entry->states[i].shared)
            *add_tensor(engine) = (struct engine_tensor){.name = entry->states[i].symbol,
                                                         .symbol = entry->states[i].symbol,
                                                         .rows = 1,
                                                         .columns = 1,
                                                         .data = engine->states[i]};
        else
            add_parameters(arena, engine, entry->states[i].symbol, engine->states[i]);
    }
}

/* ---- the problem's numbers ---- */

/* False where a number is beyond the range of the engine's precision. */
static bool load(const struct engine *engine, struct arithmetic *arithmetic, void *data,
                 const char *const *literals, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        double number = number_of(literals[i], arithmetic);
        if (!isfinite(number))
            return false;
        if (engine->precision == PRECISION_SINGLE)
            ((float *)data)[i] = (float)number;
        else
            ((double *)data)[i] = number;
    }
    return true;
}

/* What the problem says of a state, or NULL. */
static const char *const *initial_literals(const struct optimizer *optimizer,
                                           const struct engine_tensor *tensor)
{
    for (int i = 0; i < optimizer->initial_count; i++) {
        const struct initial_state *initial = &optimizer->initial[i];
        bool same = tensor->parameter
                        ? initial->parameter && strcmp(initial->parameter, tensor->parameter) == 0
                        : !initial->parameter;
        if (same && strcmp(initial->symbol, tensor->symbol) == 0)
            return initial->literals;
    }
    return NULL;
}

static const char *initial_of_entry(const struct optimizer_entry *entry, const char *symbol)
{
    int i = 0;
    while (strcmp(entry->states[i].symbol, symbol) != 0)
        i++;
    return entry->states[i].initial;
}

static bool load_state(const struct engine *engine, struct arithmetic *arithmetic,
                       const struct engine_tensor *tensor)
{
    const struct optimizer *optimizer = &engine->problem->optimizer;
    const char *const *literals = initial_literals(optimizer, tensor);
    const char *initial = initial_of_entry(optimizer->entry, tensor->symbol);
    size_t count = (size_t)tensor->rows * (size_t)tensor->columns;
    if (literals)
        return load(engine, arithmetic, tensor->data, literals, count);
    for (size_t i = 0; i < count; i++)
        load(engine, arithmetic, at_place(engine, tensor->data, i), &initial, 1);
    return true;
}

static bool load_tensor(const struct engine *engine, struct arithmetic *arithmetic,
                        const struct engine_tensor *tensor)
{
    if (tensor->symbol)
        return load_state(engine, arithmetic, tensor);
    const struct layer *layer = &engine->problem->layers[tensor->layer - 1];
    return load(engine, arithmetic, tensor->data, tensor->weights ? layer->weights : layer->biases,
                (size_t)tensor->rows * (size_t)tensor->columns);
}

static bool load_numbers(struct arena *arena, struct engine *engine,
                         struct diagnostics *diagnostics)
{
    bool single = engine->precision == PRECISION_SINGLE;
    struct arithmetic *arithmetic =
        arithmetic_open(arena, single ? ARITHMETIC_FLOAT32 : ARITHMETIC_FLOAT64, 0);
    for (size_t t = 0; t < engine->tensor_count; t++)
        if (!load_tensor(engine, arithmetic, &engine->tensors[t])) {
            diagnose(diagnostics, &(struct diagnostic){
                                      .code = DIAGNOSTIC_TOO_LARGE,
                                      .message = arena_printf(
                                          arena, "a number of %s is too large for %s precision",
                                          engine->tensors[t].name, single ? "single" : "double")});
            return false;
        }
    return true;
}

/* ---- the whole ---- */

struct engine *engine_open(struct arena *arena, const struct problem *problem,
                           enum precision precision, int capacity, struct diagnostics *diagnostics)
{
    struct engine *engine = arena_alloc(arena, sizeof *engine);
    bool single = precision == PRECISION_SINGLE;
    if (problem->formulas) {
        diagnose(diagnostics, &(struct diagnostic){.code = DIAGNOSTIC_CONFLICT,
                                                   .message = "a problem of formulas has no "
                                                              "layers that could be trained"});
        return NULL;
    }
    *engine = (struct engine){.problem = problem,
                              .precision = precision,
                              .real_size = single ? sizeof(float) : sizeof(double),
                              .functions = batch_functions_of(precision),
                              .capacity = capacity,
                              .parted_operations = PARTED_OPERATIONS,
                              .updates = problem->optimizer.done};
    if (!blas_open(arena, &engine->blas, diagnostics))
        return NULL;
    open_layers(arena, engine);
    engine->has_loss = problem->loss.entry || problem->objective != OBJECTIVE_LOSS;
    if (problem->loss.entry) {
        formulas_of_loss(arena, problem, &engine->loss);
        engine->loss_kernel = kernel_of_loss(problem, engine->loss.of_logits);
    }
    open_smoothing(arena, engine);
    open_update(arena, engine);
    find_reached(engine);
    place_parameters(engine);
    open_stretches(arena, engine);
    open_memory(arena, engine);
    if (capacity >= PARTED_ROWS && capacity * engine_row_operations(engine) >= PARTED_OPERATIONS)
        engine->helper = helper_open(arena);
    list_tensors(arena, engine);
    return load_numbers(arena, engine, diagnostics) ? engine : NULL;
}
