/* Random formulas: what certified arithmetic finds at any point of a box lies within what the formula reaches there,
 * and that lies within what plain interval arithmetic says. */
#include "../doubles.h"
#include "../expr/formulas.h"
#include "expr/tree.h"
#include "marking/reach.h"

TestSuite(reach_laws, .init = open_arena, .fini = close_arena);

#define FORMULAS 1500
#define POINTS 6
#define PARTS 64 /* of 1, in which boxes and points are drawn */
#define QUANTITIES_MOST 64

struct quantity {
    const char *name;
    long low, width, at; /* as multiples of 1/PARTS */
};

struct box {
    struct generator *generator;
    struct arithmetic *arithmetic; /* certified: values at the point, else the sides */
    int count;
    struct quantity quantities[QUANTITIES_MOST];
};

static const struct quantity *find(struct box *box, const char *name)
{
    for (int i = 0; i < box->count; i++)
        if (strcmp(box->quantities[i].name, name) == 0)
            return &box->quantities[i];
    cr_assert_lt(box->count, QUANTITIES_MOST);
    struct quantity *quantity = &box->quantities[box->count++];
    *quantity = (struct quantity){.name = name,
                                  .low = (long)below(box->generator, 256) - 128,
                                  .width = (long)below(box->generator, 100)};
    return quantity;
}

static const struct expr *bound_leaf(void *context, struct arena *of, const struct expr *name,
                                     const struct environment *environment)
{
    struct expr *leaf = expr_copy(of, name);
    for (int i = 0; i < leaf->index_count; i++)
        leaf->indices[i] = index_integer(index_value(&name->indices[i], environment));
    leaf->binding = find(context, printed(leaf));
    return leaf;
}

static struct interval side(const struct quantity *quantity)
{
    return (struct interval){(double)quantity->low / PARTS,
                             (double)(quantity->low + quantity->width) / PARTS};
}

static union cell value_in_box(void *context, const struct expr *name,
                               const struct environment *environment)
{
    const struct box *box = context;
    const struct quantity *quantity = name->binding;
    (void)environment;
    if (arithmetic_kind(box->arithmetic) == ARITHMETIC_INTERVAL)
        return number_interval(box->arithmetic, side(quantity));
    return number_divide(box->arithmetic, number_integer(box->arithmetic, quantity->at),
                         number_integer(box->arithmetic, PARTS));
}

static union cell value_over(struct box *box, const struct expr *scalar, bool *undecided)
{
    struct evaluation evaluation = {.arithmetic = box->arithmetic,
                                    .context = box,
                                    .lookup = value_in_box,
                                    .last_precision = true,
                                    .scratch = arena};
    union cell value = expr_evaluate(&evaluation, scalar);
    *undecided = evaluation.undecided_comparison;
    return value;
}

static enum fault_kind reach(const struct expr *scalar, struct interval *values)
{
    struct interval sides[QUANTITIES_MOST];
    struct reach_formula *formula = reach_prepare(reach_open(arena), scalar);
    for (size_t i = 0; i < reach_operand_count(formula); i++)
        sides[i] = side(reach_operand(formula, i));
    return reach_values(formula, sides, values);
}

/* Corners, and points between them. */
static void go_to_point(struct box *box, int point)
{
    for (int i = 0; i < box->count; i++) {
        struct quantity *quantity = &box->quantities[i];
        long width = quantity->width;
        quantity->at =
            quantity->low + (point < POINTS / 2 ? (long)below(box->generator, (unsigned)width + 1)
                                                : width * (long)below(box->generator, 2));
    }
}

/* How many points had a value. */
static int check(struct box *box, const struct expr *formula)
{
    int valued = 0;
    bool undecided;
    struct interval values = {0, 0};
    const struct expr *scalar = expr_instantiate(
        arena, bind(formula, free_variables, FREE_VARIABLES), &free_values, bound_leaf, box);
    enum fault_kind fault = reach(scalar, &values);
    box->arithmetic = interval_arithmetic_open(arena);
    struct interval plain = number_bounds(box->arithmetic, value_over(box, scalar, &undecided));
    cr_assert(fault != FAULT_NONE || (plain.low <= values.low && values.low <= values.high &&
                                      values.high <= plain.high),
              "%s", printed(scalar));
    box->arithmetic = arithmetic_open(arena, ARITHMETIC_CERTIFIED, 256);
    for (int point = 0; point < POINTS; point++) {
        go_to_point(box, point);
        union cell value = value_over(box, scalar, &undecided);
        if (number_take_fault(box->arithmetic) != FAULT_NONE || undecided)
            continue;
        valued++;
        cr_assert(fault == FAULT_NONE && lies_within(box->arithmetic, value, values),
                  "%s at point %d outside of [%.17g, %.17g]", printed(scalar), point, values.low,
                  values.high);
    }
    return valued;
}

Test(reach_laws, values_at_all_points_are_reached)
{
    struct generator generator = {173205080ULL};
    int valued = 0;
    for (int round = 0; round < FORMULAS; round++) {
        if (round % 20 == 0) {
            arena_reset(arena);
            diagnostics_open(&diagnostics, arena);
        }
        struct box box = {.generator = &generator};
        valued += check(&box, any_formula(&generator, 2 + round % 2));
    }
    cr_assert_gt(valued, FORMULAS * POINTS / 3, "only %d points had values", valued);
}
