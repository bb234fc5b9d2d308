/* What the names in an expression of a derivation mean: quantities with their indices, sizes, index variables and
 * derivatives dE/da[n,k]; and what is wrong with those that mean nothing. */
#include "derivation/reader.h"

#include "catalogue/catalogue.h"
#include "catalogue/spelling.h"
#include "expr/tree.h"
#include "expr/unicode.h"
#include <string.h>

#define BOUND_MOST 64 /* longer lists would take long to search */

static struct derivation *derivation_of(const struct statement *statement)
{
    return statement->reader->derivation;
}

static const struct quantity *find_quantity(const struct statement *statement, const char *name,
                                            size_t length)
{
    const struct derivation *derivation = derivation_of(statement);
    for (int i = 0; i < derivation->quantity_count; i++)
        if (strlen(derivation->quantities[i].name) == length &&
            memcmp(derivation->quantities[i].name, name, length) == 0)
            return &derivation->quantities[i];
    return NULL;
}

/* ---- unknown names ---- */

/* The word that a definition begins with. */
static bool defines(const struct json *node, const char *name)
{
    if (node->kind != JSON_STRING)
        return false;
    struct token word = lex(node->text, node->length, 0);
    return word.kind == TOKEN_WORD && word.length == strlen(name) &&
           memcmp(node->text + word.begin, name, word.length) == 0;
}

static bool is_defined_somewhere(const struct derivation_reader *reader, const char *name)
{
    const struct json *array = json_member(reader->root, "define");
    for (const struct json *node = array ? array->first : NULL; node; node = node->next)
        if (defines(node, name))
            return true;
    return false;
}

static const char *nearest_symbol(const struct statement *statement, struct arena *arena,
                                  const char *name)
{
    const struct derivation *derivation = derivation_of(statement);
    const char *names[DERIVATION_MAX_SIZES + 2 * DERIVATION_MAX_QUANTITIES];
    size_t count = 0;
    for (int i = 0; i < derivation->size_count; i++)
        names[count++] = derivation->sizes[i].name;
    for (int i = 0; i < derivation->quantity_count; i++)
        names[count++] = derivation->quantities[i].name;
    return did_you_mean(arena, name, names, count);
}

/* How a range is said where it does not follow from use. */
static const char *range_hint(const struct statement *statement)
{
    static const char *const hints[] = {
        [STATEMENT_ASSUMPTION] = "it runs over the elements of some quantity only where it is an "
                                 "index of it",
        [STATEMENT_DEFINITION] = "an index stands on the left, with its range as in (j=1..3)",
        [STATEMENT_CLAIM] = "where it is an index, say its range: \"for\": \"j=1..3\"",
        [STATEMENT_REASON] = "between backquotes stands mathematics of this claim; a single "
                             "letter may stand for anything",
    };
    return hints[statement->kind];
}

static const char *unknown_name(const struct statement *statement, struct arena *arena,
                                const char *name)
{
    if (statement->defining && strcmp(statement->defining->name, name) == 0)
        return arena_printf(arena, "\"%s\" cannot be defined by itself", name);
    if (is_defined_somewhere(statement->reader, name))
        return statement->kind == STATEMENT_ASSUMPTION
                   ? arena_printf(arena,
                                  "\"%s\" is defined; assumptions are about the symbols that "
                                  "definitions are made of",
                                  name)
                   : arena_printf(arena, "\"%s\" is defined further down", name);
    if (name[0] == 'd' && find_quantity(statement, name + 1, strlen(name + 1)))
        return arena_printf(arena,
                            "unknown name \"%s\"; a derivative is one word, as in dE/dx, of two "
                            "quantities, or diff(E, x)",
                            name);
    if (strcmp(name, "e") == 0)
        return "unknown name \"e\"; the exponential function is exp(x)";
    const char *near = nearest_symbol(statement, arena, name);
    return *near ? arena_printf(arena, "unknown name \"%s\"%s", name, near)
                 : arena_printf(arena, "unknown name \"%s\"; %s", name, range_hint(statement));
}

