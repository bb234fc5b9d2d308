/* User text within LaTeX mathematics. What is written works in LaTeX and in the browser renderers
 * alike, and no character of the user reaches them as a command: special ones become symbols of
 * their own, other scripts go into \text, and characters that steer (controls, writing direction)
 * are dropped. */
#include "base/utf8.h"
#include "expr/latex.h"

static const char *symbol_of(unsigned code)
{
    switch (code) {
    case '\\':
        return "{\\backslash}";
    case '{':
        return "\\{";
    case '}':
        return "\\}";
    case '$':
        return "\\$";
    case '&':
        return "\\&";
    case '#':
        return "\\#";
    case '%':
        return "\\%";
    case '_':
        return "\\_";
    case '^':
        return "{\\wedge}";
    case '~':
        return "{\\sim}";
    case '`':
    case '\'':
        return "{\\prime}";
    case '"':
        return "{\\prime\\prime}";
    case ' ':
        return "\\ ";
    default:
        return NULL;
    }
}

static bool is_dropped(unsigned code)
{
    return code < 0x20 || (code >= 0x7F && code < 0xA0) || code == 0x61C ||
           (code >= 0x200B && code <= 0x200F) || (code >= 0x2028 && code <= 0x202E) ||
           (code >= 0x2060 && code <= 0x206F) || code == 0xFEFF;
}

static bool is_beyond_ascii(const char *bytes, size_t length)
{
    return length > 0 && (unsigned char)bytes[0] >= 0x80;
}

/* A run beyond ASCII as \text{...}; the bytes used. */
static size_t escape_foreign(const char *bytes, size_t length, struct text *out)
{
    size_t used = 0;
    text_literal(out, "\\text{");
    while (is_beyond_ascii(bytes + used, length - used)) {
        unsigned code;
        size_t step = utf8_decode(bytes + used, length - used, &code);
        /* The joiner inside an emoji is not a control of direction. */
        bool joiner = step > 0 && (code == 0x200C || code == 0x200D);
        if (step > 0 && (joiner || !is_dropped(code)))
            text_append(out, bytes + used, step);
        used += step == 0 ? 1 : step;
    }
    text_put(out, '}');
    return used;
}

static size_t escape_ascii(const char *bytes, size_t length, struct text *out)
{
    size_t used = 0;
    text_literal(out, "\\mathrm{");
    for (; used < length && !is_beyond_ascii(bytes + used, length - used); used++) {
        unsigned char byte = (unsigned char)bytes[used];
        const char *symbol = symbol_of(byte);
        if (symbol)
            text_string(out, symbol);
        else if (!is_dropped(byte))
            text_put(out, (char)byte);
    }
    text_put(out, '}');
    return used;
}

void latex_escape(const char *bytes, size_t length, struct text *out)
{
    size_t used = 0;
    while (used < length) {
        if (is_beyond_ascii(bytes + used, length - used))
            used += escape_foreign(bytes + used, length - used, out);
        else
            used += escape_ascii(bytes + used, length - used, out);
    }
}
