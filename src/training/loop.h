/* The training loop: epochs of batches, evaluation, early stopping, history. It owns no files and prints nothing: whoever
 * runs it hears of epochs and may stop it. */
#ifndef TRAINING_LOOP_H
#define TRAINING_LOOP_H

#include "base/diagnostic.h"
#include "training/data_set.h"
#include "training/engine.h"
#include "training/metrics.h"

/* One epoch, as the history has it. Losses have the penalty in them: each row counts alike, with the penalty of its batch (a
 * loss that is summed over a batch: each batch counts alike). `loss` and `accuracy` are taken over the batches as they were
 * trained, before each update and with dropout; the validation rows are looked at after the epoch, in batches of the same
 * size. */
struct epoch_record {
    int epoch;                                   /* from 1 */
    long updates;                                /* done by its end */
    double loss, accuracy;                       /* accuracy: of regression, r2 */
    double validation_loss, validation_accuracy; /* NaN without validation rows */
    double learning_rate;                        /* of its last update */
    double seconds; /* of the epoch, evaluation included; 0 for what a resumed run did before */
    bool best;      /* the monitor's best so far, by more than min_delta */
};

enum loop_end {
    END_EPOCHS,      /* all were done */
    END_EARLY,       /* patience ran out */
    END_TOLERANCE,   /* the loss tolerance was reached */
    END_INTERRUPTED, /* by the listener, after a batch */
    END_DIVERGED,    /* a training loss or a parameter is not finite */
};

/* Where a run is after a batch. Together with the engine's tensors this is all that the rest of the run depends on. Between
 * two epochs it is before the first batch of the later one, and so it is at the end: epoch = history_count + 1. */
struct loop_state {
    int epoch;   /* under way, from 1 */
    int batches; /* done in it */
    double loss_sum,
        penalty_sum; /* of those: losses of rows; penalties, times the rows of the batch where losses are means */
    long right; /* rows of those classified rightly; regression: not used */
    double
        squares; /* regression: squared errors of those, each over its output's sum of (t - mean)^2 in training */
    int best_epoch;                     /* 0: none yet */
    double best;                        /* the monitor then */
    const struct epoch_record *history; /* [history_count] finished epochs */
    int history_count;
};

struct loop_listener {
    void *context;
    /* After every batch; true: stop, at the end of an epoch once it is evaluated. NULL: never. `of_batches`: in an epoch. */
    bool (*batch)(void *context, const struct loop_state *state, int of_batches);
    void (*epoch)(void *context, const struct epoch_record *record); /* NULL: not wanted */
};

struct loop;

/* A run from its beginning. `problem`, `set` and `engine` belong together and outlive it; the engine has room for the
 * schedule's batch size. `epochs`: 0: as the schedule says. Allocates all that it needs: running takes no more memory. */
struct loop *loop_open(struct arena *arena, const struct problem *problem,
                       const struct data_set *set, struct engine *engine, int epochs);

/* Trains to the end, or, with `last_update` > 0, until the engine has done the update of that number (END_INTERRUPTED, unless
 * the run ended with it). Called again it goes on; where the run has ended it only says so once more. */
enum loop_end loop_run(struct loop *loop, long last_update, const struct loop_listener *listener);

const struct loop_state *loop_state(const struct loop *loop);
/* Loss and accuracy (of regression r2) of the batches done in the epoch under way; NaN before the first. */
void loop_so_far(const struct loop *loop, double *loss, double *accuracy);

/* Parameters kept apart, one array for each parameter tensor of the engine in order: those of the best epoch so far, or,
 * while these are in the engine, those of the last update (loop_is_restored). NULL: none. */
const void *const *loop_kept(const struct loop *loop);
bool loop_is_restored(const struct loop *loop);
/* Puts the best parameters into the engine, if the schedule says so and there are any; true: it did. At the end of a run,
 * however it ended; loop_run puts the last ones back before it goes on. */
bool loop_restore_best(struct loop *loop);
/* Goes on from a saved state: `state` and the `best` parameters (NULL: none) are copied; the engine's tensors, those of the
 * last update, are the caller's business. */
void loop_resume(struct loop *loop, const struct loop_state *state, const void *const *best);

/* The rows of batch `batch` of `epoch` (both from 1), in the order trained: the count, 0 if there is no such batch. */
int loop_batch_rows(struct loop *loop, int epoch, int batch, const int **rows);

/* Where the update of this number (as in ids) is. */
void loop_place(const struct loop *loop, long update, int *epoch, int *batch);

/* Metrics over a part of the data with the engine's parameters of now. They stay as they are. In the loop's arena. */
const struct metrics *loop_evaluate(struct loop *loop, const struct data_part *part);

#endif
