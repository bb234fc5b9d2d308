/* NumPy's .npy, versions 1 to 3 (numpy.org/doc/stable/reference/generated/numpy.lib.format.html): "\x93NUMPY", two bytes of
 * version, the length of the header in two bytes or, from version 2, in four, then the header, a dict as Python writes it,
 * then the numbers. */
#include "base/tensor_bytes.h"

#include <limits.h>

static const char magic[] = "\x93NUMPY";

enum { MAGIC_BYTES = 6, VERSION_BYTES = 2 };

/* The dict of the header while it is read. */
struct npy_header {
    const struct tensor_reader *reader;
    const char *at, *end;
    bool has_descr, has_order, has_shape;
    bool fortran_order, big_endian;
};

bool tensor_is_npy(const char *bytes, size_t length)
{
    return length >= MAGIC_BYTES && memcmp(bytes, magic, MAGIC_BYTES) == 0;
}

static bool fail(const struct npy_header *header, const char *expected)
{
    return tensor_fail(header->reader, DIAGNOSTIC_TENSOR_FILE, expected, NULL,
                       "the header of the .npy file is no dict as NumPy writes it");
}

/* ---- what a dict is made of ---- */

static void skip_space(struct npy_header *header)
{
    while (header->at < header->end &&
           (*header->at == ' ' || *header->at == '\n' || *header->at == '\t'))
        header->at++;
}

static bool take(struct npy_header *header, const char *word)
{
    size_t length = strlen(word);
    skip_space(header);
    if ((size_t)(header->end - header->at) < length || memcmp(header->at, word, length) != 0)
        return false;
    header->at += length;
    return true;
}

/* A string in either kind of quotes; one with an escape in it is none that NumPy writes. NULL: it is none. */
static const char *take_string(struct npy_header *header)
{
    skip_space(header);
    if (header->at == header->end || (*header->at != '\'' && *header->at != '"'))
        return NULL;
    const char *first = header->at + 1;
    const char *last = memchr(first, *header->at, (size_t)(header->end - first));
    if (!last || memchr(first, '\\', (size_t)(last - first)) ||
        memchr(first, '\0', (size_t)(last - first)))
        return NULL;
    header->at = last + 1;
    return arena_copy(header->reader->arena, first, (size_t)(last - first));
}

/* Digits; LONG_MAX when there are too many of them. -1: there are none. */
static long take_number(struct npy_header *header)
{
    skip_space(header);
    long number = -1;
    for (; header->at < header->end && *header->at >= '0' && *header->at <= '9'; header->at++) {
        int digit = *header->at - '0';
        if (number < 0)
            number = digit;
        else
            number = number > (LONG_MAX - digit) / 10 ? LONG_MAX : 10 * number + digit;
    }
    return number;
}

/* ---- its three values ---- */

static bool read_descr(struct npy_header *header, struct tensor *tensor)
{
    static const struct {
        const char *name;
        enum tensor_kind kind;
    } kinds[] = {{"f4", TENSOR_F32}, {"f8", TENSOR_F64}, {"i8", TENSOR_I64}};
    const struct tensor_reader *reader = header->reader;
    static const char expected[] = "f4, f8 or i8";
    if (take(header, "["))
        return tensor_fail(reader, DIAGNOSTIC_NOT_SUPPORTED, expected, NULL,
                           "records of several fields in a .npy file are not supported");
    const char *descr = take_string(header);
    if (!descr)
        return fail(header, "a string behind \"descr\"");
    header->big_endian = *descr == '>';
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if ((*descr == '<' || *descr == '>') && strcmp(descr + 1, kinds[i].name) == 0) {
            tensor->kind = kinds[i].kind;
            return true;
        }
    return tensor_fail(reader, DIAGNOSTIC_NOT_SUPPORTED, expected, NULL,
                       "numbers of the kind \"%.20s\" in a .npy file are not supported", descr);
}

static bool read_order(struct npy_header *header)
{
    header->fortran_order = take(header, "True");
    return header->fortran_order || take(header, "False") ||
           fail(header, "True or False behind \"fortran_order\"");
}

