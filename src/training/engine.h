/* The engine: a network trained batch by batch in float or double. The only second implementation of the catalogue's
 * formulas: tests hold it to the tracer.
 *
 * One block of memory is taken when an engine is opened; nothing is allocated after that. Matrices are row-major, a row a
 * sample: a layer is Z[m, units] = A[m, inputs] W^T + b, dW = dZ^T A, dA = dZ W (Goodfellow et al. 2016, algorithm 6.4 over
 * a batch). Products go to CBLAS. Formulas that have no kernel of their own, those of users included, run as lists of
 * vector operations made from their expressions (training/vm.h).
 *
 * Large batches are calculated in two parts, by a second thread where there is a second processor. The parts, and so the
 * bits of all results, depend on the network and the batch alone: not on processors, threads or the load of the machine. To
 * have it so, engine_open sets OpenBLAS, which is one for the whole process, to one thread. Processors for which OpenBLAS
 * has other kernels give other bits.
 */
#ifndef TRAINING_ENGINE_H
#define TRAINING_ENGINE_H

#include "base/diagnostic.h"
#include "problem/problem.h"
#include "training/data_set.h"
#include <stdbool.h>
#include <stddef.h>

struct engine;

/* The engine of a problem of layers (a run file, or one with samples, whose batches then come from the caller), with the
 * problem's initial parameters and optimizer state, for batches of up to `capacity` rows. The loss may be absent for
 * predictions only. NULL after one diagnostic. */
struct engine *engine_open(struct arena *arena, const struct problem *problem,
                           enum precision precision, int capacity, struct diagnostics *diagnostics);

enum precision engine_precision(const struct engine *engine);

/* Where the rows of the next batch go before engine_step or engine_forward: [capacity * inputs], [capacity * outputs] in
 * the engine's precision. */
void *engine_inputs(struct engine *engine);
void *engine_targets(struct engine *engine);

/* In place of writing there: the next engine_step or engine_forward gathers these rows of `set` itself, targets too if it
 * takes any, each part of the batch where it is calculated. `rows` stays as it is until then. */
void engine_take_rows(struct engine *engine, const struct data_set *set, const int *rows);

/* What a batch came to, before the update. */
struct batch_result {
    double loss;    /* the loss of the samples, summed: no mean, no penalty */
    double penalty; /* R with the parameters of before; 0 without one */
    bool finite;    /* loss, penalty and every new parameter are finite numbers */
};

/* One update: forward, loss, backward, optimizer. `numbers`: [count] the rows' numbers in their source, for the masks of
 * dropout (sample number - 1 and this update, as in problem_mask); NULL without dropout. */
void engine_step(struct engine *engine, int count, const int *numbers, struct batch_result *result);

/* Forward only, without dropout; the loss of each row too when targets are given. */
void engine_forward(struct engine *engine, int count, bool targets, struct batch_result *result);

/* After either: activations of the last layer [count * outputs], in the engine's precision. */
const void *engine_outputs(const struct engine *engine);

/* Updates that have been done: `u` of the next one is this + 1. Includes the problem's own "updates done before". */
long engine_updates(const struct engine *engine);
void engine_set_updates(struct engine *engine, long updates);
/* The learning rate that the last update had; 0 before the first step. */
double engine_learning_rate(const struct engine *engine);

/* Everything that an update changes, by the base of its id: parameters "w1", "b1", then kept optimizer states "v.w1",
 * "mu" (shared ones have one number). Tied biases are one number. Data are the engine's own memory, and may be written. */
struct engine_tensor {
    const char *name;
    int layer;             /* from 1; 0: a shared state */
    const char *symbol;    /* of an optimizer state: "v"; NULL: a parameter */
    const char *parameter; /* "w1", "b1"; NULL: a shared state */
    bool weights, biases;
    int rows, columns; /* weights [units, inputs]; biases [units, 1] or [1, 1] */
    void *data;
};
size_t engine_tensor_count(const struct engine *engine);
const struct engine_tensor *engine_tensor(const struct engine *engine, size_t index);

/* The parameter of largest magnitude (a NaN is larger than any number): "w2[3,17]" and its value. For messages. */
const char *engine_largest_parameter(const struct engine *engine, struct arena *arena,
                                     double *value);

/* Bytes of the block, and the operations of one multiply-add kind that a row takes forward and backward: for reports of
 * speed. */
size_t engine_bytes(const struct engine *engine);
double engine_row_operations(const struct engine *engine);

#endif
