/* Metrics: the numbers that the homework's program printed for ten classes, and small cases worked out by hand. */
#include "training/metrics.h"

#include "../arena_fixture.h"
#include <math.h>
#include <string.h>

TestSuite(metrics, .init = open_arena, .fini = close_arena);

/* The sets of these tests have targets in an array; nothing else of a data set is looked at. */
static const double *set_targets;

void data_set_gather(const struct data_set *set, const int *rows, int count, void *inputs,
                     void *targets)
{
    cr_assert_null(inputs);
    for (int i = 0; i < count * set->outputs; i++) {
        double target = set_targets[rows[i / set->outputs] * set->outputs + i % set->outputs];
        if (set->precision == PRECISION_SINGLE)
            ((float *)targets)[i] = (float)target;
        else
            ((double *)targets)[i] = target;
    }
}

static const struct loss_entry plain = {.name = "categorical_cross_entropy"},
                               hinge = {.name = "hinge"},
                               logits = {.name = "binary_cross_entropy", .variant = LOSS_LOGITS};

static struct problem problem_of(const struct loss_entry *loss, int outputs)
{
    return (struct problem){.loss.entry = loss, .output_count = outputs};
}

/* ---- the homework's ten classes ---- */

/* Rows are true classes. */
static const int printed[10][10] = {
    {969, 0, 1, 1, 1, 1, 3, 2, 2, 0},  {0, 1120, 4, 2, 0, 1, 3, 1, 4, 0},
    {2, 0, 1014, 5, 1, 0, 2, 5, 3, 0}, {0, 0, 5, 996, 0, 1, 0, 3, 3, 2},
    {1, 0, 3, 0, 961, 0, 5, 2, 0, 10}, {2, 0, 0, 17, 1, 859, 6, 2, 4, 1},
    {6, 2, 3, 1, 3, 1, 939, 0, 3, 0},  {1, 3, 12, 4, 0, 0, 0, 1002, 3, 3},
    {3, 0, 5, 11, 4, 1, 1, 4, 942, 3}, {1, 3, 0, 6, 7, 3, 0, 9, 1, 979},
};

/* The printed report: precision, recall, F1 and support of each class, then their means. */
static const struct class_metrics report[10] = {{0.98, 0.99, 0.99, 980},  {0.99, 0.99, 0.99, 1135},
                                                {0.97, 0.98, 0.98, 1032}, {0.95, 0.99, 0.97, 1010},
                                                {0.98, 0.98, 0.98, 982},  {0.99, 0.96, 0.98, 892},
                                                {0.98, 0.98, 0.98, 958},  {0.97, 0.97, 0.97, 1028},
                                                {0.98, 0.97, 0.97, 974},  {0.98, 0.97, 0.98, 1009}};
static const struct class_metrics report_mean = {0.98, 0.98, 0.98, 10000};

static void expect_printed(const struct class_metrics *found, const struct class_metrics *expected,
                           const char *what)
{
    cr_expect(fabs(found->precision - expected->precision) <= 0.005, "%s precision %.4f", what,
              found->precision);
    cr_expect(fabs(found->recall - expected->recall) <= 0.005, "%s recall %.4f", what,
              found->recall);
    cr_expect(fabs(found->f1 - expected->f1) <= 0.005, "%s F1 %.4f", what, found->f1);
    cr_expect_eq(found->support, expected->support, "%s support %ld", what, found->support);
}

/* Every row of the matrix as a prediction: the largest of ten outputs. */
static void add_row(struct metrics_counter *counter, int row, int predicted)
{
    float outputs[10] = {0};
    outputs[predicted] = 0.5f;
    metrics_add(counter, &row, 1, outputs, 0.25);
}

Test(metrics, ten_classes_of_the_homework)
{
    struct problem problem = problem_of(&plain, 10);
    int labels[10] = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9};
    struct data_set set = {.problem = &problem, .outputs = 10, .classes = 10, .labels = labels};
    struct metrics_counter *counter = metrics_open(arena, &set);
    for (int class = 0; class < 10; class ++)
        for (int predicted = 0; predicted < 10; predicted++)
            for (int i = 0; i < printed[class][predicted]; i++)
                add_row(counter, class, predicted);
    const struct metrics *metrics = metrics_result(counter);
    cr_expect_eq(metrics->rows, 10000);
    cr_expect_eq(metrics->accuracy, 0.9781);
    cr_expect_eq(metrics->loss, 0.25);
    for (int class = 0; class < 10; class ++) {
        expect_printed(&metrics->of_class[class], &report[class], "class");
        for (int predicted = 0; predicted < 10; predicted++)
            cr_expect_eq(metrics->confusion[10 * class + predicted], printed[class][predicted]);
    }
    expect_printed(&metrics->macro, &report_mean, "macro mean");
    expect_printed(&metrics->weighted, &report_mean, "weighted mean");
    /* In more digits, by fractions in Python. */
    cr_expect_float_eq(metrics->macro.f1, 0.9779792908012387, 1e-15);
    cr_expect_float_eq(metrics->weighted.precision, 0.9782342496041107, 1e-15);
    cr_expect_float_eq(metrics->weighted.recall, 0.9781, 1e-15, "it is the accuracy");
}

/* ---- small cases ---- */

