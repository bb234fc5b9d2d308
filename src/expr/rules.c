/* The table of the rules by which a step differentiates, looked up. */
#include "expr/expr.h"

static const struct {
    const char *name, *statement;
} rules[] = {
#define DERIVATIVE_RULE(name, text, statement) [DERIVATIVE_##name] = {text, statement},
#include "expr/rules.def"
#undef DERIVATIVE_RULE
};

const char *derivative_rule_name(enum derivative_rule rule)
{
    return rules[rule].name;
}

const char *derivative_rule_statement(enum derivative_rule rule)
{
    return rules[rule].statement;
}
