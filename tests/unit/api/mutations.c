/* Verifying traces, proven by mutation: in the trace of every worked example, each step in turn is given a wrong digit,
 * operand, operator, ... and the verifier must name that step and key. All of it happens on the steps as read, so that
 * thousands of wrong traces are looked at; tests/golden/mutation_test.py does some through the command. */
#include "../arena_fixture.h"
#include "base/pool.h"
#include "base/text.h"
#include "handgrad.h"
#include "tape/verify_trace.h"
#include <criterion/criterion.h>
#include <string.h>

TestSuite(mutations, .init = open_arena, .fini = close_arena);

static int take(void *context, const char *bytes, size_t length)
{
    text_append(context, bytes, length);
    return 0;
}

/* The trace of a worked example, read from its JSON. */
static const struct trace_file *trace_of(const char *example)
{
    struct text *text = arena_alloc(arena, sizeof *text);
    text_open(text, arena);
    struct hg_trace request = {
        .problem = example, .format = "ndjson", .write = take, .write_context = text};
    cr_assert_eq(hg_trace(&request), HG_OK, "%s", example);
    struct json_source source = {example, text->bytes, text->length};
    const struct trace_file *trace = trace_read(arena, &source, &diagnostics);
    cr_assert_not_null(trace, "%s", example);
    return trace;
}

/* The same trace with steps that may be changed. */
static struct trace_file *changeable(const struct trace_file *trace, struct trace_step **steps)
{
    struct trace_file *copy = arena_alloc(arena, sizeof *copy);
    *copy = *trace;
    *steps = arena_array(arena, trace->step_count, sizeof **steps);
    memcpy(*steps, trace->steps, trace->step_count * sizeof **steps);
    copy->steps = *steps;
    return copy;
}

/* ---- mutations: false where the step has nothing to mutate ---- */

static bool another_digit(const char **text)
{
    size_t place = *text ? strcspn(*text, "0123456789") : 0;
    if (!*text || !(*text)[place])
        return false;
    size_t last = place + strspn(*text + place, "0123456789.") - 1;
    char *copy = arena_copy(arena, *text, strlen(*text));
    copy[last] = copy[last] == '9' ? '0' : (char)(copy[last] + 1);
    *text = copy;
    return true;
}

static bool mutate_value(const struct trace_file *trace, struct trace_step *step)
{
    (void)trace;
    return another_digit(&step->value);
}

static bool mutate_shown(const struct trace_file *trace, struct trace_step *step)
{
    (void)trace;
    return another_digit(&step->shown);
}

static bool mutate_operand(const struct trace_file *trace, struct trace_step *step)
{
    if (step->operand_count == 0)
        return false;
    const char **operands = arena_array(arena, step->operand_count, sizeof *operands);
    memcpy(operands, step->operands, step->operand_count * sizeof *operands);
    size_t place = (size_t)(step - trace->steps) % step->operand_count;
    const char *first = trace->steps[0].id, *second = trace->steps[1].id;
    operands[place] = strcmp(operands[place], first) == 0 ? second : first;
    step->operands = operands;
    return true;
}

static bool mutate_operand_count(const struct trace_file *trace, struct trace_step *step)
{
    (void)trace;
    if (step->operand_count == 0)
        return false;
    step->operand_count--;
    return true;
}

static bool mutate_operator(const struct trace_file *trace, struct trace_step *step)
{
    (void)trace;
    size_t place = step->formula ? strcspn(step->formula, "+-*/") : 0;
    if (!step->formula || !step->formula[place])
        return false;
    char *copy = arena_copy(arena, step->formula, strlen(step->formula));
    copy[place] = copy[place] == '+' ? '-' : '+';
    step->formula = copy;
    return true;
}

static bool mutate_substitution(const struct trace_file *trace, struct trace_step *step)
{
    (void)trace;
    return another_digit(&step->substitution);
}

static bool mutate_name(const struct trace_file *trace, struct trace_step *step)
{
    (void)trace;
    step->name = arena_printf(arena, "%s_", step->name);
    return true;
}