/* ---- indices ---- */

const char *index_name_fault(const struct statement *statement, struct arena *arena,
                             const char *word)
{
    const char *fault = word_fault(word, strlen(word));
    if (fault)
        return arena_printf(arena, "the index \"%s\" %s", word, fault);
    if (find_quantity(statement, word, strlen(word)) ||
        (statement->defining && strcmp(statement->defining->name, word) == 0) ||
        size_by_name(derivation_of(statement), word) ||
        is_defined_somewhere(statement->reader, word))
        return arena_printf(arena, "\"%s\" is a symbol; an index needs a name of its own", word);
    return NULL;
}

static const char *variable_fault(void *context, struct arena *arena, const char *variable)
{
    struct statement *statement = context;
    const char *fault = index_name_fault(statement, arena, variable);
    if (fault || statement->bound_count == BOUND_MOST ||
        bound_variable_named(statement->bound, variable))
        return fault;
    statement->bound_count++;
    struct bound_variable *bound = arena_alloc(arena, sizeof *bound);
    *bound = (struct bound_variable){.name = variable, .outer = statement->bound};
    statement->bound = bound;
    return NULL;
}

/* In a reason any word is an index that is no symbol. */
static const char *reason_index_fault(const struct statement *statement, struct arena *arena,
                                      const struct index *index)
{
    return index->variable && !size_by_name(derivation_of(statement), index->variable)
               ? index_name_fault(statement, arena, index->variable)
               : NULL;
}

/* Of a delta or a bound. */
static const char *index_fault(void *context, struct arena *arena, const struct index *index,
                               const struct bound_variable *innermost)
{
    struct statement *statement = context;
    struct index low, high;
    if (statement->kind == STATEMENT_REASON)
        return reason_index_fault(statement, arena, index);
    struct index_variable *variable =
        index->variable ? variable_by_name(&statement->variables, index->variable) : NULL;
    if (variable && !bound_variable_named(innermost, index->variable))
        variable->used = true;
    if (statement->inferring ||
        index_ends(derivation_of(statement), &statement->variables, index, innermost, &low, &high))
        return NULL;
    const char *taken = index_name_fault(statement, arena, index->variable);
    return taken ? taken
                 : arena_printf(arena, "unknown index \"%s\"; %s", index->variable,
                                range_hint(statement));
}

static const char *count_fault(struct arena *arena, const struct quantity *quantity, int count)
{
    if (quantity->rank == 0)
        return arena_printf(arena, "\"%s\" is a single number and takes no index", quantity->name);
    return arena_printf(arena, "\"%s\" takes %d %s, found %d", quantity->name, quantity->rank,
                        quantity->rank == 1 ? "index" : "indices", count);
}

static bool is_on_left(const struct quantity *defining, const char *variable)
{
    for (int i = 0; i < defining->rank; i++)
        if (strcmp(defining->variables[i], variable) == 0)
            return true;
    return false;
}

static const char *infer_index(struct statement *statement, struct arena *arena,
                               const struct index *index, const struct quantity *quantity,
                               int place)
{
    const struct derivation *derivation = derivation_of(statement);
    if (!index->variable || size_by_name(derivation, index->variable))
        return NULL;
    const char *taken = variable_by_name(&statement->variables, index->variable)
                            ? NULL
                            : index_name_fault(statement, arena, index->variable);
    if (taken)
        return taken;
    /* A definition is for the indices on its left only. */
    if (statement->defining && !is_on_left(statement->defining, index->variable))
        return arena_printf(arena, "unknown index \"%s\" of \"%s\"; it is not on the left side",
                            index->variable, quantity->name);
    return infer_range(arena, &statement->variables, derivation, index, quantity, place);
}

