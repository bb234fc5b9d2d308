/* What the fuzz targets share: their input as a program would hold it. */
#ifndef TESTS_FUZZ_INPUT_H
#define TESTS_FUZZ_INPUT_H

#include "base/arena.h"
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* A copy in a block of its own, freed with the arena, with the NUL that file_read puts behind the last byte: a read
 * past it is seen. */
static inline char *fuzz_input(struct arena *arena, const uint8_t *data, size_t size)
{
    char *bytes = malloc(size + 1);
    if (!bytes)
        arena_exhausted(arena);
    arena_defer(arena, free, bytes);
    memcpy(bytes, data, size);
    bytes[size] = '\0';
    return bytes;
}

#endif
