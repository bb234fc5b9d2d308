/* A batch in matrices, backward: partials and error terms by layer, the gradients of each sample, their mean or
 * sum, and the new parameters. */
#include "render/trace_matrix.h"

#include "catalogue/catalogue.h"

/* Of larger batches only the first samples' own gradients are shown. */
#define SAMPLES_SHOWN 12
/* Jacobians with more elements over the batch than this are shown for the first sample only. */
#define JACOBIAN_ELEMENTS 60
/* An update of more parameters than this is not written with numbers. */
#define UPDATE_WRITTEN_OUT 30

static const struct tape_layer *layer_at(const struct trace *trace, int layer)
{
    return &trace->tape->layers[layer];
}

static void sentence_for_sample(struct trace *trace, const char *before, const char *after)
{
    struct spans *spans = trace_spans(trace);
    spans_printf(spans, "%s %d%s", before, trace_sample_number(trace), after);
    document_paragraph(&trace->document, spans);
}

static void write_first(struct trace *trace, const struct family *family)
{
    struct step step = trace_step(trace, family, 0);
    trace_write_step(trace, &step);
}

/* ---- partials and error terms ---- */

static void write_batch_matrix(struct trace *trace, const struct expr *name,
                               const struct family *family)
{
    struct value_matrix matrix = trace_batch_matrix(trace, family);
    trace_matrix_equation(trace, name, &matrix);
}

/* dE/dA = dE/dZ W, with sums and weights of the next layer. */
static void write_arrived(struct trace *trace, int layer, const struct family *arrived)
{
    struct maths *maths = maths_new(trace->arena);
    struct value_matrix matrix = trace_batch_matrix(trace, arrived);
    maths_expr(maths, trace_matrix_partial(trace, 0, "A", layer));
    if (layer < trace->problem->layer_count) {
        maths_sign(maths, PIECE_EQUAL);
        maths_expr(maths, expr_binary(trace->arena, EXPR_MULTIPLY,
                                      trace_matrix_partial(trace, 0, "Z", layer + 1),
                                      trace_matrix_name(trace, "W", layer + 1)));
    }
    trace_add_matrix(maths, &matrix);
    document_equation(&trace->document, maths);
}

/* da/dz, element by element. */
static const struct expr *slope_name(const struct trace *trace, int layer)
{
    const struct expr *a = trace_matrix_name(trace, "A", layer),
                      *z = trace_matrix_name(trace, "Z", layer);
    return trace_named(
        trace, arena_printf(trace->arena, "d%s/d%s", a->text, z->text),
        arena_printf(trace->arena, "\\frac{\\partial %s}{\\partial %s}", a->latex, z->latex));
}

static void write_errors(struct trace *trace, int layer, const struct family *errors)
{
    struct maths *maths = maths_new(trace->arena);
    struct value_matrix matrix = trace_batch_matrix(trace, errors);
    maths_expr(maths, trace_matrix_partial(trace, 0, "Z", layer));
    if (!trace_is_vector_layer(trace, layer)) {
        maths_sign(maths, PIECE_EQUAL);
        maths_expr(maths, trace_matrix_partial(trace, 0, "A", layer));
        maths_sign(maths, PIECE_ELEMENTWISE);
        maths_expr(maths, slope_name(trace, layer));
    }
    trace_add_matrix(maths, &matrix);
    document_equation(&trace->document, maths);
}

/* da[k]/dz[j] of one sample after the other. */
static void write_jacobians(struct trace *trace, int layer, const struct family *jacobian)
{
    int count = trace_batch_count(trace);
    bool all = (size_t)count * jacobian->count <= JACOBIAN_ELEMENTS;
    document_sentence(
        &trace->document,
        all ? "Every output depends on every sum: the Jacobian of each sample, with a "
              "row for each output and a column for each sum."
            : "Every output depends on every sum: the Jacobian of the first sample, "
              "with a row for each output and a column for each sum.");
    for (trace->position = 0; trace->position < (all ? count : 1); trace->position++) {
        struct value_matrix matrix = trace_family_matrix(trace, jacobian);
        int sample = trace_sample_number(trace);
        const char *text = arena_printf(trace->arena, "J%d(sample %d)", layer, sample);
        const char *latex = arena_printf(trace->arena, "J^{(%d)}_{s=%d}", layer, sample);
        trace_matrix_equation(trace, trace_named(trace, text, latex), &matrix);
    }
    trace->position = 0;
}

