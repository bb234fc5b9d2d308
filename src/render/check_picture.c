/* The picture of a report on answers. The sheet has no layers, only lines: the network is put together from them. */
#include "render/check_picture.h"

#include "marking/verdicts.h"
#include "render/picture.h"
#include "render/places.h"
#include <string.h>

/* ---- what is wrong, and where ---- */

static const char *place_of(struct arena *arena, const struct sheet *sheet,
                            const struct sheet_line *line)
{
    struct text place;
    text_open(&place, arena);
    return place_of_line(sheet, line, &place) ? place.bytes : NULL;
}

/* "n1: you wrote 0.9, right is 0.999665 (wrong, and one mistake explains it)" */
static const char *tell(struct arena *arena, const struct sheet_line *line, const struct mark *mark)
{
    return arena_printf(arena, "%s: you wrote %s%s%s (%s)", line->name, mark->written->text,
                        mark->truth ? ", right is " : "", mark->truth ? mark->truth : "",
                        verdict_entries[mark->verdict].words);
}

/* What was carried on from an earlier mistake is no mistake itself. */
static bool is_mistake(const struct mark *mark)
{
    bool carried = mark->verdict == MARK_CARRIED && !mark->no_follow_through;
    return !verdict_entries[mark->verdict].right && !carried;
}

static struct picture_marks list_marks(struct arena *arena, const struct marks *marks,
                                       const char *const *anchors)
{
    struct picture_mark *items = arena_array(arena, (size_t)marks->count, sizeof *items);
    int count = 0;
    for (int i = 0; i < marks->count; i++) {
        const struct mark *mark = &marks->items[i];
        const struct sheet_line *line = &marks->sheet->lines[mark->line];
        const char *place = place_of(arena, marks->sheet, line);
        if (!is_mistake(mark) || !place)
            continue;
        items[count++] = (struct picture_mark){place, anchors[i], tell(arena, line, mark),
                                               i == marks->first_wrong};
    }
    return (struct picture_marks){count, items};
}

/* ---- networks ---- */

struct shape {
    int layers;
    int units[PROBLEM_MAX_LAYERS + 1];
    int targets;
};

/* A quantity, not a derivative, a state or a new parameter. */
static bool is_plain(const struct sheet_line *line)
{
    return line->top == NO_LINE && !line->constant &&
           (line->given || line->role == ROLE_ACTIVATION || line->role == ROLE_LOSS ||
            line->role == ROLE_PENALTY) &&
           line->role != ROLE_STATE && line->role != ROLE_DROPOUT;
}

static bool is_unit(const struct sheet_line *line)
{
    return line->role == ROLE_INPUT || line->role == ROLE_ACTIVATION;
}

static struct shape shape_of(const struct sheet *sheet)
{
    struct shape shape = {0};
    for (int i = 0; i < sheet->count; i++) {
        const struct sheet_line *line = &sheet->lines[i];
        if (!is_plain(line) || !(is_unit(line) || line->role == ROLE_TARGET))
            continue;
        int *count = line->role == ROLE_TARGET ? &shape.targets : &shape.units[line->layer];
        *count = line->indices[0] > *count ? (int)line->indices[0] : *count;
        if (is_unit(line) && line->layer > shape.layers)
            shape.layers = line->layer;
    }
    return shape;
}

static bool is_drawn(const struct shape *shape)
{
    long edges = 0;
    bool few = shape->units[0] <= PICTURE_COLUMN_MOST;
    for (int l = 1; l <= shape->layers && few; l++) {
        edges += (long)shape->units[l] * shape->units[l - 1];
        few = shape->units[l] <= PICTURE_COLUMN_MOST && edges <= PICTURE_EDGES_MOST;
    }
    return few;
}

/* The network while it is filled in: its columns can be written to. */
struct canvas {
    struct arena *arena;
    const struct sheet *sheet;
    struct diagram *diagram;
    struct diagram_column *columns;
    struct diagram_unit **units, *targets; /* by column */
    const char ***names, ***values;        /* by layer: of the weights, unit by unit */
};

