/* Digits and precision: what is shown is proven, stays as it was when the precision is raised, and
 * says so where it cannot be proven. */
#include "support.h"

#include <limits.h>

TestSuite(precision, .init = open_arena, .fini = close_arena);

/* Digits from the first that is not 0 to the last one written. */
static int significant_digits(const char *shown)
{
    int count = 0;
    for (; *shown && *shown != 'e'; shown++)
        count += *shown >= '0' && *shown <= '9' && (count > 0 || *shown != '0');
    return count;
}

/* Is `few` what `many` rounds to? */
static void expect_rounding(struct arithmetic *arithmetic, const struct record *few,
                            const struct record *many)
{
    union cell value = number_literal(arithmetic, many->shown, strlen(many->shown));
    if (few->state == SHOWN_EXACT) {
        union cell same = number_literal(arithmetic, few->shown, strlen(few->shown));
        cr_expect_eq(number_compare(arithmetic, value, same), EQUAL, "%s", few->id);
        return;
    }
    struct digits digits = {DIGITS_SIGNIFICANT, significant_digits(few->shown)};
    struct text text;
    text_open(&text, arena);
    number_show(arithmetic, value, &digits, INT_MAX, &text);
    cr_expect(strcmp(text.bytes, few->shown) == 0, "%s is %s at few digits, but %s at many",
              few->id, few->shown, many->shown);
}

static void expect_stable_digits(const char *text)
{
    const struct trace *few = trace_of(text, 6), *many = trace_of(text, 40);
    struct arithmetic *arithmetic = arithmetic_open(arena, ARITHMETIC_CERTIFIED, 256);
    cr_assert_eq(few->count, many->count);
    const struct record *other = many->first;
    for (const struct record *record = few->first; record;
         record = record->next, other = other->next) {
        expect_text(other->id, record->id);
        cr_expect(record->value == other->value && record->has_value == other->has_value);
        expect_rounding(arithmetic, record, other);
    }
}

Test(precision, more_digits_never_change_those_shown)
{
    static const char *const problems[] = {
        TWO_THREE_ONE,  TWO_THREE_ONE_MIXED,      TWO_TWO_TWO,  BATCH_OF_THREE,
        SOFTMAX_OF_SIX, TWO_TWO_TWO_FIXED_BIASES, FORWARD_ONLY, ONE_UNIT_SOFTMAX};
    for (size_t i = 0; i < sizeof problems / sizeof *problems; i++)
        expect_stable_digits(problems[i]);
}

#define SATURATED                                                                                  \
    "{'inputs': [[1000]], 'targets': [[0.5]], 'layers': [{'activation': 'sigmoid', 'weights': "    \
    "[[1]], "                                                                                      \
    "'biases': [0]}], 'loss': 'squared_error', 'optimizer': {'learning_rate': 1}, 'updates': 2}"

/* a*(1 - a) keeps its digits where a rounds to 1: it is exp(-1000) to more than 400 digits. The
 * precision is raised while this step is being shown. */
Test(precision, a_saturated_sigmoid)
{
    const struct trace *trace = trace_of(SATURATED, 20);
    expect_shown(trace, "u1.s1.a1[1]", "1.0000000000000000000");
    expect_shown(trace, "u1.s1.da1[1]/dz1[1]", "5.0759588975494567653e-435");
    cr_expect_not(at(trace, "u1.s1.da1[1]/dz1[1]")->has_value);
    expect_shown(trace, "u1.dE/dw1[1,1]", "5.0759588975494567653e-432");
    cr_expect_gt(trace->bits, 1024);
    expect_shown(trace, "u3.b1[1]", "-1.0151917795098913531e-434");
}

/* A new parameter goes on to the third digit of its change, wherever that is. */
Test(precision, a_change_far_behind_the_point)
{
    const char *shown = at(trace_of(SATURATED, 6), "u2.w1[1,1]")->shown;
    cr_assert_eq(strlen(shown), 2 + 434);
    cr_expect_eq(strspn(shown + 2, "9"), 431);
    expect_text(shown + strlen(shown) - 3, "492"); /* 1 - 5.08e-432 */
}

/* dE/da = w*(dE/dz1 + dE/dz2) where both units have the same weights: dE/dz1 + dE/dz2 is 0 for
 * softmax with targets that sum to 1, but that is no identity of the arithmetic. */
