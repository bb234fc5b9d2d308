/* Rewriting of names and index variables: bind, substitute, reindex. Bound variables are renamed
 * where an expression put below a sum would otherwise be captured by it. */
#include "expr/tree.h"
#include <string.h>

/* ---- fresh variables ---- */

static bool mentions(const struct expr *expr, const char *word)
{
    return expr && (expr_mentions_index(expr, word) || expr_mentions_name(expr, word));
}

static bool any_mentions(const struct expr *const *list, int count, const char *variable)
{
    for (int i = 0; i < count; i++)
        if (list[i] && expr_mentions_index(list[i], variable))
            return true;
    return false;
}

static bool is_fresh(const struct expr *reduction, const char *candidate,
                     const struct expr *const *avoid, int count)
{
    return !mentions(reduction, candidate) && !mentions(reduction->a, candidate) &&
           !any_mentions(avoid, count, candidate);
}

static const char *fresh_variable(struct arena *arena, const struct expr *reduction,
                                  const struct expr *const *avoid, int count)
{
    static const char *const candidates[] = {"i", "j", "k", "l", "m", "n", "p", "q", "r", "s"};
    for (size_t i = 0; i < sizeof candidates / sizeof *candidates; i++)
        if (is_fresh(reduction, candidates[i], avoid, count))
            return candidates[i];
    for (long number = 1;; number++) {
        const char *candidate = arena_printf(arena, "i%ld", number);
        if (is_fresh(reduction, candidate, avoid, count))
            return candidate;
    }
}

struct index bound_index(const struct expr *reduction)
{
    const struct index *from = &reduction->indices[0], *to = &reduction->indices[1];
    struct index index = {.variable = reduction->text, .slot = reduction->slot};
    index.ranged = !from->variable || from->ranged;
    index.first = from->offset + from->first;
    index.last = to->offset + to->last;
    index.last_of = to->ranged ? to->last_of : to->variable;
    return index;
}

const struct expr *rename_bound(struct arena *arena, const struct expr *reduction,
                                const struct expr *const *avoid, int avoid_count)
{
    if (!any_mentions(avoid, avoid_count, reduction->text))
        return reduction;
    const char *fresh = fresh_variable(arena, reduction, avoid, avoid_count);
    struct index to = bound_index(reduction);
    to.variable = fresh;
    struct expr *renamed = expr_copy(arena, reduction);
    renamed->text = fresh;
    renamed->a = expr_reindex(arena, reduction->a, 1, &reduction->text, &to);
    return renamed;
}

/* ---- binding ---- */

struct binder {
    struct arena *arena;
    const char *variables[SLOTS_MAX];
    int free;  /* variables given by the caller */
    int count; /* slots in use: the free variables, then the bound ones from outside in */
    int lowest; /* slot that the innermost reduction around the place has used so far; -1: a sample */
    const char *unknown;
};

static int slot_of(const struct binder *binder, const char *variable)
{
    for (int slot = binder->count - 1; slot >= binder->free; slot--)
        if (strcmp(binder->variables[slot], variable) == 0)
            return slot;
    for (int slot = 0; slot < binder->free; slot++)
        if (strcmp(binder->variables[slot], variable) == 0)
            return slot;
    return -1;
}

static void bind_index(struct binder *binder, struct index *index)
{
    if (!index->variable)
        return;
    index->slot = slot_of(binder, index->variable);
    if (index->slot < binder->lowest)
        binder->lowest = index->slot;
    if (index->slot < 0 && !binder->unknown)
        binder->unknown = index->variable;
}

static const struct expr *bind_visit(void *context, const struct expr *expr);

static const struct expr *bind_reduction(struct binder *binder, const struct expr *expr)
{
    struct expr *bound = expr_copy(binder->arena, expr);
    int outer = binder->lowest;
    binder->lowest = SLOTS_MAX;
    bind_index(binder, &bound->indices[0]);
    bind_index(binder, &bound->indices[1]);
    if (binder->count == SLOTS_MAX) {
        binder->unknown = binder->unknown ? binder->unknown : expr->text;
        return bound;
    }
    bound->slot = binder->count;
    binder->variables[binder->count++] = expr->text;
    bound->a = bind_visit(binder, expr->a);
    binder->count--;
    bound->closed = binder->lowest >= bound->slot;
    binder->lowest = outer < binder->lowest ? outer : binder->lowest;
    return bound;
}

