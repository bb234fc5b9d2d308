/* Files of tensors: what NumPy wrote is read, what is written reads back, and no lie about a length is believed. */
#include "base/tensor_file.h"
#include "base/file.h"
#include "support.h"
#include <math.h>
#include <stdint.h>

TestSuite(tensor_file, .init = open_arena, .fini = close_arena);

/* At an odd address, so that numbers in it are not aligned; and in a block that ends with it. */
static const struct tensor_file *parse(const char *bytes, size_t length)
{
    char *block = malloc(length + 1);
    memcpy(block + 1, bytes, length);
    diagnostics_open(&diagnostics, arena);
    return tensor_file_parse(arena, "w.safetensors", block + 1, length, &diagnostics);
}

static void expect_failure(const char *bytes, size_t length, enum diagnostic_code code,
                           const char *message)
{
    cr_assert_null(parse(bytes, length), "%s", message);
    const struct diagnostic *report = only_diagnostic();
    cr_expect_str_eq(report->file, "w.safetensors");
    cr_expect_eq(report->code, code, "%s: %s", message, diagnostic_code_name(report->code));
    cr_expect(contains(report->message, message), "%s\n%s", report->message, message);
}

static void expect_float(const struct tensor *tensor, size_t index, float value)
{
    cr_expect_eq(((const float *)tensor->data)[index], value, "number %zu", index);
}

static void expect_double(const struct tensor *tensor, size_t index, double value)
{
    cr_expect_eq(((const double *)tensor->data)[index], value, "number %zu", index);
}

/* ---- .npy ---- */

/* A file as NumPy writes it: the header is padded to a multiple of 64 bytes. */
static struct text npy(int version, const char *dict, const char *numbers, size_t length)
{
    struct text text;
    text_open(&text, arena);
    text_literal(&text, "\x93NUMPY");
    text_put(&text, (char)version);
    text_put(&text, 0);
    size_t before = version == 1 ? 10 : 12,
           header = (before + strlen(dict) + 1 + 63) / 64 * 64 - before;
    for (size_t i = 0; i < before - 8; i++)
        text_put(&text, (char)(header >> 8 * i & 0xff));
    text_string(&text, dict);
    while (text.length < before + header - 1)
        text_put(&text, ' ');
    text_put(&text, '\n');
    text_append(&text, numbers, length);
    return text;
}

/* The bytes below are those of NumPy 1.24. */
Test(tensor_file, npy_of_floats)
{
    static const char numbers[] =
        "\x00\x00\xc0?\x00\x00\x00\xc0\xcd\xcc\xcc=\x00\x00\x80@\x00\x00\xa0@\x00\x00\xc0@";
    struct text text = npy(1, "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }",
                           numbers, sizeof numbers - 1);
    cr_assert_eq(text.length, 152, "as long as NumPy's");
    const struct tensor_file *file = parse(text.bytes, text.length);
    cr_assert_not_null(file);
    cr_assert_eq(file->tensor_count, 1);
    const struct tensor *tensor = tensor_find(file, "");
    cr_assert_eq(tensor->kind, TENSOR_F32);
    cr_expect_eq(tensor->rank, 2);
    cr_expect_eq(tensor->shape[0], 2);
    cr_expect_eq(tensor->shape[1], 3);
    cr_expect_eq(tensor->count, 6);
    cr_expect_eq((uintptr_t)tensor->data % sizeof(float), 0);
    expect_float(tensor, 1, -2);
    expect_float(tensor, 2, 0.1f);
    expect_float(tensor, 5, 6);
}

Test(tensor_file, npy_of_big_endian_doubles)
{
    static const char numbers[] = "?\xf8\x00\x00\x00\x00\x00\x00\xc0\x00\x00\x00\x00\x00\x00\x00?"
                                  "\xb9\x99\x99\x99\x99\x99\x9a";
    struct text text = npy(2, "{'descr': '>f8', 'fortran_order': False, 'shape': (3,), }", numbers,
                           sizeof numbers - 1);
    cr_assert_eq(text.length, 152);
    const struct tensor_file *file = parse(text.bytes, text.length);
    cr_assert_not_null(file);
    cr_assert_eq(file->tensors->kind, TENSOR_F64);
    cr_expect_eq(file->tensors->rank, 1);
    expect_double(file->tensors, 0, 1.5);
    expect_double(file->tensors, 1, -2);
    expect_double(file->tensors, 2, 0.1);
}