static void open_layer(struct canvas *canvas, const struct shape *shape, int layer)
{
    size_t units = (size_t)shape->units[layer],
           inputs = layer ? (size_t)shape->units[layer - 1] : 0;
    canvas->units[layer] = arena_array(canvas->arena, units, sizeof *canvas->units[layer]);
    canvas->names[layer] = arena_array(canvas->arena, units * inputs, sizeof(char *));
    canvas->values[layer] = arena_array(canvas->arena, units * inputs, sizeof(char *));
    for (size_t k = 0; layer && k < units; k++) {
        canvas->units[layer][k].inputs = canvas->names[layer] + k * inputs;
        canvas->units[layer][k].weights = canvas->values[layer] + k * inputs;
    }
    canvas->columns[layer] =
        (struct diagram_column){.count = (int)units, .units = canvas->units[layer]};
}

static void open_canvas(struct canvas *canvas, const struct shape *shape)
{
    size_t columns = (size_t)shape->layers + 1;
    canvas->columns = arena_array(canvas->arena, columns, sizeof *canvas->columns);
    canvas->units = arena_array(canvas->arena, columns, sizeof *canvas->units);
    canvas->names = arena_array(canvas->arena, columns, sizeof *canvas->names);
    canvas->values = arena_array(canvas->arena, columns, sizeof *canvas->values);
    for (int layer = 0; layer <= shape->layers; layer++)
        open_layer(canvas, shape, layer);
    canvas->targets = arena_array(canvas->arena, (size_t)shape->targets, sizeof *canvas->targets);
    canvas->diagram = arena_alloc(canvas->arena, sizeof *canvas->diagram);
    *canvas->diagram = (struct diagram){.columns = (int)columns,
                                        .column = canvas->columns,
                                        .targets = {shape->targets, canvas->targets, false}};
}

/* Of several samples and updates the first one names the unit; values are told where there is one sample. */
static void fill_unit(const struct canvas *canvas, const struct sheet_line *line,
                      struct diagram_unit *unit)
{
    if (!unit->name)
        unit->name = line->name;
    if (canvas->sheet->samples == 1)
        unit->value = line->literal;
}

static void fill_parameter(struct canvas *canvas, const struct sheet_line *line)
{
    struct diagram_column *column = &canvas->columns[line->layer];
    if (line->rank == 2) {
        int inputs = canvas->columns[line->layer - 1].count;
        long place = (line->indices[0] - 1) * inputs + line->indices[1] - 1;
        canvas->names[line->layer][place] = line->name;
        canvas->values[line->layer][place] = line->literal;
        return;
    }
    column->shared_bias = line->rank == 0;
    for (int k = 0; k < column->count; k++)
        if (line->rank == 0 || line->indices[0] == k + 1) {
            canvas->units[line->layer][k].bias = line->name;
            canvas->units[line->layer][k].bias_value = line->literal;
        }
}

static void fill_line(struct canvas *canvas, const struct sheet_line *line)
{
    if (is_unit(line))
        fill_unit(canvas, line, &canvas->units[line->layer][line->indices[0] - 1]);
    else if (line->role == ROLE_TARGET)
        fill_unit(canvas, line, &canvas->targets[line->indices[0] - 1]);
    else if (line->role == ROLE_PARAMETER)
        fill_parameter(canvas, line);
    else if (line->role == ROLE_LOSS)
        canvas->diagram->loss = line->name;
    else if (line->role == ROLE_PENALTY)
        canvas->diagram->penalty = line->name;
}

static struct diagram *make_diagram(struct arena *arena, const struct sheet *sheet)
{
    struct canvas canvas = {.arena = arena, .sheet = sheet};
    struct shape shape = shape_of(sheet);
    if (!is_drawn(&shape))
        return NULL;
    open_canvas(&canvas, &shape);
    for (int i = 0; i < sheet->count; i++)
        if (is_plain(&sheet->lines[i]))
            fill_line(&canvas, &sheet->lines[i]);
    if (!canvas.diagram->loss)
        canvas.diagram->targets.count = 0;
    return canvas.diagram;
}

