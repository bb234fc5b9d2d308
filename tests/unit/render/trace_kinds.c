/* Traces for people: optimizers, penalties, dropout, objectives, own formulas, kinks. */
#include "trace_support.h"

TestSuite(trace_kinds, .init = open_document, .fini = close_document);

#define INPUTS "{'inputs': [[1, 2]], 'targets': [[1]], "
#define HIDDEN(activation, more)                                                                   \
    "{'units': 2, 'activation': " activation ", 'weights': [[1, -1], [0.5, 2]], " more "}"
#define SIGMOIDS HIDDEN("'sigmoid'", "'biases': [1, 0]")
#define OUTPUT LAYER("linear", "[[1, -2]]", "[0.5]")
#define LAYERS "'layers': [" SIGMOIDS ", " OUTPUT "], "
#define OPTIMIZED(optimizer, updates)                                                              \
    INPUTS LAYERS SQUARED ", 'optimizer': {" optimizer "}, 'updates': " updates "}"

static const char *matrices_of(const char *problem)
{
    return trace_with(problem, DETAIL_MATRIX, &text_renderer);
}

/* ---- optimizers ---- */

#define ADAM "'kind': 'adam', 'learning_rate': 0.1"

Test(trace_kinds, states_come_in_order_and_then_the_new_value)
{
    const char *trace = trace_of(OPTIMIZED(ADAM, "2"));
    assert_says(trace, "2 updates: Adam with alpha = 0.1, beta1 = 0.9, beta2 = 0.999, epsilon = ");
    const char *at = strstr(trace, "Weight w1[1,1]\n\n  m.w1[1,1] = beta1*u0.m.w1[1,1] + ");
    cr_assert_not_null(at, "%s", trace);
    static const char *const next[] = {"v.w1[1,1] = ", "mhat.w1[1,1] = m.w1[1,1] / (1 - beta1^1)",
                                       "vhat.w1[1,1] = ", "w1[1,1]' = "};
    for (size_t i = 0; i < sizeof next / sizeof *next; i++) {
        at = strstr(at, next[i]);
        cr_assert_not_null(at, "%s is not in its place", next[i]);
    }
    assert_says(at, "m.w1[1,1] = beta1*u1.m.w1[1,1] + ");
}

Test(trace_kinds, the_table_has_a_column_for_each_state)
{
    const char *head = strstr(trace_of(OPTIMIZED(ADAM, "1")), "parameter ");
    static const char *const columns[] = {"old", "gradient", " m", " v", "mhat", "vhat", "new"};
    for (size_t i = 0; i < sizeof columns / sizeof *columns; i++) {
        head = head ? strstr(head, columns[i]) : NULL;
        cr_assert_not_null(head, "no column %s", columns[i]);
    }
}

Test(trace_kinds, states_as_matrices)
{
    const char *trace = matrices_of(OPTIMIZED(ADAM, "1"));
    assert_says(trace, "For the first parameter written out:");
    assert_says(trace, "m.W1 ≈ [");
    assert_says(trace, "vhat.b2 ≈ [");
    assert_silent(trace, "W1' = W1 - alpha");
}

Test(trace_kinds, initial_states_are_given)
{
    const char *zero = trace_of(OPTIMIZED(ADAM, "1"));
    assert_says(zero, "states");
    assert_says(zero, "every m and v is 0 before update 1");
    const char *own = trace_of(OPTIMIZED(
        "'kind': 'momentum', 'learning_rate': 0.1, 'state': {'v': {'w2': [[0.5, -0.25]]}}", "1"));
    assert_says(own, "u0.v.w2[1,1] = 0.5");
}

Test(trace_kinds, a_schedule_is_said_and_is_a_step)
{
    const char *trace = trace_of(OPTIMIZED("'kind': 'sgd', 'learning_rate': 0.1, 'schedule': "
                                           "{'kind': 'step', 'every': 2, 'gamma': 0.5}",
                                           "3"));
    assert_says(trace, "Schedule of the learning rate (step): alpha = alpha0*gamma^p, gamma = 0.5; "
                       "p is the number of whole periods of 2 updates before this one.");
    assert_says(trace, "Learning rate of this update\n\n  alpha = ");
    assert_says(trace, "= 0.05");
}

Test(trace_kinds, decay_is_added_to_the_gradient)
{
    const char *trace =
        trace_of(OPTIMIZED("'kind': 'sgd', 'learning_rate': 0.1, 'weight_decay': 0.01", "1"));
    assert_says(trace, "Weight decay adds lambda times the parameter to its gradient");
    assert_says(trace, "g.w1[1,1] = dE/dw1[1,1] + lambda*w1[1,1]");
    assert_says(trace, "w1[1,1]' = w1[1,1] - alpha*g.w1[1,1]");
}

