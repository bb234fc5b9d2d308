/* What is handed out of a variant: the worksheet, the key, the right answers. */
#ifndef API_HANDOUT_H
#define API_HANDOUT_H

#include "api/draw.h"
#include "render/format.h"

struct handout {
    struct text worksheet, csv, key; /* in any format for people; as CSV; the trace */
    struct text answers;             /* JSON (docs/answers.schema.json) */
};

/* All in draw->arena. False after one diagnostic. */
bool handout_write(const struct order *order, const struct draw *draw,
                   const struct renderer *renderer, struct handout *handout,
                   struct diagnostics *diagnostics);

#endif
