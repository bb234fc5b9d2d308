/* Interval arithmetic: what is exact stays exact, everything else is enclosed and hardly wider than it must be; each
 * operation at its borders. That random formulas enclose their values is tested in tests/unit/expr/intervals.c. */
#include "../doubles.h"
#include "support.h"

#include <float.h>
#include <math.h>

static struct arithmetic *intervals;

static void open_intervals(void)
{
    open_arithmetic();
    intervals = arithmetic_open(arena, ARITHMETIC_INTERVAL, 0);
}

#define SUITE(name) Test(intervals, name, .init = open_intervals, .fini = close_arithmetic)

static union cell interval(double low, double high)
{
    return number_interval(intervals, (struct interval){low, high});
}

static union cell point(double value)
{
    return interval(value, value);
}

static struct interval bounds(union cell a)
{
    return number_bounds(intervals, a);
}

#define assert_bounds(cell, lower, upper)                                                          \
    do {                                                                                           \
        struct interval got = bounds(cell);                                                        \
        cr_expect(got.low == (lower) && got.high == (upper), "%s:%d: [%.17g, %.17g]", __FILE__,    \
                  __LINE__, got.low, got.high);                                                    \
    } while (0)

/* `ulps` on either side of what it should be at most. */
static void expect_near(union cell a, double low, double high, int ulps, int line)
{
    struct interval got = bounds(a);
    double slack_low = ulps * (nextafter(fabs(low), INFINITY) - fabs(low)),
           slack_high = ulps * (nextafter(fabs(high), INFINITY) - fabs(high));
    cr_expect(got.low <= low && got.low >= low - slack_low && got.high >= high &&
                  got.high <= high + slack_high,
              "line %d: [%.17g, %.17g] for [%.17g, %.17g]", line, got.low, got.high, low, high);
}
#define assert_near(cell, low, high) expect_near(cell, low, high, 12, __LINE__)

#define assert_fault(cell, kind)                                                                   \
    do {                                                                                           \
        (void)(cell);                                                                              \
        cr_expect_eq(number_take_fault(intervals), kind, "line %d", __LINE__);                     \
    } while (0)

SUITE(have_a_name_and_a_precision)
{
    cr_expect_str_eq(arithmetic_name(arithmetic_kind(intervals)), "interval");
    cr_expect_eq(arithmetic_precision(intervals), 53);
    arithmetic_restart(intervals, 128);
    cr_expect_eq(arithmetic_precision(intervals), 53);
}

SUITE(survive_where_they_are_kept)
{
    union cell cells[] = {interval(1, 2), {.interval = NULL}, interval(-3, INFINITY)};
    arithmetic_keep(intervals, cells, 3);
    for (int i = 0; i < 1000; i++)
        point(i);
    assert_bounds(cells[0], 1, 2);
    cr_expect_null(cells[1].interval);
    assert_bounds(cells[2], -3, INFINITY);
}

/* ---- literals ---- */

static union cell read(const char *text)
{
    return number_literal(intervals, text, strlen(text));
}

SUITE(of_literals_are_exact_where_doubles_are)
{
    static const struct {
        const char *text;
        double value;
    } exact[] = {{"0", 0},
                 {"0.0", 0},
                 {"-0", 0},
                 {"8", 8},
                 {"0.5", 0.5},
                 {"-2.75", -2.75},
                 {"1e10", 1e10},
                 {"9007199254740992", 0x1p53},
                 {"1.5e3", 1500},
                 {"0.50000000000000000000000000000", 0.5},
                 {"10000000000000000000", 1e19},
                 {"0.0009765625", 0x1p-10}};
    for (size_t i = 0; i < sizeof exact / sizeof *exact; i++)
        assert_bounds(read(exact[i].text), exact[i].value, exact[i].value);
}

