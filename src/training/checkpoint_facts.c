/* One fact after the other: see training/checkpoint_layout.h. Numbers are written as the doubles they mean, so that 0.1 and
 * 0.10 are the same; the data are a hash of every number. */
#include "training/checkpoint_layout.h"

#include "base/arena.h"
#include "base/json.h"
#include "number/number.h"
#include <inttypes.h>
#include <string.h>

/* ---- words ---- */

static void put_number(struct text *out, const char *literal)
{
    double_shortest(json_double(literal), out);
}

static void put_option(struct text *out, const char *name, const char *literal)
{
    if (!literal)
        return;
    text_printf(out, ", %s ", name);
    put_number(out, literal);
}

static void put_parameters(struct text *out, const struct entry_parameter *parameters,
                           const char *const *values)
{
    for (size_t i = 0; i < ENTRY_PARAMETERS && parameters[i].name; i++)
        put_option(out, parameters[i].key, values[i]);
}

static void write_network(const struct data_set *set, struct text *out)
{
    const struct problem *problem = set->problem;
    text_integer(out, problem->input_count);
    for (int i = 0; i < problem->layer_count; i++)
        text_printf(out, "-%d", problem->layers[i].units);
}

static void put_layer(const struct layer *layer, struct text *out)
{
    const struct activation *activation = &layer->activation;
    text_string(out, activation->entry->name);
    if (activation->custom)
        text_printf(out, " = %s", activation->entry->formula);
    put_parameters(out, activation->entry->parameters, activation->parameters);
    text_string(out, !layer->use_bias ? ", no biases" : layer->shared_bias ? ", one bias" : "");
    text_string(out, layer->train_weights ? "" : ", weights fixed");
    text_string(out, layer->train_biases ? "" : ", biases fixed");
    if (layer->dropout) {
        put_option(out, "dropout", layer->dropout->rate);
        text_printf(out, " with seed %" PRIu64, layer->dropout->seed);
    }
    put_option(out, "l1", layer->l1);
    put_option(out, "l2", layer->l2);
}

static void write_layers(const struct data_set *set, struct text *out)
{
    for (int i = 0; i < set->problem->layer_count; i++) {
        text_string(out, i > 0 ? "; " : "");
        put_layer(&set->problem->layers[i], out);
    }
}

static void write_penalty(const struct data_set *set, struct text *out)
{
    static const char *const conventions[] = {"plain", "half", "half_over_m"};
    const struct penalty *penalty = &set->problem->penalty;
    text_string(out, penalty->present ? conventions[penalty->convention] : "none");
    text_string(out, penalty->present && penalty->biases ? ", of biases too" : "");
}

static void write_loss(const struct data_set *set, struct text *out)
{
    static const char *const scales[] = {"sum", "half", "mean", "half_mean"};
    static const char *const bases[] = {"e", "2", "10"};
    const struct loss *loss = &set->problem->loss;
    if (!loss->entry) {
        text_literal(out, "none");
        return;
    }
    text_string(out, loss->entry->name);
    if (loss->custom)
        text_printf(out, " = %s", loss->entry->formula);
    put_parameters(out, loss->entry->parameters, loss->parameters);
    text_printf(out, ", %s over outputs, %s over rows, base %s", scales[loss->scale],
                loss->batch == REDUCTION_SUM ? "sum" : "mean", bases[loss->log_base]);
    text_string(out, loss->entry->variant == LOSS_LOGITS ? ", from logits" : "");
    put_option(out, "log_add", loss->log_add);
    put_option(out, "clip", loss->clip);
    put_option(out, "label smoothing", loss->smoothing);
}

static void write_optimizer(const struct data_set *set, struct text *out)
{
    const struct optimizer *optimizer = &set->problem->optimizer;
    text_string(out, optimizer->entry->name);
    if (optimizer->entry->form)
        text_printf(out, " %s", optimizer->entry->form);
    text_string(out, optimizer->entry->centered ? ", centered" : "");
    put_parameters(out, optimizer->entry->parameters, optimizer->parameters);
    put_option(out, "weight decay", optimizer->weight_decay);
    if (optimizer->done > 0)
        text_printf(out, ", %d updates done before", optimizer->done);
}

static void write_learning_rate(const struct data_set *set, struct text *out)
{
    put_number(out, set->problem->optimizer.learning_rate);
}

static void write_rate_schedule(const struct data_set *set, struct text *out)
{
    const struct optimizer *optimizer = &set->problem->optimizer;
    if (!optimizer->schedule) {
        text_literal(out, "constant");
        return;
    }
    text_string(out, optimizer->schedule->name);
    put_parameters(out, optimizer->schedule->parameters, optimizer->schedule_parameters);
    if (optimizer->schedule->periodic)
        text_printf(out, ", every %d updates", optimizer->every);
}

static void write_precision(const struct data_set *set, struct text *out)
{
    text_string(out, set->precision == PRECISION_SINGLE ? "single" : "double");
}

