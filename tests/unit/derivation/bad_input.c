/* Bad derivations: each gives one error, with its code, message, place, pointer, caret, what was expected and found. */
#include "support.h"

#define SYMBOLS                                                                                    \
    "'symbols': {'N': {'range': [2, 4]}, 'K': {'range': [1, 3]}, 'x': {'indices': ['N']},"         \
    " 'w': {'indices': ['K', 'N']}, 'c': {'indices': [3]}, 'z': {}, 'θ': {}, 'rate': {}},\n"
#define CLAIM_OBJECT(text) FILE_WITH(SYMBOLS "'claims': [" text "]")
#define CLAIM_LINE(left, right)                                                                    \
    CLAIM_OBJECT("{'claim': '" left "', 'lines': [{'expr': '" right "'}]}")
#define CLAIM(text) CLAIM_LINE(text, "1")
#define CLAIM_FOR(text, ranges)                                                                    \
    CLAIM_OBJECT("{'claim': '" text "', 'for': '" ranges "', 'lines': [{'expr': '1'}]}")
#define LINE(text) CLAIM_OBJECT("{'claim': 'z', 'lines': [" text "]}")
#define SPELLING "a name of letters, digits and _ that is not taken"
/* Tests of others assert these. */
#define ANY "*"

static const struct bad {
    const char *name, *text;
    enum diagnostic_code code;
    const char *message, *pointer, *expected, *found;
} table[] = {
#define BAD(name, text, code, message, pointer, expected, found)                                   \
    {#name, text, DIAGNOSTIC_##code, message, pointer, expected, found},
#include "bad_input.def"
#undef BAD
};

TestSuite(bad_input, .init = open_arena, .fini = close_arena);

static bool same(const char *found, const char *wanted)
{
    if (wanted && strcmp(wanted, ANY) == 0)
        return true;
    return found && wanted ? strcmp(found, wanted) == 0 : found == wanted;
}

static bool is_continuation(char byte)
{
    return ((unsigned char)byte & 0xC0) == 0x80;
}

/* The text without its mark, and the line and column of the mark. */
static const char *without_mark(const char *text, size_t *line, size_t *column)
{
    char *copy = arena_copy(arena, text, strlen(text)), *mark = strchr(copy, '@');
    cr_assert_not_null(mark, "%s", text);
    *line = *column = 1;
    for (const char *at = copy; at < mark; at++) {
        *line += *at == '\n';
        *column = *at == '\n' ? 1 : *column + !is_continuation(*at);
    }
    memmove(mark, mark + 1, strlen(mark));
    return copy;
}

/* A caret is under the character at the error's place: what is behind it in the excerpt is what is behind the mark. */
static void expect_caret(const struct bad *bad, const struct diagnostic *report)
{
    const char *mark = strchr(bad->text, '@') + 1, *at = report->excerpt;
    for (size_t column = 1; column < report->caret; column++)
        do
            at++;
        while (is_continuation(*at));
    const char *end = strchr(mark, '\'');
    cr_expect(strncmp(at, mark, strlen(at) < 8 ? strlen(at) : 8) == 0 ||
                  (*at == '\0' && end == mark),
              "%s: caret at \"%s\"", bad->name, at);
}

static void expect_bad(const struct bad *bad)
{
    size_t line, column;
    const struct derivation *derivation = read_text(without_mark(bad->text, &line, &column));
    cr_expect_null(derivation, "%s: read as valid", bad->name);
    cr_expect_eq(diagnostics.errors, 1, "%s: %zu errors", bad->name, diagnostics.errors);
    const struct diagnostic *report = diagnostics.first;
    if (!report)
        return;
    cr_expect_eq(report->code, bad->code, "%s: code %s", bad->name,
                 diagnostic_code_name(report->code));
    cr_expect_not_null(strstr(report->message, bad->message), "%s: message %s", bad->name,
                       report->message);
    cr_expect_eq(report->line, line, "%s: line %zu, not %zu", bad->name, report->line, line);
    cr_expect_eq(report->column, column, "%s: column %zu, not %zu", bad->name, report->column,
                 column);
    cr_expect(same(report->file, "file.json"), "%s: file", bad->name);
    cr_expect(same(report->pointer, bad->pointer), "%s: pointer %s", bad->name, report->pointer);
    cr_expect(same(report->expected, bad->expected), "%s: expected %s", bad->name,
              report->expected);
    cr_expect(same(report->found, bad->found), "%s: found %s", bad->name, report->found);
    cr_expect_eq(diagnostics_status(&diagnostics), 2, "%s: status", bad->name);
    if (report->excerpt)
        expect_caret(bad, report);
}

Test(bad_input, table)
{
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        diagnostics_open(&diagnostics, arena);
        expect_bad(&table[i]);
    }
}

