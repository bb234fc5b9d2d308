/* Over which values the index variables of a claim, an assumption or a definition run.
 *
 * The file may say it; else it follows from use: as index d of x a variable runs over 1..dimension d of x, and where
 * an offset stands (x[i+1]) over those values only that keep the index inside. Ends of ranges are whole numbers or a
 * size symbol with an offset, so whether an index stays inside is decided for all values of the sizes at once.
 *
 * Messages are for the place where the variable stands, which the caller knows.
 */
#ifndef DERIVATION_RANGES_H
#define DERIVATION_RANGES_H

#include "derivation/derivation.h"

#define DERIVATION_MAX_VARIABLES 8 /* of one claim */

struct index_variable {
    struct variable_range range;
    bool said;                       /* by the file; else it follows from use */
    bool used;                       /* somewhere in the expressions */
    const struct quantity *quantity; /* of the first use, whose dimension `place` it runs over */
    int place;
};

struct index_variables {
    int count;
    struct index_variable list[DERIVATION_MAX_VARIABLES];
};

const struct size_symbol *size_by_name(const struct derivation *derivation, const char *name);
struct index_variable *variable_by_name(struct index_variables *variables, const char *name);

/* The smallest and the largest value of an end: a whole number, or a size with an offset. */
void end_values(const struct derivation *derivation, const struct index *end, long *low,
                long *high);

/* Is a <= b for all values of the sizes? Both are ends. */
bool never_above(const struct derivation *derivation, const struct index *a, const struct index *b);

/* The ends of the values that `index` takes, for all values of the variables and of those of the reductions around it.
 * False: its variable is none of these, and no size. */
bool index_ends(const struct derivation *derivation, const struct index_variables *variables,
                const struct index *index, const struct bound_variable *innermost,
                struct index *low, struct index *high);

/* A range that the file says. False: there are DERIVATION_MAX_VARIABLES already. */
bool say_range(struct index_variables *variables, struct variable_range range);

/* Index `place` of a name of `quantity` is `index`, whose variable is not that of a reduction: its range follows, or
 * is narrowed. NULL, or what is wrong. */
const char *infer_range(struct arena *arena, struct index_variables *variables,
                        const struct derivation *derivation, const struct index *index,
                        const struct quantity *quantity, int place);

/* Does index `place` of a name of `quantity` stay inside? NULL, or what is wrong. */
const char *index_outside(struct arena *arena, const struct derivation *derivation,
                          const struct index_variables *variables, const struct index *index,
                          const struct bound_variable *innermost, const struct quantity *quantity,
                          int place);

/* "N-1" */
const char *end_text(struct arena *arena, const struct index *end);

#endif
