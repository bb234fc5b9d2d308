/* What a walk over a tree with shared subtrees has made of them: a table from node to result, so that each is
 * visited once. Lives in its arena, as long as the walk. */
#ifndef EXPR_MEMO_H
#define EXPR_MEMO_H

#include "expr/tree.h"

/* Zeroed but for `arena`: empty. */
struct memo {
    struct arena *arena;
    struct memo_entry {
        const struct expr *node, *result;
    } * entries; /* [capacity], open addressing; node NULL: free */
    size_t count, capacity;
};

/* NULL if there is nothing for the node. */
const struct expr *memo_get(const struct memo *memo, const struct expr *node);

/* The node has nothing yet. */
void memo_put(struct memo *memo, const struct expr *node, const struct expr *result);

#endif