SUITE(of_other_literals_are_neighbours)
{
    struct interval tenth = bounds(read("0.1")), negative = bounds(read("-0.1"));
    cr_expect_eq(tenth.high, 0.1); /* the nearest, which lies above */
    cr_expect_eq(tenth.low, nextafter(0.1, 0));
    cr_expect_eq(negative.low, -tenth.high);
    cr_expect_eq(negative.high, -tenth.low);
    assert_bounds(read("1e-400"), 0, 0x1p-1074);
    assert_bounds(read("1e400"), DBL_MAX, INFINITY);
    assert_bounds(read("-1e400"), -INFINITY, -DBL_MAX);
    static const char *const texts[] = {"0.3",    "1e23", "1.0507009873554804934193349852946",
                                        "7e-320", "3.14", "123456789012345678901234567890"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct interval got = bounds(read(texts[i]));
        double nearest = strtod(texts[i], NULL);
        cr_expect(got.low <= nearest && nearest <= got.high && got.low < got.high &&
                      got.low >= nextafter(nearest, 0) && got.high <= nextafter(nearest, INFINITY),
                  "%s", texts[i]);
    }
}

SUITE(of_pi_and_of_long_integers_are_enclosed)
{
    struct interval pi = bounds(number_pi(intervals));
    cr_expect_eq(pi.low, 3.141592653589793);
    cr_expect_eq(pi.high, nextafter(pi.low, 4));
    assert_bounds(number_integer(intervals, (1L << 53) - 1), 0x1p53 - 1, 0x1p53 - 1);
    struct interval large = bounds(number_integer(intervals, (1L << 53) + 1));
    cr_expect(large.low <= 0x1p53 && large.high >= 0x1p53 + 2);
}

/* ---- sums, products, quotients ---- */

SUITE(of_exact_results_are_exact)
{
    union cell terms[] = {number_multiply(intervals, read("1"), read("6")),
                          number_multiply(intervals, read("1"), read("1")), read("1")};
    assert_bounds(number_sum(intervals, terms, 3), 8, 8);
    assert_bounds(number_add(intervals, point(0.5), point(0.25)), 0.75, 0.75);
    assert_bounds(number_subtract(intervals, point(1), point(0.5)), 0.5, 0.5);
    assert_bounds(number_divide(intervals, point(1), point(8)), 0.125, 0.125);
    assert_bounds(number_divide(intervals, point(-6), point(3)), -2, -2);
    assert_bounds(number_sum(intervals, NULL, 0), 0, 0);
}

SUITE(of_inexact_results_are_neighbours)
{
    struct interval third = bounds(number_divide(intervals, point(1), point(3)));
    cr_expect_eq(third.high, nextafter(third.low, 1));
    struct interval root = bounds(number_apply(intervals, FUNCTION_SQRT, point(2)));
    cr_expect_eq(root.high, nextafter(root.low, 2));
    struct interval sum = bounds(number_add(intervals, point(1), point(0x1p-80)));
    cr_expect(sum.low == 1 && sum.high == nextafter(1, 2));
    struct interval product = bounds(number_multiply(intervals, point(0.1), point(0.1)));
    cr_expect_eq(product.high, nextafter(product.low, 1));
    assert_bounds(number_multiply(intervals, point(0x1p-600), point(0x1p-600)), -0x1p-1074,
                  0x1p-1074);
    assert_bounds(number_multiply(intervals, point(1e200), point(1e200)), DBL_MAX, INFINITY);
    assert_bounds(number_add(intervals, point(-1e308), point(-1e308)), -INFINITY, -DBL_MAX);
}

SUITE(of_sums_do_not_grow_with_their_order)
{
    union cell terms[3001];
    for (int i = 0; i < 1000; i++) {
        terms[i] = point(0.1);
        terms[1000 + i] = point(1e16);
        terms[2000 + i] = point(-1e16);
    }
    terms[3000] = point(0.7);
    struct interval sum = bounds(number_sum(intervals, terms, 3001));
    cr_expect(sum.high - sum.low < 1e-15 * sum.high, "[%.17g, %.17g]", sum.low, sum.high);
    cr_expect(sum.low <= 100.7 && sum.high >= 100.7);
    for (int i = 0; i < 1500; i++) {
        union cell other = terms[i];
        terms[i] = terms[3000 - i];
        terms[3000 - i] = other;
    }
    struct interval reversed = bounds(number_sum(intervals, terms, 3001));
    cr_expect(reversed.high - reversed.low < 1e-15 * sum.high);
    cr_expect(reversed.low <= sum.high && sum.low <= reversed.high);
}

