/* Data sets as a whole: split, scaling, targets, gathering, rows to predict. */
#include "data_fixture.h"

#include <math.h>
#include <stdint.h>

TestSuite(data_set, .init = open_folder, .fini = close_folder);

static const struct data_set *moons(int samples)
{
    dataset.kind = DATA_MOONS;
    dataset.train.samples = samples;
    dataset.noise = "0.3";
    return loaded();
}

/* ---- split ---- */

static void mark(const struct data_part *part, unsigned char *seen)
{
    for (int i = 0; i < part->count; i++) {
        seen[part->rows[i]]++;
        cr_assert(i == 0 || part->rows[i - 1] < part->rows[i]);
    }
}

Test(data_set, parts_are_disjoint_and_complete)
{
    dataset.validation_share = "0.2";
    dataset.test_share = "0.29";
    const struct data_set *set = moons(100);
    unsigned char seen[100] = {0};
    cr_assert_eq(set->test.count, 29);
    cr_assert_eq(set->validation.count, 20);
    cr_assert_eq(set->training.count, 51);
    mark(&set->training, seen);
    mark(&set->validation, seen);
    mark(&set->test, seen);
    for (int row = 0; row < 100; row++)
        cr_assert_eq(seen[row], 1);
}

Test(data_set, splits_are_drawn_by_their_seed)
{
    dataset.validation_share = "0.5";
    const struct data_set *set = moons(100), *again = moons(100);
    cr_assert(memcmp(set->training.rows, again->training.rows, 50 * sizeof(int)) == 0);
    dataset.split_seed = 1;
    const struct data_set *other = moons(100);
    cr_assert(memcmp(set->training.rows, other->training.rows, 50 * sizeof(int)) != 0);
    int low = 0;
    for (int i = 0; i < 50; i++)
        low += set->training.rows[i] < 50;
    cr_assert(low > 10 && low < 40);
}

/* The test part does not move when a validation part is split off too. */
Test(data_set, the_test_part_is_drawn_first)
{
    dataset.test_share = "0.1";
    const struct data_set *set = moons(200);
    dataset.validation_share = "0.3";
    const struct data_set *both = moons(200);
    cr_assert_eq(both->test.count, 20);
    cr_assert(memcmp(set->test.rows, both->test.rows, 20 * sizeof(int)) == 0);
}

Test(data_set, a_part_without_rows)
{
    dataset.validation_share = "0.1";
    dataset.kind = DATA_MOONS;
    dataset.train.samples = 9;
    dataset.noise = "0";
    cr_assert_str_eq(error_of_loading(),
                     "wrong-shape  the validation part is empty: a share of 0.1 of 9 rows is no "
                     "whole row; at least one row; ");
}

/* ---- scaling ---- */

Test(data_set, standard_scaling_has_mean_0_and_variance_1_on_the_training_rows)
{
    dataset.scaling = SCALING_STANDARD;
    dataset.validation_share = "0.4";
    const struct data_set *set = moons(1000);
    for (int j = 0; j < 2; j++) {
        double sum = 0, squares = 0, n = set->training.count;
        for (int i = 0; i < set->training.count; i++) {
            double x = row_of(set, set->training.rows[i])[j];
            sum += x;
            squares += x * x;
        }
        cr_assert(fabs(sum / n) < 1e-14);
        cr_assert(fabs(squares / n - 1) < 1e-13);
    }
}

Test(data_set, standard_scaling_of_a_few_numbers)
{
    dataset.scaling = SCALING_STANDARD;
    write_csv("x1,x2,label\n1,7,0\n2,7,1\n3,7,0\n6,7,0\n");
    const struct data_set *set = loaded();
    cr_assert_eq(set->scaling.shift[0], 3);
    cr_assert_eq(set->scaling.scale[0], sqrt(3.5));
    cr_assert_eq(row_of(set, 3)[0], 3 / sqrt(3.5));
    cr_assert_eq(row_of(set, 3)[1], 0);
    cr_assert_eq(set->scaling.scale[1], 1);
}

/* A mean far from 0 does not cost the deviation its digits. */
Test(data_set, standard_scaling_far_from_0)
{
    dataset.scaling = SCALING_STANDARD;
    write_csv("x1,x2,label\n1000000000,0.1,0\n1000000001,0.1,1\n1000000002,0.1,1\n");
    const struct data_set *set = loaded();
    cr_assert(fabs(set->scaling.scale[0] - sqrt(2.0 / 3)) < 1e-15);
    cr_assert(fabs(row_of(set, 2)[0] - sqrt(1.5)) < 1e-15);
    cr_assert_eq(row_of(set, 0)[1], 0);
}

