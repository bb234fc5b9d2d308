/* One batch over REAL: forward, loss, backward (Goodfellow et al. 2016, algorithm 6.4 over a batch); gradients and update are in
 * update_real.h. */

static REAL *parameter_at(const struct engine *engine, const struct parameter *parameter)
{
    return (REAL *)engine->parameters + parameter->first;
}

static REAL *gradient_at(const struct engine *engine, const struct parameter *parameter)
{
    return (REAL *)engine->gradients + parameter->first;
}

/* ---- forward ---- */

/* What a layer of a part reads: [inputs, count], or of data as they are [count, inputs] (`by_sample`). */
static struct REAL_NAME(matrix)
    input_of(const struct engine *engine, const struct part *part, int l, bool *by_sample)
{
    int inputs = engine->problem->layers[l].inputs;
    *by_sample = l == 0 && !part->inputs;
    if (*by_sample)
        return (struct REAL_NAME(matrix)){
            (const REAL *)engine->inputs + (size_t)part->first * (size_t)inputs, inputs};
    return (struct REAL_NAME(matrix)){l == 0 ? part->inputs : part->layers[l - 1].output,
                                      part->count};
}

/* z = W a + b */
static void pre_activations(const struct engine *engine, const struct part *part, int l)
{
    const struct engine_layer *layer = &engine->layers[l];
    int units = layer->layer->units, inputs = layer->layer->inputs;
    size_t count = (size_t)part->count;
    const REAL *biases = parameter_at(engine, &layer->biases);
    REAL *z = part->layers[l].z;
    for (size_t k = 0; k < (size_t)units; k++) {
        REAL bias = layer->biases.count == 0 ? 0 : biases[layer->layer->shared_bias ? 0 : k];
        for (size_t s = 0; s < count; s++)
            z[k * count + s] = bias;
    }
    bool by_sample;
    const struct REAL_NAME(matrix) in = input_of(engine, part, l, &by_sample);
    const struct REAL_NAME(matrix) weights = {parameter_at(engine, &layer->weights), inputs};
    if (by_sample)
        add_outer_product(engine, units, part->count, inputs, 1, weights, in, z, part->count);
    else
        add_product(engine, units, part->count, inputs, weights, false, in, z);
}

static void run_activation(const struct engine_layer *layer, const struct part *part,
                           const struct vm_program *program, const struct part_layer *at)
{
    size_t count = (size_t)part->count;
    bool vector = layer->layer->activation.entry->vector;
    void *const arrays[ACTIVATION_ARRAYS] = {at->z, at->a, part->da, at->dz};
    const size_t strides[ACTIVATION_ARRAYS] = {count, count, count, count};
    vm_execute(program,
               &(struct vm_run){.lanes = vector ? count : count * (size_t)layer->layer->units,
                                .arrays = arrays,
                                .strides = strides,
                                .scratch = part->scratch});
}

static void activate(const struct engine_layer *layer, const struct part *part,
                     const struct part_layer *at)
{
    size_t units = (size_t)layer->layer->units, count = (size_t)part->count, places = units * count;
    switch (layer->kernel) {
    case ACTIVATION_PROGRAM:
        run_activation(layer, part, layer->activation.value, at);
        break;
    case ACTIVATION_LINEAR:
        memcpy(at->a, at->z, places * sizeof(REAL));
        break;
    case ACTIVATION_RELU:
        value_relu(places, at->z, at->a);
        break;
    case ACTIVATION_LEAKY_RELU:
        value_leaky_relu(places, (REAL)layer->slope, at->z, at->a);
        break;
    case ACTIVATION_SIGMOID:
        value_sigmoid(places, at->z, at->a);
        break;
    case ACTIVATION_TANH:
        value_tanh(places, at->z, at->a);
        break;
    case ACTIVATION_SOFTMAX:
        value_softmax(units, count, at->z, at->a, part->most, part->total);
        break;
    }
}

