/* One batch over REAL: forward, loss, backward, update (Goodfellow et al. 2016, algorithm 6.4 over a batch). */

/* C[rows, columns] = factor * A B + keep * C, transposed operands as said; all row-major and dense. */
static void multiply(CBLAS_TRANSPOSE transpose_a, CBLAS_TRANSPOSE transpose_b, int rows,
                     int columns, int inner, REAL factor, const REAL *a, const REAL *b, REAL keep,
                     REAL *c)
{
    if (rows == 0 || columns == 0 || inner == 0)
        return;
    REAL_GEMM(CblasRowMajor, transpose_a, transpose_b, rows, columns, inner, factor, a,
              transpose_a == CblasTrans ? rows : inner, b,
              transpose_b == CblasTrans ? inner : columns, keep, c, columns);
}

/* out[columns, rows] of in[rows, columns] */
static void transpose(int rows, int columns, const REAL *in, REAL *out)
{
    for (int c = 0; c < columns; c++)
        for (int r = 0; r < rows; r++)
            out[(size_t)c * (size_t)rows + (size_t)r] = in[(size_t)r * (size_t)columns + (size_t)c];
}

static REAL *parameter_at(const struct engine *engine, const struct parameter *parameter)
{
    return (REAL *)engine->parameters + parameter->first;
}

static REAL *gradient_at(const struct engine *engine, const struct parameter *parameter)
{
    return (REAL *)engine->gradients + parameter->first;
}

/* ---- forward ---- */

