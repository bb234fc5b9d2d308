/* Pools grow by chunks that stay where they are. */
#include "number/pool.h"

#include "base/arena.h"
#include <stdalign.h>
#include <stdint.h>

#define CHUNK_BYTES ((size_t)8 << 10)

struct chunk {
    struct chunk *next;
    size_t used, capacity; /* in items */
    alignas(max_align_t) unsigned char items[];
};

void pool_clear(const struct pool *pool)
{
    for (struct chunk *chunk = pool->newest; chunk != NULL; chunk = chunk->next)
        for (size_t i = 0; i < chunk->used; i++)
            pool->clear(chunk->items + i * pool->item_size);
}

static struct chunk *add_chunk(struct arena *arena, struct pool *pool, size_t count)
{
    size_t capacity = CHUNK_BYTES / pool->item_size;
    if (count > capacity)
        capacity = count;
    if (capacity > (SIZE_MAX - sizeof(struct chunk)) / pool->item_size)
        arena_exhausted(arena);
    struct chunk *chunk = arena_alloc(arena, sizeof *chunk + capacity * pool->item_size);
    chunk->capacity = capacity;
    chunk->next = pool->newest;
    pool->newest = chunk;
    return chunk;
}

void *pool_take(struct arena *arena, struct pool *pool, size_t count)
{
    struct chunk *chunk = pool->newest;
    if (chunk == NULL || chunk->capacity - chunk->used < count)
        chunk = add_chunk(arena, pool, count);
    void *items = chunk->items + chunk->used * pool->item_size;
    chunk->used += count;
    return items;
}