/* ---- penalties ---- */

#define PENALISED(penalty) INPUTS LAYERS "'penalty': {" penalty "}, " SQUARED ", " UPDATE "}"

Test(trace_kinds, a_penalty_joins_loss_and_gradients)
{
    const char *trace = trace_of(PENALISED("'l2': 0.01, 'convention': 'half'"));
    assert_says(trace, "Penalty: L2 with lambda = 0.01.");
    assert_says(trace, "Biases are not penalised.");
    assert_says(trace, "Loss\n\n  s1.E = 1/2*(t[1] - a2[1])^2");
    assert_says(trace, "Penalty\n\n  R = 0.01/2*(w1[1,1]^2 + ");
    assert_says(trace, "Loss and penalty\n\n  E = s1.E + R = ");
    assert_says(trace, "s1.dE/dw2[1,1] = dE/da2[1]");
    assert_says(trace, "dR/dw2[1,1] = 0.01*w2[1,1] = 0.01*1 = 0.01");
    assert_says(trace, "dE/dw2[1,1] = s1.dE/dw2[1,1] + dR/dw2[1,1] = -0.989013 + 0.01");
    assert_says(trace, "dE/db2[1] = s1.dE/db2[1]");
}

Test(trace_kinds, a_penalty_in_matrices)
{
    const char *trace = matrices_of(PENALISED("'l2': 0.01"));
    assert_says(trace, "The gradient of the penalty:\n\n  dR/dW2 = [0.02  -0.04]");
    assert_says(trace, "Both together:");
    assert_says(trace, "There is no penalty on it:");
}

Test(trace_kinds, the_kink_of_an_absolute_value_is_said)
{
    const char *trace = trace_of("{'inputs': [[2]], 'targets': [[1]], 'layers': [" LAYER(
        "linear", "[[0]]", "[1]") "], 'penalty': {'l1': 0.5}, " SQUARED ", " UPDATE "}");
    assert_says(trace, "Penalty: L1 with lambda = 0.5.");
    assert_says(trace, "At the kink. The two sides of a comparison in this derivative are exactly");
}

/* ---- layers ---- */

#define DROPPED "'dropout': {'rate': 0.5, 'mask': [[1, 0]]}, 'biases': [1, 0]"

Test(trace_kinds, dropout_is_followed_both_ways)
{
    const char *trace = trace_of(INPUTS "'layers': [" HIDDEN(
        "'sigmoid'", DROPPED) ", " OUTPUT "], " SQUARED ", " UPDATE "}");
    assert_says(trace, "(sigmoid; dropout 0.5)");
    assert_says(trace, "1 keeps a unit, 0 drops it: mask1[1] = 1, mask1[2] = 0.");
    assert_says(trace, "d1[1] = a1[1]*mask1[1] / (1 - 0.5) = 0.5*1 / (1 - 0.5) = 1");
    assert_says(trace, "The error reaches d1[2] through z2[1] only.");
    assert_says(trace, "dE/da1[1] = dE/dd1[1] * dd1[1]/da1[1] = 0.5*2 = 1");
    assert_says(trace, "dz2[1]/dd1[1] * dd1[1]/da1[1] * da1[1]/dz1[1]");
    assert_silent(trace, "dz2[1]/da1[1]");
}

Test(trace_kinds, dropout_in_matrices)
{
    const char *trace = matrices_of(INPUTS "'layers': [" HIDDEN(
        "'sigmoid'", DROPPED) ", " OUTPUT "], " SQUARED ", " UPDATE "}");
    assert_says(trace, "M1 = [1  0]");
    assert_says(trace, "D1 = 1 / (1 - 0.5) * A1 ∘ M1 = [1  0]");
    assert_says(trace, "Z2 = D1*W2^T + b2");
    assert_says(trace, "dE/dA1 = dE/dD1 ∘ dD1/dA1");
}

Test(trace_kinds, a_shared_bias_collects_what_reaches_it)
{
    const char *trace = trace_of(INPUTS "'layers': [" HIDDEN(
        "'relu'", "'biases': 1, 'shared_bias': true") ", " OUTPUT "], " SQUARED ", " UPDATE "}");
    assert_says(trace, "Bias b1 belongs to every unit of the layer, so what reaches it through "
                       "each is added:");
    assert_says(trace, "dE/db1 = dE/dz1[1] * dz1[1]/db1 + dE/dz1[2] * dz1[2]/db1 = 0*1 + 23*1");
    assert_says(trace, "z1[1] is exactly 0, where relu has no derivative");
}

