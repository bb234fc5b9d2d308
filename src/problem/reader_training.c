/* What is done with the samples: loss, optimizer, number of updates, and which of these need each
 * other. */
#include "problem/reader.h"

#include "catalogue/catalogue.h"
#include "number/number.h"
#include "problem/literal.h"
#include "problem/words.h"
#include <string.h>

/* ---- loss ---- */

static bool read_loss_kind(struct reader *reader, const struct json *kind)
{
    size_t count;
    const char *const *names = loss_names(&count);
    if (!expect_kind(reader, kind, JSON_STRING,
                     kind->parent == reader->root ? "\"loss\"" : "\"kind\""))
        return false;
    reader->problem->loss.entry = loss_by_name(kind->text);
    return reader->problem->loss.entry ||
           complain_name(reader, kind, LIST_LOSS, "loss", names, count);
}

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
    return complain(reader, node, typed ? DIAGNOSTIC_WRONG_VALUE : DIAGNOSTIC_WRONG_TYPE,
                    "\"e\", 2 or 10", json_describe(reader->arena, node),
                    "\"log_base\" must be \"e\", 2 or 10");
}

/* Is 0 < literal, and literal < 1/2 when `below_half`? */
static bool is_small_positive(struct arena *arena, const char *text, bool below_half)
{
    if (literal_sign(text) <= 0)
        return false;
    if (!below_half)
        return true;
    struct arena *scratch = arena_child(arena);
    struct arithmetic *arithmetic = arithmetic_open(scratch, ARITHMETIC_CERTIFIED, PRECISION_FIRST);
    union cell value = number_literal(arithmetic, text, strlen(text));
    union cell half = number_literal(arithmetic, "0.5", 3);
    bool below = number_compare(arithmetic, value, half) == LESS;
    arena_close(scratch);
    return below;
}

static bool read_small_number(struct reader *reader, const struct json *object, const char *key,
                              bool below_half, const char **value)
{
    const char *wanted = below_half ? "a number above 0 and below 0.5" : "a number above 0";
    if (!field_number(reader, object, key, value))
        return false;
    if (!*value || is_small_positive(reader->arena, *value, below_half))
        return true;
    const struct json *node = json_member(object, key);
    return complain(reader, node, DIAGNOSTIC_WRONG_VALUE, wanted,
                    json_describe(reader->arena, node), "\"%s\" must be %s", key, wanted);
}

/* Keys that say something of the logarithm need a loss with a logarithm. */
static bool check_log_keys(struct reader *reader, const struct json *object)
{
    static const char *const log_keys[] = {"log_base", "log_add", "clip"};
    const struct loss *loss = &reader->problem->loss;
    if (!loss->entry->logarithmic)
        for (size_t i = 0; i < sizeof(log_keys) / sizeof(log_keys[0]); i++) {
            const struct json *member = json_member(object, log_keys[i]);
            if (member)
                return complain_key(
                    reader, member, DIAGNOSTIC_CONFLICT, NULL, NULL,
                    "\"%s\" does not apply: there is no logarithm in the loss \"%s\"", log_keys[i],
                    loss->entry->name);
        }
    if (loss->log_add && loss->clip)
        return complain_key(
            reader, json_member(object, "clip"), DIAGNOSTIC_CONFLICT, NULL, NULL,
            "\"log_add\" and \"clip\" are two ways to do one thing; give one of them");
    return true;
}

static bool read_loss_object(struct reader *reader, const struct json *object)
{
    struct loss *loss = &reader->problem->loss;
    const struct json *kind = json_member(object, "kind");
    int scale = SCALE_SUM, batch = REDUCTION_MEAN;
    /* The kind goes first: of a loss that is not supported yet, no key should be called unknown. */
    if (kind && !read_loss_kind(reader, kind))
        return false;
    if (!check_keys(reader, object, OBJECT_LOSS))
        return false;
    if (!kind)
        return complain(reader, object, DIAGNOSTIC_MISSING_KEY, "\"kind\": a name", NULL,
                        "the loss has no \"kind\"");
    if (!field_choice(reader, object, "scale", scale_words, SCALES, &scale) ||
        !field_choice(reader, object, "batch", reduction_words, REDUCTIONS, &batch) ||
        !read_log_base(reader, object) ||
        !read_small_number(reader, object, "log_add", false, &loss->log_add) ||
        !read_small_number(reader, object, "clip", true, &loss->clip))
        return false;
    loss->scale = (enum scale)scale;
    loss->batch = (enum reduction)batch;
    if (!check_log_keys(reader, object))
        return false;
    loss->entry = loss_variant(loss->entry->name, loss->clip      ? LOSS_CLIP
                                                  : loss->log_add ? LOSS_LOG_ADD
                                                                  : LOSS_PLAIN);
    return true;
}

