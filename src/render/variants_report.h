/* What is to be said of variants that were drawn: what could not be avoided, and which mistakes their digits do not tell
 * apart. For people (in any format of render/format.h) and for programs (docs/variants.schema.json). */
#ifndef RENDER_VARIANTS_REPORT_H
#define RENDER_VARIANTS_REPORT_H

#include "base/json_out.h"
#include "base/pool.h"
#include "number/number.h"
#include "render/format.h"

/* Something that is found at a quantity of a variant. Equal texts are one pointer. */
struct variant_finding {
    const char *id, *name, *latex;
    const char *code, *message;  /* an obstacle: its code, and a sentence */
    const char *mistake, *other; /* a likeness; other NULL: the mistake gives the right digits */
    double value;
    bool common; /* a likeness of every variant */
};

struct variant_report {
    int number;
    const char *file; /* the problem's; NULL: there is none */
    int twin;         /* the variant that has the same numbers; 0: none */
    size_t obstacle_count, likeness_count;
    const struct variant_finding *obstacles, *likenesses;
};

struct variants_report {
    const char *title; /* of the problem; "": none */
    long long seed;
    struct digits digits;
    size_t count;
    const struct variant_report *items;
};

void render_variants(const struct variants_report *report, const struct renderer *renderer,
                     struct text *out);
void variants_json(const struct variants_report *report, struct text *out);

/* The members of one variant, for an object that is open. */
void variant_members(struct json_out *json, const struct variant_report *variant);

#endif
