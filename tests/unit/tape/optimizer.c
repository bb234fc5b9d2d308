/* Optimizers, penalties and schedules on the smallest network there is: E = w^2/2, so that the gradient is w and every
 * value can be had by hand. */
#include "support.h"

TestSuite(optimizer, .init = open_arena, .fini = close_arena);

/* w = 1, x = 1, t = 0, no bias. */
#define UNIT_WITH(layer, rest)                                                                     \
    "{'inputs': [[1]], 'targets': [[0]], 'layers': [{'weights': [[1]], 'use_bias': false" layer    \
    "}], 'loss': {'kind': 'squared_error', 'scale': 'half'}" rest "}"
#define OPTIMIZED(optimizer, updates)                                                              \
    UNIT_WITH("", ", 'optimizer': {" optimizer ", 'learning_rate': 0.1}, 'updates': " updates)

struct expected {
    const char *id, *shown;
};

static void expect_all(const char *text, const struct expected *expected)
{
    const struct trace *trace = trace_of(text, 12);
    for (; expected->id; expected++)
        expect_shown(trace, expected->id, expected->shown);
}

Test(optimizer, momentum_in_its_three_forms)
{
    expect_all(OPTIMIZED("'kind': 'momentum'", "2"), (struct expected[]){{"u0.v.w1[1,1]", "0"},
                                                                         {"u1.v.w1[1,1]", "1"},
                                                                         {"u2.w1[1,1]", "0.9"},
                                                                         {"u2.v.w1[1,1]", "1.8"},
                                                                         {"u3.w1[1,1]", "0.72"},
                                                                         {NULL, NULL}});
    expect_all(OPTIMIZED("'kind': 'momentum', 'form': 'classical'", "2"),
               (struct expected[]){{"u1.v.w1[1,1]", "-0.1"},
                                   {"u2.v.w1[1,1]", "-0.18"},
                                   {"u3.w1[1,1]", "0.72"},
                                   {NULL, NULL}});
    expect_all(OPTIMIZED("'kind': 'momentum', 'form': 'averaging'", "2"),
               (struct expected[]){{"u1.v.w1[1,1]", "0.1"},
                                   {"u2.w1[1,1]", "0.99"},
                                   {"u2.v.w1[1,1]", "0.189"},
                                   {"u3.w1[1,1]", "0.9711"},
                                   {NULL, NULL}});
}

/* The look-ahead form keeps the point at which the gradient is taken: with a constant rate both are one path. */
Test(optimizer, both_forms_of_nesterov_take_one_path)
{
    static const struct expected path[] = {
        {"u2.w1[1,1]", "0.81"}, {"u3.w1[1,1]", "0.5751"}, {NULL, NULL}};
    expect_all(OPTIMIZED("'kind': 'nesterov'", "2"), path);
    expect_all(OPTIMIZED("'kind': 'nesterov', 'form': 'lookahead'", "2"), path);
}

Test(optimizer, adam_with_every_piece_of_state)
{
    const struct trace *trace = trace_of(OPTIMIZED("'kind': 'adam', 'epsilon': 1", "2"), 12);
    expect_shown(trace, "u1.m.w1[1,1]", "0.1");
    expect_shown(trace, "u1.v.w1[1,1]", "0.001");
    expect_exact(trace, "u1.mhat.w1[1,1]", "1");
    expect_exact(trace, "u1.vhat.w1[1,1]", "1");
    expect_exact(trace, "u2.w1[1,1]", "0.95");
    const struct record *m = at(trace, "u2.m.w1[1,1]");
    expect_text(m->formula, "beta1*u1.m.w1[1,1] + (1 - beta1) * dE/dw1[1,1]");
    expect_text(m->substitution, "0.9*0.1 + (1 - 0.9)*0.95");
    expect_text(m->operands, "u1.m.w1[1,1] u2.dE/dw1[1,1]");
    expect_text(m->name, "m.w1[1,1]");
    expect_text(at(trace, "u2.mhat.w1[1,1]")->formula, "m.w1[1,1] / (1 - beta1^2)");
    cr_expect_eq(m->role, ROLE_STATE);
}

Test(optimizer, the_count_goes_on_where_updates_were_done_before)
{
    const struct trace *trace = trace_of(
        OPTIMIZED("'kind': 'adam', 'state': {'updates': 4, 'm': 0.5, 'v': {'w1': [[0.25]]}}", "1"),
        6);
    expect_text(at(trace, "u5.mhat.w1[1,1]")->formula, "m.w1[1,1] / (1 - beta1^5)");
    expect_exact(trace, "u4.m.w1[1,1]", "0.5");
    expect_exact(trace, "u4.v.w1[1,1]", "0.25");
    cr_expect_not_null(find(trace, "u5.w1[1,1]"));
    cr_expect_not_null(find(trace, "u6.w1[1,1]"));
    cr_expect_null(find(trace, "u1.w1[1,1]"));
}

Test(optimizer, weight_decay_in_the_gradient_or_apart_from_it)
{
    expect_all(OPTIMIZED("'kind': 'sgd', 'weight_decay': 0.5", "1"),
               (struct expected[]){{"u1.dE/dw1[1,1]", "1"},
                                   {"u1.g.w1[1,1]", "1.5"},
                                   {"u2.w1[1,1]", "0.85"},
                                   {NULL, NULL}});
    /* 1 - 0.1*0.5*1 - 0.1*1/(1 + 1) */
    expect_all(OPTIMIZED("'kind': 'adamw', 'weight_decay': 0.5, 'epsilon': 1", "1"),
               (struct expected[]){{"u1.m.w1[1,1]", "0.1"}, {"u2.w1[1,1]", "0.9"}, {NULL, NULL}});
}

