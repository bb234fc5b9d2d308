/* The arithmetic of jets: its life, sums, products, comparisons, and what others see of a jet. Quotients,
 * functions and powers are in jet_functions.c. */
#include "number/jet.h"

#include "base/arena.h"
#include "number/certified.h"

/* ---- its life ---- */

static void clear_jet(void *item)
{
    struct jet *jet = item;
    for (int k = 0; k < JET_COEFFICIENTS; k++)
        arb_clear(&jet->coefficients[k]);
}

static void release_cells(void *object)
{
    pool_clear(&((struct jet_cells *)object)->jets);
}

static struct jet_cells *cells_open(struct arena *parent)
{
    struct arena *arena = arena_child(parent);
    struct jet_cells *cells = arena_alloc(arena, sizeof *cells);
    *cells = (struct jet_cells){arena, {NULL, sizeof(struct jet), clear_jet}};
    arena_defer(arena, release_cells, cells);
    return cells;
}

static void release(void *object)
{
    struct jets *jets = object;
    for (int k = 0; k < JET_COEFFICIENTS; k++)
        arb_clear(&jets->taylor[k]);
    arb_clear(&jets->scratch[0]);
    arb_clear(&jets->scratch[1]);
}

struct jets *jets_open(struct arena *arena, unsigned bits)
{
    struct jets *jets = arena_alloc(arena, sizeof *jets);
    for (int k = 0; k < JET_COEFFICIENTS; k++)
        arb_init(&jets->taylor[k]);
    arb_init(&jets->scratch[0]);
    arb_init(&jets->scratch[1]);
    arena_defer(arena, release, jets);
    jets->certified = arithmetic_open(arena, ARITHMETIC_CERTIFIED, bits);
    jets->cells = cells_open(arena);
    return jets;
}

static void restart(struct arithmetic *arithmetic)
{
    struct jets *jets = arithmetic->jets;
    arithmetic_restart(jets->certified, arithmetic->precision);
    struct jet_cells *old = jets->cells;
    jets->cells = cells_open(arithmetic->arena);
    arena_close(old->arena);
}

static const struct jet *move_jet(struct jet_cells *next, const struct jet *jet)
{
    if (jet->moved != NULL)
        return jet->moved;
    struct jet *copy = pool_take(next->arena, &next->jets, 1);
    for (int k = 0; k < JET_COEFFICIENTS; k++)
        arb_set(&copy->coefficients[k], &jet->coefficients[k]);
    /* It came from a pool of ours; only for the room's callers is it constant. */
    ((struct jet *)jet)->moved = copy;
    return copy;
}

static void keep(struct arithmetic *arithmetic, union cell *cells, size_t count)
{
    struct jets *jets = arithmetic->jets;
    arithmetic_keep(jets->certified, NULL, 0);
    struct jet_cells *old = jets->cells, *next = cells_open(arithmetic->arena);
    for (size_t i = 0; i < count; i++)
        if (cells[i].jet != NULL)
            cells[i].jet = move_jet(next, cells[i].jet);
    jets->cells = next;
    arena_close(old->arena);
}

/* ---- how jets come to be ---- */

struct jet *jet_new(struct arithmetic *arithmetic)
{
    struct jet_cells *cells = arithmetic->jets->cells;
    return pool_take(cells->arena, &cells->jets, 1);
}

union cell jet_fault(struct arithmetic *arithmetic, enum fault_kind fault)
{
    arithmetic_fault(arithmetic, fault);
    return (union cell){.jet = jet_new(arithmetic)};
}

union cell jet_settle(struct arithmetic *arithmetic, const struct jet *jet)
{
    for (int k = 0; k < JET_COEFFICIENTS; k++)
        if (!arb_is_finite(&jet->coefficients[k]))
            return jet_fault(arithmetic, FAULT_TOO_LARGE);
    return (union cell){.jet = jet};
}

union cell number_jet_constant(struct arithmetic *arithmetic, struct arithmetic *certified,
                               union cell value)
{
    struct jet *jet = jet_new(arithmetic);
    arb_set(&jet->coefficients[0], value_ball(certified, value.value));
    return jet_settle(arithmetic, jet);
}

union cell number_jet_variable(struct arithmetic *arithmetic, struct arithmetic *certified,
                               union cell center, union cell half_width)
{
    struct jet *jet = jet_new(arithmetic);
    arb_set(&jet->coefficients[0], value_ball(certified, center.value));
    arb_add_error(&jet->coefficients[0], value_ball(certified, half_width.value));
    arb_one(&jet->coefficients[1]);
    return jet_settle(arithmetic, jet);
}

