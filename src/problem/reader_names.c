/* "names": what the quantities of this problem are called on paper. Keys are ids without update and
 * sample. */
#include "problem/reader.h"

#include "catalogue/spelling.h"
#include <stdlib.h>
#include <string.h>

/* An id taken apart. */
struct quantity {
    enum {
        INPUT,
        TARGET,
        SMOOTH,
        WEIGHT,
        BIAS,
        SUM,
        ACTIVATION,
        DROPPED,
        MASK,
        LOSS,
        PENALTY,
        CONSTANT
    } kind;
    const char *word; /* CONSTANT: its name; a state: the symbol of the optimizer; else NULL */
    bool state;       /* what the optimizer keeps of a weight or bias: m.w1[1,1] */
    int layer;        /* from 1; 0 for those without */
    int index[2];
    int rank;
};

/* What an id begins with, and how many indices follow its layer. */
static const struct stem {
    const char *text;
    int kind;
    bool layered;
    int rank;
} stems[] = {
    {"x", INPUT, false, 1},     {"t", TARGET, false, 1},  {"tsmooth", SMOOTH, false, 1},
    {"w", WEIGHT, true, 2},     {"b", BIAS, true, 1},     {"z", SUM, true, 1},
    {"a", ACTIVATION, true, 1}, {"d", DROPPED, true, 1},  {"mask", MASK, true, 1},
    {"E", LOSS, false, 0},      {"R", PENALTY, false, 0},
};

/* A positive whole number without leading zeros; NULL if there is none. */
static const char *parse_positive(const char *at, int *value)
{
    long number = 0;
    if (*at < '1' || *at > '9')
        return NULL;
    for (; *at >= '0' && *at <= '9'; at++)
        number = number > PROBLEM_MAX_VALUES ? number : number * 10 + (*at - '0');
    *value = (int)number;
    return at;
}

/* "[k]" or "[k,i]", all of `at`; a bias may go without, for it may be the layer's only one. */
static bool parse_indices(const char *at, struct quantity *quantity, int rank)
{
    if (*at == '\0' && (rank == 0 || quantity->kind == BIAS))
        return true;
    for (; quantity->rank < rank; quantity->rank++)
        if (*at++ != (quantity->rank == 0 ? '[' : ',') ||
            !(at = parse_positive(at, &quantity->index[quantity->rank])))
            return false;
    return rank > 0 && strcmp(at, "]") == 0;
}

static bool parse_stem(const char *id, const struct stem *stem, struct quantity *quantity)
{
    size_t length = strlen(stem->text);
    const char *at = id + length;
    *quantity = (struct quantity){.kind = stem->kind};
    return strncmp(id, stem->text, length) == 0 &&
           (!stem->layered || (at = parse_positive(at, &quantity->layer))) &&
           parse_indices(at, quantity, stem->rank);
}

bool is_optimizer_number(const struct problem *problem, const char *word)
{
    const struct optimizer *optimizer = &problem->optimizer;
    const struct optimizer_entry *entry = optimizer->entry;
    if (!entry || (strcmp(word, "alpha0") == 0 && optimizer->schedule))
        return entry != NULL;
    if (strcmp(word, "alpha") == 0 || (strcmp(word, "lambda") == 0 && optimizer->weight_decay))
        return true;
    for (int i = 0; i < ENTRY_PARAMETERS && entry->parameters[i].name; i++)
        if (strcmp(word, entry->parameters[i].name) == 0)
            return true;
    for (int i = 0; i < OPTIMIZER_STATES && entry->states[i].symbol; i++)
        if (entry->states[i].shared && strcmp(word, entry->states[i].symbol) == 0)
            return true;
    return false;
}

bool is_state_symbol(const struct problem *problem, const char *symbol)
{
    const struct optimizer_entry *entry = problem->optimizer.entry;
    if (entry && strcmp(symbol, "g") == 0)
        return problem->optimizer.weight_decay && !entry->decoupled;
    for (int i = 0; entry && i < OPTIMIZER_STATES && entry->states[i].symbol; i++)
        if (!entry->states[i].shared && strcmp(entry->states[i].symbol, symbol) == 0)
            return true;
    return false;
}

