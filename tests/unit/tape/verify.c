/* Verifying gradients: the ways agree on sound tapes, and a wrong rule is found and named. */
#include "tape/verify.h"
#include "support.h"

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
    struct digits digits = {DIGITS_SIGNIFICANT, 6};
    return run_open(arena, tape_compile(arena, problem, &diagnostics),
                    &(struct run_settings){.digits = digits}, &diagnostics);
}

Test(verify, a_wrong_rule_is_named)
{
    const struct gradient_checks *checks = verified_run(run_with_derivative("a*(1 + a)"), 1);
    cr_assert_not_null(checks->first);
    expect_text(checks->first->id, "u1.dE/dw1[1,1]");
    cr_expect_eq(checks->first->verdict, VERDICT_SYMBOLIC);
    size_t wrong = 0;
    for (size_t i = 0; i < checks->checked; i++)
        wrong += checks->checks[i].verdict != VERDICT_AGREE;
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
