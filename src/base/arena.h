/* Arenas: memory that is freed all at once.
 *
 * Every object graph in handgrad has one owner, an arena. Objects are never freed one by one; closing or
 * resetting the arena frees all of them. An allocation never returns NULL: when memory runs out the arena
 * jumps to the place its opener named, who closes the arena and reports the failure (status 3).
 * Things that are not memory (open files, a cJSON tree, FLINT numbers) are tied to an arena by arena_defer.
 */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include <stddef.h>

/* Where control goes when memory runs out: `if (setjmp(exhaustion.resume)) { ...close, report... }`. WebAssembly has
 * no such jump: a module traps there, which its host sees. */
#ifdef __wasm__
struct exhaustion {
    int unused;
};
#else
#include <setjmp.h>
struct exhaustion {
    jmp_buf resume;
};
#endif

struct arena;

/* A new arena, or NULL when there is no memory even for that. `on_exhaustion` must stay valid as long as
 * the arena, and its setjmp must have been called before the first allocation. */
struct arena *arena_open(struct exhaustion *on_exhaustion);

/* A new arena that fails to the same place as `parent` and is closed with it (or earlier, by hand). */
struct arena *arena_child(struct arena *parent);

/* Runs the deferred releases, newest first, then frees everything. NULL is allowed. */
void arena_close(struct arena *arena);

/* The same, but the arena stays open and keeps one block for the next use. */
void arena_reset(struct arena *arena);

/* `size` zeroed bytes, aligned for any type. */
void *arena_alloc(struct arena *arena, size_t size);

/* `count * size` zeroed bytes; a product beyond size_t counts as memory running out. */
void *arena_array(struct arena *arena, size_t count, size_t size);

/* Room for one more behind `count` items of `size` bytes, of which *capacity fit: the items themselves, or a copy of them
 * where twice as many fit, zeroed behind. NULL with a capacity of 0 is the empty list. */
void *arena_grow(struct arena *arena, void *items, size_t count, size_t *capacity, size_t size);

/* A copy of `length` bytes with a NUL after them. */
char *arena_copy(struct arena *arena, const char *bytes, size_t length);

/* The formatted text, NUL-terminated, in the arena. */
char *arena_printf(struct arena *arena, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Has `release(object)` called when the arena is reset or closed. */
void arena_defer(struct arena *arena, void (*release)(void *object), void *object);

/* Leaves by the arena's exit for exhausted memory: for memory that other libraries refuse us. */
_Noreturn void arena_exhausted(struct arena *arena);

/* Bytes now held from the system, for benchmarks and tests. */
size_t arena_bytes(const struct arena *arena);

#endif
