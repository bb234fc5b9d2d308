/* Sheets of all worked examples: each formula, evaluated anew over intervals, leads to the line's true value, and each
 * line is found by what it is called. */
#include "../arena_fixture.h"
#include "api/examples.h"
#include "base/json.h"
#include "marking/sheet_make.h"

#include <math.h>
#include <string.h>

TestSuite(sheets, .init = open_arena, .fini = close_arena);

static const struct sheet *sheet_of(const struct example *example)
{
    struct json_source *source = arena_alloc(arena, sizeof *source);
    *source = (struct json_source){example->name, example->text, strlen(example->text)};
    const struct problem *problem = problem_read(arena, source, &diagnostics);
    cr_assert_not_null(problem);
    const struct tape *tape = tape_compile(arena, problem, &diagnostics);
    cr_assert_not_null(tape);
    const struct sheet *sheet = sheet_make(arena, tape, &diagnostics);
    cr_assert(sheet != NULL, "%s: %s", example->name,
              diagnostics.first ? diagnostics.first->message : "no diagnostic");
    return sheet;
}

static const struct sheet_line *line_called(const struct sheet *sheet, const char *name)
{
    const char *candidates;
    int line = sheet->lookup.find(sheet->lookup.context, arena, name, &candidates);
    return line < 0 ? NULL : &sheet->lines[line];
}

/* ---- values ---- */

struct evaluator {
    struct arithmetic *intervals;
    struct arena *scratch;
};

static union cell range_of(void *context, const struct expr *name,
                           const struct environment *environment)
{
    (void)environment;
    const struct sheet_line *operand = name->binding;
    return number_interval(context, operand->range);
}

static void expect_value(const struct evaluator *evaluator, const struct sheet_line *line,
                         const struct expr *formula, const char *example)
{
    struct evaluation evaluation = {.arithmetic = evaluator->intervals,
                                    .context = evaluator->intervals,
                                    .lookup = range_of,
                                    .scratch = evaluator->scratch};
    struct interval value =
        number_bounds(evaluator->intervals, expr_evaluate(&evaluation, formula));
    cr_expect_eq(number_take_fault(evaluator->intervals), FAULT_NONE, "%s %s", example, line->id);
    cr_expect(value.low <= line->range.high && line->range.low <= value.high,
              "%s %s: [%.17g, %.17g] for [%.17g, %.17g]", example, line->id, value.low, value.high,
              line->range.low, line->range.high);
    cr_expect_lt(value.high - value.low, 1e-9 * fmax(1, fabs(value.high)), "%s %s", example,
                 line->id);
}

Test(sheets, formulas_lead_to_the_true_values)
{
    int formulas = 0;
    for (size_t e = 0; example_at(e); e++) {
        const struct example *example = example_at(e);
        if (strcmp(example->command, "trace") != 0)
            continue;
        const struct sheet *sheet = sheet_of(example);
        struct evaluator evaluator = {interval_arithmetic_open(arena), arena_child(arena)};
        for (int i = 0; i < sheet->count; i++) {
            const struct sheet_line *line = &sheet->lines[i];
            cr_expect_eq(line->number, i);
            cr_expect_leq(line->range.low, line->range.high);
            cr_expect_eq(line->given, line->expansion == NULL);
            if (!line->given)
                expect_value(&evaluator, line, line->expansion, example->name);
            formulas += !line->given;
        }
    }
    cr_expect_gt(formulas, 500);
}

/* ---- names ---- */

Test(sheets, every_line_is_found_by_its_id)
{
    for (size_t e = 0; example_at(e); e++) {
        if (strcmp(example_at(e)->command, "trace") != 0)
            continue;
        const struct sheet *sheet = sheet_of(example_at(e));
        for (int i = 0; i < sheet->count; i++)
            cr_expect_eq(line_called(sheet, sheet->lines[i].id), &sheet->lines[i], "%s: %s",
                         example_at(e)->name, sheet->lines[i].id);
    }
}

static void expect_called(const struct sheet *sheet, const char *name, const char *id)
{
    const struct sheet_line *line = line_called(sheet, name);
    cr_expect(line != NULL && strcmp(line->id, id) == 0, "%s calls %s, not %s", name,
              line ? line->id : "nothing", id);
}

Test(sheets, names_without_update_and_sample)
{
    const struct sheet *sheet = sheet_of(example_by_name("two_three_one"));
    expect_called(sheet, "n1", "u1.s1.a1[1]");
    expect_called(sheet, "a1[1]", "u1.s1.a1[1]");
    expect_called(sheet, "u1.n1", "u1.s1.a1[1]");
    expect_called(sheet, "s1.n1", "u1.s1.a1[1]");
    expect_called(sheet, "w7", "u1.w2[1,1]");
    expect_called(sheet, "w7'", "u2.w2[1,1]");
    expect_called(sheet, "w7_new", "u2.w2[1,1]");
    expect_called(sheet, "u2.w7", "u2.w2[1,1]");
    expect_called(sheet, "w2[1,1]'", "u2.w2[1,1]");
    expect_called(sheet, "dE/dw7", "u1.dE/dw2[1,1]");
    expect_called(sheet, "alpha", "alpha");
    expect_called(sheet, "E", "u1.E");
    expect_called(sheet, "s1.E", "u1.s1.E");
    cr_expect_null(line_called(sheet, "w77"));
    cr_expect_null(line_called(sheet, "u3.w7"));
    cr_expect_null(line_called(sheet, ""));
}

Test(sheets, names_of_several_are_listed)
{
    const char *candidates;
    const struct sheet *sheet = sheet_of(example_by_name("exam_softmax"));
    expect_called(sheet, "s2.z1[1]", "u1.s2.z1[1]");
    cr_expect_lt(sheet->lookup.find(sheet->lookup.context, arena, "u1.z1[1]", &candidates), 0);
    cr_expect_str_eq(candidates, "u1.s1.z1[1], u1.s2.z1[1], u1.s3.z1[1], u1.s4.z1[1], u1.s5.z1[1], "
                                 "u1.s6.z1[1]");
}

/* ---- relations ---- */

Test(sheets, lines_know_what_they_are_of)
{
    const struct sheet *sheet = sheet_of(example_by_name("two_three_one"));
    const struct sheet_line *gradient = line_called(sheet, "dE/dw7"),
                            *weight = line_called(sheet, "w7"), *made = line_called(sheet, "w7'");
    cr_expect_eq(gradient->bottom, weight->number);
    cr_expect_str_eq(sheet->lines[gradient->top].name, "E");
    cr_expect_eq(made->before, weight->number);
    cr_expect_eq(weight->after, made->number);
    cr_expect_eq(made->after, NO_LINE);
    cr_expect_str_eq(weight->literal, "1");
    const struct sheet_line *partial = line_called(sheet, "dn1/dz1");
    cr_expect_str_eq(sheet->lines[partial->top].name, "n1");
    cr_expect_str_eq(sheet->lines[partial->bottom].name, "z1");
    cr_expect_eq(strlen(partial->truth.digits.digits), SHEET_DIGITS);
    cr_expect_not(partial->truth.exact);
    cr_expect(line_called(sheet, "z1")->truth.exact);
    cr_expect_str_eq(line_called(sheet, "z1")->truth.digits.digits, "8");
}
