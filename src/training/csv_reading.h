/* A CSV file of data while it is read: what csv.c (columns and rows) and csv_cells.c (numbers and classes) share. Functions
 * that return bool return false after exactly one diagnostic. */
#ifndef TRAINING_CSV_READING_H
#define TRAINING_CSV_READING_H

#include "base/csv.h"
#include "base/json.h"
#include "training/data_source.h"

/* Names that a message lists. */
#define NAMES_LISTED 12

struct csv_reading {
    const struct loading *loading;
    struct json_source source;
    struct csv csv;
    bool header;              /* the first line names the columns */
    int width;                /* cells of each row */
    const char *const *names; /* [width] of the header, or NULL */
    struct feature_columns features;
    int label;          /* from 0; -1: none */
    const int *targets; /* [target_count] */
    int target_count;
    bool numeric_names; /* some class is called by a number */
    int row;            /* from 1 */
};

/* Reports at a place of the file. Always false. */
bool csv_complain(const struct csv_reading *reading, const char *place, enum diagnostic_code code,
                  const char *expected, const char *found, const char *message);

/* Is this text a decimal number? */
bool csv_is_number(const char *text, size_t length);
/* A cell without the blanks that stand within quotation marks. */
struct csv_cell csv_trimmed(struct csv_cell cell);

/* The number, or the class, in a column of the row that was read. */
bool csv_read_number(const struct csv_reading *reading, int column, double *value);
bool csv_read_class(const struct csv_reading *reading, int *label);

#endif
