/* Runs: the values of a tape, update by update, and the steps as they are read.
 *
 * A run evaluates one update at a time and holds only that update's values, so memory grows with the network and
 * the batch, not with the number of updates. A step is a view of one assignment of the current update: it
 * gives id, name, formula, substitution, operands and the digits to print. Asking for digits may raise the
 * precision: the run then evaluates again from the first update, and what was shown stays as it was, because
 * shown digits are proven.
 */
#ifndef TAPE_RUN_H
#define TAPE_RUN_H

#include "base/diagnostic.h"
#include "number/number.h"
#include "tape/selection.h"
#include "tape/tape.h"

struct run;

/* What a run is asked for. */
struct run_settings {
    struct digits digits;
    enum arithmetic_kind arithmetic;
    bool rounded; /* every computed value is rounded as `working` says before it is used again: */
    struct rounding working;           /* certified arithmetic only */
    const struct selection *selection; /* the steps to be read; NULL: every one */
};

/* A run over `tape` before its first update; the settings are copied. NULL after one diagnostic. */
struct run *run_open(struct arena *arena, const struct tape *tape,
                     const struct run_settings *settings, struct diagnostics *diagnostics);

/* Evaluates up to the next update to be read. False at the end, or after one diagnostic. */
bool run_next(struct run *run);

int run_update(const struct run *run);
/* As asked for when the run was opened. */
const struct run_settings *run_settings(const struct run *run);
/* A diagnostic was reported: nothing more can be had of this run. */
bool run_failed(const struct run *run);
const struct tape *run_tape(const struct run *run);
struct arithmetic *run_arithmetic(struct run *run);

/* One assignment of the current update. */
struct step {
    struct run *run;
    const struct family *family;
    int position; /* in the batch (SCOPE_STEP) or among the samples (SCOPE_SAMPLE), from 0 */
    size_t instance;
    long indices[FAMILY_RANK_MAX];
    int group, place;        /* where run_walk is */
    struct marking *marking; /* NULL but while a pattern is made (tape/pattern.h) */
};

/* How a value is printed. */
struct shown {
    const char *text;       /* lives until the next update is evaluated */
    enum shown_state state; /* with working precision: whether the value was rounded */
    bool comparison;        /* a comparison stayed undecided and took its convention */
};

struct step run_step(struct run *run, const struct family *family, int position, size_t instance);

/* Walks the steps of the current update in order: begin with *step zeroed but for `run`. The first update that is
 * read begins with the given families; one that does not follow on the update read before begins with the
 * parameters and states as they are by then. False at the end. */
bool run_walk(struct step *step);

/* The sample's place in the problem, from 0; NO_ROW for what has no sample. */
#define NO_ROW (-1)
int step_row(const struct step *step);
/* What ids call the sample, from 1; 0 for what has none. */
int step_sample(const struct step *step);
/* The update the step's id begins with (a new parameter belongs to the next one); NO_UPDATE: none. */
#define NO_UPDATE (-1)
int step_update(const struct step *step);

/* What is shown, or NULL after one diagnostic (digits that need more than memory allows cannot happen). */
const struct shown *step_shown(const struct step *step);
union cell step_cell(const struct step *step);
/* The nearest double; false when it is out of the range of doubles. */
bool step_value(const struct step *step, double *value);
/* Appends the first `digits` significant digits of the value, the rest cut off; *exact: there is no rest. Certified
 * arithmetic only. False after one diagnostic. */
bool step_cut(const struct step *step, int digits, struct text *out, bool *exact);

void step_id(const struct step *step, struct text *out);
/* The name in its own update and sample ("z1", "dE/dw7", "w7'"). In the run's memory. */
const char *step_name(const struct step *step);
const char *step_latex(const struct step *step);

/* The scalar formula with names, and with numbers; NULL for given steps, and where the digits of an operand
 * cannot be had (after one diagnostic: run_failed). In `arena`. */
const struct expr *step_formula(const struct step *step, struct arena *arena);
const struct expr *step_substitution(const struct step *step, struct arena *arena);
/* The formula with names and with the functions of the catalogue written out; NULL for given steps. */
const struct expr *step_expansion(const struct step *step, struct arena *arena);

/* The step that a NAME leaf of step_formula or step_expansion stands for (in the formula's arena). Constants, too,
 * though run_walk and step_operands pass them over. */
const struct step *step_operand(const struct expr *leaf);

/* Calls `visit` for each distinct operand, by first appearance in the formula. */
void step_operands(const struct step *step, const struct expr *formula,
                   void (*visit)(void *context, const struct step *operand), void *context);
/* The same, constants among them. */
void step_operands_and_constants(const struct step *step, const struct expr *formula,
                                 void (*visit)(void *context, const struct step *operand),
                                 void *context);

#endif
