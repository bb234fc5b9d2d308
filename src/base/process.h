/* Other programs, run to their end: started without a shell, given their input from memory, and never outliving us. */
#ifndef BASE_PROCESS_H
#define BASE_PROCESS_H

#include "base/diagnostic.h"
#include "base/text.h"
#include <stddef.h>

/* More output than this is refused. */
#define PROCESS_OUTPUT_MOST ((size_t)256 << 20)

struct process_call {
    const char *program;          /* looked for along PATH, unless it has a slash */
    const char *const *arguments; /* behind its name, ending with NULL */
    const char *input;            /* its standard input */
    size_t length;
    const char *install; /* what brings the program, for the message that it is not there */
};

/* Runs the program and appends what it writes on standard output. False after one diagnostic: no-tool where there is no
 * such program, tool-failed where it ended badly or was killed; that shows what it last wrote on standard error.
 * If the arena of `out` is closed meanwhile (memory ran out) the program is killed. */
bool process_run(const struct process_call *call, struct text *out,
                 struct diagnostics *diagnostics);

/* Is there such a program? */
bool process_exists(struct arena *arena, const char *program);

#endif
