/* A network as a Mermaid flowchart. Nodes are called by their place; names stand only within quoted labels, where
 * every character that Mermaid or HTML could read is written as a character code. */
#include "render/markdown_diagram.h"

#include "base/arena.h"
#include "base/utf8.h"
#include "render/unicode_name.h"
#include <string.h>

static bool is_harmless(unsigned point)
{
    return point >= 0x80 || (point >= '0' && point <= '9') || (point >= 'a' && point <= 'z') ||
           (point >= 'A' && point <= 'Z') || point == ' ' || point == ',' || point == '.' ||
           point == '\'';
}

static void write_label(const char *name, size_t length, struct text *out)
{
    size_t step;
    for (size_t i = 0; i < length; i += step) {
        unsigned point;
        step = utf8_decode(name + i, length - i, &point);
        if (step == 0)
            step = 1;
        else if (utf8_is_control(point))
            text_put(out, ' ');
        else if (is_harmless(point))
            text_append(out, name + i, step);
        else
            text_printf(out, "#%u;", point);
    }
}

static void write_name(const char *name, struct text *out)
{
    struct text plain;
    text_open(&plain, arena_child(out->arena));
    unicode_name(name, &plain);
    write_label(plain.bytes, plain.length, out);
    arena_close(plain.arena);
}

static void write_unit(int column, int place, const struct diagram_unit *unit, struct text *out)
{
    text_printf(out, "  c%du%d((\"", column, place);
    write_name(unit->name, out);
    if (unit->value) {
        text_literal(out, " = ");
        text_string(out, *unit->value == '-' ? "−" : "");
        write_label(unit->value + (*unit->value == '-'),
                    strlen(unit->value) - (*unit->value == '-'), out);
    }
    text_literal(out, "\"))\n");
}

static void write_edges(int column, int place, int count, const struct diagram_unit *unit,
                        struct text *out)
{
    for (int i = 0; i < count; i++) {
        text_printf(out, "  c%du%d -- \"", column - 1, i + 1);
        write_name(unit->inputs[i], out);
        text_printf(out, "\" --> c%du%d\n", column, place);
    }
}

void markdown_diagram(const struct diagram *diagram, struct text *out)
{
    text_literal(out, "```mermaid\nflowchart LR\n");
    for (int c = 0; c < diagram->columns; c++)
        for (int k = 0; k < diagram->column[c].count; k++)
            write_unit(c, k + 1, &diagram->column[c].units[k], out);
    for (int c = 1; c < diagram->columns; c++)
        for (int k = 0; k < diagram->column[c].count; k++)
            write_edges(c, k + 1, diagram->column[c - 1].count, &diagram->column[c].units[k], out);
    text_literal(out, "```\n");
}

void markdown_graph(const struct graph *graph, struct text *out)
{
    text_literal(out, "```mermaid\nflowchart LR\n");
    for (int n = 0; n < graph->count; n++) {
        const struct graph_node *node = &graph->nodes[n];
        text_printf(out, node->given ? "  q%d((\"" : "  q%d[\"", n + 1);
        write_label(node->label, strlen(node->label), out);
        text_string(out, node->given ? "\"))\n" : "\"]\n");
    }
    for (int n = 0; n < graph->count; n++)
        for (int u = 0; u < graph->nodes[n].use_count; u++)
            text_printf(out, "  q%d --> q%d\n", graph->nodes[n].uses[u] + 1, n + 1);
    text_literal(out, "```\n");
}
