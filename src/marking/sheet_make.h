/* The sheet of a problem, from a certified run over its tape with every update and sample.
 *
 * What names call lines: an id ("u1.s1.z1[1]"); an id or a name without its update and sample, where that is unique ("z1[1]",
 * "z1"); "w7" is the parameter as it is given, "w7'" and "w7_new" what the update makes of it. A quantity without
 * a sample goes before those of samples: "E" is that of the batch. What a forward pass after the last update has is called
 * with its update: "u2.n1".
 */
#ifndef MARKING_SHEET_MAKE_H
#define MARKING_SHEET_MAKE_H

#include "base/diagnostic.h"
#include "marking/sheet.h"

/* The sheet in `arena`, for as long as the tape lives. NULL after one diagnostic: a value that does not exist or cannot be
 * had, more than SHEET_LINES_MOST quantities. */
const struct sheet *sheet_make(struct arena *arena, const struct tape *tape,
                               struct diagnostics *diagnostics);

/* Sets sheet->lookup once all lines are there (sheet_names.c). */
void sheet_name_lines(struct arena *arena, struct sheet *sheet);

#endif
