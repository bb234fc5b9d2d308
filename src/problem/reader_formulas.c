/* Formulas problems: given numbers, formulas one after the other, what is to be differentiated by what, and an
 * optimizer of the givens. A single formula is read in reader_assignment.c, "names" in reader_formula_names.c. */
#include "problem/reader_formulas.h"

#include "catalogue/spelling.h"
#include <string.h>

/* ---- which keys ---- */

static const char *const formula_keys[] = {"formulas", "given", "wrt"};
#define FORMULA_KEYS (sizeof formula_keys / sizeof *formula_keys)

bool is_formulas_problem(const struct json *root)
{
    return json_member(root, "formulas") ||
           (json_member(root, "given") && !json_member(root, "layers"));
}

bool refuse_formula_keys(struct reader *reader)
{
    for (size_t i = 0; i < FORMULA_KEYS; i++) {
        const struct json *member = json_member(reader->root, formula_keys[i]);
        if (member)
            return complain_key(&reader->json, member, DIAGNOSTIC_CONFLICT, NULL, NULL,
                                "\"%s\" belongs to problems with \"formulas\", which have no "
                                "\"layers\"",
                                formula_keys[i]);
    }
    return true;
}

static bool refuse_layer_keys(struct reader *reader)
{
    static const char *const kept[] = {"title",     "source",   "digits",        "names",
                                       "given",     "formulas", "objective",     "wrt",
                                       "optimizer", "updates",  "forward_after", "vary"};
    for (const struct json *member = reader->root->first; member; member = member->next) {
        bool known = false;
        for (size_t i = 0; i < sizeof kept / sizeof *kept; i++)
            known = known || strcmp(member->key, kept[i]) == 0;
        if (!known)
            return complain_key(&reader->json, member, DIAGNOSTIC_CONFLICT, NULL, NULL,
                                "\"%s\" belongs to problems with \"layers\"; a problem with "
                                "\"formulas\" has its numbers in \"given\"",
                                member->key);
    }
    return true;
}

/* ---- names known so far ---- */

const struct known_quantity *find_known(const struct formula_reader *formulas, const char *name)
{
    for (int i = 0; i < formulas->known_count; i++)
        if (strcmp(formulas->known[i].name, name) == 0)
            return &formulas->known[i];
    return NULL;
}

const char *nearest_known(const struct formula_reader *formulas, const char *word)
{
    const char **names =
        arena_array(formulas->reader->json.arena, (size_t)formulas->known_count + 1, sizeof *names);
    for (int i = 0; i < formulas->known_count; i++)
        names[i] = formulas->known[i].name;
    return nearest_name(word, names, (size_t)formulas->known_count);
}

const char *without_indices(struct arena *arena, const char *name)
{
    return arena_copy(arena, name, strcspn(name, "["));
}

/* ---- given ---- */

/* Numbers nested as deep as the array, all rows of a level equally long. */
static bool measure_given(struct reader *reader, const struct json *node,
                          struct given_quantity *given)
{
    given->count = 1;
    for (const struct json *level = node; level->kind == JSON_ARRAY; level = level->first) {
        if (given->rank == INDEX_MAX)
            return complain(&reader->json, level, DIAGNOSTIC_WRONG_SHAPE,
                            "at most four levels of arrays", NULL, "\"%s\" is nested too deep",
                            given->name);
        if (level->count == 0)
            return complain(&reader->json, level, DIAGNOSTIC_WRONG_SHAPE, "at least one number",
                            json_describe(reader->json.arena, level), "\"%s\" must not be empty",
                            given->name);
        if (level->count > PROBLEM_MAX_UNITS)
            return complain(&reader->json, level, DIAGNOSTIC_TOO_LARGE,
                            arena_printf(reader->json.arena, "at most %d", PROBLEM_MAX_UNITS), NULL,
                            "\"%s\" is too long", given->name);
        given->dimensions[given->rank++] = (int)level->count;
        given->count *= level->count;
        if (given->count > PROBLEM_MAX_TERMS)
            return complain(
                &reader->json, node, DIAGNOSTIC_TOO_LARGE,
                arena_printf(reader->json.arena, "at most %d numbers", PROBLEM_MAX_TERMS), NULL,
                "\"%s\" is too many numbers", given->name);
    }
    return true;
}

