/* The loss: of the catalogue, in the variant that its keys ask for, or the user's own formula. */
#include "problem/reader.h"

#include "base/literal.h"
#include "problem/words.h"
#include <string.h>

/* "e", "2" or "10"; the last two also as numbers. */
static bool read_log_base(struct reader *reader, const struct json *object)
{
    const struct json *node = json_member(object, "log_base");
    if (!node)
        return true;
    for (int base = 0; base < LOG_BASES; base++)
        if (node->kind == JSON_STRING && strcmp(node->text, log_base_words[base]) == 0) {
            reader->problem->loss.log_base = (enum log_base)base;
            return true;
        }
    long value = 0;
    if (node->kind == JSON_NUMBER && !literal_too_long(node->text) &&
        literal_integer(node->text, &value) && (value == 2 || value == 10)) {
        reader->problem->loss.log_base = value == 2 ? LOG_BASE_2 : LOG_BASE_10;
        return true;
    }
    bool typed = node->kind == JSON_STRING || node->kind == JSON_NUMBER;
    return complain(&reader->json, node, typed ? DIAGNOSTIC_WRONG_VALUE : DIAGNOSTIC_WRONG_TYPE,
                    "\"e\", 2 or 10", json_describe(reader->json.arena, node),
                    "\"log_base\" must be \"e\", 2 or 10");
}

/* Clipping to [clip, 1 - clip] leaves something between. */
static bool read_clip(struct reader *reader, const struct json *object)
{
    static const char wanted[] = "a number above 0 and below 0.5";
    const char **clip = &reader->problem->loss.clip;
    const struct json *node = json_member(object, "clip");
    if (!field_number(&reader->json, object, "clip", clip))
        return false;
    if (!node || (literal_sign(*clip) > 0 && literal_compare(reader->json.arena, *clip, "0.5") < 0))
        return true;
    return complain(&reader->json, node, DIAGNOSTIC_WRONG_VALUE, wanted,
                    json_describe(reader->json.arena, node), "\"clip\" must be %s", wanted);
}

/* Keys that ask for something which this loss does not have. */
static bool check_keys_of_loss(struct reader *reader, const struct json *object)
{
    static const char *const log_keys[] = {"log_base", "log_add", "clip", "from_logits"};
    const struct loss_entry *entry = reader->problem->loss.entry;
    const struct json *smoothing = json_member(object, "label_smoothing");
    if (!entry->logarithmic)
        for (size_t i = 0; i < sizeof(log_keys) / sizeof(log_keys[0]); i++) {
            const struct json *member = json_member(object, log_keys[i]);
            if (member)
                return complain_key(
                    &reader->json, member, DIAGNOSTIC_CONFLICT, NULL, NULL,
                    "\"%s\" does not apply: there is no logarithm in the loss \"%s\"", log_keys[i],
                    entry->name);
        }
    if (smoothing && !entry->smoothing_classes)
        return complain_key(
            &reader->json, smoothing, DIAGNOSTIC_CONFLICT, NULL, NULL,
            "\"label_smoothing\" does not apply: the targets of the loss \"%s\" are "
            "no probabilities",
            entry->name);
    return true;
}

/* ---- variants ---- */

/* Logits are what a linear last layer gives. */
static bool check_linear(struct reader *reader, const struct json *member)
{
    const struct problem *problem = reader->problem;
    const struct activation *last = &problem->layers[problem->layer_count - 1].activation;
    if (!last->custom && strcmp(last->entry->name, "linear") == 0)
        return true;
    return complain_key(&reader->json, member, DIAGNOSTIC_CONFLICT, "\"activation\": \"linear\"",
                        arena_printf(reader->json.arena, "\"%s\"", last->entry->name),
                        "\"from_logits\" needs a linear last layer; layer %d is \"%s\"",
                        problem->layer_count, last->entry->name);
}

static bool check_variant(struct reader *reader, const struct json *member,
                          enum loss_variant variant)
{
    const char *name = reader->problem->loss.entry->name;
    if (!loss_variant(name, variant))
        return complain_key(&reader->json, member, DIAGNOSTIC_CONFLICT, NULL, NULL,
                            "\"%s\" does not apply to the loss \"%s\"", member->key, name);
    return variant != LOSS_LOGITS || check_linear(reader, member);
}

