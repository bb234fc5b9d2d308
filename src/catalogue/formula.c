/* Formulas of the catalogue as trees, and what a user's own formula may call. The tables are in catalogue.c. */
#include "catalogue/catalogue.h"

#include "base/json.h"
#include "expr/tree.h"
#include <assert.h>
#include <string.h>

/* ---- calls ---- */

int catalogue_arity(void *context, const char *name, size_t length, const char **symbol)
{
    (void)context;
    size_t count;
    const char *const *names = activation_names(&count);
    for (size_t i = 0; i < count; i++) {
        if (strlen(names[i]) != length || memcmp(names[i], name, length) != 0)
            continue;
        const struct activation_entry *entry = activation_by_name(names[i]);
        *symbol = entry->symbol;
        return entry->vector ? -1 : 1;
    }
    return -1;
}

const char *catalogue_hint(void *context, struct arena *arena, const char *name)
{
    (void)context;
    size_t count;
    const char *const *names = activation_names(&count);
    const struct activation_entry *entry = activation_by_name(name);
    if (entry && entry->vector)
        return arena_printf(arena, "it takes all units at once; write it out: %s", entry->formula);
    const char *near = nearest_name(name, names, count);
    return near && !activation_by_name(near)->vector
               ? arena_printf(arena, "did you mean \"%s\"?", near)
               : NULL;
}

/* The formula `text` of the entry for `call`: z is its argument, a the call itself, parameters have their defaults. */
static const struct expr *written_out(struct arena *arena, const struct activation_entry *entry,
                                      const char *text, const struct expr *call)
{
    const char *names[ENTRY_PARAMETERS + 2] = {"z", "a"};
    const struct expr *with[ENTRY_PARAMETERS + 2] = {call->arguments[0], call};
    int count = 2;
    for (int p = 0; p < ENTRY_PARAMETERS && entry->parameters[p].name; p++, count++) {
        names[count] = entry->parameters[p].name;
        with[count] = expr_number(arena, entry->parameters[p].value);
    }
    return expr_substitute(arena, catalogue_formula(arena, text), count, names, with);
}

static const struct expr *expand_visit(void *context, const struct expr *expr)
{
    struct arena *arena = context;
    const struct expr *expanded = expr_rebuild(arena, expr, expand_visit, arena);
    if (expanded->kind != EXPR_DEFINED)
        return expanded;
    const struct activation_entry *entry = activation_by_name(expanded->text);
    return entry ? written_out(arena, entry, entry->formula, expanded) : expanded;
}

const struct expr *catalogue_expand(struct arena *arena, const struct expr *expr)
{
    return expand_visit(arena, expr);
}

const struct expr *catalogue_derivative(struct arena *arena, const struct expr *call)
{
    const struct activation_entry *entry = activation_by_name(call->text);
    if (!entry || entry->vector || !entry->derivative)
        return NULL;
    return written_out(arena, entry, entry->derivative, call);
}

/* ---- formulas of entries ---- */

const struct expr *catalogue_formula(struct arena *arena, const char *formula)
{
    static const struct scope scope = {.defined_arity = catalogue_arity};
    struct diagnostics diagnostics;
    diagnostics_open(&diagnostics, arena);
    const struct expr *tree =
        expr_parse(arena, formula, strlen(formula), &scope, NULL, &diagnostics);
    assert(tree);
    return catalogue_expand(arena, tree);
}
