/* Interval arithmetic: the life of its cells, literals, sums, products, quotients, comparisons. Functions are in
 * interval_functions.c, powers in interval_power.c, the rounding in directed.h. No third-party library is needed,
 * and none of the other arithmetics. */
#include "number/interval.h"

#include "base/arena.h"
#include "number/directed.h"
#include "number/literal.h"

#define INTERVAL_BITS 53

/* ---- its life ---- */

struct arithmetic *interval_arithmetic_open(struct arena *arena)
{
    struct arithmetic *arithmetic = arena_alloc(arena, sizeof *arithmetic);
    *arithmetic = (struct arithmetic){.operations = &interval_operations,
                                      .kind = ARITHMETIC_INTERVAL,
                                      .precision = INTERVAL_BITS,
                                      .arena = arena,
                                      .intervals = arena_child(arena)};
    return arithmetic;
}

#define BLOCK_CELLS 64

static void forget_blocks(struct arithmetic *arithmetic)
{
    arithmetic->block = arithmetic->next = arithmetic->block_end = NULL;
    arithmetic->blocks_before = false;
}

static __attribute__((noinline)) void add_block(struct arithmetic *arithmetic)
{
    arithmetic->blocks_before = arithmetic->block != NULL;
    arithmetic->block = arena_array(arithmetic->intervals, BLOCK_CELLS, sizeof(struct interval));
    arithmetic->next = arithmetic->block;
    arithmetic->block_end = arithmetic->block + BLOCK_CELLS;
}

/* Most formulas are short: their cells are in one block, which serves again and again. */
static void restart(struct arithmetic *arithmetic)
{
    arithmetic->partial = false;
    arithmetic->next = arithmetic->block;
    if (!arithmetic->blocks_before)
        return;
    arena_reset(arithmetic->intervals);
    forget_blocks(arithmetic);
}

static void keep(struct arithmetic *arithmetic, union cell *cells, size_t count)
{
    struct arena *old = arithmetic->intervals;
    arithmetic->intervals = arena_child(arithmetic->arena);
    forget_blocks(arithmetic);
    for (size_t i = 0; i < count; i++)
        if (cells[i].interval != NULL)
            cells[i] = number_interval(arithmetic, *cells[i].interval);
    arena_close(old);
}

/* ---- making ---- */

/* Not inlined: gcc would take the ends of a struct passed in registers through memory, in halves that it reads as one,
 * which stalls for longer than the rest of an operation takes. */
__attribute__((noinline)) union cell interval_cell(struct arithmetic *arithmetic, double low,
                                                   double high)
{
    if (arithmetic->next == arithmetic->block_end)
        add_block(arithmetic);
    struct interval *interval = arithmetic->next++;
    *interval = (struct interval){low + 0.0, high + 0.0}; /* no negative zeros */
    return (union cell){.interval = interval};
}

union cell interval_fault(struct arithmetic *arithmetic, enum fault_kind fault)
{
    arithmetic_fault(arithmetic, fault);
    return interval_cell(arithmetic, 0, 0);
}

union cell number_interval(struct arithmetic *arithmetic, struct interval bounds)
{
    return interval_cell(arithmetic, bounds.low, bounds.high);
}

struct interval number_bounds(struct arithmetic *arithmetic, union cell a)
{
    (void)arithmetic;
    return *a.interval;
}

static struct interval with_sign(bool negative, double low, double high)
{
    return negative ? (struct interval){0 - high, 0 - low} : (struct interval){low, high};
}

/* Zeros at the end make a number seem longer than it is. */
static struct literal without_zeros(struct literal literal)
{
    while (literal.length > 0 &&
           (literal.digits[literal.length - 1] == '0' || literal.digits[literal.length - 1] == '.'))
        literal.exponent += literal.digits[--literal.length] == '0';
    return literal;
}

static struct interval bounds_of(struct literal literal)
{
    struct small_literal small;
    literal = without_zeros(literal);
    if (literal.length == 0)
        return (struct interval){0, 0};
    bool negative = literal.negative;
    literal.negative = false;
    if (literal_read_small(&literal, &small)) {
        double a = small.integer, b = small.power_of_ten;
        return small.divided ? with_sign(negative, lower_quotient(a, b), upper_quotient(a, b))
                             : with_sign(negative, lower_product(a, b), upper_product(a, b));
    }
    double nearest = literal_nearest(&literal, false);
    return with_sign(negative, fmax(directed_lower(nearest, NAN), 0), directed_upper(nearest, NAN));
}