static const char *quantity_fault(struct statement *statement, struct arena *arena,
                                  const struct expr *name, const struct quantity *quantity,
                                  const struct bound_variable *innermost)
{
    const char *fault = NULL;
    statement->names_quantity = true;
    if (name->index_count != quantity->rank)
        return count_fault(arena, quantity, name->index_count);
    for (int i = 0; i < quantity->rank && !fault; i++) {
        const struct index *index = &name->indices[i];
        if (statement->kind == STATEMENT_REASON)
            fault = reason_index_fault(statement, arena, index);
        else if (!statement->inferring)
            fault = index_outside(arena, derivation_of(statement), &statement->variables, index,
                                  innermost, quantity, i);
        else if (!index->variable || !bound_variable_named(innermost, index->variable))
            fault = infer_index(statement, arena, index, quantity, i);
    }
    return fault;
}

/* ---- derivatives: dE/da[n,k] ---- */

/* "u", "u'": in a reason a letter that is no size may stand for anything. */
static bool is_any_letter(const struct statement *statement, const char *name, size_t length)
{
    while (length > 0 && name[length - 1] == '\'')
        length--;
    if (statement->kind != STATEMENT_REASON || unicode_count(name, length) != 1)
        return false;
    return !size_by_name(derivation_of(statement),
                         arena_copy(statement->reader->json.arena, name, length));
}

static bool is_part(const struct statement *statement, const char *text, size_t length)
{
    size_t word = 0;
    while (word < length && text[word] != '[')
        word++;
    return word > 1 && text[0] == 'd' &&
           (find_quantity(statement, text + 1, word - 1) ||
            is_any_letter(statement, text + 1, word - 1));
}

/* Both quantities are known: then dX/dY is a derivative. */
static bool has_quantity(void *context, const char *text, size_t length)
{
    const char *slash = memchr(text, '/', length);
    return slash && is_part(context, text, (size_t)(slash - text)) &&
           is_part(context, slash + 1, length - (size_t)(slash + 1 - text));
}

/* The "y[n,j]" of text[0..length), or NULL. */
static struct expr *read_part(struct arena *arena, const char *text, size_t length)
{
    struct diagnostics unheard;
    diagnostics_open(&unheard, arena);
    struct expr *part = expr_parse(arena, text, length, NULL, NULL, &unheard);
    return part && part->kind == EXPR_NAME ? part : NULL;
}

struct derivative {
    struct expr *of, *by;
};

/* The parts of a name with a slash; false: its indices cannot be read. */
static bool read_derivative(struct arena *arena, const struct expr *name,
                            struct derivative *derivative)
{
    const char *slash = strchr(name->text, '/'), *by = slash + 2;
    derivative->of = read_part(arena, name->text + 1, (size_t)(slash - name->text) - 1);
    derivative->by = read_part(arena, by, strlen(by));
    if (!derivative->of || !derivative->by)
        return false;
    for (int i = 0; i < name->index_count; i++)
        derivative->by->indices[i] = name->indices[i];
    if (name->index_count > 0)
        derivative->by->index_count = name->index_count;
    return true;
}

static const char *part_fault(struct statement *statement, struct arena *arena,
                              const struct expr *part, const struct bound_variable *innermost)
{
    size_t length = strlen(part->text);
    const struct quantity *quantity = find_quantity(statement, part->text, length);
    if (quantity)
        return quantity_fault(statement, arena, part, quantity, innermost);
    return is_any_letter(statement, part->text, length)
               ? NULL
               : unknown_name(statement, arena, part->text);
}

static const char *derivative_fault(struct statement *statement, struct arena *arena,
                                    const struct expr *name, const struct bound_variable *innermost)
{
    struct derivative derivative;
    if (!read_derivative(arena, name, &derivative))
        return arena_printf(arena, "the indices of \"%s\" cannot be read", name->text);
    const char *fault = part_fault(statement, arena, derivative.of, innermost);
    if (!fault)
        fault = part_fault(statement, arena, derivative.by, innermost);
    return fault                                     ? fault
           : statement->kind == STATEMENT_ASSUMPTION ? "an assumption must not hold a derivative"
                                                     : NULL;
}

