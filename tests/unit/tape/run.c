/* Running: known results, and laws that hold whatever the numbers are. */
#include "support.h"

TestSuite(run, .init = open_arena, .fini = close_arena);

/* ---- known results ---- */

/* Matt Mazur, "A Step by Step Backpropagation Example" (2015), to the digits widely quoted. */
Test(run, the_widely_known_example)
{
    const struct trace *trace = trace_of(TWO_TWO_TWO_FIXED_BIASES, 9);
    expect_exact(trace, "u1.s1.z1[1]", "0.3775");
    expect_shown(trace, "u1.s1.a1[1]", "0.593269992");
    expect_shown(trace, "u1.s1.a1[2]", "0.596884378");
    expect_shown(trace, "u1.s1.z2[1]", "1.10590597");
    expect_shown(trace, "u1.s1.a2[1]", "0.751365070");
    expect_shown(trace, "u1.s1.a2[2]", "0.772928465");
    expect_shown(trace, "u1.E", "0.298371109");
    expect_shown(trace, "u1.s1.dE/dz2[1]", "0.138498562");
    expect_shown(trace, "u1.dE/dw2[1,1]", "0.0821670406");
    expect_shown(trace, "u2.w2[1,1]", "0.358916480");
    expect_shown(trace, "u2.w2[2,2]", "0.561370121");
    expect_shown(trace, "u2.w1[1,1]", "0.149780716");
    expect_shown(trace, "u2.w1[2,2]", "0.299502287");
    expect_shown(trace, "u2.E", "0.291027774");
    cr_expect_null(find(trace, "u1.dE/db1[1]"));
    cr_expect_null(find(trace, "u2.b1[1]"));
}

Test(run, with_biases_trained_the_loss_falls_further)
{
    const struct trace *trace = trace_of(TWO_TWO_TWO, 9);
    expect_shown(trace, "u1.E", "0.298371109");
    cr_expect_lt(at(trace, "u2.E")->value, 0.291027774);
    expect_text(at(trace, "u2.s1.z1[1]")->operands,
                "u2.w1[1,1] s1.x[1] u2.w1[1,2] s1.x[2] u2.b1[1]");
}

/* Fixed parameters keep the id of the first update: no later step makes them. */
Test(run, operands_of_a_fixed_bias)
{
    const struct trace *trace = trace_of(TWO_TWO_TWO_FIXED_BIASES, 9);
    expect_text(at(trace, "u2.s1.z1[1]")->operands,
                "u2.w1[1,1] s1.x[1] u2.w1[1,2] s1.x[2] u1.b1[1]");
}

Test(run, formulas_and_numbers_of_a_step)
{
    const struct trace *trace = trace_of(TWO_THREE_ONE, 6);
    const struct record *error = at(trace, "u1.s1.dE/dz2[1]");
    expect_text(error->formula, "dE/da2[1] * da2[1]/dz2[1]");
    expect_text(error->substitution, "-0.0180040*0.0176798");
    expect_text(error->operands, "u1.s1.dE/da2[1] u1.s1.da2[1]/dz2[1]");
    const struct record *update = at(trace, "u2.w2[1,1]");
    expect_text(update->name, "w2[1,1]'");
    expect_text(update->formula, "w2[1,1] - alpha * dE/dw2[1,1]");
    expect_text(update->substitution, "1 - 0.1*(-0.000318201)");
    expect_text(update->operands,
                "u1.w2[1,1] u1.dE/dw2[1,1]"); /* alpha is a number of the problem */
    expect_text(at(trace, "u1.s1.a1[1]")->formula, "sigmoid(z1[1])");
    expect_text(at(trace, "u1.s1.a1[1]")->substitution, "1 / (1 + exp(-8))");
    cr_expect_null(at(trace, "u1.w1[1,1]")->formula);
    expect_text(at(trace, "u1.w1[1,1]")->operands, "");
}

/* A new parameter is shown to the third digit of its change. */
Test(run, a_small_change_is_seen)
{
    const struct trace *trace = trace_of(TWO_THREE_ONE, 6);
    expect_shown(trace, "u2.w1[1,1]", "1.0000000640");
    expect_shown(trace, "u2.w2[1,1]", "1.0000318");
}

/* ---- exact values ---- */

/* Two equal units with weights 1 and -1, a third with weight 0: only the bias is left. */
Test(run, equal_units_cancel_exactly)
{
    expect_exact(trace_of(TWO_THREE_ONE_MIXED, 6), "u1.s1.z2[1]", "0.1");
}

