/* The activation of a layer: of the catalogue, with its parameters, or the user's own formula. */
#include "problem/reader.h"

static const struct activation_entry *own_entry(struct arena *arena, const struct own_entry *own)
{
    struct activation_entry *entry = arena_alloc(arena, sizeof *entry);
    entry->name = own->name;
    entry->formula = own->formula;
    for (int p = 0; p < ENTRY_PARAMETERS; p++)
        entry->parameters[p] = own->parameters[p];
    return entry;
}

static bool read_own(struct reader *reader, const struct json *object,
                     struct activation *activation)
{
    struct own_entry own = {0};
    if (!read_own_activation(reader, object, &own))
        return false;
    activation->custom = true;
    activation->entry = own_entry(reader->json.arena, &own);
    for (int p = 0; p < ENTRY_PARAMETERS; p++)
        activation->parameters[p] = own.values[p];
    return true;
}

/* The entry called by the string at `name`, with parameters from `object` (NULL: all by default). */
static bool read_named(struct reader *reader, const struct json *name, const struct json *object,
                       struct activation *activation)
{
    size_t count;
    const char *const *names = activation_names(&count);
    if (!expect_kind(&reader->json, name, JSON_STRING, object ? "\"kind\"" : "\"activation\""))
        return false;
    activation->entry = activation_by_name(name->text);
    if (!activation->entry)
        return complain_name(&reader->json, name, "activation", names, count);
    return read_parameters(reader, object, OBJECT_ACTIVATION, activation->entry->parameters,
                           arena_printf(reader->json.arena, "the activation \"%s\"", name->text),
                           object ? object : name, activation->parameters);
}

bool read_activation(struct reader *reader, const struct json *node, struct activation *activation)
{
    if (node->kind != JSON_OBJECT)
        return read_named(reader, node, NULL, activation);
    if (!check_keys(reader, node, OBJECT_ACTIVATION))
        return false;
    const struct json *kind = json_member(node, "kind");
    if (!kind && (json_member(node, "formula") || json_member(node, "name")))
        return read_own(reader, node, activation);
    if (!kind)
        return complain(&reader->json, node, DIAGNOSTIC_MISSING_KEY,
                        "\"kind\": a name, or \"name\" and \"formula\"", NULL,
                        "the activation has no \"kind\"");
    return refuse_own_keys(reader, node, "an activation") &&
           read_named(reader, kind, node, activation);
}
