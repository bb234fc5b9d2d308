/* Predictions: what is a class and a probability is decided once, then written in each format. */
#include "render/predictions.h"

#include "base/json_out.h"
#include "number/number.h"
#include "render/csv.h"
#include "render/training_parts.h"
#include "training/metrics.h"
#include <math.h>

/* ---- what a row of outputs means ---- */

static double output_at(const struct data_set *set, const void *outputs, int k)
{
    return set->precision == PRECISION_SINGLE ? (double)((const float *)outputs)[k]
                                              : ((const double *)outputs)[k];
}

/* The outputs add up to 1, or one output is the probability of class 1. */
static bool are_probabilities(const struct data_set *set)
{
    const struct problem *problem = set->problem;
    const struct activation *last = &problem->layers[problem->layer_count - 1].activation;
    const struct loss_entry *loss = problem->loss.entry;
    const char *needed = set->outputs == 1 ? "sigmoid" : "softmax";
    bool logits = loss && loss->variant == LOSS_LOGITS;
    return set->classes > 0 && !last->custom && !logits && strcmp(last->entry->name, needed) == 0;
}

static double class_probability(const struct data_set *set, const void *outputs, int class)
{
    double of_one = output_at(set, outputs, set->outputs == 1 ? 0 : class);
    if (set->outputs > 1 || class == 1)
        return of_one;
    return set->precision == PRECISION_SINGLE ? (double)(1 - (float)of_one) : 1 - of_one;
}

static int class_of(const struct data_set *set, const void *outputs)
{
    return predicted_class(set->problem, set->precision, outputs);
}

/* ---- for programs ---- */

/* Finite numbers only. */
static void put_number(const struct data_set *set, double number, struct text *out)
{
    if (set->precision == PRECISION_SINGLE)
        float_shortest((float)number, out);
    else
        double_shortest(number, out);
}

static void put_csv_number(const struct data_set *set, double number, struct text *out)
{
    if (isfinite(number))
        put_number(set, number, out);
    else
        text_string(out, isnan(number) ? "nan" : number > 0 ? "inf" : "-inf");
}

void predictions_csv_header(const struct data_set *set, struct text *out)
{
    text_literal(out, "row");
    for (int k = 0; k < set->outputs; k++)
        text_printf(out, ",output%d", k + 1);
    text_string(out, set->classes > 0 ? ",class" : "");
    text_string(out, are_probabilities(set) ? ",probability" : "");
    text_put(out, '\n');
}

static void put_csv_class(const struct data_set *set, int class, struct text *out)
{
    text_put(out, ',');
    if (set->class_names)
        csv_foreign_cell(set->class_names[class], out);
    else
        text_integer(out, class);
}

void predictions_csv_row(const struct data_set *set, int row, const void *outputs, struct text *out)
{
    text_integer(out, set->numbers[row]);
    for (int k = 0; k < set->outputs; k++) {
        text_put(out, ',');
        put_csv_number(set, output_at(set, outputs, k), out);
    }
    if (set->classes > 0)
        put_csv_class(set, class_of(set, outputs), out);
    if (are_probabilities(set)) {
        text_put(out, ',');
        put_csv_number(set, class_probability(set, outputs, class_of(set, outputs)), out);
    }
    text_put(out, '\n');
}

static void json_number(const struct data_set *set, struct json_out *json, const char *key,
                        double number)
{
    json_out_key(json, key);
    if (isfinite(number))
        put_number(set, number, json->text);
    else
        text_literal(json->text, "null");
}

static void json_class(const struct data_set *set, struct json_out *json, const void *outputs)
{
    int class = class_of(set, outputs);
    json_out_integer(json, "class", class);
    if (set->class_names)
        json_out_string(json, "name", set->class_names[class]);
    if (are_probabilities(set))
        json_number(set, json, "probability", class_probability(set, outputs, class));
}

void predictions_json_record(const struct data_set *set, int row, const void *outputs,
                             struct text *out)
{
    struct json_out json;
    json_out_open(&json, out, 0);
    json_out_object(&json, NULL);
    json_out_string(&json, "format", "handgrad-prediction");
    json_out_integer(&json, "version", 1);
    json_out_integer(&json, "row", set->numbers[row]);
    json_out_array(&json, "outputs");
    for (int k = 0; k < set->outputs; k++)
        json_number(set, &json, NULL, output_at(set, outputs, k));
    json_out_end_array(&json);
    if (set->classes > 0)
        json_class(set, &json, outputs);
    json_out_end_object(&json);
    text_put(out, '\n');
}

/* ---- for people ---- */

struct predictions_page {
    struct training_page page;
    const struct data_set *set;
    struct table *table;
};

struct predictions_page *predictions_page_open(struct arena *arena, const struct data_set *set)
{
    struct predictions_page *page = arena_alloc(arena, sizeof *page);
    int columns = 1 + (set->classes == 0 ? set->outputs : 1 + are_probabilities(set));
    const char **heads = arena_array(arena, (size_t)columns, sizeof *heads);
    *page = (struct predictions_page){.page = {.document = document_open(arena), .arena = arena},
                                      .set = set};
    heads[0] = "row";
    for (int k = 1; k < columns; k++)
        heads[k] = set->classes > 0 ? (k == 1 ? "class" : "probability")
                                    : arena_printf(arena, "output %d", k);
    page->table = training_table(&page->page, columns, heads);
    return page;
}

void predictions_page_row(struct predictions_page *page, int row, const void *outputs)
{
    const struct data_set *set = page->set;
    const struct spans **cells = table_row(page->table);
    cells[0] = training_count(&page->page, set->numbers[row]);
    for (int k = 0; set->classes == 0 && k < set->outputs; k++)
        cells[k + 1] = training_number(&page->page, output_at(set, outputs, k));
    if (set->classes == 0)
        return;
    int class = class_of(set, outputs);
    cells[1] = training_cell(&page->page, class_name(&page->page, set, class));
    if (are_probabilities(set))
        cells[2] = training_number(&page->page, class_probability(set, outputs, class));
}

void predictions_page_print(struct predictions_page *page, const struct renderer *renderer,
                            struct text *out)
{
    document_table(&page->page.document, page->table);
    document_render(&page->page.document, renderer, out);
}
