/* Writing checkpoints. Numbers of 64 bits come first in the file, so that every tensor in it is
 * aligned. */
#include "training/checkpoint.h"

#include "base/arena.h"
#include "base/tensor_file.h"
#include "training/checkpoint_layout.h"

/* The tensors and texts of a file, as they are put together. */
struct saving {
    struct arena *arena;
    const struct loop *loop;
    const struct engine *engine;
    const struct data_set *set;
    struct tensor *tensors;
    struct tensor_text *texts;
    size_t tensor_count, text_count;
};

static void add_doubles(struct saving *saving, const char *name, const double *data, size_t rows,
                        size_t columns)
{
    saving->tensors[saving->tensor_count++] =
        (struct tensor){.name = name,
                        .kind = TENSOR_F64,
                        .rank = columns > 0 ? 2 : 1,
                        .shape = {rows, columns},
                        .count = rows * (columns ? columns : 1),
                        .data = data};
}

static void add_progress(struct saving *saving)
{
    const struct loop_state *state = loop_state(saving->loop);
    double *numbers = arena_array(saving->arena, PROGRESS_NUMBERS, sizeof *numbers);
    numbers[PROGRESS_LOSS] = state->loss_sum;
    numbers[PROGRESS_PENALTY] = state->penalty_sum;
    numbers[PROGRESS_SQUARES] = state->squares;
    numbers[PROGRESS_BEST] = state->best;
    add_doubles(saving, "progress", numbers, PROGRESS_NUMBERS, 0);
}

static void add_history(struct saving *saving)
{
    const struct loop_state *state = loop_state(saving->loop);
    size_t count = (size_t)state->history_count;
    double *numbers = arena_array(saving->arena, count * HISTORY_COLUMNS, sizeof *numbers), *row;
    for (size_t i = 0; i < count; i++) {
        const struct epoch_record *record = &state->history[i];
        row = numbers + i * HISTORY_COLUMNS;
        row[HISTORY_EPOCH] = record->epoch;
        row[HISTORY_UPDATES] = (double)record->updates;
        row[HISTORY_LOSS] = record->loss;
        row[HISTORY_ACCURACY] = record->accuracy;
        row[HISTORY_VALIDATION_LOSS] = record->validation_loss;
        row[HISTORY_VALIDATION_ACCURACY] = record->validation_accuracy;
        row[HISTORY_LEARNING_RATE] = record->learning_rate;
        row[HISTORY_BEST] = record->best;
    }
    add_doubles(saving, "history", numbers, count, HISTORY_COLUMNS);
}

/* `data` in the place of the engine's own; NULL: those. */
static void add_tensor(struct saving *saving, const struct engine_tensor *tensor,
                       const char *prefix, const void *data)
{
    size_t rows = (size_t)tensor->rows, columns = (size_t)tensor->columns;
    saving->tensors[saving->tensor_count++] = (struct tensor){
        .name = arena_printf(saving->arena, "%s%s", prefix, tensor->name),
        .kind = engine_precision(saving->engine) == PRECISION_SINGLE ? TENSOR_F32 : TENSOR_F64,
        .rank = tensor->weights ? 2 : 1,
        .shape = {tensor->weights ? rows : rows * columns, tensor->weights ? columns : 0},
        .count = rows * columns,
        .data = data ? data : tensor->data};
}

static const char *kept_prefix(const struct loop *loop)
{
    return loop_is_restored(loop) ? "last." : "best.";
}

static void add_tensors(struct saving *saving)
{
    const void *const *kept = loop_kept(saving->loop);
    for (size_t i = 0; i < engine_tensor_count(saving->engine); i++)
        add_tensor(saving, engine_tensor(saving->engine, i), "", NULL);
    for (size_t i = 0; kept && i < engine_tensor_count(saving->engine); i++)
        if (!engine_tensor(saving->engine, i)->symbol)
            add_tensor(saving, engine_tensor(saving->engine, i), kept_prefix(saving->loop),
                       *kept++);
}

static void add_scaling(struct saving *saving)
{
    const struct feature_scaling *scaling = &saving->set->scaling;
    size_t features = (size_t)saving->set->features;
    if (scaling->shift)
        add_doubles(saving, "scaling.shift", scaling->shift, features, 0);
    if (scaling->scale)
        add_doubles(saving, "scaling.scale", scaling->scale, features, 0);
}

static void add_text(struct saving *saving, const char *key, const char *text)
{
    saving->texts[saving->text_count++] = (struct tensor_text){key, text};
}

static void add_integer(struct saving *saving, const char *key, long number)
{
    add_text(saving, key, arena_printf(saving->arena, "%ld", number));
}

enum { PLACE_TEXTS = 8, OTHER_TENSORS = 4 };

static void add_texts(struct saving *saving)
{
    const struct loop_state *state = loop_state(saving->loop);
    size_t count;
    const struct tensor_text *facts = run_facts(saving->arena, saving->set, &count);
    saving->texts = arena_array(saving->arena, PLACE_TEXTS + count, sizeof *saving->texts);
    add_text(saving, "format", CHECKPOINT_FORMAT);
    add_text(saving, "version", CHECKPOINT_VERSION);
    add_integer(saving, "epoch", state->epoch);
    add_integer(saving, "batch", state->batches);
    add_integer(saving, "update", engine_updates(saving->engine));
    add_integer(saving, "right", state->right);
    add_integer(saving, "best_epoch", state->best_epoch);
    add_text(saving, "kept", loop_kept(saving->loop) ? kept_prefix(saving->loop) : "");
    for (size_t i = 0; i < count; i++)
        add_text(saving, facts[i].key, facts[i].text);
}

void checkpoint_write(struct arena *arena, const struct loop *loop, const struct engine *engine,
                      const struct data_set *set, struct text *out)
{
    struct saving saving = {.arena = arena, .loop = loop, .engine = engine, .set = set};
    size_t most = 2 * engine_tensor_count(engine) + OTHER_TENSORS;
    saving.tensors = arena_array(arena, most, sizeof *saving.tensors);
    add_progress(&saving);
    add_history(&saving);
    add_scaling(&saving);
    add_tensors(&saving);
    add_texts(&saving);
    struct tensor_file file = {saving.tensors, saving.tensor_count, saving.texts,
                               saving.text_count};
    tensor_file_write(&file, out);
}
