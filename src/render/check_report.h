/* Marked answers, for people (a document in any format of render/format.h) and for programs (docs/check.schema.json). */
#ifndef RENDER_CHECK_REPORT_H
#define RENDER_CHECK_REPORT_H

#include "marking/mark.h"
#include "render/format.h"

/* The first wrong line and its cause, counts and score, then a table of all that was written. */
void render_marks(const struct marks *marks, const struct renderer *renderer, struct text *out);
void marks_json(const struct marks *marks, struct text *out);

/* Members of that JSON, for reports that hold it: "summary" and, if something is wrong, "first_wrong"; "marks". */
struct json_out;
void marks_json_summary(struct json_out *json, const struct marks *marks);
void marks_json_list(struct json_out *json, const struct marks *marks);

#endif
