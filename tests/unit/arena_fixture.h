/* An arena and a list of diagnostics for each unit test; each test is a process of its own. */
#ifndef TESTS_UNIT_ARENA_FIXTURE_H
#define TESTS_UNIT_ARENA_FIXTURE_H

#include "base/arena.h"
#include "base/diagnostic.h"
#include <criterion/criterion.h>
#include <stdlib.h>

static struct exhaustion exhaustion;
static struct arena *arena;
static struct diagnostics diagnostics;

static inline void open_arena(void)
{
    if (setjmp(exhaustion.resume) != 0)
        abort();
    arena = arena_open(&exhaustion);
    diagnostics_open(&diagnostics, arena);
}

static inline void close_arena(void)
{
    arena_close(arena);
}

#endif