SUITE(multiply_by_sign)
{
    static const double ends[][2] = {{2, 3}, {-3, -2}, {-1, 2}, {0, 4}, {-4, 0}, {0, 0}, {-5, 1}};
    size_t count = sizeof ends / sizeof *ends;
    for (size_t i = 0; i < count; i++)
        for (size_t j = 0; j < count; j++) {
            double low = INFINITY, high = -INFINITY;
            for (int corner = 0; corner < 4; corner++) {
                double product = ends[i][corner & 1] * ends[j][corner >> 1];
                low = fmin(low, product);
                high = fmax(high, product);
            }
            assert_bounds(number_multiply(intervals, interval(ends[i][0], ends[i][1]),
                                          interval(ends[j][0], ends[j][1])),
                          low, high);
        }
    assert_bounds(number_multiply(intervals, interval(0, INFINITY), interval(0, 2)), 0, INFINITY);
    assert_bounds(number_multiply(intervals, point(0), interval(-INFINITY, INFINITY)), 0, 0);
    assert_bounds(number_multiply(intervals, interval(2, INFINITY), interval(-3, -1)), -INFINITY,
                  -2);
}

SUITE(divide_by_what_contains_zero)
{
    assert_bounds(number_divide(intervals, interval(1, 4), interval(2, 4)), 0.25, 2);
    assert_bounds(number_divide(intervals, interval(-1, 4), interval(2, 4)), -0.5, 2);
    assert_bounds(number_divide(intervals, interval(-4, -1), interval(2, 4)), -2, -0.25);
    assert_bounds(number_divide(intervals, interval(1, 4), interval(-4, -2)), -2, -0.25);
    assert_bounds(number_divide(intervals, point(1), interval(-1, 2)), -INFINITY, INFINITY);
    assert_bounds(number_divide(intervals, point(1), interval(0, 2)), 0.5, INFINITY);
    assert_bounds(number_divide(intervals, point(1), interval(-2, 0)), -INFINITY, -0.5);
    assert_bounds(number_divide(intervals, interval(-1, 1), interval(0, 2)), -INFINITY, INFINITY);
    assert_bounds(number_divide(intervals, point(0), interval(-1, 2)), 0, 0);
    assert_bounds(number_divide(intervals, point(1), interval(2, INFINITY)), 0, 0.5);
    assert_fault(number_divide(intervals, point(1), point(0)), FAULT_DIVISION_BY_ZERO);
    assert_fault(number_divide(intervals, point(0), point(0)), FAULT_DIVISION_BY_ZERO);
}

/* ---- functions ---- */

SUITE(of_functions_are_exact_where_rationals_are)
{
    static const struct {
        enum function function;
        double x, value;
    } known[] = {{FUNCTION_EXP, 0, 1},  {FUNCTION_LOG, 1, 0},   {FUNCTION_SQRT, 2.25, 1.5},
                 {FUNCTION_SIN, 0, 0},  {FUNCTION_COS, 0, 1},   {FUNCTION_TANH, 0, 0},
                 {FUNCTION_ERF, 0, 0},  {FUNCTION_LOG1P, 0, 0}, {FUNCTION_EXPM1, 0, 0},
                 {FUNCTION_ABS, -3, 3}, {FUNCTION_SQRT, 0, 0}};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        assert_bounds(number_apply(intervals, known[i].function, point(known[i].x)), known[i].value,
                      known[i].value);
}

static union cell of(enum function function, double low, double high)
{
    return number_apply(intervals, function, interval(low, high));
}