/* dz of da */
static void pass_back(const struct engine_layer *layer, const struct part *part,
                      const struct part_layer *at)
{
    size_t units = (size_t)layer->layer->units, count = (size_t)part->count, places = units * count;
    switch (layer->kernel) {
    case ACTIVATION_PROGRAM:
        run_activation(layer, part, layer->activation.derivative, at);
        break;
    case ACTIVATION_LINEAR:
        memcpy(at->dz, part->da, places * sizeof(REAL));
        break;
    case ACTIVATION_RELU:
        slope_relu(places, at->z, part->da, at->dz);
        break;
    case ACTIVATION_LEAKY_RELU:
        slope_leaky_relu(places, (REAL)layer->slope, at->z, part->da, at->dz);
        break;
    case ACTIVATION_SIGMOID:
        slope_sigmoid(places, at->a, part->da, at->dz);
        break;
    case ACTIVATION_TANH:
        slope_tanh(places, at->a, part->da, at->dz);
        break;
    case ACTIVATION_SOFTMAX:
        slope_softmax(units, count, at->a, part->da, at->dz, part->total);
        break;
    }
}

/* Where the sample that ids call `number` stands in the problem's own samples. */
static size_t sample_of_number(const struct problem *problem, int number)
{
    size_t sample = 0;
    if (!problem->sample_numbers)
        return (size_t)(number - 1);
    while (problem->sample_numbers[sample] != number)
        sample++;
    return sample;
}

static void make_masks(const struct engine *engine, const struct engine_layer *layer,
                       const struct part *part, const int *numbers, REAL *mask)
{
    const struct dropout *dropout = layer->layer->dropout;
    size_t units = (size_t)layer->layer->units, count = (size_t)part->count;
    const REAL scale = (REAL)layer->kept;
    unsigned char seeded[PROBLEM_MAX_UNITS];
    for (size_t s = 0; s < count; s++) {
        int number = numbers[(size_t)part->first + s];
        const unsigned char *kept = seeded;
        if (dropout->mask)
            kept = dropout->mask + sample_of_number(engine->problem, number) * units;
        else
            problem_masks(dropout, (int)(engine->updates + 1), number - 1, (int)units, seeded);
        for (size_t k = 0; k < units; k++)
            mask[k * count + s] = kept[k] ? scale : 0;
    }
}

static void drop_out(const struct part_layer *at, size_t places)
{
    const REAL *a = at->a, *mask = at->mask;
    REAL *output = at->output;
    for (size_t i = 0; i < places; i++)
        output[i] = mask[i] == 0 ? 0 : a[i] * mask[i];
}

/* `numbers` NULL: without dropout. */
static void forward(const struct engine *engine, struct part *part, const int *numbers)
{
    int inputs = engine->problem->input_count;
    if (part->inputs)
        transpose(part->count, inputs,
                  (const REAL *)engine->inputs + (size_t)part->first * (size_t)inputs,
                  part->inputs);
    for (int l = 0; l < engine->problem->layer_count; l++) {
        const struct engine_layer *layer = &engine->layers[l];
        struct part_layer *at = &part->layers[l];
        pre_activations(engine, part, l);
        activate(layer, part, at);
        if (!layer->layer->dropout)
            continue;
        size_t places = (size_t)layer->layer->units * (size_t)part->count;
        if (numbers) {
            make_masks(engine, layer, part, numbers, at->mask);
            drop_out(at, places);
        } else {
            memcpy(at->output, at->a, places * sizeof(REAL));
        }
    }
}

static const struct part_layer *last_layer(const struct engine *engine, const struct part *part)
{
    return &part->layers[engine->problem->layer_count - 1];
}

static void put_outputs(const struct engine *engine, const struct part *part)
{
    int outputs = engine->problem->output_count;
    transpose(outputs, part->count, last_layer(engine, part)->output,
              (REAL *)engine->outputs + (size_t)part->first * (size_t)outputs);
}

/* ---- loss ---- */

/* Label smoothing as the tape has it: (1 - s)*t + s/classes (Szegedy et al. 2016, section 7). */
static void take_targets(const struct engine *engine, const struct part *part)
{
    int outputs = engine->problem->output_count;
    REAL *targets = part->targets;
    transpose(part->count, outputs,
              (const REAL *)engine->targets + (size_t)part->first * (size_t)outputs, targets);
    if (!engine->smoothing)
        return;
    const REAL kept = (REAL)(1 - engine->smoothing), added = (REAL)engine->smoothing_share;
    for (size_t i = 0; i < (size_t)outputs * (size_t)part->count; i++)
        targets[i] = kept * targets[i] + added;
}

static void run_loss(const struct engine *engine, const struct part *part,
                     const struct vm_program *program)
{
    const struct part_layer *last = last_layer(engine, part);
    size_t count = (size_t)part->count;
    void *const arrays[LOSS_ARRAYS] = {
        part->targets, engine->loss.of_logits ? last->z : last->output, part->losses, part->da};
    const size_t strides[LOSS_ARRAYS] = {count, count, count, count};
    vm_execute(program,
               &(struct vm_run){
                   .lanes = count, .arrays = arrays, .strides = strides, .scratch = part->scratch});
}

