/* Names: prefixes for update and sample, dX/dY where the scope knows it, indices, primes. */
#include "expr/parser.h"
#include <stdlib.h>
#include <string.h>

#define INTEGER_DIGITS 9

/* A quantity being read: where its parts lie in the text. */
struct quantity {
    size_t begin; /* behind the prefixes */
    size_t end;   /* behind what has been read so far */
    int update;
    bool has_sample;
    struct index sample;
};

static bool follows(const struct parser *parser, size_t position, char byte)
{
    return position < parser->length && parser->text[position] == byte;
}

static bool word_follows(const struct parser *parser, size_t position)
{
    return lex_word(parser->text, parser->length, position) > position;
}

/* An integer of at most nine digits that is all of bytes[0..length). */
static bool read_integer(const char *bytes, size_t length, long *value)
{
    *value = 0;
    if (length == 0 || length > INTEGER_DIGITS)
        return false;
    for (size_t i = 0; i < length; i++) {
        if (bytes[i] < '0' || bytes[i] > '9')
            return false;
        *value = *value * 10 + (bytes[i] - '0');
    }
    return true;
}

static bool parse_integer(struct parser *parser, long *value)
{
    const struct token *token = &parser->token;
    if (token->kind != TOKEN_NUMBER)
        return parser_expected(parser, "an integer");
    if (!read_integer(parser->text + token->begin, token->length, value))
        return parser_expected(parser, "an integer of at most nine digits");
    parser_advance(parser);
    return true;
}

bool parse_index(struct parser *parser, struct index *index)
{
    const struct token *token = &parser->token;
    if (token->kind == TOKEN_NUMBER) {
        *index = index_integer(0);
        return parse_integer(parser, &index->offset);
    }
    if (token->kind != TOKEN_WORD || parser->text[token->begin + token->length - 1] == '\'')
        return parser_expected(parser, "an index variable or an integer");
    *index = index_variable(arena_copy(parser->arena, parser->text + token->begin, token->length));
    parser_advance(parser);
    bool minus = parser_sees(parser, "-");
    if (!minus && !parser_sees(parser, "+"))
        return true;
    parser_advance(parser);
    if (!parse_integer(parser, &index->offset))
        return false;
    index->offset = minus ? -index->offset : index->offset;
    return true;
}

/* "u3." or "s2.", the letter being `letter`: the length of the prefix at `position`, 0 if there is
 * none. */
static size_t numbered_prefix(const struct parser *parser, size_t position, char letter,
                              long *number)
{
    const char *text = parser->text;
    size_t end = lex_word(text, parser->length, position);
    if (end == position || text[position] != letter || !follows(parser, end, '.') ||
        !word_follows(parser, end + 1))
        return 0;
    if (!read_integer(text + position + 1, end - position - 1, number) || *number == 0)
        return 0;
    return end + 1 - position;
}

/* "s[i]." or "u[-1].": the length up to and with the point. */
static size_t bracketed_prefix(const struct parser *parser, size_t position, char letter)
{
    size_t end = position + 1;
    if (!follows(parser, position, letter) ||
        lex_word(parser->text, parser->length, position) != end)
        return 0;
    size_t bracket = lex_subscript(parser->text, parser->length, end);
    if (bracket == end || !follows(parser, bracket, '.') || !word_follows(parser, bracket + 1))
        return 0;
    return bracket + 1 - position;
}

static void read_update(const struct parser *parser, struct quantity *quantity)
{
    const char *text = parser->text + quantity->begin;
    long number;
    size_t step = numbered_prefix(parser, quantity->begin, 'u', &number);
    if (step == 0) {
        step = bracketed_prefix(parser, quantity->begin, 'u');
        if (step != strlen("u[-1].") || memcmp(text, "u[-1].", step) != 0)
            return;
        number = -1;
    }
    quantity->update = (int)number;
    quantity->begin += step;
}

static bool read_sample(struct parser *parser, struct quantity *quantity)
{
    long number;
    size_t step = numbered_prefix(parser, quantity->begin, 's', &number);
    if (step > 0) {
        quantity->sample = index_integer(number);
    } else {
        step = bracketed_prefix(parser, quantity->begin, 's');
        if (step == 0)
            return true;
        parser->token = lex(parser->text, parser->length, quantity->begin + 2);
        if (!parse_index(parser, &quantity->sample) || !parser_expects(parser, "]", "\"]\""))
            return false;
    }
    quantity->has_sample = true;
    quantity->begin += step;
    return true;
}

/* m.w2: a word, a point, a word. */
static size_t dotted_word(const struct parser *parser, size_t position)
{
    size_t end = lex_word(parser->text, parser->length, position);
    while (follows(parser, end, '.') && word_follows(parser, end + 1))
        end = lex_word(parser->text, parser->length, end + 1);
    return end;
}

static bool in_scope(const struct parser *parser, size_t begin, size_t end)
{
    const struct scope *scope = parser->scope;
    return scope->has_quantity(scope->context, parser->text + begin, end - begin);
}

