/* Cells of comma-separated values. They are parts of the source; only those with doubled quotation marks are copied. */
#include "base/csv.h"

#include "base/arena.h"
#include "base/text.h"
#include "base/utf8.h"

static bool fail(struct csv *csv, const char *place, const char *expected, const char *message)
{
    csv->fault = (struct csv_fault){message, expected, place, false};
    return false;
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

static bool is_blank(const struct csv *csv, char byte)
{
    return byte == ' ' || (byte == '\t' && csv->delimiter != '\t');
}

static void skip_blanks(struct csv *csv)
{
    while (csv->at < csv->end && is_blank(csv, *csv->at))
        csv->at++;
}

/* The text with one quotation mark for each two. */
static void unescape(struct csv *csv, struct csv_cell *cell)
{
    char *text = arena_copy(csv->unescaped, cell->text, cell->length);
    size_t length = 0;
    for (size_t i = 0; i < cell->length; i++) {
        i += text[i] == '"';
        text[length++] = text[i];
    }
    cell->text = text;
    cell->length = length;
}

/* '"' { any character | '""' } '"' */
static bool read_quoted(struct csv *csv, struct csv_cell *cell)
{
    const char *quote = csv->at++;
    bool doubled = false;
    for (;; csv->at++) {
        if (csv->at == csv->end)
            return fail(csv, quote, "a quotation mark at its end", "the quoted cell does not end");
        if (*csv->at != '"')
            continue;
        if (csv->at + 1 == csv->end || csv->at[1] != '"')
            break;
        doubled = true;
        csv->at++;
    }
    *cell = (struct csv_cell){quote + 1, (size_t)(csv->at - quote) - 1, quote};
    if (doubled)
        unescape(csv, cell);
    csv->at++;
    skip_blanks(csv);
    return is_line_end(csv) || *csv->at == csv->delimiter ||
           fail(csv, csv->at, "the end of the cell", "something stands behind a quoted cell");
}

static bool read_cell(struct csv *csv, struct csv_cell *cell)
{
    skip_blanks(csv);
    const char *begin = csv->at;
    if (csv->at < csv->end && *csv->at == '"')
        return read_quoted(csv, cell);
    for (bool inside = false; !is_line_end(csv) && (inside || *csv->at != csv->delimiter);
         csv->at++)
        inside = csv->indices && (*csv->at == '[' || (inside && *csv->at != ']'));
    size_t length = (size_t)(csv->at - begin);
    while (length > 0 && (begin[length - 1] == ' ' || begin[length - 1] == '\t'))
        length--;
    *cell = (struct csv_cell){begin, length, begin};
    return true;
}

bool csv_row(struct csv *csv)
{
    csv->count = 0;
    arena_reset(csv->unescaped);
    while (csv->at < csv->end && is_line_end(csv))
        skip_line_end(csv);
    if (csv->at == csv->end)
        return true;
    for (;; csv->at++) {
        if (csv->count == csv->most) {
            fail(csv, csv->at, NULL,
                 arena_printf(csv->arena, "a line has more than %zu cells", csv->most));
            csv->fault.too_large = true;
            return false;
        }
        csv->cells = arena_grow(csv->arena, csv->cells, csv->count, &csv->room, sizeof *csv->cells);
        if (!read_cell(csv, &csv->cells[csv->count++]))
            return false;
        if (is_line_end(csv))
            return true;
    }
}

/* ---- the whole text ---- */

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

void csv_open(struct csv *csv, struct arena *arena, const char *bytes, size_t length, size_t most)
{
    *csv = (struct csv){.begin = bytes,
                        .at = bytes + utf8_mark(bytes, length),
                        .end = bytes + length,
                        .most = most,
                        .arena = arena,
                        .unescaped = arena_child(arena)};
    csv->delimiter = find_delimiter(csv);
}

bool csv_check_encoding(struct csv *csv)
{
    size_t whole = (size_t)(csv->end - csv->begin);
    bool wide = whole >= 2 &&
                (memcmp(csv->begin, "\xFF\xFE", 2) == 0 || memcmp(csv->begin, "\xFE\xFF", 2) == 0);
    for (const char *at = csv->at; at < csv->end;) {
        bool ascii = *at != '\0' && (unsigned char)*at < 0x80;
        size_t length = ascii ? 1 : *at ? utf8_decode(at, (size_t)(csv->end - at), NULL) : 0;
        if (length == 0)
            return fail(csv, at, "UTF-8",
                        wide ? "the file is UTF-16; save it as UTF-8"
                             : "the file is not UTF-8 text");
        at += length;
    }
    return true;
}

size_t csv_rows_most(const struct csv *csv)
{
    size_t rows = 0;
    for (const char *at = csv->at; at < csv->end; at++)
        rows += *at == '\n' || *at == '\r';
    return rows + 1;
}
