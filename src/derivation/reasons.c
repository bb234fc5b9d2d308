/* Reasons of lines, collected while the derivatives of a line are rewritten. */
#include "derivation/reasons.h"

#include "base/arena.h"
#include "base/text.h"
#include <string.h>

#define OPERAND_BYTES_MOST 60 /* longer ones are no help to a reader */
#define OPERANDS_HIDDEN (OPERANDS_MOST + 1)

void reasons_clear(struct reasons *reasons)
{
    reasons->steps = reasons->count = 0;
}

/* ---- collecting ---- */

static bool same_step(const struct derivative_step *a, const struct derivative_step *b)
{
    if (a->rule != b->rule || !a->outer != !b->outer)
        return false;
    return !a->outer || expr_equal(a->outer, b->outer);
}

/* The reason of the same rule, or a new one; NULL: there are too many. */
static struct reason *reason_for(struct reasons *reasons, const struct derivative_step *step)
{
    for (int i = 0; i < reasons->count; i++)
        if (!reasons->list[i].words && same_step(&reasons->list[i].step, step))
            return &reasons->list[i];
    if (reasons->count == REASONS_MOST)
        return NULL;
    struct reason *reason = &reasons->list[reasons->count++];
    *reason = (struct reason){.step = *step, .stated = !reasons->stated[step->rule]};
    reasons->stated[step->rule] = true;
    return reason;
}

static bool is_short(struct arena *arena, const struct expr *expr)
{
    struct text text;
    text_open(&text, arena);
    expr_print(expr, &text);
    return text.length <= OPERAND_BYTES_MOST;
}

void reasons_add_step(struct reasons *reasons, const struct derivative_step *step,
                      const struct expr *operand)
{
    struct reason *reason = reason_for(reasons, step);
    const struct expr *shown = step->rule == DERIVATIVE_CHAIN ? step->inner : operand;
    reasons->steps++;
    if (!reason || reason->operand_count == OPERANDS_HIDDEN)
        return;
    for (int i = 0; i < reason->operand_count; i++)
        if (expr_equal(reason->operands[i], shown))
            return;
    if (reason->operand_count == OPERANDS_MOST || !is_short(reasons->arena, shown))
        reason->operand_count = OPERANDS_HIDDEN;
    else
        reason->operands[reason->operand_count++] = shown;
}

void reasons_add(struct reasons *reasons, const char *words)
{
    reasons->steps++;
    for (int i = 0; i < reasons->count; i++)
        if (reasons->list[i].words && strcmp(reasons->list[i].words, words) == 0)
            return;
    if (reasons->count < REASONS_MOST)
        reasons->list[reasons->count++] = (struct reason){.words = words};
}

/* ---- writing ---- */

/* (u*v)', as one name. */
static const struct expr *derivative_of(struct arena *arena, const struct expr *expr)
{
    struct text text;
    text_open(&text, arena);
    text_put(&text, '(');
    expr_print(expr, &text);
    text_literal(&text, ")'");
    struct notation *notation = arena_alloc(arena, sizeof *notation);
    *notation = (struct notation){.kind = NOTATION_PRIMED, .of = expr};
    struct expr *name = expr_name(arena, text.bytes, 0, NULL);
    name->notation = notation;
    return name;
}

static const struct expr *formula(struct arena *arena, const char *text)
{
    struct diagnostics unheard;
    diagnostics_open(&unheard, arena);
    return expr_parse(arena, text, strlen(text), NULL, NULL, &unheard);
}

static void write_statement(struct prose *prose, const struct derivative_rule_entry *rule)
{
    struct arena *arena = prose->arena;
    if (rule->words[0] != '\0')
        prose_words(prose, arena_printf(arena, ", %s", rule->words));
    if (!rule->function)
        return;
    prose_words(prose, ", ");
    prose_equation(prose, derivative_of(arena, formula(arena, rule->function)),
                   formula(arena, rule->derivative));
}

/* The chain rule says what it is for this function each time. */
static void write_rule(struct prose *prose, const struct reason *reason)
{
    const struct derivative_step *step = &reason->step;
    const struct derivative_rule_entry *rule = derivative_rule_entry(step->rule);
    if (step->rule != DERIVATIVE_FUNCTION)
        prose_words(prose, rule->name);
    if (step->rule == DERIVATIVE_CHAIN)
        prose_words(prose, ", ");
    if (step->outer)
        prose_equation(prose, derivative_of(prose->arena, step->outer), step->outer_derivative);
    else if (reason->stated)
        write_statement(prose, rule);
}

static void write_operands(struct prose *prose, const struct reason *reason)
{
    bool chain = reason->step.rule == DERIVATIVE_CHAIN;
    for (int i = 0; i < reason->operand_count; i++) {
        prose_words(prose, i > 0 ? " and " : chain ? " with " : reason->stated ? ", on " : " on ");
        if (chain)
            prose_equation(prose, reason->step.placeholder, reason->operands[i]);
        else
            prose_expr(prose, reason->operands[i]);
    }
}

/* Where one derivative alone is rewritten, what the rule is applied to is plain to see. */
static bool shows_operands(const struct reasons *reasons, const struct reason *reason)
{
    if (reason->operand_count == OPERANDS_HIDDEN || reason->step.rule == DERIVATIVE_FUNCTION)
        return false;
    return reason->step.rule == DERIVATIVE_CHAIN || reasons->steps > 1;
}

/* The names of rules are written small; one of them begins the sentence. */
static void begin_with_capital(struct prose *prose)
{
    const char *words = prose->first ? prose->first->words : NULL;
    if (!words || words[0] < 'a' || words[0] > 'z')
        return;
    char *capital = arena_copy(prose->arena, words, strlen(words));
    capital[0] = (char)(capital[0] - 'a' + 'A');
    prose->first->words = capital;
}

const struct prose *reasons_prose(const struct reasons *reasons)
{
    struct prose *prose = prose_new(reasons->arena);
    for (int i = 0; i < reasons->count; i++) {
        const struct reason *reason = &reasons->list[i];
        if (i > 0)
            prose_words(prose, "; ");
        if (reason->words) {
            prose_words(prose, reason->words);
            continue;
        }
        write_rule(prose, reason);
        if (shows_operands(reasons, reason))
            write_operands(prose, reason);
    }
    begin_with_capital(prose);
    return prose;
}
