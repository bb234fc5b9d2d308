/* Marked answers as JSON: docs/check.schema.json. */
#include "marking/mark_json.h"

#include "base/json_out.h"
#include "marking/verdicts.h"

#define CHECK_VERSION 1

static void write_points(struct json_out *json, const char *key, double points)
{
    json_out_key(json, key);
    points_show(points, json->text);
}

void marks_json_summary(struct json_out *json, const struct marks *marks)
{
    json_out_object(json, "summary");
    for (int v = 0; v < MARK_KINDS; v++)
        json_out_integer(json, verdict_entries[v].name, marks->counts[v]);
    if (marks->unexamined > 0)
        json_out_integer(json, "unexamined", marks->unexamined);
    write_points(json, "score", marks->score);
    write_points(json, "of", marks->of);
    json_out_end_object(json);
    if (marks->first_wrong >= 0)
        json_out_string(json, "first_wrong",
                        marks->sheet->lines[marks->items[marks->first_wrong].line].id);
}

/* `causes`: explanations of what is wrong, which may be alike; else remarks. */
static void write_causes(struct json_out *json, const char *key, const struct cause *items,
                         int count, bool causes)
{
    if (count == 0)
        return;
    json_out_array(json, key);
    for (int i = 0; i < count; i++) {
        json_out_object(json, NULL);
        json_out_string(json, "code", items[i].code);
        json_out_string(json, "message", items[i].message);
        if (causes && i > 0)
            json_out_bool(json, "alike", items[i].alike);
        json_out_end_object(json);
    }
    json_out_end_array(json);
}

static void write_carried(struct json_out *json, const struct sheet *sheet, const struct mark *mark)
{
    json_out_string(json, "carried_from", sheet->lines[mark->carried_from].id);
    if (mark->no_follow_through)
        json_out_bool(json, "follow_through", false);
}

static void write_difference(struct json_out *json, const struct mark *mark)
{
    struct text difference;
    if (!mark->difference)
        return;
    text_open(&difference, json->text->arena);
    expr_print(mark->difference, &difference);
    json_out_string(json, "difference", difference.bytes);
    json_out_integer(json, "digits_kept", mark->digits_kept);
}

static void write_mark(struct json_out *json, const struct sheet *sheet, const struct mark *mark)
{
    json_out_object(json, NULL);
    json_out_string(json, "id", sheet->lines[mark->line].id);
    json_out_string(json, "name", sheet->lines[mark->line].name);
    json_out_string(json, "written", mark->written->text);
    json_out_string(json, "verdict", verdict_entries[mark->verdict].name);
    if (mark->verdict == MARK_UNREADABLE)
        json_out_string(json, "reason", mark->written->reason);
    if (mark->truth)
        json_out_string(json, "true", mark->truth);
    if (mark->reached) {
        json_out_array(json, "interval");
        json_out_string(json, NULL, mark->low);
        json_out_string(json, NULL, mark->high);
        json_out_end_array(json);
    }
    if (mark->verdict == MARK_CARRIED)
        write_carried(json, sheet, mark);
    write_causes(json, "causes", mark->causes, mark->cause_count, true);
    write_causes(json, "remarks", mark->remarks, mark->remark_count, false);
    if (mark->digits_lost > 0) {
        json_out_integer(json, "digits_lost", mark->digits_lost);
        write_difference(json, mark);
        if (mark->percent_off)
            json_out_number(json, "percent_off", mark->percent_off);
        json_out_integer(json, "damaged", mark->damaged);
        if (mark->damage)
            json_out_number(json, "damaged_percent_off", mark->damage);
    }
    json_out_end_object(json);
}

void marks_json_list(struct json_out *json, const struct marks *marks)
{
    json_out_array_lines(json, "marks");
    for (int i = 0; i < marks->count; i++)
        write_mark(json, marks->sheet, &marks->items[i]);
    json_out_end_array(json);
}

void marks_json(const struct marks *marks, struct text *out)
{
    struct json_out json;
    json_out_open(&json, out, 2);
    json_out_object_lines(&json, NULL);
    json_out_string(&json, "format", "handgrad-check");
    json_out_integer(&json, "version", CHECK_VERSION);
    if (marks->sheet->title && marks->sheet->title[0])
        json_out_string(&json, "title", marks->sheet->title);
    if (marks->answers->student)
        json_out_string(&json, "student", marks->answers->student);
    marks_json_summary(&json, marks);
    marks_json_list(&json, marks);
    json_out_end_object(&json);
    text_put(out, '\n');
}
