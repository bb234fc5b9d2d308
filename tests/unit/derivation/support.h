/* Derivations for tests, written with ' for " so that they read well in C. */
#ifndef TESTS_UNIT_DERIVATION_SUPPORT_H
#define TESTS_UNIT_DERIVATION_SUPPORT_H

#include "../arena_fixture.h"
#include "derivation/derivation.h"
#include "said.h"
#include <string.h>

static struct json_source source;

static inline struct json_source *quoted_source(const char *text)
{
    char *bytes = arena_copy(arena, text, strlen(text));
    for (char *byte = bytes; *byte; byte++)
        *byte = *byte == '\'' ? '"' : *byte;
    source = (struct json_source){"file.json", bytes, strlen(bytes)};
    return &source;
}

/* A whole file with these members behind the header. */
#define FILE_WITH(members)                                                                         \
    "{'format': 'handgrad-derivation', 'version': 1, 'title': 'A title',\n" members "}"

static inline const struct derivation *read_text(const char *text)
{
    return derivation_read(arena, quoted_source(text), &diagnostics);
}

/* A derivation that must be read without a complaint. */
static inline const struct derivation *read_good(const char *text)
{
    const struct derivation *derivation = read_text(text);
    const struct diagnostic *error = diagnostics.first;
    cr_assert_null(error, "%zu:%zu: %s (%s)", error->line, error->column, error->message,
                   error->excerpt ? error->excerpt : "");
    cr_assert(derivation);
    return derivation;
}

static inline const char *printed(const struct expr *expr)
{
    struct text text;
    text_open(&text, arena);
    expr_print(expr, &text);
    return text.bytes;
}

#endif
