/* Keys of "dataset" that belong to some kinds of data only: where rows come from, columns of a CSV file, and the numbers
 * of generators. */
#include "problem/reader_dataset.h"

#include <stdlib.h>
#include <string.h>

#define SAMPLES_MAX 1000000 /* of a generator */
#define CENTERS_MAX 1000
#define COLUMNS_MAX 100000

#define OF(kind) (1U << DATA_##kind)
#define OF_GENERATORS (OF(XOR) | OF(MOONS) | OF(BLOBS) | OF(SPIRAL) | OF(CIRCLES))

/* Keys that are not for every kind of data. */
static const struct {
    const char *key;
    unsigned kinds;
} owned_keys[] = {
    {"file", OF(CSV)},
    {"header", OF(CSV)},
    {"label", OF(CSV)},
    {"targets", OF(CSV)},
    {"features", OF(CSV)},
    {"images", OF(IDX)},
    {"labels", OF(IDX)},
    {"samples", OF_GENERATORS},
    {"seed", OF_GENERATORS},
    {"noise", OF_GENERATORS},
    {"centers", OF(BLOBS) | OF(SPIRAL)},
    {"classes", OF(BLOBS)},
    {"turns", OF(SPIRAL)},
    {"factor", OF(CIRCLES)},
    {"quadratic", ~OF(IDX)},
};

bool is_generated(const struct dataset *dataset)
{
    return (OF_GENERATORS >> dataset->kind & 1) != 0;
}

bool check_dataset_keys(struct dataset_reader *of, const struct json *object)
{
    for (size_t i = 0; i < sizeof owned_keys / sizeof *owned_keys; i++) {
        const struct json *member = json_member(object, owned_keys[i].key);
        if (member && !(owned_keys[i].kinds >> of->dataset->kind & 1))
            return complain_key(&of->reader->json, member, DIAGNOSTIC_CONFLICT, NULL, NULL,
                                "\"%s\" does not apply to data of the kind \"%s\"", member->key,
                                dataset_kind_names[of->dataset->kind]);
    }
    return true;
}

/* ---- sources ---- */

static bool complain_missing(struct dataset_reader *of, const struct json *object, const char *key,
                             const char *wanted)
{
    return complain(&of->reader->json, object, DIAGNOSTIC_MISSING_KEY,
                    arena_printf(of->reader->json.arena, "\"%s\": %s", key, wanted), NULL,
                    "%s of the kind \"%s\" has no \"%s\"",
                    object == of->object ? "the data set" : "the test part",
                    dataset_kind_names[of->dataset->kind], key);
}

static bool read_file_name(struct dataset_reader *of, const struct json *object, const char *key,
                           const char **name)
{
    if (!field_string(&of->reader->json, object, key, name))
        return false;
    if (!*name)
        return complain_missing(of, object, key, "the name of a file");
    return **name || complain(&of->reader->json, json_member(object, key), DIAGNOSTIC_WRONG_VALUE,
                              "the name of a file", "\"\"", "\"%s\" must not be empty", key);
}

/* Points of the training rows made again would test nothing. */
static bool read_points(struct dataset_reader *of, const struct json *object,
                        struct data_source *source)
{
    const struct json *seed = json_member(object, "seed");
    bool test = object != of->object;
    if (!field_integer(&of->reader->json, object, "samples", 1, SAMPLES_MAX, &source->samples))
        return false;
    if (!source->samples)
        return complain_missing(of, object, "samples", "a whole number");
    if (test && !seed)
        return complain_missing(of, object, "seed", "a whole number");
    if (seed && !field_seed(of->reader, object, &source->seed))
        return false;
    if (test && source->seed == of->dataset->train.seed)
        return complain(&of->reader->json, seed, DIAGNOSTIC_CONFLICT, "another seed", NULL,
                        "the test part has the seed of the data set, which makes the same points");
    return true;
}

bool read_source(struct dataset_reader *of, const struct json *object, struct data_source *source)
{
    switch (of->dataset->kind) {
    case DATA_CSV:
        return read_file_name(of, object, "file", &source->file);
    case DATA_IDX:
        return read_file_name(of, object, "images", &source->images) &&
               read_file_name(of, object, "labels", &source->labels);
    default:
        return read_points(of, object, source);
    }
}

/* ---- columns ---- */

static bool read_column(struct dataset_reader *of, const struct json *node, const char *what,
                        const char **column)
{
    struct json_reader *json = &of->reader->json;
    int number = 0;
    if (!of->dataset->header) {
        if (!expect_integer(json, node, 1, COLUMNS_MAX, DIAGNOSTIC_TOO_LARGE,
                            arena_printf(json->arena, "%s without a header", what), &number))
            return false;
        *column = arena_printf(json->arena, "%d", number);
        return true;
    }
    if (!expect_line(json, node, what))
        return false;
    *column = node->text;
    return true;
}

