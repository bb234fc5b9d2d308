/* Outputs: a temporary file beside the target, renamed over it when everything was written.
 *
 * The one piece of global state in handgrad is here: the list of open outputs, which exists so that
 * the temporary files can be removed when the process must end at once.
 */
#include "base/file.h"

#include "base/arena.h"
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdatomic.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#define LINKS_FOLLOWED 40
#define ATTEMPTS 1000
/* Bytes of the target's name that the temporary's keeps: names end at 255. */
#define NAME_KEPT 200

/* An open descriptor and, unless it is written in place, the file to remove. Lives in the output's
 * arena. */
struct open_output {
    struct open_output *_Atomic next;
    int descriptor;
    const char *temporary; /* NULL: written in place */
    const char *target;
};

/* Entries are complete before they are linked, and linking or unlinking is one store, so that a
 * signal handler may walk the list at any time. */
static struct open_output *_Atomic open_outputs;

void output_abandon_all(void)
{
    for (struct open_output *entry = open_outputs; entry != NULL; entry = entry->next)
        if (entry->temporary != NULL)
            unlink(entry->temporary);
}

static void unlink_entry(struct open_output *entry)
{
    struct open_output *_Atomic *link = &open_outputs;
    for (struct open_output *at = *link; at != NULL; at = *link) {
        if (at == entry) {
            *link = entry->next;
            return;
        }
        link = &at->next;
    }
}

static void abandon_entry(void *object)
{
    struct open_output *entry = object;
    if (entry->descriptor < 0)
        return;
    if (entry->temporary != NULL)
        unlink(entry->temporary);
    close(entry->descriptor);
    entry->descriptor = -1;
    unlink_entry(entry);
}

static struct open_output *entry_of(const struct output *output)
{
    for (struct open_output *entry = open_outputs; entry != NULL; entry = entry->next)
        if (entry->descriptor == output->descriptor)
            return entry;
    return NULL;
}

/* ---- reports ---- */

static bool fail(struct output *output, enum diagnostic_code code, const char *message)
{
    return diagnose(
        output->diagnostics,
        &(struct diagnostic){.code = code,
                             .message = message,
                             .file = output->path != NULL ? output->path : "standard output"});
}

static bool fail_write(struct output *output, int error)
{
    return fail(output, DIAGNOSTIC_WRITE_FAILED,
                arena_printf(output->diagnostics->arena, "cannot write it: %s", strerror(error)));
}

static bool fail_open(struct output *output, int error)
{
    if (error == ENOENT || error == ENOTDIR)
        return fail(output, DIAGNOSTIC_NO_FILE,
                    arena_printf(output->diagnostics->arena, "its folder does not exist: %s",
                                 strerror(error)));
    return fail_write(output, error);
}

/* ---- opening ---- */

/* Bytes of `path` up to and with its last slash. */
static int folder_length(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash == NULL ? 0 : (int)(slash - path + 1);
}

/* Where the link `path` leads, or NULL if it is none. */
static char *read_link(struct arena *arena, const char *path)
{
    char target[4096];
    ssize_t length = readlink(path, target, sizeof target - 1);
    if (length < 0)
        return NULL;
    target[length] = '\0';
    return target[0] == '/' ? arena_copy(arena, target, (size_t)length)
                            : arena_printf(arena, "%.*s%s", folder_length(path), path, target);
}

/* `path` behind all symbolic links, whether the file exists or not; NULL: too many of them. */
static const char *resolve(struct arena *arena, const char *path)
{
    for (int i = 0; i < LINKS_FOLLOWED; i++) {
        const char *next = read_link(arena, path);
        if (next == NULL)
            return path;
        path = next;
    }
    return NULL;
}

/* Ties an entry to the arena before there is a file, so that running out of memory leaves none
 * behind. */
static struct open_output *new_entry(struct arena *arena, const char *target)
{
    struct open_output *entry = arena_alloc(arena, sizeof *entry);
    entry->descriptor = -1;
    entry->target = target;
    arena_defer(arena, abandon_entry, entry);
    return entry;
}

static void adopt(struct output *output, struct open_output *entry, int descriptor,
                  const char *temporary)
{
    entry->descriptor = descriptor;
    entry->temporary = temporary;
    entry->next = open_outputs;
    open_outputs = entry;
    output->descriptor = descriptor;
}

static bool open_in_place(struct output *output)
{
    struct open_output *entry = new_entry(output->arena, output->path);
    int descriptor = open(output->path, O_WRONLY | O_CLOEXEC | O_NOCTTY);
    if (descriptor < 0)
        return fail_open(output, errno);
    adopt(output, entry, descriptor, NULL);
    return true;
}

