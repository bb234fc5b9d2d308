/* Valid run files: every key, its default, and what a seed for the whole run replaces. */
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

TestSuite(run_file, .init = open_fixture, .fini = close_fixture);

static const struct dataset *read_data(const char *keys)
{
    const char *text =
        arena_printf(fixture.arena,
                     "{'dataset': {%s}, 'layers': [{'units': 1, 'initializer': 'zeros'}], " LOSS
                     ", " OPTIMIZER ", " EPOCH "}",
                     keys);
    return read_good(&fixture, text)->dataset;
}

Test(run_file, has_data_and_a_schedule_and_no_samples)
{
    const struct problem *p = read_good(&fixture, "{" RUN "}");
    cr_expect_eq(p->input_count, 2);
    cr_expect_eq(p->output_count, 1);
    cr_expect_eq(p->sample_count, 0);
    cr_expect_eq(p->batch_count, 0);
    cr_expect_eq(p->updates, 0);
    cr_expect_null(p->inputs);
    cr_expect_null(p->targets);
    cr_expect_null(p->batches);
    cr_expect_eq(p->layers[0].inputs, 2);
    expect_text(p->loss.entry->name, "squared_error");
    const struct problem *with_samples = read_good(&fixture, "{" WHOLE "}");
    cr_expect_null(with_samples->dataset);
    cr_expect_null(with_samples->training);
}

Test(run_file, schedule_by_default)
{
    const struct training *training = read_good(&fixture, "{" RUN "}")->training;
    cr_expect_eq(training->epochs, 1);
    cr_expect_eq(training->batch_size, 32);
    cr_expect(training->shuffle);
    cr_expect_eq(training->seed, 0);
    cr_expect_not(training->drop_last);
    cr_expect_not(training->double_precision);
    cr_expect_eq(training->early_stopping.patience, 0);
    cr_expect_null(training->tolerance);
}

Test(run_file, schedule_with_every_key)
{
    const struct problem *p = read_good(
        &fixture,
        "{'dataset': {'kind': 'xor', 'samples': 10, 'split': {'validation': 0.5}}, " RUN_LAYERS
        ", " LOSS ", " OPTIMIZER ", 'batch_size': 8,"
        " 'schedule': {'epochs': 9, 'shuffle': false, 'seed': 7, 'last_batch': 'drop',"
        " 'precision': 'double', 'early_stopping': {'patience': 3, 'monitor': 'accuracy',"
        " 'min_delta': 0.01, 'restore_best': false}, 'tolerance': {'below': 1e-4}}}");
    const struct training *training = p->training;
    const struct early_stopping *stopping = &training->early_stopping;
    cr_expect_eq(training->epochs, 9);
    cr_expect_eq(training->batch_size, 8);
    cr_expect_not(training->shuffle);
    cr_expect_eq(training->seed, 7);
    cr_expect(training->drop_last);
    cr_expect(training->double_precision);
    cr_expect_eq(stopping->patience, 3);
    cr_expect_eq(stopping->monitor, MONITOR_ACCURACY);
    expect_text(stopping->min_delta, "0.01");
    cr_expect_not(stopping->restore_best);
    expect_text(training->tolerance, "1e-4");
    cr_expect_eq(training->tolerance_monitor, MONITOR_VALIDATION_LOSS);
}

Test(run_file, early_stopping_by_default)
{
    const struct problem *p = read_good(
        &fixture,
        "{'dataset': {'kind': 'xor', 'samples': 10, 'split': {'validation': 0.5}}, " RUN_LAYERS
        ", " LOSS ", " OPTIMIZER ", 'schedule': {'epochs': 2, 'early_stopping': {}}}");
    const struct early_stopping *stopping = &p->training->early_stopping;
    cr_expect_eq(stopping->monitor, MONITOR_VALIDATION_LOSS);
    cr_expect_eq(stopping->patience, 10);
    expect_text(stopping->min_delta, "0");
    cr_expect(stopping->restore_best);
}

/* ---- data ---- */

Test(run_file, points_by_default)
{
    const struct dataset * xor = read_data("'kind': 'xor', 'samples': 5");
    cr_expect_eq(xor->kind, DATA_XOR);
    cr_expect_eq(xor->train.samples, 5);
    cr_expect_eq(xor->train.seed, 0);
    cr_expect_null(xor->test);
    expect_text(xor->noise, "0.1");
    cr_expect_eq(xor->scaling, SCALING_NONE);
    expect_text(xor->validation_share, "0");
    expect_text(xor->test_share, "0");
    cr_expect_eq(xor->split_seed, 0);
    cr_expect_not(xor->quadratic);
    cr_expect_null(xor->class_names);
    cr_expect_eq(xor->keep_count, 0);
    cr_expect_eq(read_data("'kind': 'moons', 'samples': 5")->kind, DATA_MOONS);
    expect_text(read_data("'kind': 'circles', 'samples': 5")->factor, "0.5");
    const struct dataset *spiral = read_data("'kind': 'spiral', 'samples': 5");
    expect_text(spiral->turns, "1");
    cr_expect_eq(spiral->centers, 2);
    const struct dataset *blobs = read_data("'kind': 'blobs', 'samples': 5, 'classes': 2");
    expect_text(blobs->noise, "1");
    cr_expect_eq(blobs->centers, 3);
    cr_expect_eq(blobs->classes_modulo, 2);
}

