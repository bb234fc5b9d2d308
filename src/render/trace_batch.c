/* A batch in matrices, forward: the data, then layer by layer Z and A, one element of each written out, the
 * losses. Rows are samples, columns are units. */
#include "render/trace_matrix.h"

#include "catalogue/catalogue.h"

/* With numbers of more elements than this the matrix product is not written out. */
#define ELEMENTS_WRITTEN_OUT 60

static void write_given_matrix(struct trace *trace, const char *letter, int layer,
                               const struct family *family)
{
    struct value_matrix matrix = trace_family_matrix(trace, family);
    trace_matrix_equation(trace, trace_matrix_name(trace, letter, layer), &matrix);
}

/* ---- given ---- */

static void add_names(struct trace *trace, struct spans *spans, const char *noun,
                      const struct family *family)
{
    struct step first = trace_step(trace, family, 0),
                last = trace_step(trace, family, family->count - 1);
    spans_printf(spans, "%s%s ", noun, family->count == 1 ? "" : "s");
    spans_expr(spans, trace_symbol(trace, &first));
    if (family->count > 2)
        spans_text(spans, " to ");
    else if (family->count == 2)
        spans_text(spans, " and ");
    if (family->count > 1)
        spans_expr(spans, trace_symbol(trace, &last));
}

/* Which names stand in the columns of the matrices. */
static void write_columns(struct trace *trace)
{
    const struct tape *tape = trace->tape;
    struct list *list = list_new(trace->arena);
    struct spans *inputs = trace_spans(trace);
    add_names(trace, inputs, "X: input", tape->inputs);
    list_item(list, inputs);
    if (tape->targets) {
        struct spans *targets = trace_spans(trace);
        add_names(trace, targets, "T: target", tape->targets);
        list_item(list, targets);
    }
    for (int l = 1; l <= trace->problem->layer_count; l++) {
        struct spans *layer = trace_spans(trace);
        spans_printf(layer, "layer %d: ", l);
        add_names(trace, layer, "sum", tape->layers[l].z);
        add_names(trace, layer, ", activation", tape->layers[l].a);
        list_item(list, layer);
    }
    document_sentence(&trace->document,
                      "Each row of a matrix is a sample, each column a unit. The columns are:");
    document_list(&trace->document, list);
}

static bool is_shortened(const struct problem *problem)
{
    bool shortened = problem->sample_count > MATRIX_SHOWN || problem->input_count > MATRIX_SHOWN;
    for (int l = 0; l < problem->layer_count; l++)
        shortened = shortened || problem->layers[l].units > MATRIX_SHOWN;
    return shortened;
}

static void write_data(struct trace *trace)
{
    struct value_matrix inputs = trace_batch_matrix(trace, trace->tape->inputs);
    trace_matrix_equation(trace, trace_matrix_name(trace, "X", 0), &inputs);
    if (!trace->tape->targets)
        return;
    struct value_matrix targets = trace_batch_matrix(trace, trace->tape->targets);
    trace_matrix_equation(trace, trace_matrix_name(trace, "T", 0), &targets);
}

/* Different updates may have different samples: then each says which. */
static bool has_own_data(const struct trace *trace)
{
    return trace->problem->batch_count > 1;
}

static void write_parameters(struct trace *trace)
{
    for (int l = 1; l <= trace->problem->layer_count; l++) {
        const struct tape_layer *layer = &trace->tape->layers[l];
        write_given_matrix(trace, "W", l, layer->weights);
        if (layer->biases)
            write_given_matrix(trace, "b", l, layer->biases);
    }
    trace_write_given_states(trace);
}

void trace_write_matrix_given(struct trace *trace)
{
    write_columns(trace);
    if (is_shortened(trace->problem))
        document_sentence(&trace->document,
                          "Matrices with many rows or columns are shortened; the formats json and "
                          "ndjson have every element.");
    if (!has_own_data(trace))
        write_data(trace);
    write_parameters(trace);
}

void trace_write_matrix_standing(struct trace *trace)
{
    write_parameters(trace);
}

