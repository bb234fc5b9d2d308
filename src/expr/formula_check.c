/* Bounds of indices by interval arithmetic, and the size of formulas written out. */
#include "expr/formula_check.h"

#include <string.h>

/* One end alone of the values that `index` takes: each bound variable is looked at once, however deep they nest. */
static bool bound_of(const struct index_ranges *ranges, const struct index *index,
                     const struct bound_variable *innermost, bool upper, long *value)
{
    const struct bound_variable *bound = NULL;
    *value = index->offset;
    if (!index->variable)
        return true;
    if ((bound = bound_variable_named(innermost, index->variable))) {
        if (!bound_of(ranges, upper ? &bound->to : &bound->from, bound->outer, upper, value))
            return false;
        *value += index->offset;
        return true;
    }
    for (int i = 0; i < ranges->count; i++)
        if (strcmp(ranges->ranges[i].variable, index->variable) == 0) {
            *value += upper ? ranges->ranges[i].high : ranges->ranges[i].low;
            return true;
        }
    return false;
}

bool index_bounds(const struct index_ranges *ranges, const struct index *index,
                  const struct bound_variable *innermost, long *low, long *high)
{
    return bound_of(ranges, index, innermost, false, low) &&
           bound_of(ranges, index, innermost, true, high);
}

/* A formula being measured. */
struct measuring {
    const struct index_ranges *ranges;
    long most;
    struct formula_measure measure;
};

static long bounded(const struct measuring *measuring, long terms)
{
    return terms > measuring->most ? measuring->most + 1 : terms;
}

static long measure(struct measuring *measuring, const struct expr *expr,
                    const struct bound_variable *innermost);

static bool known_bounds(struct measuring *measuring, const struct expr *expr, int which,
                         const struct bound_variable *innermost, long *low, long *high)
{
    const struct index *index = &expr->indices[which];
    if (index_bounds(measuring->ranges, index, innermost, low, high))
        return true;
    measuring->measure.unknown = index->variable;
    *low = *high = 1;
    return false;
}

static int depth_of(const struct bound_variable *innermost)
{
    int depth = 0;
    for (; innermost; innermost = innermost->outer)
        depth++;
    return depth;
}

/* At most as many terms as there are between the lowest and the highest bound. */
static long measure_reduction(struct measuring *measuring, const struct expr *expr,
                              const struct bound_variable *outer)
{
    const struct bound_variable bound = {expr->text, expr->indices[0], expr->indices[1], outer};
    long low, latest, first, high;
    bool extremum = expr->kind == EXPR_LARGEST || expr->kind == EXPR_SMALLEST;
    if (!known_bounds(measuring, expr, 0, outer, &low, &latest) ||
        !known_bounds(measuring, expr, 1, outer, &first, &high))
        return 1;
    if (extremum && first < latest)
        measuring->measure.empty = expr->text;
    if (depth_of(&bound) > FORMULA_MAX_NESTING) {
        measuring->measure.deep = true;
        return 1;
    }
    long count = high >= low ? bounded(measuring, high - low + 1) : 0;
    long terms = measure(measuring, expr->a, &bound);
    return terms == 0 || count <= measuring->most / terms ? count * terms : measuring->most + 1;
}

static long measure(struct measuring *measuring, const struct expr *expr,
                    const struct bound_variable *innermost)
{
    const struct expr *const operands[] = {expr->a, expr->b, expr->c, expr->d};
    long low, high, terms = 0;
    measuring->measure.diff |= expr->kind == EXPR_DIFF;
    if (is_reduction(expr))
        return measure_reduction(measuring, expr, innermost);
    if (expr->kind == EXPR_DELTA)
        for (int i = 0; i < 2; i++)
            known_bounds(measuring, expr, i, innermost, &low, &high);
    for (int i = 0; i < 4; i++)
        if (operands[i])
            terms = bounded(measuring, terms + measure(measuring, operands[i], innermost));
    for (int i = 0; i < expr->argument_count; i++)
        terms = bounded(measuring, terms + measure(measuring, expr->arguments[i], innermost));
    return terms > 0 ? terms : 1;
}

struct formula_measure measure_formula(const struct index_ranges *ranges, const struct expr *expr,
                                       long most)
{
    struct measuring measuring = {.ranges = ranges, .most = most};
    measuring.measure.terms = measure(&measuring, expr, NULL);
    return measuring.measure;
}
