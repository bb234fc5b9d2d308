/* Quotients, elementary functions and powers of jets: the Taylor coefficients of the outer function at a ball,
 * then composition. */
#include "number/certified.h"
#include "number/jet.h"

/* -1, 0, 1 where every number of the ball has that sign; 2: undecided. */
static int sign_of(arb_srcptr x)
{
    if (arb_is_positive(x))
        return 1;
    return arb_is_negative(x) ? -1 : arb_is_zero(x) ? 0 : 2;
}

static union cell finish(struct arithmetic *arithmetic, const struct jet *x)
{
    struct jet *result = jet_new(arithmetic);
    jet_compose(arithmetic, result, x);
    return jet_settle(arithmetic, result);
}

/* ---- Taylor coefficients: t[k] = f^(k)(x) / k! ---- */

/* result := exp(x), or false with a fault where that would be out of range. */
static bool exponential(struct arithmetic *arithmetic, arb_ptr result, arb_srcptr x)
{
    struct arithmetic *certified = arithmetic->jets->certified;
    if (exp_of_ball(certified, result, x))
        return true;
    number_take_fault(certified);
    arithmetic_fault(arithmetic, FAULT_TOO_LARGE);
    return false;
}

static bool expand_exp(struct arithmetic *arithmetic, arb_ptr t, arb_srcptr x)
{
    if (!exponential(arithmetic, t, x))
        return false;
    arb_set(t + 1, t);
    arb_mul_2exp_si(t + 2, t, -1);
    arb_div_ui(t + 3, t + 2, 3, arithmetic->precision);
    return true;
}

static bool expand_expm1(struct arithmetic *arithmetic, arb_ptr t, arb_srcptr x)
{
    if (!expand_exp(arithmetic, t, x))
        return false;
    arb_expm1(t, x, arithmetic->precision);
    return true;
}

/* From 1/x: all but the value of log x. */
static void expand_slope_of_log(arb_ptr t, arb_srcptr x, slong precision)
{
    arb_inv(t + 1, x, precision);
    arb_mul(t + 2, t + 1, t + 1, precision);
    arb_mul(t + 3, t + 2, t + 1, precision);
    arb_div_ui(t + 3, t + 3, 3, precision);
    arb_mul_2exp_si(t + 2, t + 2, -1);
    arb_neg(t + 2, t + 2);
}

static void expand_sqrt(arb_ptr t, arb_srcptr x, slong precision)
{
    arb_sqrtpos(t, x, precision);
    arb_inv(t + 1, t, precision);
    arb_mul_2exp_si(t + 1, t + 1, -1);
    arb_div(t + 2, t + 1, x, precision);
    arb_mul_2exp_si(t + 2, t + 2, -2);
    arb_neg(t + 2, t + 2);
    arb_div(t + 3, t + 2, x, precision);
    arb_mul_2exp_si(t + 3, t + 3, -1);
    arb_neg(t + 3, t + 3);
}

/* From sin x and cos x in t[0] and t[1]; of cos x with sin and cos exchanged and the new t[1] negated. */
static void expand_circular(arb_ptr t, slong precision)
{
    arb_mul_2exp_si(t + 2, t, -1);
    arb_neg(t + 2, t + 2);
    arb_div_si(t + 3, t + 1, -6, precision);
}

/* tanh' = sech^2 = s, then -t s and s (t^2 - 1/3) */
static void expand_tanh(arb_ptr t, arb_srcptr x, slong precision)
{
    arb_tanh(t, x, precision);
    arb_sech(t + 1, x, precision);
    arb_mul(t + 1, t + 1, t + 1, precision);
    arb_mul(t + 2, t, t + 1, precision);
    arb_neg(t + 2, t + 2);
    arb_mul(t + 3, t, t, precision);
    arb_mul_ui(t + 3, t + 3, 3, precision);
    arb_sub_ui(t + 3, t + 3, 1, precision);
    arb_mul(t + 3, t + 3, t + 1, precision);
    arb_div_ui(t + 3, t + 3, 3, precision);
}

/* erf' = 2/sqrt(pi) exp(-x^2) = g, then -x g and g (2 x^2 - 1)/3 */
static bool expand_erf(struct arithmetic *arithmetic, arb_ptr t, arb_srcptr x)
{
    slong precision = arithmetic->precision;
    arb_hypgeom_erf(t, x, precision);
    arb_mul(t + 3, x, x, precision);
    arb_neg(t + 2, t + 3);
    if (!exponential(arithmetic, t + 1, t + 2))
        return false;
    arb_const_sqrt_pi(t + 2, precision);
    arb_div(t + 1, t + 1, t + 2, precision);
    arb_mul_2exp_si(t + 1, t + 1, 1);
    arb_mul(t + 2, x, t + 1, precision);
    arb_neg(t + 2, t + 2);
    arb_mul_2exp_si(t + 3, t + 3, 1);
    arb_sub_ui(t + 3, t + 3, 1, precision);
    arb_mul(t + 3, t + 3, t + 1, precision);
    arb_div_ui(t + 3, t + 3, 3, precision);
    return true;
}

