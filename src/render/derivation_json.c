/* What checking a derivation found, as JSON: docs/derive.schema.json. */
#include "base/json_out.h"
#include "render/derivation_report.h"

#define REPORT_VERSION 1

static const char *verdict_name(enum line_verdict verdict)
{
    static const char *const names[] = {
        [LINE_HOLDS] = "holds", [LINE_REFUTED] = "refuted", [LINE_UNDEFINED] = "undefined"};
    return names[verdict];
}

/* `numbers`: their values are whole numbers, written as such. */
static void write_assigned(struct json_out *json, const char *key, const struct assigned *assigned,
                           int count, bool numbers)
{
    struct text name;
    text_open(&name, json->text->arena);
    json_out_object(json, key);
    for (int i = 0; i < count; i++) {
        text_clear(&name);
        expr_print(assigned[i].name, &name);
        if (numbers)
            json_out_number(json, name.bytes, assigned[i].value);
        else
            json_out_string(json, name.bytes, assigned[i].value);
    }
    json_out_end_object(json);
}

static void write_hint(struct json_out *json, const struct prose *hint)
{
    struct text text;
    text_open(&text, json->text->arena);
    prose_print(hint, &text);
    json_out_string(json, "hint", text.bytes);
}

static void write_counterexample(struct json_out *json, const struct counterexample *example)
{
    const struct assigned *sizes = example->assigned, *indices = sizes + example->size_count,
                          *quantities = indices + example->index_count;
    json_out_object_lines(json, "counterexample");
    write_assigned(json, "sizes", sizes, example->size_count, true);
    write_assigned(json, "indices", indices, example->index_count, true);
    write_assigned(json, "values", quantities, example->quantity_count, false);
    if (example->left)
        json_out_string(json, "left", example->left);
    if (example->right)
        json_out_string(json, "right", example->right);
    if (example->fault)
        json_out_string(json, "fault", example->fault);
    if (example->hint)
        write_hint(json, example->hint);
    json_out_end_object(json);
}

/* The places, from 1, of the cases that applied nowhere. */
static void write_cases_left_out(struct json_out *json, unsigned cases)
{
    json_out_array(json, "cases_not_compared");
    for (int i = 0; i < DERIVATION_MAX_CASES; i++)
        if (cases & 1u << i)
            json_out_integer(json, NULL, i + 1);
    json_out_end_array(json);
}

static void write_line(struct json_out *json, int number, const struct line_check *line)
{
    if (line->counterexample)
        json_out_object_lines(json, NULL);
    else
        json_out_object(json, NULL);
    json_out_integer(json, "line", number);
    json_out_string(json, "verdict", verdict_name(line->verdict));
    json_out_integer(json, "points", (long long)line->points);
    json_out_integer(json, "comparisons", (long long)line->comparisons);
    json_out_integer(json, "sizes", (long long)line->choices);
    if (line->kinks)
        json_out_integer(json, "kinks", (long long)line->kinks);
    if (line->verdict == LINE_HOLDS) {
        if (!line->exact)
            json_out_integer(json, "digits", line->digits);
        json_out_bool(json, "exact", line->exact);
    }
    if (line->cases_left_out)
        write_cases_left_out(json, line->cases_left_out);
    if (line->counterexample)
        write_counterexample(json, line->counterexample);
    json_out_end_object(json);
}

static void write_claim(struct json_out *json, const struct claim *claim,
                        const struct claim_check *check)
{
    json_out_object_lines(json, NULL);
    if (claim->name)
        json_out_string(json, "name", claim->name);
    json_out_string(json, "verdict", verdict_name(check->verdict));
    json_out_array_lines(json, "lines");
    for (int i = 0; i < claim->line_count; i++)
        write_line(json, i + 1, &check->lines[i]);
    json_out_end_array(json);
    json_out_end_object(json);
}

void derivation_check_json(const struct derivation_check *check, struct text *out)
{
    struct json_out json;
    const struct derivation *derivation = check->derivation;
    json_out_open(&json, out, 2);
    json_out_object_lines(&json, NULL);
    json_out_string(&json, "format", "handgrad-derivation-report");
    json_out_integer(&json, "version", REPORT_VERSION);
    if (derivation->title)
        json_out_string(&json, "title", derivation->title);
    json_out_integer(&json, "digits", check->settings.digits);
    json_out_array_lines(&json, "claims");
    for (int i = 0; i < derivation->claim_count; i++)
        write_claim(&json, &derivation->claims[i], &check->claims[i]);
    json_out_end_array(&json);
    json_out_end_object(&json);
    text_put(out, '\n');
}
