/* Expressions of a derivation as texts: parsed with their names held to what they mean (reader_names.c), of a size that
 * can be walked; and the ranges that the file says. */
#include "derivation/reader.h"

#include "expr/formula_check.h"
#include "expr/place.h"

#define TERMS_MOST 1000000 /* of one expression, sums written out, at the smallest sizes */

/* Sizes and index variables with the values that they take at the smallest sizes. */
static struct index_ranges smallest_ranges(const struct statement *statement,
                                           struct index_range *ranges)
{
    const struct derivation *derivation = statement->reader->derivation;
    int count = 0;
    long largest;
    for (int i = 0; i < derivation->size_count; i++) {
        const struct size_symbol *size = &derivation->sizes[i];
        ranges[count++] = (struct index_range){size->name, size->first, size->first};
    }
    for (int i = 0; i < statement->variables.count; i++) {
        const struct variable_range *range = &statement->variables.list[i].range;
        struct index_range *values = &ranges[count++];
        values->variable = range->variable;
        end_values(derivation, &range->first, &values->low, &largest);
        end_values(derivation, &range->last, &values->high, &largest);
    }
    return (struct index_ranges){count, ranges};
}

static bool check_size(const struct statement *statement, const struct expr *expr)
{
    struct index_range values[DERIVATION_MAX_SIZES + DERIVATION_MAX_VARIABLES];
    const struct index_ranges ranges = smallest_ranges(statement, values);
    struct formula_measure measure = measure_formula(&ranges, expr, TERMS_MOST);
    struct json_reader *json = &statement->reader->json;
    if (measure.deep)
        return complain_in_text(
            json, statement->node, 0, DIAGNOSTIC_TOO_LARGE,
            arena_printf(json->arena, "sums and products stand more than %d deep within each other",
                         FORMULA_MAX_NESTING));
    return measure.terms <= TERMS_MOST ||
           complain_in_text(json, statement->node, 0, DIAGNOSTIC_TOO_LARGE,
                            arena_printf(json->arena,
                                         "with its sums written out this has more than %d terms",
                                         TERMS_MOST));
}

static const struct expr *keep(struct statement *statement, const struct expr *expr)
{
    if (statement->inferring)
        return expr;
    const struct expr *bound = bind_names(statement, expr);
    return check_size(statement, bound) ? bound : NULL;
}

const struct expr *read_expression(struct statement *statement, struct parser *parser)
{
    const struct expr *expr = parse_whole(parser);
    return expr ? keep(statement, expr) : NULL;
}

const struct condition *read_condition(struct statement *statement, struct parser *parser)
{
    struct condition *condition = arena_alloc(parser->arena, sizeof *condition);
    if (!parse_condition(parser, &condition->a, &condition->relation, &condition->b))
        return NULL;
    if (parser->token.kind != TOKEN_END) {
        parser_expected(parser, "an operator or the end");
        return NULL;
    }
    condition->a = keep(statement, condition->a);
    condition->b = condition->a ? keep(statement, condition->b) : NULL;
    return condition->b ? condition : NULL;
}

/* ---- texts ---- */

void statement_open(struct statement *statement, struct derivation_reader *reader,
                    enum statement_kind kind)
{
    *statement = (struct statement){.reader = reader, .kind = kind, .inferring = true};
    statement->scope = names_scope(statement);
}

bool open_text(struct statement *statement, const struct json *node, const char *what,
               struct parser *parser)
{
    struct json_reader *json = &statement->reader->json;
    if (!expect_line(json, node, what))
        return false;
    if (node->length > DERIVATION_MAX_EXPRESSION_BYTES)
        return complain(
            json, node, DIAGNOSTIC_TOO_LARGE,
            arena_printf(json->arena, "at most %d bytes", DERIVATION_MAX_EXPRESSION_BYTES), NULL,
            "%s is too long", what);
    statement->node = node;
    *parser = parser_open(json, node, &statement->scope);
    return true;
}

bool open_part(struct statement *statement, const struct json *node, size_t begin, size_t end,
               struct parser *parser)
{
    const struct json_reader *json = &statement->reader->json;
    if (end - begin > DERIVATION_MAX_EXPRESSION_BYTES)
        return complain_in_text(json, node, begin, DIAGNOSTIC_TOO_LARGE,
                                arena_printf(json->arena,
                                             "the mathematics between two backquotes is longer "
                                             "than %d bytes",
                                             DERIVATION_MAX_EXPRESSION_BYTES));
    statement->node = node;
    *parser = parser_open_part(json, node, begin, end, &statement->scope);
    return true;
}

