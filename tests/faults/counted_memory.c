/* Counted memory: see the header. The allocators behind are those of the C library, or of a sanitizer. */
#include "counted_memory.h"

#include <cjson/cJSON.h>
#include <errno.h>
#include <flint/flint.h>
#include <stddef.h>

void *__real_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__real_realloc(void *block, size_t size);
void __real_free(void *block);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_realloc(void *block, size_t size);
void __wrap_free(void *block);

static long asked, live, failing;
static enum memory_failure kind;

static bool refused(void)
{
    asked++;
    bool refuse = failing > 0 && (kind == MEMORY_FAILS_ONCE ? asked == failing : asked >= failing);
    if (refuse)
        errno = ENOMEM;
    return refuse;
}

static void *counted(void *block)
{
    live += block != NULL;
    return block;
}

void *__wrap_malloc(size_t size)
{
    return refused() ? NULL : counted(__real_malloc(size));
}

void *__wrap_calloc(size_t count, size_t size)
{
    return refused() ? NULL : counted(__real_calloc(count, size));
}

void *__wrap_realloc(void *block, size_t size)
{
    if (refused())
        return NULL;
    return block == NULL ? counted(__real_realloc(NULL, size)) : __real_realloc(block, size);
}

void __wrap_free(void *block)
{
    live -= block != NULL;
    __real_free(block);
}

void memory_include_cjson(void)
{
    cJSON_InitHooks(&(cJSON_Hooks){__wrap_malloc, __wrap_free});
}

static void *resize_of_gmp(void *block, size_t old_size, size_t size)
{
    (void)old_size;
    return __wrap_realloc(block, size);
}

static void free_of_gmp(void *block, size_t size)
{
    (void)size;
    __wrap_free(block);
}

void memory_include_flint(void)
{
    mp_set_memory_functions(__wrap_malloc, resize_of_gmp, free_of_gmp);
    __flint_set_memory_functions(__wrap_malloc, __wrap_calloc, __wrap_realloc, __wrap_free);
}

void memory_arm(long first_failing, enum memory_failure failure)
{
    asked = live = 0;
    failing = first_failing;
    kind = failure;
}

void memory_disarm(void)
{
    failing = 0;
}

long memory_asked(void)
{
    return asked;
}

long memory_live(void)
{
    return live;
}
