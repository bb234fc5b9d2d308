/* What the files of this room share: chains, rebuilding walks, spelling of names.
 *
 * A chain is a run of + and - (or of * and /, of max, of min) that leans to the left: a + b + c is (a + b) + c. A
 * sum of 16,384 terms is such a chain, so walks go along it in a loop and recurse only into its
 * operands. All other depth is bounded by EXPR_MAX_DEPTH.
 */
#ifndef EXPR_TREE_H
#define EXPR_TREE_H

#include "base/arena.h"
#include "expr/expr.h"

static inline bool is_additive(const struct expr *expr)
{
    return expr->kind == EXPR_ADD || expr->kind == EXPR_SUBTRACT;
}

static inline bool is_multiplicative(const struct expr *expr)
{
    return expr->kind == EXPR_MULTIPLY || expr->kind == EXPR_DIVIDE;
}

static inline bool is_extremum(const struct expr *expr)
{
    return expr->kind == EXPR_MAX || expr->kind == EXPR_MIN;
}

static inline bool is_chain(const struct expr *expr)
{
    return is_additive(expr) || is_multiplicative(expr) || is_extremum(expr);
}

/* Both of + and -, both of * and /, both max or both min. */
static inline bool same_chain(const struct expr *a, const struct expr *b)
{
    return (is_additive(a) && is_additive(b)) || (is_multiplicative(a) && is_multiplicative(b)) ||
           (is_extremum(a) && a->kind == b->kind);
}

static inline bool is_negative_number(const struct expr *expr)
{
    return expr->kind == EXPR_NUMBER && expr->text[0] == '-';
}

/* A NUMBER that reads exactly so. */
bool is_literal(const struct expr *expr, const char *literal);

/* Iterates the operators of a chain from the leftmost one upwards, without recursion and without
 * memory: a window of operators is fetched again and again by walking down from the top. */
#define CHAIN_WINDOW 128
struct chain {
    const struct expr *top;
    size_t length; /* operators not yet given out */
    size_t held;   /* of them, how many are in the window */
    const struct expr *window[CHAIN_WINDOW];
};

/* The leftmost operand of the chain that `top` is the last operator of. */
const struct expr *chain_first(struct chain *chain, const struct expr *top);

/* The next operator (its right operand is ->b), NULL after `top`. */
const struct expr *chain_next(struct chain *chain);

/* A copy of `expr` whose children are visit(child), along chains without recursion; `expr` itself
 * when no child changed. Leaves are returned as they are. */
typedef const struct expr *expr_visit(void *context, const struct expr *child);
const struct expr *expr_rebuild(struct arena *arena, const struct expr *expr, expr_visit *visit,
                                void *context);

/* A changeable copy. */
struct expr *expr_copy(struct arena *arena, const struct expr *expr);

/* A copy of the whole tree and its literals; names, variables and what names are bound to stay where they are. */
const struct expr *expr_copy_tree(struct arena *arena, const struct expr *expr);

/* The term without the minus in front of its first factor (-a*b gives a*b), or NULL if there is
 * none. */
const struct expr *without_minus(struct arena *arena, const struct expr *term);

/* sum + term or sum - term, the term's own sum written out: a + b, not a + (0 + b). */
const struct expr *append_term(struct arena *arena, const struct expr *sum,
                               const struct expr *term);

/* A bare name such as k in where(j == k, ...), which binding may find to be an index variable. */
static inline bool is_number_of_index(const struct expr *expr)
{
    return expr->kind == EXPR_NAME && expr->index_count == 0 && !expr->binding &&
           !expr->has_sample && expr->update == 0;
}

bool index_equal(const struct index *a, const struct index *b);

/* The variable that a reduction binds, as an index, with its range where the bounds tell. */
struct index bound_index(const struct expr *reduction);

/* The same reduction, or where one of `avoid` mentions its bound variable, one with another variable:
 * for walks that put other expressions below it. */
const struct expr *rename_bound(struct arena *arena, const struct expr *reduction,
                                const struct expr *const *avoid, int avoid_count);

/* ---- names ---- */

/* A name as written, in pieces: "u2." "s1." "w2" "[" "1" "," "3" "]" "'". */
#define SPELLING_PIECES 32
#define SPELLING_NUMBERS (INDEX_MAX + 2)
struct spelling {
    int count, number_count;
    struct {
        const char *bytes;
        size_t length;
    } pieces[SPELLING_PIECES];
    char numbers[SPELLING_NUMBERS][24];
};

void name_spell(const struct expr *name, struct spelling *spelling);
bool name_has_slash(const struct expr *name);
void index_print(const struct index *index, struct text *out);

#endif
