/* The tables of the catalogue and lookups over them. */
#include "catalogue/catalogue.h"

#include "base/arena.h"
#include <assert.h>
#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* clang-format off */
#define PARAMETERS(...) {__VA_ARGS__}
#define PARAMETER(name, value, range) {name, name, value, range}
#define PARAMETER_AS(name, key, value, range) {name, key, value, range}
#define NO_PARAMETERS {{NULL, NULL, NULL, RANGE_ANY}}
#define STATES(...) {__VA_ARGS__}
#define STATE(symbol, formula, initial) {symbol, formula, initial, false}
#define SHARED(symbol, formula, initial) {symbol, formula, initial, true}
#define NO_STATES {{NULL, NULL, NULL, false}}
/* clang-format on */

static const struct activation_entry activations[] = {
#define ACTIVATION(name, vector, symbol, formula, derivative, stable, convention, parameters)      \
    {name, vector, symbol, formula, derivative, stable, convention, parameters},
#include "catalogue/activations.def"
#undef ACTIVATION
};

static const struct loss_entry losses[] = {
#define LOSS(name, variant, logarithmic, formula, derivative, stable, stable_derivative, shortcut, \
             convention, smoothing, parameters)                                                    \
    {name,     variant,    logarithmic, formula,   derivative, stable, stable_derivative,          \
     shortcut, convention, smoothing,   parameters},
#define LOSS_VARIANT LOSS
#include "catalogue/losses.def"
#undef LOSS_VARIANT
#undef LOSS
};

static const struct penalty_entry penalties[] = {
#define PENALTY(name, term, plain, half, half_over_m, convention)                                  \
    {name, term, {plain, half, half_over_m}, convention},
#include "catalogue/penalties.def"
#undef PENALTY
};

static const struct optimizer_entry optimizers[] = {
#define OPTIMIZER(name, form, centered, decoupled, states, update, convention, source, parameters) \
    {name, form, centered, states, update, decoupled, convention, source, parameters},
#define OPTIMIZER_FORM OPTIMIZER
#include "catalogue/optimizers.def"
#undef OPTIMIZER_FORM
#undef OPTIMIZER
};

static const struct schedule_entry schedules[] = {
#define SCHEDULE(name, formula, periodic, parameters) {name, formula, periodic, parameters},
#include "catalogue/schedules.def"
#undef SCHEDULE
};

static const struct initializer_entry initializers[] = {
#define INITIALIZER(name, distribution, scale, source, parameters)                                 \
    {name, distribution, scale, source, parameters},
#include "catalogue/initializers.def"
#undef INITIALIZER
};

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

const struct penalty_entry *penalty_by_name(const char *name)
{
    for (size_t i = 0; i < COUNT(penalties); i++)
        if (strcmp(penalties[i].name, name) == 0)
            return &penalties[i];
    return NULL;
}

const struct optimizer_entry *optimizer_by_name(const char *name, const char *form, bool centered)
{
    for (size_t i = 0; i < COUNT(optimizers); i++) {
        const struct optimizer_entry *entry = &optimizers[i];
        if (strcmp(entry->name, name) == 0 && entry->centered == centered &&
            (!form || (entry->form && strcmp(entry->form, form) == 0)))
            return entry;
    }
    return NULL;
}

const struct schedule_entry *schedule_by_name(const char *name)
{
    for (size_t i = 0; i < COUNT(schedules); i++)
        if (strcmp(schedules[i].name, name) == 0)
            return &schedules[i];
    return NULL;
}

const struct initializer_entry *initializer_by_name(const char *name)
{
    for (size_t i = 0; i < COUNT(initializers); i++)
        if (strcmp(initializers[i].name, name) == 0)
            return &initializers[i];
    return NULL;
}

int parameter_place(const struct entry_parameter parameters[ENTRY_PARAMETERS], const char *key)
{
    for (int i = 0; i < ENTRY_PARAMETERS && parameters[i].name; i++)
        if (strcmp(parameters[i].key, key) == 0)
            return i;
    return -1;
}

/* ---- names, each once ---- */

#define DEFINE_NAMES(list)                                                                         \
    const char *const *list##_names(size_t *count)                                                 \
    {                                                                                              \
        *count = COUNT(list##_name_list);                                                          \
        return list##_name_list;                                                                   \
    }

static const char *const activation_name_list[] = {
#define ACTIVATION(name, vector, symbol, formula, derivative, stable, convention, parameters) name,
#include "catalogue/activations.def"
#undef ACTIVATION
};
DEFINE_NAMES(activation)

static const char *const loss_name_list[] = {
#define LOSS(name, ...) name,
#define LOSS_VARIANT(name, ...)
#include "catalogue/losses.def"
#undef LOSS_VARIANT
#undef LOSS
};
DEFINE_NAMES(loss)

static const char *const optimizer_name_list[] = {
#define OPTIMIZER(name, ...) name,
#define OPTIMIZER_FORM(name, ...)
#include "catalogue/optimizers.def"
#undef OPTIMIZER_FORM
#undef OPTIMIZER
};
DEFINE_NAMES(optimizer)

static const char *const schedule_name_list[] = {
#define SCHEDULE(name, ...) name,
#include "catalogue/schedules.def"
#undef SCHEDULE
};
DEFINE_NAMES(schedule)

static const char *const initializer_name_list[] = {
#define INITIALIZER(name, ...) name,
#include "catalogue/initializers.def"
#undef INITIALIZER
};
DEFINE_NAMES(initializer)

const char *optimizer_form(const char *name, size_t index)
{
    for (size_t i = 0; i < COUNT(optimizers); i++)
        if (strcmp(optimizers[i].name, name) == 0 && !optimizers[i].centered && index-- == 0)
            return optimizers[i].form;
    return NULL;
}
