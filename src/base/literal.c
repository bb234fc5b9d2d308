/* Decimal literals looked at as text. The lexer has already held them to JSON's grammar. */
#include "base/literal.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

#define INTEGER_DIGITS 18

static bool is_digit(char byte)
{
    return byte >= '0' && byte <= '9';
}

static bool in_mantissa(char byte)
{
    return is_digit(byte) || byte == '.';
}

static const char *skip_sign(const char *text)
{
    return *text == '-' ? text + 1 : text;
}

/* The power of ten written after the mantissa; saturates. */
static long exponent_of(const char *text)
{
    const char *mark = text + strcspn(text, "eE");
    return *mark ? strtol(mark + 1, NULL, 10) : 0;
}

int literal_sign(const char *text)
{
    for (const char *at = skip_sign(text); in_mantissa(*at); at++)
        if (*at != '0' && *at != '.')
            return *text == '-' ? -1 : 1;
    return 0;
}

/* The powers of ten of the first and the last digit that are not 0, for literals with such digits.
 */
static void significant_places(const char *text, long *first, long *last)
{
    const char *digits = skip_sign(text);
    long place = (long)strspn(digits, "0123456789") - 1 + exponent_of(text);
    bool found = false;
    for (const char *at = digits; in_mantissa(*at); at++) {
        if (*at == '.')
            continue;
        if (*at != '0') {
            *first = found ? *first : place;
            *last = place;
            found = true;
        }
        place--;
    }
}

/* The whole number made of the digits from `first` down to the units. */
static long whole_digits(const char *text, long first)
{
    const char *at = skip_sign(text);
    while (*at == '0' || *at == '.')
        at++;
    long value = 0;
    for (long place = first; place >= 0; place--) {
        if (*at == '.')
            at++;
        value = value * 10 + (is_digit(*at) ? *at++ - '0' : 0);
    }
    return value;
}

int literal_places(const char *text)
{
    long first = 0, last = 0;
    if (literal_sign(text) != 0)
        significant_places(text, &first, &last);
    return last < 0 ? (int)-last : 0;
}

bool literal_scaled(const char *text, int places, long *value)
{
    int sign = literal_sign(text);
    long first = 0, last = 0;
    *value = 0;
    if (sign == 0)
        return true;
    significant_places(text, &first, &last);
    if (last + places < 0)
        return false;
    if (first + places >= INTEGER_DIGITS)
        *value = sign < 0 ? LONG_MIN : LONG_MAX;
    else
        *value = sign * whole_digits(text, first + places);
    return true;
}

/* From the last place on: floor((d + floor(rest))/10) is floor((d + rest)/10), so that no digit behind it is lost. */
long literal_part(const char *text, long whole)
{
    long first = 0, last = 0, part = 0;
    if (literal_sign(text) == 0)
        return 0;
    significant_places(text, &first, &last);
    const char *at = text + strcspn(text, "eE");
    while (at[-1] == '0' || at[-1] == '.')
        at--;
    for (long place = last; place < 0; place++) {
        long digit = 0;
        if (place <= first) {
            at -= at[-1] == '.' ? 2 : 1;
            digit = *at - '0';
        }
        part = (digit * whole + part) / 10;
    }
    return part;
}

bool literal_integer(const char *text, long *value)
{
    return literal_scaled(text, 0, value);
}

bool literal_too_long(const char *text)
{
    long exponent = exponent_of(text);
    return strlen(text) > LITERAL_MAX_CHARACTERS || exponent > LITERAL_MAX_EXPONENT ||
           exponent < -LITERAL_MAX_EXPONENT;
}

static const char *next_digit(const char *at)
{
    return *at == '.' ? at + 1 : at;
}

bool literal_equal(const char *a, const char *b)
{
    long first_of_a = 0, last_of_a = 0, first_of_b = 0, last_of_b = 0;
    int sign = literal_sign(a);
    if (literal_too_long(a) || literal_too_long(b))
        return strcmp(a, b) == 0;
    if (sign != literal_sign(b))
        return false;
    if (sign == 0)
        return true;
    significant_places(a, &first_of_a, &last_of_a);
    significant_places(b, &first_of_b, &last_of_b);
    if (first_of_a != first_of_b || last_of_a != last_of_b)
        return false;
    a += strspn(a, "-0.");
    b += strspn(b, "-0.");
    for (long place = first_of_a; place >= last_of_a; place--) {
        a = next_digit(a);
        b = next_digit(b);
        if (*a++ != *b++)
            return false;
    }
    return true;
}
