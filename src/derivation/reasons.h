/* What a line of a worked-out derivative is because of: the rules that were used, each once, with what they were
 * applied to. */
#ifndef DERIVATION_REASONS_H
#define DERIVATION_REASONS_H

#include "derivation/prose.h"
#include "expr/expr.h"

#define REASONS_MOST 40 /* different rules in one line; of more the line names the first */
#define OPERANDS_MOST 3 /* shown of one rule; with more the rule stands alone */

struct reason {
    struct derivative_step step; /* the first of its kind */
    const char *words;           /* instead of a rule; NULL: it is one */
    bool stated;                 /* with what the rule says: where it is used first */
    const struct expr *operands[OPERANDS_MOST];
    int operand_count; /* OPERANDS_MOST + 1: not to be shown */
};

/* Of one line. */
struct reasons {
    struct arena *arena;
    bool stated[DERIVATIVE_RULES]; /* a line or reason before has said what the rule says */
    int steps, count;
    struct reason list[REASONS_MOST];
};

/* A new line begins; the rules of the lines before stay stated. */
void reasons_clear(struct reasons *reasons);

/* `step` was applied to `operand`. */
void reasons_add_step(struct reasons *reasons, const struct derivative_step *step,
                      const struct expr *operand);
/* Something that is no rule, as "the definition of gelu". */
void reasons_add(struct reasons *reasons, const char *words);

/* "Product rule, (u*v)' = u'*v + u*v'; chain rule, (exp(u))' = exp(u)*u' with u = -z". */
const struct prose *reasons_prose(const struct reasons *reasons);

#endif
