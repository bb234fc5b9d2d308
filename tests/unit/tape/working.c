/* Work by hand: what a correct paper shows, how far it is off, and where its digits went. */
#include "tape/working.h"
#include "support.h"

TestSuite(working, .init = open_arena, .fini = close_arena);

static struct run *run_rounded(const char *text, const char *rounding)
{
    struct run_settings settings = {.digits = {DIGITS_SIGNIFICANT, 6}, .rounded = true};
    cr_assert(rounding_read(rounding, &settings.working));
    struct run *run = run_open(arena, tape_of(text), &settings, &diagnostics);
    cr_assert_not_null(run);
    cr_assert(run_next(run));
    return run;
}

static struct step step_called(struct run *run, const char *wanted)
{
    struct step step = {.run = run};
    while (run_walk(&step)) {
        struct text id;
        text_open(&id, arena);
        step_id(&step, &id);
        if (strcmp(id.bytes, wanted) == 0)
            return step;
    }
    cr_assert_fail("there is no step %s", wanted);
    return step;
}

static void expect_working(struct run *run, const char *id, const char *shown, const char *truth,
                           const char *distance, int lost)
{
    struct step step = step_called(run, id);
    struct working_view view;
    cr_assert(step_working(&step, arena, &view));
    expect_text(step_shown(&step)->text, shown);
    expect_text(view.true_text, truth);
    expect_text(view.distance, distance);
    cr_expect_eq(view.digits_lost, lost, "%s loses %d", id, view.digits_lost);
}

/* The first homework: a(1 - a) with a = 0.9997 keeps one digit of four, and every hidden gradient is 10.6 % off. */
Test(working, the_slip_of_the_first_homework)
{
    struct run *run = run_rounded(TWO_THREE_ONE, "sf:4");
    expect_working(run, "u1.s1.z1[1]", "8", "8", "0", 0);
    expect_working(run, "u1.s1.a1[1]", "0.9997", "0.999665", "3.5e-5", 0);
    expect_working(run, "u1.s1.da1[1]/dz1[1]", "0.0002999", "0.000335238", "-3.5e-5", 3);
    expect_working(run, "u1.dE/dw1[1,1]", "-5.726e-7", "-6.40252e-7", "6.8e-8", 0);
    expect_working(run, "u2.w2[1,1]", "1.000", "1.0000318", "-3.2e-5", 0);
}

Test(working, places_and_modes)
{
    struct run *run = run_rounded(TWO_THREE_ONE, "dp:2");
    expect_text(step_shown(&(struct step[]){step_called(run, "u1.s1.a1[1]")}[0])->text, "1.00");
    run = run_rounded(TWO_THREE_ONE, "dp:2:truncate");
    expect_text(step_shown(&(struct step[]){step_called(run, "u1.s1.a1[1]")}[0])->text, "0.99");
}

/* With digits enough a paper shows the truth. */
Test(working, many_figures_are_the_truth)
{
    struct run *run = run_rounded(TWO_TWO_TWO, "sf:40");
    struct step step = {.run = run};
    for (int count = 0; run_walk(&step); count++) {
        struct working_view view;
        cr_assert(step_working(&step, arena, &view));
        cr_expect_lt(strtod(view.distance, NULL), 1e-30);
        cr_expect_gt(strtod(view.distance, NULL), -1e-30);
    }
}

/* p - q of p = 0.3333 and q = 0.3226: what both are off counts, not what they are off together. */
Test(working, differences_of_two_rounded_numbers)
{
    struct run *run = run_rounded(
        "{'given': {'x': 1}, 'formulas': ['p = x/3', 'q = x/3.1', 'd = p - q']}", "sf:4");
    expect_working(run, "p", "0.3333", "0.333333", "-3.3e-5", 0);
    expect_working(run, "d", "0.0107", "0.0107527", "-5.3e-5", 1);
}

/* Of a step with more operands than are looked at nothing is said. */
Test(working, digits_lost_of_very_many_operands)
{
    struct text problem;
    text_open(&problem, arena);
    text_literal(&problem, "{'given': {'x': [1");
    for (int i = 2; i <= 65; i++)
        text_printf(&problem, ", %d", i);
    text_literal(&problem, "]}, 'formulas': ['y[i] (i=1..65) = x[i]/3', "
                           "'few = sum(i=1..64, y[i])', 'many = sum(i=1..65, y[i])']}");
    struct run *run = run_rounded(problem.bytes, "sf:4");
    expect_working(run, "few", "693.3", "693.333", "-0.033", 0);
    expect_working(run, "many", "715", "715", "0", DIGITS_LOST_UNKNOWN);
}

/* sigmoid(9) is below 1, but by three figures it is 1, and log(1 - a) has no value. */
Test(working, rounding_out_of_the_domain)
{
    struct run_settings settings = {.digits = {DIGITS_SIGNIFICANT, 6}, .rounded = true};
    cr_assert(rounding_read("sf:3", &settings.working));
    struct run *run = run_open(arena,
                               tape_of("{'inputs': [[9]], 'targets': [[0]], 'loss': "
                                       "'binary_cross_entropy', 'layers': [{'activation': "
                                       "'sigmoid', 'weights': [[1]], 'biases': [0]}]}"),
                               &settings, &diagnostics);
    cr_assert_not(run_next(run));
    expect_text(diagnostics.first->message,
                "u1.s1.E has no value: logarithm of a number that is not positive in "
                "-(t[1]*log(a1[1]) + (1 - t[1])*log(1 - a1[1])), every value rounded to "
                "sf:3:half-up");
}

Test(working, specifications)
{
    static const char *const valid[][2] = {{"sf:4", "sf:4:half-up"},
                                           {"dp:0", "dp:0:half-up"},
                                           {"sf:1000:half-even", "sf:1000:half-even"},
                                           {"dp:3:truncate", "dp:3:truncate"}};
    static const char *const invalid[] = {
        "",      "4",       "sf",   "sf:",    "sf:0", "sf:-1", "sf:1001",  "sf:4:",        "sf:4 ",
        "sf: 4", "dp:4:up", "SF:4", "dp:1.5", "sf4",  "sf:+4", "sf:99999", "sf:4:half-up:"};
    for (size_t i = 0; i < sizeof valid / sizeof *valid; i++) {
        struct rounding rounding;
        struct text text;
        text_open(&text, arena);
        cr_assert(rounding_read(valid[i][0], &rounding), "%s", valid[i][0]);
        rounding_write(&rounding, &text);
        expect_text(text.bytes, valid[i][1]);
    }
    for (size_t i = 0; i < sizeof invalid / sizeof *invalid; i++)
        cr_expect_not(rounding_read(invalid[i], &(struct rounding){.mode = ROUND_HALF_UP}), "%s",
                      invalid[i]);
}
