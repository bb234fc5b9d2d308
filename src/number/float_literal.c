/* Decimal literals as the nearest double or float, ties to even, whatever their length and the locale. */
#include "number/literal.h"
#include "number/powers_of_ten.h"

#include <stdio.h>
#include <stdlib.h>

/* A double midway between two neighbours has at most 768 significant digits: further ones matter only by
 * not being all zero. */
#define DIGITS_READ 800

/* Exponents beyond this make any literal of DIGITS_READ digits infinite or 0. */
#define EXPONENT_READ 5000

/* Integers and powers of ten up to these are doubles or floats, so that one operation, which rounds once,
 * gives the nearest (Clinger, "How to read floating point numbers accurately", 1990). */
struct exact_range {
    uint64_t integer;
    int exponent;
};
static const struct exact_range doubles = {UINT64_C(1) << 53, 19}, floats = {UINT64_C(1) << 24, 10};

static bool read_small(const struct literal *literal, const struct exact_range *range,
                       struct small_literal *small)
{
    uint64_t integer = 0;
    if (literal->length > 19 || literal->exponent > range->exponent ||
        literal->exponent < -range->exponent)
        return false;
    for (size_t i = 0; i < literal->length; i++)
        if (literal->digits[i] != '.')
            integer = 10 * integer + (uint64_t)(literal->digits[i] - '0');
    if (integer > range->integer)
        return false;
    int64_t exponent = literal->exponent;
    small->divided = exponent < 0;
    small->integer = (double)integer;
    small->power_of_ten = (double)small_powers_of_ten[exponent < 0 ? -exponent : exponent];
    return true;
}

bool literal_read_small(const struct literal *literal, struct small_literal *small)
{
    return read_small(literal, &doubles, small);
}

/* Up to DIGITS_READ digits of the literal, and a 1 after them if the others are not all zero. The place of the
 * last goes to *exponent. */
static size_t take_digits(char *text, const struct literal *literal, int64_t *exponent)
{
    size_t count = 0;
    bool more = false;
    *exponent = literal->exponent;
    for (size_t i = 0; i < literal->length; i++) {
        char digit = literal->digits[i];
        if (digit == '.')
            continue;
        if (count < DIGITS_READ) {
            text[count++] = digit;
        } else {
            more |= digit != '0';
            ++*exponent;
        }
    }
    if (more) {
        text[count++] = '1';
        --*exponent;
    }
    return count;
}

/* Through the C library, which rounds correctly, by a text without a point, which each locale writes in its
 * own way. */
static double convert(const struct literal *literal, bool single)
{
    char text[DIGITS_READ + 32];
    int64_t exponent;
    size_t count = take_digits(text, literal, &exponent);
    if (exponent > EXPONENT_READ || exponent < -EXPONENT_READ)
        exponent = exponent > 0 ? EXPONENT_READ : -EXPONENT_READ;
    snprintf(text + count, sizeof text - count, "e%d", (int)exponent);
    return single ? strtof(text, NULL) : strtod(text, NULL);
}

double literal_nearest(const struct literal *literal, bool single)
{
    struct small_literal small;
    double magnitude = 0;
    if (literal->length > 0 && !read_small(literal, single ? &floats : &doubles, &small))
        magnitude = convert(literal, single);
    else if (literal->length > 0)
        magnitude =
            small.divided ? small.integer / small.power_of_ten : small.integer * small.power_of_ten;
    return literal->negative ? -magnitude : magnitude;
}
