/* The set of values that a formula reaches when its operands run over intervals: what honest rounding of earlier
 * values can lead to.
 *
 * Intervals alone forget that an operand that occurs twice is one number: a - a^2 of [0.495, 0.505] would have 2 % of
 * its value for a width. So where an operand occurs more than once, its ends are taken where the derivative has one
 * sign, and what remains is cut in pieces, small enough for slopes to bound them. The set that comes out contains every value that is reached; what it has
 * besides is a few roundings of doubles where the search ends by itself, else what REACH_PIECES could not cut off.
 *
 * Formulas may lead to one another, as a calculation does of which only some values are known: that composite is
 * searched as one function of what is known, with derivatives by the chain rule. A formula alone is the shortest one.
 *
 * Part of the marking core: no third-party library, nothing of the tape. */
#ifndef MARKING_REACH_H
#define MARKING_REACH_H

#include "expr/expr.h"
#include "number/number.h"

/* What the search may cost: so many pieces of the box are looked at for either end of the set; fewer where formulas are
 * long, until evaluating them has looked at so many operands. */
#define REACH_PIECES 200
#define REACH_WORK 200000

/* At either end the set exceeds the values by no more than this part of their spread before the search ends. */
#define REACH_EXCESS (1.0 / 8192)

struct arena;
struct reach;
struct reach_formula;

/* What formulas share while they are evaluated; owned by `arena`. */
struct reach *reach_open(struct arena *arena);

/* Makes a scalar formula ready: an instance of a formula, with every function of the catalogue written out. Each of
 * its NAMEs is bound to its quantity; the same binding is the same operand, whatever it is called. The formula is kept. */
struct reach_formula *reach_prepare(struct reach *reach, const struct expr *formula);

/* Its operands, by first appearance: the bindings. */
size_t reach_operand_count(const struct reach_formula *formula);
const void *reach_operand(const struct reach_formula *formula, size_t place);

/* *values := an interval around all values of the formula for operands within operands[operand count]. FAULT_NONE, or
 * why there is no value in the whole box; *values is then not set. */
enum fault_kind reach_values(struct reach_formula *formula, const struct interval *operands,
                             struct interval *values);

/* The same by intervals alone: at once, and as wide as they make it where operands repeat. */
enum fault_kind reach_roughly(struct reach_formula *formula, const struct interval *operands,
                              struct interval *values);

/* ---- composites ---- */

/* A formula whose operands are variables of the composite or values of earlier steps. */
struct reach_step {
    struct reach_formula *formula; /* of the composite's reach */
    const int *operands; /* [operand count] the number of a variable, or ~ that of a step */
};

/* The last step as a function of the variables. */
struct composite {
    int variable_count, step_count;
    const struct reach_step *steps;
    const struct interval
        *known; /* [step_count] each holds what its step reaches; NULL: not known */
};

/* Operands that were looked at while formulas and their derivatives were evaluated, so far: a measure of time. */
long long reach_work(const struct reach *reach);

/* As reach_values, for variables within variables[variable_count]. */
enum fault_kind reach_composite(struct reach *reach, const struct composite *composite,
                                const struct interval *variables, struct interval *values);

#endif
