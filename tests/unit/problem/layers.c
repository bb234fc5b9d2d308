/* Layers beyond weights and biases: entries of other kinds, dropout, initializers, penalties; objectives. */
#include "support.h"

#include "number/random.h"

static struct fixture fixture;

static void open_fixture(void)
{
    fixture_open(&fixture);
}

static void close_fixture(void)
{
    fixture_close(&fixture);
}

TestSuite(layers, .init = open_fixture, .fini = close_fixture);

static const char *joined(const char *const *values, size_t count)
{
    const char *text = "";
    for (size_t i = 0; i < count; i++)
        text = arena_printf(fixture.arena, "%s%s%s", text, i ? " " : "", values[i]);
    return text;
}

static const struct problem *network(const char *layers)
{
    return read_good(&fixture, arena_printf(fixture.arena, "{" INPUTS ", 'layers': [%s]}", layers));
}

Test(layers, entries_belong_to_the_dense_layer_before_them)
{
    const struct problem *p = network(
        "{'weights': [[1, 1]], 'biases': [0]}, {'kind': 'activation', 'activation': 'tanh'},"
        " {'kind': 'dropout', 'rate': 0.5, 'seed': 7}, {'kind': 'dense', 'weights': [[1]],"
        " 'biases': [0], 'activation': 'relu'}, {'kind': 'dropout', 'rate': 0.1, 'mask': [[0]]}");
    cr_assert_eq(p->layer_count, 2);
    expect_text(p->layers[0].activation.entry->name, "tanh");
    expect_text(p->layers[0].dropout->rate, "0.5");
    cr_expect_eq(p->layers[0].dropout->seed, 7);
    cr_expect_null(p->layers[0].dropout->mask);
    expect_text(p->layers[1].activation.entry->name, "relu");
    cr_expect_eq(p->layers[1].dropout->mask[0], 0);
}

Test(layers, one_row_of_a_mask_is_for_every_sample)
{
    const struct problem *p = read_good(
        &fixture, "{'inputs': [[1], [2], [3]], 'layers': [{'weights': [[1], [1]], 'biases': [0, 0],"
                  " 'dropout': {'rate': 0.5, 'mask': [[1, 0]]}}]}");
    for (size_t s = 0; s < 3; s++) {
        cr_expect_eq(p->layers[0].dropout->mask[2 * s], 1);
        cr_expect_eq(p->layers[0].dropout->mask[2 * s + 1], 0);
    }
}

Test(layers, shared_bias)
{
    const struct problem *p =
        network("{'weights': [[1, 1], [1, 1]], 'shared_bias': true, 'biases': [3]}");
    expect_text(p->layers[0].biases[0], "3");
    cr_expect_eq(problem_parameter_count(p), 5);
    expect_text(network("{'weights': [[1, 1], [1, 1]], 'shared_bias': true, 'biases': 4}")
                    ->layers[0]
                    .biases[0],
                "4");
}

/* ---- the generator: docs/catalogue.md gives the same numbers ---- */

Test(layers, random_words_are_those_of_splitmix64)
{
    cr_expect_eq(random_word(0, 0), UINT64_C(0xe220a8397b1dcdaf));
    cr_expect_eq(random_word(0, 1), UINT64_C(0x6e789e6aa1b965f4));
    cr_expect_eq(random_word(0, 2), UINT64_C(0x06c45d188009454f));
    cr_expect_eq(random_word(1, 0), UINT64_C(0x910a2dec89025cc1));
    cr_expect_eq(random_bits(0, 0), UINT64_C(0xe220a8397b1dcdaf) >> 11);
}

static const char *initial(const char *initializer)
{
    const struct problem *p =
        network(arena_printf(fixture.arena, "{'units': 3, 'initializer': %s}", initializer));
    expect_text(joined(p->layers[0].biases, 3), "0 0 0");
    return joined(p->layers[0].weights, 6);
}

/* Computed by another program with 60 decimals. */
Test(layers, initializers)
{
    expect_text(initial("'zeros'"), "0 0 0 0 0 0");
    expect_text(initial("{'kind': 'ones'}"), "1 1 1 1 1 1");
    expect_text(initial("{'kind': 'constant', 'value': -0.50}"),
                "-0.50 -0.50 -0.50 -0.50 -0.50 -0.50");
    expect_text(initial("{'kind': 'uniform', 'seed': 1}"),
                "0.006656 0.024578 0.0471 -0.005564 -0.005574 0.026289");
    expect_text(initial("{'kind': 'glorot_uniform', 'seed': 7}"),
                "-0.241371 -1.058664 0.878023 0.181691 -0.104195 -0.548968");
    expect_text(initial("{'kind': 'he_uniform', 'seed': 7}"),
                "-0.381641 -1.673894 1.388276 0.287279 -0.164746 -0.867995");
    expect_text(initial("{'kind': 'normal', 'seed': 1}"),
                "0.021473 0.079289 0.022823 -0.002696 -0.016342 0.077082");
    expect_text(initial("{'kind': 'glorot_normal', 'seed': 7}"),
                "-0.0264 -0.11579 0.554336 0.11471 -0.193526 -1.019626");
    expect_text(initial("{'kind': 'he_normal', 'seed': 7, 'decimals': 3}"),
                "-0.042 -0.183 0.876 0.181 -0.306 -1.612");
}

