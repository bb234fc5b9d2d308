/* The names of the elementary functions. What they do is each arithmetic's own. */
#include "number/number.h"

#include <string.h>

static const struct {
    const char *text, *word, *latex;
} functions[] = {
#define FUNCTION(name, text, word, latex) {text, word, latex},
#include "number/functions.def"
#undef FUNCTION
};

const char *function_name(enum function function)
{
    return functions[function].text;
}

const char *function_word(enum function function)
{
    return functions[function].word;
}

const char *function_latex(enum function function)
{
    return functions[function].latex;
}

enum function function_by_name(const char *name, size_t length)
{
    unsigned i = 0;
    while (i < FUNCTIONS &&
           (strlen(functions[i].text) != length || memcmp(functions[i].text, name, length) != 0))
        i++;
    return i;
}
