/* Formulas as vector operations: every lane has the value that the evaluator gives, and what need not be done is not. */
#include "../arena_fixture.h"
#include "catalogue/catalogue.h"
#include "training/vm_private.h"

#include <math.h>
#include <string.h>

#define REAL_SINGLE 0
#define REAL_SUFFIX double
#include "training/real.h"

#include "training/functions_real.h"

#include "training/vm_real.h"

#define LANES 600 /* two blocks and a part */
#define SIZE 5

TestSuite(vm, .init = open_arena, .fini = close_arena);

static double x[SIZE * LANES], y[SIZE * LANES], out[SIZE * LANES];
static const double uniforms[] = {3, 0.25};

static const struct vm_name names[] = {{"x", .place = 0},
                                       {"y", .place = 1},
                                       {"out", true, false, 2},
                                       {"u", .uniform = true, .place = 0},
                                       {"c", .uniform = true, .place = 1}};

static const struct vm_program *program_of(const char *formula, const char *index)
{
    const struct index size = index_integer(SIZE);
    const char *const n = "n";
    const struct expr *tree = expr_reindex(arena, catalogue_formula(arena, formula), 1, &n, &size);
    const struct vm_assignment assignment = {"", tree, 2};
    const struct vm_source source = {.names = names,
                                     .name_count = 5,
                                     .index = index,
                                     .size = SIZE,
                                     .assignments = &assignment,
                                     .assignment_count = 1};
    return vm_compile(arena, &source);
}

static void run(const struct vm_program *program, size_t lanes)
{
    void *const arrays[] = {x, y, out};
    const size_t strides[] = {LANES, LANES, LANES};
    vm_execute(program, &(struct vm_run){.lanes = lanes,
                                         .uniforms = uniforms,
                                         .arrays = arrays,
                                         .strides = strides,
                                         .scratch = arena_alloc(
                                             arena, vm_scratch_bytes(program, sizeof(double)))});
}

static void fill(void)
{
    for (int i = 0; i < SIZE * LANES; i++) {
        x[i] = sin(i) * 2;
        y[i] = i % 7 == 0 ? 0 : cos(3 * i);
        out[i] = i % 5;
    }
}

/* ---- values ---- */

struct lane {
    struct arithmetic *arithmetic;
    size_t lane;
};

static union cell lookup(void *context, const struct expr *name,
                         const struct environment *environment)
{
    const struct lane *lane = context;
    size_t k = name->index_count ? (size_t)index_value(&name->indices[0], environment) - 1 : 0;
    const double *array = strcmp(name->text, "x") == 0 ? x : strcmp(name->text, "y") == 0 ? y : out;
    if (strcmp(name->text, "u") == 0 || strcmp(name->text, "c") == 0)
        return (union cell){.real = uniforms[strcmp(name->text, "c") == 0]};
    return (union cell){.real = array[k * LANES + lane->lane]};
}

/* Compares all lanes, at every k of x[k] or only at the first place. */
static void expect_values(const char *formula, bool indexed)
{
    static double wanted[SIZE * LANES];
    const char *const n = "n", *const k = "k", *unknown = NULL;
    const struct index size = index_integer(SIZE);
    const struct expr *tree =
        expr_bind(arena, expr_reindex(arena, catalogue_formula(arena, formula), 1, &n, &size), &k,
                  1, &unknown);
    fill();
    for (int place = 0; place < (indexed ? SIZE : 1); place++)
        for (size_t lane = 0; lane < LANES; lane++) {
            struct lane context = {arithmetic_open(arena, ARITHMETIC_FLOAT64, 0), lane};
            struct evaluation evaluation = {.arithmetic = context.arithmetic,
                                            .context = &context,
                                            .lookup = lookup,
                                            .scratch = arena};
            evaluation.environment.slots[0] = place + 1;
            wanted[(size_t)place * LANES + lane] = expr_evaluate(&evaluation, tree).real;
        }
    run(program_of(formula, indexed ? "k" : NULL), LANES);
    for (size_t i = 0; i < (indexed ? SIZE : 1) * LANES; i++)
        cr_assert(fabs(out[i] - wanted[i]) <= 1e-14 * (1 + fabs(wanted[i])),
                  "%s: lane %zu is %.17g, wanted %.17g", formula, i, out[i], wanted[i]);
}