/* The numbers below `node`, which stands at `level`, from *next on. */
static bool fill_given(struct reader *reader, const struct json *node,
                       const struct given_quantity *given, int level, const char ***next)
{
    if (level == given->rank) {
        const char *what =
            given->rank == 0
                ? arena_printf(reader->json.arena, "\"%s\"", given->name)
                : arena_printf(reader->json.arena, "each number of \"%s\"", given->name);
        if (!expect_number(&reader->json, node, what))
            return false;
        *(*next)++ = node->text;
        return true;
    }
    if (node->kind != JSON_ARRAY)
        return complain(&reader->json, node, DIAGNOSTIC_WRONG_TYPE, "an array, as in the first row",
                        json_describe(reader->json.arena, node),
                        "\"%s\" must have one shape throughout", given->name);
    if (node->count != (size_t)given->dimensions[level])
        return complain(
            &reader->json, node, DIAGNOSTIC_WRONG_SHAPE,
            arena_printf(reader->json.arena, "%d, as in the first row", given->dimensions[level]),
            arena_printf(reader->json.arena, "%zu", node->count),
            "the rows of \"%s\" must be equally long", given->name);
    for (const struct json *element = node->first; element; element = element->next)
        if (!fill_given(reader, element, given, level + 1, next))
            return false;
    return true;
}

static bool read_given(struct formula_reader *formulas, const struct json *member,
                       struct given_quantity *given)
{
    struct reader *reader = formulas->reader;
    const char *fault = spelling_fault(member->key, strlen(member->key), member->key);
    if (fault)
        return complain_key(&reader->json, member, DIAGNOSTIC_WRONG_VALUE,
                            "a name of letters, digits and _ that is not taken", NULL,
                            "the name \"%s\" %s", member->key, fault);
    if (member->kind != JSON_NUMBER && member->kind != JSON_ARRAY)
        return complain(&reader->json, member, DIAGNOSTIC_WRONG_TYPE,
                        "a number, or arrays of numbers", json_describe(reader->json.arena, member),
                        "\"%s\" must be numbers", member->key);
    given->name = member->key;
    if (!measure_given(reader, member, given))
        return false;
    const char **literals = arena_array(reader->json.arena, given->count, sizeof *literals),
               **next = literals;
    given->literals = literals;
    if (!fill_given(reader, member, given, 0, &next))
        return false;
    formulas->known[formulas->known_count++] =
        (struct known_quantity){given->name, given->rank, given->dimensions, NULL};
    return true;
}

static bool read_givens(struct formula_reader *formulas)
{
    struct reader *reader = formulas->reader;
    const struct json *object = json_member(reader->root, "given");
    if (!object)
        return true;
    struct given_quantity *givens =
        arena_array(reader->json.arena, object->count + 1, sizeof *givens);
    formulas->formulas->givens = givens;
    for (const struct json *member = object->first; member; member = member->next)
        if (!read_given(formulas, member, &givens[formulas->formulas->given_count++]))
            return false;
    return true;
}

/* ---- formulas ---- */

static bool read_assignments(struct formula_reader *formulas, const struct json *list)
{
    struct reader *reader = formulas->reader;
    struct assignment *assignments =
        arena_array(reader->json.arena, list->count, sizeof *assignments);
    for (const struct json *node = list->first; node; node = node->next) {
        if (!expect_line(&reader->json, node, "each formula"))
            return false;
        formulas->later[formulas->later_count++] = assigned_name(reader->json.arena, node);
    }
    formulas->formulas->assignments = assignments;
    for (const struct json *node = list->first; node; node = node->next)
        if (!read_assignment(formulas, node, &assignments[formulas->formulas->assignment_count++]))
            return false;
    return true;
}

/* ---- objective and wrt ---- */

