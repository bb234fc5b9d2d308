/* Marking over all worked examples: exact keys are correct, and honest work is never wrong, however it was rounded. */
#include "../arena_fixture.h"
#include "api/examples.h"
#include "base/json.h"
#include "marking/mark.h"
#include "marking/sheet_make.h"
#include "tape/run.h"
#include "tape/working.h"

#include <stdio.h>
#include <string.h>

TestSuite(marking, .init = open_arena, .fini = close_arena);

static const struct tape *tape_of(const struct example *example)
{
    struct json_source *source = arena_alloc(arena, sizeof *source);
    *source = (struct json_source){example->name, example->text, strlen(example->text)};
    const struct problem *problem = problem_read(arena, source, &diagnostics);
    cr_assert_not_null(problem);
    const struct tape *tape = tape_compile(arena, problem, &diagnostics);
    cr_assert_not_null(tape);
    return tape;
}

/* Everything that a run computes, as somebody writes it down. */
static const struct answers *answers_of(const struct sheet *sheet, const struct tape *tape,
                                        const struct run_settings *settings)
{
    struct run *run = run_open(arena, tape, settings, &diagnostics);
    struct answers *answers = arena_alloc(arena, sizeof *answers);
    struct answer *items = arena_array(arena, (size_t)sheet->count, sizeof *items);
    while (run_next(run)) {
        struct step step = {.run = run};
        while (run_walk(&step)) {
            struct text id;
            const char *candidates;
            text_open(&id, arena);
            step_id(&step, &id);
            int line = sheet->lookup.find(sheet->lookup.context, arena, id.bytes, &candidates);
            cr_assert_geq(line, 0, "%s", id.bytes);
            if (sheet->lines[line].given)
                continue;
            const char *shown = step_shown(&step)->text;
            struct written *written = arena_alloc(arena, sizeof *written);
            *written = written_read(arena, shown, strlen(shown), COMMA_UNKNOWN);
            items[answers->count++] = (struct answer){line, 1, written};
        }
    }
    answers->items = items;
    return run_failed(run) ? NULL : answers;
}

/* Reports what is not accepted; how many values there were. */
static int expect_accepted(const struct marks *marks, const char *example, const char *rounding)
{
    for (int i = 0; i < marks->count; i++) {
        const struct mark *mark = &marks->items[i];
        bool accepted = mark->verdict == MARK_CORRECT || mark->verdict == MARK_ROUNDED ||
                        mark->verdict == MARK_IMPRECISE;
        cr_expect(accepted, "%s %s: %s written %s, true %s, reached %s to %s", example, rounding,
                  marks->sheet->lines[mark->line].id, mark->written->text, mark->truth, mark->low,
                  mark->high);
    }
    cr_expect_eq(marks->first_wrong, -1);
    return marks->count;
}

Test(marking, exact_keys_are_correct)
{
    for (size_t e = 0; example_at(e); e++) {
        if (strcmp(example_at(e)->command, "trace") != 0)
            continue;
        const struct tape *tape = tape_of(example_at(e));
        const struct sheet *sheet = sheet_make(arena, tape, &diagnostics);
        struct run_settings settings = {.digits = {DIGITS_SIGNIFICANT, 20}};
        const struct answers *answers = answers_of(sheet, tape, &settings);
        const struct marks *marks = marks_make(arena, marker_open(arena, sheet), answers, NULL);
        cr_expect_eq(marks->counts[MARK_CORRECT], marks->count, "%s: %d of %d", example_at(e)->name,
                     marks->counts[MARK_CORRECT], marks->count);
        cr_expect_eq(marks->counts[MARK_BLANK], 0);
        cr_expect_eq(marks->score, marks->of);
        for (int i = 0; i < marks->count; i++)
            cr_expect_eq(marks->items[i].verdict, MARK_CORRECT, "%s %s %s", example_at(e)->name,
                         sheet->lines[marks->items[i].line].id, marks->items[i].written->text);
    }
}

static void mark_rounded(struct digits digits)
{
    static const char *const modes[] = {"half-up", "half-even", "truncate"};
    int values = 0;
    for (size_t e = 0; example_at(e); e++) {
        if (strcmp(example_at(e)->command, "trace") != 0)
            continue;
        const struct tape *tape = tape_of(example_at(e));
        const struct sheet *sheet = sheet_make(arena, tape, &diagnostics);
        struct marker *marker = marker_open(arena, sheet);
        for (int mode = ROUND_HALF_UP; mode <= ROUND_TRUNCATE; mode++) {
            struct run_settings settings = {
                .digits = digits, .rounded = true, .working = {digits, (enum rounding_mode)mode}};
            const struct answers *answers = answers_of(sheet, tape, &settings);
            if (!answers) /* rounding led to a division by zero */
                continue;
            char rounding[40];
            snprintf(rounding, sizeof rounding, "%s:%d:%s", digits.kind ? "dp" : "sf", digits.count,
                     modes[mode]);
            values += expect_accepted(marks_make(arena, marker, answers, NULL), example_at(e)->name,
                                      rounding);
        }
    }
    cr_expect_gt(values, 2000);
}

Test(marking, honest_work_of_three_figures)
{
    mark_rounded((struct digits){DIGITS_SIGNIFICANT, 3});
}

Test(marking, honest_work_of_four_figures)
{
    mark_rounded((struct digits){DIGITS_SIGNIFICANT, 4});
}

Test(marking, honest_work_of_five_and_six_figures)
{
    mark_rounded((struct digits){DIGITS_SIGNIFICANT, 5});
    mark_rounded((struct digits){DIGITS_SIGNIFICANT, 6});
}

Test(marking, honest_work_of_two_decimals)
{
    mark_rounded((struct digits){DIGITS_DECIMALS, 2});
}

Test(marking, honest_work_of_three_and_four_decimals)
{
    mark_rounded((struct digits){DIGITS_DECIMALS, 3});
    mark_rounded((struct digits){DIGITS_DECIMALS, 4});
}
