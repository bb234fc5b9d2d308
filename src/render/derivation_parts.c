/* What the parts of a page on a derivation share: expressions as they are shown, ranges of indices, lists. */
#include "render/derivation_parts.h"

#include "base/arena.h"
#include <string.h>

struct spans *derivation_spans(const struct derivation_page *page)
{
    return spans_new(page->arena);
}

const struct expr *derivation_expr(const struct derivation_page *page, const struct expr *expr)
{
    return expr_derivatives_as_names(page->arena, expr);
}

const struct expr *derivation_index(const struct derivation_page *page, const struct index *index)
{
    if (!index->variable)
        return expr_number(page->arena, arena_printf(page->arena, "%ld", index->offset));
    const struct expr *variable = expr_name(page->arena, index->variable, 0, NULL);
    if (index->offset == 0)
        return variable;
    long distance = index->offset < 0 ? -index->offset : index->offset;
    return expr_binary(page->arena, index->offset < 0 ? EXPR_SUBTRACT : EXPR_ADD, variable,
                       expr_number(page->arena, arena_printf(page->arena, "%ld", distance)));
}

struct relation_between derivation_condition(const struct derivation_page *page,
                                             const struct condition *condition)
{
    return (struct relation_between){derivation_expr(page, condition->a), condition->relation,
                                     derivation_expr(page, condition->b)};
}

static const struct maths *prose_maths(const struct derivation_page *page,
                                       const struct prose_part *part)
{
    struct maths *maths = maths_new(page->arena);
    if (part->kind == PROSE_CONDITION) {
        const struct condition condition = {part->a, part->relation, part->b};
        struct relation_between between = derivation_condition(page, &condition);
        maths_condition(maths, &between);
        return maths;
    }
    maths_expr(maths, derivation_expr(page, part->a));
    if (part->kind == PROSE_EQUATION) {
        maths_sign(maths, PIECE_EQUAL);
        maths_expr(maths, derivation_expr(page, part->b));
    }
    return maths;
}

void derivation_add_prose(const struct derivation_page *page, struct spans *spans,
                          const struct prose *prose)
{
    for (const struct prose_part *part = prose->first; part; part = part->next)
        if (part->kind == PROSE_WORDS)
            spans_text(spans, part->words);
        else
            spans_maths(spans, prose_maths(page, part));
}

const char *derivation_separator(int place, int count)
{
    return place == 0 ? "" : place + 1 < count ? ", " : " and ";
}

static bool same_range(const struct variable_range *a, const struct variable_range *b)
{
    const struct index *one[] = {&a->first, &a->last}, *other[] = {&b->first, &b->last};
    for (int i = 0; i < 2; i++)
        if (one[i]->offset != other[i]->offset ||
            strcmp(one[i]->variable ? one[i]->variable : "",
                   other[i]->variable ? other[i]->variable : "") != 0)
            return false;
    return true;
}

/* The variable at `place` is the first with its range. */
static bool begins_group(const struct variable_range *ranges, int place)
{
    for (int i = 0; i < place; i++)
        if (same_range(&ranges[i], &ranges[place]))
            return false;
    return true;
}

void derivation_add_ranges(const struct derivation_page *page, struct spans *spans, int count,
                           const struct variable_range *ranges)
{
    int groups = 0, group = 0;
    for (int i = 0; i < count; i++)
        groups += begins_group(ranges, i);
    for (int i = 0; i < count; i++) {
        if (!begins_group(ranges, i))
            continue;
        spans_text(spans, derivation_separator(group++, groups));
        for (int k = i; k < count; k++)
            if (same_range(&ranges[i], &ranges[k])) {
                spans_text(spans, k > i ? ", " : "");
                spans_expr(spans, expr_name(page->arena, ranges[k].variable, 0, NULL));
            }
        spans_text(spans, " from ");
        spans_expr(spans, derivation_index(page, &ranges[i].first));
        spans_text(spans, " to ");
        spans_expr(spans, derivation_index(page, &ranges[i].last));
    }
}

int derivation_claim_number(const struct derivation_page *page, const struct claim *claim)
{
    return (int)(claim - page->derivation->claims) + 1;
}

const struct claim_check *derivation_check_of(const struct derivation_page *page,
                                              const struct claim *claim)
{
    return &page->check->claims[derivation_claim_number(page, claim) - 1];
}