SUITE(of_functions_at_their_borders)
{
    assert_near(of(FUNCTION_EXP, -1, 1), exp(-1), exp(1));
    assert_bounds(of(FUNCTION_EXP, -INFINITY, 0), 0, 1);
    struct interval huge = bounds(of(FUNCTION_EXP, 1000, 1001));
    cr_expect(huge.low > 1e308 && isfinite(huge.low) && huge.high == INFINITY);
    struct interval gone = bounds(of(FUNCTION_EXP, -1001, -1000));
    cr_expect(gone.low == 0 && gone.high > 0 && gone.high < 1e-300);
    struct interval log = bounds(of(FUNCTION_LOG, -1, 2));
    cr_expect(log.low == -INFINITY && log.high >= 0.6931471805599453 && log.high < 0.6931471805600);
    assert_fault(of(FUNCTION_LOG, -1, 0), FAULT_LOG_DOMAIN);
    assert_fault(of(FUNCTION_LOG1P, -3, -1), FAULT_LOG_DOMAIN);
    cr_expect_eq(bounds(of(FUNCTION_LOG1P, -1, 0)).low, -INFINITY);
    assert_bounds(of(FUNCTION_SQRT, -1, 4), 0, 2);
    assert_fault(of(FUNCTION_SQRT, -2, -1), FAULT_SQRT_DOMAIN);
    assert_bounds(of(FUNCTION_SQRT, 4, INFINITY), 2, INFINITY);
    assert_bounds(of(FUNCTION_ABS, -3, 2), 0, 3);
    assert_bounds(of(FUNCTION_ABS, -3, -2), 2, 3);
    cr_expect_eq(bounds(of(FUNCTION_TANH, 0, 50)).high, 1);
    cr_expect_eq(bounds(of(FUNCTION_ERF, -INFINITY, 0)).low, -1);
    cr_expect_lt(bounds(of(FUNCTION_TANH, 50, 51)).low, 1);
    cr_expect_eq(bounds(of(FUNCTION_EXPM1, -100, 0)).low, -1);
}

SUITE(of_sine_and_cosine_know_their_extrema)
{
    assert_near(of(FUNCTION_SIN, 0.1, 0.2), sin(0.1), sin(0.2));
    assert_near(of(FUNCTION_SIN, 1, 2), sin(1), 1);
    assert_near(of(FUNCTION_SIN, 2, 4), sin(4), sin(2));
    assert_near(of(FUNCTION_SIN, 4, 5), -1, sin(4));
    assert_near(of(FUNCTION_SIN, -2, -1), -1, sin(-1));
    assert_near(of(FUNCTION_SIN, 1, 5), -1, 1);
    assert_near(of(FUNCTION_COS, -1, 0.5), cos(1), 1);
    assert_near(of(FUNCTION_COS, 3, 4), -1, cos(4));
    assert_near(of(FUNCTION_COS, 6, 7), cos(7) < cos(6) ? cos(7) : cos(6), 1);
    assert_near(of(FUNCTION_COS, 1, 2), cos(2), cos(1));
    assert_bounds(of(FUNCTION_COS, -100, 100), -1, 1);
    assert_bounds(of(FUNCTION_SIN, 1e300, 1e300), -1, 1);
    assert_bounds(of(FUNCTION_SIN, 0, INFINITY), -1, 1);
}

/* ---- powers ---- */

static union cell power(double low, double high, const char *exponent)
{
    return number_power(intervals, interval(low, high), read(exponent));
}

SUITE(of_whole_powers_go_by_sign_and_parity)
{
    assert_bounds(power(-1, 2, "2"), 0, 4);
    assert_bounds(power(-3, -2, "2"), 4, 9);
    assert_bounds(power(-3, 2, "3"), -27, 8);
    assert_bounds(power(-3, -2, "3"), -27, -8);
    assert_bounds(power(2, 3, "4"), 16, 81);
    assert_bounds(power(-7, 9, "0"), 1, 1);
    assert_bounds(power(0, 0, "0"), 1, 1);
    assert_bounds(power(2, 4, "-1"), 0.25, 0.5);
    assert_bounds(power(-1, 2, "-2"), 0.25, INFINITY);
    assert_bounds(power(-1, 2, "-1"), -INFINITY, INFINITY);
    assert_bounds(power(2, 2, "30"), 0x1p30, 0x1p30);
    assert_bounds(power(10, 10, "15"), 1e15, 1e15);
    assert_near(power(0.9, 0.9, "1000"), pow(0.9, 1000), pow(0.9, 1000));
    assert_fault(power(0, 0, "-1"), FAULT_DIVISION_BY_ZERO);
}