struct interval literal_bounds(const char *text, size_t length)
{
    if (length == 1) /* 1 and 2 are nearly all there are in formulas */
        return (struct interval){text[0] - '0', text[0] - '0'};
    return bounds_of(literal_read(text, length));
}

struct interval digits_bounds(const char *digits, size_t length, long place)
{
    return bounds_of((struct literal){.digits = digits, .length = length, .exponent = place});
}

static union cell literal(struct arithmetic *arithmetic, const char *text, size_t length)
{
    return number_interval(arithmetic, literal_bounds(text, length));
}

static union cell integer(struct arithmetic *arithmetic, long value)
{
    double nearest = (double)value;
    if (fabs(nearest) < 0x1p53) /* nearest to none but this integer */
        return interval_cell(arithmetic, nearest, nearest);
    return interval_cell(arithmetic, directed_lower(nearest, NAN), directed_upper(nearest, NAN));
}

static union cell pi(struct arithmetic *arithmetic)
{
    return interval_cell(arithmetic, 0x1.921fb54442d18p+1, 0x1.921fb54442d19p+1);
}

/* ---- combining ---- */

static union cell add(struct arithmetic *arithmetic, union cell a, union cell b)
{
    return interval_cell(arithmetic, lower_sum(a.interval->low, b.interval->low),
                         upper_sum(a.interval->high, b.interval->high));
}

static union cell subtract(struct arithmetic *arithmetic, union cell a, union cell b)
{
    return interval_cell(arithmetic, lower_sum(a.interval->low, -b.interval->high),
                         upper_sum(a.interval->high, -b.interval->low));
}

static union cell negate(struct arithmetic *arithmetic, union cell a)
{
    return interval_cell(arithmetic, -a.interval->high, -a.interval->low);
}

/* total := total + x rounded; returns the error. */
static double add_to(double *total, double x)
{
    double before = *total;
    *total += x;
    return sum_error(before, x, *total);
}

/* A lower bound of the sum of all low ends, or with `negated` of all high ends negated. The errors of the single
 * additions, which are doubles themselves, are added apart, and theirs again, so that order and cancellation hardly
 * matter. */
static double lower_total(const union cell *terms, size_t count, bool negated)
{
    double total = 0, errors = 0, rest = 0;
    for (size_t i = 0; i < count; i++) {
        double error = add_to(&total, negated ? -terms[i].interval->high : terms[i].interval->low);
        if (!isfinite(total))
            return -INFINITY;
        if (error != 0)
            rest = lower_sum(rest, add_to(&errors, error));
    }
    return lower_sum(total, lower_sum(errors, rest));
}

static union cell sum(struct arithmetic *arithmetic, const union cell *terms, size_t count)
{
    return interval_cell(arithmetic, lower_total(terms, count, false),
                         -lower_total(terms, count, true));
}

/* a * b for a.low >= 0 */
static union cell multiply_positive(struct arithmetic *arithmetic, const struct interval *a,
                                    const struct interval *b)
{
    return interval_cell(arithmetic, lower_product(b->low < 0 ? a->high : a->low, b->low),
                         upper_product(b->high > 0 ? a->high : a->low, b->high));
}

static union cell multiply_mixed(struct arithmetic *arithmetic, const struct interval *a,
                                 const struct interval *b)
{
    return interval_cell(arithmetic,
                         fmin(lower_product(a->low, b->high), lower_product(a->high, b->low)),
                         fmax(upper_product(a->low, b->low), upper_product(a->high, b->high)));
}

union cell interval_multiply(struct arithmetic *arithmetic, union cell a, union cell b)
{
    if (a.interval->low >= 0)
        return multiply_positive(arithmetic, a.interval, b.interval);
    if (b.interval->low >= 0)
        return multiply_positive(arithmetic, b.interval, a.interval);
    if (a.interval->high <= 0)
        return negate(arithmetic, interval_multiply(arithmetic, negate(arithmetic, a), b));
    if (b.interval->high <= 0)
        return negate(arithmetic, interval_multiply(arithmetic, a, negate(arithmetic, b)));
    return multiply_mixed(arithmetic, a.interval, b.interval);
}