Test(run, relu_at_exactly_zero_takes_its_convention)
{
    const struct trace *trace = trace_of("{'inputs': [[1]], 'targets': [[1]], 'layers': "
                                         "[{'activation': 'relu', 'weights': [[1]], 'biases': "
                                         "[-1]}, {'activation': 'sigmoid', 'weights': [[2]], "
                                         "'biases': [0]}], 'loss': 'squared_error', "
                                         "'optimizer': {'learning_rate': 0.1}}",
                                         6);
    expect_exact(trace, "u1.s1.z1[1]", "0");
    expect_exact(trace, "u1.s1.da1[1]/dz1[1]", "0");
    cr_expect_not(at(trace, "u1.s1.da1[1]/dz1[1]")->comparison);
    expect_exact(trace, "u1.s1.a2[1]", "0.5");
    expect_exact(trace, "u1.s1.dE/da1[1]", "-0.5");
    expect_exact(trace, "u1.dE/dw1[1,1]", "0");
    expect_exact(trace, "u2.w1[1,1]", "1");
}

Test(run, softmax_of_equal_logits_is_a_third)
{
    struct run *run = run_of(
        "{'inputs': [[1]], 'layers': [{'activation': 'softmax', 'weights': [[0.3],[0.3],[0.3]], "
        "'biases': [0.1,0.1,0.1]}]}",
        6);
    cr_assert(run_next(run));
    struct arithmetic *arithmetic = run_arithmetic(run);
    union cell third =
        number_divide(arithmetic, number_integer(arithmetic, 1), number_integer(arithmetic, 3));
    for (size_t i = 0; i < 3; i++) {
        struct step step = run_step(run, tape_family(run_tape(run), SCOPE_STEP, "a1"), 0, i);
        cr_expect(number_same(arithmetic, step_cell(&step), third));
        cr_expect_eq(step_shown(&step)->state, SHOWN_ROUNDED);
        expect_text(step_shown(&step)->text, "0.333333");
    }
}

Test(run, a_learning_rate_of_zero_changes_nothing)
{
    const struct trace *trace =
        trace_of("{'inputs': [[0.05]], 'targets': [[0.1]], 'layers': [{'activation': "
                 "'sigmoid', 'weights': [[0.15]], 'biases': [0.35]}], 'loss': "
                 "'squared_error', 'optimizer': {'learning_rate': 0}, 'updates': 2}",
                 10);
    expect_exact(trace, "u2.w1[1,1]", "0.15");
    expect_exact(trace, "u3.b1[1]", "0.35");
    expect_text(at(trace, "u2.E")->shown, at(trace, "u1.E")->shown);
}

/* ---- laws of batches ---- */

#define TWO_LAYERS                                                                                 \
    "'layers': [{'activation': 'tanh', 'weights': [[0.4,-0.3],[0.2,0.9]], 'biases': [0.1,-0.2]},"  \
    "{'activation': 'sigmoid', 'weights': [[0.7,0.5]], 'biases': [0.05]}], 'optimizer': "          \
    "{'learning_rate': 0.1}, "

Test(run, a_mean_of_equal_samples_is_the_sample)
{
    const struct trace *batch =
        trace_of("{" TWO_LAYERS "'inputs': [[1,2],[1,2],[1,2]], 'targets': [[1],[1],[1]], "
                 "'loss': 'squared_error'}",
                 40);
    const struct trace *alone = trace_of(
        "{" TWO_LAYERS "'inputs': [[1,2]], 'targets': [[1]], 'loss': 'squared_error'}", 40);
    static const char *const ids[] = {"u1.E",           "u1.dE/dw1[2,1]", "u1.dE/db1[1]",
                                      "u1.dE/dw2[1,2]", "u2.w1[1,1]",     "u2.b2[1]"};
    for (size_t i = 0; i < sizeof ids / sizeof *ids; i++)
        expect_text(at(batch, ids[i])->shown, at(alone, ids[i])->shown);
    expect_text(at(batch, "u1.s2.dE/dw1[2,1]")->shown, at(batch, "u1.dE/dw1[2,1]")->shown);
    cr_expect_null(find(alone, "u1.s1.dE/dw1[2,1]"));
}

#define THREE_SAMPLES "'inputs': [[1,2],[-1,0.5],[0.25,3]], 'targets': [[1],[0],[0.5]], "

