/* Pictures of training runs in a folder, drawn by gnuplot: which there are, and what is in them. */
#ifndef API_PICTURES_H
#define API_PICTURES_H

#include "api/session.h"
#include "render/training_report.h"

/* The folder for pictures: a new one, or one that has nothing but pictures of an earlier call. NULL after one diagnostic. */
struct new_folder *pictures_open(struct call *call, const char *path);

/* Draws the pictures of runs that were trained, sessions[i] being that of report->runs[i]: loss.svg, accuracy.svg and
 * weights.svg of all; of each one boundary.svg, confusion.svg and images.svg where there is something to show, called
 * boundary-1.svg and so on where there are several runs. False after one diagnostic (no-tool, tool-failed, or the
 * folder's); nothing is left in the folder then. */
bool pictures_draw(struct call *call, struct new_folder *folder, const struct session *sessions,
                   const struct training_report *report);

#endif
