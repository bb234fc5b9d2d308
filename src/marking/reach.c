/* Values that composites of formulas reach over boxes: derivatives of one sign, and a best-first search for either end
 * (the Moore-Skelboe algorithm: Ratschek and Rokne, "New Computer Methods for Global Optimization", 1988, chapter 3). */
#include "marking/reach_formula.h"

#include <float.h>
#include <math.h>
#include <string.h>

/* ---- pieces of a box ---- */

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
    struct interval *sides; /* [variables] */
    double bound;           /* no value of the piece is below it */
    bool finished;          /* nothing is to be gained by cutting it */
    size_t along; /* if not: the variable to cut, along which the values may differ most */
};

/* A search for the lower end of the values; `negated`: of the values' negatives, for the upper one. */
struct search {
    struct mapping *mapping;
    bool negated;
    double attained; /* some value is not above it, but for rounding */
    int looked_at;
    long long work_until;
    size_t count;
    struct piece pieces[REACH_PIECES];
};

static double low_end(const struct search *search, const struct interval *values)
{
    return search->negated ? -values->high : values->low;
}

static size_t variables_of(const struct mapping *mapping)
{
    return (size_t)mapping->composite->variable_count;
}

static bool has_wide_repeated(const struct mapping *mapping, const struct interval *sides)
{
    for (size_t i = 0; i < variables_of(mapping); i++)
        if (mapping->repeats[i] && is_wide(&sides[i]))
            return true;
    return false;
}

/* Moves the variables that lead to the value once, or those that repeat, to the ends at which the values are lowest,
 * where the derivative says which these are. */
static bool move_to_ends(const struct search *search, struct interval *sides, bool repeated)
{
    struct mapping *mapping = search->mapping;
    bool moved = false;
    const struct interval *slopes = mapping_slopes(mapping, sides, repeated);
    for (size_t i = 0; i < variables_of(mapping); i++) {
        struct interval rise = slopes[i];
        if (!is_wide(&sides[i]) || mapping->repeats[i] != repeated ||
            (rise.low < 0 && rise.high > 0))
            continue;
        double end = (rise.low >= 0) != search->negated ? sides[i].low : sides[i].high;
        if (isinf(end))
            continue;
        sides[i] = (struct interval){end, end};
        moved = true;
    }
    return moved;
}

#define MOVES_MOST 50

/* The same until nothing moves any more: on a smaller box more derivatives have one sign. */
static bool narrow(const struct search *search, struct interval *sides)
{
    bool moved = false, again = true;
    for (int i = 0; i < MOVES_MOST && again && has_wide_repeated(search->mapping, sides); i++) {
        again = move_to_ends(search, sides, true);
        if (!again && has_wide_repeated(search->mapping, sides))
            again = move_to_ends(search, sides, false);
        moved = moved || again;
    }
    return moved;
}

/* The function where every variable that repeats stands in its middle: there the values come out as they are. */
static struct image at_centre(const struct search *search, const struct interval *sides)
{
    struct mapping *mapping = search->mapping;
    size_t count = variables_of(mapping);
    struct interval *centre = arena_array(mapping->reach->pieces, count, sizeof *centre);
    for (size_t i = 0; i < count; i++) {
        double number = middle(&sides[i]);
        centre[i] = mapping->repeats[i] ? (struct interval){number, number} : sides[i];
    }
    return mapping_image(mapping, centre);
}

/* More than the relative error of adding a few hundred positive numbers. */
#define ROUNDING 1e-12

/* How far the values of a piece may be from those at its centre: by the mean value theorem no farther than the slopes
 * carry. Notes along which variable that is most. */
static double spread_about_centre(struct mapping *mapping, struct piece *piece)
{
    double spread = 0, most = -1;
    const struct interval *slopes = mapping_slopes(mapping, piece->sides, true);
    for (size_t i = 0; i < variables_of(mapping); i++) {
        const struct interval *side = &piece->sides[i];
        if (!mapping->repeats[i] || !is_wide(side))
            continue;
        struct interval rise = slopes[i];
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
    double spread = spread_about_centre(search->mapping, piece);
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
    struct mapping *mapping = search->mapping;
    struct image image = mapping_image(mapping, sides);
    bool continuous = image.continuous;
    search->looked_at++;
    if (image.fault != FAULT_NONE)
        return;
    if (continuous && narrow(search, sides))
        image = mapping_image(mapping, sides);
    struct piece piece = {sides, fmax(bound, low_end(search, &image.values)),
                          !has_wide_repeated(mapping, sides), 0};
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
    const struct mapping *mapping = search->mapping;
    struct piece whole = *piece;
    size_t place = whole.along;
    double cut = middle(&whole.sides[place]);
    if (cut <= whole.sides[place].low || cut >= whole.sides[place].high)
        return false;
    *piece = search->pieces[--search->count];
    size_t count = variables_of(mapping);
    struct interval *upper = arena_array(mapping->reach->pieces, count, sizeof *upper);
    memcpy(upper, whole.sides, count * sizeof *upper);
    whole.sides[place].high = upper[place].low = cut;
    add_piece(search, whole.sides, whole.bound);
    add_piece(search, upper, whole.bound);
    return true;
}

/* `other` looks for the other end. */
static void run(struct search *search, const struct search *other)
{
    while (search->count > 0 && search->looked_at + 2 <= REACH_PIECES &&
           search->mapping->reach->work < search->work_until) {
        struct piece *piece = lowest(search);
        double spread = fmax(-search->attained - other->attained, 0);
        if (piece->finished || search->attained - piece->bound <= REACH_EXCESS * spread ||
            !cut(search, piece))
            return;
    }
}

static void start(struct search *search, struct mapping *mapping, bool negated,
                  const struct interval *variables)
{
    size_t count = variables_of(mapping);
    search->mapping = mapping;
    search->negated = negated;
    search->attained = INFINITY;
    search->looked_at = 0;
    search->work_until = mapping->reach->work + REACH_WORK;
    search->count = 0;
    struct interval *sides = arena_array(mapping->reach->pieces, count, sizeof *sides);
    memcpy(sides, variables, count * sizeof *sides);
    add_piece(search, sides, -INFINITY);
}

/* Narrows *values, which intervals alone found. */
static void search_ends(struct mapping *mapping, const struct interval *variables,
                        struct interval *values)
{
    struct search low, high;
    start(&low, mapping, false, variables);
    start(&high, mapping, true, variables);
    run(&low, &high);
    run(&high, &low);
    if (low.count > 0 && high.count > 0)
        *values = (struct interval){lowest(&low)->bound, -lowest(&high)->bound};
}

enum fault_kind reach_composite(struct reach *reach, const struct composite *composite,
                                const struct interval *variables, struct interval *values)
{
    struct mapping mapping = mapping_open(reach, composite);
    struct image image = mapping_image(&mapping, variables);
    if (image.fault == FAULT_NONE) {
        *values = image.values;
        if (has_wide_repeated(&mapping, variables))
            search_ends(&mapping, variables, values);
    }
    arena_reset(reach->pieces);
    return image.fault;
}
