/* Graded submissions as JSON: a record of one line for each (docs/grade.schema.json); the summary of all
 * (docs/grade-summary.schema.json). */
#include "base/arena.h"
#include "base/diagnostic.h"
#include "base/json_out.h"
#include "marking/mark_json.h"
#include "marking/verdicts.h"
#include "render/grade_report.h"

#define GRADE_VERSION 1

static void write_head(struct json_out *json, const char *format)
{
    json_out_string(json, "format", format);
    json_out_integer(json, "version", GRADE_VERSION);
}

/* ---- records ---- */

static void write_text(struct json_out *json, const char *key, const char *text)
{
    if (text && text[0])
        json_out_string(json, key, text);
}

static void write_fault(struct json_out *json, const struct diagnostic *fault)
{
    json_out_object(json, "error");
    json_out_string(json, "code", diagnostic_code_name(fault->code));
    json_out_string(json, "message", fault->message);
    if (fault->line > 0)
        json_out_integer(json, "line", (long long)fault->line);
    if (fault->column > 0)
        json_out_integer(json, "column", (long long)fault->column);
    write_text(json, "pointer", fault->pointer);
    write_text(json, "expected", fault->expected);
    write_text(json, "found", fault->found);
    json_out_end_object(json);
}

static void write_marks(struct json_out *json, const struct marks *marks)
{
    marks_json_summary(json, marks);
    const struct mark *first = marks->first_wrong < 0 ? NULL : &marks->items[marks->first_wrong];
    if (first && first->cause_count > 0)
        json_out_string(json, "cause", first->causes[0].code);
    marks_json_list(json, marks);
}

void grade_json_record(const struct graded *graded, struct text *out)
{
    struct json_out json;
    json_out_open(&json, out, 0);
    json_out_object(&json, NULL);
    write_head(&json, "handgrad-grade");
    json_out_string(&json, "submission", graded->submission);
    if (graded->student)
        json_out_string(&json, "student", graded->student);
    if (graded->marks)
        write_marks(&json, graded->marks);
    else
        write_fault(&json, graded->fault);
    json_out_end_object(&json);
    text_put(out, '\n');
}

/* ---- the summary ---- */

static void write_points(struct json_out *json, const char *key, double points)
{
    json_out_key(json, key);
    points_show(points, json->text);
}

static void write_lines(struct json_out *json, const char *key, const struct tally *tally,
                        const size_t *counts, struct arena *arena)
{
    size_t count;
    const struct tallied_line *lines = tally_lines(tally, counts, arena, &count);
    json_out_array(json, key);
    for (size_t i = 0; i < count; i++) {
        json_out_object(json, NULL);
        json_out_string(json, "id", lines[i].line->id);
        json_out_string(json, "name", lines[i].line->name);
        json_out_integer(json, "submissions", (long long)lines[i].submissions);
        json_out_end_object(json);
    }
    json_out_end_array(json);
}

static void write_mistakes(struct json_out *json, const struct tally *tally, struct arena *arena)
{
    size_t count;
    const struct tallied_mistake **mistakes = tally_mistakes(tally, arena, &count);
    json_out_array_lines(json, "mistakes");
    for (size_t i = 0; i < count; i++) {
        json_out_object(json, NULL);
        json_out_string(json, "code", mistakes[i]->code);
        json_out_integer(json, "submissions", (long long)mistakes[i]->submissions);
        write_lines(json, "where", tally, mistakes[i]->at_line, arena);
        json_out_end_object(json);
    }
    json_out_end_array(json);
}

void grade_summary_json(const struct tally *tally, struct text *out)
{
    struct arena *scratch = arena_child(tally->arena);
    struct json_out json;
    json_out_open(&json, out, 2);
    json_out_object_lines(&json, NULL);
    write_head(&json, "handgrad-grade-summary");
    write_text(&json, "title", tally->sheet->title);
    json_out_integer(&json, "submissions", (long long)(tally->marked + tally->broken));
    json_out_integer(&json, "marked", (long long)tally->marked);
    json_out_integer(&json, "broken", (long long)tally->broken);
    json_out_integer(&json, "right", (long long)tally->right);
    write_points(&json, "score", tally->score);
    write_points(&json, "of", tally->of);
    if (tally->marked > 0)
        write_points(&json, "mean_score", tally->score / (double)tally->marked);
    json_out_object(&json, "verdicts");
    for (int v = 0; v < MARK_KINDS; v++)
        json_out_integer(&json, verdict_entries[v].name, (long long)tally->verdicts[v]);
    json_out_end_object(&json);
    write_mistakes(&json, tally, scratch);
    write_lines(&json, "first_wrong", tally, tally->first_wrong, scratch);
    json_out_end_object(&json);
    text_put(out, '\n');
    arena_close(scratch);
}
