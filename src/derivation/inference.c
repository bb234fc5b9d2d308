/* Names of a lone expression, by how they are used: sizes first, then quantities and their lengths from the sums over
 * them, then the free index variables, to and fro between what they index. */
#include "derivation/inference.h"

#include "base/arena.h"
#include "catalogue/spelling.h"
#include "expr/lexer.h"
#include "expr/place.h"
#include "expr/tree.h"
#include <string.h>

struct inference {
    struct arena *arena;
    const char *text, *by_text;
    struct diagnostics *diagnostics;
    struct inferred *inferred;
    const struct bound_variable *innermost; /* of the reductions around the place */
    bool good;                              /* nothing has been reported */
    long (*least)[INDEX_MAX]; /* [quantity]: the largest whole number that stands as an index */
};

typedef void inference_visit(struct inference *inference, const struct expr *expr);

/* ---- messages ---- */

static bool find_word(const char *text, const char *word, size_t *position)
{
    size_t length = strlen(text);
    for (struct token token = lex(text, length, 0); token.kind != TOKEN_END;
         token = lex(text, length, token.begin + token.length)) {
        if (token.kind == TOKEN_BAD)
            return false;
        *position = token.begin;
        if (token.kind == TOKEN_WORD && token.length == strlen(word) &&
            memcmp(text + token.begin, word, token.length) == 0)
            return true;
    }
    return false;
}

/* Reports what is wrong with `word` at its first place. */
static void complain_word(struct inference *inference, enum diagnostic_code code, const char *word,
                          const char *message)
{
    struct diagnostic report = {.code = code, .message = message};
    const char *text = inference->text;
    size_t position = 0;
    if (!inference->good)
        return;
    if (!find_word(text, word, &position) && find_word(inference->by_text, word, &position))
        text = inference->by_text;
    text_excerpt(inference->arena, text, strlen(text), position, &report);
    inference->good = diagnose(inference->diagnostics, &report);
}

#define complain_of(inference, code, word, ...)                                                    \
    complain_word(inference, code, word, arena_printf((inference)->arena, __VA_ARGS__))

/* ---- walking ---- */

static void walk(struct inference *inference, const struct expr *expr, inference_visit *visit)
{
    struct bound_variable bound = {0};
    struct chain chain;
    const struct expr *first = chain_first(&chain, expr), *operator;
    if (first != expr) {
        walk(inference, first, visit);
        while ((operator= chain_next(&chain)))
            walk(inference, operator->b, visit);
        return;
    }
    if (!inference->good)
        return;
    visit(inference, expr);
    if (is_reduction(expr)) {
        bound = (struct bound_variable){expr->text, expr->indices[0], expr->indices[1],
                                        inference->innermost};
        inference->innermost = &bound;
    }
    const struct expr *const children[] = {expr->a, expr->b, expr->c, expr->d};
    for (size_t i = 0; i < sizeof children / sizeof *children; i++)
        if (children[i])
            walk(inference, children[i], visit);
    for (int i = 0; i < expr->argument_count; i++)
        walk(inference, expr->arguments[i], visit);
    if (is_reduction(expr))
        inference->innermost = bound.outer;
}

static const struct bound_variable *bound_as(const struct inference *inference, const char *name)
{
    return bound_variable_named(inference->innermost, name);
}

/* ---- sizes ---- */

static struct size_symbol *size_named(const struct inferred *inferred, const char *name)
{
    for (int i = 0; i < inferred->size_count; i++)
        if (strcmp(inferred->sizes[i].name, name) == 0)
            return &inferred->sizes[i];
    return NULL;
}

static void add_size(struct inference *inference, const char *name)
{
    struct inferred *inferred = inference->inferred;
    if (inferred->size_count == DERIVATION_MAX_SIZES) {
        complain_of(inference, DIAGNOSTIC_TOO_LARGE, name, "there are more than %d sizes",
                    DERIVATION_MAX_SIZES);
        return;
    }
    inferred->sizes[inferred->size_count++] =
        (struct size_symbol){name, INFERRED_SIZE_FIRST, INFERRED_SIZE_LAST};
}

