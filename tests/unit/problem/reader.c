/* Valid problems: what they become. Samples, layers and presentation; training.c and names.c have the rest. */
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

TestSuite(reader, .init = open_fixture, .fini = close_fixture);

static void expect_values(const char *const *values, const char *wanted)
{
    struct text joined;
    text_open(&joined, fixture.arena);
    size_t count = 1;
    for (const char *at = wanted; *at; at++)
        count += *at == ' ';
    for (size_t i = 0; i < count; i++)
        text_printf(&joined, "%s%s", i ? " " : "", values[i]);
    expect_text(joined.bytes, wanted);
}

/* By its length alone: nothing of it is looked at. */
Test(reader, a_file_that_is_too_large)
{
    const struct json_source source = {"net.json", "", PROBLEM_MAX_BYTES + 1};
    cr_assert_null(problem_read(fixture.arena, &source, &fixture.diagnostics));
    cr_expect_eq(fixture.diagnostics.first->code, DIAGNOSTIC_TOO_LARGE);
    expect_text(fixture.diagnostics.first->message, "the problem is larger than 256 MiB");
}

Test(reader, smallest_problem_gets_every_default)
{
    const struct problem *p = read_good(&fixture, "{" FORWARD "}");
    expect_text(p->title, "");
    cr_expect_null(p->source);
    cr_expect_eq(p->digits, 0);
    cr_expect_eq(p->sample_count, 1);
    cr_expect_eq(p->input_count, 2);
    cr_expect_eq(p->output_count, 1);
    cr_expect_eq(p->layer_count, 1);
    expect_text(p->layers[0].activation.entry->name, "linear");
    cr_expect(p->layers[0].use_bias && p->layers[0].train_weights && p->layers[0].train_biases);
    cr_expect_null(p->targets);
    cr_expect_null(p->classes);
    cr_expect_null(p->loss.entry);
    cr_expect_null(p->optimizer.entry);
    cr_expect_eq(p->updates, 0);
    cr_expect_not(p->forward_after || p->wrt_inputs);
    cr_expect_eq(p->name_count, 0);
    cr_expect_eq(p->batch_count, 1);
    cr_expect_eq(p->batches[0].count, 1);
    cr_expect_eq(fixture.diagnostics.first, NULL);
}

Test(reader, presentation)
{
    const struct problem *p = read_good(
        &fixture, "{'title': 'A \\u03c3 net', 'source': 'Sheet 3', 'digits': 12, " FORWARD "}");
    expect_text(p->title, "A \xcf\x83 net");
    expect_text(p->source, "Sheet 3");
    cr_expect_eq(p->digits, 12);
}

Test(reader, numbers_keep_their_text)
{
    const struct problem *p =
        read_good(&fixture, "{'inputs': [[0.10, -6e0], [1E2, 0.000]], "
                            "'layers': [{'weights': [[1.50, -0]], 'biases': [10e-1]}]}");
    cr_expect_eq(p->sample_count, 2);
    expect_values(p->inputs, "0.10 -6e0 1E2 0.000");
    expect_values(p->layers[0].weights, "1.50 -0");
    expect_values(p->layers[0].biases, "10e-1");
}

Test(reader, sizes_chain_from_layer_to_layer)
{
    const struct problem *p = read_good(
        &fixture, "{" INPUTS ", 'layers': ["
                  "{'units': 3, 'activation': 'sigmoid', 'weights': [[1, 2], [3, 4], [5, 6]],"
                  " 'biases': [7, 8, 9]},"
                  "{'units': 1, 'activation': 'tanh', 'weights': [[1, 2, 3]], 'biases': [4]}]}");
    cr_expect_eq(p->layer_count, 2);
    cr_expect_eq(p->layers[0].units, 3);
    cr_expect_eq(p->layers[0].inputs, 2);
    cr_expect_eq(p->layers[1].units, 1);
    cr_expect_eq(p->layers[1].inputs, 3);
    cr_expect_eq(p->output_count, 1);
    expect_text(p->layers[0].activation.entry->name, "sigmoid");
    expect_text(p->layers[1].activation.entry->name, "tanh");
    expect_values(p->layers[0].weights, "1 2 3 4 5 6");
    cr_expect_eq(problem_parameter_count(p), 9 + 4);
}

Test(reader, units_may_be_left_to_the_weights)
{
    const struct problem *p = read_good(
        &fixture,
        "{" INPUTS ", 'layers': [{'weights': [[1, 2], [3, 4], [5, 6]], 'biases': [7, 8, 9]},"
        "{'weights_layout': 'in_out', 'weights': [[1], [2], [3]], 'biases': [4]}]}");
    cr_expect_eq(p->layers[0].units, 3);
    cr_expect_eq(p->layers[1].units, 1);
}

