/* Where rounding did damage: the steps that lose digits, and what is off later because of them. Part of the marking core;
 * private to losses.c and mark.c.
 */
#ifndef MARKING_LOSSES_H
#define MARKING_LOSSES_H

#include "marking/sets.h"

/* Notes for an accepted value that is not the true one (what it stands for is `meant`) the digits that its step loses, or
 * the loss on the way to it. */
void loss_note(struct sets *sets, struct line_sets *line, struct mark *mark, struct interval meant);

/* What was not written hands on the loss that it was made with. */
void loss_hand_on(const struct sets *sets, struct line_sets *line);

/* At the end: how many later values each loss put off, and how far. */
void losses_sum_up(const struct sets *sets, struct mark *marks, int count);

#endif
