/* Data by seed: the points are those of the definitions, the noise is normal, each row depends on nothing but the seed. */
#include "data_fixture.h"

#include <math.h>

TestSuite(generate, .init = open_folder, .fini = close_folder);

#define PI 3.141592653589793

static const struct data_set *generated(enum dataset_kind kind, int samples, const char *noise)
{
    dataset.kind = kind;
    dataset.train.samples = samples;
    dataset.noise = noise;
    return loaded();
}

static void expect_point(const struct data_set *set, int row, double x, double y, int label)
{
    const double *point = row_of(set, row);
    cr_expect(fabs(point[0] - x) < 1e-15 && fabs(point[1] - y) < 1e-15,
              "row %d is (%.17g, %.17g), not (%.17g, %.17g)", row, point[0], point[1], x, y);
    cr_expect_eq(set->labels[row], label, "row %d", row);
}

/* make_moons(5, shuffle=False, noise=None): two points of the first moon, three of the second. */
Test(generate, moons)
{
    const struct data_set *set = generated(DATA_MOONS, 5, "0");
    expect_point(set, 0, 1, 0, 0);
    expect_point(set, 1, 0, 0.5, 1);
    expect_point(set, 2, -1, 0, 0);
    expect_point(set, 3, 1, -0.5, 1);
    expect_point(set, 4, 2, 0.5, 1);
}

/* make_circles(8, shuffle=False, factor=0.5, noise=None) */
Test(generate, circles)
{
    dataset.factor = "0.5";
    const struct data_set *set = generated(DATA_CIRCLES, 8, "0");
    for (int k = 0; k < 4; k++) {
        expect_point(set, 2 * k, cos(PI / 2 * k), sin(PI / 2 * k), 0);
        expect_point(set, 2 * k + 1, 0.5 * cos(PI / 2 * k), 0.5 * sin(PI / 2 * k), 1);
    }
}

Test(generate, xor_clusters)
{
    const struct data_set *set = generated(DATA_XOR, 9, "0");
    expect_point(set, 0, -1, -1, 0);
    expect_point(set, 1, -1, 1, 1);
    expect_point(set, 2, 1, -1, 1);
    expect_point(set, 3, 1, 1, 0);
    expect_point(set, 8, -1, -1, 0);
}

Test(generate, spiral)
{
    dataset.centers = 2;
    dataset.turns = "1";
    const struct data_set *set = generated(DATA_SPIRAL, 8, "0");
    expect_point(set, 0, 0, 0.25, 0);
    expect_point(set, 1, 0, -0.25, 1);
    expect_point(set, 2, -0.5, 0, 0);
    expect_point(set, 4, 0, -0.75, 0);
    expect_point(set, 6, 1, 0, 0);
    expect_point(set, 7, -1, 0, 1);
}

Test(generate, blobs)
{
    dataset.centers = 4;
    problem.output_count = 4;
    const struct data_set *set = generated(DATA_BLOBS, 10, "0");
    for (int row = 0; row < 10; row++) {
        const double *point = row_of(set, row);
        cr_assert(fabs(point[0]) <= 10 && fabs(point[1]) <= 10);
        expect_point(set, row, row_of(set, row % 4)[0], row_of(set, row % 4)[1], row % 4);
    }
    cr_assert_neq(row_of(set, 0)[0], row_of(set, 1)[0]);
    dataset.classes_modulo = 2;
    problem.output_count = 1;
    set = generated(DATA_BLOBS, 10, "0");
    for (int row = 0; row < 10; row++)
        cr_assert_eq(set->labels[row], row % 2);
}