static bool read_shape(struct npy_header *header, struct tensor *tensor)
{
    static const char expected[] = "whole numbers in parentheses behind \"shape\"";
    if (!take(header, "("))
        return fail(header, expected);
    while (!take(header, ")")) {
        long size = take_number(header);
        if (size < 0)
            return fail(header, expected);
        if (!tensor_add_dimension(header->reader, tensor, size))
            return false;
        if (take(header, ","))
            continue;
        if (!take(header, ")"))
            return fail(header, expected);
        break;
    }
    return true;
}

static bool read_value(struct npy_header *header, const char *key, struct tensor *tensor)
{
    bool *has = strcmp(key, "descr") == 0           ? &header->has_descr
                : strcmp(key, "fortran_order") == 0 ? &header->has_order
                : strcmp(key, "shape") == 0         ? &header->has_shape
                                                    : NULL;
    if (!has || *has)
        return fail(header, "\"descr\", \"fortran_order\" and \"shape\", each once");
    *has = true;
    return has == &header->has_descr   ? read_descr(header, tensor)
           : has == &header->has_order ? read_order(header)
                                       : read_shape(header, tensor);
}

static bool read_dict(struct npy_header *header, struct tensor *tensor)
{
    if (!take(header, "{"))
        return fail(header, "\"{\"");
    while (!take(header, "}")) {
        const char *key = take_string(header);
        if (!key || !take(header, ":"))
            return fail(header, "a key in quotes and a colon");
        if (!read_value(header, key, tensor))
            return false;
        if (take(header, ","))
            continue;
        if (!take(header, "}"))
            return fail(header, "\",\" or \"}\"");
        break;
    }
    skip_space(header);
    if (header->at != header->end)
        return fail(header, "nothing behind the dict");
    return (header->has_descr && header->has_order && header->has_shape) ||
           fail(header, "\"descr\", \"fortran_order\" and \"shape\"");
}

/* ---- the file ---- */

/* Where the header is. */
static bool find_header(const struct tensor_reader *reader, struct npy_header *header)
{
    size_t before = MAGIC_BYTES + VERSION_BYTES;
    int version = reader->length > before ? (unsigned char)reader->bytes[MAGIC_BYTES] : 1;
    if (version < 1 || version > 3)
        return tensor_fail(reader, DIAGNOSTIC_NOT_SUPPORTED, "version 1, 2 or 3", NULL,
                           "version %d of .npy files is not supported", version);
    size_t size = version == 1 ? 2 : 4;
    if (reader->length < before + size)
        return tensor_fail(reader, DIAGNOSTIC_TENSOR_FILE, NULL, NULL,
                           "the .npy file ends within its first bytes");
    size_t length = tensor_little_endian(reader->bytes + before, size), rest;
    rest = reader->length - before - size;
    if (length > rest)
        return tensor_fail(
            reader, DIAGNOSTIC_TENSOR_FILE, NULL, NULL,
            "the header of the .npy file has %zu bytes by its length, but the file has "
            "only %zu more",
            length, rest);
    header->at = reader->bytes + before + size;
    header->end = header->at + length;
    return true;
}

bool tensor_read_npy(const struct tensor_reader *reader, struct tensor *tensor)
{
    struct npy_header header = {.reader = reader};
    if (!find_header(reader, &header) || !read_dict(&header, tensor))
        return false;
    if (header.fortran_order && tensor->rank >= 2)
        return tensor_fail(reader, DIAGNOSTIC_NOT_SUPPORTED,
                           "rows one after the other, as numpy.ascontiguousarray gives them", NULL,
                           "a .npy file in Fortran order is not supported");
    size_t bytes = (size_t)(reader->bytes + reader->length - header.end);
    if (bytes != tensor->count * tensor_kind_size(tensor->kind))
        return tensor_fail(reader, DIAGNOSTIC_TENSOR_FILE, NULL, NULL,
                           "the .npy file has %zu bytes of numbers, but its shape needs %zu", bytes,
                           tensor->count * tensor_kind_size(tensor->kind));
    tensor_take_numbers(reader, tensor, header.end, header.big_endian);
    return true;
}
