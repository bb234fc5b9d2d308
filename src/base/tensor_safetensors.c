/* Reading safetensors (huggingface.co/docs/safetensors): the header is JSON, and the data of the tensors lie one behind the
 * other without a gap. */
#include "base/json.h"
#include "base/literal.h"
#include "base/tensor_bytes.h"
#include <stdlib.h>

/* As the format's own reader has it. */
#define HEADER_MAX_BYTES 100000000

enum { LENGTH_BYTES = 8 };

/* A tensor and where its data are, counted from the end of the header. */
struct located {
    struct tensor tensor;
    size_t begin, end, index; /* index: its place in the header */
};

static bool fail_entry(const struct tensor_reader *reader, const char *name, const char *expected)
{
    return tensor_fail(reader, DIAGNOSTIC_TENSOR_FILE, expected, NULL,
                       "the entry of tensor \"%s\" in the header is not as safetensors has it",
                       name);
}

/* ---- one entry ---- */

static bool read_kind(const struct tensor_reader *reader, const struct json *node,
                      struct tensor *tensor)
{
    static const char *const kinds[] = {"F32", "F64", "I64"};
    if (!node || node->kind != JSON_STRING)
        return fail_entry(reader, tensor->name, "a string as \"dtype\"");
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (strcmp(node->text, kinds[i]) == 0) {
            tensor->kind = (enum tensor_kind)i;
            return true;
        }
    return tensor_fail(reader, DIAGNOSTIC_NOT_SUPPORTED, "F32, F64 or I64", NULL,
                       "numbers of the kind \"%.20s\" in tensor \"%s\" are not supported",
                       node->text, tensor->name);
}

/* A whole number from 0, written in digits alone: 16, not 1.6e1. */
static bool read_size(const struct json *node, long *size)
{
    return node->kind == JSON_NUMBER && !literal_too_long(node->text) &&
           node->text[strspn(node->text, "0123456789")] == '\0' &&
           literal_integer(node->text, size);
}

static bool read_shape(const struct tensor_reader *reader, const struct json *node,
                       struct tensor *tensor)
{
    if (!node || node->kind != JSON_ARRAY)
        return fail_entry(reader, tensor->name, "an array as \"shape\"");
    for (const struct json *item = node->first; item; item = item->next) {
        long size;
        if (!read_size(item, &size))
            return fail_entry(reader, tensor->name, "whole numbers in \"shape\"");
        if (!tensor_add_dimension(reader, tensor, size))
            return false;
    }
    return true;
}

static bool read_offsets(const struct tensor_reader *reader, const struct json *node,
                         struct located *located)
{
    const char *name = located->tensor.name;
    long begin, end;
    if (!node || node->kind != JSON_ARRAY || node->count != 2 || !read_size(node->first, &begin) ||
        !read_size(node->first->next, &end))
        return fail_entry(reader, name, "two whole numbers as \"data_offsets\"");
    located->begin = (size_t)begin;
    located->end = (size_t)end;
    size_t needed = located->tensor.count * tensor_kind_size(located->tensor.kind);
    if (end < begin || located->end - located->begin != needed)
        return tensor_fail(
            reader, DIAGNOSTIC_TENSOR_FILE, NULL, NULL,
            "tensor \"%s\" goes from byte %ld to byte %ld, but its shape needs %zu bytes", name,
            begin, end, needed);
    return true;
}

static bool read_tensor(const struct tensor_reader *reader, const struct json *entry,
                        struct located *located)
{
    *located = (struct located){.index = entry->index};
    located->tensor.name = arena_copy(reader->arena, entry->key, strlen(entry->key));
    located->tensor.count = 1;
    if (entry->kind != JSON_OBJECT || entry->count != 3)
        return fail_entry(reader, entry->key, "\"dtype\", \"shape\" and \"data_offsets\"");
    return read_kind(reader, json_member(entry, "dtype"), &located->tensor) &&
           read_shape(reader, json_member(entry, "shape"), &located->tensor) &&
           read_offsets(reader, json_member(entry, "data_offsets"), located);
}

static bool read_metadata(const struct tensor_reader *reader, const struct json *node,
                          struct tensor_file *file)
{
    struct tensor_text *texts = arena_array(reader->arena, node->count, sizeof *texts);
    bool good = node->kind == JSON_OBJECT;
    for (const struct json *item = node->first; good && item; item = item->next) {
        good = item->kind == JSON_STRING;
        if (good)
            texts[file->metadata_count++] =
                (struct tensor_text){.key = arena_copy(reader->arena, item->key, strlen(item->key)),
                                     .text = arena_copy(reader->arena, item->text, item->length)};
    }
    file->metadata = texts;
    return good || tensor_fail(reader, DIAGNOSTIC_TENSOR_FILE, "an object of strings", NULL,
                               "\"__metadata__\" in the header is not as safetensors has it");
}

