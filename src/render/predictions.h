/* What a trained network makes of rows: CSV and NDJSON for programs (docs/prediction.schema.json), row by row; a table for
 * people. `outputs` are one row of the last layer's activations, in the set's precision. */
#ifndef RENDER_PREDICTIONS_H
#define RENDER_PREDICTIONS_H

#include "render/format.h"
#include "training/data_set.h"

/* The row number in its source, the outputs with the fewest digits that read back as they are, and for classes the class and,
 * where outputs are probabilities, its own. Names that a spreadsheet could run as formulas are neutralised. */
void predictions_csv_header(const struct data_set *set, struct text *out);
void predictions_csv_row(const struct data_set *set, int row, const void *outputs,
                         struct text *out);

void predictions_json_record(const struct data_set *set, int row, const void *outputs,
                             struct text *out);

/* A table with a line for each row, in `arena`; printed when all are there. */
struct predictions_page;
struct predictions_page *predictions_page_open(struct arena *arena, const struct data_set *set);
void predictions_page_row(struct predictions_page *page, int row, const void *outputs);
void predictions_page_print(struct predictions_page *page, const struct renderer *renderer,
                            struct text *out);

#endif