static const struct expr *number_of_index(struct binder *binder, const struct expr *name)
{
    struct expr *bound = expr_copy(binder->arena, name);
    bound->kind = EXPR_INDEX;
    bound->indices[0] = index_variable(name->text);
    bound->index_count = 1;
    bound->text = NULL;
    bind_index(binder, &bound->indices[0]);
    return bound;
}

static const struct expr *bind_leaf(struct binder *binder, const struct expr *expr)
{
    struct expr *bound = expr_copy(binder->arena, expr);
    for (int i = 0; i < expr->index_count; i++)
        bind_index(binder, &bound->indices[i]);
    if (expr->has_sample) {
        bind_index(binder, &bound->sample);
        binder->lowest = -1;
    }
    return bound;
}

static const struct expr *bind_visit(void *context, const struct expr *expr)
{
    struct binder *binder = context;
    if (is_reduction(expr))
        return bind_reduction(binder, expr);
    if (expr->kind == EXPR_NAME && is_number_of_index(expr) && slot_of(binder, expr->text) >= 0)
        return number_of_index(binder, expr);
    if (expr->index_count > 0 || expr->has_sample)
        return bind_leaf(binder, expr);
    return expr_rebuild(binder->arena, expr, bind_visit, binder);
}

struct expr *expr_bind(struct arena *arena, const struct expr *expr, const char *const *names,
                       int count, const char **unknown)
{
    struct binder binder = {.arena = arena, .lowest = SLOTS_MAX};
    for (int i = 0; i < count; i++) {
        if (i == SLOTS_MAX) {
            *unknown = names[i];
            return NULL;
        }
        binder.variables[binder.count++] = names[i];
    }
    binder.free = count;
    const struct expr *bound = bind_visit(&binder, expr);
    if (binder.unknown) {
        *unknown = binder.unknown;
        return NULL;
    }
    return expr_copy(arena, bound);
}

/* ---- substitution ---- */

struct substitution {
    struct arena *arena;
    int count;
    const char *const *names;
    const struct expr *const *with;
};

static const struct expr *substitute_visit(void *context, const struct expr *expr);

static const struct expr *take_place(struct arena *arena, const struct expr *with,
                                     const struct expr *place)
{
    if (with->kind != EXPR_NAME)
        return with;
    struct expr *name = expr_copy(arena, with);
    if (place->index_count > 0) {
        memcpy(name->indices, place->indices, sizeof name->indices);
        name->index_count = place->index_count;
    }
    if (place->has_sample) {
        name->has_sample = true;
        name->sample = place->sample;
    }
    if (place->update != 0)
        name->update = place->update;
    return name;
}

static const struct expr *replacement(const struct substitution *substitution,
                                      const struct expr *name)
{
    for (int i = 0; i < substitution->count; i++)
        if (strcmp(name->text, substitution->names[i]) == 0)
            return take_place(substitution->arena, substitution->with[i], name);
    return name;
}

/* diff(f, x) differentiates by a quantity: x is only ever replaced by another name. */
static const struct expr *substitute_diff(struct substitution *substitution,
                                          const struct expr *expr)
{
    struct expr *diff = expr_copy(substitution->arena, expr);
    const struct expr *by = replacement(substitution, expr->b);
    diff->a = substitute_visit(substitution, expr->a);
    diff->b = by->kind == EXPR_NAME ? by : expr->b;
    return diff;
}

static const struct expr *substitute_visit(void *context, const struct expr *expr)
{
    struct substitution *substitution = context;
    if (expr->kind == EXPR_NAME)
        return replacement(substitution, expr);
    if (expr->kind == EXPR_DIFF)
        return substitute_diff(substitution, expr);
    if (is_reduction(expr))
        expr = rename_bound(substitution->arena, expr, substitution->with, substitution->count);
    return expr_rebuild(substitution->arena, expr, substitute_visit, substitution);
}

const struct expr *expr_substitute(struct arena *arena, const struct expr *expr, int count,
                                   const char *const *names, const struct expr *const *with)
{
    struct substitution substitution = {arena, count, names, with};
    return substitute_visit(&substitution, expr);
}

/* ---- reindexing ---- */

struct reindexing {
    struct arena *arena;
    int count;
    const char *const *from;
    const struct index *to;
    const char *hidden[SLOTS_MAX * 2];
    int hidden_count; /* variables bound around the place, which shadow `from` */
};

static int reindexed(const struct reindexing *reindexing, const char *variable)
{
    if (!variable)
        return -1;
    for (int i = 0; i < reindexing->hidden_count; i++)
        if (strcmp(reindexing->hidden[i], variable) == 0)
            return -1;
    for (int i = 0; i < reindexing->count; i++)
        if (strcmp(reindexing->from[i], variable) == 0)
            return i;
    return -1;
}

