/* Every mistake of the table put into honest work, and found there: first, or among those that the digits do not tell from
 * the first. */
#include "explain_fixture.h"

TestSuite(explain, .init = open_arena, .fini = close_arena);

#define DIGITS 6

struct mistaken {
    const char *name, *formula, *code;
};

/* Everything but the one value is honest. */
static void assert_found(const char *problem, const struct mistaken *mistake)
{
    struct paper paper = paper_open(problem);
    write_honestly(&paper, DIGITS);
    write_down(&paper, mistake->name, rounded(value_of(&paper, mistake->formula), DIGITS));
    assert_cause(&paper, mistake->name, mistake->code);
}

#define ASSERT_ALL_FOUND(problem, mistakes)                                                        \
    for (size_t i = 0; i < sizeof(mistakes) / sizeof *(mistakes); i++)                             \
    assert_found(problem, &(mistakes)[i])

#define SIGMOID_NET                                                                                \
    "{'inputs': [[0.6, 1.7]], 'targets': [[0.9, 0.2]], 'layers': ["                                \
    "{'units': 2, 'activation': 'sigmoid', 'weights': [[0.31, -0.42], [0.87, 0.23]],"              \
    " 'biases': [0.15, -0.35]}, {'units': 2, 'activation': 'sigmoid',"                             \
    " 'weights': [[0.54, -0.73], [-0.29, 1.13]], 'biases': [0.61, 0.37]}],"                        \
    "'optimizer': {'kind': 'sgd', 'learning_rate': 0.4}, 'updates': 1,"

Test(explain, edits)
{
    static const struct mistaken mistakes[] = {
        {"z1[1]", "w1[1,1]*x[1] - w1[1,2]*x[2] + b1[1]", "minus-for-plus"},
        {"z2[1]", "w2[1,1]*a1[1] + b2[1]", "term-left-out"},
        {"a1[1]", "1/(1 + exp(z1[1]))", "wrong-sign"},
        {"da1[1]/dz1[1]", "a1[1]*(1 + a1[1])", "plus-for-minus"},
        {"da1[1]/dz1[1]", "a1[1]", "factor-left-out"},
        {"dE/dz1[1]", "dE/da1[1]/(da1[1]/dz1[1])", "factor-inverted"},
        {"dE/dz1[1]", "dE/da1[1]*da1[1]/dz1[1]*da1[1]/dz1[1]", "factor-twice"},
        {"s1.E", "1/2*((t[1] - a2[1]) + (t[2] - a2[2])^2)", "power-left-out"},
        {"dE/da1[1]", "dE/dz2[1]*dz2[1]/da1[1]", "term-left-out"},
        {"a1[1]", "1/(1 + exp(-z1[1]))/(1 + exp(-z1[1]))", "factor-twice"},

    };
    ASSERT_ALL_FOUND(SIGMOID_NET "'loss': {'kind': 'squared_error', 'scale': 'half'}}", mistakes);
}

Test(explain, operands_exchanged)
{
    static const struct mistaken mistakes[] = {
        {"z2[1]", "w2[1,1]*a1[2] + w2[1,2]*a1[2] + b2[1]", "wrong-unit"},
        {"z2[1]", "w2[2,1]*a1[1] + w2[1,2]*a1[2] + b2[1]", "wrong-weight"},
        {"z2[1]", "w2[2,1]*a1[1] + w2[2,2]*a1[2] + b2[1]", "wrong-weight"},
        {"z2[2]", "w2[1,2]*a1[1] + w2[2,2]*a1[2] + b2[2]", "transposed-indices"},
        {"dE/da1[2]", "dE/dz2[1]*w2[2,1] + dE/dz2[2]*w2[2,2]", "transposed-indices"},
        {"z2[1]", "w2[1,1]*z1[1] + w2[1,2]*a1[2] + b2[1]", "pre-activation-for-activation"},
        {"da1[1]/dz1[1]", "z1[1]*(1 - z1[1])", "pre-activation-for-activation"},
        {"da1[2]/dz1[2]", "1/(1 + exp(-a1[2]))*(1 - 1/(1 + exp(-a1[2])))",
         "derivative-at-activation"},
        {"dE/da2[1]", "t[1] - a2[1]", "target-output-swapped"},
        {"dz2[1]/da1[1]", "w2[1,1]'", "updated-parameter"},
        {"w2[1,2]'", "w2[1,2] - 0.4*dE/dw2[2,1]", "transposed-indices"},
        {"da1[1]/dz1[1]", "a1[1]*(1 - a1[2])", "wrong-unit"},
    };
    ASSERT_ALL_FOUND(SIGMOID_NET "'loss': {'kind': 'squared_error', 'scale': 'half'}}", mistakes);
}

