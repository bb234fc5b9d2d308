/* Marked answers for programs (docs/check.schema.json): what `handgrad check --format json` and the page's engine write. Part
 * of the marking core.
 */
#ifndef MARKING_MARK_JSON_H
#define MARKING_MARK_JSON_H

#include "marking/mark.h"

void marks_json(const struct marks *marks, struct text *out);

/* Members of that JSON, for reports that hold it: "summary" and, if something is wrong, "first_wrong"; "marks". */
struct json_out;
void marks_json_summary(struct json_out *json, const struct marks *marks);
void marks_json_list(struct json_out *json, const struct marks *marks);

#endif