static bool mutate_latex(const struct trace_file *trace, struct trace_step *step)
{
    (void)trace;
    step->latex = arena_printf(arena, "%s'", step->latex);
    return true;
}

static bool mutate_role(const struct trace_file *trace, struct trace_step *step)
{
    (void)trace;
    step->role = step->role == ROLE_LOSS ? ROLE_PARTIAL : ROLE_LOSS;
    return true;
}

static bool mutate_exact(const struct trace_file *trace, struct trace_step *step)
{
    (void)trace;
    step->exact = !step->exact;
    return true;
}

static bool mutate_undecided(const struct trace_file *trace, struct trace_step *step)
{
    (void)trace;
    step->undecided = step->undecided ? NULL : "tie";
    return true;
}

static bool mutate_bound(const struct trace_file *trace, struct trace_step *step)
{
    (void)trace;
    step->bound = step->bound ? NULL : "1e-99";
    return true;
}

static const struct {
    const char *key;
    bool (*mutate)(const struct trace_file *trace, struct trace_step *step);
} mutations[] = {
    {"value", mutate_value},         {"shown", mutate_shown},
    {"operands", mutate_operand},    {"operands", mutate_operand_count},
    {"formula", mutate_operator},    {"substitution", mutate_substitution},
    {"name", mutate_name},           {"latex", mutate_latex},
    {"role", mutate_role},           {"exact", mutate_exact},
    {"undecided", mutate_undecided}, {"bound", mutate_bound},
};

/* ---- what must hold ---- */

static struct trace_verdict compared(const struct trace_file *found,
                                     const struct trace_file *wanted)
{
    struct trace_verdict verdict = {.arena = arena_child(arena)};
    verify_steps(&verdict, found, wanted);
    return verdict;
}

static void expect_break(struct trace_verdict verdict, const char *id, const char *field,
                         size_t differing)
{
    cr_assert_not_null(verdict.first.message, "%s of %s: nothing found", field, id);
    cr_expect_str_eq(verdict.first.id, id);
    cr_expect_str_eq(verdict.first.field, field, "%s: %s", id, verdict.first.message);
    cr_expect_eq(verdict.differing, differing, "%s of %s: %zu steps differ", field, id,
                 verdict.differing);
    arena_close(verdict.arena);
}

/* Every mutation of every step. Returns how many there were. */
static size_t mutate_all(const struct trace_file *wanted)
{
    struct trace_step *steps;
    const struct trace_file *found = changeable(wanted, &steps);
    size_t mutants = 0;
    struct trace_verdict sound = compared(found, wanted);
    cr_expect_null(sound.first.message);
    cr_expect_eq(sound.differing, 0);
    for (size_t i = 0; i < found->step_count; i++)
        for (size_t m = 0; m < sizeof mutations / sizeof *mutations; m++) {
            if (mutations[m].mutate(found, &steps[i])) {
                expect_break(compared(found, wanted), steps[i].id, mutations[m].key, 1);
                mutants++;
            }
            steps[i] = wanted->steps[i];
        }
    return mutants;
}

Test(mutations, every_step_of_every_worked_example)
{
    size_t mutants = 0;
    for (size_t i = 0; hg_example_name(i); i++)
        if (strcmp(hg_example_command(i), "trace") == 0)
            mutants += mutate_all(trace_of(hg_example_name(i)));
    cr_expect_gt(mutants, 10000, "only %zu mutants", mutants);
}

Test(mutations, steps_that_are_missing_surplus_or_out_of_place)
{
    const struct trace_file *whole = trace_of("two_three_one");
    struct trace_step *steps;
    for (size_t i = 1; i + 1 < whole->step_count; i++) {
        /* Read without step i: the numbers of ids behind it are those of a file without it. */
        struct trace_file *found = changeable(whole, &steps);
        struct trace_step step = steps[i];
        steps[i].id = "u9.w9";
        struct trace_file other = *found;
        other.ids = pool_open(arena);
        for (size_t s = 0; s < found->step_count; s++)
            pool_add(other.ids, steps[s].id, strlen(steps[s].id))->number = s + 1;
        struct trace_verdict verdict = compared(&other, whole);
        expect_break(verdict, step.id, "", 2); /* one missing, one that the problem does not have */
        expect_break(compared(whole, &other), "u9.w9", "", 2);
    }
}

