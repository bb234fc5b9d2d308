/* From error terms to new parameters, over REAL: gradients of the batch, the penalty, the optimizer. Each share of the work has
 * units of a layer's weights, or inputs where there are few units; then a stretch of all parameters, which ends where the
 * units of the largest layer are shared, so that most of them stay in the cache of one processor. Gradients are 0 between
 * updates. */

/* A layer with so many units has its weights shared by units. */
#define MANY_UNITS 32

/* Parameters that go through all of it while they are in the nearest cache. */
#define UPDATE_BLOCK 4096

/* ---- gradients of the batch ---- */

/* Where share `share` of `count` things begins; the one after it begins where it ends. */
static int share_begins(const struct engine *engine, int count, int share)
{
    return share == 0 ? 0 : share == engine->part_count ? count : count / 2 / 8 * 8;
}

/* dE/dW = dz a^T, times `factor`, for a share of the units or of the inputs. */
static void add_weight_gradients(const struct engine *engine, int l, REAL factor, int share)
{
    const struct engine_layer *layer = &engine->layers[l];
    int units = layer->layer->units, inputs = layer->layer->inputs;
    bool by_units = units >= MANY_UNITS;
    int first = share_begins(engine, by_units ? units : inputs, share);
    int count = share_begins(engine, by_units ? units : inputs, share + 1) - first;
    int first_unit = by_units ? first : 0, first_input = by_units ? 0 : first;
    int rows = by_units ? count : units, columns = by_units ? inputs : count;
    REAL *gradient =
        gradient_at(engine, &layer->weights) + (size_t)first_unit * (size_t)inputs + first_input;
    for (int p = 0; p < engine->part_count && count > 0; p++) {
        const struct part *part = &engine->parts[p];
        bool by_sample;
        struct REAL_NAME(matrix) in = input_of(engine, part, l, &by_sample);
        const REAL *dz = part->layers[l].dz;
        const struct REAL_NAME(matrix)
            errors = {dz + (size_t)first_unit * (size_t)part->count, part->count};
        in.at += by_sample ? (size_t)first_input : (size_t)first_input * (size_t)in.stride;
        if (by_sample)
            engine->REAL_GEMM(CblasRowMajor, CblasNoTrans, CblasNoTrans, rows, columns, part->count,
                              factor, errors.at, errors.stride, in.at, in.stride, 1, gradient,
                              inputs);
        else
            add_outer_product(engine, rows, columns, part->count, factor, errors, in, gradient,
                              inputs);
    }
}

static void add_bias_gradients(const struct engine *engine, int l, REAL factor)
{
    const struct engine_layer *layer = &engine->layers[l];
    REAL *gradient = gradient_at(engine, &layer->biases);
    for (int p = 0; p < engine->part_count; p++) {
        size_t count = (size_t)engine->parts[p].count;
        const REAL *dz = engine->parts[p].layers[l].dz;
        for (size_t k = 0; k < (size_t)layer->layer->units; k++)
            gradient[layer->layer->shared_bias ? 0 : k] += factor * sum_of(count, dz + k * count);
    }
}

static void add_gradients(void *context, int share)
{
    const struct engine *engine = context;
    bool mean = engine->problem->loss.batch == REDUCTION_MEAN;
    int count = engine->parts[0].count + (engine->part_count > 1 ? engine->parts[1].count : 0);
    const REAL factor = mean ? 1 / (REAL)count : 1;
    for (int l = engine->lowest; l < engine->problem->layer_count; l++) {
        const struct engine_layer *layer = &engine->layers[l];
        if (layer->weights.updated)
            add_weight_gradients(engine, l, factor, share);
        if (layer->biases.updated && l % engine->part_count == share)
            add_bias_gradients(engine, l, factor);
    }
}

/* ---- what an update has once ---- */

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

static struct REAL_NAME(rates) rates_of(const struct engine *engine)
{
    const struct update_numbers *numbers = &engine->numbers;
    double update = engine->uniforms[UPDATE_U], alpha = engine->learning_rate;
    struct REAL_NAME(rates) rates = {.alpha = (REAL)alpha,
                                     .decay = (REAL)numbers->decay,
                                     .shrink = (REAL)(alpha * numbers->shrink),
                                     .mu = (REAL)numbers->mu};
    if (engine->update_kernel != UPDATE_ADAM)
        return rates;
    rates.beta1 = (REAL)numbers->beta1;
    rates.rest1 = (REAL)(1 - numbers->beta1);
    rates.beta2 = (REAL)numbers->beta2;
    rates.rest2 = (REAL)(1 - numbers->beta2);
    rates.correction1 = (REAL)(1 / (1 - pow(numbers->beta1, update)));
    rates.correction2 = (REAL)(1 / (1 - pow(numbers->beta2, update)));
    rates.epsilon = (REAL)numbers->epsilon;
    return rates;
}

