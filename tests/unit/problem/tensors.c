/* Weights and biases from files: the same problem as with the exact decimals written out, and what does not fit. */
#include "support.h"

#include "base/file.h"
#include "base/tensor_file.h"
#include <math.h>
#include <stdio.h>
#include <unistd.h>

static struct fixture fixture;
static char folder[] = "handgrad-tensors-XXXXXX";

static void put_file(const char *name, const char *bytes, size_t length)
{
    FILE *file = fopen(file_in_folder(fixture.arena, folder, name), "wb");
    cr_assert(file != NULL && fwrite(bytes, 1, length, file) == length && fclose(file) == 0);
}

static const float w1[] = {0.1f, -2, 3, 1e-30f, 5, 6}, b2[] = {0.5f, NAN, -1};
static const double b1[] = {0.1, -3, 1e300};
static const int64_t w2[] = {1, -2, 9007199254740993};

static void put_tensors(void)
{
    static const struct tensor tensors[] = {
        {"w1", TENSOR_F32, 2, {3, 2}, 6, w1}, {"b1", TENSOR_F64, 2, {3, 1}, 3, b1},
        {"w2", TENSOR_I64, 2, {1, 3}, 3, w2}, {"b2", TENSOR_F32, 1, {3}, 3, b2},
        {"one", TENSOR_F32, 0, {0}, 1, w1},
    };
    static const struct tensor_file file = {tensors, 5, NULL, 0};
    struct text text;
    text_open(&text, fixture.arena);
    tensor_file_write(&file, &text);
    put_file("net.safetensors", text.bytes, text.length);
}

/* Version 1.0 of the format: the header is padded to 128 bytes in all. */
static void put_npy(void)
{
    static const float rows[] = {1, 0.25f};
    char bytes[136] =
        "\x93NUMPY\x01\x00\x76\x00{'descr': '<f4', 'fortran_order': False, 'shape': (1, 2), }";
    size_t length = strlen(bytes + 10) + 10;
    memset(bytes + length, ' ', 127 - length);
    bytes[127] = '\n';
    memcpy(bytes + 128, rows, sizeof rows);
    put_file("w.npy", bytes, sizeof bytes);
}

static void open_fixture(void)
{
    fixture_open(&fixture);
    cr_assert_not_null(mkdtemp(folder));
    put_tensors();
    put_npy();
}

static void close_fixture(void)
{
    unlink(file_in_folder(fixture.arena, folder, "net.safetensors"));
    unlink(file_in_folder(fixture.arena, folder, "w.npy"));
    rmdir(folder);
    fixture_close(&fixture);
}

TestSuite(tensors, .init = open_fixture, .fini = close_fixture);

static const struct problem *read_beside(const char *layers)
{
    const char *text = unquoted(
        &fixture, arena_printf(fixture.arena, "{'inputs': [[1, 2]], 'layers': [%s]}", layers));
    const struct json_source source = {file_in_folder(fixture.arena, folder, "net.json"), text,
                                       strlen(text)};
    return problem_read(fixture.arena, &source, &fixture.diagnostics);
}

static const char *written(const char *layers)
{
    struct text text;
    struct json_out out;
    const struct problem *problem = read_beside(layers);
    cr_assert(problem != NULL, "%s: %s", layers, fixture.diagnostics.first->message);
    text_open(&text, fixture.arena);
    json_out_open(&out, &text, 2);
    problem_write(problem, &out, NULL);
    return text_copy(&text, fixture.arena);
}

#define FROM(name) "{'file': 'net.safetensors', 'tensor': '" name "'}"
#define TENTH "0.100000001490116119384765625"

Test(tensors, are_the_decimals_of_their_numbers)
{
    const struct problem *problem =
        read_beside("{'weights': " FROM("w1") ", 'biases': " FROM("b1") "}");
    cr_assert_not_null(problem);
    const char *const *weights = problem->layers[0].weights, *const *biases =
                                                                 problem->layers[0].biases;
    expect_text(weights[0], TENTH);
    for (int i = 0; i < 6; i++)
        cr_expect_eq(json_double(weights[i]), (double)w1[i]);
    expect_text(biases[0], "0.1000000000000000055511151231257827021181583404541015625");
    cr_expect_eq(json_double(biases[2]), 1e300);
}

Test(tensors, stand_for_the_numbers_written_out)
{
    expect_text(
        written("{'weights': " FROM("w1") ", 'biases': [1, 2, 3]}, "
                                          "{'weights': " FROM("w2") ", 'biases': [0]}"),
        written(arena_printf(
            fixture.arena,
            "{'weights': [[" TENTH ", -2], [3, %s], [5, 6]], 'biases': [1, 2, 3]}, "
            "{'weights': [[1, -2, 9007199254740993]], 'biases': [0]}",
            read_beside("{'weights': " FROM("w1") ", 'use_bias': false}")->layers[0].weights[3])));
    expect_text(written("{'weights': {'file': 'w.npy'}, 'biases': [0]}"),
                written("{'weights': [[1, 0.25]], 'biases': [0]}"));
}

