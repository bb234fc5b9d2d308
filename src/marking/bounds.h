/* Sets of numbers as two decimals, and doubles, for people. Part of the marking core. */
#ifndef MARKING_BOUNDS_H
#define MARKING_BOUNDS_H

#include "marking/written.h"

/* A set narrower than this beside its numbers is one number: the rest is what computing with doubles adds. */
#define ONE_NUMBER 1e-12

/* The ends of a finite set, rounded outward at the place that shows its width with two digits, or that of the last digit
 * written where that is finer. An end is not moved by what computing with doubles adds. */
void bounds_show(struct arena *arena, struct interval set, const struct written *written,
                 const char **low, const char **high);

/* A number with so many significant digits, as people write it. */
const char *figure_text(struct arena *arena, double value, int digits);

#endif
