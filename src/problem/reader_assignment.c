/* One formula of a formulas problem, "h[i] (i=1..2) = sum(k=1..2, w[i,k]*v[k])": a new name with the ranges of its
 * indices, and an expression in the names before it, all of whose index values are within their ranges. */
#include "problem/reader_formulas.h"

#include "catalogue/catalogue.h"
#include "catalogue/spelling.h"
#include "expr/formula_check.h"
#include "expr/lexer.h"
#include "expr/place.h"
#include <stdlib.h>
#include <string.h>

/* An assignment being read. */
struct statement {
    struct formula_reader *formulas;
    const struct json *node;
    struct token token; /* the one being looked at */
    struct assignment *assignment;
    struct index_range ranges[INDEX_MAX]; /* of the variables on the left */
};

/* ---- complaints ---- */

static bool complain_at(const struct statement *statement, size_t position,
                        enum diagnostic_code code, const char *message)
{
    return complain_in_text(&statement->formulas->reader->json, statement->node, position, code,
                            message);
}

static const char *token_text(const struct statement *statement)
{
    return arena_copy(statement->formulas->reader->json.arena,
                      statement->node->text + statement->token.begin, statement->token.length);
}

static bool expected(const struct statement *statement, const char *what)
{
    const char *found = statement->token.kind == TOKEN_END
                            ? "the end"
                            : arena_printf(statement->formulas->reader->json.arena, "\"%s\"",
                                           token_text(statement));
    return complain_at(statement, statement->token.begin, DIAGNOSTIC_EXPRESSION_SYNTAX,
                       arena_printf(statement->formulas->reader->json.arena,
                                    "expected %s, found %s; a formula reads \"q = x + y\" or "
                                    "\"h[i] (i=1..2) = x[i]^2\"",
                                    what, found));
}

/* ---- the left side ---- */

static void advance(struct statement *statement)
{
    statement->token = lex(statement->node->text, statement->node->length,
                           statement->token.begin + statement->token.length);
}

static bool sees(const struct statement *statement, const char *symbol)
{
    return statement->token.kind == TOKEN_SYMBOL && statement->token.length == strlen(symbol) &&
           memcmp(statement->node->text + statement->token.begin, symbol, strlen(symbol)) == 0;
}

static bool takes(struct statement *statement, const char *symbol)
{
    if (!sees(statement, symbol))
        return false;
    advance(statement);
    return true;
}

static bool read_left_name(struct statement *statement)
{
    struct formula_reader *formulas = statement->formulas;
    struct arena *arena = formulas->reader->json.arena;
    size_t begin = statement->token.begin;
    if (statement->token.kind != TOKEN_WORD)
        return expected(statement, "a name");
    const char *name = token_text(statement), *fault = spelling_fault(name, strlen(name), name);
    if (fault)
        return complain_at(statement, begin, DIAGNOSTIC_WRONG_VALUE,
                           arena_printf(arena, "the name \"%s\" %s", name, fault));
    const struct known_quantity *known = find_known(formulas, name);
    if (known)
        return complain_at(statement, begin, DIAGNOSTIC_CONFLICT,
                           arena_printf(arena, "\"%s\" is %s already; give each step its own name",
                                        name, known->made ? "assigned" : "given"));
    statement->assignment->name = name;
    advance(statement);
    return true;
}

static int variable_place(const struct statement *statement, const char *variable)
{
    for (int i = 0; i < statement->assignment->rank; i++)
        if (statement->ranges[i].variable && strcmp(statement->ranges[i].variable, variable) == 0)
            return i;
    return -1;
}

