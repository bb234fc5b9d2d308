/* The picture of a problem: its network, or the graph of its formulas. */
#include "render/picture.h"
#include "render/trace_parts.h"

/* Formats that tell pictures in words do so up to this size. */
#define EDGES_TOLD 40
#define NODES_TOLD 24

/* ---- networks ---- */

static bool is_drawn(const struct problem *problem, long edges_most, int column_most)
{
    long edges = 0;
    int longest = problem->input_count;
    for (int l = 0; l < problem->layer_count; l++) {
        const struct layer *layer = &problem->layers[l];
        edges += (long)layer->units * layer->inputs;
        longest = layer->units > longest ? layer->units : longest;
    }
    return edges <= edges_most && longest <= column_most;
}

static const char *name_at(const struct trace *trace, const struct family *family, long first,
                           long second)
{
    struct step step = trace_step_at(trace, family, first, second);
    return step_name(&step);
}

/* As the problem spells it, where no update has changed it and there is but one sample. */
static const char *value_at(const struct trace *trace, const struct family *family, size_t instance)
{
    bool one = family->scope != SCOPE_SAMPLE || trace->problem->sample_count == 1;
    return one && trace_is_as_given(trace, family) ? family->literals[instance] : NULL;
}

static struct diagram_column make_inputs(const struct trace *trace)
{
    int count = trace->problem->input_count;
    struct diagram_unit *units = arena_array(trace->arena, (size_t)count, sizeof *units);
    for (int i = 0; i < count; i++) {
        struct step step = run_step(trace->run, trace->tape->inputs, 0, (size_t)i);
        bool exact;
        units[i].name = name_at(trace, trace->tape->inputs, i + 1, 1);
        if (trace->problem->sample_count == 1)
            units[i].value = trace_given_text(trace, &step, &exact);
    }
    return (struct diagram_column){.count = count, .units = units};
}

static struct diagram_column make_targets(const struct trace *trace)
{
    const struct family *targets = trace->tape->loss ? trace->tape->targets : NULL;
    int count = targets ? (int)targets->count : 0;
    struct diagram_unit *units = arena_array(trace->arena, (size_t)count, sizeof *units);
    for (int k = 0; k < count; k++) {
        units[k].name = name_at(trace, targets, k + 1, 1);
        units[k].value = value_at(trace, targets, (size_t)k);
    }
    return (struct diagram_column){.count = count, .units = units};
}

static void set_weights(const struct trace *trace, int layer, int unit, struct diagram_unit *out)
{
    const struct family *weights = trace->tape->layers[layer].weights;
    size_t inputs = (size_t)trace->problem->layers[layer - 1].inputs;
    const char **names = arena_array(trace->arena, inputs, sizeof *names);
    const char **values = arena_array(trace->arena, inputs, sizeof *values);
    for (size_t i = 0; i < inputs; i++) {
        names[i] = name_at(trace, weights, unit + 1, (long)i + 1);
        values[i] = value_at(trace, weights, (size_t)unit * inputs + i);
    }
    out->inputs = names;
    out->weights = trace_is_as_given(trace, weights) ? values : NULL;
}

static struct diagram_column make_layer(const struct trace *trace, int layer)
{
    const struct tape_layer *families = &trace->tape->layers[layer];
    const struct layer *shape = &trace->problem->layers[layer - 1];
    struct diagram_unit *units = arena_array(trace->arena, (size_t)shape->units, sizeof *units);
    for (int k = 0; k < shape->units; k++) {
        units[k].name = name_at(trace, families->a, k + 1, 1);
        set_weights(trace, layer, k, &units[k]);
        if (!families->biases)
            continue;
        units[k].bias = name_at(trace, families->biases, k + 1, 1);
        units[k].bias_value = value_at(trace, families->biases, shape->shared_bias ? 0 : (size_t)k);
    }
    return (struct diagram_column){shape->units, units, shape->shared_bias};
}

static const struct diagram *make_diagram(const struct trace *trace)
{
    const struct problem *problem = trace->problem;
    const struct tape *tape = trace->tape;
    struct diagram_column *columns =
        arena_array(trace->arena, (size_t)problem->layer_count + 1, sizeof *columns);
    columns[0] = make_inputs(trace);
    for (int c = 1; c <= problem->layer_count; c++)
        columns[c] = make_layer(trace, c);
    struct diagram *diagram = arena_alloc(trace->arena, sizeof *diagram);
    *diagram =
        (struct diagram){.columns = problem->layer_count + 1,
                         .column = columns,
                         .targets = make_targets(trace),
                         .loss = tape->loss ? name_at(trace, tape->loss, 1, 1) : NULL,
                         .penalty = tape->penalty ? name_at(trace, tape->penalty, 1, 1) : NULL};
    return diagram;
}

