/* Rows of numbers as data sets keep them: in the smallest kind that holds all of them, and converted while they are gathered.
 * Images so take a byte a pixel. Private to data sets. */
#ifndef TRAINING_NUMBER_ROWS_H
#define TRAINING_NUMBER_ROWS_H

#include "training/data_set.h"
#include <stddef.h>

enum number_kind { NUMBER_BYTE, NUMBER_FLOAT, NUMBER_DOUBLE, NUMBER_KINDS };

/* Doubles are needed for what floats do not hold exactly, unless `rounded`: then nobody looks at more than floats. */
struct number_rows {
    struct arena *arena, *holder; /* holder: of the numbers as they are now */
    enum number_kind kind;
    bool rounded;
    size_t width, count, most; /* numbers of a row; rows there are; rows there is room for */
    void *numbers;             /* [most * width] of the kind */
};

/* No rows yet, and room for `most`: memory that is not used is not touched. */
void number_rows_open(struct number_rows *rows, struct arena *arena, size_t most, size_t width,
                      bool rounded);

/* Adds a row of finite numbers; there must be room. */
void number_rows_add(struct number_rows *rows, const double *row);

/* Adds a row of bytes for the caller to fill in. Only when all rows are such. */
unsigned char *number_rows_add_bytes(struct number_rows *rows);

const void *number_rows_at(const struct number_rows *rows, size_t row);

/* One row [width] from its kind into numbers of a precision, scaled: (x - shift)/scale is calculated in doubles, then
 * rounded. `scaling` may have NULL in it: as it is. */
typedef void convert_row(const void *restrict from, const struct feature_scaling *scaling,
                         size_t width, void *restrict to);

/* What converts rows of `kind` so; it is given the same scaling. */
convert_row *row_conversion(enum number_kind kind, enum precision precision,
                            const struct feature_scaling *scaling, size_t width);

#endif
