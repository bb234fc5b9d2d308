/* Sheets as text: what is written and read back marks as the sheet itself does, and is written the same again. */
#include "marking/sheet_data.h"
#include "marking/mark_json.h"
#include "marking_support.h"

#include <math.h>
#include <stdio.h>

TestSuite(sheet_data, .init = open_arena, .fini = close_arena);

static const struct sheet *sheet_of(const struct example *example)
{
    return sheet_of_tape(tape_of_text(example->name, example->text));
}

static const char *written(const struct sheet *sheet)
{
    struct text text;
    text_open(&text, arena);
    sheet_data_write(sheet, &text);
    return text.bytes;
}

static const struct sheet *read_back(const struct sheet *sheet)
{
    const char *bytes = written(sheet);
    const struct sheet *again = sheet_data_read(arena, bytes, strlen(bytes));
    cr_assert_not_null(again, "%s", sheet->title);
    cr_assert_str_eq(written(again), bytes);
    return again;
}

static const char *report(const struct sheet *sheet, const char *answers)
{
    const struct json_source source = {"answers", answers, strlen(answers)};
    struct text text;
    text_open(&text, arena);
    const struct answers *read = answers_read(arena, &source, &sheet->lookup, &diagnostics);
    cr_assert_not_null(read, "%s", diagnostics.first->message);
    marks_json(marks_make(arena, marker_open(arena, sheet), read, NULL), &text);
    return text.bytes;
}

static bool next_of(const char *command, size_t *place, const struct example **example)
{
    while ((*example = example_at((*place)++)))
        if (strcmp((*example)->command, command) == 0)
            return true;
    return false;
}

/* ---- values as people get them: rounded, some wrong ---- */

static double wrong(double value, unsigned how)
{
    switch (how % 12) {
    case 0:
        return -value;
    case 1:
        return value * 10;
    case 2:
        return value * 1.07;
    case 3:
        return value + 1;
    default:
        return value;
    }
}

static const char *answers_to(const struct sheet *sheet, unsigned seed)
{
    struct text text;
    text_open(&text, arena);
    text_literal(&text, "id,value\n");
    for (int i = 0; i < sheet->count; i++) {
        const struct sheet_line *line = &sheet->lines[i];
        seed = seed * 1103515245u + 12345u;
        unsigned drawn = seed >> 16;
        char number[40];
        if (line->given || drawn % 5 == 0)
            continue;
        snprintf(number, sizeof number, "%.*e", (int)(1 + drawn % 4),
                 wrong(line->range.low, drawn / 20));
        text_printf(&text, "%s,%s\n", line->id, number);
    }
    return text.bytes;
}

Test(sheet_data, marks_as_the_sheet_does)
{
    const struct example *example;
    size_t count = 0;
    for (size_t place = 0; next_of("trace", &place, &example); count++) {
        const struct sheet *sheet = sheet_of(example), *again = read_back(sheet);
        for (unsigned seed = 1; seed <= 3; seed++) {
            const char *answers = answers_to(sheet, seed);
            cr_expect_str_eq(report(again, answers), report(sheet, answers), "%s", example->name);
        }
    }
    cr_expect_geq(count, 19);
}

Test(sheet_data, marks_the_worked_answers_as_the_sheet_does)
{
    static const char tail[] = "_answers";
    const struct example *example;
    size_t count = 0;
    for (size_t place = 0; next_of("check", &place, &example); count++) {
        const char *problem =
            arena_copy(arena, example->name, strlen(example->name) - (sizeof tail - 1));
        const struct sheet *sheet = sheet_of(example_by_name(problem));
        cr_expect_str_eq(report(read_back(sheet), example->text), report(sheet, example->text));
    }
    cr_expect_geq(count, 5);
}

/* ---- what no example has ---- */

static const struct sheet *sheet_of_text(const char *text)
{
    return sheet_of_tape(tape_of_text("net.json", text));
}

Test(sheet_data, holds_any_title_and_name)
{
    const struct sheet *sheet = sheet_of_text(
        "{\"title\": \"12:<a> \\\"x\\\" \xf0\x9f\x98\x80;\", \"given\": {\"x\": -0.50, "
        "\"\xce\xb1\": "
        "2},"
        "\"formulas\": [\"y = where(x < 1, max(x, \xce\xb1, 3), min(x, pi)) - abs(-x)^2/erf(x)\"],"
        "\"objective\": \"y\"}");
    const struct sheet *again = read_back(sheet);
    cr_expect_str_eq(again->title, sheet->title);
    for (int i = 0; i < sheet->count; i++) {
        cr_expect_str_eq(again->lines[i].name, sheet->lines[i].name);
        cr_expect_eq(again->lines[i].range.low, sheet->lines[i].range.low);
        cr_expect_eq(again->lines[i].range.high, sheet->lines[i].range.high);
    }
    cr_expect_str_eq(again->lines[line_called(again, "x")].literal, "-0.50");
}

