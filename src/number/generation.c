/* Generations: pools of values, atoms, key terms and balls that are released together. */
#include "number/certified.h"

#include "base/arena.h"
#include <stdalign.h>

#define CHUNK_BYTES ((size_t)8 << 10)

struct chunk {
    struct chunk *next;
    size_t used, capacity; /* in items */
    alignas(max_align_t) unsigned char items[];
};

static void clear_value(void *item)
{
    fraction_free(&((struct value *)item)->scale);
}

static void clear_atom(void *item)
{
    arb_clear(&((struct atom *)item)->ball);
}

static void clear_term(void *item)
{
    fraction_free(&((struct term *)item)->scale);
}

static void clear_ball(void *item)
{
    arb_clear(item);
}

static void clear_pool(const struct pool *pool)
{
    for (struct chunk *chunk = pool->newest; chunk != NULL; chunk = chunk->next)
        for (size_t i = 0; i < chunk->used; i++)
            pool->clear(chunk->items + i * pool->item_size);
}

static void release(void *object)
{
    const struct generation *generation = object;
    clear_pool(&generation->values);
    clear_pool(&generation->atoms);
    clear_pool(&generation->terms);
    clear_pool(&generation->balls);
}

struct generation *generation_open(struct arena *parent)
{
    struct arena *arena = arena_child(parent);
    struct generation *generation = arena_alloc(arena, sizeof *generation);
    *generation = (struct generation){
        .arena = arena,
        .values = {NULL, sizeof(struct value), clear_value},
        .atoms = {NULL, sizeof(struct atom), clear_atom},
        .terms = {NULL, sizeof(struct term), clear_term},
        .balls = {NULL, sizeof(arb_struct), clear_ball},
    };
    arena_defer(arena, release, generation);
    return generation;
}

void generation_close(struct generation *generation)
{
    arena_close(generation->arena);
}

static struct chunk *add_chunk(struct generation *generation, struct pool *pool, size_t count)
{
    size_t capacity = CHUNK_BYTES / pool->item_size;
    if (count > capacity)
        capacity = count;
    if (capacity > (SIZE_MAX - sizeof(struct chunk)) / pool->item_size)
        arena_exhausted(generation->arena);
    struct chunk *chunk =
        arena_alloc(generation->arena, sizeof *chunk + capacity * pool->item_size);
    chunk->capacity = capacity;
    chunk->next = pool->newest;
    pool->newest = chunk;
    return chunk;
}

void *pool_take(struct generation *generation, struct pool *pool, size_t count)
{
    struct chunk *chunk = pool->newest;
    if (chunk == NULL || chunk->capacity - chunk->used < count)
        chunk = add_chunk(generation, pool, count);
    void *items = chunk->items + chunk->used * pool->item_size;
    chunk->used += count;
    return items;
}
