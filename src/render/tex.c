/* LaTeX as a document of its own: pdflatex compiles it as it is. Text of people cannot run a command (tex_text.h), and
 * nothing is wider than a page: equations are broken (tex_maths.h), columns of words take several lines, other tables
 * are made smaller. */
#include "render/format.h"
#include "render/maths.h"
#include "render/tex_maths.h"
#include "render/tex_text.h"
#include <string.h>

#define LINE_WIDTH TEX_LINE_WIDTH
#define WORDS_LEAST 13 /* of a column of words that takes several lines */
/* Tables of more rows may go on over pages; of more columns, such a table is set smaller. */
#define ROWS_OF_A_PAGE 35
#define COLUMNS_OF_TEXT_SIZE 5

static const char preamble[] =
    "\\documentclass[11pt,a4paper]{article}\n"
    "\\usepackage[utf8]{inputenc}\n"
    "\\usepackage[margin=22mm]{geometry}\n"
    "\\usepackage{amsmath,array,longtable,graphicx}\n"
    "\\setcounter{MaxMatrixCols}{100}\n"
    "\\setcounter{secnumdepth}{0}\n"
    "\\setlength{\\parindent}{0pt}\n"
    "\\setlength{\\parskip}{6pt plus 2pt}\n"
    "\\setlength{\\jot}{6pt}\n"
    "\\makeatletter\n"
    "\\def\\@listi{\\leftmargin\\leftmargini \\parsep0pt \\topsep4pt \\itemsep2pt}\n"
    "\\makeatother\n"
    "\\allowdisplaybreaks\n"
    "\\emergencystretch=12em\n"
    "% A character that this document has no letter for.\n"
    "\\newcommand{\\unicode}[1]{{\\setlength{\\fboxsep}{1pt}"
    "\\fbox{\\normalfont\\tiny U+#1}}\\allowbreak}\n"
    "% An equation wider than the page: each side begins a line and is broken where it may be.\n"
    "\\newenvironment{longequation}{\\par\\medskip\\begingroup\\raggedright\\binoppenalty=0\n"
    "  \\relpenalty=0 \\lineskiplimit=3pt \\lineskip=4pt \\hangindent=4em \\hangafter=1 "
    "}{\\par\\endgroup\\medskip}\n"
    "\\newcommand{\\side}{\\par\\hangindent=4em \\hangafter=1 \\hspace*{2em}}\n"
    "% A matrix or a table, smaller where it is wider than the page.\n"
    "\\newsavebox{\\fittedbox}\n"
    "\\newcommand{\\fitted}[1]{\\sbox{\\fittedbox}{$\\displaystyle #1$}\\ifdim\\wd\\fittedbox>"
    "0.85\\linewidth\n"
    "  \\resizebox{0.85\\linewidth}{!}{\\usebox{\\fittedbox}}\\else\\usebox{\\fittedbox}\\fi}\n"
    "\\begin{document}\n"
    "\\abovedisplayshortskip=6pt plus 3pt\n";

static void begin(const struct spans *title, struct text *out)
{
    (void)title;
    text_string(out, preamble);
}

/* ---- words ---- */

static void write_number(const char *literal, struct arena *arena, struct text *out)
{
    struct text latex;
    text_open(&latex, arena);
    literal_latex(literal, &latex);
    text_put(out, '$');
    tex_respelled(latex.bytes, latex.length, out);
    text_put(out, '$');
}

static void write_within(const char *command, const char *text, struct text *out)
{
    text_printf(out, "\\%s{", command);
    tex_words(text, out);
    text_put(out, '}');
}

static void write_spans(const struct spans *spans, struct text *out)
{
    for (const struct span *span = spans ? spans->first : NULL; span; span = span->next) {
        switch (span->kind) {
        case SPAN_TEXT:
            tex_words(span->text, out);
            break;
        case SPAN_STRONG:
            write_within("textbf", span->text, out);
            break;
        case SPAN_CODE:
            write_within("texttt", span->text, out);
            break;
        case SPAN_NUMBER:
            write_number(span->text, spans->arena, out);
            break;
        case SPAN_MATHS:
            tex_inline(span->maths, out);
            break;
        }
    }
}

static void write_heading(const struct block *block, struct text *out)
{
    static const char *const commands[] = {"section*", "subsection*", "subsubsection*"};
    if (block->level == 1) {
        text_literal(out, "\\begin{center}\\LARGE ");
        write_spans(block->spans, out);
        text_literal(out, "\\end{center}\n");
        return;
    }
    text_printf(out, "\\%s{", commands[block->level > 4 ? 2 : block->level - 2]);
    write_spans(block->spans, out);
    text_literal(out, "}\n");
}

static void write_label(const struct block *block, struct text *out)
{
    text_literal(out, "{\\bfseries\\boldmath ");
    write_spans(block->spans, out);
    text_put(out, '}');
    write_spans(block->rest, out);
    text_put(out, '\n');
}

