/* A problem of formulas for people: the given numbers, the formulas in their order, the chain rule backwards through
 * them, and the update if there is one. One reading order serves every detail: the formulas are the user's own. */
#include "render/trace_parts.h"

static bool is_number_of(const struct family *family, enum phase phase)
{
    return family->phase == phase && family->scope != SCOPE_CONSTANT;
}

static void write_phase(struct trace *trace, enum phase phase)
{
    for (int f = 0; f < trace->tape->family_count; f++)
        if (is_number_of(trace->tape->families[f], phase))
            trace_write_family(trace, trace->tape->families[f]);
}

void trace_write_formulas_forward(struct trace *trace)
{
    write_phase(trace, PHASE_FORWARD);
}

void trace_write_formulas_backward(struct trace *trace)
{
    document_sentence(
        &trace->document,
        "From the last formula back to the first: how fast each step changes with what "
        "it is made of, and by the chain rule the objective with that.");
    write_phase(trace, PHASE_BACKWARD);
    write_phase(trace, PHASE_GRADIENT);
}

void trace_write_formulas_update(struct trace *trace)
{
    write_phase(trace, PHASE_UPDATE);
}

/* ---- the table that closes an update ---- */

static const struct spans *value_cell(const struct trace *trace, const struct family *family,
                                      size_t instance)
{
    struct step step = trace_step(trace, family, instance);
    struct spans *spans = trace_spans(trace);
    spans_number(spans, trace_shown_text(&step));
    return spans;
}

static void add_rows(struct trace *trace, struct table *table, const struct family *family)
{
    for (size_t i = 0; i < family->count; i++) {
        const struct spans **cells = table_row(table);
        struct step step = trace_step(trace, family, i);
        struct spans *name = trace_spans(trace);
        spans_expr(name, trace_symbol(trace, &step));
        cells[0] = name;
        cells[1] = value_cell(trace, family, i);
        cells[2] = value_cell(trace, family->gradient, i);
        if (family->successor)
            cells[3] = value_cell(trace, family->successor, i);
    }
}

void trace_write_formulas_gradients(struct trace *trace)
{
    static const char *const heads[] = {"quantity", "value", "derivative", "new value"};
    int columns = trace->tape->learning_rate ? 4 : 3;
    struct table *table = table_new(trace->arena, columns);
    const struct spans **cells = table_row(table);
    if (trace->problem->formulas->objective_count > 1)
        return;
    for (int c = 0; c < columns; c++) {
        struct spans *head = trace_spans(trace);
        spans_text(head, heads[c]);
        cells[c] = head;
        table->alignments[c] = c ? ALIGN_RIGHT : ALIGN_LEFT;
    }
    for (int f = 0; f < trace->tape->family_count; f++)
        if (trace->tape->families[f]->gradient)
            add_rows(trace, table, trace->tape->families[f]);
    document_table(&trace->document, table);
}