/* Sums of so many large numbers lose the 1/1024 of each; what the sum of the deviations tells of that is put right. */
Test(data_set, standard_scaling_of_many_large_numbers)
{
    enum { ROWS = 100000 };
    struct text text;
    text_open(&text, arena);
    text_string(&text, "x1,x2,label\n");
    for (int i = 0; i < ROWS; i++)
        text_printf(&text, "100000000%d.0009765625,%d,0\n", i % 2, i);
    dataset.scaling = SCALING_STANDARD;
    write_csv(text.bytes);
    const struct data_set *set = loaded();
    cr_assert(fabs(set->scaling.scale[0] - 0.5) < 1e-12);
    cr_assert_eq(set->scaling.shift[0], 1000000000.5009765625);
}

Test(data_set, min_max_scaling_is_from_0_to_1_on_the_training_rows)
{
    dataset.scaling = SCALING_MIN_MAX;
    dataset.test_share = "0.3";
    const struct data_set *set = moons(500);
    for (int j = 0; j < 2; j++) {
        double least = INFINITY, most = -INFINITY;
        for (int i = 0; i < set->training.count; i++) {
            least = fmin(least, row_of(set, set->training.rows[i])[j]);
            most = fmax(most, row_of(set, set->training.rows[i])[j]);
        }
        cr_assert_eq(least, 0);
        cr_assert_eq(most, 1);
    }
}

Test(data_set, numbers_that_cannot_be_scaled)
{
    dataset.scaling = SCALING_MIN_MAX;
    write_csv("x1,x2,label\n1,1e308,0\n2,-1e308,1\n");
    cr_assert_str_eq(error_of_loading(),
                     "data-file data.csv the numbers of feature 2 are too large, or too near to "
                     "each other, to be scaled; ; ");
}

/* The same numbers give the same bits, whatever they are kept in and whichever way they are scaled. */
Test(data_set, rescaling)
{
    const double shift[] = {0.5, -1}, scale[] = {3, 0.7};
    const struct feature_scaling scaling = {shift, scale};
    dataset.scaling = SCALING_STANDARD;
    const struct data_set *set = moons(50);
    const struct data_set *same = data_set_rescale(arena, set, &set->scaling),
                          *other = data_set_rescale(arena, set, &scaling);
    dataset.scaling = SCALING_NONE;
    const struct data_set *plain = moons(50);
    for (int row = 0; row < 50; row++) {
        cr_assert(memcmp(row_of(same, row), row_of(set, row), 2 * sizeof(double)) == 0);
        for (int j = 0; j < 2; j++)
            cr_assert_eq(row_of(other, row)[j], (row_of(plain, row)[j] - shift[j]) / scale[j]);
    }
}

/* ---- kinds of numbers ---- */

/* Rows that need bytes, floats and doubles in turn: what was kept before stays what it was. */
Test(data_set, numbers_are_kept_exactly)
{
    const double values[] = {0, 255, 256, -1, 0.5, 1e-300, 0.1, 16777217, 3, 4294967295};
    struct text text;
    text_open(&text, arena);
    text_string(&text, "x1,x2,label\n");
    for (int i = 0; i < 10; i++)
        text_printf(&text, "%.17g,-0,0\n", values[i]);
    write_csv(text.bytes);
    const struct data_set *set = loaded();
    for (int row = 0; row < 10; row++) {
        cr_assert_eq(row_of(set, row)[0], values[row]);
        cr_assert(row_of(set, row)[1] == 0 && signbit(row_of(set, row)[1]));
    }
    precision = PRECISION_SINGLE;
    set = loaded();
    for (int row = 0; row < 10; row++)
        cr_assert_eq(row_of(set, row)[0], (double)(float)values[row]);
    const struct feature_scaling scaling = {(const double[]){0.1, 0}, (const double[]){7, 1}};
    dataset.scaling = SCALING_STANDARD;
    set = data_set_rescale(arena, loaded(), &scaling);
    for (int row = 0; row < 10; row++)
        cr_assert_eq(row_of(set, row)[0], (double)(float)((values[row] - 0.1) / 7));
}

/* ---- targets ---- */

static void expect_targets(const struct data_set *set, const double *expected)
{
    size_t count = (size_t)set->count * (size_t)set->outputs;
    int *rows = arena_array(arena, (size_t)set->count, sizeof *rows);
    for (int i = 0; i < set->count; i++)
        rows[i] = i;
    double *inputs = arena_array(arena, (size_t)set->count * (size_t)set->features, sizeof *inputs),
           *targets = arena_array(arena, count, sizeof *targets);
    data_set_gather(set, rows, set->count, inputs, targets);
    for (size_t i = 0; i < count; i++)
        cr_expect_eq(targets[i], expected[i], "target %zu is %g", i, targets[i]);
}

