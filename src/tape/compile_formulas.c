/* A formulas problem as a tape: given quantities, then the user's assignments as they stand, then the reverse rule.
 * With an optimizer the quantities belong to updates like those of a network; without, ids are bare names. */
#include "tape/builder.h"

#include <string.h>

static struct family *family_called(const struct builder *builder, const char *name)
{
    for (int i = 0; i < builder->count; i++)
        if (builder->families[i]->scope == SCOPE_UPDATE && !builder->families[i]->bottom.base &&
            strcmp(builder->families[i]->top.base, name) == 0)
            return builder->families[i];
    return NULL;
}

/* The quantities so far: their names, and the trees that stand for them in formulas. */
struct quantities {
    const char **names;
    const struct expr **trees;
    int count;
};

static void open_quantities(struct builder *builder, struct quantities *quantities)
{
    const struct formulas *formulas = builder->problem->formulas;
    size_t most = (size_t)formulas->given_count + (size_t)formulas->assignment_count;
    quantities->names = arena_array(builder->arena, most, sizeof *quantities->names);
    quantities->trees = arena_array(builder->arena, most, sizeof *quantities->trees);
}

static void put_quantity(struct builder *builder, struct quantities *quantities,
                         const struct family *family)
{
    quantities->names[quantities->count] = family->top.base;
    quantities->trees[quantities->count++] = builder_self(builder, family);
}

static void add_given(struct builder *builder, struct quantities *quantities,
                      const struct given_quantity *given)
{
    static const char *const variables[] = {"i", "j", "k", "l"};
    struct dimension dimensions[INDEX_MAX];
    for (int d = 0; d < given->rank; d++)
        dimensions[d] = (struct dimension){variables[d], given->dimensions[d]};
    put_quantity(builder, quantities,
                 builder_given(builder, given->name, SCOPE_UPDATE, ROLE_PARAMETER, given->literals,
                               given->rank, dimensions));
}

static void add_assignment(struct builder *builder, struct quantities *quantities,
                           const struct assignment *assignment)
{
    struct dimension dimensions[INDEX_MAX];
    bool objective = false;
    for (int d = 0; d < assignment->rank; d++)
        dimensions[d] = (struct dimension){assignment->variables[d], assignment->dimensions[d]};
    for (int i = 0; i < builder->problem->formulas->objective_count; i++)
        objective =
            objective || strcmp(builder->problem->formulas->objectives[i], assignment->name) == 0;
    const struct expr *formula =
        expr_substitute(builder->arena, assignment->formula, quantities->count, quantities->names,
                        quantities->trees);
    struct family *family = builder_family(builder, assignment->name, SCOPE_UPDATE,
                                           objective ? ROLE_LOSS : ROLE_ACTIVATION, PHASE_FORWARD,
                                           assignment->rank, dimensions);
    family->objective = objective;
    builder_assign(builder, family, formula, catalogue_expand(builder->arena, formula));
    put_quantity(builder, quantities, family);
}

/* The families of `wrt`, those that the optimizer trains among them. */
static const struct family **list_wanted(struct builder *builder)
{
    const struct formulas *formulas = builder->problem->formulas;
    const struct family **wanted =
        arena_array(builder->arena, (size_t)formulas->wrt_count + 1, sizeof *wanted);
    for (int i = 0; i < formulas->wrt_count; i++)
        wanted[i] = family_called(builder, formulas->wrt[i]);
    return wanted;
}

static void add_gradients(struct builder *builder)
{
    const struct formulas *formulas = builder->problem->formulas;
    const struct family **wanted = list_wanted(builder);
    const struct family **adjoints =
        arena_array(builder->arena, (size_t)formulas->wrt_count + 1, sizeof *adjoints);
    for (int i = 0; i < formulas->objective_count; i++) {
        const struct family *objective = family_called(builder, formulas->objectives[i]);
        builder_reverse(builder, objective, wanted, formulas->wrt_count, adjoints);
        compile_independence(builder, objective, wanted, formulas->wrt_count, adjoints);
    }
    for (int i = 0; i < formulas->wrt_count; i++)
        builder->families[wanted[i]->number]->gradient = adjoints[i];
    if (!builder->failed && builder->problem->optimizer.entry)
        compile_update(builder, wanted, formulas->wrt_count);
}

void compile_formulas(struct builder *builder)
{
    const struct formulas *formulas = builder->problem->formulas;
    struct quantities quantities = {0};
    open_quantities(builder, &quantities);
    for (int i = 0; i < formulas->given_count; i++)
        add_given(builder, &quantities, &formulas->givens[i]);
    compile_constants(builder);
    for (int i = 0; i < formulas->assignment_count; i++)
        add_assignment(builder, &quantities, &formulas->assignments[i]);
    if (builder->tape->backward)
        add_gradients(builder);
}
