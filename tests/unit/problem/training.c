/* Valid problems: loss, optimizer, updates, batches, and the defaults that depend on each other. */
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

TestSuite(training, .init = open_fixture, .fini = close_fixture);

#define LOSS_OBJECT(keys) "'loss': {" keys "}"
#define WITH_LOSS(keys) "{" FORWARD ", " TARGETS ", " OPTIMIZER ", " LOSS_OBJECT(keys) "}"

Test(training, everything_for_one_update_means_one_update)
{
    const struct problem *p = read_good(&fixture, "{" WHOLE "}");
    cr_expect_eq(p->updates, 1);
    expect_text(p->optimizer.entry->name, "sgd");
    expect_text(p->optimizer.learning_rate, "0.1");
    expect_text(p->loss.entry->name, "squared_error");
    cr_expect_eq(p->loss.scale, SCALE_SUM);
    cr_expect_eq(p->loss.batch, REDUCTION_MEAN);
    cr_expect_eq(p->loss.log_base, LOG_BASE_E);
    cr_expect_null(p->loss.log_add);
    cr_expect_null(p->loss.clip);
}

Test(training, loss_without_optimizer_means_gradients_and_no_update)
{
    const struct problem *p =
        read_good(&fixture, "{" FORWARD ", " TARGETS ", " LOSS ", 'forward_after': true}");
    cr_expect_eq(p->updates, 1);
    cr_expect_null(p->optimizer.entry);
    cr_expect_not(p->forward_after);
    expect_text(p->loss.entry->name, "squared_error");
}

Test(training, updates_may_be_0_with_everything_there)
{
    const struct problem *p =
        read_good(&fixture, "{" FORWARD ", " TARGETS ", " LOSS
                            ", 'optimizer': {}, 'updates': 0, 'forward_after': true}");
    cr_expect_eq(p->updates, 0);
    expect_text(p->optimizer.entry->name, "sgd");
    cr_expect_null(p->optimizer.learning_rate);
    cr_expect_not(p->forward_after);
}

Test(training, forward_only_with_updates_0_and_an_idle_optimizer)
{
    const struct problem *p = read_good(&fixture, "{" FORWARD ", 'updates': 0, " OPTIMIZER "}");
    cr_expect_eq(p->updates, 0);
}

Test(training, many_updates_and_flags)
{
    const struct problem *p = read_good(
        &fixture, "{" WHOLE ", 'updates': 1000000, 'forward_after': true, 'wrt_inputs': true}");
    cr_expect_eq(p->updates, 1000000);
    cr_expect(p->forward_after && p->wrt_inputs);
}

Test(training, any_finite_learning_rate)
{
    const struct problem *p =
        read_good(&fixture, "{" FORWARD ", " TARGETS ", " LOSS
                            ", 'optimizer': {'kind': 'sgd', 'learning_rate': -0}}");
    expect_text(p->optimizer.learning_rate, "-0");
}

Test(training, scales_and_reductions)
{
    static const char *const scales[] = {"sum", "half", "mean", "half_mean"};
    for (int scale = SCALE_SUM; scale <= SCALE_HALF_MEAN; scale++) {
        const char *text = arena_printf(
            fixture.arena, WITH_LOSS("'kind': 'squared_error', 'scale': '%s', 'batch': '%s'"),
            scales[scale], scale % 2 ? "sum" : "mean");
        const struct problem *p = read_good(&fixture, text);
        cr_expect_eq((int)p->loss.scale, scale);
        cr_expect_eq(p->loss.batch, scale % 2 ? REDUCTION_SUM : REDUCTION_MEAN);
    }
}

Test(training, log_bases)
{
    static const struct {
        const char *text;
        enum log_base base;
    } cases[] = {{"'e'", LOG_BASE_E}, {"'2'", LOG_BASE_2}, {"'10'", LOG_BASE_10}, {"2", LOG_BASE_2},
                 {"10", LOG_BASE_10}, {"2.0", LOG_BASE_2}, {"1e1", LOG_BASE_10}};
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        const char *text =
            arena_printf(fixture.arena, WITH_LOSS("'kind': 'binary_cross_entropy', 'log_base': %s"),
                         cases[i].text);
        cr_expect_eq(read_good(&fixture, text)->loss.log_base, cases[i].base, "%s", cases[i].text);
    }
}

Test(training, log_add_or_clip)
{
    const struct problem *p =
        read_good(&fixture, WITH_LOSS("'kind': 'categorical_cross_entropy', 'log_add': 1e-10"));
    expect_text(p->loss.log_add, "1e-10");
    cr_expect_null(p->loss.clip);
    p = read_good(&fixture,
                  WITH_LOSS("'kind': 'binary_cross_entropy', 'clip': 0.49999999999999999999999"));
    expect_text(p->loss.clip, "0.49999999999999999999999");
    cr_expect_null(p->loss.log_add);
}

/* ---- batches ---- */

#define FIVE "'inputs': [[1, 0], [2, 0], [3, 0], [4, 0], [5, 0]], " LAYERS

static void expect_batch(const struct problem *problem, int number, const char *wanted)
{
    struct text joined;
    text_open(&joined, fixture.arena);
    for (int i = 0; i < problem->batches[number].count; i++)
        text_printf(&joined, "%s%d", i ? " " : "", problem->batches[number].samples[i]);
    expect_text(joined.bytes, wanted);
}

Test(training, all_samples_are_one_batch)
{
    const struct problem *p = read_good(&fixture, "{" FIVE "}");
    cr_assert_eq(p->batch_count, 1);
    expect_batch(p, 0, "0 1 2 3 4");
}

Test(training, batch_size_slices_in_order_and_keeps_the_rest)
{
    const struct problem *p = read_good(&fixture, "{" FIVE ", 'batch_size': 2}");
    cr_assert_eq(p->batch_count, 3);
    expect_batch(p, 0, "0 1");
    expect_batch(p, 1, "2 3");
    expect_batch(p, 2, "4");
}

Test(training, batch_size_above_the_number_of_samples_is_all)
{
    const struct problem *p = read_good(&fixture, "{" FIVE ", 'batch_size': 32}");
    cr_assert_eq(p->batch_count, 1);
    expect_batch(p, 0, "0 1 2 3 4");
}

Test(training, batches_count_samples_from_1)
{
    const struct problem *p =
        read_good(&fixture, "{" FIVE ", 'batches': [[5, 1], [3], [1, 2, 3]]}");
    cr_assert_eq(p->batch_count, 3);
    expect_batch(p, 0, "4 0");
    expect_batch(p, 1, "2");
    expect_batch(p, 2, "0 1 2");
}