/* ---- layers ---- */

static void add_product(struct trace *trace, struct maths *maths, int layer)
{
    const struct tape_layer *own = &trace->tape->layers[layer];
    const struct expr *product =
        expr_binary(trace->arena, EXPR_MULTIPLY, trace_inputs_name(trace, layer),
                    trace_transposed_name(trace, "W", layer));
    maths_sign(maths, PIECE_EQUAL);
    maths_expr(maths, product);
    if (!own->biases)
        return;
    maths_sign(maths, PIECE_PLUS);
    maths_expr(maths, trace_matrix_name(trace, "b", layer));
}

static void add_numbers(struct trace *trace, struct maths *maths, int layer)
{
    const struct tape_layer *own = &trace->tape->layers[layer];
    const struct family *from = trace_layer_inputs(trace, layer);
    size_t rows = (size_t)trace_shown_count(trace);
    if (rows * from->count + own->weights->count > ELEMENTS_WRITTEN_OUT)
        return;
    struct value_matrix inputs = trace_batch_matrix(trace, from),
                        weights = trace_family_matrix(trace, own->weights);
    weights.matrix.transposed = true;
    maths_sign(maths, PIECE_EQUAL);
    maths_matrix(maths, &inputs.matrix);
    maths_matrix(maths, &weights.matrix);
    if (!own->biases)
        return;
    struct value_matrix biases = trace_family_matrix(trace, own->biases);
    maths_sign(maths, PIECE_PLUS);
    maths_matrix(maths, &biases.matrix);
}

static void write_sums(struct trace *trace, int layer)
{
    struct maths *maths = maths_new(trace->arena);
    maths_expr(maths, trace_matrix_name(trace, "Z", layer));
    add_product(trace, maths, layer);
    add_numbers(trace, maths, layer);
    struct value_matrix sums = trace_batch_matrix(trace, trace->tape->layers[layer].z);
    trace_add_matrix(maths, &sums);
    document_equation(&trace->document, maths);
}

static void write_activations(struct trace *trace, int layer)
{
    const struct tape_layer *own = &trace->tape->layers[layer];
    const struct activation_entry *entry = own->a->activation->entry;
    const struct expr **argument = arena_array(trace->arena, 1, sizeof *argument);
    argument[0] = trace_matrix_name(trace, "Z", layer);
    struct maths *maths = maths_new(trace->arena);
    maths_expr(maths, trace_matrix_name(trace, "A", layer));
    maths_sign(maths, PIECE_EQUAL);
    maths_expr(maths, expr_defined(trace->arena, entry->name, entry->symbol, 1, argument));
    struct value_matrix activations = trace_batch_matrix(trace, own->a);
    trace_add_matrix(maths, &activations);
    document_equation(&trace->document, maths);
}

/* D = 1/(1 - rate) * A o M, with the masks M */
static void write_dropout(struct trace *trace, int layer)
{
    const struct tape_layer *own = &trace->tape->layers[layer];
    if (!own->dropped)
        return;
    struct arena *arena = trace->arena;
    const struct expr *one = expr_integer(arena, 1);
    const struct expr *rate = expr_number(arena, trace->problem->layers[layer - 1].dropout->rate);
    struct value_matrix masks = trace_batch_matrix(trace, own->mask),
                        kept = trace_batch_matrix(trace, own->dropped);
    document_sentence(&trace->document,
                      "Dropout: a 1 in the mask keeps the unit of that column in that sample, a 0 "
                      "drops it.");
    trace_matrix_equation(trace, trace_matrix_name(trace, "M", layer), &masks);
    struct maths *maths = maths_new(arena);
    maths_expr(maths, trace_matrix_name(trace, "D", layer));
    maths_sign(maths, PIECE_EQUAL);
    maths_expr(maths,
               expr_binary(arena, EXPR_DIVIDE, one, expr_binary(arena, EXPR_SUBTRACT, one, rate)));
    maths_sign(maths, PIECE_TIMES);
    maths_expr(maths, trace_matrix_name(trace, "A", layer));
    maths_sign(maths, PIECE_ELEMENTWISE);
    maths_expr(maths, trace_matrix_name(trace, "M", layer));
    trace_add_matrix(maths, &kept);
    document_equation(&trace->document, maths);
}

