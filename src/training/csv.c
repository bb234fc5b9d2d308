/* Data from CSV files: columns by the names in the header or by number, then rows. Cells are split by base/csv.h and read
 * by csv_cells.c. */
#include "training/csv_reading.h"

#include "base/arena.h"
#include "base/file.h"
#include "base/json_fields.h"
#include <stdlib.h>
#include <string.h>

/* Cells of a row, with those nobody asks for. */
#define COLUMNS_MOST 100000

static bool fail_syntax(const struct csv_reading *reading)
{
    const struct csv_fault *fault = &reading->csv.fault;
    return csv_complain(reading, fault->place,
                        fault->too_large ? DIAGNOSTIC_TOO_LARGE : DIAGNOSTIC_DATA_FILE,
                        fault->expected, NULL, fault->message);
}

/* ---- columns ---- */

static const char *listed_columns(const struct csv_reading *reading)
{
    struct arena *arena = reading->loading->scratch;
    if (!reading->names)
        return arena_printf(arena, "a number from 1 to %d", reading->width);
    if (reading->width > NAMES_LISTED)
        return arena_printf(arena, "one of the %d columns that the first line names",
                            reading->width);
    return name_alternatives(arena, reading->names, (size_t)reading->width);
}

/* Numbers only: perhaps a file without a header. */
static bool is_header_of_numbers(const struct csv_reading *reading)
{
    for (int i = 0; i < reading->width; i++)
        if (!csv_is_number(reading->names[i], strlen(reading->names[i])))
            return false;
    return true;
}

static bool fail_column(const struct csv_reading *reading, const char *name)
{
    struct arena *arena = reading->loading->scratch;
    const char *hint = "";
    if (reading->names && is_header_of_numbers(reading))
        hint = "; the first line has numbers only: without a header say \"header\": false, and "
               "columns are called by number";
    else if (reading->names)
        hint = did_you_mean(arena, name, reading->names, (size_t)reading->width);
    return csv_complain(reading,
                        reading->csv.count ? reading->csv.cells[0].place : reading->csv.begin,
                        DIAGNOSTIC_DATA_FILE, listed_columns(reading), NULL,
                        arena_printf(arena, "there is no column \"%s\"%s", name, hint));
}

static int column_by_number(const struct csv_reading *reading, const char *name)
{
    int column = 0;
    for (const char *at = name; *at; at++) {
        if (*at < '0' || *at > '9' || column > reading->width)
            return -1;
        column = 10 * column + (*at - '0');
    }
    return column <= reading->width ? column - 1 : -1;
}

static bool fail_twice(const struct csv_reading *reading, int column)
{
    return csv_complain(reading, reading->csv.cells[column].place, DIAGNOSTIC_DATA_FILE, NULL, NULL,
                        arena_printf(reading->loading->scratch, "two columns are called \"%s\"",
                                     reading->names[column]));
}

static bool find_column(const struct csv_reading *reading, const char *name, int *column)
{
    *column = reading->names ? -1 : column_by_number(reading, name);
    for (int i = 0; reading->names && i < reading->width; i++) {
        if (strcmp(reading->names[i], name) != 0)
            continue;
        if (*column >= 0)
            return fail_twice(reading, i);
        *column = i;
    }
    return *column >= 0 || fail_column(reading, name);
}

static bool find_columns(const struct csv_reading *reading, const char *const *names, int count,
                         const int **columns)
{
    int *found = arena_array(reading->loading->arena, (size_t)count, sizeof *found);
    *columns = found;
    for (int i = 0; i < count; i++)
        if (!find_column(reading, names[i], &found[i]))
            return false;
    return true;
}

static bool is_target(const struct csv_reading *reading, int column)
{
    for (int i = 0; i < reading->target_count; i++)
        if (reading->targets[i] == column)
            return true;
    return column == reading->label;
}

struct named_column {
    const char *name;
    int place;
};

static int by_name(const void *left, const void *right)
{
    const struct named_column *a = left, *b = right;
    int order = strcmp(a->name, b->name);
    return order ? order : a->place - b->place;
}

