/* Marked steps: what tape/pattern.c and tape/step.c share. Private to the room. */
#ifndef TAPE_PATTERN_PRIVATE_H
#define TAPE_PATTERN_PRIVATE_H

#include "tape/run_private.h"

/* Of what a pattern is made: the step whose indices are marks is read with this. */
struct marking;

/* Is the step marked: does it stand for more than one instance? Its `instance` is then beyond the family's. */
static inline bool step_is_marked(const struct step *step)
{
    return step->instance >= step->family->count;
}

/* The leaf of a substitution for the number of `operand`. */
const struct expr *marking_number(struct marking *marking, struct arena *arena,
                                  const struct step *operand);

/* An instance of the family has a name of its own: there is no pattern. */
void marking_refuse(struct marking *marking);

/* The instance of a marked operand when the indices of the step are 1. */
struct step marking_first(const struct step *operand);

#endif
