/* Traces for people of problems made of formulas. */
#include "trace_support.h"

TestSuite(trace_formulas, .init = open_document, .fini = close_document);

#define CIRCUIT                                                                                    \
    "{'given': {'x': -2, 'y': 5, 'z': -4}, 'formulas': ['q = x + y', 'f = q*z'], "                 \
    "'objective': 'f'}"

Test(trace_formulas, a_circuit_is_read_there_and_back)
{
    const char *trace = trace_of(CIRCUIT);
    assert_says(trace, "2 formulas. Objective: f. Derivatives by x, y and z.");
    assert_says(trace, "  q <- x, y\n  f <- q, z\n");
    assert_says(trace, "numbers  x = -2, y = 5, z = -4");
    assert_says(trace, "  q = x + y = -2 + 5 = 3\n  f = q*z = 3*(-4) = -12\n");
    assert_says(trace, "f. How fast it changes with what stands in it:\n\n  df/dz = q = 3");
    assert_says(trace, "x. It reaches f through q:\n\n  df/dx = df/dq * dq/dx = -4*1 = -4");
    assert_says(trace, "  quantity  value  derivative of f\n");
    assert_says(trace, "  q             3               -4\n");
    assert_silent(trace, "Update");
}

Test(trace_formulas, ways_are_added_and_the_direct_one_is_named)
{
    const char *trace =
        trace_of("{'given': {'x': 2}, 'formulas': ['q = x^2', 'f = q*x'], 'objective': 'f'}");
    assert_says(trace, "local.df/dx = q = 4");
    assert_says(trace,
                "x. It reaches f directly and through q; what comes along each way is added:");
    assert_says(trace, "df/dx = local.df/dx + df/dq * dq/dx = 4 + 2*4 = 12");
}

Test(trace_formulas, each_objective_has_its_part_and_its_column)
{
    const char *trace = trace_of("{'given': {'x': 2, 'y': 3}, 'formulas': ['q = x*y', 'f = q^2', "
                                 "'g = q + x'], 'objective': ['f', 'g']}");
    assert_says(trace, "From f\n~~~~~~");
    assert_says(trace, "From g\n~~~~~~");
    assert_says(trace, "quantity  value  derivative of f  derivative of g");
    assert_says(trace, "x             2               36                4");
}

#define PRODUCT                                                                                    \
    "{'given': {'a': [[1, 2], [3, 4]], 'b': [[5, 6], [7, 8]]}, 'formulas': ['c[i,j] (i=1..2, "     \
    "j=1..2) = sum(k=1..2, a[i,k]*b[k,j])', 'f = sum(i=1..2, sum(j=1..2, c[i,j]))'], "             \
    "'objective': 'f'}"

Test(trace_formulas, arrays_of_two_indices_are_matrices)
{
    const char *trace = trace_of(PRODUCT);
    assert_says(trace, "a[i,j] = [1  2]\n           [3  4]");
    assert_says(trace, "c[1,1] = a[1,1]*b[1,1] + a[1,2]*b[2,1] = 1*5 + 2*7 = 19");
    assert_says(trace, "c[i,j] = [19  22]\n           [43  50]");
    const char *matrices = trace_with(PRODUCT, DETAIL_MATRIX, &text_renderer);
    assert_says(matrices, "c[1,1] = ");
    assert_silent(matrices, "c[2,2] = a");
    assert_says(matrices, "Of each array the first element is written out");
}

Test(trace_formulas, large_ones_are_not_written_element_by_element)
{
    const char *trace = trace_of(
        "{'given': {'x': [1, 2, 3, 4, 5, 6, 7, 8]}, 'formulas': ['y[i] (i=1..8) = sum(k=1..8, "
        "x[i]*x[k])', 'f = sum(i=1..8, y[i]^2)'], 'objective': 'f'}");
    assert_says(trace, "Of each array the first element is written out");
    assert_silent(trace, "y[8] = ");
}

Test(trace_formulas, an_optimizer_has_its_section)
{
    const char *trace = trace_of(
        "{'given': {'w': 2}, 'formulas': ['f = w^2'], 'objective': 'f', 'optimizer': {'kind': "
        "'momentum', 'learning_rate': 0.1}, 'updates': 2, 'forward_after': true}");
    assert_says(trace, "2 updates: momentum with alpha = 0.1, mu = 0.9.");
    assert_says(trace, "Update 2\n--------");
    assert_says(trace, "v.w = mu*u1.v.w + df/dw = ");
    assert_says(trace, "quantity  old  gradient  v");
    assert_says(trace, "After the last update\n---------------------");
    assert_says(trace, "The same formulas with the new values");
}

Test(trace_formulas, forward_only_has_no_derivatives)
{
    const char *trace = trace_of("{'given': {'x': 4}, 'formulas': ['y = sqrt(x)']}");
    assert_says(trace, "1 formula.\n");
    assert_says(trace, "y = sqrt(x) = sqrt(4) = 2");
    assert_silent(trace, "Backward");
    assert_silent(trace, "Objective");
}

Test(trace_formulas, a_kink_is_said)
{
    const char *trace =
        trace_of("{'given': {'x': 0}, 'formulas': ['y = relu(x)', 'f = y + x'], 'objective': 'f'}");
    assert_says(trace, "dy/dx = where(x > 0, 1, 0) = where(0 > 0, 1, 0) = 0\n\n  | At the kink.");
}

/* The largest of several is no kink unless two attain it. */
Test(trace_formulas, a_largest_one_is_a_kink_only_when_it_is_shared)
{
#define LARGEST_WITH(first)                                                                        \
    "{'given': {'v': [" first ", 2, 3]}, 'formulas': ['f = max(i=1..3, v[i])^2'], 'objective': "   \
    "'f'}"
    assert_silent(trace_of(LARGEST_WITH("1")), "At the kink");
    assert_says(trace_of(LARGEST_WITH("3")), "At the kink");
}

Test(trace_formulas, work_by_hand_stands_beside_the_truth)
{
    struct rounding working = {{DIGITS_SIGNIFICANT, 4}, ROUND_HALF_UP};
    struct run_settings settings = {SIX_DIGITS, .rounded = true, .working = working};
    const char *trace =
        trace_set("{'given': {'x': 8}, 'formulas': ['a = sigmoid(x)', 'f = 1 - a'], 'objective': "
                  "'f'}",
                  settings, NULL, DETAIL_AUTO, &text_renderer);
    assert_says(trace, "f = 1 - a = 1 - 0.9997 = 0.0003");
    assert_says(trace, "This step loses 3 digits");
    assert_says(trace, "How far the results are off");
}

Test(trace_formulas, the_picture_is_a_graph)
{
    const char *trace = trace_with(CIRCUIT, DETAIL_AUTO, &markdown_renderer);
    assert_says(trace, "  q1((\"x #61; #45;2\"))\n");
    assert_says(trace, "  q4[\"q #61; x #43; y\"]\n");
    assert_says(trace, "  q1 --> q4\n  q2 --> q4\n  q4 --> q5\n  q3 --> q5\n```");
}
