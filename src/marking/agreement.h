/* What the causes of several wrong values say of each of them. Part of the marking core.
 */
#ifndef MARKING_AGREEMENT_H
#define MARKING_AGREEMENT_H

#include "base/arena.h"
#include "marking/mark.h"

/* Makes mistakes of rule that explain several of these values likelier, and ranks the causes of each anew. */
void agree_on_causes(struct arena *arena, const struct sheet *sheet, struct mark *marks, int count);

#endif
