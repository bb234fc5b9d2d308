/* An engine from the inside. engine_formulas.c makes programs of the problem's formulas, engine_open.c lays out the memory,
 * batch_real.h calculates; engine.c is what others see.
 *
 * Within the engine a matrix of a batch has a row for each unit and a column for each sample (Z = W A + b), so that
 * everything elementwise runs along samples. Rows of data come as they are, a row a sample: the first product takes them
 * transposed. A batch of much work is calculated in two parts, each by itself, and so are its sums: the bits depend on the
 * problem and the batch, never on threads.
 */
#ifndef TRAINING_ENGINE_PRIVATE_H
#define TRAINING_ENGINE_PRIVATE_H

#include "base/arena.h"
#include "training/blas.h"
#include "training/engine.h"
#include "training/helper.h"
#include "training/vm.h"

#define NOWHERE ((size_t)-1)
#define PARTS 2

/* Batches with as much as this are calculated in two parts. */
#define PARTED_ROWS 16
#define PARTED_OPERATIONS 500000

/* ---- formulas ---- */

/* Arrays of the programs of activations, of losses, of penalties and of updates. */
enum { ACTIVATION_Z, ACTIVATION_A, ACTIVATION_DA, ACTIVATION_DZ, ACTIVATION_ARRAYS };
enum { LOSS_T, LOSS_A, LOSS_E, LOSS_DA, LOSS_ARRAYS };
enum { PENALTY_W, PENALTY_G, PENALTY_R, PENALTY_ARRAYS };
enum { UPDATE_W, UPDATE_G, UPDATE_STATES, UPDATE_ARRAYS = UPDATE_STATES + OPTIMIZER_STATES };

/* Uniforms of what an update has once: u, p and the shared states before it. Of penalties and updates: m, u, alpha, the shared
 * states, and those before it. */
enum { COMMON_U, COMMON_P, COMMON_BEFORE, COMMON_UNIFORMS = COMMON_BEFORE + OPTIMIZER_STATES };
enum {
    UPDATE_M,
    UPDATE_U,
    UPDATE_ALPHA,
    UPDATE_SHARED,
    UPDATE_BEFORE = UPDATE_SHARED + OPTIMIZER_STATES,
    UPDATE_UNIFORMS = UPDATE_BEFORE + OPTIMIZER_STATES
};

struct activation_programs {
    const struct vm_program *value;      /* a of z */
    const struct vm_program *derivative; /* dz of z, a and da; NULL: it is 0 */
};

struct loss_programs {
    const struct vm_program *value;      /* E of a and t, or of the last layer's z (`of_logits`) */
    const struct vm_program *derivative; /* da of a and t; NULL: it is 0, or the shortcut holds */
    bool of_logits;
    bool shortcut; /* dE/dz = (a - t)*factor */
    bool summed;   /* with softmax, where it is (a*sum(k, t[k]) - t)*factor */
    double factor; /* the scale over the outputs, by the logarithm of the base */
};

struct penalty_programs {
    const struct vm_program *value;    /* the terms of R; NULL: none */
    const struct vm_program *gradient; /* g with the penalty's part added; NULL: it adds nothing */
};

struct update_programs {
    const struct vm_program *common;            /* alpha, then the shared states */
    const struct vm_program *update;            /* NULL: no optimizer */
    int shared[OPTIMIZER_STATES], shared_count; /* which of the entry's states they are */
};

void formulas_of_activation(struct arena *arena, const struct layer *layer,
                            struct activation_programs *programs);
void formulas_of_loss(struct arena *arena, const struct problem *problem,
                      struct loss_programs *programs);
void formulas_of_penalty(struct arena *arena, const struct problem *problem,
                         const struct layer *layer, struct penalty_programs *programs);
void formulas_of_update(struct arena *arena, const struct optimizer *optimizer,
                        struct update_programs *programs);

/* ---- kernels: engine_kernels.c ---- */

enum activation_kernel {
    ACTIVATION_PROGRAM,
    ACTIVATION_LINEAR,
    ACTIVATION_RELU,
    ACTIVATION_LEAKY_RELU,
    ACTIVATION_SIGMOID,
    ACTIVATION_TANH,
    ACTIVATION_SOFTMAX
};
enum loss_kernel { LOSS_PROGRAM, LOSS_SQUARED_ERROR, LOSS_OF_SIGMOID, LOSS_OF_SOFTMAX };
enum update_kernel { UPDATE_PROGRAM, UPDATE_SGD, UPDATE_MOMENTUM, UPDATE_ADAM };