Test(data_set, targets_of_classes)
{
    const struct loss_entry hinge = {.name = "hinge"};
    write_csv("x1,x2,label\n1,2,0\n1,2,1\n");
    expect_targets(loaded(), (const double[]){0, 1});
    problem.loss.entry = &hinge;
    expect_targets(loaded(), (const double[]){-1, 1});
    problem.loss.custom = true;
    expect_targets(loaded(), (const double[]){0, 1});
    problem.output_count = 2;
    expect_targets(loaded(), (const double[]){1, 0, 0, 1});
    problem.loss.custom = false;
    expect_targets(loaded(), (const double[]){1, -1, -1, 1});
}

Test(data_set, targets_in_single_precision)
{
    precision = PRECISION_SINGLE;
    problem.output_count = 3;
    write_csv("x1,x2,label\n1,2,2\n1,2,1\n");
    const struct data_set *set = loaded();
    const int rows[] = {1, 0};
    float inputs[4], targets[6];
    data_set_gather(set, rows, 2, inputs, targets);
    const float expected[] = {0, 1, 0, 0, 0, 1};
    cr_assert(memcmp(targets, expected, sizeof expected) == 0);
}

Test(data_set, targets_too_large_for_single_precision)
{
    const char *const targets[] = {"y"};
    dataset.label = NULL;
    dataset.targets = targets;
    dataset.target_count = 1;
    write_csv("x1,x2,y\n1,2,3\n1,2,-1e39\n");
    expect_targets(loaded(), (const double[]){3, -1e39});
    precision = PRECISION_SINGLE;
    cr_assert_str_eq(error_of_loading(), "data-file data.csv row 2: target 1 is beyond the range "
                                         "of single precision; ; ");
}

/* ---- filtering ---- */

/* Rows that are kept are those of a file that never had the others, but for their numbers. */
Test(data_set, keeping_classes)
{
    const int keep[] = {3, 1};
    dataset.keep = keep;
    dataset.keep_count = 2;
    dataset.scaling = SCALING_STANDARD;
    write_csv("x1,x2,label\n1,2,0\n3,4,1\n5,7,12\n9,1,3\n2,2,1\n");
    const struct data_set *set = loaded();
    const int numbers[] = {2, 4, 5}, labels[] = {1, 0, 1};
    cr_assert_eq(set->count, 3);
    cr_assert(memcmp(set->numbers, numbers, sizeof numbers) == 0);
    cr_assert(memcmp(set->labels, labels, sizeof labels) == 0);
    cr_assert_str_eq(set->class_names[0], "3");
    cr_assert_str_eq(set->class_names[1], "1");
    dataset.keep_count = 0;
    dataset.keep = NULL;
    write_csv("x1,x2,label\n3,4,1\n9,1,0\n2,2,1\n");
    const struct data_set *plain = loaded();
    for (int row = 0; row < 3; row++)
        cr_assert(memcmp(row_of(set, row), row_of(plain, row), 2 * sizeof(double)) == 0);
}

Test(data_set, kept_classes_have_their_names)
{
    const char *const names[] = {"cat", "dog", "owl"};
    const int keep[] = {2, 0};
    dataset.class_names = names;
    dataset.class_name_count = 3;
    dataset.keep = keep;
    dataset.keep_count = 2;
    write_csv("x1,x2,label\n1,2,cat\n3,4,dog\n5,7,2\n");
    const struct data_set *set = loaded();
    cr_assert_eq(set->count, 2);
    cr_assert_eq(set->labels[0], 1);
    cr_assert_str_eq(set->class_names[0], "owl");
    cr_assert_str_eq(set->class_names[1], "cat");
    write_csv("x1,x2,label\n1,2,3\n");
    cr_assert_str_eq(error_of_loading(),
                     "data-file data.csv:2:5 row 1, column \"label\": there is no such class; a "
                     "class from 0 to 2; \"3\"");
}

/* ---- rows to predict ---- */

static const struct data_set *inputs_of(const struct data_set *set, const char *text)
{
    write_bytes("new.csv", text, strlen(text));
    const struct data_set *inputs =
        data_set_load_inputs(arena, set, path_of("new.csv"), &diagnostics);
    if (inputs)
        cr_assert(inputs->labels == NULL && inputs->test.count == inputs->count &&
                  inputs->training.count == 0);
    return inputs;
}