/* "[" variable { "," variable } "]" */
static bool read_left_indices(struct statement *statement)
{
    struct arena *arena = statement->formulas->reader->json.arena;
    struct assignment *assignment = statement->assignment;
    if (!takes(statement, "["))
        return true;
    do {
        size_t begin = statement->token.begin;
        const char *variable = token_text(statement);
        if (statement->token.kind != TOKEN_WORD ||
            spelling_fault(variable, strlen(variable), variable))
            return expected(statement, "an index variable");
        if (assignment->rank == INDEX_MAX)
            return complain_at(statement, begin, DIAGNOSTIC_TOO_LARGE,
                               "a name has at most four indices");
        if (variable_place(statement, variable) >= 0 || find_known(statement->formulas, variable) ||
            strcmp(variable, assignment->name) == 0)
            return complain_at(
                statement, begin, DIAGNOSTIC_CONFLICT,
                arena_printf(arena, "the index variable \"%s\" needs a name of its own", variable));
        assignment->variables[assignment->rank] = variable;
        statement->ranges[assignment->rank++] = (struct index_range){variable, 1, 0};
        advance(statement);
    } while (takes(statement, ","));
    return takes(statement, "]") || expected(statement, "\",\" or \"]\"");
}

/* variable "=" 1 ".." integer */
static bool read_range(struct statement *statement)
{
    struct arena *arena = statement->formulas->reader->json.arena;
    const char *word = token_text(statement);
    int place = statement->token.kind == TOKEN_WORD ? variable_place(statement, word) : -1;
    size_t begin = statement->token.begin;
    if (place < 0 || statement->ranges[place].high != 0)
        return expected(statement, "the range of each index once");
    advance(statement);
    if (!takes(statement, "="))
        return expected(statement, "\"=\"");
    if (statement->token.kind != TOKEN_NUMBER || strcmp(token_text(statement), "1") != 0)
        return expected(statement, "1, where every index begins");
    advance(statement);
    if (!takes(statement, ".."))
        return expected(statement, "\"..\"");
    const char *digits = token_text(statement);
    long high = statement->token.kind == TOKEN_NUMBER && strlen(digits) <= 9 ? atol(digits) : 0;
    if (high < 1 || strspn(digits, "0123456789") != strlen(digits))
        return expected(statement, "a whole number from 1");
    if (high > PROBLEM_MAX_UNITS)
        return complain_at(
            statement, begin, DIAGNOSTIC_TOO_LARGE,
            arena_printf(arena, "the index %s may go up to %d at most", word, PROBLEM_MAX_UNITS));
    statement->ranges[place].high = high;
    statement->assignment->dimensions[place] = (int)high;
    advance(statement);
    return true;
}

/* "(" range { "," range } ")" */
static bool read_ranges(struct statement *statement)
{
    struct assignment *assignment = statement->assignment;
    if (assignment->rank == 0)
        return true;
    if (!takes(statement, "("))
        return expected(statement, arena_printf(statement->formulas->reader->json.arena,
                                                "the ranges of the indices, as in (%s=1..2)",
                                                assignment->variables[0]));
    for (int i = 0; i < assignment->rank; i++)
        if ((i > 0 && !takes(statement, ",") && !expected(statement, "\",\" and the next range")) ||
            !read_range(statement))
            return false;
    return takes(statement, ")") || expected(statement, "\")\"");
}

/* word [ "[" ... "]" "(" ... ")" ] "=" */
static bool read_left(struct statement *statement)
{
    statement->token = lex(statement->node->text, statement->node->length, 0);
    if (!read_left_name(statement) || !read_left_indices(statement) || !read_ranges(statement))
        return false;
    return takes(statement, "=") || expected(statement, "\"=\"");
}

const char *assigned_name(struct arena *arena, const struct json *node)
{
    struct token word = lex(node->text, node->length, 0);
    return word.kind == TOKEN_WORD ? arena_copy(arena, node->text + word.begin, word.length) : NULL;
}

/* ---- names on the right ---- */

static const char *unknown_name_fault(const struct statement *statement, struct arena *arena,
                                      const char *name)
{
    const struct formula_reader *formulas = statement->formulas;
    if (strcmp(name, statement->assignment->name) == 0)
        return arena_printf(
            arena,
            "\"%s\" cannot be made of itself; write the steps out, each with a name "
            "of its own",
            name);
    for (int i = 0; i < formulas->later_count; i++)
        if (formulas->later[i] && strcmp(formulas->later[i], name) == 0)
            return arena_printf(arena,
                                "\"%s\" is assigned further down; formulas stand in the order in "
                                "which they are computed",
                                name);
    if (name[0] == 'd' && find_known(formulas, name + 1))
        return arena_printf(arena,
                            "unknown name \"%s\"; derivatives are not written as formulas, they "
                            "follow from \"objective\"",
                            name);
    const char *near = nearest_known(formulas, name);
    return near ? arena_printf(arena, "unknown name \"%s\"; did you mean \"%s\"?", name, near)
                : arena_printf(
                      arena, "unknown name \"%s\"; it is neither given nor assigned before", name);
}