Test(run, a_sum_is_the_number_of_samples_times_the_mean)
{
    const struct trace *mean =
        trace_of("{" TWO_LAYERS THREE_SAMPLES "'loss': 'squared_error'}", 40);
    const struct trace *sum = trace_of(
        "{" TWO_LAYERS THREE_SAMPLES "'loss': {'kind': 'squared_error', 'batch': 'sum'}}", 40);
    static const char *const ids[] = {"u1.E", "u1.dE/dw1[2,1]", "u1.dE/db1[1]", "u1.dE/dw2[1,2]"};
    struct arithmetic *arithmetic = arithmetic_open(arena, ARITHMETIC_CERTIFIED, 256);
    for (size_t i = 0; i < sizeof ids / sizeof *ids; i++) {
        const char *text = at(mean, ids[i])->shown;
        union cell three = number_integer(arithmetic, 3);
        union cell thrice =
            number_multiply(arithmetic, three, number_literal(arithmetic, text, strlen(text)));
        cr_expect(number_agrees(arithmetic, thrice, at(sum, ids[i])->shown, 1e-38), "%s", ids[i]);
    }
    /* Before the reduction both have the same error terms, of each sample's own loss. */
    for (int s = 1; s <= 3; s++) {
        const char *id = arena_printf(arena, "u1.s%d.dE/dz1[2]", s);
        expect_text(at(sum, id)->shown, at(mean, id)->shown);
    }
}

/* The mean over the outputs divides by their number, a half halves. */
Test(run, scales_are_factors)
{
    static const struct {
        const char *scale;
        double factor;
    } scales[] = {{"sum", 1}, {"half", 0.5}, {"mean", 0.25}, {"half_mean", 0.125}};
    for (size_t i = 0; i < sizeof scales / sizeof *scales; i++) {
        const struct trace *trace = trace_of(
            arena_printf(
                arena,
                "{'inputs': [[1]], 'targets': [[0,0,0,0]], 'layers': [{'weights': "
                "[[1],[2],[3],[4]], 'biases': [0,0,0,0]}], 'loss': {'kind': 'squared_error', "
                "'scale': '%s'}, 'optimizer': {'learning_rate': 1}}",
                scales[i].scale),
            6);
        cr_expect_eq(at(trace, "u1.E")->value, 30 * scales[i].factor);
        cr_expect_eq(at(trace, "u1.s1.dE/da1[3]")->value, 6 * scales[i].factor);
        cr_expect_eq(at(trace, "u1.s1.dE/da1[3]")->state, SHOWN_EXACT);
    }
}

/* ---- updates and batches ---- */

#define FIVE_UPDATES(more)                                                                         \
    "{'inputs': [[1],[2],[3]], 'targets': [[1],[0],[1]], 'layers': [{'weights': [[0.5]], "         \
    "'biases': [0]}], "                                                                            \
    "'loss': 'squared_error', 'optimizer': {'learning_rate': 0.125}, 'updates': 5" more "}"

Test(run, batches_come_round_again)
{
    const struct trace *trace = trace_of(FIVE_UPDATES(", 'batch_size': 2"), 6);
    static const int first[] = {1, 3, 1, 3, 1};
    for (int u = 1; u <= 5; u++) {
        cr_expect(find(trace, arena_printf(arena, "u%d.s%d.z1[1]", u, first[u - 1])), "update %d",
                  u);
        cr_expect_null(find(trace, arena_printf(arena, "u%d.s%d.z1[1]", u, 4 - first[u - 1])),
                       "update %d", u);
        bool both = first[u - 1] == 1;
        cr_expect_eq(find(trace, arena_printf(arena, "u%d.s2.z1[1]", u)) != NULL, both);
    }
    expect_text(at(trace, "u1.E")->formula, "(s1.E + s2.E) / 2");
    expect_text(at(trace, "u2.E")->formula, "s3.E");
    expect_text(at(trace, "u2.E")->operands, "u2.s3.E");
    expect_text(at(trace, "u3.dE/dw1[1,1]")->operands, "u3.s1.dE/dw1[1,1] u3.s2.dE/dw1[1,1]");
    /* u1: E = ((1/2 - 1)^2 + 1)/2, dE/dw = (2*(-1/2)*1 + 2*1*2)/2 = 3/2 */
    expect_exact(trace, "u1.E", "0.625");
    expect_exact(trace, "u2.w1[1,1]", "0.3125");
}

Test(run, batches_as_written)
{
    const struct trace *trace = trace_of(FIVE_UPDATES(", 'batches': [[3],[1,2]]"), 6);
    cr_expect_not_null(find(trace, "u1.s3.E"));
    cr_expect_null(find(trace, "u1.s1.E"));
    cr_expect_not_null(find(trace, "u4.s2.E"));
    cr_expect_not_null(find(trace, "u5.s3.E"));
    cr_expect_null(find(trace, "u6.E"));
    cr_expect_not_null(find(trace, "u6.w1[1,1]"));
}

