/* Files of tensors: which format it is, what the formats share, and writing. Reading is in tensor_npy.c and
 * tensor_safetensors.c. */
#include "base/tensor_file.h"

#include "base/file.h"
#include "base/json_out.h"
#include "base/tensor_bytes.h"
#include "base/utf8.h"
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>

bool tensor_fail(const struct tensor_reader *reader, enum diagnostic_code code,
                 const char *expected, const char *found, const char *format, ...)
{
    char message[300];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(message, sizeof message, format, arguments);
    va_end(arguments);
    return diagnose(reader->diagnostics,
                    &(struct diagnostic){.code = code,
                                         .message = utf8_repaired(reader->arena, message),
                                         .file = reader->name,
                                         .expected = expected,
                                         .found = found});
}

size_t tensor_kind_size(enum tensor_kind kind)
{
    return kind == TENSOR_F32 ? sizeof(float) : sizeof(double);
}

bool tensor_add_dimension(const struct tensor_reader *reader, struct tensor *tensor, long size)
{
    if (tensor->rank == TENSOR_RANK_MAX)
        return tensor_fail(reader, DIAGNOSTIC_NOT_SUPPORTED, NULL, NULL,
                           "tensor \"%s\" has more than %d dimensions", tensor->name,
                           TENSOR_RANK_MAX);
    if (size < 0)
        return tensor_fail(reader, DIAGNOSTIC_TENSOR_FILE, NULL, NULL,
                           "tensor \"%s\" has a dimension of %ld", tensor->name, size);
    if (size > 0 && tensor->count > PTRDIFF_MAX / sizeof(double) / (size_t)size)
        return tensor_fail(reader, DIAGNOSTIC_TENSOR_FILE, NULL, NULL,
                           "tensor \"%s\" has more numbers by its shape than any file could",
                           tensor->name);
    tensor->shape[tensor->rank++] = (size_t)size;
    tensor->count *= (size_t)size;
    return true;
}

/* ---- bytes and numbers ---- */

size_t tensor_little_endian(const char *bytes, size_t size)
{
    size_t value = 0;
    for (size_t i = size; i-- > 0;)
        value = value << 8 | (unsigned char)bytes[i];
    return value;
}

static bool machine_is_big_endian(void)
{
    return __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__;
}

void tensor_copy_numbers(void *to, const void *from, size_t count, size_t size, bool big_endian)
{
    if (big_endian == machine_is_big_endian()) {
        memcpy(to, from, count * size);
        return;
    }
    for (size_t i = 0; i < count; i++)
        for (size_t j = 0; j < size; j++)
            ((char *)to)[i * size + j] = ((const char *)from)[i * size + size - 1 - j];
}

void tensor_take_numbers(const struct tensor_reader *reader, struct tensor *tensor,
                         const char *bytes, bool big_endian)
{
    size_t size = tensor_kind_size(tensor->kind);
    tensor->data = bytes;
    if (big_endian == machine_is_big_endian() && (uintptr_t)bytes % size == 0)
        return;
    void *numbers = arena_array(reader->arena, tensor->count, size);
    tensor_copy_numbers(numbers, bytes, tensor->count, size, big_endian);
    tensor->data = numbers;
}

/* ---- reading ---- */

static const struct tensor_file *parse_npy(const struct tensor_reader *reader)
{
    struct tensor_file *file = arena_alloc(reader->arena, sizeof *file);
    struct tensor *tensor = arena_alloc(reader->arena, sizeof *tensor);
    *file = (struct tensor_file){.tensors = tensor, .tensor_count = 1};
    *tensor = (struct tensor){.name = "", .count = 1};
    return tensor_read_npy(reader, tensor) ? file : NULL;
}

const struct tensor_file *tensor_file_parse(struct arena *arena, const char *name,
                                            const char *bytes, size_t length,
                                            struct diagnostics *diagnostics)
{
    struct tensor_reader reader = {arena, name, bytes, length, diagnostics};
    return tensor_is_npy(bytes, length) ? parse_npy(&reader) : tensor_read_safetensors(&reader);
}

const struct tensor_file *tensor_file_read(struct arena *arena, const char *path,
                                           struct diagnostics *diagnostics)
{
    size_t length;
    const char *bytes = file_read(arena, path, &length, diagnostics);
    return bytes ? tensor_file_parse(arena, path, bytes, length, diagnostics) : NULL;
}

const struct tensor *tensor_find(const struct tensor_file *file, const char *name)
{
    for (size_t i = 0; i < file->tensor_count; i++)
        if (strcmp(file->tensors[i].name, name) == 0)
            return &file->tensors[i];
    return NULL;
}

const char *tensor_metadata(const struct tensor_file *file, const char *key)
{
    for (size_t i = 0; i < file->metadata_count; i++)
        if (strcmp(file->metadata[i].key, key) == 0)
            return file->metadata[i].text;
    return NULL;
}

/* ---- writing ---- */

static void write_tensor_entry(struct json_out *json, const struct tensor *tensor, size_t begin)
{
    static const char *const kinds[] = {"F32", "F64", "I64"};
    json_out_object(json, tensor->name);
    json_out_string(json, "dtype", kinds[tensor->kind]);
    json_out_array(json, "shape");
    for (int i = 0; i < tensor->rank; i++)
        json_out_integer(json, NULL, (long long)tensor->shape[i]);
    json_out_end_array(json);
    json_out_array(json, "data_offsets");
    json_out_integer(json, NULL, (long long)begin);
    json_out_integer(json, NULL,
                     (long long)(begin + tensor->count * tensor_kind_size(tensor->kind)));
    json_out_end_array(json);
    json_out_end_object(json);
}

static void write_header(const struct tensor_file *file, struct text *header)
{
    struct json_out json;
    json_out_open(&json, header, 0);
    json_out_object(&json, NULL);
    if (file->metadata_count > 0) {
        json_out_object(&json, "__metadata__");
        for (size_t i = 0; i < file->metadata_count; i++)
            json_out_string(&json, file->metadata[i].key, file->metadata[i].text);
        json_out_end_object(&json);
    }
    size_t begin = 0;
    for (size_t i = 0; i < file->tensor_count; i++) {
        const struct tensor *tensor = &file->tensors[i];
        write_tensor_entry(&json, tensor, begin);
        begin += tensor->count * tensor_kind_size(tensor->kind);
    }
    json_out_end_object(&json);
    /* Spaces belong to the format there, and so readers find the first number aligned. */
    while (header->length % sizeof(double) != 0)
        text_put(header, ' ');
}

void tensor_file_write(const struct tensor_file *file, struct text *out)
{
    struct text header;
    text_open(&header, out->arena);
    write_header(file, &header);
    for (size_t i = 0; i < 8; i++)
        text_put(out, (char)((uint64_t)header.length >> 8 * i & 0xff));
    text_append(out, header.bytes, header.length);
    for (size_t i = 0; i < file->tensor_count; i++) {
        const struct tensor *tensor = &file->tensors[i];
        size_t size = tensor_kind_size(tensor->kind);
        text_reserve(out, tensor->count * size);
        tensor_copy_numbers(out->bytes + out->length, tensor->data, tensor->count, size, false);
        out->length += tensor->count * size;
        text_end(out);
    }
}
