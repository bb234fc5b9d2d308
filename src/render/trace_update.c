/* The update: new parameters, and the table that closes it. */
#include "render/trace_parts.h"

typedef void visit_parameters(struct trace *trace, void *context, const struct family *parameter);

static void visit_all(struct trace *trace, visit_parameters *visit, void *context)
{
    for (int l = 1; l <= trace->problem->layer_count; l++) {
        visit(trace, context, trace->tape->layers[l].weights);
        if (trace->tape->layers[l].biases)
            visit(trace, context, trace->tape->layers[l].biases);
    }
}

static void write_new(struct trace *trace, void *context, const struct family *parameter)
{
    (void)context;
    if (parameter->successor)
        trace_write_family(trace, parameter->successor);
}

void trace_write_update(struct trace *trace)
{
    visit_all(trace, write_new, NULL);
}

/* ---- the table ---- */

static const struct spans *value_cell(const struct trace *trace, const struct family *family,
                                      size_t instance)
{
    struct step step = trace_step(trace, family, instance);
    struct spans *spans = trace_spans(trace);
    spans_number(spans, trace_shown_text(&step));
    return spans;
}

static void add_rows(struct trace *trace, void *context, const struct family *parameter)
{
    for (size_t i = 0; i < parameter->count; i++) {
        const struct spans **cells = table_row(context);
        struct step step = trace_step(trace, parameter, i);
        struct spans *name = trace_spans(trace);
        spans_expr(name, trace_symbol(trace, &step));
        cells[0] = name;
        cells[1] = value_cell(trace, parameter, i);
        if (parameter->successor) {
            cells[2] = value_cell(trace, parameter->gradient, i);
            cells[3] = value_cell(trace, parameter->successor, i);
        } else {
            struct spans *fixed = trace_spans(trace);
            spans_text(fixed, "held fixed");
            cells[2] = fixed;
            cells[3] = cells[1];
        }
    }
}

void trace_write_parameters(struct trace *trace)
{
    static const char *const heads[] = {"parameter", "old", "gradient", "new"};
    struct table *table = table_new(trace->arena, 4);
    const struct spans **cells = table_row(table);
    for (int c = 0; c < 4; c++) {
        struct spans *head = trace_spans(trace);
        spans_text(head, heads[c]);
        cells[c] = head;
        table->alignments[c] = c ? ALIGN_RIGHT : ALIGN_LEFT;
    }
    visit_all(trace, add_rows, table);
    document_table(&trace->document, table);
}
