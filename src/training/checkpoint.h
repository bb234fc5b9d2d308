/* Checkpoints: a run saved after a batch, as safetensors. Tensors w1, b1, ..., optimizer states by their ids (v.w1), best.w1,
 * ..., scaling.shift and scaling.scale, history; metadata has epoch, batch, update, precision and a digest of what must not
 * change in between (network, data, order), so that a resumed run gives the same bits as one that was not stopped.
 * Any reader of safetensors can take the weights. */
#ifndef TRAINING_CHECKPOINT_H
#define TRAINING_CHECKPOINT_H

#include "base/text.h"
#include "training/loop.h"

/* Appends the checkpoint of a run. */
void checkpoint_write(struct arena *arena, const struct loop *loop, const struct engine *engine,
                      const struct data_set *set, struct text *out);

/* Puts the checkpoint in the file `path` into engine and loop. False after one diagnostic: those of tensor_file_read, and
 * conflict where it belongs to another network, data set or order; it names what differs. */
bool checkpoint_resume(struct arena *arena, const char *path, struct loop *loop,
                       struct engine *engine, const struct data_set *set,
                       struct diagnostics *diagnostics);

/* Only the parameters, from any file of tensors that has w1, b1, ...; and the scaling if it has one (*scaling is else left
 * as it is). For predictions. False after one diagnostic. */
bool checkpoint_weights(struct arena *arena, const char *path, struct engine *engine,
                        const struct data_set *set, struct feature_scaling *scaling,
                        struct diagnostics *diagnostics);

#endif
