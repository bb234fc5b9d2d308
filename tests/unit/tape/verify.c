/* Verifying gradients: the ways agree on sound tapes, and a wrong rule is found and named. */
#include "tape/verify.h"
#include "support.h"
#include "tape/difference.h"

TestSuite(verify, .init = open_arena, .fini = close_arena);

static const struct gradient_checks *verified_run(struct run *run, int update)
{
    const struct gradient_checks *checks = verify_gradients(arena, run, update);
    cr_assert_not_null(checks, "%s",
                       diagnostics.first ? diagnostics.first->message : "no diagnostic");
    return checks;
}

static const struct gradient_checks *verified(const char *text, int update)
{
    return verified_run(run_of(text, 6), update);
}

static void expect_agreement(const char *text, size_t gradients)
{
    const struct gradient_checks *checks = verified(text, 1);
    cr_expect_eq(checks->checked, gradients, "%zu gradients of %s", checks->checked, text);
    cr_expect_null(checks->first, "%s: %s: %s", text, checks->first->id, checks->first->message);
    for (size_t i = 0; i < checks->checked; i++)
        expect_text(checks->checks[i].symbolic, checks->checks[i].chain);
}

Test(verify, sound_tapes_agree)
{
    expect_agreement(TWO_THREE_ONE, 13);
    expect_agreement(TWO_THREE_ONE_MIXED, 13);
    expect_agreement(TWO_TWO_TWO, 12);
    expect_agreement(TWO_TWO_TWO_FIXED_BIASES, 8);
    expect_agreement(BATCH_OF_THREE, 19);
    expect_agreement(SOFTMAX_OF_SIX, 17);
    expect_agreement(ONE_UNIT_SOFTMAX, 6);
}

#define PART(formula)                                                                              \
    "{'given': {'w': [7, 8, 9], 'v': [0.5, -0.5, 3]}, 'objective': 'f', 'formulas': [" formula "]" \
    "}"

/* A quantity may have more elements than a sum over it takes. */
Test(verify, sums_over_a_part)
{
    expect_agreement(PART("'f = sum(k=1..2, w[k]*v[k])'"), 6);
    expect_agreement(PART("'f = sum(k=2..3, w[k-1]*v[k]^2)'"), 6);
    expect_agreement(PART("'f = mean(k=1..2, w[k]*v[k+1])'"), 6);
    expect_agreement(PART("'f = sum(j=1..3, sum(k=1..2, w[j]*v[k]*delta(j,k)))'"), 6);
    expect_agreement(PART("'f = sum(j=1..3, sum(k=1..j, w[j]*v[k]))'"), 6);
    expect_agreement(PART("'f = prod(j=1..2, sum(k=j..2, w[k]*v[k]))'"), 6);
    expect_agreement(PART("'f = max(k=1..2, w[k]*v[k]) + min(k=2..3, w[k]*v[k])'"), 6);
    expect_agreement(PART("'h[i] (i=1..3) = w[i]*sum(k=1..2, v[k])', 'f = sum(i=1..2, h[i]^2)'"),
                     6);
    expect_agreement(
        PART("'h[i] (i=1..3) = sum(k=1..2, v[k]*delta(k,i))', 'f = sum(i=1..3, h[i]*w[i])'"), 6);
}

Test(verify, inputs_of_every_sample)
{
    const struct gradient_checks *checks = verified(
        "{'inputs': [[1,2],[3,4]], 'targets': [[1],[0]], 'layers': [{'activation': 'sigmoid',"
        "'weights': [[0.5,-0.25]], 'biases': [0.125]}], 'loss': 'squared_error',"
        "'wrt_inputs': true, 'optimizer': {'learning_rate': 1}}",
        1);
    cr_expect_eq(checks->taken, 7);
    cr_expect_null(checks->first);
    expect_text(checks->checks[0].id, "u1.s1.dE/dx[1]");
    expect_text(checks->checks[3].id, "u1.s2.dE/dx[2]");
}

/* A problem whose hidden layer has an activation with this derivative instead of the catalogue's. */
static struct run *run_with_derivative(const char *derivative)
{
    const struct problem *sound = problem_of(TWO_THREE_ONE);
    struct problem *problem = arena_alloc(arena, sizeof *problem);
    struct layer *layers = arena_array(arena, 2, sizeof *layers);
    struct activation_entry *entry = arena_alloc(arena, sizeof *entry);
    *problem = *sound;
    memcpy(layers, sound->layers, 2 * sizeof *layers);
    *entry = *sound->layers[0].activation.entry;
    entry->derivative = derivative;
    layers[0].activation.entry = entry;
    problem->layers = layers;
    return run_open(arena, tape_compile(arena, problem, &diagnostics),
                    &(struct run_settings){.digits = {DIGITS_SIGNIFICANT, 6}}, &diagnostics);
}

Test(verify, a_wrong_rule_is_named)
{
    const struct gradient_checks *checks = verified_run(run_with_derivative("a*(1 + a)"), 1);
    cr_assert_not_null(checks->first);
    expect_text(checks->first->id, "u1.dE/dw1[1,1]");
    cr_expect_eq(checks->first->verdict, VERDICT_SYMBOLIC);
    size_t wrong = 0;
    for (size_t i = 0; i < checks->checked; i++)
        if (checks->checks[i].verdict != VERDICT_AGREE) {
            wrong++;
            expect_text(checks->checks[i].difference, checks->checks[i].symbolic);
            cr_expect_str_neq(checks->checks[i].chain, checks->checks[i].symbolic);
        }
    cr_expect_eq(wrong, 9, "the hidden layer's parameters are wrong, found %zu", wrong);
    cr_expect_null(verified_run(run_with_derivative("a*(1 - a)"), 1)->first);
    cr_expect_null(verified_run(run_with_derivative("a - a^2"), 1)->first);
}

