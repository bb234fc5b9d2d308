/* The order of training: which rows are in which batch. A pure function of the schedule, so that any update of a run can be
 * found without the ones before it. Random numbers are those of number/random.h: the same on every machine. */
#ifndef TRAINING_ORDER_H
#define TRAINING_ORDER_H

#include "problem/run_file.h"
#include "training/data_set.h"

/* Brings rows[0..count-1] into an order drawn by Fisher and Yates with words of the seed, each order as likely. */
void shuffle_rows(uint64_t seed, int *rows, int count);

/* Updates in one epoch over `rows` rows: at least 1, or 0 when the only batch is dropped. */
int order_batches(const struct training *training, int rows);

/* The rows of the data set in the order of `epoch` (from 1): `part` as it is, or shuffled by a seed made of the
 * schedule's and the epoch. Into order[part->count]. */
void order_epoch(const struct training *training, const struct data_part *part, int epoch,
                 int *order);

/* Rows of batch `batch` (from 1) in an epoch's order: *rows points into it. The count. */
int order_batch(const struct training *training, const int *order, int count, int batch,
                const int **rows);

#endif
