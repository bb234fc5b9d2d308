/* Documents as HTML: one file that loads nothing and runs nothing, which its policy says to the browser, too. Text of
 * people is text (base/html.h). The bytes are well-formed XML as well, so that any program can take them apart. */
#include "base/html.h"
#include "page/page.h"
#include "render/format.h"
#include "render/html_maths.h"
#include "render/maths.h"
#include "render/picture.h"
#include <string.h>

/* Cells of so many characters stay on one line; longer ones than that keep some width. */
#define CELL_SHORT 22
#define CELL_LONG 50

/* ---- words ---- */

static void write_words(const char *words, struct text *out)
{
    html_escape(out, words, strlen(words));
}

/* -6.40252e-7 as 6.40252 times a power of ten; digits are not broken. */
static void write_number(const char *literal, struct text *out)
{
    size_t mantissa = strcspn(literal, "eE");
    bool negative = literal[0] == '-';
    text_string(out, negative ? "<span class=\"number\">\u2212" : "<span class=\"number\">");
    html_escape(out, literal + negative, mantissa - negative);
    if (literal[mantissa]) {
        const char *exponent = literal + mantissa + 1;
        text_string(out, *exponent == '-' ? " \u00D7 10<sup>\u2212" : " \u00D7 10<sup>");
        write_words(exponent + strspn(exponent, "+-"), out);
        text_literal(out, "</sup>");
    }
    text_literal(out, "</span>");
}

static void write_marked(const char *begin, const char *words, const char *end, struct text *out)
{
    text_string(out, begin);
    write_words(words, out);
    text_string(out, end);
}

/* Punctuation at the beginning of what follows mathematics: no line may begin with it. */
static size_t punctuation(const struct span *span)
{
    return span && span->kind == SPAN_TEXT ? strspn(span->text, ",.;:!?)") : 0;
}

/* The sign of percents stays with its number. Gives how much of the text that is. */
static size_t write_percent(const struct span *span, struct text *out)
{
    if (!span || span->kind != SPAN_TEXT || strncmp(span->text, " %", 2) != 0)
        return 0;
    text_literal(out, "\u00A0%");
    return 2;
}

/* Gives how much of the next text it has written. */
static size_t write_span(const struct span *span, size_t written, struct text *out)
{
    size_t with = 0;
    switch (span->kind) {
    case SPAN_TEXT:
        write_words(span->text + written, out);
        break;
    case SPAN_STRONG:
        write_marked("<strong>", span->text, "</strong>", out);
        break;
    case SPAN_CODE:
        write_marked("<code dir=\"auto\">", span->text, "</code>", out);
        break;
    case SPAN_NUMBER:
        write_number(span->text, out);
        with = write_percent(span->next, out);
        break;
    case SPAN_MATHS:
        with = punctuation(span->next);
        html_maths_line(span->maths, with ? span->next->text : "", with, out);
        break;
    }
    return with;
}

static void write_spans(const struct spans *spans, struct text *out)
{
    size_t written = 0;
    for (const struct span *span = spans ? spans->first : NULL; span; span = span->next)
        written = write_span(span, written, out);
}

/* Without what only an element can show. */
static void write_title(const struct spans *title, struct text *out)
{
    for (const struct span *span = title ? title->first : NULL; span; span = span->next)
        if (span->kind != SPAN_MATHS)
            write_words(span->text, out);
}

static void begin(const struct spans *title, struct text *out)
{
    text_literal(out, "<!DOCTYPE html>\n"
                      "<html lang=\"en\">\n"
                      "<head>\n"
                      "<meta charset=\"utf-8\"/>\n"
                      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n"
                      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
                      "base-uri 'none'; form-action 'none'; style-src ");
    text_string(out, page_document_style_source);
    text_literal(out, "\"/>\n"
                      "<meta name=\"referrer\" content=\"no-referrer\"/>\n"
                      "<meta name=\"color-scheme\" content=\"light dark\"/>\n"
                      "<title>");
    write_title(title, out);
    text_literal(out, "</title>\n<style>");
    text_string(out, page_document_style);
    text_literal(out, "</style>\n</head>\n<body>\n<main>\n");
}

/* ---- text ---- */

static void write_within(const char *element, const struct spans *spans, struct text *out)
{
    text_printf(out, "<%s>", element);
    write_spans(spans, out);
    text_printf(out, "</%.*s>\n", (int)strcspn(element, " "), element);
}

static void write_heading(const struct block *block, struct text *out)
{
    static const char *const elements[] = {"h1 dir=\"auto\"", "h2", "h3", "h4", "h5", "h6"};
    write_within(elements[block->level > 6 ? 5 : block->level - 1], block->spans, out);
}

static void write_label(const struct block *block, struct text *out)
{
    text_literal(out, "<p class=\"label\"><strong>");
    write_spans(block->spans, out);
    text_literal(out, "</strong>");
    write_spans(block->rest, out);
    text_literal(out, "</p>\n");
}

static void write_list(const struct list *list, struct text *out)
{
    text_literal(out, "<ul>\n");
    for (const struct item *item = list->first; item; item = item->next)
        write_within("li", item->spans, out);
    text_literal(out, "</ul>\n");
}

