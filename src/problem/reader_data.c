/* The samples: inputs, and targets as rows or as class numbers. What a loss wants of its targets
 * beyond their shape is only a warning. */
#include "problem/reader.h"

#include <stdlib.h>
#include <string.h>

static bool check_value_count(struct reader *reader, const struct json *node, const char *what,
                              long rows, long columns)
{
    if (rows * columns <= PROBLEM_MAX_VALUES)
        return true;
    return complain(&reader->json, node, DIAGNOSTIC_TOO_LARGE,
                    arena_printf(reader->json.arena, "at most %d numbers", PROBLEM_MAX_VALUES),
                    arena_printf(reader->json.arena, "%ld x %ld", rows, columns),
                    "%s are too many numbers", what);
}

bool read_inputs(struct reader *reader)
{
    const struct json *node = json_member(reader->root, "inputs");
    struct shape shape = {0}, limit = {PROBLEM_MAX_SAMPLES, PROBLEM_MAX_UNITS};
    if (!node)
        return complain(&reader->json, reader->root, DIAGNOSTIC_MISSING_KEY,
                        "\"inputs\": an array with one row of numbers per sample", NULL,
                        "the problem has no \"inputs\"");
    if (node->kind == JSON_NUMBER)
        return complain(&reader->json, node, DIAGNOSTIC_WRONG_TYPE, "an array of rows",
                        json_describe(reader->json.arena, node),
                        "the inputs must be an array of rows; their number alone is for run files, "
                        "which have a \"dataset\"");
    if (!measure_rows(reader, node, "the inputs", limit, &shape) ||
        !check_value_count(reader, node, "the inputs", shape.rows, shape.columns))
        return false;

    const char **inputs = arena_array(reader->json.arena,
                                      (size_t)shape.rows * (size_t)shape.columns, sizeof(*inputs));
    reader->problem->sample_count = shape.rows;
    reader->problem->input_count = shape.columns;
    reader->problem->inputs = inputs;
    return fill_rows(reader, node, "each input", inputs, (size_t)shape.columns, 1);
}

/* ---- what the samples are called ---- */

static int compare_numbers(const void *left, const void *right)
{
    int a = *(const int *)left, b = *(const int *)right;
    return a < b ? -1 : a > b;
}

static bool check_numbers_once(struct reader *reader, const struct json *array, const int *numbers)
{
    int *sorted = arena_array(reader->json.arena, array->count, sizeof *sorted);
    memcpy(sorted, numbers, array->count * sizeof *sorted);
    qsort(sorted, array->count, sizeof *sorted, compare_numbers);
    for (size_t i = 1; i < array->count; i++)
        if (sorted[i - 1] == sorted[i])
            return complain(&reader->json, array, DIAGNOSTIC_WRONG_VALUE, "each number once", NULL,
                            "two samples have the number %d", sorted[i]);
    return true;
}

bool read_sample_numbers(struct reader *reader)
{
    const struct json *array = json_member(reader->root, "sample_numbers");
    size_t samples = (size_t)reader->problem->sample_count;
    struct arena *arena = reader->json.arena;
    if (!array)
        return true;
    if (!expect_kind(&reader->json, array, JSON_ARRAY, "\"sample_numbers\""))
        return false;
    if (array->count != samples)
        return complain(&reader->json, array, DIAGNOSTIC_WRONG_SHAPE,
                        count_of(arena, (long)samples, "number"), json_describe(arena, array),
                        "\"sample_numbers\" must have a number for each row of the inputs");
    int *numbers = arena_array(arena, samples, sizeof *numbers);
    for (const struct json *node = array->first; node; node = node->next)
        if (!expect_integer(&reader->json, node, 1, PROBLEM_MAX_SAMPLE_NUMBER, DIAGNOSTIC_TOO_LARGE,
                            "each of the \"sample_numbers\"", &numbers[node->index]))
            return false;
    reader->problem->sample_numbers = numbers;
    return check_numbers_once(reader, array, numbers);
}

