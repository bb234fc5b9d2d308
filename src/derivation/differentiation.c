/* Derivatives worked out line by line: the steps are the differentiator's, the reasons those of reasons.c. */
#include "derivation/differentiation.h"

#include "base/arena.h"
#include "catalogue/catalogue.h"
#include "derivation/inference.h"
#include "derivation/reasons.h"
#include "expr/algebra.h"
#include "expr/formula_check.h"
#include "expr/place.h"
#include "expr/tree.h"
#include <string.h>

#define LINE_NODES_MOST 3000 /* nobody reads a longer line */
#define TITLE_BYTES_MOST 80

/* ---- what the user wrote ---- */

struct request {
    struct arena *arena;
    struct diagnostics *diagnostics;
};

static bool complain_at(const struct request *request, enum diagnostic_code code, const char *text,
                        const char *message)
{
    struct diagnostic report = {.code = code, .message = message};
    text_excerpt(request->arena, text, strlen(text), 0, &report);
    return diagnose(request->diagnostics, &report);
}

static const struct expr *read_text(const struct request *request, const char *text)
{
    static const struct scope scope = {.defined_arity = catalogue_arity,
                                       .function_hint = catalogue_hint};
    size_t length = strlen(text);
    if (length > DERIVATION_MAX_EXPRESSION_BYTES) {
        complain_at(request, DIAGNOSTIC_TOO_LARGE, text,
                    arena_printf(request->arena, "an expression has at most %d bytes, found %zu",
                                 DERIVATION_MAX_EXPRESSION_BYTES, length));
        return NULL;
    }
    return expr_parse(request->arena, text, length, &scope, NULL, request->diagnostics);
}

static const struct expr *read_by(const struct request *request, const char *text)
{
    const struct expr *by = read_text(request, text);
    if (!by || by->kind == EXPR_NAME)
        return by;
    complain_at(request, DIAGNOSTIC_EXPRESSION_SYNTAX, text,
                "expected a name to differentiate by, as z or w[k]");
    return NULL;
}

/* Sums over an index that `by` names too get another one, so that a reader can tell them apart. */
struct renaming {
    struct arena *arena;
    const struct expr *by;
};

static const struct expr *rename_visit(void *context, const struct expr *expr)
{
    const struct renaming *renaming = context;
    if (is_reduction(expr))
        expr = rename_bound(renaming->arena, expr, &renaming->by, 1);
    return expr_rebuild(renaming->arena, expr, rename_visit, context);
}

static bool check_nesting(const struct request *request, const struct inferred *inferred,
                          const char *text)
{
    struct index_range values[DERIVATION_MAX_SIZES + INFERRED_MAX_VARIABLES];
    struct index_ranges ranges = {0, values};
    for (int i = 0; i < inferred->size_count; i++)
        values[ranges.count++] = (struct index_range){inferred->sizes[i].name, 1, 1};
    for (int i = 0; i < inferred->variable_count; i++)
        values[ranges.count++] = (struct index_range){inferred->variables[i].variable, 1, 1};
    return !measure_formula(&ranges, inferred->expr, 1).deep ||
           complain_at(request, DIAGNOSTIC_TOO_LARGE, text,
                       arena_printf(request->arena,
                                    "sums and products stand more than %d deep within each other",
                                    FORMULA_MAX_NESTING));
}

static bool read_request(const struct request *request, const char *expression, const char *by_text,
                         struct inferred *inferred)
{
    const struct expr *expr = read_text(request, expression),
                      *by = expr ? read_by(request, by_text) : NULL;
    if (!by)
        return false;
    struct renaming renaming = {request->arena, by};
    expr = rename_visit(&renaming, expr);
    if (!infer_symbols(request->arena, expr, expression, by, by_text, inferred,
                       request->diagnostics) ||
        !check_nesting(request, inferred, expression))
        return false;
    return inferred->by->binding ||
           complain_at(
               request, DIAGNOSTIC_EXPRESSION_NAME, by_text,
               arena_printf(request->arena,
                            "\"%s\" is a size or an index; nothing can be differentiated by it",
                            by->text));
}

