/* What long commands tell of themselves on standard error: one line on a terminal, redrawn, and gone at the end. */
#ifndef CLI_PROGRESS_H
#define CLI_PROGRESS_H

#include <stdbool.h>

/* Nothing is shown in the first `after` seconds, and then at most once in `every` seconds. */
struct progress {
    double after, every;
    double started, shown; /* by seconds_now */
    bool visible;
};

/* Seconds of a clock that only goes forward. */
double seconds_now(void);

bool progress_has_terminal(void);
struct progress progress_start(double after, double every);

/* Is it time for another line? */
bool progress_due(const struct progress *progress);
/* Shows `line` in place of the last one, cut to the terminal's width; control characters in it become "?". */
void progress_show(struct progress *progress, const char *line);
void progress_erase(struct progress *progress);

/* A hg_message, with a struct progress as its context: what is said stands above the line. */
void print_above_progress(void *progress, const char *message);

#endif