static void write_list(const struct list *list, struct text *out)
{
    text_literal(out, "\\begin{itemize}\n");
    for (const struct item *item = list->first; item; item = item->next) {
        text_literal(out, "\\item ");
        write_spans(item->spans, out);
        text_put(out, '\n');
    }
    text_literal(out, "\\end{itemize}\n");
}

/* ---- tables ---- */

/* A number is not broken. */
static size_t longest_number(const struct spans *spans, struct text *scratch)
{
    size_t longest = 0;
    for (const struct span *span = spans ? spans->first : NULL; span; span = span->next) {
        size_t width = span->kind == SPAN_NUMBER ? span_width(span, scratch) : 0;
        longest = width > longest ? width : longest;
    }
    return longest;
}

static bool has_words(const struct spans *spans)
{
    for (const struct span *span = spans ? spans->first : NULL; span; span = span->next)
        if (span->kind == SPAN_TEXT && strchr(span->text, ' '))
            return true;
    return false;
}

struct column {
    size_t width; /* of its widest cell */
    size_t least; /* when it takes several lines */
    bool words;   /* it may take several lines, and would need them */
};

static struct column *measure_columns(const struct table *table)
{
    struct text scratch;
    struct column *columns = arena_array(table->arena, (size_t)table->columns, sizeof *columns);
    text_open(&scratch, table->arena);
    for (const struct row *row = table->first; row; row = row->next)
        for (int c = 0; c < table->columns; c++) {
            size_t width = spans_width(row->cells[c], &scratch);
            columns[c].width = width > columns[c].width ? width : columns[c].width;
            size_t least = longest_number(row->cells[c], &scratch) + 1;
            least = least > WORDS_LEAST ? least : WORDS_LEAST;
            columns[c].least = least > columns[c].least ? least : columns[c].least;
            columns[c].words = columns[c].words || has_words(row->cells[c]);
        }
    for (int c = 0; c < table->columns; c++)
        columns[c].words = columns[c].words && columns[c].width > columns[c].least;
    return columns;
}

/* Of columns of words with more to say than a line holds, beside others, the last one stands below its row. */
static int columns_abreast(const struct table *table, const struct column *columns, size_t line)
{
    int last = table->columns - 1;
    bool below =
        table->columns > COLUMNS_OF_TEXT_SIZE && columns[last].words && columns[last].width > line;
    return below ? last : table->columns;
}

/* The first `count` columns for lines of `line` characters. What does not fit is taken from the columns of words. */
static void write_columns(const struct table *table, const struct column *columns, int count,
                          size_t line, struct text *out)
{
    size_t narrow = 3 * (size_t)count, wide = 0;
    for (int c = 0; c < count; c++)
        *(columns[c].words ? &wide : &narrow) += columns[c].width;
    size_t room = narrow < line ? line - narrow : 0;
    for (int c = 0; c < count; c++) {
        bool right = table->alignments[c] == ALIGN_RIGHT;
        if (!columns[c].words || wide <= room) {
            text_put(out, right ? 'r' : 'l');
            continue;
        }
        size_t share = room * columns[c].width / wide;
        share = share < columns[c].least ? columns[c].least : share;
        text_printf(out, ">{\\%s\\arraybackslash}p{0.%02zu\\linewidth}",
                    right ? "raggedleft" : "raggedright", 100 * share / (line + 1));
    }
}

static bool is_empty_row(const struct table *table, const struct row *row)
{
    for (int c = 0; c < table->columns; c++)
        if (row->cells[c] && row->cells[c]->first)
            return false;
    return true;
}

static int count_rows(const struct table *table)
{
    int count = 0;
    for (const struct row *row = table->first; row; row = row->next)
        count++;
    return count;
}

static void write_below(const struct spans *cell, int count, struct text *out)
{
    if (!cell || !cell->first)
        return;
    text_printf(out, "\\multicolumn{%d}{@{\\quad}p{0.75\\linewidth}@{}}{\\raggedright ", count);
    write_spans(cell, out);
    text_literal(out, "} \\\\[3pt]\n");
}

/* Rows of the first `count` columns; what the others have stands below, without a heading. */
static void write_rows(const struct table *table, int count, const char *after_head,
                       struct text *out)
{
    text_literal(out, "@{}}\n\\hline\n");
    for (const struct row *row = table->first; row; row = row->next) {
        bool head = row == table->first;
        if (head && is_empty_row(table, row))
            continue;
        for (int c = 0; c < count; c++) {
            text_string(out, c ? " & " : "");
            write_spans(row->cells[c], out);
        }
        text_string(out, head ? after_head : " \\\\\n");
        for (int c = count; !head && c < table->columns; c++)
            write_below(row->cells[c], count, out);
    }
    text_literal(out, "\\hline\n");
}

