/* Shuffled orders by counter: see training/order.h. */
#include "training/order.h"

#include "number/random.h"
#include <string.h>

int order_batches(const struct training *training, int rows)
{
    int whole = rows / training->batch_size;
    return whole + (!training->drop_last && rows % training->batch_size > 0);
}

/* A number from 0 to bound - 1, each as likely: words beyond the largest multiple of the bound are passed over (Lemire,
 * "Fast Random Integer Generation in an Interval" (2019), section 3). */
static int draw(uint64_t seed, uint64_t *counter, int bound)
{
    uint64_t range = (uint64_t)bound;
    uint64_t word = random_word(seed, (*counter)++);
    /* What is passed over is less than the range: few words need its division. */
    while (word < range && word < -range % range)
        word = random_word(seed, (*counter)++);
    return (int)(word % range);
}

void shuffle_rows(uint64_t seed, int *rows, int count)
{
    uint64_t counter = 0;
    for (int i = count - 1; i > 0; i--) {
        int j = draw(seed, &counter, i + 1), row = rows[i];
        rows[i] = rows[j];
        rows[j] = row;
    }
}

void order_epoch(const struct training *training, const struct data_part *part, int epoch,
                 int *order)
{
    memcpy(order, part->rows, (size_t)part->count * sizeof(*order));
    if (training->shuffle)
        shuffle_rows(random_word(training->seed, (uint64_t)epoch), order, part->count);
}

int order_batch(const struct training *training, const int *order, int count, int batch,
                const int **rows)
{
    int first = (batch - 1) * training->batch_size, left = count - first;
    *rows = order + first;
    return left < training->batch_size ? left : training->batch_size;
}
