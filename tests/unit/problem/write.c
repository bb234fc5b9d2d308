/* Writing: what is written says everything, reads back as an equal problem and writes the same again. */
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

TestSuite(write, .init = open_fixture, .fini = close_fixture);

static const char *written(const struct problem *problem)
{
    struct text text;
    struct json_out out;
    text_open(&text, fixture.arena);
    json_out_open(&out, &text, 2);
    problem_write(problem, &out, NULL);
    return text_copy(&text, fixture.arena);
}

static void expect_round_trip(const char *text)
{
    const char *once = written(read_good(&fixture, text));
    const struct problem *again = read_text(&fixture, once);
    cr_assert(again != NULL, "%s\n%s", once, fixture.diagnostics.last->message);
    expect_text(written(again), once);
}

Test(write, every_key_with_its_default)
{
    static const char wanted[] =
        "{"
        "  'title': '',"
        "  'inputs': [[6, 1]],"
        "  'targets': [[1]],"
        "  'layers': ["
        "    {'kind': 'dense', 'units': 1, 'activation': 'linear',"
        " 'weights': [[1, 1]], 'weights_layout': 'out_in',"
        " 'use_bias': true, 'biases': [0],"
        " 'train_weights': true, 'train_biases': true}"
        "  ],"
        "  'loss': {'kind': 'squared_error', 'scale': 'sum', 'batch': 'mean'},"
        "  'optimizer': {'kind': 'sgd', 'learning_rate': 0.1},"
        "  'updates': 1,"
        "  'batches': [[1]],"
        "  'forward_after': false,"
        "  'wrt_inputs': false,"
        "  'names': {}"
        "}";
    char *lines = arena_alloc(fixture.arena, 4096), *to = lines;
    for (const char *at = written(read_good(&fixture, "{" WHOLE "}")); *at; at++)
        if (*at != '\n')
            *to++ = *at;
    expect_text(lines, unquoted(&fixture, wanted));
}

Test(write, problems_come_back_the_same)
{
    expect_round_trip("{" FORWARD "}");
    expect_round_trip("{" WHOLE
                      ", 'title': 'a \\\"b\\\" \\\\ \\u00e9', 'source': 's', 'digits': 20}");
    expect_round_trip("{" WHOLE ", 'updates': 7, 'forward_after': true, 'wrt_inputs': true,"
                      " 'names': {'w1[1,1]': 'w1', 'alpha': 'eta', 'E': 'J'}}");
    expect_round_trip("{" FORWARD ", " TARGETS ", " LOSS ", 'optimizer': {}, 'updates': 0}");
    expect_round_trip("{" INPUTS ", 'layers': [{'weights': [[1, 2], [3, 4]], 'use_bias': false}]}");
    expect_round_trip(
        "{'inputs': [[1], [2], [3]], 'targets': [2, 0, 1], 'batch_size': 2,"
        " 'weights_layout': 'in_out', 'layers': [{'activation': 'softmax',"
        " 'weights': [[0.10, -0, 1E-3]], 'biases': [0, 0, 0], 'train_biases': false}],"
        " 'loss': {'kind': 'categorical_cross_entropy', 'log_base': 10, 'clip': 1e-7,"
        " 'batch': 'sum', 'scale': 'half_mean'}, " OPTIMIZER "}");
    expect_round_trip(
        "{'inputs': [[1], [2], [3]], 'targets': [[0], [1], [1]], 'batches': [[3], [1, 2]],"
        " 'layers': [{'weights': [[1]], 'biases': [0]}],"
        " 'loss': {'kind': 'binary_cross_entropy', 'log_add': 1e-10}, " OPTIMIZER "}");
}

#define WITH_ACTIVATION(text)                                                                      \
    "{" INPUTS ", 'layers': [{'activation': " text ", 'weights': [[1, 1]], 'biases': [0]}]}"
#define WITH_LOSS(text) "{" FORWARD ", " TARGETS ", 'loss': " text "}"

Test(write, activations_come_back_the_same)
{
    size_t count;
    const char *const *names = activation_names(&count);
    for (size_t i = 0; i < count; i++)
        expect_round_trip(arena_printf(fixture.arena, WITH_ACTIVATION("'%s'"), names[i]));
    expect_round_trip(WITH_ACTIVATION("{'kind': 'leaky_relu', 'alpha': -0.20}"));
    expect_round_trip(WITH_ACTIVATION("{'name': 'swish', 'formula': 'z*sigmoid(beta*z) + c',"
                                      " 'parameters': {'beta': 1.50, 'c': -2}}"));
}

