/* What a user's formula may call: the elementwise activations; and writing these calls out. */
#include "catalogue/catalogue.h"

#include "../arena_fixture.h"
#include "base/arena.h"
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <string.h>

TestSuite(formula, .init = open_arena, .fini = close_arena);

static const struct scope calls = {.defined_arity = catalogue_arity,
                                   .function_hint = catalogue_hint};

static const struct expr *parse(const char *text)
{
    return expr_parse(arena, text, strlen(text), &calls, NULL, &diagnostics);
}

static const char *expanded(const char *text)
{
    const struct expr *tree = parse(text);
    struct text out;
    cr_assert_not_null(tree, "%s", text);
    text_open(&out, arena);
    expr_print(catalogue_expand(arena, tree), &out);
    return out.bytes;
}

Test(formula, elementwise_activations_take_one_argument)
{
    size_t count;
    const char *const *names = activation_names(&count);
    for (size_t i = 0; i < count; i++) {
        const char *symbol = NULL;
        const struct activation_entry *entry = activation_by_name(names[i]);
        int arity = catalogue_arity(NULL, names[i], strlen(names[i]), &symbol);
        cr_expect_eq(arity, entry->vector ? -1 : 1, "%s", names[i]);
        if (!entry->vector)
            cr_expect(symbol == entry->symbol, "%s", names[i]);
    }
    const char *symbol = NULL;
    cr_expect_eq(catalogue_arity(NULL, "sigmoids", 7, &symbol), 1, "the length counts");
    cr_expect_eq(catalogue_arity(NULL, "sigmoid", 6, &symbol), -1);
}

Test(formula, calls_are_written_out)
{
    cr_expect_str_eq(expanded("2*x + 1"), "2*x + 1");
    cr_expect_str_eq(expanded("y[k]*sigmoid(2*y[k])"), "y[k]*(1 / (1 + exp(-(2*y[k]))))");
    cr_expect_str_eq(expanded("linear(sigmoid(relu(z)))"), "1 / (1 + exp(-max(0, z)))");
    cr_expect_str_eq(expanded("sum(i=1..3, where(i == 2, sigmoid(w[i]), 0))"),
                     "sum(i=1..3, where(i == 2, 1 / (1 + exp(-w[i])), 0))");
}

Test(formula, parameters_are_at_their_defaults)
{
    size_t count;
    const char *const *names = activation_names(&count);
    for (size_t i = 0; i < count; i++) {
        const struct activation_entry *entry = activation_by_name(names[i]);
        if (entry->vector)
            continue;
        const char *call = arena_printf(arena, "%s(x)", names[i]);
        const struct expr *tree = catalogue_expand(arena, parse(call));
        cr_expect_not(expr_mentions_name(tree, "z"), "%s", names[i]);
        for (int p = 0; entry->parameters[p].name; p++)
            cr_expect_not(expr_mentions_name(tree, entry->parameters[p].name), "%s", names[i]);
    }
}

static void expect_unknown(const char *text, const char *message, size_t column)
{
    cr_assert_null(parse(text), "%s", text);
    cr_expect_str_eq(diagnostics.last->message, message);
    cr_expect_eq(diagnostics.last->code, DIAGNOSTIC_EXPRESSION_NAME);
    cr_expect_eq(diagnostics.last->caret, column);
}

Test(formula, what_cannot_be_called_is_refused_with_a_hint)
{
    expect_unknown("1 + softmax(z)",
                   "unknown function \"softmax\"; it takes all units at once; write it out: "
                   "exp(z[k])/sum(i=1..n, exp(z[i]))",
                   5);
    expect_unknown("sigmod(z)", "unknown function \"sigmod\"; did you mean \"sigmoid\"?", 1);
    expect_unknown("sine(z)", "unknown function \"sine\"; did you mean \"sin\"?", 1);
}
