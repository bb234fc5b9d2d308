/* The letters of names. */
#include "expr/unicode.h"
#include "base/utf8.h"

struct range {
    unsigned first, last;
};

static bool within(const struct range *ranges, size_t count, unsigned code)
{
    for (size_t i = 0; i < count; i++)
        if (code >= ranges[i].first && code <= ranges[i].last)
            return true;
    return false;
}

#define WITHIN(ranges, code) within(ranges, sizeof(ranges) / sizeof *(ranges), code)

size_t unicode_count(const char *bytes, size_t length)
{
    size_t count = 0;
    unsigned code;
    while (length > 0) {
        size_t step = utf8_decode(bytes, length, &code);
        step = step == 0 ? 1 : step;
        bytes += step;
        length -= step;
        count++;
    }
    return count;
}

static bool is_ascii_letter(unsigned code)
{
    return (code >= 'a' && code <= 'z') || (code >= 'A' && code <= 'Z');
}

/* Combining marks, joiners of emoji, digits written low: only within a name. */
static const struct range only_within[] = {
    {0x300, 0x36F}, {0x200C, 0x200D}, {0x2080, 0x2089}, {0x20D0, 0x20FF}, {0xFE00, 0xFE0F},
};

static const struct range never[] = {
    {0x80, 0xA9},     {0xAB, 0xB4},     {0xB6, 0xB9},        {0xBB, 0xBF},     {0xD7, 0xD7},
    {0xF7, 0xF7},     {0x61C, 0x61C},   {0x115F, 0x1160},    {0x1680, 0x1680}, {0x180E, 0x180E},
    {0x2000, 0x20CF}, {0x2190, 0x23FF}, {0x2500, 0x259F},    {0x27C0, 0x27FF}, {0x2900, 0x2AFF},
    {0x3000, 0x3004}, {0x3164, 0x3164}, {0xE000, 0xF8FF},    {0xFEFF, 0xFEFF}, {0xFF01, 0xFF0F},
    {0xFFA0, 0xFFA0}, {0xFFF0, 0xFFFF}, {0xE0000, 0x10FFFF},
};

bool unicode_is_letter(unsigned code)
{
    if (code < 0x80)
        return is_ascii_letter(code);
    return !WITHIN(only_within, code) && !WITHIN(never, code);
}

bool unicode_is_name_part(unsigned code)
{
    if (code < 0x80)
        return is_ascii_letter(code) || (code >= '0' && code <= '9') || code == '_';
    return WITHIN(only_within, code) || unicode_is_letter(code);
}
