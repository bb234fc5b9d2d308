/* Formulas of the user's own: an activation in z, or a loss in t[k] and a[k]. What is accepted here can be
 * compiled and evaluated: every name is known, every index within its range, and the tree is of a size that can be
 * walked. Faults are reported at their place in the formula, with a caret. */
#include "problem/reader.h"

#include "catalogue/spelling.h"
#include "expr/expr.h"
#include "expr/formula_check.h"
#include "expr/place.h"
#include <string.h>

#define FORMULA_BYTES 4000
#define FORMULA_NODES 4000 /* of the tree, calls written out */
#define FORMULA_TERMS 1000 /* names and numbers, sums written out too */

/* What the names of one formula mean: the context of its struct scope. */
struct own_scope {
    struct own_entry *own;
    bool loss;
    struct index_range output;  /* K, in losses */
    struct index_ranges ranges; /* of it */
};

/* ---- names ---- */

static bool is_parameter(const struct own_scope *scope, const char *name)
{
    for (int p = 0; p < ENTRY_PARAMETERS && scope->own->parameters[p].name; p++)
        if (strcmp(scope->own->parameters[p].name, name) == 0)
            return true;
    return false;
}

/* "z, alpha", for messages. */
static const char *known_names(const struct own_scope *scope, struct arena *arena)
{
    const char *list = scope->loss ? "t[k], a[k], K" : "z";
    for (int p = 0; p < ENTRY_PARAMETERS && scope->own->parameters[p].name; p++)
        list = arena_printf(arena, "%s, %s", list, scope->own->parameters[p].name);
    return list;
}

static const char *scalar_fault(struct arena *arena, const struct expr *name,
                                const struct bound_variable *innermost)
{
    if (name->index_count > 0)
        return strcmp(name->text, "z") == 0
                   ? "z is of one unit and takes no index; activations that mix units are softmax "
                     "and log_softmax"
                   : arena_printf(arena, "\"%s\" is a single number and takes no index",
                                  name->text);
    if (bound_variable_named(innermost, name->text))
        return arena_printf(arena, "\"%s\" is both an index and a quantity here", name->text);
    return NULL;
}

/* t[k] or a[k]. */
static const char *vector_fault(const struct own_scope *scope, struct arena *arena,
                                const struct expr *name, const struct bound_variable *innermost)
{
    long low, high;
    if (name->index_count != 1)
        return arena_printf(arena, "%s takes one index, the output: %s[k]", name->text, name->text);
    if (!index_bounds(&scope->ranges, &name->indices[0], innermost, &low, &high))
        return arena_printf(arena, "unknown index \"%s\"; write sum(%s=1..K, ...)",
                            name->indices[0].variable, name->indices[0].variable);
    if (low <= high && (low < 1 || high > scope->output.high))
        return arena_printf(arena,
                            "the index of %s goes from %ld to %ld, there are outputs 1 to %ld",
                            name->text, low, high, scope->output.high);
    return NULL;
}

static const char *name_fault(void *context, struct arena *arena, const struct expr *name,
                              const struct bound_variable *innermost)
{
    const struct own_scope *scope = context;
    const char *text = name->text;
    bool plain = !name->has_sample && name->update == 0;
    bool vector = scope->loss && (strcmp(text, "t") == 0 || strcmp(text, "a") == 0);
    bool scalar = is_parameter(scope, text) || (!scope->loss && strcmp(text, "z") == 0);
    if (plain && vector)
        return vector_fault(scope, arena, name, innermost);
    if (plain && scalar)
        return scalar_fault(arena, name, innermost);
    if (plain && name->index_count == 0 &&
        (bound_variable_named(innermost, text) || (scope->loss && strcmp(text, "K") == 0)))
        return NULL;
    return arena_printf(arena, "unknown name \"%s\"; the formula may use %s", text,
                        known_names(scope, arena));
}

/* ---- the tree as a whole ---- */

static bool complain_size(struct reader *reader, const struct json *node)
{
    return complain(&reader->json, node, DIAGNOSTIC_TOO_LARGE,
                    arena_printf(reader->json.arena, "at most %d names and numbers", FORMULA_TERMS),
                    NULL, "\"formula\" is too long when its sums and calls are written out");
}

