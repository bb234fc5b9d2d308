/* What the parser says when it cannot go on: the message, the place, an excerpt and a caret. */
#include "expr/parser.h"
#include "expr/unicode.h"
#include <string.h>

#define QUOTE_MAX 24      /* bytes of a token shown in a message */
#define EXCERPT_BEFORE 60 /* bytes of the line shown before and after the caret */
#define EXCERPT_AFTER 30

/* The largest length up to `most` that does not cut a character. */
static size_t whole_characters(const char *bytes, size_t length, size_t most)
{
    if (length <= most)
        return length;
    while (most > 0 && ((unsigned char)bytes[most] & 0xC0) == 0x80)
        most--;
    return most;
}

const char *parser_quote(struct parser *parser, const struct token *token)
{
    const char *bytes = parser->text + token->begin;
    if (token->kind == TOKEN_END)
        return "the end";
    size_t shown = whole_characters(bytes, token->length, QUOTE_MAX);
    return arena_printf(parser->arena, "\"%.*s%s\"", (int)shown, bytes,
                        shown < token->length ? "..." : "");
}

static size_t line_begin(const struct parser *parser, size_t position)
{
    while (position > 0 && parser->text[position - 1] != '\n')
        position--;
    return position;
}

static size_t line_end(const struct parser *parser, size_t position)
{
    while (position < parser->length && parser->text[position] != '\n' &&
           parser->text[position] != '\0')
        position++;
    return position;
}

static void fill_excerpt(struct parser *parser, size_t position, struct diagnostic *report)
{
    const char *text = parser->text;
    size_t begin = line_begin(parser, position), end = line_end(parser, position);
    const char *left = "", *right = "";
    if (position - begin > EXCERPT_BEFORE) {
        begin = position - EXCERPT_BEFORE;
        while (begin < position && ((unsigned char)text[begin] & 0xC0) == 0x80)
            begin++;
        left = "...";
    }
    if (end - position > EXCERPT_AFTER) {
        end = position + whole_characters(text + position, end - position, EXCERPT_AFTER);
        right = "...";
    }
    report->excerpt =
        arena_printf(parser->arena, "%s%.*s%s", left, (int)(end - begin), text + begin, right);
    report->caret = strlen(left) + unicode_count(text + begin, position - begin) + 1;
}

bool parser_complain(struct parser *parser, enum diagnostic_code code, const struct token *at,
                     const char *message)
{
    struct diagnostic report = {0};
    if (parser->where)
        report = *parser->where;
    report.code = code;
    report.message = message;
    report.expected = report.found = NULL;
    report.next = NULL;
    if (report.column > 0)
        report.column += unicode_count(parser->text, at->begin);
    fill_excerpt(parser, at->begin, &report);
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