Test(tensor_file, npy_of_integers)
{
    static const char numbers[] =
        "\x01\x00\x00\x00\x00\x00\x00\x00\xfe\xff\xff\xff\xff\xff\xff\xff";
    struct text text = npy(3, "{'descr': '<i8', 'fortran_order': False, 'shape': (1, 2), }",
                           numbers, sizeof numbers - 1);
    const struct tensor_file *file = parse(text.bytes, text.length);
    cr_assert_not_null(file);
    cr_assert_eq(file->tensors->kind, TENSOR_I64);
    cr_expect_eq(((const int64_t *)file->tensors->data)[0], 1);
    cr_expect_eq(((const int64_t *)file->tensors->data)[1], -2);
}

Test(tensor_file, npy_scalar_and_vector_in_fortran_order)
{
    static const char number[] = "\x00\x00\x00\x00\x00\x00\x1d@";
    struct text text = npy(1, "{'descr': '<f8', 'fortran_order': False, 'shape': (), }", number, 8);
    cr_assert_eq(text.length, 136);
    const struct tensor_file *file = parse(text.bytes, text.length);
    cr_assert_not_null(file);
    cr_expect_eq(file->tensors->rank, 0);
    cr_expect_eq(file->tensors->count, 1);
    expect_double(file->tensors, 0, 7.25);
    text = npy(1, "{\"shape\":(1,),\"fortran_order\":True,\"descr\":\"<f8\"}", number, 8);
    cr_assert_not_null(parse(text.bytes, text.length));
    text = npy(1, "{'descr': '<f8', 'fortran_order': True, 'shape': (0, 3), }", "", 0);
    expect_failure(text.bytes, text.length, DIAGNOSTIC_NOT_SUPPORTED, "Fortran order");
}

static void expect_dict_failure(const char *dict, enum diagnostic_code code, const char *message)
{
    struct text text = npy(1, dict, "\0\0\0\0\0\0\0\0", 8);
    expect_failure(text.bytes, text.length, code, message);
}

Test(tensor_file, npy_dicts_that_are_none)
{
    static const char *const dicts[] = {
        "",
        "{",
        "{'descr': '<f8', 'fortran_order': False, 'shape': (1,), } x",
        "{'descr': '<f8', 'fortran_order': False, 'shape': (1,)",
        "{'descr': '<f8', 'fortran_order': False}",
        "{'descr': '<f8', 'fortran_order': false, 'shape': (1,), }",
        "{'descr': '<f8', 'descr': '<f8', 'fortran_order': False, 'shape': (1,), }",
        "{'descr': '<f8', 'fortran_order': False, 'shape': (1,), 'more': 1}",
        "{'descr': '<f8', 'fortran_order': False, 'shape': (1 2)}",
        "{'descr': '<f8', 'fortran_order': False, 'shape': (-1,)}",
        "{'descr': '<f8', 'fortran_order': False, 'shape': 1}",
        "{'fortran_order': False, 'shape': (1,), 'descr': '<f8",
        "{'descr': '<\\x668', 'fortran_order': False, 'shape': (1,)}",
        "{'descr' '<f8', 'fortran_order': False, 'shape': (1,)}",
    };
    for (size_t i = 0; i < sizeof dicts / sizeof *dicts; i++)
        expect_dict_failure(dicts[i], DIAGNOSTIC_TENSOR_FILE, "no dict as NumPy writes it");
}

Test(tensor_file, npy_kinds_and_shapes_that_are_refused)
{
    static const char *const kinds[] = {"'<f2'", "'<i4'", "'|u1'", "'=f8'", "'<c16'", "''"};
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        expect_dict_failure(
            arena_printf(arena, "{'descr': %s, 'fortran_order': False, 'shape': (1,)}", kinds[i]),
            DIAGNOSTIC_NOT_SUPPORTED, "numbers of the kind");
    expect_dict_failure("{'descr': [('a', '<f8')], 'fortran_order': False, 'shape': (1,)}",
                        DIAGNOSTIC_NOT_SUPPORTED, "several fields");
    expect_dict_failure("{'descr': '<f8', 'fortran_order': False, 'shape': (1, 1, 1, 1, 1)}",
                        DIAGNOSTIC_NOT_SUPPORTED, "more than 4 dimensions");
    expect_dict_failure("{'descr': '<f8', 'fortran_order': False, 'shape': (2,)}",
                        DIAGNOSTIC_TENSOR_FILE, "has 8 bytes of numbers, but its shape needs 16");
    expect_dict_failure(
        "{'descr': '<f8', 'fortran_order': False, 'shape': (4294967296, 4294967296)}",
        DIAGNOSTIC_TENSOR_FILE, "more numbers by its shape");
    expect_dict_failure(
        "{'descr': '<f8', 'fortran_order': False, 'shape': (99999999999999999999999,)}",
        DIAGNOSTIC_TENSOR_FILE, "more numbers by its shape");
}

