/* "names": what the quantities of this problem are called on paper. Keys are ids without update and
 * sample. */
#include "problem/reader.h"

#include "problem/spelling.h"
#include <stdlib.h>
#include <string.h>

/* An id taken apart: kind x t w b z a (with layer and indices), or E, or alpha. */
struct quantity {
    char kind; /* 'x', 't', 'w', 'b', 'z', 'a', 'E', or 'r' for alpha */
    int layer; /* from 1; 0 for x and t */
    int index[2];
    int rank;
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

/* quantity = ("x" | "t") "[" i "]" | ("b" | "z" | "a") layer "[" k "]" | "w" layer "[" k "," i "]" | "E"
 * | "alpha" */
static bool parse_quantity(const char *id, struct quantity *quantity)
{
    *quantity = (struct quantity){.kind = id[0]};
    if (strcmp(id, "E") == 0)
        return true;
    if (strcmp(id, "alpha") == 0) {
        quantity->kind = 'r';
        return true;
    }
    if (*id == '\0' || !strchr("xtwbza", *id))
        return false;
    const char *at = id + 1;
    if (strchr("wbza", *id) && !(at = parse_positive(at, &quantity->layer)))
        return false;
    int rank = *id == 'w' ? 2 : 1;
    for (; quantity->rank < rank; quantity->rank++) {
        if (*at++ != (quantity->rank == 0 ? '[' : ',') ||
            !(at = parse_positive(at, &quantity->index[quantity->rank])))
            return false;
    }
    return strcmp(at, "]") == 0;
}

/* Why an index of x or t, counted up to `count`, is none; NULL: it is one. */
static const char *index_absence(struct arena *arena, int index, int count, const char *noun)
{
    if (index <= count)
        return NULL;
    return arena_printf(arena, "the number of %ss is %d", noun, count);
}

static const char *layer_absence(struct reader *reader, const struct quantity *quantity)
{
    const struct problem *problem = reader->problem;
    struct arena *arena = reader->arena;
    if (quantity->layer > problem->layer_count)
        return arena_printf(arena, "the number of layers is %d", problem->layer_count);
    const struct layer *layer = &problem->layers[quantity->layer - 1];
    if (quantity->kind == 'b' && !layer->use_bias)
        return arena_printf(arena, "layer %d has no biases", quantity->layer);
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
    case 'E':
        return problem->loss.entry ? NULL : "the problem has no loss";
    case 'r':
        return problem->optimizer.entry ? NULL : "the problem has no optimizer";
    case 'x':
        return index_absence(reader->arena, quantity->index[0], problem->input_count, "input");
    case 't':
        if (!problem->targets)
            return "the problem has no targets";
        return index_absence(reader->arena, quantity->index[0], problem->output_count, "output");
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

/* Has the chain rule of a dense network a factor dtop/dbottom? (The activation of an input is x.) */
static bool is_factor(const struct quantity *top, const struct quantity *bottom)
{
    bool same_unit = top->index[0] == bottom->index[0];
    switch (top->kind) {
    case 'E':
        return strchr("azwbx", bottom->kind) != NULL;
    case 'a':
        return bottom->kind == 'z' && top->layer == bottom->layer;
    case 'z':
        if (bottom->kind == 'w' || bottom->kind == 'b')
            return top->layer == bottom->layer && same_unit;
        return (bottom->kind == 'a' && bottom->layer == top->layer - 1) ||
               (bottom->kind == 'x' && top->layer == 1);
    default:
        return false;
    }
}

/* id = quantity | "d" quantity "/d" quantity. The parts of a derivative; bottom->kind 0 if it is none. */
static bool parse_id(struct reader *reader, const char *id, struct quantity *top,
                     struct quantity *bottom)
{
    const char *slash = strstr(id, "/d");
    bottom->kind = 0;
    if (*id != 'd' || !slash)
        return parse_quantity(id, top);
    const char *first = arena_copy(reader->arena, id + 1, (size_t)(slash - id) - 1);
    return parse_quantity(first, top) && parse_quantity(slash + 2, bottom) &&
           is_factor(top, bottom);
}

/* Why the problem has no quantity with this id; NULL: it has. */
static const char *id_absence(struct reader *reader, const struct quantity *top,
                              const struct quantity *bottom)
{
    const char *why = absence(reader, top);
    return why || bottom->kind == 0 ? why : absence(reader, bottom);
}

/* The id that was probably meant by `id`: without prefixes and spaces; NULL if that is none either.
 */
static const char *meant_id(struct reader *reader, const char *id)
{
    const char *from = skip_prefixes(id);
    char *meant = arena_copy(reader->arena, from, strlen(from)), *to = meant;
    struct quantity top, bottom;
    for (; *from; from++)
        if (*from != ' ')
            *to++ = *from;
    *to = '\0';
    if (*meant && strchr("XTWBZA", *meant))
        *meant = (char)(*meant - 'A' + 'a');
    return parse_id(reader, meant, &top, &bottom) && !id_absence(reader, &top, &bottom) ? meant
                                                                                        : NULL;
}

static bool check_id(void *context, const struct json *member)
{
    struct reader *reader = context;
    static const char wanted[] =
        "x[i], t[k], w1[k,i], b1[k], z1[k], a1[k], E, alpha or a derivative of these";
    const char *id = member->key;
    struct quantity top, bottom;
    if (parse_id(reader, id, &top, &bottom)) {
        const char *why = id_absence(reader, &top, &bottom);
        return !why || complain_key(reader, member, DIAGNOSTIC_WRONG_VALUE, NULL, NULL,
                                    "there is no \"%s\" to be named: %s", id, why);
    }
    const char *meant = meant_id(reader, id);
    if (meant && skip_prefixes(id) != id)
        return complain_key(reader, member, DIAGNOSTIC_WRONG_VALUE, wanted, NULL,
                            "a name is given without update and sample; did you mean \"%s\"?",
                            meant);
    return complain_key(reader, member, DIAGNOSTIC_WRONG_VALUE, wanted, NULL,
                        "no quantity has the id \"%s\"%s%s%s", id, meant ? "; did you mean \"" : "",
                        meant ? meant : "", meant ? "\"?" : "");
}

static bool read_name(struct reader *reader, const struct json *member, struct naming *naming)
{
    if (!expect_kind(reader, member, JSON_STRING, "a name"))
        return false;
    const char *fault = spelling_fault(member->text, member->length, member->key);
    if (fault)
        return complain(reader, member, DIAGNOSTIC_WRONG_VALUE, "letters, digits and _",
                        json_describe(reader->arena, member), "the name of %s %s", member->key,
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
    const struct json **sorted = arena_array(reader->arena, names->count, sizeof(*sorted));
    for (const struct json *member = names->first; member; member = member->next)
        sorted[member->index] = member;
    qsort(sorted, names->count, sizeof(*sorted), compare_names);
    for (size_t i = 1; i < names->count; i++)
        if (strcmp(sorted[i - 1]->text, sorted[i]->text) == 0)
            return complain(reader, sorted[i], DIAGNOSTIC_CONFLICT, "a name of its own",
                            json_describe(reader->arena, sorted[i]), "%s and %s have the same name",
                            sorted[i - 1]->key, sorted[i]->key);
    return true;
}

bool read_namings(struct reader *reader, bool (*check)(void *context, const struct json *member),
                  void *context)
{
    struct problem *problem = reader->problem;
    const struct json *names = json_member(reader->root, "names");
    if (!names)
        return true;
    if (!expect_kind(reader, names, JSON_OBJECT, "\"names\""))
        return false;
    struct naming *namings = arena_array(reader->arena, names->count, sizeof(*namings));
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
