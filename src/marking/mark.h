/* Marking: of each written value, whether it is right, right to the writer's rounding, carried on from a mistake, or
 * wrong, and then which mistake explains it. Part of the marking core.
 *
 * Two sets belong to each line of the sheet: the HONEST set, all numbers that somebody can have there who made no
 * mistake but rounded (what was accepted of their writings, each standing for all numbers that round to it; else what
 * the formula reaches from the honest sets of its operands), and the OWN set, all numbers that this person can have
 * there (all writings, right or wrong; else what the formula reaches from own sets). Steps that were not written are no
 * rounding: what is written is compared with what all of them together make of the values written before (sets.h).
 */
#ifndef MARKING_MARK_H
#define MARKING_MARK_H

#include "marking/answers.h"
#include "marking/sheet.h"

/* VERDICT(NAME, "name", "in words", right, points) in verdicts.def, in the order of DESIGN section 12. */
enum verdict_kind {
#define VERDICT(name, text, words, right, points) MARK_##name,
#include "marking/verdicts.def"
#undef VERDICT
    MARK_KINDS
};

/* A piece of a sentence: words, what somebody wrote, or mathematics. */
enum phrase_kind { PHRASE_WORDS, PHRASE_WRITING, PHRASE_MATHS };
struct phrase {
    enum phrase_kind kind;
    const char *words;          /* WORDS, WRITING */
    const struct expr *formula; /* MATHS: a formula with numbers in it, or a name */
    const struct expr *value;   /* MATHS: the number that it is; NULL: not said */
    bool exact;                 /* MATHS: it is that number; else that number rounded */
    const struct phrase *next;
};

/* A mistake that explains a value, or something to be said of a value that is accepted. */
struct cause {
    const char *code;    /* of mistakes.def: "learning-rate-left-out" */
    const char *message; /* a sentence for the student, with the numbers in it */
    const struct phrase *phrases,
        *mistake;  /* the sentence; where in it the mistake begins, after what is right */
    double weight; /* how likely, in bits: for ranking */
    bool alike;    /* the digits given cannot tell it from the first */
};

/* Explaining a value may take some milliseconds, and a submission may hold some hundred thousand values. Causes are looked
 * for in so many wrong ones, far more than anybody works out by hand, and slips in so many accepted ones. */
#define EXPLAINED_MOST 1000
#define LOOKED_AT_MOST 10000

struct mark {
    int line;                      /* of the sheet */
    const struct written *written; /* one writing: a quantity written twice has two marks */
    enum verdict_kind verdict;
    const char *truth; /* the true value at the digits written */
    bool
        reached; /* ROUNDED, CARRIED, SLIP, UNEXPLAINED: `low` and `high` bound what honest rounding reaches: rounded outward */
    const char *low, *high;
    int carried_from;       /* CARRIED: the line whose wrong value it comes from; NO_LINE */
    bool no_follow_through; /* CARRIED, but the earlier mistake removed the difficulty: no points */
    bool unexamined; /* UNEXPLAINED, since so many others are wrong that nobody looked for causes */
    int cause_count, remark_count;
    const struct cause *causes, *remarks; /* causes: best first */
    int digits_lost; /* of this step with these figures: 1 - 0.9997 keeps one digit of four: 3; 0: none worth a word */
    const struct expr *
        difference; /* with digits_lost, where they were lost: "1 - 0.9997"; NULL: in no difference of numbers */
    int digits_kept; /* that the difference has */
    const char
        *percent_off; /* with digits_lost: how far this value is off its true one; NULL: not said */
    int damaged;      /* how many later values are off because of that loss; 0: none */
    const char *damage; /* percent that they are off at most; NULL: not said */
};

struct marks {
    const struct sheet *sheet;
    const struct answers *answers;
    int count;
    const struct mark *items; /* in the order of the calculation */
    int counts
        [MARK_KINDS]; /* BLANK: computed lines of the sheet that were asked for and not written */
    int unexamined;   /* marks that are */
    int first_wrong;  /* place among items; -1: nothing is wrong */
    double score, of;
};

/* A sheet made ready to mark many people's answers: what the formulas need is prepared once, when it is first asked for,
 * and stays in the marker's arena, which outlives the submissions. */
struct marker;
struct marker *marker_open(struct arena *arena, const struct sheet *sheet);

/* Marks one submission. All that belongs to it is in `arena`, which may be reset before the next one; the marker keeps
 * nothing of it. Points for each verdict, in the order of enum verdict_kind; NULL: those of the table. */
const struct marks *marks_make(struct arena *arena, struct marker *marker,
                               const struct answers *answers, const double *points);

/* How uncertain a number of the set is beside its size: 0 to 1. */
double set_uncertainty(struct interval set);
/* Digits that a step loses from its least certain operand to its result, by their uncertainties; 0: none worth a word. */
int digits_lost_between(double before, double after);

#endif
