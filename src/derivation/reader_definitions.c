/* "assume" and "define": conditions that hold of the symbols, and quantities made of them. */
#include "derivation/reader.h"

#include "catalogue/spelling.h"
#include "expr/place.h"
#include <string.h>

/* ---- assumptions ---- */

static bool read_assumption(struct derivation_reader *reader, const struct json *node,
                            struct assumption *assumption)
{
    struct statement statement;
    struct parser parser;
    const struct condition *condition = NULL;
    statement_open(&statement, reader, STATEMENT_ASSUMPTION);
    for (int pass = 0; pass < 2; pass++) {
        statement.inferring = pass == 0;
        if (!open_text(&statement, node, "each assumption", &parser) ||
            !(condition = read_condition(&statement, &parser)) ||
            (pass == 0 && !check_ranges(&statement, node, "the assumption")))
            return false;
    }
    if (!statement.names_quantity)
        return complain_in_text(&reader->json, node, 0, DIAGNOSTIC_WRONG_VALUE,
                                "an assumption is about a quantity; what sizes may be, their "
                                "\"range\" says");
    *assumption = (struct assumption){.condition = *condition,
                                      .variable_count = statement.variables.count,
                                      .variables = statement_ranges(&statement),
                                      .text = node->text};
    return true;
}

bool read_assumptions(struct derivation_reader *reader)
{
    bool good;
    const struct json *array =
        optional_array(reader, reader->root, "assume", DERIVATION_MAX_QUANTITIES, &good);
    if (!array)
        return good;
    struct assumption *assumptions =
        arena_array(reader->json.arena, array->count, sizeof *assumptions);
    reader->derivation->assumptions = assumptions;
    for (const struct json *node = array->first; node; node = node->next)
        if (!read_assumption(reader, node, &assumptions[reader->derivation->assumption_count++]))
            return false;
    return true;
}

/* ---- definitions ---- */

/* The left side of a definition, and where its indices stand. */
struct left_side {
    struct quantity *quantity;
    struct token places[INDEX_MAX];
};

/* name */
static bool read_defined_name(struct statement *statement, struct parser *parser,
                              struct quantity *quantity)
{
    const struct derivation *derivation = statement->reader->derivation;
    const struct token token = parser->token;
    const char *name = arena_copy(parser->arena, parser->text + token.begin, token.length);
    if (token.kind != TOKEN_WORD)
        return parser_expected(parser, "a name to be defined");
    const char *fault = spelling_fault(name, strlen(name), name);
    if (fault)
        return parser_complain(parser, DIAGNOSTIC_WRONG_VALUE, &token,
                               arena_printf(parser->arena, "the name \"%s\" %s", name, fault));
    const struct quantity *known = quantity_by_name(derivation, name);
    if (known || size_by_name(derivation, name))
        return parser_complain(parser, DIAGNOSTIC_CONFLICT, &token,
                               arena_printf(parser->arena, "\"%s\" is %s already", name,
                                            known && known->definition ? "defined" : "a symbol"));
    quantity->name = name;
    statement->defining = quantity;
    parser_advance(parser);
    return true;
}

/* variable, as the next index of the quantity */
static bool read_left_index(struct statement *statement, struct parser *parser,
                            struct left_side *left)
{
    struct quantity *quantity = left->quantity;
    const struct token token = parser->token;
    if (quantity->rank == INDEX_MAX)
        return parser_complain(parser, DIAGNOSTIC_TOO_LARGE, &token,
                               "a name has at most four indices");
    const char *variable = read_variable(statement, parser);
    if (!variable)
        return false;
    for (int i = 0; i < quantity->rank; i++)
        if (strcmp(quantity->variables[i], variable) == 0)
            return parser_complain(
                parser, DIAGNOSTIC_CONFLICT, &token,
                arena_printf(parser->arena, "the index \"%s\" stands twice", variable));
    left->places[quantity->rank] = token;
    quantity->variables[quantity->rank++] = variable;
    return true;
}

/* name [ "[" variable { "," variable } "]" ] [ "(" ranges ")" ] "=" */
static bool read_left(struct statement *statement, struct parser *parser, struct left_side *left)
{
    if (!read_defined_name(statement, parser, left->quantity))
        return false;
    if (parser_takes(parser, "[")) {
        do {
            if (!read_left_index(statement, parser, left))
                return false;
        } while (parser_takes(parser, ","));
        if (!parser_expects(parser, "]", "\",\" or \"]\""))
            return false;
    }
    if (parser_takes(parser, "(") &&
        (!read_ranges(statement, parser) || !parser_expects(parser, ")", "\",\" or \")\"")))
        return false;
    return parser_expects(parser, "=", "\"=\"");
}

/* The index runs from 1 to an end that is 1 at least, which becomes the dimension. */
static bool read_left_dimension(struct statement *statement, struct parser *parser,
                                const struct left_side *left, int place)
{
    struct quantity *quantity = left->quantity;
    const char *name = quantity->variables[place];
    struct index_variable *variable = variable_by_name(&statement->variables, name);
    const struct index one = index_integer(1);
    if (!variable)
        return parser_complain(
            parser, DIAGNOSTIC_WRONG_VALUE, &left->places[place],
            arena_printf(parser->arena,
                         "the range of \"%s\" does not follow from the right side; say it, as in "
                         "%s[%s] (%s=1..3) = ...",
                         name, quantity->name, name, name));
    const struct variable_range *range = &variable->range;
    if (range->first.variable || range->first.offset != 1 ||
        !never_above(statement->reader->derivation, &one, &range->last))
        return parser_complain(
            parser, DIAGNOSTIC_WRONG_VALUE, &left->places[place],
            arena_printf(parser->arena,
                         "\"%s\" runs over %s..%s; an index of a definition runs from 1 to some "
                         "number or size that is 1 or more",
                         name, end_text(parser->arena, &range->first),
                         end_text(parser->arena, &range->last)));
    quantity->dimensions[place] = range->last;
    variable->used = true;
    return true;
}

static bool read_definition(struct derivation_reader *reader, const struct json *node,
                            struct quantity *quantity)
{
    struct statement statement;
    struct parser begin;
    struct left_side left = {.quantity = quantity};
    statement_open(&statement, reader, STATEMENT_DEFINITION);
    if (!open_text(&statement, node, "each definition", &begin) ||
        !read_left(&statement, &begin, &left))
        return false;
    struct parser parser = begin;
    if (!read_expression(&statement, &parser))
        return false;
    for (int i = 0; i < quantity->rank; i++)
        if (!read_left_dimension(&statement, &begin, &left, i))
            return false;
    statement.inferring = false;
    parser = begin;
    quantity->text = node->text;
    return check_ranges(&statement, node, "the left side") &&
           check_elements(reader, node, quantity) &&
           (quantity->definition = read_expression(&statement, &parser)) != NULL;
}

bool read_definitions(struct derivation_reader *reader)
{
    bool good;
    const struct json *array =
        optional_array(reader, reader->root, "define", DERIVATION_MAX_QUANTITIES, &good);
    for (const struct json *node = array ? array->first : NULL; node; node = node->next) {
        struct quantity *quantity = &reader->quantities[reader->derivation->quantity_count];
        if (!read_definition(reader, node, quantity))
            return false;
        reader->derivation->quantity_count++;
    }
    return good;
}
