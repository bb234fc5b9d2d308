/* The catalogue: every activation, loss, penalty, optimizer and initializer as formulas in the expression language.
 *
 * An entry is a line of a .def table; value, symbolic derivative, LaTeX, reference page (docs/catalogue.md) and tests
 * all come from it. Formulas are kept as text here and parsed by whoever compiles them (catalogue_formula). Sources:
 * Goodfellow, Bengio and Courville, "Deep Learning" (2016), chapters 6 to 8; conventions follow PyTorch where two
 * are in use, and entries name theirs.
 */
#ifndef CATALOGUE_CATALOGUE_H
#define CATALOGUE_CATALOGUE_H

#include "expr/expr.h"
#include <stdbool.h>
#include <stddef.h>

/* What a number that an entry takes may be. */
enum parameter_range {
    RANGE_ANY,
    RANGE_NONNEGATIVE,
    RANGE_POSITIVE,
    RANGE_FRACTION, /* 0 <= x < 1: decay rates */
};

/* A number that an entry's formulas name and a problem file may give. */
struct entry_parameter {
    const char *name;  /* in formulas: "mu" */
    const char *key;   /* in problem files: "momentum" */
    const char *value; /* the default, a decimal literal; NULL: must be given */
    enum parameter_range range;
};

#define ENTRY_PARAMETERS 6 /* of one entry; the list ends with name NULL */

/* An activation a = f(z). Elementwise entries are formulas of the scalar z; vector entries give a[k] from
 * z[1..n]. A user's own activation is such an entry made by the reader of the problem. */
struct activation_entry {
    const char *name;
    bool vector;
    const char *
        symbol; /* the letter when formulas call it by name ("sigma"); NULL: its formula is shown */
    const char *formula;
    /* The form written by hand, in z and a: da/dz, or for vectors da[k]/dz[j]; NULL: the symbolic derivative. */
    const char *derivative;
    const char *
        stable; /* what floating-point arithmetics evaluate instead, equal to `formula`; NULL: the same */
    const char
        *convention; /* what holds where the derivative does not exist; NULL: it always does */
    struct entry_parameter parameters[ENTRY_PARAMETERS];
};

/* What the loss reads: probabilities as they are, with something done to the argument of the logarithm, or logits. */
enum loss_variant { LOSS_PLAIN, LOSS_LOG_ADD, LOSS_CLIP, LOSS_LOGITS };

/* A loss of one sample, E as a sum over the outputs k = 1..K of targets t[k] and outputs a[k] (with `eps` the
 * number of the variant), before scale and log base. `derivative` is dE/da[k] by hand; NULL: the symbolic one. */
struct loss_entry {
    const char *name;
    enum loss_variant variant;
    bool logarithmic; /* log_base applies: formula and derivative are divided by log(base) */
    const char *formula;
    const char *derivative;
    const char *stable, *stable_derivative; /* as above */
    const char *shortcut;   /* the activation with which dE/dz[k] is a[k] - t[k]; NULL: none */
    const char *convention; /* as above; also of the targets ("targets are +1 and -1") */
    /* Label smoothing: t[k] becomes (1 - s)*t[k] + s/classes; "K", or "2" for one probability; NULL: not for this. */
    const char *smoothing_classes;
    struct entry_parameter parameters[ENTRY_PARAMETERS];
};

/* A penalty on parameters: factor[convention] (an expression in lambda and m, the number of samples of the batch)
 * times the sum of `term` (in w) over them. */
enum penalty_convention { PENALTY_PLAIN, PENALTY_HALF, PENALTY_HALF_OVER_M, PENALTY_CONVENTIONS };
struct penalty_entry {
    const char *name;
    const char *term;
    const char *factor[PENALTY_CONVENTIONS];
    const char *convention; /* as above */
};

/* One quantity that an optimizer makes in every update, in the order of its list.
 * Formulas name w (the parameter), g (its gradient), alpha, the entry's parameters, `u` (the number of the update,
 * from 1), the quantities made before it by their symbols, and the last update's by `u[-1].symbol`. */
