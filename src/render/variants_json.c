/* The report on variants as JSON. */
#include "render/variants_report.h"

#define VARIANTS_VERSION 1

static void write_quantity(struct json_out *json, const struct variant_finding *finding)
{
    json_out_object(json, NULL);
    json_out_string(json, "id", finding->id);
    json_out_string(json, "name", finding->name);
}

static void write_obstacles(struct json_out *json, const struct variant_report *variant)
{
    json_out_array_lines(json, "obstacles");
    for (size_t i = 0; i < variant->obstacle_count; i++) {
        write_quantity(json, &variant->obstacles[i]);
        json_out_string(json, "code", variant->obstacles[i].code);
        json_out_string(json, "message", variant->obstacles[i].message);
        json_out_end_object(json);
    }
    json_out_end_array(json);
}

/* hidden: of mistakes that give the right digits; else of pairs. */
static void write_likenesses(struct json_out *json, const char *key,
                             const struct variant_report *variant, bool hidden)
{
    json_out_array_lines(json, key);
    for (size_t i = 0; i < variant->likeness_count; i++) {
        const struct variant_finding *finding = &variant->likenesses[i];
        if ((finding->other == NULL) != hidden)
            continue;
        write_quantity(json, finding);
        json_out_array(json, "mistakes");
        json_out_string(json, NULL, finding->mistake);
        if (finding->other)
            json_out_string(json, NULL, finding->other);
        json_out_end_array(json);
        json_out_key(json, "value");
        double_shortest(finding->value, json->text);
        json_out_end_object(json);
    }
    json_out_end_array(json);
}

void variant_members(struct json_out *json, const struct variant_report *variant)
{
    json_out_integer(json, "variant", variant->number);
    if (variant->file)
        json_out_string(json, "file", variant->file);
    if (variant->twin)
        json_out_integer(json, "same_numbers_as", variant->twin);
    write_obstacles(json, variant);
    write_likenesses(json, "give_the_right_digits", variant, true);
    write_likenesses(json, "cannot_be_told_apart", variant, false);
}

void variants_json(const struct variants_report *report, struct text *out)
{
    bool decimals = report->digits.kind == DIGITS_DECIMALS;
    struct json_out json;
    json_out_open(&json, out, 2);
    json_out_object_lines(&json, NULL);
    json_out_string(&json, "format", "handgrad-variants");
    json_out_integer(&json, "version", VARIANTS_VERSION);
    json_out_string(&json, "title", report->title);
    json_out_integer(&json, "seed", report->seed);
    json_out_integer(&json, decimals ? "decimals" : "digits", report->digits.count);
    json_out_array_lines(&json, "variants");
    for (size_t i = 0; i < report->count; i++) {
        json_out_object_lines(&json, NULL);
        variant_members(&json, &report->items[i]);
        json_out_end_object(&json);
    }
    json_out_end_array(&json);
    json_out_end_object(&json);
    text_put(out, '\n');
}
