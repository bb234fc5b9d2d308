/* "dataset" and "schedule" with every default written out. */
#include "problem/write_run.h"

/* ---- "dataset" ---- */

static void write_source(const struct dataset *dataset, const struct data_source *source,
                         struct json_out *out)
{
    switch (dataset->kind) {
    case DATA_CSV:
        json_out_string(out, "file", source->file);
        break;
    case DATA_IDX:
        json_out_string(out, "images", source->images);
        json_out_string(out, "labels", source->labels);
        break;
    default:
        json_out_integer(out, "samples", source->samples);
        json_out_integer(out, "seed", (long long)source->seed);
    }
}

/* A column's name, or its number where there is no header. */
static void write_column(const struct dataset *dataset, const char *key, const char *column,
                         struct json_out *out)
{
    if (dataset->header)
        json_out_string(out, key, column);
    else
        json_out_number(out, key, column);
}

static void write_columns(const struct dataset *dataset, const char *key,
                          const char *const *columns, int count, struct json_out *out)
{
    if (count == 0)
        return;
    json_out_array(out, key);
    for (int i = 0; i < count; i++)
        write_column(dataset, NULL, columns[i], out);
    json_out_end_array(out);
}

static void write_table(const struct dataset *dataset, struct json_out *out)
{
    json_out_bool(out, "header", dataset->header);
    if (dataset->label)
        write_column(dataset, "label", dataset->label, out);
    write_columns(dataset, "targets", dataset->targets, dataset->target_count, out);
    write_columns(dataset, "features", dataset->features, dataset->feature_count, out);
}

static void write_points(const struct dataset *dataset, struct json_out *out)
{
    json_out_number(out, "noise", dataset->noise);
    if (dataset->centers)
        json_out_integer(out, "centers", dataset->centers);
    if (dataset->classes_modulo)
        json_out_integer(out, "classes", dataset->classes_modulo);
    if (dataset->turns)
        json_out_number(out, "turns", dataset->turns);
    if (dataset->factor)
        json_out_number(out, "factor", dataset->factor);
}

static void write_classes(const struct dataset *dataset, struct json_out *out)
{
    if (dataset->class_names) {
        json_out_array(out, "class_names");
        for (int i = 0; i < dataset->class_name_count; i++)
            json_out_string(out, NULL, dataset->class_names[i]);
        json_out_end_array(out);
    }
    if (dataset->keep_count) {
        json_out_array(out, "keep");
        for (int i = 0; i < dataset->keep_count; i++)
            json_out_integer(out, NULL, dataset->keep[i]);
        json_out_end_array(out);
    }
}

static void write_scaling(const struct dataset *dataset, struct json_out *out)
{
    static const char *const words[] = {
        [SCALING_NONE] = "none", [SCALING_STANDARD] = "standard", [SCALING_MIN_MAX] = "min_max"};
    if (dataset->scaling != SCALING_DIVIDE) {
        json_out_string(out, "scaling", words[dataset->scaling]);
        return;
    }
    json_out_object(out, "scaling");
    json_out_number(out, "divide", dataset->divisor);
    json_out_end_object(out);
}

static void write_split(const struct dataset *dataset, struct json_out *out)
{
    json_out_object(out, "split");
    json_out_number(out, "validation", dataset->validation_share);
    if (!dataset->test)
        json_out_number(out, "test", dataset->test_share);
    json_out_integer(out, "seed", (long long)dataset->split_seed);
    json_out_end_object(out);
}

void write_dataset(const struct dataset *dataset, struct json_out *out)
{
    json_out_object(out, "dataset");
    json_out_string(out, "kind", dataset_kind_names[dataset->kind]);
    write_source(dataset, &dataset->train, out);
    if (dataset->kind == DATA_CSV)
        write_table(dataset, out);
    else if (dataset->noise)
        write_points(dataset, out);
    if (dataset->test) {
        json_out_object(out, "test");
        write_source(dataset, dataset->test, out);
        json_out_end_object(out);
    }
    write_classes(dataset, out);
    if (dataset->kind != DATA_IDX)
        json_out_bool(out, "quadratic", dataset->quadratic);
    write_scaling(dataset, out);
    write_split(dataset, out);
    json_out_end_object(out);
}

/* ---- "schedule" ---- */

void write_training(const struct training *training, struct json_out *out)
{
    const struct early_stopping *stopping = &training->early_stopping;
    json_out_object(out, "schedule");
    json_out_integer(out, "epochs", training->epochs);
    json_out_bool(out, "shuffle", training->shuffle);
    json_out_integer(out, "seed", (long long)training->seed);
    json_out_string(out, "last_batch", training->drop_last ? "drop" : "keep");
    json_out_string(out, "precision", training->double_precision ? "double" : "single");
    if (stopping->patience) {
        json_out_object(out, "early_stopping");
        json_out_string(out, "monitor", monitor_names[stopping->monitor]);
        json_out_integer(out, "patience", stopping->patience);
        json_out_number(out, "min_delta", stopping->min_delta);
        json_out_bool(out, "restore_best", stopping->restore_best);
        json_out_end_object(out);
    }
    if (training->tolerance) {
        json_out_object(out, "tolerance");
        json_out_string(out, "monitor", monitor_names[training->tolerance_monitor]);
        json_out_number(out, "below", training->tolerance);
        json_out_end_object(out);
    }
    json_out_end_object(out);
}
