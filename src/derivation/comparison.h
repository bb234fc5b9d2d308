/* Comparing the lines of a derivation at one point; what derivation/check.h says of verdicts is done here. */
#ifndef DERIVATION_COMPARISON_H
#define DERIVATION_COMPARISON_H

#include "derivation/check.h"
#include "derivation/values.h"

/* Cannot be told from equal, and not proven equal to so many digits, at the last precision. */
#define FAULT_TEXT_UNDECIDED "undecided"
#define FAULT_TEXT_NO_CASE "no case applies"

/* A line at one combination of index values: all its cases that apply. */
struct side {
    int count;        /* 0: no case applies */
    unsigned applied; /* bit i: case i does */
    /* Where a condition has no value, that is the only outcome. */
    struct outcome outcomes[DERIVATION_MAX_CASES];
    bool kink; /* a derivative was taken where there is none */
};

/* What comparing two values finds, the graver the later. */
enum agreement {
    AGREE_EXACTLY, /* equal rationals */
    AGREE,         /* to the digits asked for */
    NO_VALUE,      /* one of them has none */
    NOT_YET,       /* more precision is needed */
    DIFFER,        /* proven */
};

struct line_comparison {
    enum agreement kind;
    int outcome;       /* of the right side's, the one to blame */
    const char *fault; /* NO_VALUE */
};

/* What is found out about a line, over all points. */
struct line_progress {
    struct line_check check;
    bool done;                             /* nothing more is to be found out */
    bool compared_at_point, compared_here; /* at this point; for this choice of sizes */
    bool inexact;
    unsigned cases_compared; /* bit i: case i applied somewhere */
};

struct comparer {
    const struct check_settings *settings;
    struct arena *arena;             /* of the result */
    struct line_progress **progress; /* [claim][line] */
    /* For one choice of the sizes: */
    const struct plan *plan;
    struct values *values;
    bool *settled; /* [all combinations of indices of all claims][line] at this point */
    size_t settled_count;
    struct side *sides;                  /* of the claim at hand, the left side first */
    struct line_comparison *comparisons; /* [line] of the claim at hand */
    struct evaluation *evaluations;      /* [line][case] of the claim at hand */
    bool pending; /* something is to be looked at again with more precision */
};

/* Gets ready for the points of a plan, whose memory is in `arena`. */
void comparer_open(struct comparer *comparer, struct arena *arena, const struct plan *plan,
                   struct values *values);

/* Compares all lines at the point that the values stand at. */
void comparer_point(struct comparer *comparer);

/* Evaluates line `line` (0: the left side) of a claim. `evaluations`: [DERIVATION_MAX_CASES] of that line. */
void evaluate_side(struct values *values, const struct planned_line *line,
                   struct evaluation *evaluations, const struct environment *environment,
                   struct side *side);

/* Where two lines were found to differ, or one to have no value. */
struct finding {
    const struct planned_claim *claim;
    int line;    /* from 1: of planned_claim.lines */
    int outcome; /* of the line's, the one to blame */
    const struct environment *environment;
    bool refuted;
    const char *fault; /* when not refuted */
};

/* The counterexample in comparer->arena. Restarts the values, at the precision they had. */
const struct counterexample *counterexample_at(struct comparer *comparer,
                                               const struct finding *finding);

#endif
