/* The reverse rule: derivatives of an objective, from the last assignment back to the first.
 *
 * For each v := f(u, ...) a family of partials dv/du (partials.c); then dE/du = sum over the v that use u of
 * dE/dv * dv/du.
 */
#include "tape/builder.h"

#include <string.h>

struct reverse {
    struct builder *builder;
    const struct family *objective;
    bool *needed;                   /* by family number: some wanted family leads to it */
    const bool *reaches;            /* by family number: it leads to the objective */
    const struct family **adjoints; /* by family number: dE/d(family) */
    const struct family **partials; /* one for each use of u by v: dv/du */
    int partial_count, partial_capacity;
};

/* ---- what depends on what ---- */

static void mark_needed(struct reverse *reverse)
{
    struct builder *builder = reverse->builder;
    for (int v = 0; v <= reverse->objective->number; v++) {
        const bool *operands = builder_operands(builder, builder->families[v]);
        for (int u = 0; u < v && !reverse->needed[v]; u++)
            reverse->needed[v] = reverse->needed[u] && operands[u];
    }
}

static void remember_use(struct reverse *reverse, const struct family *partial)
{
    if (reverse->partial_count == reverse->partial_capacity) {
        int capacity = reverse->partial_capacity ? 2 * reverse->partial_capacity : 64;
        const struct family **partials =
            arena_array(reverse->builder->arena, (size_t)capacity, sizeof *partials);
        if (reverse->partial_count)
            memcpy(partials, reverse->partials, (size_t)reverse->partial_count * sizeof *partials);
        reverse->partials = partials;
        reverse->partial_capacity = capacity;
    }
    reverse->partials[reverse->partial_count++] = partial;
}

/* The use of u by v with its partial; that of the objective itself is dE/du at once when it is the only one. */
static void add_use(struct reverse *reverse, const struct family *v, const struct family *u)
{
    const struct family *partial = builder_partial(reverse->builder, v, u);
    if (!partial)
        return;
    if (v == reverse->objective && !partial->local)
        reverse->adjoints[u->number] = partial;
    remember_use(reverse, partial);
}

/* ---- adjoints ---- */

/* dE/dv * dv/du for one use, summed over the indices of v that those of u do not fix. */
static const struct expr *contribution(struct reverse *reverse, const struct family *partial)
{
    struct builder *builder = reverse->builder;
    struct arena *arena = builder->arena;
    const struct family *v = partial->top_family, *u = partial->bottom_family;
    const char *from[FAMILY_RANK_MAX];
    struct index to[FAMILY_RANK_MAX], all[FAMILY_RANK_MAX];
    struct dimension taken[2 * FAMILY_RANK_MAX];
    int renamed = 0, taken_count = u->rank;
    bool fixed[FAMILY_RANK_MAX] = {false};
    memcpy(taken, u->dimensions, (size_t)taken_count * sizeof *taken);
    for (int d = 0; d < u->rank; d++) {
        int place = partial->bottom.places[d];
        fixed[place] = true;
        from[renamed] = partial->dimensions[place].variable;
        to[renamed++] = index_variable(u->dimensions[d].variable);
    }
    for (int d = 0; d < partial->rank; d++) {
        all[d] = index_variable(partial->dimensions[d].variable);
        if (!fixed[d]) { /* a bound variable must be neither one of u's nor another bound one */
            taken[taken_count].variable = builder_fresh_variable(taken, taken_count);
            all[d] = index_variable(taken[taken_count++].variable);
            from[renamed] = partial->dimensions[d].variable;
            to[renamed++] = all[d];
        }
        for (int r = 0; r < renamed; r++)
            if (strcmp(from[r], partial->dimensions[d].variable) == 0)
                all[d] = to[r];
    }
    const struct expr *product = builder_name(builder, partial, all);
    if (v != reverse->objective)
        product = expr_binary(arena, EXPR_MULTIPLY,
                              builder_name(builder, reverse->adjoints[v->number], all), product);
    for (int d = v->rank - 1; d >= 0; d--)
        if (!fixed[d])
            product = expr_reduction(arena, EXPR_SUM, all[d].variable, index_integer(1),
                                     index_integer(partial->dimensions[d].count), product);
    return product;
}

/* The sum of what the uses of u contribute; NULL without any. */
static const struct expr *adjoint_sum(struct reverse *reverse, const struct family *u)
{
    const struct expr *sum = NULL;
    for (int i = 0; i < reverse->partial_count; i++) {
        if (reverse->partials[i]->bottom_family != u)
            continue;
        const struct expr *term = contribution(reverse, reverse->partials[i]);
        sum = sum ? expr_binary(reverse->builder->arena, EXPR_ADD, sum, term) : term;
    }
    return sum;
}

/* Writes dE/du from its uses; in the scope of a sample, unless one sample is all there is. */
static void add_adjoint(struct reverse *reverse, const struct family *u)
{
    struct builder *builder = reverse->builder;
    const struct expr *sum = reverse->adjoints[u->number] ? NULL : adjoint_sum(reverse, u);
    if (!sum)
        return; /* nothing depends on it, or the objective's own partial is all */
    bool of_batch = reverse->objective->scope == SCOPE_UPDATE ||
                    (u->role == ROLE_PARAMETER && !builder->tape->sample_gradients);
    enum phase phase = of_batch && !builder->problem->formulas ? PHASE_GRADIENT : PHASE_BACKWARD;
    struct family *adjoint = builder_derivative(
        builder, reverse->objective->top, u->top, of_batch ? SCOPE_UPDATE : SCOPE_STEP,
        builder_derivative_role(u), phase, u->rank, u->dimensions);
    adjoint->top_family = reverse->objective;
    adjoint->bottom_family = u;
    adjoint->layer = u->layer;
    builder_assign(builder, adjoint, sum, NULL);
    reverse->adjoints[u->number] = adjoint;
}

void builder_reverse(struct builder *builder, const struct family *objective,
                     const struct family *const *wanted, int wanted_count,
                     const struct family **adjoints)
{
    size_t count = (size_t)builder->count;
    struct reverse reverse = {
        .builder = builder,
        .objective = objective,
        .needed = arena_array(builder->arena, count, sizeof(bool)),
        .reaches = builder_made_of(builder, objective),
        .adjoints = arena_array(builder->arena, count, sizeof(struct family *)),
    };
    builder->families[objective->number]->objective = true;
    for (int i = 0; i < wanted_count; i++)
        reverse.needed[wanted[i]->number] = true;
    mark_needed(&reverse);

    for (int n = objective->number; n >= 0 && !builder->failed; n--) {
        const struct family *v = builder->families[n];
        if (!reverse.needed[n] || !reverse.reaches[n] || !v->expansion)
            continue;
        if (v != objective) {
            add_adjoint(&reverse, v);
            if (!reverse.adjoints[n])
                continue;
        }
        for (int u = 0; u < n && !builder->failed; u++)
            if (reverse.needed[u] && builder_operands(builder, v)[u])
                add_use(&reverse, v, builder->families[u]);
    }
    for (int i = 0; i < wanted_count && !builder->failed; i++) {
        add_adjoint(&reverse, wanted[i]);
        adjoints[i] = reverse.adjoints[wanted[i]->number];
    }
}
