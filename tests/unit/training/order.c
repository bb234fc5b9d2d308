/* The order of training: batches, and shuffles that are the same everywhere. */
#include "training/order.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <string.h>

#define ROWS 103

static int rows[ROWS], order[ROWS];

static struct data_part part_of(int first)
{
    for (int i = 0; i < ROWS; i++)
        rows[i] = first + i;
    return (struct data_part){rows, ROWS};
}

Test(order, a_shuffle_has_every_row_once)
{
    struct training training = {.shuffle = true, .seed = 7, .batch_size = 10};
    struct data_part part = part_of(1000);
    order_epoch(&training, &part, 3, order);
    bool seen[ROWS] = {false};
    for (int i = 0; i < ROWS; i++) {
        cr_assert(order[i] >= 1000 && order[i] < 1000 + ROWS && !seen[order[i] - 1000]);
        seen[order[i] - 1000] = true;
    }
}

Test(order, epochs_and_seeds_differ_and_repeat)
{
    struct training training = {.shuffle = true, .seed = 7, .batch_size = 10};
    struct data_part part = part_of(0);
    int other[ROWS];
    order_epoch(&training, &part, 1, order);
    order_epoch(&training, &part, 1, other);
    cr_assert(memcmp(order, other, sizeof order) == 0);
    order_epoch(&training, &part, 2, other);
    cr_assert(memcmp(order, other, sizeof order) != 0);
    training.seed = 8;
    order_epoch(&training, &part, 1, other);
    cr_assert(memcmp(order, other, sizeof order) != 0);
}

Test(order, without_shuffling_it_is_that_of_the_part)
{
    struct training training = {.batch_size = 10};
    struct data_part part = part_of(5);
    order_epoch(&training, &part, 9, order);
    cr_assert(memcmp(order, rows, sizeof order) == 0);
}

/* Each of the 6 orders of three rows comes about equally often over 6,000 epochs: 1,000 expected, 5 standard deviations
 * are 144. */
Test(order, orders_are_equally_likely)
{
    struct training training = {.shuffle = true, .seed = 1, .batch_size = 1};
    const int three[] = {0, 1, 2};
    struct data_part part = {three, 3};
    int seen[9] = {0};
    for (int epoch = 1; epoch <= 6000; epoch++) {
        order_epoch(&training, &part, epoch, order);
        seen[order[0] * 3 + order[1]]++;
    }
    for (int i = 0; i < 9; i++)
        cr_assert(i % 4 == 0 ? seen[i] == 0 : seen[i] > 856 && seen[i] < 1144, "%d: %d", i,
                  seen[i]);
}

Test(order, the_last_batch_is_short_or_dropped)
{
    struct training training = {.batch_size = 10};
    const int *batch;
    cr_assert(eq(int, order_batches(&training, 20), 2));
    cr_assert(eq(int, order_batches(&training, ROWS), 11));
    cr_assert(eq(int, order_batch(&training, rows, ROWS, 11, &batch), 3));
    cr_assert(batch == rows + 100);
    cr_assert(eq(int, order_batch(&training, rows, ROWS, 1, &batch), 10));
    training.drop_last = true;
    cr_assert(eq(int, order_batches(&training, ROWS), 10));
    cr_assert(eq(int, order_batches(&training, 9), 0));
}
