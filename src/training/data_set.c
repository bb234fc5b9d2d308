/* Data sets: loaded from their sources, filtered, split and scaled; rows gathered for batches. */
#include "training/data_source.h"

#include "base/arena.h"
#include "base/file.h"
#include "number/number.h"
#include <float.h>
#include <limits.h>
#include <math.h>
#include <string.h>

#define QUADRATIC_FEATURES 5

/* ---- what loading shares ---- */

const char *data_path(const struct loading *loading, const char *name)
{
    return file_in_folder(loading->arena, loading->folder, name);
}

double data_number(const struct loading *loading, const char *text, size_t length)
{
    return number_literal(loading->doubles, text, length).real;
}

bool data_complain(const struct loading *loading, const char *file, enum diagnostic_code code,
                   const char *expected, const char *found, const char *message)
{
    return diagnose(
        loading->diagnostics,
        &(struct diagnostic){
            .code = code, .message = message, .file = file, .expected = expected, .found = found});
}

int data_source_features(const struct loading *loading)
{
    return loading->dataset->quadratic ? 2 : loading->problem->input_count;
}

int source_classes(const struct loading *loading)
{
    const struct dataset *dataset = loading->dataset;
    int outputs = loading->problem->output_count;
    if (dataset->class_name_count > 0)
        return dataset->class_name_count;
    if (dataset->keep_count > 0)
        return INT_MAX;
    return outputs == 1 ? 2 : outputs;
}

int kept_class(const struct dataset *dataset, int label)
{
    if (dataset->keep_count == 0)
        return label;
    for (int i = 0; i < dataset->keep_count; i++)
        if (dataset->keep[i] == label)
            return i;
    return -1;
}

/* ---- rows ---- */

static bool has_classes(const struct loading *loading)
{
    return loading->targets && loading->dataset->target_count == 0;
}

void source_rows_open(struct source_rows *rows, const struct loading *loading, size_t most)
{
    bool rounded =
        loading->precision == PRECISION_SINGLE && loading->dataset->scaling == SCALING_NONE;
    number_rows_open(&rows->features, loading->arena, most, (size_t)loading->problem->input_count,
                     rounded);
    rows->numbers = arena_array(loading->scratch, most, sizeof *rows->numbers);
    if (has_classes(loading))
        rows->labels = arena_array(loading->scratch, most, sizeof *rows->labels);
    else if (loading->targets)
        rows->targets = arena_array(loading->scratch, most,
                                    (size_t)loading->problem->output_count * sizeof *rows->targets);
}

void source_rows_add(struct source_rows *rows, const struct loading *loading, int number,
                     const double *features, int label, const double *targets)
{
    size_t at = rows->features.count, outputs = (size_t)loading->problem->output_count;
    if (rows->labels) {
        label = kept_class(loading->dataset, label);
        if (label < 0)
            return;
        rows->labels[at] = label;
    }
    if (rows->targets)
        memcpy(rows->targets + at * outputs, targets, outputs * sizeof *targets);
    rows->numbers[at] = number;
    if (!loading->dataset->quadratic) {
        number_rows_add(&rows->features, features);
        return;
    }
    double x = features[0], y = features[1];
    const double quadratic[QUADRATIC_FEATURES] = {x, y, x * x, y * y, x * y};
    number_rows_add(&rows->features, quadratic);
}

/* ---- sources ---- */

static bool load_source(const struct loading *loading, const struct data_source *source,
                        const struct feature_columns *columns, struct source_rows *rows)
{
    switch (loading->dataset->kind) {
    case DATA_CSV:
        return load_csv(loading, data_path(loading, source->file), columns, rows);
    case DATA_IDX:
        return load_idx(loading, data_path(loading, source->images),
                        data_path(loading, source->labels), rows);
    default:
        return generate_rows(loading, source, &loading->dataset->train, rows);
    }
}

static bool load_sources(const struct loading *loading, struct data_storage *storage)
{
    const struct dataset *dataset = loading->dataset;
    struct source_rows *rows = storage->rows;
    if (!load_source(loading, &dataset->train, NULL, &rows[0]))
        return false;
    storage->first = (int)rows[0].features.count;
    if (!dataset->test)
        return true;
    if (!load_source(loading, dataset->test, &rows[0].columns, &rows[1]))
        return false;
    if (rows[1].features.count == 0)
        return data_complain(loading, rows[1].name, DIAGNOSTIC_DATA_FILE, NULL, NULL,
                             "no row of the test part is of a class that \"keep\" names");
    return rows[0].width == rows[1].width ||
           data_complain(
               loading, rows[1].name, DIAGNOSTIC_WRONG_SHAPE,
               arena_printf(loading->scratch, "%d x %d pixels", rows[0].height, rows[0].width),
               arena_printf(loading->scratch, "%d x %d pixels", rows[1].height, rows[1].width),
               "the images of the test part are not of the shape of the others");
}

