/* Building a tape: what tape/compile.c (forward, loss, update) and tape/reverse.c (backward) share. Private to
 * the room. */
#ifndef TAPE_BUILDER_H
#define TAPE_BUILDER_H

#include "base/arena.h"
#include "tape/tape.h"

/* The derivative of `of` by `by` as a person writes it, in place of the symbolic one: an expression in the
 * dimension variables of `of` and, where a place of `bottom` is a new variable, in that. */
struct hand_derivative {
    const struct family *of, *by;
    const struct expr *derivative, *stable; /* stable: what floats evaluate; NULL: the same */
    struct index bottom[INDEX_MAX];         /* indices of `by` */
};

struct builder {
    struct arena *arena;
    const struct problem *problem;
    struct diagnostics *diagnostics;
    struct tape *tape;
    struct tape_layer *layers; /* [layer_count + 1], also the tape's */
    struct family **families;
    int count, capacity;
    struct hand_derivative *hands;
    int hand_count, hand_capacity;
    const bool **operands; /* by family number: see builder_operands; NULL: not asked for yet */
    int operand_capacity;
    const struct family *whole; /* the objective that `made_of` (builder_made_of) is of */
    const bool *made_of;
    const char *independence; /* what compile_independence noted; "": nothing */
    bool failed;              /* after one diagnostic */
};

/* A new family at the end of the tape. Dimensions are copied; count is computed. */
struct family *builder_family(struct builder *builder, const char *base, enum family_scope scope,
                              enum role role, enum phase phase, int rank,
                              const struct dimension *dimensions);

/* A family whose numbers are given: [samples *] count literals. */
struct family *builder_given(struct builder *builder, const char *base, enum family_scope scope,
                             enum role role, const char *const *literals, int rank,
                             const struct dimension *dimensions);

/* A number of the problem with a name, which is not a step: "alpha". */
const struct family *builder_constant(struct builder *builder, const char *name,
                                      const char *literal);

/* The same for a derivative: `top` by `bottom` with the places of their indices. */
struct family *builder_derivative(struct builder *builder, struct label top, struct label bottom,
                                  enum family_scope scope, enum role role, enum phase phase,
                                  int rank, const struct dimension *dimensions);

/* Sets what is shown and what is evaluated (NULL: the same), binding index variables. */
void builder_assign(struct builder *builder, struct family *family, const struct expr *formula,
                    const struct expr *expansion);
/* Sets what floating-point arithmetics evaluate. */
void builder_assign_stable(struct builder *builder, struct family *family,
                           const struct expr *stable);

/* Remembers a derivative to be written in place of the symbolic one, and what floats evaluate (NULL: the same);
 * `bottom`: the variable of the index of `by`. */
void builder_hand_derivative(struct builder *builder, const struct family *of,
                             const struct family *by, const struct expr *derivative,
                             const struct expr *stable, const char *bottom);

/* A bound NAME for `family` with one index for each of its dimensions. */
struct expr *builder_name(struct builder *builder, const struct family *family,
                          const struct index *indices);
/* With the family's own dimension variables. */
struct expr *builder_self(struct builder *builder, const struct family *family);
/* The same for the sample at place `s` of the batch. */
struct expr *builder_of_sample(struct builder *builder, const struct family *family);

/* A decimal literal with its sign as a tree. */
const struct expr *builder_literal(struct builder *builder, const char *literal);

/* ---- formulas of the catalogue ---- */

/* Names of a formula and what stands for them. */
#define SUBSTITUTES 16
struct substitutes {
    const char *names[SUBSTITUTES];
    const struct expr *with[SUBSTITUTES];
    int count;
};
void substitutes_put(struct substitutes *substitutes, const char *name, const struct expr *with);
/* The parameters of an entry as the numbers that they have here. */
void substitutes_put_parameters(struct builder *builder, struct substitutes *substitutes,
                                const struct entry_parameter *parameters,
                                const char *const *values);

/* The formula `text` of the catalogue with `size` (a bound like "n" or "K") at `count` and the names replaced. */
const struct expr *builder_formula(struct builder *builder, const char *text, const char *size,
                                   int count, const struct substitutes *substitutes);

/* ---- the parts of tape_compile ---- */

void compile_given(struct builder *builder);   /* compile_forward.c: inputs, targets, parameters */
void compile_forward(struct builder *builder); /* z, a, dropout */
void compile_loss(struct builder *builder); /* compile_loss.c: E of a sample, R, E of the batch */
void compile_formulas(struct builder *builder); /* compile_formulas.c: all of a formulas problem */
/* compile_update.c: alpha, beta1, ..., and the state of the whole update before the first one; then, where there are
 * gradients, the state of those parameters before it, and the formulas of the new ones */
void compile_constants(struct builder *builder);
void compile_update(struct builder *builder, const struct family *const *parameters, int count);
void compile_names(struct builder *builder); /* compile_names.c */
/* compile_conventions.c. Which of the wanted derivatives are 0 since the objective does not depend on the quantity,
 * noted for compile_conventions: they are not written. */
void compile_independence(struct builder *builder, const struct family *objective,
                          const struct family *const *wanted, int count,
                          const struct family *const *adjoints);
void compile_conventions(struct builder *builder);

/* ---- partials.c ---- */

/* By number of an earlier family: does the formula of `v` name it? [v->number], found once for each family. */
const bool *builder_operands(struct builder *builder, const struct family *v);

/* By number of an earlier family, itself among them: is `v` made of it, through whatever is between?
 * [v->number + 1], in the builder's arena. */
const bool *builder_made_of(struct builder *builder, const struct family *v);

/* The family dv/du, written now if it has not been yet; NULL where it is zero, or after a diagnostic. When v is an
 * objective that depends on u also through others, it is local.dv/du, since dv/du is the whole derivative. */
const struct family *builder_partial(struct builder *builder, const struct family *v,
                                     const struct family *u);

/* What the derivative of an objective by `of` is: an error term, a gradient or a partial. */
enum role builder_derivative_role(const struct family *of);

/* A variable that is none of the first `count` dimensions (at most 8). */
const char *builder_fresh_variable(const struct dimension *dimensions, int count);

/* ---- reverse.c ---- */

/* Extends the tape by the derivatives of `objective` by everything that `wanted` families need: for each
 * v := f(u, ...), the partials dv/du, then dE/du = sum over the v that use u of dE/dv * dv/du. The rule knows
 * assignments only. What the objective uses both itself and through others gets a partial of its own,
 * local.dE/du. adjoints[i] becomes dE/d(wanted[i]), NULL where the objective does not depend on it.
 * Partials that an earlier objective has written are used again.
 * (Griewank and Walther, "Evaluating Derivatives", 2008, section 3.2.) */
void builder_reverse(struct builder *builder, const struct family *objective,
                     const struct family *const *wanted, int wanted_count,
                     const struct family **adjoints);

#endif