static void write_error_terms(struct trace *trace, int layer)
{
    const struct tape_layer *own = layer_at(trace, layer);
    const struct family *arrived = trace_partial(trace, trace->tape->loss, own->a);
    const struct family *slopes = trace_partial(trace, own->a, own->z);
    const struct family *errors = trace_partial(trace, trace->tape->loss, own->z);
    write_arrived(trace, layer, arrived);
    if (trace_is_vector_layer(trace, layer))
        write_jacobians(trace, layer, slopes);
    else
        write_batch_matrix(trace, slope_name(trace, layer), slopes);
    write_errors(trace, layer, errors);
    sentence_for_sample(trace, "Written out for sample", ", unit 1:");
    write_first(trace, arrived);
    write_first(trace, slopes);
    write_first(trace, errors);
    if (layer == trace->problem->layer_count)
        trace_note_shortcut(trace);
    trace_note_careful(trace, layer);
    trace_note_kinks(trace, layer);
}

/* ---- gradients ---- */

static void write_sample_gradients(struct trace *trace, const char *letter, int layer,
                                   const struct family *parameter)
{
    const struct family *gradient = trace_sample_gradient(trace, parameter);
    int count = trace_batch_count(trace), shown = count < SAMPLES_SHOWN ? count : SAMPLES_SHOWN;
    for (trace->position = 0; trace->position < shown; trace->position++) {
        struct value_matrix matrix = trace_family_matrix(trace, gradient);
        trace_matrix_equation(
            trace, trace_matrix_partial(trace, trace_sample_number(trace), letter, layer), &matrix);
    }
    trace->position = 0;
    if (shown == count)
        return;
    struct spans *spans = trace_spans(trace);
    spans_printf(spans, "And %d more samples.", count - shown);
    document_paragraph(&trace->document, spans);
}

static void write_batch_gradient(struct trace *trace, const char *letter, int layer,
                                 const struct family *parameter)
{
    bool mean = trace->problem->loss.batch == REDUCTION_MEAN;
    struct value_matrix matrix = trace_family_matrix(trace, parameter->gradient);
    document_sentence(&trace->document, mean ? "Their mean is the gradient of the batch:"
                                             : "Their sum is the gradient of the batch:");
    trace_matrix_equation(trace, trace_matrix_partial(trace, 0, letter, layer), &matrix);
    write_first(trace, parameter->gradient);
}

static void write_gradients(struct trace *trace, const char *letter, const char *noun, int layer,
                            const struct family *parameter)
{
    if (!parameter || !parameter->gradient)
        return;
    struct spans *label = trace_spans(trace);
    spans_printf(label, "%s of layer %d", noun, layer);
    document_label(&trace->document, label, NULL);
    sentence_for_sample(trace, "The first one for sample", ", by the chain rule:");
    trace_write_chain(trace, layer, parameter, 0);
    if (trace_batch_count(trace) > 1) {
        document_sentence(&trace->document, "All of them, sample by sample:");
        write_sample_gradients(trace, letter, layer, parameter);
        write_batch_gradient(trace, letter, layer, parameter);
        return;
    }
    struct value_matrix matrix = trace_family_matrix(trace, parameter->gradient);
    trace_matrix_equation(trace, trace_matrix_partial(trace, 0, letter, layer), &matrix);
}

static void write_input_gradients(struct trace *trace)
{
    const struct family *gradient = trace_partial(trace, trace->tape->loss, trace->tape->inputs);
    if (!gradient)
        return;
    document_sentence(&trace->document, "How fast each sample's loss changes with its inputs:");
    write_batch_matrix(trace, trace_matrix_partial(trace, 0, "X", 0), gradient);
    write_first(trace, gradient);
}

