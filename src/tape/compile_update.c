/* The optimizer: its constants, its state before the first update, and the formulas that make new state and new
 * parameters. What the formulas are is said in catalogue/optimizers.def and schedules.def alone. */
#include "tape/builder.h"

#include <string.h>

static const struct optimizer *optimizer_of(const struct builder *builder)
{
    return &builder->problem->optimizer;
}

/* ---- before the first update ---- */

static bool has_decay(const struct builder *builder)
{
    return optimizer_of(builder)->weight_decay != NULL;
}

/* What the problem says of a state, else the entry's initial value for each of `count` parameters. */
static const char *const *initial_literals(struct builder *builder,
                                           const struct optimizer_state *state,
                                           const struct family *parameter, size_t count)
{
    const struct optimizer *optimizer = optimizer_of(builder);
    for (int i = 0; i < optimizer->initial_count; i++) {
        const struct initial_state *initial = &optimizer->initial[i];
        if (strcmp(initial->symbol, state->symbol) == 0 &&
            (!parameter
                 ? !initial->parameter
                 : initial->parameter && strcmp(initial->parameter, parameter->top.base) == 0))
            return initial->literals;
    }
    const char **literals = arena_array(builder->arena, count, sizeof *literals);
    for (size_t i = 0; i < count; i++)
        literals[i] = state->initial;
    return literals;
}

/* "m.w2", or "mu" for the whole update. */
static const char *state_base(struct builder *builder, const char *symbol,
                              const struct family *parameter)
{
    return parameter ? arena_printf(builder->arena, "%s.%s", symbol, parameter->top.base) : symbol;
}

static struct family *add_state(struct builder *builder, const char *symbol,
                                const struct family *parameter, enum phase phase)
{
    struct family *family = builder_family(
        builder, state_base(builder, symbol, parameter), SCOPE_UPDATE, ROLE_STATE, phase,
        parameter ? parameter->rank : 0, parameter ? parameter->dimensions : NULL);
    family->symbol = symbol;
    family->state_of = parameter;
    family->layer = parameter ? parameter->layer : -1;
    return family;
}

static void add_previous_states(struct builder *builder, const struct family *parameter)
{
    const struct optimizer_state *states = optimizer_of(builder)->entry->states;
    for (int i = 0; i < OPTIMIZER_STATES && states[i].symbol; i++) {
        if (!states[i].initial || states[i].shared != (parameter == NULL))
            continue;
        struct family *previous = add_state(builder, states[i].symbol, parameter, PHASE_GIVEN);
        previous->literals = initial_literals(builder, &states[i], parameter, previous->count);
    }
}

void compile_constants(struct builder *builder)
{
    const struct optimizer *optimizer = optimizer_of(builder);
    if (!optimizer->entry || !optimizer->learning_rate)
        return;
    builder->tape->learning_rate = builder_constant(
        builder, optimizer->schedule ? "alpha0" : "alpha", optimizer->learning_rate);
    if (builder->problem->updates == 0)
        return;
    for (int i = 0; i < ENTRY_PARAMETERS && optimizer->entry->parameters[i].name; i++)
        builder_constant(builder, optimizer->entry->parameters[i].name, optimizer->parameters[i]);
    if (has_decay(builder))
        builder_constant(builder, "lambda", optimizer->weight_decay);
    add_previous_states(builder, NULL);
}

/* ---- formulas ---- */

static const struct family *constant(const struct builder *builder, const char *name)
{
    for (int i = 0; i < builder->count; i++)
        if (builder->families[i]->scope == SCOPE_CONSTANT &&
            strcmp(builder->families[i]->top.base, name) == 0)
            return builder->families[i];
    return NULL;
}

static void put_family(struct builder *builder, struct substitutes *substitutes, const char *name,
                       const struct family *family)
{
    if (family)
        substitutes_put(substitutes, name, builder_self(builder, family));
}

/* alpha := formula of the schedule (a family of its own), else the constant. */
static void add_schedule(struct builder *builder)
{
    const struct optimizer *optimizer = optimizer_of(builder);
    if (!optimizer->schedule)
        return;
    struct substitutes substitutes = {0};
    put_family(builder, &substitutes, "alpha0", builder->tape->learning_rate);
    substitutes_put_parameters(builder, &substitutes, optimizer->schedule->parameters,
                               optimizer->schedule_parameters);
    struct family *alpha = add_state(builder, "alpha", NULL, PHASE_UPDATE);
    builder_assign(builder, alpha,
                   builder_formula(builder, optimizer->schedule->formula, "", 0, &substitutes),
                   NULL);
    builder->tape->learning_rate = alpha;
}

