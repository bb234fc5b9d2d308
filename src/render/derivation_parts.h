/* What the parts of a page on a derivation share: the page being written, and the pieces that blocks are made of.
 * Private to the files derivation_*.c of this room. */
#ifndef RENDER_DERIVATION_PARTS_H
#define RENDER_DERIVATION_PARTS_H

#include "render/derivation_report.h"

struct derivation_page {
    struct document document;
    struct arena *arena;
    const struct derivation_check *check;
    const struct derivation *derivation;
};

struct spans *derivation_spans(const struct derivation_page *page);

/* An expression and a condition as they are shown, dE/da[k] in place of diff(E, a[k]). */
const struct expr *derivation_expr(const struct derivation_page *page, const struct expr *expr);
struct relation_between derivation_condition(const struct derivation_page *page,
                                             const struct condition *condition);
/* Words with mathematics in them. */
void derivation_add_prose(const struct derivation_page *page, struct spans *spans,
                          const struct prose *prose);
/* An index as a number: K, j + 1, 3. */
const struct expr *derivation_index(const struct derivation_page *page, const struct index *index);

/* Between the parts of a list, before the one at `place`: ", ", and " and " before the last. */
const char *derivation_separator(int place, int count);
/* "n from 1 to N and j, k from 1 to K" */
void derivation_add_ranges(const struct derivation_page *page, struct spans *spans, int count,
                           const struct variable_range *ranges);

/* How people call a claim: by its number, counted from 1. */
int derivation_claim_number(const struct derivation_page *page, const struct claim *claim);
const struct claim_check *derivation_check_of(const struct derivation_page *page,
                                              const struct claim *claim);

/* Title, symbols, assumptions, definitions. */
void derivation_add_given(struct derivation_page *page);
/* The note below a line of the claim, counted from 0, that does not hold. */
void derivation_add_counterexample(struct derivation_page *page, const struct claim *claim,
                                   int place);

#endif
