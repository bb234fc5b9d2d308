/* Answers as a Markdown worksheet filled in: the tables that have a column of names and one of answers. All else in the
 * page is passed over. */
#include "marking/answers_reader.h"

#include "base/text.h"
#include "base/utf8.h"
#include <string.h>

struct page {
    struct answers_reader *reader;
    const char *at, *end;        /* behind the lines that were read */
    const char *line, *line_end; /* the latest, without its line end */
    struct table_cell cells[ANSWERS_COLUMNS_MOST];
    int count;
    bool tables; /* one was found that serves */
};

/* ---- lines ---- */

static bool next_line(struct page *page)
{
    if (page->at == page->end)
        return false;
    const char *newline = memchr(page->at, '\n', (size_t)(page->end - page->at));
    page->line = page->at;
    page->line_end = newline ? newline : page->end;
    page->at = newline ? newline + 1 : page->end;
    if (page->line_end > page->line && page->line_end[-1] == '\r')
        page->line_end--;
    return true;
}

static bool has(const char *begin, const char *end, char byte)
{
    while (begin < end && *begin != byte)
        begin++;
    return begin < end;
}

/* "|---|---:|": the line below the head of a table. */
static bool is_rule(const struct page *page)
{
    for (const char *at = page->line; at < page->line_end; at++)
        if (!strchr("|-: \t", *at) || !*at)
            return false;
    return has(page->line, page->line_end, '|') && has(page->line, page->line_end, '-');
}

/* "```": the line begins or ends a block of code. */
static bool is_fence(const struct page *page)
{
    const char *at = page->line;
    while (at < page->line_end && *at == ' ')
        at++;
    return page->line_end - at >= 3 && (memcmp(at, "```", 3) == 0 || memcmp(at, "~~~", 3) == 0);
}

bool answers_is_markdown(const struct json_source *source)
{
    struct page page = {.at = source->bytes, .end = source->bytes + source->length};
    for (bool above = false; next_line(&page);) {
        if (above && is_rule(&page))
            return true;
        above = has(page.line, page.line_end, '|');
    }
    return false;
}

/* ---- cells ---- */

static bool is_punctuation(char c)
{
    return c > ' ' && c < 0x7F && strchr("\\`*_{}[]()<>#+-.!|~$'/&:;=,\"", c);
}

/* The text of a cell: without the marks of code around it, and what is escaped as itself. */
static struct table_cell decode(struct page *page, const char *begin, const char *end)
{
    while (begin < end && strchr(" \t", *begin))
        begin++;
    while (end > begin && strchr(" \t", end[-1]))
        end--;
    struct text text;
    const char *place = begin;
    bool code = end - begin >= 2 && *begin == '`' && end[-1] == '`';
    text_open(&text, page->reader->json.arena);
    for (begin += code, end -= code; begin < end; begin++) {
        bool escape = *begin == '\\' && begin + 1 < end &&
                      (code ? begin[1] == '|' : is_punctuation(begin[1]));
        begin += escape;
        text_put(&text, *begin);
    }
    return (struct table_cell){text.bytes, text.length, place};
}

static bool add_cell(struct page *page, const char *begin, const char *end)
{
    if (page->count == ANSWERS_COLUMNS_MOST)
        return answers_complain(page->reader, begin, DIAGNOSTIC_TOO_LARGE, NULL,
                                "a row has more than 50 cells");
    page->cells[page->count++] = decode(page, begin, end);
    return true;
}

/* The cells between the bars of the line; the first and the last bar may be left out. */
static bool split_line(struct page *page)
{
    const char *at = page->line, *end = page->line_end;
    page->count = 0;
    while (at < end && strchr(" \t", *at))
        at++;
    at += at < end && *at == '|';
    while (end > at && strchr(" \t", end[-1]))
        end--;
    end -= end > at && end[-1] == '|' && (end - at < 2 || end[-2] != '\\');
    for (const char *begin = at;; at++) {
        if (at < end && *at == '\\' && at + 1 < end) {
            at++;
        } else if (at == end || *at == '|') {
            if (!add_cell(page, begin, at))
                return false;
            if (at == end)
                return true;
            begin = at + 1;
        }
    }
}

/* ---- tables ---- */

/* The rows below a head and its rule, which have been read. */
static bool read_rows(struct page *page, const struct columns *columns)
{
    while (page->at < page->end) {
        const char *before = page->at;
        next_line(page);
        if (!has(page->line, page->line_end, '|')) {
            page->at = before;
            return true;
        }
        if (!split_line(page) || !answers_read_row(page->reader, columns, page->cells, page->count))
            return false;
    }
    return true;
}

/* A table with its head at the latest line, whose rule comes next; or nothing, if no rule does. */
static bool read_table(struct page *page)
{
    struct page ahead = *page;
    struct columns columns = {0};
    if (!next_line(&ahead) || !is_rule(&ahead))
        return true;
    if (!split_line(page))
        return false;
    columns.count = page->count;
    for (int c = 0; c < page->count; c++)
        columns.kinds[c] = answers_column(&page->cells[c]);
    next_line(page);
    if (!answers_columns_serve(&columns))
        return true;
    page->tables = true;
    return read_rows(page, &columns);
}

static bool check_encoding(struct page *page)
{
    for (const char *at = page->at; at < page->end;) {
        size_t length = *at ? utf8_decode(at, (size_t)(page->end - at), NULL) : 0;
        if (length == 0)
            return answers_complain(page->reader, at, DIAGNOSTIC_TABLE_SYNTAX, "UTF-8",
                                    "the file is not UTF-8 text");
        at += length;
    }
    return true;
}

bool answers_read_markdown(struct answers_reader *reader)
{
    const struct json_source *source = reader->json.source;
    struct page *page = arena_alloc(reader->json.arena, sizeof *page);
    page->reader = reader;
    page->at = source->bytes;
    page->end = source->bytes + source->length;
    if (!check_encoding(page))
        return false;
    for (bool code = false; next_line(page);) {
        code ^= is_fence(page);
        if (!code && has(page->line, page->line_end, '|') && !read_table(page))
            return false;
    }
    return page->tables ||
           answers_complain(reader, source->bytes, DIAGNOSTIC_TABLE_SYNTAX,
                            "a table with the columns id (or name) and answer",
                            "no table of the page has a column of names and one of answers");
}