Test(explain, rules_of_a_sample)
{
    static const struct mistaken mistakes[] = {
        {"z1[2]", "w1[2,1]*x[1] + w1[2,2]*x[2]", "bias-left-out"},
        {"s1.E", "(t[1] - a2[1])^2 + (t[2] - a2[2])^2", "half-left-out"},
        {"dE/da2[2]", "2*(a2[2] - t[2])", "two-added"},
        {"dE/dz2[1]", "dE/da2[1]", "derivative-left-out"},
        {"w2[1,2]'", "w2[1,2] - dE/dw2[1,2]", "learning-rate-left-out"},
        {"w2[1,2]'", "w2[1,2] + 0.4*dE/dw2[1,2]", "step-added"},
        {"w2[1,2]'", "w2[1,2]", "step-left-out"},
    };
    ASSERT_ALL_FOUND(SIGMOID_NET "'loss': {'kind': 'squared_error', 'scale': 'half'}}", mistakes);
    static const struct mistaken without_half[] = {
        {"s1.E", "((t[1] - a2[1])^2 + (t[2] - a2[2])^2)/2", "half-added"},
        {"s1.E", "((t[1] - a2[1])^2 + (t[2] - a2[2])^2)/2", "mean-for-sum"},
        {"dE/da2[2]", "a2[2] - t[2]", "two-left-out"},
    };
    ASSERT_ALL_FOUND(SIGMOID_NET "'loss': {'kind': 'squared_error'}}", without_half);
    static const struct mistaken logarithmic[] = {
        {"s1.E",
         "-(t[1]*log(a2[1]) + (1 - t[1])*log(1 - a2[1]) + t[2]*log(a2[2]) "
         "+ (1 - t[2])*log(1 - a2[2]))/log(2)",
         "log-base"},
        {"dE/dz2[1]", "(a2[1] - t[1])*a2[1]*(1 - a2[1])", "derivative-twice"},
    };
    ASSERT_ALL_FOUND(SIGMOID_NET "'loss': {'kind': 'binary_cross_entropy'}}", logarithmic);
    static const struct mistaken binary[] = {
        {"s1.E",
         "-(t[1]*log(a2[1]) + (1 - t[1])*log(1 - a2[1]) + t[2]*log(a2[2]) "
         "+ (1 - t[2])*log(1 - a2[2]))",
         "log-base"},
    };
    ASSERT_ALL_FOUND(SIGMOID_NET "'loss': {'kind': 'binary_cross_entropy', 'log_base': 2}}",
                     binary);
}

#define SOFTMAX_NET                                                                                \
    "{'inputs': [[0.6, 1.7], [-0.8, 0.3]], 'targets': [[0.2, 0.5, 0.3], [0.6, 0.1, 0.3]],"         \
    "'layers': [{'units': 2, 'activation': 'tanh', 'weights': [[0.31, -0.42], [0.87, 0.23]],"      \
    " 'biases': [0.15, -0.35]}, {'units': 3, 'activation': 'softmax',"                             \
    " 'weights': [[0.54, -0.73], [-0.29, 1.13], [0.47, 0.91]], 'biases': [0.61, 0.37, -0.5]}],"    \
    "'optimizer': {'kind': 'sgd', 'learning_rate': 0.4}, 'updates': 1,"

