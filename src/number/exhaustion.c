/* The one documented exception to "the core never exits": neither FLINT nor GMP beneath it can report that memory ran
 * out. Both would print and abort, GMP without asking; so they get allocators that never return NULL. */
#include "number/flint.h"
#include "number/number.h"

#include <stdlib.h>

static void (*exhaustion_handler)(void);

static _Noreturn void exhausted(void)
{
    if (exhaustion_handler)
        exhaustion_handler();
    abort();
}

static void *sure(void *block)
{
    if (block == NULL)
        exhausted();
    return block;
}

/* Size 0 is a block too: what malloc gives for it may be NULL. */
static void *take(size_t size)
{
    return sure(malloc(size > 0 ? size : 1));
}

static void *take_zeroed(size_t count, size_t size)
{
    return sure(count > 0 && size > 0 ? calloc(count, size) : calloc(1, 1));
}

static void *resize(void *block, size_t size)
{
    return sure(realloc(block, size > 0 ? size : 1));
}

static void *resize_of_gmp(void *block, size_t old_size, size_t size)
{
    (void)old_size;
    return resize(block, size);
}

static void release_of_gmp(void *block, size_t size)
{
    (void)size;
    free(block);
}

void number_on_exhausted(void (*handler)(void))
{
    exhaustion_handler = handler;
    flint_set_abort(exhausted);
    __flint_set_memory_functions(take, take_zeroed, resize, free);
    mp_set_memory_functions(take, resize_of_gmp, release_of_gmp);
}
