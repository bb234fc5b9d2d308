/* The worked examples compiled into the library. */
#ifndef API_EXAMPLES_H
#define API_EXAMPLES_H

#include <stddef.h>

struct example {
    const char *name, *title, *text;
    const char *command; /* what is to be done with it: "trace", "train", "check" or "derive" */
};

/* By place in the lists of worked_examples/meson.build, or NULL beyond the last. */
const struct example *example_at(size_t index);
/* By name, or NULL. */
const struct example *example_by_name(const char *name);

#endif
