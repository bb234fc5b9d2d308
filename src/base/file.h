/* Files: read whole, written to a temporary name and renamed, so that a failed run leaves the old file. */
#ifndef BASE_FILE_H
#define BASE_FILE_H

#include "base/diagnostic.h"
#include "base/text.h"
#include <stdbool.h>
#include <stddef.h>

/* Larger inputs are refused before anything is allocated for them. */
#define FILE_MAX_BYTES ((size_t)1024 << 20)

/* The content of `path` ("-": standard input), NUL-terminated, in `arena`; NULL after one diagnostic
 * (no-file, not-a-file, too-large, read-failed). Pipes and devices are read to their end, bounded. */
char *file_read(struct arena *arena, const char *path, size_t *length,
                struct diagnostics *diagnostics);

/* Opens the file `path` for reading. The descriptor is closed with `arena`; -1 after one diagnostic (no-file, read-failed). */
int file_open(struct arena *arena, const char *path, struct diagnostics *diagnostics);

bool file_is_folder(const char *path);

/* The folder that the file `path` is in; ".": the current one. */
const char *file_folder(struct arena *arena, const char *path);
/* `path` as it is to be opened when it is relative to `folder`. */
const char *file_in_folder(struct arena *arena, const char *folder, const char *path);

/* The names of what is in the folder `path`, in byte order, in `arena`; hidden ones (those with a leading point) are left
 * out. NULL after one diagnostic. */
const char *const *folder_names(struct arena *arena, const char *path, size_t *count,
                                struct diagnostics *diagnostics);

/* An output in the making. */
struct output {
    struct text text; /* drained into the file: write here */
    const char *path; /* NULL: standard output */
    char *
        temporary; /* name of the file being written, in the target's folder; NULL for standard output */
    int descriptor;
    int error;        /* errno of the first failed write, 0 so far */
    bool closed_pipe; /* the reader went away: not an error, the rest is dropped */
    struct arena *arena;
    struct diagnostics *diagnostics;
};

/* Opens `path` (NULL or "-": standard output). The temporary file is removed if the output is abandoned or
 * the arena is closed before output_commit. A symbolic link is written through; the mode of an existing
 * file is kept; what is not a regular file (a device, a pipe) is written in place. */
bool output_open(struct output *output, struct arena *arena, const char *path,
                 struct diagnostics *diagnostics);

/* Would one of two open outputs be lost, or mixed with the other: are both standard output, or renamed to the same file? */
bool output_is_same(const struct output *a, const struct output *b);

/* Flushes, checks every byte was taken (disk full), renames. False after one diagnostic; the old file is
 * then as it was. A closed pipe counts as success. */
bool output_commit(struct output *output);
void output_abandon(struct output *output);

/* Removes temporary files left open by any output of this process: for the out-of-memory hook only. */
void output_abandon_all(void);

#endif
