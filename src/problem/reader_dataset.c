/* "dataset" of a run file, and what must fit it: the number of inputs, the outputs of the last layer. The data
 * themselves are loaded, and held to this, by training/data_set.h. */
#include "problem/reader_dataset.h"

#include "number/number.h"
#include <string.h>

#define POINT_FEATURES 2 /* of all generators, and before "quadratic" */
#define QUADRATIC_FEATURES 5
#define CLASSES_MAX PROBLEM_MAX_UNITS

bool is_run_file(const struct json *root)
{
    return json_member(root, "dataset") || json_member(root, "schedule");
}

/* ---- which keys ---- */

/* What belongs to samples that are written out. */
static bool refuse_sample_keys(struct reader *reader)
{
    static const char *const keys[] = {"targets",       "updates", "batches",    "sample_numbers",
                                       "forward_after", "vary",    "wrt_inputs", "objective"};
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        const struct json *member = json_member(reader->root, keys[i]);
        if (member)
            return complain_key(&reader->json, member, DIAGNOSTIC_CONFLICT, NULL, NULL,
                                "\"%s\" does not go with \"dataset\"", keys[i]);
    }
    return true;
}

static bool check_both(struct reader *reader)
{
    const struct json *dataset = json_member(reader->root, "dataset");
    const struct json *schedule = json_member(reader->root, "schedule");
    if (dataset && schedule)
        return true;
    return complain_key(&reader->json, dataset ? dataset : schedule, DIAGNOSTIC_MISSING_KEY,
                        dataset ? "\"schedule\"" : "\"dataset\"", NULL,
                        "a run file has a \"dataset\" and a \"schedule\"; there is no \"%s\"",
                        dataset ? "schedule" : "dataset");
}

static bool read_kind(struct dataset_reader *of)
{
    struct json_reader *json = &of->reader->json;
    const struct json *kind = json_member(of->object, "kind");
    if (!kind)
        return complain(json, of->object, DIAGNOSTIC_MISSING_KEY, "\"kind\": a name", NULL,
                        "the data set has no \"kind\"");
    if (!expect_kind(json, kind, JSON_STRING, "\"kind\""))
        return false;
    for (int k = 0; k < DATASET_KINDS; k++)
        if (strcmp(kind->text, dataset_kind_names[k]) == 0) {
            of->dataset->kind = (enum dataset_kind)k;
            return true;
        }
    return complain_name(json, kind, "kind of data", dataset_kind_names, DATASET_KINDS);
}

static bool read_test_part(struct dataset_reader *of)
{
    const struct json *object = json_member(of->object, "test");
    if (!object)
        return true;
    struct data_source *test = arena_alloc(of->reader->json.arena, sizeof *test);
    of->dataset->test = test;
    return expect_kind(&of->reader->json, object, JSON_OBJECT, "\"test\"") &&
           check_keys(of->reader, object, OBJECT_TEST_DATA) && check_dataset_keys(of, object) &&
           read_source(of, object, test);
}

/* ---- classes ---- */

/* How many classes the source has, as far as the file says; 0: it does not. */
static int source_classes(const struct dataset *dataset)
{
    switch (dataset->kind) {
    case DATA_CSV:
    case DATA_IDX:
        return dataset->class_name_count;
    case DATA_BLOBS:
        return dataset->classes_modulo ? dataset->classes_modulo : dataset->centers;
    case DATA_SPIRAL:
        return dataset->centers;
    default:
        return 2;
    }
}

static bool refuse_without_classes(struct dataset_reader *of, const struct json *member)
{
    return of->dataset->target_count == 0 ||
           complain_key(&of->reader->json, member, DIAGNOSTIC_CONFLICT, NULL, NULL,
                        "\"%s\" does not go with \"targets\", which are numbers", member->key);
}

static bool check_name_once(struct dataset_reader *of, const struct json *node)
{
    for (const struct json *before = node->parent->first; before != node; before = before->next)
        if (strcmp(before->text, node->text) == 0)
            return complain(&of->reader->json, node, DIAGNOSTIC_CONFLICT, "each name once",
                            json_describe(of->reader->json.arena, node),
                            "two classes are called \"%s\"", node->text);
    return true;
}

static bool read_class_names(struct dataset_reader *of)
{
    struct json_reader *json = &of->reader->json;
    const struct json *array = json_member(of->object, "class_names");
    if (!array)
        return true;
    if (!refuse_without_classes(of, array) ||
        !expect_kind(json, array, JSON_ARRAY, "\"class_names\""))
        return false;
    int made = is_generated(of->dataset) ? source_classes(of->dataset) : 0;
    if (array->count < 2 || array->count > CLASSES_MAX || (made && (int)array->count != made))
        return complain(json, array, DIAGNOSTIC_WRONG_SHAPE,
                        made ? count_of(json->arena, made, "name")
                             : arena_printf(json->arena, "2 to %d names", CLASSES_MAX),
                        json_describe(json->arena, array),
                        "\"class_names\" must have a name for each class");
    const char **names = arena_array(json->arena, array->count, sizeof *names);
    for (const struct json *node = array->first; node; node = node->next) {
        if (!expect_line(json, node, "each name of a class") || !check_name_once(of, node))
            return false;
        names[node->index] = node->text;
    }
    of->dataset->class_names = names;
    of->dataset->class_name_count = (int)array->count;
    return true;
}

