/* Traces for people: what is said when, for small problems of every kind. */
#include "trace_support.h"

TestSuite(trace, .init = open_document, .fini = close_document);

Test(trace, forward_only_has_no_other_sections)
{
    const char *trace = trace_of("{'inputs': [[1]], " SIGMOID "}");
    assert_says(trace, "Forward pass");
    assert_says(trace, "z1[1] = w1[1,1]*x[1] + b1[1] = 1*1 + 1 = 2");
    assert_silent(trace, "Backward");
    assert_silent(trace, "Update");
    assert_silent(trace, "Loss");
}

Test(trace, single_path_is_spelled_from_the_loss)
{
    const char *trace =
        trace_of("{'inputs': [[3]], 'targets': [[1]], " SIGMOID ", " SQUARED ", " UPDATE "}");
    assert_says(trace, "dE/dw1[1,1] = dE/da2[1] * da2[1]/dz2[1] * dz2[1]/da1[1] * da1[1]/dz1[1] * "
                       "dz1[1]/dw1[1,1]");
    assert_says(trace, "= dE/da2[1] * da2[1]/dz2[1] * w2[1,1] * a1[1]*(1 - a1[1]) * x[1]");
    assert_silent(trace, "After the update");
}

Test(trace, several_paths_are_added_up_first)
{
    const char *trace = trace_of("{'inputs': [[3]], 'targets': [[1, 0]], 'layers': [" LAYER(
        "tanh", "[[1]]", "[0]") ", {'units': 2, 'activation': 'linear', 'weights': [[1], [2]], "
                                "'biases': [0, 0]}], " SQUARED ", " UPDATE "}");
    assert_says(trace, "along 2 paths, which are added:");
    assert_says(trace, "dE/dw1[1,1] = dE/da1[1] * da1[1]/dz1[1] * dz1[1]/dw1[1,1]");
}

Test(trace, every_given_number_is_printed_as_written)
{
    const char *trace =
        trace_of("{'inputs': [[1.50]], 'layers': [" LAYER("linear", "[[0.10]]", "[2e0]") "]}");
    assert_says(trace, "x[1] = 1.50");
    assert_says(trace, "w1[1,1] = 0.10");
    assert_says(trace, "b1[1] = 2e0");
}

Test(trace, equal_numbers_with_running_names_are_joined)
{
    const char *trace =
        trace_of("{'inputs': [[1, 1, 1, 2]], 'names': {'x[1]': 'p1', 'x[2]': 'p2', 'x[3]': 'p3', "
                 "'x[4]': 'p4'}, 'layers': [" LAYER("linear", "[[1, 1, 1, 1]]", "[0]") "]}");
    assert_says(trace, "p1 = ... = p3 = 1, p4 = 2");
    assert_says(trace, "w1[1,1] = ... = w1[1,4] = 1");
}

Test(trace, fixed_parameters_are_in_the_table)
{
    const char *trace =
        trace_of("{'inputs': [[3]], 'targets': [[1]], 'layers': [{'units': 1, 'activation': "
                 "'linear', 'weights': [[1]], 'biases': [2], 'train_biases': false}], " SQUARED
                 ", " UPDATE "}");
    assert_says(trace, "The biases of this layer are held fixed.");
    assert_says(trace, "b1[1]        2  held fixed     2");
}

Test(trace, digits_lost_by_hand_are_named)
{
    const char *trace = trace_of("{'inputs': [[6, 1]], 'targets': [[1]], 'layers': [" LAYER(
        "sigmoid", "[[1, 1]]", "[1]") ", " LAYER("sigmoid", "[[1]]", "[1]") "], " SQUARED
                                                                            ", " UPDATE "}");
    assert_says(trace, "With a1[1] rounded to 0.9997, only one digit is left of 1 - a1[1]: "
                       "a1[1]*(1 - a1[1]) becomes 0.0002999 instead of 0.000335238. By that alone "
                       "the gradients of its weights and bias come out 10.5 % too small. Keep 7 "
                       "decimals");
}

