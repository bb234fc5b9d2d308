/* The chain rule for one parameter, spelled out as on paper: every factor with its value, then the product. */
#include "render/trace_parts.h"

/* Labels longer than this would push the chain off the page. */
#define LABEL_LENGTH_MAX 24

bool trace_is_single_path(const struct trace *trace, int layer)
{
    for (int l = trace->problem->layer_count; l > layer; l--)
        if (trace->problem->layers[l - 1].units > 1 || trace_is_vector_layer(trace, l))
            return false;
    return !trace_is_vector_layer(trace, layer);
}

/* ---- factors ---- */

static bool is_short(const struct trace *trace, const struct expr *label)
{
    struct text text;
    text_open(&text, trace->arena);
    expr_print(label, &text);
    return text.length <= LABEL_LENGTH_MAX;
}

/* What the factor is, where that is a name or short enough. */
static const struct expr *label_of(const struct trace *trace, const struct step *step)
{
    const struct expr *formula = step_formula(step, trace->arena);
    if (!formula || formula->kind == EXPR_NUMBER || formula->kind == EXPR_WHERE ||
        !is_short(trace, formula))
        return NULL;
    return formula;
}

static void add_factor(struct trace *trace, struct maths *maths, const struct family *family,
                       long first, long second, bool labelled)
{
    struct step step = trace_step_at(trace, family, first, second);
    if (maths->last->kind == PIECE_FACTOR)
        maths_sign(maths, PIECE_TIMES);
    maths_factor(maths, &(struct factor){.symbol = trace_symbol(trace, &step),
                                         .label = labelled ? label_of(trace, &step) : NULL,
                                         .value = trace_value(trace, &step),
                                         .exact = trace_shown_exact(&step)});
}

static void add_dropout(struct trace *trace, struct maths *maths, int layer, long unit)
{
    const struct tape_layer *own = &trace->tape->layers[layer];
    if (own->dropped)
        add_factor(trace, maths, trace_partial(trace, own->dropped, own->a), unit, 1, true);
}

/* From the loss to the sum of unit `unit` of `layer`, where one path leads there: the last layer's two factors,
 * then two for each layer further back. */
static void add_path(struct trace *trace, struct maths *maths, int layer, long unit)
{
    const struct tape_layer *layers = trace->tape->layers;
    int last = trace->problem->layer_count;
    long k = last == layer ? unit : 1;
    add_factor(trace, maths, trace_partial(trace, trace->tape->loss, layers[last].output), k, 1,
               false);
    add_dropout(trace, maths, last, k);
    add_factor(trace, maths, trace_partial(trace, layers[last].a, layers[last].z), k, 1, false);
    for (int l = last - 1; l >= layer; l--) {
        long from = l == layer ? unit : 1;
        add_factor(trace, maths, trace_partial(trace, layers[l + 1].z, layers[l].output), 1, from,
                   true);
        add_dropout(trace, maths, l, from);
        add_factor(trace, maths, trace_partial(trace, layers[l].a, layers[l].z), from, 1, true);
    }
}

/* From the error that arrived at the unit; a vector activation has mixed it already, and work by hand multiplies
 * the rounded error term. */
static void add_arrived(struct trace *trace, struct maths *maths, int layer, long unit)
{
    const struct tape_layer *own = &trace->tape->layers[layer];
    if (trace_is_vector_layer(trace, layer) || trace_is_rounded(trace)) {
        add_factor(trace, maths, trace_partial(trace, trace->tape->loss, own->z), unit, 1, false);
        return;
    }
    add_factor(trace, maths, trace_partial(trace, trace->tape->loss, own->a), unit, 1, false);
    add_factor(trace, maths, trace_partial(trace, own->a, own->z), unit, 1, true);
}

/* What belongs to one sample is called so where the update has another one of the same name. */
const struct expr *trace_sample_symbol(const struct trace *trace, const struct step *step)
{
    if (step->family->scope != SCOPE_STEP || !trace_has_own_gradients(trace))
        return trace_symbol(trace, step);
    return expr_name(trace->arena,
                     arena_printf(trace->arena, "s%d.%s", step_sample(step), step_name(step)), 0,
                     NULL);
}

void trace_write_shared(struct trace *trace, const struct family *parameter)
{
    struct step gradient = trace_step(trace, trace_sample_gradient(trace, parameter), 0);
    trace_write_step_called(trace, trace_sample_symbol(trace, &gradient), &gradient);
}

void trace_write_chain(struct trace *trace, int layer, const struct family *parameter,
                       size_t instance)
{
    const struct tape_layer *own = &trace->tape->layers[layer];
    struct step gradient = trace_step(trace, trace_sample_gradient(trace, parameter), instance);
    const struct family *partial = trace_partial(trace, own->z, parameter);
    struct maths *maths = maths_new(trace->arena);
    maths_expr(maths, trace_sample_symbol(trace, &gradient));
    maths_sign(maths, PIECE_EQUAL);
    if (trace_is_single_path(trace, layer) && !trace_is_rounded(trace))
        add_path(trace, maths, layer, gradient.indices[0]);
    else
        add_arrived(trace, maths, layer, gradient.indices[0]);
    add_factor(trace, maths, partial, gradient.indices[0], gradient.indices[1], true);
    trace_add_result(trace, maths, &gradient);
    document_equation(&trace->document, maths);
    trace_note_step(trace, &gradient);
}
