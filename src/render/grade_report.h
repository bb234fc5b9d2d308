/* What became of the submissions of a class: a record for each, as a row of CSV or an object of NDJSON
 * (docs/grade.schema.json), and the summary, for people and as JSON (docs/grade-summary.schema.json).
 */
#ifndef RENDER_GRADE_REPORT_H
#define RENDER_GRADE_REPORT_H

#include "marking/tally.h"
#include "render/format.h"

struct diagnostic;

/* One submission: marked, or broken. */
struct graded {
    const char *submission;         /* the name of its file; its line in the stream */
    const char *student;            /* NULL: not said */
    const struct marks *marks;      /* NULL: it is broken: */
    const struct diagnostic *fault; /* why */
};

/* Columns of a spreadsheet. */
#define GRADE_COLUMNS_MOST 16384

/* The columns of the table: those of grade_columns.def, then, if `quantities`, one for each computed quantity of the
 * sheet, with its verdict. */
void grade_csv_header(const struct sheet *sheet, bool quantities, struct text *out);
void grade_csv_row(const struct graded *graded, const struct sheet *sheet, bool quantities,
                   struct text *out);
int grade_csv_columns(const struct sheet *sheet, bool quantities);

/* One line. */
void grade_json_record(const struct graded *graded, struct text *out);

void grade_summary_json(const struct tally *tally, struct text *out);
void render_grade_summary(const struct tally *tally, const struct renderer *renderer,
                          struct text *out);

#endif