/* Puts the rows of both sources behind one another; `values` [2] are arrays of `size` bytes a row, or NULL. */
static const void *join(const struct loading *loading, const struct data_storage *storage,
                        const void *const *values, size_t size)
{
    size_t first = storage->rows[0].features.count, second = storage->rows[1].features.count;
    if (!values[0])
        return NULL;
    char *joined = arena_array(loading->arena, first + second, size);
    memcpy(joined, values[0], first * size);
    if (second > 0)
        memcpy(joined + first * size, values[1], second * size);
    return joined;
}

static void join_rows(const struct loading *loading, struct data_storage *storage,
                      struct data_set *set)
{
    const struct source_rows *rows = storage->rows;
    size_t outputs = (size_t)loading->problem->output_count;
    set->numbers = join(loading, storage, (const void *[]){rows[0].numbers, rows[1].numbers},
                        sizeof *set->numbers);
    set->labels = join(loading, storage, (const void *[]){rows[0].labels, rows[1].labels},
                       sizeof *set->labels);
    storage->targets = join(loading, storage, (const void *[]){rows[0].targets, rows[1].targets},
                            outputs * sizeof *storage->targets);
    set->count = (int)(rows[0].features.count + rows[1].features.count);
}

/* ---- classes ---- */

static bool check_kept(const struct loading *loading, const struct data_set *set)
{
    const struct dataset *dataset = loading->dataset;
    long *rows = arena_array(loading->scratch, (size_t)set->classes, sizeof *rows);
    for (int i = 0; dataset->keep_count > 0 && i < set->storage->first; i++)
        rows[set->labels[i]]++;
    for (int i = 0; i < dataset->keep_count; i++)
        if (rows[i] == 0)
            return data_complain(
                loading, set->storage->rows[0].name, DIAGNOSTIC_DATA_FILE, NULL, NULL,
                arena_printf(loading->scratch, "\"keep\" names class %d, of which there is no row",
                             dataset->keep[i]));
    return true;
}

static void name_classes(const struct loading *loading, struct data_set *set)
{
    const struct dataset *dataset = loading->dataset;
    set->class_names = dataset->class_names;
    if (dataset->keep_count == 0)
        return;
    const char **names = arena_array(loading->arena, (size_t)set->classes, sizeof *names);
    for (int i = 0; i < set->classes; i++)
        names[i] = dataset->class_names ? dataset->class_names[dataset->keep[i]]
                                        : arena_printf(loading->arena, "%d", dataset->keep[i]);
    set->class_names = names;
}

static void take_classes(const struct loading *loading, struct data_set *set)
{
    int outputs = loading->problem->output_count;
    if (loading->dataset->target_count > 0)
        return;
    set->classes = outputs == 1 ? 2 : outputs;
    name_classes(loading, set);
}

/* What a class is not, in a row of targets. */
static double off_value(const struct problem *problem)
{
    const struct loss *loss = &problem->loss;
    bool hinge = loss->entry && !loss->custom && strcmp(loss->entry->name, "hinge") == 0;
    return hinge ? -1 : 0;
}

/* ---- loading ---- */

static struct loading begin_loading(struct arena *arena, const struct problem *problem,
                                    const char *folder, enum precision precision,
                                    struct diagnostics *diagnostics)
{
    struct loading loading = {.arena = arena,
                              .scratch = arena_child(arena),
                              .problem = problem,
                              .dataset = problem->dataset,
                              .folder = folder,
                              .precision = precision,
                              .diagnostics = diagnostics,
                              .targets = true};
    loading.doubles = arithmetic_open(loading.scratch, ARITHMETIC_FLOAT64, PRECISION_FIRST);
    return loading;
}

static void begin_set(const struct loading *loading, struct data_set *set)
{
    *set = (struct data_set){.problem = loading->problem,
                             .precision = loading->precision,
                             .features = loading->problem->input_count,
                             .outputs = loading->problem->output_count};
    take_classes(loading, set);
}

static void warn_unscaled(const struct loading *loading)
{
    const struct dataset *dataset = loading->dataset;
    if (dataset->kind == DATA_IDX && dataset->scaling == SCALING_NONE)
        data_complain(loading, data_path(loading, dataset->train.images),
                      DIAGNOSTIC_FEATURES_NOT_SCALED, "\"scaling\": {\"divide\": 255}", NULL,
                      "pixels from 0 to 255 are not scaled, which makes training slow or unstable");
}

static bool load_set(const struct loading *loading, struct data_set *set,
                     struct data_storage *storage)
{
    begin_set(loading, set);
    storage->off = off_value(loading->problem);
    if (!load_sources(loading, storage))
        return false;
    join_rows(loading, storage, set);
    set->storage = storage;
    if (!check_kept(loading, set) || !split_rows(loading, storage->first, set) ||
        !fit_scaling(loading, set))
        return false;
    choose_conversions(set, storage);
    if (!check_numbers(loading, set))
        return false;
    warn_unscaled(loading);
    return true;
}

const struct data_set *data_set_load(struct arena *arena, const struct problem *problem,
                                     const char *folder, enum precision precision,
                                     struct diagnostics *diagnostics)
{
    struct loading loading = begin_loading(arena, problem, folder, precision, diagnostics);
    struct data_set *set = arena_alloc(arena, sizeof *set);
    bool loaded = load_set(&loading, set, arena_alloc(arena, sizeof *set->storage));
    arena_close(loading.scratch);
    return loaded ? set : NULL;
}

