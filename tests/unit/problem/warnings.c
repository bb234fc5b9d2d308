/* Warnings: what a loss wants of its targets. The problem is still read. */
#include "support.h"

static struct fixture fixture;

static void open_fixture(void)
{
    fixture_open(&fixture);
}

static void close_fixture(void)
{
    fixture_close(&fixture);
}

TestSuite(warnings, .init = open_fixture, .fini = close_fixture);

/* Three outputs, so many samples as `targets` has rows. */
static void read_targets_of(const char *loss, const char *targets, int rows)
{
    struct text inputs;
    text_open(&inputs, fixture.arena);
    for (int i = 0; i < rows; i++)
        text_printf(&inputs, "%s[1]", i ? ", " : "");
    read_good(
        &fixture,
        arena_printf(
            fixture.arena,
            "{'inputs': [%s],\n'targets': %s,\n'loss': '%s', 'layers': [{'weights': [[1], [2],"
            " [3]], 'biases': [0, 0, 0]}]}",
            inputs.bytes, targets, loss));
    cr_expect_eq(fixture.diagnostics.errors, 0);
}

static void expect_warning(const struct diagnostic *warning, enum diagnostic_code code,
                           const char *message, const char *pointer, size_t column)
{
    cr_assert_not_null(warning);
    cr_expect_eq(warning->code, code);
    cr_expect_eq(diagnostic_severity(warning->code), SEVERITY_WARNING);
    expect_text(warning->message, message);
    expect_text(warning->pointer, pointer);
    cr_expect_eq(warning->line, 2);
    cr_expect_eq(warning->column, column);
}

Test(warnings, rows_that_sum_to_1_exactly_give_none)
{
    read_targets_of("categorical_cross_entropy",
                    "[[0, 1, 0], [0.1, 0.2, 0.7], [1e-1, 80e-2, 0.10]]", 3);
    cr_expect_null(fixture.diagnostics.first);
}

Test(warnings, class_numbers_give_none)
{
    read_targets_of("categorical_cross_entropy", "[0, 2]", 2);
    cr_expect_null(fixture.diagnostics.first);
}

Test(warnings, a_row_off_by_the_smallest_amount)
{
    read_targets_of("categorical_cross_entropy", "[[0, 1, 0], [0.1, 0.2, 0.69999999999999999999]]",
                    2);
    expect_warning(fixture.diagnostics.first, DIAGNOSTIC_TARGETS_NOT_NORMALISED,
                   "row 2 of the targets sums to 0.99999999999999999999", "/targets/1", 24);
    expect_text(fixture.diagnostics.first->expected, "a sum of 1");
    expect_text(fixture.diagnostics.first->found, "0.99999999999999999999");
    cr_expect_null(fixture.diagnostics.first->next);
}

Test(warnings, further_rows_are_counted)
{
    read_targets_of("categorical_cross_entropy", "[[0, 0.5, 0.25], [1, 1, 1], [0, 0, 0]]", 3);
    expect_warning(fixture.diagnostics.first, DIAGNOSTIC_TARGETS_NOT_NORMALISED,
                   "row 1 of the targets sums to 0.75 (the first of 3 such rows)", "/targets/0",
                   13);
    cr_expect_null(fixture.diagnostics.first->next);
}

Test(warnings, negative_targets_of_a_log_loss)
{
    read_targets_of("categorical_cross_entropy", "[[0, 1, 0], [2, 0, -1]]", 2);
    expect_warning(fixture.diagnostics.first, DIAGNOSTIC_TARGET_OUT_OF_RANGE,
                   "target 1 of row 2 is no probability", "/targets/1/0", 25);
    cr_expect_null(fixture.diagnostics.first->next);
}

Test(warnings, binary_targets_outside_0_to_1)
{
    read_targets_of("binary_cross_entropy", "[[0, 1, 1.00000000000000000001]]", 1);
    expect_warning(fixture.diagnostics.first, DIAGNOSTIC_TARGET_OUT_OF_RANGE,
                   "target 3 of row 1 is no probability", "/targets/0/2", 20);
    expect_text(fixture.diagnostics.first->expected, "a number from 0 to 1");
    expect_text(fixture.diagnostics.first->found, "the number 1.00000000000000000001");
}

Test(warnings, binary_targets_need_no_sum)
{
    read_targets_of("binary_cross_entropy", "[[0, 1, 1], [0.5, 0.5, 0.5]]", 2);
    cr_expect_null(fixture.diagnostics.first);
}

Test(warnings, squared_error_takes_any_target)
{
    read_targets_of("squared_error", "[[-3, 17, 1e5]]", 1);
    cr_expect_null(fixture.diagnostics.first);
}

/* 1 + 1e-1900 has more digits than are looked at. */
Test(warnings, a_sum_that_is_only_nearly_1)
{
    struct text tiny;
    text_open(&tiny, fixture.arena);
    text_literal(&tiny, "[[1, 0, 0.");
    for (int i = 0; i < 900; i++)
        text_put(&tiny, '0');
    text_literal(&tiny, "1e-1000]]");
    read_targets_of("categorical_cross_entropy", tiny.bytes, 1);
    expect_warning(fixture.diagnostics.first, DIAGNOSTIC_TARGETS_NOT_NORMALISED,
                   "row 1 of the targets sums to nearly 1", "/targets/0", 13);
}

Test(warnings, hinge_wants_signs)
{
    read_targets_of("hinge", "[[1, -1.0, 10e-1], [1, 0, 0.5]]", 2);
    expect_warning(fixture.diagnostics.first, DIAGNOSTIC_TARGET_OUT_OF_RANGE,
                   "target 2 of row 2 is neither 1 nor -1", "/targets/1/1", 35);
    expect_text(fixture.diagnostics.first->expected, "1 or -1");
    cr_expect_null(fixture.diagnostics.first->next);
}

Test(warnings, hinge_of_one_hot_rows)
{
    read_targets_of("hinge", "[[0, 1, 0]]", 1);
    cr_assert_not_null(fixture.diagnostics.first);
    expect_text(fixture.diagnostics.first->pointer, "/targets/0/0");
}

Test(warnings, hinge_of_class_numbers)
{
    read_targets_of("hinge", "[2]", 1);
    expect_warning(fixture.diagnostics.first, DIAGNOSTIC_TARGET_OUT_OF_RANGE,
                   "class numbers stand for targets of 0 and 1; the hinge loss wants 1 and -1",
                   "/targets", 12);
}

Test(warnings, kl_divergence_wants_distributions)
{
    read_targets_of("kl_divergence", "[[0.5, 0.25, 0.5]]", 1);
    expect_warning(fixture.diagnostics.first, DIAGNOSTIC_TARGETS_NOT_NORMALISED,
                   "row 1 of the targets sums to 1.25", "/targets/0", 13);
}