/* What one update makes is what the next one begins with. */
Test(run, updates_hang_together)
{
    const struct trace *trace = trace_of(FIVE_UPDATES(""), 17);
    for (int u = 1; u <= 5; u++) {
        double old = at(trace, arena_printf(arena, "u%d.w1[1,1]", u))->value;
        double gradient = at(trace, arena_printf(arena, "u%d.dE/dw1[1,1]", u))->value;
        double next = at(trace, arena_printf(arena, "u%d.w1[1,1]", u + 1))->value;
        cr_expect_float_eq(next, old - 0.125 * gradient, 1e-15);
        const char *z = arena_printf(arena, "u%d.s1.z1[1]", u);
        expect_text(at(trace, z)->operands,
                    arena_printf(arena, "u%d.w1[1,1] s1.x[1] u%d.b1[1]", u, u));
    }
}

Test(run, forward_after_writes_one_more_pass)
{
    const struct trace *trace = trace_of(FIVE_UPDATES(", 'forward_after': true"), 6);
    cr_expect_not_null(find(trace, "u6.s2.a1[1]"));
    cr_expect_not_null(find(trace, "u6.E"));
    cr_expect_null(find(trace, "u6.s1.dE/da1[1]"));
    cr_expect_null(find(trace, "u7.w1[1,1]"));
    cr_expect_lt(at(trace, "u6.E")->value, at(trace, "u1.E")->value);
}

/* ---- no value ---- */

static void expect_domain_error(const char *text, const char *message)
{
    struct run *run = run_of(text, 6);
    while (run_next(run))
        continue;
    cr_assert(run_failed(run));
    cr_expect_not(run_next(run));
    cr_assert_eq(diagnostics.errors, 1);
    cr_expect_eq(diagnostics.first->code, DIAGNOSTIC_DOMAIN_ERROR);
    expect_text(diagnostics.first->message, message);
}

Test(run, the_logarithm_of_a_unit_that_is_off)
{
    expect_domain_error(
        "{'inputs': [[1],[-1]], 'targets': [[1],[1]], 'layers': [{'activation': 'relu', 'weights': "
        "[[1]], 'biases': [0]}], 'loss': 'binary_cross_entropy', 'optimizer': {'learning_rate': "
        "1}}",
        "u1.s2.E has no value: logarithm of a number that is not positive in "
        "-(t[1]*log(a1[1]) + (1 - t[1])*log(1 - a1[1]))");
}

/* The same by way of a value that is 0 but cannot be proven to be: softmax sums to 1. */
Test(run, the_logarithm_of_what_cannot_be_told_from_zero)
{
    expect_domain_error(
        "{'inputs': [[1]], 'targets': [[1]], 'layers': [{'activation': 'softmax', 'weights': "
        "[[0.5],[0.2]], 'biases': [0,0]}, {'weights': [[1,1]], 'biases': [-1]}], "
        "'loss': 'categorical_cross_entropy', 'optimizer': {'learning_rate': 1}}",
        "u1.s1.E has no value: logarithm of a number that is not positive, as far as 4096 bits can "
        "tell, in -(t[1]*log(a2[1]))");
}

Test(run, beyond_the_range_of_exponents)
{
    struct run *run =
        run_of("{'inputs': [[1e300]], 'layers': [{'activation': 'softmax', 'weights': [[1],[2]], "
               "'biases': [0,0]}]}",
               6);
    cr_expect_not(run_next(run));
    cr_expect(run_failed(run));
    cr_expect_eq(diagnostics.first->code, DIAGNOSTIC_DOMAIN_ERROR);
}

/* A row of the mask belongs to a row of the data, wherever in a batch that stands. */
Test(run, masks_of_each_sample)
{
    const struct trace *trace = trace_of(
        "{'inputs': [[1],[2]], 'targets': [[1],[1]], 'batches': [[2, 1]], 'loss': 'squared_error', "
        "'layers': [{'weights': [[1],[3]], 'biases': [0, 0], 'dropout': {'rate': 0.5, 'mask': "
        "[[1, 0],[0, 1]]}}, {'weights': [[1, 1]], 'biases': [0]}]}",
        6);
    static const char *const expected[][2] = {{"u1.s1.mask1[1]", "1"}, {"u1.s1.mask1[2]", "0"},
                                              {"u1.s1.d1[1]", "2"},    {"u1.s1.d1[2]", "0"},
                                              {"u1.s2.mask1[1]", "0"}, {"u1.s2.mask1[2]", "1"},
                                              {"u1.s2.d1[1]", "0"},    {"u1.s2.d1[2]", "12"}};
    for (size_t i = 0; i < sizeof expected / sizeof *expected; i++)
        expect_exact(trace, expected[i][0], expected[i][1]);
}
