/* Values that formulas reach over boxes: derivatives of one sign, and a best-first search for either end (the
 * Moore-Skelboe algorithm: Ratschek and Rokne, "New Computer Methods for Global Optimization", 1988, chapter 3). */
#include "marking/reach.h"

#include "expr/tree.h"
#include <float.h>
#include <math.h>

struct reach {
    struct arena *arena;
    struct arithmetic *intervals;
    struct arena *terms;  /* of sums, during one evaluation */
    struct arena *pieces; /* of one search */
};

struct operand {
    const void *binding;
    size_t place;
    const struct expr *leaf; /* stands for it in the formula; its binding is this operand */
    int occurrences;
    const struct expr *derivative; /* by it; NULL: not asked for yet */
};

struct reach_formula {
    struct reach *reach;
    const struct expr *formula;
    size_t count, capacity;
    struct operand **operands; /* [count] */
};

struct reach *reach_open(struct arena *arena)
{
    struct reach *reach = arena_alloc(arena, sizeof *reach);
    *reach = (struct reach){.arena = arena,
                            .intervals = interval_arithmetic_open(arena),
                            .terms = arena_child(arena),
                            .pieces = arena_child(arena)};
    return reach;
}

/* ---- operands ---- */

static struct operand *add_operand(struct reach_formula *formula, const struct expr *name)
{
    struct arena *arena = formula->reach->arena;
    if (formula->count == formula->capacity) {
        size_t capacity = formula->capacity == 0 ? 8 : 2 * formula->capacity;
        struct operand **operands = arena_array(arena, capacity, sizeof *operands);
        if (formula->count > 0)
            memcpy(operands, formula->operands, formula->count * sizeof *operands);
        formula->operands = operands;
        formula->capacity = capacity;
    }
    struct operand *operand = arena_alloc(arena, sizeof *operand);
    struct expr *leaf = expr_copy(arena, name);
    leaf->binding = operand;
    *operand = (struct operand){.binding = name->binding, .place = formula->count, .leaf = leaf};
    formula->operands[formula->count++] = operand;
    return operand;
}

static struct operand *operand_of(struct reach_formula *formula, const struct expr *name)
{
    for (size_t i = 0; i < formula->count; i++)
        if (formula->operands[i]->binding == name->binding)
            return formula->operands[i];
    return add_operand(formula, name);
}

/* Puts each operand's own leaf in place of its names. */
static const struct expr *visit(void *context, const struct expr *expr)
{
    struct reach_formula *formula = context;
    if (expr->kind != EXPR_NAME)
        return expr_rebuild(formula->reach->arena, expr, visit, formula);
    struct operand *operand = operand_of(formula, expr);
    operand->occurrences++;
    return operand->leaf;
}

struct reach_formula *reach_prepare(struct reach *reach, const struct expr *expr)
{
    struct reach_formula *formula = arena_alloc(reach->arena, sizeof *formula);
    *formula = (struct reach_formula){.reach = reach};
    formula->formula = visit(formula, expr);
    return formula;
}

size_t reach_operand_count(const struct reach_formula *formula)
{
    return formula->count;
}

const void *reach_operand(const struct reach_formula *formula, size_t place)
{
    return formula->operands[place]->binding;
}

/* ---- evaluating ---- */

struct box {
    const struct interval *sides; /* [operand count] */
    struct arithmetic *intervals;
};

static union cell look_up(void *context, const struct expr *name,
                          const struct environment *environment)
{
    const struct box *box = context;
    (void)environment;
    return number_interval(box->intervals,
                           box->sides[((const struct operand *)name->binding)->place]);
}

/* What an evaluation over a box found. */
struct image {
    struct interval values;
    enum fault_kind fault; /* NONE: `values` is set */
    bool total;            /* the formula has a value everywhere in the box */
    bool continuous;       /* and no where() that may jump */
};

static struct image evaluate(struct reach *reach, const struct expr *expr,
                             const struct interval *sides)
{
    struct box box = {sides, reach->intervals};
    struct evaluation evaluation = {.arithmetic = reach->intervals,
                                    .context = &box,
                                    .lookup = look_up,
                                    .scratch = reach->terms};
    arithmetic_restart(reach->intervals, 0);
    union cell value = expr_evaluate(&evaluation, expr);
    struct image image = {.values = number_bounds(reach->intervals, value)};
    image.fault = number_take_fault(reach->intervals);
    image.total = !number_take_partial(reach->intervals);
    image.continuous = image.total && !evaluation.undecided_comparison;
    arena_reset(reach->terms);
    return image;
}

