/* Printing certified values: every digit proven.
 *
 * A rational is rounded exactly. For a ball both ends are rounded: rounding is monotonic, so when
 * they give the same text every number in between gives it. Otherwise more precision is asked for,
 * or, at the last precision, the state says what stayed undecided. The quick ways come first and
 * say when they cannot tell. */
#include "number/rounding.h"

#include "number/certified.h"
#include <limits.h>

/* ---- rationals ---- */

static void round_rational(struct decimal *decimal, const fmpq *x, const struct places *places)
{
    struct enclosure enclosure;
    decimal->negative = fmpz_sgn(&x->num) < 0;
    if (x->num == 0) {
        decimal->exact = true;
        decimal_set(decimal, 0, 0);
        return;
    }
    if (fraction_is_small(x)) {
        uint64_t n = (uint64_t)(x->num < 0 ? -x->num : x->num);
        if (round_small_fraction(decimal, n, (uint64_t)x->den, places))
            return;
    } else if (enclosure_of_fraction(&enclosure, x) &&
               round_enclosure(decimal, &enclosure, places, true)) {
        return;
    }
    struct fraction fraction;
    fmpz_t quotient;
    fraction_init(&fraction);
    fmpz_init(quotient);
    fraction_set_rational(&fraction, x);
    round_fraction(decimal, quotient, &fraction, places);
    fmpz_clear(quotient);
    fraction_clear(&fraction);
}

/* ---- balls ---- */

static enum shown_state show_zero(struct decimal *decimal, arb_srcptr ball,
                                  const struct places *places)
{
    decimal_set(decimal, 0, places_last(places, -1));
    decimal->exact = places->significant || !ball_rounds_to_zero(ball, decimal->last);
    return decimal->exact ? SHOWN_UNDECIDED_ZERO : SHOWN_ROUNDED;
}

static bool same_digits(const struct decimal *a, const struct decimal *b)
{
    return a->last == b->last && a->count == b->count &&
           memcmp(a->digits, b->digits, (size_t)a->count) == 0;
}

/* With one boundary in the ball the value is taken to lie on it, and rounded up; in a wider ball
 * the upper end has nothing to say for itself either, so this is as good as any. */
static enum shown_state round_ends(struct decimal *decimal, arb_srcptr ball, slong precision,
                                   const struct places *places)
{
    struct fraction low, high;
    struct decimal other;
    fmpz_t quotient;
    fraction_init(&low);
    fraction_init(&high);
    fmpz_init(quotient);
    ball_ends(&low, &high, ball, precision);
    round_fraction(&other, quotient, &low, places);
    round_fraction(decimal, quotient, &high, places);
    decimal->exact = false;
    fmpz_clear(quotient);
    fraction_clear(&low);
    fraction_clear(&high);
    return same_digits(decimal, &other) ? SHOWN_ROUNDED : SHOWN_UNDECIDED_TIE;
}

static enum shown_state round_ball(struct decimal *decimal, arb_srcptr ball, slong precision,
                                   const struct places *places)
{
    struct enclosure enclosure;
    decimal->negative = arf_sgn(arb_midref(ball)) < 0;
    if (enclosure_of_ball(&enclosure, ball) && round_enclosure(decimal, &enclosure, places, false))
        return SHOWN_ROUNDED;
    enum shown_state state = arb_contains_zero(ball) ? show_zero(decimal, ball, places)
                                                     : round_ends(decimal, ball, precision, places);
    return state != SHOWN_ROUNDED && precision < PRECISION_LAST ? SHOWN_NEEDS_PRECISION : state;
}

enum shown_state certified_show(struct arithmetic *arithmetic, union cell a,
                                const struct digits *digits, int at_least_place, struct text *out)
{
    const struct value *value = a.value;
    struct places places = places_of(digits, at_least_place);
    struct decimal decimal;
    enum shown_state state;
    if (value->atom == NULL) {
        round_rational(&decimal, &value->scale, &places);
        state = decimal.exact ? SHOWN_EXACT : SHOWN_ROUNDED;
    } else {
        state = round_ball(&decimal, value_ball(arithmetic, value), arithmetic->precision, &places);
    }
    if (state != SHOWN_NEEDS_PRECISION)
        decimal_write(&decimal, &places, out);
    return state;
}

/* ---- bounds, places, dumps ---- */

void write_bound(const struct fraction *x, struct text *out)
{
    if (fmpz_is_zero(x->n)) {
        text_put(out, '0');
        return;
    }
    struct decimal decimal;
    round_fraction_up(&decimal, x);
    text_printf(out, "%c.%ce%lld", decimal.digits[0], decimal.digits[1],
                (long long)decimal.last + 1);
}

void certified_show_bound(struct arithmetic *arithmetic, union cell a, struct text *out)
{
    struct fraction high;
    text_reserve(out, BOUND_BYTES); /* while nothing of FLINT is held here */
    fraction_init(&high);
    if (a.value->atom == NULL)
        fraction_set_rational(&high, &a.value->scale);
    else
        ball_bound(&high, value_ball(arithmetic, a.value));
    write_bound(&high, out);
    fraction_clear(&high);
}

static int as_place(int64_t place)
{
    return place > INT_MAX ? INT_MAX : place < INT_MIN ? INT_MIN : (int)place;
}

static int rational_first_place(const fmpq *x)
{
    struct fraction fraction;
    fraction_init(&fraction);
    fraction_set_rational(&fraction, x);
    int64_t place = fraction_first_place(&fraction);
    fraction_clear(&fraction);
    return as_place(place);
}

bool certified_first_place(struct arithmetic *arithmetic, union cell a, int *place,
                           bool *needs_precision)
{
    struct enclosure enclosure;
    *needs_precision = false;
    if (a.value->scale.num == 0)
        return false;
    if (a.value->atom == NULL) {
        if (!enclosure_of_fraction(&enclosure, &a.value->scale) ||
            !enclosure_first_place(&enclosure, place))
            *place = rational_first_place(&a.value->scale);
        return true;
    }
    arb_srcptr ball = value_ball(arithmetic, a.value);
    if (enclosure_of_ball(&enclosure, ball) && enclosure_first_place(&enclosure, place))
        return true;
    bool last = arithmetic->precision >= PRECISION_LAST;
    if (arb_contains_zero(ball)) {
        *needs_precision = !last;
        return false;
    }
    struct fraction low, high;
    fraction_init(&low);
    fraction_init(&high);
    ball_ends(&low, &high, ball, arithmetic->precision);
    int64_t low_place = fraction_first_place(&low), high_place = fraction_first_place(&high);
    fraction_clear(&low);
    fraction_clear(&high);
    *place = as_place(high_place);
    *needs_precision = low_place != high_place && !last;
    return !*needs_precision;
}

void certified_dump(struct arithmetic *arithmetic, union cell a, int count, struct text *out)
{
    arb_srcptr ball = value_ball(arithmetic, a.value);
    /* Room first: the string of FLINT would be lost if the arena jumped afterwards. */
    text_reserve(out, (size_t)(count > 1 ? count : 1) + 256);
    char *string = arb_get_str(ball, count > 1 ? count : 1, ARB_STR_MORE);
    size_t length = strlen(string), bracket = string[0] == '[';
    text_append(out, string + bracket, length - 2 * bracket);
    flint_free(string);
}
