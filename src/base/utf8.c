/* UTF-8 by the table of RFC 3629, section 4. */
#include "base/utf8.h"

#include "base/arena.h"
#include <string.h>

/* Smallest character of each length: below it the form is overlong. */
static const unsigned smallest[] = {0, 0, 0x80, 0x800, 0x10000};

static size_t announced_length(unsigned char first)
{
    if (first < 0x80)
        return 1;
    if (first < 0xC2)
        return 0;
    if (first < 0xE0)
        return 2;
    if (first < 0xF0)
        return 3;
    return first < 0xF5 ? 4 : 0;
}

size_t utf8_decode(const char *bytes, size_t length, unsigned *point)
{
    const unsigned char *unit = (const unsigned char *)bytes;
    size_t count = length > 0 ? announced_length(unit[0]) : 0;
    if (count == 0 || count > length)
        return 0;
    unsigned value = count == 1 ? unit[0] : unit[0] & (0x7Fu >> count);
    for (size_t i = 1; i < count; i++) {
        if ((unit[i] & 0xC0) != 0x80)
            return 0;
        value = value << 6 | (unit[i] & 0x3F);
    }
    if (value < smallest[count] || value > 0x10FFFF || (value >= 0xD800 && value <= 0xDFFF))
        return 0;
    if (point != NULL)
        *point = value;
    return count;
}

size_t utf8_encode(unsigned point, char *bytes)
{
    if (point < 0x80) {
        bytes[0] = (char)point;
        return 1;
    }
    size_t count = point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
    for (size_t i = count - 1; i > 0; i--) {
        bytes[i] = (char)(0x80 | (point & 0x3F));
        point >>= 6;
    }
    bytes[0] = (char)((0xF00u >> count & 0xFF) | point);
    return count;
}

bool utf8_is_control(unsigned point)
{
    return point < 0x20 || (point >= 0x7F && point <= 0x9F) ||
           (point >= 0x200E && point <= 0x200F) || (point >= 0x2028 && point <= 0x202E) ||
           (point >= 0x2066 && point <= 0x2069) || point == 0xFEFF;
}

bool utf8_has_control(const char *bytes, size_t length)
{
    for (size_t at = 0; at < length;) {
        unsigned point = 0;
        size_t count = utf8_decode(bytes + at, length - at, &point);
        if (count == 0 || utf8_is_control(point))
            return true;
        at += count;
    }
    return false;
}

size_t utf8_mark(const char *bytes, size_t length)
{
    static const char mark[] = "\xEF\xBB\xBF";
    size_t size = sizeof mark - 1;
    return length >= size && memcmp(bytes, mark, size) == 0 ? size : 0;
}

const char *utf8_repaired(struct arena *arena, const char *bytes)
{
    static const char replacement[] = "\xEF\xBF\xBD";
    size_t length = strlen(bytes), wrong = 0;
    for (size_t i = 0, count; i < length; i += count ? count : 1) {
        count = utf8_decode(bytes + i, length - i, NULL);
        wrong += count == 0;
    }
    if (wrong == 0)
        return bytes;
    char *repaired = arena_alloc(arena, length + wrong * (sizeof replacement - 2) + 1),
         *at = repaired;
    for (size_t i = 0, count; i < length; i += count ? count : 1) {
        count = utf8_decode(bytes + i, length - i, NULL);
        memcpy(at, count ? bytes + i : replacement, count ? count : sizeof replacement - 1);
        at += count ? count : sizeof replacement - 1;
    }
    return repaired;
}
