/* The elementary functions of intervals. Increasing functions take the ends to the ends; the sine and cosine, besides,
 * reach 1 and -1 where their extrema lie inside. */
#include "number/directed.h"
#include "number/interval.h"

/* What the C library makes of x, before it is widened. */
static double library(enum function function, double x)
{
    switch (function) {
    case FUNCTION_EXP:
        return exp(x);
    case FUNCTION_LOG:
        return log(x);
    case FUNCTION_SIN:
        return sin(x);
    case FUNCTION_COS:
        return cos(x);
    case FUNCTION_TANH:
        return tanh(x);
    case FUNCTION_ERF:
        return erf(x);
    case FUNCTION_LOG1P:
        return log1p(x);
    case FUNCTION_EXPM1:
        return expm1(x);
    case FUNCTION_SQRT:
    case FUNCTION_ABS:
    case FUNCTIONS:
        break;
    }
    return NAN;
}

/* f(x) where that is a rational: at 0, or of log at 1. */
static bool known_exactly(enum function function, double x, double *value)
{
    *value = function == FUNCTION_EXP || function == FUNCTION_COS;
    return x == (function == FUNCTION_LOG ? 1 : 0);
}

/* The least interval that holds all values of the function. */
static struct interval range_of(enum function function)
{
    switch (function) {
    case FUNCTION_EXP:
        return (struct interval){0, INFINITY};
    case FUNCTION_EXPM1:
        return (struct interval){-1, INFINITY};
    case FUNCTION_SIN:
    case FUNCTION_COS:
    case FUNCTION_TANH:
    case FUNCTION_ERF:
        return (struct interval){-1, 1};
    default:
        return (struct interval){-INFINITY, INFINITY};
    }
}

static double lower_value(enum function function, double x)
{
    double value;
    if (known_exactly(function, x, &value))
        return value;
    return fmax(library_lower(library(function, x)), range_of(function).low);
}

static double upper_value(enum function function, double x)
{
    double value;
    if (known_exactly(function, x, &value))
        return value;
    return fmin(library_upper(library(function, x)), range_of(function).high);
}

static union cell increasing(struct arithmetic *arithmetic, enum function function, double low,
                             double high)
{
    return interval_cell(arithmetic, lower_value(function, low), upper_value(function, high));
}

/* Of log and log1p, which have values above `pole`. */
static union cell logarithm(struct arithmetic *arithmetic, enum function function, double pole,
                            const struct interval *x)
{
    if (x->high <= pole)
        return interval_fault(arithmetic, FAULT_LOG_DOMAIN);
    arithmetic->partial = arithmetic->partial || x->low <= pole;
    double low = x->low <= pole ? -INFINITY : lower_value(function, x->low);
    return interval_cell(arithmetic, low, upper_value(function, x->high));
}

static union cell root(struct arithmetic *arithmetic, const struct interval *x)
{
    if (x->high < 0)
        return interval_fault(arithmetic, FAULT_SQRT_DOMAIN);
    arithmetic->partial = arithmetic->partial || x->low < 0;
    return interval_cell(arithmetic, lower_root(fmax(x->low, 0)), upper_root(x->high));
}

static union cell absolute(struct arithmetic *arithmetic, const struct interval *x)
{
    double low = fmax(0, fmax(x->low, -x->high));
    return interval_cell(arithmetic, low, fmax(-x->low, x->high));
}

/* May there be a whole number n from low to high with n mod 4 = `rest`? */
static bool holds_rest(double low, double high, int rest)
{
    return rest + 4 * ceil((low - rest) / 4) <= high;
}

/* Turns beyond this are not counted by doubles exactly. */
#define QUARTERS_MOST 0x1p50

/* sin has its maxima at 1 and its minima at 3 quarter turns, cos at 0 and 2. The ends in quarter turns are widened, so
 * that an extremum may be taken to lie inside that is only very near. */
static union cell wave(struct arithmetic *arithmetic, enum function function,
                       const struct interval *x)
{
    int maximum = function == FUNCTION_SIN;
    double low = library_lower(x->low / 0x1.921fb54442d18p+0),
           high = library_upper(x->high / 0x1.921fb54442d18p+0);
    if (!(high - low < 4) || fabs(low) > QUARTERS_MOST || fabs(high) > QUARTERS_MOST)
        return interval_cell(arithmetic, -1, 1);
    double least = fmin(lower_value(function, x->low), lower_value(function, x->high)),
           greatest = fmax(upper_value(function, x->low), upper_value(function, x->high));
    return interval_cell(arithmetic, holds_rest(low, high, maximum + 2) ? -1 : least,
                         holds_rest(low, high, maximum) ? 1 : greatest);
}

union cell interval_apply(struct arithmetic *arithmetic, enum function function, union cell a)
{
    const struct interval *x = a.interval;
    switch (function) {
    case FUNCTION_EXP:
    case FUNCTION_EXPM1:
    case FUNCTION_TANH:
    case FUNCTION_ERF:
        return increasing(arithmetic, function, x->low, x->high);
    case FUNCTION_LOG:
        return logarithm(arithmetic, function, 0, x);
    case FUNCTION_LOG1P:
        return logarithm(arithmetic, function, -1, x);
    case FUNCTION_SQRT:
        return root(arithmetic, x);
    case FUNCTION_SIN:
    case FUNCTION_COS:
        return wave(arithmetic, function, x);
    case FUNCTION_ABS:
        return absolute(arithmetic, x);
    case FUNCTIONS:
        break;
    }
    return a;
}
