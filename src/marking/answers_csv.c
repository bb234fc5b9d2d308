/* Answers as CSV (RFC 4180): commas, semicolons or tabs between cells, as the first line has them; that line names the
 * columns. Where semicolons stand between cells, a comma is a decimal comma. */
#include "marking/answers_reader.h"

#include "base/text.h"
#include "base/utf8.h"
#include <string.h>

struct csv {
    struct answers_reader *reader;
    const char *at, *end;
    char delimiter;
    struct table_cell cells[ANSWERS_COLUMNS_MOST];
    int count;
};

static bool fail(struct csv *csv, const char *place, const char *expected, const char *message)
{
    return answers_complain(csv->reader, place, DIAGNOSTIC_TABLE_SYNTAX, expected, message);
}

static bool is_line_end(const struct csv *csv)
{
    return csv->at == csv->end || *csv->at == '\n' || *csv->at == '\r';
}

static void skip_line_end(struct csv *csv)
{
    if (csv->at < csv->end && *csv->at == '\r')
        csv->at++;
    if (csv->at < csv->end && *csv->at == '\n')
        csv->at++;
}

/* ---- cells ---- */

static void skip_blanks(struct csv *csv)
{
    while (csv->at < csv->end && (*csv->at == ' ' || (*csv->at == '\t' && csv->delimiter != '\t')))
        csv->at++;
}

/* '"' { any character | '""' } '"' */
static bool read_quoted(struct csv *csv, struct table_cell *cell)
{
    struct text text;
    const char *quote = csv->at++;
    text_open(&text, csv->reader->json.arena);
    for (;; csv->at++) {
        if (csv->at == csv->end)
            return fail(csv, quote, "a quotation mark at its end", "the quoted cell does not end");
        bool mark = *csv->at == '"';
        if (mark && (csv->at + 1 == csv->end || csv->at[1] != '"'))
            break;
        csv->at += mark;
        text_put(&text, *csv->at);
    }
    csv->at++;
    skip_blanks(csv);
    *cell = (struct table_cell){text.bytes, text.length, quote};
    return is_line_end(csv) || *csv->at == csv->delimiter ||
           fail(csv, csv->at, "the end of the cell", "something stands behind a quoted cell");
}

/* Commas between the indices of a name, w2[1,3], need no quotation marks. */
static bool read_cell(struct csv *csv, struct table_cell *cell)
{
    skip_blanks(csv);
    const char *begin = csv->at;
    if (csv->at < csv->end && *csv->at == '"')
        return read_quoted(csv, cell);
    for (bool indices = false; !is_line_end(csv) && (indices || *csv->at != csv->delimiter);
         csv->at++)
        indices = *csv->at == '[' || (indices && *csv->at != ']');
    size_t length = (size_t)(csv->at - begin);
    while (length > 0 && (begin[length - 1] == ' ' || begin[length - 1] == '\t'))
        length--;
    *cell = (struct table_cell){arena_copy(csv->reader->json.arena, begin, length), length, begin};
    return true;
}

/* The next line that is not empty: no cells at the end. */
static bool read_line(struct csv *csv)
{
    csv->count = 0;
    while (csv->at < csv->end && is_line_end(csv))
        skip_line_end(csv);
    if (csv->at == csv->end)
        return true;
    for (;; csv->at++) {
        if (csv->count == ANSWERS_COLUMNS_MOST)
            return answers_complain(csv->reader, csv->at, DIAGNOSTIC_TOO_LARGE, NULL,
                                    "a line has more than 50 cells");
        if (!read_cell(csv, &csv->cells[csv->count++]))
            return false;
        if (is_line_end(csv))
            return true;
    }
}

/* ---- the first line ---- */

static char find_delimiter(const struct csv *csv)
{
    bool quoted = false, tab = false;
    for (const char *at = csv->at; at < csv->end && (quoted || (*at != '\n' && *at != '\r'));
         at++) {
        quoted ^= *at == '"';
        if (!quoted && *at == ';')
            return ';';
        tab = tab || (!quoted && *at == '\t');
    }
    return tab ? '\t' : ',';
}

static bool read_headings(struct csv *csv, struct columns *columns)
{
    static const char wanted[] = "a line such as name,value or id,name,value";
    static const char *const names[] = {"id", "name", "quantity", "value", "answer"};
    struct arena *arena = csv->reader->json.arena;
    const char *begin = csv->at;
    if (!read_line(csv))
        return false;
    columns->count = csv->count;
    for (int c = 0; c < csv->count; c++)
        columns->kinds[c] = answers_column(&csv->cells[c]);
    if (!answers_columns_serve(columns))
        return fail(csv, csv->count ? csv->cells[0].place : begin, wanted,
                    csv->count ? "the first line does not name the columns"
                               : "there are no answers");
    for (int c = 0; c < csv->count; c++) {
        const struct table_cell *cell = &csv->cells[c];
        if (columns->kinds[c] == COLUMN_OTHER && cell->length > 0)
            return fail(csv, cell->place, "id, name, quantity, value or answer",
                        cell->length > ANSWERS_NAME_MOST
                            ? "a column of this name is not known"
                            : arena_printf(arena, "the column \"%s\" is not known%s", cell->text,
                                           did_you_mean(arena, cell->text, names, 5)));
    }
    return true;
}

/* ---- the file ---- */

/* Every cell beyond the headings is empty, or the line is cut otherwise than it was meant. */
static bool check_width(struct csv *csv, const struct columns *columns)
{
    for (int c = columns->count; c < csv->count; c++)
        if (csv->cells[c].length > 0)
            return fail(
                csv, csv->cells[c].place, "as many cells as the first line has",
                csv->delimiter == ','
                    ? "the line has more cells than columns; a number with a decimal comma is put "
                      "between quotation marks"
                    : "the line has more cells than columns");
    return true;
}

static bool check_encoding(struct csv *csv)
{
    const struct json_source *source = csv->reader->json.source;
    bool wide = source->length >= 2 && (memcmp(source->bytes, "\xFF\xFE", 2) == 0 ||
                                        memcmp(source->bytes, "\xFE\xFF", 2) == 0);
    for (const char *at = csv->at; at < csv->end;) {
        size_t length = *at ? utf8_decode(at, (size_t)(csv->end - at), NULL) : 0;
        if (length == 0)
            return fail(csv, at, "UTF-8",
                        wide ? "the file is UTF-16; save it as UTF-8"
                             : "the file is not UTF-8 text");
        at += length;
    }
    return true;
}

bool answers_read_csv(struct answers_reader *reader)
{
    const struct json_source *source = reader->json.source;
    struct csv csv = {.reader = reader, .at = source->bytes, .end = source->bytes + source->length};
    struct columns columns = {0};
    if (!check_encoding(&csv))
        return false;
    csv.delimiter = find_delimiter(&csv);
    reader->comma = csv.delimiter == ';' ? COMMA_DECIMAL : COMMA_UNKNOWN;
    if (!read_headings(&csv, &columns))
        return false;
    for (;;) {
        if (!read_line(&csv))
            return false;
        if (csv.count == 0)
            return true;
        if (!check_width(&csv, &columns) ||
            !answers_read_row(reader, &columns, csv.cells, csv.count))
            return false;
    }
}
