/* Numbers of an initializer: uniform ones are exact fractions, normal ones come from pairs of these by Marsaglia's
 * polar method. Both are scaled and rounded in certified arithmetic, with as much precision as the rounding needs. */
#include "problem/initializer.h"

#include "base/arena.h"
#include "number/number.h"
#include "number/random.h"
#include <limits.h>
#include <string.h>

#define PLACES 53 /* bits of a random fraction */

/* One filling: where in the sequence of random numbers it is. */
struct filling {
    const struct initializer *initializer;
    struct arithmetic *arithmetic;
    struct text shown;     /* digits of one number */
    struct arena *scratch; /* of one evaluation */
    int units, inputs;
    uint64_t counter;
};

static union cell literal(struct filling *filling, const char *text)
{
    return number_literal(filling->arithmetic, text, strlen(text));
}

/* ---- the scale ---- */

static union cell lookup_size(void *context, const struct expr *name,
                              const struct environment *environment)
{
    struct filling *filling = context;
    (void)environment;
    bool out = strcmp(name->text, "n_out") == 0;
    return number_integer(filling->arithmetic, out ? filling->units : filling->inputs);
}

static union cell scale(struct filling *filling, const struct expr *formula)
{
    struct evaluation evaluation = {.arithmetic = filling->arithmetic,
                                    .context = filling,
                                    .lookup = lookup_size,
                                    .scratch = filling->scratch};
    return expr_evaluate(&evaluation, formula);
}

/* ---- random numbers ---- */

/* The random fraction at `counter`, in [0, 1): exact. */
static union cell fraction(struct filling *filling, uint64_t counter)
{
    long bits = (long)random_bits(filling->initializer->seed, counter);
    return number_divide(filling->arithmetic, number_integer(filling->arithmetic, bits),
                         number_integer(filling->arithmetic, 1L << PLACES));
}

/* 2r - 1, in [-1, 1): exact. */
static union cell signed_fraction(struct filling *filling, uint64_t counter)
{
    struct arithmetic *arithmetic = filling->arithmetic;
    union cell twice =
        number_multiply(arithmetic, number_integer(arithmetic, 2), fraction(filling, counter));
    return number_subtract(arithmetic, twice, number_integer(arithmetic, 1));
}

/* v^2 + w^2 of the two signed fractions from `counter` on: exact. */
static union cell square_radius(struct filling *filling, uint64_t counter)
{
    struct arithmetic *arithmetic = filling->arithmetic;
    union cell v = signed_fraction(filling, counter), w = signed_fraction(filling, counter + 1);
    return number_add(arithmetic, number_multiply(arithmetic, v, v),
                      number_multiply(arithmetic, w, w));
}

/* The first pair from the counter on that lies within the unit circle, without its centre. */
static uint64_t next_pair(struct filling *filling)
{
    for (;;) {
        uint64_t at = filling->counter;
        filling->counter += 2;
        union cell s = square_radius(filling, at);
        if (!number_is_exact_zero(filling->arithmetic, s) &&
            number_compare(filling->arithmetic, s, number_integer(filling->arithmetic, 1)) == LESS)
            return at;
    }
}

/* v*sqrt(-2*log(s)/s), v being the fraction at pair + which (Marsaglia and Bray, "A Convenient Method for
 * Generating Normal Variables", 1964). */
static union cell normal(struct filling *filling, uint64_t pair, int which)
{
    struct arithmetic *arithmetic = filling->arithmetic;
    union cell s = square_radius(filling, pair);
    union cell square = number_divide(arithmetic,
                                      number_multiply(arithmetic, number_integer(arithmetic, -2),
                                                      number_apply(arithmetic, FUNCTION_LOG, s)),
                                      s);
    return number_multiply(arithmetic, signed_fraction(filling, pair + (uint64_t)which),
                           number_apply(arithmetic, FUNCTION_SQRT, square));
}

/* ---- values ---- */

