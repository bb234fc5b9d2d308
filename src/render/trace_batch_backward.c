/* A batch in matrices, backward: partials and error terms by layer, the gradients of each sample, their mean or
 * sum, and the new parameters. */
#include "render/trace_matrix.h"

#include "catalogue/catalogue.h"
#include <string.h>

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

/* dE/dA = dE/dZ W, with sums and weights of the next layer; after dropout dE/dD. */
static void write_arrived(struct trace *trace, int layer, const struct family *arrived)
{
    struct maths *maths = maths_new(trace->arena);
    struct value_matrix matrix = trace_batch_matrix(trace, arrived);
    maths_expr(maths,
               trace_matrix_partial(trace, 0, layer_at(trace, layer)->dropped ? "D" : "A", layer));
    if (layer < trace->problem->layer_count) {
        maths_sign(maths, PIECE_EQUAL);
        maths_expr(maths, expr_binary(trace->arena, EXPR_MULTIPLY,
                                      trace_matrix_partial(trace, 0, "Z", layer + 1),
                                      trace_matrix_name(trace, "W", layer + 1)));
    }
    trace_add_matrix(maths, &matrix);
    document_equation(&trace->document, maths);
}

/* dA/dZ or dD/dA, element by element. */
static const struct expr *slope_name(const struct trace *trace, const char *of, const char *by,
                                     int layer)
{
    const struct expr *a = trace_matrix_name(trace, of, layer),
                      *z = trace_matrix_name(trace, by, layer);
    return trace_partial_name(trace, a, z);
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
        maths_expr(maths, slope_name(trace, "A", "Z", layer));
    }
    trace_add_matrix(maths, &matrix);
    document_equation(&trace->document, maths);
}

/* da[k]/dz[j] of one sample after the other. */
static void write_jacobians(struct trace *trace, int layer, const struct family *jacobian)
{
    int count = trace_shown_count(trace);
    bool all = (size_t)count * jacobian->count <= JACOBIAN_ELEMENTS;
    document_sentence(
        &trace->document,
        all ? "Every output depends on every sum: the Jacobian of each sample, with a "
              "row for each output and a column for each sum."
            : "Every output depends on every sum: the Jacobian of the first sample, "
              "with a row for each output and a column for each sum.");
    for (int i = 0; i < (all ? count : 1) && trace_read_sample(trace, i); i++) {
        struct value_matrix matrix = trace_family_matrix(trace, jacobian);
        int sample = trace_sample_number(trace);
        const char *text = arena_printf(trace->arena, "J%d(sample %d)", layer, sample);
        struct notation notation = {
            .kind = NOTATION_LAYERED, .letter = "J", .layer = layer, .sample = sample};
        trace_matrix_equation(trace, trace_noted(trace, text, notation), &matrix);
    }
    trace_read_sample(trace, 0);
}

/* dE/dA = dE/dD o dD/dA */
static void write_through_dropout(struct trace *trace, int layer)
{
    const struct tape_layer *own = layer_at(trace, layer);
    if (!own->dropped)
        return;
    const struct family *arrived = trace_partial(trace, trace->tape->loss, own->a);
    write_batch_matrix(trace, slope_name(trace, "D", "A", layer),
                       trace_partial(trace, own->dropped, own->a));
    struct maths *maths = maths_new(trace->arena);
    struct value_matrix matrix = trace_batch_matrix(trace, arrived);
    maths_expr(maths, trace_matrix_partial(trace, 0, "A", layer));
    maths_sign(maths, PIECE_EQUAL);
    maths_expr(maths, trace_matrix_partial(trace, 0, "D", layer));
    maths_sign(maths, PIECE_ELEMENTWISE);
    maths_expr(maths, slope_name(trace, "D", "A", layer));
    trace_add_matrix(maths, &matrix);
    document_equation(&trace->document, maths);
}

