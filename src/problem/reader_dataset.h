/* "dataset" while it is read: what reader_dataset.c and reader_dataset_keys.c share. */
#ifndef PROBLEM_READER_DATASET_H
#define PROBLEM_READER_DATASET_H

#include "problem/reader.h"

struct dataset_reader {
    struct reader *reader;
    const struct json *object;
    struct dataset *dataset;
};

/* The object has no key that another kind of data has and this one has not. */
bool check_dataset_keys(struct dataset_reader *of, const struct json *object);
/* Is the data set made by a generator? */
bool is_generated(const struct dataset *dataset);

/* Where the rows come from: file, images and labels, samples and seed; `object` is "dataset" or its "test". */
bool read_source(struct dataset_reader *of, const struct json *object, struct data_source *source);
/* header, label, targets, features */
bool read_columns(struct dataset_reader *of);
/* noise, centers, classes, turns, factor */
bool read_shape_of_points(struct dataset_reader *of);

#endif
