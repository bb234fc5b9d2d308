/* The difference of two traces, aligned by id: what differs first, how much by role, and why where that can be
 * said for certain.
 *
 * Traces are equal when each id is in both, with the same role and the same value. Two values agree when
 * |a - b| <= max(absolute, relative * max(|a|, |b|)); a step without `value` is compared by `shown`. Without a
 * tolerance, and in traces of the same arithmetic and digits, `shown` must be the same as well. Names, formulas,
 * order and flags are not compared; where formulas differ they serve to explain.
 */
#ifndef TAPE_DIFF_H
#define TAPE_DIFF_H

#include "tape/trace_file.h"
#include <stdbool.h>
#include <stddef.h>

struct diff_tolerance {
    double relative, absolute; /* at least 0, finite */
};

/* What became of a step; of those that differ, the first kind that applies. */
enum diff_kind {
    DIFF_SAME,
    DIFF_ONLY_A,
    DIFF_ONLY_B,
    DIFF_ROLE,
    DIFF_VALUE,
    DIFF_SHOWN,
    DIFF_KINDS
};

/* The steps of one role (of A, unless the step is only in B). */
struct diff_role {
    size_t compared, differing; /* in both traces; of those, beyond the tolerance */
    size_t only_a, only_b;
    double relative; /* largest |a - b| / max(|a|, |b|) of the compared, at most 2 */
    double absolute; /* largest |a - b|; infinite beyond the range of doubles */
};

/* EXPLANATION(NAME, "code"): why traces differ. An explanation is given only when it holds for every step it
 * speaks of; several may hold. */
enum diff_code {
#define EXPLANATION(name, text) EXPLANATION_##name,
#include "tape/explanations.def"
#undef EXPLANATION
    EXPLANATIONS
};
const char *diff_code_name(enum diff_code code);

struct diff_explanation {
    enum diff_code code;
    const char *message; /* a sentence without full stop; A and B are the two traces */
    const struct diff_explanation *next;
};

/* One step of A beside its counterpart. */
struct diff_pair {
    enum diff_kind kind;
    const struct trace_step *a, *b; /* NULL where there is none */
};

struct diff {
    const struct trace_file *a, *b;
    struct diff_tolerance tolerance;
    bool equal;
    bool shown_compared;     /* digits count, not only values */
    struct diff_pair first;  /* what differs first in the order of A; kind DIFF_SAME: nothing */
    struct diff_pair *pairs; /* [a->step_count] */
    struct diff_role roles[ROLES];
    const struct diff_explanation *explanations;
};

const struct diff *diff_traces(struct arena *arena, const struct trace_file *a,
                               const struct trace_file *b, struct diff_tolerance tolerance);

/* The explanations of a diff that is complete but for them: part of diff_traces. */
const struct diff_explanation *diff_explain(struct arena *arena, const struct diff *diff);

#endif
