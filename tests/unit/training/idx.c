/* Data from IDX files: plain and compressed, kept classes, and files that lie about themselves. */
#include "data_fixture.h"

TestSuite(idx, .init = open_folder, .fini = close_folder);

struct bytes {
    unsigned char *at;
    size_t length;
};

static void put_word(struct bytes *bytes, unsigned word)
{
    for (int shift = 24; shift >= 0; shift -= 8)
        bytes->at[bytes->length++] = (unsigned char)(word >> shift);
}

/* A header, and room for `payload` bytes. */
static struct bytes header(unsigned type, int rank, const unsigned *dimensions, size_t payload)
{
    struct bytes bytes = {arena_alloc(arena, 4 + 4 * (size_t)rank + payload), 0};
    put_word(&bytes, type << 8 | (unsigned)rank);
    for (int i = 0; i < rank; i++)
        put_word(&bytes, dimensions[i]);
    return bytes;
}

static struct bytes images_of(unsigned count, unsigned height, unsigned width)
{
    size_t payload = (size_t)count * height * width;
    struct bytes bytes = header(8, 3, (unsigned[]){count, height, width}, payload);
    for (size_t i = 0; i < payload; i++)
        bytes.at[bytes.length++] = (unsigned char)(i * 7);
    return bytes;
}

static struct bytes labels_of(unsigned count, unsigned classes)
{
    struct bytes bytes = header(8, 1, &count, count);
    for (unsigned i = 0; i < count; i++)
        bytes.at[bytes.length++] = (unsigned char)(i % classes);
    return bytes;
}

static void write_idx(struct bytes images, struct bytes labels, bool compressed)
{
    void (*write)(const char *name, const void *bytes, size_t length) =
        compressed ? write_gz : write_bytes;
    write("images", images.at, images.length);
    write("labels", labels.at, labels.length);
    dataset.kind = DATA_IDX;
    dataset.train.images = "images";
    dataset.train.labels = "labels";
    dataset.scaling = SCALING_DIVIDE;
    dataset.divisor = "255";
    problem.input_count = 6;
    problem.output_count = 3;
}

/* ---- what is read ---- */

static void check_small(bool compressed)
{
    write_idx(images_of(7, 2, 3), labels_of(7, 3), compressed);
    const struct data_set *set = loaded();
    cr_assert_eq(set->count, 7);
    int width, height;
    cr_assert(data_set_image_size(set, &width, &height));
    cr_assert_eq(width, 3);
    cr_assert_eq(height, 2);
    for (int row = 0; row < 7; row++) {
        unsigned char pixels[6];
        data_set_image(set, row, pixels);
        cr_assert_eq(set->labels[row], row % 3);
        cr_assert_eq(set->numbers[row], row + 1);
        for (int i = 0; i < 6; i++) {
            cr_assert_eq(pixels[i], (row * 6 + i) * 7 % 256);
            cr_assert_eq(row_of(set, row)[i], pixels[i] / 255.0);
        }
    }
}

Test(idx, plain)
{
    check_small(false);
}

Test(idx, compressed)
{
    check_small(true);
}

Test(idx, kept_classes_are_renumbered)
{
    const int keep[] = {2, 0};
    write_idx(images_of(7, 2, 3), labels_of(7, 3), false);
    dataset.keep = keep;
    dataset.keep_count = 2;
    problem.output_count = 1;
    const struct data_set *set = loaded();
    const int numbers[] = {1, 3, 4, 6, 7}, labels[] = {1, 0, 1, 0, 1};
    cr_assert_eq(set->count, 5);
    cr_assert(memcmp(set->numbers, numbers, sizeof numbers) == 0);
    cr_assert(memcmp(set->labels, labels, sizeof labels) == 0);
    cr_assert_str_eq(set->class_names[0], "2");
    cr_assert_eq(row_of(set, 1)[0], 2 * 6 * 7 / 255.0);
    const int keep_none[] = {2, 5};
    dataset.keep = keep_none;
    cr_assert_str_eq(error_of_loading(), "data-file images \"keep\" names class 5, of which there "
                                         "is no row; ; ");
}

