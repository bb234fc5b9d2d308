/* What the problem gives, and the forward pass: the one place that knows what a dense layer is. */
#include "tape/builder.h"

#include <string.h>

static const char *numbered(struct builder *builder, const char *letter, int layer)
{
    return arena_printf(builder->arena, "%s%d", letter, layer);
}

/* ---- what the problem gives ---- */

static void add_parameters(struct builder *builder, int number)
{
    const struct layer *layer = &builder->problem->layers[number - 1];
    struct tape_layer *out = &builder->layers[number];
    struct dimension units_by_inputs[] = {{"k", layer->units}, {"i", layer->inputs}};
    struct family *weights = builder_given(builder, numbered(builder, "w", number), SCOPE_UPDATE,
                                           ROLE_PARAMETER, layer->weights, 2, units_by_inputs);
    weights->layer = number;
    out->weights = weights;
    if (!layer->use_bias)
        return;
    struct family *biases =
        builder_given(builder, numbered(builder, "b", number), SCOPE_UPDATE, ROLE_PARAMETER,
                      layer->biases, layer->shared_bias ? 0 : 1, units_by_inputs);
    biases->layer = number;
    out->biases = biases;
}

void compile_given(struct builder *builder)
{
    const struct problem *problem = builder->problem;
    struct dimension inputs = {"i", problem->input_count}, outputs = {"k", problem->output_count};
    struct family *x =
        builder_given(builder, "x", SCOPE_SAMPLE, ROLE_INPUT, problem->inputs, 1, &inputs);
    x->layer = 0;
    builder->tape->inputs = x;
    if (problem->targets)
        builder->tape->targets =
            builder_given(builder, "t", SCOPE_SAMPLE, ROLE_TARGET, problem->targets, 1, &outputs);
    for (int l = 1; l <= problem->layer_count; l++)
        add_parameters(builder, l);
}

/* ---- dense layers ---- */

/* z[k] := sum(i, w[k,i]*from[i]) + b[k] */
static struct family *add_pre_activation(struct builder *builder, int number,
                                         const struct family *from)
{
    struct arena *arena = builder->arena;
    const struct tape_layer *layer = &builder->layers[number];
    struct dimension units = {"k", builder->problem->layers[number - 1].units};
    struct family *z = builder_family(builder, numbered(builder, "z", number), SCOPE_STEP,
                                      ROLE_PRE_ACTIVATION, PHASE_FORWARD, 1, &units);
    struct index i = index_variable("i");
    const struct expr *product =
        expr_binary(arena, EXPR_MULTIPLY, builder_self(builder, layer->weights),
                    builder_name(builder, from, &i));
    const struct expr *sum = expr_reduction(arena, EXPR_SUM, "i", index_integer(1),
                                            index_integer(from->dimensions[0].count), product);
    if (layer->biases)
        sum = expr_binary(arena, EXPR_ADD, sum, builder_self(builder, layer->biases));
    z->layer = number;
    builder_assign(builder, z, sum, NULL);
    return z;
}

/* The entry's formula `text` with z, a standing for the families and n for the number of units. */
static const struct expr *activation_formula(struct builder *builder, const char *text,
                                             const struct family *a, const struct family *z)
{
    struct substitutes substitutes = {0};
    substitutes_put(&substitutes, "z", builder_self(builder, z));
    substitutes_put(&substitutes, "a", builder_self(builder, a));
    substitutes_put_parameters(builder, &substitutes, a->activation->entry->parameters,
                               a->activation->parameters);
    const struct expr *formula =
        builder_formula(builder, text, "n", z->dimensions[0].count, &substitutes);
    return a->activation->custom ? catalogue_expand(builder->arena, formula) : formula;
}

/* Activations with a symbol are called by it, the others show their formula. */
static const struct expr *activation_call(struct builder *builder,
                                          const struct activation_entry *entry,
                                          const struct family *z)
{
    const struct expr **argument = arena_array(builder->arena, 1, sizeof *argument);
    argument[0] = builder_self(builder, z);
    return expr_defined(builder->arena, entry->name, entry->symbol, 1, argument);
}

static struct family *add_activation(struct builder *builder, const struct family *z, int number)
{
    const struct activation *activation = &builder->problem->layers[number - 1].activation;
    const struct activation_entry *entry = activation->entry;
    struct family *a = builder_family(builder, numbered(builder, "a", number), SCOPE_STEP,
                                      ROLE_ACTIVATION, PHASE_FORWARD, 1, z->dimensions);
    a->layer = number;
    a->activation = activation;
    const struct expr *expansion = activation_formula(builder, entry->formula, a, z);
    builder_assign(builder, a, entry->symbol ? activation_call(builder, entry, z) : expansion,
                   expansion);
    if (entry->stable)
        builder_assign_stable(builder, a, activation_formula(builder, entry->stable, a, z));
    if (entry->derivative)
        builder_hand_derivative(builder, a, z, activation_formula(builder, entry->derivative, a, z),
                                NULL, entry->vector ? "j" : "k");
    return a;
}

/* ---- dropout ---- */

/* The masks: numbers of the problem, or made by seed for every update and sample. */
static const struct family *add_mask(struct builder *builder, const struct dropout *dropout,
                                     const struct family *a)
{
    struct family *mask = builder_family(builder, numbered(builder, "mask", a->layer), SCOPE_STEP,
                                         ROLE_DROPOUT, PHASE_FORWARD, 1, a->dimensions);
    mask->layer = a->layer;
    mask->mask = dropout;
    return mask;
}

/* d[k] := a[k]*mask[k]/(1 - rate): inverted dropout (Srivastava et al. 2014, section 10) */
static const struct family *add_dropped(struct builder *builder, const struct dropout *dropout,
                                        const struct family *a, const struct family *mask)
{
    struct arena *arena = builder->arena;
    struct family *d = builder_family(builder, numbered(builder, "d", a->layer), SCOPE_STEP,
                                      ROLE_DROPOUT, PHASE_FORWARD, 1, a->dimensions);
    const struct expr *keep = expr_binary(arena, EXPR_SUBTRACT, expr_integer(arena, 1),
                                          builder_literal(builder, dropout->rate));
    const struct expr *own = builder_self(builder, a), *masked = builder_self(builder, mask);
    d->layer = a->layer;
    builder_assign(
        builder, d,
        expr_binary(arena, EXPR_DIVIDE, expr_binary(arena, EXPR_MULTIPLY, own, masked), keep),
        NULL);
    builder_hand_derivative(builder, d, a, expr_binary(arena, EXPR_DIVIDE, masked, keep), NULL,
                            "k");
    return d;
}

void compile_forward(struct builder *builder)
{
    const struct problem *problem = builder->problem;
    const struct family *from = builder->tape->inputs;
    for (int l = 1; l <= problem->layer_count; l++) {
        const struct dropout *dropout = problem->layers[l - 1].dropout;
        struct tape_layer *layer = &builder->layers[l];
        layer->z = add_pre_activation(builder, l, from);
        layer->a = layer->output = add_activation(builder, layer->z, l);
        if (dropout) {
            layer->mask = add_mask(builder, dropout, layer->a);
            layer->output = layer->dropped = add_dropped(builder, dropout, layer->a, layer->mask);
        }
        from = layer->output;
    }
}
