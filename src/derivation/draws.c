/* Numbers of each domain: whole and simple ones, then decimals by a fixed sequence of random numbers. */
#include "derivation/draws.h"

#include "base/arena.h"
#include "number/random.h"
#include <stdlib.h>

struct draw draw_of_point(int number)
{
    static const struct draw first[] = {
        {DRAW_WHOLE, 0, 0, false}, {DRAW_ZERO, 0, 0, false}, {DRAW_ONE, 0, 0, false}};
    static const struct draw then[] = {{DRAW_RANDOM, 30, 1, false},
                                       {DRAW_RANDOM, 300, 2, false},
                                       {DRAW_RANDOM, 100, 1, false},
                                       {DRAW_RANDOM, 6, 0, false},
                                       {DRAW_RANDOM, 30, 1, true}};
    const int simple = sizeof first / sizeof *first, kinds = sizeof then / sizeof *then;
    return number < simple ? first[number] : then[(number - simple) % kinds];
}

long draw_below(struct draws *draws, long bound)
{
    return (long)(random_word(draws->seed, draws->counter++) % (uint64_t)bound);
}

static long power_of_ten(int exponent)
{
    return exponent > 0 ? 10 * power_of_ten(exponent - 1) : 1;
}

/* digits / 10^places */
static const char *decimal(struct arena *arena, long digits, int places)
{
    const char *sign = digits < 0 ? "-" : "";
    ldiv_t parts = ldiv(labs(digits), power_of_ten(places));
    while (places > 0 && parts.rem % 10 == 0) {
        parts.rem /= 10;
        places--;
    }
    return places > 0 ? arena_printf(arena, "%s%ld.%0*ld", sign, parts.quot, places, parts.rem)
                      : arena_printf(arena, "%s%ld", sign, parts.quot);
}

/* ---- single elements ---- */

#define WHOLE_MOST 20

/* 1, 2, -1, 3, -2, ..., in which no two are equal, then again. */
static long whole(size_t place, bool negative)
{
    long step = (long)(place % WHOLE_MOST);
    if (!negative)
        return step + 1;
    return step < 2 ? step + 1 : step % 2 == 0 ? -step / 2 : step / 2 + 2;
}

static bool has_negative(enum domain domain)
{
    return domain == DOMAIN_REAL || domain == DOMAIN_NONZERO || domain == DOMAIN_SUMS_TO_ONE;
}

static bool has_zero(enum domain domain)
{
    return domain == DOMAIN_REAL || domain == DOMAIN_NONNEGATIVE || domain == DOMAIN_BINARY ||
           domain == DOMAIN_SUMS_TO_ONE;
}

#define TINY_PLACES 4
#define TINY_MOST 9

static const char *draw_random(struct draws *draws, const struct draw *draw, enum domain domain)
{
    long most = draw->most;
    int places = draw->places;
    if (draw->tiny && draw_below(draws, 2) == 0) {
        most = TINY_MOST;
        places = TINY_PLACES + (int)draw_below(draws, 3);
    } else if (domain == DOMAIN_FRACTION) {
        places = places > 0 ? places : 1;
        most = power_of_ten(places) - 1;
    }
    long digits = has_zero(domain) ? draw_below(draws, most + 1) : 1 + draw_below(draws, most);
    bool minus = has_negative(domain) && draw_below(draws, 2) == 0;
    return decimal(draws->arena, minus ? -digits : digits, places);
}

/* Domains of two numbers. */
static const char *draw_of_two(struct draws *draws, const struct draw *draw, size_t place,
                               const char *first, const char *second)
{
    bool other = draw->kind == DRAW_RANDOM
                     ? draw_below(draws, 2) == 0
                     : (draw->kind == DRAW_WHOLE ? place % 2 == 1 : draw->kind == DRAW_ZERO);
    return other ? second : first;
}

const char *draw_element(struct draws *draws, const struct draw *draw, enum domain domain,
                         size_t place)
{
    if (domain == DOMAIN_BINARY)
        return draw_of_two(draws, draw, place, "1", "0");
    if (domain == DOMAIN_SIGN)
        return draw_of_two(draws, draw, place, "1", "-1");
    if (draw->kind == DRAW_RANDOM)
        return draw_random(draws, draw, domain);
    if (domain == DOMAIN_FRACTION)
        return draw->kind == DRAW_WHOLE ? decimal(draws->arena, 1 + (long)(place * 3 + 1) % 9, 1)
                                        : "0.5";
    if (draw->kind == DRAW_WHOLE)
        return decimal(draws->arena, whole(place, has_negative(domain)), 0);
    return draw->kind == DRAW_ZERO && has_zero(domain) ? "0" : "1";
}

