/* Checking a derivation: every line against the one before it, in certified arithmetic.
 *
 * Both lines are evaluated at many points (numbers for the free quantities that satisfy domains and assumptions), for
 * several values of the sizes and every value of the free indices; derivatives are taken by expr_differentiate. Where
 * two balls are disjoint the line is refuted, and that is a proof. Where they agree to the digits asked for at every
 * point the line holds, which is evidence and not a proof: reports say how much of it there is.
 *
 * Points come in an order of their own, the same on every machine: small sizes and simple numbers first, so that a
 * counterexample is as simple as can be.
 */
#ifndef DERIVATION_CHECK_H
#define DERIVATION_CHECK_H

#include "derivation/derivation.h"
#include "derivation/sizes.h"

struct check_settings {
    int digits; /* to which sides must agree: significant, or decimal places where both may be 0. 0: CHECK_DIGITS */
    int points; /* for each choice of the sizes; 0: CHECK_POINTS */
};
#define CHECK_DIGITS 30
#define CHECK_DIGITS_MOST 1000
#define CHECK_POINTS 20
#define CHECK_POINTS_MOST 10000

enum line_verdict {
    LINE_HOLDS,
    LINE_REFUTED,   /* the two sides differ somewhere: proven */
    LINE_UNDEFINED, /* nowhere refuted, but somewhere a side has no value, or no case applies */
};

/* "x[1,2]" and what it is: a decimal literal, or a fraction ("1/3") where no decimal is equal to it. */
struct assigned {
    const struct expr *name; /* a NAME with integer indices, or of a size or index variable */
    const char *value;
};

/* Where a line fails, and what each side is there. */
struct counterexample {
    /* Sizes, then free indices, then the free quantities that the two sides depend on. */
    int size_count, index_count, quantity_count;
    const struct assigned *assigned; /* size_count + index_count + quantity_count of them */
    /* The line before and the line itself, rounded to digits that show the difference; NULL: it has no value. */
    const char *left, *right;
    bool left_exact, right_exact;
    /* Of what has no value: "logarithm of a number that is not positive", "no case applies"; "undecided" where both
     * have one, but cannot be told apart; NULL when refuted. */
    const char *fault;
    /* What the mistake may be, a sentence; NULL: nothing to be said. */
    const struct prose *hint;
};

struct line_check {
    enum line_verdict verdict;
    size_t points;      /* choices of numbers at which the line was compared, over all sizes */
    size_t comparisons; /* points times values of the free indices */
    size_t kinks;   /* of them, how many were left out since a derivative does not exist there */
    size_t choices; /* of the sizes, at which the line was compared; 1 where there are no sizes */
    /* To which the sides agree everywhere: settings.digits when the line holds; 0 when it does not. */
    int digits;
    bool exact;              /* it holds and both sides were equal rationals everywhere */
    unsigned cases_left_out; /* it holds, but bit i: case i applied nowhere that it was compared */
    const struct counterexample *counterexample; /* of the first failure; NULL: it holds */
};

struct claim_check {
    enum line_verdict verdict;      /* the gravest of its lines: refuted, then undefined */
    int first_wrong;                /* place of the first line that does not hold; -1: none */
    const struct line_check *lines; /* claim->line_count of them */
};

struct derivation_check {
    const struct derivation *derivation;
    struct check_settings settings; /* points: fewer than asked for if they would take long */
    const struct claim_check *claims;
    bool holds; /* every claim does */
    /* Choices of the sizes for which no numbers were found that satisfy the assumptions, or so few that they prove
     * nothing but what they refute. */
    size_t barren_count;
    const struct sizes *barren;
};

/* NULL after one diagnostic: no points satisfy the assumptions, or too few (wrong-value), or a line is too much to evaluate
 * (too-large). Memory and time are bounded for whatever was read. */
const struct derivation_check *derivation_check(struct arena *arena,
                                                const struct derivation *derivation,
                                                const struct check_settings *settings,
                                                const struct json_source *source,
                                                struct diagnostics *diagnostics);

#endif
