/* Derivation files: JSON in, a complete and checked struct derivation out. This file is the order of the work. */
#include "derivation/reader.h"

#include <string.h>

static bool check_format(struct derivation_reader *reader)
{
    struct json_reader *json = &reader->json;
    const struct json *format = json_member(reader->root, "format"),
                      *version = json_member(reader->root, "version");
    if (!format || !version)
        return complain(json, reader->root, DIAGNOSTIC_MISSING_KEY,
                        format ? "\"version\": 1" : "\"format\": \"handgrad-derivation\"", NULL,
                        "a derivation needs \"%s\"", format ? "version" : "format");
    if (format->kind != JSON_STRING || strcmp(format->text, "handgrad-derivation") != 0)
        return complain(json, format, DIAGNOSTIC_WRONG_VALUE, "\"handgrad-derivation\"",
                        json_describe(json->arena, format), "the file is not a derivation");
    if (version->kind != JSON_NUMBER || strcmp(version->text, "1") != 0)
        return complain(json, version, DIAGNOSTIC_WRONG_VALUE, "1",
                        json_describe(json->arena, version),
                        "this version of the derivation format is not known");
    return true;
}

static bool read_header(struct derivation_reader *reader)
{
    static const char *const keys[] = {"format",  "version", "title",  "source",
                                       "symbols", "assume",  "define", "claims"};
    struct derivation *derivation = reader->derivation;
    if (!expect_keys(&reader->json, reader->root, keys, sizeof keys / sizeof *keys) ||
        !field_string(&reader->json, reader->root, "title", &derivation->title) ||
        !field_string(&reader->json, reader->root, "source", &derivation->source))
        return false;
    return derivation->title ||
           complain(&reader->json, reader->root, DIAGNOSTIC_MISSING_KEY, "\"title\": one line",
                    NULL, "a derivation needs \"title\"");
}

static bool read_parts(struct derivation_reader *reader)
{
    return expect_kind(&reader->json, reader->root, JSON_OBJECT, "a derivation") &&
           check_format(reader) && read_header(reader) && read_symbols(reader) &&
           read_assumptions(reader) && read_definitions(reader) && read_claims(reader);
}

const struct derivation *derivation_read(struct arena *arena, const struct json_source *source,
                                         struct diagnostics *diagnostics)
{
    struct derivation_reader reader = {.json = {arena, source, diagnostics}};
    if (source->length > DERIVATION_MAX_BYTES) {
        diagnose(diagnostics, &(struct diagnostic){.code = DIAGNOSTIC_TOO_LARGE,
                                                   .message = "the derivation is larger than 4 MiB",
                                                   .file = source->name});
        return NULL;
    }
    reader.root = json_read(arena, source, diagnostics);
    if (!reader.root)
        return NULL;
    reader.derivation = arena_alloc(arena, sizeof *reader.derivation);
    return read_parts(&reader) ? reader.derivation : NULL;
}

bool derivation_recognise(struct arena *arena, const struct json_source *source)
{
    struct arena *scratch = arena_child(arena);
    struct diagnostics unheard;
    diagnostics_open(&unheard, scratch);
    const struct json *root =
        source->length > DERIVATION_MAX_BYTES ? NULL : json_read(scratch, source, &unheard);
    const struct json *format =
        root && root->kind == JSON_OBJECT ? json_member(root, "format") : NULL;
    bool derivation =
        format && format->kind == JSON_STRING && strcmp(format->text, "handgrad-derivation") == 0;
    arena_close(scratch);
    return derivation;
}

const struct quantity *quantity_by_name(const struct derivation *derivation, const char *name)
{
    for (int i = 0; i < derivation->quantity_count; i++)
        if (strcmp(derivation->quantities[i].name, name) == 0)
            return &derivation->quantities[i];
    return NULL;
}
