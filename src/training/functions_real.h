/* exp, expm1, log, log1p and tanh of one number, over REAL, without branches and library calls, so that loops over them become
 * vector instructions. The same operations in the same order whatever the instructions are: the bits do not depend on them.
 *
 * exp: x = k ln 2 + r with |r| <= ln(2)/2, and Taylor's series of e^r. log: x = 2^k (1 + f) with 1 + f between the roots of
 * 1/2 and 2, and the series of 2 artanh(s) = log(1 + f), s = f/(2 + f). (Muller, "Elementary Functions", 2016, chapters 3
 * and 11.) Within 1 unit in the last place; log1p and expm1 within 2, tanh within 3.
 */

static inline REAL_BITS bits_of(REAL x)
{
    REAL_BITS bits;
    memcpy(&bits, &x, sizeof bits);
    return bits;
}

static inline REAL of_bits(REAL_BITS bits)
{
    REAL x;
    memcpy(&x, &bits, sizeof x);
    return x;
}

/* 2^k of a whole number k + REAL_BIAS from 1 to 2 REAL_BIAS. */
static inline REAL power_of_two(REAL_BITS biased)
{
    return of_bits(biased << REAL_MANTISSA);
}

#if REAL_SINGLE
#define EXP_LEAST (-104.5f) /* its e^x rounds to 0 */
#define EXP_MOST 89.0f      /* its e^x overflows */
#define LOG2_E 1.44269504f
#define LN2_HIGH 0.693359375f /* 9 bits, so that its products with k are exact */
#define LN2_LOW (-2.12194440e-4f)
#else
#define EXP_LEAST (-746.0)
#define EXP_MOST 710.0
#define LOG2_E 1.4426950408889634
#define LN2_HIGH 0.6931471803691238 /* 32 bits */
#define LN2_LOW 1.9082149292705877e-10
#endif

/* x in its range as k ln 2 + r: k with 2 REAL_BIAS added, and e^r - 1. */
struct REAL_NAME(reduced) {
    REAL_BITS k;
    REAL expm1;
};

static inline struct REAL_NAME(reduced) reduce(REAL x)
{
    REAL within = x < EXP_LEAST ? EXP_LEAST : x;
    within = within > EXP_MOST ? EXP_MOST : within;
    REAL shifted = within * LOG2_E + REAL_ROUND;
    REAL k = shifted - REAL_ROUND;
    REAL r = (within - k * LN2_HIGH) - k * LN2_LOW;
#if REAL_SINGLE
    REAL series = 1.0f / 5040;
    series = series * r + 1.0f / 720;
    series = series * r + 1.0f / 120;
    series = series * r + 1.0f / 24;
    series = series * r + 1.0f / 6;
    series = series * r + 1.0f / 2;
#else
    REAL series = 1.0 / 6227020800;
    series = series * r + 1.0 / 479001600;
    series = series * r + 1.0 / 39916800;
    series = series * r + 1.0 / 3628800;
    series = series * r + 1.0 / 362880;
    series = series * r + 1.0 / 40320;
    series = series * r + 1.0 / 5040;
    series = series * r + 1.0 / 720;
    series = series * r + 1.0 / 120;
    series = series * r + 1.0 / 24;
    series = series * r + 1.0 / 6;
    series = series * r + 1.0 / 2;
#endif
    REAL_BITS whole = bits_of(shifted) - bits_of(REAL_ROUND) + 2 * REAL_BIAS;
    return (struct REAL_NAME(reduced)){whole, r + r * r * series};
}

/* By two factors, since 2^k may be out of the range where the result is not. */
static inline REAL scale_by(REAL x, REAL_BITS k)
{
    REAL_BITS half = k >> 1;
    return x * power_of_two(half) * power_of_two(k - half);
}

static inline REAL real_exp(REAL x)
{
    struct REAL_NAME(reduced) reduced = reduce(x);
    return scale_by(1 + reduced.expm1, reduced.k);
}

static inline REAL real_expm1(REAL x)
{
    struct REAL_NAME(reduced) reduced = reduce(x);
    REAL_BITS half = reduced.k >> 1;
    REAL power = power_of_two(half) * power_of_two(reduced.k - half);
    REAL near = power * reduced.expm1 + (power - 1);
    REAL far = scale_by(1 + reduced.expm1, reduced.k);
    REAL value =
        x > (REAL)(REAL_MANTISSA * 0.8) ? far : near; /* where 1 is less than half a unit */
    return reduced.k == 2 * REAL_BIAS ? reduced.expm1 : value;
}

static inline REAL real_log(REAL x)
{
    const REAL tiny = REAL_SINGLE ? (REAL)0x1p-126 : (REAL)0x1p-1022;
    const REAL lift = REAL_SINGLE ? (REAL)0x1p24 : (REAL)0x1p54;
    REAL lifted = x * lift;
    REAL normal = x < tiny ? lifted : x;
    REAL before = x < tiny ? (REAL)(REAL_SINGLE ? 24 : 54) : 0;
    const REAL root = (REAL)0.70710678118654752;
    REAL_BITS bits = bits_of(normal) - bits_of(root);
    REAL_BITS biased = (bits + ((REAL_BITS)(REAL_BIAS + 1) << REAL_MANTISSA)) >> REAL_MANTISSA;
    REAL_BITS exponent = (biased - (REAL_BIAS + 1)) << REAL_MANTISSA;
    REAL k = of_bits(bits_of(REAL_ROUND) + biased) - (REAL_ROUND + (REAL)(REAL_BIAS + 1)) - before;
    REAL f = of_bits(bits_of(normal) - exponent) - 1;
    REAL s = f / (2 + f), z = s * s, half_square = f * f * (REAL)0.5;
#if REAL_SINGLE
    REAL series = 2.0f / 11;
#else
    REAL series = 2.0 / 23;
    series = series * z + 2.0 / 21;
    series = series * z + 2.0 / 19;
    series = series * z + 2.0 / 17;
    series = series * z + 2.0 / 15;
    series = series * z + 2.0 / 13;
    series = series * z + 2.0 / 11;
#endif
    series = series * z + (REAL)2 / 9;
    series = series * z + (REAL)2 / 7;
    series = series * z + (REAL)2 / 5;
    series = series * z + (REAL)2 / 3;
    REAL value =
        k * LN2_HIGH - ((half_square - (s * (half_square + series * z) + k * LN2_LOW)) - f);
    value = x == 0 ? -(REAL)INFINITY : value;
    value = x < 0 ? (REAL)NAN : value;
    return x < (REAL)INFINITY ? value : x; /* infinite, or no number */
}

static inline REAL real_log1p(REAL x)
{
    REAL sum = 1 + x;
    REAL below = x - (sum - 1), above = 1 - (sum - x);
    REAL lost = x < 1 ? below : above;
    REAL correction = lost / sum;
    correction = sum > 0 ? correction : 0;
    correction = sum < (REAL)0x1p60 ? correction : 0;
    return real_log(sum) + correction;
}

static inline REAL real_tanh(REAL x)
{
    REAL size = REAL_FUNCTION(fabs)(x);
    REAL most = REAL_SINGLE ? (REAL)10 : (REAL)20;
    REAL within = size > most ? most : size;
    REAL e = real_expm1(2 * within);
    REAL numerator = within < (REAL)0.5 ? e : 2;
    REAL quotient = numerator / (e + 2);
    REAL complement = 1 - quotient;
    return REAL_FUNCTION(copysign)(within < (REAL)0.5 ? quotient : complement, x);
}