Test(reader, in_out_weights_are_turned_to_rows_per_unit)
{
    const struct problem *p = read_good(
        &fixture, "{" INPUTS ", 'weights_layout': 'in_out', 'layers': ["
                  "{'units': 3, 'weights': [[1, 2, 3], [4, 5, 6]], 'biases': [0, 0, 0]},"
                  "{'units': 2, 'weights_layout': 'out_in', 'weights': [[1, 2, 3], [4, 5, 6]],"
                  " 'biases': [0, 0]}]}");
    expect_values(p->layers[0].weights, "1 4 2 5 3 6");
    expect_values(p->layers[1].weights, "1 2 3 4 5 6");
}

Test(reader, layer_flags)
{
    const struct problem *p =
        read_good(&fixture, "{" INPUTS ", 'layers': ["
                            "{'kind': 'dense', 'weights': [[1, 2]], 'use_bias': false},"
                            "{'weights': [[1]], 'biases': [2], 'use_bias': true,"
                            " 'train_weights': false, 'train_biases': false}]}");
    cr_expect_not(p->layers[0].use_bias);
    cr_expect_null(p->layers[0].biases);
    cr_expect(p->layers[0].train_weights && p->layers[0].train_biases);
    cr_expect(p->layers[1].use_bias);
    cr_expect_not(p->layers[1].train_weights || p->layers[1].train_biases);
    cr_expect_eq(problem_parameter_count(p), 2 + 1 + 1);
}

Test(reader, activation_as_an_object)
{
    const struct problem *p =
        read_good(&fixture, "{" INPUTS ", 'layers': [{'weights': [[1, 2]], 'biases': [0],"
                            " 'activation': {'kind': 'relu'}}]}");
    expect_text(p->layers[0].activation.entry->name, "relu");
}

Test(reader, dense_targets)
{
    const struct problem *p =
        read_good(&fixture, "{'inputs': [[1, 2], [3, 4]], 'targets': [[0.5], [-1]], " LAYERS
                            ", " LOSS ", " OPTIMIZER "}");
    expect_values(p->targets, "0.5 -1");
    cr_expect_null(p->classes);
}

Test(reader, class_numbers_become_one_hot_rows)
{
    const struct problem *p = read_good(
        &fixture,
        "{'inputs': [[1], [2], [3]], 'targets': [2, 0, 1.0], 'layers': [{'weights': [[1], [2],"
        " [3]], 'biases': [0, 0, 0], 'activation': 'softmax'}], " LOSS ", " OPTIMIZER "}");
    expect_values(p->targets, "0 0 1 1 0 0 0 1 0");
    cr_assert_not_null(p->classes);
    cr_expect_eq(p->classes[0], 2);
    cr_expect_eq(p->classes[1], 0);
    cr_expect_eq(p->classes[2], 1);
}

Test(reader, a_problem_inside_a_larger_file)
{
    const char *text =
        unquoted(&fixture, "{'format': 'x',\n 'problem': {" FORWARD ",\n 'oops': 1}}");
    struct json_source source = {"trace.json", text, strlen(text)};
    const struct json *root = json_read(fixture.arena, &source, &fixture.diagnostics);
    cr_assert_not_null(root);
    cr_expect_null(problem_from_json(fixture.arena, &source, json_member(root, "problem"),
                                     &fixture.diagnostics));
    cr_assert_not_null(fixture.diagnostics.first);
    expect_text(fixture.diagnostics.first->pointer, "/problem/oops");
    cr_expect_eq(fixture.diagnostics.first->line, 3);
    cr_expect_eq(fixture.diagnostics.first->column, 2);
}

Test(reader, many_samples)
{
    struct text text;
    text_open(&text, fixture.arena);
    text_literal(&text, "{\"inputs\": [");
    for (int s = 0; s < 20000; s++)
        text_printf(&text, "%s[%d]", s ? "," : "", s);
    text_literal(&text,
                 "], \"layers\": [{\"weights\": [[1]], \"biases\": [0]}], \"batch_size\": 3}");
    const struct problem *p = read_text(&fixture, text.bytes);
    cr_assert_not_null(p);
    cr_expect_eq(p->sample_count, 20000);
    cr_expect_eq(p->batch_count, 6667);
    cr_expect_eq(p->batches[6666].count, 2);
    expect_text(p->inputs[19999], "19999");
}
