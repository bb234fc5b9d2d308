/* Activations and losses: parameters by key and by default, variants, and formulas of the user's own. */
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

TestSuite(own, .init = open_fixture, .fini = close_fixture);

static const struct activation *activation(const char *text)
{
    return &read_good(&fixture, arena_printf(fixture.arena,
                                             "{" INPUTS ", 'layers': [{'activation': %s,"
                                             " 'weights': [[1, 1]], 'biases': [0]}]}",
                                             text))
                ->layers[0]
                .activation;
}

static const struct loss *loss(const char *text)
{
    return &read_good(&fixture, arena_printf(fixture.arena,
                                             "{" INPUTS ", 'layers': [{'weights':"
                                             " [[1, 1], [1, 1]], 'use_bias': false}],"
                                             " 'targets': [[1, 0]], 'loss': %s}",
                                             text))
                ->loss;
}

Test(own, parameters_by_default)
{
    expect_text(activation("'leaky_relu'")->parameters[0], "0.01");
    expect_text(activation("{'kind': 'elu'}")->parameters[0], "1");
    expect_text(activation("{'kind': 'softplus'}")->parameters[0], "1");
    expect_text(loss("'huber'")->parameters[0], "1");
}

Test(own, parameters_by_key)
{
    const struct activation *leaky = activation("{'alpha': 2e-1, 'kind': 'leaky_relu'}");
    expect_text(leaky->entry->name, "leaky_relu");
    expect_text(leaky->parameters[0], "2e-1");
    cr_expect_not(leaky->custom);
    expect_text(loss("{'kind': 'huber', 'delta': 0.25}")->parameters[0], "0.25");
}

Test(own, activation)
{
    const struct activation *swish = activation(
        "{'name': 'swish', 'formula': 'z/(1 + exp(-beta*z))', 'parameters': {'beta': -1}}");
    cr_expect(swish->custom);
    expect_text(swish->entry->name, "swish");
    expect_text(swish->entry->formula, "z/(1 + exp(-beta*z))");
    cr_expect_not(swish->entry->vector);
    cr_expect_null(swish->entry->derivative);
    cr_expect_null(swish->entry->symbol);
    expect_text(swish->entry->parameters[0].name, "beta");
    cr_expect_null(swish->entry->parameters[1].name);
    expect_text(swish->parameters[0], "-1");
}

/* What is accepted is a formula that the catalogue can hand on. */
Test(own, formulas_that_are_accepted)
{
    static const char *const formulas[] = {
        "z",
        "1",
        "pi*z",
        "sigmoid(z)*tanh(softplus(z))",
        "sum(i=1..4, z^i/i)",
        "sum(i=1..4, sum(j=i..4, where(i == j, z, delta(i,j))))",
        "max(i=1..3, i*z) + min(z, 0, b)",
        "where(z > 0, z, b*z)",
    };
    for (size_t i = 0; i < sizeof formulas / sizeof *formulas; i++) {
        const struct activation *found = activation(
            arena_printf(fixture.arena, "{'name': 'f', 'formula': '%s', 'parameters': {%s}}",
                         formulas[i], strchr(formulas[i], 'b') ? "'b': 0.1" : ""));
        cr_expect_not_null(catalogue_formula(fixture.arena, found->entry->formula));
    }
}

Test(own, losses_that_are_accepted)
{
    static const char *const formulas[] = {
        "sum(k=1..K, (t[k] - a[k])^4)",
        "(t[1] - a[1])^2 + 2*(t[2] - a[2])^2",
        "1/K*sum(k=1..K-1, log(1 + exp(a[k+1] - a[k])))",
        "max(k=1..K, abs(t[k] - a[k]))",
        "sum(k=1..K, sum(j=1..K, where(j < k, a[j]*a[k], 0)))",
    };
    for (size_t i = 0; i < sizeof formulas / sizeof *formulas; i++) {
        const struct loss *found =
            loss(arena_printf(fixture.arena, "{'name': 'f', 'formula': '%s'}", formulas[i]));
        cr_expect(found->custom && !found->entry->logarithmic);
        expect_text(found->entry->formula, formulas[i]);
    }
}

Test(own, variants_of_losses)
{
    cr_expect_eq(loss("{'kind': 'binary_cross_entropy', 'from_logits': true}")->entry->variant,
                 LOSS_LOGITS);
    cr_expect_eq(loss("{'kind': 'categorical_cross_entropy', 'clip': 0.1}")->entry->variant,
                 LOSS_CLIP);
    const struct loss *plain =
        loss("{'kind': 'categorical_cross_entropy', 'from_logits': false, 'label_smoothing': 0}");
    cr_expect_eq(plain->entry->variant, LOSS_PLAIN);
    cr_expect_null(plain->smoothing);
    expect_text(loss("{'kind': 'kl_divergence', 'label_smoothing': 0.1}")->smoothing, "0.1");
}
