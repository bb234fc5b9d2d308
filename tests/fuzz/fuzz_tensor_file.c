/* Fuzz target of tensor files: any bytes are either refused with one error, or their tensors can be looked at, written and
 * read back bit by bit. */
#include "base/tensor_file.h"
#include "input.h"

static size_t number_size(const struct tensor *tensor)
{
    return tensor->kind == TENSOR_F32 ? 4 : 8;
}

static void expect_same(const struct tensor_file *a, const struct tensor_file *b)
{
    if (a->tensor_count != b->tensor_count || a->metadata_count != b->metadata_count)
        fail("other tensors or texts when read back", "");
    for (size_t i = 0; i < a->tensor_count; i++) {
        const struct tensor *one = &a->tensors[i], *other = &b->tensors[i];
        if (strcmp(one->name, other->name) != 0 || one->kind != other->kind ||
            one->rank != other->rank || one->count != other->count ||
            memcmp(one->shape, other->shape, sizeof one->shape) != 0 ||
            memcmp(one->data, other->data, one->count * number_size(one)) != 0)
            fail("another tensor when read back", one->name);
        if (!tensor_find(a, one->name))
            fail("a tensor is not found by its name", one->name);
    }
}

static void check_input(struct arena *arena, char *bytes, size_t size)
{
    struct diagnostics diagnostics;
    diagnostics_open(&diagnostics, arena);
    const struct tensor_file *file = tensor_file_parse(arena, "fuzz", bytes, size, &diagnostics);
    expect_errors(arena, &diagnostics, file ? 0 : 1);
    if (!file)
        return;
    struct text text;
    text_open(&text, arena);
    tensor_file_write(file, &text);
    const struct tensor_file *again =
        tensor_file_parse(arena, "again", text.bytes, text.length, &diagnostics);
    expect_errors(arena, &diagnostics, 0);
    expect_same(file, again);
}