Test(data_set, inputs_have_the_columns_and_the_scaling_of_the_run)
{
    dataset.scaling = SCALING_MIN_MAX;
    write_csv("a,label,b\n0,0,10\n4,1,30\n");
    const struct data_set *set = loaded();
    const struct data_set *inputs = inputs_of(set, "id,b,a,c\n7,20,1,x\n8,30,8,\n");
    cr_assert_not_null(inputs);
    cr_assert_eq(inputs->count, 2);
    cr_assert_eq(inputs->numbers[1], 2);
    cr_assert_eq(row_of(inputs, 0)[0], 0.25);
    cr_assert_eq(row_of(inputs, 0)[1], 0.5);
    cr_assert_eq(row_of(inputs, 1)[0], 2);
    cr_assert_null(inputs_of(set, "a,lab\n1,2\n"));
    cr_assert_str_eq(error_of_list(), "data-file new.csv:1:1 there is no column \"b\"; a or "
                                      "lab; ");
    cr_assert_null(inputs_of(set, "a,b\n1,\n"));
    cr_assert_str_eq(error_of_list(), "data-file new.csv:2:3 row 1, column \"b\": the cell is "
                                      "empty; a number such as 0.25 or -1e3; ");
}

Test(data_set, inputs_without_a_header)
{
    dataset.header = false;
    dataset.label = "2";
    write_csv("0,0,10\n4,1,30\n");
    const struct data_set *set = loaded();
    cr_assert_eq(row_of(inputs_of(set, "1,?,2\n"), 0)[1], 2);
    cr_assert_eq(row_of(inputs_of(set, "1,2\n"), 0)[1], 2);
    cr_assert_null(inputs_of(set, "1,2,3,4\n"));
    cr_assert_str_eq(error_of_list(), "data-file new.csv the file has 4 columns; 3 columns, or "
                                      "those of the 2 features; ");
}

Test(data_set, inputs_of_generated_data)
{
    dataset.quadratic = true;
    problem.input_count = 5;
    const struct data_set *set = moons(10), *inputs = inputs_of(set, "x2,x1\n3,2\n");
    const double expected[] = {2, 3, 4, 9, 6};
    cr_assert_not_null(inputs);
    cr_assert(memcmp(row_of(inputs, 0), expected, sizeof expected) == 0);
}

Test(data_set, inputs_that_are_images)
{
    const unsigned char images[] = {0, 0, 8, 2, 0, 0, 0, 2, 0, 0, 0, 2, 0, 51, 102, 255};
    const unsigned char labels[] = {0, 0, 8, 1, 0, 0, 0, 2, 0, 1};
    write_bytes("images", images, sizeof images);
    write_bytes("labels", labels, sizeof labels);
    dataset.kind = DATA_IDX;
    dataset.train.images = "images";
    dataset.train.labels = "labels";
    dataset.scaling = SCALING_DIVIDE;
    dataset.divisor = "255";
    const struct data_set *set = loaded(),
                          *inputs =
                              data_set_load_inputs(arena, set, path_of("images"), &diagnostics);
    cr_assert_not_null(inputs);
    for (int row = 0; row < 2; row++)
        cr_assert(memcmp(row_of(inputs, row), row_of(set, row), 2 * sizeof(double)) == 0);
    cr_assert_null(data_set_load_inputs(arena, set, path_of("labels"), &diagnostics));
    cr_assert_str_eq(error_of_list(), "data-file labels this is no file of images; are images and "
                                      "labels exchanged?; 2 to 4 dimensions; 1");
}

/* ---- as run files say it ---- */

static const struct data_set *of_run_file(const char *keys, int inputs, int units)
{
    const char *text = arena_printf(
        arena,
        "{\"inputs\": %d, \"dataset\": {%s}, \"layers\": [{\"units\": %d, \"initializer\": "
        "{\"kind\": "
        "\"he_normal\", \"seed\": 1}}], \"loss\": \"squared_error\", \"optimizer\": {\"kind\": "
        "\"sgd\", \"learning_rate\": 0.1}, \"schedule\": {\"epochs\": 1}}",
        inputs, keys, units);
    const struct json_source source = {.name = "run.json", .bytes = text, .length = strlen(text)};
    const struct problem *run = problem_read(arena, &source, &diagnostics);
    cr_assert(run != NULL, "%s: %s", keys,
              diagnostics.first ? diagnostics.first->message : "nothing is said");
    const struct data_set *set = data_set_load(arena, run, folder, PRECISION_SINGLE, &diagnostics);
    cr_assert(set != NULL, "%s: %s", keys,
              diagnostics.first ? diagnostics.first->message : "nothing is said");
    cr_assert_eq(diagnostics.errors, 0);
    return set;
}

