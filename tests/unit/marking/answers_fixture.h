/* Answers to a small problem, for the tests that read them: quantities are called as in the list below. */
#ifndef TESTS_UNIT_MARKING_ANSWERS_FIXTURE_H
#define TESTS_UNIT_MARKING_ANSWERS_FIXTURE_H

#include "../arena_fixture.h"
#include "marking/answers.h"
#include <string.h>

static const char *const quantity_names[] = {"z1",         "n1",         "dE/dw7", "w7'",
                                             "u1.w2[1,1]", "u2.w2[1,1]", "x|y"};
#define QUANTITIES (sizeof quantity_names / sizeof *quantity_names)

/* "w2[1,1]" calls two of them. */
static int find_quantity(const void *context, struct arena *memory, const char *text,
                         const char **candidates)
{
    const char *const *names = context;
    (void)memory;
    *candidates = strcmp(text, "w2[1,1]") == 0 ? "u1.w2[1,1] or u2.w2[1,1]" : "";
    for (size_t i = 0; i < QUANTITIES; i++)
        if (strcmp(names[i], text) == 0)
            return (int)i;
    return -1;
}

static const struct quantity_lookup quantities = {quantity_names, find_quantity, quantity_names,
                                                  QUANTITIES};

static inline const struct answers *read_bytes(const char *bytes, size_t length)
{
    const struct json_source source = {"answers", bytes, length};
    return answers_read(arena, &source, &quantities, &diagnostics);
}

#endif
