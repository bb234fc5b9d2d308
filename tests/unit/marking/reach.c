/* What formulas reach over boxes: nothing that is reached lies outside, and little lies inside that is not, for every
 * formula of the catalogue. */
#include "marking/reach.h"
#include "../arena_fixture.h"
#include "../doubles.h"
#include "catalogue/catalogue.h"
#include "expr/tree.h"

#include <criterion/criterion.h>
#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

TestSuite(reach, .init = open_arena, .fini = close_arena);

/* ---- formulas and their quantities ---- */

#define QUANTITIES_MOST 24

struct quantity {
    char name[40];
    struct interval side;
    double at; /* its number at the point that is evaluated */
};

struct problem {
    struct reach *reach;
    struct reach_formula *formula;
    const struct expr *scalar;
    int count;
    struct quantity quantities[QUANTITIES_MOST];
};

static struct quantity *quantity(struct problem *problem, const char *name)
{
    int i = 0;
    while (i < problem->count && strcmp(problem->quantities[i].name, name) != 0)
        i++;
    cr_assert_lt(i, QUANTITIES_MOST);
    if (i == problem->count) {
        problem->count++;
        snprintf(problem->quantities[i].name, sizeof problem->quantities[i].name, "%s", name);
    }
    return &problem->quantities[i];
}

static const struct expr *bound_leaf(void *context, struct arena *of, const struct expr *name,
                                     const struct environment *environment)
{
    struct expr *leaf = expr_copy(of, name);
    for (int i = 0; i < leaf->index_count; i++)
        leaf->indices[i] = index_integer(index_value(&name->indices[i], environment));
    struct text text;
    text_open(&text, of);
    expr_print(leaf, &text);
    leaf->binding = quantity(context, text.bytes);
    return leaf;
}

/* The instance of a formula for k = 1, j = 2 and n = K = 3. */
static void prepare(struct problem *problem, const char *text)
{
    static const char *const variables[] = {"k", "j", "n", "K"};
    static const struct environment values = {.slots = {1, 2, 3, 3}};
    const char *unknown = NULL;
    *problem = (struct problem){.reach = reach_open(arena)};
    const struct expr *bound =
        expr_bind(arena, catalogue_formula(arena, text), variables, 4, &unknown);
    cr_assert_not_null(bound, "%s: %s", text, unknown);
    problem->scalar = expr_instantiate(arena, bound, &values, bound_leaf, problem);
    problem->formula = reach_prepare(problem->reach, problem->scalar);
    cr_assert_eq(reach_operand_count(problem->formula), problem->count, "%s", text);
}

static enum fault_kind values_of(struct problem *problem, struct interval *values)
{
    struct interval sides[QUANTITIES_MOST];
    for (size_t i = 0; i < reach_operand_count(problem->formula); i++)
        sides[i] = ((const struct quantity *)reach_operand(problem->formula, i))->side;
    return reach_values(problem->formula, sides, values);
}

static void set(struct problem *problem, const char *name, double low, double high)
{
    quantity(problem, name)->side = (struct interval){low, high};
}

/* ---- what comes out ---- */

static void expect_reach(struct problem *problem, double lowest, double highest, int line)
{
    struct interval got;
    double slack = 1e-12 * fmax(fabs(lowest), fabs(highest));
    cr_assert_eq(values_of(problem, &got), FAULT_NONE, "line %d", line);
    cr_expect(got.low <= lowest + slack && got.low >= lowest - slack &&
                  got.high >= highest - slack && got.high <= highest + slack,
              "line %d: [%.17g, %.17g] for [%.17g, %.17g]", line, got.low, got.high, lowest,
              highest);
}
#define assert_reaches(problem, lowest, highest) expect_reach(problem, lowest, highest, __LINE__)

