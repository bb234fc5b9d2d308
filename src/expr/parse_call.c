/* Calls: elementary functions, sums, delta, where, diff and the functions that the scope defines.
 */
#include "base/json.h"
#include "expr/parser.h"
#include <string.h>

typedef const struct expr *call_parser(struct parser *parser, enum expr_kind kind);

static bool comma(struct parser *parser)
{
    return parser_expects(parser, ",", "an operator or \",\"");
}

static bool closing(struct parser *parser)
{
    return parser_expects(parser, ")", "an operator or \")\"");
}

/* "expected ..., found pi" where something is to be called pi that cannot be. */
static bool complain_pi(struct parser *parser, const struct token *token)
{
    return parser_complain(parser, DIAGNOSTIC_EXPRESSION_SYNTAX, token,
                           "\"pi\" is the number 3.14159...; choose another name");
}

/* False after reporting what the scope has against what was read at `token`; `fault` NULL: nothing. */
static bool accept(struct parser *parser, const struct token *token, const char *fault)
{
    return !fault || parser_complain(parser, DIAGNOSTIC_EXPRESSION_NAME, token, fault);
}

/* An index that is not one of a name. */
static bool parse_lone_index(struct parser *parser, struct index *index)
{
    const struct scope *scope = parser->scope;
    const struct token token = parser->token;
    return parse_index(parser, index) &&
           (!scope || !scope->index_fault ||
            accept(parser, &token,
                   scope->index_fault(scope->context, parser->arena, index, parser->innermost)));
}

static bool accept_variable(struct parser *parser, const char *variable)
{
    const struct scope *scope = parser->scope;
    return !scope || !scope->variable_fault ||
           accept(parser, &parser->token,
                  scope->variable_fault(scope->context, parser->arena, variable));
}

/* expression "," name ")" */
static const struct expr *parse_diff(struct parser *parser, enum expr_kind kind)
{
    const struct expr *a = parse_expression(parser);
    if (!a || !comma(parser))
        return NULL;
    if (parser->token.kind != TOKEN_WORD) {
        parser_expected(parser, "the name to differentiate by");
        return NULL;
    }
    const struct token token = parser->token;
    const struct expr *by = parse_name(parser);
    if (by && by->kind == EXPR_PI) {
        complain_pi(parser, &token);
        return NULL;
    }
    if (by && parser->scope && parser->scope->by_fault &&
        !accept(parser, &token, parser->scope->by_fault(parser->scope->context, parser->arena, by)))
        return NULL;
    return by && parser_expects(parser, ")", "\")\"") ? expr_binary(parser->arena, kind, a, by)
                                                      : NULL;
}

const struct bound_variable *bound_variable_named(const struct bound_variable *innermost,
                                                  const char *name)
{
    while (innermost && strcmp(innermost->name, name) != 0)
        innermost = innermost->outer;
    return innermost;
}

/* index "=" bound ".." bound "," expression ")" */
static const struct expr *parse_reduction(struct parser *parser, enum expr_kind kind)
{
    struct index variable, from, to;
    const struct token *token = &parser->token;
    if (token->kind != TOKEN_WORD || parser->text[token->begin + token->length - 1] == '\'') {
        parser_expected(parser, "an index variable, as in \"i=1..n\",");
        return NULL;
    }
    if (token->length == 2 && memcmp(parser->text + token->begin, "pi", 2) == 0) {
        complain_pi(parser, token);
        return NULL;
    }
    variable =
        index_variable(arena_copy(parser->arena, parser->text + token->begin, token->length));
    if (!accept_variable(parser, variable.variable))
        return NULL;
    parser_advance(parser);
    if (!parser_expects(parser, "=", "\"=\"") || !parse_lone_index(parser, &from) ||
        !parser_expects(parser, "..", "\"..\"") || !parse_lone_index(parser, &to) ||
        !parser_expects(parser, ",", "\",\""))
        return NULL;
    const struct bound_variable bound = {variable.variable, from, to, parser->innermost};
    parser->innermost = &bound;
    const struct expr *body = parse_expression(parser);
    parser->innermost = bound.outer;
    if (!body || !closing(parser))
        return NULL;
    return expr_reduction(parser->arena, kind, variable.variable, from, to, body);
}

