/* What verifying found, as JSON: docs/verify.schema.json. */
#include "base/json_out.h"
#include "render/verify_report.h"

#define VERIFY_VERSION 1

static void open_report(struct json_out *json, struct text *out, const char *of, bool holds)
{
    json_out_open(json, out, 2);
    json_out_object_lines(json, NULL);
    json_out_string(json, "format", "handgrad-verify");
    json_out_integer(json, "version", VERIFY_VERSION);
    json_out_string(json, "of", of);
    json_out_bool(json, "holds", holds);
}

static void close_report(struct json_out *json)
{
    json_out_end_object(json);
    text_put(json->text, '\n');
}

/* ---- gradients ---- */

static void write_check(struct json_out *json, const struct gradient_check *check)
{
    json_out_object(json, NULL);
    json_out_string(json, "id", check->id);
    json_out_string(json, "chain", check->chain);
    if (check->symbolic)
        json_out_string(json, "symbolic", check->symbolic);
    if (check->difference)
        json_out_string(json, "difference", check->difference);
    if (check->bound)
        json_out_string(json, "bound", check->bound);
    if (check->verdict == VERDICT_KINK)
        json_out_bool(json, "kink", true);
    json_out_bool(json, "agree", !check->message);
    json_out_end_object(json);
}

void gradient_checks_json(const struct gradient_checks *checks, struct text *out)
{
    struct json_out json;
    open_report(&json, out, "problem", !checks->first);
    if (checks->first) {
        json_out_object(&json, "first");
        json_out_string(&json, "id", checks->first->id);
        json_out_string(&json, "message", checks->first->message);
        json_out_end_object(&json);
    }
    if (checks->update != NO_UPDATE)
        json_out_integer(&json, "update", checks->update);
    json_out_integer(&json, "taken", (long long)checks->taken);
    json_out_array_lines(&json, "checks");
    for (size_t i = 0; i < checks->checked; i++)
        write_check(&json, &checks->checks[i]);
    json_out_end_array(&json);
    close_report(&json);
}

/* ---- traces ---- */

void trace_verdict_json(const struct trace_verdict *verdict, struct text *out)
{
    struct json_out json;
    const struct trace_break *first = &verdict->first;
    open_report(&json, out, "trace", !first->message);
    if (first->message) {
        json_out_object(&json, "first");
        if (first->id)
            json_out_string(&json, "id", first->id);
        if (first->field[0])
            json_out_string(&json, "key", first->field);
        json_out_integer(&json, "line", (long long)first->line);
        json_out_string(&json, "message", first->message);
        json_out_end_object(&json);
    }
    json_out_integer(&json, "steps", (long long)verdict->steps);
    json_out_integer(&json, "differing", (long long)verdict->differing);
    close_report(&json);
}