/* ---- the data ---- */

static int by_place(const void *left, const void *right)
{
    const struct located *a = left, *b = right;
    if (a->begin != b->begin)
        return a->begin < b->begin ? -1 : 1;
    if (a->end != b->end)
        return a->end < b->end ? -1 : 1;
    return (a->index > b->index) - (a->index < b->index);
}

/* Each begins where the one before ended, and the last ends with the file. */
static bool check_places(const struct tensor_reader *reader, const struct located *located,
                         size_t count, size_t data_length)
{
    size_t at = 0;
    for (size_t i = 0; i < count; at = located[i++].end)
        if (located[i].begin != at)
            return tensor_fail(reader, DIAGNOSTIC_TENSOR_FILE, NULL, NULL,
                               "tensor \"%s\" begins at byte %zu, %s at byte %zu",
                               located[i].tensor.name, located[i].begin,
                               located[i].begin < at ? "within another one that ends"
                                                     : "but the data before it end",
                               at);
    return at == data_length ||
           tensor_fail(reader, DIAGNOSTIC_TENSOR_FILE, NULL, NULL,
                       "the tensors have %zu bytes by the header, but the file has %zu", at,
                       data_length);
}

/* ---- the header ---- */

/* The tree of the header in `scratch`: what JSON has to say of it is said of the file. */
static const struct json *read_json(const struct tensor_reader *reader, struct arena *scratch,
                                    size_t length)
{
    struct diagnostics diagnostics;
    diagnostics_open(&diagnostics, scratch);
    struct json_source source = {reader->name, reader->bytes + LENGTH_BYTES, length, 0};
    const struct json *root = json_read(scratch, &source, &diagnostics);
    if (!root)
        tensor_fail(reader, DIAGNOSTIC_TENSOR_FILE, diagnostics.first->expected,
                    diagnostics.first->found, "the header is no good JSON: %s",
                    diagnostics.first->message);
    return root;
}

static bool read_entries(const struct tensor_reader *reader, const struct json *root,
                         struct tensor_file *file, struct located *located)
{
    for (const struct json *entry = root->first; entry; entry = entry->next)
        if (strcmp(entry->key, "__metadata__") == 0) {
            if (!read_metadata(reader, entry, file))
                return false;
        } else if (!read_tensor(reader, entry, &located[file->tensor_count++]))
            return false;
    return true;
}

static const struct tensor_file *read_header(const struct tensor_reader *reader,
                                             struct arena *scratch, size_t length)
{
    const struct json *root = read_json(reader, scratch, length);
    if (!root)
        return NULL;
    struct tensor_file *file = arena_alloc(reader->arena, sizeof *file);
    struct located *located = arena_array(scratch, root->count, sizeof *located);
    const char *data = reader->bytes + LENGTH_BYTES + length;
    if (!read_entries(reader, root, file, located))
        return NULL;
    qsort(located, file->tensor_count, sizeof *located, by_place);
    if (!check_places(reader, located, file->tensor_count, reader->length - LENGTH_BYTES - length))
        return NULL;
    struct tensor *tensors = arena_array(reader->arena, file->tensor_count, sizeof *tensors);
    for (size_t i = 0; i < file->tensor_count; i++) {
        tensors[i] = located[i].tensor;
        tensor_take_numbers(reader, &tensors[i], data + located[i].begin, false);
    }
    file->tensors = tensors;
    return file;
}

static bool check_length(const struct tensor_reader *reader, size_t *length)
{
    if (reader->length <= LENGTH_BYTES || reader->bytes[LENGTH_BYTES] != '{')
        return tensor_fail(reader, DIAGNOSTIC_TENSOR_FILE, NULL, NULL,
                           "it is neither a safetensors file nor a .npy file");
    *length = tensor_little_endian(reader->bytes, LENGTH_BYTES);
    if (*length > reader->length - LENGTH_BYTES)
        return tensor_fail(reader, DIAGNOSTIC_TENSOR_FILE, NULL, NULL,
                           "the header has %zu bytes by its length, but the file has only %zu more",
                           *length, reader->length - LENGTH_BYTES);
    if (*length > HEADER_MAX_BYTES)
        return tensor_fail(reader, DIAGNOSTIC_TENSOR_FILE, "at most 100000000 bytes", NULL,
                           "the header has %zu bytes", *length);
    return true;
}

const struct tensor_file *tensor_read_safetensors(const struct tensor_reader *reader)
{
    size_t length = 0;
    if (!check_length(reader, &length))
        return NULL;
    struct arena *scratch = arena_child(reader->arena);
    const struct tensor_file *file = read_header(reader, scratch, length);
    arena_close(scratch);
    return file;
}
