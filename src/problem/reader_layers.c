/* The layers: sizes first, then numbers, so that no shape that does not fit is ever allocated. */
#include "problem/reader.h"

#include "catalogue/catalogue.h"
#include <string.h>

/* How the rows of a weight matrix stand in the file. */
enum layout { LAYOUT_OUT_IN, LAYOUT_IN_OUT };
static const char *const layout_names[] = {"out_in", "in_out"};

/* One layer while it is read. */
struct layer_reader {
    struct reader *reader;
    const struct json *object;
    const struct json *weights; /* the key's value */
    int number;                 /* from 1 */
    int layout;
    struct shape shape; /* of the weights as written */
    struct layer *layer;
};

static const char *layer_text(struct layer_reader *of, const char *format)
{
    return arena_printf(of->reader->arena, "%s of layer %d", format, of->number);
}

static bool read_layer_kind(struct layer_reader *of)
{
    static const char *const kinds[] = {"dense"};
    const struct json *kind = json_member(of->object, "kind");
    if (!kind)
        return true;
    if (!expect_kind(of->reader, kind, JSON_STRING, "\"kind\""))
        return false;
    return strcmp(kind->text, kinds[0]) == 0 ||
           complain_name(of->reader, kind, "layer kind", kinds, 1);
}

static bool read_layer_activation(struct layer_reader *of)
{
    const struct json *activation = json_member(of->object, "activation");
    of->layer->activation.entry = activation_by_name("linear");
    return !activation || read_activation(of->reader, activation, &of->layer->activation);
}

static bool measure_weights(struct layer_reader *of)
{
    struct shape limit = {PROBLEM_MAX_UNITS, PROBLEM_MAX_UNITS};
    of->weights = json_member(of->object, "weights");
    if (!of->weights)
        return complain(of->reader, of->object, DIAGNOSTIC_MISSING_KEY,
                        "\"weights\": an array with one row of numbers per unit", NULL,
                        "layer %d has no \"weights\"", of->number);
    return measure_rows(of->reader, of->weights, layer_text(of, "the weights"), limit, &of->shape);
}

static bool complain_weights(struct layer_reader *of, struct shape wanted)
{
    struct arena *arena = of->reader->arena;
    bool transposed = of->shape.rows == wanted.columns && of->shape.columns == wanted.rows;
    bool in_out = of->layout == LAYOUT_IN_OUT;
    const char *hint = "";
    if (transposed)
        hint = arena_printf(arena, "; transposed they fit: say \"weights_layout\": \"%s\"",
                            layout_names[in_out ? LAYOUT_OUT_IN : LAYOUT_IN_OUT]);
    return complain(of->reader, of->weights, DIAGNOSTIC_WRONG_SHAPE, NULL, NULL,
                    "layer %d: weights are %s x %s, expected %d x %d (%s)%s", of->number,
                    count_of(arena, of->shape.rows, "row"),
                    count_of(arena, of->shape.columns, "column"), wanted.rows, wanted.columns,
                    in_out ? "inputs x units" : "units x inputs", hint);
}

/* The number of units: said by the key, else by the shape of the weights. */
static bool read_units(struct layer_reader *of)
{
    struct layer *layer = of->layer;
    if (!field_integer(of->reader, of->object, "units", 1, PROBLEM_MAX_UNITS, &layer->units) ||
        !measure_weights(of))
        return false;
    if (layer->units == 0)
        layer->units = of->layout == LAYOUT_IN_OUT ? of->shape.columns : of->shape.rows;
    struct shape wanted = {layer->units, layer->inputs};
    if (of->layout == LAYOUT_IN_OUT)
        wanted = (struct shape){layer->inputs, layer->units};
    return (wanted.rows == of->shape.rows && wanted.columns == of->shape.columns) ||
           complain_weights(of, wanted);
}

static bool fill_weights(struct layer_reader *of)
{
    struct layer *layer = of->layer;
    size_t units = (size_t)layer->units, inputs = (size_t)layer->inputs;
    const char **weights = arena_array(of->reader->arena, units * inputs, sizeof(*weights));
    bool in_out = of->layout == LAYOUT_IN_OUT;
    layer->weights = weights;
    return fill_rows(of->reader, of->weights, layer_text(of, "each weight"), weights,
                     in_out ? 1 : inputs, in_out ? inputs : 1);
}