/* ---- ranges ---- */

const char *read_variable(struct statement *statement, struct parser *parser)
{
    const struct token token = parser->token;
    const char *word = arena_copy(parser->arena, parser->text + token.begin, token.length);
    if (token.kind != TOKEN_WORD) {
        parser_expected(parser, "an index variable");
        return NULL;
    }
    const char *taken = index_name_fault(statement, parser->arena, word);
    if (taken) {
        parser_complain(parser, DIAGNOSTIC_CONFLICT, &token, taken);
        return NULL;
    }
    parser_advance(parser);
    return word;
}

/* A whole number, or a size with an offset. */
static bool read_end(struct statement *statement, struct parser *parser, struct index *end)
{
    const struct token token = parser->token;
    if (!parse_index(parser, end))
        return false;
    return !end->variable || size_by_name(statement->reader->derivation, end->variable) ||
           parser_complain(parser, DIAGNOSTIC_EXPRESSION_NAME, &token,
                           arena_printf(parser->arena,
                                        "\"%s\" is no size; a range goes from one number or "
                                        "size to another",
                                        end->variable));
}

/* Some value for some sizes, and not too many. */
static const char *span_fault(const struct derivation *derivation,
                              const struct variable_range *range, enum diagnostic_code *code)
{
    struct index above = range->last;
    long low, high, unused;
    above.offset++;
    *code = DIAGNOSTIC_WRONG_VALUE;
    if (never_above(derivation, &above, &range->first))
        return "has no value here, for no size";
    end_values(derivation, &range->first, &low, &unused);
    end_values(derivation, &range->last, &unused, &high);
    *code = DIAGNOSTIC_TOO_LARGE;
    return high - low >= DERIVATION_MAX_SIZE ? "may have more than 64 values" : NULL;
}

static bool read_range(struct statement *statement, struct parser *parser)
{
    const struct token token = parser->token;
    struct variable_range range = {.variable = read_variable(statement, parser)};
    enum diagnostic_code code;
    if (!range.variable || !parser_expects(parser, "=", "\"=\"") ||
        !read_end(statement, parser, &range.first) || !parser_expects(parser, "..", "\"..\"") ||
        !read_end(statement, parser, &range.last))
        return false;
    if (variable_by_name(&statement->variables, range.variable))
        return parser_complain(
            parser, DIAGNOSTIC_CONFLICT, &token,
            arena_printf(parser->arena, "the index \"%s\" has two ranges", range.variable));
    const char *fault = span_fault(statement->reader->derivation, &range, &code);
    if (fault)
        return parser_complain(
            parser, code, &token,
            arena_printf(parser->arena, "the index \"%s\" %s", range.variable, fault));
    return say_range(&statement->variables, range) ||
           parser_complain(parser, DIAGNOSTIC_TOO_LARGE, &token,
                           arena_printf(parser->arena, "there are more than %d index variables",
                                        DERIVATION_MAX_VARIABLES));
}

bool read_ranges(struct statement *statement, struct parser *parser)
{
    do {
        if (!read_range(statement, parser))
            return false;
    } while (parser_takes(parser, ","));
    return true;
}

bool check_ranges(struct statement *statement, const struct json *node, const char *what)
{
    struct json_reader *json = &statement->reader->json;
    for (int i = 0; i < statement->variables.count; i++) {
        const struct index_variable *variable = &statement->variables.list[i];
        enum diagnostic_code code;
        const char *fault = span_fault(statement->reader->derivation, &variable->range, &code);
        if (fault)
            return complain(json, node, code, NULL, NULL, "the index \"%s\" %s",
                            variable->range.variable, fault);
        if (!variable->used)
            return complain(json, node, DIAGNOSTIC_WRONG_VALUE, "indices that occur", NULL,
                            "the index \"%s\" does not occur in %s", variable->range.variable,
                            what);
    }
    return true;
}

const struct variable_range *statement_ranges(const struct statement *statement)
{
    int count = statement->variables.count;
    struct variable_range *ranges =
        arena_array(statement->reader->json.arena, (size_t)count, sizeof *ranges);
    for (int i = 0; i < count; i++)
        ranges[i] = statement->variables.list[i].range;
    return ranges;
}