/* e^x means exp(x) to whoever writes it, and a derivative with log(e) in it would be no help. */
static void refuse_e(struct inference *inference, const struct expr *expr)
{
    if (expr->kind == EXPR_POWER && expr->a->kind == EXPR_NAME && expr->a->index_count == 0 &&
        strcmp(expr->a->text, "e") == 0)
        complain_of(inference, DIAGNOSTIC_EXPRESSION_NAME, "e",
                    "\"e\" is a name like any other; the exponential function is exp(x)");
}

static void find_sizes(struct inference *inference, const struct expr *expr)
{
    for (int i = 0; is_reduction(expr) && i < 2; i++) {
        const char *end = expr->indices[i].variable;
        if (end && !bound_as(inference, end) && !size_named(inference->inferred, end))
            add_size(inference, end);
    }
}

/* `end` is at least `value` for all sizes, which may have to be larger for it. */
static void raise_size(struct inference *inference, const struct index *end, long value)
{
    struct size_symbol *size = size_named(inference->inferred, end->variable);
    long first = value - end->offset;
    if (first > DERIVATION_MAX_SIZE) {
        complain_of(inference, DIAGNOSTIC_TOO_LARGE, size->name, "\"%s\" would be more than %d",
                    size->name, DERIVATION_MAX_SIZE);
        return;
    }
    long most = size->last - size->first;
    size->first = first > size->first ? first : size->first;
    size->last =
        size->first + most < DERIVATION_MAX_SIZE ? size->first + most : DERIVATION_MAX_SIZE;
}

/* ---- free index variables ---- */

static struct variable_range *variable_named(const struct inferred *inferred, const char *name)
{
    for (int i = 0; i < inferred->variable_count; i++)
        if (strcmp(inferred->variables[i].variable, name) == 0)
            return &inferred->variables[i];
    return NULL;
}

static bool is_free(const struct inference *inference, const struct index *index)
{
    return index->variable && !bound_as(inference, index->variable) &&
           !size_named(inference->inferred, index->variable);
}

/* A range whose `last` is 0 is not known yet. */
static void find_variables(struct inference *inference, const struct expr *expr)
{
    struct inferred *inferred = inference->inferred;
    if (expr->kind != EXPR_NAME && expr->kind != EXPR_DELTA)
        return;
    for (int i = 0; i < expr->index_count; i++) {
        const struct index *index = &expr->indices[i];
        if (!is_free(inference, index) || variable_named(inferred, index->variable))
            continue;
        if (inferred->variable_count == INFERRED_MAX_VARIABLES) {
            complain_of(inference, DIAGNOSTIC_TOO_LARGE, index->variable,
                        "there are more than %d free indices", INFERRED_MAX_VARIABLES);
            return;
        }
        inferred->variables[inferred->variable_count++] =
            (struct variable_range){index->variable, index_integer(1), index_integer(0)};
    }
}

/* ---- quantities ---- */

static struct quantity *quantity_named(const struct inferred *inferred, const char *name)
{
    for (int i = 0; i < inferred->quantity_count; i++)
        if (strcmp(inferred->quantities[i].name, name) == 0)
            return &inferred->quantities[i];
    return NULL;
}

/* A word used as a number that is a size or an index. */
static bool is_index_word(const struct inference *inference, const struct expr *name)
{
    return name->index_count == 0 &&
           (bound_as(inference, name->text) || size_named(inference->inferred, name->text) ||
            variable_named(inference->inferred, name->text));
}

