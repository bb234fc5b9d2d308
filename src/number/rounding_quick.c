/* Rounding by 64-bit enclosures.
 *
 * With |x| in [low, high] * 2^(e-64) and 10^s in [g, g+1] * 2^(f-63), f = floor(log2 10^s), the
 * scaled number y = |x| * 10^s lies in [low*g, high*(g+1)] * 2^-(127-e-f): two 128-bit products
 * that are exact. If both round to the same integer, so does y; nothing is decided by estimate.
 * About 60 bits are certain, so with 6 digits one number in 2^40 is left to the exact way. */
#include "number/powers_of_ten.h"
#include "number/rounding.h"

/* Exponents within the tables whatever the place. */
#define EXPONENT_MAX 1020

/* With more digits y leaves no room for a fraction in 64 bits. */
#define QUICK_DIGITS 17

bool enclosure_of_ball(struct enclosure *enclosure, arb_srcptr ball)
{
    const arf_struct *middle = arb_midref(ball);
    const mag_struct *radius = arb_radref(ball);
    slong exponent = ARF_EXP(middle); /* a pointer in disguise lies beyond every bound */
    if (arf_is_special(middle) || exponent > EXPONENT_MAX || exponent < -EXPONENT_MAX)
        return false;
    uint64_t top;
    ARF_GET_TOP_LIMB(top, middle);
    /* radius < 2^MAG_EXP, so in units of the top limb's last bit: */
    slong log_error = 0;
    if (!mag_is_zero(radius) && (COEFF_IS_MPZ(MAG_EXP(radius)) || MAG_EXP(radius) > exponent - 64))
        log_error = COEFF_IS_MPZ(MAG_EXP(radius)) ? fmpz_sgn(MAG_EXPREF(radius)) * 64
                                                  : MAG_EXP(radius) - exponent + 64;
    if (log_error > 40)
        return false;
    uint64_t error = UINT64_C(1) << (log_error < 0 ? 0 : log_error);
    *enclosure = (struct enclosure){top - error, top + 1 + error, (int)exponent};
    return enclosure->high > top;
}

/* The topmost 64 bits of x > 0 with its length in bits; the rest is cut off. */
static uint64_t top_bits(const fmpz *x, int *bits)
{
    if (!COEFF_IS_MPZ(*x)) {
        *bits = 64 - __builtin_clzll((unsigned long long)(*x < 0 ? -*x : *x));
        return (uint64_t)(*x < 0 ? -*x : *x) << (64 - *bits);
    }
    const __mpz_struct *big = COEFF_TO_PTR(*x);
    size_t limbs = mpz_size(big);
    uint64_t top = mpz_getlimbn(big, (mp_size_t)limbs - 1);
    int lead = (int)(limbs * GMP_NUMB_BITS - mpz_sizeinbase(big, 2));
    *bits = (int)(limbs * GMP_NUMB_BITS) - lead;
    if (limbs < 2 || lead == 0)
        return top << lead;
    return top << lead | mpz_getlimbn(big, (mp_size_t)limbs - 2) >> (GMP_NUMB_BITS - lead);
}

/* n/d with n in [a, a+1), d in [b, b+1) in units of their 64th bit: the quotient lies in
 * (a/(b+1), (a+1)/b): less than 4 of its own last bits away from a/b cut off. */
bool enclosure_of_fraction(struct enclosure *enclosure, const fmpq *x)
{
    if (x->num == 0)
        return false;
    int n_bits, d_bits;
    uint64_t a = top_bits(&x->num, &n_bits), b = top_bits(&x->den, &d_bits);
    int exponent = n_bits - d_bits;
    if (exponent > EXPONENT_MAX - 1 || exponent < -EXPONENT_MAX)
        return false;
    uint64_t quotient = (uint64_t)(((uint128)a << (a < b ? 64 : 63)) / b);
    exponent += a >= b;
    *enclosure = (struct enclosure){quotient - 4, quotient + 4, exponent};
    return enclosure->high > quotient;
}

/* y in [low, high] / 2^shift */
struct scaled {
    uint128 low, high;
    int shift;
};

static bool scale(struct scaled *y, const struct enclosure *x, int64_t power)
{
    if (power < POWER_OF_TEN_FIRST || power > POWER_OF_TEN_LAST)
        return false;
    uint64_t g = power_of_ten((int)power).upper;
    if (g == UINT64_MAX)
        return false;
    y->low = (uint128)x->low * g;
    y->high = (uint128)x->high * (g + 1);
    y->shift = 127 - x->exponent - log2_of_power_of_ten((int)power);
    return y->shift >= 65 && y->shift <= 127;
}

