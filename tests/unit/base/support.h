/* What the tests of base share: an arena and a list of diagnostics for each test. */
#ifndef SUPPORT_H
#define SUPPORT_H

#include "../arena_fixture.h"
#include "base/diagnostic.h"
#include "base/text.h"
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

/* `string` has `part` in it; both may be NULL, then the string must be too. */
static inline bool contains(const char *string, const char *part)
{
    if (string == NULL || part == NULL)
        return string == part;
    return strstr(string, part) != NULL;
}

/* The only diagnostic of the list, which must be there. */
static inline const struct diagnostic *only_diagnostic(void)
{
    cr_assert_not_null(diagnostics.first, "there is no diagnostic");
    cr_assert_null(diagnostics.first->next, "there is more than one diagnostic");
    return diagnostics.first;
}

static inline const char *written(const struct diagnostic *report)
{
    struct text text;
    text_open(&text, arena);
    diagnostic_write(report, &text);
    return text.bytes;
}

#endif