/* index "=" bound ".." bound "," expression ")" | expression "," expression { "," expression } ")" */
static const struct expr *parse_extremum(struct parser *parser, enum expr_kind kind)
{
    const struct token *word = &parser->token;
    struct token next = lex(parser->text, parser->length, word->begin + word->length);
    if (word->kind == TOKEN_WORD && next.kind == TOKEN_SYMBOL && next.length == 1 &&
        parser->text[next.begin] == '=')
        return parse_reduction(parser, kind == EXPR_MAX ? EXPR_LARGEST : EXPR_SMALLEST);
    const struct expr *extremum = parse_expression(parser);
    if (!extremum || !comma(parser))
        return NULL;
    do {
        const struct expr *argument = parse_expression(parser);
        if (!argument)
            return NULL;
        extremum = expr_binary(parser->arena, kind, extremum, argument);
    } while (parser_takes(parser, ","));
    return parser_expects(parser, ")", "an operator, \",\" or \")\"") ? extremum : NULL;
}

/* index "," index ")" */
static const struct expr *parse_delta(struct parser *parser, enum expr_kind kind)
{
    struct index j, k;
    (void)kind;
    if (!parse_lone_index(parser, &j) || !parser_expects(parser, ",", "\",\"") ||
        !parse_lone_index(parser, &k) || !parser_expects(parser, ")", "\")\""))
        return NULL;
    return expr_delta(parser->arena, j, k);
}

bool parser_takes_relation(struct parser *parser, enum relation *relation)
{
    for (int i = RELATION_LT; i <= RELATION_NE; i++)
        if (parser_takes(parser, relation_sign((enum relation)i))) {
            *relation = (enum relation)i;
            return true;
        }
    return false;
}

static bool parse_relation(struct parser *parser, enum relation *relation)
{
    return parser_takes_relation(parser, relation) ||
           parser_expected(parser, "a comparison (<, <=, >, >=, == or !=)");
}

bool parse_condition(struct parser *parser, const struct expr **a, enum relation *relation,
                     const struct expr **b)
{
    *a = parse_expression(parser);
    if (!*a || !parse_relation(parser, relation))
        return false;
    *b = parse_expression(parser);
    return *b != NULL;
}

/* condition "," expression "," expression ")" */
static const struct expr *parse_where(struct parser *parser, enum expr_kind kind)
{
    enum relation relation = RELATION_EQ;
    const struct expr *a, *b, *then, *otherwise;
    (void)kind;
    if (!parse_condition(parser, &a, &relation, &b) || !comma(parser))
        return NULL;
    if (!(then = parse_expression(parser)) || !comma(parser))
        return NULL;
    if (!(otherwise = parse_expression(parser)) || !closing(parser))
        return NULL;
    return expr_where(parser->arena, a, relation, b, then, otherwise);
}

static const struct call {
    const char *name;
    enum expr_kind kind;
    call_parser *parse;
} calls[] = {
    {"max", EXPR_MAX, parse_extremum},       {"min", EXPR_MIN, parse_extremum},
    {"sum", EXPR_SUM, parse_reduction},      {"mean", EXPR_MEAN, parse_reduction},
    {"prod", EXPR_PRODUCT, parse_reduction}, {"delta", EXPR_DELTA, parse_delta},
    {"where", EXPR_WHERE, parse_where},      {"diff", EXPR_DIFF, parse_diff},
};
#define CALLS (sizeof calls / sizeof *calls)

static const struct call *call_named(const char *name, size_t length)
{
    for (size_t i = 0; i < CALLS; i++)
        if (strlen(calls[i].name) == length && memcmp(calls[i].name, name, length) == 0)
            return &calls[i];
    return NULL;
}

