/* The marking engine as its page uses it, built for this machine: bytes in, bytes out. As WebAssembly: tests/wasm. */
#include "marking/engine.h"

#include "marking/mark_json.h"
#include "marking/sheet_data.h"
#include "marking_support.h"

static struct marking_engine *engine;

static void open_engine(void)
{
    open_arena();
    engine = marking_engine_new();
    cr_assert_not_null(engine);
}

static void close_engine(void)
{
    marking_engine_free(engine);
    close_arena();
}

TestSuite(engine, .init = open_engine, .fini = close_engine);

static void hand_in(const char *text)
{
    size_t length = strlen(text);
    memcpy(marking_engine_input(engine, length), text, length);
}

static const struct sheet *open_example(const char *name)
{
    const struct sheet *sheet = sheet_of_tape(tape_of_text(name, example_by_name(name)->text));
    struct text text;
    text_open(&text, arena);
    sheet_data_write(sheet, &text);
    hand_in(text.bytes);
    cr_assert(marking_engine_open(engine));
    return sheet;
}

/* What the engine says, once it is seen that the length is that of the text. */
static const char *output(void)
{
    cr_assert_eq(strlen(marking_engine_output(engine)), marking_engine_output_length(engine));
    return marking_engine_output(engine);
}

static const char *report(const struct sheet *sheet, const char *table, enum habit habit,
                          bool givens_rounded)
{
    const struct json_source source = {"answers", table, strlen(table)};
    struct answers answers = *answers_read(arena, &source, &sheet->lookup, &diagnostics);
    struct text text;
    text_open(&text, arena);
    answers.habit = habit;
    answers.givens_rounded = givens_rounded;
    marks_json(marks_make(arena, marker_open(arena, sheet), &answers, NULL), &text);
    return text.bytes;
}

static const char *const tables[] = {
    "id,value\n\"n1\",\"0.9997\"\n\"u1.s1.z2[1]\",\"3.8993\"\n",
    "id,value\nn1,0.9\nz4,\n\"dE/dw7\",\"-3,48e-3\"\n",
    "id,value\n",
    "| name | value |\n|---|---|\n| n1 | 0.99966 |\n",
};

Test(engine, marks_as_check_does)
{
    const struct sheet *sheet = open_example("two_three_one");
    for (size_t i = 0; i < 2 * COUNT(tables); i++) {
        const char *table = tables[i % COUNT(tables)];
        for (int habit = HABIT_EITHER; habit <= HABIT_TRUNCATE; habit++) {
            hand_in(table);
            cr_assert(marking_engine_mark(engine, habit, i % 2));
            cr_expect_str_eq(output(), report(sheet, table, (enum habit)habit, i % 2));
        }
    }
}

Test(engine, says_why_answers_cannot_be_read_and_goes_on)
{
    open_example("circuit");
    hand_in("id,value\nq,3\nqq,4\n");
    cr_expect(!marking_engine_mark(engine, HABIT_EITHER, false));
    cr_expect_str_eq(output(), "answers:3:1: error: no quantity is called \"qq\"\n");
    hand_in("id,value\nq,3\n");
    cr_expect(marking_engine_mark(engine, HABIT_EITHER, false));
    cr_expect_not_null(strstr(output(), "\"verdict\": \"correct\""));
}

Test(engine, takes_one_sheet_after_the_other)
{
    hand_in("no sheet");
    cr_expect(!marking_engine_open(engine));
    cr_expect_str_eq(output(), "");
    open_example("two_three_one");
    open_example("circuit");
    hand_in("id,value\nf,-12\n");
    cr_expect(marking_engine_mark(engine, HABIT_EITHER, false));
    cr_expect_not_null(strstr(output(), "\"verdict\": \"correct\""));
}

Test(engine, takes_empty_inputs)
{
    cr_expect_not_null(marking_engine_input(engine, 0));
    cr_expect(!marking_engine_open(engine));
    marking_engine_free(NULL);
}
