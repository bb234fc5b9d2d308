/* A run cut open at one update: that update as a problem of its own, which the tracer shows in full. */
#ifndef TRAINING_CUT_H
#define TRAINING_CUT_H

#include "training/loop.h"

/* The problem of the update that comes next in `loop`: its batch as samples with their row numbers, inputs, targets,
 * parameters and optimizer states as the exact decimals of the numbers that the engine has (every float is a finite
 * decimal), explicit masks of dropout, one update, numbered as in the run. In `arena`. */
const struct problem *cut_problem(struct arena *arena, struct loop *loop,
                                  const struct engine *engine, const struct data_set *set);

#endif