/* Indices that know their ranges: a delta leaves a term of a sum only where the sum has it. */
static void add_ranges(struct arena *arena, struct inferred *inferred)
{
    struct index ranges[INFERRED_MAX_VARIABLES];
    for (int i = 0; i < inferred->variable_count; i++) {
        const struct variable_range *range = &inferred->variables[i];
        ranges[i] = index_ranged(range->variable, range->first.offset, range->last.offset);
        ranges[i].last_of = range->last.variable;
    }
    inferred->expr = expr_with_ranges(arena, inferred->expr, inferred->variable_count, ranges);
    inferred->by = expr_with_ranges(arena, inferred->by, inferred->variable_count, ranges);
}

/* ---- lines ---- */

struct working {
    struct arena *arena;
    struct line *lines; /* [DERIVATION_MAX_LINES] */
    int count;
    int derivatives; /* rewritten in the line being made */
    size_t nodes;    /* of what they became */
    bool exceeded;
    struct reasons reasons;
};

/* Calls share their subtrees, so that a part may be far larger than what it took to make it. */
static const struct expr *spent(struct working *working, const struct expr *part)
{
    working->nodes += expr_size(part, LINE_NODES_MOST + 1);
    working->exceeded = working->exceeded || working->nodes > LINE_NODES_MOST;
    return part;
}

/* The outermost derivatives, one step on. */
static const struct expr *step_visit(void *context, const struct expr *expr)
{
    struct working *working = context;
    struct arena *arena = working->arena;
    struct derivative_step step;
    if (expr->kind != EXPR_DIFF || working->exceeded)
        return expr_rebuild(arena, expr, step_visit, context);
    working->derivatives++;
    if (expr->a->kind == EXPR_DEFINED && !catalogue_derivative(arena, expr->a)) {
        reasons_add(&working->reasons, arena_printf(arena, "the definition of %s", expr->a->text));
        return spent(working,
                     expr_binary(arena, EXPR_DIFF, catalogue_expand(arena, expr->a), expr->b));
    }
    const struct expr *derivative =
        expr_differentiate_step(arena, expr->a, expr->b, catalogue_derivative, &step);
    working->exceeded = !derivative;
    if (!derivative)
        return expr;
    reasons_add_step(&working->reasons, &step, expr->a);
    return spent(working, derivative);
}

/* Because of the rules collected so far. */
static void add_line(struct working *working, const struct expr *expr)
{
    struct line_case *only = arena_alloc(working->arena, sizeof *only);
    only->expr = expr;
    if (working->count == DERIVATION_MAX_LINES) {
        working->exceeded = true;
        return;
    }
    working->lines[working->count++] =
        (struct line){.case_count = 1, .cases = only, .because = reasons_prose(&working->reasons)};
}

/* Is there a sum over an index that a delta in it names? */
static bool holds_delta(const struct expr *expr, const char *variable)
{
    for (; is_chain(expr); expr = expr->a)
        if (holds_delta(expr->b, variable))
            return true;
    if (expr->kind == EXPR_DELTA)
        return variable && expr_mentions_index(expr, variable);
    if (expr->kind == EXPR_SUM || expr->kind == EXPR_MEAN)
        return holds_delta(expr->a, expr->text) || (variable && holds_delta(expr->a, variable));
    const struct expr *const children[] = {expr->a, expr->b, expr->c, expr->d};
    for (size_t i = 0; i < sizeof children / sizeof *children; i++)
        if (children[i] && holds_delta(children[i], variable))
            return true;
    return false;
}

/* Simplified but for the sums, which stay for the reader to see. */
static const struct expr *tidy_visit(void *context, const struct expr *expr)
{
    struct arena *arena = context;
    const struct expr *tidy = expr_rebuild(arena, expr, tidy_visit, arena);
    return is_multiplicative(tidy) ? algebra_multiply(arena, expr_number(arena, "1"), tidy) : tidy;
}