static bool read_kept_class(struct dataset_reader *of, const struct json *node, int *classes)
{
    struct json_reader *json = &of->reader->json;
    int known = source_classes(of->dataset), *kept = &classes[node->index];
    if (!expect_integer(json, node, 0, (known ? known : CLASSES_MAX) - 1,
                        known ? DIAGNOSTIC_WRONG_VALUE : DIAGNOSTIC_TOO_LARGE,
                        "each class of \"keep\" (classes count from 0)", kept))
        return false;
    for (size_t i = 0; i < node->index; i++)
        if (classes[i] == *kept)
            return complain(json, node, DIAGNOSTIC_WRONG_VALUE, "each class once",
                            json_describe(json->arena, node), "class %d is twice in \"keep\"",
                            *kept);
    return true;
}

static bool read_keep(struct dataset_reader *of)
{
    struct json_reader *json = &of->reader->json;
    const struct json *array = json_member(of->object, "keep");
    if (!array)
        return true;
    if (!refuse_without_classes(of, array) || !expect_kind(json, array, JSON_ARRAY, "\"keep\""))
        return false;
    if (array->count < 2 || array->count > CLASSES_MAX)
        return complain(json, array, DIAGNOSTIC_WRONG_SHAPE, "at least two classes",
                        json_describe(json->arena, array), "\"keep\" must name classes");
    int *classes = arena_array(json->arena, array->count, sizeof *classes);
    for (const struct json *node = array->first; node; node = node->next)
        if (!read_kept_class(of, node, classes))
            return false;
    of->dataset->keep = classes;
    of->dataset->keep_count = (int)array->count;
    return true;
}

/* ---- features ---- */

static bool read_scaling(struct dataset_reader *of)
{
    static const char *const words[] = {"none", "standard", "min_max"};
    static const enum scaling scalings[] = {SCALING_NONE, SCALING_STANDARD, SCALING_MIN_MAX};
    struct reader *reader = of->reader;
    const struct json *node = json_member(of->object, "scaling");
    int word = 0;
    if (node && node->kind == JSON_OBJECT) {
        of->dataset->scaling = SCALING_DIVIDE;
        if (!check_keys(reader, node, OBJECT_SCALING))
            return false;
        if (!json_member(node, "divide"))
            return complain(&reader->json, node, DIAGNOSTIC_MISSING_KEY, "\"divide\": a number",
                            NULL, "the scaling has no \"divide\"");
        return field_range(reader, node, "divide", RANGE_POSITIVE, &of->dataset->divisor);
    }
    if (node && node->kind != JSON_STRING)
        return complain(&reader->json, node, DIAGNOSTIC_WRONG_TYPE,
                        "\"none\", \"standard\", \"min_max\" or {\"divide\": a number}",
                        json_describe(reader->json.arena, node),
                        "\"scaling\" must be a name or an object");
    if (!field_choice(&reader->json, of->object, "scaling", words, 3, &word))
        return false;
    of->dataset->scaling = scalings[word];
    return true;
}

/* Numbers of a row as the network gets it; 0: the file does not say. */
static int feature_count(const struct dataset *dataset)
{
    if (dataset->quadratic)
        return QUADRATIC_FEATURES;
    return is_generated(dataset) ? POINT_FEATURES : dataset->feature_count;
}

static bool read_quadratic(struct dataset_reader *of)
{
    struct dataset *dataset = of->dataset;
    struct json_reader *json = &of->reader->json;
    if (!field_bool(json, of->object, "quadratic", &dataset->quadratic))
        return false;
    bool fits = !dataset->quadratic || dataset->feature_count == 0 ||
                dataset->feature_count == POINT_FEATURES;
    return fits ||
           complain_key(json, json_member(of->object, "quadratic"), DIAGNOSTIC_WRONG_SHAPE,
                        "two features", count_of(json->arena, dataset->feature_count, "feature"),
                        "\"quadratic\" is for two features");
}