Test(write, losses_come_back_the_same)
{
    size_t count;
    const char *const *names = loss_names(&count);
    for (size_t i = 0; i < count; i++)
        expect_round_trip(arena_printf(fixture.arena, WITH_LOSS("'%s'"), names[i]));
    expect_round_trip(WITH_LOSS("{'kind': 'huber', 'delta': 0.5, 'scale': 'mean'}"));
    expect_round_trip(
        WITH_LOSS("{'kind': 'binary_cross_entropy', 'from_logits': true, 'label_smoothing': 0.1}"));
    expect_round_trip(WITH_LOSS("{'kind': 'binary_cross_entropy', 'from_logits': false,"
                                " 'label_smoothing': 0.0}"));
    expect_round_trip(WITH_LOSS("{'name': 'fourth', 'formula': 'c*sum(k=1..K, (t[k] - a[k])^4)',"
                                " 'parameters': {'c': 2}, 'scale': 'half', 'batch': 'sum'}"));
}

#define WITH_OPTIMIZER(text)                                                                       \
    "{" FORWARD ", " TARGETS ", " LOSS ", 'optimizer': {'learning_rate': 0.1, " text "}}"

/* Each optimizer in each form, centered or not. */
Test(write, optimizers_come_back_the_same)
{
    size_t count;
    const char *const *names = optimizer_names(&count);
    int written_count = 0;
    for (size_t i = 0; i < count; i++)
        for (size_t f = 0; f == 0 || optimizer_form(names[i], f); f++)
            for (int centered = 0; centered < 2; centered++) {
                const char *form = optimizer_form(names[i], f);
                if (!optimizer_by_name(names[i], form, centered))
                    continue;
                const char *rest = form ? arena_printf(fixture.arena, ", 'form': '%s'", form) : "";
                expect_round_trip(arena_printf(fixture.arena, WITH_OPTIMIZER("'kind': '%s'%s%s"),
                                               names[i], rest,
                                               centered ? ", 'centered': true" : ""));
                written_count++;
            }
    cr_expect_eq(written_count, 17);
}

Test(write, schedules_and_states_come_back_the_same)
{
    expect_round_trip(WITH_OPTIMIZER("'schedule': {'kind': 'constant'}"));
    expect_round_trip(WITH_OPTIMIZER("'schedule': {'kind': 'step', 'every': 3}"));
    expect_round_trip(WITH_OPTIMIZER("'schedule': {'kind': 'exponential', 'gamma': 0.9}"));
    expect_round_trip(WITH_OPTIMIZER("'schedule': {'kind': 'time', 'decay': 0.10}"));
    expect_round_trip(WITH_OPTIMIZER("'weight_decay': 0.1, 'state': {'updates': 7}"));
    expect_round_trip(WITH_OPTIMIZER("'kind': 'adamw', 'weight_decay': 0, 'state': {'v': 0.5}"));
    expect_round_trip(WITH_OPTIMIZER("'kind': 'adam', 'state': {'v': {'b1': [1], 'w1': [[2, 3]]},"
                                     " 'm': 0.5, 'updates': 2}"));
    expect_round_trip(
        WITH_OPTIMIZER("'kind': 'nadam', 'state': {'muprod': 0.5, 'm': {'w1': [[2, 3]]}}"));
    expect_round_trip("{'given': {'x': 1, 'w': [[1, 2], [3, 4]]}, 'formulas': ['f = x*w[1,2]'],"
                      " 'objective': 'f', 'wrt': ['w'], 'optimizer': {'kind': 'momentum',"
                      " 'learning_rate': 1, 'state': {'v': 0.25}}}");
}

Test(write, layers_come_back_the_same)
{
    expect_round_trip(
        "{" INPUTS ", 'layers': [{'units': 3, 'initializer': 'ones'},"
        " {'kind': 'activation', 'activation': {'kind': 'elu', 'alpha': 2}},"
        " {'kind': 'dropout', 'rate': 0.25, 'seed': 999999999999999999},"
        " {'units': 2, 'shared_bias': true, 'initializer': {'kind': 'he_normal', 'seed': 3},"
        " 'dropout': {'rate': 0.50, 'mask': [[1, 0]]}}]}");
    expect_round_trip(
        "{'inputs': [[1], [2]], 'layers': [{'weights': [[1], [2]], 'shared_bias': true,"
        " 'biases': 0.5, 'dropout': {'rate': 0, 'mask': [[1, 0], [0, 0]]}}]}");
}

Test(write, penalties_come_back_the_same)
{
    expect_round_trip("{" WHOLE ", 'penalty': {'l1': 0.1, 'l2': 0.20, 'convention': 'half_over_m',"
                      " 'biases': true}}");
    expect_round_trip("{" WHOLE ", 'penalty': {'l1': 0, 'convention': 'half', 'biases': true}}");
    expect_round_trip(
        "{" INPUTS ", 'layers': [{'weights': [[1, 1], [1, 1]], 'biases': [0, 0], 'l2': 0},"
        " {'weights': [[1, 1]], 'biases': [0], 'l1': 3}], " TRAINING ", 'penalty': {'l2': 1}}");
}

