/* Elementary functions, powers, maximum and minimum of certified values.
 *
 * Values known exactly stay exact: exp 0, log 1, roots of squares, and so on. Arguments are guarded
 * before Arb sees them, so that no function is asked for a result whose exponent alone would fill
 * the memory. */
#include "number/certified.h"

/* ---- what is known exactly ---- */

static bool square_root(fmpq *root, const fmpq *x)
{
    if (!fmpz_is_square(&x->num) || !fmpz_is_square(&x->den))
        return false;
    fmpz_sqrt(&root->num, &x->num);
    fmpz_sqrt(&root->den, &x->den);
    return true;
}

/* result := function(x) if that is known to be a rational. */
static bool apply_exactly(fmpq *result, enum function function, const fmpq *x)
{
    if (function == FUNCTION_SQRT)
        return square_root(result, x);
    if (function == FUNCTION_LOG)
        return fraction_is_one(x); /* result is 0 already */
    if (x->num != 0)
        return false;
    if (function == FUNCTION_EXP || function == FUNCTION_COS)
        fmpz_one(&result->num);
    return true;
}

/* ---- domains ---- */

/* May exp be asked for this argument? If not, there is a fault. */
static bool exp_argument_fits(struct arithmetic *arithmetic, arb_srcptr x)
{
    if (arf_cmpabs_2exp_si(arb_midref(x), EXP_ARGUMENT_BITS) < 0 &&
        mag_cmp_2exp_si(arb_radref(x), EXP_ARGUMENT_BITS) < 0)
        return true;
    mag_t least;
    mag_init(least);
    arb_get_mag_lower(least, x);
    if (mag_cmp_2exp_si(least, EXP_ARGUMENT_BITS - 1) < 0)
        value_undecided(arithmetic, FAULT_TOO_LARGE);
    else
        value_fault(arithmetic, FAULT_TOO_LARGE);
    mag_clear(least);
    return false;
}

bool exp_of_ball(struct arithmetic *arithmetic, arb_ptr result, arb_srcptr x)
{
    bool fits = exp_argument_fits(arithmetic, x);
    if (fits)
        arb_exp(result, x, arithmetic->precision);
    return fits;
}

static bool expm1_of_ball(struct arithmetic *arithmetic, arb_ptr result, arb_srcptr x)
{
    bool fits = exp_argument_fits(arithmetic, x);
    if (fits)
        arb_expm1(result, x, arithmetic->precision);
    return fits;
}

/* The sign that x must have, or 1 + x for log1p; 2: undecided. */
static int domain_sign(struct arithmetic *arithmetic, enum function function, const struct value *x)
{
    if (function != FUNCTION_LOG1P)
        return value_sign(x);
    union cell minus_one = certified_integer(arithmetic, -1);
    return (int)certified_compare(arithmetic, (union cell){.value = x}, minus_one);
}

/* Is `function` defined at x? If not, or undecided, there is a fault. */
static bool in_domain(struct arithmetic *arithmetic, enum function function, const struct value *x)
{
    if (function != FUNCTION_LOG && function != FUNCTION_SQRT && function != FUNCTION_LOG1P)
        return true;
    if (function == FUNCTION_SQRT && value_is_nonnegative(x))
        return true;
    enum fault_kind fault = function == FUNCTION_SQRT ? FAULT_SQRT_DOMAIN : FAULT_LOG_DOMAIN;
    int sign = domain_sign(arithmetic, function, x);
    if (sign == 2)
        value_undecided(arithmetic, fault);
    else if (sign <= 0)
        value_fault(arithmetic, fault);
    return sign == 1;
}

/* ---- functions ---- */

static bool evaluate(struct arithmetic *arithmetic, arb_ptr ball, enum function function,
                     arb_srcptr x)
{
    slong precision = arithmetic->precision;
    switch (function) {
    case FUNCTION_EXP:
        return exp_of_ball(arithmetic, ball, x);
    case FUNCTION_LOG:
        arb_log(ball, x, precision);
        return true;
    case FUNCTION_SQRT:
        arb_sqrtpos(ball, x, precision);
        return true;
    case FUNCTION_SIN:
        arb_sin(ball, x, precision);
        return true;
    case FUNCTION_COS:
        arb_cos(ball, x, precision);
        return true;
    case FUNCTION_TANH:
        arb_tanh(ball, x, precision);
        return true;
    case FUNCTION_ERF:
        arb_hypgeom_erf(ball, x, precision);
        return true;
    case FUNCTION_ABS:
        arb_abs(ball, x);
        return true;
    case FUNCTION_LOG1P:
        arb_log1p(ball, x, precision);
        return true;
    case FUNCTION_EXPM1:
        return expm1_of_ball(arithmetic, ball, x);
    case FUNCTIONS:
        break;
    }
    return false;
}

/* Odd and even functions are looked up without the sign of the scale: tanh(-x) is -tanh(x). */
static bool is_odd(enum function function)
{
    return function == FUNCTION_SIN || function == FUNCTION_TANH || function == FUNCTION_ERF;
}

static bool is_even(enum function function)
{
    return function == FUNCTION_COS || function == FUNCTION_ABS;
}

