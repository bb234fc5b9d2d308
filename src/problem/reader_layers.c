/* The dense layers: sizes first, then numbers, so that no shape that does not fit is ever allocated. Entries of the
 * other kinds add to the dense layer before them: reader_layer_list.c. */
#include "problem/reader_layers.h"

#include "catalogue/catalogue.h"
#include "problem/initializer.h"
#include <string.h>

static const char *layer_text(struct layer_reader *of, const char *format)
{
    return arena_printf(of->reader->json.arena, "%s of layer %d", format, of->number);
}

static bool read_layer_activation(struct layer_reader *of)
{
    const struct json *activation = json_member(of->object, "activation");
    of->layer->activation.entry = activation_by_name("linear");
    return !activation || read_activation(of->reader, activation, &of->layer->activation);
}

/* Sizes beyond the limits fit no layer. */
static bool measure_tensor(struct layer_reader *of)
{
    const struct tensor *tensor = NULL;
    if (!read_tensor(of->reader, of->weights, &tensor))
        return false;
    of->tensor = tensor;
    if (tensor->rank != 2 || tensor->count == 0 || tensor->shape[0] > PROBLEM_MAX_UNITS ||
        tensor->shape[1] > PROBLEM_MAX_UNITS)
        return complain(&of->reader->json, of->weights, DIAGNOSTIC_WRONG_SHAPE,
                        arena_printf(of->reader->json.arena, "rows x columns, each up to %d",
                                     PROBLEM_MAX_UNITS),
                        tensor_shape(of->reader->json.arena, tensor),
                        "layer %d: the weights in %s are no matrix", of->number,
                        of->reader->tensor_path);
    of->shape = (struct shape){(int)tensor->shape[0], (int)tensor->shape[1]};
    return true;
}

static bool measure_weights(struct layer_reader *of)
{
    if (of->weights->kind == JSON_OBJECT)
        return measure_tensor(of);
    struct shape limit = {PROBLEM_MAX_UNITS, PROBLEM_MAX_UNITS};
    return measure_rows(of->reader, of->weights, layer_text(of, "the weights"), limit, &of->shape);
}

static bool complain_weights(struct layer_reader *of, struct shape wanted)
{
    struct arena *arena = of->reader->json.arena;
    bool transposed = of->shape.rows == wanted.columns && of->shape.columns == wanted.rows;
    bool in_out = of->layout == LAYOUT_IN_OUT;
    const char *hint = "";
    if (transposed)
        hint = arena_printf(arena, "; transposed they fit: say \"weights_layout\": \"%s\"",
                            layout_names[in_out ? LAYOUT_OUT_IN : LAYOUT_IN_OUT]);
    return complain(&of->reader->json, of->weights, DIAGNOSTIC_WRONG_SHAPE, NULL, NULL,
                    "layer %d: weights%s%s are %s x %s, expected %d x %d (%s)%s", of->number,
                    of->tensor ? " in " : "", of->tensor ? of->reader->tensor_path : "",
                    count_of(arena, of->shape.rows, "row"),
                    count_of(arena, of->shape.columns, "column"), wanted.rows, wanted.columns,
                    in_out ? "inputs x units" : "units x inputs", hint);
}

/* The number of units where the weights are written: said by the key, else by their shape. */
static bool measure_units(struct layer_reader *of)
{
    struct layer *layer = of->layer;
    if (!measure_weights(of))
        return false;
    if (layer->units == 0)
        layer->units = of->layout == LAYOUT_IN_OUT ? of->shape.columns : of->shape.rows;
    struct shape wanted = {layer->units, layer->inputs};
    if (of->layout == LAYOUT_IN_OUT)
        wanted = (struct shape){layer->inputs, layer->units};
    return (wanted.rows == of->shape.rows && wanted.columns == of->shape.columns) ||
           complain_weights(of, wanted);
}