static void write_batch_size(const struct data_set *set, struct text *out)
{
    text_integer(out, set->problem->training->batch_size);
}

static void write_last_batch(const struct data_set *set, struct text *out)
{
    text_string(out, set->problem->training->drop_last ? "dropped" : "kept");
}

static void write_shuffling(const struct data_set *set, struct text *out)
{
    const struct training *training = set->problem->training;
    if (training->shuffle)
        text_printf(out, "by seed %" PRIu64, training->seed);
    else
        text_literal(out, "off");
}

static void write_monitor(const struct data_set *set, struct text *out)
{
    text_string(out, monitor_names[set->problem->training->early_stopping.monitor]);
}

static void write_restore(const struct data_set *set, struct text *out)
{
    text_string(out, set->problem->training->early_stopping.restore_best ? "on" : "off");
}

static void write_rows(const struct data_set *set, struct text *out)
{
    text_printf(out, "%d for training and %d for validation, with %d features", set->training.count,
                set->validation.count, set->features);
}

/* ---- the hash of the data ---- */

enum { HASHED_ROWS = 64 }; /* at a time */

/* A step of Fowler, Noll and Vo's FNV-1a over whole words, folded so that high bits reach the low ones. */
static uint64_t hash_word(uint64_t hash, uint64_t word)
{
    hash = (hash ^ word) * UINT64_C(1099511628211);
    return hash ^ hash >> 32;
}

static uint64_t hash_numbers(uint64_t hash, enum precision precision, const void *numbers,
                             size_t count)
{
    for (size_t i = 0; i < count; i++) {
        uint64_t word = 0;
        if (precision == PRECISION_SINGLE) {
            uint32_t bits;
            memcpy(&bits, (const float *)numbers + i, sizeof bits);
            word = bits;
        } else
            memcpy(&word, (const double *)numbers + i, sizeof word);
        hash = hash_word(hash, word);
    }
    return hash;
}

static uint64_t hash_part(struct arena *arena, const struct data_set *set,
                          const struct data_part *part, uint64_t hash)
{
    size_t features = (size_t)set->features, outputs = (size_t)set->outputs;
    double *inputs = arena_array(arena, HASHED_ROWS * features, sizeof *inputs),
           *targets = arena_array(arena, HASHED_ROWS * outputs, sizeof *targets);
    for (int at = 0; at < part->count; at += HASHED_ROWS) {
        int count = part->count - at < HASHED_ROWS ? part->count - at : HASHED_ROWS;
        const int *rows = part->rows + at;
        data_set_gather(set, rows, count, inputs, targets);
        for (int i = 0; i < count; i++)
            hash = hash_word(hash, (uint64_t)set->numbers[rows[i]]);
        hash = hash_numbers(hash, set->precision, inputs, (size_t)count * features);
        hash = hash_numbers(hash, set->precision, targets, (size_t)count * outputs);
    }
    return hash;
}

static void write_hash(const struct data_set *set, struct text *out)
{
    struct arena *scratch = arena_child(out->arena);
    uint64_t hash = hash_part(scratch, set, &set->training, UINT64_C(14695981039346656037));
    hash = hash_part(scratch, set, &set->validation, hash);
    arena_close(scratch);
    text_printf(out, "hash %016" PRIx64, hash);
}

/* ---- the list ---- */

static const struct {
    const char *key, *subject;
    void (*write)(const struct data_set *set, struct text *out);
} facts[] = {
    {"precision", "the precision", write_precision},
    {"network", "the network", write_network},
    {"layers", "the list of activations", write_layers},
    {"loss", "the loss", write_loss},
    {"penalty", "the penalty", write_penalty},
    {"optimizer", "the optimizer", write_optimizer},
    {"learning_rate", "the learning rate", write_learning_rate},
    {"learning_rate_schedule", "the schedule of the learning rate", write_rate_schedule},
    {"rows", "the number of rows", write_rows},
    {"batch_size", "the batch size", write_batch_size},
    {"last_batch", "the last short batch", write_last_batch},
    {"shuffling", "shuffling", write_shuffling},
    {"monitor", "the monitor of early stopping", write_monitor},
    {"restore_best", "\"restore_best\"", write_restore},
    {"data", "the data, number by number,", write_hash},
};

enum { FACTS = sizeof facts / sizeof *facts };

const struct tensor_text *run_facts(struct arena *arena, const struct data_set *set, size_t *count)
{
    struct tensor_text *texts = arena_array(arena, FACTS, sizeof *texts);
    for (size_t i = 0; i < FACTS; i++) {
        struct text text;
        text_open(&text, arena);
        facts[i].write(set, &text);
        texts[i] = (struct tensor_text){facts[i].key, text.bytes};
    }
    *count = FACTS;
    return texts;
}

const char *run_fact_subject(size_t index)
{
    return facts[index].subject;
}
