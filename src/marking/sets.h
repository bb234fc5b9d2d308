/* The sets of numbers that somebody who is marked can have at each line of the sheet: what mark.c decides by. Filled line
 * by line, in the order of the calculation. Part of the marking core; private to sets.c, dependence.c, losses.c
 * and mark.c.
 */
#ifndef MARKING_SETS_H
#define MARKING_SETS_H

#include "marking/mark.h"
#include "marking/reach.h"

/* A wrong value's own set, and the line that was written wrong: the line itself, or what an unwritten one was made of. */
struct own_value {
    struct interval set;
    int source;
    const struct written *written; /* NULL: it was not written */
};

#define OWN_MOST 4 /* wrong values kept of one line: what was written wrong twice, thrice */
#define HONEST (-1)

/* A line as a function of lines whose sets are known: those that were written, and given numbers, through all steps
 * between that were not. The set of what was written is what this function reaches.
 *
 * There are limits, so that a line costs no more than a little on sheets of any size. A line that would be one step or
 * one operand too many is itself a variable, with the set that its own formula reaches; so are all lines once
 * searching through lines between, for all lines together, took too long. */
#define DEPENDENCE_STEPS_MOST 400
#define DEPENDENCE_REFERENCES_MOST 4000 /* operands of the steps, each as often as it is one */
#define SUBMISSION_WORK_MOST 5000000    /* as reach_work measures it */

struct dependence {
    struct composite composite;
    struct line_sets **lines; /* [variables] */
    struct line_sets **steps; /* [steps] the line itself is the last one */
    struct interval *boxes;   /* [variables] room for their sets */
};

/* What a line reaches from one choice of wrong values. */
struct choice {
    bool known;
    bool reached; /* there is a value: `values` */
    struct interval values;
};

struct line_sets {
    const struct sheet_line *line;
    const struct answer *answer; /* NULL: nothing was written */
    /* The formula and the lines that it names; NULL: given, or not evaluated yet. */
    struct reach_formula *formula;
    size_t operand_count;
    bool
        fixed; /* the honest set is the true value: nothing that it depends on was written or rounded */
    bool
        followed; /* the sets are what it reaches through lines between: it was written, or sets_tighten */
    int stamp, place;                 /* while a dependence is made that the line is part of */
    struct dependence *dependence[2]; /* for honest sets, for own sets; NULL: not asked for */

    struct interval honest; /* what somebody can have who made no mistake */
    struct interval
        reach; /* what the formula reaches from honest operands; of a given number what it stands for */
    bool sought;  /* `reach` is found: of lines with an answer it is when somebody asks for it */
    bool reached; /* false: the formula has no value there, `reach` is the truth's range */
    struct interval
        figure; /* their own value as it stands there, to the last digit: for what vanishes or is 1 */
    const struct written *accepted; /* the last writing that was accepted; NULL: none */
    int own_count;                  /* 0: the own set is the honest one */
    struct own_value own[OWN_MOST];
    struct choice *choices;  /* [CHOICES_MOST] of a line written several times; NULL: none yet */
    int chosen;              /* place in `own` of the one looked at, or HONEST */
    bool begun;              /* it is being marked, or was */
    struct mark *lossy_mark; /* of the writing here that lost digits; NULL: none */
    double damage;           /* of values that are off because of that loss: percent, at most */
    int lossy_line; /* where the digits were lost that make an accepted value here differ from the truth; NO_LINE */
};

struct marker {
    const struct sheet *sheet;
    struct reach *reach;
    struct reach_formula **formulas; /* [lines] NULL: given, or not asked for yet */
};

struct sets {
    struct arena *arena; /* of the submission */
    struct marker *marker;
    const struct sheet *sheet;
    const struct answers *answers;
    struct reach *parts; /* for parts of formulas; NULL: not needed yet */
    struct line_sets *lines;
    bool wrong;          /* some value was, so far */
    int stamp;           /* of the dependence made last */
    long long work_left; /* for searching through lines between */
    int explained,
        looked_at; /* wrong values, and accepted ones, that mistakes were looked for in */
};

struct sets *sets_open(struct arena *arena, struct marker *marker, const struct answers *answers);

/* Gets a line ready, once all before it are done: its operands, and if nothing was written `reach`. */
void sets_begin(struct sets *sets, struct line_sets *line);
/* Sets `reach`, unless it is set already. */
void sets_seek_reach(struct sets *sets, struct line_sets *line);

static inline struct line_sets *operand_at(const struct sets *sets, const struct line_sets *line,
                                           size_t place)
{
    const struct sheet_line *operand = reach_operand(line->formula, place);
    return &sets->lines[operand->number];
}

/* The set of a line that is looked at now: by `chosen`. */
static inline struct interval chosen_set(const struct line_sets *line)
{
    return line->chosen == HONEST ? line->honest : line->own[line->chosen].set;
}

static inline struct interval honest_set(const struct line_sets *line)
{
    return line->honest;
}

/* What the line depends on: for honest sets, where a value that was written wrong is none, or for own sets. Of lines
 * that are not followed the operands of their formula. */
struct dependence *sets_dependence(struct sets *sets, struct line_sets *line, bool own);

/* What the line reaches from chosen sets of what its own sets depend on. False: there is no value. */
bool sets_reach_chosen(struct sets *sets, struct line_sets *line, struct interval *values);
/* What it reaches from honest sets, one of the lines that those depend on being its true value. */
bool sets_reach_with_truth(struct sets *sets, struct line_sets *line, size_t of,
                           struct interval *values);

/* ---- choices: for each line it depends on that may be wrong, one of its wrong values, or its honest one ---- */

#define CHOICES_MOST 64
#define CHOICES_STEPS_MOST 2000

/* The first choice: every line as it was first written wrong. False: none is wrong. */
bool choices_first(struct sets *sets, struct line_sets *line);
/* The next one that has a wrong value; false after the last, or after so many that more are not looked at: fewer where
 * each leads through many steps. */
bool choices_next(struct sets *sets, struct line_sets *line, int *count);
/* What the line reaches from the present choice, the one of that number: it is the same for all its writings. */
bool choices_reach(struct sets *sets, struct line_sets *line, int number, struct interval *values);
/* Back to each line's first wrong value, as everywhere outside of the above. */
void choices_end(struct sets *sets, struct line_sets *line);

/* The wrong value that matters under the present choice, the nearest: without it the formula would not reach `meant`. */
int choices_source(struct sets *sets, struct line_sets *line, struct interval meant);

/* ---- what becomes known of a line ---- */

/* Nothing readable was written: it is what the formula makes of its operands. */
void sets_pass_through(struct sets *sets, struct line_sets *line);
/* Makes the sets of a line that was not written as narrow as those of written ones: for who looks at it alone. */
void sets_tighten(struct sets *sets, struct line_sets *line);
/* Adds a value that was accepted (the first one takes the place of what is reached), or a wrong one. */
void sets_accept(struct line_sets *line, const struct written *written, struct interval meant);
void sets_add_wrong(struct line_sets *line, const struct own_value *value);

#endif
