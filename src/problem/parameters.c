/* The numbers that an entry of the catalogue takes: which keys give them, their ranges and defaults. */
#include "problem/reader.h"

/* "alpha or beta", of the entry; "none" if it takes no numbers. */
static const char *parameter_keys(struct arena *arena,
                                  const struct entry_parameter parameters[ENTRY_PARAMETERS])
{
    const char *keys[ENTRY_PARAMETERS];
    size_t count = 0;
    while (count < ENTRY_PARAMETERS && parameters[count].name) {
        keys[count] = parameters[count].key;
        count++;
    }
    return count ? name_alternatives(arena, keys, count) : "no such key";
}

static bool check_foreign_keys(struct reader *reader, const struct json *object,
                               enum object_kind kind,
                               const struct entry_parameter parameters[ENTRY_PARAMETERS],
                               const char *owner)
{
    for (const struct json *member = object->first; member; member = member->next)
        if (is_parameter_key(kind, member->key) && parameter_place(parameters, member->key) < 0)
            return complain_key(&reader->json, member, DIAGNOSTIC_CONFLICT,
                                parameter_keys(reader->json.arena, parameters), NULL,
                                "\"%s\" does not apply to %s", member->key, owner);
    return true;
}

bool read_parameters(struct reader *reader, const struct json *object, enum object_kind kind,
                     const struct entry_parameter parameters[ENTRY_PARAMETERS], const char *owner,
                     const struct json *at, const char *values[ENTRY_PARAMETERS])
{
    if (object && !check_foreign_keys(reader, object, kind, parameters, owner))
        return false;
    for (int p = 0; p < ENTRY_PARAMETERS && parameters[p].name; p++) {
        values[p] = parameters[p].value;
        if (object &&
            !field_range(reader, object, parameters[p].key, parameters[p].range, &values[p]))
            return false;
        if (!values[p])
            return complain(&reader->json, at, DIAGNOSTIC_MISSING_KEY,
                            arena_printf(reader->json.arena, "\"%s\": a number", parameters[p].key),
                            NULL, "%s has no \"%s\"", owner, parameters[p].key);
    }
    return true;
}
