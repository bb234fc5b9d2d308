/* The training loop: epochs of batches, evaluation, early stopping, history. It owns no files and prints nothing: whoever
 * runs it hears of epochs and may stop it. */
#ifndef TRAINING_LOOP_H
#define TRAINING_LOOP_H

#include "base/diagnostic.h"
#include "training/data_set.h"
#include "training/engine.h"
#include "training/metrics.h"

/* One epoch, as the history has it. Losses are means over rows plus the penalty (a loss that is summed over a batch: means over
 * batches). `loss` and `accuracy` are taken over the batches as they were trained, before each update. */
struct epoch_record {
    int epoch;                                   /* from 1 */
    long updates;                                /* done by its end */
    double loss, accuracy;                       /* accuracy: of regression, r2 */
    double validation_loss, validation_accuracy; /* NaN without validation rows */
    double learning_rate;                        /* of its last update */
    double seconds; /* of the epoch, evaluation included; not restored by a resumed run */
    bool best;      /* the monitor's best so far */
};

enum loop_end {
    END_EPOCHS,      /* all were done */
    END_EARLY,       /* patience ran out */
    END_TOLERANCE,   /* the loss tolerance was reached */
    END_INTERRUPTED, /* by the listener, after a batch */
    END_DIVERGED,    /* a loss or a parameter is not finite */
};

/* Where a run is after a batch. Together with the engine's tensors this is all that the rest of the run depends on. */
struct loop_state {
    int epoch;                          /* under way, from 1 */
    int batches;                        /* done in it */
    double loss_sum, penalty_sum;       /* of those */
    long right;                         /* rows of those classified rightly; regression: not used */
    double squares;                     /* regression: sum of squared errors of those */
    int best_epoch;                     /* 0: none yet */
    double best;                        /* the monitor then */
    const struct epoch_record *history; /* [history_count] finished epochs */
    int history_count;
};

struct loop_listener {
    void *context;
    /* After every batch; true: stop. NULL: never. `of_batches`: in an epoch. */
    bool (*batch)(void *context, const struct loop_state *state, int of_batches);
    void (*epoch)(void *context, const struct epoch_record *record); /* NULL: not wanted */
};

struct loop;

/* A run from its beginning. `problem`, `set` and `engine` belong together and outlive it. `epochs`: 0: as the schedule
 * says. Allocates all that it needs. */
struct loop *loop_open(struct arena *arena, const struct problem *problem,
                       const struct data_set *set, struct engine *engine, int epochs);

/* Trains to the end, or, with `last_update` > 0, until that many updates are done (END_INTERRUPTED). May be called again. */
enum loop_end loop_run(struct loop *loop, long last_update, const struct loop_listener *listener);

const struct loop_state *loop_state(const struct loop *loop);
/* Weights of the best epoch, one array for each parameter tensor of the engine in order, or NULL when there is none. */
const void *const *loop_best(const struct loop *loop);
/* Puts the best weights into the engine, if the schedule says so and there are any; true: it did. At the end of a run. */
bool loop_restore_best(struct loop *loop);
/* Goes on from a saved state: `state` and `best` (NULL: none) are copied; the engine's tensors are the caller's business. */
void loop_resume(struct loop *loop, const struct loop_state *state, const void *const *best);

/* The rows of batch `batch` of `epoch` (both from 1), in the order trained: the count, 0 if there is no such batch. */
int loop_batch_rows(struct loop *loop, int epoch, int batch, const int **rows);

/* Where update `update` (from 1) is. */
void loop_place(const struct loop *loop, long update, int *epoch, int *batch);

/* Metrics over a part of the data with the engine's parameters of now. */
const struct metrics *loop_evaluate(struct loop *loop, const struct data_part *part);

#endif
