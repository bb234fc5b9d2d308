/* Pools of strings: equal strings are kept once, and each has room for a number of its user's. */
#ifndef BASE_POOL_H
#define BASE_POOL_H

#include <stddef.h>
#include <stdint.h>

struct arena;

/* Stays where it is as long as the pool, so equal texts of one pool are the same pointer. */
struct pooled {
    size_t number; /* the user's: 0 at first */
    uint32_t hash, length;
    char text[]; /* NUL-terminated */
};

struct pool;

/* An empty pool in `arena`. Texts may hold any bytes, fewer than 2^32. */
struct pool *pool_open(struct arena *arena);

/* The entry of these bytes, made if there is none. */
struct pooled *pool_add(struct pool *pool, const char *bytes, size_t length);

/* The entry, or NULL if there is none. */
const struct pooled *pool_find(const struct pool *pool, const char *bytes, size_t length);

#endif
