/* Data from IDX files, plain or compressed by gzip (yann.lecun.com/exdb/mnist): two zero bytes, the type of the numbers (8:
 * unsigned bytes), how many dimensions; each dimension as four bytes, the highest first; then the numbers, the last index
 * fastest. Read as a stream: rows go straight to where they are kept. */
#include "training/data_source.h"

#include "base/arena.h"
#include "base/file.h"
#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#define DIMENSIONS_MOST 4
#define UNSIGNED_BYTES 8
/* Deflate makes 258 bytes of two bits at best; a block of its own costs next to nothing. */
#define DEFLATE_MOST 1032
#define READ_BUFFER (128u << 10)

struct idx_file {
    const struct loading *loading;
    const char *name;
    gzFile stream;
    long long file_bytes; /* -1: not known */
    int rank;
    long long dimensions[DIMENSIONS_MOST];
    long long width; /* numbers of a row: product of all dimensions but the first */
};

static bool fail(const struct idx_file *file, const char *expected, const char *found,
                 const char *message)
{
    return data_complain(file->loading, file->name, DIAGNOSTIC_DATA_FILE, expected, found, message);
}

static bool fail_system(const struct idx_file *file)
{
    return data_complain(
        file->loading, file->name, DIAGNOSTIC_READ_FAILED, NULL, NULL,
        arena_printf(file->loading->scratch, "cannot read it: %s", strerror(errno)));
}

/* ---- bytes ---- */

static void close_file(void *object)
{
    struct idx_file *file = object;
    if (file->stream)
        gzclose(file->stream);
}

static bool fail_reading(const struct idx_file *file)
{
    int error = Z_OK;
    gzerror(file->stream, &error);
    if (error == Z_MEM_ERROR)
        arena_exhausted(file->loading->scratch);
    if (error == Z_ERRNO)
        return fail_system(file);
    if (error == Z_BUF_ERROR)
        return fail(file, NULL, NULL, "the compressed file is truncated");
    return fail(file, NULL, NULL, "the compressed data are damaged");
}

/* Up to `length` bytes; fewer only at the end of the file. */
static bool read_some(const struct idx_file *file, void *bytes, size_t length, size_t *count)
{
    int got = gzread(file->stream, bytes, (unsigned)length);
    *count = got > 0 ? (size_t)got : 0;
    /* The end of a truncated file is told with the bytes before it. */
    int error = Z_OK;
    if (got >= 0 && *count < length)
        gzerror(file->stream, &error);
    return (got >= 0 && error == Z_OK) || fail_reading(file);
}

static bool open_stream(struct idx_file *file)
{
    struct stat status;
    int descriptor = file_open(file->loading->scratch, file->name, file->loading->diagnostics);
    if (descriptor < 0)
        return false;
    if (fstat(descriptor, &status) != 0)
        return fail_system(file);
    if (S_ISDIR(status.st_mode))
        return data_complain(file->loading, file->name, DIAGNOSTIC_NOT_A_FILE, NULL, NULL,
                             "it is a folder, not a file");
    file->file_bytes = S_ISREG(status.st_mode) ? (long long)status.st_size : -1;
    if (file->file_bytes > (long long)FILE_MAX_BYTES)
        return data_complain(file->loading, file->name, DIAGNOSTIC_TOO_LARGE, NULL, NULL,
                             "the file is larger than 1024 MiB");
    /* The stream closes its descriptor. */
    int own = dup(descriptor);
    if (own < 0)
        return fail_system(file);
    file->stream = gzdopen(own, "rb");
    if (!file->stream)
        close(own);
    if (!file->stream || gzbuffer(file->stream, READ_BUFFER) != 0)
        arena_exhausted(file->loading->scratch);
    return true;
}

/* ---- the header ---- */

