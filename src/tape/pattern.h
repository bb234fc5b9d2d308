/* Patterns: what is written of a step, for all instances of a family at once.
 *
 * The steps of a family differ in their indices and in the numbers filled in, and in nothing else: so what is
 * written of one need not be built from trees 100,000 times. A pattern is made by having a step written whose
 * indices are marks, numbers that nobody has; what stands between the marks is then copied, with the indices
 * and the shown numbers of each instance in their places. A minus sign changes what is around it (parentheses,
 * spaces), so the marked step is written with both signs of every number.
 *
 * A pattern is used only where it is one: nothing in the family's formula may depend on an index but operands
 * (no delta), no instance may have a name of its own, no two operands may be one and the same for some indices
 * only, and three instances must read as they do without the pattern. Otherwise there is none.
 */
#ifndef TAPE_PATTERN_H
#define TAPE_PATTERN_H

#include "tape/run.h"

struct pattern;

/* Writes what is to be had of a step by its id, name, LaTeX, formula, substitution and operands. False: failed. */
typedef bool pattern_write(void *context, const struct step *step, struct text *out);

/* The pattern of what `write` writes of the steps that have the family and position of `step`, in the current
 * update; NULL: these steps have none. In `arena`. */
const struct pattern *pattern_of(const struct step *step, pattern_write *write, void *context,
                                 struct arena *arena);

/* Writes what `write` would write of the step. False after one diagnostic. */
bool pattern_fill(const struct pattern *pattern, const struct step *step, struct text *out);

#endif