Test(trace_kinds, own_formulas_are_shown)
{
    const char *trace = trace_of(INPUTS "'layers': [" HIDDEN(
        "{'name': 'bent', 'formula': 'z/(1 + exp(-z))'}",
        "'biases': [1, 0]") ", " OUTPUT "], 'loss': {'name': 'quartic', 'formula': "
                            "'sum(k=1..K, (t[k] - a[k])^4)'}, " UPDATE "}");
    assert_says(trace, "2 hidden units (bent: z/(1 + exp(-z)))");
    assert_says(trace, "Loss: quartic: sum(k=1..K, (t[k] - a[k])^4).");
    assert_says(trace, "dE/dz1[2] = dE/da1[2] * da1[2]/dz1[2]");
    assert_silent(trace, "da1[1]/dz1[2]");
}

/* ---- losses and objectives ---- */

Test(trace_kinds, smoothed_targets_are_what_the_loss_reads)
{
    const char *trace =
        trace_of("{'inputs': [[1]], 'targets': [[1, 0]], " SOFTMAX ", 'loss': {'kind': "
                 "'categorical_cross_entropy', 'label_smoothing': 0.1}, " UPDATE "}");
    assert_says(trace, "label smoothing by 0.1");
    assert_says(trace, "Smoothed targets\n\n  tsmooth[1] = (1 - 0.1)*t[1] + 0.1/2");
    assert_says(trace, "output minus smoothed target");
    assert_says(trace, "dE/dz1[1] = a1[1] - tsmooth[1]");
}

Test(trace_kinds, logits_have_their_shortcut)
{
    const char *trace = trace_of("{'inputs': [[1]], 'targets': [[1]], 'layers': [" LAYER(
        "linear", "[[2]]",
        "[0]") "], 'loss': {'kind': 'binary_cross_entropy', 'from_logits': true}, " UPDATE "}");
    assert_says(trace, "Loss: binary cross-entropy from logits.");
    assert_says(trace, "The loss makes probabilities of the outputs itself, with the sigmoid.");
}

Test(trace_kinds, an_output_can_be_the_objective)
{
    const char *one = trace_of("{'inputs': [[1, 2]], " LAYERS "'objective': 'a2[1]', " UPDATE "}");
    assert_says(one, "No loss: E is the output a2[1].");
    assert_says(one, "Objective\n\n  E = a2[1]");
    assert_says(one, "How fast the objective changes with the output");
    assert_silent(one, "How fast the loss");
    const char *sum = trace_of("{'inputs': [[1, 2]], " LAYERS "'objective': 'sum', " UPDATE "}");
    assert_says(sum, "No loss: E is the sum of the outputs.");
}

Test(trace_kinds, the_kink_of_a_loss_is_said)
{
    const char *trace = trace_of("{'inputs': [[1]], 'targets': [[1]], 'layers': [" LAYER(
        "linear", "[[1]]", "[0]") "], 'loss': {'kind': 'absolute_error'}, " UPDATE "}");
    assert_says(trace, "a1[1] is exactly at a kink, where absolute_error has no derivative");
    const char *away = trace_of("{'inputs': [[1]], 'targets': [[2]], 'layers': [" LAYER(
        "linear", "[[1]]", "[0]") "], 'loss': {'kind': 'absolute_error'}, " UPDATE "}");
    assert_silent(away, "At the kink");
}

Test(trace_kinds, what_the_loss_does_not_depend_on)
{
    const char *trace =
        trace_of("{'inputs': [[1]], 'targets': [[1]], 'layers': [{'weights': [[2]], 'biases': [1], "
                 "'train_biases': false, 'activation': {'name': 'on', 'formula': "
                 "'where(z > 0, 1, 0)'}}], " SQUARED ", " UPDATE "}");
    assert_says(trace, "No derivatives, since they are 0: E does not depend on w1.");
    assert_says(trace, "w1[1,1]      2        none    2");
    assert_says(trace, "b1[1]        1  held fixed    1");
    const char *formulas = trace_of("{'given': {'x': 2, 'y': 3}, 'formulas': ['f = y^2'], "
                                    "'objective': 'f', 'wrt': 'x', " UPDATE "}");
    assert_says(formulas, "Nothing is updated.");
}