Test(layers, rounded_digits)
{
    expect_text(initial("{'kind': 'uniform', 'seed': 1, 'decimals': 0}"), "0 0 0 0 0 0");
    expect_text(initial("{'kind': 'uniform', 'seed': 1, 'low': 10, 'high': 10}"),
                "10 10 10 10 10 10");
    expect_text(initial("{'kind': 'normal', 'seed': 1, 'sd': 0, 'mean': 0.5}"),
                "0.5 0.5 0.5 0.5 0.5 0.5");
    const char *digits = initial("{'kind': 'he_normal', 'seed': 7, 'decimals': 20}");
    cr_expect_eq(strncmp(digits, "-0.04174152338145237017 -0.18308020910924769684 ", 48), 0, "%s",
                 digits);
}

Test(layers, biases_beside_an_initializer)
{
    const struct problem *p = network("{'units': 2, 'initializer': 'ones', 'biases': [1, 2]}");
    expect_text(joined(p->layers[0].biases, 2), "1 2");
}

/* ---- masks by seed ---- */

static const char *mask(const char *rate, int update, int sample, int units)
{
    const struct problem *p = network(arena_printf(
        fixture.arena, "{'units': 2, 'initializer': 'ones', 'dropout': {'rate': %s, 'seed': 3}}",
        rate));
    char *bits = arena_alloc(fixture.arena, 64);
    unsigned char kept[64];
    problem_masks(p->layers[0].dropout, update, sample, units, kept);
    for (int k = 0; k < units; k++) {
        bits[k] = problem_mask(p->layers[0].dropout, update, sample, k) ? '1' : '0';
        cr_assert_eq(kept[k], bits[k] == '1');
    }
    return bits;
}

Test(layers, masks_by_seed)
{
    expect_text(mask("0.5", 1, 0, 8), "00001001");
    expect_text(mask("0.5", 1, 1, 8), "10110100");
    expect_text(mask("0.5", 2, 0, 8), "11010010");
    expect_text(mask("0.5", 2, 1, 8), "10100111");
    expect_text(mask("0", 1, 0, 8), "11111111");
    expect_text(mask("0.99999999999999999999", 1, 0, 8), "00000000");
}

/* A unit is kept when its random fraction reaches the rate: at that fraction itself, not just above. */
Test(layers, the_rate_is_compared_exactly)
{
    uint64_t bits = random_bits(random_word(random_word(3, 1), 0), 0);
    struct text exact;
    text_open(&exact, fixture.arena);
    struct arithmetic *arithmetic =
        arithmetic_open(fixture.arena, ARITHMETIC_CERTIFIED, PRECISION_FIRST);
    union cell fraction = number_divide(arithmetic, number_integer(arithmetic, (long)bits),
                                        number_integer(arithmetic, 1L << 53));
    cr_assert_eq(
        number_show(arithmetic, fraction, &(struct digits){DIGITS_SIGNIFICANT, 60}, 1000, &exact),
        SHOWN_EXACT);
    expect_text(mask(exact.bytes, 1, 0, 1), "1");
    expect_text(mask(arena_printf(fixture.arena, "%s0001", exact.bytes), 1, 0, 1), "0");
}

/* ---- penalties and objectives ---- */

Test(layers, penalties)
{
    const struct problem *p =
        read_good(&fixture, "{" INPUTS
                            ", 'layers': [{'weights': [[1, 1], [1, 1]], 'biases': [0, 0], 'l2': 0},"
                            " {'weights': [[1, 1]], 'biases': [0], 'l1': 3}], " TRAINING
                            ", 'penalty': {'l2': 0.5, 'convention': 'half', 'biases': true}}");
    cr_expect(p->penalty.present && p->penalty.biases);
    cr_expect_eq(p->penalty.convention, PENALTY_HALF);
    cr_expect_null(p->layers[0].l2);
    cr_expect_null(p->layers[0].l1);
    expect_text(p->layers[1].l1, "3");
    expect_text(p->layers[1].l2, "0.5");
    const struct problem *none =
        read_good(&fixture, "{" WHOLE ", 'penalty': {'l2': 0.0, 'biases': true}}");
    cr_expect_not(none->penalty.present || none->penalty.biases);
}

Test(layers, objectives)
{
    const struct problem *p = read_good(&fixture, "{" FORWARD ", 'objective': 'sum'}");
    cr_expect_eq(p->objective, OBJECTIVE_SUM);
    cr_expect_eq(p->updates, 1);
    p = read_good(&fixture, "{'inputs': [[1]], 'layers': [{'units': 3, 'initializer': 'ones'}],"
                            " 'objective': 'a1[3]', 'updates': 0}");
    cr_expect_eq(p->objective, OBJECTIVE_OUTPUT);
    cr_expect_eq(p->objective_output, 2);
    cr_expect_eq(p->updates, 0);
}
