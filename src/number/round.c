/* Rounding certified values to decimals as values: what a person who works by hand goes on with.
 *
 * Rounding is monotonic: where both ends of a ball round to the same decimal, every number in between does. */
#include "number/certified.h"
#include "number/literal.h"
#include "number/rounding.h"

#include <assert.h>

/* quotient * 10^last >= 0, and whether it equals what was rounded. */
struct rounded {
    fmpz_t quotient;
    int64_t last;
    bool exact;
};

static void rounded_init(struct rounded *x)
{
    fmpz_init(x->quotient);
    x->last = 0;
    x->exact = true;
}

static void rounded_clear(struct rounded *x)
{
    fmpz_clear(x->quotient);
}

/* Does quotient + remainder/divisor go up? */
static bool goes_up(const fmpz_t quotient, const fmpz_t remainder, const fmpz_t divisor,
                    enum rounding_mode mode)
{
    if (mode == ROUND_TRUNCATE)
        return false;
    fmpz_t twice;
    fmpz_init(twice);
    fmpz_mul_2exp(twice, remainder, 1);
    int order = fmpz_cmp(twice, divisor);
    fmpz_clear(twice);
    return order > 0 || (order == 0 && (mode == ROUND_HALF_UP || fmpz_is_odd(quotient)));
}

/* x >= 0. What is too large to be written out becomes 1 at its first place. */
static void round_magnitude(struct rounded *rounded, const struct fraction *x,
                            const struct rounding *rounding)
{
    const struct digits *digits = &rounding->digits;
    if (fmpz_is_zero(x->n))
        return;
    int64_t first = fraction_first_place(x);
    rounded->last = digits->kind == DIGITS_DECIMALS ? -digits->count : first - digits->count + 1;
    rounded->exact = false;
    if (first < rounded->last - 1)
        return;
    if (first > PLACE_LIMIT) {
        fmpz_one(rounded->quotient);
        rounded->last = first;
        return;
    }
    fmpz_t n, d, remainder;
    fmpz_init(n);
    fmpz_init(d);
    fmpz_init(remainder);
    fraction_scale(n, d, x, x->shift - rounded->last);
    fmpz_fdiv_qr(rounded->quotient, remainder, n, d);
    rounded->exact = fmpz_is_zero(remainder);
    if (goes_up(rounded->quotient, remainder, d, rounding->mode))
        fmpz_add_ui(rounded->quotient, rounded->quotient, 1);
    fmpz_clear(n);
    fmpz_clear(d);
    fmpz_clear(remainder);
}

/* value := the decimal. False: its place is beyond those of literals. */
static bool set_decimal(fmpq *value, const struct rounded *rounded, bool negative)
{
    int64_t last = fmpz_is_zero(rounded->quotient) ? 0 : rounded->last;
    if (last > PLACE_LIMIT || last < -PLACE_LIMIT)
        return false;
    fmpz_t power;
    fmpz_init(power);
    fmpz_ui_pow_ui(power, 10, (ulong)(last < 0 ? -last : last));
    fmpz_set(&value->num, rounded->quotient);
    if (negative)
        fmpz_neg(&value->num, &value->num);
    if (last >= 0) {
        fmpz_mul(&value->num, &value->num, power);
    } else {
        fmpz_set(&value->den, power);
        _fmpq_canonicalise(&value->num, &value->den);
    }
    fmpz_clear(power);
    return true;
}

/* ---- balls ---- */

static bool same_decimal(const struct rounded *a, const struct rounded *b)
{
    if (a->last == b->last || fmpz_is_zero(a->quotient))
        return fmpz_equal(a->quotient, b->quotient);
    /* The upper end may have reached the next power of ten, and with it lost a place. */
    int64_t places = b->last - a->last;
    if (places != 1)
        return false;
    fmpz_t wider;
    fmpz_init(wider);
    fmpz_mul_ui(wider, b->quotient, 10);
    bool same = fmpz_equal(a->quotient, wider);
    fmpz_clear(wider);
    return same;
}

/* The two ends of |ball|, which does not contain 0. */
static void round_both_ends(struct rounded *low, struct rounded *high, arb_srcptr ball,
                            slong precision, const struct rounding *rounding)
{
    struct fraction low_end, high_end;
    fraction_init(&low_end);
    fraction_init(&high_end);
    ball_ends(&low_end, &high_end, ball, precision);
    round_magnitude(low, &low_end, rounding);
    round_magnitude(high, &high_end, rounding);
    fraction_clear(&low_end);
    fraction_clear(&high_end);
}

/* Only decimal places can be told of a ball around 0. */
static enum shown_state round_around_zero(arb_srcptr ball, const struct rounding *rounding)
{
    bool decided = rounding->digits.kind == DIGITS_DECIMALS &&
                   ball_rounds_to_zero(ball, -rounding->digits.count);
    return decided ? SHOWN_ROUNDED : SHOWN_UNDECIDED_ZERO;
}

/* |ball| becomes *high. On a boundary half-up and truncation give what is above it. */
static enum shown_state round_ball(struct rounded *high, arb_srcptr ball, slong precision,
                                   const struct rounding *rounding)
{
    if (arb_contains_zero(ball))
        return round_around_zero(ball, rounding);
    struct rounded low;
    rounded_init(&low);
    round_both_ends(&low, high, ball, precision, rounding);
    bool decided = same_decimal(&low, high);
    if (!decided && rounding->mode == ROUND_HALF_EVEN && fmpz_is_odd(high->quotient)) {
        struct rounded odd = *high;
        *high = low;
        low = odd;
    }
    rounded_clear(&low);
    return decided ? SHOWN_ROUNDED : SHOWN_UNDECIDED_TIE;
}

static enum shown_state round_rational(struct rounded *rounded, const fmpq *x,
                                       const struct rounding *rounding)
{
    struct fraction fraction;
    fraction_init(&fraction);
    fraction_set_rational(&fraction, x);
    round_magnitude(rounded, &fraction, rounding);
    fraction_clear(&fraction);
    return rounded->exact ? SHOWN_EXACT : SHOWN_ROUNDED;
}

union cell number_round(struct arithmetic *arithmetic, union cell a,
                        const struct rounding *rounding, enum shown_state *state)
{
    assert(arithmetic->kind == ARITHMETIC_CERTIFIED);
    const struct value *value = a.value;
    struct value *result = value_new(arithmetic);
    slong precision = arithmetic->precision;
    arb_srcptr ball = value_ball(arithmetic, value);
    struct rounded rounded;
    rounded_init(&rounded);
    enum shown_state answer = value->atom == NULL
                                  ? round_rational(&rounded, &value->scale, rounding)
                                  : round_ball(&rounded, ball, precision, rounding);
    if (answer > SHOWN_ROUNDED && precision < PRECISION_LAST)
        answer = SHOWN_NEEDS_PRECISION;
    if (answer == SHOWN_NEEDS_PRECISION)
        arithmetic_fault(arithmetic, FAULT_PRECISION);
    else if (!set_decimal(&result->scale, &rounded, arf_sgn(arb_midref(ball)) < 0))
        arithmetic_fault(arithmetic, FAULT_TOO_LARGE);
    rounded_clear(&rounded);
    if (state != NULL)
        *state = answer;
    return value_settle(arithmetic, result);
}
