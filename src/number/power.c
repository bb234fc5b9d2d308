/* Powers of certified values.
 *
 * Integer powers of rationals are exact while they are not too long. Those of atoms raise scale and
 * atom by themselves. Everything else is exp(b log a), where that is defined. Exponents may be
 * huge: the work never grows with them beyond squaring twenty times. */
#include "number/certified.h"

/* From this exponent on, exp(n log a) instead of repeated squaring. */
#define SQUARING_LIMIT ((slong)1 << 20)

/* Roots of higher degree are not looked for among the rationals. */
#define ROOT_LIMIT 64

static union cell one(struct arithmetic *arithmetic)
{
    return certified_integer(arithmetic, 1);
}

/* ball := base^exponent for a base that does not contain 0, or an exponent below SQUARING_LIMIT. */
static bool raise_ball(struct arithmetic *arithmetic, arb_ptr ball, arb_srcptr base,
                       arb_srcptr exponent)
{
    slong precision = arithmetic->precision + EXP_ARGUMENT_BITS;
    arb_log(ball, base, precision);
    arb_mul(ball, ball, exponent, precision);
    return exp_of_ball(arithmetic, ball, ball);
}

/* The atom base^exponent; base > 0 is proven unless the exponent is a small integer. */
static struct atom *power_atom(struct arithmetic *arithmetic, const struct value *base,
                               const struct value *exponent)
{
    struct term terms[2] = {value_term(base), value_term(exponent)};
    struct key key = {ATOM_POWER, 2, terms, 0};
    struct atom *atom = atom_find(arithmetic, &key);
    if (atom != NULL)
        return atom;
    arb_srcptr base_ball = value_ball(arithmetic, base);
    arb_srcptr exponent_ball = value_ball(arithmetic, exponent);
    atom = atom_new(arithmetic, &key);
    bool integer = exponent->atom == NULL && exponent->scale.den == 1;
    atom->nonnegative =
        !integer || value_is_nonnegative(base) || fmpz_is_even(&exponent->scale.num);
    bool made = true;
    if (integer && fmpz_cmp_si(&exponent->scale.num, SQUARING_LIMIT) < 0)
        arb_pow_fmpz(&atom->ball, base_ball, &exponent->scale.num, arithmetic->precision);
    else
        made = raise_ball(arithmetic, &atom->ball, base_ball, exponent_ball);
    if (made)
        atom_settle(arithmetic, atom);
    return atom;
}

/* Would scale^n stay short enough to be exact? */
static bool scale_power_fits(const fmpq *scale, const fmpz *n)
{
    if (fmpz_is_pm1(&scale->num) && scale->den == 1)
        return true;
    slong bits = (slong)fmpz_bits(&scale->num), den_bits = (slong)fmpz_bits(&scale->den);
    if (den_bits > bits)
        bits = den_bits;
    return fmpz_cmp_si(n, RATIONAL_BITS) <= 0 && (bits - 1) * fmpz_get_si(n) <= RATIONAL_BITS;
}

/* power := scale^n for n > 0 that fits. */
static void raise_scale(fmpq *power, const fmpq *scale, const fmpz *n)
{
    if (fmpz_is_pm1(&scale->num) && scale->den == 1) {
        fmpz_set_si(&power->num, fmpz_sgn(&scale->num) < 0 && fmpz_is_odd(n) ? -1 : 1);
        return;
    }
    fmpz_pow_ui(&power->num, &scale->num, fmpz_get_ui(n));
    fmpz_pow_ui(&power->den, &scale->den, fmpz_get_ui(n));
}

/* |a|^n with the sign that a and n give, for n too large for the scale of a. */
static union cell long_power(struct arithmetic *arithmetic, union cell a, union cell b)
{
    const fmpz *n = &b.value->scale.num;
    int sign = value_sign(a.value);
    if (sign == 2 && fmpz_cmp_si(n, SQUARING_LIMIT) >= 0)
        return value_undecided(arithmetic, FAULT_POWER_DOMAIN);
    union cell base = sign == -1 ? certified_negate(arithmetic, a) : a;
    union cell power = value_of_atom(arithmetic, power_atom(arithmetic, base.value, b.value));
    return sign == -1 && fmpz_is_odd(n) ? certified_negate(arithmetic, power) : power;
}

