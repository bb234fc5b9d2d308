/* "initializer" of a layer: in place of weights. */
#include "problem/reader.h"

#include "base/literal.h"
#include "problem/initializer.h"
#include <string.h>

#define DECIMALS_DEFAULT 6
#define DECIMALS_MAX 100

/* Constants need no seed and are not rounded. */
static bool check_constant_keys(struct reader *reader, const struct json *object, const char *name)
{
    static const char *const keys[] = {"seed", "decimals"};
    for (size_t i = 0; object && i < sizeof keys / sizeof *keys; i++) {
        const struct json *member = json_member(object, keys[i]);
        if (member)
            return complain_key(&reader->json, member, DIAGNOSTIC_CONFLICT, NULL, NULL,
                                "\"%s\" does not apply to the initializer \"%s\"", keys[i], name);
    }
    return true;
}

static bool check_interval(struct reader *reader, const struct json *object,
                           const struct initializer *initializer)
{
    const char *const *bounds = initializer->parameters;
    if (strcmp(initializer->entry->name, "uniform") != 0 ||
        literal_compare(reader->json.arena, bounds[0], bounds[1]) <= 0)
        return true;
    const struct json *high = json_member(object, "high");
    return complain(&reader->json, high ? high : json_member(object, "low"), DIAGNOSTIC_CONFLICT,
                    arena_printf(reader->json.arena, "\"low\" at most %s", bounds[1]), bounds[0],
                    "\"low\" is above \"high\"");
}

static bool read_random(struct reader *reader, const struct json *object, const struct json *at,
                        struct initializer *initializer)
{
    initializer->decimals = DECIMALS_DEFAULT;
    if (!object || !json_member(object, "seed"))
        return complain(&reader->json, at, DIAGNOSTIC_MISSING_KEY, "\"seed\": a whole number", NULL,
                        "the initializer \"%s\" has no \"seed\"", initializer->entry->name);
    if (!field_seed(reader, object, &initializer->seed))
        return false;
    replace_seed(reader, (uint64_t)reader->problem->layer_count, &initializer->seed);
    return field_integer(&reader->json, object, "decimals", 0, DECIMALS_MAX,
                         &initializer->decimals) &&
           check_interval(reader, object, initializer);
}

/* The entry called by the string at `name`; object NULL: only the name was given. */
static bool read_named(struct reader *reader, const struct json *name, const struct json *object,
                       struct initializer *initializer)
{
    size_t count;
    const char *const *names = initializer_names(&count);
    const struct json *at = object ? object : name;
    if (!expect_kind(&reader->json, name, JSON_STRING, object ? "\"kind\"" : "\"initializer\""))
        return false;
    initializer->entry = initializer_by_name(name->text);
    if (!initializer->entry)
        return complain_name(&reader->json, name, "initializer", names, count);
    if (!read_parameters(reader, object, OBJECT_INITIALIZER, initializer->entry->parameters,
                         arena_printf(reader->json.arena, "the initializer \"%s\"", name->text), at,
                         initializer->parameters))
        return false;
    return initializer->entry->distribution == DISTRIBUTION_CONSTANT
               ? check_constant_keys(reader, object, name->text)
               : read_random(reader, object, at, initializer);
}

bool read_initializer(struct reader *reader, const struct json *node,
                      struct initializer *initializer)
{
    if (node->kind != JSON_OBJECT)
        return read_named(reader, node, NULL, initializer);
    if (!check_keys(reader, node, OBJECT_INITIALIZER))
        return false;
    const struct json *kind = json_member(node, "kind");
    return kind ? read_named(reader, kind, node, initializer)
                : complain(&reader->json, node, DIAGNOSTIC_MISSING_KEY, "\"kind\": a name", NULL,
                           "the initializer has no \"kind\"");
}