static bool open_temporary(struct output *output, const char *target, const mode_t *kept_mode)
{
    struct open_output *entry = new_entry(output->arena, target);
    int folder = folder_length(target), descriptor = -1;
    size_t capacity = strlen(target) + 32;
    char *name = arena_alloc(output->arena, capacity);
    for (unsigned attempt = 0; attempt < ATTEMPTS; attempt++) {
        snprintf(name, capacity, "%.*s%.*s.%06lx%03x", folder, target, NAME_KEPT, target + folder,
                 (unsigned long)getpid() & 0xFFFFFF, attempt);
        descriptor =
            open(name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, kept_mode != NULL ? 0600 : 0666);
        if (descriptor >= 0 || errno != EEXIST)
            break;
    }
    if (descriptor < 0)
        return fail_open(output, errno);
    output->temporary = name;
    adopt(output, entry, descriptor, name);
    if (kept_mode != NULL && fchmod(descriptor, *kept_mode & 0777) != 0) {
        fail_write(output, errno);
        output_abandon(output);
        return false;
    }
    return true;
}

static bool open_path(struct output *output)
{
    struct stat status;
    bool exists = stat(output->path, &status) == 0;
    if (exists && S_ISDIR(status.st_mode))
        return fail(output, DIAGNOSTIC_NOT_A_FILE, "it is a folder, not a file");
    if (exists && !S_ISREG(status.st_mode))
        return open_in_place(output);
    /* Renaming would replace a file that its owner protected against writing. */
    if (exists && access(output->path, W_OK) != 0)
        return fail_write(output, errno);
    const char *target = resolve(output->arena, output->path);
    if (target == NULL)
        return fail_write(output, ELOOP);
    return open_temporary(output, target, exists ? &status.st_mode : NULL);
}

/* ---- writing ---- */

/* Waits for room when somebody made the descriptor non-blocking. */
static bool may_try_again(const struct output *output)
{
    if (errno == EINTR)
        return true;
    if (errno != EAGAIN && errno != EWOULDBLOCK)
        return false;
    struct pollfd wait = {.fd = output->descriptor, .events = POLLOUT};
    return poll(&wait, 1, -1) > 0 || errno == EINTR;
}

/* The drain of the output's text. After a failure the rest is dropped. */
static bool drain(void *destination, const char *bytes, size_t length)
{
    struct output *output = destination;
    while (length > 0 && output->error == 0 && !output->closed_pipe) {
        ssize_t count = write(output->descriptor, bytes, length);
        if (count >= 0) {
            bytes += count;
            length -= (size_t)count;
        } else if (errno == EPIPE) {
            output->closed_pipe = true;
        } else if (!may_try_again(output)) {
            output->error = errno;
        }
    }
    return output->error == 0 && !output->closed_pipe;
}

bool output_open(struct output *output, struct arena *arena, const char *path,
                 struct diagnostics *diagnostics)
{
    *output =
        (struct output){.descriptor = STDOUT_FILENO, .arena = arena, .diagnostics = diagnostics};
    if (path != NULL && strcmp(path, "-") != 0)
        output->path = path;
    text_open_drained(&output->text, arena, drain, output);
    if (output->path == NULL || open_path(output))
        return true;
    output->descriptor = -1;
    return false;
}

/* ---- two of them ---- */

static bool is_same_folder(struct arena *arena, const char *a, const char *b)
{
    struct stat status_a, status_b;
    const char *folder_a = arena_printf(arena, "%.*s.", folder_length(a), a),
               *folder_b = arena_printf(arena, "%.*s.", folder_length(b), b);
    return stat(folder_a, &status_a) == 0 && stat(folder_b, &status_b) == 0 &&
           status_a.st_dev == status_b.st_dev && status_a.st_ino == status_b.st_ino;
}

bool output_is_same(const struct output *a, const struct output *b)
{
    if (a->path == NULL || b->path == NULL)
        return a->path == b->path;
    if (a->temporary == NULL || b->temporary == NULL)
        return false;
    const char *target_a = entry_of(a)->target, *target_b = entry_of(b)->target;
    return strcmp(target_a + folder_length(target_a), target_b + folder_length(target_b)) == 0 &&
           is_same_folder(a->arena, target_a, target_b);
}

/* ---- ending ---- */

static bool commit_entry(struct output *output, struct open_output *entry)
{
    if (output->error != 0) {
        fail_write(output, output->error);
        abandon_entry(entry);
        return false;
    }
    int error = close(entry->descriptor) == 0 || errno == EINTR ? 0 : errno;
    entry->descriptor = -1;
    if (error == 0 && entry->temporary != NULL && rename(entry->temporary, entry->target) != 0)
        error = errno;
    if (error != 0 && entry->temporary != NULL)
        unlink(entry->temporary);
    unlink_entry(entry);
    return error == 0 || fail_write(output, error);
}

bool output_commit(struct output *output)
{
    text_flush(&output->text);
    struct open_output *entry = output->path != NULL ? entry_of(output) : NULL;
    bool done = true;
    if (entry != NULL)
        done = commit_entry(output, entry);
    else if (output->error != 0)
        done = fail_write(output, output->error);
    output->descriptor = -1;
    output->temporary = NULL;
    return done;
}

void output_abandon(struct output *output)
{
    struct open_output *entry = output->path != NULL ? entry_of(output) : NULL;
    if (entry != NULL)
        abandon_entry(entry);
    text_clear(&output->text);
    output->descriptor = -1;
    output->temporary = NULL;
}