Test(data_set, every_kind_of_run_file)
{
    const struct data_set *set = of_run_file("\"kind\": \"xor\", \"samples\": 20", 2, 1);
    cr_assert_eq(set->training.count, 20);
    set = of_run_file("\"kind\": \"moons\", \"samples\": 20, \"quadratic\": true, \"scaling\": "
                      "\"standard\", \"split\": {\"validation\": 0.2, \"test\": 0.25}",
                      5, 2);
    cr_assert_eq(set->test.count, 5);
    cr_assert_eq(set->validation.count, 4);
    set = of_run_file("\"kind\": \"blobs\", \"samples\": 21, \"centers\": 4, \"classes\": 2, "
                      "\"test\": {\"samples\": 5, \"seed\": 1}",
                      2, 1);
    cr_assert_eq(set->test.count, 5);
    set = of_run_file("\"kind\": \"spiral\", \"samples\": 20, \"centers\": 3", 2, 3);
    cr_assert_eq(set->classes, 3);
    set = of_run_file("\"kind\": \"circles\", \"samples\": 20, \"scaling\": \"min_max\"", 2, 1);
    cr_assert_eq(set->count, 20);
    write_csv("a,b,kind\n1,2,cat\n3,4,dog\n5,6,cat\n");
    set = of_run_file("\"kind\": \"csv\", \"file\": \"data.csv\", \"label\": \"kind\", "
                      "\"class_names\": [\"cat\", \"dog\"]",
                      2, 2);
    cr_assert_eq(set->labels[1], 1);
    set = of_run_file("\"kind\": \"csv\", \"file\": \"data.csv\", \"targets\": [\"b\"], "
                      "\"features\": [\"a\"]",
                      1, 1);
    cr_assert_eq(set->classes, 0);
    cr_assert_eq(row_of(set, 2)[0], 5);
}

/* ---- the data that come with the homework ---- */

/* Counts of classes, or a line that says the test is skipped. */
static bool use_shared(const char *file)
{
    if (access(SHARED_DATA "/mnist-t10k-labels-idx1-ubyte.gz", R_OK) != 0) {
        cr_log_warn("skipped: ../shared/data is not there");
        return false;
    }
    if (strstr(file, ".csv")) {
        dataset.kind = DATA_CSV;
        dataset.train.file = arena_printf(arena, "%s/%s", SHARED_DATA, file);
        return true;
    }
    dataset.kind = DATA_IDX;
    dataset.train.images = arena_printf(arena, "%s/%s-images-idx3-ubyte.gz", SHARED_DATA, file);
    dataset.train.labels = arena_printf(arena, "%s/%s-labels-idx1-ubyte.gz", SHARED_DATA, file);
    dataset.scaling = SCALING_DIVIDE;
    dataset.divisor = "255";
    problem.input_count = 784;
    problem.output_count = 10;
    return true;
}

static void expect_classes(const struct data_set *set, const int *counts)
{
    int found[10] = {0};
    for (int row = 0; row < set->count; row++)
        found[set->labels[row]]++;
    cr_expect(memcmp(found, counts, (size_t)set->classes * sizeof *counts) == 0);
}

Test(data_set, mnist)
{
    if (!use_shared("mnist-t10k"))
        return;
    const struct data_set *set = loaded();
    expect_classes(set, (const int[]){980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009});
    cr_assert_eq(set->labels[0], 7);
    const int keep[] = {3, 6};
    dataset.keep = keep;
    dataset.keep_count = 2;
    problem.output_count = 1;
    expect_classes(loaded(), (const int[]){1010, 958});
}

Test(data_set, fashion_mnist)
{
    if (!use_shared("fashion-mnist-900"))
        return;
    const struct data_set *set = loaded();
    cr_assert_eq(set->count, 900);
    expect_classes(set, (const int[]){90, 90, 90, 90, 90, 90, 90, 90, 90, 90});
}

Test(data_set, blobs_and_moons_of_the_homework)
{
    if (!use_shared("moons.csv"))
        return;
    const struct data_set *set = loaded();
    expect_classes(set, (const int[]){250, 250});
    cr_assert_eq(row_of(set, 0)[0], 0.831039149102306);
    cr_assert_eq(row_of(set, 0)[1], -0.25874875407340336);
    use_shared("blobs-train.csv");
    set = loaded();
    cr_assert_eq(set->count, 70);
    cr_assert_eq(row_of(set, 0)[0], -6.65216725654714);
    cr_assert_eq(set->labels[0], 1);
}