/* Does each feature have a name of its own? Those that were asked for by name do. */
static bool check_names(const struct csv_reading *reading)
{
    const struct feature_columns *features = &reading->features;
    size_t count = (size_t)features->count;
    struct named_column *sorted = arena_array(reading->loading->scratch, count, sizeof *sorted);
    int twice = reading->width;
    for (size_t i = 0; i < count; i++)
        sorted[i] = (struct named_column){reading->names[features->places[i]], features->places[i]};
    qsort(sorted, count, sizeof *sorted, by_name);
    for (size_t i = 1; i < count; i++)
        if (strcmp(sorted[i - 1].name, sorted[i].name) == 0 && sorted[i].place < twice)
            twice = sorted[i].place;
    return twice == reading->width || fail_twice(reading, twice);
}

/* All that are neither label nor target. */
static void take_other_columns(struct csv_reading *reading)
{
    int *places = arena_array(reading->loading->arena, (size_t)reading->width, sizeof *places);
    for (int i = 0; i < reading->width; i++)
        if (!is_target(reading, i))
            places[reading->features.count++] = i;
    reading->features.places = places;
}

/* Label or targets, where rows have these. */
static bool choose_targets(struct csv_reading *reading)
{
    const struct dataset *dataset = reading->loading->dataset;
    if (!reading->loading->targets)
        return true;
    reading->target_count = dataset->target_count;
    return (!dataset->label || find_column(reading, dataset->label, &reading->label)) &&
           find_columns(reading, dataset->targets, dataset->target_count, &reading->targets);
}

static bool choose_features(struct csv_reading *reading)
{
    const struct dataset *dataset = reading->loading->dataset;
    struct feature_columns *features = &reading->features;
    features->count = dataset->feature_count;
    if (features->count == 0)
        take_other_columns(reading);
    else if (!find_columns(reading, dataset->features, features->count, &features->places))
        return false;
    features->file_columns = reading->width;
    if (!reading->names)
        return true;
    const char **names =
        arena_array(reading->loading->arena, (size_t)features->count, sizeof *names);
    for (int i = 0; i < features->count; i++)
        names[i] = reading->names[features->places[i]];
    features->names = names;
    return dataset->feature_count > 0 || check_names(reading);
}

/* The columns of the training file again: by name, or by place; a file of as many columns as there are features has
 * these only. */
static bool choose_again(struct csv_reading *reading, const struct feature_columns *columns)
{
    reading->features = *columns;
    if (columns->names)
        return find_columns(reading, columns->names, columns->count, &reading->features.places);
    if (reading->width == columns->file_columns)
        return true;
    if (reading->width == columns->count && !reading->loading->targets) {
        reading->features.count = 0;
        take_other_columns(reading);
        return true;
    }
    struct arena *arena = reading->loading->scratch;
    return data_complain(reading->loading, reading->source.name, DIAGNOSTIC_DATA_FILE,
                         columns->file_columns == columns->count
                             ? NULL
                             : arena_printf(arena, "%d columns, or those of the %d features",
                                            columns->file_columns, columns->count),
                         NULL, arena_printf(arena, "the file has %d columns", reading->width));
}

/* ---- the header ---- */

static bool read_header(struct csv_reading *reading)
{
    const char *begin = reading->csv.at;
    if (!csv_row(&reading->csv))
        return fail_syntax(reading);
    reading->width = (int)reading->csv.count;
    if (reading->width == 0)
        return data_complain(reading->loading, reading->source.name, DIAGNOSTIC_DATA_FILE, NULL,
                             NULL, "the file is empty");
    if (!reading->header) {
        reading->csv.at = begin;
        return true;
    }
    const char **names =
        arena_array(reading->loading->arena, (size_t)reading->width, sizeof *names);
    for (int i = 0; i < reading->width; i++) {
        struct csv_cell cell = csv_trimmed(reading->csv.cells[i]);
        names[i] = arena_copy(reading->loading->arena, cell.text, cell.length);
    }
    reading->names = names;
    return true;
}

static bool check_counts(const struct csv_reading *reading)
{
    const struct loading *loading = reading->loading;
    struct arena *arena = loading->scratch;
    int wanted = data_source_features(loading), found = reading->features.count;
    if (found != wanted)
        return data_complain(
            loading, reading->source.name, DIAGNOSTIC_WRONG_SHAPE,
            arena_printf(arena, "%d", wanted), arena_printf(arena, "%d", found),
            loading->dataset->quadratic
                ? "the number of feature columns is not the two that quadratic features want"
                : "the number of feature columns is not that of the network's inputs");
    if (loading->targets && reading->label < 0 &&
        reading->target_count != loading->problem->output_count)
        return data_complain(loading, reading->source.name, DIAGNOSTIC_WRONG_SHAPE,
                             arena_printf(arena, "%d", loading->problem->output_count),
                             arena_printf(arena, "%d", reading->target_count),
                             "the number of target columns is not that of the network's outputs");
    return true;
}