/* Chains are of any length; nesting is not. */
Test(sheet_data, refuses_what_is_nested_too_deep)
{
    enum { LINES = 2, DEEP = EXPANSION_MAX_DEPTH + 1 };
    const struct expr *chain = expr_number(arena, "1"), *tower = chain;
    struct sheet_line lines[LINES] = {
        {.id = "x", .name = "x", .given = true, .truth = {{.digits = "1"}, true}},
        {.number = 1, .id = "y", .name = "y", .truth = {{.digits = "1"}, true}}};
    struct sheet sheet = {.title = "", .count = LINES, .lines = lines};
    for (int i = 0; i < LINES; i++)
        lines[i].before = lines[i].after = lines[i].top = lines[i].bottom = NO_LINE;
    for (int i = 0; i < 20 * DEEP; i++)
        chain =
            expr_binary(arena, i % 2 ? EXPR_ADD : EXPR_SUBTRACT, chain, expr_number(arena, "1"));
    lines[1].formula = lines[1].expansion = chain;
    cr_expect_not_null(read_back(&sheet));
    for (int i = 0; i < DEEP; i++)
        tower = expr_negate(arena, tower);
    lines[1].expansion = tower->a;
    cr_expect_not_null(read_back(&sheet));
    lines[1].expansion = tower;
    cr_expect_null(sheet_data_read(arena, written(&sheet), strlen(written(&sheet))));
}

/* A sheet cut anywhere is none, nor one with a byte more. */
Test(sheet_data, refuses_parts)
{
    const struct sheet *sheet = sheet_of(example_by_name("circuit"));
    const char *bytes = written(sheet);
    size_t length = strlen(bytes);
    for (size_t part = 0; part < length; part++)
        cr_expect_null(sheet_data_read(arena, bytes, part), "%zu of %zu bytes", part, length);
    cr_expect_null(sheet_data_read(arena, arena_printf(arena, "%s ", bytes), length + 1));
}

Test(sheet_data, refuses_what_was_not_written_so)
{
    static const char *const sheets[] = {
        "",
        "handgrad-sheet 1 0:0 1 1 1:x1:x2 0 1:10 0 -1 0 0 0 -1 -1 -1 @1 ;=", /* of the line before the first */
        "handgrad-sheet 1 0:0 1 1 1:x1:x2 0 1:10 0 -1 0 0 0 -1 -1 -1 #1:1+;=",
        "handgrad-sheet 1 0:0 1 1 1:x1:x2 0 1:10 0 -1 0 0 0 -1 -1 -1 #1:1#1:1;=",
        "handgrad-sheet 1 0:0 1 1 1:x1:x2 0 1:10 0 -1 0 0 0 -1 -1 0 #1:1;=",
        "handgrad-sheet 1 0:0 1 1 1:x1:x2 0 1:a0 0 -1 0 0 0 -1 -1 -1 #1:1;=",
        "handgrad-sheet 1 0:0 1 1 1:x1:x99 0 1:10 0 -1 0 0 0 -1 -1 -1 #1:1;=",
        "handgrad-sheet 1 0:0 1 99999 1:x1:x2 0 1:10 0 -1 0 0 0 -1 -1 -1 #1:1;=",
        "handgrad-sheet 1 99:0 1 1 1:x1:x2 0 1:10 0 -1 0 0 0 -1 -1 -1 #1:1;=",
        "handgrad-sheet 1 00:0 1 1 1:x1:x2 0 1:10 0 -1 0 0 0 -1 -1 -1 #1:1;=",
        "handgrad-sheet 1 0:0 1 1 1:x1:x2 0 1:10 0 -1 0 0 0 -1 -1 -1 d1:f-1 ;=",
        "handgrad-sheet 1 0:0 1 1 1:x1:x2 0 1:10 0 -1 0 0 0 -1 -1 -1 d1:f99999999999999999999 ;=",
    };
    static const char right[] =
        "handgrad-sheet 1 0:0 1 1 1:x1:x2 0 1:10 0 -1 0 0 0 -1 -1 -1 #1:1;=";
    cr_assert_not_null(sheet_data_read(arena, right, strlen(right)));
    for (size_t i = 0; i < COUNT(sheets); i++)
        cr_expect_null(sheet_data_read(arena, sheets[i], strlen(sheets[i])), "%s", sheets[i]);
}
