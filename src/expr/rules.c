/* The table of the rules by which a step differentiates, looked up. */
#include "expr/expr.h"

static const struct derivative_rule_entry rules[] = {
#define DERIVATIVE_RULE(name, text, words, function, derivative)                                   \
    [DERIVATIVE_##name] = {text, words, function, derivative},
#include "expr/rules.def"
#undef DERIVATIVE_RULE
};

const struct derivative_rule_entry *derivative_rule_entry(enum derivative_rule rule)
{
    return &rules[rule];
}
