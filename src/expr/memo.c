/* A hash table from nodes, told apart by their address. */
#include "expr/memo.h"
#include <stdint.h>

#define CAPACITY_FIRST 64 /* capacities are powers of two */

/* Where the node is, or the free place where it would be. */
static struct memo_entry *find(const struct memo *memo, const struct expr *node)
{
    uint64_t hash = (uint64_t)(uintptr_t)node * 0x9E3779B97F4A7C15ULL;
    size_t place = (size_t)(hash >> 32) & (memo->capacity - 1);
    while (memo->entries[place].node && memo->entries[place].node != node)
        place = (place + 1) & (memo->capacity - 1);
    return &memo->entries[place];
}

static void grow(struct memo *memo)
{
    struct memo old = *memo;
    memo->capacity = old.capacity == 0 ? CAPACITY_FIRST : 2 * old.capacity;
    memo->entries = arena_array(memo->arena, memo->capacity, sizeof *memo->entries);
    for (size_t i = 0; i < old.capacity; i++)
        if (old.entries[i].node)
            *find(memo, old.entries[i].node) = old.entries[i];
}

const struct expr *memo_get(const struct memo *memo, const struct expr *node)
{
    return memo->capacity == 0 ? NULL : find(memo, node)->result;
}

void memo_put(struct memo *memo, const struct expr *node, const struct expr *result)
{
    if (2 * memo->count >= memo->capacity)
        grow(memo);
    *find(memo, node) = (struct memo_entry){node, result};
    memo->count++;
}
