/* Mistakes of rule in optimizers: the number of the update, epsilon, bias corrections, the direction of steps of several
 * terms. */
#include "marking/attempts.h"

#include "expr/tree.h"
#include <stdlib.h>

struct rewriting {
    struct arena *arena;
    /* What stands for a node, NULL: it stays and its children are looked at. */
    const struct expr *(*rewrite)(struct rewriting *rewriting, const struct expr *expr);
    int by; /* of steps */
    struct detail detail;
};

static const struct expr *rewrite_visit(void *context, const struct expr *expr)
{
    struct rewriting *rewriting = context;
    const struct expr *with = rewriting->rewrite(rewriting, expr);
    return with ? with : expr_rebuild(rewriting->arena, expr, rewrite_visit, rewriting);
}

static void try_rewriting(struct attempting *attempting, enum mistake mistake,
                          struct rewriting rewriting)
{
    rewriting.arena = attempting->arena;
    const struct expr *formula = rewrite_visit(&rewriting, attempting->line->expansion);
    if (formula != attempting->line->expansion)
        attempt(attempting, mistake, 1, rewriting.detail, formula);
}

static const struct expr *move_step(struct rewriting *rewriting, const struct expr *expr)
{
    if (!is_power_of_constant(expr) || expr->b->kind != EXPR_NUMBER)
        return NULL;
    const char *step = arena_printf(rewriting->arena, "%d", atoi(expr->b->text) + rewriting->by);
    const struct expr *moved = expr_number(rewriting->arena, step);
    rewriting->detail = (struct detail){"@ in place of @", {moved, expr->b}};
    return expr_binary(rewriting->arena, EXPR_POWER, expr->a, moved);
}

static bool is_root(const struct expr *expr)
{
    return expr->kind == EXPR_FUNCTION && expr->function == FUNCTION_SQRT;
}

static const struct expr *epsilon_in(struct rewriting *rewriting, const struct expr *expr)
{
    if (expr->kind != EXPR_ADD || !is_root(expr->a) || !is_constant(expr->b))
        return NULL;
    rewriting->detail = DETAIL_PART(expr->b);
    return expr_function(rewriting->arena, FUNCTION_SQRT,
                         expr_binary(rewriting->arena, EXPR_ADD, expr->a->a, expr->b));
}

static const struct expr *epsilon_out(struct rewriting *rewriting, const struct expr *expr)
{
    if (!is_root(expr) || expr->a->kind != EXPR_ADD || !is_constant(expr->a->b))
        return NULL;
    rewriting->detail = DETAIL_PART(expr->a->b);
    return expr_binary(rewriting->arena, EXPR_ADD,
                       expr_function(rewriting->arena, FUNCTION_SQRT, expr->a->a), expr->a->b);
}

/* mhat becomes m. */
static const struct expr *uncorrected(struct rewriting *rewriting, const struct expr *expr)
{
    const struct expr *correction = is_leaf(expr) ? leaf_line(expr)->expansion : NULL;
    if (!correction || leaf_line(expr)->role != ROLE_STATE || correction->kind != EXPR_DIVIDE ||
        !is_leaf(correction->a) || !contains(correction->b, is_power_of_constant))
        return NULL;
    rewriting->detail = DETAIL_WORDS("of the moments");
    return correction->a;
}

/* Steps of several terms: w - a - b becomes w + a + b. */
static void try_step_reversed(struct attempting *attempting)
{
    struct chain chain;
    const struct expr *right = attempting->line->expansion, *operator;
    if (!is_additive(right) || !is_additive(right->a))
        return;
    const struct expr *reversed = chain_first(&chain, right);
    if (!is_leaf(reversed) || leaf_line(reversed)->number != attempting->line->before)
        return;
    while ((operator= chain_next(&chain)))
        reversed = expr_binary(
            attempting->arena, operator->kind == EXPR_SUBTRACT ? EXPR_ADD : EXPR_SUBTRACT,
            reversed, operator->b);
    attempt(attempting, MISTAKE_STEP_ADDED, 1, NO_DETAIL, reversed);
}

void attempt_optimizer(struct attempting *attempting)
{
    if (!is_updated_line(attempting->line))
        return;
    try_step_reversed(attempting);
    try_rewriting(attempting, MISTAKE_STEP_COUNT,
                  (struct rewriting){.rewrite = move_step, .by = -1});
    try_rewriting(attempting, MISTAKE_STEP_COUNT,
                  (struct rewriting){.rewrite = move_step, .by = 1});
    try_rewriting(attempting, MISTAKE_EPSILON_INSIDE, (struct rewriting){.rewrite = epsilon_in});
    try_rewriting(attempting, MISTAKE_EPSILON_OUTSIDE, (struct rewriting){.rewrite = epsilon_out});
    try_rewriting(attempting, MISTAKE_BIAS_CORRECTION_LEFT_OUT,
                  (struct rewriting){.rewrite = uncorrected});
}
