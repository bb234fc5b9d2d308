/* Sums, products and quotients of certified values.
 *
 * Rationals stay rationals. Otherwise the rational factors are moved to the scale of the result,
 * and what remains is looked up by its key; a ball is computed only for an operation not met
 * before. A result is opaque: sums and products are not flattened across operations.
 */
#include "number/certified.h"

#include "base/arena.h"
#include <stdlib.h>

static void multiply_scales(fmpq *product, const fmpq *a, const fmpq *b)
{
    if (fraction_is_one(a))
        fraction_set(product, b);
    else if (fraction_is_one(b))
        fraction_set(product, a);
    else
        fraction_multiply(product, a, b);
}

/* ---- products ---- */

static struct atom *product_of_atoms(struct arithmetic *arithmetic, struct atom *a, struct atom *b)
{
    if (a->serial > b->serial) {
        struct atom *exchanged = a;
        a = b;
        b = exchanged;
    }
    struct term terms[2] = {term_of_atom(a), term_of_atom(b)};
    struct key key = {ATOM_PRODUCT, 2, terms, 0};
    struct atom *atom = atom_find(arithmetic, &key);
    if (atom != NULL)
        return atom;
    atom = atom_new(arithmetic, &key);
    arb_mul(&atom->ball, &a->ball, &b->ball, arithmetic->precision);
    atom->nonnegative = a == b || (a->nonnegative && b->nonnegative);
    atom_settle(arithmetic, atom);
    return atom;
}

union cell certified_multiply(struct arithmetic *arithmetic, union cell a, union cell b)
{
    const struct value *x = a.value, *y = b.value;
    struct value *product = value_new(arithmetic);
    multiply_scales(&product->scale, &x->scale, &y->scale);
    if (x->atom == NULL || y->atom == NULL)
        product->atom = x->atom != NULL ? x->atom : y->atom;
    else
        product->atom = product_of_atoms(arithmetic, x->atom, y->atom);
    return value_settle(arithmetic, product);
}

/* ---- quotients ---- */

/* a / b; a NULL: 1 / b. The ball of b does not contain 0. */
static struct atom *quotient_of_atoms(struct arithmetic *arithmetic, struct atom *a, struct atom *b)
{
    struct term terms[2] = {term_of_atom(a), term_of_atom(b)};
    struct key key = {ATOM_QUOTIENT, 2, terms, 0};
    struct atom *atom = atom_find(arithmetic, &key);
    if (atom != NULL)
        return atom;
    atom = atom_new(arithmetic, &key);
    if (a == NULL)
        arb_inv(&atom->ball, &b->ball, arithmetic->precision);
    else
        arb_div(&atom->ball, &a->ball, &b->ball, arithmetic->precision);
    atom->nonnegative = (a == NULL || a->nonnegative) && b->nonnegative;
    atom_settle(arithmetic, atom);
    return atom;
}

union cell certified_divide(struct arithmetic *arithmetic, union cell a, union cell b)
{
    const struct value *x = a.value, *y = b.value;
    if (y->scale.num == 0)
        return value_fault(arithmetic, FAULT_DIVISION_BY_ZERO);
    if (y->atom != NULL && arb_contains_zero(&y->atom->ball))
        return value_undecided(arithmetic, FAULT_DIVISION_BY_ZERO);
    struct value *quotient = value_new(arithmetic);
    if (fraction_is_one(&y->scale))
        fraction_set(&quotient->scale, &x->scale);
    else
        fraction_divide(&quotient->scale, &x->scale, &y->scale);
    if (quotient->scale.num == 0 || y->atom == NULL)
        quotient->atom = x->atom;
    else if (x->atom != y->atom)
        quotient->atom = quotient_of_atoms(arithmetic, x->atom, y->atom);
    return value_settle(arithmetic, quotient);
}

/* ---- sums ---- */

static void reserve(struct arithmetic *arithmetic, size_t count)
{
    if (count > arithmetic->certified->summands_capacity) {
        size_t capacity = count < 32 ? 32 : 2 * count;
        arithmetic->certified->summands =
            arena_array(arithmetic->arena, capacity, sizeof *arithmetic->certified->summands);
        arithmetic->certified->summands_capacity = capacity;
    }
    if (count > arithmetic->certified->collected_capacity) {
        size_t capacity = arithmetic->certified->summands_capacity;
        struct term *terms = arena_array(arithmetic->arena, capacity, sizeof *terms);
        size_t old = arithmetic->certified->collected_capacity;
        if (old > 0) /* the FLINT parts move with their bytes */
            memcpy(terms, arithmetic->certified->collected, old * sizeof *terms);
        for (size_t i = old; i < capacity; i++)
            fraction_set_zero(&terms[i].scale);
        arithmetic->certified->collected = terms;
        arithmetic->certified->collected_capacity = capacity;
    }
}