static const char *index_fault(const struct statement *statement, struct arena *arena,
                               const struct expr *name, const struct known_quantity *known,
                               const struct bound_variable *innermost)
{
    const struct index_ranges ranges = {statement->assignment->rank, statement->ranges};
    if (name->index_count != known->rank)
        return known->rank == 0
                   ? arena_printf(arena, "\"%s\" is a single number and takes no index", name->text)
                   : arena_printf(arena, "\"%s\" takes %d %s, found %d", name->text, known->rank,
                                  known->rank == 1 ? "index" : "indices", name->index_count);
    for (int i = 0; i < known->rank; i++) {
        const struct index *index = &name->indices[i];
        long low, high;
        if (!index_bounds(&ranges, index, innermost, &low, &high))
            return arena_printf(arena, "unknown index \"%s\" of \"%s\"", index->variable,
                                name->text);
        if (low <= high && (low < 1 || high > known->dimensions[i]))
            return arena_printf(arena,
                                "index %d of \"%s\" goes from %ld to %ld here; there are 1 to %d",
                                i + 1, name->text, low, high, known->dimensions[i]);
    }
    return NULL;
}

static const char *name_fault(void *context, struct arena *arena, const struct expr *name,
                              const struct bound_variable *innermost)
{
    const struct statement *statement = context;
    const struct known_quantity *known = find_known(statement->formulas, name->text);
    bool variable =
        bound_variable_named(innermost, name->text) || variable_place(statement, name->text) >= 0;
    if (name->has_sample || name->update != 0)
        return arena_printf(arena, "formulas name quantities as they are, without \"u1.\" or "
                                   "\"s1.\"");
    if (known && variable)
        return arena_printf(arena, "\"%s\" is both an index and a quantity here", name->text);
    if (known)
        return index_fault(statement, arena, name, known, innermost);
    if (variable && name->index_count == 0)
        return NULL;
    return unknown_name_fault(statement, arena, name->text);
}

/* ---- the formula as a whole ---- */

static size_t instances(const struct assignment *assignment)
{
    size_t count = 1;
    for (int i = 0; i < assignment->rank; i++)
        count *= (size_t)assignment->dimensions[i];
    return count;
}

static bool complain_size(const struct statement *statement)
{
    return complain_at(
        statement, 0, DIAGNOSTIC_TOO_LARGE,
        arena_printf(statement->formulas->reader->json.arena,
                     "all formulas together, written out for every index, have more than %d terms",
                     PROBLEM_MAX_TERMS));
}

/* Adds the formula's terms, for all its indices, to those before it. */
static bool count_terms(const struct statement *statement, const struct expr *expanded)
{
    struct formula_reader *formulas = statement->formulas;
    const struct index_ranges ranges = {statement->assignment->rank, statement->ranges};
    struct formula_measure measure = measure_formula(&ranges, expanded, PROBLEM_MAX_TERMS);
    size_t count = instances(statement->assignment);
    struct arena *arena = formulas->reader->json.arena;
    if (measure.diff)
        return complain_at(statement, 0, DIAGNOSTIC_WRONG_VALUE,
                           "a formula must not hold a diff(...); derivatives follow from "
                           "\"objective\" and \"wrt\"");
    if (measure.unknown)
        return complain_at(
            statement, 0, DIAGNOSTIC_EXPRESSION_NAME,
            arena_printf(arena, "unknown index \"%s\" in a bound or delta", measure.unknown));
    if (measure.empty)
        return complain_at(
            statement, 0, DIAGNOSTIC_WRONG_VALUE,
            arena_printf(arena, "the max or min over \"%s\" may be of no terms", measure.empty));
    if (measure.deep)
        return complain_at(
            statement, 0, DIAGNOSTIC_TOO_LARGE,
            arena_printf(arena, "sums and products stand more than %d deep within each other",
                         FORMULA_MAX_NESTING));
    if (count > PROBLEM_MAX_TERMS ||
        (size_t)measure.terms > (PROBLEM_MAX_TERMS - (size_t)formulas->terms) / count)
        return complain_size(statement);
    formulas->terms += (long)count * measure.terms;
    return true;
}