/* The formula of a scale, or NULL: then the parameters are low and high, or mean and sd. */
static union cell value(struct filling *filling, const struct expr *formula, uint64_t at, int which)
{
    struct arithmetic *arithmetic = filling->arithmetic;
    const char *const *parameters = filling->initializer->parameters;
    bool is_normal = filling->initializer->entry->distribution == DISTRIBUTION_NORMAL;
    if (formula)
        return number_multiply(
            arithmetic, is_normal ? normal(filling, at, which) : signed_fraction(filling, at),
            scale(filling, formula));
    union cell first = literal(filling, parameters[0]), second = literal(filling, parameters[1]);
    union cell random = is_normal ? normal(filling, at, which) : fraction(filling, at);
    union cell width = is_normal ? second : number_subtract(arithmetic, second, first);
    return number_add(arithmetic, first, number_multiply(arithmetic, width, random));
}

/* Rounded digits without the zeros at their end: "0.120000" is 0.12, "-0.000000" is 0. */
static const char *trimmed(struct arena *arena, const char *digits)
{
    size_t length = strlen(digits);
    if (strchr(digits, '.') && !strchr(digits, 'e')) {
        while (digits[length - 1] == '0')
            length--;
        length -= digits[length - 1] == '.';
    }
    const char *text = arena_copy(arena, digits, length);
    return strcmp(text, "-0") == 0 ? "0" : text;
}

/* The literal of one weight, evaluated with more precision until its rounding is decided. */
static const char *rounded(struct filling *filling, struct arena *arena, const struct expr *formula,
                           uint64_t at, int which)
{
    const struct digits digits = {DIGITS_DECIMALS, filling->initializer->decimals};
    for (unsigned precision = PRECISION_FIRST;; precision *= 2) {
        arithmetic_restart(filling->arithmetic, precision);
        arena_reset(filling->scratch);
        text_clear(&filling->shown);
        if (number_show(filling->arithmetic, value(filling, formula, at, which), &digits, INT_MAX,
                        &filling->shown) != SHOWN_NEEDS_PRECISION)
            return trimmed(arena, filling->shown.bytes);
    }
}

static const struct expr *scale_formula(struct arena *arena, const struct initializer_entry *entry)
{
    const char *unknown = NULL;
    return entry->scale
               ? expr_bind(arena, catalogue_formula(arena, entry->scale), NULL, 0, &unknown)
               : NULL;
}

static void fill_random(struct filling *filling, struct arena *arena, const char **values)
{
    const struct initializer_entry *entry = filling->initializer->entry;
    const struct expr *formula = scale_formula(arena, entry);
    size_t count = (size_t)filling->units * (size_t)filling->inputs;
    bool pairs = entry->distribution == DISTRIBUTION_NORMAL;
    struct arena *own = arena_child(arena);
    filling->arithmetic = arithmetic_open(own, ARITHMETIC_CERTIFIED, PRECISION_FIRST);
    filling->scratch = arena_child(own);
    text_open(&filling->shown, own);
    uint64_t at = 0;
    for (size_t i = 0; i < count; i++) {
        if (!pairs)
            at = filling->counter++;
        else if (i % 2 == 0)
            at = next_pair(filling);
        values[i] = rounded(filling, arena, formula, at, (int)(i % 2));
    }
    arena_close(own);
}

void initializer_fill(struct arena *arena, const struct initializer *initializer, int units,
                      int inputs, const char **values)
{
    struct filling filling = {.initializer = initializer, .units = units, .inputs = inputs};
    const struct initializer_entry *entry = initializer->entry;
    if (entry->distribution != DISTRIBUTION_CONSTANT) {
        fill_random(&filling, arena, values);
        return;
    }
    const char *constant = entry->parameters[0].name ? initializer->parameters[0] : entry->scale;
    for (size_t i = 0; i < (size_t)units * (size_t)inputs; i++)
        values[i] = constant;
}
