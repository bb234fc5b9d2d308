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
#include "catalogue/catalogue.h"
#include "problem/run_file.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Documented limits (docs/problem-format.md): checked before anything of that size is allocated. */
#define PROBLEM_MAX_BYTES ((size_t)256 << 20) /* of a problem file; traces may be larger */
#define PROBLEM_MAX_LAYERS 64
#define PROBLEM_MAX_UNITS 16384
#define PROBLEM_MAX_PARAMETERS 4000000
#define PROBLEM_MAX_SAMPLES 100000
#define PROBLEM_MAX_SAMPLE_NUMBER 1000000000
#define PROBLEM_MAX_UPDATES 1000000
#define PROBLEM_MAX_DONE 1000000000    /* updates that were done before */
#define PROBLEM_MAX_VALUES 10000000    /* inputs, and targets with class numbers written out */
#define PROBLEM_MAX_FORMULAS 1000      /* and as many givens */
#define PROBLEM_MAX_FORMULA_BYTES 4000 /* of one formula */
#define PROBLEM_MAX_OPERATIONS 20000   /* in all formulas, functions written out */
#define PROBLEM_MAX_TERMS 1000000      /* in all formulas, written out for every index */

struct activation {
    const struct activation_entry
        *entry; /* of the catalogue, or made from the user's own formula */
    const char *parameters[ENTRY_PARAMETERS]; /* their values, in the order of the entry */
    bool custom;
};

/* Inverted dropout (Srivastava et al. 2014): d = a*mask/(1 - rate). */
struct dropout {
    const char *rate;
    /* Explicit: [samples * units], 1 keeps; a single row in the file stands for every sample. NULL: by seed. */
    const unsigned char *mask;
    uint64_t seed; /* masks of every update and sample by problem_mask */
    uint64_t
        threshold; /* the rate times 2^53, rounded up: a unit is kept when its 53 random bits reach it */
};

struct layer {
    int units, inputs; /* n and the n of the layer before */
    struct activation activation;
    const char *const
        *weights; /* [units * inputs], row = receiving unit, whatever the layout in the file */
    const char *const *biases; /* [units], or [1] with shared_bias; NULL when use_bias is false */
    bool use_bias, train_weights, train_biases;
    bool shared_bias;              /* one scalar for the layer: u1.b2 */
    const struct dropout *dropout; /* NULL: none */
    const char *l1, *l2;           /* the layer's own, else the problem's penalty; NULL: none */
};

enum scale { SCALE_SUM, SCALE_HALF, SCALE_MEAN, SCALE_HALF_MEAN };
enum reduction { REDUCTION_MEAN, REDUCTION_SUM };
enum log_base { LOG_BASE_E, LOG_BASE_2, LOG_BASE_10 };

struct loss {
    /* Of the catalogue in the variant that applies, or made from the user's own formula; NULL: no loss. */
    const struct loss_entry *entry;
    const char *parameters[ENTRY_PARAMETERS];
    bool custom;
    enum scale scale;
    enum reduction batch;
    enum log_base log_base;
    const char *log_add;   /* literal added inside the logarithm, or NULL */
    const char *clip;      /* probabilities are clipped to [clip, 1 - clip], or NULL */
    const char *smoothing; /* label smoothing, or NULL */
};

/* What is minimised when there is no loss: E is one output, or the sum of the outputs. */
enum objective { OBJECTIVE_LOSS, OBJECTIVE_OUTPUT, OBJECTIVE_SUM };

struct penalty {
    enum penalty_convention convention;
    bool biases;  /* biases are penalised too */
    bool present; /* some layer has l1 or l2 */
};

/* Values of one optimizer state before the first update, for one parameter. */
struct initial_state {
    const char *symbol; /* "v" */
    const char
        *parameter; /* "w2", "b1"; a given of a formulas problem; NULL: the state is shared */
    const char *const *literals; /* as many as the parameter has */
};

struct optimizer {
    const struct optimizer_entry *entry; /* NULL: no optimizer */
    const char *parameters[ENTRY_PARAMETERS];
    const char *learning_rate;             /* NULL only without updates */
    const char *weight_decay;              /* NULL: none */
    const struct schedule_entry *schedule; /* NULL: constant */
    const char *schedule_parameters[ENTRY_PARAMETERS];
    int every; /* periodic schedules: updates of one period */
    const struct initial_state
        *initial; /* what "state" says; what is not there starts as the entry says */
    int initial_count;
    int done; /* updates that were done before: the first one here is number done + 1, in ids and formulas */
};

/* ---- formulas problems ---- */

