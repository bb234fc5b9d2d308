/* CSV files as data: the first byte says how they are read, the rest is the file. Whatever it holds, it is a data set of finite
 * numbers or one error. */
#include "data_input.h"

enum { HEADER = 1, REGRESSION = 2, NAMES = 4, KEEP = 8, QUADRATIC = 16, SCALED = 32, SPLIT = 64 };

static void check_input(struct arena *arena, char *bytes, size_t size)
{
    static const char *const named[] = {"x1", "y"}, *const placed[] = {"1", "3"};
    static const char *const names[] = {"cat", "dog", "7"};
    static const int keep[] = {2, 0};
    if (size == 0)
        return;
    int how = (unsigned char)bytes[0];
    const char *const *columns = how & HEADER ? named : placed;
    struct dataset dataset = {.kind = DATA_CSV,
                              .header = how & HEADER,
                              .train.file = file_of(arena, bytes + 1, size - 1),
                              .quadratic = how & QUADRATIC,
                              .scaling = how & SCALED ? SCALING_STANDARD : SCALING_NONE,
                              .validation_share = how & SPLIT ? "0.3" : "0",
                              .test_share = "0"};
    struct problem problem = {
        .dataset = &dataset, .input_count = how & QUADRATIC ? 5 : 2, .output_count = 1};
    if (how & REGRESSION) {
        dataset.targets = columns + 1;
        dataset.target_count = 1;
        load_and_check(arena, &problem);
        return;
    }
    dataset.label = columns[1];
    if (how & NAMES) {
        dataset.class_names = names;
        dataset.class_name_count = 3;
        problem.output_count = 3;
    }
    if (how & KEEP) {
        dataset.keep = keep;
        dataset.keep_count = 2;
        problem.output_count = 2;
    }
    load_and_check(arena, &problem);
}
