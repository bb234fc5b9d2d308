/* Complaints at a JSON pointer. */
#include "derivation/complaint.h"

#include "base/arena.h"
#include <stdlib.h>
#include <string.h>

static const struct json *child(struct arena *arena, const struct json *parent, const char *step,
                                size_t length)
{
    if (parent->kind == JSON_OBJECT)
        return json_member(parent, arena_copy(arena, step, length));
    size_t place = (size_t)strtoul(step, NULL, 10);
    const struct json *element = parent->first;
    while (element && element->index < place)
        element = element->next;
    return element;
}

/* Pointers made by the checker: their keys need no escapes. */
static const struct json *value_at(struct arena *arena, const struct json *node,
                                   const char *pointer)
{
    while (node && *pointer == '/') {
        size_t length = strcspn(++pointer, "/");
        bool holds_others = node->kind == JSON_OBJECT || node->kind == JSON_ARRAY;
        node = holds_others ? child(arena, node, pointer, length) : NULL;
        pointer += length;
    }
    return node;
}

bool derivation_complain(struct diagnostics *diagnostics, const struct json_source *source,
                         const char *pointer, enum diagnostic_code code, const char *message)
{
    struct arena *arena = arena_child(diagnostics->arena);
    struct diagnostics unheard;
    diagnostics_open(&unheard, arena);
    const struct json *file = source ? json_read(arena, source, &unheard) : NULL;
    const struct json *node = file ? value_at(arena, file, pointer) : NULL;
    if (node)
        json_complain(diagnostics, source, node, false, code, NULL, NULL, "%s", message);
    else
        diagnose(diagnostics, &(struct diagnostic){.code = code,
                                                   .message = message,
                                                   .file = source ? source->name : NULL});
    arena_close(arena);
    return false;
}
