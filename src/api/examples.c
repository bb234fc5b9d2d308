/* The table of worked examples: made from worked_examples/ when handgrad is built. */
#include "api/examples.h"

#include "handgrad.h"
#include <string.h>

static const struct example examples[] = {
#include "api/examples.inc"
};

const struct example *example_at(size_t index)
{
    return index < sizeof examples / sizeof examples[0] ? &examples[index] : NULL;
}

const struct example *example_by_name(const char *name)
{
    for (size_t i = 0; example_at(i); i++)
        if (strcmp(examples[i].name, name) == 0)
            return &examples[i];
    return NULL;
}

const char *hg_example_name(size_t index)
{
    const struct example *example = example_at(index);
    return example ? example->name : NULL;
}

const char *hg_example_title(size_t index)
{
    const struct example *example = example_at(index);
    return example ? example->title : NULL;
}

const char *hg_example_command(size_t index)
{
    const struct example *example = example_at(index);
    return example ? example->command : NULL;
}

const char *hg_example_text(const char *name)
{
    const struct example *example = example_by_name(name);
    return example ? example->text : NULL;
}
