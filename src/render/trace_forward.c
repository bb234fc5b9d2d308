/* The forward pass unit by unit, and the loss. */
#include "render/trace_parts.h"

static void write_unit_label(struct trace *trace, int layer, int unit)
{
    const struct problem *problem = trace->problem;
    struct spans *spans = trace_spans(trace);
    bool output = layer == problem->layer_count;
    if (!output && problem->layer_count > 2)
        spans_printf(spans, "Hidden layer %d, unit %d", layer, unit);
    else if (!output)
        spans_printf(spans, "Hidden unit %d", unit);
    else if (problem->output_count > 1)
        spans_printf(spans, "Output %d", unit);
    else
        spans_text(spans, "Output");
    document_label(&trace->document, spans, NULL);
}

/* Softmax needs every sum before it gives any output. */
static void write_vector_layer(struct trace *trace, int layer)
{
    const struct tape_layer *families = &trace->tape->layers[layer];
    struct spans *spans = trace_spans(trace);
    if (layer == trace->problem->layer_count)
        spans_text(spans, "Outputs");
    else
        spans_printf(spans, "Hidden layer %d", layer);
    struct spans *rest = trace_spans(trace);
    spans_printf(rest, ": first all sums, because %s needs them together",
                 trace->problem->layers[layer - 1].activation.entry->name);
    document_label(&trace->document, spans, rest);
    trace_write_family(trace, families->z);
    trace_write_family(trace, families->a);
    if (families->dropped)
        trace_write_family(trace, families->dropped);
}

static void add_assignments(struct trace *trace, struct spans *spans, const struct family *family)
{
    for (size_t i = 0; i < family->count; i++) {
        struct step step = trace_step(trace, family, i);
        spans_text(spans, i ? ", " : "");
        spans_maths(spans, trace_assignment(trace, &step));
    }
}

void trace_say_mask(struct trace *trace, int layer)
{
    const struct tape_layer *families = &trace->tape->layers[layer];
    if (!families->mask)
        return;
    struct spans *spans = trace_spans(trace);
    spans_printf(spans, "Dropout with rate %s; 1 keeps a unit, 0 drops it: ",
                 trace->problem->layers[layer - 1].dropout->rate);
    add_assignments(trace, spans, families->mask);
    spans_text(spans, ".");
    document_paragraph(&trace->document, spans);
}

static void write_layer(struct trace *trace, int layer)
{
    const struct tape_layer *families = &trace->tape->layers[layer];
    trace_say_mask(trace, layer);
    if (trace_is_vector_layer(trace, layer)) {
        write_vector_layer(trace, layer);
        return;
    }
    for (size_t k = 0; k < families->z->count; k++) {
        struct step z = trace_step(trace, families->z, k), a = trace_step(trace, families->a, k);
        write_unit_label(trace, layer, (int)k + 1);
        trace_write_step(trace, &z);
        trace_write_step(trace, &a);
        if (families->dropped) {
            struct step d = trace_step(trace, families->dropped, k);
            trace_write_step(trace, &d);
        }
    }
}

/* Where there are several samples, each says its data. */
static void write_sample_heading(struct trace *trace)
{
    if (trace->problem->sample_count == 1)
        return;
    struct spans *heading = trace_spans(trace), *data = trace_spans(trace);
    spans_printf(heading, "Sample %d", trace_sample_number(trace));
    document_heading(&trace->document, trace->level + 1, heading);
    spans_text(data, "Inputs: ");
    add_assignments(trace, data, trace->tape->inputs);
    if (trace->tape->targets) {
        spans_text(data, ". Targets: ");
        add_assignments(trace, data, trace->tape->targets);
    }
    spans_text(data, ".");
    document_paragraph(&trace->document, data);
}

static void write_loss(struct trace *trace)
{
    if (!trace->tape->loss)
        return;
    trace_write_smoothed(trace);
    struct spans *label = trace_spans(trace);
    spans_text(label, trace_loss_noun(trace));
    document_label(&trace->document, label, NULL);
    trace_write_loss(trace);
}

void trace_write_forward(struct trace *trace)
{
    for (int i = 0; trace_read_sample(trace, i); i++) {
        write_sample_heading(trace);
        for (int l = 1; l <= trace->problem->layer_count; l++)
            write_layer(trace, l);
        write_loss(trace);
    }
    trace_write_total(trace);
}
