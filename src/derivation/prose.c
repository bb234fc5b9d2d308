/* Sentences with mathematics in them, put together part by part. */
#include "derivation/prose.h"

#include "base/arena.h"

struct prose *prose_new(struct arena *arena)
{
    struct prose *prose = arena_alloc(arena, sizeof *prose);
    prose->arena = arena;
    return prose;
}

static struct prose_part *add_part(struct prose *prose, enum prose_kind kind)
{
    struct prose_part *part = arena_alloc(prose->arena, sizeof *part);
    part->kind = kind;
    if (prose->last)
        prose->last->next = part;
    else
        prose->first = part;
    prose->last = part;
    return part;
}

void prose_words(struct prose *prose, const char *words)
{
    add_part(prose, PROSE_WORDS)->words = words;
}

void prose_expr(struct prose *prose, const struct expr *expr)
{
    add_part(prose, PROSE_EXPR)->a = expr;
}

void prose_equation(struct prose *prose, const struct expr *a, const struct expr *b)
{
    struct prose_part *part = add_part(prose, PROSE_EQUATION);
    part->a = a;
    part->b = b;
}

void prose_condition(struct prose *prose, const struct expr *a, enum relation relation,
                     const struct expr *b)
{
    struct prose_part *part = add_part(prose, PROSE_CONDITION);
    part->a = a;
    part->relation = relation;
    part->b = b;
}

static void print_expr(const struct prose *prose, const struct expr *expr, struct text *out)
{
    expr_print(expr_derivatives_as_names(prose->arena, expr), out);
}

void prose_print(const struct prose *prose, struct text *out)
{
    for (const struct prose_part *part = prose->first; part; part = part->next) {
        if (part->kind == PROSE_WORDS) {
            text_string(out, part->words);
            continue;
        }
        print_expr(prose, part->a, out);
        if (part->kind == PROSE_EXPR)
            continue;
        text_printf(out, " %s ",
                    part->kind == PROSE_EQUATION ? "=" : relation_sign(part->relation));
        print_expr(prose, part->b, out);
    }
}
