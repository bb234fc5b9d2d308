/* Powers of intervals. Whole exponents go by sign and parity: the square of [-1, 2] is [0, 4]. Others need a base
 * that is not negative; there x^y = exp(y log x) has its extrema at corners, since y log x has. */
#include "number/directed.h"
#include "number/interval.h"

/* Exponents up to this are multiplied out, so that what is exact stays so. */
#define MULTIPLIED_MOST 64

/* Of x^n for x >= 0 and whole n > 0, by squaring. */
static double multiplied_lower(double x, unsigned n)
{
    double power = 1;
    for (double square = x; n > 0; n >>= 1) {
        if (n & 1)
            power = lower_product(power, square);
        if (n > 1)
            square = lower_product(square, square);
    }
    return fmax(power, 0);
}

static double multiplied_upper(double x, unsigned n)
{
    double power = 1;
    for (double square = x; n > 0; n >>= 1) {
        if (n & 1)
            power = upper_product(power, square);
        if (n > 1)
            square = upper_product(square, square);
    }
    return power;
}

/* A lower bound of x^y for x >= 0. That of 0 to a negative power, which has no bound, stays finite. */
static double corner_lower(double x, double y)
{
    if (y > 0 && y <= MULTIPLIED_MOST && y == trunc(y))
        return multiplied_lower(x, (unsigned)y);
    if (x == 0 || x == 1 || y == 0)
        return x == 0 && y < 0 ? DBL_MAX : pow(x, y);
    return fmax(library_lower(pow(x, y)), 0);
}

static double corner_upper(double x, double y)
{
    if (y > 0 && y <= MULTIPLIED_MOST && y == trunc(y))
        return multiplied_upper(x, (unsigned)y);
    if (x == 0 || x == 1 || y == 0)
        return pow(x, y);
    return library_upper(pow(x, y));
}

/* ---- whole exponents ---- */

/* n > 0 */
static union cell whole_power(struct arithmetic *arithmetic, const struct interval *x, double n)
{
    bool odd = fmod(n, 2) != 0;
    if (x->low >= 0)
        return interval_cell(arithmetic, corner_lower(x->low, n), corner_upper(x->high, n));
    double low = -x->high, high = -x->low; /* of -x */
    if (odd)
        return interval_cell(arithmetic, -corner_upper(high, n),
                             x->high >= 0 ? corner_upper(x->high, n) : -corner_lower(low, n));
    return interval_cell(arithmetic, low > 0 ? corner_lower(low, n) : 0,
                         corner_upper(fmax(high, x->high), n));
}

static union cell integer_power(struct arithmetic *arithmetic, union cell a, double n)
{
    if (n == 0) /* 0^0 too is 1 */
        return interval_cell(arithmetic, 1, 1);
    union cell power = whole_power(arithmetic, a.interval, fabs(n));
    if (n > 0)
        return power;
    return interval_divide(arithmetic, interval_cell(arithmetic, 1, 1), power);
}

/* ---- others ---- */

/* x.low >= 0. At x = 0 there are values for y >= 0 only. */
static union cell corner_power(struct arithmetic *arithmetic, struct interval x, struct interval y)
{
    if (x.high == 0 && y.high < 0)
        return interval_fault(arithmetic, FAULT_DIVISION_BY_ZERO);
    arithmetic->partial = arithmetic->partial || (x.low == 0 && y.low <= 0);
    if (x.high == 0)
        y.low = fmax(y.low, 0);
    double low = fmin(fmin(corner_lower(x.low, y.low), corner_lower(x.low, y.high)),
                      fmin(corner_lower(x.high, y.low), corner_lower(x.high, y.high)));
    double high = fmax(fmax(corner_upper(x.low, y.low), corner_upper(x.low, y.high)),
                       fmax(corner_upper(x.high, y.low), corner_upper(x.high, y.high)));
    if (x.low == 0 && y.low <= 0 && y.high >= 0) /* 0^0, from where it does not continue */
        high = fmax(high, 1);
    return interval_cell(arithmetic, low, high);
}

union cell interval_power(struct arithmetic *arithmetic, union cell a, union cell b)
{
    struct interval x = *a.interval, y = *b.interval;
    if (y.low == y.high && y.low == trunc(y.low))
        return integer_power(arithmetic, a, y.low);
    if (x.low >= 0)
        return corner_power(arithmetic, x, y);
    arithmetic->partial = true;
    /* Negative numbers have powers at the whole exponents, of either sign. */
    if (ceil(y.low) <= y.high) {
        struct interval size = {x.high >= 0 ? 0 : -x.high, fmax(-x.low, x.high)};
        double most = corner_power(arithmetic, size, y).interval->high;
        return interval_cell(arithmetic, -most, most);
    }
    if (x.high < 0)
        return interval_fault(arithmetic, FAULT_POWER_DOMAIN);
    return corner_power(arithmetic, (struct interval){0, x.high}, y);
}
