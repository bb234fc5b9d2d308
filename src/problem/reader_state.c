/* "state" of an optimizer: what it remembers of updates that were made before this file. One number stands for all
 * parameters; else each parameter has its own, nested as the parameter is (weights by receiving unit). */
#include "problem/reader.h"

#include "problem/shape.h"
#include <string.h>

struct state_reader {
    struct reader *reader;
    struct optimizer *optimizer;
    struct initial_state *initial; /* of optimizer, to be added to */
    const char **parameters;       /* names of all parameters that are trained */
    int parameter_count;
};

/* ---- which parameters there are ---- */

static void add_parameter(struct state_reader *state, const char *name)
{
    struct parameter_shape shape;
    if (parameter_shape(state->reader->problem, name, &shape) && shape.trained)
        state->parameters[state->parameter_count++] = name;
}

static void list_parameters(struct state_reader *state)
{
    struct reader *reader = state->reader;
    const struct problem *problem = reader->problem;
    const struct formulas *formulas = problem->formulas;
    size_t most = formulas ? (size_t)formulas->given_count : 2 * (size_t)problem->layer_count;
    state->parameters = arena_array(reader->json.arena, most + 1, sizeof *state->parameters);
    for (int i = 0; formulas && i < formulas->given_count; i++)
        add_parameter(state, formulas->givens[i].name);
    for (int l = 1; !formulas && l <= problem->layer_count; l++) {
        add_parameter(state, arena_printf(reader->json.arena, "w%d", l));
        add_parameter(state, arena_printf(reader->json.arena, "b%d", l));
    }
}

/* ---- values ---- */

static void add_initial(struct state_reader *state, const char *symbol, const char *parameter,
                        const char *const *literals)
{
    state->initial[state->optimizer->initial_count++] =
        (struct initial_state){symbol, parameter, literals};
}

static void add_same(struct state_reader *state, const char *symbol, const char *parameter,
                     size_t count, const char *literal)
{
    const char **literals = arena_array(state->reader->json.arena, count, sizeof *literals);
    for (size_t i = 0; i < count; i++)
        literals[i] = literal;
    add_initial(state, symbol, parameter, literals);
}

static bool read_number_for_all(struct state_reader *state, const struct json *node)
{
    if (!expect_number(&state->reader->json, node,
                       arena_printf(state->reader->json.arena, "the state \"%s\"", node->key)))
        return false;
    for (int i = 0; i < state->parameter_count; i++) {
        struct parameter_shape shape;
        parameter_shape(state->reader->problem, state->parameters[i], &shape);
        add_same(state, node->key, state->parameters[i], shape.count, node->text);
    }
    return true;
}

static bool complain_parameter(struct state_reader *state, const struct json *node)
{
    struct reader *reader = state->reader;
    struct parameter_shape shape;
    const char *const *names = state->parameters;
    const char *all = name_alternatives(reader->json.arena, names, (size_t)state->parameter_count);
    if (parameter_shape(reader->problem, node->key, &shape))
        return complain_key(&reader->json, node, DIAGNOSTIC_CONFLICT, all, NULL,
                            "\"%s\" is not trained and has no state", node->key);
    const char *near = nearest_name(node->key, names, (size_t)state->parameter_count);
    return complain_key(&reader->json, node, DIAGNOSTIC_WRONG_VALUE, all, NULL,
                        "no parameter is called \"%s\"%s%s%s", node->key,
                        near ? "; did you mean \"" : "", near ? near : "", near ? "\"?" : "");
}

static bool is_trained(const struct state_reader *state, const char *name)
{
    for (int i = 0; i < state->parameter_count; i++)
        if (strcmp(state->parameters[i], name) == 0)
            return true;
    return false;
}

static bool read_for_parameter(struct state_reader *state, const char *symbol,
                               const struct json *node)
{
    struct reader *reader = state->reader;
    struct parameter_shape shape;
    if (!is_trained(state, node->key))
        return complain_parameter(state, node);
    parameter_shape(reader->problem, node->key, &shape);
    const char **literals = arena_array(reader->json.arena, shape.count, sizeof *literals);
    const char **next = literals;
    add_initial(state, symbol, node->key, literals);
    return fill_nested(reader, node, arena_printf(reader->json.arena, "%s.%s", symbol, node->key),
                       shape.rank, shape.dimensions, &next);
}