/* A given quantity: a number or an array of up to INDEX_MAX dimensions. */
struct given_quantity {
    const char *name;
    int rank, dimensions[INDEX_MAX];
    size_t count;
    const char *const *literals; /* [count], last index fastest */
};

/* name[variables] (variable = 1..dimension) = formula */
struct assignment {
    const char *name;
    int rank, dimensions[INDEX_MAX];
    const char *variables[INDEX_MAX];
    const struct expr *
        formula; /* names of givens and earlier assignments, with as many indices as those have, within
                                 * their ranges; calls of catalogue functions are not written out */
    const char *text; /* as the file has it, for problem_write: "h[i] (i=1..2) = ..." */
};

struct formulas {
    const struct given_quantity *givens;
    int given_count;
    const struct assignment *assignments;
    int assignment_count;
    const char *const *objectives; /* names of assignments without indices */
    int objective_count;           /* 0: forward only; 1 with an optimizer */
    const char *const *wrt;        /* names of givens and assignments */
    int wrt_count;
};

/* What the problem's "names" says: the base id without update and sample ("w1[1,1]", "a2[1]", "x[1]", "E"), or
 * the name of a constant ("alpha", "beta1"). */
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
    enum objective objective;
    int objective_output; /* OBJECTIVE_OUTPUT: which one, from 0 */
    struct penalty penalty;
    struct optimizer optimizer;
    const struct formulas
        *formulas; /* NULL: a problem of layers; else all members about layers, samples, loss and
                                      * penalty are 0, sample_count and batch_count are 1 */
    int updates; /* 0: forward (and loss) only; 1 without an optimizer: gradients, no new parameters */
    bool forward_after, wrt_inputs;
    int digits; /* significant digits asked for by the file, 0: not said */
    const struct naming *names;
    int name_count;
    const struct vary
        *vary; /* which numbers variants of the problem have anew (problem/vary.h); NULL: none */
    /* A run file has both of these and no samples: sample_count and batch_count are 0, inputs, targets and batches NULL,
     * updates 0. Whoever needs samples makes a problem of one update of it (training/cut.h). Else both are NULL. */
    const struct dataset *dataset;
    const struct training *training;
    /* [sample_count] what ids call the samples, from 1, each once; NULL: 1, 2, 3, ... */
    const int *sample_numbers;
    /* batches[b]: samples (from 0) of one update; update u uses batch (u - 1) mod batch_count. */
    int batch_count;
    const struct batch {
        int count;
        const int *samples;
    } * batches;
};

/* The problem in `arena`, or NULL after one diagnostic. Warnings may be added. */
const struct problem *problem_read(struct arena *arena, const struct json_source *source,
                                   struct diagnostics *diagnostics);

/* How a problem is read other than by itself. */
struct problem_options {
    const char *folder; /* of the files that it names; NULL: the one that source->name is in */
    /* Every seed of initializers, dropout and shuffling is made from *seed instead, one for each of them: to repeat a run
     * with other random numbers. Those of the data and their split stay. NULL: as the file says. They are
     * random_word(*seed, place) modulo 10^18, so that a file can say them: place 0 for shuffling, l for the initializer of
     * layer l, 1000 + l for its dropout. */
    const uint64_t *seed;
};
const struct problem *problem_read_with(struct arena *arena, const struct json_source *source,
                                        const struct problem_options *options,
                                        struct diagnostics *diagnostics);

/* The same from a parsed value inside a larger file (the "problem" of a trace). */
const struct problem *problem_from_json(struct arena *arena, const struct json_source *source,
                                        const struct json *node, struct diagnostics *diagnostics);

/* Is it a run file, as far as its keys tell? False for what is no problem at all. */
bool problem_is_run_file(struct arena *arena, const struct json_source *source);

/* Writes the normalised, complete problem as a member `key`: reading it gives an equal problem. */
void problem_write(const struct problem *problem, struct json_out *out, const char *key);

/* The mask of seeded dropout in `update` (its number in ids) for the sample (from 0) and unit (from 0) of a layer:
 * whether the unit is kept. The same on every machine: see docs/problem-format.md. */
bool problem_mask(const struct dropout *dropout, int update, int sample, int unit);
/* The same of the units 0..units-1, quicker than one by one. */
void problem_masks(const struct dropout *dropout, int update, int sample, int units,
                   unsigned char *kept);

/* What ids call the sample (from 0): its number, from 1. */
int problem_sample_number(const struct problem *problem, int sample);

/* Number of weights and biases. */
long problem_parameter_count(const struct problem *problem);

#endif