/* ---- formulas ---- */

struct nodes {
    struct arena *arena;
    const struct sheet *sheet;
    struct graph_node items[PICTURE_NODES_MOST];
    int count;
};

static int node_called(const struct nodes *nodes, const char *name)
{
    for (int n = 0; n < nodes->count; n++)
        if (strcmp(nodes->items[n].name, name) == 0)
            return n;
    return -1;
}

/* The node of a line, which is called as its place says behind "g."; -1: none. */
static int node_of(const struct nodes *nodes, const struct sheet_line *line)
{
    const char *place = place_of(nodes->arena, nodes->sheet, line);
    return place ? node_called(nodes, place + 2) : -1;
}

static const char *label_of(struct arena *arena, const struct sheet_line *line, const char *name)
{
    struct text formula;
    text_open(&formula, arena);
    if (line->formula)
        expr_print(line->formula, &formula);
    else
        text_string(&formula, line->literal ? line->literal : "");
    return line->rank > 0 || formula.length == 0 || formula.length > PICTURE_LABEL_MOST
               ? name
               : arena_printf(arena, "%s = %s", name, formula.bytes);
}

static void add_use(struct graph_node *node, int used)
{
    for (int u = 0; u < node->use_count; u++)
        if (node->uses[u] == used)
            return;
    node->uses[node->use_count++] = used;
}

static void add_uses(const struct nodes *nodes, struct graph_node *node, const struct expr *expr)
{
    for (; expr; expr = expr->a) {
        int used = expr->kind == EXPR_NAME && expr->binding ? node_of(nodes, expr->binding) : -1;
        if (used >= 0)
            add_use(node, used);
        add_uses(nodes, node, expr->b);
        add_uses(nodes, node, expr->c);
        add_uses(nodes, node, expr->d);
        for (int i = 0; i < expr->argument_count; i++)
            add_uses(nodes, node, expr->arguments[i]);
    }
}

/* False: too many nodes. */
static bool add_line(struct nodes *nodes, const struct sheet_line *line)
{
    int number = node_of(nodes, line);
    if (number < 0) {
        const char *name = place_of(nodes->arena, nodes->sheet, line) + 2;
        if (nodes->count == PICTURE_NODES_MOST)
            return false;
        number = nodes->count++;
        nodes->items[number] =
            (struct graph_node){.name = name,
                                .label = label_of(nodes->arena, line, name),
                                .given = line->given,
                                .array = line->rank > 0,
                                .uses = arena_array(nodes->arena, PICTURE_NODES_MOST, sizeof(int))};
    }
    add_uses(nodes, &nodes->items[number], line->formula);
    return true;
}

/* The first update has them all. */
static struct graph *make_graph(struct arena *arena, const struct sheet *sheet)
{
    struct nodes *nodes = arena_alloc(arena, sizeof *nodes);
    *nodes = (struct nodes){.arena = arena, .sheet = sheet};
    int update = -1;
    for (int i = 0; i < sheet->count; i++) {
        const struct sheet_line *line = &sheet->lines[i];
        if (!is_plain(line))
            continue;
        update = update < 0 ? line->update : update;
        if (line->update == update && !add_line(nodes, line))
            return NULL;
    }
    struct graph *graph = arena_alloc(arena, sizeof *graph);
    *graph = (struct graph){.count = nodes->count, .nodes = nodes->items};
    return graph;
}

/* ---- either ---- */

void check_add_picture(struct document *document, const struct marks *marks,
                       const char *const *anchors)
{
    struct arena *arena = document->arena;
    struct picture_marks wrong = list_marks(arena, marks, anchors);
    if (!wrong.count)
        return;
    if (strncmp(wrong.items[0].place, "g.", 2) == 0) {
        struct graph *graph = make_graph(arena, marks->sheet);
        if (!graph)
            return;
        graph->marks = wrong;
        document_graph(document, graph);
    } else {
        struct diagram *diagram = make_diagram(arena, marks->sheet);
        if (!diagram)
            return;
        diagram->marks = wrong;
        document_diagram(document, diagram);
    }
}