Test(explain, rules_of_a_batch)
{
    static const struct mistaken mistakes[] = {
        {"s1.a2[1]", "exp(s1.z2[1])", "divisor-left-out"},
        {"s1.dE/dz2[1]", "s1.dE/da2[1]*s1.da2[1]/dz2[1]", "softmax-diagonal-only"},
        {"s1.dE/dz2[1]", "(s1.a2[1] - s1.t[1])*s1.a2[1]*(1 - s1.a2[1])", "derivative-twice"},
        {"E", "s1.E + s2.E", "sum-for-mean"},
        {"E", "(s1.E + s2.E)/2/log(2)", "log-base"},
        {"dE/dw2[1,1]", "s1.dE/dw2[1,1] + s2.dE/dw2[1,1]", "sum-for-mean"},
        {"dE/dw2[1,1]", "(s1.dE/dz2[1] + s2.dE/dz2[1])/2*(s1.a1[1] + s2.a1[1])/2",
         "product-of-means"},
        {"dE/dw1[1,2]",
         "(s1.dE/dz2[1] + s2.dE/dz2[1])/2*(s1.x[2] + s2.x[2])/2"
         "*(s1.da1[1]/dz1[1] + s2.da1[1]/dz1[1])/2*w2[1,1]"
         "+ (s1.dE/dz2[2] + s2.dE/dz2[2])/2*(s1.x[2] + s2.x[2])/2"
         "*(s1.da1[1]/dz1[1] + s2.da1[1]/dz1[1])/2*w2[2,1]"
         "+ (s1.dE/dz2[3] + s2.dE/dz2[3])/2*(s1.x[2] + s2.x[2])/2"
         "*(s1.da1[1]/dz1[1] + s2.da1[1]/dz1[1])/2*w2[3,1]",
         "product-of-means"},
        {"s1.z1[1]", "w1[1,1]*s2.x[1] + w1[1,2]*s2.x[2] + b1[1]", "other-sample"},
        {"s1.z1[1]", "w1[1,1]*s1.x[1] + w1[1,2]*s2.x[2] + b1[1]", "other-sample"},
    };
    ASSERT_ALL_FOUND(SOFTMAX_NET "'loss': {'kind': 'categorical_cross_entropy'}}", mistakes);
    static const struct mistaken summed[] = {
        {"E", "(s1.E + s2.E)/2", "mean-for-sum"},
        {"dE/dw2[1,1]", "(s1.dE/dw2[1,1] + s2.dE/dw2[1,1])/2", "mean-for-sum"},
    };
    ASSERT_ALL_FOUND(SOFTMAX_NET "'loss': {'kind': 'categorical_cross_entropy', 'batch': 'sum'}}",
                     summed);
}

#define NEURON                                                                                     \
    "{'inputs': [[0.6, 1.7]], 'targets': [[0.9]], 'layers': [{'units': 1, 'activation': "          \
    "'sigmoid', 'weights': [[0.31, -0.42]], 'biases': [0.15]}], 'loss': {'kind': "                 \
    "'squared_error', 'scale': 'half'}, 'updates': 2,"

/* What the numbers of a loss are is said by where they stand. */
Test(explain, numbers_of_losses)
{
    static const struct mistaken mean[] = {
        {"s1.E", "(t[1] - a2[1])^2 + (t[2] - a2[2])^2", "sum-for-mean"},
    };
    ASSERT_ALL_FOUND(SIGMOID_NET "'loss': {'kind': 'squared_error', 'scale': 'mean'}}", mean);
    static const struct mistaken huber[] = {
        {"s1.E", "((t[1] - a2[1])^2 + (t[2] - a2[2])^2/2)/2", "divisor-left-out"},
    };
    ASSERT_ALL_FOUND(SIGMOID_NET "'loss': {'kind': 'huber', 'scale': 'half'}}", huber);
    static const struct mistaken decimal[] = {
        {"s1.E",
         "-(t[1]*log(a2[1]) + (1 - t[1])*log(1 - a2[1]) + t[2]*log(a2[2]) "
         "+ (1 - t[2])*log(1 - a2[2]))/log(2)",
         "log-base"},
        {"dE/da2[1]", "-(t[1]/a2[1] - (1 - t[1])/(1 - a2[1]))", "log-base"},
    };
    ASSERT_ALL_FOUND(SIGMOID_NET "'loss': {'kind': 'binary_cross_entropy', 'log_base': 10}}",
                     decimal);
}