/* ..._PROGRAM where there is none. `of_logits`: the loss is that of the last layer's z. */
enum activation_kernel kernel_of_activation(const struct activation *activation);
enum loss_kernel kernel_of_loss(const struct problem *problem, bool of_logits);
enum update_kernel kernel_of_update(const struct optimizer_entry *entry);

/* ---- the engine ---- */

/* A parameter of a layer: a stretch of the engine's parameters, of their gradients and of each kept state. */
struct parameter {
    size_t first, count; /* count 0: there is none */
    bool updated;        /* it is trained, and something depends on it */
    bool penalised;
};

struct engine_layer {
    const struct layer *layer;
    int number; /* from 1 */
    enum activation_kernel kernel;
    double slope; /* of leaky_relu below 0 */
    struct activation_programs activation;
    struct penalty_programs penalty;
    struct parameter weights, biases;
    bool reached; /* the loss depends on its z */
    double kept;  /* dropout: 1/(1 - rate) */
};

/* Matrices of one part of a batch: [units * columns], as many columns as it has samples now. */
struct part_layer {
    void *z, *a, *output, *mask, *dz; /* output: a, or with dropout what is left of it */
};

struct part {
    int first, count; /* of the batch's rows */
    struct part_layer *layers;
    void *inputs;       /* [inputs * count] where they are few; NULL: rows are read as they are */
    void *da;           /* of the layer being gone through */
    void *targets;      /* [outputs * count] */
    void *losses;       /* [count] */
    void *most, *total; /* [count] of a softmax: see value_softmax */
    void *scratch;      /* of programs */
    double loss;
    double penalty; /* of the share of the parameters that has the part's number */
    bool finite;    /* they are */
};

/* Parameters that follow on each other and are treated alike. */
struct stretch {
    size_t first, count;
    bool updated;
    const struct penalty_programs *penalty; /* NULL: none */
};

struct engine {
    const struct problem *problem;
    enum precision precision;
    size_t real_size;
    const struct batch_functions *functions;
    struct blas blas;
    int capacity;
    long updates;
    struct engine_layer *layers;        /* [problem->layer_count] */
    const struct engine_layer *largest; /* with the most weights */
    int lowest; /* the first layer whose error terms are wanted; layer_count: none */
    struct loss_programs loss;
    enum loss_kernel loss_kernel;
    bool has_loss; /* or an objective */
    double smoothing,
        smoothing_share; /* of labels: t becomes (1 - smoothing)*t + smoothing_share */
    struct update_programs update;
    enum update_kernel update_kernel;
    struct update_numbers {
        double mu, beta1, beta2, epsilon, decay, shrink; /* shrink: lambda of adamw */
    } numbers;                                           /* of the kernels */
    double learning_rate;                                /* of the last update */

    void *inputs, *targets, *outputs;
    void *parameters, *gradients; /* [parameter_count] */
    size_t parameter_count;
    void *states
        [OPTIMIZER_STATES]; /* [parameter_count], or one number of a shared one; NULL: not kept */
    struct stretch *stretches;
    int stretch_count;
    struct part parts[PARTS];
    double parted_operations; /* see PARTED_OPERATIONS */
    struct helper *helper;    /* NULL: none */

    /* The batch at hand. */
    int part_count;
    bool training, with_loss;
    const int *numbers_of_rows;
    const struct data_set *set; /* which rows are still to be gathered from */
    const int *rows;            /* NULL: they are there */

    double *uniforms, *common; /* [UPDATE_UNIFORMS], [COMMON_UNIFORMS] */

    struct engine_tensor *tensors;
    size_t tensor_count;
    size_t bytes;
};

/* What is written once over REAL. */
struct batch_functions {
    void (*step)(struct engine *engine, int count, const int *numbers, struct batch_result *result);
    void (*forward)(struct engine *engine, int count, bool targets, struct batch_result *result);
};
/* ..._wide: only where HAS_WIDER_INSTRUCTIONS (training/instructions.h). */
extern const struct batch_functions batch_single, batch_double, batch_single_wide,
    batch_double_wide;
const struct batch_functions *batch_functions_of(enum precision precision);

#endif
