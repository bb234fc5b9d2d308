/* Files read whole. Writing them is in output.c. */
#include "base/file.h"

#include "base/arena.h"
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

/* What is first asked for where the size is not known. */
#define FIRST_READ ((size_t)64 << 10)

static char *fail(struct diagnostics *diagnostics, enum diagnostic_code code, const char *name,
                  const char *message)
{
    diagnose(diagnostics, &(struct diagnostic){.code = code, .message = message, .file = name});
    return NULL;
}

static char *fail_errno(struct diagnostics *diagnostics, const char *name, const char *what,
                        int error)
{
    bool missing = error == ENOENT || error == ENOTDIR || error == ENAMETOOLONG;
    const char *message = arena_printf(diagnostics->arena, "%s: %s", what, strerror(error));
    return fail(diagnostics, missing ? DIAGNOSTIC_NO_FILE : DIAGNOSTIC_READ_FAILED, name, message);
}

static char *fail_size(struct diagnostics *diagnostics, const char *name)
{
    return fail(
        diagnostics, DIAGNOSTIC_TOO_LARGE, name,
        arena_printf(diagnostics->arena, "the file is larger than %zu MiB", FILE_MAX_BYTES >> 20));
}

/* Reads to the end, or to one byte past the limit. False, with errno set, when reading fails. */
static bool read_to_end(int descriptor, struct text *text)
{
    for (;;) {
        size_t room = text->capacity - text->length - 1;
        ssize_t count = read(descriptor, text->bytes + text->length, room);
        if (count < 0 && errno == EINTR)
            continue;
        if (count <= 0)
            return count == 0;
        text->length += (size_t)count;
        text_end(text);
        if (text->length > FILE_MAX_BYTES)
            return true;
        text_reserve(text, 1);
    }
}

static char *read_open(struct arena *arena, int descriptor, const char *name, size_t *length,
                       struct diagnostics *diagnostics)
{
    struct stat status;
    if (fstat(descriptor, &status) != 0)
        return fail_errno(diagnostics, name, "cannot read it", errno);
    if (S_ISDIR(status.st_mode))
        return fail(diagnostics, DIAGNOSTIC_NOT_A_FILE, name, "it is a folder, not a file");
    if (S_ISREG(status.st_mode) && status.st_size > (off_t)FILE_MAX_BYTES)
        return fail_size(diagnostics, name);
    struct text text;
    text_open(&text, arena);
    /* One byte more, so that the end is seen without growing. */
    text_reserve(&text, S_ISREG(status.st_mode) ? (size_t)status.st_size + 1 : FIRST_READ);
    if (!read_to_end(descriptor, &text))
        return fail_errno(diagnostics, name, "cannot read it", errno);
    if (text.length > FILE_MAX_BYTES)
        return fail_size(diagnostics, name);
    *length = text.length;
    return text.bytes;
}

static void close_descriptor(void *holder)
{
    int *descriptor = holder;
    if (*descriptor >= 0)
        close(*descriptor);
}

int file_open(struct arena *arena, const char *path, struct diagnostics *diagnostics)
{
    /* Memory may run out, so the descriptor is the arena's before it is opened. */
    int *descriptor = arena_alloc(arena, sizeof *descriptor);
    *descriptor = -1;
    arena_defer(arena, close_descriptor, descriptor);
    *descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    if (*descriptor < 0)
        fail_errno(diagnostics, path, "cannot open it", errno);
    return *descriptor;
}

char *file_read(struct arena *arena, const char *path, size_t *length,
                struct diagnostics *diagnostics)
{
    *length = 0;
    if (strcmp(path, "-") == 0)
        return read_open(arena, STDIN_FILENO, "standard input", length, diagnostics);
    struct arena *guard = arena_child(arena);
    int descriptor = file_open(guard, path, diagnostics);
    char *bytes = descriptor < 0 ? NULL : read_open(arena, descriptor, path, length, diagnostics);
    arena_close(guard);
    return bytes;
}
