/* What must hold of a formula before anything is made of it: index values within their ranges, and a size that can
 * be walked. Whose formula it is, and what its names mean, is the caller's. */
#ifndef EXPR_FORMULA_CHECK_H
#define EXPR_FORMULA_CHECK_H

#include "expr/expr.h"

/* The free index variables of a formula, each with its smallest and largest value. */
struct index_ranges {
    int count;
    const struct index_range {
        const char *variable;
        long low, high;
    } * ranges;
};

/* Bounds of the values that `index` takes, for all values of the variables and of those of the reductions around it.
 * False: its variable is unknown. */
bool index_bounds(const struct index_ranges *ranges, const struct index *index,
                  const struct bound_variable *innermost, long *low, long *high);

/* Reductions within each other. The derivative of a product over an index is a sum of products, twice as deep: that
 * and the indices of a family must find place in SLOTS_MAX. */
#define FORMULA_MAX_NESTING 8

/* The measures of a formula with its reductions written out. */
struct formula_measure {
    long terms;          /* names and numbers, up to `most` + 1 */
    const char *unknown; /* an index variable of a bound or delta that is none; NULL: none */
    const char *empty;   /* the variable of a max or min that may be of no terms; NULL: none */
    bool diff;           /* there is a diff(...) */
    bool deep;           /* more than FORMULA_MAX_NESTING reductions within each other */
};
struct formula_measure measure_formula(const struct index_ranges *ranges, const struct expr *expr,
                                       long most);

#endif
