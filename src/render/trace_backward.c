/* The backward pass of one sample after the other, layer by layer from the output: how the error arrives at each
 * unit, and then the chain of every weight and bias. */
#include "render/trace_parts.h"

#include "catalogue/catalogue.h"

static const struct tape_layer *layer_at(const struct trace *trace, int layer)
{
    return &trace->tape->layers[layer];
}

static void write_family(struct trace *trace, const struct family *family)
{
    if (family)
        trace_write_family(trace, family);
}

static void write_at(struct trace *trace, const struct family *family, long first, long second)
{
    if (!family)
        return;
    struct step step = trace_step_at(trace, family, first, second);
    trace_write_step(trace, &step);
}

/* ---- labels ---- */

static void label(struct trace *trace, const char *words, const struct step *step, const char *rest)
{
    struct spans *spans = trace_spans(trace), *after = NULL;
    spans_text(spans, words);
    if (step)
        spans_expr(spans, trace_symbol(trace, step));
    if (rest) {
        after = trace_spans(trace);
        spans_text(after, rest);
    }
    document_label(&trace->document, spans, after);
}

/* ---- parameters ---- */

static void write_parameters(struct trace *trace, int layer, const struct family *parameter,
                             const char *noun, size_t from, size_t count)
{
    if (!parameter || !parameter->gradient)
        return;
    for (size_t i = from; i < from + count; i++) {
        struct step step = trace_step(trace, parameter, i);
        label(trace, noun, &step, NULL);
        trace_write_chain(trace, layer, parameter, i);
    }
}

/* One bias for all units of the layer. */
static bool is_shared(const struct family *biases)
{
    return biases && biases->rank == 0;
}

/* The weights into unit `unit` (from 0) and its bias. */
static void write_unit_parameters(struct trace *trace, int layer, size_t unit)
{
    const struct tape_layer *own = layer_at(trace, layer);
    size_t inputs = (size_t)trace->problem->layers[layer - 1].inputs;
    write_parameters(trace, layer, own->weights, "Weight ", unit * inputs, inputs);
    if (!is_shared(own->biases))
        write_parameters(trace, layer, own->biases, "Bias ", unit, 1);
}

static void write_shared_bias(struct trace *trace, int layer)
{
    const struct tape_layer *own = layer_at(trace, layer);
    if (!is_shared(own->biases) || !own->biases->gradient)
        return;
    struct step step = trace_step(trace, own->biases, 0);
    label(trace, "Bias ", &step,
          " belongs to every unit of the layer, so what reaches it through each is added:");
    trace_write_shared(trace, own->biases);
}

static void write_fixed(struct trace *trace, int layer)
{
    const struct tape_layer *own = layer_at(trace, layer);
    const struct layer *of_problem = &trace->problem->layers[layer - 1];
    bool weights = !of_problem->train_weights, biases = own->biases && !of_problem->train_biases;
    if (!weights && !biases)
        return;
    document_sentence(&trace->document, weights && biases
                                            ? "Weights and biases of this layer are held fixed."
                                        : weights ? "The weights of this layer are held fixed."
                                                  : "The biases of this layer are held fixed.");
}

/* ---- a layer's activations ---- */

/* The Jacobian of a vector activation, as a matrix of names and of values. */
static void write_jacobian(struct trace *trace, const struct family *jacobian)
{
    size_t count = jacobian->count;
    int side = jacobian->dimensions[0].count;
    const struct expr **names = arena_array(trace->arena, count, sizeof *names);
    const struct expr **values = arena_array(trace->arena, count, sizeof *values);
    bool exact = true;
    for (size_t i = 0; i < count; i++) {
        struct step step = trace_step(trace, jacobian, i);
        names[i] = trace_symbol(trace, &step);
        values[i] = trace_value(trace, &step);
        exact = exact && trace_shown_exact(&step);
    }
    struct maths *maths = maths_new(trace->arena);
    maths_matrix(maths, &(struct matrix){side, side, names, false});
    maths_sign(maths, exact ? PIECE_EQUAL : PIECE_ABOUT);
    maths_matrix(maths, &(struct matrix){side, side, values, false});
    document_equation(&trace->document, maths);
}