Test(mutations, two_steps_that_changed_places)
{
    const struct trace_file *wanted = trace_of("two_three_one");
    for (size_t i = 0; i + 1 < wanted->step_count; i++) {
        struct trace_step *steps;
        struct trace_file *found = changeable(wanted, &steps);
        steps[i] = wanted->steps[i + 1];
        steps[i + 1] = wanted->steps[i];
        found->ids = pool_open(arena);
        for (size_t s = 0; s < found->step_count; s++)
            pool_add(found->ids, steps[s].id, strlen(steps[s].id))->number = s + 1;
        expect_break(compared(found, wanted), steps[i].id, "", 2);
    }
}

/* ---- formulas by themselves ---- */

static struct run *run_of(const char *example)
{
    static const struct run_settings settings = {.digits = {DIGITS_SIGNIFICANT, 6}};
    struct json_source source = {example, hg_example_text(example),
                                 strlen(hg_example_text(example))};
    const struct problem *problem = problem_read(arena, &source, &diagnostics);
    const struct tape *tape = tape_compile(arena, problem, &diagnostics);
    return run_open(arena, tape, &settings, &diagnostics);
}

/* Formulas that are as recomputed and yet not what the values are: twice each, and one more. Where a formula names
 * another operand first, the operands are wrong. */
Test(mutations, formulas_are_rechecked_with_their_operands)
{
    for (size_t e = 0; hg_example_name(e); e++) {
        if (strcmp(hg_example_command(e), "trace") != 0)
            continue;
        struct trace_step *steps;
        const struct trace_file *trace = changeable(trace_of(hg_example_name(e)), &steps);
        struct trace_verdict verdict = compared(trace, trace);
        cr_expect(verify_formulas(&verdict, trace, run_of(hg_example_name(e))));
        cr_expect_null(verdict.first.message, "%s", verdict.first.message);

        size_t computed = 0, fixed = 0;
        for (size_t i = 0; i < trace->step_count; i++) {
            if (!steps[i].formula)
                continue;
            computed++;
            fixed += steps[i].exact && steps[i].number == -1;
            steps[i].formula = arena_printf(arena, "2*(%s) + 1", steps[i].formula);
        }
        verdict = compared(trace, trace);
        cr_expect(verify_formulas(&verdict, trace, run_of(hg_example_name(e))));
        cr_expect_eq(verdict.differing, computed - fixed, "%s: %zu of %zu", hg_example_name(e),
                     verdict.differing, computed - fixed);
        cr_expect_str_eq(verdict.first.field, "formula");
    }
}

Test(mutations, operands_must_be_the_names_of_the_formula)
{
    struct trace_step *steps;
    const struct trace_file *trace = changeable(trace_of("two_three_one"), &steps);
    struct trace_step *z = (struct trace_step *)trace_find(trace, "u1.s1.z1[1]");
    const char *wrong[] = {"x1*w1 + w2*x2 + b1", "w1*x1 + w2*x2", "w1*x1 + w2*x2 + b1 + w3",
                           "w1*x1 + w2*x2 + b2"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        z->formula = wrong[i];
        struct trace_verdict verdict = compared(trace, trace);
        cr_expect(verify_formulas(&verdict, trace, run_of("two_three_one")));
        expect_break(verdict, z->id, "operands", 1);
    }
    z->formula = "w1*x1 + ";
    struct trace_verdict verdict = compared(trace, trace);
    cr_expect(verify_formulas(&verdict, trace, run_of("two_three_one")));
    expect_break(verdict, z->id, "formula", 1);
}