Test(run_file, points_with_every_key)
{
    const struct dataset *data = read_data(
        "'kind': 'blobs', 'samples': 50, 'seed': 3, 'noise': 0.5, 'centers': 4, 'keep': [3, 1],"
        " 'test': {'samples': 7, 'seed': 4}, 'class_names': ['a', 'b', 'c', 'd'],"
        " 'quadratic': true, 'scaling': 'standard', 'split': {'validation': 0.25, 'seed': 11}");
    cr_expect_eq(data->train.seed, 3);
    cr_expect_eq(data->test->samples, 7);
    cr_expect_eq(data->test->seed, 4);
    cr_expect_eq(data->class_name_count, 4);
    expect_text(data->class_names[3], "d");
    cr_expect_eq(data->keep_count, 2);
    cr_expect_eq(data->keep[0], 3);
    cr_expect(data->quadratic);
    cr_expect_eq(data->scaling, SCALING_STANDARD);
    expect_text(data->validation_share, "0.25");
    cr_expect_eq(data->split_seed, 11);
}

Test(run_file, features_are_counted)
{
    const char *layers =
        ", 'layers': [{'units': 1, 'initializer': 'zeros'}], " LOSS ", " OPTIMIZER ", " EPOCH "}";
    static const struct {
        const char *keys;
        int inputs;
    } cases[] = {
        {"'inputs': 5, 'dataset': {'kind': 'moons', 'samples': 4, 'quadratic': true}", 5},
        {"'dataset': {'kind': 'csv', 'file': 'f', 'label': 'y', 'features': ['a', 'b', 'c']}", 3},
        {"'dataset': {'kind': 'csv', 'file': 'f', 'label': 'y', 'quadratic': true}", 5},
        {"'inputs': 4, 'dataset': {'kind': 'csv', 'file': 'f', 'label': 'y'}", 4},
        {"'inputs': 784, 'dataset': {'kind': 'idx', 'images': 'i', 'labels': 'l'}", 784},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        cr_expect_eq(
            read_good(&fixture, arena_printf(fixture.arena, "{%s%s", cases[i].keys, layers))
                ->input_count,
            cases[i].inputs, "%s", cases[i].keys);
}

Test(run_file, columns_and_files)
{
    const struct dataset *data = read_data(
        "'kind': 'csv', 'file': 'a.csv', 'header': false, 'targets': [5], 'features': [1, 3],"
        " 'test': {'file': 'b.csv'}, 'scaling': {'divide': 2.50}");
    cr_expect_not(data->header);
    cr_expect_null(data->label);
    cr_expect_eq(data->target_count, 1);
    expect_text(data->targets[0], "5");
    expect_text(data->features[1], "3");
    expect_text(data->train.file, "a.csv");
    expect_text(data->test->file, "b.csv");
    cr_expect_eq(data->scaling, SCALING_DIVIDE);
    expect_text(data->divisor, "2.50");
    data = read_data("'kind': 'csv', 'file': 'a', 'label': 'y z', 'features': ['1']");
    cr_expect(data->header);
    expect_text(data->label, "y z");
}

/* ---- a seed for the whole run ---- */

#define SEEDED                                                                                     \
    "{'dataset': {'kind': 'xor', 'samples': 9, 'seed': 5, 'split': {'seed': 6}},"                  \
    " 'layers': [{'units': 3, 'initializer': {'kind': 'he_normal', 'seed': %s}},"                  \
    " {'units': 1, 'initializer': {'kind': 'he_normal', 'seed': %s},"                              \
    " 'dropout': {'rate': 0.5, 'seed': %s}}], " LOSS ", " OPTIMIZER                                \
    ", 'schedule': {'epochs': 1, 'seed': %s}}"

static const struct problem *read_seeded(const char *text, const uint64_t *seed)
{
    struct problem_options options = {.seed = seed};
    text = unquoted(&fixture, text);
    struct json_source source = {"run.json", text, strlen(text)};
    const struct problem *problem =
        problem_read_with(fixture.arena, &source, &options, &fixture.diagnostics);
    cr_assert_not_null(problem);
    return problem;
}

static const char *written(const struct problem *problem)
{
    struct text text;
    struct json_out out;
    text_open(&text, fixture.arena);
    json_out_open(&out, &text, 2);
    problem_write(problem, &out, NULL);
    return text_copy(&text, fixture.arena);
}

/* The seed of the run stands in for each of those in the file, as if they were written there; data and split keep
 * theirs. */
Test(run_file, one_seed_for_the_run)
{
    const uint64_t run = 42, most = UINT64_C(1000000000000000000);
    const char *seeds[4];
    static const uint64_t places[] = {1, 2, 1002, 0};
    for (int i = 0; i < 4; i++)
        seeds[i] = arena_printf(fixture.arena, "%llu",
                                (unsigned long long)(random_word(run, places[i]) % most));
    const char *file = arena_printf(fixture.arena, SEEDED, "1", "2", "3", "4");
    const char *replaced =
        arena_printf(fixture.arena, SEEDED, seeds[0], seeds[1], seeds[2], seeds[3]);
    expect_text(written(read_seeded(file, &run)), written(read_seeded(replaced, NULL)));
    cr_expect_str_neq(written(read_seeded(file, NULL)), written(read_seeded(file, &run)));
}
