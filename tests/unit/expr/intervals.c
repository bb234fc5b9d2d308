/* Formulas over intervals: at every point of the box the certified value lies within what comes out. */
#include "../doubles.h"
#include "formulas.h"

#include <math.h>

TestSuite(intervals, .init = open_arena, .fini = close_arena);

#define FORMULAS 4000
#define POINTS 4
#define PARTS 64 /* of 1, in which boxes and points are drawn */

/* Quantities as multiples of 1/PARTS: from `low` to `low` + `width`, and one number of them at each point. */
struct box {
    struct arithmetic *arithmetic;
    unsigned long long seed;
    unsigned point;
    bool at_point;
};

static union cell value_in_box(void *context, const struct expr *name,
                               const struct environment *environment)
{
    struct box *box = context;
    unsigned long long hash = box->seed;
    for (const char *byte = name->text; *byte; byte++)
        hash = mix(hash, (unsigned char)*byte);
    for (int i = 0; i < name->index_count; i++)
        hash = mix(hash, (unsigned long long)index_value(&name->indices[i], environment));
    hash = mix(hash, 7);
    long low = (long)(hash >> 20 & 255) - 100, width = (long)(hash >> 40 & 63);
    if (hash >> 50 & 1)
        width = 0;
    if (!box->at_point)
        return number_interval(
            box->arithmetic, (struct interval){(double)low / PARTS, (double)(low + width) / PARTS});
    long step = box->point == 0 ? 0 : (long)(mix(hash, box->point) >> 30) % (width + 1);
    return number_divide(box->arithmetic, number_integer(box->arithmetic, low + step),
                         number_integer(box->arithmetic, PARTS));
}

static union cell evaluate_in(struct box *box, const struct expr *bound, bool *undecided)
{
    struct evaluation evaluation = {.arithmetic = box->arithmetic,
                                    .environment = free_values,
                                    .context = box,
                                    .lookup = value_in_box,
                                    .last_precision = true,
                                    .scratch = arena};
    union cell value = expr_evaluate(&evaluation, bound);
    *undecided = evaluation.undecided_comparison;
    return value;
}

/* How many of its points had a value. */
static int check(struct arithmetic *certified, struct arithmetic *intervals,
                 const struct expr *formula, unsigned long long seed)
{
    int valued = 0;
    bool undecided;
    const struct expr *bound = bind(formula, free_variables, FREE_VARIABLES);
    struct box box = {.arithmetic = intervals, .seed = seed};
    struct interval bounds = number_bounds(intervals, evaluate_in(&box, bound, &undecided));
    enum fault_kind fault = number_take_fault(intervals);
    cr_assert(bounds.low <= bounds.high && bounds.low < INFINITY && bounds.high > -INFINITY);
    box = (struct box){certified, seed, 0, true};
    for (; box.point < POINTS; box.point++) {
        union cell value = evaluate_in(&box, bound, &undecided);
        if (number_take_fault(certified) != FAULT_NONE || undecided)
            continue;
        valued++;
        cr_assert_eq(fault, FAULT_NONE, "%s has a value", printed(formula));
        cr_assert(lies_within(certified, value, bounds),
                  "%s at point %u of box %llu is outside of [%.17g, %.17g]", printed(formula),
                  box.point, seed, bounds.low, bounds.high);
    }
    return valued;
}

Test(intervals, enclose_the_values_at_all_points)
{
    struct generator generator = {141421356ULL};
    int valued = 0;
    for (int round = 0; round < FORMULAS; round++) {
        if (round % 20 == 0) {
            arena_reset(arena);
            diagnostics_open(&diagnostics, arena);
        }
        struct arithmetic *certified = arithmetic_open(arena, ARITHMETIC_CERTIFIED, 256),
                          *intervals = interval_arithmetic_open(arena);
        valued += check(certified, intervals, any_formula(&generator, 3 + round % 2),
                        (unsigned long long)round);
    }
    cr_assert_gt(valued, FORMULAS * POINTS / 2, "only %d points had values", valued);
}

/* ---- where ---- */

static struct interval x_bounds, y_bounds;

static union cell x_or_y(void *context, const struct expr *name,
                         const struct environment *environment)
{
    (void)environment;
    return number_interval(context, strcmp(name->text, "x") == 0 ? x_bounds : y_bounds);
}

static void expect_bounds(const char *text, double low, double high, bool both,
                          enum fault_kind fault)
{
    struct arithmetic *intervals = interval_arithmetic_open(arena);
    struct evaluation evaluation = {
        .arithmetic = intervals, .context = intervals, .lookup = x_or_y, .scratch = arena};
    struct interval got =
        number_bounds(intervals, expr_evaluate(&evaluation, bind(parse(text), NULL, 0)));
    cr_expect_eq(number_take_fault(intervals), fault, "%s", text);
    cr_expect_eq(evaluation.undecided_comparison, both, "%s", text);
    cr_expect(fault != FAULT_NONE || (got.low == low && got.high == high), "%s: [%.17g, %.17g]",
              text, got.low, got.high);
}

Test(intervals, take_every_branch_that_is_reached)
{
    x_bounds = (struct interval){-1, 2};
    y_bounds = (struct interval){2, 3};
    expect_bounds("where(x > 0, 5, 7)", 5, 7, true, FAULT_NONE);
    expect_bounds("where(x > 3, 5, 7)", 7, 7, false, FAULT_NONE);
    expect_bounds("where(x < 3, 5, 7)", 5, 5, false, FAULT_NONE);
    expect_bounds("where(x <= y, 5, 7)", 5, 5, false, FAULT_NONE);
    expect_bounds("where(x > y, 5, 7)", 7, 7, false, FAULT_NONE);
    expect_bounds("where(x == y, 5, 7)", 5, 7, true, FAULT_NONE);
    expect_bounds("where(x != 4, 5, 7)", 5, 5, false, FAULT_NONE);
    expect_bounds("1 + where(x > 0, x, y)", 0, 4, true, FAULT_NONE);
}

Test(intervals, leave_out_a_branch_that_has_no_value)
{
    x_bounds = (struct interval){-2, 2};
    y_bounds = (struct interval){-3, 0};
    expect_bounds("where(x > 0, log(y), 7)", 7, 7, true, FAULT_NONE);
    expect_bounds("where(x > 0, 7, log(y))", 7, 7, true, FAULT_NONE);
    expect_bounds("where(x > 0, log(y), 1/0)", 0, 0, true, FAULT_LOG_DOMAIN);
    expect_bounds("sqrt(y - 1) + where(x > 0, 7, log(y))", 0, 0, true, FAULT_SQRT_DOMAIN);
}