#define EQUAL_WEIGHTS                                                                              \
    "{'inputs': [[1]], 'targets': [[0.3, 0.7]], 'layers': ["                                       \
    "{'activation': 'sigmoid', 'weights': [[0.5]], 'biases': [0.1]},"                              \
    "{'activation': 'softmax', 'weights': [[0.3],[0.3]], 'biases': [0.1,-0.2]}],"                  \
    "'loss': 'categorical_cross_entropy', 'optimizer': {'learning_rate': 0.1}}"

Test(precision, what_cannot_be_told_from_zero_says_so)
{
    struct run *run = run_of(EQUAL_WEIGHTS, 6);
    cr_assert(run_next(run));
    struct step step = run_step(run, tape_family(run_tape(run), SCOPE_STEP, "dE/da1"), 0, 0);
    const struct shown *shown = step_shown(&step);
    cr_assert_not_null(shown);
    cr_expect_eq(shown->state, SHOWN_UNDECIDED_ZERO);
    expect_text(shown->text, "0");
    cr_expect_eq(arithmetic_precision(run_arithmetic(run)), PRECISION_LAST);
    struct text bound;
    text_open(&bound, arena);
    number_show_bound(run_arithmetic(run), step_cell(&step), &bound);
    cr_expect(strstr(bound.bytes, "e-12"), "the bound is %s", bound.bytes);
    double value;
    cr_expect(!step_value(&step, &value) || value == 0);
}

/* A kink at a value that cannot be told from 0 takes its convention, and is flagged. */
Test(precision, an_undecided_comparison_is_flagged)
{
    const struct trace *trace = trace_of(
        "{'inputs': [[1]], 'targets': [[0.5]], 'layers': [{'activation': 'softmax', 'weights': "
        "[[0.5],[0.2]], 'biases': [0,0]}, {'activation': 'relu', 'weights': [[1,1]], 'biases': "
        "[-1]}], "
        "'loss': 'squared_error', 'optimizer': {'learning_rate': 1}}",
        6);
    cr_expect_eq(at(trace, "u1.s1.z2[1]")->state, SHOWN_UNDECIDED_ZERO);
    cr_expect(at(trace, "u1.s1.da2[1]/dz2[1]")->comparison);
    expect_exact(trace, "u1.s1.da2[1]/dz2[1]", "0");
    cr_expect_not(at(trace, "u1.s1.a1[1]")->comparison);
}

/* What was shown before the precision was raised stays where it was and as it was. */
Test(precision, shown_text_survives_a_raise)
{
    struct run *run = run_of(SATURATED, 20);
    cr_assert(run_next(run));
    struct step early = run_step(run, tape_family(run_tape(run), SCOPE_STEP, "E"), 0, 0);
    struct step late = run_step(run, tape_family(run_tape(run), SCOPE_STEP, "da1/dz1"), 0, 0);
    const char *text = step_shown(&early)->text, *name = step_name(&early);
    expect_text(text, "0.25000000000000000000");
    unsigned before = arithmetic_precision(run_arithmetic(run));
    cr_assert_not_null(step_shown(&late));
    cr_expect_gt(arithmetic_precision(run_arithmetic(run)), before);
    expect_text(text, "0.25000000000000000000");
    cr_expect_eq(step_shown(&early)->text, text);
    cr_expect_eq(step_name(&early), name);
}

/* Memory grows with the network and the precision, not with the number of updates. */
Test(precision, memory_does_not_grow_with_updates)
{
    struct run *run = run_of(
        "{'inputs': [[1,2],[0.5,-1]], 'targets': [[1],[0]], 'layers': [{'activation': 'tanh', "
        "'weights': [[0.4,-0.3],[0.2,0.9]], 'biases': [0.1,-0.2]}, {'activation': 'sigmoid', "
        "'weights': [[0.7,0.5]], 'biases': [0.05]}], 'loss': 'squared_error', "
        "'optimizer': {'learning_rate': 0.1}, 'updates': 400}",
        6);
    struct arena *scratch = arena_child(arena);
    size_t early = 0;
    while (run_next(run)) {
        struct step step = {.run = run};
        while (run_walk(&step)) {
            cr_assert_not_null(step_shown(&step));
            step_substitution(&step, scratch);
            step_latex(&step);
            arena_reset(scratch);
        }
        if (run_update(run) == 50)
            early = arena_bytes(arena);
    }
    cr_expect_eq(run_update(run), 400);
    cr_expect_eq(arena_bytes(arena), early);
}
