/* Claims of test files as a person writes them on one line: "(x + 1)^2 = x^2 + 2*x + 1; sin(0) = 0". A line may have
 * cases: "{j == k: a[k] | otherwise: 0}". */
#ifndef TESTS_UNIT_DERIVATION_CHAINS_H
#define TESTS_UNIT_DERIVATION_CHAINS_H

#include "support.h"

/* Takes what stands before `separator`, or everything. */
static inline const char *take_until(const char **text, const char *separator)
{
    const char *begin = *text + strspn(*text, " "), *end = strstr(begin, separator);
    *text = end ? end + strlen(separator) : NULL;
    return end ? arena_copy(arena, begin, (size_t)(end - begin)) : begin;
}

static inline void put_line(struct text *out, const char *line)
{
    if (*line != '{') {
        text_printf(out, "{'expr': '%s'}", line);
        return;
    }
    const char *comma = "", *cases = line + 1;
    cases = take_until(&cases, "}");
    for (text_string(out, "{'cases': ["); cases; comma = ", ") {
        const char *one = take_until(&cases, " | "), *when = take_until(&one, ": ");
        cr_assert(one, "a case is \"when: expression\"");
        text_printf(out, "%s{'when': '%s', 'expr': '%s'}", comma, when, one);
    }
    text_string(out, "]}");
}

static inline void put_claim(struct text *out, const char *chain)
{
    text_printf(out, "{'claim': '%s', 'lines': [", take_until(&chain, " = "));
    for (const char *comma = ""; chain; comma = ", ") {
        text_string(out, comma);
        put_line(out, take_until(&chain, " = "));
    }
    text_string(out, "]}");
}

/* A whole file: its members but the claims, then the claims. */
static inline const char *with_claims(const char *members, const char *claims)
{
    struct text text;
    text_open(&text, arena);
    text_printf(&text, "{'format': 'handgrad-derivation', 'version': 1, 'title': 'A title',\n%s,\n",
                members);
    text_string(&text, "'claims': [");
    for (const char *comma = ""; claims; comma = ",\n") {
        text_string(&text, comma);
        put_claim(&text, take_until(&claims, ";"));
    }
    text_string(&text, "]}");
    return text.bytes;
}

#endif
