/* The tape: a problem as a list of assignments, in indexed families.
 *
 * A family is all scalar assignments of one kind, written once with index variables:
 *     z2[k] := sum(i=1..3, w2[k,i]*a1[i]) + b2[k]        k = 1..2
 * A 784-128-10 network has a few dozen families. Backpropagation extends the list in reverse (tape/reverse.c) and
 * an optimizer extends it with new parameter values. A tape never changes after tape_compile; values belong to
 * a run over it (tape/run.h). The families stand in the order in which they are evaluated and written.
 *
 * Invariants (tape_check; debug builds check every tape they compile): a formula refers only to families that
 * stand before it, with as many indices as they have dimensions; every family but the given ones has a formula.
 */
#ifndef TAPE_TAPE_H
#define TAPE_TAPE_H

#include "expr/expr.h"
#include "problem/problem.h"
#include <stdbool.h>
#include <stddef.h>

/* ROLE(NAME, "name") in roles.def: the roles of design section 7. */
enum role {
#define ROLE(name, text) ROLE_##name,
#include "tape/roles.def"
#undef ROLE
    ROLES
};
const char *role_name(enum role role);
/* ROLES if no role is called so. */
enum role role_by_name(const char *name);

/* What an instance belongs to: how its id begins, and how often it is evaluated. */
enum family_scope {
    SCOPE_CONSTANT, /* "alpha": a number of the problem with a name; not a step */
    SCOPE_SAMPLE,   /* "s1.": inputs and targets */
    SCOPE_UPDATE,   /* "u1.": parameters, gradients, totals */
    SCOPE_STEP,     /* "u1.s1.": everything of one sample in one update */
};

/* When a family is evaluated within an update. Samples of a batch go through a phase one after the other. */
enum phase {
    PHASE_GIVEN,    /* before the first update */
    PHASE_FORWARD,  /* every sample: z, a, its loss; the formulas of a formulas problem */
    PHASE_TOTAL,    /* the loss of the batch, the penalty */
    PHASE_BACKWARD, /* every sample: partials and error terms, its gradients */
    PHASE_GRADIENT, /* gradients of the batch */
    PHASE_UPDATE,   /* optimizer state and new parameters */
    PHASES
};

/* One index variable of a family; its values are 1..count. */
struct dimension {
    const char *variable;
    int count;
};

/* A quantity in an id: base with the places of its indices among the family's dimensions ("w2", {0, 1}). */
struct label {
    const char *base;
    int rank;
    int places[INDEX_MAX];
};

#define FAMILY_RANK_MAX INDEX_MAX

/* Places of further numbers behind the indices in the environment of a family's formulas. */
enum { SLOT_BATCH, SLOT_UPDATE, SLOT_PERIOD, FAMILY_EXTRA_SLOTS };

struct family {
    int number; /* place on the tape */
    /* The id is top ("z2[k]") or, for partials and gradients, "d" top "/d" bottom. */
    struct label top, bottom; /* bottom.base NULL: not a derivative */
    bool objective;           /* its derivatives are taken */
    bool partial;             /* of a formula by what stands in it, not a sum over uses */
    bool local; /* "local.df/dx": the objective's own partial, when x also acts through others */
    enum family_scope scope;
    enum role role;
    enum phase phase;
    int layer; /* of the quantity, of the bottom one for derivatives; 0: inputs; -1: none */

    int rank;
    struct dimension dimensions[FAMILY_RANK_MAX];
    size_t count; /* instances: product of the dimensions */

    /* All bound with the dimension variables in order, then "m" (the number of samples in the batch), "u" (the number
     * of the update) and "p" (whole periods of the learning-rate schedule before it). `formula` is what is shown,
     * `expansion` what is evaluated and filled with numbers: the same, but catalogue functions are written out;
     * `stable` what floating-point arithmetics evaluate (NULL: the expansion). NULL for given families. A name with
     * update -1 is the value of the update before: that of the family's `updates`. */
    const struct expr *formula, *expansion, *stable;

    /* Given families: [samples *] count decimal literals, or the masks of a dropout. */
    const char *const *literals;
    const struct dropout *mask;

    const struct family *top_family, *bottom_family; /* of derivatives */
    const struct family
        *updates; /* new parameters and kept states: the family of the value before */
    const struct family *successor; /* the other way round; NULL: the value never changes */
    const struct family *gradient;  /* parameters: dE/d(it) over the batch; NULL: none */
    const struct family
        *state_of;      /* optimizer states: the parameter; NULL: one for the whole update */
    const char *symbol; /* optimizer states: "m" of "m.w2" */
    const struct activation *activation; /* activations */
    const char *const
        *names; /* [count], the problem's own names, NULL where derived; NULL: all derived */
};

struct tape {
    const struct problem *problem;
    const struct family *const *families;
    int family_count;
    bool backward;         /* there are derivatives */
    bool sample_gradients; /* each sample's gradients are steps of their own */
    bool bare;             /* ids have neither update nor sample: formulas without an optimizer */
    int last_update; /* updates + 1 with forward_after, else the number of updates (at least 1) */
    int batch_capacity; /* samples in the largest batch */
    /* The families of design section 6 by layer (1..layer_count), NULL where there is none. */
    const struct tape_layer {
        const struct family *z, *a, *weights, *biases;
        const struct family *mask, *dropped; /* dropout; NULL: none */
        const struct family *output;         /* what the next layer reads: dropped or a */
    } * layers;
    const struct family *inputs, *targets, *loss, *total;
    const struct family *smoothed;      /* targets after label smoothing, or NULL */
    const struct family *penalty;       /* R, or NULL */
    const struct family *learning_rate; /* a constant, or with a schedule a step; NULL: none */
    /* What the reader must know to compare: key ("batch") and what holds ("mean"). */
    const struct convention {
        const char *key, *text;
    } * conventions;
    int convention_count;
};

/* The tape of a problem, in `arena`. NULL after one diagnostic: a derivative of a formulas problem that would need
 * more indices than a quantity can have. */
const struct tape *tape_compile(struct arena *arena, const struct problem *problem,
                                struct diagnostics *diagnostics);

/* The family whose id without prefixes and indices is `base` ("z2", "dE/dw2") in `scope`, or NULL. */
const struct family *tape_family(const struct tape *tape, enum family_scope scope,
                                 const char *base);

/* The first violated invariant as a sentence in `arena`, or NULL when the tape is sound. */
const char *tape_check(struct arena *arena, const struct tape *tape);

/* One family a line, as people read it: for tests and for looking. */
void tape_dump(const struct tape *tape, struct text *out);

/* The number that ids and formulas give to the `update`-th update of the run. */
int tape_update_number(const struct tape *tape, int update);

/* Is this update past the last one, so that only forward and loss are evaluated in it? */
bool tape_forward_only(const struct tape *tape, int update);

/* The batch of `update` (from 1). */
const struct batch *tape_batch(const struct tape *tape, int update);

/* ids of instances: indices (from 1) of an instance number, and back. */
void family_indices(const struct family *family, size_t instance, long indices[FAMILY_RANK_MAX]);
size_t family_instance(const struct family *family, const long indices[FAMILY_RANK_MAX]);

/* Appends "z2[1]" or "dz2[1]/dw2[1,3]": the id without update and sample. */
void family_base_id(const struct family *family, const long indices[FAMILY_RANK_MAX],
                    struct text *out);

#endif
