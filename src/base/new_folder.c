/* Making a folder and its files. */
#include "base/new_folder.h"

#include "base/arena.h"
#include "base/file.h"
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct made_file {
    const char *path;
    bool replaced; /* it was there before */
    struct made_file *next;
};

struct new_folder {
    struct arena *arena;
    struct diagnostics *diagnostics;
    const char *path;
    struct made_file *files;
    const char *const *before; /* [before_count] names of files that were there */
    size_t before_count;
    bool made; /* else it was there */
    bool kept;
};

static void remove_made(void *object)
{
    struct new_folder *folder = object;
    if (folder->kept)
        return;
    for (const struct made_file *file = folder->files; file; file = file->next)
        if (!file->replaced)
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

/* Is what is there a folder that has nothing, or nothing but ours? */
static bool take(struct new_folder *folder, bool (*is_ours)(const char *name))
{
    if (!file_is_folder(folder->path))
        return fail(folder, DIAGNOSTIC_NOT_A_FILE, "it is a file, not a folder");
    folder->before =
        folder_names(folder->arena, folder->path, &folder->before_count, folder->diagnostics);
    if (!folder->before)
        return false;
    for (size_t i = 0; i < folder->before_count; i++)
        if (!is_ours || !is_ours(folder->before[i]))
            return fail(folder, DIAGNOSTIC_USAGE,
                        is_ours ? arena_printf(folder->arena,
                                               "the folder has something else in it (%s): name a "
                                               "new one, or empty it",
                                               folder->before[i])
                                : "the folder is not empty: nothing in it is overwritten; name a "
                                  "new one, or empty it");
    return true;
}

struct new_folder *new_folder_open(struct arena *arena, const char *path,
                                   struct diagnostics *diagnostics)
{
    return new_folder_reopen(arena, path, NULL, diagnostics);
}

struct new_folder *new_folder_reopen(struct arena *arena, const char *path,
                                     bool (*is_ours)(const char *name),
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
    else if (folder->made || take(folder, is_ours))
        return folder;
    return NULL;
}

static bool was_there(const struct new_folder *folder, const char *name)
{
    for (size_t i = 0; i < folder->before_count; i++)
        if (strcmp(folder->before[i], name) == 0)
            return true;
    return false;
}

bool new_folder_write(struct new_folder *folder, const char *name, const char *bytes, size_t length)
{
    struct arena *scratch = arena_child(folder->arena);
    struct output *output = arena_alloc(scratch, sizeof *output);
    struct made_file *file = arena_alloc(folder->arena, sizeof *file);
    file->path = arena_printf(folder->arena, "%s/%s", folder->path, name);
    file->replaced = was_there(folder, name);
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

static bool is_written(const struct new_folder *folder, const char *name)
{
    for (const struct made_file *file = folder->files; file; file = file->next)
        if (strcmp(file->path + strlen(folder->path) + 1, name) == 0)
            return true;
    return false;
}

/* Nothing is allocated here: see commit in api/call.c. */
void new_folder_keep(struct new_folder *folder)
{
    char path[4096];
    folder->kept = true;
    for (size_t i = 0; i < folder->before_count; i++) {
        int length = snprintf(path, sizeof path, "%s/%s", folder->path, folder->before[i]);
        if (!is_written(folder, folder->before[i]) && length < (int)sizeof path)
            unlink(path);
    }
}
