/* Reading checkpoints, and weights from any file of tensors. What a file says is checked before anything is made of it. */
#include "base/arena.h"
#include "base/tensor_file.h"
#include "training/checkpoint.h"
#include "training/checkpoint_layout.h"
#include "training/order.h"
#include <limits.h>
#include <math.h>
#include <string.h>

/* ---- tensors of the network ---- */

struct restoring {
    struct arena *arena;
    const char *path;
    const struct tensor_file *file;
    const struct engine *engine;
    const struct data_set *set;
    struct diagnostics *diagnostics;
};

static bool fail(const struct restoring *restoring, enum diagnostic_code code, const char *expected,
                 const char *found, const char *message)
{
    return diagnose(restoring->diagnostics, &(struct diagnostic){.code = code,
                                                                 .message = message,
                                                                 .file = restoring->path,
                                                                 .expected = expected,
                                                                 .found = found});
}

static bool fail_broken(const struct restoring *restoring, const char *what)
{
    return fail(restoring, DIAGNOSTIC_TENSOR_FILE, NULL, NULL,
                arena_printf(restoring->arena, "it is broken: %s", what));
}

static const char *shape_text(struct arena *arena, int rank, const size_t *shape)
{
    struct text text;
    text_open(&text, arena);
    text_put(&text, '[');
    for (int i = 0; i < rank; i++)
        text_printf(&text, i > 0 ? ", %zu" : "%zu", shape[i]);
    text_put(&text, ']');
    return text.bytes;
}

/* A list of `count` numbers, however many dimensions of 1 the file gives it. */
static bool is_list(const struct tensor *tensor, size_t count)
{
    size_t long_dimensions = 0;
    for (int i = 0; i < tensor->rank; i++)
        long_dimensions += tensor->shape[i] > 1;
    return tensor->count == count && long_dimensions <= 1;
}

static bool is_matrix(const struct tensor *tensor, size_t rows, size_t columns)
{
    return tensor->rank == 2 && tensor->shape[0] == rows && tensor->shape[1] == columns;
}

/* Weights have a row for each unit; all else is a list. */
static bool has_shape(const struct tensor *tensor, const struct engine_tensor *wanted)
{
    size_t rows = (size_t)wanted->rows, columns = (size_t)wanted->columns;
    return wanted->weights ? is_matrix(tensor, rows, columns) : is_list(tensor, rows * columns);
}

static bool check_shape(const struct restoring *restoring, const struct tensor *tensor,
                        const struct engine_tensor *wanted)
{
    if (has_shape(tensor, wanted))
        return true;
    struct arena *arena = restoring->arena;
    size_t shape[] = {(size_t)wanted->rows, (size_t)wanted->columns};
    if (!wanted->weights)
        shape[0] *= shape[1];
    return fail(restoring, DIAGNOSTIC_CONFLICT,
                arena_printf(arena, "the shape %s%s",
                             shape_text(arena, wanted->weights ? 2 : 1, shape),
                             wanted->weights ? " (units, inputs)" : ""),
                arena_printf(arena, "%s", shape_text(arena, tensor->rank, tensor->shape)),
                arena_printf(arena, "tensor \"%s\" does not fit the network", tensor->name));
}

static void convert(const struct tensor *tensor, enum precision precision, void *numbers)
{
    enum tensor_kind same = precision == PRECISION_SINGLE ? TENSOR_F32 : TENSOR_F64;
    if (tensor->kind == same) { /* a NaN keeps its bits */
        memcpy(numbers, tensor->data,
               tensor->count * (same == TENSOR_F32 ? sizeof(float) : sizeof(double)));
        return;
    }
    for (size_t i = 0; i < tensor->count; i++) {
        double number = tensor->kind == TENSOR_F32 ? (double)((const float *)tensor->data)[i]
                                                   : ((const double *)tensor->data)[i];
        if (precision == PRECISION_SINGLE)
            ((float *)numbers)[i] = (float)number;
        else
            ((double *)numbers)[i] = number;
    }
}

