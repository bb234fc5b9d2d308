/* OpenBLAS, loaded. See training/blas.h. */
#define _DEFAULT_SOURCE 1 /* MAP_ANONYMOUS */
#include "training/blas.h"

#include "base/arena.h"
#include <dlfcn.h>
#include <string.h>
#include <sys/mman.h>

/* The library, a thread of its own and the buffers of two threads take less of the room for addresses. Without them it
 * tries again and again. */
#define ROOM ((size_t)512 << 20)

static void check_room(struct arena *arena)
{
    void *room = mmap(NULL, ROOM, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (room == MAP_FAILED)
        arena_exhausted(arena);
    munmap(room, ROOM);
}

/* It stays loaded: its threads may not lose their code. */
static void *load(void)
{
    static const char *const names[] = {"libopenblas.so.0",
                                        "libopenblas.so",
                                        "libopenblas.0.dylib",
                                        "libopenblas.dylib",
                                        OPENBLAS_FOLDER "/libopenblas.so",
                                        OPENBLAS_FOLDER "/libopenblas.dylib"};
    void *library = NULL;
    for (size_t i = 0; !library && i < sizeof names / sizeof *names; i++)
        library = dlopen(names[i], RTLD_NOW | RTLD_LOCAL);
    return library;
}

/* ISO C has no conversion from an object's address to a function's; POSIX says that they have one form. */
static bool find(void *library, const char *name, void *function)
{
    void *address = library ? dlsym(library, name) : NULL;
    memcpy(function, &address, sizeof address);
    return address != NULL;
}

bool blas_open(struct arena *arena, struct blas *blas, struct diagnostics *diagnostics)
{
    check_room(arena);
    void *library = load();
    __typeof__(&openblas_set_num_threads) set_threads;
    if (!find(library, "cblas_sgemm", &blas->sgemm) ||
        !find(library, "cblas_dgemm", &blas->dgemm) ||
        !find(library, "openblas_set_num_threads", &set_threads))
        return diagnose(diagnostics,
                        &(struct diagnostic){
                            .code = DIAGNOSTIC_NO_TOOL,
                            .message = "OpenBLAS was not found, which multiplies the matrices of "
                                       "training: on Debian, install libopenblas0"});
    set_threads(1);
    return true;
}
