/* Attempts at a line, one kind after the other, and what their makers share: formulas of a sheet as trees, whose leaves
 * are bound to lines. */
#include "marking/attempts.h"

#include "base/text.h"
#include "expr/tree.h"

const struct mistake_entry mistake_entries[MISTAKES] = {
#define MISTAKE(name, code, prior, words) {code, prior, words},
#include "marking/mistakes.def"
#undef MISTAKE
};

void each_attempt(struct arena *arena, const struct sheet *sheet, const struct sheet_line *line,
                  attempt_seen *seen, void *context)
{
    struct attempting attempting = {arena, sheet, line, seen, context, ATTEMPT_NODES_MOST};
    if (expr_size(line->expansion, FORMULA_NODES_MOST + 1) > FORMULA_NODES_MOST)
        return;
    attempt_rules(&attempting);
    attempt_exchanges(&attempting);
    attempt_edits(&attempting);
}

/* ---- trees ---- */

const struct expr *line_leaf(struct arena *arena, const struct sheet_line *line)
{
    struct expr *leaf = expr_name(arena, line->name, 0, NULL);
    leaf->latex = line->latex;
    leaf->binding = line;
    return leaf;
}

struct replacing {
    struct arena *arena;
    replace_leaf *replace;
    void *context;
};

static const struct expr *visit(void *context, const struct expr *expr)
{
    struct replacing *replacing = context;
    if (expr->kind != EXPR_NAME)
        return expr_rebuild(replacing->arena, expr, visit, replacing);
    const struct expr *with = replacing->replace(replacing->context, leaf_line(expr));
    return with ? with : expr;
}

const struct expr *replace_leaves(struct arena *arena, const struct expr *expr,
                                  replace_leaf *replace, void *context)
{
    struct replacing replacing = {arena, replace, context};
    return visit(&replacing, expr);
}

struct finding {
    expr_test *test;
    bool found;
};

static const struct expr *find_visit(void *context, const struct expr *expr)
{
    struct finding *finding = context;
    finding->found = finding->found || finding->test(expr);
    return finding->found ? expr : expr_rebuild(NULL, expr, find_visit, finding);
}

bool contains(const struct expr *expr, expr_test *test)
{
    struct finding finding = {test, false};
    find_visit(&finding, expr);
    return finding.found;
}

struct gathering {
    const struct sheet_line **lines;
    int count, most;
};

static const struct expr *gather(void *context, const struct sheet_line *line)
{
    struct gathering *gathering = context;
    for (int i = 0; i < gathering->count; i++)
        if (gathering->lines[i] == line)
            return NULL;
    if (gathering->count < gathering->most)
        gathering->lines[gathering->count++] = line;
    return NULL;
}

int formula_lines(const struct expr *expr, const struct sheet_line **lines, int most)
{
    struct gathering gathering = {lines, 0, most};
    replace_leaves(NULL, expr, gather, &gathering); /* nothing is replaced: no memory is needed */
    return gathering.count;
}

const char *expr_text(struct arena *arena, const struct expr *expr)
{
    struct text text;
    text_open(&text, arena);
    expr_print(expr, &text);
    return text_copy(&text, arena);
}
