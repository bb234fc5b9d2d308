/* Definitions put in the place of the names they define, down to quantities that nothing defines.
 *
 * A tower of definitions that each use the one below twice is exponentially large when written out, so the
 * result is measured while it is made, and given up where it becomes too large or too deep to walk over.
 */
#include "expr/tree.h"
#include <string.h>

/* A name that stays as it is, and those around it. */
struct kept_name {
    const char *name;
    const struct kept_name *outer;
};

struct expansion {
    struct arena *arena;
    int count;
    const struct definition *definitions;
    const struct kept_name *kept;
    size_t left; /* nodes that may still be made */
    int depth;
    bool exceeded;
};

static const struct expr *expand_visit(void *context, const struct expr *expr);

static bool is_kept(const struct expansion *expansion, const char *name)
{
    for (const struct kept_name *kept = expansion->kept; kept; kept = kept->outer)
        if (strcmp(kept->name, name) == 0)
            return true;
    return false;
}

static const struct definition *definition_of(const struct expansion *expansion,
                                              const struct expr *name)
{
    if (name->has_sample || name->update != 0 || is_kept(expansion, name->text))
        return NULL;
    for (int i = 0; i < expansion->count; i++) {
        const struct definition *definition = &expansion->definitions[i];
        if (definition->rank == name->index_count && strcmp(definition->name, name->text) == 0)
            return definition;
    }
    return NULL;
}

static bool spend(struct expansion *expansion, size_t nodes)
{
    expansion->exceeded = expansion->exceeded || nodes > expansion->left;
    expansion->left -= expansion->exceeded ? 0 : nodes;
    return !expansion->exceeded;
}

/* Reindexing walks over all of the body, so that it has to fit before. */
static const struct expr *expand_name(struct expansion *expansion, const struct expr *name)
{
    const struct definition *definition = definition_of(expansion, name);
    if (!definition)
        return name;
    if (expr_size(definition->body, expansion->left + 1) > expansion->left) {
        expansion->exceeded = true;
        return name;
    }
    return expand_visit(expansion,
                        expr_reindex(expansion->arena, definition->body, definition->rank,
                                     definition->variables, name->indices));
}

/* diff(E, y[k]) is the derivative of E as a function of y, however y is defined. */
static const struct expr *expand_diff(struct expansion *expansion, const struct expr *expr)
{
    const struct kept_name by = {expr->b->text, expansion->kept};
    struct expr *diff = expr_copy(expansion->arena, expr);
    expansion->kept = &by;
    diff->a = expand_visit(expansion, expr->a);
    expansion->kept = by.outer;
    return diff;
}

static const struct expr *expand_visit(void *context, const struct expr *expr)
{
    struct expansion *expansion = context;
    const struct expr *expanded;
    if (!spend(expansion, 1) || expansion->depth == EXPANSION_MAX_DEPTH) {
        expansion->exceeded = true;
        return expr;
    }
    expansion->depth++;
    if (expr->kind == EXPR_NAME)
        expanded = expand_name(expansion, expr);
    else if (expr->kind == EXPR_DIFF)
        expanded = expand_diff(expansion, expr);
    else
        expanded = expr_rebuild(expansion->arena, expr, expand_visit, expansion);
    expansion->depth--;
    return expanded;
}

const struct expr *expr_expand_definitions(struct arena *arena, const struct expr *expr, int count,
                                           const struct definition *definitions, const char *leaf,
                                           size_t most)
{
    const struct kept_name kept = {leaf, NULL};
    struct expansion expansion = {.arena = arena,
                                  .count = count,
                                  .definitions = definitions,
                                  .kept = leaf ? &kept : NULL,
                                  .left = most};
    const struct expr *expanded = expand_visit(&expansion, expr);
    return expansion.exceeded ? NULL : expanded;
}
