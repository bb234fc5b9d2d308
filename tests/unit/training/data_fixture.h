/* What the tests of data sets share: files in a temporary folder, problems made by hand, data sets loaded from them. */
#ifndef TESTS_UNIT_TRAINING_DATA_FIXTURE_H
#define TESTS_UNIT_TRAINING_DATA_FIXTURE_H

#include "../arena_fixture.h"
#include "training/data_set.h"

#include <criterion/new/assert.h>
#include <dirent.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>

static char folder[] = "data_set_XXXXXX";
static struct dataset dataset;
static struct problem problem;
static enum precision precision;

static inline void open_folder(void)
{
    open_arena();
    cr_assert_not_null(mkdtemp(folder));
    dataset = (struct dataset){
        .header = true, .label = "label", .validation_share = "0", .test_share = "0"};
    problem = (struct problem){.dataset = &dataset, .input_count = 2, .output_count = 1};
    precision = PRECISION_DOUBLE;
}

static inline const char *path_of(const char *name)
{
    return arena_printf(arena, "%s/%s", folder, name);
}

static inline void close_folder(void)
{
    DIR *directory = opendir(folder);
    for (struct dirent *entry; (entry = readdir(directory));)
        if (entry->d_name[0] != '.')
            unlink(path_of(entry->d_name));
    closedir(directory);
    rmdir(folder);
    close_arena();
}

static inline void write_bytes(const char *name, const void *bytes, size_t length)
{
    FILE *file = fopen(path_of(name), "wb");
    cr_assert(file != NULL && fwrite(bytes, 1, length, file) == length && fclose(file) == 0);
}

static inline void write_gz(const char *name, const void *bytes, size_t length)
{
    gzFile file = gzopen(path_of(name), "wb1");
    cr_assert(file != NULL && gzwrite(file, bytes, (unsigned)length) == (int)length);
    cr_assert(gzclose(file) == Z_OK);
}

static inline void write_csv(const char *text)
{
    write_bytes("data.csv", text, strlen(text));
    dataset.kind = DATA_CSV;
    dataset.train.file = "data.csv";
}

static inline const struct data_set *load(void)
{
    return data_set_load(arena, &problem, folder, precision, &diagnostics);
}

/* Loads what is fine; warnings do not matter. */
static inline const struct data_set *loaded(void)
{
    const struct data_set *set = load();
    cr_assert(set != NULL, "%s: %s", diagnostics.first ? diagnostics.first->file : "",
              diagnostics.first ? diagnostics.first->message : "");
    cr_assert_eq(diagnostics.errors, 0);
    return set;
}

static inline const char *shown(const char *text)
{
    return text ? text : "";
}

/* Loading gives one error: "code file:line:column message; expected; found", the file without the folder. */
static inline const char *error_of_list(void)
{
    const struct diagnostic *report = diagnostics.first;
    cr_assert(report && !report->next && diagnostics.errors == 1);
    const char *file = shown(report->file), *slash = strrchr(file, '/');
    const char *place =
        report->line ? arena_printf(arena, ":%zu:%zu", report->line, report->column) : "";
    const char *text = arena_printf(arena, "%s %s%s %s; %s; %s", diagnostic_code_name(report->code),
                                    slash ? slash + 1 : file, place, report->message,
                                    shown(report->expected), shown(report->found));
    diagnostics_open(&diagnostics, arena);
    return text;
}

static inline const char *error_of_loading(void)
{
    cr_assert_null(load());
    return error_of_list();
}

/* The features of one row, in doubles. */
static inline const double *row_of(const struct data_set *set, int row)
{
    double *numbers = arena_array(arena, (size_t)set->features, sizeof *numbers);
    if (set->precision == PRECISION_DOUBLE) {
        data_set_gather(set, &row, 1, numbers, NULL);
        return numbers;
    }
    float *floats = arena_array(arena, (size_t)set->features, sizeof *floats);
    data_set_gather(set, &row, 1, floats, NULL);
    for (int i = 0; i < set->features; i++)
        numbers[i] = (double)floats[i];
    return numbers;
}

#endif