/* What every formula of the optimizer may name but for w, g and states. */
static void put_constants(struct builder *builder, struct substitutes *substitutes)
{
    const struct optimizer *optimizer = optimizer_of(builder);
    put_family(builder, substitutes, "alpha", builder->tape->learning_rate);
    put_family(builder, substitutes, "lambda", constant(builder, "lambda"));
    for (int i = 0; i < ENTRY_PARAMETERS && optimizer->entry->parameters[i].name; i++) {
        const char *name = optimizer->entry->parameters[i].name;
        put_family(builder, substitutes, name, constant(builder, name));
    }
}

/* The family of the state before the first update, which holds its value before each. */
static struct family *previous_state(const struct builder *builder, const char *symbol,
                                     const struct family *parameter)
{
    for (int i = 0; i < builder->count; i++) {
        struct family *family = builder->families[i];
        if (family->symbol && family->phase == PHASE_GIVEN && family->state_of == parameter &&
            strcmp(family->symbol, symbol) == 0)
            return family;
    }
    return NULL;
}

/* Adds the states of one parameter (NULL: those of the whole update) and puts them among the names. */
static void add_states(struct builder *builder, const struct family *parameter,
                       struct substitutes *substitutes)
{
    const struct optimizer_state *states = optimizer_of(builder)->entry->states;
    for (int i = 0; i < OPTIMIZER_STATES && states[i].symbol; i++) {
        if (states[i].shared != (parameter == NULL))
            continue;
        struct family *state = add_state(builder, states[i].symbol, parameter, PHASE_UPDATE);
        struct family *previous = previous_state(builder, states[i].symbol, parameter);
        put_family(builder, substitutes, states[i].symbol, state);
        builder_assign(builder, state,
                       builder_formula(builder, states[i].formula, "", 0, substitutes), NULL);
        if (previous) {
            state->updates = previous;
            previous->successor = state;
        }
    }
}

/* g := dE/dw + lambda*w, where the optimizer does not decay w apart from its gradient */
static const struct family *add_decayed_gradient(struct builder *builder,
                                                 const struct family *parameter)
{
    struct arena *arena = builder->arena;
    if (!has_decay(builder) || optimizer_of(builder)->entry->decoupled)
        return parameter->gradient;
    struct family *gradient = add_state(builder, "g", parameter, PHASE_UPDATE);
    const struct expr *decay =
        expr_binary(arena, EXPR_MULTIPLY, builder_self(builder, constant(builder, "lambda")),
                    builder_self(builder, parameter));
    builder_assign(builder, gradient,
                   expr_binary(arena, EXPR_ADD, builder_self(builder, parameter->gradient), decay),
                   NULL);
    return gradient;
}

/* States and new value of one parameter; `common`: the names that do not depend on it. */
static void add_update(struct builder *builder, struct family *parameter,
                       const struct substitutes *common)
{
    struct substitutes substitutes = *common;
    add_previous_states(builder, parameter);
    put_family(builder, &substitutes, "w", parameter);
    put_family(builder, &substitutes, "g", add_decayed_gradient(builder, parameter));
    add_states(builder, parameter, &substitutes);
    struct family *update = builder_family(builder, parameter->top.base, SCOPE_UPDATE, ROLE_UPDATE,
                                           PHASE_UPDATE, parameter->rank, parameter->dimensions);
    builder_assign(
        builder, update,
        builder_formula(builder, optimizer_of(builder)->entry->update, "", 0, &substitutes), NULL);
    update->layer = parameter->layer;
    update->updates = parameter;
    parameter->successor = update;
}

void compile_update(struct builder *builder, const struct family *const *parameters, int count)
{
    struct substitutes common = {0};
    add_schedule(builder);
    put_constants(builder, &common);
    add_states(builder, NULL, &common);
    for (int i = 0; i < count; i++)
        if (parameters[i]->gradient)
            add_update(builder, builder->families[parameters[i]->number], &common);
}
