/* Places in expressions, for messages: file, line and column, and the stretch of text around a caret. */
#include "expr/place.h"

#include "expr/unicode.h"
#include <string.h>

#define EXCERPT_BEFORE 60 /* bytes of the line shown before and after the caret */
#define EXCERPT_AFTER 30

size_t whole_characters(const char *bytes, size_t length, size_t most)
{
    if (length <= most)
        return length;
    while (most > 0 && ((unsigned char)bytes[most] & 0xC0) == 0x80)
        most--;
    return most;
}

static size_t line_begin(const char *text, size_t position)
{
    while (position > 0 && text[position - 1] != '\n')
        position--;
    return position;
}

static size_t line_end(const char *text, size_t length, size_t position)
{
    while (position < length && text[position] != '\n' && text[position] != '\0')
        position++;
    return position;
}

void text_excerpt(struct arena *arena, const char *text, size_t length, size_t position,
                  struct diagnostic *report)
{
    size_t begin = line_begin(text, position), end = line_end(text, length, position);
    const char *left = "", *right = "";
    if (position - begin > EXCERPT_BEFORE) {
        begin = position - EXCERPT_BEFORE;
        while (begin < position && ((unsigned char)text[begin] & 0xC0) == 0x80)
            begin++;
        left = "...";
    }
    if (end - position > EXCERPT_AFTER) {
        end = position + whole_characters(text + position, end - position, EXCERPT_AFTER);
        right = "...";
    }
    report->excerpt =
        arena_printf(arena, "%s%.*s%s", left, (int)(end - begin), text + begin, right);
    report->caret = strlen(left) + unicode_count(text + begin, position - begin) + 1;
}

struct diagnostic text_place(const struct json_reader *json, const struct json *node,
                             size_t position)
{
    struct diagnostic where = {.file = json->source->name,
                               .pointer = json_pointer(json->arena, node)};
    json_locate(json->source, node, false, &where.line, &where.column);
    where.column += 1 + unicode_count(node->text, position); /* behind the quote */
    return where;
}

bool complain_in_text(const struct json_reader *json, const struct json *node, size_t position,
                      enum diagnostic_code code, const char *message)
{
    struct diagnostic report = text_place(json, node, position);
    report.code = code;
    report.message = message;
    text_excerpt(json->arena, node->text, node->length, position, &report);
    return diagnose(json->diagnostics, &report);
}
