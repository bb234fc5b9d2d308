/* The reverse rule: derivatives of an objective, from the last assignment back to the first.
 *
 * For each v := f(u, ...) a family of partials dv/du; then dE/du = sum over the v that use u of
 * dE/dv * dv/du. Where the partial is zero unless two indices agree (dz2[k]/dw2[p,i] for p != k), the family
 * has the agreeing index only once: that is how dz2[k]/dw2[k,i] comes about for any formula.
 */
#include "tape/builder.h"

#include <string.h>

/* One use of u by v. */
struct use {
    const struct family *v, *u;
    const struct family
        *partial; /* dv/du; NULL if v is the objective and u nothing else's operand */
    struct index bottom[INDEX_MAX]; /* indices of u in the partial's dimensions */
};

struct reverse {
    struct builder *builder;
    const struct family *objective;
    bool *needed;                   /* by family number: some wanted family leads to it */
    const struct family **adjoints; /* by family number: dE/d(family) */
    struct use *uses;
    int use_count, use_capacity;
};

/* ---- what depends on what ---- */

static bool mentions(const struct expr *expr, const struct family *family)
{
    if (!expr)
        return false;
    if (expr->kind == EXPR_NAME && expr->binding == family)
        return true;
    if (mentions(expr->a, family) || mentions(expr->b, family) || mentions(expr->c, family) ||
        mentions(expr->d, family))
        return true;
    for (int i = 0; i < expr->argument_count; i++)
        if (mentions(expr->arguments[i], family))
            return true;
    return false;
}

static void mark_needed(struct reverse *reverse, int first_derivative)
{
    struct builder *builder = reverse->builder;
    for (int v = 0; v < first_derivative; v++)
        for (int u = 0; u < v && !reverse->needed[v]; u++)
            if (reverse->needed[u] &&
                mentions(builder->families[v]->expansion, builder->families[u]))
                reverse->needed[v] = true;
}

/* ---- partials ---- */

static const struct hand_derivative *
hand_derivative(const struct builder *builder, const struct family *of, const struct family *by)
{
    for (int i = 0; i < builder->hand_count; i++)
        if (builder->hands[i].of == of && builder->hands[i].by == by)
            return &builder->hands[i];
    return NULL;
}

/* A variable that is none of the first `count` dimensions. */
static const char *fresh_variable(const struct dimension *dimensions, int count)
{
    static const char *const candidates[] = {"i", "j", "l", "p", "q", "r", "s1", "s2", "s3"};
    for (size_t c = 0;; c++) {
        bool taken = false;
        for (int d = 0; d < count; d++)
            taken = taken || strcmp(dimensions[d].variable, candidates[c]) == 0;
        if (!taken)
            return candidates[c];
    }
}

/* Takes a factor delta(variable, other) out of a product; *other is what the variable must equal. */
static const struct expr *take_delta(struct arena *arena, const struct expr *expr,
                                     const char *variable, struct index *other, bool *taken)
{
    if (*taken)
        return expr;
    if (expr->kind == EXPR_DELTA) {
        for (int side = 0; side < 2; side++)
            if (expr->indices[side].variable &&
                strcmp(expr->indices[side].variable, variable) == 0 &&
                expr->indices[side].offset == 0) {
                *other = expr->indices[1 - side];
                *taken = true;
                return expr_integer(arena, 1);
            }
        return expr;
    }
    if (expr->kind == EXPR_NEGATE)
        return expr_negate(arena, take_delta(arena, expr->a, variable, other, taken));
    if (expr->kind == EXPR_MULTIPLY || expr->kind == EXPR_DIVIDE) {
        const struct expr *a = take_delta(arena, expr->a, variable, other, taken);
        const struct expr *b = expr->kind == EXPR_MULTIPLY
                                   ? take_delta(arena, expr->b, variable, other, taken)
                                   : expr->b;
        return expr_binary(arena, expr->kind, a, b);
    }
    return expr;
}

/* The symbolic derivative of v by u[fresh variables], with indices that a delta ties to v's. Returns NULL
 * when it is zero. Adds the untied variables to the dimensions. */
