/* A derivation with what checking it found, for people (a document in any format of render/format.h) and for programs
 * (docs/derive.schema.json). */
#ifndef RENDER_DERIVATION_REPORT_H
#define RENDER_DERIVATION_REPORT_H

#include "derivation/check.h"
#include "render/format.h"

/* Symbols, assumptions and definitions; then each claim with its lines, their reasons and what became of them. */
void render_derivation(const struct derivation_check *check, const struct renderer *renderer,
                       struct text *out);
void derivation_check_json(const struct derivation_check *check, struct text *out);

#endif
