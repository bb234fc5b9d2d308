/* "because": words, and between backquotes mathematics, which is read as the expressions of the claim are. An
 * unpaired backquote is a character like any other. */
#include "derivation/reader.h"

#include <string.h>

/* A reason being read: its string and how far it is read. */
struct reason_reader {
    struct statement *statement;
    const struct json *node;
    struct prose *prose;
};

/* The text from `begin` up to `end`. */
static void add_words(struct reason_reader *of, size_t begin, size_t end)
{
    struct arena *arena = of->statement->reader->json.arena;
    if (begin < end)
        prose_words(of->prose, arena_copy(arena, of->node->text + begin, end - begin));
}

static bool at_end(struct parser *parser)
{
    return parser->token.kind == TOKEN_END ||
           parser_expected(parser, "an operator, a relation or the closing \"`\"");
}

/* What stands between the backquotes: expression [ ( "=" | relation ) expression ] */
static bool read_maths(struct reason_reader *of, struct parser *parser)
{
    enum relation relation = RELATION_EQ;
    const struct expr *a = parse_expression(parser), *b = NULL;
    if (!a)
        return false;
    bool equation = parser_takes(parser, "=");
    bool condition = !equation && parser_takes_relation(parser, &relation);
    if ((equation || condition) && !(b = parse_expression(parser)))
        return false;
    if (!at_end(parser))
        return false;
    a = bind_names(of->statement, a);
    b = b ? bind_names(of->statement, b) : NULL;
    if (equation)
        prose_equation(of->prose, a, b);
    else if (condition)
        prose_condition(of->prose, a, relation, b);
    else
        prose_expr(of->prose, a);
    return true;
}

/* Where the pair of backquotes at or behind `position` opens and closes; false: there is none. */
static bool find_pair(const struct json *node, size_t position, size_t *open, size_t *close)
{
    const char *first = memchr(node->text + position, '`', node->length - position);
    const char *second =
        first ? memchr(first + 1, '`', node->length - (size_t)(first + 1 - node->text)) : NULL;
    if (!second)
        return false;
    *open = (size_t)(first - node->text);
    *close = (size_t)(second - node->text);
    return true;
}

static bool read_parts(struct reason_reader *of)
{
    size_t position = 0, open, close;
    while (find_pair(of->node, position, &open, &close)) {
        struct parser parser;
        add_words(of, position, open);
        if (!open_part(of->statement, of->node, open + 1, close, &parser) ||
            !read_maths(of, &parser))
            return false;
        position = close + 1;
    }
    add_words(of, position, of->node->length);
    return true;
}

const struct prose *read_reason(struct statement *statement, const struct json *node)
{
    struct reason_reader of = {statement, node, prose_new(statement->reader->json.arena)};
    enum statement_kind kind = statement->kind;
    statement->kind = STATEMENT_REASON;
    bool good = read_parts(&of);
    statement->kind = kind;
    return good ? of.prose : NULL;
}
