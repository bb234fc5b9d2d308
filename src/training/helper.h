/* A second thread that works while its owner does. */
#ifndef TRAINING_HELPER_H
#define TRAINING_HELPER_H

#include "base/arena.h"

struct helper;

/* A helper that ends with `arena`. NULL where there is only one processor, or no thread can be had: then its owner does
 * all the work. */
struct helper *helper_open(struct arena *arena);

/* Has the helper call work(context, 1), calls work(context, 0), and returns when both are done. With a helper of NULL it calls
 * one after the other. `work` must not allocate in an arena. */
void helper_share(struct helper *helper, void (*work)(void *context, int share), void *context);

#endif
