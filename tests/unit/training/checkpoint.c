/* Checkpoints: a run that was saved and gone on with ends with the same bytes as one that was not stopped; what belongs to
 * another run is named; weights alone fit any program. */
#include "run_fixture.h"

#include "base/tensor_file.h"
#include <math.h>

TestSuite(checkpoint, .init = open_run_folder, .fini = close_folder);

static struct text checkpoint_of(const struct test_run *run)
{
    struct text text;
    text_open(&text, arena);
    checkpoint_write(arena, run->loop, run->engine, run->set, &text);
    return text;
}

static void save(const struct test_run *run, const char *name)
{
    struct text text = checkpoint_of(run);
    write_bytes(name, text.bytes, text.length);
}

static bool resume(struct test_run *run, const char *name)
{
    return checkpoint_resume(arena, path_of(name), run->loop, run->engine, run->set, &diagnostics);
}

static void expect_resumed(struct test_run *run, const char *name)
{
    cr_assert(resume(run, name), "%s", diagnostics.first ? diagnostics.first->message : "");
    cr_assert_eq(diagnostics.errors, 0);
}

/* ---- the same bytes ---- */

static enum loop_end finish(const struct test_run *run)
{
    enum loop_end end = loop_run(run->loop, 0, NULL);
    loop_restore_best(run->loop);
    return end;
}

/* Stopped after `update`, and once more a few updates later, with the best weights put back in between as at any end. */
static void expect_same_end(const char *what, long update)
{
    struct test_run whole = open_run(0), first = open_run(0), second = open_run(0),
                    third = open_run(0);
    enum loop_end end = finish(&whole);
    loop_run(first.loop, update, NULL);
    save(&first, "first.safetensors");
    expect_resumed(&second, "first.safetensors");
    loop_run(second.loop, update + 4, NULL);
    loop_restore_best(second.loop);
    save(&second, "second.safetensors");
    expect_resumed(&third, "second.safetensors");
    cr_expect_eq(finish(&third), end, "%s", what);
    struct text expected = checkpoint_of(&whole), found = checkpoint_of(&third);
    cr_assert_eq(found.length, expected.length, "%s", what);
    cr_expect_eq(memcmp(found.bytes, expected.bytes, expected.length), 0,
                 "%s, stopped after update %ld: the bytes differ", what, update);
}

static void expect_same_ends(const char *optimizer)
{
    static const long updates[] = {1, 5, 6, 13};
    for (int i = 0; i < 4; i++) {
        precision = i % 2 ? PRECISION_SINGLE : PRECISION_DOUBLE;
        training.shuffle = i < 2;
        expect_same_end(optimizer, updates[i]);
    }
}

Test(checkpoint, every_optimizer_goes_on_with_the_same_bits)
{
    static const char *const optimizers[] = {
        "\"kind\": \"sgd\", \"schedule\": {\"kind\": \"exponential\", \"gamma\": 0.9}",
        "\"kind\": \"momentum\"",
        "\"kind\": \"nesterov\", \"form\": \"lookahead\"",
        "\"kind\": \"adagrad\"",
        "\"kind\": \"rmsprop\", \"centered\": true",
        "\"kind\": \"adam\", \"schedule\": {\"kind\": \"step\", \"every\": 4, \"gamma\": 0.5}",
        "\"kind\": \"adamw\", \"weight_decay\": 0.01",
        "\"kind\": \"adamax\"",
        "\"kind\": \"nadam\"",
    };
    training.epochs = 4;
    for (size_t i = 0; i < sizeof optimizers / sizeof *optimizers; i++) {
        read_network(arena_printf(arena, "%s, %s, \"optimizer\": {\"learning_rate\": 0.05, %s}",
                                  LAYERS, CROSS_ENTROPY, optimizers[i]));
        expect_same_ends(optimizers[i]);
    }
}

Test(checkpoint, dropout_penalties_and_early_stopping)
{
    training.epochs = 60;
    training.early_stopping = (struct early_stopping){MONITOR_VALIDATION_LOSS, 3, "0", true};
    read_network("\"layers\": [{\"units\": 6, \"activation\": \"tanh\", \"shared_bias\": true, "
                 "\"biases\": [0.1], \"weights\": [[1,0],[0,1],[1,1],[-1,1],[2,1],[1,2]], \"l1\": "
                 "0.001, \"dropout\": {\"rate\": 0.5, \"seed\": 8}}, " SIGMOID "], " CROSS_ENTROPY
                 ", \"optimizer\": {\"kind\": \"adam\", \"learning_rate\": 0.3}");
    for (int i = 0; i < 2; i++) {
        precision = i % 2 ? PRECISION_SINGLE : PRECISION_DOUBLE;
        expect_same_end("early stopping", 3);
        expect_same_end("early stopping", 12);
    }
}

