/* The one interface over the arithmetics: each function hands on to the table of operations of the
 * arithmetic it is given. It names none of the tables, so that a program has only those it opens. */
#include "number/arithmetic.h"

#include <math.h>

/* ---- arithmetics ---- */

enum arithmetic_kind arithmetic_kind(const struct arithmetic *arithmetic)
{
    return arithmetic->kind;
}

const char *arithmetic_name(enum arithmetic_kind kind)
{
    switch (kind) {
    case ARITHMETIC_CERTIFIED:
        return "certified";
    case ARITHMETIC_FLOAT64:
        return "float64";
    case ARITHMETIC_FLOAT32:
        return "float32";
    case ARITHMETIC_JET:
        return "jet";
    case ARITHMETIC_INTERVAL:
        return "interval";
    }
    return NULL;
}

unsigned arithmetic_precision(const struct arithmetic *arithmetic)
{
    return arithmetic->precision;
}

void arithmetic_restart(struct arithmetic *arithmetic, unsigned bits)
{
    if (!is_float(arithmetic) && arithmetic->kind != ARITHMETIC_INTERVAL)
        arithmetic->precision = bits;
    arithmetic->fault = FAULT_NONE;
    arithmetic->operations->restart(arithmetic);
}

void arithmetic_keep(struct arithmetic *arithmetic, union cell *cells, size_t count)
{
    arithmetic->operations->keep(arithmetic, cells, count);
}

/* ---- faults ---- */

enum fault_kind number_take_fault(struct arithmetic *arithmetic)
{
    enum fault_kind fault = arithmetic->overflow ? FAULT_TOO_LARGE : arithmetic->fault;
    arithmetic->fault = FAULT_NONE;
    arithmetic->overflow = false;
    return fault;
}

enum fault_kind number_settle(struct arithmetic *arithmetic, union cell result)
{
    if (is_float(arithmetic) && isfinite(result.real))
        arithmetic->overflow = false;
    return number_take_fault(arithmetic);
}

bool number_has_fault(const struct arithmetic *arithmetic)
{
    return arithmetic->fault != FAULT_NONE;
}

union cell number_fault(struct arithmetic *arithmetic, enum fault_kind fault)
{
    arithmetic_fault(arithmetic, fault);
    return number_integer(arithmetic, 0);
}

const char *fault_message(enum fault_kind fault)
{
    switch (fault) {
    case FAULT_NONE:
        return "no fault";
    case FAULT_PRECISION:
        return "the working precision is too low";
    case FAULT_DIVISION_BY_ZERO:
        return "division by zero";
    case FAULT_LOG_DOMAIN:
        return "logarithm of a number that is not positive";
    case FAULT_SQRT_DOMAIN:
        return "square root of a negative number";
    case FAULT_POWER_DOMAIN:
        return "power of a number that is not positive with an exponent that is not an integer";
    case FAULT_TOO_LARGE:
        return "a number beyond the range that the arithmetic can hold";
    case FAULT_KINK:
        return "a kink or a pole may lie inside the interval";
    }
    return "unknown fault";
}

/* ---- making ---- */

union cell number_literal(struct arithmetic *arithmetic, const char *text, size_t length)
{
    return arithmetic->operations->literal(arithmetic, text, length);
}

union cell number_integer(struct arithmetic *arithmetic, long value)
{
    return arithmetic->operations->integer(arithmetic, value);
}

union cell number_pi(struct arithmetic *arithmetic)
{
    return arithmetic->operations->pi(arithmetic);
}

/* ---- combining ---- */

union cell number_add(struct arithmetic *arithmetic, union cell a, union cell b)
{
    return arithmetic->operations->add(arithmetic, a, b);
}

union cell number_subtract(struct arithmetic *arithmetic, union cell a, union cell b)
{
    return arithmetic->operations->subtract(arithmetic, a, b);
}

union cell number_sum(struct arithmetic *arithmetic, const union cell *terms, size_t count)
{
    return arithmetic->operations->sum(arithmetic, terms, count);
}

union cell number_negate(struct arithmetic *arithmetic, union cell a)
{
    return arithmetic->operations->negate(arithmetic, a);
}

union cell number_multiply(struct arithmetic *arithmetic, union cell a, union cell b)
{
    return arithmetic->operations->multiply(arithmetic, a, b);
}

union cell number_divide(struct arithmetic *arithmetic, union cell a, union cell b)
{
    return arithmetic->operations->divide(arithmetic, a, b);
}

union cell number_power(struct arithmetic *arithmetic, union cell a, union cell b)
{
    return arithmetic->operations->power(arithmetic, a, b);
}

union cell number_apply(struct arithmetic *arithmetic, enum function function, union cell a)
{
    return arithmetic->operations->apply(arithmetic, function, a);
}

union cell number_maximum(struct arithmetic *arithmetic, union cell a, union cell b)
{
    return arithmetic->operations->maximum(arithmetic, a, b);
}

union cell number_minimum(struct arithmetic *arithmetic, union cell a, union cell b)
{
    return arithmetic->operations->minimum(arithmetic, a, b);
}

/* ---- asking ---- */

enum comparison number_compare(struct arithmetic *arithmetic, union cell a, union cell b)
{
    return arithmetic->operations->compare(arithmetic, a, b);
}

bool number_is_exact_zero(struct arithmetic *arithmetic, union cell a)
{
    return arithmetic->operations->is_exact_zero(arithmetic, a);
}

bool number_is_exact(struct arithmetic *arithmetic, union cell a)
{
    return arithmetic->operations->is_exact(arithmetic, a);
}

bool number_same(struct arithmetic *arithmetic, union cell a, union cell b)
{
    return arithmetic->operations->same(arithmetic, a, b);
}

bool number_agrees(struct arithmetic *arithmetic, union cell a, const char *literal,
                   double relative)
{
    return arithmetic->operations->agrees(arithmetic, a, literal, relative);
}

/* ---- printing ---- */

enum shown_state number_show(struct arithmetic *arithmetic, union cell a,
                             const struct digits *digits, int at_least_place, struct text *out)
{
    return arithmetic->operations->show(arithmetic, a, digits, at_least_place, out);
}

void number_show_bound(struct arithmetic *arithmetic, union cell a, struct text *out)
{
    arithmetic->operations->show_bound(arithmetic, a, out);
}

bool number_is_sharp(struct arithmetic *arithmetic, union cell a, int digits)
{
    return arithmetic->operations->is_sharp(arithmetic, a, digits);
}

enum nearest_state number_nearest_double(struct arithmetic *arithmetic, union cell a,
                                         double *nearest)
{
    return arithmetic->operations->nearest_double(arithmetic, a, nearest);
}

enum nearest_state number_shortest(struct arithmetic *arithmetic, union cell a, struct text *out)
{
    return arithmetic->operations->shortest(arithmetic, a, out);
}

bool number_first_place(struct arithmetic *arithmetic, union cell a, int *place,
                        bool *needs_precision)
{
    return arithmetic->operations->first_place(arithmetic, a, place, needs_precision);
}

void number_dump(struct arithmetic *arithmetic, union cell a, int count, struct text *out)
{
    arithmetic->operations->dump(arithmetic, a, count, out);
}
