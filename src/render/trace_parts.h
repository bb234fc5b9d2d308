/* What the sections of a trace document share: the trace being written, and the parts that blocks are made of.
 * Private to the files trace_*.c of this room. */
#ifndef RENDER_TRACE_PARTS_H
#define RENDER_TRACE_PARTS_H

#include "render/trace_document.h"

/* Up to this size parameters are listed one by one. */
#define TRACE_PARAMETERS_LISTED 60

/* The loss of one update. */
struct loss_record {
    int update;        /* 0: none yet */
    const char *shown; /* in the arena of the whole trace */
    bool exact, in_range;
    double value; /* the nearest one to the true value */
};

#define TRACE_LOSSES_LISTED 40

struct trace {
    struct run *run;
    const struct tape *tape;
    const struct problem *problem;
    enum detail detail;
    const char *note; /* said below the title; NULL: none */
    const struct renderer *renderer;
    struct text *out;
    struct arena *arena, *kept; /* of the section being built; of the whole trace */
    struct document document;
    int level;    /* of the section headings: deeper where each update has a heading */
    int position; /* the sample being read, in the batch */
    bool opening; /* the numbers of the problem are being written, not those of an update */
    int written;  /* the last update that was written; 0: none yet */
    struct table *compared; /* with rounding: the steps of this section beside their true values */
    struct loss_record losses[TRACE_LOSSES_LISTED + 2]; /* of updates spread over the run */
    int loss_count, read_count;                         /* listed ones, updates read so far */
    struct loss_record previous, current;
};

/* A page over `run` with nothing on it, in full detail; its arena is to be closed at the end. */
struct trace *trace_open(struct run *run, const struct renderer *renderer, struct text *out,
                         struct diagnostics *diagnostics);

/* Prints the blocks built so far and frees them. False when the run has failed. */
bool trace_flush(struct trace *trace);
/* How many digits are printed. */
const struct digits *trace_digits(const struct trace *trace);

/* ---- families ---- */

/* d top / d bottom for one sample, or NULL. */
const struct family *trace_partial(const struct trace *trace, const struct family *top,
                                   const struct family *bottom);
/* dE/d(parameter) of one sample: where there is one sample, that of the update. NULL: fixed. */
const struct family *trace_sample_gradient(const struct trace *trace,
                                           const struct family *parameter);
/* dR/d(parameter), or NULL: it is not penalised. */
const struct family *trace_penalty_gradient(const struct trace *trace,
                                            const struct family *parameter);
/* Is a sample's gradient another quantity than that of the update: is there a batch, or a penalty? */
bool trace_has_own_gradients(const struct trace *trace);
/* What layer `layer` is fed with: inputs, or what the layer before gives on. */
const struct family *trace_layer_inputs(const struct trace *trace, int layer);
/* The activations of the layer depend on all of its sums (softmax). */
bool trace_is_vector_layer(const struct trace *trace, int layer);
/* The given or computed row of data that the sample at `position` of the batch is, from 1. */
int trace_sample_number(const struct trace *trace);
int trace_batch_count(const struct trace *trace);
/* Of those, how many have their steps on the page. */
int trace_shown_count(const struct trace *trace);
/* Are these all samples of the batch? */
bool trace_shows_all(const struct trace *trace);
/* Goes to the `index`-th (from 0) sample of the batch that is on the page, to be read; false beyond the last, and then it
 * is the first again. */
bool trace_read_sample(struct trace *trace, int index);

/* ---- steps ---- */

/* One instance at the sample being read; indices from 1. */
struct step trace_step(const struct trace *trace, const struct family *family, size_t instance);
struct step trace_step_at(const struct trace *trace, const struct family *family, long first,
                          long second);
const char *trace_shown_text(const struct step *step);
bool trace_shown_exact(const struct step *step);

/* ---- expressions ---- */

const struct expr *trace_symbol(const struct trace *trace, const struct step *step);
const struct expr *trace_value(const struct trace *trace, const struct step *step);
/* A name of ours, and one that formulas show in a notation of its own. */
const struct expr *trace_named(const struct trace *trace, const char *text);
const struct expr *trace_noted(const struct trace *trace, const char *text,
                               struct notation notation);

/* ---- equations ---- */

/* name = formula = substitution = or about result. */
void trace_add_equation(struct trace *trace, const struct step *step);
/* What is to be said after a step's equation: what stayed undecided, and with rounding what was lost. */
void trace_note_step(struct trace *trace, const struct step *step);
/* Equation and notes. */
void trace_write_step(struct trace *trace, const struct step *step);
/* The same with another name in front. */
void trace_write_step_called(struct trace *trace, const struct expr *symbol,
                             const struct step *step);
/* Every instance of a family at the sample being read. */
void trace_write_family(struct trace *trace, const struct family *family);
/* Result with its sign, at the end of `maths`. */
void trace_add_result(const struct trace *trace, struct maths *maths, const struct step *step);
/* Are the values of the family those of the problem, to be shown as it has them? */
bool trace_is_as_given(const struct trace *trace, const struct family *family);
/* The text of a given number: as the problem spells it, unless that is as long as the decimals of a float are, or updates
 * have changed it; then as it is shown. `exact`: it is the number itself. */
const char *trace_given_text(const struct trace *trace, const struct step *step, bool *exact);
/* name = result, for tables and sentences. */
struct maths *trace_assignment(const struct trace *trace, const struct step *step);
/* A new row of spans in the section. */
struct spans *trace_spans(const struct trace *trace);
/* A note with the bound of a value that could not be told from zero, or of a tie. */
void trace_note_undecided(struct trace *trace, const struct step *step);

