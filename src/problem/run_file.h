/* Run files: problem files with "dataset" and "schedule" in place of samples written out. What these two keys say,
 * read and checked; the data themselves are loaded by training/data_set.h. Numbers are literals, as in problem.h.
 */
#ifndef PROBLEM_RUN_FILE_H
#define PROBLEM_RUN_FILE_H

#include <stdbool.h>
#include <stdint.h>

/* ---- "dataset" ---- */

/* DATA_CSV, DATA_IDX and generators, in the order of their names: "csv", "idx", "xor", "moons", "blobs", "spiral",
 * "circles". */
enum dataset_kind {
    DATA_CSV,
    DATA_IDX,
    DATA_XOR,
    DATA_MOONS,
    DATA_BLOBS,
    DATA_SPIRAL,
    DATA_CIRCLES,
    DATASET_KINDS
};
extern const char *const dataset_kind_names[DATASET_KINDS];

/* One place that rows come from. Names of files are as written: relative to the data folder. */
struct data_source {
    const char *file;            /* csv */
    const char *images, *labels; /* idx */
    int samples;                 /* generators */
    uint64_t seed;
};

/* How features are scaled before training. What is fitted is fitted on the training rows alone. */
enum scaling {
    SCALING_NONE,
    SCALING_DIVIDE, /* x / divisor */
    SCALING_STANDARD, /* (x - mean) / standard deviation (of the population); a constant feature gives 0 */
    SCALING_MIN_MAX, /* (x - least) / (most - least); a constant feature gives 0 */
};

struct dataset {
    enum dataset_kind kind;
    struct data_source train;
    const struct data_source
        *test; /* rows of the test part from a source of their own; NULL: none */

    /* csv: columns by the names in the header, or without one by number ("1"). */
    bool header;
    const char *label; /* the column of classes; NULL: regression, or two or more target columns */
    const char *const *targets; /* [target_count], when there is no label */
    int target_count;
    const char *const
        *features; /* [feature_count]; 0: all columns that are neither label nor target */
    int feature_count;

    /* generators: docs/problem-format.md says what each makes of them */
    const char *noise;  /* standard deviation of what is added to each coordinate */
    int centers;        /* blobs: how many; spiral: arms */
    const char *turns;  /* spiral */
    const char *factor; /* circles: the inner radius, the outer one being 1 */

    const char *const *
        class_names; /* [class_name_count]: of class 0, 1, ...; also what a CSV's label column has when it
                                     * is not numbers; NULL: classes are called by their numbers */
    int class_name_count;
    const int *
        keep; /* [keep_count] only rows of these classes, renumbered 0, 1, ... in this order; 0: all */
    int keep_count;
    int classes_modulo; /* blobs: class = centre modulo this; 0: the centre's number */

    bool quadratic; /* x1, x2 become x1, x2, x1^2, x2^2, x1*x2: two features only; before scaling */
    enum scaling scaling;
    const char *divisor;

    /* Shares of the rows of `train`, drawn by split_seed: floor(share * rows) each, test first. "0": none. */
    const char *validation_share, *test_share;
    uint64_t split_seed;
};

/* ---- "schedule" ---- */

/* What is looked at after each epoch. Accuracies are better when larger. */
enum monitor {
    MONITOR_LOSS,
    MONITOR_ACCURACY,
    MONITOR_VALIDATION_LOSS,
    MONITOR_VALIDATION_ACCURACY,
    MONITORS
};
extern const char *const monitor_names[MONITORS]; /* "loss", "accuracy", "validation_loss", ... */

struct training {
    int epochs;
    int batch_size; /* the problem's "batch_size"; default 32 */
    bool shuffle;   /* the rows anew in each epoch */
    uint64_t seed;  /* of shuffling */
    bool drop_last; /* a last batch with fewer rows is left out */
    bool double_precision;

    /* Stops when `monitor` has not improved by more than min_delta in `patience` epochs; patience 0: never. */
    struct early_stopping {
        enum monitor monitor;
        int patience;
        const char *min_delta;
        bool restore_best;
    } early_stopping;

    /* Stops after the first epoch whose `tolerance_monitor` (a loss) is below `tolerance`; NULL: never. */
    const char *tolerance;
    enum monitor tolerance_monitor;
};

#endif
