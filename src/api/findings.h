/* What was found out about variants, kept for the report when their draws are gone. */
#ifndef API_FINDINGS_H
#define API_FINDINGS_H

#include "api/draw.h"
#include "render/variants_report.h"

struct findings;

/* Room for `most` variants. */
struct findings *findings_open(struct arena *arena, size_t most);

/* Keeps what the report says of a draw; the report of this variant, in which nothing is known to be common yet. */
const struct variant_report *findings_add(struct findings *findings, const struct draw *draw,
                                          const char *file);

/* The variants so far, with what all of them have in common. */
const struct variant_report *findings_all(struct findings *findings, size_t *count);

#endif