/* ---- targets ---- */

static bool check_target_rows(struct reader *reader, const struct json *node, size_t rows)
{
    size_t samples = (size_t)reader->problem->sample_count;
    if (rows == samples)
        return true;
    return complain(&reader->json, node, DIAGNOSTIC_WRONG_SHAPE,
                    arena_printf(reader->json.arena, "%s (one per row of the inputs)",
                                 count_of(reader->json.arena, (long)samples, "target")),
                    count_of(reader->json.arena, (long)rows, "target"),
                    "the inputs have %s, the targets %zu",
                    count_of(reader->json.arena, (long)samples, "row"), rows);
}

static bool read_dense_targets(struct reader *reader, const struct json *node)
{
    struct problem *problem = reader->problem;
    struct shape shape = {0}, limit = {PROBLEM_MAX_SAMPLES, PROBLEM_MAX_UNITS};
    if (!measure_rows(reader, node, "the targets", limit, &shape) ||
        !check_target_rows(reader, node, (size_t)shape.rows))
        return false;
    if (shape.columns != problem->output_count)
        return complain(&reader->json, node->first, DIAGNOSTIC_WRONG_SHAPE,
                        count_of(reader->json.arena, problem->output_count, "number"),
                        count_of(reader->json.arena, shape.columns, "number"),
                        "layer %d, the last, has %s, a row of the targets has %d",
                        problem->layer_count,
                        count_of(reader->json.arena, problem->output_count, "unit"), shape.columns);
    if (!check_value_count(reader, node, "the targets", shape.rows, shape.columns))
        return false;

    const char **targets = arena_array(
        reader->json.arena, (size_t)shape.rows * (size_t)shape.columns, sizeof(*targets));
    problem->targets = targets;
    return fill_rows(reader, node, "each target", targets, (size_t)shape.columns, 1);
}

/* Writes the class numbers out as one-hot rows. */
static void expand_classes(struct reader *reader, const int *classes)
{
    struct problem *problem = reader->problem;
    size_t columns = (size_t)problem->output_count;
    size_t count = (size_t)problem->sample_count * columns;
    const char **targets = arena_array(reader->json.arena, count, sizeof(*targets));
    for (size_t i = 0; i < count; i++)
        targets[i] = (size_t)classes[i / columns] == i % columns ? "1" : "0";
    problem->classes = classes;
    problem->targets = targets;
}

static bool read_class_targets(struct reader *reader, const struct json *node)
{
    struct problem *problem = reader->problem;
    if (!check_target_rows(reader, node, node->count))
        return false;
    if (problem->output_count == 1)
        return complain(&reader->json, node, DIAGNOSTIC_WRONG_SHAPE, "rows of 1 number: [[1], ...]",
                        json_describe(reader->json.arena, node),
                        "class numbers need two or more outputs, the last layer has 1 unit");
    if (!check_value_count(reader, node, "the targets", problem->sample_count,
                           problem->output_count))
        return false;
    int *classes = arena_array(reader->json.arena, node->count, sizeof(*classes));
    for (const struct json *number = node->first; number; number = number->next)
        if (!expect_integer(&reader->json, number, 0, problem->output_count - 1,
                            DIAGNOSTIC_WRONG_VALUE, "each class number (classes count from 0)",
                            &classes[number->index]))
            return false;
    expand_classes(reader, classes);
    return true;
}

bool read_targets(struct reader *reader)
{
    const struct json *node = json_member(reader->root, "targets");
    if (!node)
        return true;
    if (node->kind != JSON_ARRAY)
        return complain(&reader->json, node, DIAGNOSTIC_WRONG_TYPE,
                        "an array of rows, or of class numbers from 0",
                        json_describe(reader->json.arena, node), "the targets must be an array");
    if (node->count > 0 && node->first->kind == JSON_NUMBER)
        return read_class_targets(reader, node);
    return read_dense_targets(reader, node);
}