Test(tensor_file, npy_that_ends_anywhere)
{
    struct text text =
        npy(2, "{'descr': '<f8', 'fortran_order': False, 'shape': (1,), }", "\0\0\0\0\0\0\0\0", 8);
    for (size_t length = 0; length < text.length; length++) {
        cr_assert_null(parse(text.bytes, length));
        cr_expect_eq(only_diagnostic()->code, DIAGNOSTIC_TENSOR_FILE, "%zu bytes", length);
    }
    text.bytes[6] = 4;
    expect_failure(text.bytes, text.length, DIAGNOSTIC_NOT_SUPPORTED, "version 4");
}

/* ---- safetensors ---- */

/* A file of this header, single quotes standing for double ones, and `data` zeros. */
static struct text safetensors(const char *header, size_t data)
{
    struct text text;
    text_open(&text, arena);
    for (size_t i = 0; i < 8; i++)
        text_put(&text, (char)((uint64_t)strlen(header) >> 8 * i & 0xff));
    for (; *header; header++)
        text_put(&text, *header == '\'' ? '"' : *header);
    while (data-- > 0)
        text_put(&text, 0);
    return text;
}

/* As Python's struct.pack('<Q', ...) + header + struct.pack('<4f', ...) + struct.pack('<d', ...) has it. */
Test(tensor_file, safetensors_read)
{
    struct text text =
        safetensors("{'__metadata__':{'epoch':'7','note':'\\u00e9'},'b1':{'dtype':'F64','shape':[1]"
                    ",'data_offsets':"
                    "[16,24]},'w1':{'dtype':'F32','shape':[2,2],'data_offsets':[0,16]}}  ",
                    0);
    text_literal(&text, "\x00\x00\x80?\x00\x00\x00\xc0\xcd\xcc\xcc=\x00\x00\x80@"
                        "\x9a\x99\x99\x99\x99\x99\xb9?");
    const struct tensor_file *file = parse(text.bytes, text.length);
    cr_assert_not_null(file, "%s", diagnostics.first ? diagnostics.first->message : "");
    cr_assert_eq(file->tensor_count, 2);
    cr_expect_str_eq(file->tensors[0].name, "w1", "in the order of the data");
    cr_expect_str_eq(tensor_metadata(file, "epoch"), "7");
    cr_expect_str_eq(tensor_metadata(file, "note"), "\xc3\xa9");
    cr_expect_null(tensor_metadata(file, "none"));
    cr_expect_null(tensor_find(file, "w2"));
    const struct tensor *w1 = tensor_find(file, "w1"), *b1 = tensor_find(file, "b1");
    expect_float(w1, 2, 0.1f);
    expect_double(b1, 0, 0.1);
    cr_expect_eq((uintptr_t)b1->data % sizeof(double), 0);
}

#define F32(shape, from, to) "{'dtype':'F32','shape':" shape ",'data_offsets':[" from "," to "]}"

static void expect_header_failure(const char *header, size_t data, enum diagnostic_code code,
                                  const char *message)
{
    struct text text = safetensors(header, data);
    expect_failure(text.bytes, text.length, code, message);
}

