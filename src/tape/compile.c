/* From a problem to its tape: this file is the order of the work. The forward pass, the loss and the update are
 * written by compile_*.c; the families between them by the reverse rule (reverse.c). */
#include "tape/builder.h"

#include <assert.h>

static void open_tape(struct builder *builder)
{
    const struct problem *problem = builder->problem;
    struct tape *tape = builder->tape;
    tape->problem = problem;
    tape->backward = problem->updates > 0;
    tape->sample_gradients = problem->sample_count > 1 || problem->penalty.present;
    tape->bare = problem->formulas && !problem->optimizer.entry;
    tape->last_update =
        problem->updates > 0 ? problem->updates + (problem->forward_after ? 1 : 0) : 1;
    for (int b = 0; b < problem->batch_count; b++)
        if (problem->batches[b].count > tape->batch_capacity)
            tape->batch_capacity = problem->batches[b].count;
    builder->layers =
        arena_array(builder->arena, (size_t)problem->layer_count + 1, sizeof *builder->layers);
    tape->layers = builder->layers;
}

/* dE/dw of the batch: the mean or sum of those of its samples, and what the penalty adds. */
static const struct family *add_batch_gradient(struct builder *builder,
                                               const struct family *parameter,
                                               const struct family *of_sample,
                                               const struct family *of_penalty)
{
    struct arena *arena = builder->arena;
    const struct expr *sum = NULL;
    if (of_sample) {
        enum expr_kind kind = builder->problem->loss.batch == REDUCTION_MEAN ? EXPR_MEAN : EXPR_SUM;
        sum = expr_reduction(arena, kind, "s", index_integer(1), index_variable("m"),
                             builder_of_sample(builder, of_sample));
    }
    if (of_penalty) {
        const struct expr *own = builder_self(builder, of_penalty);
        sum = sum ? expr_binary(arena, EXPR_ADD, sum, own) : own;
    }
    const struct label top = {.base = builder->tape->total->top.base};
    struct family *gradient =
        builder_derivative(builder, top, parameter->top, SCOPE_UPDATE, ROLE_GRADIENT,
                           PHASE_GRADIENT, parameter->rank, parameter->dimensions);
    gradient->top_family = builder->tape->total;
    gradient->bottom_family = parameter;
    gradient->layer = parameter->layer;
    builder_assign(builder, gradient, sum, NULL);
    return gradient;
}

/* Which families the gradients are wanted of: trained parameters, then the inputs if asked for. */
static int list_wanted(const struct builder *builder, const struct family **wanted)
{
    const struct problem *problem = builder->problem;
    int count = 0;
    for (int l = 1; l <= problem->layer_count; l++) {
        if (problem->layers[l - 1].train_weights)
            wanted[count++] = builder->layers[l].weights;
        if (problem->layers[l - 1].train_biases && builder->layers[l].biases)
            wanted[count++] = builder->layers[l].biases;
    }
    if (problem->wrt_inputs)
        wanted[count++] = builder->tape->inputs;
    return count;
}

static void add_backward(struct builder *builder, const struct family *const *wanted, int count)
{
    struct tape *tape = builder->tape;
    int parameters = builder->problem->wrt_inputs ? count - 1 : count;
    size_t most = (size_t)count + 1;
    const struct family **of_samples = arena_array(builder->arena, most, sizeof *of_samples);
    const struct family **of_penalty = arena_array(builder->arena, most, sizeof *of_penalty);
    builder_reverse(builder, tape->loss, wanted, count, of_samples);
    compile_independence(builder, tape->loss, wanted, count, of_samples);
    if (tape->penalty)
        builder_reverse(builder, tape->penalty, wanted, parameters, of_penalty);
    for (int i = 0; i < parameters; i++) {
        const struct family *gradient = of_samples[i];
        if (tape->sample_gradients && (of_samples[i] || of_penalty[i]))
            gradient = add_batch_gradient(builder, wanted[i], of_samples[i], of_penalty[i]);
        builder->families[wanted[i]->number]->gradient = gradient;
    }
    if (builder->problem->optimizer.entry)
        compile_update(builder, wanted, parameters);
}

static void compile_network(struct builder *builder)
{
    compile_given(builder);
    const struct family **wanted =
        arena_array(builder->arena, 2 * (size_t)builder->problem->layer_count + 1, sizeof *wanted);
    int count = list_wanted(builder, wanted);
    compile_constants(builder);
    compile_forward(builder);
    compile_loss(builder);
    if (builder->tape->backward)
        add_backward(builder, wanted, count);
}

const struct tape *tape_compile(struct arena *arena, const struct problem *problem,
                                struct diagnostics *diagnostics)
{
    struct tape *tape = arena_alloc(arena, sizeof *tape);
    struct builder builder = {.arena = arena,
                              .problem = problem,
                              .diagnostics = diagnostics,
                              .tape = tape,
                              .independence = ""};
    open_tape(&builder);
    if (problem->formulas)
        compile_formulas(&builder);
    else
        compile_network(&builder);
    if (builder.failed)
        return NULL;
    compile_names(&builder);
    compile_conventions(&builder);
    tape->families = (const struct family *const *)builder.families;
    tape->family_count = builder.count;
    assert(tape_check(arena, tape) == NULL);
    return tape;
}