/* a / b for b.low >= 0 and b.high > 0: from 0 on quotients have no bound. */
static union cell divide_by_positive(struct arithmetic *arithmetic, const struct interval *a,
                                     const struct interval *b)
{
    double low = -INFINITY, high = INFINITY;
    if (a->low >= 0)
        low = lower_quotient(a->low, b->high);
    else if (b->low > 0)
        low = lower_quotient(a->low, b->low);
    if (a->high <= 0)
        high = upper_quotient(a->high, b->high);
    else if (b->low > 0)
        high = upper_quotient(a->high, b->low);
    return interval_cell(arithmetic, low, high);
}

union cell interval_divide(struct arithmetic *arithmetic, union cell a, union cell b)
{
    double low = b.interval->low, high = b.interval->high;
    if (low == 0 && high == 0)
        return interval_fault(arithmetic, FAULT_DIVISION_BY_ZERO);
    arithmetic->partial = arithmetic->partial || (low <= 0 && high >= 0);
    if (a.interval->low == 0 && a.interval->high == 0)
        return interval_cell(arithmetic, 0, 0);
    if (low >= 0)
        return divide_by_positive(arithmetic, a.interval, b.interval);
    if (high <= 0)
        return divide_by_positive(arithmetic, negate(arithmetic, a).interval,
                                  negate(arithmetic, b).interval);
    return interval_cell(arithmetic, -INFINITY, INFINITY);
}

static union cell maximum(struct arithmetic *arithmetic, union cell a, union cell b)
{
    return interval_cell(arithmetic, fmax(a.interval->low, b.interval->low),
                         fmax(a.interval->high, b.interval->high));
}

static union cell minimum(struct arithmetic *arithmetic, union cell a, union cell b)
{
    return interval_cell(arithmetic, fmin(a.interval->low, b.interval->low),
                         fmin(a.interval->high, b.interval->high));
}

union cell number_hull(struct arithmetic *arithmetic, union cell a, union cell b)
{
    return interval_cell(arithmetic, fmin(a.interval->low, b.interval->low),
                         fmax(a.interval->high, b.interval->high));
}

/* ---- asking ---- */

static bool is_exact(struct arithmetic *arithmetic, union cell a)
{
    (void)arithmetic;
    return a.interval->low == a.interval->high;
}

static bool is_exact_zero(struct arithmetic *arithmetic, union cell a)
{
    return a.interval->low == 0 && is_exact(arithmetic, a);
}

static bool same(struct arithmetic *arithmetic, union cell a, union cell b)
{
    return is_exact(arithmetic, a) && is_exact(arithmetic, b) && a.interval->low == b.interval->low;
}

static enum comparison compare(struct arithmetic *arithmetic, union cell a, union cell b)
{
    if (a.interval->high < b.interval->low)
        return LESS;
    if (a.interval->low > b.interval->high)
        return GREATER;
    return same(arithmetic, a, b) ? EQUAL : UNDECIDED;
}

bool number_take_partial(struct arithmetic *arithmetic)
{
    bool partial = arithmetic->partial;
    arithmetic->partial = false;
    return partial;
}

bool number_may_compare(struct arithmetic *arithmetic, union cell a, union cell b,
                        enum comparison comparison)
{
    (void)arithmetic;
    switch (comparison) {
    case LESS:
        return a.interval->low < b.interval->high;
    case EQUAL:
        return a.interval->low <= b.interval->high && b.interval->low <= a.interval->high;
    case GREATER:
        return a.interval->high > b.interval->low;
    case UNDECIDED:
        break;
    }
    return false;
}

static void dump_end(double end, struct text *out)
{
    if (isinf(end))
        text_string(out, end > 0 ? "inf" : "-inf");
    else
        double_shortest(end, out);
}

static void dump(struct arithmetic *arithmetic, union cell a, int count, struct text *out)
{
    (void)arithmetic;
    (void)count;
    text_put(out, '[');
    dump_end(a.interval->low, out);
    text_literal(out, ", ");
    dump_end(a.interval->high, out);
    text_put(out, ']');
}

const struct operations interval_operations = {
    .restart = restart,
    .keep = keep,
    .literal = literal,
    .integer = integer,
    .pi = pi,
    .add = add,
    .subtract = subtract,
    .multiply = interval_multiply,
    .divide = interval_divide,
    .power = interval_power,
    .maximum = maximum,
    .minimum = minimum,
    .negate = negate,
    .sum = sum,
    .apply = interval_apply,
    .compare = compare,
    .is_exact_zero = is_exact_zero,
    .is_exact = is_exact,
    .same = same,
    .dump = dump,
};