static bool read_input_count(struct dataset_reader *of)
{
    struct json_reader *json = &of->reader->json;
    struct problem *problem = of->reader->problem;
    const struct json *node = json_member(of->reader->root, "inputs");
    int known = feature_count(of->dataset);
    problem->input_count = known;
    if (!node)
        return known || complain(json, of->reader->root, DIAGNOSTIC_MISSING_KEY,
                                 "\"inputs\": a whole number", NULL,
                                 "the run file has no \"inputs\", the number of features of a row");
    if (!expect_integer(json, node, 1, PROBLEM_MAX_UNITS, DIAGNOSTIC_TOO_LARGE,
                        "\"inputs\" of a run file", &problem->input_count))
        return false;
    return !known || known == problem->input_count ||
           complain(json, node, DIAGNOSTIC_WRONG_SHAPE, arena_printf(json->arena, "%d", known),
                    json_describe(json->arena, node), "a row of the data set has %s%s",
                    count_of(json->arena, known, "feature"),
                    of->dataset->quadratic ? ": x1, x2, x1^2, x2^2, x1*x2" : "");
}

/* ---- split ---- */

/* Something is left to train with. */
static bool check_shares(struct dataset_reader *of, const struct json *object)
{
    struct arena *scratch = arena_child(of->reader->json.arena);
    const char *shares[] = {of->dataset->validation_share, of->dataset->test_share};
    struct arithmetic *arithmetic = arithmetic_open(scratch, ARITHMETIC_CERTIFIED, PRECISION_FIRST);
    union cell sum = number_integer(arithmetic, 0);
    for (int i = 0; i < 2; i++)
        sum = number_add(arithmetic, sum, number_literal(arithmetic, shares[i], strlen(shares[i])));
    bool less = number_compare(arithmetic, sum, number_integer(arithmetic, 1)) == LESS;
    arena_close(scratch);
    return less || complain(&of->reader->json, object, DIAGNOSTIC_WRONG_VALUE,
                            "shares whose sum is below 1", NULL,
                            "\"validation\" and \"test\" leave no rows to train with");
}

static bool read_split(struct dataset_reader *of)
{
    struct dataset *dataset = of->dataset;
    const struct json *object = json_member(of->object, "split");
    dataset->validation_share = dataset->test_share = "0";
    if (!object)
        return true;
    if (!expect_kind(&of->reader->json, object, JSON_OBJECT, "\"split\"") ||
        !check_keys(of->reader, object, OBJECT_SPLIT) ||
        !field_range(of->reader, object, "validation", RANGE_FRACTION,
                     &dataset->validation_share) ||
        !field_range(of->reader, object, "test", RANGE_FRACTION, &dataset->test_share))
        return false;
    const struct json *test = json_member(object, "test");
    if (test && dataset->test)
        return complain_key(&of->reader->json, test, DIAGNOSTIC_CONFLICT, NULL, NULL,
                            "the test part has a source of its own; no share is split off for it");
    return check_shares(of, object) &&
           (!json_member(object, "seed") || field_seed(of->reader, object, &dataset->split_seed));
}

/* ---- the whole ---- */

bool read_dataset(struct reader *reader)
{
    struct dataset_reader of = {
        .reader = reader,
        .object = json_member(reader->root, "dataset"),
        .dataset = arena_alloc(reader->json.arena, sizeof *of.dataset),
    };
    if (!check_both(reader) || !refuse_sample_keys(reader) ||
        !expect_kind(&reader->json, of.object, JSON_OBJECT, "\"dataset\"") ||
        !check_keys(reader, of.object, OBJECT_DATASET) || !read_kind(&of) ||
        !check_dataset_keys(&of, of.object) || !read_source(&of, of.object, &of.dataset->train) ||
        !read_test_part(&of) || !read_columns(&of) || !read_shape_of_points(&of) ||
        !read_class_names(&of) || !read_keep(&of) || !read_quadratic(&of) || !read_scaling(&of) ||
        !read_split(&of))
        return false;
    reader->problem->dataset = of.dataset;
    return read_input_count(&of);
}

/* One output can tell two classes apart; else there is one for each class. */
bool check_outputs(struct reader *reader)
{
    const struct problem *problem = reader->problem;
    const struct dataset *dataset = problem->dataset;
    struct arena *arena = reader->json.arena;
    int outputs = problem->output_count;
    int classes = dataset->keep_count ? dataset->keep_count : source_classes(dataset);
    if (dataset->target_count ? outputs == dataset->target_count
                              : !classes || outputs == classes || (outputs == 1 && classes == 2))
        return true;
    const char *wanted =
        count_of(arena, dataset->target_count ? dataset->target_count : classes, "unit");
    return complain(&reader->json, json_member(reader->root, "layers"), DIAGNOSTIC_WRONG_SHAPE,
                    classes == 2 ? "1 or 2 units" : wanted, count_of(arena, outputs, "unit"),
                    "layer %d, the last, has %s; the data set has %s", problem->layer_count,
                    count_of(arena, outputs, "unit"),
                    dataset->target_count ? count_of(arena, dataset->target_count, "target")
                                          : arena_printf(arena, "%d classes", classes));
}
