/* Results written as a person would: factors collected as powers, terms added up, common factors before sums,
 * fractions cancelled. What stands inside functions, exponents and denominators is the user's and stays as it is.
 *
 * A term is read as a monomial, coefficient * bases to whole exponents, and written again as one fraction.
 */
#include "expr/algebra.h"
#include "expr/memo.h"
#include <stdlib.h>

/* A rewriting: what has been collected, so that no part is a second time. */
struct collecting {
    struct arena *arena;
    struct memo done;
};

struct monomial {
    struct collecting *collecting;
    struct arena *arena;
    struct rational coefficient;
    struct expr_list bases;
    long *exponents; /* [bases.capacity], 0: the base has cancelled */
};

static const struct expr *collect(struct collecting *collecting, const struct expr *expr);

static void note_done(struct collecting *collecting, const struct expr *expr)
{
    if (!memo_get(&collecting->done, expr))
        memo_put(&collecting->done, expr, expr);
}

/* ---- monomials ---- */

#define EXPONENT_MOST 1000000L

static void monomial_open(struct monomial *monomial, struct collecting *collecting)
{
    *monomial = (struct monomial){
        .collecting = collecting, .arena = collecting->arena, .coefficient = {1, 1}};
}

static long *exponent_of(const struct monomial *monomial, const struct expr *base)
{
    for (size_t i = 0; i < monomial->bases.count; i++)
        if (expr_equal(monomial->bases.items[i], base))
            return &monomial->exponents[i];
    return NULL;
}

static void put_base(struct monomial *monomial, const struct expr *base, long exponent)
{
    long *known = exponent_of(monomial, base);
    if (known && labs(*known + exponent) <= EXPONENT_MOST) {
        *known += exponent;
        return;
    }
    size_t capacity = monomial->bases.capacity;
    expr_list_put(monomial->arena, &monomial->bases, base);
    if (monomial->bases.capacity > capacity) {
        long *exponents = arena_array(monomial->arena, monomial->bases.capacity, sizeof *exponents);
        for (size_t i = 0; i + 1 < monomial->bases.count; i++)
            exponents[i] = monomial->exponents[i];
        monomial->exponents = exponents;
    }
    monomial->exponents[monomial->bases.count - 1] = exponent;
}

/* False: it is no number, or too large a one. */
static bool put_number(struct monomial *monomial, const struct expr *expr, long sign)
{
    struct rational value, before = monomial->coefficient;
    if (!rational_from(expr, &value) || (sign < 0 && value.numerator == 0))
        return false;
    if (sign < 0)
        value = value.numerator < 0 ? (struct rational){-value.denominator, -value.numerator}
                                    : (struct rational){value.denominator, value.numerator};
    if (rational_multiply(&monomial->coefficient, value))
        return true;
    monomial->coefficient = before;
    return false;
}

/* f^3 with a whole number up there. */
static bool is_whole_power(const struct expr *expr, long *exponent)
{
    struct rational value;
    if (expr->kind != EXPR_POWER || !rational_from(expr->b, &value) || value.denominator != 1 ||
        labs(value.numerator) > EXPONENT_MOST)
        return false;
    *exponent = value.numerator;
    return true;
}

static void take(struct monomial *monomial, const struct expr *expr, long exponent);

static void take_chain(struct monomial *monomial, const struct expr *expr, long exponent)
{
    struct chain chain;
    const struct expr *operator;
    take(monomial, chain_first(&chain, expr), exponent);
    while ((operator= chain_next(&chain)))
        take(monomial, operator->b, operator->kind == EXPR_MULTIPLY ? exponent : - exponent);
}

static void take(struct monomial *monomial, const struct expr *expr, long exponent)
{
    long power;
    if (labs(exponent) == 1 && put_number(monomial, expr, exponent))
        return;
    if (labs(exponent) == 1 && expr->kind == EXPR_NEGATE) {
        monomial->coefficient.numerator = -monomial->coefficient.numerator;
        take(monomial, expr->a, exponent);
    } else if (labs(exponent) == 1 && is_multiplicative(expr)) {
        take_chain(monomial, expr, exponent);
    } else if (labs(exponent) == 1 && is_whole_power(expr, &power)) {
        put_base(monomial, expr->a, exponent * power);
    } else {
        const struct expr *collected = exponent > 0 ? collect(monomial->collecting, expr) : expr;
        bool leaf = collected == expr || is_additive(collected) || is_reduction(collected) ||
                    collected->kind == EXPR_WHERE;
        if (leaf)
            put_base(monomial, collected, exponent);
        else
            take(monomial, collected, exponent);
    }
}

/* The order of factors: numbers (deltas products put first by themselves), names, anything else, and last what takes
 * what follows as its own. */
