/* Reasons as a test compares them. */
#ifndef TESTS_UNIT_DERIVATION_SAID_H
#define TESTS_UNIT_DERIVATION_SAID_H

#include "../arena_fixture.h"
#include "derivation/prose.h"

static inline const char *prose_text(const struct prose *prose)
{
    struct text text;
    text_open(&text, arena);
    prose_print(prose, &text);
    return text.bytes;
}

#endif
