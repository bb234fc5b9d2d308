/* Jets: exact on polynomials, Taylor's theorem for everything else, faults where a function is not smooth, and
 * the proof of a derivative that they are for. */
#include "support.h"

static struct arithmetic *jets;

static void open_jets(void)
{
    open_arithmetic();
    arithmetic_restart(arithmetic, 256);
    jets = arithmetic_open(arena, ARITHMETIC_JET, 256);
}

#define SUITE(name) Test(jets, name, .init = open_jets, .fini = close_arithmetic)

static union cell constant(const char *text)
{
    return number_literal(jets, text, strlen(text));
}

static union cell variable(const char *center, const char *half_width)
{
    return number_jet_variable(jets, arithmetic, literal(center), literal(half_width));
}

static union cell coefficient(union cell jet, int order)
{
    return number_jet_coefficient(jets, jet, order, arithmetic);
}

static bool has_coefficients(union cell jet, const char *const texts[])
{
    for (int k = 0; k <= JET_ORDER; k++)
        if (!number_same(arithmetic, coefficient(jet, k), literal(texts[k])))
            return false;
    return true;
}

/* Not proven different. */
static bool meet(union cell a, union cell b)
{
    enum comparison order = number_compare(arithmetic, a, b);
    return order == EQUAL || order == UNDECIDED;
}

/* ---- polynomials ---- */

/* 3 x^3 - 2 x^2 + x - 5 */
static union cell cubic(union cell x)
{
    union cell square = number_multiply(jets, x, x);
    union cell terms[] = {
        number_multiply(jets, constant("3"), number_multiply(jets, square, x)),
        number_negate(jets, number_multiply(jets, constant("2"), square)),
        x,
        constant("-5"),
    };
    return number_sum(jets, terms, 4);
}

SUITE(of_polynomials_are_exact)
{
    union cell x = variable("2", "0");
    cr_expect(has_coefficients(cubic(x), (const char *[]){"13", "29", "16", "3"}));
    cr_expect(has_coefficients(number_power(jets, x, constant("5")),
                               (const char *[]){"32", "80", "80", "40"}));
    cr_expect(has_coefficients(number_power(jets, x, constant("0")),
                               (const char *[]){"1", "0", "0", "0"}));
    cr_expect(has_coefficients(number_power(jets, variable("0", "0"), constant("2")),
                               (const char *[]){"0", "0", "1", "0"}));
    cr_expect(has_coefficients(number_power(jets, constant("0"), constant("0")),
                               (const char *[]){"1", "0", "0", "0"}));
    cr_expect(has_coefficients(number_divide(jets, constant("1"), variable("0.5", "0")),
                               (const char *[]){"2", "-4", "8", "-16"}));
    cr_expect(has_coefficients(number_power(jets, variable("4", "0"), constant("0.5")),
                               (const char *[]){"2", "0.25", "-0.015625", "0.001953125"}));
    cr_expect(has_coefficients(number_subtract(jets, cubic(x), constant("13")),
                               (const char *[]){"0", "29", "16", "3"}));
    cr_expect_eq(number_take_fault(jets), FAULT_NONE);
}

SUITE(contain_every_point_of_the_interval)
{
    union cell over = cubic(variable("0.3", "0.125"));
    static const char *const points[] = {"0.175", "0.2", "0.3", "0.41", "0.425"};
    for (size_t i = 0; i < sizeof points / sizeof *points; i++)
        for (int k = 0; k <= JET_ORDER; k++)
            cr_expect(meet(coefficient(over, k), coefficient(cubic(variable(points[i], "0")), k)));
    cr_expect_eq(number_compare(arithmetic, coefficient(over, 0), literal("-4")), LESS);
}

/* ---- Taylor's theorem ---- */

typedef union cell maker(struct arithmetic *in, union cell x);

static union cell read_in(struct arithmetic *in, const char *text)
{
    return number_literal(in, text, strlen(text));
}

