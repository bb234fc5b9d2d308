/* The picture of a formulas problem: a box for each quantity with its formula, an arrow for each use. */
#include "base/arena.h"
#include "render/picture_layout.h"
#include "render/text_maths.h"
#include "render/unicode_name.h"

#include <stdio.h>
#include <string.h>

#define LETTER 8 /* about the width of one, and of one in a formula */
#define SMALL_LETTER 7
#define LEAST_HALF 38 /* half the width of a box: a value has room in it */
#define NAME_RISE                                                                                  \
    17 /* half the height of a box with a name; with a value, too; with a formula in between */
#define VALUE_RISE 22
#define FORMULA_RISE 31

struct plan {
    struct picture picture;
    const struct graph *graph;
    const struct layout *layout;
};

/* What stands behind "name = " in a node's label; NULL: nothing. */
static const char *label_rest(const struct graph_node *node)
{
    size_t length = strlen(node->name);
    bool has = strncmp(node->label, node->name, length) == 0 &&
               strncmp(node->label + length, " = ", 3) == 0;
    return has ? node->label + length + 3 : NULL;
}

static const char *formula_of(const struct graph_node *node)
{
    return node->given || node->array ? NULL : label_rest(node);
}

static int half_width(const struct plan *plan, const struct graph_node *node)
{
    struct text plain;
    text_open(&plain, plan->picture.arena);
    unicode_name(node->name, &plain);
    int half = (int)text_width(plain.bytes, plain.length) * LETTER / 2 + 10;
    const char *formula = formula_of(node);
    int formula_half =
        formula ? (int)text_width(formula, strlen(formula)) * SMALL_LETTER / 2 + 14 : 0;
    half = formula_half > half ? formula_half : half;
    return half > LEAST_HALF ? half : LEAST_HALF;
}

static void lay_out(struct plan *plan)
{
    size_t count = (size_t)plan->graph->count;
    int *half = arena_array(plan->picture.arena, count, sizeof *half);
    int *rise = arena_array(plan->picture.arena, count, sizeof *rise);
    for (size_t n = 0; n < count; n++) {
        half[n] = half_width(plan, &plan->graph->nodes[n]);
        rise[n] = plan->graph->nodes[n].array          ? NAME_RISE
                  : formula_of(&plan->graph->nodes[n]) ? FORMULA_RISE
                                                       : VALUE_RISE;
    }
    plan->layout = layout_graph(plan->picture.arena, plan->graph, half, rise);
}

/* ---- arrows ---- */

/* A curve that leaves and arrives level. */
static void curve_to(const struct plan *plan, struct point from, struct point to)
{
    int middle = (from.x + to.x) / 2;
    text_printf(plan->picture.out, "C%d %d %d %d %d %d", middle, from.y, middle, to.y, to.x, to.y);
}

static void draw_edge(struct plan *plan, const struct edge *edge)
{
    const struct vertex *vertices = plan->layout->vertices, *from = &vertices[edge->from],
                        *to = &vertices[edge->to];
    struct point at = {from->x + from->half, from->y};
    text_printf(plan->picture.out, "<path class=\"use\" d=\"M%d %d", at.x, at.y);
    for (int v = edge->first; v != edge->to; v = vertices[v].next) {
        struct point next = {vertices[v].x - vertices[v].half, vertices[v].y};
        curve_to(plan, at, next);
        at = (struct point){vertices[v].x + vertices[v].half, vertices[v].y};
        text_printf(plan->picture.out, "H%d", at.x);
    }
    struct point end = {to->x - to->half, to->y};
    curve_to(plan, at, end);
    text_printf(plan->picture.out, "m-8 -4l8 4l-8 4\"/>\n");
}

/* ---- nodes ---- */

static void draw_node(struct plan *plan, int number)
{
    const struct graph_node *node = &plan->graph->nodes[number];
    const struct vertex *at = &plan->layout->vertices[number];
    const char *formula = formula_of(node);
    const char *place = arena_printf(plan->picture.arena, "g.%s", node->name);
    const struct picture_mark *mark =
        picture_group(&plan->picture, node->given ? "node given" : "node", place);
    text_printf(plan->picture.out, "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" rx=\"%d\"/>",
                at->x - at->half, at->y - at->rise, 2 * at->half, 2 * at->rise,
                node->given ? at->rise : 4);
    picture_name_text(&plan->picture,
                      (struct point){at->x, node->array ? at->y + 5 : at->y - at->rise + 18},
                      node->name);
    if (formula) {
        text_printf(plan->picture.out, "<text class=\"formula\" x=\"%d\" y=\"%d\">", at->x,
                    at->y + 4);
        picture_plain(&plan->picture, formula);
        text_literal(plan->picture.out, "</text>");
    }
    if (!node->array)
        picture_value_text(&plan->picture, (struct point){at->x, at->y + at->rise - 8},
                           node->given ? label_rest(node) : NULL);
    picture_end_group(&plan->picture, mark, (struct point){at->x + at->half - 2, at->y - at->rise},
                      SIDE_ABOVE);
}

static void tell(struct plan *plan)
{
    const struct graph *graph = plan->graph;
    text_literal(plan->picture.out, "Graph of the formulas</title><desc>");
    for (int n = 0; n < graph->count; n++) {
        picture_plain(&plan->picture, graph->nodes[n].label);
        for (int u = 0; u < graph->nodes[n].use_count && !label_rest(&graph->nodes[n]); u++) {
            text_string(plan->picture.out, u ? ", " : " uses ");
            picture_plain(&plan->picture, graph->nodes[graph->nodes[n].uses[u]].name);
        }
        text_string(plan->picture.out, n + 1 < graph->count ? "; " : ".");
    }
    picture_described(&plan->picture);
}

void picture_graph(const struct graph *graph, struct text *out)
{
    struct plan plan = {.picture = {out, arena_child(out->arena), &graph->marks}, .graph = graph};
    lay_out(&plan);
    picture_begin(&plan.picture, "graph", plan.layout->width, plan.layout->height);
    tell(&plan);
    for (int e = 0; e < plan.layout->edge_count; e++)
        draw_edge(&plan, &plan.layout->edges[e]);
    for (int n = 0; n < graph->count; n++)
        draw_node(&plan, n);
    picture_end(&plan.picture);
    arena_close(plan.picture.arena);
}