/* Saved at its end, with the best weights in the engine, a run can be given more epochs all the same. */
Test(checkpoint, more_epochs_after_the_end)
{
    training.early_stopping = (struct early_stopping){MONITOR_LOSS, 100, "0.5", true};
    struct test_run whole = open_run(6), part = open_run(2), rest = open_run(6);
    finish(&whole);
    cr_assert_eq(finish(&part), END_EPOCHS);
    cr_assert(loop_is_restored(part.loop));
    save(&part, "part.safetensors");
    expect_resumed(&rest, "part.safetensors");
    finish(&rest);
    struct text expected = checkpoint_of(&whole), found = checkpoint_of(&rest);
    cr_assert_eq(found.length, expected.length);
    cr_expect_eq(memcmp(found.bytes, expected.bytes, expected.length), 0);
    struct test_run fewer = open_run(1);
    expect_resumed(&fewer, "part.safetensors");
    cr_expect_eq(loop_run(fewer.loop, 0, NULL), END_EPOCHS);
    cr_expect_eq(loop_state(fewer.loop)->history_count, 2);
}

Test(checkpoint, a_finished_run_stays_finished)
{
    training.epochs = 1000;
    training.early_stopping = (struct early_stopping){MONITOR_VALIDATION_LOSS, 2, "0", true};
    struct test_run run = open_run(0), again = open_run(0);
    cr_assert_eq(finish(&run), END_EARLY);
    save(&run, "run.safetensors");
    expect_resumed(&again, "run.safetensors");
    cr_expect_eq(finish(&again), END_EARLY);
    cr_expect(engines_equal(run.engine, again.engine));
}

/* ---- what a file holds ---- */

static const struct tensor_file *read_file(const char *name)
{
    const struct tensor_file *file = tensor_file_read(arena, path_of(name), &diagnostics);
    cr_assert_not_null(file);
    return file;
}

Test(checkpoint, what_others_find_in_it)
{
    read_network(LAYERS ", " CROSS_ENTROPY
                        ", \"optimizer\": {\"kind\": \"momentum\", \"learning_rate\": 0.10}");
    precision = PRECISION_SINGLE;
    struct test_run run = open_run(0);
    loop_run(run.loop, 8, NULL);
    save(&run, "run.safetensors");
    const struct tensor_file *file = read_file("run.safetensors");
    const struct tensor *w1 = tensor_find(file, "w1"), *b2 = tensor_find(file, "b2");
    cr_assert(w1 && b2);
    cr_expect(w1->kind == TENSOR_F32 && w1->rank == 2 && w1->shape[0] == 3 && w1->shape[1] == 2);
    cr_expect(b2->rank == 1 && b2->shape[0] == 1);
    cr_expect_eq(memcmp(w1->data, engine_tensor(run.engine, 0)->data, 6 * sizeof(float)), 0);
    cr_expect(tensor_find(file, "v.w1") && tensor_find(file, "v.b2"));
    cr_expect(tensor_find(file, "history")->shape[0] == 1);
    cr_expect(tensor_find(file, "scaling.shift")->count == 2);
    static const char *const texts[][2] = {{"format", "handgrad-run"},
                                           {"epoch", "2"},
                                           {"batch", "2"},
                                           {"update", "8"},
                                           {"precision", "single"},
                                           {"network", "2-3-1"},
                                           {"layers", "relu; sigmoid"},
                                           {"optimizer", "momentum pytorch, momentum 0.9"},
                                           {"learning_rate", "0.1"},
                                           {"shuffling", "by seed 9"}};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        cr_expect_str_eq(tensor_metadata(file, texts[i][0]), texts[i][1], "%s", texts[i][0]);
}

/* ---- other runs ---- */

static const char *error_of_resuming(void)
{
    struct test_run run = open_run(0);
    cr_assert_not(resume(&run, "run.safetensors"));
    return error_of_list();
}

