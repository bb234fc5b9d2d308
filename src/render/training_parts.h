/* What the parts of the report on training share: the page, cells of tables, numbers as people read them. Private to the
 * room. */
#ifndef RENDER_TRAINING_PARTS_H
#define RENDER_TRAINING_PARTS_H

#include "render/training_report.h"

/* A page on one run or several: sections of a run have headings of level `level`. */
struct training_page {
    struct document document;
    struct arena *arena;
    int level;
};

/* A table with these heads; all columns but the first are aligned to the right. */
struct table *training_table(const struct training_page *page, int columns,
                             const char *const *heads);
const struct spans *training_cell(const struct training_page *page, const char *text);
const struct spans *training_count(const struct training_page *page, long count);
/* Empty where the number is NaN. */
const struct spans *training_number(const struct training_page *page, double value);

/* "12,500" */
const char *grouped(struct arena *arena, long count);
/* "1 row", "1,000 rows" of "row": grouped, with the noun. */
const char *counted(struct arena *arena, long count, const char *noun);
/* Four decimals, or four digits where the number is small or large: "0.1234", "1.234e-7". */
const char *rounded(struct arena *arena, double value);

/* With a capital letter in front. */
const char *capitalised(struct arena *arena, const char *words);

/* "setosa", or "3" where classes have no names. */
const char *class_name(const struct training_page *page, const struct data_set *set, int class);

void training_add_model(struct training_page *page, const struct trained_run *run);
void training_add_data(struct training_page *page, const struct trained_run *run);
void training_add_epochs(struct training_page *page, const struct trained_run *run);
void training_add_results(struct training_page *page, const struct trained_run *run);

#endif
