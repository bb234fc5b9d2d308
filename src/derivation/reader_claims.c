/* "claims": a left side and lines, each with an expression or cases, a reason, and the earlier claim it rests on. */
#include "derivation/reader.h"

#include <string.h>

/* A claim being read. */
struct claim_reader {
    struct derivation_reader *reader;
    struct statement statement;
    const struct json *node;
    struct claim *claim;
};

static bool missing(struct derivation_reader *reader, const struct json *node, const char *expected,
                    const char *what)
{
    return complain(&reader->json, node, DIAGNOSTIC_MISSING_KEY, expected, NULL, "%s", what);
}

/* "lines" and "cases": a non-empty array of at most `most` elements. */
static const struct json *required_array(struct derivation_reader *reader,
                                         const struct json *object, const char *key, size_t most)
{
    bool good;
    const struct json *array = optional_array(reader, object, key, most, &good);
    if (!good || (array && array->count > 0))
        return array;
    if (array)
        complain(&reader->json, array, DIAGNOSTIC_WRONG_SHAPE, "one or more", "none",
                 "\"%s\" must not be empty", key);
    else
        missing(reader, object, arena_printf(reader->json.arena, "\"%s\"", key),
                arena_printf(reader->json.arena, "\"%s\" is missing", key));
    return NULL;
}

/* ---- one line ---- */

static const struct expr *read_key(struct claim_reader *of, const struct json *object,
                                   const char *key)
{
    struct parser parser;
    const struct json *node = json_member(object, key);
    if (!node)
        return NULL;
    const char *what = arena_printf(of->reader->json.arena, "\"%s\"", key);
    return open_text(&of->statement, node, what, &parser) ? read_expression(&of->statement, &parser)
                                                          : NULL;
}

/* "when": a condition, or "otherwise" in the last case of several. */
static bool read_when(struct claim_reader *of, const struct json *object, struct line_case *one)
{
    struct parser parser;
    struct json_reader *json = &of->reader->json;
    const struct json *node = json_member(object, "when");
    if (!node)
        return missing(of->reader, object, "\"when\": a condition, or \"otherwise\"",
                       "a case needs \"when\"");
    if (!open_text(&of->statement, node, "\"when\"", &parser))
        return false;
    if (strcmp(node->text, "otherwise") != 0)
        return (one->when = read_condition(&of->statement, &parser)) != NULL;
    one->otherwise = true;
    return (object->index > 0 && !object->next) ||
           complain(json, node, DIAGNOSTIC_WRONG_VALUE, "a condition", NULL,
                    "\"otherwise\" is for the last of several cases");
}

static bool read_case(struct claim_reader *of, const struct json *object, struct line_case *one)
{
    static const char *const keys[] = {"when", "expr"};
    if (!expect_kind(&of->reader->json, object, JSON_OBJECT, "each case") ||
        !expect_keys(&of->reader->json, object, keys, 2) || !read_when(of, object, one))
        return false;
    if (!json_member(object, "expr"))
        return missing(of->reader, object, "\"expr\": an expression", "a case needs \"expr\"");
    return (one->expr = read_key(of, object, "expr")) != NULL;
}

static bool read_cases(struct claim_reader *of, const struct json *object, struct line *line)
{
    const struct json *array = required_array(of->reader, object, "cases", DERIVATION_MAX_CASES);
    if (!array)
        return false;
    struct line_case *cases = arena_array(of->reader->json.arena, array->count, sizeof *cases);
    for (const struct json *node = array->first; node; node = node->next)
        if (!read_case(of, node, &cases[node->index]))
            return false;
    line->case_count = (int)array->count;
    line->cases = cases;
    return true;
}

static bool read_only_case(struct claim_reader *of, const struct json *object, struct line *line)
{
    struct line_case *one = arena_alloc(of->reader->json.arena, sizeof *one);
    line->case_count = 1;
    line->cases = one;
    return (one->expr = read_key(of, object, "expr")) != NULL;
}

/* "uses": the name of a claim before this one. */
static bool read_uses(struct claim_reader *of, const struct json *object, struct line *line)
{
    const struct derivation *derivation = of->reader->derivation;
    const struct json *node = json_member(object, "uses");
    const char *names[DERIVATION_MAX_CLAIMS];
    size_t count = 0;
    if (!node)
        return true;
    if (!expect_line(&of->reader->json, node, "\"uses\""))
        return false;
    for (const struct claim *claim = derivation->claims; claim < of->claim; claim++) {
        if (!claim->name)
            continue;
        names[count++] = claim->name;
        if (strcmp(claim->name, node->text) == 0) {
            line->uses = claim;
            return true;
        }
    }
    if (count > 0)
        return complain_name(&of->reader->json, node, "claim before this one", names, count);
    return complain(&of->reader->json, node, DIAGNOSTIC_WRONG_VALUE, "the name of an earlier claim",
                    json_describe(of->reader->json.arena, node),
                    "no claim before this one has a name");
}

