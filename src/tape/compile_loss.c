/* The loss of a sample, the penalty, and what is minimised over the batch. */
#include "tape/builder.h"

#include <string.h>

static const struct family *outputs(const struct builder *builder)
{
    return builder->layers[builder->problem->layer_count].output;
}

/* ---- label smoothing ---- */

/* tsmooth[k] := (1 - s)*t[k] + s/classes (Szegedy et al. 2016, section 7) */
static const struct family *add_smoothed(struct builder *builder)
{
    struct arena *arena = builder->arena;
    const struct problem *problem = builder->problem;
    struct family *smoothed = builder_family(builder, "tsmooth", SCOPE_STEP, ROLE_TARGET,
                                             PHASE_FORWARD, 1, builder->tape->targets->dimensions);
    const struct expr *amount = builder_literal(builder, problem->loss.smoothing);
    const char *classes = problem->loss.entry->smoothing_classes;
    const struct expr *count = strcmp(classes, "K") == 0
                                   ? expr_integer(arena, problem->output_count)
                                   : expr_number(arena, classes);
    const struct expr *kept = expr_binary(
        arena, EXPR_MULTIPLY, expr_binary(arena, EXPR_SUBTRACT, expr_integer(arena, 1), amount),
        builder_self(builder, builder->tape->targets));
    builder_assign(
        builder, smoothed,
        expr_binary(arena, EXPR_ADD, kept, expr_binary(arena, EXPR_DIVIDE, amount, count)), NULL);
    return smoothed;
}

/* ---- the loss of one sample ---- */

/* Targets, outputs, parameters, epsilon and K of the entry's formula put in place. */
static const struct expr *loss_formula(struct builder *builder, const char *text)
{
    const struct loss *loss = &builder->problem->loss;
    const struct tape *tape = builder->tape;
    const char *epsilon = loss->clip ? loss->clip : loss->log_add ? loss->log_add : "0";
    struct substitutes substitutes = {0};
    substitutes_put(&substitutes, "t",
                    builder_self(builder, tape->smoothed ? tape->smoothed : tape->targets));
    substitutes_put(&substitutes, "a", builder_self(builder, outputs(builder)));
    substitutes_put(&substitutes, "eps", builder_literal(builder, epsilon));
    substitutes_put_parameters(builder, &substitutes, loss->entry->parameters, loss->parameters);
    const struct expr *formula =
        builder_formula(builder, text, "K", builder->problem->output_count, &substitutes);
    return loss->custom ? catalogue_expand(builder->arena, formula) : formula;
}

/* expr / by, as one fraction. */
static const struct expr *divided(struct builder *builder, const struct expr *expr,
                                  const struct expr *by)
{
    if (expr->kind != EXPR_DIVIDE)
        return expr_binary(builder->arena, EXPR_DIVIDE, expr, by);
    return expr_binary(builder->arena, EXPR_DIVIDE, expr->a,
                       expr_binary(builder->arena, EXPR_MULTIPLY, expr->b, by));
}

/* The loss's scale over the outputs and the base of its logarithm. */
static const struct expr *scaled(struct builder *builder, const struct expr *expr)
{
    struct arena *arena = builder->arena;
    const struct loss *loss = &builder->problem->loss;
    bool half = loss->scale == SCALE_HALF || loss->scale == SCALE_HALF_MEAN;
    bool mean = loss->scale == SCALE_MEAN || loss->scale == SCALE_HALF_MEAN;
    int divisor = (half ? 2 : 1) * (mean ? builder->problem->output_count : 1);
    if (divisor > 1)
        expr = expr_binary(
            arena, EXPR_MULTIPLY,
            expr_binary(arena, EXPR_DIVIDE, expr_integer(arena, 1), expr_integer(arena, divisor)),
            expr);
    if (loss->entry->logarithmic && loss->log_base != LOG_BASE_E)
        expr = divided(builder, expr,
                       expr_function(arena, FUNCTION_LOG,
                                     expr_integer(arena, loss->log_base == LOG_BASE_2 ? 2 : 10)));
    return expr;
}

static const struct expr *loss_derivative(struct builder *builder, const char *text)
{
    return text ? expr_simplify(builder->arena, scaled(builder, loss_formula(builder, text)))
                : NULL;
}

static void assign_loss(struct builder *builder, struct family *loss)
{
    const struct loss_entry *entry = builder->problem->loss.entry;
    builder_assign(builder, loss, scaled(builder, loss_formula(builder, entry->formula)), NULL);
    if (entry->stable)
        builder_assign_stable(builder, loss, scaled(builder, loss_formula(builder, entry->stable)));
    if (entry->derivative)
        builder_hand_derivative(builder, loss, outputs(builder),
                                loss_derivative(builder, entry->derivative),
                                loss_derivative(builder, entry->stable_derivative), "k");
}