#define APPLIED(name, function)                                                                    \
    static union cell name(struct arithmetic *in, union cell x)                                    \
    {                                                                                              \
        return number_apply(in, FUNCTION_##function, x);                                           \
    }
APPLIED(exp_, EXP)
APPLIED(log_, LOG)
APPLIED(sqrt_, SQRT)
APPLIED(sin_, SIN)
APPLIED(cos_, COS)
APPLIED(tanh_, TANH)
APPLIED(erf_, ERF)
APPLIED(abs_, ABS)
APPLIED(log1p_, LOG1P)
APPLIED(expm1_, EXPM1)

static union cell reciprocal(struct arithmetic *in, union cell x)
{
    return number_divide(in, number_pi(in), x);
}

static union cell negative_power(struct arithmetic *in, union cell x)
{
    return number_power(in, x, read_in(in, "-3"));
}

static union cell fractional_power(struct arithmetic *in, union cell x)
{
    return number_power(in, x, read_in(in, "2.7"));
}

static union cell natural_power(struct arithmetic *in, union cell x)
{
    return number_power(in, x, read_in(in, "7"));
}

static union cell exponential_of_two(struct arithmetic *in, union cell x)
{
    return number_power(in, read_in(in, "2"), x);
}

static union cell power_of_itself(struct arithmetic *in, union cell x)
{
    return number_power(in, x, x);
}

static union cell softplus(struct arithmetic *in, union cell x)
{
    union cell one = read_in(in, "1"), zero = read_in(in, "0");
    union cell tail = number_apply(in, FUNCTION_EXP, number_negate(in, abs_(in, x)));
    return number_add(in, number_maximum(in, x, zero),
                      number_apply(in, FUNCTION_LOG, number_add(in, one, tail)));
}

/* x sin(x^2) / (1 + e^x) */
static union cell composed(struct arithmetic *in, union cell x)
{
    union cell sine = number_apply(in, FUNCTION_SIN, number_multiply(in, x, x));
    union cell below = number_add(in, read_in(in, "1"), number_apply(in, FUNCTION_EXP, x));
    return number_divide(in, number_multiply(in, x, sine), below);
}

/* f(x + d) = f + f' d + f''/2 d^2 + c d^3 with c among the third coefficients over [x - d, x + d]. The first
 * three are of the point itself; the sum is so narrow that an error of 1e-3 in any of them would show. */
static void check_taylor(maker *f, const char *x, const char *d, const char *name)
{
    union cell step = literal(d), sum = literal("0");
    union cell point = f(jets, variable(x, "0")), over = f(jets, variable(x, d));
    for (int k = JET_ORDER; k >= 0; k--)
        sum = number_add(arithmetic, number_multiply(arithmetic, sum, step),
                         coefficient(k == JET_ORDER ? over : point, k));
    union cell moved = f(arithmetic, number_add(arithmetic, literal(x), step));
    cr_assert_eq(number_take_fault(jets), FAULT_NONE, "%s at %s", name, x);
    cr_assert_eq(number_take_fault(arithmetic), FAULT_NONE, "%s at %s", name, x);
    cr_expect(meet(moved, sum), "%s at %s", name, x);
    union cell error = number_apply(arithmetic, FUNCTION_ABS, difference(moved, sum));
    cr_expect_eq(number_compare(arithmetic, error, literal("1e-34")), LESS, "%s at %s", name, x);
}

SUITE(obey_taylor_with_remainder)
{
    static const struct {
        maker *f;
        const char *name;
        bool everywhere;
    } cases[] = {
        {exp_, "exp", true},
        {log_, "log", false},
        {sqrt_, "sqrt", false},
        {sin_, "sin", true},
        {cos_, "cos", true},
        {tanh_, "tanh", true},
        {erf_, "erf", true},
        {abs_, "abs", true},
        {log1p_, "log1p", false},
        {expm1_, "expm1", true},
        {reciprocal, "pi/x", true},
        {negative_power, "x^-3", true},
        {fractional_power, "x^2.7", false},
        {natural_power, "x^7", true},
        {exponential_of_two, "2^x", true},
        {power_of_itself, "x^x", false},
        {softplus, "softplus", true},
        {composed, "x sin(x^2)/(1 + e^x)", true},
    };
    static const char *const points[] = {"0.3", "1", "1.7", "2.25", "-0.4", "-2"};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        for (size_t p = 0; p < (cases[i].everywhere ? 6 : 4); p++) {
            check_taylor(cases[i].f, points[p], "1e-10", cases[i].name);
            check_taylor(cases[i].f, points[p], "-1e-12", cases[i].name);
        }
}

/* ---- kinks ---- */

SUITE(fault_where_a_kink_may_be)
{
    union cell x = variable("0.01", "0.02"), zero = constant("0");
    static const enum function kinked[] = {FUNCTION_ABS, FUNCTION_SQRT, FUNCTION_LOG};
    for (int i = 0; i < 3; i++) {
        number_apply(jets, kinked[i], x);
        cr_expect_eq(number_take_fault(jets), FAULT_KINK);
    }
    number_maximum(jets, x, zero);
    cr_expect_eq(number_take_fault(jets), FAULT_KINK);
    number_minimum(jets, zero, x);
    cr_expect_eq(number_take_fault(jets), FAULT_KINK);
    cr_expect_eq(number_compare(jets, x, zero), UNDECIDED);
    cr_expect_eq(number_take_fault(jets), FAULT_KINK);
    number_divide(jets, constant("1"), x);
    cr_expect_eq(number_take_fault(jets), FAULT_KINK);
    number_power(jets, x, constant("0.5"));
    cr_expect_eq(number_take_fault(jets), FAULT_KINK);
    number_power(jets, x, constant("-1"));
    cr_expect_eq(number_take_fault(jets), FAULT_KINK);
    number_apply(jets, FUNCTION_LOG1P, variable("-1", "0.1"));
    cr_expect_eq(number_take_fault(jets), FAULT_KINK);
    number_maximum(jets, variable("0", "0"), zero);
    cr_expect_eq(number_take_fault(jets), FAULT_KINK, "at the kink itself too");
    number_apply(jets, FUNCTION_ABS, variable("0", "0"));
    cr_expect_eq(number_take_fault(jets), FAULT_KINK);
}

SUITE(fault_where_no_value_is)
{
    union cell zero = constant("0"), below = variable("-1", "0.5");
    number_divide(jets, below, zero);
    cr_expect_eq(number_take_fault(jets), FAULT_DIVISION_BY_ZERO);
    number_power(jets, zero, constant("-2"));
    cr_expect_eq(number_take_fault(jets), FAULT_DIVISION_BY_ZERO);
    number_power(jets, zero, constant("-0.5"));
    cr_expect_eq(number_take_fault(jets), FAULT_DIVISION_BY_ZERO);
    number_apply(jets, FUNCTION_LOG, below);
    cr_expect_eq(number_take_fault(jets), FAULT_LOG_DOMAIN);
    number_apply(jets, FUNCTION_LOG, zero);
    cr_expect_eq(number_take_fault(jets), FAULT_LOG_DOMAIN);
    number_apply(jets, FUNCTION_SQRT, below);
    cr_expect_eq(number_take_fault(jets), FAULT_SQRT_DOMAIN);
    number_power(jets, below, constant("0.5"));
    cr_expect_eq(number_take_fault(jets), FAULT_POWER_DOMAIN);
    number_apply(jets, FUNCTION_EXP, constant("1e30"));
    cr_expect_eq(number_take_fault(jets), FAULT_TOO_LARGE);
    constant("1e999999");
    cr_expect_eq(number_take_fault(jets), FAULT_TOO_LARGE);
    cr_expect_eq(number_take_fault(jets), FAULT_NONE);
}

SUITE(decide_what_the_whole_interval_decides)
{
    union cell x = variable("0.5", "0.25"), zero = constant("0");
    cr_expect_eq(number_compare(jets, x, zero), GREATER);
    cr_expect_eq(number_compare(jets, x, constant("0.76")), LESS);
    cr_expect_eq(number_compare(jets, x, x), EQUAL);
    cr_expect_eq(number_compare(jets, constant("0.1"), constant("0.2")), LESS);
    cr_expect_eq(number_compare(jets, constant("3"), constant("3")), EQUAL);
    cr_expect(number_same(jets, number_maximum(jets, x, zero), x));
    cr_expect(number_is_exact_zero(jets, number_minimum(jets, x, zero)));
    cr_expect(number_is_exact_zero(jets, number_multiply(jets, x, zero)));
    cr_expect(number_is_exact_zero(jets, number_subtract(jets, x, x)));
    cr_expect(!number_is_exact_zero(jets, variable("0", "0")));
    cr_expect(number_is_exact_zero(jets, number_apply(jets, FUNCTION_SQRT, zero)));
    cr_expect(number_is_exact_zero(jets, number_power(jets, zero, constant("0.5"))));
    cr_expect(number_is_exact_zero(jets, number_apply(jets, FUNCTION_ABS, zero)));
    cr_expect_eq(number_take_fault(jets), FAULT_NONE);
}

/* Two intervals that are the same are not two numbers that are. */
SUITE(equal_intervals_are_not_equal_numbers)
{
    union cell x = variable("0.5", "0.25"), y = variable("0.5", "0.25");
    cr_expect_not(number_same(jets, x, y));
    cr_expect_eq(number_compare(jets, x, y), UNDECIDED);
    cr_expect_eq(number_take_fault(jets), FAULT_KINK);
    cr_expect_not(number_same(jets, variable("0.5", "0"), variable("0.5", "0")));
}

/* ---- life, text ---- */

SUITE(survive_being_kept)
{
    union cell x = variable("2", "0"), cells[] = {x, cubic(x), x, {NULL}};
    arithmetic_keep(jets, cells, 4);
    cr_expect_eq(cells[0].jet, cells[2].jet, "one jet stays one");
    cr_expect_null(cells[3].jet);
    cr_expect(has_coefficients(cells[1], (const char *[]){"13", "29", "16", "3"}));
    arithmetic_restart(jets, 512);
    cr_expect_eq(arithmetic_precision(jets), 512);
    cr_expect(has_coefficients(cubic(variable("2", "0")), (const char *[]){"13", "29", "16", "3"}));
}

SUITE(show_their_values)
{
    union cell x = cubic(variable("2", "0"));
    struct digits six = {DIGITS_SIGNIFICANT, 6};
    double nearest;
    cr_expect_eq(number_show(jets, x, &six, INT_MAX, &shown), SHOWN_EXACT);
    cr_expect_str_eq(shown.bytes, "13");
    cr_expect_eq(number_nearest_double(jets, x, &nearest), NEAREST_FOUND);
    cr_expect_eq(nearest, 13);
    cr_expect(number_agrees(jets, x, "13", 0));
    cr_expect_str_eq(arithmetic_name(arithmetic_kind(jets)), "jet");
    text_clear(&shown);
    number_dump(jets, x, 3, &shown);
    cr_expect_str_eq(shown.bytes, "[13.0, 29.0, 16.0, 3.00]");
}

/* ---- what they are for ---- */

/* log(1 + exp(-w*x)) by w at w = 0.7, x = 1.3, and a derivative claimed for it. */
static union cell loss(struct arithmetic *in, union cell w)
{
    union cell z = number_multiply(in, w, read_in(in, "-1.3"));
    return number_apply(in, FUNCTION_LOG1P, number_apply(in, FUNCTION_EXP, z));
}

static enum comparison judge(union cell claimed)
{
    union cell w = literal("0.7"), h = literal("1e-12");
    union cell up = loss(arithmetic, number_add(arithmetic, w, h));
    union cell down = loss(arithmetic, number_subtract(arithmetic, w, h));
    union cell quotient = number_divide(arithmetic, difference(up, down), literal("2e-12"));
    union cell over = loss(jets, number_jet_variable(jets, arithmetic, w, h));
    union cell remainder = product(product(h, h), coefficient(over, 3));
    return number_compare(arithmetic, claimed, difference(quotient, remainder));
}

SUITE(prove_or_refute_a_derivative)
{
    union cell e = exp_of("-0.91");
    union cell right = number_divide(arithmetic, product(literal("-1.3"), e),
                                     number_add(arithmetic, literal("1"), e));
    cr_expect_eq(judge(right), UNDECIDED, "it lies within the remainder");
    cr_expect_eq(judge(number_add(arithmetic, right, literal("1e-30"))), GREATER);
    cr_expect_eq(judge(number_subtract(arithmetic, right, literal("1e-30"))), LESS);
    cr_expect_eq(number_take_fault(jets), FAULT_NONE);
    cr_expect_eq(number_take_fault(arithmetic), FAULT_NONE);
}