/* Labels 0 0 0 1, predicted 0 1 1 1; class 2 has no rows and is never predicted. */
Test(metrics, classes_without_rows_count_as_0)
{
    struct problem problem = problem_of(&plain, 3);
    int labels[] = {0, 0, 0, 1}, rows[] = {0, 1, 2, 3};
    double outputs[] = {3, 2, 1, 0, 1, 1, 0, 5, 5, 0, 1, 0};
    struct data_set set = {.problem = &problem,
                           .precision = PRECISION_DOUBLE,
                           .outputs = 3,
                           .classes = 3,
                           .labels = labels};
    struct metrics_counter *counter = metrics_open(arena, &set);
    for (int time = 0; time < 2; time++) {
        metrics_restart(counter);
        metrics_add(counter, rows, 3, outputs, 6);
        metrics_add(counter, rows + 3, 1, outputs + 9, 2);
        const struct metrics *metrics = metrics_result(counter);
        cr_expect_eq(metrics->loss, 2);
        cr_expect_eq(metrics->accuracy, 0.5);
        cr_expect_eq(metrics->of_class[0].precision, 1);
        cr_expect_eq(metrics->of_class[0].recall, 1.0 / 3);
        cr_expect_eq(metrics->of_class[0].f1, 0.5);
        cr_expect_eq(metrics->of_class[1].precision, 1.0 / 3);
        cr_expect_eq(metrics->of_class[1].recall, 1);
        cr_expect_eq(metrics->of_class[2].precision, 0);
        cr_expect_eq(metrics->of_class[2].recall, 0);
        cr_expect_eq(metrics->of_class[2].f1, 0);
        cr_expect_float_eq(metrics->macro.recall, 4.0 / 9, 1e-15);
        cr_expect_float_eq(metrics->weighted.precision, 0.75 + 0.25 / 3, 1e-15);
    }
    cr_expect_eq(metrics_right(&set, rows, 4, outputs), 2);
}

Test(metrics, losses_summed_over_a_batch_are_summed)
{
    struct problem problem = problem_of(&plain, 2);
    problem.loss.batch = REDUCTION_SUM;
    int labels[] = {0}, row = 0;
    float outputs[] = {1, 0};
    struct data_set set = {.problem = &problem, .outputs = 2, .classes = 2, .labels = labels};
    struct metrics_counter *counter = metrics_open(arena, &set);
    metrics_add(counter, &row, 1, outputs, 3);
    metrics_add(counter, &row, 1, outputs, 4);
    cr_expect_eq(metrics_result(counter)->loss, 7);
}

/* The second output does not vary. R2 of the first: 1 - 1.5/5 by hand, targets 1 2 3 4 plus a million. */
Test(metrics, regression)
{
    static const double targets[] = {1000001, 7, 1000002, 7, 1000003, 7, 1000004, 7};
    double outputs[] = {1000002, 7, 1000002, 8, 1000002.5, 7, 1000003.5, 7};
    struct problem problem = problem_of(NULL, 2);
    int rows[] = {0, 1, 2, 3};
    struct data_set set = {.problem = &problem, .precision = PRECISION_DOUBLE, .outputs = 2};
    set_targets = targets;
    struct metrics_counter *counter = metrics_open(arena, &set);
    metrics_add(counter, rows, 4, outputs, 0);
    const struct metrics *metrics = metrics_result(counter);
    cr_expect_eq(metrics->classes, 0);
    cr_expect_float_eq(metrics->r2, 0.7 / 2, 1e-12);
    cr_expect_eq(metrics->mean_squared_error, 2.5 / 8);
    cr_expect_eq(metrics->mean_absolute_error, 3.0 / 8);
}

Test(metrics, nothing_added)
{
    struct problem problem = problem_of(&plain, 2);
    struct data_set set = {.problem = &problem, .outputs = 2, .classes = 2};
    const struct metrics *metrics = metrics_result(metrics_open(arena, &set));
    cr_expect_eq(metrics->rows, 0);
    cr_expect_eq(metrics->accuracy, 0);
    cr_expect_eq(metrics->macro.f1, 0);
    cr_expect_eq(metrics->loss, 0);
}

Test(metrics, predicted_classes)
{
    struct problem several = problem_of(&plain, 3), one = problem_of(&plain, 1),
                   signs = problem_of(&hinge, 1), logit = problem_of(&logits, 1);
    const float equal[] = {1, 2, 2}, half = 0.5f, more = 0.6f, less = -0.1f, nan[] = {NAN, 1, 2};
    cr_expect_eq(predicted_class(&several, PRECISION_SINGLE, equal), 1, "the first of equal ones");
    cr_expect_eq(predicted_class(&several, PRECISION_SINGLE, nan), 0);
    cr_expect_eq(predicted_class(&one, PRECISION_SINGLE, &half), 0);
    cr_expect_eq(predicted_class(&one, PRECISION_SINGLE, &more), 1);
    cr_expect_eq(predicted_class(&signs, PRECISION_SINGLE, &half), 1);
    cr_expect_eq(predicted_class(&logit, PRECISION_SINGLE, &half), 1);
    cr_expect_eq(predicted_class(&logit, PRECISION_SINGLE, &less), 0);
    cr_expect_eq(predicted_class(&one, PRECISION_DOUBLE, &(double){0.51}), 1);
    cr_expect_eq(predicted_class(&several, PRECISION_DOUBLE, (double[]){0, -1, 0.5}), 2);
}
