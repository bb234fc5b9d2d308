/* Graded submissions as a table for spreadsheets. Everything in it that comes from outside goes through
 * csv_foreign_cell. */
#include "base/arena.h"
#include "base/diagnostic.h"
#include "marking/verdicts.h"
#include "render/csv.h"
#include "render/grade_report.h"
#include <string.h>

/* ---- cells ---- */

static const struct mark *first_wrong(const struct graded *graded)
{
    const struct marks *marks = graded->marks;
    return marks && marks->first_wrong >= 0 ? &marks->items[marks->first_wrong] : NULL;
}

static const struct sheet_line *first_wrong_line(const struct graded *graded)
{
    return &graded->marks->sheet->lines[first_wrong(graded)->line];
}

static void write_submission(const struct graded *graded, struct text *out)
{
    csv_foreign_cell(graded->submission, out);
}

static void write_student(const struct graded *graded, struct text *out)
{
    if (graded->student)
        csv_foreign_cell(graded->student, out);
}

static void write_score(const struct graded *graded, struct text *out)
{
    if (graded->marks)
        points_show(graded->marks->score, out);
}

static void write_of(const struct graded *graded, struct text *out)
{
    if (graded->marks)
        points_show(graded->marks->of, out);
}

/* How many values with which nothing is wrong there are, or with which something is. */
static void write_values(const struct graded *graded, bool right, struct text *out)
{
    int count = 0;
    if (!graded->marks)
        return;
    for (int v = 0; v < MARK_KINDS; v++)
        if (v != MARK_BLANK && verdict_entries[v].right == right)
            count += graded->marks->counts[v];
    text_integer(out, count);
}

static void write_right(const struct graded *graded, struct text *out)
{
    write_values(graded, true, out);
}

static void write_wrong(const struct graded *graded, struct text *out)
{
    write_values(graded, false, out);
}

static void write_blank(const struct graded *graded, struct text *out)
{
    if (graded->marks)
        text_integer(out, graded->marks->counts[MARK_BLANK]);
}

static void write_first_wrong(const struct graded *graded, struct text *out)
{
    if (first_wrong(graded))
        csv_foreign_cell(first_wrong_line(graded)->id, out);
}

static void write_name(const struct graded *graded, struct text *out)
{
    if (first_wrong(graded))
        csv_foreign_cell(first_wrong_line(graded)->name, out);
}

static void write_written(const struct graded *graded, struct text *out)
{
    if (first_wrong(graded))
        csv_foreign_cell(first_wrong(graded)->written->text, out);
}

static void write_true(const struct graded *graded, struct text *out)
{
    if (first_wrong(graded) && first_wrong(graded)->truth)
        csv_foreign_cell(first_wrong(graded)->truth, out);
}

static void write_verdict(const struct graded *graded, struct text *out)
{
    if (first_wrong(graded))
        text_string(out, verdict_entries[first_wrong(graded)->verdict].name);
}

static void write_cause(const struct graded *graded, struct text *out)
{
    if (first_wrong(graded) && first_wrong(graded)->cause_count > 0)
        csv_foreign_cell(first_wrong(graded)->causes[0].code, out);
}

static void write_message(const struct graded *graded, struct text *out)
{
    const struct mark *mark = first_wrong(graded);
    if (mark && mark->cause_count > 0)
        csv_foreign_cell(mark->causes[0].message, out);
    else if (mark && mark->verdict == MARK_UNREADABLE)
        csv_foreign_cell(mark->written->reason, out);
}

/* The lines of the diagnostic, joined. */
static void write_error(const struct graded *graded, struct text *out)
{
    if (graded->marks)
        return;
    struct arena *scratch = arena_child(out->arena);
    struct text message, joined;
    text_open(&message, scratch);
    text_open(&joined, scratch);
    diagnostic_write(graded->fault, &message);
    for (const char *line = message.bytes; *line; line += strcspn(line, "\n") + 1) {
        line += strspn(line, " ");
        text_string(&joined, joined.length > 0 ? "; " : "");
        text_append(&joined, line, strcspn(line, "\n"));
    }
    csv_foreign_cell(joined.bytes, out);
    arena_close(scratch);
}

static const struct column {
    const char *heading;
    void (*write)(const struct graded *graded, struct text *out);
} columns[] = {
#define COLUMN(heading, write) {heading, write},
#include "render/grade_columns.def"
#undef COLUMN
};

#define COLUMNS ((int)(sizeof columns / sizeof *columns))

/* ---- a column for each quantity ---- */

int grade_csv_columns(const struct sheet *sheet, bool quantities)
{
    int count = COLUMNS;
    for (int i = 0; quantities && i < sheet->count; i++)
        count += !sheet->lines[i].given;
    return count;
}

static void write_quantity_headings(const struct sheet *sheet, struct text *out)
{
    for (int i = 0; i < sheet->count; i++) {
        if (sheet->lines[i].given)
            continue;
        text_put(out, ',');
        csv_foreign_cell(sheet->lines[i].id, out);
    }
}

/* The verdict of a line: of several writings the first that is wrong. `place` is that of its first mark; it is moved
 * behind the last. */
static void write_line_verdict(const struct marks *marks, int line, int *place, struct text *out)
{
    const struct mark *shown = NULL;
    for (; *place < marks->count && marks->items[*place].line == line; ++*place) {
        const struct mark *mark = &marks->items[*place];
        if (!shown ||
            (verdict_entries[shown->verdict].right && !verdict_entries[mark->verdict].right))
            shown = mark;
    }
    if (shown)
        text_string(out, verdict_entries[shown->verdict].name);
}

static void write_quantities(const struct graded *graded, const struct sheet *sheet,
                             struct text *out)
{
    int place = 0;
    for (int i = 0; i < sheet->count; i++) {
        const struct marks *marks = graded->marks;
        while (marks && place < marks->count && marks->items[place].line < i)
            place++;
        if (sheet->lines[i].given)
            continue;
        text_put(out, ',');
        if (marks)
            write_line_verdict(marks, i, &place, out);
    }
}

/* ---- rows ---- */

void grade_csv_header(const struct sheet *sheet, bool quantities, struct text *out)
{
    for (int c = 0; c < COLUMNS; c++) {
        text_string(out, c > 0 ? "," : "");
        text_string(out, columns[c].heading);
    }
    if (quantities)
        write_quantity_headings(sheet, out);
    text_put(out, '\n');
}

void grade_csv_row(const struct graded *graded, const struct sheet *sheet, bool quantities,
                   struct text *out)
{
    for (int c = 0; c < COLUMNS; c++) {
        text_string(out, c > 0 ? "," : "");
        columns[c].write(graded, out);
    }
    if (quantities)
        write_quantities(graded, sheet, out);
    text_put(out, '\n');
}