/* The string itself, or the strings of an array, each once: *count of them. */
static const struct json *list_of_names(struct reader *reader, const struct json *node,
                                        size_t *count)
{
    const char *what = arena_printf(reader->json.arena, "\"%s\"", node->key);
    bool list = node->kind == JSON_ARRAY;
    if (!list && node->kind != JSON_STRING) {
        complain(&reader->json, node, DIAGNOSTIC_WRONG_TYPE, "a name, or an array of names",
                 json_describe(reader->json.arena, node), "%s must be names", what);
        return NULL;
    }
    if (list && node->count == 0) {
        complain(&reader->json, node, DIAGNOSTIC_WRONG_SHAPE, "at least one name",
                 "array of nothing", "%s must not be empty", what);
        return NULL;
    }
    *count = list ? node->count : 1;
    return list ? node->first : node;
}

/* Is it a name, and not one of the `count` before it? */
static bool check_listed(struct reader *reader, const struct json *node, const char *what,
                         const char *const *names, int count)
{
    if (!expect_line(&reader->json, node, what))
        return false;
    for (int i = 0; i < count; i++)
        if (strcmp(names[i], node->text) == 0)
            return complain(&reader->json, node, DIAGNOSTIC_CONFLICT, NULL, NULL,
                            "\"%s\" is listed twice", node->text);
    return true;
}

static bool complain_unlisted(struct formula_reader *formulas, const struct json *node,
                              const char *wanted)
{
    const char *near = nearest_known(formulas, node->text);
    return complain(&formulas->reader->json, node, DIAGNOSTIC_WRONG_VALUE, wanted,
                    json_describe(formulas->reader->json.arena, node),
                    "there is no quantity called so%s%s%s", near ? "; did you mean \"" : "",
                    near ? near : "", near ? "\"?" : "");
}

static bool check_objective(struct formula_reader *formulas, const struct json *node)
{
    struct reader *reader = formulas->reader;
    const char *stem = without_indices(reader->json.arena, node->text);
    const struct known_quantity *known = find_known(formulas, stem);
    if (!known)
        return complain_unlisted(formulas, node, "the name of a formula without indices");
    if (!known->made)
        return complain(&reader->json, node, DIAGNOSTIC_WRONG_VALUE, "the name of a formula",
                        json_describe(reader->json.arena, node), "\"%s\" is given, not computed",
                        stem);
    if (known->rank > 0) {
        const char *element = strcmp(stem, node->text) != 0 ? node->text
                              : known->rank == 1
                                  ? arena_printf(reader->json.arena, "%s[1]", stem)
                                  : arena_printf(reader->json.arena, "%s[1,...]", stem);
        return complain(&reader->json, node, DIAGNOSTIC_WRONG_VALUE,
                        "the name of a formula without indices",
                        json_describe(reader->json.arena, node),
                        "an objective is a single number; add a formula such as \"%s = %s\"",
                        find_known(formulas, "f") ? "g" : "f", element);
    }
    return strcmp(stem, node->text) == 0 ||
           complain(&reader->json, node, DIAGNOSTIC_WRONG_VALUE,
                    arena_printf(reader->json.arena, "\"%s\"", stem),
                    json_describe(reader->json.arena, node),
                    "\"%s\" is a single number and takes no index", stem);
}

static bool read_objectives(struct formula_reader *formulas)
{
    struct reader *reader = formulas->reader;
    const struct json *node = json_member(reader->root, "objective");
    size_t count;
    if (!node)
        return true;
    const struct json *first = list_of_names(reader, node, &count);
    if (!first)
        return false;
    const char **names = arena_array(reader->json.arena, count, sizeof *names);
    formulas->formulas->objectives = names;
    for (size_t i = 0; i < count; i++, first = first->next) {
        if (!check_listed(reader, first, "an objective", names, (int)i) ||
            !check_objective(formulas, first))
            return false;
        names[formulas->formulas->objective_count++] = first->text;
    }
    return true;
}