/* Weights are written, or made by an initializer, which needs the number of units. */
static bool read_units(struct layer_reader *of)
{
    const struct json *initializer = json_member(of->object, "initializer");
    of->weights = json_member(of->object, "weights");
    if (!field_integer(&of->reader->json, of->object, "units", 1, PROBLEM_MAX_UNITS,
                       &of->layer->units))
        return false;
    if (of->weights && initializer)
        return complain_key(&of->reader->json,
                            initializer->index > of->weights->index ? initializer : of->weights,
                            DIAGNOSTIC_CONFLICT, NULL, NULL,
                            "\"weights\" and \"initializer\" exclude each other; give one of them");
    if (of->weights)
        return measure_units(of);
    if (!initializer)
        return complain(&of->reader->json, of->object, DIAGNOSTIC_MISSING_KEY,
                        "\"weights\": an array with one row of numbers per unit, or an "
                        "\"initializer\"",
                        NULL, "layer %d has no \"weights\"", of->number);
    return of->layer->units > 0 ||
           complain(&of->reader->json, of->object, DIAGNOSTIC_MISSING_KEY,
                    "\"units\": a whole number", NULL,
                    "layer %d has an \"initializer\" but no \"units\"", of->number);
}

static bool fill_weights(struct layer_reader *of)
{
    struct layer *layer = of->layer;
    size_t units = (size_t)layer->units, inputs = (size_t)layer->inputs;
    const char **weights = arena_array(of->reader->json.arena, units * inputs, sizeof(*weights));
    bool in_out = of->layout == LAYOUT_IN_OUT;
    layer->weights = weights;
    if (of->tensor)
        return fill_tensor(of->reader, of->weights, of->tensor, of->shape, weights,
                           in_out ? 1 : inputs, in_out ? inputs : 1);
    if (of->weights)
        return fill_rows(of->reader, of->weights, layer_text(of, "each weight"), weights,
                         in_out ? 1 : inputs, in_out ? inputs : 1);
    struct initializer initializer = {0};
    if (!read_initializer(of->reader, json_member(of->object, "initializer"), &initializer))
        return false;
    initializer_fill(of->reader->json.arena, &initializer, layer->units, layer->inputs, weights);
    return true;
}

/* ---- biases ---- */

static int bias_count(const struct layer *layer)
{
    return layer->shared_bias ? 1 : layer->units;
}

static bool expect_bias_count(struct layer_reader *of, const struct json *biases)
{
    struct arena *arena = of->reader->json.arena;
    int count = bias_count(of->layer);
    const char *wanted = arena_printf(arena, "an array of %s", count_of(arena, count, "number"));
    if (biases->kind != JSON_ARRAY)
        return complain(&of->reader->json, biases, DIAGNOSTIC_WRONG_TYPE, wanted,
                        json_describe(arena, biases), "the biases of layer %d must be an array",
                        of->number);
    if (biases->count != (size_t)count)
        return complain(&of->reader->json, biases, DIAGNOSTIC_WRONG_SHAPE, NULL, NULL,
                        "layer %d: biases are %s, expected %d (%s)", of->number,
                        count_of(arena, (long)biases->count, "number"), count,
                        of->layer->shared_bias ? "one for all units" : "one per unit");
    return true;
}

/* Beside an initializer biases start at 0. */
static void zero_biases(struct layer_reader *of, const char **values)
{
    for (int k = 0; k < bias_count(of->layer); k++)
        values[k] = "0";
}

/* A row or a column. */
static bool fill_biases_from_tensor(struct layer_reader *of, const struct json *biases,
                                    const char **values)
{
    const struct tensor *tensor = NULL;
    struct reader *reader = of->reader;
    size_t wanted = (size_t)bias_count(of->layer), longest = 1;
    if (!read_tensor(reader, biases, &tensor))
        return false;
    for (int d = 0; d < tensor->rank; d++)
        longest = tensor->shape[d] > longest ? tensor->shape[d] : longest;
    if (tensor->count != wanted || longest != wanted)
        return complain(&reader->json, biases, DIAGNOSTIC_WRONG_SHAPE,
                        count_of(reader->json.arena, (long)wanted, "number"),
                        tensor_shape(reader->json.arena, tensor),
                        "layer %d: biases in %s are %s, expected %zu", of->number,
                        reader->tensor_path, tensor_shape(reader->json.arena, tensor), wanted);
    return fill_tensor(reader, biases, tensor, (struct shape){1, (int)wanted}, values, wanted, 1);
}

