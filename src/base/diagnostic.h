/* Diagnostics: what went wrong, where, what was expected and what was found.
 *
 * Functions that can fail return false (or NULL) after reporting exactly one error here; warnings are
 * reported and work goes on. Nothing is printed: the command line prints the list at the end.
 */
#ifndef BASE_DIAGNOSTIC_H
#define BASE_DIAGNOSTIC_H

#include <stdbool.h>
#include <stddef.h>

struct arena;
struct text;

/* One line each in diagnostics.def: DIAGNOSTIC(name, "code", severity). */
enum diagnostic_code {
#define DIAGNOSTIC(name, code, severity) DIAGNOSTIC_##name,
#include "base/diagnostics.def"
#undef DIAGNOSTIC
    DIAGNOSTIC_CODES
};

/* What the exit status is made of: INPUT and USAGE end with 2, SYSTEM with 3, DIFFERENCE with 1. */
enum severity {
    SEVERITY_WARNING,
    SEVERITY_DIFFERENCE,
    SEVERITY_INPUT,
    SEVERITY_USAGE,
    SEVERITY_SYSTEM
};

struct diagnostic {
    enum diagnostic_code code;
    const char *message;  /* a sentence without file or position, no full stop at the end */
    const char *file;     /* as the user named it; NULL where there is none */
    size_t line, column;  /* from 1, column in characters (UTF-8 code points); 0: unknown */
    const char *pointer;  /* JSON pointer (RFC 6901); NULL: not in JSON */
    const char *expected; /* NULL: said in the message */
    const char *found;
    const char *excerpt; /* one line of source (an expression); NULL: none */
    size_t caret;        /* column in `excerpt`, from 1 */
    struct diagnostic *next;
};

struct diagnostics {
    struct arena *arena;
    struct diagnostic *first, *last; /* in order of report */
    size_t errors;                   /* all but warnings */
};

void diagnostics_open(struct diagnostics *list, struct arena *arena);

/* Copies `report` and its texts into the list. Always returns false, for `return diagnose(...)`. */
bool diagnose(struct diagnostics *list, const struct diagnostic *report);

/* "input-syntax", ... : the stable code that tests and JSON output use. */
const char *diagnostic_code_name(enum diagnostic_code code);
enum severity diagnostic_severity(enum diagnostic_code code);

/* The exit status of a list: 0 without errors, else of the gravest. */
int diagnostics_status(const struct diagnostics *list);

/* Writes one diagnostic as people read it, ending with a newline:
 *     net.json:7:23: error: unknown key "weigths" (at /layers/0/weigths); did you mean "weights"?
 *         expected ..., found ...
 *         w1*x1 + * b1
 *                 ^
 * Control characters of user text are shown as escapes. */
void diagnostic_write(const struct diagnostic *report, struct text *out);

#endif