Test(explain, numbers_of_derivatives)
{
    static const struct mistaken thirds[] = {
        {"s1.dE/da2[1]", "1/3*(s1.a2[1] - s1.t[1])", "two-left-out"},
        {"s1.dE/da2[1]", "2*(s1.a2[1] - s1.t[1])", "sum-for-mean"},
        {"s1.dE/da2[1]", "2/3*2/3*(s1.a2[1] - s1.t[1])", "factor-twice"},
    };
    ASSERT_ALL_FOUND(SOFTMAX_NET "'loss': {'kind': 'squared_error', 'scale': 'mean'}}", thirds);
}

Test(explain, formulas_of_ones_own)
{
    static const struct mistaken mistakes[] = {
        {"c", "exp(-x)", "wrong-sign"},
        {"d", "-1/y", "factor-left-out"},
        {"d", "-x*x/y", "factor-twice"},
        {"d", "1/y/(-x)", "factor-inverted"},
    };
    ASSERT_ALL_FOUND("{'given': {'x': 0.31, 'y': 1.7}, 'formulas': ['c = exp(x)', 'd = -x/y', "
                     "'f = c*d'], 'objective': 'f'}",
                     mistakes);
}

Test(explain, values_of_the_update_before)
{
    static const struct mistaken mistakes[] = {
        {"u2.s1.z1[1]", "u1.w1[1,1]*x[1] + u1.w1[1,2]*x[2] + u1.b1[1]", "stale-values"},
        {"u2.s1.z1[1]", "u1.w1[1,1]*x[1] + u2.w1[1,2]*x[2] + u2.b1[1]", "stale-values"},
        {"u2.s1.dE/da1[1]", "u1.s1.a1[1] - t[1]", "stale-values"},
        {"u3.w1[1,2]", "u1.w1[1,2] - 0.4*u2.dE/dw1[1,2]", "stale-values"},
        {"u3.w1[1,2]", "u2.w1[1,2] - 0.4*u1.dE/dw1[1,2]", "stale-values"},
    };
    ASSERT_ALL_FOUND(NEURON "'optimizer': {'kind': 'sgd', 'learning_rate': 0.4}}", mistakes);
}

