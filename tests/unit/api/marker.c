/* A marker keeps nothing of what it marks: neither in its verdicts nor in its memory. */
#include "marking/mark_json.h"
#include "marking_support.h"

TestSuite(marker, .init = open_arena, .fini = close_arena);

/* A submission is read and marked in an arena of its own, which is emptied before the next one. */
struct desk {
    const struct sheet *sheet;
    struct arena *lasting, *passing;
    struct marker *marker;
};

static struct desk desk_for(const char *example)
{
    struct desk desk = {.sheet =
                            sheet_of_tape(tape_of_text(example, example_by_name(example)->text)),
                        .lasting = arena_child(arena),
                        .passing = arena_child(arena)};
    desk.marker = marker_open(desk.lasting, desk.sheet);
    return desk;
}

static const char *marked(struct desk *desk, const char *answers)
{
    struct json_source source = {"answers.json", answers, strlen(answers)};
    struct text report;
    text_open(&report, arena);
    const struct answers *read =
        answers_read(desk->passing, &source, &desk->sheet->lookup, &diagnostics);
    cr_assert_not_null(read, "%s", answers);
    marks_json(marks_make(desk->passing, desk->marker, read, NULL), &report);
    arena_reset(desk->passing);
    return report.bytes;
}

#define ANSWERS(settings, values)                                                                  \
    "{\"format\": \"handgrad-answers\", \"version\": 1, " settings "\"answers\": {" values "}}"

/* Losses of digits, carried values, no follow-through, slips with causes, remarks, nothing at all. */
static const char *const submissions[] = {
    ANSWERS("", "\"n1\": \"0.9997\", \"da1[1]/dz1[1]\": \"2.999e-4\", \"dE/dw1\": \"-5.7261e-7\""),
    ANSWERS("", "\"n1\": \"0.9\", \"z4\": [\"3.8993\", \"5\"], \"dE/db1\": \"-0.12\""),
    ANSWERS("\"givens\": \"rounded\", \"rounding\": \"truncate\", ",
            "\"n1\": \"1\", \"da1[1]/dz1[1]\": \"0\", \"dE/dw1\": \"0\", \"w7'\": \"1.00032\""),
    ANSWERS("", ""),
};
#define SUBMISSIONS (sizeof submissions / sizeof *submissions)

Test(marker, marks_do_not_depend_on_what_was_marked_before)
{
    struct desk desk = desk_for("two_three_one");
    const char *alone[SUBMISSIONS];
    for (size_t i = 0; i < SUBMISSIONS; i++) {
        struct desk own = desk_for("two_three_one");
        alone[i] = marked(&own, submissions[i]);
    }
    for (size_t i = 0; i < SUBMISSIONS; i++)
        for (size_t j = 0; j < SUBMISSIONS; j++) {
            cr_expect_str_eq(marked(&desk, submissions[i]), alone[i]);
            cr_expect_str_eq(marked(&desk, submissions[j]), alone[j]);
            cr_expect_str_eq(marked(&desk, submissions[i]), alone[i]);
        }
}

Test(marker, does_not_grow_with_submissions)
{
    struct desk desk = desk_for("two_three_one");
    for (size_t i = 0; i < 2 * SUBMISSIONS; i++)
        marked(&desk, submissions[i % SUBMISSIONS]);
    size_t before = arena_bytes(desk.lasting);
    for (size_t i = 0; i < 25 * SUBMISSIONS; i++)
        marked(&desk, submissions[i % SUBMISSIONS]);
    cr_expect_eq(arena_bytes(desk.lasting), before);
}
