/* What the tests of numbers share: an arithmetic of the test's own process, short names, and a
 * slow, independent way to print a rational by the rules of number.h. */
#ifndef TESTS_NUMBER_SUPPORT_H
#define TESTS_NUMBER_SUPPORT_H

#include "base/arena.h"
#include "number/flint.h"
#include "number/number.h"
#include <criterion/criterion.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>

/* Criterion runs each test in a process of its own. */
static struct exhaustion exhaustion;
static struct arena *arena;
static struct arithmetic *arithmetic;
static struct text shown;

static inline void open_arithmetic(void)
{
    if (setjmp(exhaustion.resume))
        cr_assert_fail("memory ran out");
    arena = arena_open(&exhaustion);
    arithmetic = arithmetic_open(arena, ARITHMETIC_CERTIFIED, PRECISION_FIRST);
    text_open(&shown, arena);
}

static inline void close_arithmetic(void)
{
    arena_close(arena);
}

static inline union cell literal(const char *text)
{
    return number_literal(arithmetic, text, strlen(text));
}

static inline union cell apply(enum function function, union cell a)
{
    return number_apply(arithmetic, function, a);
}

static inline union cell exp_of(const char *text)
{
    return apply(FUNCTION_EXP, literal(text));
}

static inline union cell product(union cell a, union cell b)
{
    return number_multiply(arithmetic, a, b);
}

static inline union cell difference(union cell a, union cell b)
{
    return number_subtract(arithmetic, a, b);
}

/* The text in `shown`; its state in *state unless NULL. */
static inline const char *show_at(union cell a, struct digits digits, int at_least_place,
                                  enum shown_state *state)
{
    text_clear(&shown);
    enum shown_state answer = number_show(arithmetic, a, &digits, at_least_place, &shown);
    if (state != NULL)
        *state = answer;
    return shown.bytes;
}

static inline const char *show(union cell a, int significant)
{
    return show_at(a, (struct digits){DIGITS_SIGNIFICANT, significant}, INT_MAX, NULL);
}

static inline const char *show_places(union cell a, int places)
{
    return show_at(a, (struct digits){DIGITS_DECIMALS, places}, INT_MAX, NULL);
}

static inline uint64_t random_bits(uint64_t *state)
{
    *state += UINT64_C(0x9e3779b97f4a7c15); /* splitmix64 (Steele, Lea, Flood 2014) */
    uint64_t z = *state;
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

/* ---- the slow way to print ---- */

static inline long slow_last(struct digits digits, int at_least_place, long first)
{
    long last = first - digits.count + 1;
    if (digits.kind == DIGITS_DECIMALS)
        last = first > 21 ? first - 21 - digits.count : -digits.count;
    return at_least_place < last ? at_least_place : last;
}

/* q := |x| * 10^-last to the nearest integer, ties up. True if that is exact. */
static inline bool slow_quotient(fmpz_t q, const fmpq_t x, long last)
{
    fmpq_t y, ten;
    fmpq_init(y);
    fmpq_init(ten);
    fmpq_set_si(ten, 10, 1);
    fmpq_pow_si(ten, ten, -last);
    fmpq_abs(y, x);
    fmpq_mul(y, y, ten);
    bool exact = fmpz_is_one(fmpq_denref(y));
    fmpz_mul_2exp(fmpq_numref(y), fmpq_numref(y), 1);
    fmpz_add(fmpq_numref(y), fmpq_numref(y), fmpq_denref(y));
    fmpz_mul_2exp(fmpq_denref(y), fmpq_denref(y), 1);
    fmpz_fdiv_q(q, fmpq_numref(y), fmpq_denref(y));
    fmpq_clear(y);
    fmpq_clear(ten);
    return exact;
}

static inline long slow_first(const fmpq_t x)
{
    fmpq_t y;
    fmpq_init(y);
    fmpq_abs(y, x);
    long first = 0;
    for (; fmpz_cmp(fmpq_numref(y), fmpq_denref(y)) < 0; first--)
        fmpz_mul_ui(fmpq_numref(y), fmpq_numref(y), 10);
    for (;; first++) {
        fmpz_mul_ui(fmpq_denref(y), fmpq_denref(y), 10);
        if (fmpz_cmp(fmpq_numref(y), fmpq_denref(y)) < 0)
            break;
    }
    fmpq_clear(y);
    return first;
}

/* Writes place by place: the digit at place p is digits[first - p]. */
static inline void slow_places(char *out, const char *digits, long first, long from, long to,
                               long point)
{
    long length = (long)strlen(digits);
    for (long place = from; place >= to; place--) {
        long i = first - place;
        *out++ = i < 0 || i >= length ? '0' : digits[i];
        if (place == point && place > to)
            *out++ = '.';
    }
    *out = '\0';
}

/* True if exact. `x` is not 0; `out` is large. */
static inline bool slow_show(char *out, const fmpq_t x, struct digits wanted, int at_least_place)
{
    fmpz_t q;
    fmpz_init(q);
    long first = slow_first(x), last = slow_last(wanted, at_least_place, first);
    bool exact = slow_quotient(q, x, last);
    char *digits = fmpz_get_str(NULL, 10, q);
    if (!fmpz_is_zero(q) && last + (long)strlen(digits) - 1 > first) {
        first++;
        last = slow_last(wanted, at_least_place, first);
        slow_quotient(q, x, last);
        flint_free(digits);
        digits = fmpz_get_str(NULL, 10, q);
    }
    bool zero = fmpz_is_zero(q);
    if (exact)
        for (size_t n = strlen(digits); n > 1 && digits[n - 1] == '0'; last++)
            digits[--n] = '\0';
    if (!zero && fmpq_sgn(x) < 0)
        *out++ = '-';
    long limit = wanted.kind == DIGITS_DECIMALS ? 21 : wanted.count > 6 ? wanted.count : 6;
    first = last + (long)strlen(digits) - 1;
    if (!zero && (first >= limit || (first < -4 && wanted.kind == DIGITS_SIGNIFICANT))) {
        slow_places(out, digits, first, first, last, first);
        sprintf(out + strlen(out), "e%ld", first);
    } else {
        slow_places(out, digits, first, first > 0 ? first : 0, last < 0 ? last : 0, 0);
    }
    flint_free(digits);
    fmpz_clear(q);
    return exact;
}

#endif
