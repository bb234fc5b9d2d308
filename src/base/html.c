/* Text within HTML: which characters are escaped, and what stands for those that cannot be there. */
#include "base/html.h"

#include "base/utf8.h"
#include <string.h>

static const char *entity(unsigned point)
{
    switch (point) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '"':
        return "&quot;";
    case '\'':
        return "&#39;";
    default:
        return NULL;
    }
}

/* What is no character in XML either, though it is valid UTF-8. */
static bool is_noncharacter(unsigned point)
{
    return (point & 0xFFFE) == 0xFFFE || (point >= 0xFDD0 && point <= 0xFDEF);
}

void html_escape(struct text *out, const char *bytes, size_t length)
{
    for (size_t i = 0, step; i < length; i += step) {
        unsigned point = 0;
        step = utf8_decode(bytes + i, length - i, &point);
        bool broken = step == 0 || is_noncharacter(point);
        step = step ? step : 1;
        const char *named = broken ? "\xEF\xBF\xBD" : entity(point);
        if (named)
            text_string(out, named);
        else if (utf8_is_control(point))
            text_put(out, ' ');
        else
            text_append(out, bytes + i, step);
    }
}
