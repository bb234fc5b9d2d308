/* A network as a Mermaid flowchart. Nodes are called by their place; names stand only within quoted labels, where
 * every character that Mermaid or HTML could read is written as a character code. */
#include "render/markdown_diagram.h"

#include "base/utf8.h"
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

static const char *const lowered[] = {"₀", "₁", "₂", "₃", "₄", "₅", "₆", "₇", "₈", "₉"};
static const char *const raised[] = {"⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹"};

static void write_digits(const char *bytes, size_t length, const char *const *digits,
                         struct text *out)
{
    for (size_t i = 0; i < length; i++)
        text_string(out, bytes[i] == ',' ? "," : digits[bytes[i] - '0']);
}

static void write_stem(const char *name, size_t length, struct text *out)
{
    bool hat = length == 4 && memcmp(name + 1, "hat", 3) == 0;
    if (hat && name[0] == 'y') {
        text_literal(out, "ŷ");
        return;
    }
    write_label(name, hat ? 1 : length, out);
    text_string(out, hat ? "\xCC\x82" : "");
}

/* w12 with lowered digits, w2[1,3] with its layer raised, yhat with its hat; anything else as it is. */
static void write_name(const char *name, struct text *out)
{
    size_t length = strlen(name), stem = strcspn(name, "0123456789["),
           digits = strspn(name + stem, "0123456789");
    const char *rest = name + stem + digits;
    size_t indices = *rest == '[' ? strspn(rest + 1, "0123456789,") : 0;
    bool indexed = indices > 0 && rest[indices + 1] == ']' && rest[indices + 2] == '\0';
    if (stem == 0 || (*rest && !indexed)) {
        write_label(name, length, out);
        return;
    }
    write_stem(name, stem, out);
    if (indexed && digits > 0) {
        text_literal(out, "⁽");
        write_digits(name + stem, digits, raised, out);
        text_literal(out, "⁾");
    } else {
        write_digits(name + stem, digits, lowered, out);
    }
    write_digits(rest + 1, indices, lowered, out);
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