static bool expect_bias_count(struct layer_reader *of, const struct json *biases)
{
    struct arena *arena = of->reader->arena;
    const char *wanted =
        arena_printf(arena, "an array of %s", count_of(arena, of->layer->units, "number"));
    if (biases->kind != JSON_ARRAY)
        return complain(of->reader, biases, DIAGNOSTIC_WRONG_TYPE, wanted,
                        json_describe(arena, biases), "the biases of layer %d must be an array",
                        of->number);
    if (biases->count != (size_t)of->layer->units)
        return complain(of->reader, biases, DIAGNOSTIC_WRONG_SHAPE, NULL, NULL,
                        "layer %d: biases are %s, expected %d (one per unit)", of->number,
                        count_of(arena, (long)biases->count, "number"), of->layer->units);
    return true;
}

static bool read_biases(struct layer_reader *of)
{
    struct layer *layer = of->layer;
    const struct json *biases = json_member(of->object, "biases");
    if (biases && !layer->use_bias)
        return complain_key(of->reader, biases, DIAGNOSTIC_CONFLICT, NULL, NULL,
                            "layer %d has \"biases\", but \"use_bias\" is false", of->number);
    if (!layer->use_bias)
        return true;
    if (!biases)
        return complain(of->reader, of->object, DIAGNOSTIC_MISSING_KEY,
                        "\"biases\": one number per unit, or \"use_bias\": false", NULL,
                        "layer %d has no \"biases\"", of->number);
    if (!expect_bias_count(of, biases))
        return false;
    const char **values = arena_array(of->reader->arena, biases->count, sizeof(*values));
    layer->biases = values;
    return fill_numbers(of->reader, biases, layer_text(of, "each bias"), values, 1);
}

static bool read_layer(struct layer_reader *of)
{
    struct reader *reader = of->reader;
    struct layer *layer = of->layer;
    layer->use_bias = layer->train_weights = layer->train_biases = true;
    return expect_kind(reader, of->object, JSON_OBJECT, "a layer") && read_layer_kind(of) &&
           check_keys(reader, of->object, OBJECT_LAYER) && read_layer_activation(of) &&
           field_choice(reader, of->object, "weights_layout", layout_names, 2, &of->layout) &&
           field_bool(reader, of->object, "use_bias", &layer->use_bias) &&
           field_bool(reader, of->object, "train_weights", &layer->train_weights) &&
           field_bool(reader, of->object, "train_biases", &layer->train_biases) && read_units(of) &&
           fill_weights(of) && read_biases(of);
}

static bool check_parameter_count(struct layer_reader *of)
{
    long count = problem_parameter_count(of->reader->problem);
    if (count <= PROBLEM_MAX_PARAMETERS)
        return true;
    return complain(of->reader, of->object, DIAGNOSTIC_TOO_LARGE,
                    arena_printf(of->reader->arena, "at most %d", PROBLEM_MAX_PARAMETERS),
                    arena_printf(of->reader->arena, "%ld", count),
                    "up to layer %d there are too many weights and biases", of->number);
}

static bool expect_layer_array(struct reader *reader, const struct json *node)
{
    if (!node)
        return complain(reader, reader->root, DIAGNOSTIC_MISSING_KEY,
                        "\"layers\": an array of layers", NULL, "the problem has no \"layers\"");
    if (!expect_kind(reader, node, JSON_ARRAY, "\"layers\""))
        return false;
    if (node->count == 0)
        return complain(reader, node, DIAGNOSTIC_WRONG_SHAPE, "at least one layer",
                        json_describe(reader->arena, node), "the layers must not be empty");
    if (node->count > PROBLEM_MAX_LAYERS)
        return complain(reader, node, DIAGNOSTIC_TOO_LARGE,
                        arena_printf(reader->arena, "at most %d layers", PROBLEM_MAX_LAYERS),
                        count_of(reader->arena, (long)node->count, "layer"),
                        "the problem has too many layers");
    return true;
}

bool read_layers(struct reader *reader)
{
    struct problem *problem = reader->problem;
    const struct json *array = json_member(reader->root, "layers");
    int layout = LAYOUT_OUT_IN;
    if (!expect_layer_array(reader, array) ||
        !field_choice(reader, reader->root, "weights_layout", layout_names, 2, &layout))
        return false;

    struct layer *layers = arena_array(reader->arena, array->count, sizeof(*layers));
    int inputs = problem->input_count;
    problem->layers = layers;
    for (const struct json *object = array->first; object; object = object->next) {
        struct layer *layer = &layers[problem->layer_count++];
        struct layer_reader of = {.reader = reader,
                                  .object = object,
                                  .number = problem->layer_count,
                                  .layout = layout,
                                  .layer = layer};
        layer->inputs = inputs;
        if (!read_layer(&of) || !check_parameter_count(&of))
            return false;
        inputs = layer->units;
    }
    problem->output_count = inputs;
    return true;
}
