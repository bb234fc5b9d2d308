/* Random formulas that mostly have values: small sums over 1..3, tame functions. */
#ifndef FORMULAS_H
#define FORMULAS_H

#include "generator.h"
#include "values.h"

static inline struct index index_in_range(struct generator *generator)
{
    static const char *const variables[] = {"i", "j", "k"};
    unsigned choice = below(generator, 5);
    return choice < 3 ? index_variable(variables[choice])
                      : index_integer((long)below(generator, 3) + 1);
}

/* `bound`: within a reduction over i. */
static inline const struct expr *any_quantity(struct generator *generator, bool bound)
{
    struct index indices[2] = {index_in_range(generator), index_in_range(generator)};
    for (int i = 0; i < 2; i++)
        if (!bound && indices[i].variable && indices[i].variable[0] == 'i')
            indices[i] = index_integer(2);
    switch (below(generator, 5)) {
    case 0:
        return expr_name(arena, "a", 1, indices);
    case 1:
        return expr_name(arena, "w", 2, indices);
    case 2:
        return expr_delta(arena, indices[0], indices[1]);
    case 3:
        return expr_integer(arena, (long)below(generator, 5) - 2);
    default:
        return expr_name(arena, "x", 0, NULL);
    }
}

static inline const struct expr *formula_at(struct generator *generator, int depth, bool bound)
{
    static const enum function tame[] = {FUNCTION_SIN, FUNCTION_COS, FUNCTION_TANH, FUNCTION_ABS,
                                         FUNCTION_EXP, FUNCTION_LOG, FUNCTION_SQRT, FUNCTION_ERF};
    static const char *const variables[] = {"i", "j"};
    const char *variable;
    if (depth == 0)
        return any_quantity(generator, bound);
    depth--;
    const struct expr *a = formula_at(generator, depth, bound);
    switch (below(generator, 14)) {
    case 0:
        return expr_negate(arena, a);
    case 1:
        return expr_function(arena, tame[below(generator, 8)], a);
    case 2:
        return expr_binary(arena, EXPR_POWER, a, expr_integer(arena, (long)below(generator, 4)));
    case 3:
        return expr_where(arena, a, RELATION_GT, formula_at(generator, depth, bound),
                          formula_at(generator, depth, bound), a);
    case 4:
        a = expr_binary(arena, below(generator, 2) ? EXPR_MAX : EXPR_MIN, a,
                        formula_at(generator, depth, bound));
        return below(generator, 3)
                   ? a
                   : expr_binary(arena, a->kind, a, formula_at(generator, depth, bound));
    case 5:
    case 6:
        variable = variables[below(generator, 2)];
        return expr_reduction(arena, below(generator, 3) ? EXPR_SUM : EXPR_MEAN, variable,
                              index_integer(1 + (long)below(generator, 2)), index_variable("n"),
                              formula_at(generator, depth, bound || variable[0] == 'i'));
    case 8:
        return expr_reduction(arena, below(generator, 2) ? EXPR_LARGEST : EXPR_SMALLEST, "i",
                              index_integer(1), index_variable("n"),
                              formula_at(generator, depth, true));
    case 7:
        return expr_reduction(arena, EXPR_PRODUCT, "i", index_integer(2), index_integer(3),
                              formula_at(generator, depth, true));
    default:
        return expr_binary(arena, (enum expr_kind)(EXPR_ADD + (int)below(generator, 4)), a,
                           formula_at(generator, depth, bound));
    }
}

static inline const struct expr *any_formula(struct generator *generator, int depth)
{
    return formula_at(generator, depth, false);
}

#endif
