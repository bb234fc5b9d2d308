/* Random trees of every kind, the same ones at every run. */
#ifndef GENERATOR_H
#define GENERATOR_H

#include "support.h"

struct generator {
    unsigned long long state;
};

static inline unsigned below(struct generator *generator, unsigned bound)
{
    return random_below(&generator->state, bound);
}

static inline struct index any_index(struct generator *generator)
{
    static const char *const variables[] = {"i", "j", "k", "row"};
    if (below(generator, 3) == 0)
        return index_integer((long)below(generator, 20));
    struct index index = index_variable(variables[below(generator, 4)]);
    if (below(generator, 3) == 0)
        index.offset = (long)below(generator, 9) - 4;
    return index;
}

static inline const struct expr *any_name(struct generator *generator)
{
    static const char *const names[] = {
        "w7",     "x",       "dE",     "dw7", "E",     "yhat", "w7'",     "a''",
        "dE/dw7", "dz4/dw7", "dE/dw2", "ŷ",   "dE/dα", "m.w2", "sum",     "exp",
        "s",      "u",       "u1",     "s2",  "n_max", "e5",   "dE/dw7'", "dz2[1]/dw2[1,1]",
        "вес",    "🙂",    "l"};
    struct index indices[INDEX_MAX];
    unsigned which = below(generator, sizeof names / sizeof *names);
    /* dE/dw7' has no indices in scope, dz2[1]/dw2[1,1] has its own. */
    int count = which == 22 || which == 23 || below(generator, 2)
                    ? 0
                    : (int)below(generator, INDEX_MAX + 1);
    for (int i = 0; i < count; i++)
        indices[i] = any_index(generator);
    struct expr *name = expr_name(arena, names[which], count, indices);
    if (below(generator, 6) == 0)
        name->update = below(generator, 3) == 0 ? -1 : 1 + (int)below(generator, 12);
    if (below(generator, 6) == 0) {
        name->has_sample = true;
        name->sample = any_index(generator);
        if (!name->sample.variable)
            name->sample.offset++;
    }
    return name;
}

static inline const struct expr *any_number(struct generator *generator)
{
    static const char *const numbers[] = {"0",      "1",    "2",   "0.5", "12.25",   "1e-7",
                                          "6.4e-7", "3E+2", "100", "-3",  "-0.0003", "-6.4e-7"};
    return expr_number(arena, numbers[below(generator, sizeof numbers / sizeof *numbers)]);
}

static inline const struct expr *any_tree(struct generator *generator, int depth);

static inline const struct expr *any_defined(struct generator *generator, int depth)
{
    const struct expr **arguments = arena_array(arena, 2, sizeof *arguments);
    unsigned count = below(generator, 3);
    for (unsigned i = 0; i < count; i++)
        arguments[i] = any_tree(generator, depth);
    static const char *const by_count[] = {"nothing", "sigma", "clip"};
    return expr_defined(arena, by_count[count], NULL, (int)count, arguments);
}

static inline const struct expr *any_reduction(struct generator *generator, int depth)
{
    static const enum expr_kind kinds[] = {EXPR_SUM, EXPR_MEAN, EXPR_PRODUCT, EXPR_LARGEST,
                                           EXPR_SMALLEST};
    static const char *const variables[] = {"i", "j", "s"};
    struct index from = any_index(generator), to = any_index(generator);
    return expr_reduction(arena, kinds[below(generator, 5)], variables[below(generator, 3)], from,
                          to, any_tree(generator, depth));
}

static inline const struct expr *any_tree(struct generator *generator, int depth)
{
    if (below(generator, 40) == 0)
        return parse("pi");
    if (depth == 0 || below(generator, 8) == 0)
        return below(generator, 3) == 0 ? any_number(generator) : any_name(generator);
    const struct expr *a, *b;
    depth--;
    switch (below(generator, 14)) {
    case 0:
        return expr_negate(arena, any_tree(generator, depth));
    case 1:
        return expr_function(arena, (enum function)below(generator, FUNCTIONS),
                             any_tree(generator, depth));
    case 2:
        return any_defined(generator, depth);
    case 3:
        return any_reduction(generator, depth);
    case 4:
        return expr_delta(arena, any_index(generator), any_index(generator));
    case 5:
        a = any_tree(generator, depth);
        b = any_tree(generator, depth);
        return expr_where(arena, a, (enum relation)below(generator, 6), b,
                          any_tree(generator, depth), any_tree(generator, depth));
    case 6:
        return expr_binary(arena, EXPR_DIFF, any_tree(generator, depth), any_name(generator));
    case 7:
        a = any_tree(generator, depth);
        return expr_binary(arena, below(generator, 2) ? EXPR_MAX : EXPR_MIN, a,
                           any_tree(generator, depth));
    default:
        a = any_tree(generator, depth);
        b = any_tree(generator, depth);
        return expr_binary(arena, (enum expr_kind)(EXPR_ADD + (int)below(generator, 5)), a, b);
    }
}

#endif