/* ---- rows ---- */

static void draw_one_hot(struct draws *draws, const struct draw *draw, size_t row, size_t count,
                         const char **texts)
{
    size_t hot = draw->kind == DRAW_RANDOM ? (size_t)draw_below(draws, (long)count) : row % count;
    for (size_t i = 0; i < count; i++)
        texts[i] = i == hot ? "1" : "0";
}

static void draw_equal_parts(struct draws *draws, size_t count, const char **texts)
{
    for (size_t i = 0; i < count; i++)
        texts[i] = count == 1 ? "1" : arena_printf(draws->arena, "1/%zu", count);
}

/* Positive parts of a power of ten: one each, and the rest dealt out. */
static void draw_parts(struct draws *draws, const struct draw *draw, size_t count,
                       const char **texts)
{
    int places = count <= 5 ? 1 : count <= 30 ? 2 : 3;
    if (draw->kind == DRAW_RANDOM && draw->places > places)
        places = draw->places;
    long *parts = arena_array(draws->arena, count, sizeof *parts), left = power_of_ten(places);
    for (size_t i = 0; i < count; i++, left--)
        parts[i] = 1;
    for (size_t i = 0; i + 1 < count && left > 0; i++) {
        long dealt = draw_below(draws, left + 1);
        parts[i] += dealt;
        left -= dealt;
    }
    parts[count - 1] += left;
    for (size_t i = 0; i < count; i++)
        texts[i] = count == 1 ? "1" : decimal(draws->arena, parts[i], places);
}

/* The last is what the others leave of 1. */
static void draw_rest(struct draws *draws, const struct draw *draw, size_t count,
                      const char **texts)
{
    int places = draw->kind == DRAW_RANDOM ? draw->places : 0;
    long most = draw->kind == DRAW_RANDOM ? draw->most : 0, left = power_of_ten(places);
    for (size_t i = 0; i + 1 < count; i++) {
        long part =
            draw->kind == DRAW_WHOLE ? whole(i, true) : draw_below(draws, 2 * most + 1) - most;
        texts[i] = decimal(draws->arena, part, places);
        left -= part;
    }
    texts[count - 1] = decimal(draws->arena, left, places);
}

void draw_row(struct draws *draws, const struct draw *draw, enum domain domain, size_t row,
              size_t count, const char **texts)
{
    if (domain == DOMAIN_ONE_HOT)
        draw_one_hot(draws, draw, row, count, texts);
    else if (draw->kind == DRAW_ONE || (draw->kind == DRAW_ZERO && domain == DOMAIN_DISTRIBUTION))
        draw_equal_parts(draws, count, texts);
    else if (domain == DOMAIN_DISTRIBUTION)
        draw_parts(draws, draw, count, texts);
    else
        draw_rest(draws, draw, count, texts);
}

/* ---- membership ---- */

bool domain_has(enum domain domain, struct arithmetic *arithmetic, union cell number)
{
    union cell zero = number_integer(arithmetic, 0), one = number_integer(arithmetic, 1);
    enum comparison sign = number_compare(arithmetic, number, zero);
    enum comparison to_one = number_compare(arithmetic, number, one);
    switch (domain) {
    case DOMAIN_REAL:
        return true;
    case DOMAIN_POSITIVE:
        return sign == GREATER;
    case DOMAIN_NONNEGATIVE:
        return sign != LESS;
    case DOMAIN_NONZERO:
        return sign != EQUAL;
    case DOMAIN_FRACTION:
        return sign == GREATER && to_one == LESS;
    case DOMAIN_BINARY:
        return sign == EQUAL || to_one == EQUAL;
    case DOMAIN_SIGN:
        return to_one == EQUAL ||
               number_compare(arithmetic, number, number_integer(arithmetic, -1)) == EQUAL;
    case DOMAIN_ONE_HOT:
    case DOMAIN_SUMS_TO_ONE:
    case DOMAIN_DISTRIBUTION:
    case DOMAINS:
        break;
    }
    return false;
}