/* ---- sections ---- */

void trace_add_count(struct spans *spans, int count, const char *noun); /* "1 input", "2 inputs" */
void trace_write_description(struct trace *trace); /* what the network is (trace_describe.c) */
void trace_write_legend(struct trace *trace);      /* what the digits mean (trace_legend.c) */
void trace_write_conventions(struct trace *trace);
/* The same, as sentences without mathematics; NULL: this convention (of those of the tape) is not worth a word here. */
const struct spans *trace_legend(const struct trace *trace);
const struct spans *trace_convention(const struct trace *trace, int number);
void trace_write_head(struct trace *trace); /* title, what the network is, conventions, diagram */
const char *
trace_after_title(const struct trace *trace); /* of the forward pass with the last parameters */
/* Of these: the title, or what stands for it; where the problem is from; the picture. */
struct spans *trace_title(const struct trace *trace);
void trace_write_source(struct trace *trace);
void trace_write_picture(struct trace *trace);
void trace_write_given(struct trace *trace); /* the numbers of the problem */
/* The states of the optimizer alone, where they are few or 0. */
void trace_write_given_states(struct trace *trace);
/* Inputs and targets, a row for each sample of the problem. */
void trace_write_samples(struct trace *trace);
/* Parameters and states as they are before this update, where the update before it is not on the page. */
void trace_write_standing(struct trace *trace);
void trace_write_forward(struct trace *trace);       /* unit by unit, and the loss */
void trace_say_mask(struct trace *trace, int layer); /* which units dropout keeps, if any */
void trace_write_smoothed(struct trace *trace);      /* the targets after label smoothing, if any */
const char *trace_loss_noun(const struct trace *trace); /* "Loss", "Objective" */
void trace_write_backward(struct trace *trace);   /* layer by layer, the chain of every parameter */
void trace_write_gradients(struct trace *trace);  /* of a batch, from those of its samples */
void trace_write_update(struct trace *trace);     /* states of the optimizer and new parameters */
void trace_write_parameters(struct trace *trace); /* the table of old and new parameters */

/* What the update makes (trace_update.c). */
bool trace_is_parameter(const struct family *family);
/* Does the optimizer make states for the parameter (NULL: for the whole update)? */
bool trace_has_states(const struct trace *trace, const struct family *parameter);
void trace_write_common_states(struct trace *trace); /* those of the whole update */
/* The states of one parameter, then its new value. */
void trace_write_new_value(struct trace *trace, const struct family *parameter, size_t instance);

/* Of a problem of formulas (trace_formulas.c). */
enum detail trace_formulas_detail(const struct tape *tape);
/* The family with its own index variables: W[i,j], dr[k]/dW[k,i]. */
const struct expr *trace_family_name(const struct trace *trace, const struct family *family);
void trace_write_formulas_matrices(struct trace *trace); /* the given arrays of two indices */
void trace_write_formulas_forward(struct trace *trace);
void trace_write_formulas_backward(struct trace *trace);
void trace_write_formulas_gradients(struct trace *trace); /* values and derivatives in a table */

void trace_write_matrix_given(struct trace *trace);
void trace_write_matrix_standing(struct trace *trace);
void trace_write_matrix_forward(struct trace *trace);
void trace_write_matrix_backward(struct trace *trace);
void trace_write_matrix_update(struct trace *trace);

void trace_write_layers(struct trace *trace); /* a table of the layers */
void trace_write_extremes(
    struct trace *trace); /* the largest and smallest gradients of each layer */

void trace_record_loss(struct trace *trace);
/* The loss of a batch from those of its samples, and the penalty. */
void trace_write_total(struct trace *trace);
void trace_write_change(
    struct trace *trace); /* how much the loss has changed since the update before */
void trace_write_losses(struct trace *trace); /* the table of losses by update */

/* The full chain of one parameter of a layer (trace_chain.c): name = factor * factor ... = result. */
void trace_write_chain(struct trace *trace, int layer, const struct family *parameter,
                       size_t instance);
/* "s1.dE/dw1" or "dE/dw1": the name of what belongs to one sample. */
const struct expr *trace_sample_symbol(const struct trace *trace, const struct step *step);
void trace_write_loss(struct trace *trace); /* of one sample */
/* The gradient of one sample as the sum over the units that share the parameter. */
void trace_write_shared(struct trace *trace, const struct family *parameter);
/* Is there one path only from the sums of the layer to the loss, so that its chain is spelled from there? */
bool trace_is_single_path(const struct trace *trace, int layer);

/* Work by hand beside the truth (trace_working.c). */
bool trace_is_rounded(const struct trace *trace);
/* A note where the step loses digits; the step is put into the section's table. */
void trace_write_working(struct trace *trace, const struct step *step);
void trace_write_compared(struct trace *trace); /* the table of the section, if there is one */
void trace_write_results(struct trace *trace);  /* which results of the update are off */

/* Notes beside the backward pass (trace_notes.c). */
void trace_note_shortcut(struct trace *trace);
void trace_note_careful(struct trace *trace, int layer);
/* Conventions at kinks (trace_kinks.c): of a layer's activation and of the loss; of one derivative. */
void trace_note_kinks(struct trace *trace, int layer);
void trace_note_kink(struct trace *trace, const struct step *derivative);
bool trace_is_at_kink(struct trace *trace, const struct step *derivative);

#endif
