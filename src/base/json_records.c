/* Walking the top of a file by hand, so that its records need not be a tree all at once. */
#include "base/json_records.h"

#include "base/arena.h"
#include "base/json_scan.h"
#include "base/text.h"
#include <string.h>

/* The header, while its members are walked. */
struct header {
    struct json_records *records;
    struct arena *arena; /* of the values */
    struct json_field *fields;
    size_t field_count;
    const char *opened, *list; /* the opening brackets of the header and of the list */
};

/* ---- members of the header ---- */

/* Reports at the member whose key begins at `key`. */
static bool fail_member(struct header *header, const char *key, enum diagnostic_code code,
                        const char *expected, const char *message)
{
    struct json_records *records = header->records;
    struct diagnostic report = {
        .code = code, .message = message, .file = records->source->name, .expected = expected};
    struct text pointer;
    text_open(&pointer, header->arena);
    json_pointer_append(&pointer, json_decode(header->arena, key, NULL));
    report.pointer = pointer.bytes;
    json_position(records->source, key, &report.line, &report.column);
    return diagnose(records->diagnostics, &report);
}

static bool fail_again(struct header *header, const char *key, const char *name)
{
    return fail_member(header, key, DIAGNOSTIC_JSON_DUPLICATE_KEY, "each key once",
                       arena_printf(header->arena, "the key \"%s\" is already given", name));
}

static bool fail_unknown(struct header *header, const char *key, const char *name)
{
    struct arena *arena = header->arena;
    const char **names = arena_array(arena, header->field_count + 1, sizeof *names);
    for (size_t i = 0; i < header->field_count; i++)
        names[i] = header->fields[i].key;
    names[header->field_count] = header->records->list;
    const char *nearest = nearest_name(name, names, header->field_count + 1);
    const char *message = arena_printf(arena, "unknown key \"%s\"", name);
    if (nearest != NULL)
        message = arena_printf(arena, "%s; did you mean \"%s\"?", message, nearest);
    return fail_member(header, key, DIAGNOSTIC_UNKNOWN_KEY, NULL, message);
}

static bool read_list(struct header *header, const char *key, const char *value)
{
    if (header->list != NULL)
        return fail_again(header, key, header->records->list);
    if (*value != '[')
        return fail_member(
            header, key, DIAGNOSTIC_WRONG_TYPE, "an array",
            arena_printf(header->arena, "\"%s\" must be an array", header->records->list));
    header->list = value;
    return true;
}

static bool read_field(struct header *header, const char *key, const char *value, const char *end)
{
    struct json_records *records = header->records;
    const char *name = json_decode(header->arena, key, NULL);
    if (strcmp(name, records->list) == 0)
        return read_list(header, key, value);
    struct json_field *field = NULL;
    for (size_t i = 0; i < header->field_count && field == NULL; i++)
        if (strcmp(name, header->fields[i].key) == 0)
            field = &header->fields[i];
    if (field == NULL)
        return fail_unknown(header, key, name);
    if (field->value != NULL)
        return fail_again(header, key, name);
    struct text pointer;
    text_open(&pointer, header->arena);
    json_pointer_append(&pointer, name);
    field->value = json_read_part(header->arena, records->source, value, end, pointer.bytes,
                                  records->diagnostics);
    return field->value != NULL;
}

/* The members of the object whose bracket is header->opened; it passed the scan. */
static bool read_header(struct header *header, const char *end)
{
    const char *at = json_skip_space(header->opened + 1, end);
    while (*at != '}') {
        const char *key = at;
        const char *value = json_skip_space(json_skip_scalar(key, end), end) + 1;
        value = json_skip_space(value, end);
        at = json_skip_value(value, end);
        if (!read_field(header, key, value, at))
            return false;
        at = json_skip_space(at, end);
        if (*at == ',')
            at = json_skip_space(at + 1, end);
    }
    return true;
}

/* ---- the two layouts ---- */

static bool fail_scan(struct json_scan *scan, const char *expected, const char *message)
{
    return json_scan_fail(scan, DIAGNOSTIC_JSON_SYNTAX, scan->at, expected, NULL, "%s", message);
}

