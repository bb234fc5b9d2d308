/* Numbers: one interface over the arithmetics.
 *
 * A formula is evaluated the same way whatever its numbers are. An `arithmetic` knows how to make, combine,
 * compare and print `cell`s; a cell belongs to the arithmetic (and generation) that made it.
 *
 * certified   an exact rational while only + - * / (and integer powers, abs, min, max) touched it; above 4,096
 *             bits, or after any other function, a ball: midpoint and proven radius. Every ball is a rational
 *             scale times an interned "atom"; equal assignments share one atom, so that sums can collect equal
 *             terms and quotients of equal atoms cancel: a1 - a2 of two equal units is exactly 0.
 *             Values known exactly stay exact (exp 0, log 1, sqrt 4, tanh 0, erf 0, cos 0); 0 * finite = 0.
 * float64     IEEE doubles: each operation rounded once, in the order written; functions by the C library.
 * float32     the same, with every result and every literal rounded to single precision.
 * jet         a function of one variable over an interval, by enclosures of its value and first derivatives.
 * interval    all reals between two doubles; every result encloses what its operands' numbers can give. It needs
 *             no third-party library.
 *
 * Faults are sticky: an operation that cannot give a value sets the fault and returns a cell that must not
 * be used; the caller looks after each assignment with number_take_fault.
 */
#ifndef NUMBER_NUMBER_H
#define NUMBER_NUMBER_H

#include "base/text.h"
#include <stdbool.h>
#include <stddef.h>

struct arena;
struct value; /* certified: number/certified.h */
struct jet;   /* jet: number/jet.h */

/* One number. 8 bytes, so that arrays of cells are what a run stores. */
union cell {
    const struct value *value;       /* certified */
    double real;                     /* float64, float32 */
    const struct jet *jet;           /* jet */
    const struct interval *interval; /* interval */
};

/* All real numbers from low to high: low <= high, low < infinity, high > -infinity. */
struct interval {
    double low, high;
};

static inline bool interval_has(struct interval set, double value)
{
    return set.low <= value && value <= set.high;
}

static inline bool intervals_meet(struct interval a, struct interval b)
{
    return a.low <= b.high && b.low <= a.high;
}

static inline double interval_width(struct interval set)
{
    return set.high - set.low;
}

static inline double interval_middle(struct interval set)
{
    return set.low / 2 + set.high / 2;
}

/* Elementary functions: FUNCTION(NAME, "name", "word", "latex") in functions.def. */
enum function {
#define FUNCTION(name, text, word, latex) FUNCTION_##name,
#include "number/functions.def"
#undef FUNCTION
    FUNCTIONS
};
const char *function_name(enum function function);
const char *function_word(enum function function);  /* as formulas say it: "ln" for log */
const char *function_latex(enum function function); /* "\\ln" for log */
/* The function called `name` (length bytes), or FUNCTIONS if there is none. */
enum function function_by_name(const char *name, size_t length);

enum comparison { LESS = -1, EQUAL = 0, GREATER = 1, UNDECIDED = 2 };

enum fault_kind {
    FAULT_NONE,
    FAULT_PRECISION, /* more precision may help: raise it and evaluate again */
    FAULT_DIVISION_BY_ZERO,
    FAULT_LOG_DOMAIN,
    FAULT_SQRT_DOMAIN,
    FAULT_POWER_DOMAIN,
    FAULT_TOO_LARGE, /* beyond the range of exponents: exp(1e30); floats: not finite */
    FAULT_KINK,      /* jets: a function may not be smooth over the whole interval */
};

#define PRECISION_FIRST 128
#define PRECISION_LAST 4096

struct arithmetic;

enum arithmetic_kind {
    ARITHMETIC_CERTIFIED,
    ARITHMETIC_FLOAT64,
    ARITHMETIC_FLOAT32,
    ARITHMETIC_JET,
    ARITHMETIC_INTERVAL,
};

/* An arithmetic owned by `arena`. `bits` is the working precision; floats and intervals have their own and ignore it. */
struct arithmetic *arithmetic_open(struct arena *arena, enum arithmetic_kind kind, unsigned bits);

/* The same of ARITHMETIC_INTERVAL: a program that opens no other arithmetic needs no FLINT to link. */
struct arithmetic *interval_arithmetic_open(struct arena *arena);