static int by_serial(const void *a, const void *b)
{
    uint64_t x = (*(const struct value *const *)a)->atom->serial;
    uint64_t y = (*(const struct value *const *)b)->atom->serial;
    return (x > y) - (x < y);
}

/* Most sums come in order or nearly so, which insertion is quick at. */
static void sort_by_serial(const struct value **values, size_t count)
{
    if (count > 64) {
        qsort(values, count, sizeof *values, by_serial);
        return;
    }
    for (size_t i = 1; i < count; i++) {
        const struct value *value = values[i];
        size_t j = i;
        for (; j > 0 && values[j - 1]->atom->serial > value->atom->serial; j--)
            values[j] = values[j - 1];
        values[j] = value;
    }
}

/* Moves the constant, grown too long, among the summands; the sum goes on from 0. */
static size_t bury_constant(struct arithmetic *arithmetic, size_t summands)
{
    struct value *value = value_new(arithmetic);
    fraction_swap(&value->scale, &arithmetic->certified->constant);
    arithmetic->certified->summands[summands++] = value_settle(arithmetic, value).value;
    return summands;
}

/* Parts the terms into arithmetic->certified->constant and arithmetic->certified->summands; the number of the latter. */
static size_t part_terms(struct arithmetic *arithmetic, const union cell *terms, size_t count)
{
    fmpq *constant = &arithmetic->certified->constant;
    size_t summands = 0;
    fraction_set_zero(constant);
    for (size_t i = 0; i < count; i++) {
        const struct value *value = terms[i].value;
        if (value->atom != NULL)
            arithmetic->certified->summands[summands++] = value;
        else if (constant->num == 0)
            fraction_set(constant, &value->scale);
        else
            fraction_add(constant, constant, &value->scale);
        if (fraction_too_long(constant))
            summands = bury_constant(arithmetic, summands);
    }
    return summands;
}

/* Adds the scales of equal atoms; terms that thereby vanish are dropped. The rest, by serial, is in
 * arithmetic->certified->collected from index 1 on: index 0 is for the constant. */
static size_t collect(struct arithmetic *arithmetic, size_t summands)
{
    const struct value **values = arithmetic->certified->summands;
    sort_by_serial(values, summands);
    size_t count = 1;
    for (size_t i = 0; i < summands;) {
        struct term *term = &arithmetic->certified->collected[count];
        term->atom = values[i]->atom;
        fraction_set(&term->scale, &values[i]->scale);
        for (i++; i < summands && values[i]->atom == term->atom; i++)
            fraction_add(&term->scale, &term->scale, &values[i]->scale);
        count += term->scale.num != 0;
    }
    return count;
}

/* The least common denominator, in arithmetic->certified->integer; false if it is too long to be useful. */
static bool find_denominator(struct arithmetic *arithmetic, const struct term *terms, size_t count)
{
    fmpz *common = arithmetic->certified->integer;
    fmpz_one(common);
    for (size_t i = 0; i < count; i++) {
        if (terms[i].scale.den != 1)
            fmpz_lcm(common, common, &terms[i].scale.den);
        if (fmpz_bits(common) > RATIONAL_BITS)
            return false;
    }
    return true;
}

/* Has every scale that is not an integer moved into an atom, and collects again. */
static size_t bury_fractions(struct arithmetic *arithmetic, size_t count)
{
    size_t summands = 0;
    for (size_t i = 0; i < count; i++) {
        struct term *term = &arithmetic->certified->collected[i];
        if (term->scale.num == 0)
            continue;
        struct value *value = value_new(arithmetic);
        fraction_swap(&value->scale, &term->scale);
        value->atom = term->atom;
        if (value->atom == NULL || value->scale.den != 1)
            value_bury_scale(arithmetic, value);
        fraction_set_zero(&term->scale);
        arithmetic->certified->summands[summands++] = value;
    }
    fmpz_one(arithmetic->certified->integer);
    return collect(arithmetic, summands);
}

/* Multiplies the terms by the common denominator. */
static void clear_denominators(const fmpz *common, struct term *terms, size_t count)
{
    if (*common == 1)
        return;
    for (size_t i = 0; i < count; i++) {
        fmpq *scale = &terms[i].scale;
        if (scale->den == 1) {
            fmpz_mul(&scale->num, &scale->num, common);
            continue;
        }
        fmpz_divexact(&scale->den, common, &scale->den);
        fmpz_mul(&scale->num, &scale->num, &scale->den);
        fmpz_one(&scale->den);
    }
}

/* Divides the integer terms by their greatest common divisor with the sign of the first atom's, so
 * that proportional sums are one atom. The divisor goes to `divisor`. */
