/* Widths in tenths of a digit, by reading the LaTeX as TeX does: symbols, groups, commands with their arguments. */
#include "render/tex_width.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>

struct cursor {
    const char *at, *end;
};

static size_t row_width(struct cursor *cursor);

static size_t larger(size_t a, size_t b)
{
    return a > b ? a : b;
}

static bool takes(struct cursor *cursor, char byte)
{
    bool found = cursor->at < cursor->end && *cursor->at == byte;
    cursor->at += found;
    return found;
}

static size_t atom_width(struct cursor *cursor);

/* A group in braces, or one symbol. */
static size_t argument_width(struct cursor *cursor)
{
    while (takes(cursor, ' '))
        continue;
    if (!takes(cursor, '{'))
        return atom_width(cursor);
    size_t width = row_width(cursor);
    takes(cursor, '}');
    return width;
}

/* What stands low and high behind a symbol, in small type, over each other. */
static size_t scripts_width(struct cursor *cursor)
{
    size_t width = 0;
    while (cursor->at < cursor->end && (*cursor->at == '_' || *cursor->at == '^')) {
        cursor->at++;
        width = larger(width, argument_width(cursor) * 3 / 4);
    }
    return width;
}

static bool is_called(const char *name, size_t length, const char *command)
{
    return strlen(command) == length && memcmp(name, command, length) == 0;
}

static bool is_one_of(const char *name, size_t length, const char *const *commands)
{
    for (; *commands; commands++)
        if (is_called(name, length, *commands))
            return true;
    return false;
}

static size_t named_width(const char *name, size_t length, struct cursor *cursor)
{
    static const char *const fractions[] = {"frac", "tfrac", NULL},
                             *const stacked[] = {"sum", "prod", "underbrace", NULL},
                             *const signs[] = {"cdot", "times", "odot",  "approx", "le",
                                               "ge",   "ne",    "equiv", "to",     NULL},
                             *const words[] = {"ln",  "exp", "sin", "cos", "tanh",
                                               "max", "min", "log", NULL},
                             *const nothing[] = {
                                 "mathrm",       "text", "operatorname", "left",  "right",
                                 "displaystyle", "hat",  "bar",          "tilde", NULL};
    if (is_one_of(name, length, fractions)) {
        size_t above = argument_width(cursor);
        return larger(above, argument_width(cursor)) + 5;
    }
    if (is_one_of(name, length, stacked)) {
        size_t width = name[0] == 'u' ? argument_width(cursor) : 26;
        return larger(width, scripts_width(cursor)) + 3;
    }
    if (is_called(name, length, "sqrt"))
        return argument_width(cursor) + 16;
    if (is_one_of(name, length, signs))
        return 26;
    if (is_one_of(name, length, nothing))
        return 2;
    return is_one_of(name, length, words) ? 11 * length + 3 : 13;
}

static size_t command_width(struct cursor *cursor)
{
    const char *name = cursor->at;
    while (cursor->at < cursor->end && isalpha((unsigned char)*cursor->at))
        cursor->at++;
    size_t length = (size_t)(cursor->at - name);
    if (length > 0)
        return named_width(name, length, cursor);
    if (cursor->at < cursor->end)
        cursor->at++;
    return *name == ',' || *name == ' ' ? 5 : 12; /* a space, or a sign behind a backslash */
}

/* One symbol without its scripts. */
static size_t atom_width(struct cursor *cursor)
{
    if (cursor->at == cursor->end)
        return 0;
    char byte = *cursor->at;
    if (byte == '{')
        return argument_width(cursor);
    cursor->at++;
    if (byte == '\\')
        return command_width(cursor);
    if (byte == ' ')
        return 0;
    return strchr("+-=<>", byte) ? 24 : (byte & 0x80) ? 20 : isupper((unsigned char)byte) ? 15 : 11;
}

static size_t row_width(struct cursor *cursor)
{
    size_t width = 0;
    while (cursor->at < cursor->end && *cursor->at != '}')
        width += atom_width(cursor) + scripts_width(cursor);
    return width;
}

size_t tex_width(const char *latex, size_t length)
{
    struct cursor cursor = {latex, latex + length};
    size_t width = 0;
    while (cursor.at < cursor.end) {
        width += row_width(&cursor);
        takes(&cursor, '}');
    }
    return (width + 9) / 10;
}
