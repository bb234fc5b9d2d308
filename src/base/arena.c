/* Arenas: blocks from calloc, bumped; the newest ordinary block stands first and is the one in use.
 *
 * A large object gets a block of its own behind the one in use, so that the latter is not cut
 * short.
 */
#include "base/arena.h"

#include <stdalign.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Under AddressSanitizer objects stand GAP bytes apart and only what was handed out may be touched,
 * so that an overrun within a block is found as well as one of malloc's. */
#ifdef __has_feature
#define HAS_FEATURE(feature) __has_feature(feature)
#else
#define HAS_FEATURE(feature) 0
#endif
#if defined(__SANITIZE_ADDRESS__) || HAS_FEATURE(address_sanitizer)
#include <sanitizer/asan_interface.h>
#define GAP 8
#define TEXT_ALIGNMENT 8 /* what AddressSanitizer can tell apart */
#else
#define GAP 0
#define TEXT_ALIGNMENT 1
#define ASAN_POISON_MEMORY_REGION(address, size) ((void)(address), (void)(size))
#define ASAN_UNPOISON_MEMORY_REGION(address, size) ((void)(address), (void)(size))
#endif

#define FIRST_BLOCK ((size_t)4 << 10)
#define LARGEST_BLOCK ((size_t)1 << 20)

struct block {
    struct block *next;
    size_t size, used;
    alignas(max_align_t) unsigned char bytes[]; /* zero from `used` on */
};

struct deferred {
    struct deferred *next;
    void (*release)(void *object);
    void *object;
};

struct arena {
    struct exhaustion *on_exhaustion;
    struct arena *parent, *children; /* children: newest first */
    struct arena *newer, *older;     /* among the children of the parent */
    struct block *blocks;
    struct deferred *deferred;
    size_t next_size, held;
};

struct arena *arena_open(struct exhaustion *on_exhaustion)
{
    struct arena *arena = calloc(1, sizeof *arena);
    if (arena == NULL)
        return NULL;
    arena->on_exhaustion = on_exhaustion;
    arena->next_size = FIRST_BLOCK;
    arena->held = sizeof *arena;
    return arena;
}

struct arena *arena_child(struct arena *parent)
{
    struct arena *child = arena_open(parent->on_exhaustion);
    if (child == NULL)
        arena_exhausted(parent);
    child->parent = parent;
    child->older = parent->children;
    if (child->older != NULL)
        child->older->newer = child;
    parent->children = child;
    return child;
}

static void leave_parent(struct arena *child)
{
    if (child->parent == NULL)
        return;
    if (child->newer != NULL)
        child->newer->older = child->older;
    else
        child->parent->children = child->older;
    if (child->older != NULL)
        child->older->newer = child->newer;
}

/* What a child holds may lean on its parent's objects, so children go first. */
static void release_all(struct arena *arena)
{
    while (arena->children != NULL)
        arena_close(arena->children);
    while (arena->deferred != NULL) {
        struct deferred *newest = arena->deferred;
        arena->deferred = newest->next;
        newest->release(newest->object);
    }
}

static void free_blocks(struct arena *arena, struct block *first)
{
    while (first != NULL) {
        struct block *next = first->next;
        arena->held -= sizeof *first + first->size;
        free(first);
        first = next;
    }
}

void arena_close(struct arena *arena)
{
    if (arena == NULL)
        return;
    release_all(arena);
    free_blocks(arena, arena->blocks);
    leave_parent(arena);
    free(arena);
}

void arena_reset(struct arena *arena)
{
    release_all(arena);
    struct block *kept = arena->blocks;
    if (kept == NULL)
        return;
    free_blocks(arena, kept->next);
    kept->next = NULL;
    if (kept->size > LARGEST_BLOCK) {
        free_blocks(arena, kept);
        arena->blocks = NULL;
        return;
    }
    ASAN_UNPOISON_MEMORY_REGION(kept->bytes, kept->used);
    memset(kept->bytes, 0, kept->used);
    kept->used = 0;
    ASAN_POISON_MEMORY_REGION(kept->bytes, kept->size);
}

