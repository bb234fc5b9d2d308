/* Symbolic derivatives against jets: for random formulas the first three derivatives by x are what the Taylor
 * coefficients of the formula's jet say, which come about without any rule for formulas. */
#include "formulas.h"

TestSuite(derivative_jets, .init = open_arena, .fini = close_arena);

#define FORMULAS 1500
#define BITS 512

/* Values of names as jets: constants, but for x. */
struct over_jets {
    struct values values; /* certified */
    struct arithmetic *jets;
    const char *half_width;
};

static union cell jet_of(void *context, const struct expr *name,
                         const struct environment *environment)
{
    struct over_jets *over = context;
    struct arithmetic *certified = over->values.arithmetic;
    union cell value = value_of(&over->values, name, environment);
    if (strcmp(name->text, "x") != 0)
        return number_jet_constant(over->jets, certified, value);
    union cell width = number_literal(certified, over->half_width, strlen(over->half_width));
    return number_jet_variable(over->jets, certified, value, width);
}

static union cell jet(struct over_jets *over, const struct expr *formula, const char *half_width)
{
    struct evaluation evaluation = {.arithmetic = over->jets,
                                    .environment = free_values,
                                    .context = over,
                                    .lookup = jet_of,
                                    .last_precision = true,
                                    .scratch = arena};
    over->half_width = half_width;
    return expr_evaluate(&evaluation, bind(formula, free_variables, FREE_VARIABLES));
}

static bool meet(struct arithmetic *arithmetic, union cell a, union cell b)
{
    enum comparison order = number_compare(arithmetic, a, b);
    return order == EQUAL || order == UNDECIDED;
}

/* How many derivatives could be compared. */
static int check(struct over_jets *over, const struct expr *formula)
{
    struct arithmetic *certified = over->values.arithmetic;
    static const long factorials[] = {1, 1, 2, 6};
    union cell at_point = jet(over, formula, "0"), around = jet(over, formula, "1e-20");
    if (number_take_fault(over->jets) != FAULT_NONE)
        return 0;
    const struct expr *derivative = formula;
    int order = 0;
    for (; order <= JET_ORDER; order++) {
        if (order > 0)
            derivative = expr_differentiate(arena, derivative, expr_name(arena, "x", 0, NULL));
        if (expr_size(derivative, 20000) >= 20000)
            break;
        union cell value = number_divide(certified, evaluate(&over->values, derivative),
                                         number_integer(certified, factorials[order]));
        if (number_take_fault(certified) != FAULT_NONE)
            break;
        cr_assert(
            meet(certified, value, number_jet_coefficient(over->jets, at_point, order, certified)),
            "derivative %d of %s", order, printed(formula));
        cr_assert(
            meet(certified, value, number_jet_coefficient(over->jets, around, order, certified)),
            "derivative %d of %s nearby", order, printed(formula));
    }
    return order;
}

/* Even where comparisons would take their convention. */
Test(derivative_jets, branches_are_never_guessed)
{
    static const char *const kinked[] = {"where(x > 0, x^2, x)", "where(x == 0, 1, 2)",
                                         "where(x^2 < 0, 1, x)", "max(0, x)", "abs(x)"};
    struct over_jets over = {.values = values_open(0, BITS)};
    over.jets = arithmetic_open(arena, ARITHMETIC_JET, BITS);
    for (size_t i = 0; i < sizeof kinked / sizeof *kinked; i++) {
        jet(&over, parse(kinked[i]), "100");
        cr_expect_eq(number_take_fault(over.jets), FAULT_KINK, "%s", kinked[i]);
    }
}

Test(derivative_jets, three_derivatives_agree)
{
    struct generator generator = {16180339ULL};
    int tested = 0;
    for (int round = 0; round < FORMULAS; round++) {
        if (round % 20 == 0) {
            arena_reset(arena);
            diagnostics_open(&diagnostics, arena);
        }
        struct over_jets over = {.values = values_open((unsigned long long)round, BITS)};
        over.jets = arithmetic_open(arena, ARITHMETIC_JET, BITS);
        tested += check(&over, any_formula(&generator, 3)) == JET_ORDER + 1;
    }
    cr_assert_gt(tested, FORMULAS / 2, "only %d formulas had values", tested);
}