static void write_vector_activation(struct trace *trace, int layer)
{
    const struct tape_layer *own = layer_at(trace, layer);
    const struct family *jacobian = trace_partial(trace, own->a, own->z);
    document_sentence(&trace->document,
                      "Every output of the layer depends on every sum, so there is a matrix of "
                      "derivatives (the Jacobian), entry by entry:");
    trace_write_family(trace, jacobian);
    write_jacobian(trace, jacobian);
    document_sentence(&trace->document,
                      "Each sum reaches the loss through all outputs, so the products are added:");
    write_family(trace, trace_partial(trace, trace->tape->loss, own->z));
}

/* What arrives at the activation: through the dropout, if there is one. */
static void write_dropout(struct trace *trace, const struct tape_layer *own, long unit)
{
    if (!own->dropped)
        return;
    write_at(trace, trace_partial(trace, own->dropped, own->a), unit, 1);
    write_at(trace, trace_partial(trace, trace->tape->loss, own->a), unit, 1);
}

static void write_output_layer(struct trace *trace, int layer)
{
    const struct tape_layer *own = layer_at(trace, layer);
    const struct family *loss = trace->tape->loss;
    const char *changing = trace->problem->loss.entry ? "loss" : "objective";
    const char *with = trace_is_vector_layer(trace, layer) ? "each output"
                       : own->a->count > 1 ? "each output, and each output with its sum"
                                           : "the output, and the output with its sum";
    label(trace, "At the output.", NULL,
          arena_printf(trace->arena, " How fast the %s changes with %s:", changing, with));
    if (trace_is_vector_layer(trace, layer)) {
        write_family(trace, trace_partial(trace, loss, own->output));
        for (long k = 1; k <= (long)own->a->count; k++)
            write_dropout(trace, own, k);
        write_vector_activation(trace, layer);
    } else {
        for (long k = 1; k <= (long)own->a->count; k++) {
            write_at(trace, trace_partial(trace, loss, own->output), k, 1);
            write_dropout(trace, own, k);
            write_at(trace, trace_partial(trace, own->a, own->z), k, 1);
            write_at(trace, trace_partial(trace, loss, own->z), k, 1);
        }
    }
    trace_note_shortcut(trace);
}

/* ---- hidden units ---- */

static void label_unit(struct trace *trace, int layer, long unit)
{
    const struct tape_layer *own = layer_at(trace, layer);
    const struct family *next = layer_at(trace, layer + 1)->z;
    struct step a = trace_step_at(trace, own->output, unit, 1),
                z = trace_step_at(trace, next, 1, 1);
    struct spans *spans = trace_spans(trace), *rest = trace_spans(trace);
    if (trace->problem->layer_count > 2)
        spans_printf(spans, "Unit %ld.", unit);
    else
        spans_printf(spans, "Hidden unit %ld.", unit);
    if (next->count == 1) {
        spans_text(rest, " The error reaches ");
        spans_expr(rest, trace_symbol(trace, &a));
        spans_text(rest, " through ");
        spans_expr(rest, trace_symbol(trace, &z));
        spans_text(rest, " only.");
    } else {
        spans_text(rest, " The error reaches ");
        spans_expr(rest, trace_symbol(trace, &a));
        spans_printf(rest, " along %zu paths, which are added:", next->count);
    }
    document_label(&trace->document, spans, rest);
}

/* dz_next/da for every unit of the next layer. */
static void write_paths(struct trace *trace, int layer, long unit)
{
    const struct family *next = layer_at(trace, layer + 1)->z;
    const struct family *partial = trace_partial(trace, next, layer_at(trace, layer)->output);
    for (long p = 1; p <= (long)next->count; p++)
        write_at(trace, partial, p, unit);
}

static void write_hidden_unit(struct trace *trace, int layer, long unit)
{
    const struct tape_layer *own = layer_at(trace, layer);
    const struct family *loss = trace->tape->loss;
    label_unit(trace, layer, unit);
    write_paths(trace, layer, unit);
    write_at(trace, trace_partial(trace, loss, own->output), unit, 1);
    write_dropout(trace, own, unit);
    if (trace_is_vector_layer(trace, layer))
        return;
    write_at(trace, trace_partial(trace, own->a, own->z), unit, 1);
    write_at(trace, trace_partial(trace, loss, own->z), unit, 1);
    write_unit_parameters(trace, layer, (size_t)unit - 1);
}