/* Can the derivative of `formula` by each quantity that occurs in `expr`, a part of it, be written down? */
static bool has_derivatives(const struct statement *statement, struct arena *scratch,
                            const struct expr *formula, const struct expr *expr)
{
    static const char *const variables[INDEX_MAX] = {"p", "q", "r", "s"};
    const struct expr *const operands[] = {expr->a, expr->b, expr->c, expr->d};
    struct index indices[INDEX_MAX];
    for (int i = 0; i < 4; i++)
        if (operands[i] && !has_derivatives(statement, scratch, formula, operands[i]))
            return false;
    if (expr->kind != EXPR_NAME || !find_known(statement->formulas, expr->text))
        return true;
    for (int i = 0; i < INDEX_MAX; i++)
        indices[i] = index_variable(variables[i]);
    const struct expr *by = expr_name(scratch, expr->text, expr->index_count, indices);
    bool small = expr_differentiate(scratch, formula, by)->kind != EXPR_DIFF;
    arena_reset(scratch);
    return small;
}

static bool check_derivatives(const struct statement *statement, const struct expr *expanded)
{
    struct arena *scratch = arena_child(statement->formulas->reader->json.arena);
    bool small = has_derivatives(statement, scratch, expanded, expanded);
    arena_close(scratch);
    return small || complain_at(statement, 0, DIAGNOSTIC_TOO_LARGE,
                                "the derivative of this formula is too long to be written down; "
                                "make several formulas of it");
}

static bool count_operations(const struct statement *statement, const struct expr *expanded)
{
    struct formula_reader *formulas = statement->formulas;
    size_t left = PROBLEM_MAX_OPERATIONS - formulas->operations,
           operations = expr_size(expanded, left + 1);
    if (operations > left)
        return complain_at(statement, 0, DIAGNOSTIC_TOO_LARGE,
                           arena_printf(formulas->reader->json.arena,
                                        "all formulas together, functions written out, have more "
                                        "than %d operations",
                                        PROBLEM_MAX_OPERATIONS));
    formulas->operations += operations;
    return true;
}

static bool check_formula(const struct statement *statement)
{
    struct arena *expansion = arena_child(statement->formulas->reader->json.arena);
    const struct expr *expanded = catalogue_expand(expansion, statement->assignment->formula);
    bool good = count_operations(statement, expanded) && count_terms(statement, expanded) &&
                check_derivatives(statement, expanded);
    arena_close(expansion);
    return good;
}

static bool read_right(struct statement *statement)
{
    const struct json *node = statement->node;
    struct reader *reader = statement->formulas->reader;
    size_t begin = statement->token.begin;
    const struct scope scope = {.context = statement,
                                .defined_arity = catalogue_arity,
                                .function_hint = catalogue_hint,
                                .name_fault = name_fault};
    if (node->length > PROBLEM_MAX_FORMULA_BYTES)
        return complain(
            &reader->json, node, DIAGNOSTIC_TOO_LARGE,
            arena_printf(reader->json.arena, "at most %d bytes", PROBLEM_MAX_FORMULA_BYTES), NULL,
            "a formula is too long");
    const struct diagnostic where = text_place(&reader->json, node, begin);
    statement->assignment->formula =
        expr_parse(reader->json.arena, node->text + begin, node->length - begin, &scope, &where,
                   reader->json.diagnostics);
    return statement->assignment->formula && check_formula(statement);
}

bool read_assignment(struct formula_reader *formulas, const struct json *node,
                     struct assignment *assignment)
{
    struct statement statement = {.formulas = formulas, .node = node, .assignment = assignment};
    assignment->text = node->text;
    if (!read_left(&statement) || !read_right(&statement))
        return false;
    formulas->known[formulas->known_count++] = (struct known_quantity){
        assignment->name, assignment->rank, assignment->dimensions, assignment};
    return true;
}
