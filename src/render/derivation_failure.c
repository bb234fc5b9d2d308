/* Where a line fails: for which numbers, what the two sides are there, and what that may come from. */
#include "render/derivation_parts.h"

#include "base/arena.h"
#include <string.h>

/* Of a counterexample, so many numbers are written out on the page. */
#define NUMBERS_SHOWN 24

/* A decimal literal or a fraction of two. */
static const struct expr *value_expr(const struct derivation_page *page, const char *value)
{
    const char *slash = strchr(value, '/');
    if (!slash)
        return expr_number(page->arena, value);
    const char *top = arena_printf(page->arena, "%.*s", (int)(slash - value), value);
    return expr_binary(page->arena, EXPR_DIVIDE, expr_number(page->arena, top),
                       expr_number(page->arena, slash + 1));
}

/* "a[1,1] = 0, a[1,2] = 1 and j = 1" */
static void add_numbers(const struct derivation_page *page, struct spans *spans,
                        const struct counterexample *example)
{
    int all = example->size_count + example->index_count + example->quantity_count;
    int count = all > NUMBERS_SHOWN ? NUMBERS_SHOWN : all;
    for (int i = 0; i < count; i++) {
        struct maths *maths = maths_new(page->arena);
        maths_expr(maths, example->assigned[i].name);
        maths_sign(maths, PIECE_EQUAL);
        maths_expr(maths, value_expr(page, example->assigned[i].value));
        spans_text(spans, derivation_separator(i, count < all ? count + 1 : count));
        spans_maths(spans, maths);
    }
    if (count < all)
        spans_printf(spans, " and %d more (--format json has them all)", all - count);
}

static const char *line_name(const struct derivation_page *page, int line)
{
    return line == 0 ? "the left side" : arena_printf(page->arena, "line %d", line);
}

/* "line 2 is 0.25", "the left side has no value" */
static void add_side(const struct derivation_page *page, struct spans *spans, int line,
                     const char *value, bool exact)
{
    const char *verb = exact ? "is " : "is about ";
    spans_printf(spans, "%s %s", line_name(page, line), value ? verb : "has no value");
    if (value)
        spans_expr(spans, value_expr(page, value));
}

static void add_sides(const struct derivation_page *page, struct spans *spans, int line,
                      const struct counterexample *example)
{
    if (!example->left && !example->right) {
        spans_printf(spans, "neither %s nor %s has a value", line_name(page, line - 1),
                     line_name(page, line));
        return;
    }
    add_side(page, spans, line - 1, example->left, example->left_exact);
    spans_text(spans, ", and ");
    add_side(page, spans, line, example->right, example->right_exact);
}

void derivation_add_counterexample(struct derivation_page *page, const struct claim *claim,
                                   int place)
{
    const struct line_check *check = &derivation_check_of(page, claim)->lines[place];
    const struct counterexample *example = check->counterexample;
    struct spans *spans = derivation_spans(page);
    spans_strong(spans,
                 check->verdict == LINE_REFUTED ? "Does not hold." : "Not defined everywhere.");
    bool any = example->size_count + example->index_count + example->quantity_count > 0;
    spans_text(spans, any ? " With " : " Always ");
    add_numbers(page, spans, example);
    spans_text(spans, any ? " " : "");
    add_sides(page, spans, place + 1, example);
    if (example->fault)
        spans_printf(spans, ": %s", example->fault);
    spans_text(spans, ".");
    if (example->hint) {
        spans_text(spans, " ");
        derivation_add_prose(page, spans, example->hint);
    }
    document_note(&page->document, spans);
}