enum { RANK_NUMBER, RANK_NAME, RANK_OTHER, RANK_REDUCTION };
static int rank(const struct expr *base)
{
    if (base->kind == EXPR_NUMBER)
        return RANK_NUMBER;
    if (base->kind == EXPR_NAME || base->kind == EXPR_INDEX || base->kind == EXPR_DELTA)
        return RANK_NAME;
    return is_reduction(base) ? RANK_REDUCTION : RANK_OTHER;
}

static void put_factors(const struct monomial *monomial, long sign, struct product *product)
{
    for (int turn = RANK_NUMBER; turn <= RANK_REDUCTION; turn++)
        for (size_t i = 0; i < monomial->bases.count; i++) {
            long exponent = sign * monomial->exponents[i];
            const struct expr *base = monomial->bases.items[i];
            if (exponent > 0 && rank(base) == turn)
                product_multiply(product, algebra_power(monomial->arena, base,
                                                        expr_integer(monomial->arena, exponent)));
        }
}

/* One fraction: (p*x) / (q*y); p/q*x where nothing else is below, x / q for p = 1. */
static const struct expr *monomial_write(const struct monomial *monomial)
{
    struct arena *arena = monomial->arena;
    struct product above, below;
    struct rational coefficient = monomial->coefficient;
    product_open(&above, arena);
    product_open(&below, arena);
    put_factors(monomial, 1, &above);
    put_factors(monomial, -1, &below);
    bool whole = below.factors.count == 0 && labs(coefficient.numerator) != 1;
    if (!whole && (above.factors.count > 0 || below.factors.count > 0)) {
        product_multiply(&below, expr_integer(arena, coefficient.denominator));
        coefficient.denominator = 1;
    }
    product_multiply(&above, rational_expr(arena, coefficient));
    const struct expr *divisor = product_close(&below), *dividend = product_close(&above);
    return is_literal(divisor, "1") ? dividend : expr_binary(arena, EXPR_DIVIDE, dividend, divisor);
}

static bool has_base(const struct monomial *monomial)
{
    for (size_t i = 0; i < monomial->bases.count; i++)
        if (monomial->exponents[i] != 0)
            return true;
    return false;
}

static bool same_bases(const struct monomial *a, const struct monomial *b)
{
    for (int turn = 0; turn < 2; turn++) {
        for (size_t i = 0; i < a->bases.count; i++) {
            const long *other = exponent_of(b, a->bases.items[i]);
            if (a->exponents[i] != (other ? *other : 0))
                return false;
        }
        const struct monomial *swapped = a;
        a = b;
        b = swapped;
    }
    return true;
}

/* ---- sums ---- */

/* More terms are not compared with each other. */
#define TERMS_MOST 64

struct polynomial {
    struct collecting *collecting;
    struct monomial terms[TERMS_MOST];
    size_t count;
    bool exceeded; /* there were more */
};

static void add_term(struct polynomial *sum, const struct monomial *term)
{
    for (size_t i = 0; i < sum->count; i++)
        if (same_bases(&sum->terms[i], term) &&
            rational_add(&sum->terms[i].coefficient, term->coefficient))
            return;
    sum->exceeded = sum->exceeded || sum->count == TERMS_MOST;
    if (!sum->exceeded)
        sum->terms[sum->count++] = *term;
}

static void read_term(struct polynomial *sum, const struct expr *expr, const struct rational *times)
{
    struct monomial term;
    monomial_open(&term, sum->collecting);
    term.coefficient = *times;
    take(&term, expr, 1);
    add_term(sum, &term);
}

static void read_terms(struct polynomial *sum, const struct expr *expr, struct rational times)
{
    struct chain chain;
    const struct expr *operator;
    struct rational minus = {-times.numerator, times.denominator};
    if (!is_additive(expr)) {
        read_term(sum, expr, &times);
        return;
    }
    read_term(sum, chain_first(&chain, expr), &times);
    while ((operator= chain_next(&chain)))
        read_term(sum, operator->b, operator->kind == EXPR_ADD ? &times : & minus);
}

static const struct expr *write_terms(const struct polynomial *polynomial)
{
    struct sum sum;
    sum_open(&sum, polynomial->collecting->arena);
    for (size_t i = 0; i < polynomial->count; i++)
        if (polynomial->terms[i].coefficient.numerator != 0)
            sum_add(&sum, monomial_write(&polynomial->terms[i]), false);
    return sum_close(&sum);
}

/* The sum in a term that is a number times it; NULL: the term is something else. */
static const struct expr *multiple_of_sum(const struct monomial *term)
{
    const struct expr *sum = NULL;
    for (size_t i = 0; i < term->bases.count; i++) {
        if (term->exponents[i] == 0)
            continue;
        if (sum || term->exponents[i] != 1 || !is_additive(term->bases.items[i]))
            return NULL;
        sum = term->bases.items[i];
    }
    return sum;
}

