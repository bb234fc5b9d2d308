/* An open table of pointers to entries, at most half full; hashed eight bytes at a time. */
#include "base/pool.h"

#include "base/arena.h"
#include <string.h>

#define FIRST_SLOTS ((size_t)256) /* a power of two */

struct pool {
    struct arena *arena;
    struct arena *table_arena; /* of `slots` alone, so that an outgrown table is freed */
    struct pooled **slots;
    size_t slot_count, count;
};

static uint32_t hash_of(const char *bytes, size_t length)
{
    uint64_t hash = length, word;
    while (length > 0) {
        size_t taken = length < sizeof word ? length : sizeof word;
        word = 0;
        memcpy(&word, bytes, taken);
        hash = (hash ^ word) * 0x9E3779B97F4A7C15u; /* 2^64 over the golden ratio */
        hash ^= hash >> 32;
        bytes += taken;
        length -= taken;
    }
    return (uint32_t)hash;
}

/* The slot that holds these bytes, or the empty one where they belong. */
static struct pooled **find_slot(const struct pool *pool, const char *bytes, size_t length,
                                 uint32_t hash)
{
    size_t at = hash & (pool->slot_count - 1);
    for (; pool->slots[at] != NULL; at = (at + 1) & (pool->slot_count - 1)) {
        const struct pooled *entry = pool->slots[at];
        if (entry->hash == hash && entry->length == length &&
            memcmp(entry->text, bytes, length) == 0)
            break;
    }
    return &pool->slots[at];
}

static void make_table(struct pool *pool, size_t slot_count)
{
    pool->table_arena = arena_child(pool->arena);
    pool->slots = arena_array(pool->table_arena, slot_count, sizeof(struct pooled *));
    pool->slot_count = slot_count;
}

static void grow(struct pool *pool)
{
    struct pool old = *pool;
    make_table(pool, 2 * old.slot_count);
    for (size_t i = 0; i < old.slot_count; i++) {
        struct pooled *entry = old.slots[i];
        if (entry != NULL)
            *find_slot(pool, entry->text, entry->length, entry->hash) = entry;
    }
    arena_close(old.table_arena);
}

struct pool *pool_open(struct arena *arena)
{
    struct pool *pool = arena_alloc(arena, sizeof *pool);
    pool->arena = arena;
    make_table(pool, FIRST_SLOTS);
    return pool;
}

struct pooled *pool_add(struct pool *pool, const char *bytes, size_t length)
{
    uint32_t hash = hash_of(bytes, length);
    struct pooled **slot = find_slot(pool, bytes, length, hash);
    if (*slot != NULL)
        return *slot;
    if (2 * (pool->count + 1) > pool->slot_count) {
        grow(pool);
        slot = find_slot(pool, bytes, length, hash);
    }
    if (length > UINT32_MAX)
        arena_exhausted(pool->arena);
    struct pooled *entry = arena_alloc(pool->arena, sizeof *entry + length + 1);
    entry->hash = hash;
    entry->length = (uint32_t)length;
    memcpy(entry->text, bytes, length);
    pool->count++;
    return *slot = entry;
}

const struct pooled *pool_find(const struct pool *pool, const char *bytes, size_t length)
{
    return *find_slot(pool, bytes, length, hash_of(bytes, length));
}
