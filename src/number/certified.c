/* The certified arithmetic itself: its life, its generations, and how values come to be. What is
 * done with values is in certified_arithmetic.c, certified_functions.c and compare.c. */
#include "number/certified.h"

#include "base/arena.h"

static void release(void *object)
{
    struct certified *certified = object;
    for (size_t i = 0; i < certified->collected_capacity; i++)
        fraction_free(&certified->collected[i].scale);
    fmpz_clear(certified->integer);
    fraction_free(&certified->constant);
    arb_clear(&certified->ball);
    flint_cleanup();
}

struct certified *certified_open(struct arena *arena)
{
    struct certified *certified = arena_alloc(arena, sizeof *certified);
    fmpz_init(certified->integer);
    fraction_set_zero(&certified->constant);
    arb_init(&certified->ball);
    arena_defer(arena, release, certified);
    certified->generation = generation_open(arena);
    return certified;
}

static void restart(struct arithmetic *arithmetic)
{
    struct generation *old = arithmetic->certified->generation;
    arithmetic->certified->generation = generation_open(arithmetic->arena);
    generation_close(old);
}

static struct atom *move_atom(struct generation *next, struct atom *atom)
{
    if (atom == NULL || atom->moved != NULL)
        return atom == NULL ? NULL : atom->moved;
    struct atom *copy = pool_take(next->arena, &next->atoms, 1);
    arb_swap(&copy->ball, &atom->ball);
    copy->serial = atom->serial;
    copy->kind = atom->kind;
    copy->nonnegative = atom->nonnegative;
    atom->moved = copy;
    return copy;
}

static struct value *move_value(struct generation *next, const struct value *value)
{
    struct value *copy = pool_take(next->arena, &next->values, 1);
    fraction_set_zero(&copy->scale);
    fraction_set(&copy->scale, &value->scale);
    copy->atom = move_atom(next, value->atom);
    return copy;
}

/* The kept atoms lose their keys: the operands are gone, so no later operation can equal theirs. */
static void keep(struct arithmetic *arithmetic, union cell *cells, size_t count)
{
    struct generation *old = arithmetic->certified->generation;
    struct generation *next = generation_open(arithmetic->arena);
    for (size_t i = 0; i < count; i++)
        if (cells[i].value != NULL)
            cells[i].value = move_value(next, cells[i].value);
    arithmetic->certified->generation = next;
    generation_close(old);
}

/* ---- how values come to be ---- */

struct value *value_new(struct arithmetic *arithmetic)
{
    struct generation *generation = arithmetic->certified->generation;
    struct value *value = pool_take(generation->arena, &generation->values, 1);
    value->scale.den = 1;
    return value;
}

/* ball = scale * atom */
static void enclose(struct arithmetic *arithmetic, arb_ptr ball, const fmpq *scale,
                    const struct atom *atom)
{
    slong precision = arithmetic->precision;
    if (atom == NULL) {
        arb_set_fmpq(ball, scale, precision);
        return;
    }
    if (scale->num == -1)
        arb_neg(ball, &atom->ball);
    else
        arb_mul_fmpz(ball, &atom->ball, &scale->num, precision);
    if (scale->den != 1)
        arb_div_fmpz(ball, ball, &scale->den, precision);
}

void value_bury_scale(struct arithmetic *arithmetic, struct value *value)
{
    int sign = fmpz_sgn(&value->scale.num);
    fmpz_abs(&value->scale.num, &value->scale.num);
    struct term term = value_term(value);
    struct key key = {ATOM_SCALED, 1, &term, 0};
    struct atom *atom = atom_find(arithmetic, &key);
    if (atom == NULL) {
        atom = atom_new(arithmetic, &key);
        enclose(arithmetic, &atom->ball, &value->scale, value->atom);
        atom->nonnegative = value->atom == NULL || value->atom->nonnegative;
        atom_settle(arithmetic, atom);
    }
    fmpz_set_si(&value->scale.num, sign);
    fmpz_one(&value->scale.den);
    value->atom = atom;
}

