/* The catalogue: every activation and loss as a formula in the expression language.
 *
 * An entry is a line of a .def table; value, symbolic derivative, LaTeX and tests all come from it. Formulas are
 * kept as text here and parsed by whoever compiles them (catalogue_formula). Sources: Goodfellow, Bengio and
 * Courville, "Deep Learning" (2016), chapter 6; conventions follow PyTorch where two are in use.
 */
#ifndef CATALOGUE_CATALOGUE_H
#define CATALOGUE_CATALOGUE_H

#include "expr/expr.h"
#include <stdbool.h>
#include <stddef.h>

/* An activation a = f(z). Elementwise entries are formulas of the scalar z; vector entries give a[k] from
 * z[1..n]. `derivative` is the form written by hand, in z and a: da/dz, or for vectors da[k]/dz[j]. */
struct activation_entry {
    const char *name;
    bool vector;
    const char
        *symbol; /* LaTeX when formulas call it by name ("\\sigma"); NULL: its formula is shown */
    const char *formula;
    const char *derivative;
    const char
        *convention; /* what holds where the derivative does not exist; NULL: it always does */
};

/* What is done to the argument of the logarithm. */
enum loss_variant { LOSS_PLAIN, LOSS_LOG_ADD, LOSS_CLIP };

/* A loss of one sample, E as a sum over the outputs k = 1..K of targets t[k] and outputs a[k] (with `eps` the
 * number of the variant), before scale and log base. `derivative` is dE/da[k] by hand. */
struct loss_entry {
    const char *name;
    enum loss_variant variant;
    bool logarithmic; /* log_base applies: formula and derivative are divided by log(base) */
    const char *formula;
    const char *derivative;
    const char *shortcut; /* the activation with which dE/dz[k] is a[k] - t[k]; NULL: none */
};

/* NULL if there is none. */
const struct activation_entry *activation_by_name(const char *name);
/* The plain entry called so; NULL if there is none. */
const struct loss_entry *loss_by_name(const char *name);
/* NULL if this loss has no such variant. */
const struct loss_entry *loss_variant(const char *name, enum loss_variant variant);

/* The names, each once, in the order of the table. */
const char *const *activation_names(size_t *count);
const char *const *loss_names(size_t *count);

/* The tree of an entry's formula. Tables are checked by tests, so this does not fail. */
const struct expr *catalogue_formula(struct arena *arena, const char *formula);

#endif