static const struct expr *symbolic_derivative(struct builder *builder, const struct family *v,
                                              const struct family *u, struct index *bottom,
                                              struct dimension *dimensions, int *rank)
{
    struct arena *arena = builder->arena;
    struct dimension all[2 * FAMILY_RANK_MAX];
    memcpy(all, dimensions, (size_t)*rank * sizeof *all);
    int count = *rank;
    for (int d = 0; d < u->rank; d++, count++) {
        all[count] = (struct dimension){fresh_variable(all, count), u->dimensions[d].count};
        bottom[d] = index_variable(all[count].variable);
    }
    const struct expr *derivative =
        expr_differentiate(arena, v->expansion, builder_name(builder, u, bottom));
    if (derivative->kind == EXPR_NUMBER && strcmp(derivative->text, "0") == 0)
        return NULL;
    for (int d = 0; d < u->rank; d++) {
        struct index other;
        bool tied = false;
        const char *variable = bottom[d].variable;
        derivative = take_delta(arena, derivative, variable, &other, &tied);
        if (tied) {
            bottom[d] = other;
            derivative = expr_reindex(arena, derivative, 1, &variable, &other);
        } else if (*rank < FAMILY_RANK_MAX) {
            dimensions[(*rank)++] = all[v->rank + d];
        }
    }
    return expr_simplify(arena, derivative);
}

/* Adds the untied variables of a hand derivative to the dimensions. */
static void hand_dimensions(const struct hand_derivative *hand, struct dimension *dimensions,
                            int *rank)
{
    for (int d = 0; d < hand->by->rank; d++) {
        bool known = false;
        for (int e = 0; e < *rank; e++)
            known = known || strcmp(dimensions[e].variable, hand->bottom[d].variable) == 0;
        if (!known)
            dimensions[(*rank)++] =
                (struct dimension){hand->bottom[d].variable, hand->by->dimensions[d].count};
    }
}

static int place_of(const struct dimension *dimensions, int rank, const char *variable)
{
    for (int d = 0; d < rank; d++)
        if (strcmp(dimensions[d].variable, variable) == 0)
            return d;
    return -1;
}

static enum role derivative_role(const struct family *of)
{
    switch (of->role) {
    case ROLE_PRE_ACTIVATION:
        return ROLE_ERROR_TERM;
    case ROLE_PARAMETER:
    case ROLE_INPUT:
        return ROLE_GRADIENT;
    default:
        return ROLE_PARTIAL;
    }
}

/* Writes the family dv/du and remembers the use. */
static void add_partial(struct reverse *reverse, const struct family *v, const struct family *u)
{
    struct builder *builder = reverse->builder;
    struct dimension dimensions[FAMILY_RANK_MAX];
    int rank = v->rank;
    memcpy(dimensions, v->dimensions, sizeof dimensions);
    struct use use = {.v = v, .u = u};
    const struct hand_derivative *hand = hand_derivative(builder, v, u);
    const struct expr *derivative;
    if (hand) {
        memcpy(use.bottom, hand->bottom, sizeof use.bottom);
        hand_dimensions(hand, dimensions, &rank);
        derivative = hand->derivative;
    } else {
        derivative = symbolic_derivative(builder, v, u, use.bottom, dimensions, &rank);
    }
    if (!derivative)
        return;

    struct label top = v->top, bottom = {.base = u->top.base, .rank = u->rank};
    for (int d = 0; d < u->rank; d++)
        bottom.places[d] = place_of(dimensions, rank, use.bottom[d].variable);
    enum role role = v == reverse->objective ? derivative_role(u) : ROLE_PARTIAL;
    struct family *partial = builder_derivative(builder, top, bottom, SCOPE_STEP, role,
                                                PHASE_BACKWARD, rank, dimensions);
    partial->top_family = v;
    partial->bottom_family = u;
    partial->layer = u->layer;
    builder_assign(builder, partial, derivative, NULL);
    use.partial = partial;
    if (v == reverse->objective)
        reverse->adjoints[u->number] = partial;
    reverse->uses[reverse->use_count++] = use;
}

/* ---- adjoints ---- */

/* dE/dv * dv/du for one use, summed over the indices of v that those of u do not fix. */
static const struct expr *contribution(struct reverse *reverse, const struct use *use)
{
    struct builder *builder = reverse->builder;
    struct arena *arena = builder->arena;
    const struct family *partial = use->partial;
    const char *from[FAMILY_RANK_MAX];
    struct index to[FAMILY_RANK_MAX], all[FAMILY_RANK_MAX];
    int renamed = 0;
    bool fixed[FAMILY_RANK_MAX] = {false};
    for (int d = 0; d < use->u->rank; d++) {
        int place = partial->bottom.places[d];
        fixed[place] = true;
        from[renamed] = partial->dimensions[place].variable;
        to[renamed++] = index_variable(use->u->dimensions[d].variable);
    }
    for (int d = 0; d < partial->rank; d++) {
        all[d] = index_variable(partial->dimensions[d].variable);
        if (!fixed[d]) { /* a bound variable must not be one of u's */
            all[d] = index_variable(fresh_variable(use->u->dimensions, use->u->rank));
            from[renamed] = partial->dimensions[d].variable;
            to[renamed++] = all[d];
        }
        for (int r = 0; r < renamed; r++)
            if (strcmp(from[r], partial->dimensions[d].variable) == 0)
                all[d] = to[r];
    }
    const struct expr *product = expr_binary(
        arena, EXPR_MULTIPLY, builder_name(builder, reverse->adjoints[use->v->number], all),
        builder_name(builder, partial, all));
    for (int d = use->v->rank - 1; d >= 0; d--)
        if (!fixed[d])
            product = expr_reduction(arena, EXPR_SUM, all[d].variable, index_integer(1),
                                     index_integer(partial->dimensions[d].count), product);
    return product;
}

