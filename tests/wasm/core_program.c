/* What the marking core does, in a few lines of output: the sets that formulas reach over intervals. The same program
 * is built for this machine and for WebAssembly, and must write the same. Functions of the C library may differ in
 * their last digits: what they enter is printed to twelve. */
#include "base/arena.h"
#include "expr/tree.h"
#include "marking/reach.h"

#include <math.h>
#include <stdio.h>

struct given {
    const char *name;
    struct interval side;
};

static const struct given givens[] = {{"p", {0, 0}}, {"a", {0.495, 0.505}}, {"w", {1, 1}},
                                      {"x", {6, 6}}, {"z", {-1.5, 2}},      {"y", {0.25, 0.25005}},
                                      {"b", {-3, 5}}};

static struct arena *arena;
static struct diagnostics diagnostics;

static const struct expr *bind_name(void *context, const struct expr *expr)
{
    if (expr->kind != EXPR_NAME)
        return expr_rebuild(arena, expr, bind_name, context);
    struct expr *leaf = expr_copy(arena, expr);
    for (size_t i = 0; i < sizeof givens / sizeof *givens; i++)
        if (strcmp(givens[i].name, expr->text) == 0)
            leaf->binding = &givens[i];
    return leaf;
}

static void write_end(double end, bool library)
{
    struct text text;
    text_open(&text, arena);
    if (library || isinf(end))
        text_printf(&text, "%.12g", end);
    else
        double_shortest(end, &text);
    printf(" %s", text.bytes);
}

static struct reach_formula *formula_of(struct reach *reach, const char *text)
{
    const struct expr *parsed = expr_parse(arena, text, strlen(text), NULL, NULL, &diagnostics);
    return reach_prepare(reach, bind_name(NULL, parsed));
}

static void show(struct reach *reach, const char *text, bool library)
{
    struct interval sides[8], values;
    struct reach_formula *formula = formula_of(reach, text);
    for (size_t i = 0; i < reach_operand_count(formula); i++)
        sides[i] = ((const struct given *)reach_operand(formula, i))->side;
    enum fault_kind fault = reach_values(formula, sides, &values);
    printf("%s:", text);
    if (fault != FAULT_NONE) {
        printf(" %s\n", fault_message(fault));
        return;
    }
    write_end(values.low, library);
    write_end(values.high, library);
    printf("\n");
}

/* p = a*(1 - a), then p - a: a function of a alone. */
static void show_composite(struct reach *reach)
{
    const int of_a[] = {0}, of_p_and_a[] = {~0, 0};
    const struct reach_step steps[] = {{formula_of(reach, "a*(1 - a)"), of_a},
                                       {formula_of(reach, "p - a"), of_p_and_a}};
    const struct composite composite = {.variable_count = 1, .step_count = 2, .steps = steps};
    const struct interval a = {0.25, 0.5};
    struct interval values;
    if (reach_composite(reach, &composite, &a, &values) != FAULT_NONE)
        return;
    printf("a*(1 - a) - a:");
    write_end(values.low, false);
    write_end(values.high, false);
    printf("\n");
}

int main(void)
{
    struct exhaustion exhaustion;
#ifndef __wasm__
    if (setjmp(exhaustion.resume) != 0)
        return 3;
#endif
    arena = arena_open(&exhaustion);
    if (arena == NULL)
        return 3;
    diagnostics_open(&diagnostics, arena);
    struct reach *reach = reach_open(arena);
    show(reach, "w*x + w*w + 1", false);
    show(reach, "a*(1 - a)", false);
    show(reach, "0.1*a + y/3", false);
    show(reach, "sqrt(y)*(1 - y)^3", false);
    show(reach, "b^2 - 2*b", false);
    show(reach, "where(b > 0, b, 0.01*b)", false);
    show(reach, "1/(a - a)", false);
    show(reach, "log(-y)", false);
    show_composite(reach);
    show(reach, "1/(1 + exp(-z))", true);
    show(reach, "exp(z)/(exp(z) + exp(a))", true);
    show(reach, "z/2*(1 + erf(z/sqrt(2)))", true);
    show(reach, "tanh(z)*sin(y) - a^0.3", true);
    arena_close(arena);
    return 0;
}
