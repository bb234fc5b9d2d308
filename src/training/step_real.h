/* The order of a step over REAL, and who does what: the parts of a batch, then shares of the parameters. */

/* A batch of much work has two parts: by its size alone, so that the order of all sums is always the same. */
static void part_batch(struct engine *engine, int count)
{
    bool two =
        count >= PARTED_ROWS && count * engine_row_operations(engine) >= engine->parted_operations;
    engine->part_count = two ? 2 : 1;
    engine->parts[0].first = 0;
    engine->parts[0].count = two ? (count + 1) / 2 : count;
    engine->parts[1].first = engine->parts[0].count;
    engine->parts[1].count = count - engine->parts[0].count;
}

static void gather_rows(const struct engine *engine, const struct part *part)
{
    size_t first = (size_t)part->first;
    size_t inputs = (size_t)engine->problem->input_count;
    size_t outputs = (size_t)engine->problem->output_count;
    if (engine->rows)
        data_set_gather(engine->set, engine->rows + first, part->count,
                        (REAL *)engine->inputs + first * inputs,
                        engine->with_loss ? (REAL *)engine->targets + first * outputs : NULL);
}

static void go_forward(void *context, int share)
{
    struct engine *engine = context;
    struct part *part = &engine->parts[share];
    gather_rows(engine, part);
    forward(engine, part, engine->training ? engine->numbers_of_rows : NULL);
    put_outputs(engine, part);
    part->loss = 0;
    if (engine->with_loss)
        lose(engine, part);
    if (engine->training && engine->with_loss && engine->lowest < engine->problem->layer_count)
        backward(engine, part);
}

/* Calls `work` for every part. */
static void share(struct engine *engine, void (*work)(void *context, int share))
{
    if (engine->part_count == 2)
        helper_share(engine->helper, work, engine);
    else
        work(engine, 0);
}

static void add_up(struct engine *engine, struct batch_result *result)
{
    *result = (struct batch_result){.finite = true};
    for (int p = 0; p < engine->part_count; p++) {
        result->loss += engine->parts[p].loss;
        result->penalty += engine->parts[p].penalty;
        result->finite = result->finite && engine->parts[p].finite;
    }
    result->finite = result->finite && isfinite(result->loss) && isfinite(result->penalty);
}

static void begin(struct engine *engine, int count, const int *numbers, bool training,
                  bool with_loss)
{
    part_batch(engine, count);
    engine->numbers_of_rows = numbers;
    engine->training = training;
    engine->with_loss = with_loss && engine->has_loss;
    engine->uniforms[UPDATE_M] = count;
}

static void REAL_NAME(forward_batch)(struct engine *engine, int count, bool targets,
                                     struct batch_result *result)
{
    begin(engine, count, NULL, false, targets);
    share(engine, go_forward);
    engine->rows = NULL;
    share(engine, finish_share);
    add_up(engine, result);
}

static void REAL_NAME(step_batch)(struct engine *engine, int count, const int *numbers,
                                  struct batch_result *result)
{
    begin(engine, count, numbers, true, true);
    share(engine, go_forward);
    engine->rows = NULL;
    if (engine->update.update) {
        share(engine, add_gradients);
        update_common(engine);
    }
    share(engine, finish_share);
    engine->updates++;
    add_up(engine, result);
}

const struct batch_functions REAL_NAME(batch) = {REAL_NAME(step_batch), REAL_NAME(forward_batch)};
