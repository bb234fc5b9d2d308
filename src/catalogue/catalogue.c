/* Lookups over the tables of activations and losses. */
#include "catalogue/catalogue.h"

#include <assert.h>
#include <string.h>

static const struct activation_entry activations[] = {
#define ACTIVATION(name, vector, symbol, formula, derivative, convention)                          \
    {name, vector, symbol, formula, derivative, convention},
#include "catalogue/activations.def"
#undef ACTIVATION
};

static const char *const activation_name_list[] = {
#define ACTIVATION(name, vector, symbol, formula, derivative, convention) name,
#include "catalogue/activations.def"
#undef ACTIVATION
};

static const struct loss_entry losses[] = {
#define LOSS(name, variant, logarithmic, formula, derivative, shortcut)                            \
    {name, variant, logarithmic, formula, derivative, shortcut},
#define LOSS_VARIANT LOSS
#include "catalogue/losses.def"
#undef LOSS_VARIANT
#undef LOSS
};

static const char *const loss_name_list[] = {
#define LOSS(name, variant, logarithmic, formula, derivative, shortcut) name,
#define LOSS_VARIANT(name, variant, logarithmic, formula, derivative, shortcut)
#include "catalogue/losses.def"
#undef LOSS_VARIANT
#undef LOSS
};

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

const struct activation_entry *activation_by_name(const char *name)
{
    for (size_t i = 0; i < COUNT(activations); i++)
        if (strcmp(activations[i].name, name) == 0)
            return &activations[i];
    return NULL;
}

const struct loss_entry *loss_variant(const char *name, enum loss_variant variant)
{
    for (size_t i = 0; i < COUNT(losses); i++)
        if (losses[i].variant == variant && strcmp(losses[i].name, name) == 0)
            return &losses[i];
    return NULL;
}

const struct loss_entry *loss_by_name(const char *name)
{
    return loss_variant(name, LOSS_PLAIN);
}

const char *const *activation_names(size_t *count)
{
    *count = COUNT(activation_name_list);
    return activation_name_list;
}

const char *const *loss_names(size_t *count)
{
    *count = COUNT(loss_name_list);
    return loss_name_list;
}

const struct expr *catalogue_formula(struct arena *arena, const char *formula)
{
    struct diagnostics diagnostics;
    diagnostics_open(&diagnostics, arena);
    const struct expr *tree = expr_parse(arena, formula, strlen(formula), NULL, NULL, &diagnostics);
    assert(tree);
    return tree;
}
