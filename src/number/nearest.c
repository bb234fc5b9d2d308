/* The double nearest to a certified value, proven: both ends of a ball round to the same one. */
#include "number/certified.h"
#include "number/rounding.h"

#include <float.h>
#include <math.h>

/* Least power of two among the doubles, and that of the least normal one. */
#define EXPONENT_SUBNORMAL (-1074)
#define EXPONENT_NORMAL (-1022)

/* Rounds n * 2^exponent, n > 0, to the nearest double, ties to even; with `more` the true number is
 * a little larger than that. Infinity above the range. */
static double round_to_double(const fmpz_t n, int64_t exponent, bool more)
{
    int64_t bits = (int64_t)fmpz_bits(n), top = bits - 1 + exponent;
    if (top > DBL_MAX_EXP)
        return INFINITY;
    if (top < EXPONENT_SUBNORMAL - 1)
        return 0;
    int64_t kept = top >= EXPONENT_NORMAL ? DBL_MANT_DIG : top - EXPONENT_SUBNORMAL + 1;
    int64_t dropped = bits - kept;
    if (dropped <= 0)
        return ldexp(fmpz_get_d(n), (int)exponent);
    fmpz_t significand;
    fmpz_init(significand);
    fmpz_fdiv_q_2exp(significand, n, (ulong)dropped);
    bool half = fmpz_tstbit(n, (ulong)dropped - 1);
    bool above_half = half && (more || (int64_t)fmpz_val2(n) < dropped - 1);
    if (above_half || (half && fmpz_is_odd(significand)))
        fmpz_add_ui(significand, significand, 1);
    double rounded = ldexp(fmpz_get_d(significand), (int)(exponent + dropped));
    fmpz_clear(significand);
    return rounded;
}

/* ---- rationals ---- */

static double round_fraction_to_double(const fmpq *x)
{
    fmpz_t n, quotient, remainder;
    fmpz_init(n);
    fmpz_init(quotient);
    fmpz_init(remainder);
    fmpz_abs(n, &x->num);
    /* The quotient gets 65 bits or more, and the remainder says whether there are others. */
    int64_t shift = 66 - (int64_t)fmpz_bits(n) + (int64_t)fmpz_bits(&x->den);
    if (shift < 0)
        shift = 0;
    fmpz_mul_2exp(n, n, (ulong)shift);
    fmpz_fdiv_qr(quotient, remainder, n, &x->den);
    double rounded = round_to_double(quotient, -shift, !fmpz_is_zero(remainder));
    fmpz_clear(n);
    fmpz_clear(quotient);
    fmpz_clear(remainder);
    return fmpz_sgn(&x->num) < 0 ? -rounded : rounded;
}

static bool fits_double(const fmpz *x)
{
    return *x <= (slong)1 << DBL_MANT_DIG && *x >= -((slong)1 << DBL_MANT_DIG);
}

/* ---- balls ---- */

/* Within the normal doubles the topmost 64 bits decide unless they are next to a boundary. */
static bool round_enclosure_to_double(const struct enclosure *x, double *rounded)
{
    if (x->high > UINT64_MAX - 0x400 || x->low >> 63 == 0)
        return false;
    /* On the boundary itself there would be a tie: the low end rounds down, the high end up. */
    uint64_t low = (x->low + 0x3ff) >> 11, high = (x->high + 0x400) >> 11;
    if (low != high)
        return false;
    *rounded = ldexp((double)low, x->exponent - DBL_MANT_DIG);
    return true;
}

/* |end| rounded, where an exponent beyond the doubles is not written out. */
static double round_end(const arf_struct *end)
{
    if (arf_cmpabs_2exp_si(end, DBL_MAX_EXP + 2) > 0)
        return INFINITY;
    if (arf_cmpabs_2exp_si(end, EXPONENT_SUBNORMAL - 2) < 0)
        return 0;
    fmpz_t n, exponent;
    fmpz_init(n);
    fmpz_init(exponent);
    arf_get_fmpz_2exp(n, exponent, end);
    double rounded = round_to_double(n, fmpz_get_si(exponent), false);
    fmpz_clear(n);
    fmpz_clear(exponent);
    return rounded;
}

/* Both ends of |ball|, or the midpoint twice where only one answer can be had. */
static bool round_ends_to_double(arb_srcptr ball, slong precision, double *rounded)
{
    arf_t end;
    arf_init(end);
    arb_get_abs_lbound_arf(end, ball, precision + 64);
    double low = arf_is_zero(end) ? 0 : round_end(end);
    arb_get_abs_ubound_arf(end, ball, precision + 64);
    double high = round_end(end);
    bool decided = low == high && !arb_contains_zero(ball);
    if (!decided && precision >= PRECISION_LAST) {
        arf_abs(end, arb_midref(ball));
        low = arf_is_zero(end) ? 0 : round_end(end);
        decided = true;
    }
    arf_clear(end);
    *rounded = arf_sgn(arb_midref(ball)) < 0 ? -low : low;
    return decided;
}

enum nearest_state certified_nearest_double(struct arithmetic *arithmetic, union cell a,
                                            double *nearest)
{
    const struct value *value = a.value;
    *nearest = 0;
    if (value->scale.num == 0)
        return NEAREST_FOUND;
    bool may_be_zero = false;
    if (value->atom == NULL) {
        if (fits_double(&value->scale.num) && fits_double(&value->scale.den))
            *nearest = (double)value->scale.num / (double)value->scale.den;
        else
            *nearest = round_fraction_to_double(&value->scale);
    } else {
        arb_srcptr ball = value_ball(arithmetic, value);
        struct enclosure enclosure;
        if (enclosure_of_ball(&enclosure, ball) && round_enclosure_to_double(&enclosure, nearest)) {
            *nearest = copysign(*nearest, arf_sgn(arb_midref(ball)));
            return NEAREST_FOUND;
        }
        if (!round_ends_to_double(ball, arithmetic->precision, nearest))
            return NEAREST_NEEDS_PRECISION;
        may_be_zero = arb_contains_zero(ball);
    }
    *nearest += 0.0; /* no negative zero */
    bool beyond = isinf(*nearest) || (*nearest == 0 && !may_be_zero);
    return beyond ? NEAREST_OUT_OF_RANGE : NEAREST_FOUND;
}

enum nearest_state certified_shortest(struct arithmetic *arithmetic, union cell a, struct text *out)
{
    double nearest;
    enum nearest_state state = certified_nearest_double(arithmetic, a, &nearest);
    if (state == NEAREST_FOUND)
        double_shortest(nearest, out);
    return state;
}