Test(optimizer, a_schedule_makes_the_rate_a_step)
{
    const struct trace *trace =
        trace_of(OPTIMIZED("'schedule': {'kind': 'step', 'every': 2, 'gamma': 0.5}", "3"), 6);
    expect_exact(trace, "u1.alpha", "0.1");
    expect_exact(trace, "u2.alpha", "0.1");
    expect_exact(trace, "u3.alpha", "0.05");
    expect_text(at(trace, "u3.alpha")->formula, "alpha0*0.5^1");
    expect_text(at(trace, "u4.w1[1,1]")->operands, "u3.w1[1,1] u3.alpha u3.dE/dw1[1,1]");
    expect_all(OPTIMIZED("'schedule': {'kind': 'exponential', 'gamma': 0.5}", "3"),
               (struct expected[]){{"u1.alpha", "0.1"}, {"u3.alpha", "0.025"}, {NULL, NULL}});
    expect_all(OPTIMIZED("'schedule': {'kind': 'time', 'decay': 0.5}", "3"),
               (struct expected[]){{"u1.alpha", "0.1"}, {"u3.alpha", "0.05"}, {NULL, NULL}});
}

/* ---- penalties ---- */

#define PENALISED(penalty) UNIT_WITH("", ", 'penalty': {" penalty "}")

Test(optimizer, penalties_by_convention)
{
    expect_all(PENALISED("'l2': 0.1"), (struct expected[]){{"u1.s1.dE/dw1[1,1]", "1"},
                                                           {"u1.R", "0.1"},
                                                           {"u1.dR/dw1[1,1]", "0.2"},
                                                           {"u1.dE/dw1[1,1]", "1.2"},
                                                           {"u1.s1.E", "0.5"},
                                                           {"u1.E", "0.6"},
                                                           {NULL, NULL}});
    expect_all(PENALISED("'l2': 0.1, 'convention': 'half'"),
               (struct expected[]){{"u1.R", "0.05"}, {"u1.dR/dw1[1,1]", "0.1"}, {NULL, NULL}});
    expect_all(PENALISED("'l1': 0.1, 'l2': 0.2"),
               (struct expected[]){{"u1.R", "0.3"}, {"u1.dR/dw1[1,1]", "0.5"}, {NULL, NULL}});
}

/* lambda/(2m): two samples. Their gradients are 1 and 4, the mean 2.5. */
Test(optimizer, a_penalty_over_the_batch)
{
    static const char text[] = "{'inputs': [[1], [2]], 'targets': [[0], [0]], 'layers': "
                               "[{'weights': [[1]], 'biases': [0]}], "
                               "'loss': {'kind': 'squared_error', 'scale': 'half'}, "
                               "'penalty': {'l2': 0.4, 'convention': 'half_over_m'}}";
    const struct trace *trace = trace_of(text, 6);
    expect_exact(trace, "u1.R", "0.1");
    expect_exact(trace, "u1.dR/dw1[1,1]", "0.2");
    expect_exact(trace, "u1.dE/dw1[1,1]", "2.7");
    expect_exact(trace, "u1.dE/db1[1]", "1.5");
    cr_expect_null(find(trace, "u1.dR/db1[1]"));
}

/* ---- layers ---- */

Test(optimizer, dropout_scales_what_it_keeps)
{
    static const char text[] =
        "{'inputs': [[1]], 'targets': [[0]], 'layers': ["
        "{'weights': [[1], [3]], 'biases': [0, 0], 'dropout': {'rate': 0.2, 'mask': [[0, 1]]}},"
        "{'weights': [[1, 1]], 'biases': [0]}], 'loss': {'kind': 'squared_error', 'scale': "
        "'half'}}";
    const struct trace *trace = trace_of(text, 6);
    expect_exact(trace, "u1.s1.mask1[1]", "0");
    expect_exact(trace, "u1.s1.d1[1]", "0");
    expect_exact(trace, "u1.s1.d1[2]", "3.75");
    expect_exact(trace, "u1.s1.dd1[2]/da1[2]", "1.25");
    expect_exact(trace, "u1.s1.dE/dd1[2]", "3.75");
    expect_exact(trace, "u1.s1.dE/da1[2]", "4.6875");
    expect_exact(trace, "u1.dE/dw1[1,1]", "0");
    expect_text(at(trace, "u1.s1.d1[2]")->substitution, "3*1 / (1 - 0.2)");
}

/* The gradient of a tied bias is the sum of those its units would have. */
Test(optimizer, a_shared_bias)
{
    static const char text[] =
        "{'inputs': [[1]], 'targets': [[0, 0]], 'layers': [{'weights': [[1], [2]], 'biases': "
        "[0.5], "
        "'shared_bias': true}], 'loss': {'kind': 'squared_error', 'scale': 'half'}, "
        "'optimizer': {'learning_rate': 0.1}}";
    const struct trace *trace = trace_of(text, 6);
    expect_exact(trace, "u1.b1", "0.5");
    expect_exact(trace, "u1.dE/db1", "4");
    expect_exact(trace, "u2.b1", "0.1");
}