static void write_error_terms(struct trace *trace, int layer)
{
    const struct tape_layer *own = layer_at(trace, layer);
    const struct family *arrived = trace_partial(trace, trace->tape->loss, own->output);
    const struct family *slopes = trace_partial(trace, own->a, own->z);
    const struct family *errors = trace_partial(trace, trace->tape->loss, own->z);
    write_arrived(trace, layer, arrived);
    write_through_dropout(trace, layer);
    if (trace_is_vector_layer(trace, layer))
        write_jacobians(trace, layer, slopes);
    else
        write_batch_matrix(trace, slope_name(trace, "A", "Z", layer), slopes);
    write_errors(trace, layer, errors);
    sentence_for_sample(trace, "Written out for sample", ", unit 1:");
    write_first(trace, arrived);
    if (own->dropped) {
        write_first(trace, trace_partial(trace, own->dropped, own->a));
        write_first(trace, trace_partial(trace, trace->tape->loss, own->a));
    }
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
    int count = trace_shown_count(trace), shown = count < SAMPLES_SHOWN ? count : SAMPLES_SHOWN;
    for (int i = 0; i < shown && trace_read_sample(trace, i); i++) {
        struct value_matrix matrix = trace_family_matrix(trace, gradient);
        trace_matrix_equation(
            trace, trace_matrix_partial(trace, trace_sample_number(trace), letter, layer), &matrix);
    }
    trace_read_sample(trace, 0);
    if (shown == count)
        return;
    struct spans *spans = trace_spans(trace);
    spans_printf(spans, "And %d more samples.", count - shown);
    document_paragraph(&trace->document, spans);
}

/* dR/dW and what it is added to. */
static void write_penalty_gradient(struct trace *trace, const char *letter, int layer,
                                   const struct family *parameter)
{
    const struct family *penalty = trace_penalty_gradient(trace, parameter);
    if (!penalty)
        return;
    struct value_matrix matrix = trace_family_matrix(trace, penalty);
    struct step step = trace_step(trace, trace->tape->penalty, 0);
    const struct expr *by = trace_matrix_name(trace, letter, layer);
    document_sentence(&trace->document, "The gradient of the penalty:");
    trace_matrix_equation(trace, trace_partial_name(trace, trace_symbol(trace, &step), by),
                          &matrix);
    write_first(trace, penalty);
}

static const char *sum_sentence(const struct trace *trace, const struct family *parameter)
{
    bool mean = trace->problem->loss.batch == REDUCTION_MEAN;
    if (trace_batch_count(trace) == 1)
        return trace_penalty_gradient(trace, parameter) ? "Both together:"
                                                        : "There is no penalty on it:";
    if (trace_penalty_gradient(trace, parameter))
        return mean ? "The mean over the samples, plus that of the penalty:"
                    : "The sum over the samples, plus that of the penalty:";
    if (!trace_shows_all(trace))
        return mean ? "The mean over all samples of the batch:"
                    : "The sum over all samples of the batch:";
    return mean ? "Their mean is the gradient of the batch:"
                : "Their sum is the gradient of the batch:";
}

static void write_batch_gradient(struct trace *trace, const char *letter, int layer,
                                 const struct family *parameter)
{
    struct value_matrix matrix = trace_family_matrix(trace, parameter->gradient);
    write_penalty_gradient(trace, letter, layer, parameter);
    document_sentence(&trace->document, sum_sentence(trace, parameter));
    trace_matrix_equation(trace, trace_matrix_partial(trace, 0, letter, layer), &matrix);
    write_first(trace, parameter->gradient);
}

/* One element of the gradient of one sample, spelled out. */
static void write_first_gradient(struct trace *trace, int layer, const struct family *parameter)
{
    sentence_for_sample(trace, "The first one for sample", ", by the chain rule:");
    if (parameter->rank == 0)
        trace_write_shared(trace, parameter);
    else
        trace_write_chain(trace, layer, parameter, 0);
}

