/* Adding families to a tape: dimensions, bindings of index variables, names. */
#include "tape/builder.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

static void grow(struct builder *builder)
{
    int capacity = builder->capacity ? 2 * builder->capacity : 64;
    struct family **families = arena_array(builder->arena, (size_t)capacity, sizeof *families);
    if (builder->count)
        memcpy(families, builder->families, (size_t)builder->count * sizeof *families);
    builder->families = families;
    builder->capacity = capacity;
}

struct family *builder_derivative(struct builder *builder, struct label top, struct label bottom,
                                  enum family_scope scope, enum role role, enum phase phase,
                                  int rank, const struct dimension *dimensions)
{
    assert(rank <= FAMILY_RANK_MAX);
    if (builder->count == builder->capacity)
        grow(builder);
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

struct family *builder_given(struct builder *builder, const char *base, enum family_scope scope,
                             enum role role, const char *const *literals, int rank,
                             const struct dimension *dimensions)
{
    struct family *family =
        builder_family(builder, base, scope, role, PHASE_GIVEN, rank, dimensions);
    family->literals = literals;
    return family;
}

const struct family *builder_constant(struct builder *builder, const char *name,
                                      const char *literal)
{
    const char **literals = arena_array(builder->arena, 1, sizeof *literals);
    literals[0] = literal;
    return builder_given(builder, name, SCOPE_CONSTANT, ROLE_PARAMETER, literals, 0, NULL);
}

static const struct expr *bind(struct builder *builder, const struct family *family,
                               const struct expr *expr)
{
    const char *variables[FAMILY_RANK_MAX + FAMILY_EXTRA_SLOTS];
    for (int d = 0; d < family->rank; d++)
        variables[d] = family->dimensions[d].variable;
    variables[family->rank + SLOT_BATCH] = "m";
    variables[family->rank + SLOT_UPDATE] = "u";
    variables[family->rank + SLOT_PERIOD] = "p";
    const char *unknown = NULL;
    const struct expr *bound =
        expr_bind(builder->arena, expr, variables, family->rank + FAMILY_EXTRA_SLOTS, &unknown);
    assert(bound);
    return bound;
}

void builder_assign(struct builder *builder, struct family *family, const struct expr *formula,
                    const struct expr *expansion)
{
    family->formula = bind(builder, family, formula);
    family->expansion = expansion ? bind(builder, family, expansion) : family->formula;
}

void builder_assign_stable(struct builder *builder, struct family *family,
                           const struct expr *stable)
{
    family->stable = bind(builder, family, stable);
}

void builder_hand_derivative(struct builder *builder, const struct family *of,
                             const struct family *by, const struct expr *derivative,
                             const struct expr *stable, const char *bottom)
{
    if (builder->hand_count == builder->hand_capacity) {
        int capacity = builder->hand_capacity ? 2 * builder->hand_capacity : 16;
        struct hand_derivative *hands =
            arena_array(builder->arena, (size_t)capacity, sizeof *hands);
        if (builder->hand_count)
            memcpy(hands, builder->hands, (size_t)builder->hand_count * sizeof *hands);
        builder->hands = hands;
        builder->hand_capacity = capacity;
    }
    builder->hands[builder->hand_count++] =
        (struct hand_derivative){.of = of,
                                 .by = by,
                                 .derivative = derivative,
                                 .stable = stable,
                                 .bottom = {index_variable(bottom)}};
}

struct expr *builder_name(struct builder *builder, const struct family *family,
                          const struct index *indices)
{
    struct expr *name = expr_name(builder->arena, family->top.base, family->rank, indices);
    name->binding = family;
    if (family->bottom.base)
        name->text = arena_printf(builder->arena, "%sd%s/d%s", family->local ? "local." : "",
                                  family->top.base, family->bottom.base);
    return name;
}

struct expr *builder_self(struct builder *builder, const struct family *family)
{
    struct index indices[FAMILY_RANK_MAX];
    for (int d = 0; d < family->rank; d++)
        indices[d] = index_variable(family->dimensions[d].variable);
    return builder_name(builder, family, indices);
}

struct expr *builder_of_sample(struct builder *builder, const struct family *family)
{
    struct expr *name = builder_self(builder, family);
    name->has_sample = true;
    name->sample = index_variable("s");
    return name;
}

const struct expr *builder_literal(struct builder *builder, const char *literal)
{
    if (*literal == '-')
        return expr_negate(builder->arena, expr_number(builder->arena, literal + 1));
    return expr_number(builder->arena, literal);
}

/* ---- formulas of the catalogue ---- */

void substitutes_put(struct substitutes *substitutes, const char *name, const struct expr *with)
{
    assert(substitutes->count < SUBSTITUTES);
    substitutes->names[substitutes->count] = name;
    substitutes->with[substitutes->count++] = with;
}

void substitutes_put_parameters(struct builder *builder, struct substitutes *substitutes,
                                const struct entry_parameter *parameters, const char *const *values)
{
    for (int i = 0; i < ENTRY_PARAMETERS && parameters[i].name; i++)
        substitutes_put(substitutes, parameters[i].name, builder_literal(builder, values[i]));
}

const struct expr *builder_formula(struct builder *builder, const char *text, const char *size,
                                   int count, const struct substitutes *substitutes)
{
    const struct index bound = index_integer(count);
    const struct expr *formula = catalogue_formula(builder->arena, text);
    formula = expr_reindex(builder->arena, formula, 1, &size, &bound);
    return expr_substitute(builder->arena, formula, substitutes->count, substitutes->names,
                           substitutes->with);
}
