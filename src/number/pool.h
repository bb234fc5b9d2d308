/* Items of one size that are released together with their FLINT parts. Private to the room. */
#ifndef NUMBER_POOL_H
#define NUMBER_POOL_H

#include <stddef.h>

struct arena;
struct chunk;

/* Zero bytes are a valid item; `clear` releases the FLINT parts of one. */
struct pool {
    struct chunk *newest;
    size_t item_size;
    void (*clear)(void *item);
};

/* `count` adjacent zeroed items, in `arena`, whose owner calls pool_clear when it closes (arena_defer). */
void *pool_take(struct arena *arena, struct pool *pool, size_t count);
void pool_clear(const struct pool *pool);

#endif