/* quantity = ("x" | "t" | "tsmooth") "[" i "]" | ("b" | "z" | "a" | "d" | "mask") layer "[" k "]" | "b" layer
 * | "w" layer "[" k "," i "]" | "E" | "R" | symbol "." (weight | bias) | constant */
static bool parse_quantity(struct reader *reader, const char *id, struct quantity *quantity)
{
    const char *dot = strchr(id, '.');
    if (dot) {
        const char *symbol = arena_copy(reader->json.arena, id, (size_t)(dot - id));
        if (!is_state_symbol(reader->problem, symbol) ||
            !parse_quantity(reader, dot + 1, quantity) || quantity->state)
            return false;
        quantity->word = symbol;
        quantity->state = true;
        return quantity->kind == WEIGHT || quantity->kind == BIAS;
    }
    for (size_t i = 0; i < sizeof stems / sizeof *stems; i++)
        if (parse_stem(id, &stems[i], quantity))
            return true;
    *quantity = (struct quantity){.kind = CONSTANT, .word = id};
    return strcmp(id, "alpha") == 0 || is_optimizer_number(reader->problem, id);
}

/* Why an index of x or t, counted up to `count`, is none; NULL: it is one. */
static const char *index_absence(struct arena *arena, int index, int count, const char *noun)
{
    if (index <= count)
        return NULL;
    return arena_printf(arena, "the number of %ss is %d", noun, count);
}

static const char *bias_absence(struct arena *arena, const struct layer *layer,
                                const struct quantity *quantity)
{
    if (!layer->use_bias)
        return arena_printf(arena, "layer %d has no biases", quantity->layer);
    if (layer->shared_bias && quantity->rank > 0)
        return arena_printf(arena, "layer %d has one bias for all its units, b%d", quantity->layer,
                            quantity->layer);
    if (!layer->shared_bias && quantity->rank == 0)
        return arena_printf(arena, "layer %d has a bias for each unit, such as b%d[1]",
                            quantity->layer, quantity->layer);
    return NULL;
}

static const char *layer_absence(struct reader *reader, const struct quantity *quantity)
{
    const struct problem *problem = reader->problem;
    struct arena *arena = reader->json.arena;
    if (quantity->layer > problem->layer_count)
        return arena_printf(arena, "the number of layers is %d", problem->layer_count);
    const struct layer *layer = &problem->layers[quantity->layer - 1];
    const char *bias = quantity->kind == BIAS ? bias_absence(arena, layer, quantity) : NULL;
    if (bias)
        return bias;
    if ((quantity->kind == DROPPED || quantity->kind == MASK) && !layer->dropout)
        return arena_printf(arena, "layer %d has no dropout", quantity->layer);
    if (quantity->state && !(quantity->kind == WEIGHT ? layer->train_weights : layer->train_biases))
        return arena_printf(arena, "%s of layer %d are not trained",
                            quantity->kind == WEIGHT ? "the weights" : "the biases",
                            quantity->layer);
    if (quantity->index[0] <= layer->units &&
        (quantity->rank < 2 || quantity->index[1] <= layer->inputs))
        return NULL;
    return arena_printf(arena, "layer %d has %s and %s", quantity->layer,
                        count_of(arena, layer->units, "unit"),
                        count_of(arena, layer->inputs, "input"));
}

/* Why the problem has no such quantity; NULL: it has. */
static const char *absence(struct reader *reader, const struct quantity *quantity)
{
    const struct problem *problem = reader->problem;
    switch (quantity->kind) {
    case LOSS:
        return problem->loss.entry || problem->objective != OBJECTIVE_LOSS
                   ? NULL
                   : "the problem has no loss";
    case PENALTY:
        return problem->penalty.present ? NULL : "the problem has no penalty";
    case CONSTANT:
        return problem->optimizer.entry ? NULL : "the problem has no optimizer";
    case INPUT:
        return index_absence(reader->json.arena, quantity->index[0], problem->input_count, "input");
    case SMOOTH:
    case TARGET:
        if (!problem->targets)
            return "the problem has no targets";
        if (quantity->kind == SMOOTH && !problem->loss.smoothing)
            return "the targets are not smoothed";
        return index_absence(reader->json.arena, quantity->index[0], problem->output_count,
                             "output");
    default:
        return layer_absence(reader, quantity);
    }
}

