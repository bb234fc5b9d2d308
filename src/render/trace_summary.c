/* A summary for networks too large to be written element by element: layers, and the extreme gradients. */
#include "render/trace_parts.h"

#include <math.h>

static void text_cell(const struct trace *trace, const struct spans **cell, const char *text)
{
    struct spans *spans = trace_spans(trace);
    spans_text(spans, text);
    *cell = spans;
}

static void number_cell(const struct trace *trace, const struct spans **cell, long number)
{
    struct spans *spans = trace_spans(trace);
    spans_printf(spans, "%ld", number);
    *cell = spans;
}

static struct table *table_with_heads(const struct trace *trace, int columns,
                                      const char *const *heads)
{
    struct table *table = table_new(trace->arena, columns);
    const struct spans **cells = table_row(table);
    for (int c = 0; c < columns; c++) {
        text_cell(trace, &cells[c], heads[c]);
        table->alignments[c] = c ? ALIGN_RIGHT : ALIGN_LEFT;
    }
    return table;
}

void trace_write_layers(struct trace *trace)
{
    static const char *const heads[] = {"layer", "units", "activation", "weights", "biases"};
    const struct problem *problem = trace->problem;
    struct table *table = table_with_heads(trace, 5, heads);
    const struct spans **cells = table_row(table);
    text_cell(trace, &cells[0], "inputs");
    number_cell(trace, &cells[1], problem->input_count);
    for (int l = 1; l <= problem->layer_count; l++) {
        const struct layer *layer = &problem->layers[l - 1];
        cells = table_row(table);
        number_cell(trace, &cells[0], l);
        number_cell(trace, &cells[1], layer->units);
        text_cell(trace, &cells[2], layer->activation.entry->name);
        number_cell(trace, &cells[3], (long)layer->units * layer->inputs);
        number_cell(trace, &cells[4], layer->use_bias ? layer->units : 0);
    }
    document_table(&trace->document, table);
    struct spans *spans = trace_spans(trace);
    spans_printf(spans,
                 "%ld parameters. This is a summary; the formats json and ndjson have every step.",
                 problem_parameter_count(problem));
    document_paragraph(&trace->document, spans);
}

/* ---- extreme gradients ---- */

struct extremes {
    struct step largest, smallest; /* smallest: of those that are not 0 */
    double largest_size, smallest_size;
    size_t zeros;
    bool any, any_nonzero;
};

static struct extremes find_extremes(const struct trace *trace, const struct family *gradient)
{
    struct extremes found = {.any = true};
    for (size_t i = 0; i < gradient->count; i++) {
        struct step step = trace_step(trace, gradient, i);
        double value, size;
        if (number_is_exact_zero(run_arithmetic(trace->run), step_cell(&step))) {
            found.zeros++;
            continue;
        }
        if (!step_value(&step, &value))
            continue;
        size = fabs(value);
        if (!found.any_nonzero || size > found.largest_size)
            found.largest = step, found.largest_size = size;
        if (!found.any_nonzero || size < found.smallest_size)
            found.smallest = step, found.smallest_size = size;
        found.any_nonzero = true;
    }
    return found;
}

static void gradient_cell(const struct trace *trace, const struct spans **cell,
                          const struct step *step)
{
    struct spans *spans = trace_spans(trace);
    spans_maths(spans, trace_assignment(trace, step));
    *cell = spans;
}

static void add_extremes(struct trace *trace, struct table *table, int layer, const char *noun,
                         const struct family *parameter)
{
    if (!parameter || !parameter->gradient)
        return;
    struct extremes found = find_extremes(trace, parameter->gradient);
    const struct spans **cells = table_row(table);
    text_cell(trace, &cells[0], arena_printf(trace->arena, "%s of layer %d", noun, layer));
    if (found.any_nonzero) {
        gradient_cell(trace, &cells[1], &found.largest);
        gradient_cell(trace, &cells[2], &found.smallest);
    }
    number_cell(trace, &cells[3], (long)found.zeros);
}

void trace_write_extremes(struct trace *trace)
{
    static const char *const heads[] = {"gradients", "largest", "smallest but 0", "exactly 0"};
    struct table *table = table_with_heads(trace, 4, heads);
    for (int l = 1; l <= trace->problem->layer_count; l++) {
        add_extremes(trace, table, l, "weights", trace->tape->layers[l].weights);
        add_extremes(trace, table, l, "biases", trace->tape->layers[l].biases);
    }
    document_table(&trace->document, table);
}
