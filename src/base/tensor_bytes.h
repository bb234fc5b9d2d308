/* What the two formats of tensor files share: complaints, sizes of tensors checked against the file, and numbers brought
 * from bytes anywhere in it to memory that they are aligned in. For tensor_*.c only. */
#ifndef BASE_TENSOR_BYTES_H
#define BASE_TENSOR_BYTES_H

#include "base/arena.h"
#include "base/tensor_file.h"

/* A file being read. */
struct tensor_reader {
    struct arena *arena;
    const char *name; /* for messages */
    const char *bytes;
    size_t length;
    struct diagnostics *diagnostics;
};

/* Reports one error of the file. Always returns false. */
bool tensor_fail(const struct tensor_reader *reader, enum diagnostic_code code,
                 const char *expected, const char *found, const char *format, ...)
    __attribute__((format(printf, 5, 6)));

/* Bytes of one number. */
size_t tensor_kind_size(enum tensor_kind kind);

/* Appends one more dimension. False after one diagnostic: there are too many, or more numbers than memory has addresses. */
bool tensor_add_dimension(const struct tensor_reader *reader, struct tensor *tensor, long size);

/* Sets tensor->data to its numbers, which begin at `bytes` in the file, most significant byte first if `big_endian`: in place
 * where they are aligned and in the machine's order, else a copy. */
void tensor_take_numbers(const struct tensor_reader *reader, struct tensor *tensor,
                         const char *bytes, bool big_endian);

/* Copies numbers of `size` bytes; `big_endian` is the order on the side that is no memory of numbers. */
void tensor_copy_numbers(void *to, const void *from, size_t count, size_t size, bool big_endian);

/* The number in `size` bytes, least significant first. */
size_t tensor_little_endian(const char *bytes, size_t size);

/* The tensor of a .npy file, which begins as tensor_is_npy says. False after one diagnostic. */
bool tensor_is_npy(const char *bytes, size_t length);
bool tensor_read_npy(const struct tensor_reader *reader, struct tensor *tensor);

/* All of a safetensors file. NULL after one diagnostic. */
const struct tensor_file *tensor_read_safetensors(const struct tensor_reader *reader);

#endif