SUITE(of_other_powers_have_their_extrema_at_corners)
{
    assert_near(power(2, 3, "0.5"), sqrt(2), sqrt(3));
    assert_near(power(4, 4, "-1.5"), 0.125, 0.125);
    assert_bounds(power(0, 1, "0.5"), 0, 1);
    assert_fault(power(-2, -1, "0.5"), FAULT_POWER_DOMAIN);
    assert_fault(power(0, 0, "-0.5"), FAULT_DIVISION_BY_ZERO);
    cr_expect_eq(bounds(power(-2, 1, "0.5")).low, 0);
    cr_expect_eq(bounds(power(0, 1, "-0.5")).high, INFINITY);
    union cell wide = number_power(intervals, interval(0.5, 2), interval(-1, 3));
    assert_near(wide, 0.125, 8);
    /* (-2)^2 = 4 and (-2)^1 = -2 are among these */
    struct interval signs = bounds(number_power(intervals, point(-2), interval(0.5, 2.5)));
    cr_expect(signs.low <= -2 && signs.high >= 4);
    assert_fault(number_power(intervals, point(-2), interval(1.25, 1.75)), FAULT_POWER_DOMAIN);
    struct interval zero = bounds(number_power(intervals, interval(0, 1), interval(0, 1)));
    cr_expect(zero.low == 0 && zero.high == 1);
}

/* ---- asking ---- */

SUITE(compare_where_all_pairs_do)
{
    cr_expect_eq(number_compare(intervals, interval(0, 1), interval(2, 3)), LESS);
    cr_expect_eq(number_compare(intervals, interval(2, 3), interval(0, 1)), GREATER);
    cr_expect_eq(number_compare(intervals, interval(0, 1), interval(1, 2)), UNDECIDED);
    cr_expect_eq(number_compare(intervals, point(1), point(1)), EQUAL);
    cr_expect_eq(number_compare(intervals, interval(0, 1), interval(0, 1)), UNDECIDED);
    cr_expect(number_may_compare(intervals, interval(0, 1), interval(1, 2), LESS));
    cr_expect(number_may_compare(intervals, interval(0, 1), interval(1, 2), EQUAL));
    cr_expect_not(number_may_compare(intervals, interval(0, 1), interval(1, 2), GREATER));
    cr_expect_not(number_may_compare(intervals, point(1), point(1), LESS));
    cr_expect_not(number_may_compare(intervals, point(1), point(2), EQUAL));
}

SUITE(say_where_numbers_were_left_out)
{
    cr_expect_not(number_take_partial(intervals));
    of(FUNCTION_SQRT, 0, 1);
    of(FUNCTION_LOG, 0.5, 1);
    number_divide(intervals, point(1), interval(0.5, 1));
    power(-2, 2, "3");
    power(0, 2, "0.5");
    cr_expect_not(number_take_partial(intervals));
#define assert_partial(operation)                                                                  \
    do {                                                                                           \
        (void)(operation);                                                                         \
        cr_expect(number_take_partial(intervals), "line %d", __LINE__);                            \
    } while (0)
    assert_partial(of(FUNCTION_SQRT, -1, 1));
    assert_partial(of(FUNCTION_LOG, 0, 1));
    assert_partial(number_divide(intervals, point(1), interval(0, 1)));
    assert_partial(number_divide(intervals, point(0), interval(-1, 1)));
    assert_partial(power(-2, 2, "-1"));
    assert_partial(power(-2, 2, "0.5"));
    assert_partial(power(0, 2, "-0.5"));
    cr_expect_not(number_take_partial(intervals));
}