/* Quotients of floats are those of doubles rounded, for all bytes. */
Test(idx, bytes_are_gathered_as_floats_would_be)
{
    struct bytes images = header(8, 2, (unsigned[]){1, 256}, 256);
    for (int i = 0; i < 256; i++)
        images.at[images.length++] = (unsigned char)i;
    const char *const divisors[] = {"255", "1", "256", "3", "0.1", "127.5", "1e-3"};
    precision = PRECISION_SINGLE;
    write_idx(images, labels_of(1, 3), false);
    problem.input_count = 256;
    for (size_t d = 0; d < sizeof divisors / sizeof *divisors; d++) {
        dataset.divisor = divisors[d];
        const struct data_set *set = loaded();
        for (int i = 0; i < 256; i++)
            cr_assert_eq(row_of(set, 0)[i], (double)(float)(i / strtod(divisors[d], NULL)));
        int width, height;
        cr_assert_not(data_set_image_size(set, &width, &height));
    }
}

Test(idx, pixels_as_they_are_are_worth_a_warning)
{
    write_idx(images_of(7, 2, 3), labels_of(7, 3), false);
    dataset.scaling = SCALING_NONE;
    const struct data_set *set = loaded();
    cr_assert_eq(row_of(set, 0)[1], 7);
    cr_assert_eq(diagnostics.first->code, DIAGNOSTIC_FEATURES_NOT_SCALED);
    cr_assert_null(diagnostics.first->next);
}

/* Of the shape of Fashion-MNIST; its memory is that of its bytes, and little more. */
static void check_large(bool compressed)
{
    write_idx(images_of(60000, 28, 28), labels_of(60000, 10), compressed);
    problem.input_count = 784;
    problem.output_count = 10;
    precision = PRECISION_SINGLE;
    size_t before = arena_bytes(arena);
    const struct data_set *set = loaded();
    cr_assert(arena_bytes(arena) - before < ((size_t)50 << 20));
    cr_assert_eq(set->count, 60000);
    cr_assert_eq(set->training.count, 60000);
    unsigned char pixels[784];
    data_set_image(set, 59999, pixels);
    cr_assert_eq(pixels[783], (60000L * 784 - 1) * 7 % 256);
    cr_assert_eq(row_of(set, 59999)[783], (double)((float)pixels[783] / 255));
}

Test(idx, of_the_shape_of_fashion_mnist)
{
    check_large(false);
}

Test(idx, of_the_shape_of_fashion_mnist_compressed)
{
    check_large(true);
}

/* ---- what is refused ---- */

static const char *error_of_images(struct bytes images, bool compressed)
{
    write_idx(images, labels_of(7, 3), compressed);
    return error_of_loading();
}

static const char *error_of_labels(struct bytes labels)
{
    write_idx(images_of(7, 2, 3), labels, false);
    return error_of_loading();
}

Test(idx, files_that_are_none)
{
    struct bytes images = images_of(7, 2, 3);
    images.length = 3;
    cr_assert_str_eq(error_of_images(images, false),
                     "data-file images this is no IDX file; two zero bytes, the type of the "
                     "numbers and how many dimensions; ");
    images.length = 11;
    cr_assert_str_eq(error_of_images(images, true),
                     "data-file images the file ends within its header; ; ");
    cr_assert_str_eq(error_of_images(header(13, 3, (unsigned[]){7, 2, 3}, 0), false),
                     "data-file images numbers of this type are not read; type 8, unsigned bytes; "
                     "type 13");
    cr_assert_str_eq(error_of_images(header(8, 5, (unsigned[]){7, 2, 3, 1, 1}, 0), false),
                     "data-file images so many dimensions are not read; 1 dimension of labels, 2 "
                     "to 4 of images; 5");
    cr_assert_str_eq(error_of_images(header(8, 3, (unsigned[]){0, 2, 3}, 0), false),
                     "data-file images there are no rows; ; ");
    cr_assert_str_eq(error_of_images(header(8, 3, (unsigned[]){7, 0, 3}, 0), false),
                     "data-file images the images have no pixels; ; ");
}

Test(idx, truncated_and_too_long_files)
{
    struct bytes images = images_of(7, 2, 3);
    images.length--;
    cr_assert_str_eq(error_of_images(images, false),
                     "data-file images the file is truncated: its header speaks of 7 rows of 6 "
                     "bytes; 58 bytes; 57");
    cr_assert_str_eq(error_of_images(images, true),
                     "data-file images the file is truncated: it ends within row 7; 7 rows, as the "
                     "header says; ");
    images = images_of(8, 2, 3);
    images.at[7] = 7;
    cr_assert_str_eq(error_of_images(images, false),
                     "data-file images the file goes on behind the 7 rows of 6 bytes that its "
                     "header speaks of; 58 bytes; 64");
    cr_assert_str_eq(error_of_images(images, true),
                     "data-file images the file goes on behind the rows that its header speaks of; "
                     "its end after 7 rows; ");
}

