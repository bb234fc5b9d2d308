/* Data sets: the rows of a run file's "dataset", loaded, filtered, relabelled, scaled and split.
 *
 * A row is `features` numbers and a target. Rows keep the number they have in their source (from 1, header lines and the
 * label of a file not counted): that is the `s` of ids, whatever is filtered or shuffled afterwards.
 */
#ifndef TRAINING_DATA_SET_H
#define TRAINING_DATA_SET_H

#include "base/diagnostic.h"
#include "problem/problem.h"
#include <stdbool.h>

/* The numbers that training calculates with. */
enum precision { PRECISION_SINGLE, PRECISION_DOUBLE };

static inline double real_at(enum precision precision, const void *numbers, size_t index)
{
    return precision == PRECISION_SINGLE ? (double)((const float *)numbers)[index]
                                         : ((const double *)numbers)[index];
}

/* Rows of one part of the data, in the order of the source: rows[i] is a row of the data set, from 0. */
struct data_part {
    const int *rows;
    int count; /* 0: there is no such part */
};

/* x becomes (x - shift[i]) / scale[i], feature by feature; NULL: as it is. */
struct feature_scaling {
    const double *shift, *scale; /* [features] */
};

struct data_set {
    const struct problem *problem;
    enum precision precision;
    int count;                      /* rows of all parts */
    int features;                   /* of a row as the network gets it: the problem's input_count */
    int outputs;                    /* numbers of a target row: the problem's output_count */
    int classes;                    /* 0: regression */
    const char *const *class_names; /* [classes]; NULL: by number */
    const int *numbers;             /* [count] the row's number in its source */
    const int *labels;              /* [count] class of each row, from 0, or NULL */
    struct feature_scaling scaling;
    struct data_part training, validation, test;
    struct data_storage *storage; /* the numbers themselves; data_set_gather reads them */
};

/* Loads what `problem->dataset` says. Names of files are relative to `folder`. In `arena`. NULL after one diagnostic, which
 * names the file and the row: no-file, read-failed, and data-file for what a file has wrong (a ragged row, text in a
 * column of numbers, a label that is no class of the network, a truncated or lying IDX header, NaN); wrong-shape where
 * data and network do not fit. */
const struct data_set *data_set_load(struct arena *arena, const struct problem *problem,
                                     const char *folder, enum precision precision,
                                     struct diagnostics *diagnostics);

/* The same without its rows, for data_set_load_inputs where the data are not at hand; scaling that is fitted to them is NULL.
 * NULL where only the data say which columns of a CSV file are features. */
const struct data_set *data_set_without_rows(struct arena *arena, const struct problem *problem,
                                             enum precision precision);

/* Rows without targets, for predictions: a CSV file (with the feature columns of the run's, whatever else it has) or IDX
 * images, features made and scaled as `set` was. One part, `test`; labels NULL. As data_set_load. */
const struct data_set *data_set_load_inputs(struct arena *arena, const struct data_set *set,
                                            const char *path, struct diagnostics *diagnostics);

/* The same data with other numbers in its scaling: those that a saved run was trained with. In `arena`. */
const struct data_set *data_set_rescale(struct arena *arena, const struct data_set *set,
                                        const struct feature_scaling *scaling);

/* Copies rows[0..count-1] in the set's precision: inputs[count * features] and targets[count * outputs] (either
 * NULL: not wanted), row by row. Targets of classes: one output 0 or 1 (-1 or 1 for a hinge loss), else one-hot. */
void data_set_gather(const struct data_set *set, const int *rows, int count, void *inputs,
                     void *targets);

/* The image of a row is width * height grey values 0 to 255 in IDX data; false for other data. `pixels`: [width * height],
 * which data_set_image_size says first. */
bool data_set_image_size(const struct data_set *set, int *width, int *height);
void data_set_image(const struct data_set *set, int row, unsigned char *pixels);

#endif