/* ---- penalty and optimizer, of some parameters that follow on each other ---- */

struct REAL_NAME(place) {
    const struct engine *engine;
    const struct part *part; /* whose scratch it is */
    size_t first, count;     /* of the parameters */
    REAL *w, *g;
};

static void run_penalty(const struct REAL_NAME(place) * place, const struct vm_program *program,
                        size_t first, size_t lanes, REAL *terms)
{
    void *const arrays[PENALTY_ARRAYS] = {place->w + first, place->g + first, terms};
    vm_execute(program, &(struct vm_run){.lanes = lanes,
                                         .uniforms = place->engine->uniforms,
                                         .arrays = arrays,
                                         .scratch = place->part->scratch});
}

static double penalty_of(const struct REAL_NAME(place) * place,
                         const struct penalty_programs *penalty)
{
    REAL terms[VM_BLOCK];
    double sum = 0;
    for (size_t i = 0; i < place->count; i += VM_BLOCK) {
        size_t left = place->count - i, lanes = left < VM_BLOCK ? left : VM_BLOCK;
        run_penalty(place, penalty->value, i, lanes, terms);
        sum += (double)sum_of(lanes, terms);
    }
    return sum;
}

static void run_update(const struct REAL_NAME(place) * place)
{
    const struct engine *engine = place->engine;
    const struct optimizer_state *states = engine->problem->optimizer.entry->states;
    void *arrays[UPDATE_ARRAYS] = {place->w, place->g};
    for (int i = 0; i < OPTIMIZER_STATES && states[i].symbol; i++)
        if (engine->states[i] && !states[i].shared)
            arrays[UPDATE_STATES + i] = (REAL *)engine->states[i] + place->first;
    vm_execute(engine->update.update, &(struct vm_run){.lanes = place->count,
                                                       .uniforms = engine->uniforms,
                                                       .arrays = arrays,
                                                       .scratch = place->part->scratch});
}

static void update(const struct REAL_NAME(place) * place, const struct REAL_NAME(rates) * rates)
{
    const struct engine *engine = place->engine;
    switch (engine->update_kernel) {
    case UPDATE_PROGRAM:
        run_update(place);
        break;
    case UPDATE_SGD:
        update_sgd(place->count, rates, place->w, place->g);
        break;
    case UPDATE_MOMENTUM:
        update_momentum(place->count, rates, place->w, place->g,
                        (REAL *)engine->states[0] + place->first);
        break;
    case UPDATE_ADAM:
        update_adam(place->count, rates, place->w, place->g,
                    (REAL *)engine->states[0] + place->first,
                    (REAL *)engine->states[1] + place->first);
        break;
    }
}

/* R of what the parameters were, their update, and whether they are finite. */
static void finish_block(struct part *part, const struct stretch *stretch,
                         const struct REAL_NAME(place) * place,
                         const struct REAL_NAME(rates) * rates)
{
    const struct engine *engine = place->engine;
    if (stretch->penalty)
        part->penalty += penalty_of(place, stretch->penalty);
    if (!engine->training)
        return;
    if (stretch->updated) {
        if (stretch->penalty && stretch->penalty->gradient)
            run_penalty(place, stretch->penalty->gradient, 0, place->count, NULL);
        update(place, rates);
        memset(place->g, 0, place->count * sizeof(REAL));
    }
    part->finite = part->finite && all_finite(place->count, place->w);
}

/* Where share `share` of the parameters begins. */
static size_t stretch_begins(const struct engine *engine, int share)
{
    const struct layer *largest = engine->largest->layer;
    if (share == 0 || share == engine->part_count)
        return share == 0 ? 0 : engine->parameter_count;
    if (largest->units < MANY_UNITS)
        return engine->parameter_count / 2;
    return engine->largest->weights.first +
           (size_t)share_begins(engine, largest->units, share) * (size_t)largest->inputs;
}

static void finish_share(void *context, int share)
{
    struct engine *engine = context;
    struct part *part = &engine->parts[share];
    const struct REAL_NAME(rates) rates = rates_of(engine);
    size_t begins = stretch_begins(engine, share), ends = stretch_begins(engine, share + 1);
    part->penalty = 0;
    part->finite = true;
    for (int i = 0; i < engine->stretch_count; i++) {
        const struct stretch *stretch = &engine->stretches[i];
        size_t first = stretch->first > begins ? stretch->first : begins;
        size_t last = stretch->first + stretch->count;
        last = last < ends ? last : ends;
        for (; first < last; first += UPDATE_BLOCK) {
            size_t count = last - first < UPDATE_BLOCK ? last - first : UPDATE_BLOCK;
            finish_block(part, stretch,
                         &(struct REAL_NAME(place)){engine, part, first, count,
                                                    (REAL *)engine->parameters + first,
                                                    (REAL *)engine->gradients + first},
                         &rates);
        }
    }
}
