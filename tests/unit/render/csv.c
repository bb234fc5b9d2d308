/* Cells of CSV: what is quoted; what a spreadsheet could run as a formula never begins a cell. */
#include "render/csv.h"
#include "../arena_fixture.h"
#include "base/text.h"
#include "base/utf8.h"
#include <string.h>

TestSuite(csv, .init = open_arena, .fini = close_arena);

static const char *foreign(const char *text)
{
    struct text out;
    text_open(&out, arena);
    csv_foreign_cell(text, &out);
    return out.bytes;
}

static const char *plain(const char *text)
{
    struct text out;
    text_open(&out, arena);
    csv_cell(text, &out);
    return out.bytes;
}

Test(csv, quotes)
{
    static const char *const cases[][2] = {
        {"", ""},           {"abc", "abc"},         {"a b", "a b"}, {"a,b", "\"a,b\""},
        {"a;b", "\"a;b\""}, {"a\"b", "\"a\"\"b\""}, {"'", "'"},     {"\"", "\"\"\"\""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        cr_expect_str_eq(plain(cases[i][0]), cases[i][1]);
        cr_expect_str_eq(foreign(cases[i][0]), cases[i][1]);
    }
    cr_expect_str_eq(plain("a\r\nb"), "\"a\r\nb\"");
    cr_expect_str_eq(foreign("a\r\n \tb\x01"), "\"a b \"");
    cr_expect_str_eq(plain("=1"), "=1");
}

Test(csv, formulas)
{
    static const char *const numbers[] = {"-0.5", "+3", "-3.18e-4", "-.5",     "-5.",
                                          "-1E5", "-0", "+1e+5",    "-1.5E-07"};
    static const char *const formulas[] = {"=1",  "+x",   "-x",  "@x",   "-",    "+",      "-.",
                                           "-e5", "-1e",  "--1", "-1e+", "-1/2", "-1.2.3", "-1 ",
                                           " -1", "\"=1", "'=1", "\t1",  "\r1",  "\n1"};
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        cr_expect_str_eq(foreign(numbers[i]), numbers[i]);
    for (size_t i = 0; i < sizeof formulas / sizeof *formulas; i++)
        cr_expect(csv_is_formula(formulas[i]), "%s", formulas[i]);
    cr_expect_str_eq(foreign("=1"), "'=1");
    cr_expect_str_eq(foreign("=\"a\""), "\"'=\"\"a\"\"\"");
}

/* Spreadsheets that split at semicolons see cells of their own there, quotes within a line or not. */
Test(csv, formulas_behind_semicolons)
{
    cr_expect_str_eq(foreign("x;=1+1;y"), "\"x;'=1+1;y\"");
    cr_expect_str_eq(foreign("=1;@a"), "\"'=1;'@a\"");
    cr_expect_str_eq(foreign("x; \"=1"), "\"x;' \"\"=1\"");
    cr_expect_str_eq(foreign("x;y;+3e5"), "\"x;y;+3e5\"");
    cr_expect_str_eq(foreign("12; you wrote 13; -1 is"), "\"12; you wrote 13;' -1 is\"");
}

static bool begins_cell(unsigned point)
{
    return strchr("=+-@", (int)point) || point == 0xFF1D || point == 0xFF0B || point == 0xFF0D ||
           point == 0xFF20;
}

/* Of what a decoded cell begins with: is that a formula without an apostrophe before it? */
static bool runs(const char *at)
{
    const char *end = at + strlen(at);
    unsigned point = 0;
    if (*at == '\'')
        return false;
    while (at < end) {
        at += utf8_decode(at, (size_t)(end - at), &point);
        if (point != ' ' && point != '"' && point != '\'' && point != 0xA0 && point != 0xFEFF)
            return begins_cell(point);
    }
    return false;
}

static bool looks_like_number(const char *text)
{
    return text[0] && strspn(text, "+-1.e") == strlen(text) && strchr(text, '1') != NULL;
}

/* Law, over all texts of up to four characters of an alphabet: a cell decoded again, and what stands in it behind a
 * semicolon, has its first character that is neither blank nor quote as a formula's only where an apostrophe stands before
 * it or where it is a number; it is one line. */
Test(csv, no_cell_begins_a_formula)
{
    static const unsigned alphabet[] = {'=', '+', '-', '@', '\t', '\r', '\n', ' ',    '"',   '\'',
                                        ',', ';', 'a', '1', '.',  'e',  0xA0, 0xFEFF, 0xFF1D};
    enum { LETTERS = sizeof alphabet / sizeof *alphabet };
    for (long number = 0; number < (long)LETTERS * LETTERS * LETTERS * LETTERS; number++) {
        char text[20] = "";
        size_t length = 0;
        for (long rest = number; rest > 0; rest /= LETTERS)
            length += utf8_encode(alphabet[rest % LETTERS], text + length);
        text[length] = '\0';
        struct arena *outer = arena;
        arena = arena_child(outer);
        const char *cell = foreign(text);
        cr_assert_null(strpbrk(cell, "\r\n\t"), "%s", cell);
        cr_assert(!runs(cell + (cell[0] == '"')) || looks_like_number(text), "%s", cell);
        for (const char *at = strchr(cell, ';'); at; at = strchr(at + 1, ';')) {
            const char *rest = strrchr(text, ';') + 1;
            cr_assert(!runs(at + 1) || looks_like_number(rest), "%s", cell);
        }
        arena_close(arena);
        arena = outer;
    }
}