/* A constant that the inner arithmetic made, with its fault if it could not. */
static union cell adopt(struct arithmetic *arithmetic, union cell constant)
{
    struct arithmetic *certified = arithmetic->jets->certified;
    enum fault_kind fault = number_take_fault(certified);
    if (fault != FAULT_NONE)
        return jet_fault(arithmetic, fault);
    return number_jet_constant(arithmetic, certified, constant);
}

static union cell literal(struct arithmetic *arithmetic, const char *text, size_t length)
{
    return adopt(arithmetic, certified_literal(arithmetic->jets->certified, text, length));
}

static union cell integer(struct arithmetic *arithmetic, long value)
{
    struct jet *jet = jet_new(arithmetic);
    arb_set_si(&jet->coefficients[0], value);
    return (union cell){.jet = jet};
}

static union cell pi(struct arithmetic *arithmetic)
{
    return adopt(arithmetic, certified_pi(arithmetic->jets->certified));
}

/* ---- combining ---- */

static union cell add(struct arithmetic *arithmetic, union cell a, union cell b)
{
    struct jet *sum = jet_new(arithmetic);
    for (int k = 0; k < JET_COEFFICIENTS; k++)
        arb_add(&sum->coefficients[k], &a.jet->coefficients[k], &b.jet->coefficients[k],
                arithmetic->precision);
    return jet_settle(arithmetic, sum);
}

static union cell subtract(struct arithmetic *arithmetic, union cell a, union cell b)
{
    struct jet *difference = jet_new(arithmetic);
    if (a.jet == b.jet)
        return (union cell){.jet = difference};
    for (int k = 0; k < JET_COEFFICIENTS; k++)
        arb_sub(&difference->coefficients[k], &a.jet->coefficients[k], &b.jet->coefficients[k],
                arithmetic->precision);
    return jet_settle(arithmetic, difference);
}

static union cell sum(struct arithmetic *arithmetic, const union cell *terms, size_t count)
{
    struct jet *total = jet_new(arithmetic);
    for (size_t i = 0; i < count; i++)
        for (int k = 0; k < JET_COEFFICIENTS; k++)
            arb_add(&total->coefficients[k], &total->coefficients[k],
                    &terms[i].jet->coefficients[k], arithmetic->precision);
    return jet_settle(arithmetic, total);
}

static union cell negate(struct arithmetic *arithmetic, union cell a)
{
    struct jet *negative = jet_new(arithmetic);
    for (int k = 0; k < JET_COEFFICIENTS; k++)
        arb_neg(&negative->coefficients[k], &a.jet->coefficients[k]);
    return (union cell){.jet = negative};
}

static union cell multiply(struct arithmetic *arithmetic, union cell a, union cell b)
{
    struct jet *product = jet_new(arithmetic);
    for (int k = 0; k < JET_COEFFICIENTS; k++)
        arb_dot(&product->coefficients[k], NULL, 0, a.jet->coefficients, 1, b.jet->coefficients + k,
                -1, k + 1, arithmetic->precision);
    return jet_settle(arithmetic, product);
}

bool jet_is_constant(const struct jet *jet)
{
    for (int k = 1; k < JET_COEFFICIENTS; k++)
        if (!arb_is_zero(&jet->coefficients[k]))
            return false;
    return true;
}

/* With t the Taylor coefficients and x = x0 + x1 h + ...:
 * t0, t1 x1, t1 x2 + t2 x1^2, t1 x3 + 2 t2 x1 x2 + t3 x1^3 (Faà di Bruno). */
void jet_compose(struct arithmetic *arithmetic, struct jet *jet, const struct jet *x)
{
    slong precision = arithmetic->precision;
    arb_srcptr t = arithmetic->jets->taylor, u = x->coefficients;
    arb_ptr f = jet->coefficients, power = &arithmetic->jets->scratch[0];
    arb_set(f, t);
    if (jet_is_constant(x)) /* where derivatives need not exist: sqrt 0 */
        return;
    for (int k = 1; k < JET_COEFFICIENTS; k++)
        arb_mul(f + k, t + 1, u + k, precision);
    arb_mul(power, u + 1, u + 1, precision);
    arb_addmul(f + 2, t + 2, power, precision);
    arb_mul(power, power, u + 1, precision);
    arb_addmul(f + 3, t + 3, power, precision);
    arb_mul(power, u + 1, u + 2, precision);
    arb_mul_2exp_si(power, power, 1);
    arb_addmul(f + 3, t + 2, power, precision);
}

/* ---- asking ---- */

static bool is_exact(struct arithmetic *arithmetic, union cell a)
{
    (void)arithmetic;
    for (int k = 0; k < JET_COEFFICIENTS; k++)
        if (!arb_is_exact(&a.jet->coefficients[k]))
            return false;
    return true;
}

