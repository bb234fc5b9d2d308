/* How a trace begins: title, description, how to read it. */
#include "render/trace_parts.h"

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

void trace_write_head(struct trace *trace)
{
    document_heading(&trace->document, 1, trace_title(trace));
    if (trace->note) {
        struct spans *note = trace_spans(trace);
        spans_text(note, trace->note);
        document_note(&trace->document, note);
    }
    trace_write_description(trace);
    trace_write_source(trace);
    trace_write_legend(trace);
    trace_write_conventions(trace);
    trace_write_picture(trace);
}
