/* Lines of streams. The buffer holds what was read and not handed out; it grows up to the longest line allowed. */
#include "base/lines.h"

#include "base/arena.h"
#include "base/file.h"
#include <errno.h>
#include <string.h>
#include <unistd.h>

#define FIRST_BUFFER ((size_t)64 << 10)

/* ---- opening ---- */

static bool fail(struct lines *lines, enum diagnostic_code code, const char *what, int error)
{
    const char *message =
        error ? arena_printf(lines->diagnostics->arena, "%s: %s", what, strerror(error)) : what;
    return diagnose(lines->diagnostics,
                    &(struct diagnostic){.code = code, .message = message, .file = lines->name});
}

bool lines_open(struct lines *lines, struct arena *arena, const char *path, size_t most,
                struct diagnostics *diagnostics)
{
    bool standard = strcmp(path, "-") == 0;
    *lines = (struct lines){.arena = arena,
                            .diagnostics = diagnostics,
                            .name = standard ? "standard input" : path,
                            .descriptor = STDIN_FILENO,
                            .room = FIRST_BUFFER,
                            .most = most};
    if (!standard && (lines->descriptor = file_open(arena, path, diagnostics)) < 0)
        return false;
    lines->buffer = arena_alloc(arena, lines->room);
    return true;
}

void lines_open_text(struct lines *lines, const char *name, const char *text, size_t length,
                     size_t most)
{
    *lines = (struct lines){
        .name = name, .descriptor = -1, .text = text, .text_end = text + length, .most = most};
}

/* ---- reading ---- */

/* Room for more behind what is held: moved to the front, or into a larger buffer. */
static void make_room(struct lines *lines)
{
    size_t held = lines->end - lines->begin;
    char *into = lines->buffer;
    if (2 * held >= lines->room) {
        lines->room *= 2;
        into = arena_alloc(lines->arena, lines->room);
    }
    memmove(into, lines->buffer + lines->begin, held);
    lines->buffer = into;
    lines->begin = 0;
    lines->end = held;
}

/* Reads on. One byte is left for the NUL behind the last line. */
static bool read_more(struct lines *lines)
{
    if (lines->end + 1 >= lines->room)
        make_room(lines);
    for (;;) {
        ssize_t count =
            read(lines->descriptor, lines->buffer + lines->end, lines->room - lines->end - 1);
        if (count >= 0) {
            lines->end += (size_t)count;
            lines->at_end = count == 0;
            return true;
        }
        if (errno == EISDIR)
            return fail(lines, DIAGNOSTIC_NOT_A_FILE, "it is a folder, not a file", 0);
        if (errno != EINTR)
            return fail(lines, DIAGNOSTIC_READ_FAILED, "cannot read it", errno);
    }
}

/* The line of `length` bytes at the beginning of the buffer is handed out; behind it is its end, or that of the file. */
static enum line_status hand_out(struct lines *lines, const char **line, size_t *length)
{
    char *begin = lines->buffer + lines->begin;
    begin[*length] = '\0';
    *line = begin;
    lines->begin += *length + 1 <= lines->end - lines->begin ? *length + 1 : *length;
    return *length > lines->most ? LINE_TOO_LONG : LINE_READ;
}

static enum line_status next_of_file(struct lines *lines, const char **line, size_t *length)
{
    size_t searched = 0;
    bool too_long = false;
    for (;;) {
        const char *from = lines->buffer + lines->begin + searched;
        size_t held = lines->end - lines->begin;
        const char *newline = held > searched ? memchr(from, '\n', held - searched) : NULL;
        if (newline != NULL || (lines->at_end && held > 0)) {
            *length = newline != NULL ? (size_t)(newline - lines->buffer) - lines->begin : held;
            enum line_status status = hand_out(lines, line, length);
            return too_long ? LINE_TOO_LONG : status;
        }
        if (lines->at_end)
            return too_long ? LINE_TOO_LONG : LINES_END;
        searched = held;
        if (held > lines->most) { /* the rest is passed over */
            too_long = true;
            lines->begin = lines->end = searched = 0;
        }
        if (!read_more(lines))
            return LINES_FAILED;
    }
}

static enum line_status next_of_text(struct lines *lines, const char **line, size_t *length)
{
    size_t left = (size_t)(lines->text_end - lines->text);
    if (left == 0)
        return LINES_END;
    const char *newline = memchr(lines->text, '\n', left);
    *line = lines->text;
    *length = newline != NULL ? (size_t)(newline - lines->text) : left;
    lines->text += newline != NULL ? *length + 1 : left;
    return *length > lines->most ? LINE_TOO_LONG : LINE_READ;
}

enum line_status lines_next(struct lines *lines, const char **line, size_t *length)
{
    enum line_status status = lines->descriptor >= 0 ? next_of_file(lines, line, length)
                                                     : next_of_text(lines, line, length);
    lines->number += status == LINE_READ || status == LINE_TOO_LONG;
    return status;
}