static bool is_exact_zero(struct arithmetic *arithmetic, union cell a)
{
    (void)arithmetic;
    return arb_is_zero(a.jet->coefficients) && jet_is_constant(a.jet);
}

static bool same(struct arithmetic *arithmetic, union cell a, union cell b)
{
    if (a.jet == b.jet)
        return true;
    for (int k = 0; k < JET_COEFFICIENTS; k++)
        if (!arb_equal(&a.jet->coefficients[k], &b.jet->coefficients[k]))
            return false;
    return is_exact(arithmetic, a) && jet_is_constant(a.jet);
}

/* Over the whole interval. Where the order changes inside, a branch would be a guess: a fault. */
static enum comparison compare(struct arithmetic *arithmetic, union cell a, union cell b)
{
    if (arb_lt(a.jet->coefficients, b.jet->coefficients))
        return LESS;
    if (arb_gt(a.jet->coefficients, b.jet->coefficients))
        return GREATER;
    if (same(arithmetic, a, b))
        return EQUAL;
    arithmetic_fault(arithmetic, FAULT_KINK);
    return UNDECIDED;
}

static union cell maximum(struct arithmetic *arithmetic, union cell a, union cell b)
{
    return compare(arithmetic, a, b) == LESS ? b : a;
}

static union cell minimum(struct arithmetic *arithmetic, union cell a, union cell b)
{
    return compare(arithmetic, a, b) == GREATER ? b : a;
}

/* ---- what others see ---- */

union cell number_jet_coefficient(struct arithmetic *arithmetic, union cell jet, int order,
                                  struct arithmetic *certified)
{
    (void)arithmetic;
    return value_of_ball(certified, &jet.jet->coefficients[order]);
}

/* The value, without its derivatives, in the inner arithmetic. */
static union cell value_of(struct arithmetic *arithmetic, union cell a)
{
    return value_of_ball(arithmetic->jets->certified, a.jet->coefficients);
}

static enum shown_state show(struct arithmetic *arithmetic, union cell a,
                             const struct digits *digits, int at_least_place, struct text *out)
{
    return certified_show(arithmetic->jets->certified, value_of(arithmetic, a), digits,
                          at_least_place, out);
}

static void show_bound(struct arithmetic *arithmetic, union cell a, struct text *out)
{
    certified_show_bound(arithmetic->jets->certified, value_of(arithmetic, a), out);
}

static bool is_sharp(struct arithmetic *arithmetic, union cell a, int digits)
{
    return certified_is_sharp(arithmetic->jets->certified, value_of(arithmetic, a), digits);
}

static enum nearest_state nearest_double(struct arithmetic *arithmetic, union cell a,
                                         double *nearest)
{
    return certified_nearest_double(arithmetic->jets->certified, value_of(arithmetic, a), nearest);
}

static enum nearest_state shortest(struct arithmetic *arithmetic, union cell a, struct text *out)
{
    return certified_shortest(arithmetic->jets->certified, value_of(arithmetic, a), out);
}

static bool first_place(struct arithmetic *arithmetic, union cell a, int *place,
                        bool *needs_precision)
{
    return certified_first_place(arithmetic->jets->certified, value_of(arithmetic, a), place,
                                 needs_precision);
}

static bool agrees(struct arithmetic *arithmetic, union cell a, const char *text, double relative)
{
    return certified_agrees(arithmetic->jets->certified, value_of(arithmetic, a), text, relative);
}

static void dump(struct arithmetic *arithmetic, union cell a, int count, struct text *out)
{
    struct arithmetic *certified = arithmetic->jets->certified;
    for (int k = 0; k < JET_COEFFICIENTS; k++) {
        text_string(out, k == 0 ? "[" : ", ");
        certified_dump(certified, value_of_ball(certified, &a.jet->coefficients[k]), count, out);
    }
    text_put(out, ']');
}

const struct operations jet_operations = {
    .restart = restart,
    .keep = keep,
    .literal = literal,
    .integer = integer,
    .pi = pi,
    .add = add,
    .subtract = subtract,
    .multiply = multiply,
    .divide = jet_divide,
    .power = jet_power,
    .maximum = maximum,
    .minimum = minimum,
    .negate = negate,
    .sum = sum,
    .apply = jet_apply,
    .compare = compare,
    .is_exact_zero = is_exact_zero,
    .is_exact = is_exact,
    .same = same,
    .show = show,
    .show_bound = show_bound,
    .is_sharp = is_sharp,
    .nearest_double = nearest_double,
    .shortest = shortest,
    .first_place = first_place,
    .dump = dump,
    .agrees = agrees,
};