/* x is within the domain. False: out of range, with a fault. */
static bool expand(struct arithmetic *arithmetic, enum function function, arb_srcptr x)
{
    slong precision = arithmetic->precision;
    arb_ptr t = arithmetic->jets->taylor, above_zero = &arithmetic->jets->scratch[1];
    switch (function) {
    case FUNCTION_EXP:
        return expand_exp(arithmetic, t, x);
    case FUNCTION_EXPM1:
        return expand_expm1(arithmetic, t, x);
    case FUNCTION_LOG:
        arb_log(t, x, precision);
        expand_slope_of_log(t, x, precision);
        return true;
    case FUNCTION_LOG1P:
        arb_log1p(t, x, precision);
        arb_add_ui(above_zero, x, 1, precision);
        expand_slope_of_log(t, above_zero, precision);
        return true;
    case FUNCTION_SQRT:
        expand_sqrt(t, x, precision);
        return true;
    case FUNCTION_SIN:
        arb_sin_cos(t, t + 1, x, precision);
        expand_circular(t, precision);
        return true;
    case FUNCTION_COS:
        arb_sin_cos(t + 1, t, x, precision);
        arb_neg(t + 1, t + 1);
        expand_circular(t, precision);
        return true;
    case FUNCTION_TANH:
        expand_tanh(t, x, precision);
        return true;
    case FUNCTION_ERF:
        return expand_erf(arithmetic, t, x);
    case FUNCTION_ABS:
    case FUNCTIONS:
        break;
    }
    return false;
}

/* ---- domains ---- */

/* Is `function` defined and smooth over the whole ball, or at a constant? If not, there is a fault. */
static bool in_domain(struct arithmetic *arithmetic, enum function function, const struct jet *x)
{
    if (function != FUNCTION_LOG && function != FUNCTION_SQRT && function != FUNCTION_LOG1P)
        return true;
    arb_ptr bounded = &arithmetic->jets->scratch[1];
    arb_add_ui(bounded, x->coefficients, function == FUNCTION_LOG1P, arithmetic->precision);
    int sign = sign_of(bounded);
    if (sign == 1 || (sign == 0 && function == FUNCTION_SQRT && jet_is_constant(x)))
        return true;
    if (sign == 2 || (sign == 0 && function == FUNCTION_SQRT))
        arithmetic_fault(arithmetic, FAULT_KINK);
    else
        arithmetic_fault(arithmetic,
                         function == FUNCTION_SQRT ? FAULT_SQRT_DOMAIN : FAULT_LOG_DOMAIN);
    return false;
}

static union cell absolute_value(struct arithmetic *arithmetic, union cell a)
{
    int sign = sign_of(a.jet->coefficients);
    if (sign == 2 || (sign == 0 && !jet_is_constant(a.jet)))
        return jet_fault(arithmetic, FAULT_KINK);
    return sign < 0 ? jet_operations.negate(arithmetic, a) : a;
}

union cell jet_apply(struct arithmetic *arithmetic, enum function function, union cell a)
{
    if (function == FUNCTION_ABS)
        return absolute_value(arithmetic, a);
    if (!in_domain(arithmetic, function, a.jet) ||
        !expand(arithmetic, function, a.jet->coefficients))
        return (union cell){.jet = jet_new(arithmetic)};
    return finish(arithmetic, a.jet);
}

/* ---- quotients ---- */

/* Is the ball free of 0? If not, there is a fault. */
static bool is_divisor(struct arithmetic *arithmetic, const struct jet *x)
{
    int sign = sign_of(x->coefficients);
    if (sign == 0 && jet_is_constant(x))
        arithmetic_fault(arithmetic, FAULT_DIVISION_BY_ZERO);
    else if (sign == 0 || sign == 2)
        arithmetic_fault(arithmetic, FAULT_KINK);
    return sign == 1 || sign == -1;
}

