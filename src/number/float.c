/* The arithmetics of IEEE doubles and floats: a cell is its number, nothing is allocated.
 *
 * A float is kept as the double of the same value. Sums, products, quotients and roots of floats, rounded
 * to a double and then to a float, are what one rounding gives (Figueroa, "When is double rounding
 * innocuous?", 1995); functions are those of the C library for doubles, rounded to a float. */
#include "number/float.h"
#include "number/literal.h"

#include <math.h>

static union cell fault(struct arithmetic *arithmetic, enum fault_kind kind)
{
    arithmetic_fault(arithmetic, kind);
    return (union cell){.real = 0};
}

union cell float_cell(struct arithmetic *arithmetic, double real)
{
    if (arithmetic->kind == ARITHMETIC_FLOAT32)
        real = (float)real;
    if (isnan(real))
        return fault(arithmetic, FAULT_TOO_LARGE);
    arithmetic->overflow = arithmetic->overflow || isinf(real);
    return (union cell){.real = real};
}

/* ---- its life ---- */

static void restart(struct arithmetic *arithmetic)
{
    (void)arithmetic;
}

static void keep(struct arithmetic *arithmetic, union cell *cells, size_t count)
{
    (void)arithmetic;
    (void)cells;
    (void)count;
}

/* ---- making and combining ---- */

static union cell float_literal(struct arithmetic *arithmetic, const char *text, size_t length)
{
    struct literal literal = literal_read(text, length);
    return float_cell(arithmetic,
                      literal_nearest(&literal, arithmetic->kind == ARITHMETIC_FLOAT32));
}

static union cell integer(struct arithmetic *arithmetic, long value)
{
    return float_cell(arithmetic, (double)value);
}

static union cell pi(struct arithmetic *arithmetic)
{
    return float_cell(arithmetic, 3.141592653589793);
}

static union cell add(struct arithmetic *arithmetic, union cell a, union cell b)
{
    return float_cell(arithmetic, a.real + b.real);
}

static union cell subtract(struct arithmetic *arithmetic, union cell a, union cell b)
{
    return float_cell(arithmetic, a.real - b.real);
}

static union cell multiply(struct arithmetic *arithmetic, union cell a, union cell b)
{
    return float_cell(arithmetic, a.real * b.real);
}

static union cell divide(struct arithmetic *arithmetic, union cell a, union cell b)
{
    if (b.real == 0)
        return fault(arithmetic, FAULT_DIVISION_BY_ZERO);
    return float_cell(arithmetic, a.real / b.real);
}

static union cell negate(struct arithmetic *arithmetic, union cell a)
{
    (void)arithmetic;
    return (union cell){.real = -a.real};
}

static union cell sum(struct arithmetic *arithmetic, const union cell *terms, size_t count)
{
    double total = count == 0 ? 0 : terms[0].real;
    if (arithmetic->kind == ARITHMETIC_FLOAT32)
        for (size_t i = 1; i < count; i++)
            total = (float)(total + terms[i].real);
    else
        for (size_t i = 1; i < count; i++)
            total += terms[i].real;
    return float_cell(arithmetic, total);
}

static union cell power(struct arithmetic *arithmetic, union cell a, union cell b)
{
    if (b.real == 2) /* one rounding, where a library's pow may have two */
        return float_cell(arithmetic, a.real * a.real);
    if (a.real == 0 && b.real < 0)
        return fault(arithmetic, FAULT_DIVISION_BY_ZERO);
    if (a.real < 0 && b.real != trunc(b.real))
        return fault(arithmetic, FAULT_POWER_DOMAIN);
    return float_cell(arithmetic, pow(a.real, b.real));
}

static union cell maximum(struct arithmetic *arithmetic, union cell a, union cell b)
{
    (void)arithmetic;
    return a.real < b.real ? b : a;
}

static union cell minimum(struct arithmetic *arithmetic, union cell a, union cell b)
{
    (void)arithmetic;
    return a.real > b.real ? b : a;
}

static union cell apply(struct arithmetic *arithmetic, enum function function, union cell a)
{
    double x = a.real;
    switch (function) {
    case FUNCTION_EXP:
        return float_cell(arithmetic, exp(x));
    case FUNCTION_LOG:
        return x > 0 ? float_cell(arithmetic, log(x)) : fault(arithmetic, FAULT_LOG_DOMAIN);
    case FUNCTION_SQRT:
        return x >= 0 ? float_cell(arithmetic, sqrt(x)) : fault(arithmetic, FAULT_SQRT_DOMAIN);
    case FUNCTION_SIN:
        return float_cell(arithmetic, sin(x));
    case FUNCTION_COS:
        return float_cell(arithmetic, cos(x));
    case FUNCTION_TANH:
        return float_cell(arithmetic, tanh(x));
    case FUNCTION_ERF:
        return float_cell(arithmetic, erf(x));
    case FUNCTION_ABS:
        return float_cell(arithmetic, fabs(x));
    case FUNCTION_LOG1P:
        return x > -1 ? float_cell(arithmetic, log1p(x)) : fault(arithmetic, FAULT_LOG_DOMAIN);
    case FUNCTION_EXPM1:
        return float_cell(arithmetic, expm1(x));
    case FUNCTIONS:
        break;
    }
    return a;
}

/* ---- asking ---- */

static enum comparison compare(struct arithmetic *arithmetic, union cell a, union cell b)
{
    if (isinf(a.real) && a.real == b.real) /* which of two overflows is the larger is not known */
        fault(arithmetic, FAULT_TOO_LARGE);
    return a.real < b.real ? LESS : a.real > b.real ? GREATER : EQUAL;
}

static bool is_exact_zero(struct arithmetic *arithmetic, union cell a)
{
    (void)arithmetic;
    return a.real == 0;
}

static bool is_exact(struct arithmetic *arithmetic, union cell a)
{
    (void)arithmetic;
    (void)a;
    return true;
}

static bool same(struct arithmetic *arithmetic, union cell a, union cell b)
{
    (void)arithmetic;
    return a.real == b.real;
}

static bool agrees(struct arithmetic *arithmetic, union cell a, const char *literal,
                   double relative)
{
    enum fault_kind before = arithmetic->fault;
    double expected = float_literal(arithmetic, literal, strlen(literal)).real;
    return arithmetic->fault == before && fabs(a.real - expected) <= relative * fabs(a.real);
}

const struct operations float_operations = {
    .restart = restart,
    .keep = keep,
    .literal = float_literal,
    .integer = integer,
    .pi = pi,
    .add = add,
    .subtract = subtract,
    .multiply = multiply,
    .divide = divide,
    .power = power,
    .maximum = maximum,
    .minimum = minimum,
    .negate = negate,
    .sum = sum,
    .apply = apply,
    .compare = compare,
    .is_exact_zero = is_exact_zero,
    .is_exact = is_exact,
    .same = same,
    .show = float_show,
    .show_bound = float_show_bound,
    .is_sharp = float_is_sharp,
    .nearest_double = float_nearest_double,
    .shortest = float_value_shortest,
    .first_place = float_first_place,
    .dump = float_dump,
    .agrees = agrees,
};