static void expect_other(const char *message)
{
    const char *expected = arena_printf(
        arena, "conflict run.safetensors it was saved by another run: %s; ; ", message);
    cr_expect_str_eq(error_of_resuming(), expected);
}

Test(checkpoint, other_runs_are_named)
{
    struct test_run run = open_run(0);
    loop_run(run.loop, 8, NULL);
    save(&run, "run.safetensors");
    const struct training before = training;
    training.batch_size = 8;
    expect_other("the batch size was 7, is 8");
    training = before;
    training.seed = 10;
    expect_other("shuffling was by seed 9, is by seed 10");
    training.shuffle = false;
    expect_other("shuffling was by seed 9, is off");
    training = before;
    training.drop_last = true;
    expect_other("the last short batch was kept, is dropped");
    training = before;
    training.early_stopping.monitor = MONITOR_VALIDATION_ACCURACY;
    expect_other("the monitor of early stopping was loss, is validation_accuracy");
    training = before;
    training.early_stopping.restore_best = true;
    expect_other("\"restore_best\" was off, is on");
    training = before;
    precision = PRECISION_SINGLE;
    expect_other("the precision was double, is single");
    precision = PRECISION_DOUBLE;
    dataset.validation_share = "0.25";
    expect_other(
        "the number of rows was 40 for training and 20 for validation, with 2 features, is 45 "
        "for training and 15 for validation, with 2 features");
    dataset.validation_share = "0.34";
    training.early_stopping.patience = 7;
    training.epochs = 100;
    struct test_run again = open_run(0);
    expect_resumed(&again, "run.safetensors");
}

Test(checkpoint, other_networks_are_named)
{
    struct test_run run = open_run(0);
    loop_run(run.loop, 8, NULL);
    save(&run, "run.safetensors");
    read_network(LAYERS ", " CROSS_ENTROPY
                        ", \"optimizer\": {\"kind\": \"sgd\", \"learning_rate\": 0.01}");
    expect_other("the learning rate was 0.5, is 0.01");
    read_network(LAYERS ", " CROSS_ENTROPY
                        ", \"optimizer\": {\"kind\": \"adam\", \"learning_rate\": 0.5}");
    expect_other("the optimizer was sgd, is adam standard, beta1 0.9, beta2 0.999, epsilon 1e-8");
    read_network(LAYERS ", \"loss\": {\"kind\": \"squared_error\", \"scale\": \"half\"}, " SGD);
    expect_other("the loss was binary_cross_entropy, sum over outputs, mean over rows, base e, is "
                 "squared_error, half over outputs, mean over rows, base e");
    read_network("\"layers\": [" SIGMOID "], " CROSS_ENTROPY ", " SGD);
    expect_other("the network was 2-3-1, is 2-1");
    read_network(LAYERS ", " CROSS_ENTROPY ", " SGD ", \"penalty\": {\"l2\": 0.1}");
    expect_other("the list of activations was relu; sigmoid, is relu, l2 0.1; sigmoid, l2 0.1");
}

Test(checkpoint, other_data_are_seen)
{
    write_csv("x1,x2,label\n1,2,0\n2,3,1\n4,1,1\n0,2,0\n");
    dataset.validation_share = "0";
    struct test_run run = open_run(0);
    loop_run(run.loop, 1, NULL);
    save(&run, "run.safetensors");
    struct test_run again = open_run(0);
    expect_resumed(&again, "run.safetensors");
    write_csv("x1,x2,label\n1,2,0\n2,3,1\n4,1,1\n0,2.0000001,0\n");
    const char *other = error_of_resuming();
    cr_expect(strstr(other, "the data, number by number, was hash ") != NULL, "%s", other);
    write_csv("x1,x2,label\n1,2,0\n2,3,1\n4,1,1\n0,2,1\n");
    cr_expect(strstr(error_of_resuming(), "the data, number by number, was hash ") != NULL,
              "a label");
    write_csv("x1,x2,label\n2,3,1\n1,2,0\n4,1,1\n0,2,0\n");
    cr_expect(strstr(error_of_resuming(), "the data, number by number, was hash ") != NULL,
              "the order");
}

/* ---- runs that diverged ---- */

static const char diverged[] = "conflict run.safetensors the run saved there diverged: its weights "
                               "are no finite numbers; ; ";