/* ---- formulas ---- */

/* The node that is being filled in, and what all nodes stand for. */
struct uses {
    struct graph_node *node;
    const struct family **families;
    int count;
};

static void collect_uses(struct uses *uses, const struct expr *expr)
{
    if (!expr)
        return;
    for (int n = 0; expr->kind == EXPR_NAME && n < uses->count; n++)
        if (expr->binding == uses->families[n]) {
            bool known = false;
            for (int u = 0; u < uses->node->use_count; u++)
                known = known || uses->node->uses[u] == n;
            if (!known)
                uses->node->uses[uses->node->use_count++] = n;
        }
    collect_uses(uses, expr->a);
    collect_uses(uses, expr->b);
    collect_uses(uses, expr->c);
    collect_uses(uses, expr->d);
    for (int i = 0; i < expr->argument_count; i++)
        collect_uses(uses, expr->arguments[i]);
}

/* "x = -2"; "q = x + y" where that is short; else the name. */
static const char *node_label(const struct trace *trace, const struct family *family)
{
    if (family->literals)
        return family->rank > 0
                   ? family->top.base
                   : arena_printf(trace->arena, "%s = %s", family->top.base, family->literals[0]);
    struct text text;
    text_open(&text, trace->arena);
    expr_print(family->formula, &text);
    return text.length > PICTURE_LABEL_MOST || family->rank > 0
               ? family->top.base
               : arena_printf(trace->arena, "%s = %s", family->top.base, text.bytes);
}

static bool is_node(const struct family *family)
{
    return trace_is_parameter(family) || family->phase == PHASE_FORWARD;
}

/* NULL: too large. */
static const struct graph *make_graph(const struct trace *trace, int most)
{
    const struct tape *tape = trace->tape;
    size_t room = (size_t)tape->family_count;
    struct graph_node *nodes = arena_array(trace->arena, room, sizeof *nodes);
    const struct family **families = arena_array(trace->arena, room, sizeof(*families));
    int count = 0;
    for (int f = 0; f < tape->family_count; f++)
        if (is_node(tape->families[f]))
            families[count++] = tape->families[f];
    if (count > most)
        return NULL;
    for (int n = 0; n < count; n++) {
        int *used = arena_array(trace->arena, room, sizeof *used);
        nodes[n] = (struct graph_node){.name = families[n]->top.base,
                                       .label = node_label(trace, families[n]),
                                       .given = families[n]->literals != NULL,
                                       .array = families[n]->rank > 0,
                                       .uses = used};
        struct uses uses = {&nodes[n], families, count};
        collect_uses(&uses, families[n]->formula);
    }
    struct graph *graph = arena_alloc(trace->arena, sizeof *graph);
    *graph = (struct graph){.count = count, .nodes = nodes};
    return graph;
}

/* ---- either ---- */

void trace_write_picture(struct trace *trace)
{
    bool draws = trace->renderer->draws;
    if (trace->problem->formulas) {
        const struct graph *graph = make_graph(trace, draws ? PICTURE_NODES_MOST : NODES_TOLD);
        if (graph)
            document_graph(&trace->document, graph);
    } else if (is_drawn(trace->problem, draws ? PICTURE_EDGES_MOST : EDGES_TOLD,
                        draws ? PICTURE_COLUMN_MOST : EDGES_TOLD)) {
        document_diagram(&trace->document, make_diagram(trace));
    }
}

bool render_trace_picture(struct run *run, struct text *out, struct diagnostics *diagnostics)
{
    struct trace *trace = trace_open(run, NULL, out, diagnostics);
    if (!run_next(run))
        return false;
    const struct graph *graph =
        trace->problem->formulas ? make_graph(trace, PICTURE_NODES_MOST) : NULL;
    bool network = !trace->problem->formulas &&
                   is_drawn(trace->problem, PICTURE_EDGES_MOST, PICTURE_COLUMN_MOST);
    if (graph)
        picture_graph(graph, out);
    else if (network)
        picture_network(make_diagram(trace), out);
    arena_close(trace->arena);
    return graph || network;
}