/* Can the derivative by z, or by an output, be written down? */
static bool has_derivative(struct arena *arena, const struct own_scope *scope,
                           const struct expr *expanded)
{
    const struct index output = index_variable("p");
    const struct expr *by =
        scope->loss ? expr_name(arena, "a", 1, &output) : expr_name(arena, "z", 0, NULL);
    return expr_differentiate(arena, expanded, by)->kind != EXPR_DIFF;
}

static bool check_tree(struct reader *reader, const struct json *node,
                       const struct own_scope *scope, const struct expr *tree)
{
    const struct expr *expanded = catalogue_expand(reader->json.arena, tree);
    const struct formula_measure measure = measure_formula(&scope->ranges, expanded, FORMULA_TERMS);
    if (measure.diff)
        return complain(&reader->json, node, DIAGNOSTIC_WRONG_VALUE, "the derivative written out",
                        NULL, "\"formula\" must not hold a diff(...)");
    if (measure.unknown)
        return complain(&reader->json, node, DIAGNOSTIC_EXPRESSION_NAME,
                        scope->loss ? "a number, K or the variable of a sum around"
                                    : "a number or the variable of a sum around",
                        NULL, "\"formula\" has an unknown index \"%s\"", measure.unknown);
    if (measure.empty)
        return complain(&reader->json, node, DIAGNOSTIC_WRONG_VALUE, "at least one term", NULL,
                        "\"formula\" takes the max or min over \"%s\" of nothing", measure.empty);
    if (measure.deep)
        return complain(&reader->json, node, DIAGNOSTIC_TOO_LARGE, NULL, NULL,
                        "\"formula\" has sums and products more than %d deep within each other",
                        FORMULA_MAX_NESTING);
    if (measure.terms > FORMULA_TERMS)
        return complain_size(reader, node);
    return has_derivative(reader->json.arena, scope, expanded) ||
           complain(&reader->json, node, DIAGNOSTIC_TOO_LARGE, NULL, NULL,
                    "the derivative of \"formula\" is too long to be written down");
}

/* A number that the formula does not name would change nothing. */
static bool check_parameters_used(struct reader *reader, const struct json *object,
                                  const struct own_scope *scope, const struct expr *tree)
{
    const struct json *parameters = json_member(object, "parameters");
    for (const struct json *member = parameters ? parameters->first : NULL; member;
         member = member->next)
        if (!expr_mentions_name(tree, member->key))
            return complain_key(&reader->json, member, DIAGNOSTIC_CONFLICT, NULL, NULL,
                                "the formula of \"%s\" does not name \"%s\"", scope->own->name,
                                member->key);
    return true;
}

static bool read_formula(struct reader *reader, const struct json *object, struct own_scope *scope)
{
    const struct json *node = json_member(object, "formula");
    if (!node)
        return complain(&reader->json, object, DIAGNOSTIC_MISSING_KEY,
                        scope->loss ? "\"formula\": an expression in t[k] and a[k]"
                                    : "\"formula\": an expression in z",
                        NULL, "\"%s\" has no \"formula\"", scope->own->name);
    if (!field_string(&reader->json, object, "formula", &scope->own->formula))
        return false;
    if (node->length > FORMULA_BYTES)
        return complain(&reader->json, node, DIAGNOSTIC_TOO_LARGE,
                        arena_printf(reader->json.arena, "at most %d bytes", FORMULA_BYTES), NULL,
                        "\"formula\" is too long");
    const struct diagnostic where = text_place(&reader->json, node, 0);
    const struct scope names = {.context = scope,
                                .defined_arity = catalogue_arity,
                                .function_hint = catalogue_hint,
                                .name_fault = name_fault};
    const struct expr *tree = expr_parse(reader->json.arena, node->text, node->length, &names,
                                         &where, reader->json.diagnostics);
    return tree && check_tree(reader, node, scope, tree) &&
           check_parameters_used(reader, object, scope, tree);
}

/* ---- names given by the user ---- */

static bool check_word(struct reader *reader, const struct json *node, bool at_key,
                       const char *word, size_t length, const char *what)
{
    const char *fault = word_fault(word, length);
    return !fault || json_complain(reader->json.diagnostics, reader->json.source, node, at_key,
                                   DIAGNOSTIC_WRONG_VALUE,
                                   "a name of letters, digits and _ that is not taken", NULL,
                                   "the %s \"%s\" %s", what, word, fault);
}

