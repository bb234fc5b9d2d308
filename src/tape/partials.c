/* Partials: the family dv/du of an assignment v := f(u, ...), by the catalogue's form or symbolically.
 *
 * Where the partial is zero unless two indices agree (dz2[k]/dw2[p,i] for p != k), the family has the agreeing index
 * only once: that is how dz2[k]/dw2[k,i] comes about for any formula.
 */
#include "tape/builder.h"

#include "catalogue/catalogue.h"
#include <string.h>

/* ---- what depends on what ---- */

/* Marks the families before `number` that the tree names. */
static void mark_operands(const struct expr *expr, int number, bool *operands)
{
    if (!expr)
        return;
    const struct family *family = expr->kind == EXPR_NAME ? expr->binding : NULL;
    if (family && family->number < number)
        operands[family->number] = true;
    mark_operands(expr->a, number, operands);
    mark_operands(expr->b, number, operands);
    mark_operands(expr->c, number, operands);
    mark_operands(expr->d, number, operands);
    for (int i = 0; i < expr->argument_count; i++)
        mark_operands(expr->arguments[i], number, operands);
}

const bool *builder_operands(struct builder *builder, const struct family *v)
{
    if (v->number >= builder->operand_capacity) {
        int capacity = 2 * builder->count;
        const bool **rows = arena_array(builder->arena, (size_t)capacity, sizeof *rows);
        if (builder->operand_capacity)
            memcpy(rows, builder->operands, (size_t)builder->operand_capacity * sizeof *rows);
        builder->operands = rows;
        builder->operand_capacity = capacity;
    }
    if (!builder->operands[v->number]) {
        bool *row = arena_array(builder->arena, (size_t)v->number + 1, sizeof *row);
        mark_operands(v->expansion, v->number, row);
        builder->operands[v->number] = row;
    }
    return builder->operands[v->number];
}

const bool *builder_made_of(struct builder *builder, const struct family *v)
{
    bool *made = arena_array(builder->arena, (size_t)v->number + 1, sizeof *made);
    made[v->number] = true;
    for (int n = v->number; n > 0; n--) {
        const bool *operands = made[n] ? builder_operands(builder, builder->families[n]) : NULL;
        for (int u = 0; operands && u < n; u++)
            made[u] = made[u] || operands[u];
    }
    return made;
}

/* Does the objective v depend on u also through something between them? */
static bool acts_through_others(struct builder *builder, const struct family *v,
                                const struct family *u)
{
    if (v != builder->whole) {
        builder->whole = v;
        builder->made_of = builder_made_of(builder, v);
    }
    for (int n = u->number + 1; n < v->number; n++)
        if (builder->made_of[n] && builder_operands(builder, builder->families[n])[u->number])
            return true;
    return false;
}

/* ---- names and roles ---- */

const char *builder_fresh_variable(const struct dimension *dimensions, int count)
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

enum role builder_derivative_role(const struct family *of)
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

/* ---- derivatives ---- */

static const struct hand_derivative *
hand_derivative(const struct builder *builder, const struct family *of, const struct family *by)
{
    for (int i = 0; i < builder->hand_count; i++)
        if (builder->hands[i].of == of && builder->hands[i].by == by)
            return &builder->hands[i];
    return NULL;
}

static int place_of(const struct dimension *dimensions, int rank, const char *variable)
{
    for (int d = 0; d < rank; d++)
        if (strcmp(dimensions[d].variable, variable) == 0)
            return d;
    return -1;
}

/* A factor delta(variable, other) to be taken out of a product, where `other` is a dimension of the same size to
 * which no index before is tied: then the two may be one. */
struct delta_search {
    struct arena *arena;
    struct dimension variable;
    const struct dimension *dimensions;
    int rank;
    const struct index *tied; /* the indices before */
    int tied_count;
    struct index other;
    bool taken;
};

static bool may_be_one(const struct delta_search *search, const struct index *index)
{
    if (!index->variable || index->offset != 0)
        return false;
    for (int i = 0; i < search->tied_count; i++)
        if (strcmp(search->tied[i].variable, index->variable) == 0)
            return false;
    for (int d = 0; d < search->rank; d++)
        if (strcmp(search->dimensions[d].variable, index->variable) == 0)
            return search->dimensions[d].count == search->variable.count;
    return false;
}

static bool is_zero(const struct expr *expr)
{
    return expr->kind == EXPR_NUMBER && strcmp(expr->text, "0") == 0;
}