enum arithmetic_kind arithmetic_kind(const struct arithmetic *arithmetic);
/* "certified", "float64", "float32", "jet", "interval" */
const char *arithmetic_name(enum arithmetic_kind kind);

/* In bits; 53 and 24 for the floats, 53 for intervals. */
unsigned arithmetic_precision(const struct arithmetic *arithmetic);

/* Forgets every cell and any fault, and starts again with `bits`: to evaluate anew with more precision. */
void arithmetic_restart(struct arithmetic *arithmetic, unsigned bits);

/* Forgets every cell except the `count` cells, which are updated in place and keep their identity: called
 * between two updates, so that memory does not grow with their number. The cells of floats never age. */
void arithmetic_keep(struct arithmetic *arithmetic, union cell *cells, size_t count);

/* The fault set since the last call, and clears it. */
enum fault_kind number_take_fault(struct arithmetic *arithmetic);

/* The same for a calculation that ended with `result`. In floats an overflow on the way is none when the result is
 * finite, as IEEE arithmetic has it: 1/(1 + exp(800)) is 0. */
enum fault_kind number_settle(struct arithmetic *arithmetic, union cell result);

/* Is there a fault that number_settle would give, whatever the result? It stays. */
bool number_has_fault(const struct arithmetic *arithmetic);

/* Sets `fault` unless there is one already, as an operation does that has no value: for those who keep the values of
 * earlier calculations, and know of some that there is none. The cell means nothing. */
union cell number_fault(struct arithmetic *arithmetic, enum fault_kind fault);

/* Names a fault for people: "division by zero". */
const char *fault_message(enum fault_kind fault);

/* Has `handler`, which must not return, called when FLINT cannot get memory (FLINT aborts otherwise). This is
 * process-wide: the one piece of state outside arithmetics. */
void number_on_exhausted(void (*handler)(void));

/* ---- making ---- */

/* The number that a decimal literal means, exactly: "0.1" is one tenth; "1.5e-3"; "-2". The text must be a
 * valid literal (json number or expression literal, with optional sign). An exponent whose exact rational would be
 * absurdly long (beyond about 10^±100000) sets FAULT_TOO_LARGE. Floats: correctly rounded. */
union cell number_literal(struct arithmetic *arithmetic, const char *text, size_t length);
union cell number_integer(struct arithmetic *arithmetic, long value);
union cell number_pi(struct arithmetic *arithmetic);

/* ---- combining ---- */
union cell number_add(struct arithmetic *arithmetic, union cell a, union cell b);
union cell number_subtract(struct arithmetic *arithmetic, union cell a, union cell b);
/* The sum of `count` terms in order; certified: equal terms are collected. 0 terms: 0. */
union cell number_sum(struct arithmetic *arithmetic, const union cell *terms, size_t count);
union cell number_negate(struct arithmetic *arithmetic, union cell a);
union cell number_multiply(struct arithmetic *arithmetic, union cell a, union cell b);
union cell number_divide(struct arithmetic *arithmetic, union cell a, union cell b);
/* a^b: exact for integer b and rational a; 0^0 = 1; a negative base needs an integer exponent. A float that is
 * too small to be held is 0, here and in every operation. */
union cell number_power(struct arithmetic *arithmetic, union cell a, union cell b);
union cell number_apply(struct arithmetic *arithmetic, enum function function, union cell a);
union cell number_maximum(struct arithmetic *arithmetic, union cell a, union cell b);
union cell number_minimum(struct arithmetic *arithmetic, union cell a, union cell b);

/* ---- asking ---- */

/* a against b: proven, or UNDECIDED at this precision. */
enum comparison number_compare(struct arithmetic *arithmetic, union cell a, union cell b);

/* The same of two decimal literals, in `arena` for a moment: never UNDECIDED. Not for literals that are too long. */
enum comparison literal_compare(struct arena *arena, const char *a, const char *b);
bool number_is_exact_zero(struct arithmetic *arithmetic, union cell a);
/* a is known exactly: a rational; every float, since in its arithmetic it is the value. */
bool number_is_exact(struct arithmetic *arithmetic, union cell a);
/* The same value; certified: by identity (the same rational, or the same scale times the same atom). */
bool number_same(struct arithmetic *arithmetic, union cell a, union cell b);
/* Is it proven that a and b agree: |a - b| <= 10^-digits |a|, or where both may be 0, |a - b| <= 10^-places? Where
 * one of them may be 0 and the other not it is not. More precision may help. Certified arithmetic only. */