/* Past "u1." and "s2.". */
static const char *skip_prefixes(const char *id)
{
    while (*id == 'u' || *id == 's') {
        size_t digits = strspn(id + 1, "0123456789");
        if (digits == 0 || id[1 + digits] != '.')
            break;
        id += digits + 2;
    }
    return id;
}

/* Is it the output of the layer before `layer`: d where that has dropout, else a, or x? */
static bool is_output_before(const struct problem *problem, int layer,
                             const struct quantity *quantity)
{
    if (layer == 1)
        return quantity->kind == INPUT;
    if (quantity->layer != layer - 1 || layer > problem->layer_count)
        return false;
    return quantity->kind == (problem->layers[layer - 2].dropout ? DROPPED : ACTIVATION);
}

/* Has the chain rule of a dense network a factor dtop/dbottom? */
static bool is_factor(const struct problem *problem, const struct quantity *top,
                      const struct quantity *bottom)
{
    bool same_unit = top->index[0] == bottom->index[0];
    bool parameter = bottom->kind == WEIGHT || bottom->kind == BIAS;
    if (top->state || bottom->state)
        return false;
    switch (top->kind) {
    case LOSS:
        return parameter || bottom->kind == INPUT || bottom->kind == SUM ||
               bottom->kind == ACTIVATION || bottom->kind == DROPPED;
    case PENALTY:
        return parameter;
    case DROPPED:
        return bottom->kind == ACTIVATION && top->layer == bottom->layer && same_unit;
    case ACTIVATION:
        return bottom->kind == SUM && top->layer == bottom->layer;
    case SUM:
        if (parameter)
            return top->layer == bottom->layer && (same_unit || bottom->rank == 0);
        return is_output_before(problem, top->layer, bottom);
    default:
        return false;
    }
}

/* A quantity, or the derivative of one by another. */
struct identity {
    bool derivative;
    struct quantity top, bottom;
};

/* id = quantity | "d" quantity "/d" quantity. The parts of a derivative; *derivative says
 * whether it is one. */
static bool parse_id(struct reader *reader, const char *id, struct identity *identity)
{
    const char *slash = strstr(id, "/d");
    identity->derivative = *id == 'd' && slash;
    if (!identity->derivative)
        return parse_quantity(reader, id, &identity->top);
    const char *first = arena_copy(reader->json.arena, id + 1, (size_t)(slash - id) - 1);
    return parse_quantity(reader, first, &identity->top) &&
           parse_quantity(reader, slash + 2, &identity->bottom) &&
           is_factor(reader->problem, &identity->top, &identity->bottom);
}

/* Why the problem has no quantity with this id; NULL: it has. */
static const char *id_absence(struct reader *reader, const struct identity *identity)
{
    const char *why = absence(reader, &identity->top);
    return why || !identity->derivative ? why : absence(reader, &identity->bottom);
}

/* The id that was probably meant by `id`: without prefixes and spaces; NULL if that is none either.
 */
static const char *meant_id(struct reader *reader, const char *id)
{
    const char *from = skip_prefixes(id);
    char *meant = arena_copy(reader->json.arena, from, strlen(from)), *to = meant;
    struct identity identity;
    for (; *from; from++)
        if (*from != ' ')
            *to++ = *from;
    *to = '\0';
    if (*meant && strchr("XTWBZAD", *meant))
        *meant = (char)(*meant - 'A' + 'a');
    return parse_id(reader, meant, &identity) && !id_absence(reader, &identity) ? meant : NULL;
}

