/* Which numbers of the file a key of "vary" names: "inputs", "weights" ..., all of a family or some of it ("w1", "w1[2,*]",
 * "s1.x[2]", a given of a formulas problem), or one number by its keys ("optimizer.learning_rate"). The problem has been read
 * before, so all shapes are right. */
#include "problem/reader.h"

#include "problem/vary.h"
#include <stdlib.h>
#include <string.h>

/* A key taken apart; what it does not fix is 0. */
struct pattern {
    const char *family; /* "w"; a given: its name */
    int layer;
    long sample;
    int rank; /* of the indices that are written; ANY_RANK: none are */
    long indices[INDEX_MAX];
};

#define ANY_RANK (-1)

struct finding {
    struct reader *reader;
    struct pattern pattern;
    bool transposed; /* the file has the second index outside */
    struct named_numbers *numbers;
};

/* ---- patterns ---- */

static const char *read_positive(const char *at, long *value)
{
    if (*at < '1' || *at > '9')
        return NULL;
    for (; *at >= '0' && *at <= '9'; at++)
        *value = *value > PROBLEM_MAX_VALUES ? *value : *value * 10 + (*at - '0');
    return at;
}

/* "[2,*]", all of `at` */
static bool read_pattern_indices(const char *at, struct pattern *pattern)
{
    pattern->rank = ANY_RANK;
    if (*at == '\0')
        return true;
    for (pattern->rank = 0; pattern->rank < INDEX_MAX && *at == (pattern->rank ? ',' : '[');
         pattern->rank++) {
        long *index = &pattern->indices[pattern->rank];
        at = at[1] == '*' ? at + 2 : read_positive(at + 1, index);
        if (!at)
            return false;
    }
    return pattern->rank > 0 && strcmp(at, "]") == 0;
}

static bool read_pattern(struct arena *arena, const char *key, bool formulas,
                         struct pattern *pattern)
{
    const char *at = key, *behind;
    *pattern = (struct pattern){.rank = ANY_RANK};
    if (!formulas && *at == 's') {
        at = read_positive(at + 1, &pattern->sample);
        if (!at || *at++ != '.')
            return false;
    }
    size_t length = strcspn(at, "[");
    if (!formulas && (*at == 'w' || *at == 'b')) {
        long layer = 0;
        behind = read_positive(at + 1, &layer);
        if (!behind || behind != at + length)
            return false;
        pattern->layer = (int)layer;
        pattern->family = arena_copy(arena, at, 1);
    } else {
        pattern->family = arena_copy(arena, at, length);
    }
    return length > 0 && read_pattern_indices(at + length, pattern);
}

static int exactness_of(const struct pattern *pattern)
{
    int exactness = 1 + (pattern->sample > 0);
    for (int i = 0; i < pattern->rank; i++)
        exactness += pattern->indices[i] > 0;
    return exactness;
}

/* ---- numbers below a value ---- */

static void add_number(struct finding *finding, const struct json *number)
{
    struct named_numbers *numbers = finding->numbers;
    numbers->items = arena_grow(finding->reader->json.arena, numbers->items, numbers->count,
                                &numbers->capacity, sizeof *numbers->items);
    numbers->items[numbers->count++] = number;
}

/* One beyond the limit is enough to see that there are too many. */
static void add_below(struct finding *finding, const struct json *node, int depth)
{
    const struct pattern *pattern = &finding->pattern;
    if (!node || finding->numbers->count > VARY_NUMBERS_MOST)
        return;
    if (node->kind == JSON_NUMBER && (pattern->rank == ANY_RANK || depth == pattern->rank))
        add_number(finding, node);
    if (node->kind != JSON_ARRAY || (pattern->rank != ANY_RANK && depth >= pattern->rank))
        return;
    long wanted =
        pattern->rank == ANY_RANK ? 0 : pattern->indices[finding->transposed ? 1 - depth : depth];
    for (const struct json *element = node->first; element; element = element->next)
        if (wanted == 0 || wanted == (long)element->index + 1)
            add_below(finding, element, depth + 1);
}

/* ---- the numbers of a network ---- */

static bool is_in_out(const struct json *root, const struct json *layer)
{
    const struct json *layout = json_member(layer, "weights_layout");
    layout = layout ? layout : json_member(root, "weights_layout");
    return layout && strcmp(layout->text, "in_out") == 0;
}

/* `key` of the dense layers that the pattern names; layer 0: of all. */
static void add_of_layers(struct finding *finding, const char *key)
{
    const struct json *root = finding->reader->root;
    int number = 0;
    for (const struct json *layer = json_member(root, "layers")->first; layer;
         layer = layer->next) {
        const struct json *kind = json_member(layer, "kind");
        bool dense = !kind || strcmp(kind->text, "dense") == 0;
        number += dense;
        if (!dense || (finding->pattern.layer != 0 && finding->pattern.layer != number))
            continue;
        finding->transposed = finding->pattern.rank == 2 && is_in_out(root, layer);
        add_below(finding, json_member(layer, key), 0);
    }
    finding->transposed = false;
}