Test(explain, optimizers)
{
    static const struct mistaken adam[] = {
        {"u1.mhat.w1[1,1]", "u1.m.w1[1,1]", "bias-correction-left-out"},
        {"u2.vhat.w1[1,1]", "u2.v.w1[1,1]/(1 - 0.999)", "step-count"},
        {"u2.vhat.w1[1,1]", "u2.v.w1[1,1]/(1 - 0.999^3)", "step-count"},
        {"u2.w1[1,1]", "u1.w1[1,1] - 0.4*u1.mhat.w1[1,1]/sqrt(u1.vhat.w1[1,1] + 0.1)",
         "epsilon-inside-root"},
        {"u2.w1[1,1]", "u1.w1[1,1] - 0.4*u1.m.w1[1,1]/(sqrt(u1.v.w1[1,1]) + 0.1)",
         "bias-correction-left-out"},
        {"u2.w1[1,1]", "u1.w1[1,1] - u1.mhat.w1[1,1]/(sqrt(u1.vhat.w1[1,1]) + 0.1)",
         "learning-rate-left-out"},
        {"u2.w1[1,1]", "u1.w1[1,1] + 0.4*u1.mhat.w1[1,1]/(sqrt(u1.vhat.w1[1,1]) + 0.1)",
         "step-added"},
    };
    ASSERT_ALL_FOUND(NEURON "'optimizer': {'kind': 'adam', 'learning_rate': 0.4, 'epsilon': 0.1}}",
                     adam);
    static const struct mistaken decayed[] = {
        {"u2.w1[1,1]",
         "u1.w1[1,1] + 0.4*0.3*u1.w1[1,1] + 0.4*u1.mhat.w1[1,1]/(sqrt(u1.vhat.w1[1,1]) + 0.1)",
         "step-added"},
    };
    ASSERT_ALL_FOUND(NEURON "'optimizer': {'kind': 'adamw', 'learning_rate': 0.4, 'epsilon': 0.1,"
                            "'weight_decay': 0.3}}",
                     decayed);
    static const struct mistaken classical[] = {
        {"u2.w1[1,1]", "u1.w1[1,1] - u1.v.w1[1,1]", "step-added"},
    };
    ASSERT_ALL_FOUND(NEURON "'optimizer': {'kind': 'momentum', 'form': 'classical', "
                            "'learning_rate': 0.4, 'momentum': 0.9}}",
                     classical);
    static const struct mistaken rmsprop[] = {
        {"u2.w1[1,1]", "u1.w1[1,1] - 0.4*u1.dE/dw1[1,1]/(sqrt(u1.v.w1[1,1]) + 0.1)",
         "epsilon-outside-root"},
    };
    ASSERT_ALL_FOUND(NEURON "'optimizer': {'kind': 'rmsprop', 'form': 'epsilon_inside',"
                            "'learning_rate': 0.4, 'epsilon': 0.1}}",
                     rmsprop);
}

/* ---- writing ---- */

static void assert_slip(enum habit habit, const char *name, const char *text, const char *code)
{
    struct paper paper = paper_open(SIGMOID_NET "'loss': {'kind': 'squared_error'}}");
    write_honestly(&paper, DIGITS);
    paper.habit = habit;
    write_down(&paper, name, text);
    assert_cause(&paper, name, code);
}

Test(explain, slips_of_writing)
{
    assert_slip(HABIT_NEAREST, "z2[1]", "3.64452", "decimal-point"); /* 0.364452 */
    assert_slip(HABIT_NEAREST, "z2[1]", "0.346452", "digits-transposed");
    assert_slip(HABIT_NEAREST, "z2[1]", "3.064452", "digits-transposed");
    assert_slip(HABIT_NEAREST, "z2[1]", "0.064452", "digit-wrong");
    assert_slip(HABIT_NEAREST, "z2[1]", "0.36452", "digit-lost");
    assert_slip(HABIT_NEAREST, "z2[1]", "0.3644452", "digit-doubled");
    assert_slip(HABIT_NEAREST, "z2[1]", "0.384452", "digit-wrong");
    assert_slip(HABIT_NEAREST, "z2[1]", "-0.364452", "sign-lost");
    assert_slip(HABIT_NEAREST, "z2[1]", "0.365", "rounded-twice"); /* 0.36445 */
    assert_slip(HABIT_NEAREST, "a2[2]", "0.725529", "truncated");  /* 0.72552965 */
    assert_slip(HABIT_NEAREST, "dE/dz1[1]", "-3.41767e-1", "exponent-wrong");
    assert_slip(HABIT_NEAREST, "dE/dz1[1]", "-3.41767e-9", "exponent-wrong");
    assert_slip(HABIT_NEAREST, "dE/dz1[1]", "-3.41767e2", "exponent-sign");
    assert_slip(HABIT_NEAREST, "w1[1,1]'", "0.564382", "value-copied");
    assert_slip(HABIT_NEAREST, "b1[1]'", "0.151367", "decimal-point-of-change");
}

/* What was computed from a value is not where it was copied from. */
Test(explain, nobody_copies_from_what_comes_of_it)
{
    struct paper paper = paper_open(NEURON "'optimizer': {'kind': 'sgd', 'learning_rate': 0.4}}");
    write_honestly(&paper, DIGITS);
    write_down(&paper, "u1.s1.E", "0.0815273");
    write_down(&paper, "u1.E", "0.0815273");
    struct causes causes = causes_of(&paper, "u1.s1.E");
    cr_assert_eq(causes.count, 0, "%s", list_of(&causes));
}

