/* Markdown as GitHub shows it. Text of the user is escaped here: nothing of it is read as markup. */
#include "base/utf8.h"
#include "render/format.h"
#include "render/markdown_diagram.h"
#include "render/maths.h"
#include <string.h>

/* ---- words ---- */

static bool is_markup(unsigned point)
{
    return point < 0x80 && point && strchr("\\`*_{}[]<>#|~$!", (int)point);
}

/* Markup characters behind a backslash, "&" and "<" as entities, controls and line breaks as spaces. */
static void write_escaped(const char *text, struct text *out)
{
    size_t length = strlen(text), step;
    for (size_t i = 0; i < length; i += step) {
        unsigned point = 0;
        step = utf8_decode(text + i, length - i, &point);
        if (step == 0) {
            step = 1;
            text_literal(out, "\xEF\xBF\xBD");
        } else if (utf8_is_control(point)) {
            text_put(out, ' ');
        } else if (point == '&' || point == '<') {
            text_string(out, point == '&' ? "&amp;" : "&lt;");
        } else {
            if (is_markup(point))
                text_put(out, '\\');
            text_append(out, text + i, step);
        }
    }
}

/* Between more backticks than the text has in a row. */
static void write_code(const char *text, struct text *out)
{
    size_t longest = 0, row = 0;
    for (const char *c = text; *c; c++) {
        row = *c == '`' ? row + 1 : 0;
        longest = row > longest ? row : longest;
    }
    for (size_t i = 0; i <= longest; i++)
        text_put(out, '`');
    text_string(out, longest ? " " : "");
    for (const char *c = text; *c; c++)
        text_put(out, (unsigned char)*c < ' ' ? ' ' : *c);
    text_string(out, longest ? " " : "");
    for (size_t i = 0; i <= longest; i++)
        text_put(out, '`');
}

/* -6.40252e-7 as a page shows it: −6.40252 × 10⁻⁷. */
static void write_number(const char *literal, struct text *out)
{
    static const char *const raised[] = {"⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹"};
    bool exponent = false;
    for (const char *c = literal; *c; c++) {
        if (*c == 'e' || *c == 'E') {
            text_literal(out, " × 10");
            exponent = true;
        } else if (*c == '-') {
            text_string(out, exponent ? "⁻" : "−");
        } else if (exponent && *c >= '0' && *c <= '9') {
            text_string(out, raised[*c - '0']);
        } else if (*c != '+') {
            text_put(out, *c);
        }
    }
}

/* A bar would end the cell of a table, so it is spelled as a command. */
static void write_maths(const struct maths *maths, struct text *out)
{
    struct text latex;
    text_open(&latex, maths->arena);
    maths_latex_line(maths, &latex);
    text_literal(out, "$`");
    for (size_t i = 0; i < latex.length; i++) {
        bool doubled = latex.bytes[i] == '\\' && latex.bytes[i + 1] == '|';
        i += doubled;
        if (latex.bytes[i] == '|')
            text_string(out, doubled ? "\\Vert " : "\\vert ");
        else
            text_put(out, latex.bytes[i]);
    }
    text_literal(out, "`$");
}

static void write_spans(const struct spans *spans, struct text *out)
{
    for (const struct span *span = spans ? spans->first : NULL; span; span = span->next) {
        switch (span->kind) {
        case SPAN_TEXT:
            write_escaped(span->text, out);
            break;
        case SPAN_STRONG:
            text_literal(out, "**");
            write_escaped(span->text, out);
            text_literal(out, "**");
            break;
        case SPAN_CODE:
            write_code(span->text, out);
            break;
        case SPAN_NUMBER:
            write_number(span->text, out);
            break;
        case SPAN_MATHS:
            write_maths(span->maths, out);
            break;
        }
    }
}

/* ---- blocks ---- */

static void write_row(const struct table *table, const struct row *row, struct text *out)
{
    for (int c = 0; c < table->columns; c++) {
        text_string(out, c ? " " : "| ");
        write_spans(row->cells[c], out);
        text_literal(out, " |");
    }
    text_put(out, '\n');
}

static void write_table(const struct table *table, struct text *out)
{
    for (const struct row *row = table->first; row; row = row->next) {
        write_row(table, row, out);
        if (row != table->first)
            continue;
        for (int c = 0; c < table->columns; c++)
            text_string(out, table->alignments[c] == ALIGN_RIGHT ? "|---:" : "|---");
        text_literal(out, "|\n");
    }
}

static void write_heading(const struct block *block, struct text *out)
{
    for (int i = 0; i < block->level; i++)
        text_put(out, '#');
    text_put(out, ' ');
    write_spans(block->spans, out);
    text_put(out, '\n');
}

static void write_label(const struct block *block, struct text *out)
{
    text_literal(out, "**");
    write_spans(block->spans, out);
    text_literal(out, "**");
    write_spans(block->rest, out);
    text_put(out, '\n');
}

static void write_list(const struct list *list, struct text *out)
{
    for (const struct item *item = list->first; item; item = item->next) {
        text_literal(out, "- ");
        write_spans(item->spans, out);
        text_put(out, '\n');
    }
}

static void write_block(const struct block *block, struct text *out)
{
    if (block->kind != BLOCK_HEADING || block->level > 1)
        text_put(out, '\n');
    switch (block->kind) {
    case BLOCK_HEADING:
        write_heading(block, out);
        break;
    case BLOCK_LABEL:
        write_label(block, out);
        break;
    case BLOCK_PARAGRAPH:
    case BLOCK_NOTE:
        text_string(out, block->kind == BLOCK_NOTE ? "> " : "");
        write_spans(block->spans, out);
        text_put(out, '\n');
        break;
    case BLOCK_EQUATION:
        text_literal(out, "```math\n");
        maths_latex_display(block->maths, out);
        text_literal(out, "```\n");
        break;
    case BLOCK_TABLE:
        write_table(block->table, out);
        break;
    case BLOCK_LIST:
        write_list(block->list, out);
        break;
    case BLOCK_DIAGRAM:
        markdown_diagram(block->diagram, out);
        break;
    case BLOCK_GRAPH:
        markdown_graph(block->graph, out);
        break;
    }
}

const struct renderer markdown_renderer = {.name = "markdown", .block = write_block};