static void add_of_samples(struct finding *finding, const char *key)
{
    const struct json *rows = json_member(finding->reader->root, key);
    for (const struct json *row = rows ? rows->first : NULL; row; row = row->next)
        if (finding->pattern.sample == 0 ||
            finding->pattern.sample ==
                problem_sample_number(finding->reader->problem, (int)row->index))
            add_below(finding, row, 0);
}

static void add_of_family(struct finding *finding)
{
    const struct pattern *pattern = &finding->pattern;
    if (finding->reader->problem->formulas) {
        add_below(finding,
                  json_member(json_member(finding->reader->root, "given"), pattern->family), 0);
        return;
    }
    if (strcmp(pattern->family, "x") == 0)
        add_of_samples(finding, "inputs");
    else if (strcmp(pattern->family, "t") == 0)
        add_of_samples(finding, "targets");
    else if (pattern->layer > 0 && pattern->sample == 0)
        add_of_layers(finding, pattern->family[0] == 'w' ? "weights" : "biases");
}

/* ---- other ways to name numbers ---- */

/* "weights": of all layers. False: it is no such word. */
static bool add_group(struct finding *finding, const char *key)
{
    static const char *const samples[] = {"inputs", "targets"}, *const layers[] = {"weights",
                                                                                   "biases"};
    finding->pattern = (struct pattern){.rank = ANY_RANK};
    for (size_t i = 0; i < 2 && !finding->reader->problem->formulas; i++) {
        if (strcmp(key, samples[i]) == 0)
            add_of_samples(finding, key);
        else if (strcmp(key, layers[i]) == 0)
            add_of_layers(finding, key);
        else
            continue;
        finding->numbers->exactness = 0;
        return true;
    }
    return false;
}

/* "optimizer.schedule.gamma": keys from the top. */
static void add_by_keys(struct finding *finding, const char *path)
{
    static const char *const tops[] = {"optimizer.", "loss.", "penalty."};
    const struct json *node = finding->reader->root;
    bool known = false;
    for (size_t i = 0; i < sizeof tops / sizeof *tops; i++)
        known = known || strncmp(path, tops[i], strlen(tops[i])) == 0;
    for (const char *at = path; known && node && node->kind == JSON_OBJECT;) {
        size_t length = strcspn(at, ".");
        node = json_member(node, arena_copy(finding->reader->json.arena, at, length));
        at += length + (at[length] == '.');
        if (*at == '\0')
            break;
    }
    if (!known || !node || node->kind != JSON_NUMBER)
        return;
    finding->numbers->exactness = 1 + INDEX_MAX;
    add_number(finding, node);
}

/* ---- messages ---- */

/* The id of what the problem calls `name`; NULL: nothing is called so. */
static const char *id_of(const struct problem *problem, const char *name)
{
    for (int i = 0; i < problem->name_count; i++)
        if (strcmp(problem->names[i].name, name) == 0 && strcmp(problem->names[i].id, name) != 0)
            return problem->names[i].id;
    return NULL;
}

static bool complain_nothing(struct reader *reader, const struct json *member)
{
    const char *id = id_of(reader->problem, member->key);
    const char *wanted = reader->problem->formulas
                             ? "a given, as w or w[1,2] or w[1,*], or a number by its keys, as "
                               "optimizer.learning_rate"
                             : "inputs, targets, weights, biases; x[i], s1.x[i], t[k], w1[k,i] or "
                               "b1[k], with * for any index, or w1 for all; or a number by its "
                               "keys, as optimizer.learning_rate";
    return complain_key(&reader->json, member, DIAGNOSTIC_WRONG_VALUE, wanted, NULL,
                        "no number that is written in the problem is called \"%s\"%s%s%s",
                        member->key, id ? "; its id is \"" : "", id ? id : "", id ? "\"" : "");
}

/* "w1" of a problem in which w1[1,1] is called w1 as well. */
static bool is_ambiguous(struct reader *reader, const struct json *member)
{
    const char *id = id_of(reader->problem, member->key);
    if (!id || strcmp(id, member->key) == 0)
        return false;
    complain_key(
        &reader->json, member, DIAGNOSTIC_CONFLICT, "indices", NULL,
        "\"%s\" is all of %s, and the name of \"%s\"; say which: \"%s\", or with * for all "
        "indices",
        member->key, member->key, id, id);
    return true;
}

bool find_numbers(struct reader *reader, const struct json *member, struct named_numbers *numbers)
{
    struct finding finding = {.reader = reader, .numbers = numbers};
    struct pattern pattern;
    *numbers = (struct named_numbers){0};
    if (!add_group(&finding, member->key) &&
        read_pattern(reader->json.arena, member->key, reader->problem->formulas, &pattern)) {
        finding.pattern = pattern;
        numbers->exactness = exactness_of(&pattern);
        add_of_family(&finding);
        if (numbers->count > 0 && is_ambiguous(reader, member))
            return false;
    }
    if (numbers->count == 0)
        add_by_keys(&finding, member->key);
    if (numbers->count == 0)
        return complain_nothing(reader, member);
    return numbers->count <= VARY_NUMBERS_MOST ||
           complain_key(&reader->json, member, DIAGNOSTIC_TOO_LARGE,
                        arena_printf(reader->json.arena, "at most %d", VARY_NUMBERS_MOST), NULL,
                        "\"%s\" names too many numbers", member->key);
}
