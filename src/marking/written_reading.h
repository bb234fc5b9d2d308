/* Reading a written number from the inside: what the file of numerals and the file of all else share. */
#ifndef MARKING_WRITTEN_READING_H
#define MARKING_WRITTEN_READING_H

#include "base/arena.h"
#include "marking/written.h"
#include <string.h>

struct reading {
    struct arena *arena;
    const char *at; /* in plain characters */
    enum comma comma;
    struct written *written;
};

/* Every function that returns bool returns false after setting the reason, as this one does. */
bool written_refuse(struct reading *reading, const char *reason);

static inline bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static inline size_t count_digits(const char *at)
{
    return strspn(at, "0123456789");
}

/* ---- numerals: digits with a decimal point, and marks between groups of digits ---- */

#define MARKS_MOST 100

struct numeral {
    char digits[WRITTEN_BYTES_MOST + 1];
    int count;
    struct mark_between {
        char mark;  /* . , ' or a space */
        int before; /* digits before it */
    } marks[MARKS_MOST];
    int mark_count;
    bool too_many_marks;
};

/* numeral = ( digit | mark ) { digit | mark } */
struct numeral numeral_read(struct reading *reading);

/* The decimal that a numeral with digits is; `scientific`: a power of ten stands behind it. */
bool numeral_decimal(struct reading *reading, const struct numeral *numeral, bool scientific,
                     struct decimal *decimal);

#endif