/* Without a loss: one output, or the sum of the outputs. */
static void assign_objective(struct builder *builder, struct family *loss)
{
    const struct problem *problem = builder->problem;
    const struct index one = index_integer(problem->objective_output + 1);
    const struct expr *objective =
        problem->objective == OBJECTIVE_OUTPUT
            ? builder_name(builder, outputs(builder), &one)
            : expr_reduction(builder->arena, EXPR_SUM, "k", index_integer(1),
                             index_integer(problem->output_count),
                             builder_self(builder, outputs(builder)));
    builder_assign(builder, loss, objective, NULL);
}

/* ---- the penalty ---- */

/* factor(lambda, m) * sum of the entry's term over one family; NULL without a lambda. */
static const struct expr *penalty_term(struct builder *builder, const char *name,
                                       const char *lambda, const struct family *parameter)
{
    struct arena *arena = builder->arena;
    const struct penalty_entry *entry = penalty_by_name(name);
    if (!lambda)
        return NULL;
    struct substitutes substitutes = {0};
    substitutes_put(&substitutes, "w", builder_self(builder, parameter));
    substitutes_put(&substitutes, "lambda", builder_literal(builder, lambda));
    const struct expr *sum = builder_formula(builder, entry->term, "", 0, &substitutes);
    for (int d = parameter->rank - 1; d >= 0; d--)
        sum = expr_reduction(arena, EXPR_SUM, parameter->dimensions[d].variable, index_integer(1),
                             index_integer(parameter->dimensions[d].count), sum);
    const struct expr *factor = builder_formula(
        builder, entry->factor[builder->problem->penalty.convention], "", 0, &substitutes);
    return expr_binary(arena, EXPR_MULTIPLY, factor, sum);
}

static void add_terms(struct builder *builder, const struct layer *layer,
                      const struct family *parameter, const struct expr **total)
{
    const struct expr *const terms[] = {penalty_term(builder, "l1", layer->l1, parameter),
                                        penalty_term(builder, "l2", layer->l2, parameter)};
    for (int i = 0; i < 2; i++)
        if (terms[i])
            *total = *total ? expr_binary(builder->arena, EXPR_ADD, *total, terms[i]) : terms[i];
}

/* R := sum over the penalised layers of l1 and l2 terms */
static void add_penalty(struct builder *builder)
{
    const struct expr *total = NULL;
    for (int l = 1; l <= builder->problem->layer_count; l++) {
        const struct layer *layer = &builder->problem->layers[l - 1];
        add_terms(builder, layer, builder->layers[l].weights, &total);
        if (builder->problem->penalty.biases && builder->layers[l].biases)
            add_terms(builder, layer, builder->layers[l].biases, &total);
    }
    struct family *penalty =
        builder_family(builder, "R", SCOPE_UPDATE, ROLE_PENALTY, PHASE_TOTAL, 0, NULL);
    builder_assign(builder, penalty, total, NULL);
    builder->tape->penalty = penalty;
}

/* ---- over the batch ---- */

static void add_total(struct builder *builder)
{
    const struct problem *problem = builder->problem;
    struct tape *tape = builder->tape;
    enum expr_kind kind = problem->loss.batch == REDUCTION_MEAN ? EXPR_MEAN : EXPR_SUM;
    const struct expr *sum =
        expr_reduction(builder->arena, kind, "s", index_integer(1), index_variable("m"),
                       builder_of_sample(builder, tape->loss));
    if (tape->penalty)
        sum = expr_binary(builder->arena, EXPR_ADD, sum, builder_self(builder, tape->penalty));
    struct family *total =
        builder_family(builder, "E", SCOPE_UPDATE, ROLE_LOSS, PHASE_TOTAL, 0, NULL);
    builder_assign(builder, total, sum, NULL);
    tape->total = total;
}

void compile_loss(struct builder *builder)
{
    const struct problem *problem = builder->problem;
    struct tape *tape = builder->tape;
    bool has_loss = problem->loss.entry && problem->targets;
    if (!has_loss && problem->objective == OBJECTIVE_LOSS)
        return;
    if (has_loss && problem->loss.smoothing)
        tape->smoothed = add_smoothed(builder);
    struct family *loss =
        builder_family(builder, "E", SCOPE_STEP, ROLE_LOSS, PHASE_FORWARD, 0, NULL);
    tape->loss = loss;
    if (has_loss)
        assign_loss(builder, loss);
    else
        assign_objective(builder, loss);
    if (problem->penalty.present)
        add_penalty(builder);
    add_total(builder);
}
