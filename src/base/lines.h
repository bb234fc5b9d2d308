/* Lines of a file, of a pipe or of a text, one at a time: for streams of any length. A line is there as soon as its end is
 * read; no more than one line is held.
 */
#ifndef BASE_LINES_H
#define BASE_LINES_H

#include "base/diagnostic.h"

struct lines {
    struct arena *arena; /* of the buffer */
    struct diagnostics *diagnostics;
    const char *name; /* for messages */
    int descriptor;   /* -1: the text is all there is */
    bool at_end;      /* of the file */
    char *buffer;     /* [room] */
    size_t room, begin, end;
    const char *text, *text_end; /* what is left of a text */
    size_t most;                 /* bytes of a line */
    size_t number;               /* of the latest line, from 1 */
};

enum line_status {
    LINE_READ,     /* *line is the line without its end; of a file NUL-terminated */
    LINE_TOO_LONG, /* longer than `most`: it was passed over */
    LINES_END,
    LINES_FAILED, /* after one diagnostic */
};

/* Opens the file `path` ("-": standard input). False after one diagnostic. The file is closed with `arena`. */
bool lines_open(struct lines *lines, struct arena *arena, const char *path, size_t most,
                struct diagnostics *diagnostics);

/* Lines of `length` bytes of a text, which must outlive them. */
void lines_open_text(struct lines *lines, const char *name, const char *text, size_t length,
                     size_t most);

/* The next line, which is good until the call after it. */
enum line_status lines_next(struct lines *lines, const char **line, size_t *length);

#endif