static void add_quantity(struct inference *inference, const struct expr *name)
{
    struct inferred *inferred = inference->inferred;
    const char *fault = word_fault(name->text, strcspn(name->text, "'"));
    if (name->has_sample || name->update != 0)
        complain_of(inference, DIAGNOSTIC_EXPRESSION_NAME, name->text,
                    "quantities are named as they are here, without \"u1.\" or \"s1.\"");
    else if (fault && !strchr(name->text, '.'))
        complain_of(inference, DIAGNOSTIC_EXPRESSION_NAME, name->text, "\"%s\" %s", name->text,
                    fault);
    else if (size_named(inferred, name->text) || variable_named(inferred, name->text))
        complain_of(inference, DIAGNOSTIC_EXPRESSION_NAME, name->text,
                    "\"%s\" is %s and takes no index", name->text,
                    size_named(inferred, name->text) ? "a size" : "an index");
    else if (inferred->quantity_count == DERIVATION_MAX_QUANTITIES)
        complain_of(inference, DIAGNOSTIC_TOO_LARGE, name->text, "there are more than %d names",
                    DERIVATION_MAX_QUANTITIES);
    else
        inferred->quantities[inferred->quantity_count++] =
            (struct quantity){.name = name->text, .rank = name->index_count};
}

static void find_quantities(struct inference *inference, const struct expr *expr)
{
    if (expr->kind != EXPR_NAME || is_index_word(inference, expr))
        return;
    const struct quantity *quantity = quantity_named(inference->inferred, expr->text);
    if (!quantity)
        add_quantity(inference, expr);
    else if (quantity->rank != expr->index_count)
        complain_of(inference, DIAGNOSTIC_EXPRESSION_NAME, expr->text,
                    "\"%s\" stands with %d %s and with %d", expr->text, quantity->rank,
                    quantity->rank == 1 ? "index" : "indices", expr->index_count);
}

/* ---- lengths ---- */

static bool is_known(const struct index *end)
{
    return end->variable || end->offset != 0;
}

/* Dimension `place` of the quantity reaches `end`. */
static void reach(struct inference *inference, struct quantity *quantity, int place,
                  struct index end)
{
    struct index *dimension = &quantity->dimensions[place];
    bool same =
        dimension->variable && end.variable && strcmp(dimension->variable, end.variable) == 0;
    if (!is_known(dimension)) {
        *dimension = end;
    } else if (same || (!dimension->variable && !end.variable)) {
        dimension->offset = end.offset > dimension->offset ? end.offset : dimension->offset;
    } else if (!end.variable) {
        raise_size(inference, dimension, end.offset);
    } else if (!dimension->variable) {
        raise_size(inference, &end, dimension->offset);
        *dimension = end;
    } else {
        complain_of(inference, DIAGNOSTIC_EXPRESSION_NAME, quantity->name,
                    "index %d of \"%s\" goes up to %s and up to %s", place + 1, quantity->name,
                    dimension->variable, end.variable);
    }
    if (!dimension->variable && dimension->offset > DERIVATION_MAX_SIZE)
        complain_of(inference, DIAGNOSTIC_TOO_LARGE, quantity->name,
                    "an index of \"%s\" is more than %d", quantity->name, DERIVATION_MAX_SIZE);
}

/* The smallest or the largest value of an index that a reduction binds: a number, or a size with an offset. */
static struct index bound_end(const struct inference *inference, struct index index, bool largest)
{
    const struct bound_variable *around = inference->innermost;
    while (index.variable && (around = bound_variable_named(around, index.variable))) {
        const struct index *end = largest ? &around->to : &around->from;
        index = (struct index){.variable = end->variable, .offset = end->offset + index.offset};
        around = around->outer;
    }
    index.slot = -1;
    return index;
}

static void find_length(struct inference *inference, struct quantity *quantity, int place,
                        const struct index *index)
{
    struct index low = bound_end(inference, *index, false),
                 high = bound_end(inference, *index, true);
    const struct size_symbol *size =
        low.variable ? size_named(inference->inferred, low.variable) : NULL;
    long *least = &inference->least[quantity - inference->inferred->quantities][place];
    if (is_free(inference, index))
        return;
    if (!index->variable && index->offset > *least)
        *least = index->offset;
    if (low.offset + (size ? size->first : 0) < 1)
        complain_of(inference, DIAGNOSTIC_EXPRESSION_NAME, quantity->name,
                    "an index of \"%s\" may be less than 1", quantity->name);
    else if (index->variable && (high.variable || high.offset >= 1)) /* else a sum of no terms */
        reach(inference, quantity, place, high);
}