/* z = W a + b */
static void pre_activations(const struct engine *engine, const struct part *part, int l)
{
    const struct engine_layer *layer = &engine->layers[l];
    int units = layer->layer->units, inputs = layer->layer->inputs;
    size_t count = (size_t)part->count, places = (size_t)units * count;
    const REAL *biases = parameter_at(engine, &layer->biases);
    REAL *z = part->layers[l].z;
    bool shared = layer->layer->shared_bias, none = layer->biases.count == 0;
    for (size_t i = 0; i < places && !none; i += count)
        for (size_t s = 0; s < count; s++)
            z[i + s] = biases[shared ? 0 : i / count];
    const REAL *in = l == 0 ? (const REAL *)engine->inputs + (size_t)part->first * (size_t)inputs
                            : part->layers[l - 1].output;
    multiply(CblasNoTrans, l == 0 ? CblasTrans : CblasNoTrans, units, part->count, inputs, 1,
             parameter_at(engine, &layer->weights), in, none ? 0 : 1, z);
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

static void make_masks(const struct engine *engine, const struct engine_layer *layer,
                       const struct part *part, const int *numbers, REAL *mask)
{
    const struct dropout *dropout = layer->layer->dropout;
    size_t units = (size_t)layer->layer->units, count = (size_t)part->count;
    for (size_t s = 0; s < count; s++) {
        int sample = numbers[(size_t)part->first + s] - 1;
        const unsigned char *row = dropout->mask ? dropout->mask + (size_t)sample * units : NULL;
        for (size_t k = 0; k < units; k++) {
            bool kept =
                row ? row[k] : problem_mask(dropout, (int)(engine->updates + 1), sample, (int)k);
            mask[k * count + s] = kept ? (REAL)layer->kept : 0;
        }
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
        if (l > engine->lowest)
            multiply(CblasTrans, CblasNoTrans, layer->layer->inputs, part->count,
                     layer->layer->units, 1, parameter_at(engine, &layer->weights), at->dz, 0, da);
    }
}

/* ---- gradients of the batch ---- */

/* The part's share of dE/dW = dz a^T, times `factor`, added to those of the parts before. */
static void weight_gradients(const struct engine *engine, const struct part *part, int l,
                             REAL factor)
{
    const struct engine_layer *layer = &engine->layers[l];
    int units = layer->layer->units, inputs = layer->layer->inputs;
    const REAL *in = l == 0 ? (const REAL *)engine->inputs + (size_t)part->first * (size_t)inputs
                            : part->layers[l - 1].output;
    multiply(CblasNoTrans, l == 0 ? CblasNoTrans : CblasTrans, units, inputs, part->count, factor,
             part->layers[l].dz, in, part == engine->parts ? 0 : 1,
             gradient_at(engine, &layer->weights));
}

static void bias_gradients(const struct engine *engine, const struct part *part, int l, REAL factor)
{
    const struct engine_layer *layer = &engine->layers[l];
    size_t count = (size_t)part->count, units = (size_t)layer->layer->units;
    const REAL *dz = part->layers[l].dz;
    REAL *gradient = gradient_at(engine, &layer->biases);
    for (size_t k = 0; k < units; k++) {
        size_t place = layer->layer->shared_bias ? 0 : k;
        bool first = part == engine->parts && (k == 0 || place > 0);
        REAL sum = factor * sum_of(count, dz + k * count);
        gradient[place] = first ? sum : gradient[place] + sum;
    }
}

static void gradients(const struct engine *engine, int count)
{
    bool mean = engine->problem->loss.batch == REDUCTION_MEAN;
    const REAL factor = mean ? 1 / (REAL)count : 1;
    for (int l = 0; l < engine->problem->layer_count; l++) {
        const struct engine_layer *layer = &engine->layers[l];
        for (int p = 0; p < engine->part_count && layer->reached; p++) {
            if (layer->weights.updated)
                weight_gradients(engine, &engine->parts[p], l, factor);
            if (layer->biases.updated)
                bias_gradients(engine, &engine->parts[p], l, factor);
        }
        if (layer->reached)
            continue;
        memset(gradient_at(engine, &layer->weights), 0, layer->weights.count * sizeof(REAL));
        memset(gradient_at(engine, &layer->biases), 0, layer->biases.count * sizeof(REAL));
    }
}

/* ---- penalty and update ---- */

static void run_penalty(const struct engine *engine, const struct vm_program *program,
                        const struct parameter *parameter, size_t first, size_t lanes, REAL *terms)
{
    void *const arrays[PENALTY_ARRAYS] = {parameter_at(engine, parameter) + first,
                                          gradient_at(engine, parameter) + first, terms};
    vm_execute(program, &(struct vm_run){.lanes = lanes,
                                         .uniforms = engine->uniforms,
                                         .arrays = arrays,
                                         .scratch = engine->parts[0].scratch});
}

static double penalty_of(const struct engine *engine, const struct engine_layer *layer,
                         const struct parameter *parameter)
{
    REAL terms[VM_BLOCK];
    double sum = 0;
    for (size_t i = 0; i < parameter->count && parameter->penalised; i += VM_BLOCK) {
        size_t left = parameter->count - i, lanes = left < VM_BLOCK ? left : VM_BLOCK;
        run_penalty(engine, layer->penalty.value, parameter, i, lanes, terms);
        sum += (double)sum_of(lanes, terms);
    }
    return sum;
}

/* R with the parameters as they are, in a batch of `count`. */
static double penalty(const struct engine *engine, int count)
{
    double sum = 0;
    engine->uniforms[0] = count;
    for (int l = 0; l < engine->problem->layer_count; l++)
        sum += penalty_of(engine, &engine->layers[l], &engine->layers[l].weights) +
               penalty_of(engine, &engine->layers[l], &engine->layers[l].biases);
    return sum;
}

static void penalise(const struct engine *engine)
{
    for (int l = 0; l < engine->problem->layer_count; l++) {
        const struct engine_layer *layer = &engine->layers[l];
        const struct parameter *const parameters[] = {&layer->weights, &layer->biases};
        for (int i = 0; i < 2 && layer->penalty.gradient; i++)
            if (parameters[i]->penalised && parameters[i]->updated)
                run_penalty(engine, layer->penalty.gradient, parameters[i], 0, parameters[i]->count,
                            NULL);
    }
}

/* The learning rate and the states that all parameters share. */
static void update_common(struct engine *engine)
{
    const struct optimizer *optimizer = &engine->problem->optimizer;
    const struct update_programs *programs = &engine->update;
    double results[1 + OPTIMIZER_STATES];
    long update = engine->updates + 1;
    engine->common[COMMON_U] = (double)update;
    engine->common[COMMON_P] = optimizer->every ? (double)((update - 1) / optimizer->every) : 0;
    for (int i = 0; i < programs->shared_count; i++) {
        const REAL *state = engine->states[programs->shared[i]];
        engine->common[COMMON_BEFORE + i] = state ? (double)*state : 0;
    }
    vm_run_uniform(programs->common, engine->common, engine->parts[0].scratch, results);
    engine->uniforms[UPDATE_U] = (double)update;
    engine->uniforms[UPDATE_ALPHA] = engine->learning_rate = results[0];
    for (int i = 0; i < programs->shared_count; i++) {
        REAL *state = engine->states[programs->shared[i]];
        engine->uniforms[UPDATE_SHARED + i] = results[1 + i];
        engine->uniforms[UPDATE_BEFORE + i] = engine->common[COMMON_BEFORE + i];
        if (state)
            *state = (REAL)results[1 + i];
    }
}

static void run_update(const struct engine *engine, size_t first, size_t count)
{
    const struct optimizer_state *states = engine->problem->optimizer.entry->states;
    void *arrays[UPDATE_ARRAYS] = {(REAL *)engine->parameters + first,
                                   (REAL *)engine->gradients + first};
    for (int i = 0; i < OPTIMIZER_STATES && states[i].symbol; i++)
        if (engine->states[i] && !states[i].shared)
            arrays[UPDATE_STATES + i] = (REAL *)engine->states[i] + first;
    vm_execute(engine->update.update, &(struct vm_run){.lanes = count,
                                                       .uniforms = engine->uniforms,
                                                       .arrays = arrays,
                                                       .scratch = engine->parts[0].scratch});
}

static struct REAL_NAME(rates) rates_of(const struct engine *engine)
{
    const struct update_numbers *numbers = &engine->numbers;
    double update = engine->uniforms[UPDATE_U], alpha = engine->learning_rate;
    return (struct REAL_NAME(rates)){.alpha = (REAL)alpha,
                                     .decay = (REAL)numbers->decay,
                                     .shrink = (REAL)(alpha * numbers->shrink),
                                     .mu = (REAL)numbers->mu,
                                     .beta1 = (REAL)numbers->beta1,
                                     .rest1 = (REAL)(1 - numbers->beta1),
                                     .beta2 = (REAL)numbers->beta2,
                                     .rest2 = (REAL)(1 - numbers->beta2),
                                     .correction1 = (REAL)(1 / (1 - pow(numbers->beta1, update))),
                                     .correction2 = (REAL)(1 / (1 - pow(numbers->beta2, update))),
                                     .epsilon = (REAL)numbers->epsilon};
}

static void update_range(const struct engine *engine, size_t first, size_t count)
{
    REAL *w = (REAL *)engine->parameters + first, *g = (REAL *)engine->gradients + first;
    const struct REAL_NAME(rates) rates = rates_of(engine);
    switch (engine->update_kernel) {
    case UPDATE_PROGRAM:
        run_update(engine, first, count);
        break;
    case UPDATE_SGD:
        update_sgd(count, &rates, w, g);
        break;
    case UPDATE_MOMENTUM:
        update_momentum(count, &rates, w, g, (REAL *)engine->states[0] + first);
        break;
    case UPDATE_ADAM:
        update_adam(count, &rates, w, g, (REAL *)engine->states[0] + first,
                    (REAL *)engine->states[1] + first);
        break;
    }
}

/* Parameters that follow on each other are updated in one go. */
static void update_parameters(const struct engine *engine)
{
    size_t first = 0, count = 0;
    for (int i = 0; i < 2 * engine->problem->layer_count; i++) {
        const struct engine_layer *layer = &engine->layers[i / 2];
        const struct parameter *parameter = i % 2 ? &layer->biases : &layer->weights;
        if (!parameter->updated)
            continue;
        if (count > 0 && first + count == parameter->first) {
            count += parameter->count;
            continue;
        }
        if (count > 0)
            update_range(engine, first, count);
        first = parameter->first;
        count = parameter->count;
    }
    if (count > 0)
        update_range(engine, first, count);
}

/* ---- the whole ---- */

static void part_batch(struct engine *engine, int count)
{
    engine->part_count = 1;
    engine->parts[0].first = 0;
    engine->parts[0].count = count;
}

static void REAL_NAME(forward_batch)(struct engine *engine, int count, bool targets,
                                     struct batch_result *result)
{
    part_batch(engine, count);
    *result = (struct batch_result){0};
    for (int p = 0; p < engine->part_count; p++) {
        struct part *part = &engine->parts[p];
        forward(engine, part, NULL);
        put_outputs(engine, part);
        if (!targets || !engine->has_loss)
            continue;
        lose(engine, part);
        result->loss += part->loss;
    }
    result->penalty = penalty(engine, count);
    result->finite = isfinite(result->loss) && isfinite(result->penalty);
}

static void REAL_NAME(step_batch)(struct engine *engine, int count, const int *numbers,
                                  struct batch_result *result)
{
    part_batch(engine, count);
    *result = (struct batch_result){0};
    for (int p = 0; p < engine->part_count; p++) {
        struct part *part = &engine->parts[p];
        forward(engine, part, numbers);
        put_outputs(engine, part);
        lose(engine, part);
        if (engine->lowest < engine->problem->layer_count)
            backward(engine, part);
        result->loss += part->loss;
    }
    result->penalty = penalty(engine, count);
    if (engine->update.update) {
        gradients(engine, count);
        penalise(engine);
        update_common(engine);
        update_parameters(engine);
    }
    engine->updates++;
    result->finite = isfinite(result->loss) && isfinite(result->penalty) &&
                     all_finite(engine->parameter_count, engine->parameters);
}

const struct batch_functions REAL_NAME(batch) = {REAL_NAME(step_batch), REAL_NAME(forward_batch)};
