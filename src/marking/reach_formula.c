/* Formulas made ready, and composites of them over boxes: values from the first step to the last, derivatives by the
 * chain rule from the last step to the first (reverse mode: Griewank and Walther, "Evaluating Derivatives", 2008,
 * chapter 3), both by intervals. */
#include "marking/reach_formula.h"

#include "expr/tree.h"
#include <math.h>
#include <string.h>

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
    const int *alone; /* [count] its operands as those of a composite of this formula only */
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

long long reach_work(const struct reach *reach)
{
    return reach->work;
}

/* ---- operands ---- */

static struct operand *add_operand(struct reach_formula *formula, const struct expr *name)
{
    struct arena *arena = formula->reach->arena;
    formula->operands = arena_grow(arena, formula->operands, formula->count, &formula->capacity,
                                   sizeof *formula->operands);
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
    int *alone = arena_array(reach->arena, formula->count, sizeof *alone);
    for (size_t i = 0; i < formula->count; i++)
        alone[i] = (int)i;
    formula->alone = alone;
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

/* ---- one formula ---- */

/* Where the operands of a step have their values. */
struct box {
    const int *operands;
    const struct interval *sides, *steps;
    struct arithmetic *intervals;
};

static const struct interval *value_at(const struct box *box, size_t place)
{
    int operand = box->operands[place];
    return operand >= 0 ? &box->sides[operand] : &box->steps[~operand];
}

static union cell look_up(void *context, const struct expr *name,
                          const struct environment *environment)
{
    const struct box *box = context;
    (void)environment;
    return number_interval(box->intervals,
                           *value_at(box, ((const struct operand *)name->binding)->place));
}

static struct image evaluate(struct reach *reach, const struct expr *expr, struct box *box)
{
    struct evaluation evaluation;
    evaluation_begin(&evaluation, reach->intervals, look_up, box, reach->terms);
    arithmetic_restart(reach->intervals, 0);
    union cell value = expr_evaluate(&evaluation, expr);
    struct image image = {.values = number_bounds(reach->intervals, value)};
    image.fault = number_take_fault(reach->intervals);
    image.total = !number_take_partial(reach->intervals);
    image.continuous = image.total && !evaluation.undecided_comparison;
    arena_reset(reach->terms);
    return image;
}

static struct box box_of(const struct mapping *mapping, int step, const struct view *view)
{
    return (struct box){mapping->composite->steps[step].operands, view->sides, view->values,
                        mapping->reach->intervals};
}

enum fault_kind reach_roughly(struct reach_formula *formula, const struct interval *operands,
                              struct interval *values)
{
    struct box box = {formula->alone, operands, NULL, formula->reach->intervals};
    struct image image = evaluate(formula->reach, formula->formula, &box);
    if (image.fault == FAULT_NONE)
        *values = image.values;
    return image.fault;
}

enum fault_kind reach_values(struct reach_formula *formula, const struct interval *operands,
                             struct interval *values)
{
    const struct reach_step step = {formula, formula->alone};
    const struct composite composite = {(int)formula->count, 1, &step, NULL};
    return reach_composite(formula->reach, &composite, operands, values);
}

/* ---- composites ---- */

#define WAYS_MANY 2 /* more are not counted */

/* Counts on how many ways each variable leads to the value. */
static void count_ways(const struct mapping *mapping)
{
    const struct composite *composite = mapping->composite;
    struct arena *arena = mapping->reach->pieces;
    int *ways = arena_array(arena, (size_t)composite->step_count, sizeof *ways);
    int *of_variables = arena_array(arena, (size_t)composite->variable_count, sizeof *ways);
    ways[composite->step_count - 1] = 1;
    for (int s = composite->step_count; s-- > 0;) {
        const struct reach_step *step = &composite->steps[s];
        for (size_t i = 0; i < step->formula->count; i++) {
            int operand = step->operands[i];
            int *counted = operand >= 0 ? &of_variables[operand] : &ways[~operand];
            *counted += ways[s] * step->formula->operands[i]->occurrences;
            if (*counted > WAYS_MANY)
                *counted = WAYS_MANY;
        }
    }
    for (int i = 0; i < composite->variable_count; i++)
        mapping->repeats[i] = of_variables[i] > 1;
}

struct mapping mapping_open(struct reach *reach, const struct composite *composite)
{
    struct arena *arena = reach->pieces;
    size_t variables = (size_t)composite->variable_count, steps = (size_t)composite->step_count;
    struct mapping mapping = {.reach = reach, .composite = composite};
    mapping.repeats = arena_array(arena, variables, sizeof *mapping.repeats);
    mapping.adjoints = arena_array(arena, steps, sizeof *mapping.adjoints);
    mapping.asked = arena_array(arena, steps, sizeof *mapping.asked);
    count_ways(&mapping);
    return mapping;
}

/* What two enclosures of the same values leave. */
static struct interval meet(struct interval a, struct interval b)
{
    struct interval both = {fmax(a.low, b.low), fmin(a.high, b.high)};
    return both.low <= both.high ? both : a;
}

static void evaluate_steps(const struct mapping *mapping, struct view *view)
{
    const struct composite *composite = mapping->composite;
    struct image image = {.total = true, .continuous = true};
    for (int s = 0; s < composite->step_count && image.fault == FAULT_NONE; s++) {
        struct box box = box_of(mapping, s, view);
        const struct reach_formula *formula = composite->steps[s].formula;
        struct image step = evaluate(mapping->reach, formula->formula, &box);
        mapping->reach->work += (long long)formula->count + 1;
        image.values = composite->known ? meet(step.values, composite->known[s]) : step.values;
        image.fault = step.fault;
        image.total = image.total && step.total;
        image.continuous = image.continuous && step.continuous;
        view->values[s] = image.values;
        view->evaluated = s + (step.fault == FAULT_NONE);
    }
    view->image = image;
}

static struct view open_view(const struct mapping *mapping)
{
    struct arena *arena = mapping->reach->pieces;
    size_t variables = (size_t)mapping->composite->variable_count;
    size_t steps = (size_t)mapping->composite->step_count;
    struct interval *room = arena_array(arena, 2 * variables + steps, sizeof *room);
    return (struct view){.sides = room, .slopes = room + variables, .values = room + 2 * variables};
}

static bool is_of(const struct view *view, const struct mapping *mapping,
                  const struct interval *sides)
{
    size_t size = (size_t)mapping->composite->variable_count * sizeof *sides;
    return view->sides && memcmp(view->sides, sides, size) == 0;
}

/* The box as it is known, or evaluated now. */
static struct view *view_of(struct mapping *mapping, const struct interval *sides)
{
    struct view *view = mapping->first.sides ? &mapping->last : &mapping->first;
    if (is_of(&mapping->first, mapping, sides))
        return &mapping->first;
    if (is_of(&mapping->last, mapping, sides))
        return &mapping->last;
    if (!view->sides)
        *view = open_view(mapping);
    memcpy(view->sides, sides, (size_t)mapping->composite->variable_count * sizeof *sides);
    view->sloped[false] = view->sloped[true] = false;
    evaluate_steps(mapping, view);
    return view;
}

struct image mapping_image(struct mapping *mapping, const struct interval *sides)
{
    return view_of(mapping, sides)->image;
}

/* ---- slopes ---- */

#define EVERYTHING ((struct interval){-INFINITY, INFINITY})

struct presence {
    const struct operand *operand;
    bool found;
};

static const struct expr *look_for_operand(void *context, const struct expr *expr)
{
    struct presence *presence = context;
    if (expr->kind == EXPR_NAME)
        presence->found |= expr->binding == presence->operand;
    else if (!presence->found)
        expr_rebuild(NULL, expr, look_for_operand, presence); /* nothing changes */
    return expr;
}

static bool contains(const struct expr *expr, const struct operand *operand)
{
    struct presence presence = {operand, false};
    look_for_operand(&presence, expr);
    return presence.found;
}

/* What has the same derivative by an operand: of a sum, or its mean, the terms in which it occurs. Each operand of a
 * long sum would else go through all of it. */
static const struct expr *terms_with(struct arena *arena, const struct expr *expr,
                                     const struct operand *operand)
{
    struct chain chain;
    if (expr->kind == EXPR_DIVIDE && is_additive(expr->a) && !contains(expr->b, operand))
        return expr_binary(arena, EXPR_DIVIDE, terms_with(arena, expr->a, operand), expr->b);
    if (!is_additive(expr))
        return expr;
    const struct expr *kept = NULL, *operator= NULL, *term = chain_first(&chain, expr);
    for (; term; term = (operator= chain_next(&chain)) ? operator->b : NULL) {
        if (!contains(term, operand))
            continue;
        bool negative = operator&& operator->kind == EXPR_SUBTRACT;
        if (kept)
            kept = expr_binary(arena, negative ? EXPR_SUBTRACT : EXPR_ADD, kept, term);
        else
            kept = negative ? expr_negate(arena, term) : term;
    }
    return kept;
}

/* What is needed on the way is in `terms`, which is empty between evaluations. */
static const struct expr *derivative_by(const struct reach_formula *formula,
                                        struct operand *operand)
{
    struct reach *reach = formula->reach;
    if (operand->derivative == NULL) {
        const struct expr *terms = terms_with(reach->terms, formula->formula, operand);
        const struct expr *derivative =
            expr_collect(reach->terms, expr_differentiate(reach->terms, terms, operand->leaf));
        operand->derivative = expr_copy_tree(reach->arena, derivative);
        arena_reset(reach->terms);
    }
    return operand->derivative;
}

static struct interval partial_derivative(const struct mapping *mapping, int step, size_t place,
                                          struct box *box)
{
    struct reach_formula *formula = mapping->composite->steps[step].formula;
    const struct expr *derivative = derivative_by(formula, formula->operands[place]);
    mapping->reach->work++;
    if (derivative->kind == EXPR_NAME) /* of sums of products */
        return *value_at(box, ((const struct operand *)derivative->binding)->place);
    if (derivative->kind != EXPR_NUMBER)
        mapping->reach->work += (long long)formula->count;
    struct image image = evaluate(mapping->reach, derivative, box);
    return image.fault == FAULT_NONE && image.total ? image.values : EVERYTHING;
}

/* *total += a * b */
static void add_product(struct arithmetic *intervals, struct interval *total, struct interval a,
                        struct interval b)
{
    arithmetic_restart(intervals, 0);
    union cell product =
        number_multiply(intervals, number_interval(intervals, a), number_interval(intervals, b));
    *total = number_bounds(intervals,
                           number_add(intervals, number_interval(intervals, *total), product));
}

static bool is_asked(const struct mapping *mapping, const struct interval *sides, int operand,
                     bool repeated)
{
    if (operand < 0)
        return mapping->asked[~operand];
    return is_wide(&sides[operand]) && mapping->repeats[operand] == repeated;
}

/* Notes which steps depend on variables that are asked for. */
static void ask(const struct mapping *mapping, const struct interval *sides, bool repeated)
{
    for (int s = 0; s < mapping->composite->step_count; s++) {
        const struct reach_step *step = &mapping->composite->steps[s];
        mapping->asked[s] = false;
        for (size_t i = 0; i < step->formula->count && !mapping->asked[s]; i++)
            mapping->asked[s] = is_asked(mapping, sides, step->operands[i], repeated);
    }
}

/* Hands the derivative by a step on to its operands. */
static void hand_back(const struct mapping *mapping, int s, const struct view *view, bool repeated)
{
    const struct reach_step *step = &mapping->composite->steps[s];
    struct box box = box_of(mapping, s, view);
    struct interval by_step = mapping->adjoints[s];
    if (by_step.low == 0 && by_step.high == 0)
        return;
    for (size_t i = 0; i < step->formula->count; i++) {
        int operand = step->operands[i];
        if (!is_asked(mapping, view->sides, operand, repeated))
            continue;
        struct interval *by_operand =
            operand >= 0 ? &view->slopes[operand] : &mapping->adjoints[~operand];
        add_product(mapping->reach->intervals, by_operand, by_step,
                    partial_derivative(mapping, s, i, &box));
    }
}

static void find_slopes(const struct mapping *mapping, const struct view *view, bool repeated)
{
    const struct composite *composite = mapping->composite;
    int last = composite->step_count - 1;
    bool valued = view->evaluated >= last;
    for (int i = 0; i < composite->variable_count; i++)
        if (mapping->repeats[i] == repeated)
            view->slopes[i] = valued ? (struct interval){0, 0} : EVERYTHING;
    for (int s = 0; s < last; s++)
        mapping->adjoints[s] = (struct interval){0, 0};
    mapping->adjoints[last] = (struct interval){1, 1};
    ask(mapping, view->sides, repeated);
    for (int s = last; valued && s >= 0; s--)
        hand_back(mapping, s, view, repeated);
}

const struct interval *mapping_slopes(struct mapping *mapping, const struct interval *sides,
                                      bool repeated)
{
    struct view *view = view_of(mapping, sides);
    if (!view->sloped[repeated])
        find_slopes(mapping, view, repeated);
    view->sloped[repeated] = true;
    return view->slopes;
}