Test(trace, no_warning_where_no_digits_are_lost)
{
    assert_silent(
        trace_of("{'inputs': [[0.5]], 'targets': [[1]], " SIGMOID ", " SQUARED ", " UPDATE "}"),
        "Careful");
}

#define ENTROPY(options)                                                                           \
    "'loss': {'kind': 'categorical_cross_entropy'" options "}, " UPDATE ", " SOFTMAX "}"

Test(trace, shortcut_of_softmax_is_checked_and_shown)
{
    const char *trace = trace_of("{'inputs': [[1]], 'targets': [[0.25, 0.75]], " ENTROPY(""));
    assert_says(trace, "Shortcut.");
    assert_says(trace, "dE/dz1[1] = a1[1] - t[1] = 0.268941 - 0.25 ≈ 0.0189414");
}

Test(trace, shortcut_is_divided_by_the_logarithm_of_the_base)
{
    const char *trace = trace_of("{'inputs': [[1]], 'targets': [1], " ENTROPY(", 'log_base': 2"));
    assert_says(trace, "dE/dz1[2] = (a1[2] - t[2]) / log(2) = (0.731059 - 1) / log(2)");
}

Test(trace, no_shortcut_where_it_does_not_hold)
{
    assert_silent(trace_of("{'inputs': [[1]], 'targets': [[1, 1]], " ENTROPY("")), "Shortcut.");
    assert_silent(trace_of("{'inputs': [[1]], 'targets': [1], " ENTROPY(", 'clip': 1e-7")),
                  "Shortcut.");
    assert_silent(trace_of("{'inputs': [[1]], 'targets': [1], " ENTROPY(", 'log_add': 1e-7")),
                  "Shortcut.");
}

Test(trace, kink_names_its_convention)
{
    const char *trace = trace_of("{'inputs': [[1]], 'targets': [[1]], 'layers': [" LAYER(
        "relu", "[[1]]", "[-1]") "], " SQUARED ", " UPDATE "}");
    assert_says(trace, "At the kink. z1[1] is exactly 0, where relu has no derivative. "
                       "The convention here: relu'(0) = 0.");
}

/* sigmoid(1) + sigmoid(-1) - 1 is 0, which no enclosure proves. */
Test(trace, undecided_values_are_bounded)
{
    const char *trace =
        trace_of("{'inputs': [[1]], 'targets': [[1]], 'layers': [{'units': 2, 'activation': "
                 "'sigmoid', 'weights': [[1], [-1]], 'biases': [0, 0]}, " LAYER(
                     "relu", "[[1, 1]]", "[-1]") "], " SQUARED ", " UPDATE "}");
    assert_says(trace, "(-1) ≈ 0\n\n  | Not decided. This value could not be told from 0. Its size "
                       "is proven to be at most ");
    assert_says(trace, "A comparison in this formula could not be decided");
}

Test(trace, change_of_the_loss)
{
    const char *trace =
        trace_of("{'inputs': [[3]], 'targets': [[1]], 'forward_after': true, "
                 "'layers': [" LAYER("linear", "[[1]]", "[0]") "], " SQUARED ", " UPDATE "}");
    assert_says(trace, "After the update");
    assert_says(trace, "The loss has fallen from 2 to 0, by 2.");
}

#define BATCH                                                                                      \
    "{'inputs': [[1], [2], [3]], 'targets': [[0], [1], [1]], " SIGMOID ", " SQUARED ", " UPDATE "}"

Test(trace, batch_reads_in_matrices)
{
    const char *trace = trace_of(BATCH);
    assert_says(trace,
                "Z1 = X*W1^T + b1\n     = [1] [1]^T + [1]\n       [2]\n       [3]\n     = [2]");
    assert_says(trace, "Loss of the batch");
    assert_says(trace, "s3.dE/dW2 ≈");
    assert_says(trace, "Their mean is the gradient of the batch:");
    assert_silent(trace, "Hidden unit 1");
}