/* Where the denominator's word of dX/dY ends if the whole is a quantity in scope, else 0. *whole is
 * where all of it ends, indices included. */
static size_t partial_end(const struct parser *parser, const struct quantity *quantity,
                          size_t *whole)
{
    const char *text = parser->text;
    size_t length = parser->length, begin = quantity->begin, word = quantity->end;
    if (!parser->scope || !parser->scope->has_quantity)
        return 0;
    size_t slash = lex_subscript(text, length, lex_primes(text, length, word));
    if (!follows(parser, slash, '/') || !follows(parser, slash + 1, 'd'))
        return 0;
    size_t end = dotted_word(parser, slash + 1);
    if (end < slash + 3)
        return 0;
    end = lex_primes(text, length, end);
    *whole = lex_subscript(text, length, end);
    if (!in_scope(parser, begin, *whole) && !in_scope(parser, parser->token.begin, *whole))
        return 0;
    return slash > lex_primes(text, length, word) ? *whole : end;
}

static struct expr *make_name(struct parser *parser, const struct quantity *quantity)
{
    size_t length = quantity->end - quantity->begin;
    char *text = arena_copy(parser->arena, parser->text + quantity->begin, length);
    struct expr *name = expr_name(parser->arena, text, 0, NULL);
    name->update = quantity->update;
    name->has_sample = quantity->has_sample;
    name->sample = quantity->sample;
    return name;
}

/* Primes behind "]" belong to the name: w2[1,3]' is w2' with indices. */
static void take_primes(struct parser *parser, struct expr *name)
{
    size_t end = parser->previous.begin + parser->previous.length;
    size_t primes = lex_primes(parser->text, parser->length, end) - end;
    if (primes == 0)
        return;
    name->text = arena_printf(parser->arena, "%s%.*s", name->text, (int)primes, parser->text + end);
    parser->token = lex(parser->text, parser->length, end + primes);
}

/* "[" index { "," index } "]" "'"* */
static bool parse_indices(struct parser *parser, struct expr *name)
{
    if (!parser_takes(parser, "["))
        return true;
    do {
        if (name->index_count == INDEX_MAX)
            return parser_complain(parser, DIAGNOSTIC_EXPRESSION_SYNTAX, &parser->token,
                                   "a name has at most four indices");
        if (!parse_index(parser, &name->indices[name->index_count++]))
            return false;
    } while (parser_takes(parser, ","));
    if (!parser_sees(parser, "]"))
        return parser_expected(parser, "\",\" or \"]\"");
    parser_advance(parser);
    take_primes(parser, name);
    return true;
}

/* The name itself, or NULL after what the scope has against it. */
static const struct expr *accept_name(struct parser *parser, const struct token *start,
                                      const struct expr *name)
{
    const struct scope *scope = parser->scope;
    const char *fault = NULL;
    if (scope && scope->name_fault)
        fault = scope->name_fault(scope->context, parser->arena, name, parser->innermost);
    if (!fault)
        return name;
    parser_complain(parser, DIAGNOSTIC_EXPRESSION_NAME, start, fault);
    return NULL;
}

/* A plain "pi" that is no quantity of the problem. */
static bool is_pi(const struct parser *parser, const struct expr *name)
{
    const struct scope *scope = parser->scope;
    return strcmp(name->text, "pi") == 0 && name->index_count == 0 && !name->has_sample &&
           name->update == 0 &&
           !(scope && scope->has_quantity && scope->has_quantity(scope->context, "pi", 2));
}

/* name = [ "u3." ] [ "s2." ] word { "." word } "'"* [ "[" index { "," index } "]" ] "'"* */
const struct expr *parse_name(struct parser *parser)
{
    const struct token start = parser->token;
    struct quantity quantity = {.begin = start.begin};
    read_update(parser, &quantity);
    if (!read_sample(parser, &quantity))
        return NULL;
    parser->token = start;
    quantity.end = dotted_word(parser, quantity.begin);
    size_t whole = 0, partial = partial_end(parser, &quantity, &whole);
    bool spelled_out = partial > 0 && partial == whole &&
                       memchr(parser->text + quantity.begin, '[', partial - quantity.begin);
    quantity.end = partial > 0 ? partial : lex_primes(parser->text, parser->length, quantity.end);
    if (quantity.end - start.begin > PARSER_MAX_NAME) {
        parser_complain(parser, DIAGNOSTIC_EXPRESSION_SYNTAX, &start,
                        "a name has at most 255 bytes");
        return NULL;
    }
    struct expr *name = make_name(parser, &quantity);
    parser_skip_to(parser, quantity.end);
    if (!spelled_out && !parse_indices(parser, name))
        return NULL;
    if (is_pi(parser, name)) {
        name->kind = EXPR_PI;
        name->text = NULL;
        return name;
    }
    return accept_name(parser, &start, name);
}