/* A line with the sum that a delta fixes, and one where the sum is gone: the delta is a rule of its own. */
static void add_contraction(struct working *working, const struct expr *line,
                            const struct expr *simple)
{
    const struct derivative_step contraction = {.rule = DERIVATIVE_CONTRACTION};
    add_line(working, tidy_visit(working->arena, line));
    reasons_clear(&working->reasons);
    reasons_add_step(&working->reasons, &contraction, line);
    add_line(working, simple);
}

/* The next line; false: there is no derivative left in `line`. */
static bool next_line(struct working *working, const struct expr **line)
{
    working->derivatives = 0;
    working->nodes = 0;
    reasons_clear(&working->reasons);
    const struct expr *next = step_visit(working, *line);
    if (working->derivatives == 0 || working->exceeded)
        return false;
    if (expr_size(next, LINE_NODES_MOST + 1) > LINE_NODES_MOST) {
        working->exceeded = true;
        return false;
    }
    *line = expr_simplify(working->arena, next);
    if (holds_delta(next, NULL) && !holds_delta(*line, NULL))
        add_contraction(working, next, *line);
    else
        add_line(working, *line);
    return true;
}

static void work_out(struct working *working, const struct expr *left)
{
    const struct expr *line = left;
    while (next_line(working, &line))
        ;
    if (working->exceeded)
        return;
    const struct expr *collected = expr_collect(working->arena, line);
    if (expr_equal(collected, line))
        return;
    reasons_clear(&working->reasons);
    reasons_add(&working->reasons, "simplified");
    add_line(working, collected);
}

/* ---- the derivation ---- */

static const char *title_of(struct arena *arena, const struct inferred *inferred)
{
    struct text expr, by;
    text_open(&expr, arena);
    text_open(&by, arena);
    expr_print(inferred->expr, &expr);
    expr_print(inferred->by, &by);
    if (expr.length + by.length > TITLE_BYTES_MOST)
        return "A derivative, step by step";
    return arena_printf(arena, "The derivative of %s by %s", expr.bytes, by.bytes);
}

static const struct derivation *make_derivation(struct arena *arena,
                                                const struct inferred *inferred,
                                                const struct expr *left,
                                                const struct working *working)
{
    struct derivation *derivation = arena_alloc(arena, sizeof *derivation);
    struct claim *claim = arena_alloc(arena, sizeof *claim);
    *claim = (struct claim){.left = left,
                            .line_count = working->count,
                            .lines = working->lines,
                            .variable_count = inferred->variable_count,
                            .variables = inferred->variables,
                            .where_defined = true};
    *derivation = (struct derivation){.title = title_of(arena, inferred),
                                      .size_count = inferred->size_count,
                                      .sizes = inferred->sizes,
                                      .quantity_count = inferred->quantity_count,
                                      .quantities = inferred->quantities,
                                      .claim_count = 1,
                                      .claims = claim};
    return derivation;
}

const struct derivation *differentiation_derive(struct arena *arena, const char *expression,
                                                const char *by, struct diagnostics *diagnostics)
{
    const struct request request = {arena, diagnostics};
    struct inferred inferred;
    if (!read_request(&request, expression, by, &inferred))
        return NULL;
    struct working working = {.arena = arena,
                              .lines =
                                  arena_array(arena, DERIVATION_MAX_LINES, sizeof *working.lines),
                              .reasons = {.arena = arena}};
    add_ranges(arena, &inferred);
    const struct expr *left = expr_binary(arena, EXPR_DIFF, inferred.expr, inferred.by);
    work_out(&working, left);
    if (working.exceeded) {
        complain_at(&request, DIAGNOSTIC_TOO_LARGE, expression,
                    arena_printf(arena,
                                 "the derivative takes more than %d lines, or a line of more than "
                                 "%d names, numbers and operators",
                                 DERIVATION_MAX_LINES, LINE_NODES_MOST));
        return NULL;
    }
    return make_derivation(arena, &inferred, left, &working);
}
