/* Reasons of lines, collected while the derivatives of a line are rewritten. */
#include "derivation/reasons.h"

#include "base/arena.h"
#include "base/text.h"
#include <string.h>

#define OPERAND_NODES_MOST 20 /* larger ones are no help to a reader */
#define OPERANDS_HIDDEN (OPERANDS_MOST + 1)

void reasons_clear(struct reasons *reasons)
{
    reasons->steps = reasons->count = 0;
}

/* The reason that says the same, or a new one; NULL: there are too many. */
static struct reason *reason_for(struct reasons *reasons, const char *rule)
{
    for (int i = 0; i < reasons->count; i++)
        if (strcmp(reasons->list[i].rule, rule) == 0)
            return &reasons->list[i];
    if (reasons->count == REASONS_MOST)
        return NULL;
    struct reason *reason = &reasons->list[reasons->count++];
    *reason = (struct reason){.rule = rule, .statement = ""};
    return reason;
}

static bool same_operand(const struct operand *a, const struct operand *b)
{
    return expr_equal(a->a, b->a) && (a->b ? b->b && expr_equal(a->b, b->b) : !b->b);
}

static bool is_large(const struct operand *operand)
{
    size_t nodes = expr_size(operand->a, OPERAND_NODES_MOST + 1);
    if (operand->b)
        nodes += expr_size(operand->b, OPERAND_NODES_MOST + 1);
    return nodes > OPERAND_NODES_MOST;
}

static void add_operand(struct reason *reason, struct operand operand)
{
    if (reason->operand_count == OPERANDS_HIDDEN)
        return;
    for (int i = 0; i < reason->operand_count; i++)
        if (same_operand(&reason->operands[i], &operand))
            return;
    if (is_large(&operand) || reason->operand_count == OPERANDS_MOST)
        reason->operand_count = OPERANDS_HIDDEN;
    else
        reason->operands[reason->operand_count++] = operand;
}

/* As people write in a line of words: products without a sign. */
static const char *printed(struct arena *arena, const struct expr *expr)
{
    struct text text;
    text_open(&text, arena);
    expr_print(expr, &text);
    for (size_t i = 0; i < text.length; i++)
        if (text.bytes[i] == '*')
            text.bytes[i] = ' ';
    return text.bytes;
}

/* "exp(u)' = exp(u) u'" */
static const char *chain_statement(struct arena *arena, const struct derivative_step *step)
{
    bool power = step->outer->kind == EXPR_POWER;
    return arena_printf(arena, power ? "(%s)' = %s" : "%s' = %s", printed(arena, step->outer),
                        printed(arena, step->outer_derivative));
}

static void add_chain(struct reasons *reasons, const struct derivative_step *step)
{
    struct arena *arena = reasons->arena;
    const char *statement = chain_statement(arena, step);
    bool chain = step->rule == DERIVATIVE_CHAIN;
    struct reason *reason = reason_for(
        reasons, chain ? arena_printf(arena, "%s, %s", derivative_rule_name(step->rule), statement)
                       : statement);
    if (!reason || !chain)
        return;
    reason->word = "with";
    add_operand(reason, (struct operand){step->placeholder, step->inner});
}

void reasons_add_step(struct reasons *reasons, const struct derivative_step *step,
                      const struct expr *operand)
{
    reasons->steps++;
    if (step->outer) {
        add_chain(reasons, step);
        return;
    }
    struct reason *reason = reason_for(reasons, derivative_rule_name(step->rule));
    if (!reason)
        return;
    if (!reasons->stated[step->rule])
        reason->statement = derivative_rule_statement(step->rule);
    reasons->stated[step->rule] = true;
    reason->word = "on";
    add_operand(reason, (struct operand){.a = operand});
}

void reasons_add(struct reasons *reasons, const char *reason)
{
    reasons->steps++;
    reason_for(reasons, reason);
}

/* ---- as a sentence ---- */

static void write_operand(const struct operand *operand, struct prose *prose)
{
    if (operand->b)
        prose_equation(prose, operand->a, operand->b);
    else
        prose_expr(prose, operand->a);
}

/* Where one derivative alone is rewritten, what the rule is applied to is plain to see. */
static void write_reason(const struct reasons *reasons, const struct reason *reason,
                         struct prose *prose)
{
    bool stated = reason->statement[0] != '\0';
    bool plain = reason->word && reason->word[0] == 'o' && reasons->steps == 1;
    prose_words(prose, reason->rule);
    if (stated)
        prose_words(prose, arena_printf(reasons->arena, ", %s", reason->statement));
    if (plain || reason->operand_count == OPERANDS_HIDDEN || reason->operand_count == 0)
        return;
    prose_words(prose, arena_printf(reasons->arena, "%s %s ", stated ? "," : "", reason->word));
    for (int i = 0; i < reason->operand_count; i++) {
        prose_words(prose, i > 0 ? " and " : "");
        write_operand(&reason->operands[i], prose);
    }
}

/* The names of rules are written small; one of them begins the sentence. exp(u)' stays small. */
static const char *with_capital(struct arena *arena, const char *words)
{
    char *capital = arena_copy(arena, words, strlen(words));
    bool formula = strcspn(words, "(") < strcspn(words, " ");
    if (!formula && capital[0] >= 'a' && capital[0] <= 'z')
        capital[0] = (char)(capital[0] - 'a' + 'A');
    return capital;
}

const struct prose *reasons_prose(const struct reasons *reasons)
{
    struct prose *prose = prose_new(reasons->arena);
    for (int i = 0; i < reasons->count; i++) {
        if (i > 0)
            prose_words(prose, "; ");
        write_reason(reasons, &reasons->list[i], prose);
    }
    if (prose->first)
        prose->first->words = with_capital(reasons->arena, prose->first->words);
    return prose;
}
