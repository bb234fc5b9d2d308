/* What came of training runs, as JSON: docs/train.schema.json. What differs from one call to the next is in "speed". */
#include "base/json_out.h"
#include "number/number.h"
#include "render/training_report.h"
#include "training/order.h"
#include <math.h>

#define TRAIN_VERSION 1

/* Not a finite number: absent. */
static void write_number(struct json_out *json, const char *key, double value)
{
    if (!isfinite(value))
        return;
    json_out_key(json, key);
    double_shortest(value, json->text);
}

/* ---- the network and its data ---- */

static void write_layers(struct json_out *json, const struct problem *problem)
{
    json_out_array_lines(json, "layers");
    for (int l = 0; l < problem->layer_count; l++) {
        const struct layer *layer = &problem->layers[l];
        json_out_object(json, NULL);
        json_out_integer(json, "inputs", layer->inputs);
        json_out_integer(json, "units", layer->units);
        json_out_string(json, "activation", layer->activation.entry->name);
        json_out_integer(json, "weights", (long long)layer->inputs * layer->units);
        json_out_integer(json, "biases",
                         !layer->use_bias     ? 0
                         : layer->shared_bias ? 1
                                              : layer->units);
        if (layer->dropout)
            json_out_number(json, "dropout", layer->dropout->rate);
        json_out_end_object(json);
    }
    json_out_end_array(json);
}

static void write_model(struct json_out *json, const struct problem *problem)
{
    json_out_object_lines(json, "model");
    write_layers(json, problem);
    json_out_integer(json, "parameters", problem_parameter_count(problem));
    json_out_string(json, "loss", problem->loss.entry->name);
    json_out_string(json, "optimizer", problem->optimizer.entry->name);
    if (problem->optimizer.learning_rate)
        json_out_number(json, "learning_rate", problem->optimizer.learning_rate);
    json_out_end_object(json);
}

static void write_part_rows(struct json_out *json, const struct data_set *set,
                            const struct part_result *part)
{
    json_out_object(json, part->name);
    json_out_integer(json, "rows", part->rows->count);
    if (set->labels) {
        json_out_array(json, "per_class");
        for (int c = 0; c < set->classes; c++) {
            long count = 0;
            for (int i = 0; i < part->rows->count; i++)
                count += set->labels[part->rows->rows[i]] == c;
            json_out_integer(json, NULL, count);
        }
        json_out_end_array(json);
    }
    json_out_end_object(json);
}

static void write_data(struct json_out *json, const struct trained_run *run)
{
    const struct data_set *set = run->set;
    json_out_object_lines(json, "data");
    json_out_integer(json, "features", set->features);
    json_out_integer(json, "outputs", set->outputs);
    if (set->classes > 0)
        json_out_integer(json, "classes", set->classes);
    if (set->class_names) {
        json_out_array(json, "class_names");
        for (int c = 0; c < set->classes; c++)
            json_out_string(json, NULL, set->class_names[c]);
        json_out_end_array(json);
    }
    for (int p = 0; p < PARTS; p++)
        if (run->parts[p].rows->count > 0)
            write_part_rows(json, set, &run->parts[p]);
    json_out_end_object(json);
}

static void write_schedule(struct json_out *json, const struct trained_run *run)
{
    const struct training *training = run->problem->training;
    json_out_object(json, "schedule");
    json_out_integer(json, "epochs", run->epochs);
    json_out_integer(json, "batch_size", training->batch_size);
    json_out_integer(json, "batches",
                     order_batches(training, run->parts[PART_TRAINING].rows->count));
    json_out_bool(json, "shuffle", training->shuffle);
    json_out_string(json, "precision",
                    run->set->precision == PRECISION_DOUBLE ? "double" : "single");
    json_out_end_object(json);
}

/* ---- what came of it ---- */

static const char *const end_words[] = {
    [END_EPOCHS] = "epochs",       [END_EARLY] = "early_stopping",
    [END_TOLERANCE] = "tolerance", [END_INTERRUPTED] = "interrupted",
    [END_DIVERGED] = "diverged",
};

static void write_end(struct json_out *json, const struct trained_run *run)
{
    json_out_string(json, "end", end_words[run->end]);
    json_out_integer(json, "updates", run->update);
    if (run->best_epoch > 0)
        json_out_integer(json, "best_epoch", run->best_epoch);
    json_out_bool(json, "restored_best", run->restored);
    if (run->resumed_update >= 0)
        json_out_integer(json, "resumed_after", run->resumed_update);
    if (run->end == END_INTERRUPTED || run->end == END_DIVERGED) {
        json_out_object(json, "at");
        json_out_integer(json, "update", run->update);
        json_out_integer(json, "epoch", run->epoch);
        json_out_integer(json, "batch", run->batch);
        json_out_end_object(json);
    }
    if (run->largest) {
        json_out_object(json, "largest_parameter");
        json_out_string(json, "name", run->largest);
        write_number(json, "value", run->largest_value);
        json_out_end_object(json);
    }
    if (run->trace)
        json_out_string(json, "trace", run->trace);
}