static bool read_for_each(struct state_reader *state, const struct json *object)
{
    for (const struct json *member = object->first; member; member = member->next)
        if (!read_for_parameter(state, object->key, member))
            return false;
    return true;
}

/* ---- symbols ---- */

static const struct optimizer_state *state_called(const struct optimizer_entry *entry,
                                                  const char *symbol)
{
    for (int i = 0; i < OPTIMIZER_STATES && entry->states[i].symbol; i++)
        if (strcmp(entry->states[i].symbol, symbol) == 0)
            return &entry->states[i];
    return NULL;
}

static bool complain_symbol(struct state_reader *state, const struct json *node)
{
    struct reader *reader = state->reader;
    const struct optimizer_entry *entry = state->optimizer->entry;
    const char *symbols[OPTIMIZER_STATES + 1];
    size_t count = 0;
    for (int i = 0; i < OPTIMIZER_STATES && entry->states[i].symbol; i++)
        if (entry->states[i].initial)
            symbols[count++] = entry->states[i].symbol;
    symbols[count++] = "updates";
    const char *all = name_alternatives(reader->json.arena, symbols, count);
    const char *near = nearest_name(node->key, symbols, count);
    if (state_called(entry, node->key))
        return complain_key(&reader->json, node, DIAGNOSTIC_CONFLICT, all, NULL,
                            "\"%s\" is made anew in every update and remembers nothing", node->key);
    return complain_key(&reader->json, node, DIAGNOSTIC_UNKNOWN_KEY, all, NULL,
                        "the optimizer \"%s\" has no state \"%s\"%s%s%s", entry->name, node->key,
                        near ? "; did you mean \"" : "", near ? near : "", near ? "\"?" : "");
}

static bool read_symbol(struct state_reader *state, const struct json *node)
{
    struct reader *reader = state->reader;
    if (strcmp(node->key, "updates") == 0)
        return expect_integer(&reader->json, node, 0, PROBLEM_MAX_DONE, DIAGNOSTIC_TOO_LARGE,
                              "\"updates\"", &state->optimizer->done);
    const struct optimizer_state *entry = state_called(state->optimizer->entry, node->key);
    if (!entry || !entry->initial)
        return complain_symbol(state, node);
    if (entry->shared) {
        if (!expect_number(&reader->json, node,
                           arena_printf(reader->json.arena, "the state \"%s\"", node->key)))
            return false;
        add_same(state, node->key, NULL, 1, node->text);
        return true;
    }
    if (node->kind == JSON_NUMBER)
        return read_number_for_all(state, node);
    if (node->kind == JSON_OBJECT)
        return read_for_each(state, node);
    return complain(&reader->json, node, DIAGNOSTIC_WRONG_TYPE,
                    "a number, or an object with numbers for each parameter",
                    json_describe(reader->json.arena, node), "the state \"%s\" must be numbers",
                    node->key);
}

/* After updates that were done before, nothing starts from where it starts in the first one. */
static bool check_complete(struct state_reader *state, const struct json *node)
{
    const struct optimizer_state *states = state->optimizer->entry->states;
    for (int i = 0; state->optimizer->done > 0 && i < OPTIMIZER_STATES && states[i].symbol; i++)
        if (states[i].initial && !json_member(node, states[i].symbol))
            return complain_key(
                &state->reader->json, json_member(node, "updates"), DIAGNOSTIC_MISSING_KEY,
                arena_printf(state->reader->json.arena, "\"%s\"", states[i].symbol), NULL,
                "\"state\" does not say what \"%s\" is after %s done before", states[i].symbol,
                count_of(state->reader->json.arena, state->optimizer->done, "update"));
    return true;
}

bool read_optimizer_state(struct reader *reader)
{
    const struct json *object = json_member(reader->root, "optimizer");
    const struct json *node = object ? json_member(object, "state") : NULL;
    struct state_reader state = {.reader = reader, .optimizer = &reader->problem->optimizer};
    if (!node)
        return true;
    if (!expect_kind(&reader->json, node, JSON_OBJECT, "\"state\""))
        return false;
    list_parameters(&state);
    state.initial =
        arena_array(reader->json.arena, OPTIMIZER_STATES * ((size_t)state.parameter_count + 1),
                    sizeof *state.initial);
    state.optimizer->initial = state.initial;
    for (const struct json *member = node->first; member; member = member->next)
        if (!read_symbol(&state, member))
            return false;
    return check_complete(&state, node);
}