/* At most one of the keys that make a variant. */
static bool read_variant(struct reader *reader, const struct json *object)
{
    static const struct {
        const char *key;
        enum loss_variant variant;
    } keys[] = {{"log_add", LOSS_LOG_ADD}, {"clip", LOSS_CLIP}, {"from_logits", LOSS_LOGITS}};
    struct loss *loss = &reader->problem->loss;
    const struct json *chosen = NULL;
    enum loss_variant variant = LOSS_PLAIN;
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        const struct json *member = json_member(object, keys[i].key);
        if (!member || member->kind == JSON_FALSE)
            continue;
        if (chosen)
            return complain_key(&reader->json, member, DIAGNOSTIC_CONFLICT, NULL, NULL,
                                "\"%s\" and \"%s\" exclude each other; give one of them",
                                chosen->key, member->key);
        if (!check_variant(reader, member, keys[i].variant))
            return false;
        chosen = member;
        variant = keys[i].variant;
    }
    loss->entry = loss_variant(loss->entry->name, variant);
    return true;
}

/* ---- the whole ---- */

static bool read_reductions(struct reader *reader, const struct json *object)
{
    struct loss *loss = &reader->problem->loss;
    int scale = SCALE_SUM, batch = REDUCTION_MEAN;
    if (!field_choice(&reader->json, object, "scale", scale_words, SCALES, &scale) ||
        !field_choice(&reader->json, object, "batch", reduction_words, REDUCTIONS, &batch))
        return false;
    loss->scale = (enum scale)scale;
    loss->batch = (enum reduction)batch;
    return true;
}

static bool read_own(struct reader *reader, const struct json *object)
{
    struct loss *loss = &reader->problem->loss;
    struct own_entry own = {0};
    if (!read_own_loss(reader, object, reader->problem->output_count, &own))
        return false;
    struct loss_entry *entry = arena_alloc(reader->json.arena, sizeof *entry);
    entry->name = own.name;
    entry->formula = own.formula;
    for (int p = 0; p < ENTRY_PARAMETERS; p++) {
        entry->parameters[p] = own.parameters[p];
        loss->parameters[p] = own.values[p];
    }
    loss->entry = entry;
    loss->custom = true;
    return check_keys_of_loss(reader, object) && read_reductions(reader, object);
}

static bool read_kind(struct reader *reader, const struct json *kind)
{
    size_t count;
    const char *const *names = loss_names(&count);
    if (!expect_kind(&reader->json, kind, JSON_STRING,
                     kind->parent == reader->root ? "\"loss\"" : "\"kind\""))
        return false;
    reader->problem->loss.entry = loss_by_name(kind->text);
    return reader->problem->loss.entry || complain_name(&reader->json, kind, "loss", names, count);
}

static bool read_named(struct reader *reader, const struct json *kind, const struct json *object)
{
    struct loss *loss = &reader->problem->loss;
    bool logits = false;
    if (!read_kind(reader, kind) ||
        !read_parameters(reader, object, OBJECT_LOSS, loss->entry->parameters,
                         arena_printf(reader->json.arena, "the loss \"%s\"", kind->text), kind,
                         loss->parameters))
        return false;
    if (!object)
        return true;
    return read_reductions(reader, object) && read_log_base(reader, object) &&
           field_range(reader, object, "log_add", RANGE_POSITIVE, &loss->log_add) &&
           read_clip(reader, object) && field_bool(&reader->json, object, "from_logits", &logits) &&
           field_range(reader, object, "label_smoothing", RANGE_FRACTION, &loss->smoothing) &&
           check_keys_of_loss(reader, object) && read_variant(reader, object);
}

static bool read_object(struct reader *reader, const struct json *object)
{
    const struct json *kind = json_member(object, "kind");
    if (!check_keys(reader, object, OBJECT_LOSS))
        return false;
    if (!kind && (json_member(object, "formula") || json_member(object, "name")))
        return read_own(reader, object);
    if (!kind)
        return complain(&reader->json, object, DIAGNOSTIC_MISSING_KEY,
                        "\"kind\": a name, or \"name\" and \"formula\"", NULL,
                        "the loss has no \"kind\"");
    if (!refuse_own_keys(reader, object, "a loss") || !read_named(reader, kind, object))
        return false;
    /* Smoothing by 0 is none. */
    struct loss *loss = &reader->problem->loss;
    if (loss->smoothing && literal_sign(loss->smoothing) == 0)
        loss->smoothing = NULL;
    return true;
}

bool read_loss(struct reader *reader)
{
    const struct json *loss = json_member(reader->root, "loss");
    if (!loss)
        return true;
    if (loss->kind == JSON_STRING)
        return read_named(reader, loss, NULL);
    if (loss->kind != JSON_OBJECT)
        return complain(&reader->json, loss, DIAGNOSTIC_WRONG_TYPE,
                        "an object, or a name as a string", json_describe(reader->json.arena, loss),
                        "\"loss\" must be an object or a name");
    return read_object(reader, loss);
}
