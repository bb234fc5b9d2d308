/* What the tests of explanations share: somebody's paper for a problem, with honest values except where a test says
 * otherwise, and the causes that are found for one of them. */
#ifndef EXPLAIN_FIXTURE_H
#define EXPLAIN_FIXTURE_H

#include "../tape/support.h"
#include "expr/tree.h"
#include "marking/explain.h"
#include "marking/reach.h"
#include "marking/sheet_make.h"

#include <math.h>
#include <stdio.h>

struct paper {
    const struct sheet *sheet;
    struct written *writings; /* [lines] WRITTEN_BLANK: nothing */
    struct interval *own;     /* [lines]; low > high: not asked for yet */
    struct reach *reach;
    enum habit habit;
};

static inline struct paper paper_open(const char *problem)
{
    const struct sheet *sheet = sheet_make(arena, tape_of(problem), &diagnostics);
    cr_assert_not_null(sheet);
    size_t count = (size_t)sheet->count;
    struct paper paper = {sheet, arena_array(arena, count, sizeof *paper.writings),
                          arena_array(arena, count, sizeof *paper.own), reach_open(arena),
                          HABIT_NEAREST};
    for (size_t i = 0; i < count; i++) {
        paper.writings[i].kind = WRITTEN_BLANK;
        paper.own[i] = (struct interval){1, 0};
    }
    return paper;
}

static inline const struct sheet_line *line_called(const struct paper *paper, const char *name)
{
    const char *candidates = "";
    const struct quantity_lookup *lookup = &paper->sheet->lookup;
    int line = lookup->find(lookup->context, arena, name, &candidates);
    cr_assert_geq(line, 0, "%s: %s", name, candidates);
    return &paper->sheet->lines[line];
}

static inline void write_down(struct paper *paper, const char *name, const char *text)
{
    paper->writings[line_called(paper, name)->number] =
        written_read(arena, text, strlen(text), COMMA_UNKNOWN);
    for (int i = 0; i < paper->sheet->count; i++)
        paper->own[i] = (struct interval){1, 0};
}

/* `value` as a person would write it. */
static inline const char *rounded(double value, int digits)
{
    char text[64];
    snprintf(text, sizeof text, "%.*e", digits - 1, value);
    return arena_copy(arena, text, strlen(text));
}

static inline double truth_of(const struct sheet_line *line)
{
    return line->range.low;
}

/* All true values of steps, rounded. */
static inline void write_honestly(struct paper *paper, int digits)
{
    for (int i = 0; i < paper->sheet->count; i++) {
        const struct sheet_line *line = &paper->sheet->lines[i];
        const char *text = rounded(truth_of(line), digits);
        if (!line->given)
            paper->writings[i] = written_read(arena, text, strlen(text), COMMA_UNKNOWN);
    }
}

static inline const struct written *writing(void *context, int line)
{
    const struct paper *paper = context;
    return paper->writings[line].kind == WRITTEN_BLANK ? NULL : &paper->writings[line];
}

static inline struct interval own(void *context, int number)
{
    struct paper *paper = context;
    const struct sheet_line *line = &paper->sheet->lines[number];
    struct interval *set = &paper->own[number], sets[64];
    if (set->low <= set->high)
        return *set;
    *set = line->range;
    if (writing(paper, number)) {
        *set = written_meant(writing(paper, number), paper->habit);
    } else if (line->expansion) {
        struct reach_formula *formula = reach_prepare(paper->reach, line->expansion);
        for (size_t i = 0; i < reach_operand_count(formula); i++)
            sets[i] = own(paper, ((const struct sheet_line *)reach_operand(formula, i))->number);
        cr_assert_eq(reach_values(formula, sets, set), FAULT_NONE);
    }
    return *set;
}

static inline struct situation situation_of(struct paper *paper, const struct sheet_line *line)
{
    return (struct situation){
        paper->sheet, line, &paper->writings[line->number], paper->habit, paper, own, writing};
}

struct causes {
    int count;
    struct cause items[CAUSES_MOST];
};

static inline struct causes causes_of(struct paper *paper, const char *name)
{
    struct causes causes;
    struct situation situation = situation_of(paper, line_called(paper, name));
    causes.count = explain_wrong(arena, &situation, causes.items);
    return causes;
}

static inline const char *list_of(const struct causes *causes)
{
    struct text text;
    text_open(&text, arena);
    for (int i = 0; i < causes->count; i++)
        text_printf(&text, "  %s%s %.1f: %s\n", causes->items[i].alike ? "= " : "",
                    causes->items[i].code, causes->items[i].weight, causes->items[i].message);
    return text.bytes;
}

/* ---- mistakes put in ---- */

static inline bool is_quantity(void *context, const char *text, size_t length)
{
    const struct paper *paper = context;
    const char *candidates;
    return paper->sheet->lookup.find(paper->sheet->lookup.context, arena,
                                     arena_copy(arena, text, length), &candidates) >= 0;
}

static inline const struct expr *bind_quantities(void *context, const struct expr *expr)
{
    if (expr->kind != EXPR_NAME)
        return expr_rebuild(arena, expr, bind_quantities, context);
    struct expr *leaf = expr_copy(arena, expr);
    leaf->binding = line_called(context, printed(expr));
    return leaf;
}

static inline union cell true_value(void *context, const struct expr *name,
                                    const struct environment *environment)
{
    (void)environment;
    double value = truth_of(name->binding);
    return number_interval(context, (struct interval){value, value});
}

/* What a wrong formula gives from the true values. */
static inline double value_of(struct paper *paper, const char *formula)
{
    struct scope scope = {.context = paper, .has_quantity = is_quantity};
    const struct expr *expr =
        expr_parse(arena, formula, strlen(formula), &scope, NULL, &diagnostics);
    cr_assert_not_null(expr, "%s", formula);
    struct arithmetic *intervals = interval_arithmetic_open(arena);
    struct evaluation evaluation = {
        .arithmetic = intervals, .context = intervals, .lookup = true_value, .scratch = arena};
    struct interval values =
        number_bounds(intervals, expr_evaluate(&evaluation, bind_quantities(paper, expr)));
    cr_assert_eq(number_take_fault(intervals), FAULT_NONE, "%s", formula);
    return values.low;
}

/* First, or not to be told from the first. */
static inline void assert_cause(struct paper *paper, const char *name, const char *code)
{
    struct causes causes = causes_of(paper, name);
    for (int i = 0; i < causes.count; i++)
        if (strcmp(causes.items[i].code, code) == 0 && (i == 0 || causes.items[i].alike))
            return;
    cr_assert(false, "%s, %s for %s:\n%s", code, name,
              paper->writings[line_called(paper, name)->number].text, list_of(&causes));
}

#endif
