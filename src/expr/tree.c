/* Walking and comparing trees: chains, rebuilding, equality, free variables. */
#include "expr/tree.h"
#include <string.h>

bool is_literal(const struct expr *expr, const char *literal)
{
    return expr->kind == EXPR_NUMBER && strcmp(expr->text, literal) == 0;
}

const struct expr *chain_first(struct chain *chain, const struct expr *top)
{
    chain->top = top;
    chain->length = 0;
    chain->held = 0;
    if (!is_chain(top))
        return top;
    const struct expr *operand = top;
    while (same_chain(operand, top)) {
        operand = operand->a;
        chain->length++;
    }
    return operand;
}

const struct expr *chain_next(struct chain *chain)
{
    if (chain->length == 0)
        return NULL;
    if (chain->held == 0) {
        chain->held = chain->length < CHAIN_WINDOW ? chain->length : CHAIN_WINDOW;
        const struct expr *operator= chain->top;
        for (size_t skip = chain->length - chain->held; skip > 0; skip--)
            operator= operator->a;
        for (size_t i = 0; i < chain->held; i++, operator= operator->a)
            chain->window[i] = operator;
    }
    chain->length--;
    return chain->window[--chain->held];
}

static const struct expr *rebuild_chain(struct arena *arena, const struct expr *top,
                                        expr_visit *visit, void *context)
{
    struct chain chain;
    const struct expr *result = visit(context, chain_first(&chain, top));
    const struct expr *operator;
    while ((operator= chain_next(&chain))) {
        const struct expr *right = visit(context, operator->b);
        if (result == operator->a && right == operator->b) {
            result = operator;
            continue;
        }
        struct expr *copy = expr_copy(arena, operator);
        copy->a = result;
        copy->b = right;
        result = copy;
    }
    return result;
}

static bool visit_child(const struct expr **child, expr_visit *visit, void *context)
{
    const struct expr *before = *child;
    if (before)
        *child = visit(context, before);
    return *child != before;
}

static bool visit_arguments(struct arena *arena, struct expr *expr, expr_visit *visit,
                            void *context)
{
    bool changed = false;
    size_t count = (size_t)expr->argument_count;
    if (count == 0)
        return false;
    const struct expr **arguments = arena_array(arena, count, sizeof *arguments);
    for (size_t i = 0; i < count; i++) {
        arguments[i] = expr->arguments[i];
        changed |= visit_child(&arguments[i], visit, context);
    }
    if (changed)
        expr->arguments = arguments;
    return changed;
}

const struct expr *expr_rebuild(struct arena *arena, const struct expr *expr, expr_visit *visit,
                                void *context)
{
    if (is_chain(expr))
        return rebuild_chain(arena, expr, visit, context);
    struct expr copy = *expr;
    bool changed = visit_child(&copy.a, visit, context);
    changed |= visit_child(&copy.b, visit, context);
    changed |= visit_child(&copy.c, visit, context);
    changed |= visit_child(&copy.d, visit, context);
    changed |= visit_arguments(arena, &copy, visit, context);
    return changed ? expr_copy(arena, &copy) : expr;
}

/* ---- equality ---- */

static bool text_equal(const char *a, const char *b)
{
    return a == b || (a && b && strcmp(a, b) == 0);
}

bool index_equal(const struct index *a, const struct index *b)
{
    return a->offset == b->offset && text_equal(a->variable, b->variable);
}

static bool indices_equal(const struct expr *a, const struct expr *b)
{
    if (a->index_count != b->index_count)
        return false;
    for (int i = 0; i < a->index_count; i++)
        if (!index_equal(&a->indices[i], &b->indices[i]))
            return false;
    return true;
}

static bool spelled_equal(const struct expr *a, const struct expr *b)
{
    struct spelling left, right;
    name_spell(a, &left);
    name_spell(b, &right);
    size_t in_left = 0, in_right = 0;
    int i = 0, j = 0;
    for (;;) {
        while (i < left.count && in_left == left.pieces[i].length) {
            i++;
            in_left = 0;
        }
        while (j < right.count && in_right == right.pieces[j].length) {
            j++;
            in_right = 0;
        }
        if (i == left.count || j == right.count)
            return i == left.count && j == right.count;
        if (left.pieces[i].bytes[in_left++] != right.pieces[j].bytes[in_right++])
            return false;
    }
}

/* A name may hold its indices or prefix apart or within its text: w2[1,3] is the same either way.
 */
static bool names_equal(const struct expr *a, const struct expr *b)
{
    if (a->binding != b->binding)
        return false;
    if (text_equal(a->text, b->text) && indices_equal(a, b) && a->has_sample == b->has_sample &&
        a->update == b->update && (!a->has_sample || index_equal(&a->sample, &b->sample)))
        return true;
    return spelled_equal(a, b);
}

/* The number -3 and the negation of the number 3 are written alike, so they are the same tree. */
static bool numbers_equal(const struct expr *a, const struct expr *b)
{
    if (a->kind == EXPR_NEGATE && is_negative_number(b))
        return a->a->kind == EXPR_NUMBER && strcmp(a->a->text, b->text + 1) == 0;
    if (b->kind == EXPR_NEGATE && is_negative_number(a))
        return b->a->kind == EXPR_NUMBER && strcmp(b->a->text, a->text + 1) == 0;
    return false;
}