static void find_lengths(struct inference *inference, const struct expr *expr)
{
    struct quantity *quantity =
        expr->kind == EXPR_NAME ? quantity_named(inference->inferred, expr->text) : NULL;
    if (!quantity || is_index_word(inference, expr))
        return;
    for (int i = 0; i < expr->index_count; i++)
        find_length(inference, quantity, i, &expr->indices[i]);
}

/* ---- lengths and free variables, from each other ---- */

/* The variable takes no value above `last`. */
static void narrow(struct inference *inference, struct variable_range *range, struct index last)
{
    struct index *known = &range->last;
    bool same = known->variable && last.variable && strcmp(known->variable, last.variable) == 0;
    if (!is_known(known))
        *known = last;
    else if (same || (!known->variable && !last.variable))
        known->offset = last.offset < known->offset ? last.offset : known->offset;
    else if (!last.variable) {
        raise_size(inference, known, last.offset);
        *known = last;
    } else if (!known->variable)
        raise_size(inference, &last, known->offset);
    else
        complain_of(inference, DIAGNOSTIC_EXPRESSION_NAME, range->variable,
                    "the index \"%s\" goes up to %s and up to %s", range->variable, known->variable,
                    last.variable);
}

/* With an offset the variable takes fewer values than the index, but some. */
static struct index without_offset(struct inference *inference, const char *variable,
                                   struct index end, long offset)
{
    end.offset -= offset > 0 ? offset : 0;
    if (end.variable)
        raise_size(inference, &end, offset < 0 ? 1 - offset : 1);
    else if (end.offset < 1 || end.offset < 1 - offset)
        complain_of(inference, DIAGNOSTIC_EXPRESSION_NAME, variable,
                    "the index \"%s\" has no value here", variable);
    return end;
}

static void join_name(struct inference *inference, struct quantity *quantity, int place,
                      const struct index *index)
{
    struct variable_range *range = variable_named(inference->inferred, index->variable);
    struct index end = quantity->dimensions[place];
    long least = index->offset < 0 ? 1 - index->offset : 1;
    range->first.offset = range->first.offset < least ? least : range->first.offset;
    if (is_known(&end)) {
        narrow(inference, range, without_offset(inference, index->variable, end, index->offset));
    } else if (is_known(&range->last)) {
        end = range->last;
        end.offset += index->offset > 0 ? index->offset : 0;
        reach(inference, quantity, place, end);
    }
}

/* delta(i,k): k goes where i goes. */
static void join_delta(struct inference *inference, const struct expr *delta)
{
    for (int i = 0; i < 2; i++) {
        const struct index *index = &delta->indices[i], *other = &delta->indices[1 - i];
        if (!is_free(inference, index) || !other->variable)
            continue;
        struct variable_range *range = variable_named(inference->inferred, index->variable);
        const struct variable_range *known =
            is_free(inference, other) ? variable_named(inference->inferred, other->variable) : NULL;
        if (!is_known(&range->last))
            range->last = known ? known->last : bound_end(inference, *other, true);
    }
}

static void join(struct inference *inference, const struct expr *expr)
{
    struct quantity *quantity =
        expr->kind == EXPR_NAME ? quantity_named(inference->inferred, expr->text) : NULL;
    for (int i = 0; quantity && i < expr->index_count; i++)
        if (is_free(inference, &expr->indices[i]))
            join_name(inference, quantity, i, &expr->indices[i]);
    if (expr->kind == EXPR_DELTA)
        join_delta(inference, expr);
}

/* Ranges and dimensions that are not known yet. */
static int count_unknown(const struct inferred *inferred)
{
    int count = 0;
    for (int i = 0; i < inferred->variable_count; i++)
        count += is_known(&inferred->variables[i].last) ? 0 : 1;
    for (int i = 0; i < inferred->quantity_count; i++)
        for (int d = 0; d < inferred->quantities[i].rank; d++)
            count += is_known(&inferred->quantities[i].dimensions[d]) ? 0 : 1;
    return count;
}