static uint64_t rounded(uint128 y, int shift)
{
    return (uint64_t)(((y >> 1) + ((uint128)1 << (shift - 2))) >> (shift - 1));
}

/* Is y surely at least 10^(digits-1), or so near below that it would be rounded up to it even at
 * the next smaller place, so that its digits are the same either way? */
static bool reaches_first_place(const struct scaled *y, int64_t digits)
{
    return (uint64_t)(y->low >> (y->shift - 5)) + 1 >= 32 * small_powers_of_ten[digits - 1];
}

/* As round_enclosure, for numbers whose first place is `first`, or *above. */
static bool round_at(struct decimal *decimal, const struct enclosure *x,
                     const struct places *places, int64_t first, bool may_be_exact, bool *above)
{
    struct scaled y;
    int64_t last = places_last(places, first), digits = first - last + 1;
    *above = false;
    if (digits > QUICK_DIGITS)
        return false;
    if (digits < 0) { /* y < 2 * 10^digits */
        decimal_set(decimal, 0, last);
        return true;
    }
    if (!scale(&y, x, -last))
        return false;
    *above = (uint64_t)(y.low >> y.shift) >= small_powers_of_ten[digits];
    if (*above || (places->significant && !reaches_first_place(&y, digits)))
        return false;
    uint64_t quotient = rounded(y.low, y.shift);
    if (quotient != rounded(y.high, y.shift))
        return false;
    if (may_be_exact && (y.low - 1) >> y.shift != y.high >> y.shift)
        return false;
    decimal_set(decimal, quotient, last);
    decimal_absorb_carry(decimal, places, first);
    return true;
}

bool round_enclosure(struct decimal *decimal, const struct enclosure *x,
                     const struct places *places, bool may_be_exact)
{
    /* |x| >= 2^(exponent-1) but for the error, and < 2^exponent. */
    int64_t first = log10_of_power_of_two(x->exponent - 1);
    bool above;
    decimal->exact = false;
    return round_at(decimal, x, places, first, may_be_exact, &above) ||
           (above && round_at(decimal, x, places, first + 1, may_be_exact, &above));
}

bool enclosure_first_place(const struct enclosure *x, int *place)
{
    if (x->low >> 63 == 0)
        return false;
    *place = log10_of_power_of_two(x->exponent - 1);
    int next = *place + 1, log2_next = log2_of_power_of_ten(next);
    if (x->exponent - 1 < log2_next)
        return true;
    uint64_t boundary = power_of_ten(next).upper;
    if (x->exponent - 1 == log2_next && x->high < boundary)
        return true;
    *place = next;
    return x->exponent - 1 > log2_next || x->low > boundary;
}

/* ---- small fractions, exactly ---- */

static int bits_of(uint64_t x)
{
    return 64 - __builtin_clzll(x);
}

static bool divide_scaled(uint64_t n, uint64_t d, int64_t power, uint128 *quotient,
                          uint128 *remainder, uint128 *divisor)
{
    if (power > 19 || power < -19)
        return false;
    uint128 dividend = n;
    *divisor = d;
    if (power >= 0)
        dividend *= small_powers_of_ten[power];
    else
        *divisor *= small_powers_of_ten[-power];
    if (dividend >> 64 == 0 && *divisor >> 64 == 0) {
        *quotient = (uint64_t)dividend / (uint64_t)*divisor;
        *remainder = (uint64_t)dividend % (uint64_t)*divisor;
    } else {
        *quotient = dividend / *divisor;
        *remainder = dividend % *divisor;
    }
    return true;
}

bool round_small_fraction(struct decimal *decimal, uint64_t n, uint64_t d,
                          const struct places *places)
{
    /* 2^(difference-1) < n/d < 2^(difference+1) */
    int64_t first = log10_of_power_of_two(bits_of(n) - bits_of(d) - 1);
    uint128 quotient, remainder, divisor;
    for (;; first++) {
        int64_t last = places_last(places, first), digits = first - last + 1;
        if (digits > 18 || !divide_scaled(n, d, -last, &quotient, &remainder, &divisor))
            return false;
        if (digits >= 0 && quotient >= small_powers_of_ten[digits])
            continue;
        decimal->exact = remainder == 0;
        quotient += remainder != 0 && remainder >= divisor - remainder;
        decimal_set(decimal, (uint64_t)quotient, last);
        if (!decimal->exact)
            decimal_absorb_carry(decimal, places, first);
        return true;
    }
}