void trace_write_matrix_backward(struct trace *trace)
{
    trace->position = 0;
    if (trace_batch_count(trace) > 1)
        document_sentence(
            &trace->document,
            "Each row holds the derivatives of that sample's own loss, not yet of the batch.");
    document_sentence(
        &trace->document,
        "The gradient of a weight is the derivative by its unit's sum, times the value "
        "that the weight multiplies; that of a bias is the derivative by the sum.");
    for (int l = trace->problem->layer_count; l >= 1; l--) {
        const struct tape_layer *own = layer_at(trace, l);
        if (!trace_partial(trace, trace->tape->loss, own->z))
            break; /* nothing from here on is trained */
        struct spans *heading = trace_spans(trace);
        spans_printf(heading, "Layer %d", l);
        document_heading(&trace->document, trace->level + 1, heading);
        write_error_terms(trace, l);
        write_gradients(trace, "W", "Weights", l, own->weights);
        write_gradients(trace, "b", "Biases", l, own->biases);
    }
    write_input_gradients(trace);
}

/* ---- update ---- */

static const struct expr *primed_name(const struct trace *trace, const char *letter, int layer)
{
    return trace_named(trace, arena_printf(trace->arena, "%s%d'", letter, layer),
                       arena_printf(trace->arena, "%s'^{(%d)}", letter, layer));
}

static void add_update_numbers(struct trace *trace, struct maths *maths,
                               const struct family *parameter)
{
    if (parameter->count > UPDATE_WRITTEN_OUT)
        return;
    struct value_matrix old = trace_family_matrix(trace, parameter);
    struct value_matrix gradient = trace_family_matrix(trace, parameter->gradient);
    struct step rate = trace_step(trace, trace->tape->learning_rate, 0);
    maths_sign(maths, PIECE_EQUAL);
    maths_matrix(maths, &old.matrix);
    maths_sign(maths, PIECE_MINUS);
    maths_expr(maths, trace_value(trace, &rate));
    maths_sign(maths, PIECE_TIMES);
    maths_matrix(maths, &gradient.matrix);
}

static void write_new(struct trace *trace, const char *letter, int layer,
                      const struct family *parameter)
{
    if (!parameter || !parameter->successor)
        return;
    struct step rate = trace_step(trace, trace->tape->learning_rate, 0);
    struct maths *maths = maths_new(trace->arena);
    maths_expr(maths, primed_name(trace, letter, layer));
    maths_sign(maths, PIECE_EQUAL);
    maths_expr(maths, trace_matrix_name(trace, letter, layer));
    maths_sign(maths, PIECE_MINUS);
    maths_expr(maths, expr_binary(trace->arena, EXPR_MULTIPLY, trace_symbol(trace, &rate),
                                  trace_matrix_partial(trace, 0, letter, layer)));
    add_update_numbers(trace, maths, parameter);
    struct value_matrix matrix = trace_family_matrix(trace, parameter->successor);
    trace_add_matrix(maths, &matrix);
    document_equation(&trace->document, maths);
}

static const struct family *first_trained(const struct trace *trace)
{
    for (int l = 1; l <= trace->problem->layer_count; l++) {
        const struct tape_layer *own = layer_at(trace, l);
        if (own->weights->successor)
            return own->weights->successor;
        if (own->biases && own->biases->successor)
            return own->biases->successor;
    }
    return NULL;
}

void trace_write_matrix_update(struct trace *trace)
{
    const struct family *first = first_trained(trace);
    for (int l = 1; l <= trace->problem->layer_count; l++) {
        write_new(trace, "W", l, layer_at(trace, l)->weights);
        write_new(trace, "b", l, layer_at(trace, l)->biases);
    }
    if (!first)
        return;
    document_sentence(&trace->document, "The first one written out:");
    write_first(trace, first);
}
