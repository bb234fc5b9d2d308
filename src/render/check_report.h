/* Marked answers, for people: a document in any format of render/format.h. For programs: marking/mark_json.h. */
#ifndef RENDER_CHECK_REPORT_H
#define RENDER_CHECK_REPORT_H

#include "marking/mark.h"
#include "render/format.h"

/* The first wrong line and its cause, counts and score, then a table of all that was written. */
void render_marks(const struct marks *marks, const struct renderer *renderer, struct text *out);

#endif
