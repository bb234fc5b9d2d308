/* How the names that people give to quantities may be spelled. */
#ifndef CATALOGUE_SPELLING_H
#define CATALOGUE_SPELLING_H

#include <stddef.h>

#define SPELLING_MAX 64 /* characters of a name */

/* NULL when `name` is a word that formulas may use for something new; else what is wrong with it, as the end of a
 * sentence that begins with the name. */
const char *word_fault(const char *name, size_t length);

/* NULL when `name` can stand for a quantity in formulas; else what is wrong with it, as the end of
 * a sentence that begins with the name. `id` is the quantity it is for: E and alpha are names of
 * these two only. */
const char *spelling_fault(const char *name, size_t length, const char *id);

#endif
