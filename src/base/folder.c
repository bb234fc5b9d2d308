/* Folders: what is in them, and names of files relative to them. */
#include "base/file.h"

#include "base/arena.h"
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

bool file_is_folder(const char *path)
{
    struct stat status;
    return stat(path, &status) == 0 && S_ISDIR(status.st_mode);
}

const char *file_folder(struct arena *arena, const char *path)
{
    const char *slash = strrchr(path, '/');
    if (slash == NULL)
        return ".";
    return slash == path ? "/" : arena_copy(arena, path, (size_t)(slash - path));
}

const char *file_in_folder(struct arena *arena, const char *folder, const char *path)
{
    if (*path == '/' || strcmp(folder, ".") == 0)
        return path;
    const char *joint = folder[strlen(folder) - 1] == '/' ? "" : "/";
    return arena_printf(arena, "%s%s%s", folder, joint, path);
}

struct names {
    struct arena *arena;
    const char **items;
    size_t count, room;
};

static void add_name(struct names *names, const char *name)
{
    names->items =
        arena_grow(names->arena, names->items, names->count, &names->room, sizeof *names->items);
    names->items[names->count++] = arena_copy(names->arena, name, strlen(name));
}

static int by_bytes(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void close_folder(void *holder)
{
    DIR **folder = holder;
    if (*folder != NULL)
        closedir(*folder);
}

/* errno of what went wrong; 0: nothing. */
static int read_names(DIR *folder, struct names *names)
{
    for (;;) {
        errno = 0;
        struct dirent *entry = readdir(folder);
        if (entry == NULL)
            return errno;
        if (entry->d_name[0] != '.')
            add_name(names, entry->d_name);
    }
}

const char *const *folder_names(struct arena *arena, const char *path, size_t *count,
                                struct diagnostics *diagnostics)
{
    struct names names = {.arena = arena};
    /* Names may run out of memory, so the folder is the arena's before it is opened. */
    struct arena *guard = arena_child(arena);
    DIR **folder = arena_alloc(guard, sizeof(DIR *));
    arena_defer(guard, close_folder, folder);
    *folder = opendir(path);
    int error = *folder == NULL ? errno : read_names(*folder, &names);
    arena_close(guard);
    *count = names.count;
    if (error != 0) {
        const char *message =
            arena_printf(diagnostics->arena, "cannot read the folder: %s", strerror(error));
        diagnose(diagnostics, &(struct diagnostic){.code = error == ENOENT || error == ENOTDIR
                                                               ? DIAGNOSTIC_NO_FILE
                                                               : DIAGNOSTIC_READ_FAILED,
                                                   .message = message,
                                                   .file = path});
        return NULL;
    }
    if (names.count > 1)
        qsort(names.items, names.count, sizeof *names.items, by_bytes);
    return names.items != NULL ? names.items : arena_alloc(arena, sizeof *names.items);
}
