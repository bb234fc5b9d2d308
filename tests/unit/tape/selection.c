/* Lists of updates: what they mean, what they refuse, and what is walked where updates are left out. */
#include "support.h"

TestSuite(selection, .init = open_arena, .fini = close_arena);

#define FIVE_UPDATES                                                                               \
    "{'inputs': [[1]], 'targets': [[0]], 'layers': [{'weights': [[1]], 'use_bias': false}], "      \
    "'loss': 'squared_error', 'optimizer': {'kind': 'momentum', 'learning_rate': 0.1}, "           \
    "'updates': 5, 'forward_after': true}"

static const char *normalised(const struct tape *tape, const char *text)
{
    const struct selection *selection = selection_read(arena, text, NULL, tape, &diagnostics);
    struct text out;
    text_open(&out, arena);
    if (!selection)
        return NULL;
    selection_write_updates(selection, tape, &out);
    return out.bytes;
}

Test(selection, lists_are_sorted_and_merged)
{
    static const char *const table[][2] = {
        {"1", "1"},      {"3,1,2", "1-3"},      {"2-3,3-4", "2-4"}, {"first,4", "1,4"},
        {"last", "5-6"}, {"first-last", "1-6"}, {"5", "5"},         {"6", "6"},
        {"1,1,1", "1"},  {"1-2,5", "1-2,5"},
    };
    const struct tape *tape = tape_of(FIVE_UPDATES);
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        expect_text(normalised(tape, table[i][0]), table[i][1]);
        expect_text(normalised(tape, table[i][1]), table[i][1]);
    }
}

Test(selection, refusals)
{
    static const char *const refused[] = {"",   "0",  "7",     "x",     "1,",   ",1",         "2-1",
                                          "1-", "-1", "1 , 2", "lasts", "1--2", "99999999999"};
    const struct tape *tape = tape_of(FIVE_UPDATES);
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++)
        cr_expect_null(normalised(tape, refused[i]), "%s", refused[i]);
}

#define THREE_SAMPLES                                                                              \
    "{'inputs': [[1], [2], [3]], 'sample_numbers': [9, 4, 17], 'layers': [{'weights': [[1]], "     \
    "'use_bias': false}]}"

static const char *normalised_samples(const struct tape *tape, const char *text)
{
    const struct selection *selection = selection_read(arena, NULL, text, tape, &diagnostics);
    struct text out;
    text_open(&out, arena);
    if (!selection)
        return NULL;
    selection_write_samples(selection, &out);
    return out.bytes;
}

/* By what ids call them; a range may have numbers that no sample has. */
Test(selection, lists_of_samples)
{
    static const char *const table[][2] = {
        {"9,4", "4,9"}, {"1-10", "1-10"}, {"17", "17"}, {"4-8,9", "4-9"}, {"17,4,17", "4,17"}};
    static const char *const refused[] = {"", "1", "5-8", "9-4", "last", "4,", "18"};
    const struct tape *tape = tape_of(THREE_SAMPLES);
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        expect_text(normalised_samples(tape, table[i][0]), table[i][1]);
        expect_text(normalised_samples(tape, table[i][1]), table[i][1]);
    }
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++)
        cr_expect_null(normalised_samples(tape, refused[i]), "%s", refused[i]);
    const struct selection *selection = selection_read(arena, NULL, "4-9", tape, &diagnostics);
    cr_expect(selection_has_sample(selection, 4) && selection_has_sample(selection, 9));
    cr_expect_not(selection_has_sample(selection, 17));
    cr_expect(selection_has_sample(NULL, 17));
    cr_expect(selection_has(selection, 1));
}

static int count_ids(struct run *run, const char *prefix)
{
    int count = 0;
    struct step step = {.run = run};
    while (run_walk(&step)) {
        struct text id;
        text_open(&id, arena);
        step_id(&step, &id);
        count += strncmp(id.bytes, prefix, strlen(prefix)) == 0;
    }
    return count;
}

/* After a gap the parameters and states by then are walked; what is fixed is not walked again. */
Test(selection, a_walk_after_a_gap)
{
    struct run_settings settings = {.digits = {DIGITS_SIGNIFICANT, 6}};
    const struct tape *tape = tape_of(FIVE_UPDATES);
    settings.selection = selection_read(arena, "1,4-5", NULL, tape, &diagnostics);
    struct run *run = run_open(arena, tape, &settings, &diagnostics);
    cr_assert(run_next(run));
    cr_expect_eq(run_update(run), 1);
    cr_expect_eq(count_ids(run, "s1.x"), 1);
    cr_assert(run_next(run));
    cr_expect_eq(run_update(run), 4);
    cr_expect_eq(count_ids(run, "u4.w1"), 1);
    cr_expect_eq(count_ids(run, "u3.v.w1"), 1);
    cr_expect_eq(count_ids(run, "s1.x"), 0);
    cr_assert(run_next(run));
    cr_expect_eq(run_update(run), 5);
    cr_expect_eq(count_ids(run, "u5.w1"), 0);
    cr_expect_not(run_next(run));
    cr_expect_not(run_failed(run));
}

/* A step that is written shows what it shows when all are written. */
Test(selection, leaving_out_changes_nothing_that_is_written)
{
    const struct trace *all = trace_of(FIVE_UPDATES, 6);
    struct run_settings settings = {.digits = {DIGITS_SIGNIFICANT, 6}};
    const struct tape *tape = tape_of(FIVE_UPDATES);
    settings.selection = selection_read(arena, "3,last", NULL, tape, &diagnostics);
    struct run *run = run_open(arena, tape, &settings, &diagnostics);
    int compared = 0;
    while (run_next(run)) {
        struct step step = {.run = run};
        for (; run_walk(&step); compared++) {
            struct text id;
            text_open(&id, arena);
            step_id(&step, &id);
            expect_shown(all, id.bytes, step_shown(&step)->text);
        }
    }
    cr_expect_gt(compared, 30);
}
