/* The search for explanations of one value: candidates are mistakes that were tried on this person's own figures and lead to
 * what was written. Private to explain.c, figures.c, slips.c, shared_figure.c, siblings.c, explain_words.c, mistakes.c.
 */
#ifndef MARKING_CANDIDATES_H
#define MARKING_CANDIDATES_H

#include "marking/attempts.h"
#include "marking/explain.h"
#include "marking/reach.h"

/* What one value's search may cost. */
#define TRIES_MOST 3000
#define CANDIDATES_MOST 200

struct candidate {
    enum mistake mistake;
    struct detail detail;
    const struct expr
        *formula;    /* what was evaluated in place of the right one; NULL: a slip of writing */
    double intended; /* of slips: what they wanted to write; NAN: no number of their own */
    double value;    /* what the mistake gives with the person's figures as they are written */
    bool gives_it;   /* that value rounds to what was written */
    double weight;   /* bits */
    int order;       /* in which it was found: ties are decided by it */
};

/* The line that is marked, or an operand that the person did not write: mistakes in its formula show here. */
struct level {
    const struct sheet_line *line;
    const struct level
        *outer; /* the line whose operand this is; NULL: it is the line that is marked */
    int depth;
    double unlikely; /* bits */
};

struct search;
typedef void level_attempt(struct search *search, const struct level *level,
                           const struct attempt *attempt);

struct search {
    struct arena *arena; /* of the search; what it finds is copied from it */
    const struct situation *situation;
    /* Opened when they are first needed: most searches look at siblings only. */
    struct reach *reach;
    struct arithmetic *intervals;
    struct arena *terms;      /* of sums, during one evaluation */
    struct interval meant;    /* what the writing stands for */
    struct interval expected; /* what the right formula gives from the person's own values */
    double figure; /* the same, from their figures as written: of who asks for it, expect_figure */
    double scale;  /* of values that would be plausible here */
    double *figures; /* [lines of the sheet] their figures; NAN, NULL: not asked for yet */
    const struct sheet_line *sibling; /* whose writing shows what was meant; NULL: the figures do */
    bool *depends;           /* [lines] on the line that is marked; NULL: not asked for yet */
    int steps_back;          /* of figures that are being worked out */
    level_attempt *seen;     /* while levels are gone through */
    const struct told *told; /* mistakes.c: who is told what every mistake gives */
    int tried, count;
    struct candidate *items; /* [CANDIDATES_MOST] NULL: there is none */
};

static inline const struct sheet_line *search_line(const struct search *search, int number)
{
    return sheet_line(search->situation->sheet, number);
}

/* ---- figures.c: what the person has ---- */

/* What they wrote for a line, if it is a number; NULL. */
const struct written *search_writing(const struct search *search, const struct sheet_line *line);

/* Which numbers this person can have for a line, and their figure for it: what they wrote, else what their own figures
 * give. */
struct interval search_own(struct search *search, const struct sheet_line *line);
double search_figure(struct search *search, const struct sheet_line *line);

/* A formula from figures; NAN: it has no value. */
double formula_figure(struct search *search, const struct expr *formula);

/* A set around all values that a formula has on the person's own sets, perhaps too wide; and the values that it reaches.
 * False: it has none. */
bool formula_bounds(struct search *search, const struct expr *formula, struct interval *values);
bool formula_reach(struct search *search, const struct expr *formula, struct interval *values);
bool prepared_reach(struct search *search, struct reach_formula *prepared, struct interval *values);

/* ---- explain.c ---- */

struct search *search_open(struct arena *arena, const struct situation *situation);

/* Sets search->figure. */
void expect_figure(struct search *search);

/* All attempts at the line that is marked, and at operands that were not written. */
void search_levels(struct search *search, level_attempt *seen);

/* The whole formula of the line that is marked, with an attempt at one of its levels in place. */
const struct expr *whole_formula(struct search *search, const struct level *level,
                                 const struct expr *formula);

/* Does a set hold a number that rounds, or is cut, to what was written? A number that is cut is less than the next one. */
bool gives_writing(const struct search *search, struct interval set);

/* What of a set is within another; a set of one number is, or is not. */
double share_of(struct interval set, struct interval within);

/* A slip of writing, seen in a number. */
struct slip {
    enum mistake mistake;
    double variants;
    struct detail detail;
    double intended; /* NAN: no number of their own */
    double share;    /* of the numbers that their values give, how much of them it turns to this */
    bool gives_it;
};
void search_add_slip(struct search *search, const struct slip *slip);

/* ---- sieve.c ---- */

/* Bounds of the line that is marked, with this formula at that level: around those of formula_bounds. */
struct interval sieve_bounds(struct search *search, const struct level *level,
                             const struct expr *formula);

/* ---- slips.c ---- */

void try_slips(struct search *search);

/* Undoes slips of writing on `written`: the numbers that it can have been meant to be, of those that may stand for some
 * number in `near`. */
struct undone {
    enum mistake mistake;
    double variants;
    struct detail detail;
    struct written intended;
};
typedef void undone_seen(void *context, const struct undone *undone);
void undo_slips(struct arena *arena, const struct written *written, struct interval near,
                undone_seen *seen, void *context);

/* ---- shared_figure.c ---- */

/* Looks whether one wrong value of a step that was not written gives this and other writings. */
void try_shared_figures(struct search *search);

/* ---- siblings.c ---- */

/* Looks whether lines with the same true value were written otherwise, so that this one looks like a slip. */
void look_at_siblings(struct search *search);

/* ---- explain_words.c ---- */

/* What a mistake was made on, in words; NULL: there is no choice. */
const char *detail_in_words(struct search *search, const struct detail *detail);

/* The sentence for the student; all of it in `arena`. */
void explain_in_words(struct arena *arena, struct search *search, const struct candidate *candidate,
                      struct cause *cause);

#endif