Test(write, objectives_come_back_the_same)
{
    expect_round_trip("{" FORWARD ", 'objective': 'sum'}");
    expect_round_trip("{" FORWARD ", 'objective': 'a1[1]', " OPTIMIZER ", 'updates': 3}");
    expect_round_trip("{" FORWARD ", 'objective': 'a1[1]', 'updates': 0}");
    expect_round_trip("{" INPUTS ", 'layers': [" LAYER
                      ", {'kind': 'dropout', 'rate': 0.5, 'seed': 1}],"
                      " 'objective': 'd1[1]', 'penalty': {'l2': 1}}");
}

Test(write, sample_numbers_come_back_the_same)
{
    expect_round_trip("{'inputs': [[1, 2], [3, 4]], 'sample_numbers': [4031, 17], " LAYERS "}");
}

Test(write, run_files_come_back_the_same)
{
    expect_round_trip("{" RUN ", 'batch_size': 7, 'inputs': 2, 'title': 't', 'digits': 9}");
    expect_round_trip("{" RUN ", 'penalty': {'l2': 0.1}, 'names': {'x[1]': 'left'}}");
    expect_round_trip(RUN_ON("'kind': 'moons', 'samples': 3, 'seed': 4, 'noise': 0.20,"
                             " 'test': {'samples': 9, 'seed': 5}, 'scaling': 'standard'"));
    expect_round_trip(RUN_ON("'kind': 'circles', 'samples': 3, 'factor': 0.25,"
                             " 'scaling': 'min_max', 'class_names': ['in', 'out']"));
    expect_round_trip(RUN_ON("'kind': 'spiral', 'samples': 3, 'centers': 4, 'turns': 1.5,"
                             " 'keep': [3, 0], 'quadratic': true"));
    expect_round_trip(RUN_ON("'kind': 'blobs', 'samples': 3, 'centers': 6, 'classes': 2,"
                             " 'split': {'validation': 0.10, 'test': 0.2, 'seed': 8}"));
    expect_round_trip(
        RUN_ON("'kind': 'csv', 'file': 'a b.csv', 'label': 'kind', 'features': ['x', 'y'],"
               " 'class_names': ['no', 'yes'], 'test': {'file': '/t.csv'}"));
    expect_round_trip("{'inputs': 3, 'dataset': {'kind': 'csv', 'file': 'f', 'header': false,"
                      " 'targets': [4], 'features': [1, 3, 2]}, " RUN_LAYERS ", " LOSS
                      ", " OPTIMIZER ", " EPOCH "}");
    expect_round_trip("{'inputs': 4, 'dataset': {'kind': 'idx', 'images': 'i.gz', 'labels': 'l',"
                      " 'keep': [3, 6], 'scaling': {'divide': 255.0},"
                      " 'test': {'images': 'ti', 'labels': 'tl'}}, " RUN_LAYERS ", " LOSS
                      ", 'optimizer': {'kind': 'adam', 'learning_rate': 1e-3}, " EPOCH "}");
    expect_round_trip(
        "{'dataset': {'kind': 'xor', 'samples': 10, 'split': {'validation': 0.5}}, " RUN_LAYERS
        ", " LOSS ", " OPTIMIZER
        ", 'schedule': {'epochs': 9, 'shuffle': false, 'seed': 999999999999999999,"
        " 'last_batch': 'drop', 'precision': 'double', 'early_stopping': {'patience': 3,"
        " 'monitor': 'validation_accuracy', 'min_delta': 0.01, 'restore_best': false},"
        " 'tolerance': {'monitor': 'loss', 'below': 1e-4}}}");
}

Test(write, as_a_member_of_a_record)
{
    struct text text;
    struct json_out out;
    text_open(&text, fixture.arena);
    json_out_open(&out, &text, 0);
    json_out_object(&out, NULL);
    problem_write(read_good(&fixture, "{" FORWARD "}"), &out, "problem");
    json_out_end_object(&out);
    cr_expect_null(strchr(text.bytes, '\n'));

    struct json_source source = {"record", text.bytes, text.length};
    const struct json *root = json_read(fixture.arena, &source, &fixture.diagnostics);
    cr_assert_not_null(root);
    const struct problem *again = problem_from_json(
        fixture.arena, &source, json_member(root, "problem"), &fixture.diagnostics);
    cr_assert_not_null(again);
    cr_expect_eq(again->input_count, 2);
}
