/* What was handed in, one submission after the other: from a folder of files, or from a stream of lines. One that cannot
 * be read is broken: that is told of it, and the next one follows.
 */
#ifndef API_SUBMISSIONS_H
#define API_SUBMISSIONS_H

#include "api/input.h"
#include "marking/answers.h"

struct submission {
    const char *name; /* of the file, UTF-8; the number of the line */
    const char
        *student; /* as the answers say, else the file's name without its ending; NULL: not said */
    const struct answers *answers;  /* NULL: it is broken: */
    const struct diagnostic *fault; /* why */
};

enum submission_status { SUBMISSION_READ, SUBMISSIONS_END, SUBMISSIONS_FAILED };

struct submissions;

/* Opens the folder or the stream `input`. NULL after one diagnostic. */
struct submissions *submissions_open(struct call *call, const struct input *input,
                                     const struct quantity_lookup *lookup);

/* How many there are; 0: that is not known. */
size_t submissions_count(const struct submissions *submissions);

/* Reads the next one into `arena`. FAILED comes after one diagnostic of the call. */
enum submission_status submissions_next(struct submissions *submissions, struct arena *arena,
                                        struct submission *submission);

#endif
