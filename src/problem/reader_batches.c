/* Which samples an update uses: all of them, slices of "batch_size" in the order written, or the
 * lists of "batches" (sample numbers from 1, as in the ids). */
#include "problem/reader.h"

/* Batches of `size` samples in order; the last one takes what is left. */
static void slice_batches(struct reader *reader, int size)
{
    struct problem *problem = reader->problem;
    int samples = problem->sample_count;
    int count = (samples + size - 1) / size;
    struct batch *batches = arena_array(reader->json.arena, (size_t)count, sizeof(*batches));
    int *numbers = arena_array(reader->json.arena, (size_t)samples, sizeof(*numbers));
    for (int s = 0; s < samples; s++)
        numbers[s] = s;
    for (int b = 0; b < count; b++) {
        int left = samples - b * size;
        batches[b] = (struct batch){left < size ? left : size, numbers + (size_t)b * (size_t)size};
    }
    problem->batch_count = count;
    problem->batches = batches;
}

/* `last_batch[s]`: the number (from 1) of the last batch that named sample s; 0: none. */
static bool read_batch(struct reader *reader, const struct json *array, int *last_batch,
                       struct batch *batch)
{
    if (array->kind != JSON_ARRAY)
        return complain(&reader->json, array, DIAGNOSTIC_WRONG_TYPE,
                        "an array of sample numbers from 1",
                        json_describe(reader->json.arena, array),
                        "each batch must be an array of sample numbers");
    if (array->count == 0)
        return complain(&reader->json, array, DIAGNOSTIC_WRONG_SHAPE, "at least one sample number",
                        json_describe(reader->json.arena, array), "a batch must not be empty");
    int *samples = arena_array(reader->json.arena, array->count, sizeof(*samples));
    for (const struct json *number = array->first; number; number = number->next) {
        int sample = 0;
        if (!expect_integer(&reader->json, number, 1, reader->problem->sample_count,
                            DIAGNOSTIC_WRONG_VALUE, "each sample number of a batch", &sample))
            return false;
        if (last_batch[sample - 1] == (int)array->index + 1)
            return complain(&reader->json, number, DIAGNOSTIC_WRONG_VALUE, "each sample once",
                            json_describe(reader->json.arena, number),
                            "sample %d is twice in batch %zu", sample, array->index + 1);
        last_batch[sample - 1] = (int)array->index + 1;
        samples[number->index] = sample - 1;
    }
    *batch = (struct batch){(int)array->count, samples};
    return true;
}

static bool read_batch_lists(struct reader *reader, const struct json *lists)
{
    struct problem *problem = reader->problem;
    if (!expect_kind(&reader->json, lists, JSON_ARRAY, "\"batches\""))
        return false;
    if (lists->count == 0)
        return complain(&reader->json, lists, DIAGNOSTIC_WRONG_SHAPE, "at least one batch",
                        json_describe(reader->json.arena, lists), "\"batches\" must not be empty");
    if (lists->count > PROBLEM_MAX_UPDATES)
        return complain(&reader->json, lists, DIAGNOSTIC_TOO_LARGE,
                        arena_printf(reader->json.arena, "at most %d batches", PROBLEM_MAX_UPDATES),
                        count_of(reader->json.arena, (long)lists->count, "list"),
                        "there are too many batches");
    struct batch *batches = arena_array(reader->json.arena, lists->count, sizeof(*batches));
    int *last_batch = arena_array(reader->json.arena, (size_t)problem->sample_count, sizeof(int));
    for (const struct json *list = lists->first; list; list = list->next)
        if (!read_batch(reader, list, last_batch, &batches[list->index]))
            return false;
    problem->batch_count = (int)lists->count;
    problem->batches = batches;
    return true;
}

bool read_batches(struct reader *reader)
{
    const struct json *size_member = json_member(reader->root, "batch_size");
    const struct json *lists = json_member(reader->root, "batches");
    int size = reader->problem->sample_count;
    if (size_member && lists)
        return complain_key(&reader->json, lists->index > size_member->index ? lists : size_member,
                            DIAGNOSTIC_CONFLICT, NULL, NULL,
                            "\"batch_size\" and \"batches\" exclude each other; give one of them");
    if (lists)
        return read_batch_lists(reader, lists);
    if (!field_integer(&reader->json, reader->root, "batch_size", 1, PROBLEM_MAX_SAMPLES, &size))
        return false;
    int samples = reader->problem->sample_count;
    slice_batches(reader, size < samples ? size : samples);
    return true;
}
