/* A run from the inside: shared by tape/run.c (values) and tape/step.c (views of them). Private to the room. */
#ifndef TAPE_RUN_PRIVATE_H
#define TAPE_RUN_PRIVATE_H

#include "base/arena.h"
#include "tape/run.h"
#include <stdint.h>

/* The values of one family: [positions * count]. */
struct values {
    union cell *cells;
    struct shown *shown;
    uint32_t *stamps;                   /* for finding distinct operands: see step_operands */
    const char **ids, **names, **latex; /* [count], filled when first asked for */
};

/* Families that are walked together, once for each of a number of samples. */
enum group {
    GROUP_SAMPLES,
    GROUP_PARAMETERS,
    GROUP_FORWARD,
    GROUP_TOTAL,
    GROUP_BACKWARD,
    GROUP_GRADIENT,
    GROUP_UPDATE,
    GROUPS
};

struct family_list {
    const struct family **families;
    int count;
};

struct run {
    struct arena *arena;
    const struct tape *tape;
    struct run_settings settings;
    struct diagnostics *diagnostics;
    struct arithmetic *arithmetic;
    struct run *reference; /* with working precision: the same run with true values; else NULL */
    unsigned bits;
    int update;   /* 0: before the first */
    int read;     /* the update read before this one; 0: none */
    int position; /* of the sample being evaluated, in the batch */
    bool failed;
    struct values *values; /* by family number */
    struct family_list groups[GROUPS];
    union cell *kept; /* cells of all given families, one after the other */
    size_t kept_count;
    struct arena *texts, *next_texts; /* shown texts of this update */
    struct arena *scratch;
    struct text digits_text; /* the digits that are being made */
    uint32_t stamp;
};

/* Evaluates everything again with twice the precision. False after one diagnostic. */
bool run_raise_precision(struct run *run);

/* Reports that the last precision is used up: the step's ball is too wide to say anything of. */
void run_report_exhausted(struct run *run, const struct step *step);

/* The family that a NAME of a formula stands for: that of the update before for u[-1]. */
static inline const struct family *operand_family(const struct expr *name)
{
    const struct family *family = name->binding;
    return name->update < 0 ? family->updates : family;
}

/* Sets the numbers behind the indices in the environment of a family's formulas. */
void run_extra_slots(const struct run *run, const struct family *family, long *slots);

/* Where the shown text of the step is kept. */
struct shown *step_shown_place(const struct step *step);

/* The step a NAME of a formula stands for when `reader` is read. */
struct step step_operand_of(const struct step *reader, const struct expr *name,
                            const struct environment *environment);

/* The concrete tree of a formula of the step's family, its leaves made by `leaf` with the step as context. */
const struct expr *step_instance(const struct step *step, const struct expr *formula,
                                 expr_leaf *leaf, struct arena *arena);

/* How many positions a group is walked for in the current update. */
int run_repeats(const struct run *run, int group);

#endif
