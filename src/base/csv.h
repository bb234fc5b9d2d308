/* Comma-separated values (RFC 4180), read row by row: what cells a row has. What they mean, and how faults are reported, is
 * the business of whoever reads them.
 *
 * Cells stand between commas, semicolons or tabs, as the first line has them. Blanks around a cell do not count, nor do lines
 * without anything in them. Lines end with LF, CR LF or CR.
 */
#ifndef BASE_CSV_H
#define BASE_CSV_H

#include <stdbool.h>
#include <stddef.h>

struct arena;

/* A cell without its quotation marks; `text` is not NUL-terminated. `place` is where it begins in the source. */
struct csv_cell {
    const char *text;
    size_t length;
    const char *place;
};

/* Why reading stopped: texts of a diagnostic, and the place in the source. `expected` may be NULL. */
struct csv_fault {
    const char *message, *expected, *place;
    bool too_large; /* a row has more than `most` cells */
};

struct csv {
    const char *begin, *at, *end;
    char delimiter;
    bool indices;           /* commas between square brackets, w2[1,3], are of the cell */
    struct csv_cell *cells; /* [count] of the latest row, good until the next one is read */
    size_t count, room, most;
    struct arena *arena,
        *unescaped; /* of the cells; of texts in which quotation marks were doubled */
    struct csv_fault fault;
};

/* Begins with a text, which must outlive it: passes over a byte order mark and finds what stands between cells. Rows may have
 * up to `most` cells. */
void csv_open(struct csv *csv, struct arena *arena, const char *bytes, size_t length, size_t most);

/* Is what follows UTF-8 without zero bytes? */
bool csv_check_encoding(struct csv *csv);

/* The next row: no cells at the end. False, with csv->fault, when it is broken. */
bool csv_row(struct csv *csv);

/* Rows that may follow, at most. */
size_t csv_rows_most(const struct csv *csv);

#endif
