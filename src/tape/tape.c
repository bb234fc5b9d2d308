/* Families: their ids, instances, lookups and the integrity check. */
#include "tape/tape.h"

#include "base/arena.h"
#include "catalogue/spelling.h"
#include <stdio.h>
#include <string.h>

static const char *const role_names[] = {
#define ROLE(name, text) text,
#include "tape/roles.def"
#undef ROLE
};

const char *role_name(enum role role)
{
    return role_names[role];
}

enum role role_by_name(const char *name)
{
    int role = 0;
    while (role < ROLES && strcmp(role_names[role], name) != 0)
        role++;
    return (enum role)role;
}

const struct family *tape_family(const struct tape *tape, enum family_scope scope, const char *base)
{
    char found[2 * SPELLING_MAX];
    for (int i = 0; i < tape->family_count; i++) {
        const struct family *family = tape->families[i];
        if (family->scope != scope || family->role == ROLE_UPDATE)
            continue;
        if (!family->bottom.base)
            snprintf(found, sizeof found, "%s", family->top.base);
        else
            snprintf(found, sizeof found, "%sd%s/d%s", family->local ? "local." : "",
                     family->top.base, family->bottom.base);
        if (strcmp(found, base) == 0)
            return family;
    }
    return NULL;
}

int tape_update_number(const struct tape *tape, int update)
{
    return update + tape->problem->optimizer.done;
}

bool tape_forward_only(const struct tape *tape, int update)
{
    return !tape->backward || update > tape->problem->updates;
}

const struct batch *tape_batch(const struct tape *tape, int update)
{
    const struct problem *problem = tape->problem;
    return &problem->batches[(update - 1) % problem->batch_count];
}

void family_indices(const struct family *family, size_t instance, long indices[FAMILY_RANK_MAX])
{
    for (int d = family->rank - 1; d >= 0; d--) {
        size_t size = (size_t)family->dimensions[d].count;
        indices[d] = (long)(instance % size) + 1;
        instance /= size;
    }
}

size_t family_instance(const struct family *family, const long indices[FAMILY_RANK_MAX])
{
    size_t instance = 0;
    for (int d = 0; d < family->rank; d++)
        instance = instance * (size_t)family->dimensions[d].count + (size_t)(indices[d] - 1);
    return instance;
}

static void write_label(const struct label *label, const long *indices, struct text *out)
{
    text_string(out, label->base);
    for (int i = 0; i < label->rank; i++) {
        text_put(out, i ? ',' : '[');
        text_integer(out, indices[label->places[i]]);
    }
    if (label->rank)
        text_put(out, ']');
}

void family_base_id(const struct family *family, const long indices[FAMILY_RANK_MAX],
                    struct text *out)
{
    if (family->local)
        text_literal(out, "local.");
    if (family->bottom.base)
        text_put(out, 'd');
    write_label(&family->top, indices, out);
    if (family->bottom.base) {
        text_literal(out, "/d");
        write_label(&family->bottom, indices, out);
    }
}

/* ---- integrity ---- */

struct check {
    struct arena *arena;
    const struct family *family;
    const char *complaint;
};

/* A name is sound when it addresses a family that has its value by then, with as many indices as that has
 * dimensions. */
static void check_name(struct check *check, const struct expr *name)
{
    const struct family *operand = name->binding;
    const struct family *family = check->family;
    if (!operand)
        check->complaint = arena_printf(check->arena, "family %d refers to the unbound name %s",
                                        family->number, name->text);
    else if (operand->number >= family->number && !(operand == family && name->update < 0))
        check->complaint = arena_printf(check->arena, "family %d refers to the later family %d",
                                        family->number, operand->number);
    else if (name->index_count != operand->rank)
        check->complaint =
            arena_printf(check->arena, "family %d gives %d indices to family %d, which has %d",
                         family->number, name->index_count, operand->number, operand->rank);
}

static void check_names(struct check *check, const struct expr *expr)
{
    if (!expr || check->complaint)
        return;
    if (expr->kind == EXPR_NAME)
        check_name(check, expr);
    check_names(check, expr->a);
    check_names(check, expr->b);
    check_names(check, expr->c);
    check_names(check, expr->d);
    for (int i = 0; i < expr->argument_count; i++)
        check_names(check, expr->arguments[i]);
}

const char *tape_check(struct arena *arena, const struct tape *tape)
{
    struct check check = {.arena = arena};
    for (int i = 0; i < tape->family_count && !check.complaint; i++) {
        check.family = tape->families[i];
        if (check.family->number != i)
            return arena_printf(arena, "family %d stands at place %d", check.family->number, i);
        if (!check.family->literals && !check.family->expansion && !check.family->mask)
            return arena_printf(arena, "family %d has neither numbers nor a formula", i);
        check_names(&check, check.family->formula);
        check_names(&check, check.family->expansion);
        check_names(&check, check.family->stable);
    }
    return check.complaint;
}

static void dump_label(const struct family *family, const struct label *label, struct text *out)
{
    text_string(out, label->base);
    for (int i = 0; i < label->rank; i++)
        text_printf(out, "%c%s", i ? ',' : '[', family->dimensions[label->places[i]].variable);
    if (label->rank)
        text_put(out, ']');
}

void tape_dump(const struct tape *tape, struct text *out)
{
    static const char *const prefixes[] = {"", "s.", "u.", "u.s."};
    for (int i = 0; i < tape->family_count; i++) {
        const struct family *family = tape->families[i];
        text_printf(out, "%3d %-14s %s%s%s", i, role_name(family->role),
                    tape->bare ? "" : prefixes[family->scope], family->local ? "local." : "",
                    family->bottom.base ? "d" : "");
        dump_label(family, &family->top, out);
        if (family->bottom.base) {
            text_literal(out, "/d");
            dump_label(family, &family->bottom, out);
        }
        text_string(out, family->role == ROLE_UPDATE ? "'" : "");
        if (family->formula) {
            text_literal(out, " := ");
            expr_print(family->formula, out);
        }
        for (int d = 0; d < family->rank; d++)
            text_printf(out, "%s%s = 1..%d", d ? ", " : "    ", family->dimensions[d].variable,
                        family->dimensions[d].count);
        text_put(out, '\n');
    }
}