/* The tensor of that name, which is there and fits `wanted`; NULL after one diagnostic. */
static const struct tensor *find_fitting(const struct restoring *restoring, const char *name,
                                         const struct engine_tensor *wanted)
{
    const struct tensor *tensor = tensor_find(restoring->file, name);
    if (!tensor) {
        fail(restoring, DIAGNOSTIC_CONFLICT, NULL, NULL,
             arena_printf(restoring->arena, "there is no tensor \"%s\", which the network needs",
                          name));
        return NULL;
    }
    if (tensor->kind == TENSOR_I64) {
        fail(restoring, DIAGNOSTIC_CONFLICT, "F32 or F64", "I64",
             arena_printf(restoring->arena, "tensor \"%s\" has whole numbers", name));
        return NULL;
    }
    return check_shape(restoring, tensor, wanted) ? tensor : NULL;
}

/* The tensor PREFIX NAME into `numbers`. */
static bool take_tensor(const struct restoring *restoring, const struct engine_tensor *wanted,
                        const char *prefix, void *numbers)
{
    const char *name = arena_printf(restoring->arena, "%s%s", prefix, wanted->name);
    const struct tensor *tensor = find_fitting(restoring, name, wanted);
    if (tensor)
        convert(tensor, engine_precision(restoring->engine), numbers);
    return tensor;
}

/* ---- parameters alone ---- */

/* "w3", "b12" */
static bool is_parameter_name(const char *name)
{
    size_t digits = strspn(name + (*name != '\0'), "0123456789");
    return (*name == 'w' || *name == 'b') && digits > 0 && name[1 + digits] == '\0';
}

static bool engine_has(const struct engine *engine, const char *name)
{
    for (size_t i = 0; i < engine_tensor_count(engine); i++)
        if (strcmp(engine_tensor(engine, i)->name, name) == 0)
            return true;
    return false;
}

static bool check_names(const struct restoring *restoring)
{
    for (size_t i = 0; i < restoring->file->tensor_count; i++) {
        const char *name = restoring->file->tensors[i].name;
        if (is_parameter_name(name) && !engine_has(restoring->engine, name))
            return fail(
                restoring, DIAGNOSTIC_CONFLICT, NULL, NULL,
                arena_printf(restoring->arena, "it has \"%s\", but the network does not", name));
    }
    return true;
}

/* One number for each feature, `missing` where the file has none. */
static bool take_numbers(const struct restoring *restoring, const char *name, double missing,
                         const double **numbers)
{
    const struct tensor *tensor = tensor_find(restoring->file, name);
    size_t count = (size_t)restoring->set->features;
    double *copy = arena_array(restoring->arena, count, sizeof *copy);
    *numbers = copy;
    if (tensor && (tensor->kind == TENSOR_I64 || !is_list(tensor, count)))
        return fail(restoring, DIAGNOSTIC_CONFLICT,
                    arena_printf(restoring->arena, "%zu numbers, as rows have", count),
                    shape_text(restoring->arena, tensor->rank, tensor->shape),
                    arena_printf(restoring->arena, "tensor \"%s\" does not fit the data", name));
    if (tensor)
        convert(tensor, PRECISION_DOUBLE, copy);
    for (size_t i = 0; i < count && !tensor; i++)
        copy[i] = missing;
    return true;
}

static bool take_scaling(const struct restoring *restoring, struct feature_scaling *scaling)
{
    struct feature_scaling own;
    if (!tensor_find(restoring->file, "scaling.shift") &&
        !tensor_find(restoring->file, "scaling.scale"))
        return true;
    if (!take_numbers(restoring, "scaling.shift", 0, &own.shift) ||
        !take_numbers(restoring, "scaling.scale", 1, &own.scale))
        return false;
    for (int i = 0; i < restoring->set->features; i++)
        if (!isfinite(own.shift[i]) || !isfinite(own.scale[i]) || own.scale[i] == 0)
            return fail_broken(restoring, "rows cannot be scaled by it");
    *scaling = own;
    return true;
}

bool checkpoint_weights(struct arena *arena, const char *path, struct engine *engine,
                        const struct data_set *set, struct feature_scaling *scaling,
                        struct diagnostics *diagnostics)
{
    struct restoring restoring = {arena, path, NULL, engine, set, diagnostics};
    restoring.file = tensor_file_read(arena, path, diagnostics);
    if (!restoring.file || !check_names(&restoring))
        return false;
    for (size_t i = 0; i < engine_tensor_count(engine); i++) {
        const struct engine_tensor *tensor = engine_tensor(engine, i);
        if (!tensor->symbol && !take_tensor(&restoring, tensor, "", tensor->data))
            return false;
    }
    return take_scaling(&restoring, scaling);
}

/* ---- the rest of a run ---- */

