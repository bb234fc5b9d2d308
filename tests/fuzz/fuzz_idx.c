/* IDX files as data: the first byte says how they are read and how long the file of labels is that follows; the rest is the
 * file of images. Whatever they hold, they are a data set of finite numbers or one error. */
#include "data_input.h"

enum { LENGTH = 63, KEEP = 64, SCALED = 128 };

static void check_input(struct arena *arena, char *bytes, size_t size)
{
    static const int keep[] = {2, 0};
    if (size == 0)
        return;
    int how = (unsigned char)bytes[0];
    size_t labels = (size_t)(how & LENGTH);
    if (labels > size - 1)
        labels = size - 1;
    struct dataset dataset = {.kind = DATA_IDX,
                              .train.labels = file_of(arena, bytes + 1, labels),
                              .train.images = file_of(arena, bytes + 1 + labels, size - 1 - labels),
                              .scaling = how & SCALED ? SCALING_MIN_MAX : SCALING_NONE,
                              .keep = how & KEEP ? keep : NULL,
                              .keep_count = how & KEEP ? 2 : 0,
                              .validation_share = "0",
                              .test_share = "0"};
    struct problem problem = {
        .dataset = &dataset, .input_count = 6, .output_count = how & KEEP ? 2 : 3};
    load_and_check(arena, &problem);
}
