/* Variants: which numbers of a problem are drawn anew ("vary"), from which values, and the problem's text with numbers drawn.
 * What makes a draw fit to be worked by hand is not known here.
 */
#ifndef PROBLEM_VARY_H
#define PROBLEM_VARY_H

#include "base/json.h"
#include "base/text.h"
#include <stdint.h>

#define VARY_NUMBERS_MOST 10000  /* that are drawn */
#define VARY_VALUES_MOST 1000000 /* of which one is drawn */
#define VARY_DIGITS_MOST 15      /* of a value */
#define VARY_SHOWN_MOST 1000     /* "digits" */

/* What a number may be: one of a list, or first, first + step, ... */
struct vary_values {
    const char *const *choices; /* as they are spelled; NULL: a range */
    long first, step;           /* times 10^-places */
    int places;
    long count;
    const long *avoided; /* values that are not taken, by their place in the range, ascending */
    size_t avoided_count;
};

struct vary_entry {
    const char *key; /* as the file has it */
    struct vary_values values;
    bool distinct; /* its numbers differ from each other */
    const struct json *const *numbers;
    size_t count;
};

struct vary {
    const struct json *root;
    const struct vary_entry *entries;
    size_t count;
    int digits;          /* significant digits asked of those who work a variant; 0: not said */
    size_t number_count; /* of all entries; each number belongs to one of them */
};

/* One text for each number, entry by entry. Every seed gives its own draw, the same on every machine. */
const char *const *vary_draw(struct arena *arena, const struct vary *vary, uint64_t seed);

/* How many different draws there are; beyond `most`: most. */
long vary_count_draws(const struct vary *vary, long most);

/* Appends the problem, read from `source`, with `texts` for its numbers, "(variant 3)" in its title and without
 * "vary". */
void vary_write(struct arena *scratch, const struct vary *vary, const struct json_source *source,
                const char *const *texts, int variant, struct text *out);

#endif
