/* Files of tensors: safetensors (read and written) and NumPy's .npy (read). What a tensor means is others' business.
 *
 * safetensors: 8 bytes of header length, a JSON header {"name": {"dtype", "shape", "data_offsets"}, "__metadata__": texts},
 * then the data, all little-endian (huggingface.co/docs/safetensors). Every length and offset is checked against the file
 * before it is used.
 */
#ifndef BASE_TENSOR_FILE_H
#define BASE_TENSOR_FILE_H

#include "base/diagnostic.h"
#include "base/text.h"
#include <stdbool.h>
#include <stddef.h>

enum tensor_kind { TENSOR_F32, TENSOR_F64, TENSOR_I64 };

#define TENSOR_RANK_MAX 4

struct tensor {
    const char *name; /* "w1"; .npy: "" */
    enum tensor_kind kind;
    int rank;
    size_t shape[TENSOR_RANK_MAX], count; /* count: the product, 1 for rank 0 */
    const void *data; /* [count] float, double or int64_t, aligned, last index fastest */
};

struct tensor_file {
    const struct tensor *tensors; /* in the order of their data */
    size_t tensor_count;
    const struct tensor_text {
        const char *key, *text;
    } * metadata; /* of "__metadata__", in the order of the file */
    size_t metadata_count;
};

/* The tensors in the file `path`, which by its first bytes is safetensors or .npy. In `arena`; NULL after one diagnostic:
 * those of file_read, tensor-file for what is broken, not-supported for other kinds of numbers and for .npy in Fortran
 * order of rank 2 and more. */
const struct tensor_file *tensor_file_read(struct arena *arena, const char *path,
                                           struct diagnostics *diagnostics);
/* The same from bytes in memory, for tests and fuzzing; they stay as they are as long as the result. */
const struct tensor_file *tensor_file_parse(struct arena *arena, const char *name,
                                            const char *bytes, size_t length,
                                            struct diagnostics *diagnostics);

/* The tensor called `name`, or NULL; the text called `key`, or NULL. */
const struct tensor *tensor_find(const struct tensor_file *file, const char *name);
const char *tensor_metadata(const struct tensor_file *file, const char *key);

/* Appends `file` as safetensors: the same bytes on every machine. */
void tensor_file_write(const struct tensor_file *file, struct text *out);

#endif