static bool read_own_name(struct reader *reader, const struct json *object, struct own_scope *scope)
{
    const struct json *node = json_member(object, "name");
    const char *what = scope->loss ? "loss" : "activation";
    if (!node)
        return complain(&reader->json, object, DIAGNOSTIC_MISSING_KEY, "\"name\": a name", NULL,
                        "the %s with a \"formula\" has no \"name\"", what);
    if (!field_string(&reader->json, object, "name", &scope->own->name) ||
        !check_word(reader, node, false, node->text, node->length, what))
        return false;
    return !loss_by_name(node->text) ||
           complain(&reader->json, node, DIAGNOSTIC_CONFLICT, "a name of its own", NULL,
                    "\"%s\" is a loss of the catalogue already", node->text);
}

static bool is_reserved(const struct own_scope *scope, const char *name)
{
    static const char *const of_activations[] = {"z", "n", NULL};
    static const char *const of_losses[] = {"t", "a", "K", NULL};
    const char *const *words = scope->loss ? of_losses : of_activations;
    for (; *words; words++)
        if (strcmp(name, *words) == 0)
            return true;
    return false;
}

static bool read_own_parameters(struct reader *reader, const struct json *object,
                                struct own_scope *scope)
{
    const struct json *node = json_member(object, "parameters");
    int count = 0;
    if (!node)
        return true;
    if (!expect_kind(&reader->json, node, JSON_OBJECT, "\"parameters\""))
        return false;
    for (const struct json *member = node->first; member; member = member->next, count++) {
        if (count == ENTRY_PARAMETERS - 1)
            return complain_key(
                &reader->json, member, DIAGNOSTIC_TOO_LARGE,
                arena_printf(reader->json.arena, "at most %d", ENTRY_PARAMETERS - 1), NULL,
                "\"%s\" has too many parameters", scope->own->name);
        if (!check_word(reader, member, true, member->key, strlen(member->key), "parameter") ||
            !expect_number(&reader->json, member,
                           arena_printf(reader->json.arena, "the parameter \"%s\"", member->key)))
            return false;
        if (is_reserved(scope, member->key))
            return complain_key(&reader->json, member, DIAGNOSTIC_CONFLICT, "another name", NULL,
                                "\"%s\" has a meaning of its own in the formula", member->key);
        scope->own->parameters[count] =
            (struct entry_parameter){member->key, member->key, member->text, RANGE_ANY};
        scope->own->values[count] = member->text;
    }
    return true;
}

/* Numbers of the formula stand in "parameters", not beside it. */
static bool check_own_keys(struct reader *reader, const struct json *object,
                           const struct own_scope *scope)
{
    enum object_kind kind = scope->loss ? OBJECT_LOSS : OBJECT_ACTIVATION;
    for (const struct json *member = object->first; member; member = member->next)
        if (is_parameter_key(kind, member->key))
            return complain_key(
                &reader->json, member, DIAGNOSTIC_CONFLICT, "\"parameters\"", NULL,
                "numbers of a formula of your own stand in \"parameters\": {\"%s\": "
                "...}",
                member->key);
    return true;
}

static bool read_own(struct reader *reader, const struct json *object, struct own_scope *scope)
{
    return read_own_name(reader, object, scope) && check_own_keys(reader, object, scope) &&
           read_own_parameters(reader, object, scope) && read_formula(reader, object, scope);
}

bool read_own_activation(struct reader *reader, const struct json *object, struct own_entry *own)
{
    struct own_scope scope = {.own = own};
    return read_own(reader, object, &scope);
}

bool read_own_loss(struct reader *reader, const struct json *object, int outputs,
                   struct own_entry *own)
{
    struct own_scope scope = {.own = own, .loss = true, .output = {"K", outputs, outputs}};
    scope.ranges = (struct index_ranges){1, &scope.output};
    return read_own(reader, object, &scope);
}

bool refuse_own_keys(struct reader *reader, const struct json *object, const char *what)
{
    static const char *const keys[] = {"name", "formula", "parameters"};
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        const struct json *member = json_member(object, keys[i]);
        if (member)
            return complain_key(&reader->json, member, DIAGNOSTIC_CONFLICT, NULL, NULL,
                                "\"%s\" is for %s of your own, which has no \"kind\"", keys[i],
                                what);
    }
    return true;
}
