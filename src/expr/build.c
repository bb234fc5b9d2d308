/* Making trees: one constructor for each kind. Strings are kept, not copied. */
#include "expr/tree.h"

static struct expr *node(struct arena *arena, enum expr_kind kind)
{
    struct expr *expr = arena_alloc(arena, sizeof *expr);
    expr->kind = kind;
    expr->slot = -1;
    return expr;
}

struct expr *expr_copy(struct arena *arena, const struct expr *expr)
{
    struct expr *copy = arena_alloc(arena, sizeof *copy);
    *copy = *expr;
    return copy;
}

static const struct expr *copy_visit(void *arena, const struct expr *expr)
{
    struct expr *copy = expr_copy(arena, expr_rebuild(arena, expr, copy_visit, arena));
    if (copy->kind == EXPR_NUMBER)
        copy->text = arena_copy(arena, copy->text, strlen(copy->text));
    return copy;
}

const struct expr *expr_copy_tree(struct arena *arena, const struct expr *expr)
{
    return copy_visit(arena, expr);
}

struct expr *expr_number(struct arena *arena, const char *literal)
{
    struct expr *expr = node(arena, EXPR_NUMBER);
    expr->text = literal;
    return expr;
}

struct expr *expr_integer(struct arena *arena, long value)
{
    if (value >= 0)
        return expr_number(arena, arena_printf(arena, "%ld", value));
    return expr_negate(arena,
                       expr_number(arena, arena_printf(arena, "%lu", 0UL - (unsigned long)value)));
}

struct expr *expr_name(struct arena *arena, const char *name, int index_count,
                       const struct index *indices)
{
    struct expr *expr = node(arena, EXPR_NAME);
    expr->text = name;
    expr->index_count = index_count;
    for (int i = 0; i < index_count; i++)
        expr->indices[i] = indices[i];
    return expr;
}

struct expr *expr_negate(struct arena *arena, const struct expr *a)
{
    struct expr *expr = node(arena, EXPR_NEGATE);
    expr->a = a;
    return expr;
}

struct expr *expr_binary(struct arena *arena, enum expr_kind kind, const struct expr *a,
                         const struct expr *b)
{
    struct expr *expr = node(arena, kind);
    expr->a = a;
    expr->b = b;
    return expr;
}

struct expr *expr_function(struct arena *arena, enum function function, const struct expr *a)
{
    struct expr *expr = node(arena, EXPR_FUNCTION);
    expr->function = function;
    expr->a = a;
    return expr;
}

struct expr *expr_defined(struct arena *arena, const char *name, const char *symbol, int count,
                          const struct expr *const *arguments)
{
    struct expr *expr = node(arena, EXPR_DEFINED);
    expr->text = name;
    expr->symbol = symbol;
    expr->argument_count = count;
    expr->arguments = arguments;
    return expr;
}

struct expr *expr_reduction(struct arena *arena, enum expr_kind kind, const char *variable,
                            struct index from, struct index to, const struct expr *body)
{
    struct expr *expr = node(arena, kind);
    expr->text = variable;
    expr->indices[0] = from;
    expr->indices[1] = to;
    expr->index_count = 2;
    expr->a = body;
    return expr;
}

struct expr *expr_delta(struct arena *arena, struct index j, struct index k)
{
    struct expr *expr = node(arena, EXPR_DELTA);
    expr->indices[0] = j;
    expr->indices[1] = k;
    expr->index_count = 2;
    return expr;
}

struct expr *expr_where(struct arena *arena, const struct expr *a, enum relation relation,
                        const struct expr *b, const struct expr *then, const struct expr *otherwise)
{
    struct expr *expr = node(arena, EXPR_WHERE);
    expr->relation = relation;
    expr->a = a;
    expr->b = b;
    expr->c = then;
    expr->d = otherwise;
    return expr;
}

struct index index_variable(const char *variable)
{
    return (struct index){.variable = variable, .slot = -1};
}

struct index index_ranged(const char *variable, long first, long last)
{
    return (struct index){
        .variable = variable, .slot = -1, .ranged = true, .first = first, .last = last};
}

struct index index_integer(long value)
{
    return (struct index){.slot = -1, .offset = value};
}