static bool check_format(const struct restoring *restoring)
{
    const char *format = tensor_metadata(restoring->file, "format"),
               *version = tensor_metadata(restoring->file, "version");
    if (!format || strcmp(format, CHECKPOINT_FORMAT) != 0)
        return fail(restoring, DIAGNOSTIC_TENSOR_FILE, NULL, NULL,
                    "it is no saved run of handgrad, which is more than its weights");
    if (!version || strcmp(version, CHECKPOINT_VERSION) != 0)
        return fail(restoring, DIAGNOSTIC_NOT_SUPPORTED, CHECKPOINT_VERSION, version,
                    "the saved run is of another version");
    return true;
}

static bool check_facts(const struct restoring *restoring)
{
    size_t count;
    const struct tensor_text *facts = run_facts(restoring->arena, restoring->set, &count);
    for (size_t i = 0; i < count; i++) {
        const char *saved = tensor_metadata(restoring->file, facts[i].key);
        if (!saved)
            return fail_broken(restoring,
                               arena_printf(restoring->arena, "it has no \"%s\"", facts[i].key));
        if (strcmp(saved, facts[i].text) != 0)
            return fail(restoring, DIAGNOSTIC_CONFLICT, NULL, NULL,
                        arena_printf(restoring->arena,
                                     "it was saved by another run: %s was %s, is %s",
                                     run_fact_subject(i), saved, facts[i].text));
    }
    return true;
}

/* The whole number, 0 to `most`, of that key. */
static bool take_integer(const struct restoring *restoring, const char *key, long most, long *value)
{
    const char *text = tensor_metadata(restoring->file, key);
    size_t digits = text ? strspn(text, "0123456789") : 0;
    *value = 0;
    for (size_t i = 0; i < digits; i++)
        *value = *value > most / 10 ? most + 1 : 10 * *value + (text[i] - '0');
    if (digits > 0 && text[digits] == '\0' && *value <= most)
        return true;
    return fail_broken(
        restoring, arena_printf(restoring->arena, "\"%s\" is no number from 0 to %ld", key, most));
}

/* The numbers [rows, columns] of that name, or with 0 columns [rows]. NULL after one diagnostic. */
static const double *find_doubles(const struct restoring *restoring, const char *name, size_t rows,
                                  size_t columns)
{
    const struct tensor *tensor = tensor_find(restoring->file, name);
    size_t shape[] = {rows, columns};
    if (tensor && tensor->kind == TENSOR_F64 &&
        (columns > 0 ? is_matrix(tensor, rows, columns)
                     : tensor->rank == 1 && tensor->count == rows))
        return tensor->data;
    fail_broken(restoring, arena_printf(restoring->arena, "\"%s\" is not F64 of the shape %s", name,
                                        shape_text(restoring->arena, columns > 0 ? 2 : 1, shape)));
    return NULL;
}

/* Whole numbers that a double holds exactly. */
static bool is_count(double number)
{
    return number >= 0 && number <= 1e15 && number == (double)(long)number;
}

static bool take_history(const struct restoring *restoring, struct loop_state *state)
{
    size_t count = (size_t)state->history_count;
    const double *row = find_doubles(restoring, "history", count, HISTORY_COLUMNS);
    struct epoch_record *history = arena_array(restoring->arena, count, sizeof *history);
    if (!row)
        return false;
    for (size_t i = 0; i < count; i++, row += HISTORY_COLUMNS) {
        if (row[HISTORY_EPOCH] != (double)(i + 1) || !is_count(row[HISTORY_UPDATES]))
            return fail_broken(restoring, "\"history\" is no list of epochs");
        history[i] = (struct epoch_record){
            .epoch = (int)i + 1,
            .updates = (long)row[HISTORY_UPDATES],
            .loss = row[HISTORY_LOSS],
            .accuracy = row[HISTORY_ACCURACY],
            .validation_loss = row[HISTORY_VALIDATION_LOSS],
            .validation_accuracy = row[HISTORY_VALIDATION_ACCURACY],
            .learning_rate = row[HISTORY_LEARNING_RATE],
            .best = row[HISTORY_BEST] != 0,
        };
    }
    state->history = history;
    return true;
}

