/* Plain text for a terminal. Control characters of the user become spaces; nothing is wrapped. */
#include "base/utf8.h"
#include "render/format.h"
#include "render/text_maths.h"
#include <string.h>

/* ---- words ---- */

static void write_plain(const char *text, struct text *out)
{
    size_t length = strlen(text), step;
    for (size_t i = 0; i < length; i += step) {
        unsigned point = 0;
        step = utf8_decode(text + i, length - i, &point);
        if (step == 0 || utf8_is_control(point))
            text_put(out, ' ');
        else
            text_append(out, text + i, step);
        step += step == 0;
    }
}

static void write_spans(const struct spans *spans, struct text *out)
{
    for (const struct span *span = spans ? spans->first : NULL; span; span = span->next) {
        if (span->kind == SPAN_MATHS)
            text_maths_line(span->maths, out);
        else
            write_plain(span->text, out);
    }
}

/* ---- tables ---- */

/* A table with its cells written, to know their widths. */
struct grid {
    const struct table *table;
    struct text *cells;
    size_t *widths;
    int rows;
};

static struct grid write_cells(const struct table *table)
{
    struct grid grid = {.table = table};
    for (const struct row *row = table->first; row; row = row->next)
        grid.rows++;
    size_t columns = (size_t)table->columns;
    grid.cells = arena_array(table->arena, (size_t)grid.rows * columns, sizeof *grid.cells);
    grid.widths = arena_array(table->arena, columns, sizeof *grid.widths);
    struct text *cell = grid.cells;
    for (const struct row *row = table->first; row; row = row->next)
        for (size_t c = 0; c < columns; c++, cell++) {
            text_open(cell, table->arena);
            write_spans(row->cells[c], cell);
            size_t width = text_width(cell->bytes, cell->length);
            grid.widths[c] = width > grid.widths[c] ? width : grid.widths[c];
        }
    return grid;
}

/* Nothing stands in the row from `column` on. */
static bool is_rest_empty(const struct grid *grid, int row, int column)
{
    for (int c = column; c < grid->table->columns; c++)
        if (grid->cells[row * grid->table->columns + c].length)
            return false;
    return true;
}

static void write_row(const struct grid *grid, int row, struct text *out)
{
    int columns = grid->table->columns;
    text_put(out, ' ');
    for (int c = 0; c < columns; c++) {
        const struct text *cell = &grid->cells[row * columns + c];
        size_t space = grid->widths[c] - text_width(cell->bytes, cell->length);
        bool right = grid->table->alignments[c] == ALIGN_RIGHT;
        text_put(out, ' ');
        text_pad(out, right ? space : 0);
        text_append(out, cell->bytes, cell->length);
        if (c + 1 < columns && !is_rest_empty(grid, row, c + 1))
            text_pad(out, (right ? 0 : space) + 1);
        else
            break;
    }
    text_put(out, '\n');
}

static void write_rule(const struct grid *grid, struct text *out)
{
    text_put(out, ' ');
    for (int c = 0; c < grid->table->columns; c++) {
        text_string(out, c ? "  " : " ");
        for (size_t i = 0; i < grid->widths[c]; i++)
            text_put(out, '-');
    }
    text_put(out, '\n');
}

static void write_table(const struct table *table, struct text *out)
{
    struct grid grid = write_cells(table);
    for (int r = 0; r < grid.rows; r++) {
        if (r == 0 && is_rest_empty(&grid, r, 0))
            continue;
        write_row(&grid, r, out);
        if (r == 0)
            write_rule(&grid, out);
    }
}

/* ---- blocks ---- */

static void write_heading(const struct block *block, struct text *out)
{
    static const char rules[] = {'=', '-', '~'};
    struct text heading;
    text_open(&heading, block->spans->arena);
    write_spans(block->spans, &heading);
    text_append(out, heading.bytes, heading.length);
    text_put(out, '\n');
    if (block->level > (int)sizeof rules)
        return;
    for (size_t i = text_width(heading.bytes, heading.length); i > 0; i--)
        text_put(out, rules[block->level - 1]);
    text_put(out, '\n');
}

/* One line for each unit: what it adds up, and with which weights. */
static void write_diagram(const struct diagram *diagram, struct text *out)
{
    for (int c = 1; c < diagram->columns; c++) {
        const struct diagram_column *from = &diagram->column[c - 1];
        for (int k = 0; k < diagram->column[c].count; k++) {
            const struct diagram_unit *unit = &diagram->column[c].units[k];
            text_literal(out, "  ");
            write_plain(unit->name, out);
            text_literal(out, " <- ");
            for (int i = 0; i < from->count; i++) {
                text_string(out, i ? ", " : "");
                write_plain(from->units[i].name, out);
                text_literal(out, " (");
                write_plain(unit->inputs[i], out);
                text_put(out, ')');
            }
            if (unit->bias) {
                text_literal(out, ", bias ");
                write_plain(unit->bias, out);
            }
            text_put(out, '\n');
        }
    }
}

/* One line for each formula: what stands in it. */
static void write_graph(const struct graph *graph, struct text *out)
{
    for (int n = 0; n < graph->count; n++) {
        const struct graph_node *node = &graph->nodes[n];
        if (node->given)
            continue;
        text_literal(out, "  ");
        write_plain(node->name, out);
        for (int u = 0; u < node->use_count; u++) {
            text_string(out, u ? ", " : " <- ");
            write_plain(graph->nodes[node->uses[u]].name, out);
        }
        text_put(out, '\n');
    }
}

static void write_list(const struct list *list, struct text *out)
{
    for (const struct item *item = list->first; item; item = item->next) {
        text_literal(out, "  - ");
        write_spans(item->spans, out);
        text_put(out, '\n');
    }
}

static void write_line(const char *before, const struct spans *spans, const struct spans *rest,
                       struct text *out)
{
    text_string(out, before);
    write_spans(spans, out);
    write_spans(rest, out);
    text_put(out, '\n');
}

static void write_block(const struct block *block, struct text *out)
{
    if (block->kind != BLOCK_EQUATION && (block->kind != BLOCK_HEADING || block->level > 1))
        text_put(out, '\n');
    switch (block->kind) {
    case BLOCK_HEADING:
        write_heading(block, out);
        break;
    case BLOCK_LABEL:
    case BLOCK_PARAGRAPH:
        write_line("", block->spans, block->rest, out);
        break;
    case BLOCK_NOTE:
        write_line("  | ", block->spans, NULL, out);
        break;
    case BLOCK_EQUATION:
        text_maths_display(block->maths, block->joined, out);
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

const struct renderer text_renderer = {.name = "text", .block = write_block};
