/* The parser: operators and parentheses. Each function has its line of the grammar above it; sums
 * and products are read in a loop, so that only nesting costs depth. */
#include "expr/parser.h"
#include <string.h>

#define OPERAND "a number, a name or \"(\""

void parser_advance(struct parser *parser)
{
    parser->previous = parser->token;
    parser->token = lex(parser->text, parser->length, parser->token.begin + parser->token.length);
}

void parser_skip_to(struct parser *parser, size_t position)
{
    parser->token.length = position - parser->token.begin;
    parser_advance(parser);
}

bool parser_sees(const struct parser *parser, const char *symbol)
{
    const struct token *token = &parser->token;
    return token->kind == TOKEN_SYMBOL && token->length == strlen(symbol) &&
           memcmp(parser->text + token->begin, symbol, token->length) == 0;
}

bool parser_takes(struct parser *parser, const char *symbol)
{
    if (!parser_sees(parser, symbol))
        return false;
    parser_advance(parser);
    return true;
}

bool parser_expects(struct parser *parser, const char *symbol, const char *expected)
{
    return parser_takes(parser, symbol) || parser_expected(parser, expected);
}

static const struct expr *parse_unary(struct parser *parser);

/* number */
static const struct expr *parse_number(struct parser *parser)
{
    const struct token *token = &parser->token;
    const char *literal = arena_copy(parser->arena, parser->text + token->begin, token->length);
    parser_advance(parser);
    return expr_number(parser->arena, literal);
}

/* "(" expression ")" */
static const struct expr *parse_parentheses(struct parser *parser)
{
    if (!parser_descend(parser))
        return NULL;
    parser_advance(parser);
    const struct expr *inner = parse_expression(parser);
    if (!inner || !parser_expects(parser, ")", "an operator or \")\""))
        return NULL;
    parser_ascend(parser);
    return inner;
}

/* A word is a call when "(" follows. */
static bool at_call(const struct parser *parser)
{
    const struct token *word = &parser->token;
    struct token next = lex(parser->text, parser->length, word->begin + word->length);
    return next.kind == TOKEN_SYMBOL && parser->text[next.begin] == '(' &&
           parser->text[word->begin + word->length - 1] != '\'';
}

/* primary = number | "(" expression ")" | call | name */
static const struct expr *parse_primary(struct parser *parser)
{
    if (parser->token.kind == TOKEN_NUMBER)
        return parse_number(parser);
    if (parser->token.kind == TOKEN_WORD)
        return at_call(parser) ? parse_call(parser) : parse_name(parser);
    if (parser_sees(parser, "("))
        return parse_parentheses(parser);
    parser_expected(parser, OPERAND);
    return NULL;
}

/* power = primary [ "^" unary ] */
static const struct expr *parse_power(struct parser *parser)
{
    const struct expr *base = parse_primary(parser);
    if (!base || !parser_sees(parser, "^"))
        return base;
    if (!parser_descend(parser))
        return NULL;
    parser_advance(parser);
    const struct expr *exponent = parse_unary(parser);
    parser_ascend(parser);
    return exponent ? expr_binary(parser->arena, EXPR_POWER, base, exponent) : NULL;
}

static bool behind_parenthesis(const struct parser *parser)
{
    return parser->previous.length == 1 && parser->text[parser->previous.begin] == '(';
}

/* unary = "-" unary | power
 * A minus behind "(" is no level of its own: the printer writes --a as -(-a), which must not be
 * deeper. */
static const struct expr *parse_unary(struct parser *parser)
{
    if (!parser_sees(parser, "-"))
        return parse_power(parser);
    bool level = !behind_parenthesis(parser);
    if (level && !parser_descend(parser))
        return NULL;
    parser_advance(parser);
    const struct expr *operand = parse_unary(parser);
    if (level)
        parser_ascend(parser);
    return operand ? expr_negate(parser->arena, operand) : NULL;
}

/* term = unary { ("*" | "/") unary } */
static const struct expr *parse_term(struct parser *parser)
{
    const struct expr *term = parse_unary(parser);
    while (term) {
        bool times = parser_sees(parser, "*");
        if (!times && !parser_sees(parser, "/"))
            break;
        parser_advance(parser);
        const struct expr *factor = parse_unary(parser);
        if (!factor)
            return NULL;
        term = expr_binary(parser->arena, times ? EXPR_MULTIPLY : EXPR_DIVIDE, term, factor);
    }
    return term;
}

/* expression = term { ("+" | "-") term } */
const struct expr *parse_expression(struct parser *parser)
{
    const struct expr *sum = parse_term(parser);
    while (sum) {
        bool plus = parser_sees(parser, "+");
        if (!plus && !parser_sees(parser, "-"))
            break;
        parser_advance(parser);
        const struct expr *term = parse_term(parser);
        if (!term)
            return NULL;
        sum = expr_binary(parser->arena, plus ? EXPR_ADD : EXPR_SUBTRACT, sum, term);
    }
    return sum;
}

struct parser parser_open(const struct json_reader *json, const struct json *node,
                          const struct scope *scope)
{
    return parser_open_part(json, node, 0, node->length, scope);
}

struct parser parser_open_part(const struct json_reader *json, const struct json *node,
                               size_t begin, size_t end, const struct scope *scope)
{
    return (struct parser){.arena = json->arena,
                           .text = node->text,
                           .length = end,
                           .scope = scope,
                           .json = json,
                           .node = node,
                           .diagnostics = json->diagnostics,
                           .token = lex(node->text, end, begin)};
}

const struct expr *parse_whole(struct parser *parser)
{
    const struct expr *expr = parse_expression(parser);
    if (!expr || parser->token.kind == TOKEN_END)
        return expr;
    parser_expected(parser, "an operator or the end");
    return NULL;
}

struct expr *expr_parse(struct arena *arena, const char *text, size_t length,
                        const struct scope *scope, const struct diagnostic *where,
                        struct diagnostics *diagnostics)
{
    struct parser parser = {.arena = arena,
                            .text = text,
                            .length = length,
                            .scope = scope,
                            .where = where,
                            .diagnostics = diagnostics,
                            .token = lex(text, length, 0)};
    const struct expr *expr = parse_whole(&parser);
    return expr ? expr_copy(arena, expr) : NULL;
}
