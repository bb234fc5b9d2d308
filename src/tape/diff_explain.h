/* Why two traces differ, from the inside: the reasons that diff_explain.c puts together. */
#ifndef TAPE_DIFF_EXPLAIN_H
#define TAPE_DIFF_EXPLAIN_H

#include "base/text.h"
#include "tape/diff.h"

/* The explanations so far, and what they may lean on. */
struct explaining {
    struct arena *arena;
    const struct diff *diff;
    struct diff_explanation *first, *last;
    size_t only_a, only_b;         /* steps, over all roles */
    const struct diff_pair *given; /* the first given number that differs; NULL: none */
    size_t given_count;            /* how many do */
    bool other_arithmetic;         /* or other working precision */
    bool other_roles;              /* a step has another role in B */
    unsigned told;                 /* groups of steps that a convention explains, one bit each */
    long update;                   /* in which it does */
    double unit;                   /* relative precision of the coarser trace; 0: not known */
};

/* Adds one with the message written so far to `message`. */
void explain(struct explaining *explaining, enum diff_code code, const struct text *message);

/* The member of the two problems at `section`/`key`, both present and both of `kind`. */
bool explain_members(const struct explaining *explaining, const char *section, const char *key,
                     enum json_kind kind, const struct json **a, const struct json **b);

/* diff_convention.c: constant factors over losses, error terms and gradients. */
void explain_conventions(struct explaining *explaining);

/* The step differs by a factor that a key of the problem explains: nothing more is to be said of its formula. */
bool explained_by_convention(const struct explaining *explaining, const struct trace_step *step);

#endif
