/* The reader of answers from the inside: what the files for JSON and for tables share.
 *
 * Every function that returns bool returns false after exactly one error in reader->json.diagnostics.
 */
#ifndef MARKING_ANSWERS_READER_H
#define MARKING_ANSWERS_READER_H

#include "base/json_fields.h"
#include "marking/answers.h"

/* Something written, before it is known what a comma means in this file. */
struct collected {
    int quantity;
    size_t order;
    const char *text;
    size_t length;
};

struct answers_reader {
    struct json_reader json; /* of tables the source, too */
    const struct quantity_lookup *lookup;
    struct answers *answers; /* under construction */
    struct collected *collected;
    size_t count, room;
    enum comma comma; /* what a comma is where no number shows it */
};

/* Why a name is refused. */
struct name_fault {
    enum diagnostic_code code;
    const char *message, *expected;
};

/* The quantity that `name` calls, or -1 with *fault. */
int answers_find(struct answers_reader *reader, const char *name, size_t length,
                 struct name_fault *fault);

/* Takes down a text; of what is blank it is kept that it was asked for. False, without a diagnostic: there are too many. */
bool answers_collect(struct answers_reader *reader, int quantity, const char *text, size_t length);
extern const char answers_too_many[];

bool answers_read_json(struct answers_reader *reader);

/* Reads a file as `read` does, then the numbers that it took down. NULL after one diagnostic. */
typedef bool answers_reading(struct answers_reader *reader);
const struct answers *answers_read_as(answers_reading *read, struct arena *arena,
                                      const struct json_source *source,
                                      const struct quantity_lookup *lookup,
                                      struct diagnostics *diagnostics);

/* Tables: the places of errors are pointers into the source. */
bool answers_read_table_text(struct answers_reader *reader); /* either kind */
bool answers_read_csv(struct answers_reader *reader);
bool answers_read_markdown(struct answers_reader *reader);
/* Does the text have a line that makes the one above it the head of a table? */
bool answers_is_markdown(const struct json_source *source);

/* ---- rows (answers_rows.c) ---- */

#define ANSWERS_COLUMNS_MOST 50

/* A cell as its format has it decoded; `place` is where it begins in the source. */
struct table_cell {
    const char *text;
    size_t length;
    const char *place;
};

enum column { COLUMN_OTHER, COLUMN_ID, COLUMN_NAME, COLUMN_VALUE };

struct columns {
    int count;
    enum column kinds[ANSWERS_COLUMNS_MOST];
};

/* Reports at a place of the source; always false. */
bool answers_complain(struct answers_reader *reader, const char *place, enum diagnostic_code code,
                      const char *expected, const char *message);

/* What a heading says a column holds. */
enum column answers_column(const struct table_cell *heading);
/* Is there a column that names quantities, and one for their values? */
bool answers_columns_serve(const struct columns *columns);

/* Takes down one row; cells beyond the columns are not looked at. */
bool answers_read_row(struct answers_reader *reader, const struct columns *columns,
                      const struct table_cell *cells, int count);

#endif
