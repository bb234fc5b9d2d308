/* Building a tape: what tape/compile.c (forward, loss, update) and tape/reverse.c (backward) share. Private to
 * the room. */
#ifndef TAPE_BUILDER_H
#define TAPE_BUILDER_H

#include "base/arena.h"
#include "tape/tape.h"

#define FAMILIES_PER_LAYER 24

/* The derivative of `of` by `by` as a person writes it, in place of the symbolic one: an expression in the
 * dimension variables of `of` and, where a place of `bottom` is a new variable, in that. */
struct hand_derivative {
    const struct family *of, *by;
    const struct expr *derivative;
    struct index bottom[INDEX_MAX]; /* indices of `by` */
};

struct builder {
    struct arena *arena;
    const struct problem *problem;
    struct tape *tape;
    struct family **families;
    int count, capacity;
    struct hand_derivative *hands;
    int hand_count;
};

/* A new family at the end of the tape. Dimensions are copied; count is computed. */
struct family *builder_family(struct builder *builder, const char *base, enum family_scope scope,
                              enum role role, enum phase phase, int rank,
                              const struct dimension *dimensions);

/* The same for a derivative: `top` by `bottom` with the places of their indices. */
struct family *builder_derivative(struct builder *builder, struct label top, struct label bottom,
                                  enum family_scope scope, enum role role, enum phase phase,
                                  int rank, const struct dimension *dimensions);

/* Sets what is shown and what is evaluated (NULL: the same), binding index variables. */
void builder_assign(struct builder *builder, struct family *family, const struct expr *formula,
                    const struct expr *expansion);

/* A bound NAME for `family` with one index for each of its dimensions. */
struct expr *builder_name(struct builder *builder, const struct family *family,
                          const struct index *indices);
/* With the family's own dimension variables. */
struct expr *builder_self(struct builder *builder, const struct family *family);

/* Extends the tape by the derivatives of `objective` by everything that `wanted` families need: for each
 * v := f(u, ...), the partials dv/du, then dE/du = sum over the v that use u of dE/dv * dv/du. The rule knows
 * assignments only; the objective may use a quantity directly or through others, not both.
 * (Griewank and Walther, "Evaluating Derivatives", 2008, section 3.2.) */
void builder_reverse(struct builder *builder, const struct family *objective,
                     const struct family *const *wanted, int wanted_count);

#endif