Test(checkpoint, weights_that_are_no_finite_numbers)
{
    static const double numbers[] = {NAN, -INFINITY, INFINITY};
    for (size_t i = 0; i < 2 * sizeof numbers / sizeof *numbers; i++) {
        precision = i % 2 ? PRECISION_SINGLE : PRECISION_DOUBLE;
        struct test_run run = open_run(0);
        loop_run(run.loop, 2, NULL);
        const struct engine_tensor *weights = engine_tensor(run.engine, 0);
        size_t last = (size_t)weights->rows * (size_t)weights->columns - 1;
        if (precision == PRECISION_SINGLE)
            ((float *)weights->data)[last] = (float)numbers[i / 2];
        else
            ((double *)weights->data)[last] = numbers[i / 2];
        save(&run, "run.safetensors");
        cr_expect_str_eq(error_of_resuming(), diverged);
    }
}

/* The best weights, finite, are in the place of the last ones, from which the run would go on. */
Test(checkpoint, a_run_that_diverged_after_its_best_epoch)
{
    training.early_stopping = (struct early_stopping){MONITOR_LOSS, 100, "0", true};
    struct test_run run = open_run(0);
    loop_run(run.loop, 8, NULL);
    ((double *)engine_tensor(run.engine, 1)->data)[0] = NAN;
    loop_restore_best(run.loop);
    cr_assert(loop_is_restored(run.loop));
    save(&run, "run.safetensors");
    cr_expect_str_eq(error_of_resuming(), diverged);
}

/* ---- broken files ---- */

/* A copy of the saved run in which the text of `key` is another; NULL: it is not there. */
static void save_with_text(const struct tensor_file *file, const char *key, const char *text)
{
    struct tensor_text *metadata = arena_array(arena, file->metadata_count, sizeof *metadata);
    struct tensor_file copy = *file;
    struct text out;
    copy.metadata_count = 0;
    for (size_t i = 0; i < file->metadata_count; i++) {
        bool changed = strcmp(file->metadata[i].key, key) == 0;
        if (changed && !text)
            continue;
        metadata[copy.metadata_count] = file->metadata[i];
        metadata[copy.metadata_count++].text = changed ? text : file->metadata[i].text;
    }
    copy.metadata = metadata;
    text_open(&out, arena);
    tensor_file_write(&copy, &out);
    write_bytes("run.safetensors", out.bytes, out.length);
}

Test(checkpoint, broken_places)
{
    static const struct {
        const char *key, *text, *error;
    } cases[] = {
        {"format", NULL, "tensor-file run.safetensors it is no saved run of handgrad"},
        {"version", "2", "not-supported run.safetensors the saved run is of another version; 1; 2"},
        {"epoch", NULL, "\"epoch\" is no number from 0 to"},
        {"epoch", "0", "its place in the run cannot be"},
        {"epoch", "3", "its place in the run cannot be"},
        {"epoch", "99999999999999999999", "\"epoch\" is no number from 0 to"},
        {"batch", "6", "its place in the run cannot be"},
        {"batch", "-2", "\"batch\" is no number from 0 to 6"},
        {"batch", "7", "\"batch\" is no number from 0 to 6"},
        {"batch", "1x", "\"batch\" is no number from 0 to 6"},
        {"update", "9", "its place in the run cannot be"},
        {"right", "41", "\"right\" is no number from 0 to 40"},
        {"best_epoch", "2", "its place in the run cannot be"},
        {"kept", NULL, "\"kept\" is neither"},
        {"kept", "other.", "\"kept\" is neither"},
        {"kept", "best.", "there is no tensor \"best.w1\", which the network needs"},
        {"learning_rate", NULL, "it has no \"learning_rate\""},
    };
    struct test_run run = open_run(0);
    loop_run(run.loop, 8, NULL);
    save(&run, "good.safetensors");
    const struct tensor_file *file = read_file("good.safetensors");
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        save_with_text(file, cases[i].key, cases[i].text);
        const char *error = error_of_resuming();
        cr_expect(strstr(error, cases[i].error) != NULL, "%s\n%s", error, cases[i].error);
    }
}