/* `key` is a list of columns; *columns stays NULL without it. */
static bool read_column_list(struct dataset_reader *of, const char *key,
                             const char *const **columns, int *count)
{
    struct json_reader *json = &of->reader->json;
    const struct json *array = json_member(of->object, key);
    if (!array)
        return true;
    if (!expect_kind(json, array, JSON_ARRAY, arena_printf(json->arena, "\"%s\"", key)))
        return false;
    if (array->count == 0 || array->count > PROBLEM_MAX_UNITS)
        return complain(json, array, DIAGNOSTIC_WRONG_SHAPE,
                        arena_printf(json->arena, "1 to %d columns", PROBLEM_MAX_UNITS),
                        json_describe(json->arena, array), "\"%s\" must name columns", key);
    const char **names = arena_array(json->arena, array->count, sizeof *names);
    for (const struct json *node = array->first; node; node = node->next)
        if (!read_column(of, node, arena_printf(json->arena, "each column of \"%s\"", key),
                         &names[node->index]))
            return false;
    *columns = names;
    *count = (int)array->count;
    return true;
}

struct column {
    const char *name;
    const struct json *node;
};

static int compare_columns(const void *left, const void *right)
{
    const struct column *a = left, *b = right;
    int order = strcmp(a->name, b->name);
    if (order != 0)
        return order;
    /* the one further down in the file behind the other */
    const struct json *first = a->node, *second = b->node;
    if (first->parent != second->parent) {
        first = first->key ? first : first->parent;
        second = second->key ? second : second->parent;
    }
    return first->index < second->index ? -1 : first->index > second->index;
}

static bool check_columns_once(struct dataset_reader *of)
{
    static const char *const keys[] = {"label", "targets", "features"};
    const struct dataset *dataset = of->dataset;
    const char *const *const names[] = {&dataset->label, dataset->targets, dataset->features};
    size_t count = 0, most = 1 + (size_t)dataset->target_count + (size_t)dataset->feature_count;
    struct column *columns = arena_array(of->reader->json.arena, most, sizeof *columns);
    for (size_t k = 0; k < sizeof keys / sizeof *keys; k++) {
        const struct json *member = json_member(of->object, keys[k]);
        const struct json *node = member && member->kind == JSON_ARRAY ? member->first : member;
        for (size_t i = 0; node; node = k == 0 ? NULL : node->next, i++)
            columns[count++] = (struct column){names[k][i], node};
    }
    qsort(columns, count, sizeof *columns, compare_columns);
    for (size_t i = 1; i < count; i++)
        if (strcmp(columns[i - 1].name, columns[i].name) == 0)
            return complain(&of->reader->json, columns[i].node, DIAGNOSTIC_CONFLICT,
                            "each column once", NULL, "the column \"%s\" is named twice",
                            columns[i].name);
    return true;
}

static bool check_label_or_targets(struct dataset_reader *of)
{
    const struct json *label = json_member(of->object, "label");
    const struct json *targets = json_member(of->object, "targets");
    if (!label && !targets)
        return complain(&of->reader->json, of->object, DIAGNOSTIC_MISSING_KEY,
                        "\"label\": the column of classes, or \"targets\": the columns of numbers",
                        NULL, "the data set has neither \"label\" nor \"targets\"");
    return !label || !targets ||
           complain_key(&of->reader->json, label->index > targets->index ? label : targets,
                        DIAGNOSTIC_CONFLICT, NULL, NULL,
                        "\"label\" and \"targets\" exclude each other; give one of them");
}

bool read_columns(struct dataset_reader *of)
{
    struct dataset *dataset = of->dataset;
    const struct json *label = json_member(of->object, "label");
    if (dataset->kind != DATA_CSV)
        return true;
    dataset->header = true;
    return field_bool(&of->reader->json, of->object, "header", &dataset->header) &&
           check_label_or_targets(of) &&
           (!label || read_column(of, label, "\"label\"", &dataset->label)) &&
           read_column_list(of, "targets", &dataset->targets, &dataset->target_count) &&
           read_column_list(of, "features", &dataset->features, &dataset->feature_count) &&
           check_columns_once(of);
}

/* ---- generators ---- */

bool read_shape_of_points(struct dataset_reader *of)
{
    struct dataset *dataset = of->dataset;
    struct json_reader *json = &of->reader->json;
    if (!is_generated(dataset))
        return true;
    bool blobs = dataset->kind == DATA_BLOBS, spiral = dataset->kind == DATA_SPIRAL;
    dataset->noise = blobs ? "1" : "0.1";
    dataset->centers = blobs ? 3 : spiral ? 2 : 0;
    dataset->turns = spiral ? "1" : NULL;
    dataset->factor = dataset->kind == DATA_CIRCLES ? "0.5" : NULL;
    if (!field_range(of->reader, of->object, "noise", RANGE_NONNEGATIVE, &dataset->noise) ||
        !field_integer(json, of->object, "centers", 2, CENTERS_MAX, &dataset->centers) ||
        !field_range(of->reader, of->object, "turns", RANGE_POSITIVE, &dataset->turns) ||
        !field_range(of->reader, of->object, "factor", RANGE_FRACTION, &dataset->factor))
        return false;
    const struct json *classes = json_member(of->object, "classes");
    return !classes || expect_integer(json, classes, 2, dataset->centers, DIAGNOSTIC_WRONG_VALUE,
                                      "\"classes\"", &dataset->classes_modulo);
}
