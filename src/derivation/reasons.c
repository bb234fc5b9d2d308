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

static void add_operand(struct reason *reason, const char *operand)
{
    if (reason->operand_count == OPERANDS_HIDDEN)
        return;
    for (int i = 0; i < reason->operand_count; i++)
        if (strcmp(reason->operands[i], operand) == 0)
            return;
    if (strlen(operand) > OPERAND_BYTES_MOST || reason->operand_count == OPERANDS_MOST)
        reason->operand_count = OPERANDS_HIDDEN;
    else
        reason->operands[reason->operand_count++] = operand;
}

static const char *printed(struct arena *arena, const struct expr *expr)
{
    struct text text;
    text_open(&text, arena);
    expr_print(expr, &text);
    return text.bytes;
}

/* "exp(u)' = exp(u)*u'" */
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
    add_operand(reason, arena_printf(arena, "%s = %s", printed(arena, step->placeholder),
                                     printed(arena, step->inner)));
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
    add_operand(reason, printed(reasons->arena, operand));
}

void reasons_add(struct reasons *reasons, const char *reason)
{
    reasons->steps++;
    reason_for(reasons, reason);
}

/* Where one derivative alone is rewritten, what the rule is applied to is plain to see. */
static void write_reason(const struct reasons *reasons, const struct reason *reason,
                         struct text *out)
{
    bool plain = reason->word && reason->word[0] == 'o' && reasons->steps == 1;
    text_string(out, reason->rule);
    if (reason->statement[0] != '\0')
        text_printf(out, ", %s", reason->statement);
    if (plain || reason->operand_count == OPERANDS_HIDDEN)
        return;
    if (reason->operand_count > 0)
        text_printf(out, "%s %s", reason->statement[0] != '\0' ? "," : "", reason->word);
    for (int i = 0; i < reason->operand_count; i++)
        text_printf(out, "%s %s", i > 0 ? " and" : "", reason->operands[i]);
}

const char *reasons_text(const struct reasons *reasons)
{
    struct text text;
    text_open(&text, reasons->arena);
    for (int i = 0; i < reasons->count; i++) {
        text_string(&text, i > 0 ? "; " : "");
        write_reason(reasons, &reasons->list[i], &text);
    }
    return text.bytes;
}