/* A copy in which the tensor `name` is another; NULL: it is not there. */
static void save_with_tensor(const struct tensor_file *file, const char *name,
                             const struct tensor *other)
{
    struct tensor *tensors = arena_array(arena, file->tensor_count, sizeof *tensors);
    struct tensor_file copy = *file;
    struct text out;
    copy.tensor_count = 0;
    for (size_t i = 0; i < file->tensor_count; i++) {
        bool changed = strcmp(file->tensors[i].name, name) == 0;
        if (!changed || other)
            tensors[copy.tensor_count++] = changed ? *other : file->tensors[i];
    }
    copy.tensors = tensors;
    text_open(&out, arena);
    tensor_file_write(&copy, &out);
    write_bytes("run.safetensors", out.bytes, out.length);
}

Test(checkpoint, broken_tensors)
{
    static const double numbers[16] = {2, 6};
    struct tensor other = {"", TENSOR_F64, 1, {3}, 3, numbers};
    struct test_run run = open_run(0);
    loop_run(run.loop, 8, NULL);
    save(&run, "good.safetensors");
    const struct tensor_file *file = read_file("good.safetensors");
    other.name = "progress";
    save_with_tensor(file, "progress", &other);
    cr_expect(strstr(error_of_resuming(), "\"progress\" is not F64 of the shape [4]") != NULL);
    other = (struct tensor){"progress", TENSOR_F64, 2, {2, 2}, 4, numbers};
    save_with_tensor(file, "progress", &other);
    cr_expect(strstr(error_of_resuming(), "\"progress\" is not F64 of the shape [4]") != NULL);
    other = (struct tensor){"history", TENSOR_F64, 2, {1, 8}, 8, numbers};
    save_with_tensor(file, "history", &other);
    cr_expect(strstr(error_of_resuming(), "\"history\" is no list of epochs") != NULL);
    save_with_tensor(file, "history", NULL);
    cr_expect(strstr(error_of_resuming(), "\"history\" is not F64 of the shape [1, 8]") != NULL);
    other = *tensor_find(file, "history");
    other.shape[0] = 2;
    other.shape[1] = 4;
    save_with_tensor(file, "history", &other);
    cr_expect(strstr(error_of_resuming(), "\"history\" is not F64 of the shape [1, 8]") != NULL);
    save_with_tensor(file, "w2", NULL);
    cr_expect(strstr(error_of_resuming(), "there is no tensor \"w2\", which the network needs") !=
              NULL);
    write_bytes("run.safetensors", "short", 5);
    cr_expect(strstr(error_of_resuming(), "neither a safetensors file nor a .npy file") != NULL);
    unlink(path_of("run.safetensors"));
    cr_expect(strstr(error_of_resuming(), "no-file") != NULL);
}

/* Whatever single byte is another: the run goes on, or there is one error. */
Test(checkpoint, damaged_bytes)
{
    training.early_stopping = (struct early_stopping){MONITOR_LOSS, 100, "0", true};
    struct test_run run = open_run(0), other = open_run(0);
    loop_run(run.loop, 8, NULL);
    struct text text = checkpoint_of(&run);
    size_t refused = 0;
    for (size_t i = 0; i < text.length; i++) {
        struct arena *scratch = arena_child(arena);
        struct diagnostics errors;
        diagnostics_open(&errors, scratch);
        char byte = text.bytes[i];
        text.bytes[i] = (char)(i % 3 == 0 ? byte ^ 1 : i % 3 == 1 ? '9' : byte + 5);
        write_bytes("run.safetensors", text.bytes, text.length);
        bool good = checkpoint_resume(scratch, path_of("run.safetensors"), other.loop, other.engine,
                                      other.set, &errors);
        cr_assert_eq(errors.errors, good ? 0 : 1, "byte %zu", i);
        refused += !good;
        text.bytes[i] = byte;
        arena_close(scratch);
    }
    cr_expect(refused > text.length / 2);
}

/* ---- weights alone ---- */

static const double w1[] = {1, 2, 3, 4, 5, 6}, b1[] = {0.1, 0.2, 0.3}, w2[] = {-1, -2, -3},
                    b2[] = {7};

static void save_tensors(const struct tensor *tensors, size_t count)
{
    struct tensor_file file = {tensors, count, NULL, 0};
    struct text out;
    text_open(&out, arena);
    tensor_file_write(&file, &out);
    write_bytes("w.safetensors", out.bytes, out.length);
}

