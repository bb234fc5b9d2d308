/* Adding families to a tape: dimensions, bindings of index variables, names. */
#include "tape/builder.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

struct family *builder_derivative(struct builder *builder, struct label top, struct label bottom,
                                  enum family_scope scope, enum role role, enum phase phase,
                                  int rank, const struct dimension *dimensions)
{
    assert(builder->count < builder->capacity && rank <= FAMILY_RANK_MAX);
    struct family *family = arena_alloc(builder->arena, sizeof *family);
    *family = (struct family){.number = builder->count,
                              .top = top,
                              .bottom = bottom,
                              .scope = scope,
                              .role = role,
                              .phase = phase,
                              .layer = -1,
                              .rank = rank,
                              .count = 1};
    for (int d = 0; d < rank; d++) {
        family->dimensions[d] = dimensions[d];
        family->count *= (size_t)dimensions[d].count;
    }
    builder->families[builder->count++] = family;
    return family;
}

struct family *builder_family(struct builder *builder, const char *base, enum family_scope scope,
                              enum role role, enum phase phase, int rank,
                              const struct dimension *dimensions)
{
    struct label top = {.base = base, .rank = rank};
    for (int d = 0; d < rank; d++)
        top.places[d] = d;
    return builder_derivative(builder, top, (struct label){0}, scope, role, phase, rank,
                              dimensions);
}

void builder_assign(struct builder *builder, struct family *family, const struct expr *formula,
                    const struct expr *expansion)
{
    const char *variables[FAMILY_RANK_MAX + 1];
    for (int d = 0; d < family->rank; d++)
        variables[d] = family->dimensions[d].variable;
    variables[family->rank] = "m";
    const char *unknown = NULL;
    family->formula = expr_bind(builder->arena, formula, variables, family->rank + 1, &unknown);
    assert(family->formula);
    family->expansion = family->formula;
    if (expansion)
        family->expansion =
            expr_bind(builder->arena, expansion, variables, family->rank + 1, &unknown);
    assert(family->expansion);
}

struct expr *builder_name(struct builder *builder, const struct family *family,
                          const struct index *indices)
{
    struct expr *name = expr_name(builder->arena, family->top.base, family->rank, indices);
    name->binding = family;
    if (family->bottom.base)
        name->text = arena_printf(builder->arena, "d%s/d%s", family->top.base, family->bottom.base);
    return name;
}

struct expr *builder_self(struct builder *builder, const struct family *family)
{
    struct index indices[FAMILY_RANK_MAX];
    for (int d = 0; d < family->rank; d++)
        indices[d] = index_variable(family->dimensions[d].variable);
    return builder_name(builder, family, indices);
}