struct optimizer_state {
    const char *symbol; /* "m": ids u1.m.w2[k,i]; shared: u1.mu */
    const char *formula;
    const char *
        initial; /* the value before the first update, a literal, where a formula names u[-1].symbol; else NULL */
    bool shared; /* one for the whole update, not one per parameter: names neither w nor g */
};

#define OPTIMIZER_STATES 6

/* An optimizer: states, then w' := `update`. (name, form, centered) identify it; the first form of a name is the
 * default one. A form of NULL: there is only one. */
struct optimizer_entry {
    const char *name;
    const char *form;
    bool centered;
    struct optimizer_state states[OPTIMIZER_STATES]; /* the list ends with symbol NULL */
    const char *update;
    bool
        decoupled; /* weight_decay stands in `update` as lambda; else it is added to g beforehand */
    const char
        *convention;    /* what it does, said in the trace's conventions; NULL: nothing to say */
    const char *source; /* paper or library, for the reference page */
    struct entry_parameter parameters[ENTRY_PARAMETERS];
};

/* A learning-rate schedule: `formula` of alpha in alpha0 (the problem's learning rate), the entry's parameters, `u`
 * (the number of the update, from 1) and `p`, the number of whole periods of `every` updates before this one. */
struct schedule_entry {
    const char *name;
    const char *formula;
    bool periodic; /* takes "every" */
    struct entry_parameter parameters[ENTRY_PARAMETERS];
};

/* Where initial parameters come from. `scale` is an expression in n_in, n_out and the parameters: half the width of
 * the uniform interval around 0, or the standard deviation; NULL for the kinds that say it by parameters. */
enum distribution { DISTRIBUTION_CONSTANT, DISTRIBUTION_UNIFORM, DISTRIBUTION_NORMAL };
struct initializer_entry {
    const char *name;
    enum distribution distribution;
    const char *scale;
    const char *source;
    struct entry_parameter parameters[ENTRY_PARAMETERS];
};

/* ---- lookups: NULL if there is none ---- */
const struct activation_entry *activation_by_name(const char *name);
/* The plain entry called so. */
const struct loss_entry *loss_by_name(const char *name);
/* NULL too if this loss has no such variant. */
const struct loss_entry *loss_variant(const char *name, enum loss_variant variant);
const struct penalty_entry *penalty_by_name(const char *name);
/* form NULL: the default one. */
const struct optimizer_entry *optimizer_by_name(const char *name, const char *form, bool centered);
const struct schedule_entry *schedule_by_name(const char *name);
const struct initializer_entry *initializer_by_name(const char *name);

/* The names, each once, in the order of the table. */
const char *const *activation_names(size_t *count);
const char *const *loss_names(size_t *count);
const char *const *optimizer_names(size_t *count);
const char *const *schedule_names(size_t *count);
const char *const *initializer_names(size_t *count);
/* The forms of an optimizer, the default first; NULL beyond the last, or where there is only one. */
const char *optimizer_form(const char *name, size_t index);

/* The place of the parameter with this key, or -1. */
int parameter_place(const struct entry_parameter parameters[ENTRY_PARAMETERS], const char *key);

/* ---- formulas ---- */

/* What a formula written by a user may call: the elementwise activations of the catalogue, with one argument and
 * their parameters at their defaults. These two are `defined_arity` and `function_hint` of struct scope (context
 * is not used): -1 where there is no such function, and why: vector activations are to be written out. */
int catalogue_arity(void *context, const char *name, size_t length, const char **latex);
const char *catalogue_hint(void *context, struct arena *arena, const char *name);

/* `expr` with its calls of catalogue functions written out: sigmoid(x) is 1/(1 + exp(-x)). Calls inside calls
 * share their subtrees: what is to be walked should be measured with expr_size before. */
const struct expr *catalogue_expand(struct arena *arena, const struct expr *expr);

/* The derivative of a call by its argument in the form that a person writes: sigmoid(x)*(1 - sigmoid(x)). NULL where
 * the catalogue has none. A `function_derivative` of expr.h. */
const struct expr *catalogue_derivative(struct arena *arena, const struct expr *call);

/* The tree of an entry's formula, calls written out. Tables are checked by tests and users' formulas by the reader
 * of problems, so this does not fail. */
const struct expr *catalogue_formula(struct arena *arena, const char *formula);

#endif