static bool fill_biases(struct layer_reader *of, const struct json *biases)
{
    const char **values =
        arena_array(of->reader->json.arena, (size_t)bias_count(of->layer), sizeof(*values));
    of->layer->biases = values;
    if (!biases) {
        zero_biases(of, values);
        return true;
    }
    if (biases->kind == JSON_OBJECT)
        return fill_biases_from_tensor(of, biases, values);
    if (of->layer->shared_bias && biases->kind == JSON_NUMBER) {
        values[0] = biases->text;
        return expect_number(&of->reader->json, biases, layer_text(of, "the bias"));
    }
    return expect_bias_count(of, biases) &&
           fill_numbers(of->reader, biases, layer_text(of, "each bias"), values, 1);
}

static bool check_no_bias_keys(struct layer_reader *of)
{
    static const char *const keys[] = {"biases", "shared_bias"};
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        const struct json *member = json_member(of->object, keys[i]);
        if (member)
            return complain_key(&of->reader->json, member, DIAGNOSTIC_CONFLICT, NULL, NULL,
                                "layer %d has \"%s\", but \"use_bias\" is false", of->number,
                                keys[i]);
    }
    return true;
}

static bool read_biases(struct layer_reader *of)
{
    const struct json *biases = json_member(of->object, "biases");
    if (!of->layer->use_bias)
        return check_no_bias_keys(of);
    if (!biases && of->weights)
        return complain(&of->reader->json, of->object, DIAGNOSTIC_MISSING_KEY,
                        of->layer->shared_bias
                            ? "\"biases\": a number"
                            : "\"biases\": one number per unit, or \"use_bias\": false",
                        NULL, "layer %d has no \"biases\"", of->number);
    return fill_biases(of, biases);
}

/* ---- the whole ---- */

static bool check_parameter_count(struct layer_reader *of)
{
    long count = problem_parameter_count(of->reader->problem);
    if (count <= PROBLEM_MAX_PARAMETERS)
        return true;
    return complain(&of->reader->json, of->object, DIAGNOSTIC_TOO_LARGE,
                    arena_printf(of->reader->json.arena, "at most %d", PROBLEM_MAX_PARAMETERS),
                    arena_printf(of->reader->json.arena, "%ld", count),
                    "up to layer %d there are too many weights and biases", of->number);
}

static bool read_own_dropout(struct layer_reader *of)
{
    const struct json *object = json_member(of->object, "dropout");
    return !object || (expect_kind(&of->reader->json, object, JSON_OBJECT, "\"dropout\"") &&
                       check_keys(of->reader, object, OBJECT_DROPOUT) &&
                       read_dropout(of->reader, object, of->layer->units, &of->layer->dropout));
}

bool read_dense_layer(struct layer_reader *of)
{
    struct reader *reader = of->reader;
    struct layer *layer = of->layer;
    layer->use_bias = layer->train_weights = layer->train_biases = true;
    return check_keys(reader, of->object, OBJECT_LAYER) && read_layer_activation(of) &&
           field_choice(&reader->json, of->object, "weights_layout", layout_names, 2,
                        &of->layout) &&
           field_bool(&reader->json, of->object, "use_bias", &layer->use_bias) &&
           field_bool(&reader->json, of->object, "shared_bias", &layer->shared_bias) &&
           field_bool(&reader->json, of->object, "train_weights", &layer->train_weights) &&
           field_bool(&reader->json, of->object, "train_biases", &layer->train_biases) &&
           read_strengths(reader, of->object, &layer->l1, &layer->l2) && read_units(of) &&
           check_parameter_count(of) && fill_weights(of) && read_biases(of) && read_own_dropout(of);
}
