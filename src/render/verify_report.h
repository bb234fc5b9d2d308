/* What verifying found, for people (a document in any format of render/format.h) and for programs
 * (docs/verify.schema.json). */
#ifndef RENDER_VERIFY_REPORT_H
#define RENDER_VERIFY_REPORT_H

#include "render/format.h"
#include "tape/verify.h"
#include "tape/verify_trace.h"

/* A table of the gradients and what their ways say. `title`: of the problem, may be empty. */
void render_gradient_checks(const struct gradient_checks *checks, const char *title,
                            const struct renderer *renderer, struct text *out);
void gradient_checks_json(const struct gradient_checks *checks, struct text *out);

/* Whether the trace holds, and its first break. `name`: of the file. */
void render_trace_verdict(const struct trace_verdict *verdict, const char *name,
                          const struct renderer *renderer, struct text *out);
void trace_verdict_json(const struct trace_verdict *verdict, struct text *out);

#endif