static bool reindex_index(const struct reindexing *reindexing, struct index *index)
{
    int found = reindexed(reindexing, index->variable);
    if (found < 0)
        return false;
    long offset = index->offset;
    *index = reindexing->to[found];
    index->offset += offset;
    return true;
}

static const struct expr *reindex_visit(void *context, const struct expr *expr);

/* Targets that the bound variable would capture: i in sum(i=.., f[i,j]) with j -> i. Its new name must not
 * capture another target either. */
static const struct expr *avoid_capture(struct reindexing *reindexing, const struct expr *expr)
{
    bool captures = false;
    for (int i = 0; i < reindexing->count && !captures; i++) {
        const char *to = reindexing->to[i].variable;
        captures =
            to && strcmp(to, expr->text) == 0 && expr_mentions_index(expr, reindexing->from[i]);
    }
    if (!captures)
        return expr;
    size_t count = (size_t)reindexing->count;
    const struct expr **avoid = arena_array(reindexing->arena, count, sizeof *avoid);
    for (size_t i = 0; i < count; i++)
        avoid[i] = expr_name(reindexing->arena, "", 1, &reindexing->to[i]);
    return rename_bound(reindexing->arena, expr, avoid, reindexing->count);
}

static const struct expr *reindex_reduction(struct reindexing *reindexing, const struct expr *expr)
{
    struct expr *copy = expr_copy(reindexing->arena, avoid_capture(reindexing, expr));
    reindex_index(reindexing, &copy->indices[0]);
    reindex_index(reindexing, &copy->indices[1]);
    if (reindexed(reindexing, copy->text) >= 0) {
        if (reindexing->hidden_count == SLOTS_MAX * 2)
            return copy;
        reindexing->hidden[reindexing->hidden_count++] = copy->text;
        copy->a = reindex_visit(reindexing, copy->a);
        reindexing->hidden_count--;
        return copy;
    }
    copy->a = reindex_visit(reindexing, copy->a);
    return copy;
}

static const struct expr *reindex_leaf(struct reindexing *reindexing, const struct expr *expr)
{
    struct expr copy = *expr;
    bool changed = false;
    for (int i = 0; i < expr->index_count; i++)
        changed |= reindex_index(reindexing, &copy.indices[i]);
    if (expr->has_sample)
        changed |= reindex_index(reindexing, &copy.sample);
    return changed ? expr_copy(reindexing->arena, &copy) : expr;
}

static const struct expr *reindex_number(struct reindexing *reindexing, const struct expr *name)
{
    struct expr *number = expr_copy(reindexing->arena, name);
    number->kind = EXPR_INDEX;
    number->text = NULL;
    number->index_count = 1;
    number->indices[0] = index_variable(name->text);
    reindex_index(reindexing, &number->indices[0]);
    return number;
}

static const struct expr *reindex_visit(void *context, const struct expr *expr)
{
    struct reindexing *reindexing = context;
    if (is_reduction(expr))
        return reindex_reduction(reindexing, expr);
    if (expr->kind == EXPR_NAME && is_number_of_index(expr) &&
        reindexed(reindexing, expr->text) >= 0)
        return reindex_number(reindexing, expr);
    if (expr->index_count > 0 || expr->has_sample)
        return reindex_leaf(reindexing, expr);
    return expr_rebuild(reindexing->arena, expr, reindex_visit, reindexing);
}

const struct expr *expr_reindex(struct arena *arena, const struct expr *expr, int count,
                                const char *const *from, const struct index *to)
{
    struct reindexing reindexing = {.arena = arena, .count = count, .from = from, .to = to};
    return reindex_visit(&reindexing, expr);
}

/* ---- ranges ---- */

static const struct expr *range_visit(void *context, const struct expr *expr)
{
    struct arena *arena = context;
    if (!is_reduction(expr))
        return expr_rebuild(arena, expr, range_visit, arena);
    const struct index bound = bound_index(expr);
    struct expr *copy = expr_copy(arena, expr);
    if (bound.ranged)
        copy->a = expr_reindex(arena, expr->a, 1, &expr->text, &bound);
    copy->a = range_visit(arena, copy->a);
    return copy;
}

const struct expr *expr_with_ranges(struct arena *arena, const struct expr *expr, int count,
                                    const struct index *ranged)
{
    for (int i = 0; i < count; i++)
        expr = expr_reindex(arena, expr, 1, &ranged[i].variable, &ranged[i]);
    return range_visit(arena, expr);
}