Test(verify, a_later_update)
{
    const struct gradient_checks *checks =
        verified("{'inputs': [[6, 1]], 'targets': [[1]], 'layers': [{'activation': 'tanh',"
                 "'weights': [[0.5,0.25]], 'biases': [1]}], 'loss': 'squared_error',"
                 "'updates': 4, 'optimizer': {'learning_rate': 0.1}}",
                 3);
    cr_expect_null(checks->first);
    expect_text(checks->checks[0].id, "u3.dE/dw1[1,1]");
}

/* ---- difference quotients ---- */

/* A formulas problem of one quantity x, whose f has this derivative there. */
static const struct gradient_checks *verified_formula(const char *formula, const char *x)
{
    return verified(arena_printf(arena,
                                 "{'given': {'x': %s}, 'formulas': ['f = %s'], 'objective': 'f', "
                                 "'wrt': ['x']}",
                                 x, formula),
                    1);
}

Test(verify, quotients_are_bounded)
{
    const struct gradient_checks *checks = verified_formula("x^3", "2");
    cr_assert_eq(checks->checked, 1);
    expect_text(checks->checks[0].id, "df/dx");
    expect_text(checks->checks[0].chain, "12");
    expect_text(checks->checks[0].difference, "12.0000"); /* 12 + h^2 */
    cr_expect_eq(checks->checks[0].verdict, VERDICT_AGREE);
    cr_expect_lt(strtod(checks->checks[0].bound, NULL), 1e-19);
    cr_expect_gt(strtod(checks->checks[0].bound, NULL), 1e-21);
    checks = verified_formula("x^2", "3");
    expect_text(checks->checks[0].difference, "6");
    expect_text(checks->checks[0].bound, "0");
}

/* Third derivatives that are huge beside the first: a smaller step is taken, with more precision. */
Test(verify, steps_become_smaller_where_they_must)
{
    cr_expect_null(verified_formula("sin(100000000*x)", "0.7")->first);
    cr_expect_null(verified_formula("exp(-1/x)", "0.0009765625")->first);
    cr_expect_null(verified_formula("log(x)", "1e-30")->first);
}

static void expect_kink(const char *formula, const char *x, const char *derivative)
{
    const struct gradient_checks *checks = verified_formula(formula, x);
    cr_expect_null(checks->first, "%s: %s", formula, checks->first->message);
    cr_expect_eq(checks->kinks, 1, "%s", formula);
    expect_text(checks->checks[0].chain, derivative);
    expect_text(checks->checks[0].symbolic, derivative);
    cr_expect_null(checks->checks[0].bound);
}

Test(verify, kinks_are_reported_not_counted_as_disagreement)
{
    expect_kink("max(0, x)", "0", "0");
    expect_kink("max(0, x - 1) + x", "1.0000000000001", "2");
    expect_kink("abs(x - 1)", "1", "0");
    expect_kink("where(x > 2, x^2, 4*x)", "2", "4");
    cr_expect_eq(verified_formula("max(0, x)", "0.001")->kinks, 0);
}

/* The derivative of an intermediate quantity: what it is itself made of stays as it is. */
/* An output exactly at the clip: the trace takes the slope from inside, max and min in the symbolic way that of the
 * number. There is no derivative, so neither is wrong. */
Test(verify, two_conventions_at_one_kink)
{
    const struct gradient_checks *checks = verified(
        "{'inputs': [[0.3]], 'targets': [[0]], 'layers': [{'weights': [[1]], 'biases': [0]}],"
        "'loss': {'kind': 'binary_cross_entropy', 'clip': 0.3}, 'optimizer': {'learning_rate': 1}}",
        1);
    cr_expect_null(checks->first);
    cr_expect_eq(checks->kinks, 2);
    cr_expect_eq(checks->checks[0].verdict, VERDICT_KINK);
}

Test(verify, quantities_that_are_computed)
{
    const struct gradient_checks *checks =
        verified("{'given': {'x': 2, 'y': 3}, 'formulas': ['q = x*y', 'r = q^2', 'f = q*r + x'], "
                 "'objective': 'f', 'wrt': ['x', 'q', 'r']}",
                 1);
    cr_expect_null(checks->first);
    cr_assert_eq(checks->checked, 3);
}

/* The ball of a quotient and its remainder holds the derivative and hardly anything else: wrong ones are refuted. */
Test(verify, wrong_derivatives_are_refuted_by_the_quotient_alone)
{
    struct run *run = run_of("{'given': {'x': 2}, 'formulas': ['f = x^3 + exp(x - 2)'], "
                             "'objective': 'f', 'wrt': ['x']}",
                             6);
    cr_assert(run_next(run));
    struct scalar_graph *graph = graph_open(arena, run);
    size_t x = graph_node(graph, run_tape(run)->families[0], 0, 0);
    size_t f = graph_node(graph, run_tape(run)->families[1], 0, 0);
    graph_want(graph, x);
    cr_assert(graph_evaluate(graph));
    struct difference difference;
    cr_assert(difference_take(difference_open(arena, graph), x, f, &difference));
    cr_assert_eq(difference.fault, FAULT_NONE);
    static const struct {
        const char *derivative;
        enum comparison comparison;
    } cases[] = {{"13", UNDECIDED},
                 {"13.0000000000000001", LESS},
                 {"12.9999999999999999", GREATER},
                 {"0", GREATER},
                 {"-13", GREATER}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        union cell claimed =
            number_literal(graph->arithmetic, cases[i].derivative, strlen(cases[i].derivative));
        cr_expect_eq(number_compare(graph->arithmetic, difference.derivative, claimed),
                     cases[i].comparison, "%s", cases[i].derivative);
    }
}
