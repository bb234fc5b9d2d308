/* The differentiator's state, shared by differentiate.c (rules of sums, products, powers and functions) and
 * differentiate_branches.c (max, min, where, and reductions over an index). */
#ifndef EXPR_DIFFERENTIATE_H
#define EXPR_DIFFERENTIATE_H

#include "expr/algebra.h"
#include "expr/memo.h"

struct differentiation {
    struct arena *arena;
    const struct expr *by;
    struct memo memo; /* derivatives of the subtrees so far */
    size_t written;   /* nodes of the derivative so far, about */
    bool exceeded;    /* it is given up: what is made from here on is not used */
    /* One step: the rule of the top only, the derivatives of operands left as diff(operand, by). */
    bool one_step;
    struct derivative_step *step;       /* which rule that is */
    function_derivative *derivative_of; /* of calls; NULL: they stay symbolic */
};

/* The derivative of an operand. In one step: 0 where it does not name the quantity, else of a name what it is, else
 * diff(operand, by). */
const struct expr *derive(struct differentiation *by, const struct expr *expr);
const struct expr *derive_extremum(struct differentiation *by, const struct expr *expr);
const struct expr *derive_where(struct differentiation *by, const struct expr *expr);
const struct expr *derive_reduction(struct differentiation *by, const struct expr *expr);

/* Notes the rule of the step, if it is one. */
void use_rule(struct differentiation *by, enum derivative_rule rule);

/* Gives up at more than EXPR_DERIVATIVE_MOST nodes. Walks over a derivative take as long as its tree is large,
 * whatever is shared in it. */
void differentiation_spend(struct differentiation *by, size_t nodes);
void differentiation_check_size(struct differentiation *by, const struct expr *derivative);

#endif