static void write_first_elements(struct trace *trace, int layer)
{
    const struct tape_layer *own = &trace->tape->layers[layer];
    struct step z = trace_step(trace, own->z, 0), a = trace_step(trace, own->a, 0);
    struct spans *spans = trace_spans(trace);
    spans_printf(spans, "Written out for sample %d, unit 1:", trace_sample_number(trace));
    document_paragraph(&trace->document, spans);
    trace_write_step(trace, &z);
    trace_write_step(trace, &a);
    if (own->dropped) {
        struct step d = trace_step(trace, own->dropped, 0);
        trace_write_step(trace, &d);
    }
}

static void write_layer(struct trace *trace, int layer)
{
    struct spans *label = trace_spans(trace), *rest = trace_spans(trace);
    const struct activation_entry *entry = trace->tape->layers[layer].a->activation->entry;
    spans_printf(label, "Layer %d", layer);
    spans_printf(rest, " (%s, %s)", entry->name,
                 entry->vector ? "each row by itself" : "each element by itself");
    document_label(&trace->document, label, rest);
    write_sums(trace, layer);
    write_activations(trace, layer);
    write_dropout(trace, layer);
    write_first_elements(trace, layer);
}

/* ---- losses ---- */

static void write_losses(struct trace *trace)
{
    struct table *table = table_new(trace->arena, 2);
    const struct spans **cells = table_row(table);
    struct step loss = trace_step(trace, trace->tape->loss, 0);
    struct spans *sample = trace_spans(trace), *head = trace_spans(trace);
    spans_text(sample, "sample");
    spans_text(head, "loss ");
    spans_expr(head, trace_symbol(trace, &loss));
    cells[0] = sample;
    cells[1] = head;
    table->alignments[0] = table->alignments[1] = ALIGN_RIGHT;
    for (int i = 0; trace_read_sample(trace, i); i++) {
        struct spans *number = trace_spans(trace), *value = trace_spans(trace);
        loss = trace_step(trace, trace->tape->loss, 0);
        spans_printf(number, "%d", trace_sample_number(trace));
        spans_number(value, trace_shown_text(&loss));
        cells = table_row(table);
        cells[0] = number;
        cells[1] = value;
    }
    document_table(&trace->document, table);
}

static void write_loss(struct trace *trace)
{
    if (!trace->tape->loss)
        return;
    trace_write_smoothed(trace);
    struct spans *label = trace_spans(trace), *rest = trace_spans(trace);
    spans_text(label, trace_loss_noun(trace));
    if (trace_batch_count(trace) > 1)
        spans_printf(rest,
                     " of each sample, written out for sample %d:", trace_sample_number(trace));
    document_label(&trace->document, label, rest);
    trace_write_loss(trace);
    if (trace_batch_count(trace) > 1)
        write_losses(trace);
    trace_write_total(trace);
}

static void write_rows(struct trace *trace)
{
    bool counted = !trace->problem->sample_numbers &&
                   !selection_leaves_samples(run_settings(trace->run)->selection);
    if (counted && !has_own_data(trace))
        return;
    struct spans *spans = trace_spans(trace);
    spans_text(spans,
               trace_shown_count(trace) > 1 ? "The rows are the samples " : "The row is sample ");
    for (int i = 0; trace_read_sample(trace, i); i++)
        spans_printf(spans, "%s%d", i ? ", " : "", trace_sample_number(trace));
    spans_text(spans, ".");
    document_paragraph(&trace->document, spans);
    if (has_own_data(trace))
        write_data(trace);
}

void trace_write_matrix_forward(struct trace *trace)
{
    trace_read_sample(trace, 0);
    write_rows(trace);
    for (int l = 1; l <= trace->problem->layer_count; l++)
        write_layer(trace, l);
    write_loss(trace);
}