/* Writes dE/du from its uses; in the scope of a sample, unless one sample is all there is. */
static void add_adjoint(struct reverse *reverse, const struct family *u)
{
    struct builder *builder = reverse->builder;
    if (reverse->adjoints[u->number] && u->role != ROLE_PARAMETER)
        return; /* the loss's own partial */
    const struct expr *sum = NULL;
    for (int i = 0; i < reverse->use_count; i++) {
        if (reverse->uses[i].u != u)
            continue;
        const struct expr *term = contribution(reverse, &reverse->uses[i]);
        sum = sum ? expr_binary(builder->arena, EXPR_ADD, sum, term) : term;
    }
    if (!sum)
        return;
    bool batch_gradient = u->role == ROLE_PARAMETER && !builder->tape->sample_gradients;
    struct label top = reverse->objective->top, bottom = u->top;
    struct family *adjoint = builder_derivative(
        builder, top, bottom, batch_gradient ? SCOPE_UPDATE : SCOPE_STEP, derivative_role(u),
        batch_gradient ? PHASE_GRADIENT : PHASE_BACKWARD, u->rank, u->dimensions);
    adjoint->top_family = reverse->objective;
    adjoint->bottom_family = u;
    adjoint->layer = u->layer;
    builder_assign(builder, adjoint, sum, NULL);
    reverse->adjoints[u->number] = adjoint;
}

/* dE/dw of the batch from those of its samples, where the mean or sum over the batch enters. */
static void add_batch_gradient(struct reverse *reverse, const struct family *parameter)
{
    struct builder *builder = reverse->builder;
    const struct family *sample_gradient = reverse->adjoints[parameter->number];
    if (!sample_gradient || sample_gradient->scope == SCOPE_UPDATE)
        return;
    struct expr *name = builder_self(builder, sample_gradient);
    name->has_sample = true;
    name->sample = index_variable("s");
    enum expr_kind kind = builder->problem->loss.batch == REDUCTION_MEAN ? EXPR_MEAN : EXPR_SUM;
    struct family *gradient = builder_derivative(
        builder, sample_gradient->top, sample_gradient->bottom, SCOPE_UPDATE, ROLE_GRADIENT,
        PHASE_GRADIENT, sample_gradient->rank, sample_gradient->dimensions);
    gradient->top_family = reverse->objective;
    gradient->bottom_family = parameter;
    gradient->layer = parameter->layer;
    builder_assign(
        builder, gradient,
        expr_reduction(builder->arena, kind, "s", index_integer(1), index_variable("m"), name),
        NULL);
    reverse->adjoints[parameter->number] = gradient;
}

void builder_reverse(struct builder *builder, const struct family *objective,
                     const struct family *const *wanted, int wanted_count)
{
    int first_derivative = builder->count;
    struct reverse reverse = {
        .builder = builder,
        .objective = objective,
        .needed = arena_array(builder->arena, (size_t)builder->capacity, sizeof(bool)),
        .adjoints = arena_array(builder->arena, (size_t)builder->capacity, sizeof(struct family *)),
        .uses = arena_array(builder->arena, (size_t)builder->capacity, sizeof(struct use)),
    };
    for (int i = 0; i < wanted_count; i++)
        reverse.needed[wanted[i]->number] = true;
    mark_needed(&reverse, first_derivative);

    for (int n = first_derivative - 1; n >= 0; n--) {
        const struct family *v = builder->families[n];
        if (!reverse.needed[n] || v->scope != SCOPE_STEP)
            continue;
        if (v != objective) {
            add_adjoint(&reverse, v);
            if (!reverse.adjoints[n])
                continue;
        }
        for (int u = 0; u < n; u++)
            if (reverse.needed[u] && mentions(v->expansion, builder->families[u]))
                add_partial(&reverse, v, builder->families[u]);
    }
    for (int i = 0; i < wanted_count; i++)
        add_adjoint(&reverse, wanted[i]);
    for (int i = 0; i < wanted_count; i++) {
        struct family *family = builder->families[wanted[i]->number];
        if (family->role == ROLE_PARAMETER)
            add_batch_gradient(&reverse, family);
        family->gradient = reverse.adjoints[family->number];
    }
}
