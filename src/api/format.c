/* Which format is meant. */
#include "api/format.h"

#include "api/input.h"
#include "base/arena.h"
#include <string.h>

static const struct format formats[] = {
#define FORMAT(name, text, renderer) {FORMAT_##name, text, renderer},
#include "api/formats.def"
#undef FORMAT
};

/* "markdown, text or json" */
static const char *list_formats(struct arena *arena, const enum format_kind *choice, size_t count)
{
    const char *list = formats[choice[0]].name;
    for (size_t i = 1; i < count; i++)
        list = arena_printf(arena, "%s%s%s", list, i + 1 < count ? ", " : " or ",
                            formats[choice[i]].name);
    return list;
}

const struct format *format_find(struct call *call, const char *wanted,
                                 const enum format_kind *choice, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (!wanted || strcmp(formats[choice[i]].name, wanted) == 0)
            return &formats[choice[i]];
    input_unknown(call, "format", wanted, list_formats(call->arena, choice, count));
    return NULL;
}