static void write_hidden_layer(struct trace *trace, int layer)
{
    const struct tape_layer *own = layer_at(trace, layer);
    trace_note_careful(trace, layer);
    for (long k = 1; k <= (long)own->a->count; k++)
        write_hidden_unit(trace, layer, k);
    if (trace_is_vector_layer(trace, layer)) {
        write_vector_activation(trace, layer);
        for (size_t k = 0; k < own->a->count; k++)
            write_unit_parameters(trace, layer, k);
    }
}

static void write_inputs(struct trace *trace)
{
    const struct family *gradient = trace_partial(trace, trace->tape->loss, trace->tape->inputs);
    if (!gradient)
        return;
    label(trace, "Inputs.", NULL,
          trace->problem->loss.entry ? " How fast the loss changes with each input:"
                                     : " How fast the objective changes with each input:");
    trace_write_family(trace, gradient);
}

static void write_layer(struct trace *trace, int layer)
{
    bool output = layer == trace->problem->layer_count;
    struct spans *heading = trace_spans(trace);
    if (output)
        spans_text(heading, "Output layer");
    else if (trace->problem->layer_count > 2)
        spans_printf(heading, "Hidden layer %d", layer);
    else
        spans_text(heading, "Hidden layer");
    document_heading(&trace->document, trace->level + (trace_batch_count(trace) > 1 ? 2 : 1),
                     heading);
    if (output) {
        trace_note_careful(trace, layer);
        write_output_layer(trace, layer);
        for (size_t k = 0; k < layer_at(trace, layer)->a->count; k++)
            write_unit_parameters(trace, layer, k);
    } else {
        write_hidden_layer(trace, layer);
    }
    write_shared_bias(trace, layer);
    trace_note_kinks(trace, layer);
    write_fixed(trace, layer);
}

static void write_sample(struct trace *trace)
{
    if (trace_batch_count(trace) > 1) {
        struct spans *heading = trace_spans(trace);
        spans_printf(heading, "Sample %d", trace_sample_number(trace));
        document_heading(&trace->document, trace->level + 1, heading);
    }
    for (int l = trace->problem->layer_count; l >= 1; l--) {
        if (!trace_partial(trace, trace->tape->loss, layer_at(trace, l)->z))
            break; /* nothing from here on is trained */
        write_layer(trace, l);
    }
    write_inputs(trace);
}

void trace_write_backward(struct trace *trace)
{
    for (int i = 0; trace_read_sample(trace, i); i++)
        write_sample(trace);
}

/* ---- of a batch ---- */

/* What the samples and the penalty have to say about a parameter, put together. */
static void write_batch_gradients(struct trace *trace, const struct family *parameter)
{
    if (!parameter || !parameter->gradient)
        return;
    const struct family *penalty = trace_penalty_gradient(trace, parameter);
    for (size_t i = 0; i < parameter->count; i++) {
        struct step gradient = trace_step(trace, parameter->gradient, i);
        if (penalty) {
            struct step own = trace_step(trace, penalty, i);
            trace_write_step(trace, &own);
            trace_note_kink(trace, &own);
        }
        trace_write_step(trace, &gradient);
    }
}

static const char *batch_sentence(const struct trace *trace)
{
    bool mean = trace->problem->loss.batch == REDUCTION_MEAN;
    if (trace_batch_count(trace) == 1)
        return "Each is that of the loss, plus that of the penalty:";
    if (trace->tape->penalty)
        return mean ? "Each is the mean of those of the samples, plus that of the penalty:"
                    : "Each is the sum of those of the samples, plus that of the penalty:";
    return mean ? "Each is the mean of those of the samples:"
                : "Each is the sum of those of the samples:";
}

void trace_write_gradients(struct trace *trace)
{
    if (!trace_has_own_gradients(trace))
        return;
    document_title(&trace->document, trace->level + 1,
                   trace_batch_count(trace) > 1 ? "Gradients of the batch"
                                                : "Gradients with the penalty");
    document_sentence(&trace->document, batch_sentence(trace));
    for (int l = 1; l <= trace->problem->layer_count; l++) {
        write_batch_gradients(trace, layer_at(trace, l)->weights);
        write_batch_gradients(trace, layer_at(trace, l)->biases);
    }
}
