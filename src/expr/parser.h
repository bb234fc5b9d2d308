/* The parser's state, shared by parse.c (operators), parse_call.c (calls) and parse_name.c (names), and by readers of
 * texts that hold more than one expression: a definition, the ranges of indices. */
#ifndef EXPR_PARSER_H
#define EXPR_PARSER_H

#include "base/json_fields.h"
#include "expr/lexer.h"
#include "expr/tree.h"

struct parser {
    struct arena *arena;
    const char *text;
    size_t length;
    const struct scope *scope;
    const struct diagnostic
        *where; /* of the text's first character; NULL: unknown, or in a JSON file */
    /* The string of a JSON file that the text is, whose place is found when there is something to say; NULL: none. */
    const struct json_reader *json;
    const struct json *node;
    struct diagnostics *diagnostics;
    struct token token;                     /* the one being looked at */
    struct token previous;                  /* the last one taken; length 0: none yet */
    const struct bound_variable *innermost; /* of the sums around the token */
    int depth;
};

#define PARSER_MAX_NAME 255

/* At the first token of the string `node`. */
struct parser parser_open(const struct json_reader *json, const struct json *node,
                          const struct scope *scope);
/* The same of the part of the string from `begin` up to `end`, where a letter of ASCII closes it. */
struct parser parser_open_part(const struct json_reader *json, const struct json *node,
                               size_t begin, size_t end, const struct scope *scope);

/* Each parse function returns NULL after one diagnostic. */
const struct expr *parse_whole(struct parser *parser); /* an expression up to the end of the text */
const struct expr *parse_expression(struct parser *parser);
const struct expr *parse_call(struct parser *parser);
const struct expr *parse_name(struct parser *parser);

/* index = variable [ ("+" | "-") integer ] | integer */
bool parse_index(struct parser *parser, struct index *index);

/* One of the signs < <= > >= == !=, and advances; else false without a complaint. */
bool parser_takes_relation(struct parser *parser, enum relation *relation);

/* condition = expression ("<" | "<=" | ">" | ">=" | "==" | "!=") expression */
bool parse_condition(struct parser *parser, const struct expr **a, enum relation *relation,
                     const struct expr **b);

/* ---- tokens ---- */
void parser_advance(struct parser *parser);
/* Goes on behind `position`, as if the token being looked at ended there. */
void parser_skip_to(struct parser *parser, size_t position);
bool parser_sees(const struct parser *parser, const char *symbol);
bool parser_takes(struct parser *parser, const char *symbol); /* and advances */
bool parser_expects(struct parser *parser, const char *symbol, const char *expected);

/* ---- complaints; all return false ---- */
bool parser_complain(struct parser *parser, enum diagnostic_code code, const struct token *at,
                     const char *message);
/* "expected ... after "*", found the end" at the token being looked at. */
bool parser_expected(struct parser *parser, const char *expected);
/* The token's text for messages, shortened. */
const char *parser_quote(struct parser *parser, const struct token *token);

/* One level deeper; false after a diagnostic when that is too deep. */
bool parser_descend(struct parser *parser);
static inline void parser_ascend(struct parser *parser)
{
    parser->depth--;
}

#endif