bool number_agree(struct arithmetic *arithmetic, union cell a, union cell b, int digits,
                  int places);

/* ---- printing ---- */

struct digits {
    enum { DIGITS_SIGNIFICANT, DIGITS_DECIMALS } kind;
    int count; /* 1..1000 significant digits, or 0..1000 places */
};

/* The value of a float is the double itself, with all the digits of its expansion. */
enum shown_state {
    SHOWN_EXACT,           /* the text equals the value */
    SHOWN_ROUNDED,         /* every digit proven; exact ties went half-up (away from zero) */
    SHOWN_UNDECIDED_ZERO,  /* the ball contains 0 at the last precision: the text is "0" */
    SHOWN_UNDECIDED_TIE,   /* the ball contains a rounding boundary: half-up was taken */
    SHOWN_NEEDS_PRECISION, /* nothing was written: raise the precision and ask again */
};

/* Appends `a` as design section 7 prints it:
 *   exact (the decimal expansion ends within the digits asked for): without padding, "8", "0.5", "-2.9";
 *   rounded: exactly that many significant digits ("0.0180040"), or places;
 *   scientific ("-6.40252e-7", "1e6") when the exponent is below -4 or at least max(count, 6);
 *   with DIGITS_DECIMALS never scientific below 1e21, and padded to the places when rounded.
 * `at_least_place`: print digits at least down to 10^at_least_place, even beyond the count (a new parameter is
 * printed to the third digit of its change); INT_MAX: no such wish. A value that is exact at the wider
 * number of digits prints exactly. In scientific notation the wish adds mantissa digits.
 * Below PRECISION_LAST an undecided digit answers SHOWN_NEEDS_PRECISION; at it, the undecided states. */
enum shown_state number_show(struct arithmetic *arithmetic, union cell a,
                             const struct digits *digits, int at_least_place, struct text *out);

enum rounding_mode {
    ROUND_HALF_UP,   /* ties away from zero, as number_show */
    ROUND_HALF_EVEN, /* ties to the even last digit */
    ROUND_TRUNCATE,  /* towards zero */
};

/* How a person who works by hand rounds what is written down. */
struct rounding {
    struct digits digits;
    enum rounding_mode mode;
};

/* `a` rounded to significant digits or decimal places: a rational (a ball only beyond 4,096 bits). Certified
 * arithmetic only. *state, unless NULL, says as for number_show whether a digit was lost and whether that is
 * proven. Below PRECISION_LAST an undecided digit is FAULT_PRECISION; at it, a ball around a boundary is taken
 * to lie on it, and one around 0 to be 0. Beyond the exponents of literals: FAULT_TOO_LARGE. */
union cell number_round(struct arithmetic *arithmetic, union cell a,
                        const struct rounding *rounding, enum shown_state *state);

/* Appends an exact value in full: as a decimal ("0.5") if that ends within `places` places, else as a fraction in
 * lowest terms ("-1/3"). number_fraction reads both. Certified arithmetic only. */
void number_show_fraction(struct arithmetic *arithmetic, union cell a, int places,
                          struct text *out);
union cell number_fraction(struct arithmetic *arithmetic, const char *text);

/* Appends an upper bound of |a| as "1.3e-1230", for what stayed undecided. */
void number_show_bound(struct arithmetic *arithmetic, union cell a, struct text *out);

/* Is the ball so narrow that what stays undecided at `digits` digits must be a coincidence (a zero or a tie in
 * disguise) and not lost precision: narrower than 20 digits more would need? Exact values are. */
bool number_is_sharp(struct arithmetic *arithmetic, union cell a, int digits);

enum nearest_state { NEAREST_FOUND, NEAREST_OUT_OF_RANGE, NEAREST_NEEDS_PRECISION };

/* The double nearest to the true value (ties to even). At the last precision an undecided case gives the
 * double nearest to the midpoint. OUT_OF_RANGE: overflows, or underflows to zero though not zero. */
enum nearest_state number_nearest_double(struct arithmetic *arithmetic, union cell a,
                                         double *nearest);

/* Appends the fewest digits that read back as the nearest double, as double_shortest; float32: that read back
 * as the same float, as float_shortest. Nothing is appended unless NEAREST_FOUND. */
enum nearest_state number_shortest(struct arithmetic *arithmetic, union cell a, struct text *out);

