/* Reading ids. */
#include "tape/trace_id.h"

#include <errno.h>
#include <stdlib.h>

/* A number from 1 in the grammar of ids; NULL if there is none. */
static const char *read_number(const char *at, long *number)
{
    char *end;
    if (*at < '1' || *at > '9')
        return NULL;
    errno = 0;
    *number = strtol(at, &end, 10);
    return errno ? NULL : end;
}

static const char *read_prefix(const char *at, char letter, long *number)
{
    const char *end = *at == letter ? read_number(at + 1, number) : NULL;
    if (end && *end == '.')
        return end + 1;
    *number = 0;
    return at;
}

struct trace_id trace_id_of(const char *id)
{
    struct trace_id parts;
    parts.quantity = read_prefix(id, 'u', &parts.update);
    parts.quantity = read_prefix(parts.quantity, 's', &parts.sample);
    return parts;
}

bool trace_id_index(const struct trace_id *id, char letter, long *layer, long *index)
{
    const char *at = id->quantity;
    if (*at != letter)
        return false;
    at++;
    if (layer)
        at = read_number(at, layer);
    if (!at || *at != '[')
        return false;
    at = read_number(at + 1, index);
    return at && at[0] == ']' && at[1] == '\0';
}
