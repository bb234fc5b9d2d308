/* Penalties on parameters: those of single layers, and "penalty", which holds for all layers that say nothing. */
#include "problem/reader.h"

#include "base/literal.h"
#include "problem/words.h"

/* A penalty of 0 is none. */
static bool read_strength(struct reader *reader, const struct json *object, const char *key,
                          const char **value)
{
    if (!field_range(reader, object, key, RANGE_NONNEGATIVE, value))
        return false;
    if (*value && literal_sign(*value) == 0)
        *value = NULL;
    return true;
}

bool read_strengths(struct reader *reader, const struct json *object, const char **l1,
                    const char **l2)
{
    return read_strength(reader, object, "l1", l1) && read_strength(reader, object, "l2", l2);
}

bool read_penalty(struct reader *reader, const char **l1, const char **l2)
{
    const struct json *object = json_member(reader->root, "penalty");
    struct penalty *penalty = &reader->problem->penalty;
    int convention = PENALTY_PLAIN;
    if (!object)
        return true;
    if (!expect_kind(&reader->json, object, JSON_OBJECT, "\"penalty\"") ||
        !check_keys(reader, object, OBJECT_PENALTY) || !read_strengths(reader, object, l1, l2) ||
        !field_choice(&reader->json, object, "convention", convention_words, CONVENTIONS,
                      &convention) ||
        !field_bool(&reader->json, object, "biases", &penalty->biases))
        return false;
    penalty->convention = (enum penalty_convention)convention;
    return true;
}

/* The key that asks for a penalty: the top one, else the first of a layer. */
static const struct json *penalty_key(struct reader *reader)
{
    const struct json *node = json_member(reader->root, "penalty");
    const struct json *layer = json_member(reader->root, "layers")->first;
    for (; layer && !node; layer = layer->next) {
        node = json_member(layer, "l1");
        node = node ? node : json_member(layer, "l2");
    }
    return node;
}

bool check_penalty(struct reader *reader)
{
    struct problem *problem = reader->problem;
    for (int l = 0; l < problem->layer_count; l++)
        problem->penalty.present =
            problem->penalty.present || problem->layers[l].l1 || problem->layers[l].l2;
    if (!problem->penalty.present)
        problem->penalty = (struct penalty){.convention = PENALTY_PLAIN};
    if (!problem->penalty.present || problem->loss.entry || problem->objective != OBJECTIVE_LOSS)
        return true;
    return complain_key(&reader->json, penalty_key(reader), DIAGNOSTIC_MISSING_KEY, "\"loss\"",
                        NULL, "there is a penalty but no \"loss\" or \"objective\" to add it to");
}
