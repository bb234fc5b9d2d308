/* How a trace begins: title, description, how to read it, a picture. */
#include "render/trace_parts.h"

/* ---- the picture ---- */

static int edge_count(const struct problem *problem)
{
    long edges = 0;
    for (int l = 0; l < problem->layer_count && edges <= TRACE_EDGES_DRAWN; l++)
        edges += (long)problem->layers[l].units * problem->layers[l].inputs;
    return edges > TRACE_EDGES_DRAWN ? TRACE_EDGES_DRAWN + 1 : (int)edges;
}

static const char *name_at(const struct trace *trace, const struct family *family, long first,
                           long second)
{
    struct step step = trace_step_at(trace, family, first, second);
    return step_name(&step);
}

static void fill_inputs(const struct trace *trace, struct diagram_unit *units)
{
    const struct problem *problem = trace->problem;
    for (int i = 0; i < problem->input_count; i++) {
        units[i].name = name_at(trace, trace->tape->inputs, i + 1, 1);
        if (problem->sample_count == 1) {
            struct step step = run_step(trace->run, trace->tape->inputs, 0, (size_t)i);
            bool exact;
            units[i].value = trace_given_text(trace, &step, &exact);
        }
    }
}

static void fill_layer(const struct trace *trace, int layer, struct diagram_unit *units)
{
    const struct tape_layer *families = &trace->tape->layers[layer];
    const struct layer *shape = &trace->problem->layers[layer - 1];
    for (int k = 0; k < shape->units; k++) {
        const char **weights = arena_array(trace->arena, (size_t)shape->inputs, sizeof *weights);
        for (int i = 0; i < shape->inputs; i++)
            weights[i] = name_at(trace, families->weights, k + 1, i + 1);
        units[k].name = name_at(trace, families->a, k + 1, 1);
        units[k].bias = families->biases ? name_at(trace, families->biases, k + 1, 1) : NULL;
        units[k].inputs = weights;
    }
}

static void write_diagram(struct trace *trace)
{
    const struct problem *problem = trace->problem;
    if (edge_count(problem) > TRACE_EDGES_DRAWN)
        return;
    struct diagram_column *columns =
        arena_array(trace->arena, (size_t)problem->layer_count + 1, sizeof *columns);
    for (int c = 0; c <= problem->layer_count; c++) {
        int count = c ? problem->layers[c - 1].units : problem->input_count;
        struct diagram_unit *units = arena_array(trace->arena, (size_t)count, sizeof *units);
        if (c)
            fill_layer(trace, c, units);
        else
            fill_inputs(trace, units);
        columns[c] = (struct diagram_column){count, units};
    }
    struct diagram *diagram = arena_alloc(trace->arena, sizeof *diagram);
    *diagram = (struct diagram){problem->layer_count + 1, columns};
    document_diagram(&trace->document, diagram);
}

struct spans *trace_title(const struct trace *trace)
{
    const struct problem *problem = trace->problem;
    struct spans *spans = trace_spans(trace);
    if (problem->title[0]) {
        spans_text(spans, problem->title);
    } else if (problem->formulas) {
        spans_text(spans, "Formulas");
    } else {
        spans_printf(spans, "Network %d", problem->input_count);
        for (int l = 0; l < problem->layer_count; l++)
            spans_printf(spans, "-%d", problem->layers[l].units);
    }
    return spans;
}

void trace_write_source(struct trace *trace)
{
    if (!trace->problem->source)
        return;
    struct spans *spans = trace_spans(trace);
    spans_printf(spans, "Source: %s", trace->problem->source);
    document_paragraph(&trace->document, spans);
}

void trace_write_picture(struct trace *trace)
{
    if (trace->problem->formulas)
        trace_write_graph(trace);
    else
        write_diagram(trace);
}

void trace_write_head(struct trace *trace)
{
    document_heading(&trace->document, 1, trace_title(trace));
    trace_write_description(trace);
    trace_write_source(trace);
    trace_write_legend(trace);
    trace_write_conventions(trace);
    trace_write_picture(trace);
}