/* Once, when the claim's indices are known. */
static bool read_because(struct claim_reader *of, const struct json *object, struct line *line)
{
    const struct json *node = json_member(object, "because");
    if (!node)
        return true;
    if (of->statement.inferring)
        return expect_line(&of->reader->json, node, "\"because\"");
    return (line->because = read_reason(&of->statement, node)) != NULL;
}

static bool read_line(struct claim_reader *of, const struct json *object, struct line *line)
{
    static const char *const keys[] = {"expr", "cases", "because", "uses"};
    struct json_reader *json = &of->reader->json;
    if (!expect_kind(json, object, JSON_OBJECT, "each line") ||
        !expect_keys(json, object, keys, 4) || !read_because(of, object, line) ||
        !read_uses(of, object, line))
        return false;
    bool expr = json_member(object, "expr"), cases = json_member(object, "cases");
    if (expr && cases)
        return complain(json, object, DIAGNOSTIC_CONFLICT, "one of \"expr\" and \"cases\"", NULL,
                        "a line has either an expression or cases");
    if (!expr && !cases)
        return missing(of->reader, object, "\"expr\" or \"cases\"",
                       "a line needs an expression or cases");
    return expr ? read_only_case(of, object, line) : read_cases(of, object, line);
}

/* ---- one claim ---- */

static bool read_chain(struct claim_reader *of)
{
    struct claim *claim = of->claim;
    const struct json *lines = required_array(of->reader, of->node, "lines", DERIVATION_MAX_LINES);
    if (!lines || !(claim->left = read_key(of, of->node, "claim")))
        return false;
    struct line *chain = arena_array(of->reader->json.arena, lines->count, sizeof *chain);
    for (const struct json *node = lines->first; node; node = node->next)
        if (!read_line(of, node, &chain[node->index]))
            return false;
    claim->line_count = (int)lines->count;
    claim->lines = chain;
    return true;
}

static bool read_for(struct claim_reader *of)
{
    struct parser parser;
    const struct json *node = json_member(of->node, "for");
    if (!node)
        return true;
    if (!open_text(&of->statement, node, "\"for\"", &parser) ||
        !read_ranges(&of->statement, &parser))
        return false;
    return parser.token.kind == TOKEN_END || parser_expected(&parser, "\",\" or the end");
}

static bool read_claim_name(struct claim_reader *of)
{
    const struct derivation *derivation = of->reader->derivation;
    if (!field_string(&of->reader->json, of->node, "name", &of->claim->name))
        return false;
    for (const struct claim *claim = derivation->claims; of->claim->name && claim < of->claim;
         claim++)
        if (claim->name && strcmp(claim->name, of->claim->name) == 0)
            return complain(&of->reader->json, json_member(of->node, "name"), DIAGNOSTIC_CONFLICT,
                            "a name of its own", NULL, "two claims are called \"%s\"", claim->name);
    return true;
}

static bool read_claim(struct claim_reader *of)
{
    static const char *const keys[] = {"name", "claim", "for", "lines"};
    if (!expect_kind(&of->reader->json, of->node, JSON_OBJECT, "each claim") ||
        !expect_keys(&of->reader->json, of->node, keys, 4))
        return false;
    if (!json_member(of->node, "claim"))
        return missing(of->reader, of->node, "\"claim\": an expression", "a claim needs \"claim\"");
    statement_open(&of->statement, of->reader, STATEMENT_CLAIM);
    if (!read_claim_name(of) || !read_for(of) || !read_chain(of) ||
        !check_ranges(&of->statement, of->node, "the claim"))
        return false;
    of->statement.inferring = false;
    of->claim->variable_count = of->statement.variables.count;
    of->claim->variables = statement_ranges(&of->statement);
    return read_chain(of);
}

bool read_claims(struct derivation_reader *reader)
{
    struct derivation *derivation = reader->derivation;
    const struct json *array =
        required_array(reader, reader->root, "claims", DERIVATION_MAX_CLAIMS);
    if (!array)
        return false;
    struct claim *claims = arena_array(reader->json.arena, array->count, sizeof *claims);
    derivation->claims = claims;
    for (const struct json *node = array->first; node; node = node->next) {
        struct claim_reader of = {.reader = reader, .node = node, .claim = &claims[node->index]};
        if (!read_claim(&of))
            return false;
        derivation->claim_count++;
    }
    return true;
}