Test(reach, an_operand_that_occurs_twice_is_one_number)
{
    struct problem problem;
    prepare(&problem, "a*(1 - a)");
    set(&problem, "a", 0.495, 0.505);
    assert_reaches(&problem, 0.249975, 0.25);
    set(&problem, "a", 0.9, 0.91);
    assert_reaches(&problem, 0.91 * (1 - 0.91), 0.09);
    set(&problem, "a", 0.9997 - 5e-5, 0.9997 + 5e-5);
    assert_reaches(&problem, 0.00025 * 0.99975, 0.00035 * 0.99965);
    prepare(&problem, "a - a");
    set(&problem, "a", 1, 2);
    assert_reaches(&problem, 0.0, 0.0);
    prepare(&problem, "a/b - b/a");
    set(&problem, "a", 1, 2);
    set(&problem, "b", 4, 5);
    assert_reaches(&problem, 0.2 - 5, 0.5 - 2);
}

Test(reach, softmax_is_exact_but_for_rounding)
{
    struct problem problem;
    prepare(&problem, "exp(z[k])/sum(i=1..n, exp(z[i]))");
    set(&problem, "z[1]", -1, 1);
    set(&problem, "z[2]", 0.25, 0.5);
    set(&problem, "z[3]", -2, 3);
    assert_reaches(&problem, exp(-1) / (exp(-1) + exp(0.5) + exp(3)),
                   exp(1) / (exp(1) + exp(0.25) + exp(-2)));
}

Test(reach, operands_that_occur_once_go_by_intervals)
{
    struct problem problem;
    prepare(&problem, "w1*x1 + w2*x2 + b");
    set(&problem, "w1", 1, 1);
    set(&problem, "x1", 6, 6);
    set(&problem, "w2", 1, 1);
    set(&problem, "x2", 1, 1);
    set(&problem, "b", 1, 1);
    struct interval got;
    cr_assert_eq(values_of(&problem, &got), FAULT_NONE);
    cr_expect(got.low == 8 && got.high == 8);
    set(&problem, "w1", 0.995, 1.005);
    assert_reaches(&problem, 7.97, 8.03);
}

Test(reach, jumps_and_kinks_are_seen)
{
    struct problem problem;
    prepare(&problem, "where(z > 0, z, alpha*z)");
    set(&problem, "alpha", 0.01, 0.01);
    set(&problem, "z", -0.1, 0.1);
    assert_reaches(&problem, -0.001, 0.1);
    prepare(&problem, "where(z < 1, z, z - 5)"); /* rises everywhere, but where it falls */
    set(&problem, "z", 0, 2);
    struct interval got;
    cr_assert_eq(values_of(&problem, &got), FAULT_NONE);
    cr_expect(got.low <= -4 && got.low > -4.1 && got.high >= 1 && got.high < 1.1, "[%.17g, %.17g]",
              got.low, got.high);
    prepare(&problem, "abs(z)*z");
    set(&problem, "z", -1, 3);
    assert_reaches(&problem, -1.0, 9.0);
    prepare(&problem, "z^2 - 2*z"); /* lowest inside */
    set(&problem, "z", 0, 3);
    cr_assert_eq(values_of(&problem, &got), FAULT_NONE);
    cr_expect(got.low <= -1 && got.low > -1.01 && got.high >= 3 && got.high < 3.01,
              "[%.17g, %.17g]", got.low, got.high);
}

Test(reach, poles_and_borders_of_the_domain_are_seen)
{
    struct problem problem;
    struct interval got;
    prepare(&problem, "1/z + 1/z"); /* falls on either side, and has all values */
    set(&problem, "z", -1, 1);
    cr_assert_eq(values_of(&problem, &got), FAULT_NONE);
    cr_expect(got.low == -INFINITY && got.high == INFINITY);
    prepare(&problem, "z*sqrt(z)");
    set(&problem, "z", -1, 4);
    cr_assert_eq(values_of(&problem, &got), FAULT_NONE);
    cr_expect(got.low <= 0 && got.high >= 8 && got.high < 8.05, "[%.17g, %.17g]", got.low,
              got.high);
    prepare(&problem, "z + log(z)");
    set(&problem, "z", -2, -1);
    cr_expect_eq(values_of(&problem, &got), FAULT_LOG_DOMAIN);
    prepare(&problem, "tanh(1/z)/(2 + z)");
    set(&problem, "z", -1, 1);
    cr_assert_eq(values_of(&problem, &got), FAULT_NONE);
    cr_expect(got.low <= -0.99 / 1.99 && got.high >= 0.99 / 2.01);
}

