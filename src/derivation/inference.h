/* What the names of a lone expression must be, where no file says it: quantities with indices, sizes, index variables.
 *
 * A word that ends a range, the n of sum(i=1..n, w[i]), is a size; a word with indices, or without any that is neither
 * size nor index variable, is a real quantity, as long as the sums over it say; a free index variable runs over what it
 * is an index of. Where nothing says how long that is, it is a size of its own.
 */
#ifndef DERIVATION_INFERENCE_H
#define DERIVATION_INFERENCE_H

#include "derivation/derivation.h"

/* The values that sizes take which nobody stated, if nothing asks for more. */
#define INFERRED_SIZE_FIRST 2
#define INFERRED_SIZE_LAST 4

/* Sizes, quantities (names bound to them) and free index variables of what one expression says. */
struct inferred {
    struct size_symbol *sizes; /* [DERIVATION_MAX_SIZES] */
    int size_count;
    struct quantity *quantities; /* [DERIVATION_MAX_QUANTITIES] */
    int quantity_count;
    struct variable_range *variables; /* [INFERRED_MAX_VARIABLES] */
    int variable_count;
    const struct expr *expr, *by; /* with names bound */
};
#define INFERRED_MAX_VARIABLES 8

/* Of `expr` and `by`, a NAME whose indices are variables or integers, which `text` and `by_text` spell. False after one
 * diagnostic with a caret into one of them: a name with two ranks or lengths, an index below 1, too many names. */
bool infer_symbols(struct arena *arena, const struct expr *expr, const char *text,
                   const struct expr *by, const char *by_text, struct inferred *inferred,
                   struct diagnostics *diagnostics);

#endif