static bool take_progress(const struct restoring *restoring, struct loop_state *state)
{
    const double *progress = find_doubles(restoring, "progress", PROGRESS_NUMBERS, 0);
    if (!progress)
        return false;
    state->loss_sum = progress[PROGRESS_LOSS];
    state->penalty_sum = progress[PROGRESS_PENALTY];
    state->squares = progress[PROGRESS_SQUARES];
    state->best = progress[PROGRESS_BEST];
    return true;
}

/* Where the run is; *update too, which must be that place. */
static bool take_place(const struct restoring *restoring, struct loop_state *state, long *update)
{
    const struct data_set *set = restoring->set;
    const struct problem *problem = set->problem;
    long batches = order_batches(problem->training, set->training.count), epoch, batch, right,
         best_epoch;
    if (!take_integer(restoring, "epoch", INT_MAX - 1, &epoch) ||
        !take_integer(restoring, "batch", batches, &batch) ||
        !take_integer(restoring, "update", LONG_MAX / 2, update) ||
        !take_integer(restoring, "right", set->training.count, &right) ||
        !take_integer(restoring, "best_epoch", INT_MAX, &best_epoch))
        return false;
    if (epoch < 1 || (batch == batches && batch > 0) || best_epoch >= epoch ||
        *update != problem->optimizer.done + (epoch - 1) * batches + batch)
        return fail_broken(restoring, "its place in the run cannot be");
    state->epoch = (int)epoch;
    state->history_count = (int)epoch - 1;
    state->batches = (int)batch;
    state->right = right;
    state->best_epoch = (int)best_epoch;
    return true;
}

/* The tensors into the engine, and in *best the best parameters if the file has them. */
static bool take_tensors(const struct restoring *restoring, const void *const **best)
{
    const char *kept = tensor_metadata(restoring->file, "kept");
    bool restored = kept && strcmp(kept, "last.") == 0, any = kept && *kept != '\0';
    size_t count = engine_tensor_count(restoring->engine), taken = 0;
    void **arrays = arena_array(restoring->arena, count, sizeof *arrays);
    if (!kept || (any && !restored && strcmp(kept, "best.") != 0))
        return fail_broken(restoring, "\"kept\" is neither \"best.\" nor \"last.\" nor nothing");
    for (size_t i = 0; i < count; i++) {
        const struct engine_tensor *tensor = engine_tensor(restoring->engine, i);
        bool parameter = !tensor->symbol;
        if (!take_tensor(restoring, tensor, parameter && restored ? kept : "", tensor->data))
            return false;
        if (!parameter || !any)
            continue;
        arrays[taken] = arena_array(restoring->arena,
                                    (size_t)tensor->rows * (size_t)tensor->columns, sizeof(double));
        if (!take_tensor(restoring, tensor, restored ? "" : kept, arrays[taken++]))
            return false;
    }
    *best = any ? (const void *const *)arrays : NULL;
    return true;
}

/* Each update of a number that is not finite is another such number: there is nothing to go on with. */
static bool check_finite(const struct restoring *restoring)
{
    bool single = engine_precision(restoring->engine) == PRECISION_SINGLE;
    for (size_t i = 0; i < engine_tensor_count(restoring->engine); i++) {
        const struct engine_tensor *tensor = engine_tensor(restoring->engine, i);
        size_t count = (size_t)tensor->rows * (size_t)tensor->columns;
        for (size_t k = 0; k < count && !tensor->symbol; k++)
            if (!(single ? isfinite(((const float *)tensor->data)[k])
                         : isfinite(((const double *)tensor->data)[k])))
                return fail(restoring, DIAGNOSTIC_CONFLICT, NULL, NULL,
                            "the run saved there diverged: its weights are no finite numbers");
    }
    return true;
}

bool checkpoint_resume(struct arena *arena, const char *path, struct loop *loop,
                       struct engine *engine, const struct data_set *set,
                       struct diagnostics *diagnostics)
{
    struct restoring restoring = {arena, path, NULL, engine, set, diagnostics};
    struct loop_state state = {0};
    const void *const *best = NULL;
    long update = 0;
    restoring.file = tensor_file_read(arena, path, diagnostics);
    if (!restoring.file || !check_format(&restoring) || !check_facts(&restoring) ||
        !take_place(&restoring, &state, &update) || !take_progress(&restoring, &state) ||
        !take_history(&restoring, &state) || !take_tensors(&restoring, &best) ||
        !check_finite(&restoring))
        return false;
    engine_set_updates(engine, update);
    loop_resume(loop, &state, best);
    return true;
}