static bool read_magic(struct idx_file *file)
{
    unsigned char magic[4];
    size_t count;
    if (!read_some(file, magic, sizeof magic, &count))
        return false;
    if (count < sizeof magic || magic[0] || magic[1] || magic[2] < UNSIGNED_BYTES || magic[2] > 14)
        return fail(file, "two zero bytes, the type of the numbers and how many dimensions", NULL,
                    "this is no IDX file");
    if (magic[2] != UNSIGNED_BYTES)
        return fail(file, "type 8, unsigned bytes",
                    arena_printf(file->loading->scratch, "type %d", magic[2]),
                    "numbers of this type are not read");
    file->rank = magic[3];
    return (file->rank >= 1 && file->rank <= DIMENSIONS_MOST) ||
           fail(file, "1 dimension of labels, 2 to 4 of images",
                arena_printf(file->loading->scratch, "%d", file->rank),
                "so many dimensions are not read");
}

static bool read_dimensions(struct idx_file *file)
{
    unsigned char bytes[4 * DIMENSIONS_MOST];
    size_t wanted = 4 * (size_t)file->rank, count;
    if (!read_some(file, bytes, wanted, &count))
        return false;
    if (count < wanted)
        return fail(file, NULL, NULL, "the file ends within its header");
    file->width = 1;
    for (int i = 0; i < file->rank; i++) {
        const unsigned char *at = bytes + 4 * i;
        file->dimensions[i] = (long long)at[0] << 24 | at[1] << 16 | at[2] << 8 | at[3];
        if (file->dimensions[i] == 0)
            return fail(file, NULL, NULL,
                        i == 0 ? "there are no rows" : "the images have no pixels");
        if (i > 0 && file->width <= (long long)FILE_MAX_BYTES)
            file->width *= file->dimensions[i];
    }
    return true;
}

static bool fail_size(const struct idx_file *file)
{
    return data_complain(
        file->loading, file->name, DIAGNOSTIC_TOO_LARGE, "up to 10000000 rows and 1024 MiB", NULL,
        arena_printf(file->loading->scratch, "the header speaks of %lld rows of %lld bytes",
                     file->dimensions[0], file->width));
}

/* Can the file hold what its header speaks of? Looked at before memory is taken for it. */
static bool check_size(const struct idx_file *file)
{
    long long rows = file->dimensions[0], header = 4 + 4 * file->rank;
    if (rows > DATA_MAX_ROWS || file->width > (long long)FILE_MAX_BYTES / rows)
        return fail_size(file);
    long long bytes = header + rows * file->width;
    bool plain = gzdirect(file->stream);
    if (file->file_bytes < 0 || (plain && bytes == file->file_bytes) ||
        (!plain && bytes <= DEFLATE_MOST * file->file_bytes))
        return true;
    struct arena *arena = file->loading->scratch;
    bool truncated = bytes > file->file_bytes;
    return fail(file, arena_printf(arena, "%lld bytes", bytes),
                arena_printf(arena, "%lld%s", file->file_bytes, plain ? "" : " compressed ones"),
                arena_printf(arena,
                             truncated ? "the file is truncated: its header speaks of %lld rows of "
                                         "%lld bytes"
                                       : "the file goes on behind the %lld rows of %lld bytes that "
                                         "its header speaks of",
                             rows, file->width));
}

static struct idx_file *open_idx(const struct loading *loading, const char *name)
{
    /* Closed with the scratch arena, whatever happens: known there before it is opened. */
    struct idx_file *file = arena_alloc(loading->scratch, sizeof *file);
    *file = (struct idx_file){.loading = loading, .name = name};
    arena_defer(loading->scratch, close_file, file);
    if (!open_stream(file) || !read_magic(file) || !read_dimensions(file) || !check_size(file))
        return NULL;
    return file;
}

/* ---- rows ---- */

static bool read_row(const struct idx_file *file, int row, unsigned char *bytes)
{
    size_t width = (size_t)file->width, count;
    if (!read_some(file, bytes, width, &count))
        return false;
    if (count == width)
        return true;
    struct arena *arena = file->loading->scratch;
    return fail(file, arena_printf(arena, "%lld rows, as the header says", file->dimensions[0]),
                NULL, arena_printf(arena, "the file is truncated: it ends within row %d", row));
}

