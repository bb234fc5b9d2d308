/* How a checkpoint is laid out, beyond the tensors of the engine; and the facts in it. For checkpoint*.c only. */
#ifndef TRAINING_CHECKPOINT_LAYOUT_H
#define TRAINING_CHECKPOINT_LAYOUT_H

#include "base/tensor_file.h"
#include "training/data_set.h"

#define CHECKPOINT_FORMAT "handgrad-run"
#define CHECKPOINT_VERSION "1"

/* Columns of the tensor "history", and the numbers of "progress". */
enum {
    HISTORY_EPOCH,
    HISTORY_UPDATES,
    HISTORY_LOSS,
    HISTORY_ACCURACY,
    HISTORY_VALIDATION_LOSS,
    HISTORY_VALIDATION_ACCURACY,
    HISTORY_LEARNING_RATE,
    HISTORY_BEST,
    HISTORY_COLUMNS
};
enum { PROGRESS_LOSS, PROGRESS_PENALTY, PROGRESS_SQUARES, PROGRESS_BEST, PROGRESS_NUMBERS };

/* ---- checkpoint_facts.c ---- */

/* What a saved run says of itself, in words: all of the problem and the data that must be the same for going on with it to
 * give the bits of a run that was not stopped. Metadata of a file of tensors, in `arena`: key and text of each. */
const struct tensor_text *run_facts(struct arena *arena, const struct data_set *set, size_t *count);

/* What fact `index` is about, as the subject of a sentence: "the learning rate". */
const char *run_fact_subject(size_t index);

#endif
