/* The list of layers. A dense layer has a number; entries of the kinds "activation" and "dropout" give the dense
 * layer before them what it could also have said itself. */
#include "problem/reader_layers.h"

#include <string.h>

enum kind { KIND_DENSE, KIND_ACTIVATION, KIND_DROPOUT };
static const char *const kinds[] = {"dense", "activation", "dropout"};
#define KINDS 3

static bool read_layer_kind(struct reader *reader, const struct json *object, enum kind *kind)
{
    const struct json *node = json_member(object, "kind");
    *kind = KIND_DENSE;
    if (!node)
        return true;
    if (!expect_kind(&reader->json, node, JSON_STRING, "\"kind\""))
        return false;
    for (int i = 0; i < KINDS; i++)
        if (strcmp(node->text, kinds[i]) == 0) {
            *kind = (enum kind)i;
            return true;
        }
    return complain_name(&reader->json, node, "layer kind", kinds, KINDS);
}

/* ---- entries that belong to the layer before ---- */

/* The list while it is read. */
struct list_reader {
    struct reader *reader;
    struct layer *layers;
    const struct json *dense; /* the entry of the last dense layer; NULL: there is none yet */
    bool has_activation;      /* that layer has said its activation */
    int layout;
    const char *l1, *l2; /* of layers without their own */
};

static struct layer *last_layer(struct list_reader *list)
{
    return &list->layers[list->reader->problem->layer_count - 1];
}

static bool check_dense_before(struct list_reader *list, const struct json *object,
                               const char *kind)
{
    return list->dense ||
           complain(&list->reader->json, object, DIAGNOSTIC_CONFLICT, "a dense layer first", NULL,
                    "the %s belongs to the dense layer before it; there is none", kind);
}

static bool read_activation_layer(struct list_reader *list, const struct json *object)
{
    struct reader *reader = list->reader;
    const struct json *activation = json_member(object, "activation");
    int number = reader->problem->layer_count;
    if (!check_keys(reader, object, OBJECT_ACTIVATION_LAYER) ||
        !check_dense_before(list, object, "activation"))
        return false;
    if (!activation)
        return complain(&reader->json, object, DIAGNOSTIC_MISSING_KEY, "\"activation\": a name",
                        NULL, "the activation layer has no \"activation\"");
    if (list->has_activation)
        return complain(&reader->json, object, DIAGNOSTIC_CONFLICT, NULL, NULL,
                        "layer %d has an activation already", number);
    if (last_layer(list)->dropout)
        return complain(
            &reader->json, object, DIAGNOSTIC_CONFLICT, "the activation before the dropout", NULL,
            "layer %d has its dropout already, which comes after the activation", number);
    list->has_activation = true;
    return read_activation(reader, activation, &last_layer(list)->activation);
}

static bool read_dropout_layer(struct list_reader *list, const struct json *object)
{
    struct reader *reader = list->reader;
    if (!check_keys(reader, object, OBJECT_DROPOUT_LAYER) ||
        !check_dense_before(list, object, "dropout"))
        return false;
    struct layer *layer = last_layer(list);
    if (layer->dropout)
        return complain(&reader->json, object, DIAGNOSTIC_CONFLICT, NULL, NULL,
                        "layer %d has a dropout already", reader->problem->layer_count);
    return read_dropout(reader, object, layer->units, &layer->dropout);
}

/* ---- dense layers ---- */

static bool read_dense(struct list_reader *list, const struct json *object)
{
    struct reader *reader = list->reader;
    struct problem *problem = reader->problem;
    struct layer *layer = &list->layers[problem->layer_count++];
    struct layer_reader of = {.reader = reader,
                              .object = object,
                              .number = problem->layer_count,
                              .layout = list->layout,
                              .layer = layer};
    layer->inputs = problem->layer_count > 1 ? layer[-1].units : problem->input_count;
    layer->l1 = list->l1;
    layer->l2 = list->l2;
    list->dense = object;
    list->has_activation = json_member(object, "activation") != NULL;
    return read_dense_layer(&of);
}

static bool read_entry(struct list_reader *list, const struct json *object)
{
    enum kind kind;
    if (!expect_kind(&list->reader->json, object, JSON_OBJECT, "a layer") ||
        !read_layer_kind(list->reader, object, &kind))
        return false;
    switch (kind) {
    case KIND_ACTIVATION:
        return read_activation_layer(list, object);
    case KIND_DROPOUT:
        return read_dropout_layer(list, object);
    default:
        return read_dense(list, object);
    }
}

/* ---- the list ---- */

/* Entries that are no activation and no dropout, whatever else they are. */
static size_t count_dense(const struct json *array)
{
    size_t count = 0;
    for (const struct json *object = array->first; object; object = object->next) {
        const struct json *kind = object->kind == JSON_OBJECT ? json_member(object, "kind") : NULL;
        bool other = kind && kind->kind == JSON_STRING &&
                     (strcmp(kind->text, kinds[KIND_ACTIVATION]) == 0 ||
                      strcmp(kind->text, kinds[KIND_DROPOUT]) == 0);
        count += !other;
    }
    return count;
}

static bool expect_layer_array(struct reader *reader, const struct json *node)
{
    if (!node)
        return complain(&reader->json, reader->root, DIAGNOSTIC_MISSING_KEY,
                        "\"layers\": an array of layers", NULL, "the problem has no \"layers\"");
    if (!expect_kind(&reader->json, node, JSON_ARRAY, "\"layers\""))
        return false;
    if (node->count == 0)
        return complain(&reader->json, node, DIAGNOSTIC_WRONG_SHAPE, "at least one layer",
                        json_describe(reader->json.arena, node), "the layers must not be empty");
    if (count_dense(node) > PROBLEM_MAX_LAYERS)
        return complain(&reader->json, node, DIAGNOSTIC_TOO_LARGE,
                        arena_printf(reader->json.arena, "at most %d layers", PROBLEM_MAX_LAYERS),
                        count_of(reader->json.arena, (long)count_dense(node), "layer"),
                        "the problem has too many layers");
    return true;
}

bool read_layers(struct reader *reader)
{
    struct problem *problem = reader->problem;
    const struct json *array = json_member(reader->root, "layers");
    struct list_reader list = {.reader = reader, .layout = LAYOUT_OUT_IN};
    if (!expect_layer_array(reader, array) ||
        !field_choice(&reader->json, reader->root, "weights_layout", layout_names, 2,
                      &list.layout) ||
        !read_penalty(reader, &list.l1, &list.l2))
        return false;
    list.layers = arena_array(reader->json.arena, count_dense(array) + 1, sizeof(*list.layers));
    problem->layers = list.layers;
    for (const struct json *object = array->first; object; object = object->next)
        if (!read_entry(&list, object))
            return false;
    problem->output_count = last_layer(&list)->units;
    return true;
}