Test(trace, batch_in_full_says_each_sample)
{
    const char *trace = trace_with(BATCH, DETAIL_FULL, &text_renderer);
    assert_says(trace, "Sample 3\n~~~~~~~~\n\nInputs: x[1] = 3. Targets: t[1] = 1.");
    assert_says(trace, "Gradients of the batch");
    assert_says(trace, "(s1.dE/dw1[1,1] + s2.dE/dw1[1,1] + s3.dE/dw1[1,1]) / 3");
}

Test(trace, summary_has_no_element_lists)
{
    const char *trace = trace_with(BATCH, DETAIL_SUMMARY, &markdown_renderer);
    assert_says(trace, "| 1 | 1 | sigmoid | 1 | 1 |");
    assert_says(trace, "## Gradients of the last update");
    assert_silent(trace, "```math");
}

Test(trace, updates_have_headings_and_a_table_of_losses)
{
    const char *trace =
        trace_with("{'inputs': [[3]], 'targets': [[1]], " SIGMOID ", " SQUARED
                   ", 'optimizer': {'kind': 'sgd', 'learning_rate': 0.1}, 'updates': 3}",
                   DETAIL_AUTO, &markdown_renderer);
    assert_says(trace, "\n## Update 3\n\n### Forward pass\n");
    assert_says(trace, "\n## The loss, update by update\n");
}

Test(trace, title_and_source_are_escaped)
{
    const char *trace =
        trace_with("{'title': '<script>|`$', 'source': '*s*', 'inputs': [[1]], " SIGMOID "}",
                   DETAIL_AUTO, &markdown_renderer);
    assert_says(trace, "# &lt;script\\>\\|\\`\\$\n");
    assert_says(trace, "\nSource: \\*s\\*\n");
    assert_silent(trace, "<script");
}

/* ---- other arithmetics ---- */

#define BY_HAND                                                                                    \
    "{'inputs': [[6, 1]], 'targets': [[1]], 'layers': [" LAYER(                                    \
        "sigmoid", "[[1, 1]]", "[1]") ", " LAYER("sigmoid", "[[1]]", "[1]") "], " SQUARED          \
                                                                            ", " UPDATE "}"

static const char *trace_rounded(const char *problem, enum rounding_mode mode)
{
    struct rounding working = {{DIGITS_SIGNIFICANT, 4}, mode};
    struct run_settings settings = {SIX_DIGITS, .rounded = true, .working = working};
    return trace_set(problem, settings, NULL, DETAIL_AUTO, &text_renderer);
}

Test(trace, work_by_hand_says_how_it_rounds)
{
    assert_says(trace_rounded(BY_HAND, ROUND_HALF_UP),
                "every computed value is rounded to 4 significant digits (a half goes up, away "
                "from 0) before it is used again");
    assert_says(trace_rounded(BY_HAND, ROUND_HALF_EVEN), "a half goes to the even digit");
    assert_says(trace_rounded(BY_HAND, ROUND_TRUNCATE), "further digits are cut off");
}

Test(trace, work_by_hand_stands_beside_the_truth)
{
    const char *trace = trace_rounded(BY_HAND, ROUND_HALF_UP);
    assert_says(trace, "da1[1]/dz1[1] = a1[1]*(1 - a1[1]) = 0.9997*(1 - 0.9997)");
    assert_says(trace, "0.0002999");
    assert_says(trace, "This step loses 3 digits: of the 4 that go in, one can be trusted "
                       "afterwards. By hand 0.0002999, true 0.000335238, off by 10.5 %.");
    assert_says(trace, "quantity         by hand         true  distance  digits lost");
    assert_says(trace, "da1[1]/dz1[1]  0.0002999  0.000335238   -3.5e-5            3");
    assert_says(trace, "are off by more than one unit of their last digit");
    assert_says(trace, "parameters are not changed by this update at all");
    assert_silent(trace, "Careful by hand");
}

