/* How good predictions are. Definitions as in scikit-learn's user guide, section "Classification metrics"; precision of a
 * class never predicted, and recall of a class without rows, count as 0. */
#ifndef TRAINING_METRICS_H
#define TRAINING_METRICS_H

#include "base/arena.h"
#include "training/data_set.h"

struct class_metrics {
    double precision, recall, f1;
    long support; /* rows of the class */
};

struct metrics {
    long rows;
    double
        loss; /* mean over the rows (sum for a loss that is summed over the batch), without penalty */
    /* classification */
    int classes;           /* 0: regression */
    const long *confusion; /* [classes * classes]: row = true class, column = predicted one */
    double accuracy;
    const struct class_metrics *of_class; /* [classes] */
    struct class_metrics macro, weighted; /* means over classes: plain, and weighted by support */
    /* regression */
    double r2, mean_squared_error,
        mean_absolute_error; /* r2: mean over outputs; 0 when targets do not vary */
};

/* Adds up predictions batch by batch. */
struct metrics_counter;
struct metrics_counter *metrics_open(struct arena *arena, const struct data_set *set);
/* `outputs` [count * set->outputs] in the set's precision, of these rows; `loss` their summed loss. */
void metrics_add(struct metrics_counter *counter, const int *rows, int count, const void *outputs,
                 double loss);
/* What was added since metrics_open, or since metrics_restart. In the counter's arena, until the next call. */
const struct metrics *metrics_result(struct metrics_counter *counter);
void metrics_restart(struct metrics_counter *counter);

/* How many of these rows, which have classes, are classified rightly. */
long metrics_right(const struct data_set *set, const int *rows, int count, const void *outputs);

/* The class that a row of outputs means: the largest (the first of equal ones); one output: 1 above the threshold, which is
 * 1/2 for a sigmoid with cross-entropy or squared error, 0 for logits and hinge. */
int predicted_class(const struct problem *problem, enum precision precision, const void *outputs);

#endif