static struct block *new_block(struct arena *arena, size_t size)
{
    if (size > PTRDIFF_MAX - sizeof(struct block))
        arena_exhausted(arena);
    struct block *block = calloc(1, sizeof *block + size);
    if (block == NULL)
        arena_exhausted(arena);
    block->size = size;
    ASAN_POISON_MEMORY_REGION(block->bytes, size);
    arena->held += sizeof *block + size;
    return block;
}

/* A block with `size` bytes free. */
static struct block *add_block(struct arena *arena, size_t size)
{
    if (size > arena->next_size / 4 && arena->blocks != NULL) {
        struct block *own = new_block(arena, size);
        own->next = arena->blocks->next;
        arena->blocks->next = own;
        return own;
    }
    struct block *block = new_block(arena, size > arena->next_size ? size : arena->next_size);
    if (arena->next_size < LARGEST_BLOCK)
        arena->next_size *= 2;
    block->next = arena->blocks;
    arena->blocks = block;
    return block;
}

static void *take(struct arena *arena, size_t size, size_t alignment)
{
    struct block *block = arena->blocks;
    size_t start = 0, with_gap = size < PTRDIFF_MAX ? size + GAP : size;
    if (block != NULL)
        start = (block->used + alignment - 1) / alignment * alignment;
    if (block == NULL || start > block->size || with_gap > block->size - start) {
        block = add_block(arena, with_gap);
        start = 0;
    }
    block->used = start + with_gap;
    ASAN_UNPOISON_MEMORY_REGION(block->bytes + start, size);
    return block->bytes + start;
}

void *arena_alloc(struct arena *arena, size_t size)
{
    return take(arena, size, alignof(max_align_t));
}

void *arena_array(struct arena *arena, size_t count, size_t size)
{
    if (size != 0 && count > SIZE_MAX / size)
        arena_exhausted(arena);
    return arena_alloc(arena, count * size);
}

#define GROWN_FIRST 16

void *arena_grow(struct arena *arena, void *items, size_t count, size_t *capacity, size_t size)
{
    if (count < *capacity)
        return items;
    size_t grown = *capacity ? 2 * *capacity : GROWN_FIRST;
    void *copy = arena_array(arena, grown, size);
    if (count > 0)
        memcpy(copy, items, count * size);
    *capacity = grown;
    return copy;
}

char *arena_copy(struct arena *arena, const char *bytes, size_t length)
{
    if (length == SIZE_MAX)
        arena_exhausted(arena);
    char *copy = take(arena, length + 1, TEXT_ALIGNMENT);
    if (length > 0)
        memcpy(copy, bytes, length);
    return copy;
}

/* Most texts fit in here, and need not be formatted twice to know their length. */
#define SHORT_TEXT 256

char *arena_printf(struct arena *arena, const char *format, ...)
{
    char text_if_short[SHORT_TEXT];
    va_list arguments, again;
    va_start(arguments, format);
    va_copy(again, arguments);
    int length = vsnprintf(text_if_short, sizeof text_if_short, format, arguments);
    va_end(arguments);
    char *text = take(arena, length < 0 ? 1 : (size_t)length + 1, TEXT_ALIGNMENT);
    if (length >= SHORT_TEXT)
        vsnprintf(text, (size_t)length + 1, format, again);
    else if (length > 0)
        memcpy(text, text_if_short, (size_t)length);
    va_end(again);
    return text;
}

void arena_defer(struct arena *arena, void (*release)(void *object), void *object)
{
    struct deferred *newest = arena_alloc(arena, sizeof *newest);
    *newest = (struct deferred){arena->deferred, release, object};
    arena->deferred = newest;
}

_Noreturn void arena_exhausted(struct arena *arena)
{
#ifdef __wasm__
    (void)arena;
    __builtin_trap();
#else
    longjmp(arena->on_exhaustion->resume, 1);
#endif
}

size_t arena_bytes(const struct arena *arena)
{
    size_t total = arena->held;
    for (const struct arena *child = arena->children; child != NULL; child = child->older)
        total += arena_bytes(child);
    return total;
}