/* ---- tables ---- */

static bool is_empty(const struct spans *cell)
{
    return !cell || !cell->first;
}

static bool is_empty_row(const struct table *table, const struct row *row)
{
    for (int c = 0; c < table->columns; c++)
        if (!is_empty(row->cells[c]))
            return false;
    return true;
}

static const char *length_class(const struct spans *cell)
{
    struct text scratch;
    text_open(&scratch, cell->arena);
    size_t width = spans_width(cell, &scratch);
    return width <= CELL_SHORT ? "short" : width > CELL_LONG ? "long" : "";
}

/* The first column says what its row is about. */
static void write_cell(const struct table *table, const struct row *row, int column, bool head,
                       struct text *out)
{
    const struct spans *cell = row->cells[column];
    if (is_empty(cell)) {
        text_literal(out, "<td></td>");
        return;
    }
    bool titled = head || (column == 0 && table->columns > 1);
    const char *right = table->alignments[column] == ALIGN_RIGHT ? "right" : "";
    const char *length = head ? "" : length_class(cell);
    text_string(out, titled ? "<th scope=" : "<td");
    text_string(out, !titled ? "" : head ? "\"col\"" : "\"row\"");
    if (titled && row->anchor && table->explained) {
        text_literal(out, " id=\"");
        write_words(row->anchor, out);
        text_literal(out, "-name\"");
    }
    if (*right || *length)
        text_printf(out, " class=\"%s%s%s\"", right, *right && *length ? " " : "", length);
    text_put(out, '>');
    if (titled && cell->first == cell->last && cell->first->kind == SPAN_MATHS)
        html_maths_heading(cell->first->maths, out);
    else
        write_spans(cell, out);
    text_string(out, titled ? "</th>" : "</td>");
}

/* Columns that have cells beside each other. */
static int columns_beside(const struct table *table)
{
    return table->columns - table->explained;
}

/* The sentences about a row, over all of its width; they are never wider than the screen. */
static void write_explanation(const struct table *table, const struct row *row, struct text *out)
{
    const struct spans *cell = row->cells[table->columns - 1];
    if (is_empty(cell))
        return;
    text_printf(out, "<tr class=\"explanation\"><td colspan=\"%d\"", columns_beside(table));
    if (row->anchor) {
        text_literal(out, " headers=\"");
        write_words(row->anchor, out);
        text_literal(out, "-name\"");
    }
    text_literal(out, "><div>");
    write_spans(cell, out);
    text_literal(out, "</div></td></tr>\n");
}

static void write_row(const struct table *table, const struct row *row, bool head, struct text *out)
{
    text_literal(out, "<tr");
    if (row->anchor) {
        text_literal(out, " id=\"");
        write_words(row->anchor, out);
        text_put(out, '"');
    }
    text_put(out, '>');
    for (int c = 0; c < columns_beside(table); c++)
        write_cell(table, row, c, head, out);
    text_literal(out, "</tr>\n");
    if (table->explained && !head)
        write_explanation(table, row, out);
}

/* On a narrow screen any table may have to scroll, by keyboard, too. */
static void write_table(const struct table *table, struct text *out)
{
    const struct row *row = table->first;
    text_printf(
        out, "<div class=\"scroll%s\" tabindex=\"0\" role=\"group\" aria-label=\"table\"><table>\n",
        table->explained ? " explained" : "");
    if (row && !is_empty_row(table, row)) {
        text_literal(out, "<thead>\n");
        write_row(table, row, true, out);
        text_literal(out, "</thead>\n");
    }
    text_literal(out, "<tbody>\n");
    while (row && (row = row->next))
        write_row(table, row, false, out);
    text_literal(out, "</tbody>\n</table></div>\n");
}

/* ---- pictures ---- */

static void begin_picture(struct text *out)
{
    text_literal(out, "<div class=\"scroll\" tabindex=\"0\" role=\"group\" "
                      "aria-label=\"picture\">\n");
}

/* ---- blocks ---- */

static void write_block(const struct block *block, struct text *out)
{
    switch (block->kind) {
    case BLOCK_HEADING:
        write_heading(block, out);
        break;
    case BLOCK_LABEL:
        write_label(block, out);
        break;
    case BLOCK_PARAGRAPH:
        write_within("p", block->spans, out);
        break;
    case BLOCK_NOTE:
        write_within("p class=\"note\"", block->spans, out);
        break;
    case BLOCK_EQUATION:
        html_maths_display(block->maths, out);
        break;
    case BLOCK_TABLE:
        write_table(block->table, out);
        break;
    case BLOCK_LIST:
        write_list(block->list, out);
        break;
    case BLOCK_DIAGRAM:
        begin_picture(out);
        picture_network(block->diagram, out);
        text_literal(out, "</div>\n");
        break;
    case BLOCK_GRAPH:
        begin_picture(out);
        picture_graph(block->graph, out);
        text_literal(out, "</div>\n");
        break;
    }
}

const struct renderer html_renderer = {.name = "html",
                                       .block = write_block,
                                       .begin = begin,
                                       .after = "</main>\n</body>\n</html>\n",
                                       .draws = true};