bool check_optimizer_number(struct reader *reader, const struct json *member)
{
    if (member->kind != JSON_STRING || strcmp(member->text, member->key) == 0 ||
        !is_optimizer_number(reader->problem, member->text))
        return true;
    return complain(&reader->json, member, DIAGNOSTIC_CONFLICT, "a name of its own",
                    json_describe(reader->json.arena, member),
                    "\"%s\" is the name of a number of the optimizer", member->text);
}

static bool check_id(void *context, const struct json *member)
{
    struct reader *reader = context;
    static const char wanted[] =
        "x[i], t[k], w1[k,i], b1[k], z1[k], a1[k], d1[k], E, R, m.w1[k,i], alpha or a derivative "
        "of these";
    const char *id = member->key;
    struct identity identity;
    if (parse_id(reader, id, &identity)) {
        const char *why = id_absence(reader, &identity);
        if (why)
            return complain_key(&reader->json, member, DIAGNOSTIC_WRONG_VALUE, NULL, NULL,
                                "there is no \"%s\" to be named: %s", id, why);
        return check_optimizer_number(reader, member);
    }
    const char *meant = meant_id(reader, id);
    if (meant && skip_prefixes(id) != id)
        return complain_key(&reader->json, member, DIAGNOSTIC_WRONG_VALUE, wanted, NULL,
                            "a name is given without update and sample; did you mean \"%s\"?",
                            meant);
    return complain_key(&reader->json, member, DIAGNOSTIC_WRONG_VALUE, wanted, NULL,
                        "no quantity has the id \"%s\"%s%s%s", id, meant ? "; did you mean \"" : "",
                        meant ? meant : "", meant ? "\"?" : "");
}

static bool read_name(struct reader *reader, const struct json *member, struct naming *naming)
{
    if (!expect_kind(&reader->json, member, JSON_STRING, "a name"))
        return false;
    const char *fault = spelling_fault(member->text, member->length, member->key);
    if (fault)
        return complain(&reader->json, member, DIAGNOSTIC_WRONG_VALUE,
                        "a name of letters, digits and _ that is not taken",
                        json_describe(reader->json.arena, member), "the name of %s %s", member->key,
                        fault);
    *naming = (struct naming){member->key, member->text};
    return true;
}

static int compare_names(const void *left, const void *right)
{
    const struct json *const *a = left, *const *b = right;
    int order = strcmp((*a)->text, (*b)->text);
    if (order != 0)
        return order;
    return (*a)->index < (*b)->index ? -1 : (*a)->index > (*b)->index;
}

/* No two quantities have one name; the later of two is the one complained of. */
static bool check_unique(struct reader *reader, const struct json *names)
{
    const struct json **sorted = arena_array(reader->json.arena, names->count, sizeof(*sorted));
    for (const struct json *member = names->first; member; member = member->next)
        sorted[member->index] = member;
    qsort(sorted, names->count, sizeof(*sorted), compare_names);
    for (size_t i = 1; i < names->count; i++)
        if (strcmp(sorted[i - 1]->text, sorted[i]->text) == 0)
            return complain(&reader->json, sorted[i], DIAGNOSTIC_CONFLICT, "a name of its own",
                            json_describe(reader->json.arena, sorted[i]),
                            "%s and %s have the same name", sorted[i - 1]->key, sorted[i]->key);
    return true;
}

bool read_namings(struct reader *reader, bool (*check)(void *context, const struct json *member),
                  void *context)
{
    struct problem *problem = reader->problem;
    const struct json *names = json_member(reader->root, "names");
    if (!names)
        return true;
    if (!expect_kind(&reader->json, names, JSON_OBJECT, "\"names\""))
        return false;
    struct naming *namings = arena_array(reader->json.arena, names->count, sizeof(*namings));
    for (const struct json *member = names->first; member; member = member->next)
        if (!check(context, member) || !read_name(reader, member, &namings[problem->name_count++]))
            return false;
    problem->names = namings;
    return check_unique(reader, names);
}

bool read_names(struct reader *reader)
{
    return read_namings(reader, check_id, reader);
}
