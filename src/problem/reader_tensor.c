/* Parameters from a file of tensors: {"file": "w.safetensors", "tensor": "w1"}, or a .npy file, which has one tensor without
 * a name. Its numbers are the exact decimals of the floats in it. */
#include "problem/reader.h"

#include "base/file.h"
#include "number/float_decimal.h"
#include <math.h>
#include <string.h>

/* ---- finding ---- */

/* Layers in a row mostly have the same file. */
static const struct tensor_file *open_tensors(struct reader *reader, const char *name)
{
    const char *path = file_in_folder(reader->json.arena, reader->folder, name);
    if (reader->tensor_path && strcmp(reader->tensor_path, path) == 0)
        return reader->tensors;
    reader->tensor_path = path;
    reader->tensors = tensor_file_read(reader->json.arena, path, reader->json.diagnostics);
    return reader->tensors;
}

static const char *tensor_names(struct arena *arena, const struct tensor_file *file)
{
    const char **names = arena_array(arena, file->tensor_count + 1, sizeof *names);
    for (size_t i = 0; i < file->tensor_count; i++)
        names[i] = file->tensors[i].name;
    return file->tensor_count ? name_alternatives(arena, names, file->tensor_count) : "none";
}

static bool is_unnamed(const struct tensor_file *file)
{
    return file->tensor_count == 1 && file->tensors[0].name[0] == '\0';
}

static bool choose_tensor(struct reader *reader, const struct json *object,
                          const struct tensor_file *file, const struct tensor **tensor)
{
    struct json_reader *json = &reader->json;
    const struct json *name = json_member(object, "tensor");
    if (is_unnamed(file)) {
        *tensor = &file->tensors[0];
        return !name || complain_key(json, name, DIAGNOSTIC_CONFLICT, NULL, NULL,
                                     "\"tensor\" does not apply: the tensor in %s has no name",
                                     reader->tensor_path);
    }
    if (!name)
        return complain(
            json, object, DIAGNOSTIC_MISSING_KEY,
            arena_printf(json->arena, "\"tensor\": %s", tensor_names(json->arena, file)), NULL,
            "\"%s\" does not say which tensor of %s it is", object->key, reader->tensor_path);
    if (!expect_line(json, name, "\"tensor\""))
        return false;
    *tensor = tensor_find(file, name->text);
    return *tensor || complain(json, name, DIAGNOSTIC_WRONG_VALUE, tensor_names(json->arena, file),
                               json_describe(json->arena, name), "%s has no tensor \"%s\"",
                               reader->tensor_path, name->text);
}

bool read_tensor(struct reader *reader, const struct json *object, const struct tensor **tensor)
{
    struct json_reader *json = &reader->json;
    const char *name = NULL;
    if (!check_keys(reader, object, OBJECT_TENSOR) || !field_string(json, object, "file", &name))
        return false;
    if (!name || !*name)
        return complain(json, object, DIAGNOSTIC_MISSING_KEY, "\"file\": the name of a file", NULL,
                        "\"%s\" does not say which file it is in", object->key);
    const struct tensor_file *file = open_tensors(reader, name);
    return file && choose_tensor(reader, object, file, tensor);
}

/* ---- numbers ---- */

const char *tensor_shape(struct arena *arena, const struct tensor *tensor)
{
    struct text text;
    text_open(&text, arena);
    for (int d = 0; d < tensor->rank; d++)
        text_printf(&text, "%s%zu", d ? " x " : "", tensor->shape[d]);
    return tensor->rank ? text.bytes : "a single number";
}

/* The literal of a number; NULL: it is not finite. */
static const char *literal_at(struct arena *arena, const struct tensor *tensor, size_t index)
{
    if (tensor->kind == TENSOR_I64)
        return arena_printf(arena, "%lld", (long long)((const int64_t *)tensor->data)[index]);
    double number = tensor->kind == TENSOR_F32 ? (double)((const float *)tensor->data)[index]
                                               : ((const double *)tensor->data)[index];
    return isfinite(number) ? float_decimal(arena, number) : NULL;
}

bool fill_tensor(struct reader *reader, const struct json *object, const struct tensor *tensor,
                 struct shape shape, const char **values, size_t row_step, size_t column_step)
{
    for (size_t i = 0; i < tensor->count; i++) {
        size_t row = i / (size_t)shape.columns, column = i % (size_t)shape.columns;
        const char *literal = literal_at(reader->json.arena, tensor, i);
        if (!literal)
            return complain(&reader->json, object, DIAGNOSTIC_WRONG_VALUE, "finite numbers", NULL,
                            "number %zu of the tensor%s%s in %s is not finite", i + 1,
                            tensor->name[0] ? " " : "", tensor->name, reader->tensor_path);
        values[row * row_step + column * column_step] = literal;
    }
    return true;
}