union cell jet_divide(struct arithmetic *arithmetic, union cell a, union cell b)
{
    slong precision = arithmetic->precision;
    arb_ptr t = arithmetic->jets->taylor;
    if (!is_divisor(arithmetic, b.jet))
        return (union cell){.jet = jet_new(arithmetic)};
    struct jet *inverse = jet_new(arithmetic);
    if (jet_is_constant(b.jet)) { /* rounded once, not twice */
        for (int k = 0; k < JET_COEFFICIENTS; k++)
            arb_div(&inverse->coefficients[k], &a.jet->coefficients[k], b.jet->coefficients,
                    precision);
        return jet_settle(arithmetic, inverse);
    }
    arb_inv(t, b.jet->coefficients, precision);
    for (int k = 1; k < JET_COEFFICIENTS; k++) {
        arb_mul(t + k, t + k - 1, t, precision);
        arb_neg(t + k, t + k);
    }
    jet_compose(arithmetic, inverse, b.jet);
    return jet_operations.multiply(arithmetic, a, (union cell){.jet = inverse});
}

/* ---- powers ---- */

/* t[k] := C(n, k) x^(n - k), for an integer n >= 0; x may be 0. */
static void expand_power(struct arithmetic *arithmetic, arb_srcptr x, fmpz_t n)
{
    slong precision = arithmetic->precision;
    arb_ptr t = arithmetic->jets->taylor, binomial = &arithmetic->jets->scratch[1];
    arb_one(binomial);
    for (int k = 0; k < JET_COEFFICIENTS; k++) {
        if (fmpz_sgn(n) < 0) { /* the binomial is 0 */
            arb_zero(t + k);
            continue;
        }
        arb_pow_fmpz(t + k, x, n, precision);
        arb_mul(t + k, t + k, binomial, precision);
        arb_mul_fmpz(binomial, binomial, n, precision);
        arb_div_ui(binomial, binomial, (ulong)k + 1, precision);
        fmpz_sub_ui(n, n, 1);
    }
}

static union cell natural_power(struct arithmetic *arithmetic, union cell a, union cell b)
{
    struct jet *power = jet_new(arithmetic);
    fmpz_t n;
    fmpz_init(n);
    arf_get_fmpz(n, arb_midref(b.jet->coefficients), ARF_RND_DOWN);
    expand_power(arithmetic, a.jet->coefficients, n);
    jet_compose(arithmetic, power, a.jet);
    fmpz_clear(n);
    return jet_settle(arithmetic, power);
}

/* A constant exponent, and a base that is not 0: t[k] = t[k-1] (p - k + 1) / (k x). */
static union cell constant_power(struct arithmetic *arithmetic, union cell a, arb_srcptr p)
{
    slong precision = arithmetic->precision;
    arb_ptr t = arithmetic->jets->taylor, factor = &arithmetic->jets->scratch[1];
    arb_srcptr x = a.jet->coefficients;
    arb_pow(t, x, p, precision);
    for (int k = 1; k < JET_COEFFICIENTS; k++) {
        arb_sub_si(factor, p, k - 1, precision);
        arb_div_si(factor, factor, k, precision);
        arb_mul(t + k, t + k - 1, factor, precision);
        arb_div(t + k, t + k, x, precision);
    }
    return finish(arithmetic, a.jet);
}

/* Is a^b, b no natural number, a power of a positive number? If not, there is a fault, or *zero. */
static bool has_positive_base(struct arithmetic *arithmetic, union cell a, union cell b, bool *zero)
{
    int sign = sign_of(a.jet->coefficients), exponent = sign_of(b.jet->coefficients);
    *zero = sign == 0 && jet_is_constant(a.jet) && exponent == 1;
    if (sign == 1 || *zero)
        return sign == 1;
    if (sign == 0 && jet_is_constant(a.jet) && exponent == -1)
        arithmetic_fault(arithmetic, FAULT_DIVISION_BY_ZERO);
    else
        arithmetic_fault(arithmetic, sign == -1 ? FAULT_POWER_DOMAIN : FAULT_KINK);
    return false;
}

union cell jet_power(struct arithmetic *arithmetic, union cell a, union cell b)
{
    arb_srcptr p = b.jet->coefficients;
    bool constant = jet_is_constant(b.jet), zero;
    if (constant && arb_is_int(p)) {
        if (arf_sgn(arb_midref(p)) >= 0)
            return natural_power(arithmetic, a, b);
        if (!is_divisor(arithmetic, a.jet))
            return (union cell){.jet = jet_new(arithmetic)};
        return constant_power(arithmetic, a, p);
    }
    if (!has_positive_base(arithmetic, a, b, &zero))
        return zero ? a : (union cell){.jet = jet_new(arithmetic)};
    if (constant)
        return constant_power(arithmetic, a, p);
    union cell logarithm = jet_apply(arithmetic, FUNCTION_LOG, a);
    return jet_apply(arithmetic, FUNCTION_EXP, jet_operations.multiply(arithmetic, b, logarithm));
}