/* A test part has the centres of the training rows, and noise of its own. */
Test(generate, a_test_part_of_the_same_blobs)
{
    const struct data_source test = {.samples = 20, .seed = 5};
    dataset.centers = 3;
    problem.output_count = 3;
    dataset.test = &test;
    const struct data_set *set = generated(DATA_BLOBS, 30, "0");
    cr_assert_eq(set->training.count, 30);
    cr_assert_eq(set->test.count, 20);
    for (int row = 0; row < 20; row++)
        expect_point(set, 30 + row, row_of(set, row % 3)[0], row_of(set, row % 3)[1], row % 3);
    set = generated(DATA_BLOBS, 30, "1");
    cr_assert_neq(row_of(set, 0)[0], row_of(set, 30)[0]);
}

/* A row is what it is however many others there are, but for the place that they leave it on its curve. */
Test(generate, rows_depend_on_their_number_only)
{
    const struct data_set *few = generated(DATA_XOR, 10, "0.3"),
                          *many = generated(DATA_XOR, 1000, "0.3");
    for (int row = 0; row < 10; row++)
        expect_point(many, row, row_of(few, row)[0], row_of(few, row)[1], few->labels[row]);
    dataset.train.seed = 1;
    const struct data_set *other = generated(DATA_XOR, 10, "0.3");
    for (int row = 0; row < 10; row++)
        cr_assert_neq(row_of(few, row)[0], row_of(other, row)[0]);
}

/* Moments of 200,000 numbers; five standard errors each (of the mean 1/sqrt(n), of the variance sqrt(2/n), of the fourth
 * moment sqrt(96/n), of the mean product 1/sqrt(n)). */
Test(generate, noise_is_normal)
{
    enum { ROWS = 100000 };
    const struct data_set *clean = generated(DATA_XOR, ROWS, "0"),
                          *noisy = generated(DATA_XOR, ROWS, "0.5");
    double sum = 0, squares = 0, fourths = 0, products = 0, n = 2.0 * ROWS;
    for (int row = 0; row < ROWS; row++) {
        double clean_point[2], point[2];
        data_set_gather(clean, &row, 1, clean_point, NULL);
        data_set_gather(noisy, &row, 1, point, NULL);
        double x = (point[0] - clean_point[0]) / 0.5, y = (point[1] - clean_point[1]) / 0.5;
        sum += x + y;
        squares += x * x + y * y;
        fourths += x * x * x * x + y * y * y * y;
        products += x * y;
    }
    cr_assert(fabs(sum / n) < 5 / sqrt(n));
    cr_assert(fabs(squares / n - 1) < 5 * sqrt(2 / n));
    cr_assert(fabs(fourths / n - 3) < 5 * sqrt(96 / n));
    cr_assert(fabs(products / ROWS) < 5 / sqrt(ROWS));
}

/* The first numbers of seed 0, to be the same on every machine but for the last bit of log. Found by the formulas of
 * docs/data.md in Python. */
Test(generate, the_first_numbers)
{
    const struct data_set *set = generated(DATA_XOR, 2, "1");
    const double expected[2][2] = {{-1.2796355695713009, -0.493257304743583},
                                   {-2.15488128945071, 1.4569467314997362}};
    for (int row = 0; row < 2; row++)
        for (int i = 0; i < 2; i++)
            cr_expect(fabs(row_of(set, row)[i] - expected[row][i]) < 1e-14, "%.17g",
                      row_of(set, row)[i]);
}

Test(generate, quadratic_features)
{
    const struct data_set *plain = generated(DATA_MOONS, 20, "0.2");
    dataset.quadratic = true;
    problem.input_count = 5;
    const struct data_set *set = generated(DATA_MOONS, 20, "0.2");
    for (int row = 0; row < 20; row++) {
        const double *point = row_of(plain, row), *made = row_of(set, row);
        double x = point[0], y = point[1];
        const double expected[] = {x, y, x * x, y * y, x * y};
        cr_assert(memcmp(made, expected, sizeof expected) == 0);
    }
}

Test(generate, too_many_samples)
{
    dataset.kind = DATA_MOONS;
    dataset.train.samples = 10000001;
    cr_assert_str_eq(error_of_loading(), "too-large  the data set has too many samples; up to "
                                         "10000000 samples; ");
}
