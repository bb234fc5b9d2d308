/* The report on training: what it says of each way to end, of classes and of regression; long histories and many classes
 * are cut. The numbers are made up here: that they are right is for tests of the training room and the command. */
#include "render/training_report.h"
#include "support.h"
#include <math.h>
#include <stdio.h>

TestSuite(training, .init = open_document, .fini = close_document);

#define ROWS 8

static struct problem problem;
static struct training training;
static struct dataset dataset;
static struct data_set set;
static struct trained_run run;
static struct metrics metrics;
static struct epoch_record history[400];

static const struct problem *read_problem(const char *text)
{
    struct diagnostics diagnostics;
    const struct json_source source = {"test", text, strlen(text)};
    diagnostics_open(&diagnostics, arena);
    const struct problem *read = problem_read(arena, &source, &diagnostics);
    cr_assert_not_null(read, "%s", diagnostics.first ? diagnostics.first->message : "");
    return read;
}

static void make_history(int epochs)
{
    for (int i = 0; i < epochs; i++)
        history[i] = (struct epoch_record){.epoch = i + 1,
                                           .updates = 2 * (i + 1),
                                           .loss = 1.0 / (i + 1),
                                           .accuracy = 0.5,
                                           .validation_loss = NAN,
                                           .validation_accuracy = NAN,
                                           .learning_rate = 0.1,
                                           .seconds = 0.25};
    run.history = history;
    run.history_count = run.epochs = training.epochs = epochs;
    run.update = 2L * epochs;
    run.epoch = epochs;
    run.batch = run.batches = 2;
}

static void make_metrics(int classes)
{
    long *confusion = arena_array(arena, (size_t)(classes * classes), sizeof *confusion);
    struct class_metrics *of_class = arena_array(arena, (size_t)classes, sizeof *of_class);
    for (int c = 0; c < classes; c++) {
        confusion[c * classes + c] = 3;
        confusion[c * classes + (c + 1) % classes] = 1;
        of_class[c] = (struct class_metrics){0.75, 0.75, 0.75 - c * 0.001, 4};
    }
    metrics = (struct metrics){.rows = 4 * classes,
                               .loss = 0.25,
                               .classes = classes,
                               .confusion = confusion,
                               .accuracy = 0.75,
                               .of_class = of_class,
                               .macro = {0.75, 0.75, 0.75, 4L * classes},
                               .weighted = {0.75, 0.75, 0.75, 4L * classes}};
}

/* A 2-3-2 network over eight rows in batches of four, three epochs. */
static void make_run(void)
{
    static const int rows[ROWS] = {0, 1, 2, 3, 4, 5, 6, 7}, labels[ROWS] = {0, 1, 0, 1, 0, 0, 0, 1};
    static const struct data_part none;
    static struct data_part all;
    problem = *read_problem(
        "{\"title\": \"Small\", \"inputs\": [[6, 1]], \"targets\": [[1, 0]], \"layers\": [\n"
        " {\"units\": 3, \"activation\": \"relu\", \"weights\": [[1,1],[1,1],[1,1]], \"biases\": "
        "[1,1,1]},\n"
        " {\"units\": 2, \"activation\": \"softmax\", \"weights\": [[1,1,1],[0,0,0]], \"biases\": "
        "[0,1]}],\n"
        " \"loss\": \"categorical_cross_entropy\", \"optimizer\": {\"kind\": \"sgd\", "
        "\"learning_rate\": 0.1}}");
    all = (struct data_part){rows, ROWS};
    training = (struct training){.batch_size = 4, .shuffle = true, .seed = 7};
    dataset = (struct dataset){.kind = DATA_XOR};
    problem.training = &training;
    problem.dataset = &dataset;
    set = (struct data_set){.problem = &problem,
                            .precision = PRECISION_DOUBLE,
                            .count = ROWS,
                            .features = 2,
                            .outputs = 2,
                            .classes = 2,
                            .labels = labels};
    set.training = all;
    run = (struct trained_run){.name = "small.json",
                               .problem = &problem,
                               .set = &set,
                               .end = END_EPOCHS,
                               .resumed_update = -1,
                               .trace = "handgrad trace small.json --update 6 --sample 1"};
    make_history(3);
    make_metrics(2);
    run.parts[PART_TRAINING] = (struct part_result){"training", &all, &metrics};
    run.parts[PART_VALIDATION] = (struct part_result){"validation", &none, NULL};
    run.parts[PART_TEST] = (struct part_result){"test", &none, NULL};
}

static const char *report(const struct renderer *renderer)
{
    const struct training_report whole = {&run, 1, 1};
    struct text text;
    text_open(&text, arena);
    if (renderer)
        render_training_report(&whole, renderer, &text);
    else
        training_report_json(&whole, &text);
    return text.bytes;
}

static void expect(const char *page, const char *part)
{
    cr_assert(strstr(page, part) != NULL, "\"%s\" is not in:\n%s", part, page);
}