static bool same_index(const struct index *a, const struct index *b)
{
    return a->offset == b->offset &&
           (a->variable == b->variable ||
            (a->variable && b->variable && strcmp(a->variable, b->variable) == 0));
}

static const struct expr *take_delta(struct delta_search *search, const struct expr *expr);

/* The delta that both terms (or branches) have as a factor, where they have the same; a term 0 has every factor. */
static bool take_common_delta(struct delta_search *search, const struct expr **a,
                              const struct expr **b)
{
    struct delta_search left = *search, right = *search;
    const struct expr *first = take_delta(&left, *a), *second = take_delta(&right, *b);
    if (!left.taken && !right.taken)
        return false;
    if ((!left.taken && !is_zero(*a)) || (!right.taken && !is_zero(*b)) ||
        (left.taken && right.taken && !same_index(&left.other, &right.other)))
        return false;
    search->taken = true;
    search->other = left.taken ? left.other : right.other;
    *a = first;
    *b = second;
    return true;
}

static const struct expr *take_delta(struct delta_search *search, const struct expr *expr)
{
    struct arena *arena = search->arena;
    if (search->taken)
        return expr;
    if (expr->kind == EXPR_DELTA) {
        for (int side = 0; side < 2; side++)
            if (expr->indices[side].variable &&
                strcmp(expr->indices[side].variable, search->variable.variable) == 0 &&
                expr->indices[side].offset == 0 && may_be_one(search, &expr->indices[1 - side])) {
                search->other = expr->indices[1 - side];
                search->taken = true;
                return expr_integer(arena, 1);
            }
        return expr;
    }
    if (expr->kind == EXPR_NEGATE)
        return expr_negate(arena, take_delta(search, expr->a));
    if (expr->kind == EXPR_MULTIPLY || expr->kind == EXPR_DIVIDE) {
        const struct expr *a = take_delta(search, expr->a);
        const struct expr *b = expr->kind == EXPR_MULTIPLY ? take_delta(search, expr->b) : expr->b;
        return expr_binary(arena, expr->kind, a, b);
    }
    const struct expr *a = expr->a, *b = expr->b, *c = expr->c, *d = expr->d;
    if ((expr->kind == EXPR_ADD || expr->kind == EXPR_SUBTRACT) &&
        take_common_delta(search, &a, &b))
        return expr_binary(arena, expr->kind, a, b);
    if (expr->kind == EXPR_WHERE && take_common_delta(search, &c, &d))
        return expr_where(arena, a, expr->relation, b, c, d);
    return expr;
}

/* The catalogue's own form where v is a call of an activation or a function that has one: da/dz in z and a. */
static const struct expr *call_derivative(struct builder *builder, const struct family *v)
{
    const struct expr *call = v->formula;
    const struct expr *argument = call->kind == EXPR_DEFINED    ? call->arguments[0]
                                  : call->kind == EXPR_FUNCTION ? call->a
                                                                : NULL;
    const struct activation_entry *entry = !argument ? NULL
                                           : call->kind == EXPR_FUNCTION
                                               ? activation_by_name(function_name(call->function))
                                               : activation_by_name(call->text);
    if (!entry || entry->vector || !entry->derivative)
        return NULL;
    struct substitutes substitutes = {0};
    const char *values[ENTRY_PARAMETERS] = {NULL};
    for (int i = 0; i < ENTRY_PARAMETERS && entry->parameters[i].name; i++)
        values[i] = entry->parameters[i].value;
    substitutes_put(&substitutes, "z", catalogue_expand(builder->arena, argument));
    substitutes_put(&substitutes, "a", builder_self(builder, v));
    substitutes_put_parameters(builder, &substitutes, entry->parameters, values);
    return builder_formula(builder, entry->derivative, "", 0, &substitutes);
}

/* The expression with the ranges of v's indices: no sum that an index leaves may be taken to hold it. */
static const struct expr *ranged(struct builder *builder, const struct family *v,
                                 const struct expr *expr)
{
    struct index indices[FAMILY_RANK_MAX];
    for (int d = 0; d < v->rank; d++)
        indices[d] = index_ranged(v->dimensions[d].variable, 1, v->dimensions[d].count);
    return expr_with_ranges(builder->arena, expr, v->rank, indices);
}