bool is_objective(const struct formulas *formulas, const char *name)
{
    for (int i = 0; i < formulas->objective_count; i++)
        if (strcmp(formulas->objectives[i], name) == 0)
            return true;
    return false;
}

static bool check_wrt(struct formula_reader *formulas, const struct json *node)
{
    struct reader *reader = formulas->reader;
    const char *stem = without_indices(reader->json.arena, node->text);
    const struct known_quantity *known = find_known(formulas, stem);
    if (!known)
        return complain_unlisted(formulas, node, "a given or the name of a formula");
    if (strcmp(stem, node->text) != 0)
        return complain(&reader->json, node, DIAGNOSTIC_WRONG_VALUE,
                        arena_printf(reader->json.arena, "\"%s\"", stem),
                        json_describe(reader->json.arena, node),
                        "derivatives are taken by all of a quantity; say \"%s\"", stem);
    if (is_objective(formulas->formulas, stem))
        return complain(&reader->json, node, DIAGNOSTIC_CONFLICT, NULL, NULL,
                        "\"%s\" is an objective itself", stem);
    if (known->made && reader->problem->optimizer.entry)
        return complain(&reader->json, node, DIAGNOSTIC_WRONG_VALUE, "a given",
                        json_describe(reader->json.arena, node),
                        "\"%s\" is computed; an optimizer updates givens", stem);
    return true;
}

static bool read_wrt(struct formula_reader *formulas)
{
    struct reader *reader = formulas->reader;
    struct formulas *made = formulas->formulas;
    const struct json *node = json_member(reader->root, "wrt");
    size_t count = made->objective_count > 0 ? (size_t)made->given_count : 0;
    const struct json *first = node ? list_of_names(reader, node, &count) : NULL;
    if (node && !first)
        return false;
    const char **names = arena_array(reader->json.arena, count + 1, sizeof *names);
    made->wrt = names;
    for (size_t i = 0; i < count; i++) {
        if (node && (!check_listed(reader, first, "a name in \"wrt\"", names, (int)i) ||
                     !check_wrt(formulas, first)))
            return false;
        names[made->wrt_count++] = node ? first->text : made->givens[i].name;
        first = node ? first->next : NULL;
    }
    return true;
}

/* ---- the optimizer, and what needs what ---- */

static bool check_needs_objective(struct formula_reader *formulas)
{
    static const char *const keys[] = {"wrt", "optimizer"};
    struct reader *reader = formulas->reader;
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        const struct json *member = json_member(reader->root, keys[i]);
        if (member && formulas->formulas->objective_count == 0)
            return complain_key(&reader->json, member, DIAGNOSTIC_MISSING_KEY, "\"objective\"",
                                NULL, "there is a \"%s\" key but no \"objective\"", keys[i]);
    }
    return true;
}

/* Numbers of the optimizer have names of their own in the trace. */
static bool check_numbers(struct formula_reader *formulas)
{
    struct reader *reader = formulas->reader;
    const struct json *optimizer = json_member(reader->root, "optimizer");
    for (int i = 0; i < formulas->known_count; i++)
        if (is_optimizer_number(reader->problem, formulas->known[i].name))
            return complain_key(
                &reader->json, optimizer, DIAGNOSTIC_CONFLICT, NULL, NULL,
                "\"%s\" is the name of a number of the optimizer; call your quantity "
                "something else",
                formulas->known[i].name);
    return true;
}

static bool check_optimizer(struct formula_reader *formulas)
{
    struct reader *reader = formulas->reader;
    const struct json *member = json_member(reader->root, "optimizer");
    if (formulas->formulas->objective_count > 1)
        return complain_key(
            &reader->json, member, DIAGNOSTIC_CONFLICT, "one objective",
            count_of(reader->json.arena, formulas->formulas->objective_count, "objective"),
            "an optimizer needs a single objective");
    if (reader->problem->updates > 0 && !reader->problem->optimizer.learning_rate)
        return complain(&reader->json, member, DIAGNOSTIC_MISSING_KEY,
                        "\"learning_rate\": a number", NULL,
                        "the optimizer has no \"learning_rate\"");
    return check_numbers(formulas);
}

