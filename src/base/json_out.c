/* JSON out: separators and indentation are decided in one place, before each member. */
#include "base/json_out.h"

#include "base/utf8.h"
#include <assert.h>

void json_out_open(struct json_out *out, struct text *text, int indent)
{
    *out = (struct json_out){.text = text, .indent = indent};
}

/* ---- strings ---- */

static bool needs_escape(unsigned point)
{
    return point < 0x20 || point == '"' || point == '\\' || point == 0x7F || point == 0x2028 ||
           point == 0x2029;
}

static void escape(struct text *text, unsigned point)
{
    static const char letters[] = "btnvfr"; /* from U+0008; JSON has no \v */
    if (point == '"' || point == '\\' || point == '/') {
        text_put(text, '\\');
        text_put(text, (char)point);
    } else if (point >= '\b' && point <= '\r' && point != '\v') {
        text_put(text, '\\');
        text_put(text, letters[point - '\b']);
    } else {
        text_printf(text, "\\u%04x", point);
    }
}

/* "</" could end a script element, "<!" begin a comment in it: "<\/" and "\u003c!" mean the same. */
static bool is_markup(const char *begin, const char *at, const char *end)
{
    return (*at == '/' && at > begin && at[-1] == '<') ||
           (*at == '<' && end - at > 1 && at[1] == '!');
}

static void quote(struct text *text, const char *bytes, size_t length, bool in_html)
{
    const char *at = bytes, *end_of_bytes = bytes + length, *plain = bytes;
    text_put(text, '"');
    while (at < end_of_bytes) {
        unsigned point = (unsigned char)*at;
        size_t count = point < 0x80 ? 1 : utf8_decode(at, (size_t)(end_of_bytes - at), &point);
        if (count > 0 && !needs_escape(point) && !(in_html && is_markup(bytes, at, end_of_bytes))) {
            at += count;
            continue;
        }
        text_append(text, plain, (size_t)(at - plain));
        if (count > 0)
            escape(text, point);
        else
            text_literal(text, "\xEF\xBF\xBD"); /* U+FFFD: what we write is always valid UTF-8 */
        at += count > 0 ? count : 1;
        plain = at;
    }
    text_append(text, plain, (size_t)(at - plain));
    text_put(text, '"');
}

void json_quote(struct text *text, const char *bytes, size_t length)
{
    quote(text, bytes, length, false);
}

/* ---- members ---- */

static void new_line(struct json_out *out)
{
    text_put(out->text, '\n');
    for (int i = 0; i < out->depth * out->indent; i++)
        text_put(out->text, ' ');
}

void json_out_key(struct json_out *out, const char *key)
{
    if (out->depth > 0) {
        bool first = !out->level[out->depth - 1].any;
        bool lines = out->level[out->depth - 1].lines;
        out->level[out->depth - 1].any = true;
        if (!first)
            text_put(out->text, ',');
        if (lines)
            new_line(out);
        else if (!first)
            text_put(out->text, ' ');
    }
    if (key != NULL) {
        quote(out->text, key, strlen(key), out->in_html);
        text_literal(out->text, ": ");
    }
}

static void begin(struct json_out *out, const char *key, char bracket, bool lines)
{
    assert(out->depth < JSON_OUT_DEPTH);
    json_out_key(out, key);
    text_put(out->text, bracket);
    out->level[out->depth].lines = lines && out->indent > 0;
    out->level[out->depth].any = false;
    out->depth++;
}

static void end(struct json_out *out, char bracket)
{
    assert(out->depth > 0);
    out->depth--;
    if (out->level[out->depth].lines && out->level[out->depth].any)
        new_line(out);
    text_put(out->text, bracket);
}

void json_out_object(struct json_out *out, const char *key)
{
    begin(out, key, '{', false);
}

void json_out_object_lines(struct json_out *out, const char *key)
{
    begin(out, key, '{', true);
}

void json_out_array(struct json_out *out, const char *key)
{
    begin(out, key, '[', false);
}

void json_out_array_lines(struct json_out *out, const char *key)
{
    begin(out, key, '[', true);
}

void json_out_end_object(struct json_out *out)
{
    end(out, '}');
}

void json_out_end_array(struct json_out *out)
{
    end(out, ']');
}

void json_out_string(struct json_out *out, const char *key, const char *string)
{
    json_out_bytes(out, key, string, strlen(string));
}

void json_out_bytes(struct json_out *out, const char *key, const char *bytes, size_t length)
{
    json_out_key(out, key);
    quote(out->text, bytes, length, out->in_html);
}

void json_out_number(struct json_out *out, const char *key, const char *number)
{
    json_out_key(out, key);
    text_string(out->text, number);
}

void json_out_integer(struct json_out *out, const char *key, long long number)
{
    json_out_key(out, key);
    text_integer(out->text, number);
}

void json_out_bool(struct json_out *out, const char *key, bool truth)
{
    json_out_key(out, key);
    text_string(out->text, truth ? "true" : "false");
}

void json_out_null(struct json_out *out, const char *key)
{
    json_out_key(out, key);
    text_literal(out->text, "null");
}
