/* The one documented exception to "the core never exits": FLINT cannot report that memory ran out. */
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

void number_on_exhausted(void (*handler)(void))
{
    exhaustion_handler = handler;
    flint_set_abort(exhausted);
}