Test(tensors, by_giving_unit)
{
    const char *layout = "{'inputs': [[1, 2, 3]], 'weights_layout': 'in_out', 'layers': ["
                         "{'weights': " FROM("w1") ", 'use_bias': false}]}";
    const char *text = unquoted(&fixture, layout);
    const struct json_source source = {"elsewhere/net.json", text, strlen(text)};
    const struct problem_options options = {.folder = folder};
    const struct problem *problem =
        problem_read_with(fixture.arena, &source, &options, &fixture.diagnostics);
    cr_assert_not_null(problem);
    cr_expect_eq(problem->layers[0].units, 2);
    expect_text(problem->layers[0].weights[0], TENTH);
    expect_text(problem->layers[0].weights[1], "3");
    expect_text(problem->layers[0].weights[3], "-2");
}

Test(tensors, a_shared_bias)
{
    const struct problem *problem = read_beside(
        "{'weights': [[1, 2], [3, 4]], 'shared_bias': true, 'biases': " FROM("one") "}");
    cr_assert_not_null(problem);
    expect_text(problem->layers[0].biases[0], TENTH);
}

/* ---- what does not fit ---- */

static void expect_refused(const char *layers, enum diagnostic_code code, const char *message,
                           const char *pointer, const char *expected)
{
    diagnostics_open(&fixture.diagnostics, fixture.arena);
    cr_expect_null(read_beside(layers), "%s", layers);
    const struct diagnostic *report = fixture.diagnostics.first;
    cr_assert(report && fixture.diagnostics.errors == 1, "%s", layers);
    cr_expect_eq(report->code, code, "%s: %s", layers, report->message);
    cr_expect_not_null(strstr(report->message, message), "%s: %s", layers, report->message);
    cr_expect_str_eq(report->pointer ? report->pointer : "", pointer, "%s", layers);
    if (expected)
        expect_text(report->expected, expected);
}

Test(tensors, refusals)
{
    expect_refused("{'weights': {'file': 'none.npy'}, 'biases': [0]}", DIAGNOSTIC_NO_FILE, "", "",
                   NULL);
    expect_refused("{'weights': {'tensor': 'w1'}, 'biases': [0]}", DIAGNOSTIC_MISSING_KEY,
                   "\"weights\" does not say which file it is in", "/layers/0/weights", NULL);
    expect_refused("{'weights': {'file': 'net.safetensors'}, 'biases': [0]}",
                   DIAGNOSTIC_MISSING_KEY, "\"weights\" does not say which tensor of",
                   "/layers/0/weights", "\"tensor\": w1, b1, w2, b2 or one");
    expect_refused("{'weights': " FROM("w3") ", 'biases': [0]}", DIAGNOSTIC_WRONG_VALUE,
                   "/net.safetensors has no tensor \"w3\"", "/layers/0/weights/tensor",
                   "w1, b1, w2, b2 or one");
    expect_refused("{'weights': {'file': 'w.npy', 'tensor': 'w'}, 'biases': [0]}",
                   DIAGNOSTIC_CONFLICT, "\"tensor\" does not apply", "/layers/0/weights/tensor",
                   NULL);
    expect_refused("{'weights': {'file': 'w.npy', 'name': 'w'}, 'biases': [0]}",
                   DIAGNOSTIC_UNKNOWN_KEY, "unknown key \"name\"", "/layers/0/weights/name", NULL);
    expect_refused("{'weights': " FROM("w2") ", 'biases': [0]}", DIAGNOSTIC_WRONG_SHAPE,
                   "/net.safetensors are 1 row x 3 columns, expected 1 x 2", "/layers/0/weights",
                   NULL);
    expect_refused("{'units': 2, 'weights': " FROM("w1") ", 'biases': [0]}", DIAGNOSTIC_WRONG_SHAPE,
                   "are 3 rows x 2 columns, expected 2 x 2", "/layers/0/weights", NULL);
    expect_refused("{'weights': " FROM("b2") ", 'biases': [0]}", DIAGNOSTIC_WRONG_SHAPE,
                   "are no matrix", "/layers/0/weights", NULL);
    expect_refused("{'weights': {'file': 'w.npy'}, 'biases': " FROM("b1") "}",
                   DIAGNOSTIC_WRONG_SHAPE, "layer 1: biases in", "/layers/0/biases", "1 number");
    expect_refused("{'weights': " FROM("w1") ", 'biases': " FROM("b2") "}", DIAGNOSTIC_WRONG_VALUE,
                   "number 2 of the tensor b2 in", "/layers/0/biases", "finite numbers");
    expect_refused("{'weights': " FROM("w1") ", 'biases': [0, 0, 0], 'initializer': 'ones'}",
                   DIAGNOSTIC_CONFLICT, "exclude each other", "/layers/0/initializer", NULL);
    expect_refused("{'weights': {'file': 'w.npy'}, 'biases': [0]}], 'vary': {'x': {'choose': "
                   "[1]}}, 'names': {}, "
                   "'batches': [[1]",
                   DIAGNOSTIC_CONFLICT, "\"vary\" does not go with numbers in files", "/vary",
                   NULL);
}
