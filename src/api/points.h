/* What verdicts are worth, as callers say it: "rounded=1,carried=0.5". */
#ifndef API_POINTS_H
#define API_POINTS_H

#include "api/call.h"
#include "marking/mark.h"

#define POINTS_MOST 1000

/* Sets `points` to those of the table of verdicts, then to what `list` says (NULL: nothing). False after one
 * diagnostic. */
bool points_read(struct call *call, const char *list, double points[MARK_KINDS]);

#endif
