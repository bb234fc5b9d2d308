/* Sentences with mathematics in them: reasons of lines, and what checking has to say.
 *
 * Words are kept as they are; mathematics is a tree, or two with a sign between them, so that every format typesets it
 * as it does formulas.
 */
#ifndef DERIVATION_PROSE_H
#define DERIVATION_PROSE_H

#include "expr/expr.h"

enum prose_kind {
    PROSE_WORDS,
    PROSE_EXPR,      /* a */
    PROSE_EQUATION,  /* a = b, as one states it */
    PROSE_CONDITION, /* a relation b, as one asks for it */
};

struct prose_part {
    enum prose_kind kind;
    enum relation relation;
    const char *words;
    const struct expr *a, *b;
    const struct prose_part *next;
};

/* All of it lives in `arena`. */
struct prose {
    struct arena *arena;
    struct prose_part *first, *last;
};

struct prose *prose_new(struct arena *arena);

/* ---- what comes next; words and trees are kept, not copied ---- */
void prose_words(struct prose *prose, const char *words);
void prose_expr(struct prose *prose, const struct expr *expr);
void prose_equation(struct prose *prose, const struct expr *a, const struct expr *b);
void prose_condition(struct prose *prose, const struct expr *a, enum relation relation,
                     const struct expr *b);

/* As plain text: "y[k] does not depend on j". */
void prose_print(const struct prose *prose, struct text *out);

#endif