static int count_lines(const char *page, const char *from, const char *to)
{
    int lines = 0;
    const char *end = strstr(page, to);
    cr_assert(strstr(page, from) != NULL && end != NULL, "%s", page);
    for (const char *at = strstr(page, from); at < end; at++)
        lines += *at == '\n';
    return lines;
}

Test(training, whole_page)
{
    make_run();
    const char *page = report(&text_renderer);
    cr_assert_str_eq(
        page,
        "Training: Small\n"
        "===============\n"
        "\n"
        "All 3 epochs are done. Updates: 6.\n"
        "\n"
        "Training accuracy 0.7500 over 8 rows, loss 0.2500.\n"
        "\n"
        "Model\n"
        "-----\n"
        "\n"
        "  layer  units  activation  weights  biases\n"
        "  -----  -----  ----------  -------  ------\n"
        "  input      2\n"
        "  1          3  relu              6       3\n"
        "  2          2  softmax           6       2\n"
        "\n"
        "17 parameters. Loss: categorical_cross_entropy. Optimizer: sgd, learning rate 0.1.\n"
        "\n"
        "Data\n"
        "----\n"
        "\n"
        "  class  training\n"
        "  -----  --------\n"
        "  0             5\n"
        "  1             3\n"
        "  all           8\n"
        "\n"
        "2 features; 2 classes.\n"
        "\n"
        "Batches of 4 rows, shuffled anew in each epoch (seed 7): 2 updates an epoch. Calculated "
        "in double precision.\n"
        "\n"
        "Epochs\n"
        "------\n"
        "\n"
        "  epoch    loss  accuracy\n"
        "  -----  ------  --------\n"
        "      1  1.0000    0.5000\n"
        "      2  0.5000    0.5000\n"
        "      3  0.3333    0.5000\n"
        "\n"
        "Loss and accuracy of an epoch were taken batch by batch while the parameters changed, "
        "with dropout and penalty.\n"
        "\n"
        "Results\n"
        "-------\n"
        "\n"
        "  part      rows    loss  accuracy  right  wrong\n"
        "  --------  ----  ------  --------  -----  -----\n"
        "  training     8  0.2500    0.7500      6      2\n"
        "\n"
        "Measured with the final parameters, without dropout and without penalty.\n"
        "\n"
        "Confusion matrix of the training rows\n"
        "-------------------------------------\n"
        "\n"
        "  true \\ predicted  0  1\n"
        "  ----------------  -  -\n"
        "  0                 3  1\n"
        "  1                 1  3\n"
        "\n"
        "Classes of the training rows\n"
        "----------------------------\n"
        "\n"
        "  class             precision  recall      F1  support\n"
        "  ----------------  ---------  ------  ------  -------\n"
        "  0                    0.7500  0.7500  0.7500        4\n"
        "  1                    0.7500  0.7500  0.7490        4\n"
        "  macro average        0.7500  0.7500  0.7500        8\n"
        "  weighted average     0.7500  0.7500  0.7500        8\n"
        "\n"
        "This shows one sample of the last update in full: handgrad trace small.json --update 6 "
        "--sample 1\n",
        "got:\n%s", page);
}

Test(training, how_it_ended)
{
    make_run();
    training.early_stopping = (struct early_stopping){MONITOR_VALIDATION_LOSS, 10, "0", true};
    run.end = END_EARLY;
    run.epochs = 50;
    run.best_epoch = 2;
    run.restored = true;
    const char *page = report(&text_renderer);
    expect(page, "It stopped early after epoch 3 of at most 50: the validation loss had not "
                 "improved in 10 epochs. Updates: 6. The parameters are those after epoch 2, whose "
                 "validation loss was the best.\n");
    expect(page, "      2  0.5000    0.5000  the best\n      3  0.3333    0.5000\n");
    training.early_stopping.patience = 1;
    expect(report(&text_renderer), "the validation loss had not improved in 1 epoch. Updates");
    training.tolerance = "1e-4";
    training.tolerance_monitor = MONITOR_LOSS;
    run.end = END_TOLERANCE;
    run.restored = false;
    expect(report(&text_renderer),
           "It stopped after epoch 3 of at most 50: the training loss is below 1e-4.");
    run.end = END_INTERRUPTED;
    run.resumed_update = 1;
    run.batch = 1;
    expect(report(&text_renderer),
           "It was stopped in epoch 3 of 50, after batch 1 of 2. Updates: 6. It went on from a "
           "saved run, after update 1.\n");
}

Test(training, one_of_a_kind)
{
    make_run();
    metrics.rows = 1;
    set.features = 1;
    training.batch_size = 1;
    const char *page = report(&text_renderer);
    expect(page, " over 1 row, loss ");
    expect(page, "1 feature; 2 classes");
    expect(page, "Batches of 1 row, ");
    training.batch_size = 7;
    training.drop_last = true;
    expect(report(&text_renderer), ": 1 update an epoch; the 1 row left over is left out.");
    training.batch_size = 5;
    expect(report(&text_renderer), ": 1 update an epoch; the 3 rows left over are left out.");
}