/* ---- sizes: refused by counting ---- */

static void expect_too_large(const char *text, const char *message, const char *pointer)
{
    cr_expect_null(read_text(text));
    cr_expect_eq(diagnostics.errors, 1);
    const struct diagnostic *report = diagnostics.first;
    cr_assert_not_null(report);
    cr_expect_eq(report->code, DIAGNOSTIC_TOO_LARGE, "%s", report->message);
    cr_expect_str_eq(report->message, message);
    cr_expect(same(report->pointer, pointer), "%s", report->pointer);
}

static const char *repeated(const char *piece, int count)
{
    struct text text;
    text_open(&text, arena);
    for (int i = 0; i < count; i++)
        text_printf(&text, "%s%s", i ? "," : "", piece);
    return text.bytes;
}

#define GOOD_LINE "{'expr': '1'}"

Test(bad_input, too_many_claims)
{
    const char *claims = repeated("{'claim': '1', 'lines': [" GOOD_LINE "]}", 101);
    expect_too_large(arena_printf(arena, FILE_WITH("'claims': [%s]"), claims),
                     "\"claims\" is too long", "/claims");
}

Test(bad_input, too_many_lines)
{
    const char *lines = repeated(GOOD_LINE, 101);
    expect_too_large(
        arena_printf(arena, FILE_WITH("'claims': [{'claim': '1', 'lines': [%s]}]"), lines),
        "\"lines\" is too long", "/claims/0/lines");
}

Test(bad_input, too_many_cases)
{
    const char *cases = repeated("{'when': '1 < 2', 'expr': '1'}", 21);
    expect_too_large(
        arena_printf(arena, FILE_WITH("'claims': [{'claim': '1', 'lines': [{'cases': [%s]}]}]"),
                     cases),
        "\"cases\" is too long", "/claims/0/lines/0/cases");
}

Test(bad_input, too_many_definitions)
{
    const char *definitions = repeated("'y = 1'", 101);
    expect_too_large(arena_printf(arena, FILE_WITH("'define': [%s]"), definitions),
                     "\"define\" is too long", "/define");
}

Test(bad_input, too_many_quantities)
{
    struct text text;
    text_open(&text, arena);
    for (int i = 0; i < 101; i++)
        text_printf(&text, "%s'x%d': {}", i ? "," : "", i);
    expect_too_large(arena_printf(arena, FILE_WITH("'symbols': {%s}"), text.bytes),
                     "there are too many quantities", "/symbols");
}

Test(bad_input, an_expression_that_is_too_long)
{
    const char *expression = repeated("1111111111", 400);
    expect_too_large(arena_printf(arena,
                                  FILE_WITH("'claims': [{'claim': 'max(%s)', 'lines': [1]}]"),
                                  expression),
                     "\"claim\" is too long", "/claims/0/claim");
}

Test(bad_input, a_reason_with_mathematics_that_is_too_long)
{
    const char *file = FILE_WITH("'claims': [{'claim': '1', 'lines': [{'expr': '1', 'because': "
                                 "'a `max(%s)`'}]}]");
    expect_too_large(arena_printf(arena, file, repeated("1111111111", 400)),
                     "the mathematics between two backquotes is longer than 4000 bytes",
                     "/claims/0/lines/0/because");
}

Test(bad_input, an_expression_that_is_nested_too_deep)
{
    char parentheses[600];
    memset(parentheses, '(', sizeof parentheses - 1);
    parentheses[sizeof parentheses - 1] = '\0';
    cr_expect_null(read_text(
        arena_printf(arena, FILE_WITH("'claims': [{'claim': '%s', 'lines': [1]}]"), parentheses)));
    cr_expect_eq(diagnostics.errors, 1);
    cr_expect_eq(diagnostics.first->code, DIAGNOSTIC_EXPRESSION_DEPTH);
}

Test(bad_input, a_file_that_is_too_long)
{
    source = (struct json_source){"file.json", "", DERIVATION_MAX_BYTES + 1};
    cr_expect_null(derivation_read(arena, &source, &diagnostics));
    cr_expect_eq(diagnostics.first->code, DIAGNOSTIC_TOO_LARGE);
    cr_expect_not(derivation_recognise(arena, &source));
}
