/* Fractions that stand inside other structures: the operations of fmpq by numerator and
 * denominator, which compilers can follow where they already looked into one of the two. Private to
 * the room. */
#ifndef NUMBER_FRACTION_H
#define NUMBER_FRACTION_H

#include "number/flint.h"
#include <stdbool.h>

/* Longer numerators or denominators become a ball. */
#define RATIONAL_BITS 4096

static inline bool fraction_is_small(const fmpq *q)
{
    return !COEFF_IS_MPZ(q->num) && !COEFF_IS_MPZ(q->den);
}

static inline bool fraction_is_one(const fmpq *q)
{
    return q->num == 1 && q->den == 1;
}

static inline bool fraction_too_long(const fmpq *q)
{
    return !fraction_is_small(q) &&
           (fmpz_bits(&q->num) > RATIONAL_BITS || fmpz_bits(&q->den) > RATIONAL_BITS);
}

static inline bool fraction_equal(const fmpq *a, const fmpq *b)
{
    return fmpz_equal(&a->num, &b->num) && fmpz_equal(&a->den, &b->den);
}

static inline int fraction_compare(const fmpq *a, const fmpq *b)
{
    return _fmpq_cmp(&a->num, &a->den, &b->num, &b->den);
}

static inline void fraction_set(fmpq *result, const fmpq *a)
{
    fmpz_set(&result->num, &a->num);
    fmpz_set(&result->den, &a->den);
}

static inline void fraction_set_zero(fmpq *result)
{
    fmpz_zero(&result->num);
    fmpz_one(&result->den);
}

static inline void fraction_swap(fmpq *a, fmpq *b)
{
    fmpq kept = *a;
    *a = *b;
    *b = kept;
}

static inline void fraction_free(fmpq *a)
{
    fmpz_clear(&a->num);
    fmpz_clear(&a->den);
}

static inline void fraction_add(fmpq *sum, const fmpq *a, const fmpq *b)
{
    _fmpq_add(&sum->num, &sum->den, &a->num, &a->den, &b->num, &b->den);
}

static inline void fraction_subtract(fmpq *difference, const fmpq *a, const fmpq *b)
{
    _fmpq_sub(&difference->num, &difference->den, &a->num, &a->den, &b->num, &b->den);
}

static inline void fraction_multiply(fmpq *product, const fmpq *a, const fmpq *b)
{
    _fmpq_mul(&product->num, &product->den, &a->num, &a->den, &b->num, &b->den);
}

static inline void fraction_divide(fmpq *quotient, const fmpq *a, const fmpq *b)
{
    _fmpq_div(&quotient->num, &quotient->den, &a->num, &a->den, &b->num, &b->den);
}

#endif