/* The factors of a chain are those that were multiplied: the rounded error term and one partial. */
Test(trace, work_by_hand_multiplies_what_was_rounded)
{
    const char *trace = trace_rounded(BY_HAND, ROUND_HALF_UP);
    assert_says(trace, "dE/dw1[1,1] = dE/dz1[1] * dz1[1]/dw1[1,1]");
    assert_silent(trace, "dE/da2[1] * da2[1]/dz2[1] * dz2[1]/da1[1]");
}

Test(trace, exact_work_by_hand_has_nothing_to_correct)
{
    const char *trace = trace_rounded("{'inputs': [[2]], 'targets': [[1]], 'layers': [" LAYER(
                                          "linear", "[[1]]", "[0]") "], " SQUARED ", " UPDATE "}",
                                      ROUND_HALF_UP);
    assert_says(trace, "each is within one unit of its last digit");
    assert_silent(trace, "Digits lost.");
    assert_silent(trace, "not changed");
}

Test(trace, floats_claim_no_proof)
{
    for (int kind = ARITHMETIC_FLOAT64; kind <= ARITHMETIC_FLOAT32; kind++) {
        struct run_settings settings = {SIX_DIGITS, .arithmetic = (enum arithmetic_kind)kind};
        const char *trace = trace_set(BY_HAND, settings, NULL, DETAIL_AUTO, &text_renderer);
        assert_says(trace, kind == ARITHMETIC_FLOAT64
                               ? "Computed in float64: IEEE double precision"
                               : "Computed in float32: IEEE single precision");
        assert_silent(trace, "prove");
        assert_silent(trace, "exact");
        assert_silent(trace, "Careful by hand");
    }
}

/* ---- chosen updates ---- */

#define FIVE_UPDATES                                                                               \
    "{'inputs': [[3]], 'targets': [[1]], " SIGMOID ", " SQUARED ", "                               \
    "'optimizer': {'kind': 'sgd', 'learning_rate': 0.1}, 'updates': 5}"

Test(trace, what_is_left_out_is_said)
{
    struct run_settings settings = {SIX_DIGITS};
    const char *trace = trace_set(FIVE_UPDATES, settings, "2,5", DETAIL_AUTO, &text_renderer);
    assert_says(trace, "Update 2\n--------\n\nUpdate 1 was computed and is left out here.");
    assert_says(trace, "Update 5\n--------\n\nUpdates 3 to 4 were computed and are left out here.");
    assert_says(trace, "before update 5");
    assert_silent(trace, "Update 3\n");
    assert_silent(trace, "Update 1\n");
}

Test(trace, parameters_stand_as_they_are_by_then)
{
    struct run_settings settings = {SIX_DIGITS};
    const char *all = trace_with(FIVE_UPDATES, DETAIL_AUTO, &text_renderer);
    const char *some = trace_set(FIVE_UPDATES, settings, "last", DETAIL_AUTO, &text_renderer);
    const char *fifth = strstr(all, "Update 5"), *sums = strstr(fifth, "z1[1] = ");
    const char *line = arena_copy(arena, sums, strcspn(sums, "\n"));
    assert_says(some, line);
    assert_says(some, "given\n");
    assert_says(some, "weights");
    assert_says(some, "w1[1,1] = 1");     /* as given */
    assert_says(some, "w1[1,1] ≈ 1.000"); /* before update 5 */
}

Test(trace, matrices_stand_as_they_are_by_then)
{
    struct run_settings settings = {SIX_DIGITS};
    const char *trace = trace_set(FIVE_UPDATES, settings, "1,last", DETAIL_MATRIX, &text_renderer);
    assert_says(trace, "Updates 2 to 4 were computed and are left out here.\n\n  W1 ≈ [1.000");
}
