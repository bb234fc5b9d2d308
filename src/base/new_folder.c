/* Making a folder and its files. */
#include "base/new_folder.h"

#include "base/arena.h"
#include "base/file.h"
#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

struct made_file {
    const char *path;
    struct made_file *next;
};

struct new_folder {
    struct arena *arena;
    struct diagnostics *diagnostics;
    const char *path;
    struct made_file *files;
    bool made; /* else it was there and empty */
    bool kept;
};

static void remove_made(void *object)
{
    struct new_folder *folder = object;
    if (folder->kept)
        return;
    for (const struct made_file *file = folder->files; file; file = file->next)
        unlink(file->path);
    if (folder->made)
        rmdir(folder->path);
}

static bool fail(struct new_folder *folder, enum diagnostic_code code, const char *message)
{
    return diagnose(folder->diagnostics,
                    &(struct diagnostic){.code = code, .message = message, .file = folder->path});
}

static bool fail_errno(struct new_folder *folder, int error)
{
    bool missing = error == ENOENT || error == ENOTDIR;
    return fail(folder, missing ? DIAGNOSTIC_NO_FILE : DIAGNOSTIC_WRITE_FAILED,
                arena_printf(folder->arena, "the folder cannot be made: %s", strerror(error)));
}

/* Is what is there an empty folder? */
static bool take(struct new_folder *folder)
{
    size_t count = 0;
    if (!file_is_folder(folder->path))
        return fail(folder, DIAGNOSTIC_NOT_A_FILE, "it is a file, not a folder");
    if (!folder_names(folder->arena, folder->path, &count, folder->diagnostics))
        return false;
    return count == 0 || fail(folder, DIAGNOSTIC_USAGE,
                              "the folder is not empty: nothing in it is overwritten; name a new "
                              "one, or empty it");
}

struct new_folder *new_folder_open(struct arena *arena, const char *path,
                                   struct diagnostics *diagnostics)
{
    struct new_folder *folder = arena_alloc(arena, sizeof *folder);
    folder->arena = arena;
    folder->diagnostics = diagnostics;
    folder->path = arena_copy(arena, path, strlen(path));
    arena_defer(arena, remove_made, folder);
    folder->made = mkdir(path, 0777) == 0;
    if (!folder->made && errno != EEXIST)
        fail_errno(folder, errno);
    else if (folder->made || take(folder))
        return folder;
    return NULL;
}

bool new_folder_write(struct new_folder *folder, const char *name, const char *bytes, size_t length)
{
    struct arena *scratch = arena_child(folder->arena);
    struct output *output = arena_alloc(scratch, sizeof *output);
    struct made_file *file = arena_alloc(folder->arena, sizeof *file);
    file->path = arena_printf(folder->arena, "%s/%s", folder->path, name);
    bool written = output_open(output, scratch, file->path, folder->diagnostics);
    if (written) {
        text_append(&output->text, bytes, length);
        written = output_commit(output);
    }
    if (written) {
        file->next = folder->files;
        folder->files = file;
    }
    arena_close(scratch);
    return written;
}

void new_folder_keep(struct new_folder *folder)
{
    folder->kept = true;
}
