/* Taking decimal literals apart. */
#include "number/literal.h"

#include <string.h>

static int64_t read_exponent(const char *text, size_t length)
{
    size_t i = length > 0 && (text[0] == '-' || text[0] == '+');
    int64_t exponent = 0;
    for (; i < length; i++)
        if (exponent < INT64_MAX / 100)
            exponent = 10 * exponent + (text[i] - '0');
    return text[0] == '-' ? -exponent : exponent;
}

struct literal literal_read(const char *text, size_t length)
{
    struct literal literal = {.negative = length > 0 && text[0] == '-'};
    size_t start = length > 0 && (text[0] == '-' || text[0] == '+');
    size_t end = start;
    while (end < length && text[end] != 'e' && text[end] != 'E')
        end++;
    if (end < length)
        literal.exponent = read_exponent(text + end + 1, length - end - 1);
    const char *point = memchr(text + start, '.', end - start);
    if (point != NULL)
        literal.exponent -= text + end - point - 1;
    while (start < end && (text[start] == '0' || text[start] == '.'))
        start++;
    literal.digits = text + start;
    literal.length = end - start;
    return literal;
}