/* The members of an epoch; the seconds that it took only for the history, where they are wanted. */
static void write_epoch(struct json_out *json, const struct epoch_record *record, bool seconds)
{
    json_out_integer(json, "epoch", record->epoch);
    json_out_integer(json, "updates", record->updates);
    write_number(json, "loss", record->loss);
    write_number(json, "accuracy", record->accuracy);
    write_number(json, "validation_loss", record->validation_loss);
    write_number(json, "validation_accuracy", record->validation_accuracy);
    write_number(json, "learning_rate", record->learning_rate);
    json_out_bool(json, "best", record->best);
    if (seconds && record->seconds > 0)
        write_number(json, "seconds", record->seconds);
}

static void write_history(struct json_out *json, const struct trained_run *run)
{
    json_out_array_lines(json, "history");
    for (int i = 0; i < run->history_count; i++) {
        json_out_object(json, NULL);
        write_epoch(json, &run->history[i], false);
        json_out_end_object(json);
    }
    json_out_end_array(json);
}

/* ---- metrics ---- */

static void write_class(struct json_out *json, const char *key, const struct class_metrics *class)
{
    json_out_object(json, key);
    write_number(json, "precision", class->precision);
    write_number(json, "recall", class->recall);
    write_number(json, "f1", class->f1);
    json_out_integer(json, "support", class->support);
    json_out_end_object(json);
}

static void write_classification(struct json_out *json, const struct metrics *metrics)
{
    write_number(json, "accuracy", metrics->accuracy);
    json_out_array_lines(json, "confusion");
    for (int row = 0; row < metrics->classes; row++) {
        json_out_array(json, NULL);
        for (int c = 0; c < metrics->classes; c++)
            json_out_integer(
                json, NULL, metrics->confusion[(size_t)row * (size_t)metrics->classes + (size_t)c]);
        json_out_end_array(json);
    }
    json_out_end_array(json);
    json_out_array_lines(json, "classes");
    for (int c = 0; c < metrics->classes; c++)
        write_class(json, NULL, &metrics->of_class[c]);
    json_out_end_array(json);
    write_class(json, "macro", &metrics->macro);
    write_class(json, "weighted", &metrics->weighted);
}

static void write_part(struct json_out *json, const struct part_result *part)
{
    const struct metrics *metrics = part->metrics;
    json_out_object_lines(json, part->name);
    json_out_integer(json, "rows", metrics->rows);
    write_number(json, "loss", metrics->loss);
    if (metrics->classes > 0) {
        write_classification(json, metrics);
    } else {
        write_number(json, "r2", metrics->r2);
        write_number(json, "mean_squared_error", metrics->mean_squared_error);
        write_number(json, "mean_absolute_error", metrics->mean_absolute_error);
    }
    json_out_end_object(json);
}

static void write_results(struct json_out *json, const struct trained_run *run)
{
    json_out_object_lines(json, "results");
    for (int p = 0; p < PARTS; p++)
        if (run->parts[p].metrics)
            write_part(json, &run->parts[p]);
    json_out_end_object(json);
}

static void write_speed(struct json_out *json, const struct trained_run *run)
{
    json_out_object(json, "speed");
    write_number(json, "seconds", run->seconds);
    write_number(json, "samples", run->samples);
    if (run->seconds > 0)
        write_number(json, "samples_per_second", run->samples / run->seconds);
    json_out_end_object(json);
}

static void write_run(struct json_out *json, const struct trained_run *run)
{
    json_out_object_lines(json, NULL);
    json_out_string(json, "run", run->name);
    if (run->problem->title[0])
        json_out_string(json, "title", run->problem->title);
    if (run->seed)
        json_out_number(json, "seed", run->seed);
    write_end(json, run);
    write_model(json, run->problem);
    write_data(json, run);
    write_schedule(json, run);
    write_history(json, run);
    write_results(json, run);
    write_speed(json, run);
    json_out_end_object(json);
}

void training_report_json(const struct training_report *report, struct text *out)
{
    struct json_out json;
    json_out_open(&json, out, 2);
    json_out_object_lines(&json, NULL);
    json_out_string(&json, "format", "handgrad-train");
    json_out_integer(&json, "version", TRAIN_VERSION);
    json_out_array_lines(&json, "runs");
    for (size_t i = 0; i < report->count; i++)
        write_run(&json, &report->runs[i]);
    json_out_end_array(&json);
    json_out_end_object(&json);
    text_put(out, '\n');
}

/* ---- history ---- */

void history_json_record(const char *run, const struct epoch_record *record, struct text *out)
{
    struct json_out json;
    json_out_open(&json, out, 0);
    json_out_object(&json, NULL);
    if (run)
        json_out_string(&json, "run", run);
    write_epoch(&json, record, true);
    json_out_end_object(&json);
    text_put(out, '\n');
}
