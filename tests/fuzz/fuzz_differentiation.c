/* Fuzz target of derivatives: of any two texts, the first line and the rest, the derivative of the second by the first
 * is refused with one error, or it is a derivation none of whose lines is refuted. */
#include "base/arena.h"
#include "base/text.h"
#include "derivation/check.h"
#include "derivation/differentiation.h"
#include "input.h"
#include <stdio.h>

#define BYTES_TO_CHECK 120 /* longer ones take longer and are not different */
#define POINTS 4
#define DIGITS 8

static const char *printed(struct arena *arena, const struct line *line)
{
    struct text text;
    text_open(&text, arena);
    expr_print(line->cases[0].expr, &text);
    expr_latex(line->cases[0].expr, &text);
    return text.bytes;
}

static void check_lines(struct arena *arena, const struct derivation *derivation)
{
    const struct claim *claim = derivation->claims;
    if (claim->line_count < 1 || claim->line_count > DERIVATION_MAX_LINES)
        fail("too few lines or too many", derivation->title);
    for (int i = 0; i < claim->line_count; i++)
        if (!claim->lines[i].because || printed(arena, &claim->lines[i])[0] == '\0')
            fail("a line says nothing", derivation->title);
}

static void check_verdicts(struct arena *arena, const struct derivation *derivation,
                           const struct json_source *source)
{
    static const struct check_settings settings = {.digits = DIGITS, .points = POINTS};
    struct diagnostics diagnostics;
    diagnostics_open(&diagnostics, arena);
    const struct derivation_check *check =
        derivation_check(arena, derivation, &settings, source, &diagnostics);
    expect_errors(arena, &diagnostics, check ? 0 : 1);
    for (int i = 0; check && i < derivation->claims->line_count; i++)
        if (check->claims->lines[i].verdict == LINE_REFUTED)
            fail("a line is wrong", printed(arena, &derivation->claims->lines[i]));
}

static void check_input(struct arena *arena, char *bytes, size_t size)
{
    (void)size;
    char *end = strchr(bytes, '\n');
    if (!end)
        return;
    *end = '\0';
    const struct json_source source = {"fuzz", end + 1, strlen(end + 1)};
    struct diagnostics diagnostics;
    diagnostics_open(&diagnostics, arena);
    const struct derivation *derivation =
        differentiation_derive(arena, source.bytes, bytes, &diagnostics);
    expect_errors(arena, &diagnostics, derivation ? 0 : 1);
    if (!derivation)
        return;
    check_lines(arena, derivation);
    if (source.length <= BYTES_TO_CHECK)
        check_verdicts(arena, derivation, &source);
}
