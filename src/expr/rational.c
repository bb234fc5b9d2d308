/* Fractions of small integers, for folding the numbers of a formula. */
#include "expr/algebra.h"
#include <stdlib.h>
#include <string.h>

#define RATIONAL_LIMIT 1000000000L /* products of two of these fit in a long of 64 bits */

static long long common_divisor(long long a, long long b)
{
    while (b != 0) {
        long long rest = a % b;
        a = b;
        b = rest;
    }
    return a < 0 ? -a : a;
}

static bool reduce(struct rational *result, long long numerator, long long denominator)
{
    long long divisor = common_divisor(numerator, denominator);
    if (divisor == 0)
        return false;
    numerator /= divisor;
    denominator /= divisor;
    if (denominator < 0) {
        numerator = -numerator;
        denominator = -denominator;
    }
    if (numerator > RATIONAL_LIMIT || numerator < -RATIONAL_LIMIT || denominator > RATIONAL_LIMIT)
        return false;
    *result = (struct rational){(long)numerator, (long)denominator};
    return true;
}

static bool integer_from(const struct expr *expr, long *value)
{
    bool negative = expr->kind == EXPR_NEGATE;
    if (negative)
        expr = expr->a;
    if (expr->kind == EXPR_INDEX && !expr->indices[0].variable && !negative) {
        *value = expr->indices[0].offset;
        return *value<RATIONAL_LIMIT && * value> - RATIONAL_LIMIT;
    }
    if (expr->kind != EXPR_NUMBER || strlen(expr->text) > 9)
        return false;
    char *end;
    *value = strtol(expr->text, &end, 10);
    if (negative)
        *value = -*value;
    return *end == '\0';
}

bool rational_from(const struct expr *expr, struct rational *value)
{
    long numerator, denominator = 1;
    if (expr->kind == EXPR_DIVIDE)
        return integer_from(expr->a, &numerator) && integer_from(expr->b, &denominator) &&
               reduce(value, numerator, denominator) && denominator != 0;
    return integer_from(expr, &numerator) && reduce(value, numerator, 1);
}

bool rational_from_decimal(const struct expr *expr, struct rational *value)
{
    char *end;
    if (expr->kind != EXPR_NUMBER || strlen(expr->text) > 8)
        return rational_from(expr, value);
    size_t point = strcspn(expr->text, ".");
    long whole = strtol(expr->text, &end, 10), scale = 1, decimals = 0;
    if (expr->text[point] == '\0' || end != expr->text + point || whole < 0 || expr->text[0] == '-')
        return rational_from(expr, value);
    for (const char *digit = expr->text + point + 1; *digit; digit++) {
        if (*digit < '0' || *digit > '9' || scale > 1000000)
            return false;
        decimals = 10 * decimals + (*digit - '0');
        scale *= 10;
    }
    return reduce(value, whole * scale + decimals, scale);
}

const struct expr *rational_expr(struct arena *arena, struct rational value)
{
    const struct expr *numerator = expr_integer(arena, value.numerator);
    if (value.denominator == 1)
        return numerator;
    return expr_binary(arena, EXPR_DIVIDE, numerator, expr_integer(arena, value.denominator));
}

bool rational_add(struct rational *a, struct rational b)
{
    long long left = (long long)a->numerator * b.denominator,
              right = (long long)b.numerator * a->denominator;
    return reduce(a, left + right, (long long)a->denominator * b.denominator);
}

bool rational_multiply(struct rational *a, struct rational b)
{
    return reduce(a, (long long)a->numerator * b.numerator,
                  (long long)a->denominator * b.denominator);
}