Test(vm, elementwise_formulas)
{
    static const char *const formulas[] = {
        "x",
        "x + y*c - u",
        "-x^2/3 + x^3 - abs(y)^1.5",
        "where(x < y, exp(x), where(y >= 0.5, y, u))",
        "where(x == y, 1, 0) + where(x != y, 2, 0) + where(x <= 0, 4, 8) + where(x > 1, 16, 32)",
        "max(x, y, 0.1) - min(x, -y)",
        "log(abs(x) + 1)*sqrt(y^2 + 1)/tanh(x + 3)",
        "y*log(abs(y))",
        "erf(x) + sin(x)*cos(y) + log1p(abs(x)) - expm1(y)",
        "pi*x^u",
        "u[-1].out + x",
        "sigmoid(x) + softplus(y)",
        "c^u*x",
        "2*3 - u"};
    for (size_t i = 0; i < sizeof formulas / sizeof *formulas; i++)
        expect_values(formulas[i], false);
}

Test(vm, formulas_over_an_index)
{
    static const char *const formulas[] = {
        "sum(i=1..n, x[i]*y[i])",
        "mean(i=1..n, x[i]) - prod(i=1..n, y[i] + 2)",
        "max(i=1..n, x[i]) - min(i=2..n-1, sum(j=1..i, x[j]*y[i]))",
        "sum(i=1..n, where(i == 2, x[i], y[i])*delta(i,3)) + sum(i=1..n, i*x[i])",
        "sum(i=1..n, exp(x[i] - max(j=1..n, x[j])))",
        "sum(i=1..n, sum(j=i..n, x[j] - y[i])/i)",
        "x[2] - y[5]"};
    for (size_t i = 0; i < sizeof formulas / sizeof *formulas; i++)
        expect_values(formulas[i], false);
}

Test(vm, formulas_for_every_value_of_an_index)
{
    static const char *const formulas[] = {
        "x[k]*c",
        "exp(x[k])/sum(i=1..n, exp(x[i]))",
        "sum(i=1..n, where(i == k, x[k]*(1 - x[k]), -x[i]*x[k]))",
        "k + sum(i=1..k, y[i])*sum(i=1..n, x[i])",
        "sum(j=1..n, x[j]*sum(i=1..j, y[i]*x[k]))",
        "4"};
    for (size_t i = 0; i < sizeof formulas / sizeof *formulas; i++)
        expect_values(formulas[i], true);
}

/* ---- what is not done ---- */

static int count_of(const struct vm_program *program, enum vm_operation operation)
{
    int count = 0;
    for (int i = 0; i < program->instruction_count; i++)
        count += program->instructions[i].operation == operation;
    return count;
}

Test(vm, constants_are_folded)
{
    const struct vm_program *program = program_of("x*(2*3 - 1/4) + (exp(0) - 1)", NULL);
    cr_assert_eq(count_of(program, VM_SCALE), 1);
    cr_assert_eq(count_of(program, VM_SUBTRACT) + count_of(program, VM_EXP), 0);
}

Test(vm, what_is_the_same_in_all_lanes_is_done_once)
{
    const struct vm_program *program = program_of("x/(1 - c^u)", NULL);
    cr_assert_eq(count_of(program, VM_POWER), 0);
    cr_assert_eq(count_of(program, VM_DIVIDE), 1);
}

Test(vm, equal_operations_are_done_once)
{
    const struct vm_program *program = program_of("exp(x)*(1 - exp(x)) + y/exp(x)", NULL);
    cr_assert_eq(count_of(program, VM_EXP), 1);
}

Test(vm, what_an_index_does_not_change_stands_before_its_loop)
{
    const struct vm_program *program = program_of("x[k]/sum(i=1..n, exp(x[i]))", "k");
    int loops = 0, depth = 0, deepest = 0;
    for (int i = 0; i < program->instruction_count; i++) {
        loops += program->instructions[i].operation == VM_LOOP;
        depth += program->instructions[i].operation == VM_LOOP;
        depth -= program->instructions[i].operation == VM_END;
        deepest = depth > deepest ? depth : deepest;
    }
    cr_assert_eq(loops, 2);
    cr_assert_eq(deepest, 1);
}

Test(vm, registers_are_used_again)
{
    const struct vm_program *program = program_of("exp(exp(exp(exp(exp(exp(x))))))", NULL);
    cr_assert_leq(program->register_count, 2, "%d", program->register_count);
}

Test(vm, lanes_beyond_the_last_are_left_alone)
{
    fill();
    double before = out[301];
    run(program_of("x + 1", NULL), 301);
    cr_assert_eq(out[301], before);
    cr_assert_eq(out[300], x[300] + 1);
}
