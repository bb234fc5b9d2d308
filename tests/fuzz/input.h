/* The frame of the fuzz targets: their input as a program would hold it, an arena that ends with it, and how they fail. A target
 * defines check_input. */
#ifndef TESTS_FUZZ_INPUT_H
#define TESTS_FUZZ_INPUT_H

#include "base/arena.h"
#include "base/diagnostic.h"
#include "base/text.h"
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What a target does with an input, which has a NUL behind its last byte. All of it is freed with the arena. */
static void check_input(struct arena *arena, char *bytes, size_t size);

static inline void fail(const char *what, const char *text)
{
    fprintf(stderr, "%s:\n%s\n", what, text);
    abort();
}

/* Every refusal is one error, which can be written; nothing else is an error. */
static inline void expect_errors(struct arena *arena, const struct diagnostics *diagnostics,
                                 size_t count)
{
    struct text message;
    text_open(&message, arena);
    for (const struct diagnostic *report = diagnostics->first; report; report = report->next)
        diagnostic_write(report, &message);
    if (diagnostics->errors != count)
        fail("not exactly one error for a refusal", message.bytes);
}

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

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct exhaustion exhaustion;
    struct arena *arena = arena_open(&exhaustion);
    if (!arena)
        return 0;
    if (setjmp(exhaustion.resume) == 0)
        check_input(arena, fuzz_input(arena, data, size), size);
    arena_close(arena);
    return 0;
}

#endif