/* Without an optimizer there is one pass, with its derivatives where there is an objective. */
static bool read_updating(struct formula_reader *formulas)
{
    static const char *const keys[] = {"updates", "forward_after"};
    struct reader *reader = formulas->reader;
    struct problem *problem = reader->problem;
    problem->updates = formulas->formulas->objective_count > 0;
    if (!read_optimizer(reader) || !check_needs_objective(formulas))
        return false;
    for (size_t i = 0; i < 2 && !problem->optimizer.entry; i++) {
        const struct json *member = json_member(reader->root, keys[i]);
        if (member)
            return complain_key(&reader->json, member, DIAGNOSTIC_MISSING_KEY, "\"optimizer\"",
                                NULL, "there is a \"%s\" key but no \"optimizer\"", keys[i]);
    }
    if (!problem->optimizer.entry)
        return true;
    if (!field_integer(&reader->json, reader->root, "updates", 0, PROBLEM_MAX_UPDATES,
                       &problem->updates) ||
        !field_bool(&reader->json, reader->root, "forward_after", &problem->forward_after))
        return false;
    problem->forward_after = problem->forward_after && problem->updates > 0;
    return check_optimizer(formulas);
}

/* ---- all of it ---- */

/* The lists themselves: their kinds and sizes. */
static bool check_lists(struct reader *reader)
{
    const struct json *given = json_member(reader->root, "given"),
                      *list = json_member(reader->root, "formulas");
    const char *limit = arena_printf(reader->json.arena, "at most %d", PROBLEM_MAX_FORMULAS);
    if (!list)
        return complain(&reader->json, reader->root, DIAGNOSTIC_MISSING_KEY,
                        "\"formulas\": an array of strings such as \"q = x + y\"", NULL,
                        "the problem has \"given\" numbers but no \"formulas\"");
    if ((given && !expect_kind(&reader->json, given, JSON_OBJECT, "\"given\"")) ||
        !expect_kind(&reader->json, list, JSON_ARRAY, "\"formulas\""))
        return false;
    if (list->count == 0)
        return complain(&reader->json, list, DIAGNOSTIC_WRONG_SHAPE, "at least one formula",
                        json_describe(reader->json.arena, list), "\"formulas\" must not be empty");
    if (list->count > PROBLEM_MAX_FORMULAS)
        return complain(&reader->json, list, DIAGNOSTIC_TOO_LARGE, limit, NULL,
                        "there are too many formulas");
    return !given || given->count <= PROBLEM_MAX_FORMULAS ||
           complain(&reader->json, given, DIAGNOSTIC_TOO_LARGE, limit, NULL,
                    "there are too many givens");
}

static void set_one_sample(struct reader *reader)
{
    struct batch *batch = arena_alloc(reader->json.arena, sizeof *batch);
    batch->count = 1;
    batch->samples = arena_array(reader->json.arena, 1, sizeof *batch->samples);
    reader->problem->sample_count = 1;
    reader->problem->batch_count = 1;
    reader->problem->batches = batch;
}

bool read_formulas(struct reader *reader)
{
    if (!refuse_layer_keys(reader) || !check_lists(reader))
        return false;
    const struct json *given = json_member(reader->root, "given"),
                      *list = json_member(reader->root, "formulas");
    size_t names = list->count + (given ? given->count : 0);
    struct formula_reader formulas = {
        .reader = reader,
        .formulas = arena_alloc(reader->json.arena, sizeof(struct formulas)),
        .known = arena_array(reader->json.arena, names, sizeof(struct known_quantity)),
        .later = arena_array(reader->json.arena, list->count, sizeof(char *)),
    };
    reader->problem->formulas = formulas.formulas;
    set_one_sample(reader);
    return read_givens(&formulas) && read_assignments(&formulas, list) &&
           read_objectives(&formulas) && read_updating(&formulas) && read_wrt(&formulas) &&
           read_optimizer_state(reader) && read_formula_names(&formulas);
}