static bool optional_equal(const struct expr *a, const struct expr *b)
{
    return a == b || (a && b && expr_equal(a, b));
}

static bool parts_equal(const struct expr *a, const struct expr *b)
{
    if (a->kind == EXPR_FUNCTION && a->function != b->function)
        return false;
    if (a->kind == EXPR_WHERE && a->relation != b->relation)
        return false;
    if (!text_equal(a->text, b->text) || !indices_equal(a, b) ||
        a->argument_count != b->argument_count)
        return false;
    for (int i = 0; i < a->argument_count; i++)
        if (!expr_equal(a->arguments[i], b->arguments[i]))
            return false;
    return optional_equal(a->a, b->a) && optional_equal(a->b, b->b) && optional_equal(a->c, b->c) &&
           optional_equal(a->d, b->d);
}

bool expr_equal(const struct expr *a, const struct expr *b)
{
    while (a != b && a->kind == b->kind && is_chain(a)) {
        if (!expr_equal(a->b, b->b))
            return false;
        a = a->a;
        b = b->a;
    }
    if (a == b)
        return true;
    if (a->kind != b->kind)
        return numbers_equal(a, b);
    return a->kind == EXPR_NAME ? names_equal(a, b) : parts_equal(a, b);
}

/* ---- what occurs ---- */

struct search {
    const char *word;
    bool index; /* an index variable is looked for, else a name */
};

static bool index_is(const struct index *index, const char *variable)
{
    return index->variable && strcmp(index->variable, variable) == 0;
}

static bool occurs_here(const struct search *search, const struct expr *expr)
{
    if (expr->kind == EXPR_NAME && (!search->index || is_number_of_index(expr)) &&
        strcmp(expr->text, search->word) == 0)
        return true;
    if (!search->index)
        return false;
    for (int i = 0; i < expr->index_count; i++)
        if (index_is(&expr->indices[i], search->word))
            return true;
    return expr->has_sample && index_is(&expr->sample, search->word);
}

static bool occurs(const struct search *search, const struct expr *expr)
{
    while (is_chain(expr)) {
        if (occurs(search, expr->b))
            return true;
        expr = expr->a;
    }
    if (occurs_here(search, expr))
        return true;
    if (search->index && is_reduction(expr) && strcmp(expr->text, search->word) == 0)
        return false;
    for (int i = 0; i < expr->argument_count; i++)
        if (occurs(search, expr->arguments[i]))
            return true;
    return (expr->a && occurs(search, expr->a)) || (expr->b && occurs(search, expr->b)) ||
           (expr->c && occurs(search, expr->c)) || (expr->d && occurs(search, expr->d));
}

bool expr_mentions_index(const struct expr *expr, const char *variable)
{
    const struct search search = {.word = variable, .index = true};
    return occurs(&search, expr);
}

bool expr_mentions_name(const struct expr *expr, const char *name)
{
    const struct search search = {.word = name};
    return occurs(&search, expr);
}

/* ---- small rewritings ---- */

const struct expr *without_minus(struct arena *arena, const struct expr *term)
{
    if (term->kind == EXPR_NEGATE)
        return term->a;
    if (!is_multiplicative(term))
        return NULL;
    struct chain chain;
    const struct expr *result = chain_first(&chain, term), *operator;
    if (result->kind != EXPR_NEGATE)
        return NULL;
    result = result->a;
    /* -(a + b)*c keeps its parentheses as (a + b)*c; -(a*b)*c becomes a*b*c. */
    while ((operator= chain_next(&chain)))
        result = expr_binary(arena, operator->kind, result, operator->b);
    return result;
}

static const struct expr *append_signed(struct arena *arena, const struct expr *sum,
                                        const struct expr *term)
{
    const struct expr *positive = without_minus(arena, term);
    if (positive && !is_additive(positive))
        return expr_binary(arena, EXPR_SUBTRACT, sum, positive);
    return expr_binary(arena, EXPR_ADD, sum, term);
}

const struct expr *append_term(struct arena *arena, const struct expr *sum, const struct expr *term)
{
    if (!is_additive(term))
        return append_signed(arena, sum, term);
    struct chain chain;
    const struct expr *operator;
    sum = append_signed(arena, sum, chain_first(&chain, term));
    while ((operator= chain_next(&chain)))
        sum = expr_binary(arena, operator->kind, sum, operator->b);
    return sum;
}

size_t expr_size(const struct expr *expr, size_t most)
{
    size_t size = 0;
    for (; expr && size < most; expr = expr->a) {
        const struct expr *const others[] = {expr->b, expr->c, expr->d};
        size++;
        for (size_t i = 0; i < sizeof others / sizeof *others; i++)
            size += expr_size(others[i], most - size);
        for (int i = 0; i < expr->argument_count; i++)
            size += expr_size(expr->arguments[i], most - size);
    }
    return size;
}
