/* Places in a JSON text: positions, pointers, and the reports that name them. */
#include "base/json_scan.h"

#include "base/arena.h"
#include "base/text.h"
#include "base/utf8.h"
#include <stdarg.h>
#include <stdio.h>

void json_position(const struct json_source *source, const char *at, size_t *line, size_t *column)
{
    const char *begin = source->bytes;
    *line = 1 + source->lines_before;
    for (const char *byte = source->bytes; byte < at; byte++)
        if (*byte == '\n') {
            ++*line;
            begin = byte + 1;
        }
    *column = 1;
    for (const char *byte = begin; byte < at; byte++)
        *column += ((unsigned char)*byte & 0xC0) != 0x80;
}

/* ---- walking a text that json_scan let through ---- */

const char *json_skip_space(const char *at, const char *end)
{
    while (at < end && (*at == ' ' || *at == '\n' || *at == '\r' || *at == '\t'))
        at++;
    return at;
}

static const char *skip_string(const char *at)
{
    for (at++; *at != '"'; at++)
        at += *at == '\\';
    return at + 1;
}

const char *json_skip_scalar(const char *at, const char *end)
{
    if (*at == '"')
        return skip_string(at);
    while (at < end && memchr(" \n\r\t,]}", *at, 7) == NULL)
        at++;
    return at;
}

const char *json_skip_value(const char *at, const char *end)
{
    int depth = 0;
    do {
        at = json_skip_space(at, end);
        depth += *at == '[' || *at == '{';
        depth -= *at == ']' || *at == '}';
        at = memchr("[]{},:", *at, 6) != NULL ? at + 1 : json_skip_scalar(at, end);
    } while (depth > 0);
    return at;
}

/* Where the value (or key) of `node` begins. */
static const char *find(const struct json_source *source, const struct json *node, bool at_key)
{
    const char *end = source->bytes + source->length;
    if (node->parent == NULL)
        return source->bytes + node->index;
    bool object = node->parent->kind == JSON_OBJECT;
    const char *at = json_skip_space(find(source, node->parent, false) + 1, end);
    for (size_t i = 0; i < node->index; i++) {
        if (object)
            at = json_skip_space(json_skip_scalar(at, end), end) + 1;
        at = json_skip_space(json_skip_value(at, end), end) + 1;
        at = json_skip_space(at, end);
    }
    if (object && !at_key)
        at = json_skip_space(json_skip_space(json_skip_scalar(at, end), end) + 1, end);
    return at;
}

void json_locate(const struct json_source *source, const struct json *node, bool at_key,
                 size_t *line, size_t *column)
{
    json_position(source, find(source, node, at_key), line, column);
}

/* ---- pointers ---- */

void json_pointer_append(struct text *pointer, const char *key)
{
    text_put(pointer, '/');
    for (const char *at = key; *at != '\0'; at++) {
        if (*at == '~')
            text_literal(pointer, "~0");
        else if (*at == '/')
            text_literal(pointer, "~1");
        else
            text_put(pointer, *at);
    }
}

static void append_pointer(struct text *pointer, const struct json *node)
{
    if (node->parent == NULL) {
        text_string(pointer, node->key != NULL ? node->key : "");
        return;
    }
    append_pointer(pointer, node->parent);
    if (node->parent->kind == JSON_OBJECT)
        json_pointer_append(pointer, node->key);
    else
        text_printf(pointer, "/%zu", node->index);
}

char *json_pointer(struct arena *arena, const struct json *node)
{
    struct text pointer;
    text_open(&pointer, arena);
    append_pointer(&pointer, node);
    return pointer.bytes;
}

/* The pointer to where the scan stands. */
static const char *scan_pointer(struct json_scan *scan)
{
    struct arena *arena = scan->diagnostics->arena;
    struct text pointer;
    text_open(&pointer, arena);
    text_string(&pointer, scan->pointer != NULL ? scan->pointer : "");
    for (int i = 0; i < scan->depth; i++) {
        const struct json_level *level = &scan->level[i];
        if (*level->opened == '[')
            text_printf(&pointer, "/%zu", level->index);
        else if (level->key != NULL)
            json_pointer_append(&pointer, json_decode(arena, level->key, NULL));
    }
    return pointer.bytes;
}

/* ---- reports ---- */

static const char *format_message(struct arena *arena, const char *format, va_list arguments)
{
    va_list again;
    va_copy(again, arguments);
    int length = vsnprintf(NULL, 0, format, again);
    va_end(again);
    char *message = arena_alloc(arena, length < 0 ? 1 : (size_t)length + 1);
    if (length > 0)
        vsnprintf(message, (size_t)length + 1, format, arguments);
    return message;
}

const char *json_scan_found(struct json_scan *scan, const char *at)
{
    struct arena *arena = scan->diagnostics->arena;
    unsigned point = 0;
    if (at >= scan->end)
        return arena_printf(arena, "the end of the %s", json_scan_whole(scan));
    size_t length = utf8_decode(at, (size_t)(scan->end - at), &point);
    if (point == '"')
        return "a string";
    if (utf8_is_control(point) || length == 0)
        return arena_printf(arena, "U+%04X", point);
    /* A word is quoted whole, any other character alone. */
    for (size_t i = 0; i < 40 && at + i < scan->end; i++) {
        char lower = (char)(at[i] | 0x20);
        if (!((lower >= 'a' && lower <= 'z') || (at[i] >= '0' && at[i] <= '9') || at[i] == '_'))
            break;
        length = i + 1;
    }
    return arena_printf(arena, "\"%.*s\"", (int)length, at);
}

bool json_scan_fail(struct json_scan *scan, enum diagnostic_code code, const char *at,
                    const char *expected, const char *found, const char *format, ...)
{
    struct diagnostic report = {.code = code, .file = scan->source->name, .expected = expected};
    va_list arguments;
    va_start(arguments, format);
    report.message = format_message(scan->diagnostics->arena, format, arguments);
    va_end(arguments);
    report.found = found != NULL ? found : json_scan_found(scan, at);
    report.pointer = scan_pointer(scan);
    json_position(scan->source, at, &report.line, &report.column);
    return diagnose(scan->diagnostics, &report);
}

bool json_complain(struct diagnostics *diagnostics, const struct json_source *source,
                   const struct json *node, bool at_key, enum diagnostic_code code,
                   const char *expected, const char *found, const char *format, ...)
{
    struct diagnostic report = {
        .code = code, .file = source->name, .expected = expected, .found = found};
    va_list arguments;
    va_start(arguments, format);
    report.message = format_message(diagnostics->arena, format, arguments);
    va_end(arguments);
    report.pointer = json_pointer(diagnostics->arena, node);
    json_locate(source, node, at_key, &report.line, &report.column);
    return diagnose(diagnostics, &report);
}
