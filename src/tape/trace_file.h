/* Trace files (docs/trace-format.md) read back: a header and steps as plain structs, for comparing and verifying.
 *
 * JSON and NDJSON are told apart by what stands in the file. Reading is strict: another format or version, a
 * key that is unknown, missing or given twice, a value of the wrong kind and an id given twice are each
 * reported with line, column and JSON pointer, and end the reading. Whether what is read makes sense (formulas,
 * operands, digits) is not asked here: that is for whoever verifies.
 */
#ifndef TAPE_TRACE_FILE_H
#define TAPE_TRACE_FILE_H

#include "base/json.h"
#include "tape/tape.h"
#include <stdbool.h>
#include <stddef.h>

struct pool;

/* Of "digits" and "decimals". */
#define TRACE_MAX_DIGITS 1000

/* One step as it is written. Equal ids, names and formulas are the same pointer within a trace. */
struct trace_step {
    const char *id, *name, *latex;
    enum role role;
    const char *formula, *substitution; /* NULL, both: a given step */
    const char *const *operands;        /* ids, not looked up */
    size_t operand_count;
    const char *value; /* the number as it is written; NULL: absent */
    double number;     /* of `value` */
    const char *shown; /* a decimal number */
    bool exact;
    const char *undecided; /* "zero", "tie", "comparison"; NULL: absent */
    const char *bound;     /* a decimal number; NULL: absent */
    /* Of working arithmetic, else NULL: */
    const char *true_value, *distance; /* decimal numbers */
    const char *digits_lost;           /* the number as it is written; NULL: absent */
    size_t line;                       /* in the file, from 1 */
};

struct trace_file {
    const char *name; /* of the file, for messages */
    const char *title;
    /* Objects as they are written; their places are found in the source for as long as that lives. The problem
     * is not checked: problem_from_json does that. */
    const struct json *arithmetic, *conventions, *problem;
    const char *updates;            /* which updates are written; NULL: all */
    const char *samples;            /* of which samples; NULL: all */
    const struct trace_step *steps; /* [step_count], in the order of the file; at least one */
    size_t step_count;
    struct pool *ids; /* for trace_find */
};

/* Is it meant as a trace (and not as a problem)? Nothing is reported. */
bool trace_recognise(struct arena *arena, const struct json_source *source);

/* The trace in `arena`, or NULL after one diagnostic. Steps own their texts: the source may go. */
const struct trace_file *trace_read(struct arena *arena, const struct json_source *source,
                                    struct diagnostics *diagnostics);

/* The step called `id`, or NULL. */
const struct trace_step *trace_find(const struct trace_file *trace, const char *id);

#endif