static const char *by_fault(void *context, struct arena *arena, const struct expr *by)
{
    const struct statement *statement = context;
    if (statement->kind == STATEMENT_ASSUMPTION)
        return "an assumption must not hold a derivative";
    size_t length = strlen(by->text);
    if (!strchr(by->text, '/') &&
        (find_quantity(statement, by->text, length) || is_any_letter(statement, by->text, length)))
        return NULL;
    return arena_printf(arena, "\"%s\" is no quantity that a derivative can be by", by->text);
}

/* ---- names ---- */

/* A word that is no quantity: a size or an index as a number. */
static const char *word_name_fault(struct statement *statement, struct arena *arena,
                                   const struct expr *name, const struct bound_variable *innermost)
{
    struct index_variable *variable = variable_by_name(&statement->variables, name->text);
    if (name->index_count > 0)
        return size_by_name(derivation_of(statement), name->text)
                   ? arena_printf(arena, "\"%s\" is a size and takes no index", name->text)
                   : unknown_name(statement, arena, name->text);
    if (size_by_name(derivation_of(statement), name->text) ||
        bound_variable_named(innermost, name->text))
        return NULL;
    if (variable)
        variable->used = true;
    return variable || statement->inferring ? NULL : unknown_name(statement, arena, name->text);
}

/* The same in a reason, where an index variable is any that occurs in the claim. */
static const char *reason_name_fault(struct statement *statement, struct arena *arena,
                                     const struct expr *name,
                                     const struct bound_variable *innermost)
{
    const char *word = name->text;
    bool size = size_by_name(derivation_of(statement), word) != NULL;
    if (size && name->index_count > 0)
        return arena_printf(arena, "\"%s\" is a size and takes no index", word);
    bool known = size || variable_by_name(&statement->variables, word) ||
                 bound_variable_named(innermost, word) ||
                 bound_variable_named(statement->bound, word) ||
                 is_any_letter(statement, word, strlen(word));
    return known ? NULL : unknown_name(statement, arena, word);
}

static const char *name_fault(void *context, struct arena *arena, const struct expr *name,
                              const struct bound_variable *innermost)
{
    struct statement *statement = context;
    if (name->has_sample || name->update != 0)
        return "derivations name quantities as they are, without \"u1.\" or \"s1.\"";
    if (strchr(name->text, '/'))
        return derivative_fault(statement, arena, name, innermost);
    const struct quantity *quantity = find_quantity(statement, name->text, strlen(name->text));
    if (quantity)
        return quantity_fault(statement, arena, name, quantity, innermost);
    return statement->kind == STATEMENT_REASON
               ? reason_name_fault(statement, arena, name, innermost)
               : word_name_fault(statement, arena, name, innermost);
}

/* ---- the tree that is kept ---- */

static const struct expr *bind_name(const struct statement *statement, const struct expr *name)
{
    const struct quantity *quantity = find_quantity(statement, name->text, strlen(name->text));
    if (!quantity)
        return name;
    struct expr *bound = expr_copy(statement->reader->json.arena, name);
    bound->binding = quantity;
    return bound;
}

static const struct expr *bind_visit(void *context, const struct expr *expr)
{
    const struct statement *statement = context;
    struct arena *arena = statement->reader->json.arena;
    struct derivative derivative;
    if (expr->kind != EXPR_NAME)
        return expr_rebuild(arena, expr, bind_visit, context);
    if (!strchr(expr->text, '/') || !read_derivative(arena, expr, &derivative))
        return bind_name(statement, expr);
    return expr_binary(arena, EXPR_DIFF, bind_name(statement, derivative.of),
                       bind_name(statement, derivative.by));
}

const struct expr *bind_names(struct statement *statement, const struct expr *expr)
{
    return bind_visit(statement, expr);
}

struct scope names_scope(struct statement *statement)
{
    return (struct scope){.context = statement,
                          .has_quantity = has_quantity,
                          .defined_arity = catalogue_arity,
                          .function_hint = catalogue_hint,
                          .name_fault = name_fault,
                          .variable_fault = variable_fault,
                          .index_fault = index_fault,
                          .by_fault = by_fault};
}
