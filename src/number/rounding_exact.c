/* Rounding of fractions by integers of any length: what the quick ways leave over. */
#include "number/rounding.h"

/* Binary exponents beyond this are scaled by a power of ten first, so that integers stay short. */
#define EXPONENT_DIRECT (4 * 4096)

#define LOG10_2 0.30102999566398119521

void fraction_init(struct fraction *x)
{
    fmpz_init(x->n);
    fmpz_init_set_ui(x->d, 1);
    x->shift = 0;
}

void fraction_clear(struct fraction *x)
{
    fmpz_clear(x->n);
    fmpz_clear(x->d);
}

void fraction_set_arf(struct fraction *x, const arf_struct *value)
{
    fmpz_t exponent;
    fmpz_init(exponent);
    arf_get_fmpz_2exp(x->n, exponent, value);
    fmpz_abs(x->n, x->n);
    fmpz_one(x->d);
    slong e = fmpz_get_si(exponent);
    if (e >= 0)
        fmpz_mul_2exp(x->n, x->n, (ulong)e);
    else
        fmpz_mul_2exp(x->d, x->d, (ulong)-e);
    fmpz_clear(exponent);
}

void fraction_set_rational(struct fraction *x, const fmpq *value)
{
    fmpz_abs(x->n, &value->num);
    fmpz_set(x->d, &value->den);
}

/* product := x * 10^power, power >= 0 */
static void multiply_by_power(fmpz_t product, const fmpz_t x, int64_t power)
{
    fmpz_t ten;
    fmpz_init(ten);
    fmpz_ui_pow_ui(ten, 10, (ulong)power);
    fmpz_mul(product, x, ten);
    fmpz_clear(ten);
}

void fraction_scale(fmpz_t n, fmpz_t d, const struct fraction *x, int64_t power)
{
    if (power >= 0) {
        multiply_by_power(n, x->n, power);
        fmpz_set(d, x->d);
    } else {
        fmpz_set(n, x->n);
        multiply_by_power(d, x->d, -power);
    }
}

int64_t fraction_first_place(const struct fraction *x)
{
    /* 2^(difference-1) < n/d < 2^(difference+1); the 1/1000 keeps the estimate on the low side. */
    double difference = (double)fmpz_bits(x->n) - (double)fmpz_bits(x->d);
    double estimate = (difference - 1) * LOG10_2 - 0.001;
    int64_t place = (int64_t)estimate - (estimate < 0);
    fmpz_t n, d;
    fmpz_init(n);
    fmpz_init(d);
    for (fraction_scale(n, d, x, -place - 1); fmpz_cmp(n, d) >= 0; place++)
        fmpz_mul_ui(d, d, 10);
    fmpz_clear(n);
    fmpz_clear(d);
    return place + x->shift;
}

void round_fraction(struct decimal *decimal, fmpz_t quotient, const struct fraction *x,
                    const struct places *places)
{
    int64_t first = fraction_first_place(x), last = places_last(places, first);
    if (first < last - 1) {
        fmpz_zero(quotient);
        decimal->exact = false;
        decimal_set(decimal, 0, last);
        return;
    }
    fmpz_t n, d, remainder;
    fmpz_init(n);
    fmpz_init(d);
    fmpz_init(remainder);
    fraction_scale(n, d, x, x->shift - last);
    fmpz_fdiv_qr(quotient, remainder, n, d);
    decimal->exact = fmpz_is_zero(remainder);
    fmpz_mul_2exp(remainder, remainder, 1);
    if (!decimal->exact && fmpz_cmp(remainder, d) >= 0)
        fmpz_add_ui(quotient, quotient, 1);
    fmpz_get_str(decimal->digits, 10, quotient);
    decimal->count = (int)strlen(decimal->digits);
    decimal->last = last;
    if (!decimal->exact)
        decimal_absorb_carry(decimal, places, first);
    fmpz_clear(n);
    fmpz_clear(d);
    fmpz_clear(remainder);
}

void round_fraction_up(struct decimal *decimal, const struct fraction *x)
{
    int64_t last = fraction_first_place(x) - 1;
    fmpz_t n, d;
    fmpz_init(n);
    fmpz_init(d);
    fraction_scale(n, d, x, x->shift - last);
    fmpz_cdiv_q(n, n, d);
    uint64_t digits = fmpz_get_ui(n);
    decimal->exact = false;
    decimal->negative = false;
    if (digits == 100)
        decimal_set(decimal, 10, last + 1);
    else
        decimal_set(decimal, digits, last);
    fmpz_clear(n);
    fmpz_clear(d);
}

/* scaled := |ball| * 10^-shift for the shift that brings it near 1. */
static int64_t bring_near_one(arb_ptr scaled, arb_srcptr ball, slong precision)
{
    double exponent = fmpz_get_d(ARF_EXPREF(arb_midref(ball)));
    int64_t shift = (int64_t)(exponent * LOG10_2);
    arb_t ten;
    fmpz_t power;
    fmpz_init(power);
    fmpz_set_si(power, -shift);
    arb_init(ten);
    arb_set_ui(ten, 10);
    arb_pow_fmpz(ten, ten, power, precision);
    arb_mul(scaled, ball, ten, precision);
    arb_clear(ten);
    fmpz_clear(power);
    return shift;
}

/* near_one * 10^(the result) = ball, where near_one is short enough to be written out. */
static int64_t write_out(arb_ptr near_one, arb_srcptr ball, slong precision)
{
    if (arf_cmpabs_2exp_si(arb_midref(ball), EXPONENT_DIRECT) > 0 ||
        arf_cmpabs_2exp_si(arb_midref(ball), -EXPONENT_DIRECT) < 0)
        return bring_near_one(near_one, ball, precision);
    arb_set(near_one, ball);
    return 0;
}

void ball_ends(struct fraction *low, struct fraction *high, arb_srcptr ball, slong precision)
{
    arb_t near_one;
    arf_t end;
    arb_init(near_one);
    arf_init(end);
    precision += 128; /* the ends are rounded outwards, and a power of ten may have come in */
    low->shift = high->shift = write_out(near_one, ball, precision);
    arb_get_abs_lbound_arf(end, near_one, precision);
    fraction_set_arf(low, end);
    arb_get_abs_ubound_arf(end, near_one, precision);
    fraction_set_arf(high, end);
    arb_clear(near_one);
    arf_clear(end);
}

void ball_bound(struct fraction *high, arb_srcptr ball)
{
    arb_t bound;
    arf_t end;
    arb_init(bound);
    arf_init(end);
    arb_get_abs_ubound_arf(arb_midref(bound), ball, MAG_BITS);
    high->shift = write_out(bound, bound, 128);
    arb_get_abs_ubound_arf(end, bound, 128);
    fraction_set_arf(high, end);
    arb_clear(bound);
    arf_clear(end);
}

bool ball_rounds_to_zero(arb_srcptr ball, int64_t last)
{
    arb_t size, half;
    fmpz_t place;
    arb_init(size);
    arb_init(half);
    fmpz_init(place);
    fmpz_set_si(place, last);
    arb_set_ui(half, 10);
    arb_pow_fmpz(half, half, place, 64);
    arb_mul_2exp_si(half, half, -1);
    arb_abs(size, ball);
    bool below = arb_lt(size, half);
    arb_clear(size);
    arb_clear(half);
    fmpz_clear(place);
    return below;
}
