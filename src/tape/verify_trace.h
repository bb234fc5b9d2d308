/* Verifying a trace file: each of its steps against the same step recomputed from the problem that the file holds, and
 * each formula by itself, with the operands that the file gives it. */
#ifndef TAPE_VERIFY_TRACE_H
#define TAPE_VERIFY_TRACE_H

#include "tape/run.h"
#include "tape/trace_file.h"

/* Places of the header, of the step with this index, and behind it. */
#define PLACE_HEADER ((size_t)0)
#define PLACE_STEP(index) (2 * (size_t)(index) + 2)
#define PLACE_BEHIND(index) (2 * (size_t)(index) + 3)

/* Something in the file that does not hold. Texts live in the arena of the verdict. */
struct trace_break {
    const char *id; /* of the step; NULL: in the header */
    const char *
        field; /* the key ("value", "operands"); "" for a step that is missing, surplus or out of place */
    const char *message; /* a sentence without id and place */
    size_t line;         /* in the file; of the step before where one is missing */
    size_t place;        /* for which comes first in the file: PLACE_* */
};

struct trace_verdict {
    struct arena *arena;
    size_t steps;             /* of the file */
    bool *sound;              /* [steps]: nothing is wrong with this one so far */
    size_t differing;         /* steps with a break, missing ones included */
    struct trace_break first; /* the earliest; message NULL: everything holds */
};

/* Notes a break, in order of place in the file; the earliest stays. */
void verdict_break(struct trace_verdict *verdict, const struct trace_break *found);

/* Compares the header: title, conventions and the problem, which must be as the recomputed trace spells it out. `source`
 * is the text of `found`. */
void verify_header(struct trace_verdict *verdict, const struct json_source *source,
                   const struct trace_file *found, const struct trace_file *wanted);

/* Compares every step with that of `wanted`, the recomputed trace: all keys, exactly; and the order of the steps. */
void verify_steps(struct trace_verdict *verdict, const struct trace_file *found,
                  const struct trace_file *wanted);

/* Rechecks formulas, after verify_steps: what a step of the file has as its formula, read anew and evaluated with the
 * values of the operands that it names, must give the step's value; and the operands must be the
 * names of the formula in their order. Only of steps that are sound so far. `run` is a fresh run of the problem
 * with the settings of the trace; of floating-point ones only the operands are checked. False after one diagnostic. */
bool verify_formulas(struct trace_verdict *verdict, const struct trace_file *found,
                     struct run *run);

#endif