Test(reach, unbounded_operands_are_allowed)
{
    struct problem problem;
    struct interval got;
    prepare(&problem, "z/(1 + exp(-z))");
    set(&problem, "z", 0, INFINITY);
    cr_assert_eq(values_of(&problem, &got), FAULT_NONE);
    cr_expect(got.low <= 0 && got.high == INFINITY);
    set(&problem, "z", -INFINITY, INFINITY);
    cr_assert_eq(values_of(&problem, &got), FAULT_NONE);
    cr_expect(got.low <= -0.2784 && got.high == INFINITY);
}

/* ---- every formula of the catalogue ---- */

#define BOXES 12
#define GRID 5 /* points along each side */
#define POINTS_MOST 3000
#define CERTIFIED_EACH 37 /* so that every so many points are checked with proven values */

static unsigned long long seed;
static double widening; /* of what three digits leave open */

static unsigned draw(unsigned bound)
{
    seed ^= seed << 13;
    seed ^= seed >> 7;
    seed ^= seed << 17;
    return (unsigned)((seed >> 24) % bound);
}

static bool starts_with_one_of(const char *name, const char *const *starts, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (strncmp(name, starts[i], strlen(starts[i])) == 0)
            return true;
    return false;
}

static bool is_point(const struct quantity *quantity)
{
    return quantity->side.low == quantity->side.high;
}

/* Three significant digits, and all that rounds to them: from 0.050 to 0.950, for what is before an activation up to
 * four times as much. Parameters and targets are exact. */
static void draw_side(struct quantity *quantity)
{
    static const char *const negatives[] = {"z", "w", "g", "m", "u[-1].v", "u[-1].m", "u[-1].gbar"},
                             *const given[] = {"alpha", "beta", "mu",    "eps", "lambda", "rho",
                                               "delta", "t[",   "gamma", "psi", "decay"};
    long digits = 50 + (long)draw(900);
    if (quantity->name[0] == 'z')
        digits *= 4;
    double half = widening * (digits < 100    ? 0.05
                              : digits < 1000 ? 0.5
                                              : 5),
           number = (double)digits;
    bool exact = starts_with_one_of(quantity->name, given, sizeof given / sizeof *given);
    if (starts_with_one_of(quantity->name, negatives, sizeof negatives / sizeof *negatives) &&
        draw(2) == 1)
        number = -number;
    quantity->side = (struct interval){(number - half) / 1000, (number + half) / 1000};
    if (strcmp(quantity->name, "u") == 0 || strcmp(quantity->name, "p") == 0)
        quantity->side = (struct interval){3, 3};
    else if (exact)
        quantity->side.high = quantity->side.low;
}

static union cell at_point(void *context, const struct expr *name,
                           const struct environment *environment)
{
    const struct quantity *quantity = name->binding;
    (void)environment;
    struct arithmetic *arithmetic = context;
    return arithmetic_kind(arithmetic) == ARITHMETIC_CERTIFIED
               ? certified_double(arithmetic, quantity->at)
               : (union cell){.real = quantity->at};
}

static bool evaluate(struct problem *problem, struct arithmetic *arithmetic, union cell *value)
{
    struct evaluation evaluation = {.arithmetic = arithmetic,
                                    .context = arithmetic,
                                    .lookup = at_point,
                                    .last_precision = true,
                                    .scratch = arena};
    *value = expr_evaluate(&evaluation, problem->scalar);
    return number_take_fault(arithmetic) == FAULT_NONE && !evaluation.undecided_comparison;
}

/* Corners and points of a grid, in turn; where there are too many, at random. */
static void go_to_point(struct problem *problem, long point, bool at_random)
{
    for (int i = 0; i < problem->count; i++) {
        struct quantity *quantity = &problem->quantities[i];
        long step = at_random ? (long)draw(GRID) : point % GRID;
        double part = (double)step / (GRID - 1);
        quantity->at = step == GRID - 1
                           ? quantity->side.high
                           : quantity->side.low + part * (quantity->side.high - quantity->side.low);
        if (is_point(quantity))
            continue;
        point /= GRID;
    }
}

