/* Problems: a problem file read, checked and completed into plain structs.
 *
 * The reader (problem_read) is the only place that knows the keys of design section 5; everything after it may
 * rely on what is said here. Numbers keep the text they were written with (a literal means exactly its
 * decimals). Every default is filled in. docs/problem.schema.json describes the same files.
 */
#ifndef PROBLEM_PROBLEM_H
#define PROBLEM_PROBLEM_H

#include "base/diagnostic.h"
#include "base/json.h"
#include "base/json_out.h"
#include <stdbool.h>
#include <stddef.h>

/* Documented limits (docs/problem-format.md): checked before anything of that size is allocated. */
#define PROBLEM_MAX_LAYERS 64
#define PROBLEM_MAX_UNITS 16384
#define PROBLEM_MAX_PARAMETERS 4000000
#define PROBLEM_MAX_SAMPLES 100000
#define PROBLEM_MAX_UPDATES 1000000
#define PROBLEM_MAX_NAME 64
#define PROBLEM_MAX_VALUES 10000000 /* inputs, and targets with class numbers written out */
#define PROBLEM_MAX_DIGITS 1000     /* characters of one number */
#define PROBLEM_MAX_EXPONENT 1000   /* size of the power of ten written in one number */

struct layer {
    int units, inputs;      /* n and the n of the layer before */
    const char *activation; /* a name of catalogue/activations.def */
    const char *const
        *weights; /* [units * inputs], row = receiving unit, whatever the layout in the file */
    const char *const *biases; /* [units]; NULL when use_bias is false */
    bool use_bias, train_weights, train_biases;
};

enum scale { SCALE_SUM, SCALE_HALF, SCALE_MEAN, SCALE_HALF_MEAN };
enum reduction { REDUCTION_MEAN, REDUCTION_SUM };
enum log_base { LOG_BASE_E, LOG_BASE_2, LOG_BASE_10 };

struct loss {
    const char *kind; /* a name of catalogue/losses.def; NULL: no loss (forward only) */
    enum scale scale;
    enum reduction batch;
    enum log_base log_base;
    const char *log_add; /* literal added inside the logarithm, or NULL */
    const char *clip;    /* probabilities are clipped to [clip, 1 - clip], or NULL */
};

struct optimizer {
    const char *kind;          /* "sgd"; NULL: no optimizer */
    const char *learning_rate; /* NULL only without updates */
};

/* What the problem's "names" says: the base id without update and sample ("w1[1,1]", "a2[1]", "x[1]", "E"), or
 * "alpha" for the learning rate. */
struct naming {
    const char *id;
    const char *name;
};

struct problem {
    const char *title;  /* "" if absent */
    const char *source; /* NULL if absent */
    int input_count, sample_count, output_count, layer_count;
    const char *const *inputs; /* [sample_count * input_count] */
    const char *const
        *targets; /* [sample_count * output_count], class numbers already one-hot; NULL: none */
    const int
        *classes; /* [sample_count] as written, when the targets were class numbers; else NULL */
    const struct layer *layers; /* [layer_count] */
    struct loss loss;
    struct optimizer optimizer;
    int updates; /* 0: forward (and loss) only; 1 without an optimizer: gradients, no new parameters */
    bool forward_after, wrt_inputs;
    int digits; /* significant digits asked for by the file, 0: not said */
    const struct naming *names;
    int name_count;
    /* batches[b]: samples (from 0) of one update; update u uses batch (u - 1) mod batch_count. */
    int batch_count;
    const struct batch {
        int count;
        const int *samples;
    } * batches;
};

/* The problem in `arena`, or NULL after one diagnostic. Warnings may be added. Keys of design section 5 that
 * this version does not act on are refused as not-supported. */
const struct problem *problem_read(struct arena *arena, const struct json_source *source,
                                   struct diagnostics *diagnostics);

/* The same from a parsed value inside a larger file (the "problem" of a trace). */
const struct problem *problem_from_json(struct arena *arena, const struct json_source *source,
                                        const struct json *node, struct diagnostics *diagnostics);

/* Writes the normalised, complete problem as a member `key`: reading it gives an equal problem. */
void problem_write(const struct problem *problem, struct json_out *out, const char *key);

/* Number of weights and biases. */
long problem_parameter_count(const struct problem *problem);

#endif