Test(explain, value_of_another_that_was_not_written)
{
    struct paper paper = paper_open(SIGMOID_NET "'loss': {'kind': 'squared_error'}}");
    write_honestly(&paper, DIGITS);
    write_down(&paper, "w2[1,1]'", "");
    write_down(&paper, "w1[1,1]'", "0.564382");
    assert_cause(&paper, "w1[1,1]'", "true-value-of-another");
}

/* ---- steps that were not written ---- */

Test(explain, mistakes_in_steps_that_were_not_written)
{
    struct paper paper =
        paper_open(SIGMOID_NET "'loss': {'kind': 'squared_error', 'scale': 'half'}}");
    write_honestly(&paper, DIGITS);
    const char *wrong = rounded(value_of(&paper, "dE/da2[1]*dz2[1]/dw2[1,2]"), DIGITS);
    write_down(&paper, "dE/dz2[1]", "");
    write_down(&paper, "dE/dw2[1,2]", wrong);
    assert_cause(&paper, "dE/dw2[1,2]", "derivative-left-out");
}

/* The products with one figure, which is not that of this step. */
static void write_products(struct paper *paper, int sample, double figure)
{
    for (int i = 1; i <= 2; i++) {
        const char *x = arena_printf(arena, "s%d.x[%d]", sample, i);
        write_down(paper, arena_printf(arena, "s%d.dE/dw1[1,%d]", sample, i),
                   rounded(figure * truth_of(line_called(paper, x)), DIGITS));
    }
}

Test(explain, one_wrong_figure_behind_several_values)
{
    struct paper paper = paper_open(SOFTMAX_NET "'loss': {'kind': 'categorical_cross_entropy'}}");
    write_honestly(&paper, DIGITS);
    write_down(&paper, "s1.dE/dz1[1]", "");
    write_down(&paper, "s2.dE/dz1[1]", "");
    write_products(&paper, 1, 3.2174);
    assert_cause(&paper, "s1.dE/dw1[1,1]", "unwritten-step");
    assert_cause(&paper, "s1.dE/dw1[1,2]", "unwritten-step");
    write_products(&paper, 2, 3.2174);
    assert_cause(&paper, "s1.dE/dw1[1,1]", "stale-values");
    struct causes causes = causes_of(&paper, "s2.dE/dw1[1,1]");
    cr_assert_not_null(strstr(causes.items[0].message, "about 3.217 in place of dE/dz1[1]"), "%s",
                       list_of(&causes));
    write_products(&paper, 1, 5.1283);
    write_down(&paper, "s1.dE/dw1[1,2]", "2.15283");
    causes = causes_of(&paper, "s1.dE/dw1[1,1]");
    cr_assert_eq(causes.count, 0, "%s", list_of(&causes));
}

/* ---- what is no explanation ---- */

Test(explain, what_nothing_leads_to)
{
    struct paper paper = paper_open(SIGMOID_NET "'loss': {'kind': 'squared_error'}}");
    write_honestly(&paper, DIGITS);
    write_down(&paper, "z2[1]", "0.815273");
    struct causes causes = causes_of(&paper, "z2[1]");
    cr_assert_eq(causes.count, 0, "%s", list_of(&causes));
}

Test(explain, what_could_be_anything_explains_nothing)
{
    struct paper paper = paper_open(SIGMOID_NET "'loss': {'kind': 'squared_error'}}");
    write_honestly(&paper, DIGITS);
    write_down(&paper, "a1[1]", "0");
    write_down(&paper, "a1[2]", "1e3");
    write_down(&paper, "z2[1]", "90");
    struct causes causes = causes_of(&paper, "z2[1]");
    cr_assert_eq(causes.count, 0, "%s", list_of(&causes));
}

