/* Rows of tables, whatever their format: which column holds what, and whose answer a row has. */
#include "marking/answers_reader.h"

#include <string.h>

bool answers_complain(struct answers_reader *reader, const char *place, enum diagnostic_code code,
                      const char *expected, const char *message)
{
    struct diagnostic report = {
        .code = code, .message = message, .file = reader->json.source->name, .expected = expected};
    json_position(reader->json.source, place, &report.line, &report.column);
    return diagnose(reader->json.diagnostics, &report);
}

/* ---- headings ---- */

static bool is_word(const struct table_cell *cell, const char *word)
{
    size_t i = 0;
    for (; i < cell->length && word[i]; i++) {
        char c = cell->text[i];
        if ((c >= 'A' && c <= 'Z' ? c + 'a' - 'A' : c) != word[i])
            return false;
    }
    return i == cell->length && !word[i];
}

enum column answers_column(const struct table_cell *heading)
{
    if (is_word(heading, "id"))
        return COLUMN_ID;
    if (is_word(heading, "name") || is_word(heading, "quantity"))
        return COLUMN_NAME;
    if (is_word(heading, "value") || is_word(heading, "answer"))
        return COLUMN_VALUE;
    return COLUMN_OTHER;
}

bool answers_columns_serve(const struct columns *columns)
{
    bool named = false, valued = false;
    for (int c = 0; c < columns->count; c++) {
        named = named || columns->kinds[c] == COLUMN_ID || columns->kinds[c] == COLUMN_NAME;
        valued = valued || columns->kinds[c] == COLUMN_VALUE;
    }
    return named && valued;
}

/* ---- one row ---- */

/* The first cell with something in it of the columns of a kind, or NULL. */
static const struct table_cell *filled(const struct columns *columns,
                                       const struct table_cell *cells, int count, enum column kind)
{
    for (int c = 0; c < count && c < columns->count; c++)
        if (columns->kinds[c] == kind && cells[c].length > 0)
            return &cells[c];
    return NULL;
}

static bool take_down(struct answers_reader *reader, int quantity, const struct table_cell *cell)
{
    return answers_collect(reader, quantity, cell->text, cell->length) ||
           answers_complain(reader, cell->place, DIAGNOSTIC_TOO_LARGE, NULL, answers_too_many);
}

static bool read_values(struct answers_reader *reader, const struct columns *columns,
                        const struct table_cell *cells, int count, int quantity)
{
    if (!filled(columns, cells, count, COLUMN_VALUE))
        return take_down(reader, quantity, &(struct table_cell){"", 0, cells[0].place});
    for (int c = 0; c < count && c < columns->count; c++)
        if (columns->kinds[c] == COLUMN_VALUE && cells[c].length > 0 &&
            !take_down(reader, quantity, &cells[c]))
            return false;
    return true;
}

bool answers_read_row(struct answers_reader *reader, const struct columns *columns,
                      const struct table_cell *cells, int count)
{
    struct name_fault fault;
    const struct table_cell *name = filled(columns, cells, count, COLUMN_ID);
    const struct table_cell *value = filled(columns, cells, count, COLUMN_VALUE);
    if (!name)
        name = filled(columns, cells, count, COLUMN_NAME);
    if (!name)
        return !value || answers_complain(reader, value->place, DIAGNOSTIC_TABLE_SYNTAX,
                                          "a name or an id in its row",
                                          "of which quantity this is the value is not said");
    int quantity = answers_find(reader, name->text, name->length, &fault);
    if (quantity < 0)
        return answers_complain(reader, name->place, fault.code, fault.expected, fault.message);
    return read_values(reader, columns, cells, count, quantity);
}