/* The first value of the file: the whole of it, or the header line of NDJSON. */
static bool scan_first(struct json_records *records, struct json_scan *scan, const char **opened)
{
    scan->at = scan->source->bytes;
    scan->end = scan->at + scan->source->length;
    if (!json_scan_encoding(scan))
        return false;
    *opened = json_skip_space(scan->at, scan->end);
    if (*opened == scan->end || **opened != '{')
        return json_scan_part(scan) &&
               json_scan_fail(scan, DIAGNOSTIC_WRONG_TYPE, *opened, "an object", NULL,
                              "the file must be an object");
    scan->at = *opened;
    if (!json_scan_value(scan))
        return false;
    records->at = scan->at;
    scan->at = json_skip_space(scan->at, scan->end);
    return true;
}

/* Behind the header line: nothing, or the lines of NDJSON. `scan` stands on what follows. */
static bool begin_lines(struct json_records *records, struct json_scan *scan,
                        const struct header *header)
{
    const char *newline = memchr(records->at, '\n', (size_t)(scan->at - records->at));
    if (scan->at < scan->end && (header->list != NULL || newline == NULL))
        return fail_scan(scan, "the end of the file",
                         "there is text after the end of the JSON value");
    records->lines = header->list == NULL;
    records->at = newline != NULL ? newline + 1 : scan->at;
    return true;
}

bool json_records_open(struct json_records *records, struct arena *arena,
                       const struct json_source *source, const char *list,
                       struct json_field *fields, size_t field_count,
                       struct diagnostics *diagnostics)
{
    *records = (struct json_records){.source = source,
                                     .diagnostics = diagnostics,
                                     .scratch = arena_child(arena),
                                     .list = list,
                                     .end = source->bytes + source->length,
                                     .line = 1,
                                     .counted = source->bytes};
    struct json_scan scan = {.source = source, .diagnostics = diagnostics};
    struct header header = {
        .records = records, .arena = arena, .fields = fields, .field_count = field_count};
    if (!scan_first(records, &scan, &header.opened) || !read_header(&header, scan.end) ||
        !begin_lines(records, &scan, &header))
        return false;
    if (!records->lines)
        records->at = json_skip_space(header.list + 1, records->end);
    return true;
}

bool json_begins_with(struct arena *arena, const struct json_source *source, const char *key)
{
    struct arena *scratch = arena_child(arena);
    struct diagnostics unheard;
    diagnostics_open(&unheard, scratch);
    struct json_records records;
    struct json_scan scan = {.source = source, .diagnostics = &unheard};
    const char *at;
    bool found = false;
    if (scan_first(&records, &scan, &at)) {
        at = json_skip_space(at + 1, scan.end);
        while (*at == '"' && !found) {
            found = strcmp(json_decode(scratch, at, NULL), key) == 0;
            at = json_skip_space(json_skip_scalar(at, scan.end), scan.end) + 1;
            at = json_skip_space(json_skip_value(at, scan.end), scan.end);
            if (*at == ',')
                at = json_skip_space(at + 1, scan.end);
        }
    }
    arena_close(scratch);
    return found;
}

/* ---- records ---- */

/* Counts on from the last place that was counted: each byte of the file is looked at once. */
static void count_lines(struct json_records *records, const char *at)
{
    const char *newline;
    while ((newline = memchr(records->counted, '\n', (size_t)(at - records->counted))) != NULL) {
        records->line++;
        records->counted = newline + 1;
    }
    records->counted = at;
}

static bool next_line(struct json_records *records, const char **end)
{
    const char *newline = memchr(records->at, '\n', (size_t)(records->end - records->at));
    *end = newline != NULL ? newline : records->end;
    return records->at < records->end;
}

static bool next_element(struct json_records *records, const char **end)
{
    if (*records->at == ',')
        records->at = json_skip_space(records->at + 1, records->end);
    if (*records->at == ']')
        return false;
    *end = json_skip_value(records->at, records->end);
    return true;
}

bool json_records_next(struct json_records *records, const struct json **record)
{
    const char *end, *pointer = NULL;
    *record = NULL;
    arena_reset(records->scratch);
    if (!(records->lines ? next_line(records, &end) : next_element(records, &end)))
        return true;
    if (!records->lines)
        pointer = arena_printf(records->scratch, "/%s/%zu", records->list, records->count);
    count_lines(records, records->at);
    *record = json_read_part(records->scratch, records->source, records->at, end, pointer,
                             records->diagnostics);
    records->count++;
    records->at = records->lines ? end + (end < records->end) : json_skip_space(end, records->end);
    return *record != NULL;
}