static void make_primitive(struct term *terms, size_t count, fmpz *divisor)
{
    fmpz_set(divisor, &terms[1].scale.num);
    for (size_t i = 0; i < count && !fmpz_is_pm1(divisor); i++)
        fmpz_gcd(divisor, divisor, &terms[i].scale.num);
    if (fmpz_sgn(divisor) != fmpz_sgn(&terms[1].scale.num))
        fmpz_neg(divisor, divisor);
    if (*divisor == -1)
        for (size_t i = 0; i < count; i++)
            fmpz_neg(&terms[i].scale.num, &terms[i].scale.num);
    else if (*divisor != 1)
        for (size_t i = 0; i < count; i++)
            fmpz_divexact(&terms[i].scale.num, &terms[i].scale.num, divisor);
}

static void add_up(struct arithmetic *arithmetic, struct atom *sum)
{
    slong precision = arithmetic->precision;
    arb_ptr ball = &sum->ball;
    const struct term *terms = sum->terms;
    sum->nonnegative = fmpz_sgn(&terms[0].scale.num) >= 0;
    arb_set_fmpz(ball, &terms[0].scale.num);
    for (size_t i = 1; i < sum->count; i++) {
        const fmpz *factor = &terms[i].scale.num;
        arb_srcptr term = &terms[i].atom->ball;
        if (*factor == 1)
            arb_add(ball, ball, term, precision);
        else if (*factor == -1)
            arb_sub(ball, ball, term, precision);
        else
            arb_addmul_fmpz(ball, term, factor, precision);
        sum->nonnegative &= fmpz_sgn(factor) > 0 && terms[i].atom->nonnegative;
    }
}

/* The sum of the collected terms with the constant; the factor taken out is its scale. */
static union cell sum_of_terms(struct arithmetic *arithmetic, size_t count)
{
    struct term *terms = arithmetic->certified->collected;
    struct value *value = value_new(arithmetic);
    clear_denominators(arithmetic->certified->integer, terms, count);
    make_primitive(terms, count, &value->scale.num);
    fmpz_set(&value->scale.den, arithmetic->certified->integer);
    struct key key = {ATOM_SUM, count, terms, 0};
    value->atom = atom_find(arithmetic, &key);
    if (value->atom == NULL) {
        value->atom = atom_new(arithmetic, &key);
        add_up(arithmetic, value->atom);
        atom_settle(arithmetic, value->atom);
    }
    return value_settle(arithmetic, value);
}

/* What is left of a sum when it has no two terms. */
static union cell sum_of_one(struct arithmetic *arithmetic, const struct term *term)
{
    struct value *value = value_new(arithmetic);
    fraction_set(&value->scale, &term->scale);
    value->atom = term->atom;
    return value_settle(arithmetic, value);
}

union cell certified_sum(struct arithmetic *arithmetic, const union cell *terms, size_t count)
{
    reserve(arithmetic, count + 1);
    struct term *constant = &arithmetic->certified->collected[0];
    size_t collected = collect(arithmetic, part_terms(arithmetic, terms, count));
    fraction_swap(&constant->scale, &arithmetic->certified->constant);
    constant->atom = NULL;
    if (collected > 1 && !find_denominator(arithmetic, constant, collected))
        collected = bury_fractions(arithmetic, collected);
    if (collected == 1)
        return sum_of_one(arithmetic, constant);
    if (collected == 2 && constant->scale.num == 0)
        return sum_of_one(arithmetic, constant + 1);
    return sum_of_terms(arithmetic, collected);
}

union cell certified_add(struct arithmetic *arithmetic, union cell a, union cell b)
{
    if (a.value->atom != b.value->atom)
        return certified_sum(arithmetic, (union cell[]){a, b}, 2);
    struct value *sum = value_new(arithmetic);
    fraction_add(&sum->scale, &a.value->scale, &b.value->scale);
    sum->atom = a.value->atom;
    return value_settle(arithmetic, sum);
}

union cell certified_negate(struct arithmetic *arithmetic, union cell a)
{
    struct value *negative = value_new(arithmetic);
    fmpz_neg(&negative->scale.num, &a.value->scale.num);
    fmpz_set(&negative->scale.den, &a.value->scale.den);
    negative->atom = a.value->atom;
    return (union cell){.value = negative};
}

union cell certified_subtract(struct arithmetic *arithmetic, union cell a, union cell b)
{
    if (a.value->atom != b.value->atom)
        return certified_sum(arithmetic, (union cell[]){a, certified_negate(arithmetic, b)}, 2);
    struct value *difference = value_new(arithmetic);
    fraction_subtract(&difference->scale, &a.value->scale, &b.value->scale);
    difference->atom = a.value->atom;
    return value_settle(arithmetic, difference);
}