Test(tensor_file, safetensors_places)
{
    static const struct {
        const char *header, *message;
        size_t data;
    } cases[] = {
        {"{'a':" F32("[1]", "0", "4") ",'b':" F32("[1]", "8", "12") "}",
         "tensor \"b\" begins at byte 8, but the data before it end at byte 4", 12},
        {"{'a':" F32("[2]", "0", "8") ",'b':" F32("[1]", "4", "8") "}",
         "tensor \"b\" begins at byte 4, within another one that ends at byte 8", 8},
        {"{'a':" F32("[1]", "4", "8") "}", "begins at byte 4, but the data before it end at byte 0",
         8},
        {"{'a':" F32("[1]", "0", "4") "}", "4 bytes by the header, but the file has 5", 5},
        {"{'a':" F32("[1]", "0", "4") "}", "4 bytes by the header, but the file has 3", 3},
        {"{'a':" F32("[1]", "4", "0") "}", "from byte 4 to byte 0, but its shape needs 4", 4},
        {"{'a':" F32("[2]", "0", "4") "}", "from byte 0 to byte 4, but its shape needs 8", 4},
        {"{'a':" F32("[]", "0", "0") "}", "but its shape needs 4", 0},
        {"{}", "0 bytes by the header, but the file has 1", 1},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        expect_header_failure(cases[i].header, cases[i].data, DIAGNOSTIC_TENSOR_FILE,
                              cases[i].message);
}

Test(tensor_file, safetensors_entries)
{
    static const char *const entries[] = {
        "1",
        "[1,2,3]",
        "{'dtype':'F32','shape':[1]}",
        "{'dtype':'F32','shape':[1],'offsets':[0,4]}",
        "{'dtype':'F32','shape':[1],'data_offsets':[0,4],'more':1}",
        "{'dtype':32,'shape':[1],'data_offsets':[0,4]}",
        "{'dtype':'F32','shape':1,'data_offsets':[0,4]}",
        "{'dtype':'F32','shape':[-1],'data_offsets':[0,4]}",
        "{'dtype':'F32','shape':[0.5],'data_offsets':[0,4]}",
        "{'dtype':'F32','shape':[1.0],'data_offsets':[0,4]}",
        "{'dtype':'F32','shape':[1],'data_offsets':[0.0,4]}",
        "{'dtype':'F32','shape':[1],'data_offsets':[0,0.4e1]}",
        "{'dtype':'F32','shape':[1],'data_offsets':[-0,4]}",
        "{'dtype':'F32','shape':['1'],'data_offsets':[0,4]}",
        "{'dtype':'F32','shape':[1],'data_offsets':[0]}",
        "{'dtype':'F32','shape':[1],'data_offsets':[0,4,4]}",
        "{'dtype':'F32','shape':[1],'data_offsets':[-4,0]}",
        "{'dtype':'F32','shape':[1],'data_offsets':{'a':0,'b':4}}",
    };
    for (size_t i = 0; i < sizeof entries / sizeof *entries; i++)
        expect_header_failure(arena_printf(arena, "{'a':%s}", entries[i]), 4,
                              DIAGNOSTIC_TENSOR_FILE, "the entry of tensor \"a\"");
    expect_header_failure("{'a':" F32("[4294967296,4294967296]", "0", "4") "}", 4,
                          DIAGNOSTIC_TENSOR_FILE, "more numbers by its shape");
    expect_header_failure("{'a':" F32("[1000000000000000000000]", "0", "4") "}", 4,
                          DIAGNOSTIC_TENSOR_FILE, "more numbers by its shape");
    expect_header_failure("{'a':" F32("[1,1,1,1,1]", "0", "4") "}", 4, DIAGNOSTIC_NOT_SUPPORTED,
                          "more than 4 dimensions");
    expect_header_failure("{'a':{'dtype':'BF16','shape':[2],'data_offsets':[0,4]}}", 4,
                          DIAGNOSTIC_NOT_SUPPORTED, "numbers of the kind \"BF16\"");
    expect_header_failure("{'__metadata__':{'epoch':7}}", 0, DIAGNOSTIC_TENSOR_FILE,
                          "__metadata__");
    expect_header_failure("{'__metadata__':[]}", 0, DIAGNOSTIC_TENSOR_FILE, "__metadata__");
}

Test(tensor_file, safetensors_headers)
{
    expect_header_failure("{'a':" F32("[1]", "0", "4") ",'a':" F32("[1]", "4", "8") "}", 8,
                          DIAGNOSTIC_TENSOR_FILE, "the key \"a\" is already given");
    expect_header_failure("{'a':", 8, DIAGNOSTIC_TENSOR_FILE, "the header is no good JSON");
    expect_header_failure("[]", 8, DIAGNOSTIC_TENSOR_FILE, "neither");
    expect_header_failure("", 8, DIAGNOSTIC_TENSOR_FILE, "neither");
    struct text text = safetensors("{}", 0);
    for (size_t length = 0; length < text.length; length++)
        expect_failure(text.bytes, length, DIAGNOSTIC_TENSOR_FILE, "");
    memset(text.bytes, 0xff, 8);
    expect_failure(text.bytes, text.length, DIAGNOSTIC_TENSOR_FILE,
                   "the header has 18446744073709551615 bytes by its length");
    expect_failure("PK\3\4 a ZIP file", 15, DIAGNOSTIC_TENSOR_FILE, "neither");
}

/* ---- writing ---- */

static struct text write_file(const struct tensor_file *file)
{
    struct text text;
    text_open(&text, arena);
    tensor_file_write(file, &text);
    return text;
}

Test(tensor_file, written_bytes)
{
    static const float w1[] = {1, -2};
    static const struct tensor tensor = {"w1", TENSOR_F32, 2, {1, 2}, 2, w1};
    static const struct tensor_text metadata = {"epoch", "3"};
    static const char header[] =
        "{\"__metadata__\": {\"epoch\": \"3\"}, "
        "\"w1\": {\"dtype\": \"F32\", \"shape\": [1, 2], \"data_offsets\": [0, 8]}}       ";
    struct tensor_file file = {&tensor, 1, &metadata, 1};
    struct text text = write_file(&file);
    cr_assert_eq(text.length, 8 + sizeof header - 1 + 8);
    cr_expect_eq(text.bytes[0], (char)(sizeof header - 1));
    cr_expect_arr_eq(text.bytes + 1, "\0\0\0\0\0\0", 7);
    cr_expect_arr_eq(text.bytes + 8, header, sizeof header - 1);
    cr_expect_arr_eq(text.bytes + text.length - 8, "\0\0\x80\x3f\0\0\0\xc0", 8);
}

static void expect_same_tensor(const struct tensor *a, const struct tensor *b)
{
    cr_expect_str_eq(a->name, b->name);
    cr_expect_eq(a->kind, b->kind);
    cr_assert_eq(a->count, b->count);
    cr_assert_eq(a->rank, b->rank);
    for (int i = 0; i < a->rank; i++)
        cr_expect_eq(a->shape[i], b->shape[i]);
    size_t size = a->kind == TENSOR_F32 ? 4 : 8;
    cr_expect_eq(memcmp(a->data, b->data, a->count * size), 0, "%s", a->name);
}

/* Numbers that are none, and negative zeros, come back bit by bit. */
Test(tensor_file, what_is_written_reads_back)
{
    static const float floats[] = {1.5f, -0.0f, 0.1f};
    static const double doubles[] = {INFINITY, -0.0, NAN, 0x1p-1074};
    static const int64_t integers[] = {INT64_MIN, INT64_MAX};
    static const struct tensor tensors[] = {{"w \"1\"", TENSOR_F32, 2, {1, 3}, 3, floats},
                                            {"none", TENSOR_F64, 2, {0, 5}, 0, doubles},
                                            {"v.b1", TENSOR_F64, 1, {4}, 4, doubles},
                                            {"n", TENSOR_I64, 1, {2}, 2, integers},
                                            {"one", TENSOR_F32, 0, {0}, 1, floats}};
    static const struct tensor_text metadata[] = {{"b", "line\nline"}, {"a", ""}};
    static const struct tensor_file file = {tensors, 5, metadata, 2};
    struct text text = write_file(&file);
    const struct tensor_file *again = parse(text.bytes, text.length);
    cr_assert_not_null(again, "%s", diagnostics.first ? diagnostics.first->message : "");
    cr_assert_eq(again->tensor_count, 5);
    for (size_t i = 0; i < 5; i++)
        expect_same_tensor(&again->tensors[i], &tensors[i]);
    cr_assert_eq(again->metadata_count, 2);
    cr_expect_str_eq(again->metadata[0].key, "b");
    cr_expect_str_eq(again->metadata[0].text, "line\nline");
    struct text second = write_file(again);
    cr_assert_eq(second.length, text.length);
    cr_expect_eq(memcmp(second.bytes, text.bytes, text.length), 0, "the same bytes");
}

Test(tensor_file, files)
{
    cr_assert_null(tensor_file_read(arena, "/no/such/file.npy", &diagnostics));
    cr_expect_eq(only_diagnostic()->code, DIAGNOSTIC_NO_FILE);
}
