/* A derivative worked out rule by rule, as a derivation: diff(f, x), then lines in which the derivatives of parts are
 * replaced by what the rules give, each line naming its rules, until none is left. Checked and shown like any other.
 */
#ifndef DERIVATION_DIFFERENTIATION_H
#define DERIVATION_DIFFERENTIATION_H

#include "derivation/derivation.h"

/* The derivation of the derivative of `expression` by `by`, a name as "z" or "w[k]". Both are the user's text; what
 * they name is real, and as long as the sums over it say (a bound that is a letter is a size). The last line is
 * simplified. NULL after one diagnostic, with a caret into the text. */
const struct derivation *differentiation_derive(struct arena *arena, const char *expression,
                                                const char *by, struct diagnostics *diagnostics);

#endif