/* Divided by y, which may be 0. */
Test(explain, what_has_no_bounds_explains_nothing)
{
    struct paper paper =
        paper_open("{'given': {'x': 2, 'c': 0.01}, 'formulas': ['y = c^2', 'f = x*y']}");
    write_down(&paper, "y", "0.0");
    write_down(&paper, "f", "12345/7");
    struct causes causes = causes_of(&paper, "f");
    cr_assert_eq(causes.count, 0, "%s", list_of(&causes));
    write_down(&paper, "f", "7e999");
    causes = causes_of(&paper, "f");
    cr_assert_eq(causes.count, 0, "%s", list_of(&causes));
}

Test(explain, a_copy_has_all_digits_or_it_is_said)
{
    struct paper paper = paper_open("{'given': {'x': 0.59688, 'y': 3.1}, 'formulas': "
                                    "['a = x^2 + 0.2406142656', 'f = y^3']}");
    write_down(&paper, "a", "0.59688");
    write_down(&paper, "f", "0.59688");
    assert_cause(&paper, "f", "value-copied");
    struct causes copied = causes_of(&paper, "f");
    cr_assert_not_null(strstr(copied.items[0].message, "what you wrote for a."));
    write_down(&paper, "f", "0.597");
    struct causes shortened = causes_of(&paper, "f");
    assert_cause(&paper, "f", "value-copied");
    cr_assert_not_null(strstr(shortened.items[0].message, "what you wrote for a with more digits."),
                       "%s", list_of(&shortened));
    cr_assert_lt(shortened.items[0].weight, copied.items[0].weight - 3);
}

/* Cut, it is 5; a number that is cut to 4 is less. */
Test(explain, the_end_of_what_is_cut_is_open)
{
    struct paper paper = paper_open("{'given': {'x': 2, 'y': 3, 'w': 7}, 'formulas': "
                                    "['f = x + y + w'], 'objective': 'f'}");
    paper.habit = HABIT_EITHER;
    write_down(&paper, "f", "5");
    assert_cause(&paper, "f", "term-left-out");
    write_down(&paper, "f", "4");
    struct causes causes = causes_of(&paper, "f");
    cr_assert_eq(causes.count, 0, "%s", list_of(&causes));
}

/* One digit of six says next to nothing of two. */
Test(explain, one_wrong_digit_needs_others_that_are_right)
{
    struct paper paper = paper_open(SIGMOID_NET "'loss': {'kind': 'squared_error'}}");
    write_honestly(&paper, DIGITS);
    write_down(&paper, "z2[1]", "0.86");
    struct causes causes = causes_of(&paper, "z2[1]");
    cr_assert_eq(causes.count, 0, "%s", list_of(&causes));
    write_down(&paper, "z2[1]", "0.764");
    assert_cause(&paper, "z2[1]", "digit-wrong");
}

Test(explain, sentences_have_the_figures)
{
    struct paper paper = paper_open(SIGMOID_NET "'loss': {'kind': 'squared_error'}}");
    write_honestly(&paper, 4);
    write_down(&paper, "w2[1,2]'", "-0.634490");
    struct causes causes = causes_of(&paper, "w2[1,2]'");
    cr_assert_geq(causes.count, 1);
    cr_assert_str_eq(causes.items[0].message,
                     "Your figures give -0.73 - 0.4*(-9.551e-2) = -0.691796; you wrote what "
                     "-0.73 - (-9.551e-2) = -0.63449 gives: the learning rate 0.4 was left out.");
}

/* ---- accepted values ---- */

Test(explain, no_remark_on_what_is_as_expected)
{
    struct paper paper = paper_open(SIGMOID_NET "'loss': {'kind': 'squared_error'}}");
    write_honestly(&paper, DIGITS);
    for (int i = 0; i < paper.sheet->count; i++) {
        struct situation situation = situation_of(&paper, &paper.sheet->lines[i]);
        struct cause remark;
        if (writing(&paper, i))
            cr_assert_not(explain_accepted(arena, &situation, &remark), "%s: %s",
                          paper.sheet->lines[i].id, remark.message);
    }
}