static bool check_end(const struct idx_file *file)
{
    unsigned char byte;
    size_t count;
    if (!read_some(file, &byte, 1, &count))
        return false;
    return count == 0 || fail(file,
                              arena_printf(file->loading->scratch, "its end after %lld rows",
                                           file->dimensions[0]),
                              NULL, "the file goes on behind the rows that its header speaks of");
}

static bool check_label(const struct idx_file *file, int row, int label)
{
    int classes = source_classes(file->loading);
    struct arena *arena = file->loading->scratch;
    return label < classes || fail(file, arena_printf(arena, "a class from 0 to %d", classes - 1),
                                   arena_printf(arena, "%d", label),
                                   arena_printf(arena, "row %d: there is no such class", row));
}

static bool read_labels(const struct idx_file *file, unsigned char *labels)
{
    if (file->rank != 1)
        return fail(file, "1 dimension", arena_printf(file->loading->scratch, "%d", file->rank),
                    "this is no file of labels; are images and labels exchanged?");
    /* In one piece: a row is a byte. */
    struct idx_file whole = *file;
    whole.width = file->dimensions[0];
    size_t count;
    if (!read_some(&whole, labels, (size_t)whole.width, &count))
        return false;
    for (size_t i = 0; i < count; i++)
        if (!check_label(file, (int)i + 1, labels[i]))
            return false;
    return count < (size_t)whole.width ? read_row(file, (int)count + 1, labels) : check_end(file);
}

static bool read_images(const struct idx_file *file, const unsigned char *labels,
                        struct source_rows *rows)
{
    const struct dataset *dataset = file->loading->dataset;
    unsigned char *unkept = arena_alloc(file->loading->scratch, (size_t)file->width);
    for (int row = 1; row <= (int)file->dimensions[0]; row++) {
        int label = labels ? kept_class(dataset, labels[row - 1]) : 0;
        size_t at = rows->features.count;
        unsigned char *bytes = label >= 0 ? number_rows_add_bytes(&rows->features) : unkept;
        if (!read_row(file, row, bytes))
            return false;
        if (label < 0)
            continue;
        rows->numbers[at] = row;
        if (labels)
            rows->labels[at] = label;
    }
    return check_end(file);
}

/* Rows that are kept. */
static size_t count_kept(const struct dataset *dataset, const unsigned char *labels, size_t count)
{
    size_t kept = 0;
    for (size_t i = 0; i < count; i++)
        kept += kept_class(dataset, labels[i]) >= 0;
    return kept;
}

static bool check_images(const struct idx_file *file, const struct idx_file *labels)
{
    struct arena *arena = file->loading->scratch;
    int wanted = data_source_features(file->loading);
    if (file->rank == 1)
        return fail(file, "2 to 4 dimensions", "1",
                    "this is no file of images; are images and labels exchanged?");
    if (file->width != wanted)
        return data_complain(file->loading, file->name, DIAGNOSTIC_WRONG_SHAPE,
                             arena_printf(arena, "%d", wanted),
                             arena_printf(arena, "%lld", file->width),
                             "the number of pixels of an image is not that of the network's "
                             "inputs");
    if (labels && labels->dimensions[0] != file->dimensions[0])
        return fail(labels, arena_printf(arena, "%lld", file->dimensions[0]),
                    arena_printf(arena, "%lld", labels->dimensions[0]),
                    "there are not as many labels as images");
    return true;
}

bool load_idx(const struct loading *loading, const char *images, const char *labels,
              struct source_rows *rows)
{
    struct idx_file *image_file = open_idx(loading, images), *label_file = NULL;
    unsigned char *classes = NULL;
    if (!image_file || (labels && !(label_file = open_idx(loading, labels))) ||
        !check_images(image_file, label_file))
        return false;
    size_t kept = (size_t)image_file->dimensions[0];
    if (label_file) {
        classes = arena_alloc(loading->scratch, kept);
        if (!read_labels(label_file, classes))
            return false;
        kept = count_kept(loading->dataset, classes, kept);
    }
    rows->name = images;
    source_rows_open(rows, loading, kept);
    if (image_file->rank == 3) {
        rows->height = (int)image_file->dimensions[1];
        rows->width = (int)image_file->dimensions[2];
    }
    return read_images(image_file, classes, rows);
}
