/* What the parser says when it cannot go on: the message and the place. */
#include "expr/parser.h"
#include "expr/place.h"
#include "expr/unicode.h"
#include <string.h>

#define QUOTE_MAX 24 /* bytes of a token shown in a message */

const char *parser_quote(struct parser *parser, const struct token *token)
{
    const char *bytes = parser->text + token->begin;
    bool in_part = parser->node && parser->length < parser->node->length;
    if (token->kind == TOKEN_END)
        return in_part ? arena_printf(parser->arena, "\"%c\"", parser->text[parser->length])
                       : "the end";
    size_t shown = whole_characters(bytes, token->length, QUOTE_MAX);
    return arena_printf(parser->arena, "\"%.*s%s\"", (int)shown, bytes,
                        shown < token->length ? "..." : "");
}

static struct diagnostic place_of(const struct parser *parser, size_t position)
{
    struct diagnostic place = {0};
    if (parser->node)
        return text_place(parser->json, parser->node, position);
    if (parser->where)
        place = *parser->where;
    place.expected = place.found = NULL;
    place.next = NULL;
    if (place.column > 0)
        place.column += unicode_count(parser->text, position);
    return place;
}

bool parser_complain(struct parser *parser, enum diagnostic_code code, const struct token *at,
                     const char *message)
{
    struct diagnostic report = place_of(parser, at->begin);
    report.code = code;
    report.message = message;
    size_t length = parser->node ? parser->node->length : parser->length;
    text_excerpt(parser->arena, parser->text, length, at->begin, &report);
    return diagnose(parser->diagnostics, &report);
}

bool parser_expected(struct parser *parser, const char *expected)
{
    const struct token *token = &parser->token;
    if (token->kind == TOKEN_BAD && token->complaint)
        return parser_complain(parser, DIAGNOSTIC_EXPRESSION_SYNTAX, token, token->complaint);
    const char *found = parser_quote(parser, token);
    const char *message;
    if (parser->previous.length == 0)
        message = arena_printf(parser->arena, "expected %s, found %s", expected, found);
    else
        message = arena_printf(parser->arena, "expected %s after %s, found %s", expected,
                               parser_quote(parser, &parser->previous), found);
    return parser_complain(parser, DIAGNOSTIC_EXPRESSION_SYNTAX, token, message);
}

bool parser_descend(struct parser *parser)
{
    if (parser->depth < EXPR_MAX_DEPTH) {
        parser->depth++;
        return true;
    }
    const char *message = arena_printf(
        parser->arena, "the expression is nested more than %d levels deep", EXPR_MAX_DEPTH);
    return parser_complain(parser, DIAGNOSTIC_EXPRESSION_DEPTH, &parser->token, message);
}
