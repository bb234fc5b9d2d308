/* The update: what the optimizer makes for the whole update and for each parameter, the new parameters, and the
 * table that closes it. Networks and formulas alike. */
#include "render/trace_parts.h"

#include <string.h>

bool trace_is_parameter(const struct family *family)
{
    return family->role == ROLE_PARAMETER && family->scope == SCOPE_UPDATE;
}

static bool is_made(const struct family *family)
{
    return family->role == ROLE_STATE && family->phase == PHASE_UPDATE;
}

bool trace_has_states(const struct trace *trace, const struct family *parameter)
{
    for (int f = 0; f < trace->tape->family_count; f++)
        if (is_made(trace->tape->families[f]) && trace->tape->families[f]->state_of == parameter)
            return true;
    return false;
}

/* ---- step by step ---- */

void trace_write_common_states(struct trace *trace)
{
    const struct family *rate = trace->tape->learning_rate;
    if (!trace_has_states(trace, NULL))
        return;
    struct spans *label = trace_spans(trace);
    spans_text(label,
               rate->role == ROLE_STATE ? "Learning rate of this update" : "Of the whole update");
    document_label(&trace->document, label, NULL);
    for (int f = 0; f < trace->tape->family_count; f++)
        if (is_made(trace->tape->families[f]) && !trace->tape->families[f]->state_of)
            trace_write_family(trace, trace->tape->families[f]);
}

static const char *noun_of(const struct trace *trace, const struct family *parameter)
{
    if (trace->problem->formulas)
        return "";
    return trace->tape->layers[parameter->layer].biases == parameter ? "Bias " : "Weight ";
}

void trace_write_new_value(struct trace *trace, const struct family *parameter, size_t instance)
{
    for (int f = 0; f < trace->tape->family_count; f++) {
        const struct family *family = trace->tape->families[f];
        if (!is_made(family) || family->state_of != parameter)
            continue;
        struct step state = trace_step(trace, family, instance);
        trace_write_step(trace, &state);
    }
    struct step value = trace_step(trace, parameter->successor, instance);
    trace_write_step(trace, &value);
}

static void write_labelled(struct trace *trace, const struct family *parameter)
{
    for (size_t i = 0; i < parameter->count; i++) {
        struct step step = trace_step(trace, parameter, i);
        struct spans *label = trace_spans(trace);
        spans_text(label, noun_of(trace, parameter));
        spans_expr(label, trace_symbol(trace, &step));
        document_label(&trace->document, label, NULL);
        trace_write_new_value(trace, parameter, i);
    }
}

void trace_write_update(struct trace *trace)
{
    trace_write_common_states(trace);
    for (int f = 0; f < trace->tape->family_count; f++) {
        const struct family *parameter = trace->tape->families[f];
        if (!trace_is_parameter(parameter) || !parameter->successor)
            continue;
        if (trace_has_states(trace, parameter))
            write_labelled(trace, parameter);
        else
            trace_write_family(trace, parameter->successor);
    }
}

/* ---- the table ---- */

#define TABLE_STATES (OPTIMIZER_STATES + 1) /* and the gradient with its decay */

/* What the columns between gradient and new value are: states by their symbols. */
struct columns {
    const char *symbols[TABLE_STATES];
    int count;
};

static struct columns columns_of(const struct trace *trace)
{
    struct columns columns = {.count = 0};
    const struct family *parameter = NULL;
    for (int f = 0; f < trace->tape->family_count; f++) {
        const struct family *family = trace->tape->families[f];
        if (!is_made(family) || !family->state_of || (parameter && family->state_of != parameter))
            continue;
        parameter = family->state_of;
        columns.symbols[columns.count++] = family->symbol;
    }
    return columns;
}

static const struct family *state_called(const struct trace *trace, const struct family *parameter,
                                         const char *symbol)
{
    for (int f = 0; f < trace->tape->family_count; f++) {
        const struct family *family = trace->tape->families[f];
        if (is_made(family) && family->state_of == parameter && strcmp(family->symbol, symbol) == 0)
            return family;
    }
    return NULL;
}

static const struct spans *value_cell(const struct trace *trace, const struct family *family,
                                      size_t instance)
{
    struct step step = trace_step(trace, family, instance);
    struct spans *spans = trace_spans(trace);
    spans_number(spans, trace_shown_text(&step));
    return spans;
}

static const struct spans *word_cell(const struct trace *trace, const char *word)
{
    struct spans *spans = trace_spans(trace);
    spans_text(spans, word);
    return spans;
}

static void add_heads(struct trace *trace, struct table *table, const struct columns *columns)
{
    const struct spans **cells = table_row(table);
    cells[0] = word_cell(trace, trace->problem->formulas ? "quantity" : "parameter");
    cells[1] = word_cell(trace, "old");
    cells[2] = word_cell(trace, "gradient");
    for (int c = 0; c < columns->count; c++) {
        struct spans *head = trace_spans(trace);
        spans_expr(head, expr_name(trace->arena, columns->symbols[c], 0, NULL));
        cells[3 + c] = head;
    }
    cells[3 + columns->count] = word_cell(trace, "new");
    for (int c = 0; c < table->columns; c++)
        table->alignments[c] = c ? ALIGN_RIGHT : ALIGN_LEFT;
}

/* One that is trained has no gradient where the loss does not depend on it. */
static bool is_trained(const struct trace *trace, const struct family *parameter)
{
    const struct layer *layer = &trace->problem->layers[parameter->layer - 1];
    return trace->tape->layers[parameter->layer].weights == parameter ? layer->train_weights
                                                                      : layer->train_biases;
}

static void add_rows(struct trace *trace, struct table *table, const struct columns *columns,
                     const struct family *parameter)
{
    for (size_t i = 0; i < parameter->count; i++) {
        const struct spans **cells = table_row(table);
        struct step step = trace_step(trace, parameter, i);
        struct spans *name = trace_spans(trace);
        spans_expr(name, trace_symbol(trace, &step));
        cells[0] = name;
        cells[1] = value_cell(trace, parameter, i);
        if (!parameter->successor) {
            cells[2] = word_cell(trace, is_trained(trace, parameter) ? "none" : "held fixed");
            cells[3 + columns->count] = cells[1];
            continue;
        }
        cells[2] = value_cell(trace, parameter->gradient, i);
        for (int c = 0; c < columns->count; c++)
            cells[3 + c] =
                value_cell(trace, state_called(trace, parameter, columns->symbols[c]), i);
        cells[3 + columns->count] = value_cell(trace, parameter->successor, i);
    }
}

void trace_write_parameters(struct trace *trace)
{
    struct columns columns = columns_of(trace);
    struct table *table = table_new(trace->arena, 4 + columns.count);
    add_heads(trace, table, &columns);
    for (int f = 0; f < trace->tape->family_count; f++) {
        const struct family *family = trace->tape->families[f];
        if (trace_is_parameter(family) && (family->successor || !trace->problem->formulas))
            add_rows(trace, table, &columns, family);
    }
    if (table->first != table->last)
        document_table(&trace->document, table);
    else
        document_sentence(&trace->document, "Nothing is updated.");
}