Test(training, divergence)
{
    make_run();
    run.end = END_DIVERGED;
    run.largest = "w2[1,3]";
    run.largest_value = -1.5e308;
    run.parts[PART_TRAINING].metrics = NULL;
    history[2].loss = INFINITY;
    const char *page = report(&text_renderer);
    expect(page, "It diverged in update 6 (epoch 3, batch 2): the loss or a parameter is no longer "
                 "a finite number; the parameter of largest magnitude is w2[1,3] = -1.5e308.");
    expect(page, "      3  infinity    0.5000\n");
    expect(page, "This shows the update in full: handgrad trace small.json --update 6 --sample 1");
    cr_assert(strstr(page, "Results") == NULL);
    page = report(NULL);
    expect(page, "\"at\": {\"update\": 6, \"epoch\": 3, \"batch\": 2}");
    expect(page, "{\"epoch\": 3, \"updates\": 6, \"accuracy\": 0.5, \"learning_rate\": 0.1,");
    run.largest_value = NAN;
    expect(report(&text_renderer), "w2[1,3] = not a number.");
    cr_assert(strstr(report(NULL), "nan") == NULL);
}

Test(training, long_histories_are_thinned)
{
    make_run();
    for (int epochs = 1; epochs <= 400; epochs++) {
        make_history(epochs);
        run.best_epoch = epochs / 3 + 1;
        training.early_stopping.patience = 10;
        const char *page = report(&text_renderer);
        int rows = count_lines(page, "Epochs\n", "Loss and accuracy of an epoch") - 6;
        cr_assert(rows <= 23 && rows >= (epochs < 10 ? epochs : 10), "%d epochs: %d rows", epochs,
                  rows);
        expect(page, "the best\n");
        char last[32];
        snprintf(last, sizeof last, "%5d  ", epochs);
        expect(page, last);
    }
}

Test(training, many_classes_are_cut)
{
    make_run();
    set.classes = 100;
    make_metrics(100);
    const char *page = report(&text_renderer);
    expect(page, "100 kinds of confusion among 100 classes; the commonest.\n");
    expect(page, "The 12 weakest of 100 classes of the training rows");
    expect(page, "  99                   0.7500  0.7500  0.6510        4\n");
    cr_assert(strstr(page, "  87  ") == NULL);
    for (const char *line = page; *line; line = strchr(line, '\n') + 1)
        cr_assert(strchr(line, '\n') - line < 200, "%s", line);
}

Test(training, regression)
{
    make_run();
    set.classes = 0;
    set.labels = NULL;
    set.outputs = 1;
    metrics = (struct metrics){.rows = 8,
                               .loss = 1.25e-7,
                               .r2 = 0.875,
                               .mean_squared_error = 0.5,
                               .mean_absolute_error = 12345678};
    const char *page = report(&text_renderer);
    expect(page, "Training r2 0.8750 over 8 rows, loss 1.25e-7.\n");
    expect(page, "  training     8  1.25e-7  0.8750              0.5000             12350000\n");
    expect(page, "2 features; 1 target.\n");
    expect(page, "  epoch    loss      r2\n");
    expect(report(NULL), "\"mean_absolute_error\": 12345678\n");
}

Test(training, several_runs)
{
    make_run();
    struct trained_run runs[2] = {run, run};
    struct text text;
    text_open(&text, arena);
    runs[1].name = "other.json";
    render_training_report(&(struct training_report){runs, 2, 3}, &markdown_renderer, &text);
    expect(text.bytes, "# Training runs compared\n");
    expect(text.bytes, "other.json");
    expect(text.bytes, "1 of 3 runs were not begun.");
    expect(text.bytes, "## small.json: Small\n");
    expect(text.bytes, "### Model\n");
}

Test(training, speed_stands_alone)
{
    make_run();
    const char *without = report(&text_renderer);
    run.seconds = 2;
    run.samples = 24000;
    const char *with = report(&text_renderer);
    cr_assert(strncmp(with, without, strlen(without)) == 0);
    cr_assert_str_eq(with + strlen(without),
                     "\nSpeed: 12,000 samples per second; 2.0 seconds in all.\n");
    expect(report(NULL), "\"speed\": {\"seconds\": 2, \"samples\": 24000, "
                         "\"samples_per_second\": 12000}");
}

Test(training, history)
{
    struct text text;
    make_run();
    text_open(&text, arena);
    history_csv_header(true, &text);
    history_csv_row("=a,b", &history[0], &text);
    history_csv_row(NULL, &history[1], &text);
    history_json_record("a", &history[2], &text);
    cr_assert_str_eq(text.bytes,
                     "run,epoch,updates,loss,accuracy,validation_loss,validation_accuracy,"
                     "learning_rate,best,seconds\n"
                     "\"'=a,b\",1,2,1,0.5,,,0.1,0,0.25\n"
                     "2,4,0.5,0.5,,,0.1,0,0.25\n"
                     "{\"run\": \"a\", \"epoch\": 3, \"updates\": 6, \"loss\": 0.3333333333333333, "
                     "\"accuracy\": 0.5, \"learning_rate\": 0.1, \"best\": false, \"seconds\": "
                     "0.25}\n",
                     "got:\n%s", text.bytes);
}