/* The derivative by an operand over the box, at kinks the hull of those on both sides; everything unless it has a value
 * in the whole box. */
static struct interval slope(struct reach_formula *formula, size_t place,
                             const struct interval *sides)
{
    struct operand *operand = formula->operands[place];
    struct arena *arena = formula->reach->arena;
    if (operand->derivative == NULL)
        operand->derivative =
            expr_collect(arena, expr_differentiate(arena, formula->formula, operand->leaf));
    struct image image = evaluate(formula->reach, operand->derivative, sides);
    bool known = image.fault == FAULT_NONE && image.total;
    return known ? image.values : (struct interval){-INFINITY, INFINITY};
}

/* ---- pieces of a box ---- */

static bool is_wide(const struct interval *side)
{
    return side->low < side->high;
}

/* A number inside, in the middle if there is one. */
static double middle(const struct interval *side)
{
    if (isinf(side->low) && isinf(side->high))
        return 0;
    if (isinf(side->high))
        return side->low < 0.5 ? 1 : fmin(2 * side->low, DBL_MAX);
    if (isinf(side->low))
        return side->high > -0.5 ? -1 : fmax(2 * side->high, -DBL_MAX);
    return side->low / 2 + side->high / 2;
}

struct piece {
    struct interval *sides; /* [operand count] */
    double bound;           /* no value of the piece is below it */
    bool finished;          /* nothing is to be gained by cutting it */
    size_t along;           /* if not: the operand to cut, along which the values may differ most */
};

/* A search for the lower end of the values; `negated`: of the values' negatives, for the upper one. */
struct search {
    struct reach_formula *formula;
    bool negated;
    double attained; /* some value is not above it, but for rounding */
    int looked_at;
    size_t count;
    struct piece pieces[REACH_PIECES];
};

static double low_end(const struct search *search, const struct interval *values)
{
    return search->negated ? -values->high : values->low;
}

static bool repeats(const struct reach_formula *formula, size_t place)
{
    return formula->operands[place]->occurrences > 1;
}

static bool has_wide_repeated(const struct reach_formula *formula, const struct interval *sides)
{
    for (size_t i = 0; i < formula->count; i++)
        if (repeats(formula, i) && is_wide(&sides[i]))
            return true;
    return false;
}

/* Moves the operands that occur once, or those that repeat, to the ends at which the values are lowest, where the
 * derivative says which these are. */
static bool move_to_ends(const struct search *search, struct interval *sides, bool repeated)
{
    bool moved = false;
    for (size_t i = 0; i < search->formula->count; i++) {
        if (!is_wide(&sides[i]) || repeats(search->formula, i) != repeated)
            continue;
        struct interval rise = slope(search->formula, i, sides);
        if (rise.low < 0 && rise.high > 0)
            continue;
        double end = (rise.low >= 0) != search->negated ? sides[i].low : sides[i].high;
        if (isinf(end))
            continue;
        sides[i] = (struct interval){end, end};
        moved = true;
    }
    return moved;
}

/* The same until nothing moves any more: on a smaller box more derivatives have one sign. */
static bool narrow(const struct search *search, struct interval *sides)
{
    bool moved = false, again = true;
    while (again && has_wide_repeated(search->formula, sides)) {
        again = move_to_ends(search, sides, true);
        if (!again && has_wide_repeated(search->formula, sides))
            again = move_to_ends(search, sides, false);
        moved = moved || again;
    }
    return moved;
}

/* The formula where every operand that repeats stands in its middle: there the values come out as they are. */
static struct image at_centre(const struct search *search, const struct interval *sides)
{
    struct reach_formula *formula = search->formula;
    struct interval *centre = arena_array(formula->reach->pieces, formula->count, sizeof *centre);
    for (size_t i = 0; i < formula->count; i++) {
        double number = middle(&sides[i]);
        centre[i] = repeats(formula, i) ? (struct interval){number, number} : sides[i];
    }
    return evaluate(formula->reach, formula->formula, centre);
}

/* More than the relative error of adding a few hundred positive numbers. */
#define ROUNDING 1e-12

/* How far the values of a piece may be from those at its centre: by the mean value theorem no farther than the slopes
 * carry. Notes along which operand that is most. */