/* A word for a size that nothing else is called. */
static const char *fresh_size(const struct inference *inference, const struct expr *expr,
                              const struct expr *by)
{
    static const char *const words[] = {"n", "m", "K", "N", "M"};
    for (size_t i = 0;; i++) {
        const char *word =
            i < sizeof words / sizeof *words ? words[i] : arena_printf(inference->arena, "n%zu", i);
        size_t unused;
        if (!find_word(inference->text, word, &unused) &&
            !find_word(inference->by_text, word, &unused) &&
            !size_named(inference->inferred, word) && !expr_mentions_index(expr, word) &&
            !expr_mentions_index(by, word))
            return word;
    }
}

/* Until nothing more follows. */
static void join_known(struct inference *inference, const struct expr *expr, const struct expr *by)
{
    int before, left = count_unknown(inference->inferred);
    do {
        before = left;
        walk(inference, expr, join);
        walk(inference, by, join);
        left = count_unknown(inference->inferred);
    } while (left < before && inference->good);
}

/* A variable of which nothing says how far it goes gets a size of its own, and so does what it indexes. */
static void join_all(struct inference *inference, const struct expr *expr, const struct expr *by)
{
    struct inferred *inferred = inference->inferred;
    join_known(inference, expr, by);
    for (int i = 0; i < inferred->variable_count && inference->good; i++) {
        if (is_known(&inferred->variables[i].last))
            continue;
        const char *size = fresh_size(inference, expr, by);
        add_size(inference, size);
        inferred->variables[i].last = index_variable(size);
        join_known(inference, expr, by);
    }
}

/* ---- the result ---- */

static const struct expr *bind_name(void *context, const struct expr *expr)
{
    struct inference *inference = context;
    if (expr->kind != EXPR_NAME)
        return expr_rebuild(inference->arena, expr, bind_name, inference);
    struct expr *bound = expr_copy(inference->arena, expr);
    bound->binding = quantity_named(inference->inferred, expr->text);
    bound->alone = inference->inferred->quantity_count == 1 && expr->index_count == 0;
    return bound;
}

/* Whole numbers as indices: a dimension is at least so large. */
static void reach_numbers(struct inference *inference, bool unknown_too)
{
    struct inferred *inferred = inference->inferred;
    for (int i = 0; i < inferred->quantity_count; i++)
        for (int d = 0; d < inferred->quantities[i].rank && inference->good; d++) {
            bool known = is_known(&inferred->quantities[i].dimensions[d]);
            long least = inference->least[i][d];
            if (known ? least > 0 : unknown_too)
                reach(inference, &inferred->quantities[i], d, index_integer(least > 0 ? least : 1));
        }
}

bool infer_symbols(struct arena *arena, const struct expr *expr, const char *text,
                   const struct expr *by, const char *by_text, struct inferred *inferred,
                   struct diagnostics *diagnostics)
{
    static inference_visit *const passes[] = {refuse_e, find_sizes, find_variables, find_quantities,
                                              find_lengths};
    *inferred = (struct inferred){
        .sizes = arena_array(arena, DERIVATION_MAX_SIZES, sizeof *inferred->sizes),
        .quantities = arena_array(arena, DERIVATION_MAX_QUANTITIES, sizeof *inferred->quantities),
        .variables = arena_array(arena, INFERRED_MAX_VARIABLES, sizeof *inferred->variables)};
    struct inference inference = {
        .arena = arena,
        .text = text,
        .by_text = by_text,
        .diagnostics = diagnostics,
        .inferred = inferred,
        .good = true,
        .least = arena_array(arena, DERIVATION_MAX_QUANTITIES, sizeof *inference.least)};
    for (size_t i = 0; i < sizeof passes / sizeof *passes; i++) {
        walk(&inference, expr, passes[i]);
        walk(&inference, by, passes[i]);
    }
    reach_numbers(&inference, false);
    if (inference.good)
        join_all(&inference, expr, by);
    reach_numbers(&inference, true);
    inferred->expr = bind_name(&inference, expr);
    inferred->by = bind_name(&inference, by);
    return inference.good;
}
