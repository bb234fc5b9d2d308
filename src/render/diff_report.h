/* The report of a diff, for people and for programs (docs/diff.schema.json). */
#ifndef RENDER_DIFF_REPORT_H
#define RENDER_DIFF_REPORT_H

#include "base/text.h"
#include "tape/diff.h"

/* The earliest difference, a table by role, the explanations. */
void diff_report_text(const struct diff *diff, struct text *out);
void diff_report_json(const struct diff *diff, struct text *out);

#endif