/* dv/d(by), by the chain rule through the catalogue's form where there is one. */
static const struct expr *differentiate(struct builder *builder, const struct family *v,
                                        const struct expr *by)
{
    const struct expr *outer = call_derivative(builder, v);
    if (!outer)
        return expr_differentiate(builder->arena, ranged(builder, v, v->expansion), by);
    const struct expr *argument =
        v->formula->kind == EXPR_DEFINED ? v->formula->arguments[0] : v->formula->a;
    const struct expr *inner = expr_differentiate(
        builder->arena, ranged(builder, v, catalogue_expand(builder->arena, argument)), by);
    return expr_simplify(builder->arena, expr_binary(builder->arena, EXPR_MULTIPLY, outer, inner));
}

static const struct expr *complain_rank(struct builder *builder, const struct family *v,
                                        const struct family *u)
{
    builder->failed = true;
    diagnose(builder->diagnostics,
             &(struct diagnostic){
                 .code = DIAGNOSTIC_TOO_LARGE,
                 .message = arena_printf(builder->arena,
                                         "the derivative of %s by %s needs more than %d indices",
                                         v->top.base, u->top.base, FAMILY_RANK_MAX)});
    return NULL;
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
        const char *own = u->dimensions[d].variable;
        bool taken = place_of(all, count, own) >= 0;
        all[count] = (struct dimension){taken ? builder_fresh_variable(all, count) : own,
                                        u->dimensions[d].count};
        bottom[d] = index_ranged(all[count].variable, 1, u->dimensions[d].count);
    }
    const struct expr *derivative = differentiate(builder, v, builder_name(builder, u, bottom));
    if (derivative->kind == EXPR_NUMBER && strcmp(derivative->text, "0") == 0)
        return NULL;
    for (int d = 0; d < u->rank; d++) {
        const char *variable = bottom[d].variable;
        struct delta_search search = {.arena = arena,
                                      .variable = {variable, u->dimensions[d].count},
                                      .dimensions = dimensions,
                                      .rank = v->rank,
                                      .tied = bottom,
                                      .tied_count = d};
        derivative = take_delta(&search, derivative);
        if (search.taken) {
            bottom[d] = search.other;
            derivative = expr_reindex(arena, derivative, 1, &variable, &search.other);
        } else if (*rank < FAMILY_RANK_MAX) {
            dimensions[(*rank)++] = all[v->rank + d];
        } else {
            return complain_rank(builder, v, u);
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

/* ---- families ---- */

/* The partial dv/du that an earlier objective has written, or NULL. */
static const struct family *written_partial(const struct builder *builder, const struct family *v,
                                            const struct family *u)
{
    for (int i = 0; i < builder->count; i++) {
        const struct family *family = builder->families[i];
        if (family->partial && family->top_family == v && family->bottom_family == u)
            return family;
    }
    return NULL;
}

/* Writes the family dv/du. NULL where it is zero. */
static const struct family *write_partial(struct builder *builder, const struct family *v,
                                          const struct family *u)
{
    struct dimension dimensions[FAMILY_RANK_MAX];
    int rank = v->rank;
    memcpy(dimensions, v->dimensions, sizeof dimensions);
    struct index by[INDEX_MAX];
    const struct hand_derivative *hand = hand_derivative(builder, v, u);
    const struct expr *derivative;
    if (hand) {
        memcpy(by, hand->bottom, sizeof by);
        hand_dimensions(hand, dimensions, &rank);
        derivative = hand->derivative;
    } else {
        derivative = symbolic_derivative(builder, v, u, by, dimensions, &rank);
    }
    if (!derivative)
        return NULL;

    struct label top = v->top, bottom = {.base = u->top.base, .rank = u->rank};
    for (int d = 0; d < u->rank; d++)
        bottom.places[d] = place_of(dimensions, rank, by[d].variable);
    bool local = v->objective && acts_through_others(builder, v, u);
    struct family *partial = builder_derivative(
        builder, top, bottom, v->scope,
        v->objective && !local ? builder_derivative_role(u) : ROLE_PARTIAL,
        v->scope == SCOPE_STEP || builder->problem->formulas ? PHASE_BACKWARD : PHASE_GRADIENT,
        rank, dimensions);
    partial->top_family = v;
    partial->bottom_family = u;
    partial->partial = true;
    partial->local = local;
    partial->layer = u->layer;
    builder_assign(builder, partial, derivative, NULL);
    if (hand && hand->stable)
        builder_assign_stable(builder, partial, hand->stable);
    return partial;
}

const struct family *builder_partial(struct builder *builder, const struct family *v,
                                     const struct family *u)
{
    const struct family *written = written_partial(builder, v, u);
    return written ? written : write_partial(builder, v, u);
}
