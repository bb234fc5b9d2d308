/* Answers as CSV (RFC 4180): commas, semicolons or tabs between cells, as the first line has them; that line names the
 * columns. Where semicolons stand between cells, a comma is a decimal comma. */
#include "marking/answers_reader.h"

#include "base/csv.h"
#include <string.h>

/* The rows of a file, and the latest of them as tables have it. */
struct rows {
    struct answers_reader *reader;
    struct csv csv;
    struct table_cell cells[ANSWERS_COLUMNS_MOST];
    int count;
};

static bool fail(struct rows *rows, const char *place, const char *expected, const char *message)
{
    return answers_complain(rows->reader, place, DIAGNOSTIC_TABLE_SYNTAX, expected, message);
}

static bool fail_csv(struct rows *rows)
{
    const struct csv_fault *fault = &rows->csv.fault;
    return answers_complain(rows->reader, fault->place,
                            fault->too_large ? DIAGNOSTIC_TOO_LARGE : DIAGNOSTIC_TABLE_SYNTAX,
                            fault->expected, fault->message);
}

/* The next row: no cells at the end. */
static bool read_row(struct rows *rows)
{
    if (!csv_row(&rows->csv))
        return fail_csv(rows);
    rows->count = (int)rows->csv.count;
    for (int c = 0; c < rows->count; c++) {
        const struct csv_cell *cell = &rows->csv.cells[c];
        const char *text = arena_copy(rows->reader->json.arena, cell->text, cell->length);
        rows->cells[c] = (struct table_cell){text, cell->length, cell->place};
    }
    return true;
}

/* ---- the first line ---- */

static bool read_headings(struct rows *rows, struct columns *columns)
{
    static const char wanted[] = "a line such as name,value or id,name,value";
    static const char *const names[] = {"id", "name", "quantity", "value", "answer"};
    struct arena *arena = rows->reader->json.arena;
    const char *begin = rows->csv.at;
    if (!read_row(rows))
        return false;
    columns->count = rows->count;
    for (int c = 0; c < rows->count; c++)
        columns->kinds[c] = answers_column(&rows->cells[c]);
    if (!answers_columns_serve(columns))
        return fail(rows, rows->count ? rows->cells[0].place : begin, wanted,
                    rows->count ? "the first line does not name the columns"
                                : "there are no answers");
    for (int c = 0; c < rows->count; c++) {
        const struct table_cell *cell = &rows->cells[c];
        if (columns->kinds[c] == COLUMN_OTHER && cell->length > 0)
            return fail(rows, cell->place, "id, name, quantity, value or answer",
                        cell->length > ANSWERS_NAME_MOST
                            ? "a column of this name is not known"
                            : arena_printf(arena, "the column \"%s\" is not known%s", cell->text,
                                           did_you_mean(arena, cell->text, names, 5)));
    }
    return true;
}

/* ---- the file ---- */

/* Every cell beyond the headings is empty, or the line is cut otherwise than it was meant. */
static bool check_width(struct rows *rows, const struct columns *columns)
{
    for (int c = columns->count; c < rows->count; c++)
        if (rows->cells[c].length > 0)
            return fail(
                rows, rows->cells[c].place, "as many cells as the first line has",
                rows->csv.delimiter == ','
                    ? "the line has more cells than columns; a number with a decimal comma is put "
                      "between quotation marks"
                    : "the line has more cells than columns");
    return true;
}

bool answers_read_csv(struct answers_reader *reader)
{
    const struct json_source *source = reader->json.source;
    struct rows rows = {.reader = reader};
    struct columns columns = {0};
    csv_open(&rows.csv, reader->json.arena, source->bytes, source->length, ANSWERS_COLUMNS_MOST);
    rows.csv.indices = true;
    if (!csv_check_encoding(&rows.csv))
        return fail_csv(&rows);
    reader->comma = rows.csv.delimiter == ';' ? COMMA_DECIMAL : COMMA_UNKNOWN;
    if (!read_headings(&rows, &columns))
        return false;
    for (;;) {
        if (!read_row(&rows))
            return false;
        if (rows.count == 0)
            return true;
        if (!check_width(&rows, &columns) ||
            !answers_read_row(reader, &columns, rows.cells, rows.count))
            return false;
    }
}