union cell value_settle(struct arithmetic *arithmetic, struct value *value)
{
    if (value->scale.num == 0)
        value->atom = NULL;
    else if (fraction_too_long(&value->scale))
        value_bury_scale(arithmetic, value);
    return (union cell){.value = value};
}

union cell value_of_atom(struct arithmetic *arithmetic, struct atom *atom)
{
    struct value *value = value_new(arithmetic);
    value->scale.num = 1;
    value->atom = atom;
    return (union cell){.value = value};
}

union cell value_of_ball(struct arithmetic *arithmetic, arb_srcptr ball)
{
    const arf_struct *middle = arb_midref(ball);
    if (arb_is_exact(ball) && arf_cmpabs_2exp_si(middle, RATIONAL_BITS) < 0 &&
        (arf_is_zero(middle) || arf_cmpabs_2exp_si(middle, -RATIONAL_BITS) > 0)) {
        struct value *value = value_new(arithmetic);
        arf_get_fmpq(&value->scale, middle);
        return value_settle(arithmetic, value);
    }
    struct key key = {ATOM_GIVEN, 0, NULL, arithmetic->certified->last_serial};
    struct atom *atom = atom_new(arithmetic, &key);
    arb_set(&atom->ball, ball);
    atom_settle(arithmetic, atom);
    return value_of_atom(arithmetic, atom);
}

union cell value_fault(struct arithmetic *arithmetic, enum fault_kind fault)
{
    arithmetic_fault(arithmetic, fault);
    return (union cell){.value = value_new(arithmetic)};
}

union cell value_undecided(struct arithmetic *arithmetic, enum fault_kind fault)
{
    bool last = arithmetic->precision >= PRECISION_LAST;
    return value_fault(arithmetic, last ? fault : FAULT_PRECISION);
}

arb_srcptr value_ball(struct arithmetic *arithmetic, const struct value *value)
{
    if (value->atom != NULL && fraction_is_one(&value->scale))
        return &value->atom->ball;
    if (value->ball == NULL) {
        struct generation *generation = arithmetic->certified->generation;
        arb_ptr ball = pool_take(generation->arena, &generation->balls, 1);
        enclose(arithmetic, ball, &value->scale, value->atom);
        /* The value came from a pool of ours; only for the room's callers is it constant. */
        ((struct value *)value)->ball = ball;
    }
    return value->ball;
}

int value_sign(const struct value *value)
{
    int sign = fmpz_sgn(&value->scale.num);
    if (value->atom == NULL)
        return sign;
    if (arb_is_positive(&value->atom->ball))
        return sign;
    return arb_is_negative(&value->atom->ball) ? -sign : 2;
}

bool value_is_nonnegative(const struct value *value)
{
    int sign = fmpz_sgn(&value->scale.num);
    if (value->atom == NULL)
        return sign >= 0;
    return sign > 0 && (value->atom->nonnegative || arb_is_nonnegative(&value->atom->ball));
}

struct term value_term(const struct value *value)
{
    return (struct term){value->scale, value->atom};
}

struct term term_of_atom(struct atom *atom)
{
    return (struct term){{1, 1}, atom};
}

union cell certified_integer(struct arithmetic *arithmetic, long integer)
{
    struct value *value = value_new(arithmetic);
    fmpz_set_si(&value->scale.num, integer);
    return value_settle(arithmetic, value);
}

const struct operations certified_operations = {
    .restart = restart,
    .keep = keep,
    .literal = certified_literal,
    .integer = certified_integer,
    .pi = certified_pi,
    .add = certified_add,
    .subtract = certified_subtract,
    .multiply = certified_multiply,
    .divide = certified_divide,
    .power = certified_power,
    .maximum = certified_maximum,
    .minimum = certified_minimum,
    .negate = certified_negate,
    .sum = certified_sum,
    .apply = certified_apply,
    .compare = certified_compare,
    .is_exact_zero = certified_is_exact_zero,
    .is_exact = certified_is_exact,
    .same = certified_same,
    .show = certified_show,
    .show_bound = certified_show_bound,
    .is_sharp = certified_is_sharp,
    .nearest_double = certified_nearest_double,
    .shortest = certified_shortest,
    .first_place = certified_first_place,
    .dump = certified_dump,
    .agrees = certified_agrees,
};