/* a^n, n > 0 */
static union cell positive_power(struct arithmetic *arithmetic, union cell a, union cell b)
{
    const struct value *x = a.value;
    const fmpz *n = &b.value->scale.num;
    if (*n == 1 || x->scale.num == 0)
        return a;
    if (*n == 2)
        return certified_multiply(arithmetic, a, a);
    if (!scale_power_fits(&x->scale, n) || (x->atom != NULL && fmpz_cmp_si(n, SQUARING_LIMIT) >= 0))
        return long_power(arithmetic, a, b);
    struct value *power = value_new(arithmetic);
    raise_scale(&power->scale, &x->scale, n);
    if (x->atom != NULL)
        power->atom = power_atom(arithmetic, value_of_atom(arithmetic, x->atom).value, b.value);
    return value_settle(arithmetic, power);
}

static union cell integer_power(struct arithmetic *arithmetic, union cell a, union cell b)
{
    int sign = fmpz_sgn(&b.value->scale.num);
    if (sign == 0)
        return one(arithmetic);
    if (sign > 0)
        return positive_power(arithmetic, a, b);
    union cell inverse = certified_divide(arithmetic, one(arithmetic), a);
    if (arithmetic->fault != FAULT_NONE || b.value->scale.num == -1)
        return inverse;
    return positive_power(arithmetic, inverse, certified_negate(arithmetic, b));
}

/* root := base^(1/degree) if that is rational, for base > 0. */
static bool rational_root(fmpq *root, const fmpq *base, slong degree)
{
    return fmpz_root(&root->num, &base->num, degree) && fmpz_root(&root->den, &base->den, degree);
}

static union cell general_power(struct arithmetic *arithmetic, union cell a, union cell b)
{
    const struct value *exponent = b.value;
    if (a.value->atom == NULL && exponent->atom == NULL &&
        fmpz_cmp_si(&exponent->scale.den, ROOT_LIMIT) <= 0) {
        struct value *root = value_new(arithmetic);
        if (rational_root(&root->scale, &a.value->scale, fmpz_get_si(&exponent->scale.den))) {
            struct value *integer = value_new(arithmetic);
            fmpz_set(&integer->scale.num, &exponent->scale.num);
            return integer_power(arithmetic, (union cell){.value = root},
                                 (union cell){.value = integer});
        }
    }
    if (exponent->atom == NULL && exponent->scale.num == 1 && exponent->scale.den == 2)
        return certified_apply(arithmetic, FUNCTION_SQRT, a);
    return value_of_atom(arithmetic, power_atom(arithmetic, a.value, exponent));
}

/* 0^b for b other than an integer above 0: 0, a division by zero, or undecided. */
static union cell power_of_zero(struct arithmetic *arithmetic, union cell a, union cell b)
{
    int sign = value_sign(b.value);
    if (sign == 2)
        return value_undecided(arithmetic, FAULT_POWER_DOMAIN);
    return sign < 0 ? value_fault(arithmetic, FAULT_DIVISION_BY_ZERO) : a;
}

union cell certified_power(struct arithmetic *arithmetic, union cell a, union cell b)
{
    const struct value *exponent = b.value;
    if (a.value->atom == NULL && fraction_is_one(&a.value->scale))
        return a;
    if (exponent->atom == NULL && exponent->scale.den == 1)
        return integer_power(arithmetic, a, b);
    if (a.value->scale.num == 0)
        return power_of_zero(arithmetic, a, b);
    int sign = value_sign(a.value);
    if (sign == 2)
        return value_undecided(arithmetic, FAULT_POWER_DOMAIN);
    return sign < 0 ? value_fault(arithmetic, FAULT_POWER_DOMAIN) : general_power(arithmetic, a, b);
}