/* A table of some pages cannot be fitted as a whole: its text is smaller where there are many columns. */
static void write_long_table(const struct table *table, struct text *out)
{
    const struct column *columns = measure_columns(table);
    bool smaller = table->columns > COLUMNS_OF_TEXT_SIZE;
    size_t line = smaller ? LINE_WIDTH * 5 / 4 : LINE_WIDTH;
    int count = columns_abreast(table, columns, line);
    text_printf(out, "{%s\\begin{longtable}{@{}", smaller ? "\\footnotesize" : "");
    write_columns(table, columns, count, line, out);
    write_rows(table, count, " \\\\ \\hline\n\\endhead\n", out);
    text_literal(out, "\\end{longtable}}\n");
}

static void write_table(const struct table *table, struct text *out)
{
    const struct column *columns = measure_columns(table);
    int count = columns_abreast(table, columns, LINE_WIDTH);
    if (count_rows(table) > ROWS_OF_A_PAGE || count < table->columns) {
        write_long_table(table, out);
        return;
    }
    text_literal(out, "\\begin{center}\\fitted{\\begin{tabular}{@{}");
    write_columns(table, columns, count, LINE_WIDTH, out);
    write_rows(table, count, " \\\\ \\hline\n", out);
    text_literal(out, "\\end{tabular}}\\end{center}\n");
}

/* ---- diagrams ---- */

static void write_name(const char *name, struct arena *arena, struct text *out)
{
    struct text latex;
    text_open(&latex, arena);
    name_latex(name, &latex);
    text_put(out, '$');
    tex_respelled(latex.bytes, latex.length, out);
    text_put(out, '$');
}

static void write_unit(const struct diagram_column *from, const struct diagram_unit *unit,
                       struct text *out)
{
    text_literal(out, "\\item ");
    write_name(unit->name, out->arena, out);
    text_literal(out, " $\\leftarrow$ ");
    for (int i = 0; i < from->count; i++) {
        text_string(out, i ? ", " : "");
        write_name(from->units[i].name, out->arena, out);
        text_literal(out, " (");
        write_name(unit->inputs[i], out->arena, out);
        text_put(out, ')');
    }
    if (unit->bias) {
        text_literal(out, ", bias ");
        write_name(unit->bias, out->arena, out);
    }
    text_put(out, '\n');
}

/* One item for each unit: what it adds up, and with which weights. */
static void write_diagram(const struct diagram *diagram, struct text *out)
{
    text_literal(out, "\\begin{itemize}\n");
    for (int c = 1; c < diagram->columns; c++)
        for (int k = 0; k < diagram->column[c].count; k++)
            write_unit(&diagram->column[c - 1], &diagram->column[c].units[k], out);
    text_literal(out, "\\end{itemize}\n");
}

/* One item for each formula: what stands in it. */
static void write_graph(const struct graph *graph, struct text *out)
{
    text_literal(out, "\\begin{itemize}\n");
    for (int n = 0; n < graph->count; n++) {
        const struct graph_node *node = &graph->nodes[n];
        if (node->given)
            continue;
        text_literal(out, "\\item ");
        write_name(node->name, out->arena, out);
        for (int u = 0; u < node->use_count; u++) {
            text_string(out, u ? ", " : " $\\leftarrow$ ");
            write_name(graph->nodes[node->uses[u]].name, out->arena, out);
        }
        text_put(out, '\n');
    }
    text_literal(out, "\\end{itemize}\n");
}

/* ---- blocks ---- */

static void write_block(const struct block *block, struct text *out)
{
    /* An equation belongs to the paragraph before it: no page ends in between. */
    text_string(out, block->kind == BLOCK_EQUATION ? "" : "\n");
    switch (block->kind) {
    case BLOCK_HEADING:
        write_heading(block, out);
        break;
    case BLOCK_LABEL:
        write_label(block, out);
        break;
    case BLOCK_PARAGRAPH:
        write_spans(block->spans, out);
        text_put(out, '\n');
        break;
    case BLOCK_NOTE:
        text_literal(out, "\\begin{quote}\\small ");
        write_spans(block->spans, out);
        text_literal(out, "\\end{quote}\n");
        break;
    case BLOCK_EQUATION:
        tex_equation(block->maths, out);
        break;
    case BLOCK_TABLE:
        write_table(block->table, out);
        break;
    case BLOCK_LIST:
        write_list(block->list, out);
        break;
    case BLOCK_DIAGRAM:
        write_diagram(block->diagram, out);
        break;
    case BLOCK_GRAPH:
        write_graph(block->graph, out);
        break;
    }
}

const struct renderer tex_renderer = {
    .name = "tex", .block = write_block, .begin = begin, .after = "\n\\end{document}\n"};
