/* Fuzz target of the expression language: any bytes are either refused with one error, or they are
 * a tree that prints as text which reads back as an equal tree. LaTeX, the simplifier and the
 * differentiator, at once and step by step, must take any tree that the parser lets through, and give trees that can
 * be printed; definitions, even in a circle, are written out or given up. */
#include "base/arena.h"
#include "expr/expr.h"
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Longer texts and more nested derivatives are only slower, not different. */
#define SIZE_LIMIT 4096
#define SIZE_TO_DIFFERENTIATE 512
#define DIFFS_TO_DIFFERENTIATE 4
#define NODES_TO_PRINT 100000
#define STEPS 8
#define EXPANDED_NODES 20000

static void fail(const char *what, const char *text)
{
    fprintf(stderr, "%s:\n%s\n", what, text);
    abort();
}

/* pi is the number. */
static bool any_quantity(void *context, const char *text, size_t length)
{
    (void)context;
    return length != 2 || memcmp(text, "pi", 2) != 0;
}

static int any_function(void *context, const char *name, size_t length, const char **latex)
{
    (void)context;
    (void)name;
    (void)latex;
    return (int)(length % 3);
}

static const struct scope anything = {.has_quantity = any_quantity, .defined_arity = any_function};

static const struct expr *read_expression(struct arena *arena, const char *text, size_t length)
{
    const struct diagnostic where = {.file = "fuzz", .line = 1, .column = 1};
    struct diagnostics diagnostics;
    struct text message;
    diagnostics_open(&diagnostics, arena);
    text_open(&message, arena);
    const struct expr *expr = expr_parse(arena, text, length, &anything, &where, &diagnostics);
    for (const struct diagnostic *report = diagnostics.first; report; report = report->next)
        diagnostic_write(report, &message);
    if (diagnostics.errors != (expr ? 0 : 1))
        fail("not exactly one error for a refusal", message.bytes);
    return expr;
}

static const char *printed(struct arena *arena, const struct expr *expr)
{
    struct text text;
    text_open(&text, arena);
    expr_print(expr, &text);
    return text.bytes;
}

static void check_round_trip(struct arena *arena, const struct expr *expr)
{
    const char *text = printed(arena, expr);
    const struct expr *again = read_expression(arena, text, strlen(text));
    if (!again)
        fail("what was printed is refused", text);
    if (!expr_equal(expr, again) || strcmp(text, printed(arena, again)) != 0)
        fail("what was printed reads as another tree", text);
}

static void check_latex(struct arena *arena, const struct expr *expr)
{
    struct text text;
    int braces = 0;
    text_open(&text, arena);
    expr_latex(expr, &text);
    for (const char *byte = text.bytes; *byte; byte++) {
        if (*byte == '\\' && byte[1] != '\0')
            byte++;
        else
            braces += *byte == '{' ? 1 : *byte == '}' ? -1 : 0;
        if (braces < 0 || *byte == '`' || (*byte == '$' && byte[-1] != '\\'))
            fail("unsafe LaTeX", text.bytes);
    }
    if (braces != 0)
        fail("unbalanced LaTeX", text.bytes);
}

static void check_made(struct arena *arena, const struct expr *made)
{
    if (expr_size(made, NODES_TO_PRINT) == NODES_TO_PRINT)
        return;
    check_latex(arena, made);
    printed(arena, made);
}

/* Each step of the derivative at the top, as far as there is one. */
static void check_steps(struct arena *arena, const struct expr *expr, const struct expr *by)
{
    struct derivative_step step;
    for (int i = 0; i < STEPS && expr; i++) {
        expr = expr_differentiate_step(arena, expr, by, NULL, &step);
        if (!expr)
            return;
        check_made(arena, expr);
        if (step.outer)
            check_made(arena, step.outer_derivative);
        if (expr_size(expr, NODES_TO_PRINT) < NODES_TO_PRINT)
            check_made(arena, expr_collect(arena, expr));
    }
}

/* The formula as the definition of names that occur in it. */
static void check_expansion(struct arena *arena, const struct expr *expr)
{
    static const char *const variables[] = {"i", "j"};
    const struct definition definitions[] = {{"a", 0, NULL, expr}, {"x", 2, variables, expr}};
    const struct expr *expanded =
        expr_expand_definitions(arena, expr, 2, definitions, "w", EXPANDED_NODES);
    if (expanded && expr_size(expanded, EXPANDED_NODES + 1) > EXPANDED_NODES)
        fail("more nodes than the most", printed(arena, expanded));
    if (expanded)
        check_made(arena, expanded);
}

static void check_calculus(struct arena *arena, const struct expr *expr, size_t size)
{
    int diffs = 0;
    const char *text = printed(arena, expr);
    const struct expr *simplified = expr_simplify(arena, expr);
    check_latex(arena, simplified);
    printed(arena, simplified);
    while ((text = strstr(text, "diff")) != NULL) {
        text++;
        diffs++;
    }
    if (size > SIZE_TO_DIFFERENTIATE || diffs > DIFFS_TO_DIFFERENTIATE)
        return;
    const struct expr *x = expr_name(arena, "x", 0, NULL);
    check_made(arena, expr_differentiate(arena, expr, x));
    check_steps(arena, expr, x);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct exhaustion exhaustion;
    if (size > SIZE_LIMIT)
        return 0;
    struct arena *arena = arena_open(&exhaustion);
    if (!arena)
        return 0;
    if (setjmp(exhaustion.resume) == 0) {
        /* The bytes themselves, without a NUL behind them: the parser may not read past their end.
         */
        const struct expr *expr = read_expression(arena, (const char *)data, size);
        if (expr) {
            check_round_trip(arena, expr);
            check_latex(arena, expr);
            check_calculus(arena, expr, size);
            check_expansion(arena, expr);
        }
    }
    arena_close(arena);
    return 0;
}
