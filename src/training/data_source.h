/* Loading of data sets from the inside: what files, generators, scaling and split share. Private to data sets.
 *
 * Functions that return bool return false after exactly one diagnostic.
 */
#ifndef TRAINING_DATA_SOURCE_H
#define TRAINING_DATA_SOURCE_H

#include "training/number_rows.h"

/* Checked before anything of that size is allocated. A file has FILE_MAX_BYTES at most, and so have the pixels of one. */
#define DATA_MAX_ROWS 10000000

struct loading {
    struct arena *arena, *scratch; /* of the data set; of what is not needed once it is loaded */
    const struct problem *problem;
    const struct dataset *dataset;
    const char *folder;
    enum precision precision;
    struct diagnostics *diagnostics;
    struct arithmetic *doubles; /* for literals */
    bool targets;               /* rows have classes or target numbers */
};

/* Which columns of a CSV file are features: those of the training file are looked for in all others. */
struct feature_columns {
    const char *const *names; /* [count] by the header; NULL: by place */
    const int *places;        /* [count] from 0, in the training file */
    int count, file_columns;
};

/* Rows of one source, those of other classes than the kept ones left out. */
struct source_rows {
    const char *name; /* file for messages; NULL: a generator */
    struct number_rows features;
    int *numbers;      /* [features.most] in the source, from 1 */
    int *labels;       /* [features.most]; NULL: no classes */
    double *targets;   /* [features.most * outputs] of regression, or NULL */
    int width, height; /* of images, else 0 */
    struct feature_columns columns;
};

/* The rows themselves: the first part of a data set is from `rows[0]`, the rest from `rows[1]`. */
struct data_storage {
    struct source_rows rows[2];
    int first; /* rows from rows[0] */
    convert_row *convert[2];
    const double *targets; /* [count * outputs], or NULL */
    double off;            /* what a class is not, in a target row: 0; for a hinge loss -1 */
};

/* ---- data_set.c ---- */

/* The name of a file in the data folder. */
const char *data_path(const struct loading *loading, const char *name);

/* The value of a literal. */
double data_number(const struct loading *loading, const char *text, size_t length);

/* Reports about `file` (NULL: none) as a whole. Always false. */
bool data_complain(const struct loading *loading, const char *file, enum diagnostic_code code,
                   const char *expected, const char *found, const char *message);

/* Numbers that a row of the source has: two where quadratic features are made of them, else the problem's input_count. */
int data_source_features(const struct loading *loading);

/* Room for `most` rows. */
void source_rows_open(struct source_rows *rows, const struct loading *loading, size_t most);

/* Adds a row if its class is kept: the source's number of it, its features as the source has them, its class there (without
 * classes 0), its targets (may be NULL). Quadratic features are made here. */
void source_rows_add(struct source_rows *rows, const struct loading *loading, int number,
                     const double *features, int label, const double *targets);

/* Classes that the labels of a source may have: 0 to this - 1. */
int source_classes(const struct loading *loading);
/* What a class of the source is called after filtering, or -1. */
int kept_class(const struct dataset *dataset, int label);

/* ---- kinds of sources ---- */

/* `columns`: those of the training file, to be found again; NULL: as the dataset says. */
bool load_csv(const struct loading *loading, const char *path,
              const struct feature_columns *columns, struct source_rows *rows);
/* `labels` NULL: images only. */
bool load_idx(const struct loading *loading, const char *images, const char *labels,
              struct source_rows *rows);
/* `training`: the source of the training rows, which the centres of blobs come from. */
bool generate_rows(const struct loading *loading, const struct data_source *source,
                   const struct data_source *training, struct source_rows *rows);

/* ---- split.c ---- */

/* Rows 0 to first - 1 are split as the dataset says; the others, up to count, are the test part if there are any. */
bool split_rows(const struct loading *loading, int first, struct data_set *set);

/* ---- scaling.c ---- */

/* Scaling that divides every feature by the dataset's number. */
void scale_by_division(const struct loading *loading, struct data_set *set);
/* Fits the scaling on the training rows, and sees that every scaled number is finite. */
bool fit_scaling(const struct loading *loading, struct data_set *set);
/* Every number of the set, features scaled, is finite in its precision. */
bool check_numbers(const struct loading *loading, const struct data_set *set);
/* Chooses how rows are converted with the set's scaling. */
void choose_conversions(struct data_set *set, struct data_storage *storage);

#endif
