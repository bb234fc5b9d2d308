/* Answers from a file of any kind: which one it is. */
#include "marking/answers_reader.h"

#include <string.h>

static bool read_by_kind(struct answers_reader *reader)
{
    const struct json_source *source = reader->json.source;
    size_t space = 0;
    while (space < source->length && strchr(" \t\r\n", source->bytes[space]) &&
           source->bytes[space])
        space++;
    bool json =
        space < source->length && strchr("{[", source->bytes[space]) && source->bytes[space];
    return json && !answers_is_markdown(source) ? answers_read_json(reader)
                                                : answers_read_table_text(reader);
}

const struct answers *answers_read(struct arena *arena, const struct json_source *source,
                                   const struct quantity_lookup *lookup,
                                   struct diagnostics *diagnostics)
{
    return answers_read_as(read_by_kind, arena, source, lookup, diagnostics);
}

const struct answers *answers_read_record(struct arena *arena, const struct json_source *source,
                                          const struct quantity_lookup *lookup,
                                          struct diagnostics *diagnostics)
{
    return answers_read_as(answers_read_json, arena, source, lookup, diagnostics);
}