SUITE(have_extrema_and_hulls)
{
    assert_bounds(number_maximum(intervals, interval(0, 3), interval(1, 2)), 1, 3);
    assert_bounds(number_minimum(intervals, interval(0, 3), interval(1, 2)), 0, 2);
    assert_bounds(number_hull(intervals, interval(0, 1), interval(4, 5)), 0, 5);
    assert_bounds(number_negate(intervals, interval(-1, 4)), -4, 1);
    assert_bounds(number_subtract(intervals, interval(0, 1), interval(0, 1)), -1, 1);
}

SUITE(are_dumped_by_their_ends)
{
    number_dump(intervals, interval(-0.5, INFINITY), 0, &shown);
    cr_expect_str_eq(shown.bytes, "[-0.5, inf]");
}

/* ---- against balls ---- */

/* Functions at random doubles, whose value is known to 128 bits: neither wrong nor wide. */
SUITE(of_functions_enclose_their_values)
{
    uint64_t seed = 3;
    for (int i = 0; i < 20000; i++) {
        enum function function = (enum function)(random_bits(&seed) % FUNCTIONS);
        double x = ldexp((double)(int64_t)random_bits(&seed), (int)(random_bits(&seed) % 20) - 74);
        union cell a = number_apply(intervals, function, point(x));
        union cell value = number_apply(arithmetic, function, certified_double(arithmetic, x));
        enum fault_kind fault = number_take_fault(arithmetic);
        cr_assert_eq(number_take_fault(intervals), fault);
        if (fault != FAULT_NONE)
            continue;
        struct interval got = bounds(a);
        cr_assert(lies_within(arithmetic, value, got), "%s of %.17g", function_name(function), x);
        cr_assert_leq(got.high - got.low, 16 * DBL_EPSILON * fabs(got.high));
    }
}

/* What every double is within half a unit of must be told from what it is beyond. */
SUITE(of_operations_are_rounded_outward_by_one)
{
    static union cell (*const operations[])(struct arithmetic *, union cell, union cell) = {
        number_add, number_subtract, number_multiply, number_divide};
    uint64_t seed = 4;
    for (int i = 0; i < 20000; i++) {
        int scale = (int)(random_bits(&seed) % 60);
        double x = ldexp((double)(int64_t)random_bits(&seed), scale - 90),
               y = ldexp((double)(int64_t)random_bits(&seed), -64);
        unsigned which = (unsigned)(random_bits(&seed) % 4);
        struct interval got = bounds(operations[which](intervals, point(x), point(y)));
        union cell value = operations[which](arithmetic, certified_double(arithmetic, x),
                                             certified_double(arithmetic, y));
        cr_assert(lies_within(arithmetic, value, got), "operation %u of %.17g and %.17g", which, x,
                  y);
        cr_assert_leq(got.high, nextafter(got.low, INFINITY));
    }
}

/* Law: digits at a place are the literal that is spelled with them. */
SUITE(of_digits_are_those_of_the_literal)
{
    static const char *const digits[] = {"",
                                         "0",
                                         "1",
                                         "100",
                                         "25",
                                         "0031814",
                                         "9007199254740993",
                                         "12345678901234567890123",
                                         "99999999999999999999999999999999999999999"};
    static const int places[] = {-400, -330, -40, -23, -5, 0, 1, 19, 22, 300, 320};
    for (size_t i = 0; i < sizeof digits / sizeof *digits; i++)
        for (size_t k = 0; k < sizeof places / sizeof *places; k++) {
            size_t length = strlen(digits[i]);
            const char *text = arena_printf(arena, "%s0e%d", digits[i], places[k] - 1);
            struct interval spelled = literal_bounds(text, strlen(text)),
                            got = digits_bounds(digits[i], length, places[k]);
            cr_expect(got.low == spelled.low && got.high == spelled.high, "%s", text);
        }
}