static bool is_nonnegative(enum function function, const struct value *x)
{
    bool keeps_sign = function == FUNCTION_TANH || function == FUNCTION_ERF ||
                      function == FUNCTION_LOG1P || function == FUNCTION_EXPM1;
    if (keeps_sign)
        return value_is_nonnegative(x);
    return function == FUNCTION_EXP || function == FUNCTION_SQRT || function == FUNCTION_ABS;
}

/* function(x) where x has no sign that could be taken out. */
static union cell apply_function(struct arithmetic *arithmetic, enum function function,
                                 const struct value *x)
{
    struct term term = value_term(x);
    struct key key = {ATOM_FUNCTION + function, 1, &term, 0};
    struct atom *atom = atom_find(arithmetic, &key);
    if (atom == NULL) {
        arb_srcptr ball = value_ball(arithmetic, x);
        atom = atom_new(arithmetic, &key);
        if (evaluate(arithmetic, &atom->ball, function, ball))
            atom_settle(arithmetic, atom);
        atom->nonnegative = is_nonnegative(function, x);
    }
    return value_of_atom(arithmetic, atom);
}

/* |x| of an atom with a known sign is x or -x. */
static union cell absolute_value(struct arithmetic *arithmetic, union cell x)
{
    int sign = value_sign(x.value);
    if (sign == 2 && value_is_nonnegative(x.value))
        sign = 1;
    if (sign == 2) {
        struct value *result = value_new(arithmetic);
        struct value unscaled = {.scale = {1, 1}, .atom = x.value->atom};
        fmpz_abs(&result->scale.num, &x.value->scale.num);
        fmpz_set(&result->scale.den, &x.value->scale.den);
        result->atom = apply_function(arithmetic, FUNCTION_ABS, &unscaled).value->atom;
        return value_settle(arithmetic, result);
    }
    return sign < 0 ? certified_negate(arithmetic, x) : x;
}

union cell certified_apply(struct arithmetic *arithmetic, enum function function, union cell a)
{
    const struct value *x = a.value;
    if (function == FUNCTION_ABS)
        return absolute_value(arithmetic, a);
    if (!in_domain(arithmetic, function, x))
        return (union cell){.value = value_new(arithmetic)};
    if (x->atom == NULL) {
        struct value *exact = value_new(arithmetic);
        if (apply_exactly(&exact->scale, function, &x->scale))
            return value_settle(arithmetic, exact);
    }
    bool negative = fmpz_sgn(&x->scale.num) < 0;
    if (!negative || !(is_odd(function) || is_even(function)))
        return apply_function(arithmetic, function, x);
    union cell result = apply_function(arithmetic, function, certified_negate(arithmetic, a).value);
    return is_odd(function) ? certified_negate(arithmetic, result) : result;
}

union cell certified_pi(struct arithmetic *arithmetic)
{
    struct key key = {ATOM_PI, 0, NULL, 0};
    struct atom *atom = atom_find(arithmetic, &key);
    if (atom == NULL) {
        atom = atom_new(arithmetic, &key);
        arb_const_pi(&atom->ball, arithmetic->precision);
        atom->nonnegative = true;
        atom_settle(arithmetic, atom);
    }
    return value_of_atom(arithmetic, atom);
}

/* ---- maximum, minimum ---- */

static union cell undecided_extreme(struct arithmetic *arithmetic, unsigned kind,
                                    const struct value *x, const struct value *y)
{
    uint64_t serial_x = x->atom == NULL ? 0 : x->atom->serial;
    uint64_t serial_y = y->atom == NULL ? 0 : y->atom->serial;
    bool in_order =
        serial_x != serial_y ? serial_x < serial_y : fraction_compare(&x->scale, &y->scale) <= 0;
    const struct value *first = in_order ? x : y, *second = in_order ? y : x;
    struct term terms[2] = {value_term(first), value_term(second)};
    struct key key = {kind, 2, terms, 0};
    struct atom *atom = atom_find(arithmetic, &key);
    if (atom == NULL) {
        arb_srcptr ball_x = value_ball(arithmetic, x), ball_y = value_ball(arithmetic, y);
        bool nonnegative_x = value_is_nonnegative(x), nonnegative_y = value_is_nonnegative(y);
        atom = atom_new(arithmetic, &key);
        if (kind == ATOM_MAXIMUM) {
            arb_max(&atom->ball, ball_x, ball_y, arithmetic->precision);
            atom->nonnegative = nonnegative_x || nonnegative_y;
        } else {
            arb_min(&atom->ball, ball_x, ball_y, arithmetic->precision);
            atom->nonnegative = nonnegative_x && nonnegative_y;
        }
        atom_settle(arithmetic, atom);
    }
    return value_of_atom(arithmetic, atom);
}

union cell certified_maximum(struct arithmetic *arithmetic, union cell a, union cell b)
{
    enum comparison order = certified_compare(arithmetic, a, b);
    if (order == UNDECIDED)
        return undecided_extreme(arithmetic, ATOM_MAXIMUM, a.value, b.value);
    return order == LESS ? b : a;
}

union cell certified_minimum(struct arithmetic *arithmetic, union cell a, union cell b)
{
    enum comparison order = certified_compare(arithmetic, a, b);
    if (order == UNDECIDED)
        return undecided_extreme(arithmetic, ATOM_MINIMUM, a.value, b.value);
    return order == GREATER ? b : a;
}