static const char *error_of_weights(const struct tensor *tensors, size_t count)
{
    struct test_run run = open_run(0);
    struct feature_scaling scaling = run.set->scaling;
    save_tensors(tensors, count);
    bool good = checkpoint_weights(arena, path_of("w.safetensors"), run.engine, run.set, &scaling,
                                   &diagnostics);
    if (!good)
        return error_of_list();
    cr_assert_eq(diagnostics.errors, 0);
    cr_expect_eq(((const float *)engine_tensor(run.engine, 0)->data)[5], 6);
    cr_expect_eq(((const float *)engine_tensor(run.engine, 1)->data)[1], (float)0.2);
    cr_expect(scaling.shift == run.set->scaling.shift, "there is none in the file");
    return "";
}

Test(checkpoint, weights_of_others)
{
    struct tensor tensors[] = {{"w1", TENSOR_F64, 2, {3, 2}, 6, w1},
                               {"b1", TENSOR_F64, 2, {1, 3}, 3, b1},
                               {"w2", TENSOR_F64, 2, {1, 3}, 3, w2},
                               {"b2", TENSOR_F64, 0, {0}, 1, b2},
                               {"notes", TENSOR_F64, 1, {2}, 2, w1}};
    precision = PRECISION_SINGLE;
    cr_expect_str_eq(error_of_weights(tensors, 5), "");
    cr_expect_str_eq(
        error_of_weights(tensors, 3),
        "conflict w.safetensors there is no tensor \"b2\", which the network needs; ; ");
    tensors[0].shape[0] = 2;
    tensors[0].shape[1] = 3;
    cr_expect_str_eq(error_of_weights(tensors, 5),
                     "conflict w.safetensors tensor \"w1\" does not fit the network; the shape [3, "
                     "2] (units, inputs); [2, 3]");
    tensors[0] = (struct tensor){"w1", TENSOR_I64, 2, {3, 2}, 6, w1};
    cr_expect_str_eq(error_of_weights(tensors, 5),
                     "conflict w.safetensors tensor \"w1\" has whole numbers; F32 or F64; I64");
    tensors[4].name = "w3";
    cr_expect_str_eq(error_of_weights(tensors, 5),
                     "conflict w.safetensors it has \"w3\", but the network does not; ; ");
}

Test(checkpoint, weights_of_a_saved_run)
{
    struct test_run run = open_run(0), other = open_run(0);
    loop_run(run.loop, 8, NULL);
    save(&run, "run.safetensors");
    struct feature_scaling scaling = {0};
    cr_assert(checkpoint_weights(arena, path_of("run.safetensors"), other.engine, other.set,
                                 &scaling, &diagnostics));
    for (int i = 0; i < 2; i++) {
        cr_expect_eq(scaling.shift[i], run.set->scaling.shift[i]);
        cr_expect_eq(scaling.scale[i], run.set->scaling.scale[i]);
    }
    engine_set_updates(other.engine, engine_updates(run.engine));
    cr_expect(engines_equal(run.engine, other.engine));
}

Test(checkpoint, scaling_of_others)
{
    static const double scale[] = {2, 4}, none[] = {1, 0};
    struct tensor tensors[] = {{"w1", TENSOR_F64, 2, {3, 2}, 6, w1},
                               {"b1", TENSOR_F64, 1, {3}, 3, b1},
                               {"w2", TENSOR_F64, 2, {1, 3}, 3, w2},
                               {"b2", TENSOR_F64, 1, {1}, 1, b2},
                               {"scaling.scale", TENSOR_F64, 1, {2}, 2, scale}};
    struct test_run run = open_run(0);
    struct feature_scaling scaling = {0};
    save_tensors(tensors, 5);
    cr_assert(checkpoint_weights(arena, path_of("w.safetensors"), run.engine, run.set, &scaling,
                                 &diagnostics));
    cr_expect(scaling.shift[1] == 0 && scaling.scale[1] == 4);
    tensors[4].data = none;
    precision = PRECISION_SINGLE;
    cr_expect_str_eq(error_of_weights(tensors, 5),
                     "tensor-file w.safetensors it is broken: rows cannot be scaled by it; ; ");
    tensors[4] = (struct tensor){"scaling.shift", TENSOR_F64, 1, {3}, 3, w1};
    cr_expect_str_eq(error_of_weights(tensors, 5),
                     "conflict w.safetensors tensor \"scaling.shift\" does not fit the data; 2 "
                     "numbers, as rows have; [3]");
}