static void write_gradients(struct trace *trace, const char *letter, const char *noun, int layer,
                            const struct family *parameter)
{
    if (!parameter || !parameter->gradient)
        return;
    struct spans *label = trace_spans(trace);
    spans_printf(label, "%s of layer %d", noun, layer);
    document_label(&trace->document, label, NULL);
    write_first_gradient(trace, layer, parameter);
    if (trace_has_own_gradients(trace)) {
        if (trace_batch_count(trace) > 1)
            document_sentence(&trace->document, trace_shows_all(trace)
                                                    ? "All of them, sample by sample:"
                                                    : "Those of the samples that are shown:");
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
    trace_read_sample(trace, 0);
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
    return trace_noted(
        trace, arena_printf(trace->arena, "%s%d'", letter, layer),
        (struct notation){
            .kind = NOTATION_LAYERED, .letter = letter, .layer = layer, .primed = true});
}

/* W' = W - alpha dE/dW holds as it stands only where the optimizer keeps nothing. */
static bool is_plain_descent(const struct trace *trace, const struct family *parameter)
{
    return strcmp(trace->problem->optimizer.entry->name, "sgd") == 0 &&
           !trace_has_states(trace, parameter);
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

static void add_descent(struct trace *trace, struct maths *maths, const char *letter, int layer,
                        const struct family *parameter)
{
    struct step rate = trace_step(trace, trace->tape->learning_rate, 0);
    maths_sign(maths, PIECE_EQUAL);
    maths_expr(maths, trace_matrix_name(trace, letter, layer));
    maths_sign(maths, PIECE_MINUS);
    maths_expr(maths, expr_binary(trace->arena, EXPR_MULTIPLY, trace_symbol(trace, &rate),
                                  trace_matrix_partial(trace, 0, letter, layer)));
    add_update_numbers(trace, maths, parameter);
}

/* m of W^(1): m_{W^(1)} */
static void write_states(struct trace *trace, const char *letter, int layer,
                         const struct family *parameter)
{
    const struct expr *of = trace_matrix_name(trace, letter, layer);
    for (int f = 0; f < trace->tape->family_count; f++) {
        const struct family *state = trace->tape->families[f];
        if (state->state_of != parameter || state->phase != PHASE_UPDATE)
            continue;
        struct value_matrix matrix = trace_family_matrix(trace, state);
        struct notation notation = {
            .kind = NOTATION_LOWERED, .of = trace_named(trace, state->symbol), .by = of};
        const char *text = arena_printf(trace->arena, "%s.%s", state->symbol, of->text);
        trace_matrix_equation(trace, trace_noted(trace, text, notation), &matrix);
    }
}

static void write_new(struct trace *trace, const char *letter, int layer,
                      const struct family *parameter)
{
    if (!parameter || !parameter->successor)
        return;
    struct maths *maths = maths_new(trace->arena);
    struct value_matrix matrix = trace_family_matrix(trace, parameter->successor);
    write_states(trace, letter, layer, parameter);
    maths_expr(maths, primed_name(trace, letter, layer));
    if (is_plain_descent(trace, parameter))
        add_descent(trace, maths, letter, layer, parameter);
    trace_add_matrix(maths, &matrix);
    document_equation(&trace->document, maths);
}

static const struct family *first_trained(const struct trace *trace)
{
    for (int l = 1; l <= trace->problem->layer_count; l++) {
        const struct tape_layer *own = layer_at(trace, l);
        if (own->weights->successor)
            return own->weights;
        if (own->biases && own->biases->successor)
            return own->biases;
    }
    return NULL;
}

static void write_first_update(struct trace *trace, const char *sentence)
{
    const struct family *first = first_trained(trace);
    if (!first)
        return;
    document_sentence(&trace->document, sentence);
    trace_write_new_value(trace, first, 0);
}

void trace_write_matrix_update(struct trace *trace)
{
    const struct family *first = first_trained(trace);
    bool plain = first && is_plain_descent(trace, first);
    trace_write_common_states(trace);
    if (!plain)
        write_first_update(trace, "For the first parameter written out:");
    if (first && !plain)
        document_sentence(&trace->document, "For all of them, element by element in the same way:");
    for (int l = 1; l <= trace->problem->layer_count; l++) {
        write_new(trace, "W", l, layer_at(trace, l)->weights);
        write_new(trace, "b", l, layer_at(trace, l)->biases);
    }
    if (plain)
        write_first_update(trace, "The first one written out:");
}