/* Without a loss: one output, or the sum of the outputs. */
static void sum_objective(const struct engine *engine, struct part *part)
{
    const struct problem *problem = engine->problem;
    size_t count = (size_t)part->count;
    bool one = problem->objective == OBJECTIVE_OUTPUT;
    int first = one ? problem->objective_output : 0;
    int last = one ? first : problem->output_count - 1;
    part->loss = 0;
    for (int k = first; k <= last; k++)
        part->loss += (double)sum_of(count, (const REAL *)last_layer(engine, part)->output +
                                                (size_t)k * count);
}

static void losses_of_samples(const struct engine *engine, const struct part *part)
{
    const struct part_layer *last = last_layer(engine, part);
    size_t units = (size_t)engine->problem->output_count, count = (size_t)part->count;
    const REAL factor = (REAL)engine->loss.factor;
    switch (engine->loss_kernel) {
    case LOSS_PROGRAM:
        run_loss(engine, part, engine->loss.value);
        break;
    case LOSS_SQUARED_ERROR:
        loss_squared_error(units, count, factor, part->targets, last->output, part->losses);
        break;
    case LOSS_OF_SIGMOID:
        loss_of_sigmoid(units, count, factor, part->targets, last->z, part->losses);
        break;
    case LOSS_OF_SOFTMAX:
        loss_of_softmax(units, count, factor, part->targets, last->z, part->most, part->total,
                        part->losses);
        break;
    }
}

static void lose(const struct engine *engine, struct part *part)
{
    if (!engine->problem->loss.entry) {
        sum_objective(engine, part);
        return;
    }
    take_targets(engine, part);
    losses_of_samples(engine, part);
    const REAL *losses = part->losses;
    part->loss = 0;
    for (int s = 0; s < part->count; s++)
        part->loss += (double)losses[s];
}

/* ---- backward ---- */

/* dE/da of the last layer */
static void slope_of_objective(const struct engine *engine, const struct part *part)
{
    const struct problem *problem = engine->problem;
    size_t count = (size_t)part->count;
    REAL *da = part->da;
    for (size_t i = 0; i < (size_t)problem->output_count * count; i++)
        da[i] =
            problem->objective == OBJECTIVE_SUM || (int)(i / count) == problem->objective_output;
}

static void slope_of_loss(const struct engine *engine, const struct part *part)
{
    const struct part_layer *last = last_layer(engine, part);
    size_t units = (size_t)engine->problem->output_count, count = (size_t)part->count;
    const REAL factor = (REAL)engine->loss.factor;
    if (engine->loss.shortcut)
        slope_by_shortcut(units, count, factor, engine->loss.summed, part->targets, last->a,
                          last->dz, part->total);
    else if (!engine->problem->loss.entry)
        slope_of_objective(engine, part);
    else if (engine->loss_kernel == LOSS_SQUARED_ERROR)
        slope_squared_error(units * count, factor, part->targets, last->output, part->da);
    else
        run_loss(engine, part, engine->loss.derivative);
}

static void backward(const struct engine *engine, const struct part *part)
{
    int last = engine->problem->layer_count - 1;
    slope_of_loss(engine, part);
    for (int l = last; l >= engine->lowest; l--) {
        const struct engine_layer *layer = &engine->layers[l];
        const struct part_layer *at = &part->layers[l];
        size_t places = (size_t)layer->layer->units * (size_t)part->count;
        REAL *da = part->da;
        const REAL *mask = at->mask;
        for (size_t i = 0; layer->layer->dropout && i < places; i++)
            da[i] = mask[i] == 0 ? 0 : da[i] * mask[i];
        if (l != last || !engine->loss.shortcut)
            pass_back(layer, part, at);
        if (l == engine->lowest)
            break;
        const struct REAL_NAME(matrix)
            weights = {parameter_at(engine, &layer->weights), layer->layer->inputs},
            dz = {at->dz, part->count};
        memset(da, 0, (size_t)layer->layer->inputs * (size_t)part->count * sizeof(REAL));
        add_product(engine, layer->layer->inputs, part->count, layer->layer->units, weights, true,
                    dz, da);
    }
}