static bool read_loss(struct reader *reader)
{
    const struct json *loss = json_member(reader->root, "loss");
    if (!loss)
        return true;
    if (loss->kind == JSON_STRING)
        return read_loss_kind(reader, loss);
    if (loss->kind != JSON_OBJECT)
        return complain(reader, loss, DIAGNOSTIC_WRONG_TYPE, "an object, or a name as a string",
                        json_describe(reader->arena, loss), "\"loss\" must be an object or a name");
    return read_loss_object(reader, loss);
}

/* ---- optimizer ---- */

static bool read_optimizer_kind(struct reader *reader, const struct json *object)
{
    static const char *const kinds[] = {"sgd"};
    const struct json *kind = json_member(object, "kind");
    reader->problem->optimizer.entry = optimizer_by_name(kinds[0], NULL, false);
    if (!kind)
        return true;
    if (!expect_kind(reader, kind, JSON_STRING, "\"kind\""))
        return false;
    return strcmp(kind->text, kinds[0]) == 0 ||
           complain_name(reader, kind, LIST_OPTIMIZER, "optimizer", kinds, 1);
}

bool read_optimizer(struct reader *reader)
{
    const struct json *object = json_member(reader->root, "optimizer");
    if (!object)
        return true;
    return expect_kind(reader, object, JSON_OBJECT, "\"optimizer\"") &&
           read_optimizer_kind(reader, object) && check_keys(reader, object, OBJECT_OPTIMIZER) &&
           field_number(reader, object, "learning_rate", &reader->problem->optimizer.learning_rate);
}

/* ---- what needs what ---- */

/* `key` is there, so `needed` must be. */
static bool check_needs(struct reader *reader, const char *key, const char *needed)
{
    const struct json *member = json_member(reader->root, key);
    if (!member || json_member(reader->root, needed))
        return true;
    return complain_key(reader, member, DIAGNOSTIC_MISSING_KEY,
                        arena_printf(reader->arena, "\"%s\"", needed), NULL,
                        "there is a \"%s\" key but no \"%s\"", key, needed);
}

static bool check_updates(struct reader *reader)
{
    const struct problem *problem = reader->problem;
    const struct json *updates = json_member(reader->root, "updates");
    const struct json *optimizer = json_member(reader->root, "optimizer");
    static const char *const needed[] = {"targets", "loss", "optimizer"};
    /* One pass may go without an optimizer: its gradients are taken and nothing is updated. */
    const size_t needed_count = problem->updates > 1 ? 3 : 2;
    if (problem->updates == 0)
        return true;
    for (size_t i = 0; i < needed_count; i++)
        if (!json_member(reader->root, needed[i]))
            return complain_key(
                reader, updates, DIAGNOSTIC_MISSING_KEY,
                arena_printf(reader->arena, "\"%s\", or \"updates\": 0", needed[i]), NULL,
                "updates need targets, a loss and an optimizer; there is no \"%s\"", needed[i]);
    if (optimizer && !problem->optimizer.learning_rate)
        return complain(reader, optimizer, DIAGNOSTIC_MISSING_KEY, "\"learning_rate\": a number",
                        NULL, "the optimizer has no \"learning_rate\"");
    return true;
}

static bool read_updates(struct reader *reader)
{
    struct problem *problem = reader->problem;
    problem->updates = problem->targets && problem->loss.entry;
    return field_integer(reader, reader->root, "updates", 0, PROBLEM_MAX_UPDATES,
                         &problem->updates) &&
           check_updates(reader);
}

static bool read_flags(struct reader *reader)
{
    struct problem *problem = reader->problem;
    if (!field_bool(reader, reader->root, "forward_after", &problem->forward_after) ||
        !field_bool(reader, reader->root, "wrt_inputs", &problem->wrt_inputs))
        return false;
    if (problem->wrt_inputs && problem->updates == 0)
        return complain_key(reader, json_member(reader->root, "wrt_inputs"), DIAGNOSTIC_CONFLICT,
                            "at least one update", "none",
                            "there are no gradients \"wrt_inputs\" without an update");
    /* Where nothing is updated, the only forward pass is already the last one. */
    problem->forward_after =
        problem->forward_after && problem->updates > 0 && problem->optimizer.entry;
    return true;
}

bool read_training(struct reader *reader)
{
    return read_loss(reader) && read_optimizer(reader) && check_needs(reader, "loss", "targets") &&
           check_needs(reader, "targets", "loss") && read_updates(reader) && read_flags(reader);
}
