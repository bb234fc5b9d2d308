/* What concerns the library as a whole. */
#include "handgrad.h"

#include "base/file.h"
#include "base/json.h"
#include "number/number.h"

const char *hg_version(void)
{
    return HANDGRAD_VERSION;
}

const char *hg_nearest(const char *typed, const char *const *names, size_t count)
{
    return nearest_name(typed, names, count);
}

void hg_abandon_outputs(void)
{
    output_abandon_all();
}

static void (*user_handler)(void);

static void flint_exhausted(void)
{
    output_abandon_all();
    if (user_handler)
        user_handler();
}

void hg_on_flint_exhausted(void (*handler)(void))
{
    user_handler = handler;
    number_on_exhausted(flint_exhausted);
}
