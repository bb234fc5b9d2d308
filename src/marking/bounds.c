/* The ends of sets as decimals that are rounded outward; doubles as decimals. */
#include "marking/bounds.h"

#include "base/arena.h"
#include "base/text.h"
#include "number/number.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DIGITS_MOST 17 /* of a double */

/* The decimal nearest to an end with digits down to `place`, no more than a double has. */
static struct decimal nearest_decimal(struct arena *arena, double end, int place)
{
    char text[64];
    int first = end == 0 ? place : (int)floor(log10(fabs(end)));
    int digits = first - place;
    digits = digits < 0 ? 0 : digits > DIGITS_MOST - 1 ? DIGITS_MOST - 1 : digits;
    snprintf(text, sizeof text, "%.*e", digits, end);
    struct decimal decimal =
        written_read(arena, text, strlen(text), COMMA_DECIMAL).number;        /* of a locale */
    if (end != 0 && decimal.place == place + 1 && digits < DIGITS_MOST - 1) { /* 9.6 is 10 */
        decimal.digits = arena_printf(arena, "%s0", decimal.digits);
        decimal.place = place;
    }
    return decimal;
}

/* One unit of the last digit farther from 0, or nearer to it. */
static struct decimal step(struct arena *arena, const struct decimal *decimal, bool away)
{
    unsigned long long units = strtoull(decimal->digits, NULL, 10) + (away ? 1 : -1ULL);
    const char *digits = units == 0 ? "" : arena_printf(arena, "%llu", units);
    return (struct decimal){decimal->negative && units > 0, digits, decimal->place};
}

static const char *show_end(struct arena *arena, double end, bool upper, int place, bool scientific)
{
    struct decimal decimal = nearest_decimal(arena, end, place);
    struct interval near = decimal_interval(&decimal);
    double inside = upper ? end - near.high : near.low - end;
    if (inside > ONE_NUMBER * fabs(end))
        decimal = step(arena, &decimal, upper != decimal.negative);
    return decimal_text(arena, &decimal, scientific);
}

/* The last place at which ends are shown. */
static int place_of(struct interval set, const struct written *written)
{
    double width = set.high - set.low, size = fmax(fabs(set.low), fabs(set.high));
    bool one = width <= size * ONE_NUMBER;
    int place = one ? -1 : (int)floor(log10(width)) - 1;
    bool finer = written->number.place < place || one;
    return written->kind == WRITTEN_NUMBER && finer ? written->number.place : place;
}

void bounds_show(struct arena *arena, struct interval set, const struct written *written,
                 const char **low, const char **high)
{
    int place = place_of(set, written);
    *low = show_end(arena, set.low, false, place, written->scientific);
    *high = show_end(arena, set.high, true, place, written->scientific);
}

const char *figure_text(struct arena *arena, double value, int digits)
{
    char rounded[64];
    struct text text;
    snprintf(rounded, sizeof rounded, "%.*e", digits - 1, value);
    text_open(&text, arena);
    double_shortest(strtod(rounded, NULL), &text);
    return text_copy(&text, arena);
}