static double spread_about_centre(struct reach_formula *formula, struct piece *piece)
{
    double spread = 0, most = -1;
    for (size_t i = 0; i < formula->count; i++) {
        const struct interval *side = &piece->sides[i];
        if (!repeats(formula, i) || !is_wide(side))
            continue;
        struct interval rise = slope(formula, i, piece->sides);
        double centre = middle(side), far = fmax(side->high - centre, centre - side->low),
               reach = fmax(fabs(rise.low), fabs(rise.high)) * far;
        if (!(reach <= most)) {
            most = reach;
            piece->along = i;
        }
        spread += reach;
    }
    return spread * (1 + ROUNDING);
}

/* Notes what is attained in the middle of a piece, and a better bound where the piece is so small that slopes say more
 * than intervals. */
static void examine(struct search *search, struct piece *piece, bool continuous)
{
    double spread = spread_about_centre(search->formula, piece);
    struct image centre = at_centre(search, piece->sides);
    if (centre.fault != FAULT_NONE)
        return;
    double value = low_end(search, &centre.values);
    search->attained = fmin(search->attained, value);
    if (continuous && isfinite(value - spread))
        piece->bound = fmax(piece->bound, nextafter(value - spread, -INFINITY));
}

/* Puts a piece among the others, unless nothing in it has a value. `bound` holds for what it was cut from. */
static void add_piece(struct search *search, struct interval *sides, double bound)
{
    struct reach_formula *formula = search->formula;
    struct image image = evaluate(formula->reach, formula->formula, sides);
    bool continuous = image.continuous;
    search->looked_at++;
    if (image.fault != FAULT_NONE)
        return;
    if (continuous && narrow(search, sides))
        image = evaluate(formula->reach, formula->formula, sides);
    struct piece piece = {sides, fmax(bound, low_end(search, &image.values)),
                          !has_wide_repeated(formula, sides), 0};
    if (piece.finished)
        search->attained = fmin(search->attained, piece.bound);
    else
        examine(search, &piece, continuous);
    search->pieces[search->count++] = piece;
}

/* ---- the search ---- */

static struct piece *lowest(struct search *search)
{
    struct piece *lowest = search->pieces;
    for (size_t i = 1; i < search->count; i++)
        if (search->pieces[i].bound < lowest->bound)
            lowest = &search->pieces[i];
    return lowest;
}

/* Replaces a piece by its two halves. False: it cannot be cut any more. */
static bool cut(struct search *search, struct piece *piece)
{
    struct reach_formula *formula = search->formula;
    struct piece whole = *piece;
    size_t place = whole.along;
    double cut = middle(&whole.sides[place]);
    if (cut <= whole.sides[place].low || cut >= whole.sides[place].high)
        return false;
    *piece = search->pieces[--search->count];
    struct interval *upper = arena_array(formula->reach->pieces, formula->count, sizeof *upper);
    memcpy(upper, whole.sides, formula->count * sizeof *upper);
    whole.sides[place].high = upper[place].low = cut;
    add_piece(search, whole.sides, whole.bound);
    add_piece(search, upper, whole.bound);
    return true;
}

/* `other` looks for the other end. */
static void run(struct search *search, const struct search *other)
{
    while (search->count > 0 && search->looked_at + 2 <= REACH_PIECES) {
        struct piece *piece = lowest(search);
        double spread = fmax(-search->attained - other->attained, 0);
        if (piece->finished || search->attained - piece->bound <= REACH_EXCESS * spread ||
            !cut(search, piece))
            return;
    }
}

static void start(struct search *search, struct reach_formula *formula, bool negated,
                  const struct interval *operands)
{
    search->formula = formula;
    search->negated = negated;
    search->attained = INFINITY;
    search->looked_at = 0;
    search->count = 0;
    struct interval *sides = arena_array(formula->reach->pieces, formula->count, sizeof *sides);
    memcpy(sides, operands, formula->count * sizeof *sides);
    add_piece(search, sides, -INFINITY);
}

enum fault_kind reach_values(struct reach_formula *formula, const struct interval *operands,
                             struct interval *values)
{
    struct image image = evaluate(formula->reach, formula->formula, operands);
    if (image.fault != FAULT_NONE)
        return image.fault;
    *values = image.values;
    if (!has_wide_repeated(formula, operands))
        return FAULT_NONE;
    struct search low, high;
    start(&low, formula, false, operands);
    start(&high, formula, true, operands);
    run(&low, &high);
    run(&high, &low);
    if (low.count > 0 && high.count > 0)
        *values = (struct interval){lowest(&low)->bound, -lowest(&high)->bound};
    arena_reset(formula->reach->pieces);
    return FAULT_NONE;
}