/* ---- rows to predict ---- */

static bool has_columns(const struct dataset *dataset)
{
    return dataset->kind != DATA_CSV || (dataset->header && dataset->feature_count > 0);
}

const struct data_set *data_set_without_rows(struct arena *arena, const struct problem *problem,
                                             enum precision precision)
{
    const struct dataset *dataset = problem->dataset;
    if (!has_columns(dataset))
        return NULL;
    struct loading loading = begin_loading(arena, problem, NULL, precision, NULL);
    struct data_set *set = arena_alloc(arena, sizeof *set);
    begin_set(&loading, set);
    set->storage = arena_alloc(arena, sizeof *set->storage);
    set->storage->rows[0].columns =
        (struct feature_columns){.names = dataset->features, .count = dataset->feature_count};
    if (dataset->scaling == SCALING_DIVIDE)
        scale_by_division(&loading, set);
    arena_close(loading.scratch);
    return set;
}

static bool load_inputs(const struct loading *loading, const struct data_set *of, const char *path,
                        struct data_set *set, struct data_storage *storage)
{
    static const char *const points[] = {"x1", "x2"};
    struct feature_columns columns = of->storage->rows[0].columns;
    bool idx = loading->dataset->kind == DATA_IDX;
    if (loading->dataset->kind > DATA_IDX)
        columns = (struct feature_columns){.names = points, .count = 2};
    begin_set(loading, set);
    if (idx ? !load_idx(loading, path, NULL, &storage->rows[0])
            : !load_csv(loading, path, &columns, &storage->rows[0]))
        return false;
    join_rows(loading, storage, set);
    storage->first = set->count;
    int *rows = arena_array(loading->arena, (size_t)set->count, sizeof *rows);
    for (int i = 0; i < set->count; i++)
        rows[i] = i;
    set->test = (struct data_part){rows, set->count};
    set->scaling = of->scaling;
    choose_conversions(set, storage);
    return check_numbers(loading, set);
}

const struct data_set *data_set_load_inputs(struct arena *arena, const struct data_set *set,
                                            const char *path, struct diagnostics *diagnostics)
{
    struct loading loading = begin_loading(arena, set->problem, NULL, set->precision, diagnostics);
    loading.targets = false;
    struct data_set *inputs = arena_alloc(arena, sizeof *inputs);
    bool loaded =
        load_inputs(&loading, set, path, inputs, arena_alloc(arena, sizeof *inputs->storage));
    arena_close(loading.scratch);
    return loaded ? inputs : NULL;
}

const struct data_set *data_set_rescale(struct arena *arena, const struct data_set *set,
                                        const struct feature_scaling *scaling)
{
    struct data_set *rescaled = arena_alloc(arena, sizeof *rescaled);
    struct data_storage *storage = arena_alloc(arena, sizeof *storage);
    *rescaled = *set;
    *storage = *set->storage;
    rescaled->scaling = *scaling;
    choose_conversions(rescaled, storage);
    return rescaled;
}

/* ---- gathering ---- */

static const void *features_at(const struct data_set *set, int row, bool *second)
{
    const struct data_storage *storage = set->storage;
    *second = row >= storage->first;
    return number_rows_at(&storage->rows[*second].features,
                          (size_t)(*second ? row - storage->first : row));
}

/* Number k of the row's targets. */
static double target(const struct data_set *set, int row, int k)
{
    const struct data_storage *storage = set->storage;
    if (!set->labels)
        return storage->targets[(size_t)row * (size_t)set->outputs + (size_t)k];
    return (set->outputs == 1 ? set->labels[row] == 1 : set->labels[row] == k) ? 1 : storage->off;
}

static void gather_targets(const struct data_set *set, int row, size_t at, void *targets)
{
    for (int k = 0; k < set->outputs; k++, at++) {
        if (set->precision == PRECISION_DOUBLE)
            ((double *)targets)[at] = target(set, row, k);
        else
            ((float *)targets)[at] = (float)target(set, row, k);
    }
}

void data_set_gather(const struct data_set *set, const int *rows, int count, void *inputs,
                     void *targets)
{
    size_t features = (size_t)set->features;
    size_t size = set->precision == PRECISION_DOUBLE ? sizeof(double) : sizeof(float);
    for (int i = 0; i < count; i++) {
        bool second;
        const void *from = features_at(set, rows[i], &second);
        if (inputs)
            set->storage->convert[second](from, &set->scaling, features,
                                          (char *)inputs + (size_t)i * features * size);
        if (targets)
            gather_targets(set, rows[i], (size_t)i * (size_t)set->outputs, targets);
    }
}

/* ---- images ---- */

bool data_set_image_size(const struct data_set *set, int *width, int *height)
{
    *width = set->storage->rows[0].width;
    *height = set->storage->rows[0].height;
    return *width > 0;
}

void data_set_image(const struct data_set *set, int row, unsigned char *pixels)
{
    bool second;
    memcpy(pixels, features_at(set, row, &second), (size_t)set->features);
}