/* floor(log10 |a|), the place of the first digit. False: exact zero, or needs precision (*needs_precision). */
bool number_first_place(struct arithmetic *arithmetic, union cell a, int *place,
                        bool *needs_precision);

/* Appends `value` with the fewest digits that read back as the same double, in JSON's grammar: "0.1", "1e-7",
 * "-6.402524159581e-7", "8". Same notation rule as number_show with 17 digits. Finite values only. */
void double_shortest(double value, struct text *out);
/* The same for readers of floats: "0.1", where the double of that value has "0.10000000149011612". */
void float_shortest(float value, struct text *out);

/* Appends at least `count` significant digits of the certified enclosure, as "mid +/- radius": for dumps. The
 * shortest text of a float. */
void number_dump(struct arithmetic *arithmetic, union cell a, int count, struct text *out);

/* Is the decimal text `literal` equal to the value, or within `relative` (a double, e.g. 1e-19) of it times
 * |value|? Proven by balls; for floats by doubles. Used by tests against the oracle. */
bool number_agrees(struct arithmetic *arithmetic, union cell a, const char *literal,
                   double relative);

/* ---- jets ---- */

/* A jet is a function f of one variable x over an interval, center - half width to center + half width: balls
 * that contain f(x) and its Taylor coefficients f'(x)/1!, f''(x)/2!, f'''(x)/3! for every x of the interval.
 * Every operation above takes jets. Comparisons, max, min and abs that the whole interval does not decide set
 * FAULT_KINK, and so do divisors, roots and logarithms that may reach 0 there. What is shown or asked of a jet
 * is its value.
 *
 * By Taylor's theorem f'(x) = (f(x+h) - f(x-h))/(2h) - h^2 f'''(c)/6 for some c within h of x: an enclosure of
 * f' that no derivative enters but the third, and coefficient 3 over that interval is f'''(c)/6. */
#define JET_ORDER 3

/* The function x itself, and a constant one, from cells of a certified arithmetic. */
union cell number_jet_variable(struct arithmetic *jets, struct arithmetic *certified,
                               union cell center, union cell half_width);
union cell number_jet_constant(struct arithmetic *jets, struct arithmetic *certified,
                               union cell value);

/* Coefficient `order`, 0..JET_ORDER, as a cell of a certified arithmetic: some number of the ball, so that
 * whatever is computed from it encloses what it could be (number_compare, number_show_bound). A rational where
 * it is known exactly, else the same as no other value. */
union cell number_jet_coefficient(struct arithmetic *jets, union cell jet, int order,
                                  struct arithmetic *certified);

/* ---- intervals ---- */

/* A cell is all reals from low to high, and the result of an operation encloses its values at all numbers of its
 * operands at which it has one: log of [-1, 2] is [-inf, log 2], 1 divided by [-1, 2] is everything. Where it has a
 * value at none of them there is the usual fault; too large is none, an end is infinite. What doubles hold exactly
 * stays exact: 1*6 + 1*1 + 1 is [8, 8], 0.5 is [0.5, 0.5], 0.1 has two neighbours for its ends. Operands are
 * independent of each other, even if they are the same cell: a - a of [0, 1] is [-1, 1].
 *
 * number_compare is LESS or GREATER where all pairs are, EQUAL of one number and itself. Of what is printed and asked
 * above there are only number_same, number_is_exact(_zero) and number_dump: an interval has no digits to show. */

/* What a decimal literal means, by itself: one double, or the two around it. The text is one as for number_literal. */
struct interval literal_bounds(const char *text, size_t length);
/* The same of digits * 10^place; there may be none, which is 0. */
struct interval digits_bounds(const char *digits, size_t length, long place);

/* bounds as in struct interval */
union cell number_interval(struct arithmetic *arithmetic, struct interval bounds);
struct interval number_bounds(struct arithmetic *arithmetic, union cell a);

/* The least interval that contains both. */
union cell number_hull(struct arithmetic *arithmetic, union cell a, union cell b);

/* Has an operation since the last call met numbers of its operands at which it has no value, or is not continuous? If
 * not, and if no where() had values of both branches, a formula is a continuous function over the whole box. */
bool number_take_partial(struct arithmetic *arithmetic);

/* May a number of a compare so (LESS, EQUAL or GREATER) with one of b? */
bool number_may_compare(struct arithmetic *arithmetic, union cell a, union cell b,
                        enum comparison comparison);

#endif