/* 6*(z - 1) - (3*z + 1) is 3*z - 7: multiplied out where that is shorter. */
static const struct expr *write_shortest(const struct polynomial *sum)
{
    const struct expr *plain = write_terms(sum);
    struct polynomial *flat = arena_alloc(sum->collecting->arena, sizeof *flat);
    bool any = false;
    flat->collecting = sum->collecting;
    for (size_t i = 0; i < sum->count; i++) {
        const struct expr *inner = multiple_of_sum(&sum->terms[i]);
        any = any || inner;
        if (inner)
            read_terms(flat, inner, sum->terms[i].coefficient);
        else
            add_term(flat, &sum->terms[i]);
    }
    if (!any || flat->exceeded)
        return plain;
    const struct expr *multiplied = write_terms(flat);
    size_t most = expr_size(plain, SIZE_MAX);
    return expr_size(multiplied, most) < most ? multiplied : plain;
}

/* How often the base stands in every term, 0 if it is not in all. */
static long common_exponent(const struct polynomial *sum, const struct expr *base)
{
    long least = EXPONENT_MOST;
    for (size_t i = 0; i < sum->count; i++) {
        const long *exponent = exponent_of(&sum->terms[i], base);
        if (!exponent || *exponent <= 0)
            return 0;
        least = *exponent < least ? *exponent : least;
    }
    return least;
}

/* z^2 + z and the like read well as they are. */
static bool is_of_names(const struct polynomial *sum)
{
    for (size_t i = 0; i < sum->count; i++)
        for (size_t b = 0; b < sum->terms[i].bases.count; b++)
            if (sum->terms[i].exponents[b] != 0 && rank(sum->terms[i].bases.items[b]) > RANK_NAME)
                return false;
    return true;
}

/* The factors that all terms share, taken from them. */
static struct monomial take_common(struct polynomial *sum)
{
    struct monomial common;
    monomial_open(&common, sum->collecting);
    if (sum->count < 2 || is_of_names(sum))
        return common;
    const struct monomial *first = &sum->terms[0];
    for (size_t b = 0; b < first->bases.count; b++) {
        long exponent = common_exponent(sum, first->bases.items[b]);
        if (exponent == 0)
            continue;
        put_base(&common, first->bases.items[b], exponent);
        for (size_t i = 0; i < sum->count; i++)
            *exponent_of(&sum->terms[i], common.bases.items[common.bases.count - 1]) -= exponent;
    }
    return common;
}

static void drop_zeros(struct polynomial *sum)
{
    size_t kept = 0;
    for (size_t i = 0; i < sum->count; i++)
        if (sum->terms[i].coefficient.numerator != 0)
            sum->terms[kept++] = sum->terms[i];
    sum->count = kept;
}

static const struct expr *collect_sum(struct collecting *collecting, const struct expr *expr)
{
    struct polynomial *sum = arena_alloc(collecting->arena, sizeof *sum);
    sum->collecting = collecting;
    read_terms(sum, expr, (struct rational){1, 1});
    if (sum->exceeded)
        return expr;
    drop_zeros(sum);
    struct monomial common = take_common(sum);
    const struct expr *rest = write_shortest(sum);
    if (!has_base(&common))
        return rest;
    note_done(collecting, rest);
    take(&common, rest, 1);
    return monomial_write(&common);
}

static const struct expr *collect_product(struct collecting *collecting, const struct expr *expr)
{
    struct monomial monomial;
    monomial_open(&monomial, collecting);
    take(&monomial, expr, 1);
    return monomial_write(&monomial);
}

static const struct expr *collect_anew(struct collecting *collecting, const struct expr *expr)
{
    struct expr copy = *expr;
    switch (expr->kind) {
    case EXPR_ADD:
    case EXPR_SUBTRACT:
        return collect_sum(collecting, expr);
    case EXPR_MULTIPLY:
    case EXPR_DIVIDE:
    case EXPR_NEGATE:
        return collect_product(collecting, expr);
    case EXPR_SUM:
    case EXPR_MEAN:
        return algebra_reduction(collecting->arena, expr, collect(collecting, expr->a));
    case EXPR_WHERE:
        copy.c = collect(collecting, expr->c);
        copy.d = collect(collecting, expr->d);
        return expr_copy(collecting->arena, &copy);
    default:
        return expr;
    }
}

static const struct expr *collect(struct collecting *collecting, const struct expr *expr)
{
    const struct expr *collected = memo_get(&collecting->done, expr);
    if (collected)
        return collected;
    collected = collect_anew(collecting, expr);
    if (!memo_get(&collecting->done, expr))
        memo_put(&collecting->done, expr, collected);
    note_done(collecting, collected);
    return collected;
}

const struct expr *expr_collect(struct arena *arena, const struct expr *expr)
{
    struct collecting collecting = {arena, {.arena = arena}};
    return collect(&collecting, expr);
}