/* What stands here for a function of another language; NULL: nobody writes it so. */
static const char *foreign_hint(const char *name)
{
    static const char *const names[][2] = {
#define FOREIGN(name, hint) {name, hint},
#include "expr/foreign_names.def"
#undef FOREIGN
    };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(names[i][0], name) == 0)
            return names[i][1];
    return NULL;
}

/* The end of the message of an unknown function: what stands for it here, else what the scope says of it, else the
 * nearest name of the language. */
static const char *unknown_hint(struct parser *parser, const char *name)
{
    const struct scope *scope = parser->scope;
    const char *hint = foreign_hint(name);
    if (!hint && scope && scope->function_hint)
        hint = scope->function_hint(scope->context, parser->arena, name);
    if (hint)
        return hint;
    const char *known[CALLS + FUNCTIONS];
    for (size_t i = 0; i < CALLS; i++)
        known[i] = calls[i].name;
    for (int i = 0; i < FUNCTIONS; i++)
        known[CALLS + (size_t)i] = function_name((enum function)i);
    const char *near = nearest_name(name, known, CALLS + FUNCTIONS);
    return near ? arena_printf(parser->arena, "did you mean \"%s\"?", near)
                : "a product is written with *";
}

static const struct expr *complain_unknown(struct parser *parser, const struct token *word,
                                           const char *name)
{
    const char *message = arena_printf(parser->arena, "unknown function %s; %s",
                                       parser_quote(parser, word), unknown_hint(parser, name));
    parser_complain(parser, DIAGNOSTIC_EXPRESSION_NAME, word, message);
    return NULL;
}

/* expression { "," expression } ")", `count` of them */
static const struct expr *const *parse_arguments(struct parser *parser, const struct token *word,
                                                 int count)
{
    const struct expr **arguments = arena_array(parser->arena, (size_t)count, sizeof *arguments);
    for (int i = 0; i < count; i++) {
        if (i > 0 && !comma(parser))
            return NULL;
        arguments[i] = parse_expression(parser);
        if (!arguments[i])
            return NULL;
    }
    if (parser_sees(parser, ",")) {
        const char *message =
            arena_printf(parser->arena, "%s takes %d argument%s, found more",
                         parser_quote(parser, word), count, count == 1 ? "" : "s");
        parser_complain(parser, DIAGNOSTIC_EXPRESSION_SYNTAX, &parser->token, message);
        return NULL;
    }
    return closing(parser) ? arguments : NULL;
}

static const struct expr *parse_defined(struct parser *parser, const struct token *word)
{
    const struct scope *scope = parser->scope;
    const char *symbol = NULL,
               *name = arena_copy(parser->arena, parser->text + word->begin, word->length);
    int count = -1;
    if (scope && scope->defined_arity)
        count = scope->defined_arity(scope->context, name, word->length, &symbol);
    if (count < 0)
        return complain_unknown(parser, word, name);
    const struct expr *const *arguments = parse_arguments(parser, word, count);
    return arguments ? expr_defined(parser->arena, name, symbol, count, arguments) : NULL;
}

static const struct expr *parse_function(struct parser *parser, const struct token *word,
                                         enum function function)
{
    const struct expr *const *arguments = parse_arguments(parser, word, 1);
    return arguments ? expr_function(parser->arena, function, arguments[0]) : NULL;
}

/* call = word "(" ... ")" */
const struct expr *parse_call(struct parser *parser)
{
    const struct token word = parser->token;
    const char *name = parser->text + word.begin;
    const struct call *call = call_named(name, word.length);
    enum function function = function_by_name(name, word.length);
    if (!parser_descend(parser))
        return NULL;
    parser_advance(parser);
    parser_advance(parser); /* "(" */
    const struct expr *expr;
    if (call)
        expr = call->parse(parser, call->kind);
    else if (function != FUNCTIONS)
        expr = parse_function(parser, &word, function);
    else
        expr = parse_defined(parser, &word);
    parser_ascend(parser);
    return expr;
}
