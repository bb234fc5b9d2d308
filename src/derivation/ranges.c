/* Ranges of index variables: inferred from use, compared for all values of the sizes. */
#include "derivation/ranges.h"

#include "base/arena.h"
#include "expr/tree.h"
#include <string.h>

const struct size_symbol *size_by_name(const struct derivation *derivation, const char *name)
{
    for (int i = 0; i < derivation->size_count; i++)
        if (strcmp(derivation->sizes[i].name, name) == 0)
            return &derivation->sizes[i];
    return NULL;
}

struct index_variable *variable_by_name(struct index_variables *variables, const char *name)
{
    for (int i = 0; i < variables->count; i++)
        if (strcmp(variables->list[i].range.variable, name) == 0)
            return &variables->list[i];
    return NULL;
}

const char *end_text(struct arena *arena, const struct index *end)
{
    struct text text;
    text_open(&text, arena);
    index_print(end, &text);
    return text.bytes;
}

/* ---- ends ---- */

void end_values(const struct derivation *derivation, const struct index *end, long *low, long *high)
{
    const struct size_symbol *size = end->variable ? size_by_name(derivation, end->variable) : NULL;
    *low = end->offset + (size ? size->first : 0);
    *high = end->offset + (size ? size->last : 0);
}

static bool same_symbol(const struct index *a, const struct index *b)
{
    return a->variable == b->variable ||
           (a->variable && b->variable && strcmp(a->variable, b->variable) == 0);
}

bool never_above(const struct derivation *derivation, const struct index *a, const struct index *b)
{
    long low, high, unused;
    if (same_symbol(a, b))
        return a->offset <= b->offset;
    end_values(derivation, a, &unused, &high);
    end_values(derivation, b, &low, &unused);
    return high <= low;
}

/* One end alone, as each bound variable is then looked at once, however deep they nest. */
static bool end_of(const struct derivation *derivation, const struct index_variables *variables,
                   const struct index *index, const struct bound_variable *innermost, bool upper,
                   struct index *end)
{
    const struct bound_variable *bound = NULL;
    *end = index_integer(0);
    if (index->variable && (bound = bound_variable_named(innermost, index->variable))) {
        if (!end_of(derivation, variables, upper ? &bound->to : &bound->from, bound->outer, upper,
                    end))
            return false;
    } else if (index->variable && size_by_name(derivation, index->variable)) {
        end->variable = index->variable;
    } else if (index->variable) {
        int place = 0;
        while (place < variables->count &&
               strcmp(variables->list[place].range.variable, index->variable) != 0)
            place++;
        if (place == variables->count)
            return false;
        const struct variable_range *range = &variables->list[place].range;
        *end = upper ? range->last : range->first;
    }
    end->offset += index->offset;
    return true;
}

bool index_ends(const struct derivation *derivation, const struct index_variables *variables,
                const struct index *index, const struct bound_variable *innermost,
                struct index *low, struct index *high)
{
    return end_of(derivation, variables, index, innermost, false, low) &&
           end_of(derivation, variables, index, innermost, true, high);
}

/* ---- inference ---- */

static struct index_variable *add_variable(struct index_variables *variables, const char *name)
{
    if (variables->count == DERIVATION_MAX_VARIABLES)
        return NULL;
    struct index_variable *variable = &variables->list[variables->count++];
    *variable = (struct index_variable){.range.variable = name};
    return variable;
}

bool say_range(struct index_variables *variables, struct variable_range range)
{
    struct index_variable *variable = add_variable(variables, range.variable);
    if (!variable)
        return false;
    variable->range = range;
    variable->said = true;
    return true;
}

static const char *two_dimensions(struct arena *arena, const struct index_variable *variable,
                                  const struct quantity *quantity, const struct index *dimension)
{
    return arena_printf(
        arena, "the index \"%s\" runs over 1..%s in \"%s\" and over 1..%s in \"%s\"; say its range",
        variable->range.variable, end_text(arena, &variable->quantity->dimensions[variable->place]),
        variable->quantity->name, end_text(arena, dimension), quantity->name);
}

const char *infer_range(struct arena *arena, struct index_variables *variables,
                        const struct derivation *derivation, const struct index *index,
                        const struct quantity *quantity, int place)
{
    const struct index *dimension = &quantity->dimensions[place];
    struct index first = index_integer(1 - index->offset), last = *dimension;
    last.offset -= index->offset;
    if (!index->variable || size_by_name(derivation, index->variable))
        return NULL;
    struct index_variable *variable = variable_by_name(variables, index->variable);
    if (!variable) {
        if (!(variable = add_variable(variables, index->variable)))
            return arena_printf(arena, "there are more than %d index variables",
                                DERIVATION_MAX_VARIABLES);
        variable->range = (struct variable_range){index->variable, first, last};
        variable->quantity = quantity;
        variable->place = place;
    }
    variable->used = true;
    if (variable->said)
        return NULL;
    if (!index_equal(dimension, &variable->quantity->dimensions[variable->place]))
        return two_dimensions(arena, variable, quantity, dimension);
    if (first.offset > variable->range.first.offset)
        variable->range.first = first;
    if (last.offset < variable->range.last.offset)
        variable->range.last = last;
    return NULL;
}

/* "is 4", "goes from 1 to N+1" */
static const char *values_text(struct arena *arena, const struct index *low,
                               const struct index *high)
{
    return index_equal(low, high) ? arena_printf(arena, "is %s", end_text(arena, low))
                                  : arena_printf(arena, "goes from %s to %s", end_text(arena, low),
                                                 end_text(arena, high));
}

/* "3", "N (which may be 2)" */
static const char *dimension_text(struct arena *arena, const struct derivation *derivation,
                                  const struct index *dimension)
{
    const char *text = end_text(arena, dimension);
    long low, high;
    end_values(derivation, dimension, &low, &high);
    return dimension->variable ? arena_printf(arena, "%s (which may be %ld)", text, low) : text;
}

const char *index_outside(struct arena *arena, const struct derivation *derivation,
                          const struct index_variables *variables, const struct index *index,
                          const struct bound_variable *innermost, const struct quantity *quantity,
                          int place)
{
    const struct index one = index_integer(1), *dimension = &quantity->dimensions[place];
    struct index low, high;
    if (!index_ends(derivation, variables, index, innermost, &low, &high))
        return arena_printf(arena, "unknown index \"%s\" of \"%s\"", index->variable,
                            quantity->name);
    struct index above = high;
    above.offset++;
    if (never_above(derivation, &above, &low)) /* a sum of no terms */
        return NULL;
    if (never_above(derivation, &one, &low) && never_above(derivation, &high, dimension))
        return NULL;
    return arena_printf(arena, "index %d of \"%s\" %s here; there are 1 to %s", place + 1,
                        quantity->name, values_text(arena, &low, &high),
                        dimension_text(arena, derivation, dimension));
}