/* ---- rows ---- */

static bool check_width(const struct csv_reading *reading)
{
    struct arena *arena = reading->loading->scratch;
    int count = (int)reading->csv.count;
    if (count == reading->width)
        return true;
    return csv_complain(reading, reading->csv.cells[0].place, DIAGNOSTIC_DATA_FILE,
                        arena_printf(arena, "%d cells, as the first line has", reading->width),
                        arena_printf(arena, "%d", count),
                        arena_printf(arena, "row %d has too %s cells", reading->row,
                                     count < reading->width ? "few" : "many"));
}

static bool read_numbers(const struct csv_reading *reading, const int *columns, int count,
                         double *numbers)
{
    for (int i = 0; i < count; i++)
        if (!csv_read_number(reading, columns[i], &numbers[i]))
            return false;
    return true;
}

/* Cells of one row are at least as many bytes, counting what stands between them. */
static size_t rows_most(const struct csv_reading *reading)
{
    size_t lines = csv_rows_most(&reading->csv);
    size_t fitting = (size_t)(reading->csv.end - reading->csv.at) / (size_t)reading->width + 1;
    size_t most = lines < fitting ? lines : fitting;
    return most < DATA_MAX_ROWS ? most : DATA_MAX_ROWS;
}

static bool read_rows(struct csv_reading *reading, struct source_rows *rows)
{
    const struct loading *loading = reading->loading;
    double *features =
        arena_array(loading->scratch, (size_t)reading->features.count, sizeof *features);
    double *targets = arena_array(loading->scratch, (size_t)reading->target_count, sizeof *targets);
    source_rows_open(rows, loading, rows_most(reading));
    for (reading->row = 1;; reading->row++) {
        int label = 0;
        if (!csv_row(&reading->csv))
            return fail_syntax(reading);
        if (reading->csv.count == 0)
            return reading->row > 1 ||
                   data_complain(loading, reading->source.name, DIAGNOSTIC_DATA_FILE, NULL, NULL,
                                 "there are no rows");
        if (reading->row > DATA_MAX_ROWS)
            return data_complain(loading, reading->source.name, DIAGNOSTIC_TOO_LARGE, NULL, NULL,
                                 "there are more than 10000000 rows");
        if (!check_width(reading) ||
            !read_numbers(reading, reading->features.places, reading->features.count, features) ||
            !read_numbers(reading, reading->targets, reading->target_count, targets) ||
            (reading->label >= 0 && !csv_read_class(reading, &label)))
            return false;
        source_rows_add(rows, loading, reading->row, features, label, targets);
    }
}

static bool has_numeric_name(const struct dataset *dataset)
{
    for (int i = 0; i < dataset->class_name_count; i++)
        if (csv_is_number(dataset->class_names[i], strlen(dataset->class_names[i])))
            return true;
    return false;
}

static bool check_text(struct csv_reading *reading)
{
    if (reading->source.length >= 2 && memcmp(reading->source.bytes, "\x1F\x8B", 2) == 0)
        return data_complain(reading->loading, reading->source.name, DIAGNOSTIC_DATA_FILE,
                             "a CSV file", "data that gzip compressed",
                             "the file is compressed; unpack it first");
    return csv_check_encoding(&reading->csv) || fail_syntax(reading);
}

bool load_csv(const struct loading *loading, const char *path,
              const struct feature_columns *columns, struct source_rows *rows)
{
    struct csv_reading reading = {.loading = loading,
                                  .source.name = strcmp(path, "-") == 0 ? "standard input" : path,
                                  .label = -1,
                                  .header =
                                      columns ? columns->names != NULL : loading->dataset->header};
    reading.source.bytes =
        file_read(loading->scratch, path, &reading.source.length, loading->diagnostics);
    if (!reading.source.bytes)
        return false;
    rows->name = reading.source.name;
    reading.numeric_names = has_numeric_name(loading->dataset);
    csv_open(&reading.csv, loading->scratch, reading.source.bytes, reading.source.length,
             COLUMNS_MOST);
    if (!check_text(&reading) || !read_header(&reading) || !choose_targets(&reading) ||
        !(columns ? choose_again(&reading, columns) : choose_features(&reading)) ||
        !check_counts(&reading) || !read_rows(&reading, rows))
        return false;
    rows->columns = reading.features;
    return true;
}