/* A header may ask for no more memory than its file can fill. */
Test(idx, headers_that_lie)
{
    cr_assert_str_eq(error_of_images(header(8, 3, (unsigned[]){UINT32_MAX, 28, 28}, 0), false),
                     "too-large images the header speaks of 4294967295 rows of 784 bytes; up to "
                     "10000000 rows and 1024 MiB; ");
    cr_assert_str_eq(
        error_of_images(header(8, 4, (unsigned[]){2, UINT32_MAX, UINT32_MAX, UINT32_MAX}, 0), true),
        "too-large images the header speaks of 2 rows of 4294967295 bytes; up to 10000000 rows and "
        "1024 MiB; ");
    size_t before = arena_bytes(arena);
    const char *error = error_of_images(header(8, 3, (unsigned[]){1000000, 2, 3}, 0), true);
    cr_assert_not_null(
        strstr(error, "the file is truncated: its header speaks of 1000000 rows of 6 bytes"));
    cr_assert(arena_bytes(arena) - before < 1000000);
}

static void cut_file(const char *name, long bytes)
{
    cr_assert_eq(truncate(path_of(name), bytes), 0);
}

Test(idx, damaged_compression)
{
    write_idx(images_of(700, 2, 3), labels_of(700, 3), true);
    cut_file("images", 100);
    cr_assert_str_eq(error_of_loading(), "data-file images the compressed file is truncated; ; ");
    write_idx(images_of(700, 2, 3), labels_of(700, 3), true);
    FILE *file = fopen(path_of("images"), "r+b");
    fseek(file, -8, SEEK_END); /* the checksum */
    fputc('?', file);
    fclose(file);
    cr_assert_str_eq(error_of_loading(), "data-file images the compressed data are damaged; ; ");
}

Test(idx, bytes_behind_the_compressed_data)
{
    write_idx(images_of(7, 2, 3), labels_of(7, 3), true);
    FILE *file = fopen(path_of("images"), "ab");
    fputs("a signature", file);
    fclose(file);
    cr_assert_eq(loaded()->count, 7);
}

Test(idx, labels)
{
    cr_assert_str_eq(error_of_labels(labels_of(7, 5)),
                     "data-file labels row 4: there is no such class; a class from 0 to 2; 3");
    cr_assert_str_eq(error_of_labels(labels_of(6, 3)),
                     "data-file labels there are not as many labels as images; 7; 6");
    cr_assert_str_eq(
        error_of_labels(images_of(7, 2, 3)),
        "data-file labels this is no file of labels; are images and labels exchanged?; "
        "1 dimension; 3");
    cr_assert_str_eq(
        error_of_images(labels_of(7, 3), false),
        "data-file images this is no file of images; are images and labels exchanged?; "
        "2 to 4 dimensions; 1");
}

Test(idx, shapes)
{
    cr_assert_str_eq(error_of_images(images_of(7, 2, 4), false),
                     "wrong-shape images the number of pixels of an image is not that of the "
                     "network's inputs; 6; 8");
    const struct data_source test = {.images = "other", .labels = "labels"};
    struct bytes other = images_of(7, 3, 2);
    write_idx(images_of(7, 2, 3), labels_of(7, 3), false);
    write_bytes("other", other.at, other.length);
    dataset.test = &test;
    cr_assert_str_eq(error_of_loading(),
                     "wrong-shape other the images of the test part are not of the shape of the "
                     "others; 2 x 3 pixels; 3 x 2 pixels");
}

Test(idx, files_that_are_not_there)
{
    write_idx(images_of(7, 2, 3), labels_of(7, 3), false);
    dataset.train.labels = "nowhere";
    cr_assert_str_eq(error_of_loading(),
                     "no-file nowhere cannot open it: No such file or directory; ; ");
    dataset.train.images = ".";
    cr_assert_str_eq(error_of_loading(), "not-a-file . it is a folder, not a file; ; ");
}
