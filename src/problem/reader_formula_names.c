/* "names" of a formulas problem. Keys are the ids of its quantities without update: "q", "w[1,2]", "df/dw[1,2]",
 * "local.df/dx"; with an optimizer "alpha" and its other numbers, and its states: "m.w[1,2]". */
#include "problem/reader_formulas.h"

#include <string.h>

/* The number that `text` is up to one of `ends`, from 1; 0 if it is none. *text is then behind it. */
static long take_number(const char **text, const char *ends)
{
    long number = 0;
    const char *at = *text;
    for (; *at >= '0' && *at <= '9' && number <= PROBLEM_MAX_UNITS; at++)
        number = number * 10 + (*at - '0');
    bool good = **text != '0' && at > *text && *at && strchr(ends, *at);
    *text = at;
    return good ? number : 0;
}

/* Why `text` is not the id of a quantity, as the end of a sentence; NULL: it is that of *known. */
static const char *base_fault(const struct formula_reader *formulas, const char *text,
                              const struct known_quantity **known)
{
    struct arena *arena = formulas->reader->json.arena;
    const char *name = without_indices(arena, text), *at = text + strlen(name);
    *known = find_known(formulas, name);
    if (!*known) {
        const char *near = nearest_known(formulas, name);
        return near ? arena_printf(arena, "there is no \"%s\"; did you mean \"%s\"?", name, near)
                    : arena_printf(arena, "there is no \"%s\"", name);
    }
    for (int i = 0; i < (*known)->rank; i++) {
        bool opened = *at == (i == 0 ? '[' : ',');
        at += opened;
        long number = opened ? take_number(&at, i + 1 == (*known)->rank ? "]" : ",") : 0;
        if (number == 0)
            return arena_printf(arena, "one of the numbers of \"%s\" has %d %s, such as %s%s", name,
                                (*known)->rank, (*known)->rank == 1 ? "index" : "indices", name,
                                (*known)->rank == 1   ? "[1]"
                                : (*known)->rank == 2 ? "[1,1]"
                                                      : "[1,1,1]");
        if (number > (*known)->dimensions[i])
            return arena_printf(arena, "index %d of \"%s\" goes from 1 to %d", i + 1, name,
                                (*known)->dimensions[i]);
    }
    at += (*known)->rank > 0;
    return *at == '\0' ? NULL : arena_printf(arena, "\"%s\" takes no more indices", name);
}

/* The same for a derivative, from behind "local." on. */
static const char *derivative_fault(const struct formula_reader *formulas, const char *id,
                                    bool local)
{
    struct arena *arena = formulas->reader->json.arena;
    const struct known_quantity *top, *bottom;
    const char *slash = strstr(id, "/d"), *fault;
    if (formulas->formulas->objective_count == 0)
        return "there are no derivatives without an \"objective\"";
    if ((fault = base_fault(formulas, arena_copy(arena, id + 1, (size_t)(slash - id) - 1), &top)) ||
        (fault = base_fault(formulas, slash + 2, &bottom)))
        return fault;
    if (!top->made)
        return arena_printf(arena, "\"%s\" is given and has no derivatives", top->name);
    bool total = is_objective(formulas->formulas, top->name) && !local;
    if (total ? top != bottom : expr_mentions_name(top->made->formula, bottom->name))
        return NULL;
    return total ? arena_printf(arena, "\"%s\" is not differentiated by itself", top->name)
                 : arena_printf(arena, "the formula of \"%s\" does not name \"%s\"", top->name,
                                bottom->name);
}

/* The same for "m.w[1,2]", whose symbol is one of the optimizer: a state of what it trains. */
static const char *state_fault(const struct formula_reader *formulas, const char *parameter)
{
    const struct known_quantity *known;
    const char *fault = base_fault(formulas, parameter, &known);
    bool trained = false;
    for (int i = 0; !fault && i < formulas->formulas->wrt_count; i++)
        trained = trained || strcmp(formulas->formulas->wrt[i], known->name) == 0;
    return fault || trained ? fault
                            : arena_printf(formulas->reader->json.arena,
                                           "the optimizer does not train \"%s\"", known->name);
}

static const char *id_fault(const struct formula_reader *formulas, const char *id)
{
    static const char prefix[] = "local.";
    bool local = strncmp(id, prefix, strlen(prefix)) == 0;
    const char *rest = local ? id + strlen(prefix) : id;
    const struct known_quantity *known;
    if (is_optimizer_number(formulas->reader->problem, id))
        return NULL;
    if (*rest == 'd' && strstr(rest, "/d"))
        return derivative_fault(formulas, rest, local);
    const char *dot = strchr(id, '.');
    if (dot && is_state_symbol(formulas->reader->problem,
                               arena_copy(formulas->reader->json.arena, id, (size_t)(dot - id))))
        return state_fault(formulas, dot + 1);
    return base_fault(formulas, id, &known);
}

/* Names of other quantities and of numbers of the optimizer are taken. */
static bool check_taken(const struct formula_reader *formulas, const struct json *member)
{
    struct reader *reader = formulas->reader;
    const struct known_quantity *other = find_known(formulas, member->text);
    if (!check_optimizer_number(reader, member))
        return false;
    if (!other || strcmp(other->name, member->key) == 0)
        return true;
    return complain(&reader->json, member, DIAGNOSTIC_CONFLICT, "a name of its own",
                    json_describe(reader->json.arena, member), "\"%s\" is another quantity already",
                    member->text);
}

static bool check_id(void *context, const struct json *member)
{
    const struct formula_reader *formulas = context;
    const char *fault = id_fault(formulas, member->key);
    if (fault)
        return complain_key(&formulas->reader->json, member, DIAGNOSTIC_WRONG_VALUE,
                            "q, w[1,2], dq/dx or local.dq/dx of quantities of the problem", NULL,
                            "no quantity has the id \"%s\": %s", member->key, fault);
    return member->kind != JSON_STRING || check_taken(formulas, member);
}

bool read_formula_names(struct formula_reader *formulas)
{
    return read_namings(formulas->reader, check_id, formulas);
}