static struct interval sampled(struct problem *problem, const struct interval *values,
                               const char *text)
{
    struct arithmetic *certified = arithmetic_open(arena, ARITHMETIC_CERTIFIED, PRECISION_FIRST),
                      *floats = arithmetic_open(arena, ARITHMETIC_FLOAT64, 0);
    struct interval spread = {INFINITY, -INFINITY};
    double points = 1;
    union cell value;
    for (int i = 0; i < problem->count; i++)
        points *= is_point(&problem->quantities[i]) ? 1 : GRID;
    bool at_random = points > POINTS_MOST;
    for (long point = 0; point < (at_random ? POINTS_MOST : (long)points); point++) {
        go_to_point(problem, point, at_random);
        if (!evaluate(problem, floats, &value))
            continue;
        spread.low = fmin(spread.low, value.real);
        spread.high = fmax(spread.high, value.real);
        if (point % CERTIFIED_EACH == 0 && evaluate(problem, certified, &value))
            cr_assert(lies_within(certified, value, *values),
                      "a value of %s lies outside of [%.17g, %.17g]", text, values->low,
                      values->high);
    }
    return spread;
}

static int formulas, boxes;

static void check(const char *text)
{
    struct problem problem;
    if (text == NULL)
        return;
    formulas++;
    prepare(&problem, text);
    for (int box = 0; box < BOXES; box++) {
        struct interval values;
        for (int i = 0; i < problem.count; i++)
            draw_side(&problem.quantities[i]);
        if (values_of(&problem, &values) != FAULT_NONE)
            continue;
        boxes++;
        struct interval spread = sampled(&problem, &values, text);
        if (spread.low > spread.high)
            continue;
        double rounding = 1e-14 * fmax(fabs(spread.low), fabs(spread.high)),
               width = spread.high - spread.low,
               excess = fmax(spread.low - values.low, values.high - spread.high) - rounding;
        cr_expect(values.low <= spread.low + rounding && values.high >= spread.high - rounding,
                  "%s", text);
        cr_expect(widening > 1 || excess <= 0.01 * width,
                  "%s: [%.17g, %.17g], of which only [%.17g, %.17g] is reached", text, values.low,
                  values.high, spread.low, spread.high);
    }
}

static void check_activation(const struct activation_entry *entry)
{
    check(entry->formula);
    check(entry->derivative);
}

static void check_loss(const struct loss_entry *entry)
{
    if (entry == NULL)
        return;
    check(entry->formula);
    check(entry->derivative);
}

static void check_optimizer(const char *name, const char *form, bool centered)
{
    const struct optimizer_entry *entry = optimizer_by_name(name, form, centered);
    if (entry == NULL)
        return;
    for (int i = 0; i < OPTIMIZER_STATES && entry->states[i].symbol != NULL; i++)
        check(entry->states[i].formula);
    check(entry->update);
}

static void check_catalogue(void)
{
    size_t count;
    seed = 88172645463325252ULL;
    formulas = boxes = 0;
    const char *const *names = activation_names(&count);
    for (size_t i = 0; i < count; i++)
        check_activation(activation_by_name(names[i]));
    names = loss_names(&count);
    for (size_t i = 0; i < count; i++)
        for (int variant = LOSS_PLAIN; variant <= LOSS_LOGITS; variant++)
            check_loss(loss_variant(names[i], (enum loss_variant)variant));
    names = optimizer_names(&count);
    for (size_t i = 0; i < count; i++) {
        check_optimizer(names[i], NULL, false);
        for (size_t form = 0; optimizer_form(names[i], form) != NULL; form++)
            for (int centered = 0; centered < 2; centered++)
                check_optimizer(names[i], optimizer_form(names[i], form), centered);
    }
    names = schedule_names(&count);
    for (size_t i = 0; i < count; i++)
        check(schedule_by_name(names[i])->formula);
    check(penalty_by_name("l1")->term);
    check(penalty_by_name("l2")->term);
    cr_assert_gt(formulas, 100);
    cr_assert_gt(boxes, formulas * BOXES * 9 / 10);
}

Test(reach, formulas_of_the_catalogue_are_enclosed_and_little_more)
{
    widening = 1;
    check_catalogue();
}

/* Here the points are too far apart to say how much is too much. */
Test(reach, formulas_of_the_catalogue_are_enclosed_over_wide_boxes)
{
    widening = 60;
    check_catalogue();
}
