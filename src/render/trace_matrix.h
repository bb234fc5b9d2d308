/* Families as matrices: what the sections in matrices are made of. Private to the files trace_*.c. */
#ifndef RENDER_TRACE_MATRIX_H
#define RENDER_TRACE_MATRIX_H

#include "render/trace_parts.h"

/* A matrix of values, and whether all of them are exact. Larger ones than MATRIX_SHOWN rows or columns are
 * shortened in the middle. */
#define MATRIX_SHOWN 24
struct value_matrix {
    struct matrix matrix;
    bool exact;
};

/* A row for each sample of the batch, a column for each instance. */
struct value_matrix trace_batch_matrix(struct trace *trace, const struct family *family);
/* Rank 2: [k,i] as rows and columns; rank 1: one row. At the sample being read. */
struct value_matrix trace_family_matrix(struct trace *trace, const struct family *family);

/* What layer `layer` reads: X, A^(1), or D^(1) after dropout. */
const struct expr *trace_inputs_name(const struct trace *trace, int layer);
/* X, A^(1), W^(2), b^(2), Z^(2): a letter with its layer (0: none). */
const struct expr *trace_matrix_name(const struct trace *trace, const char *letter, int layer);
const struct expr *trace_transposed_name(const struct trace *trace, const char *letter, int layer);
/* dA/dZ of two names. */
const struct expr *trace_partial_name(const struct trace *trace, const struct expr *of,
                                      const struct expr *by);
/* dE/dZ^(2); `sample` above 0: dE_s/dZ^(2). */
const struct expr *trace_matrix_partial(const struct trace *trace, int sample, const char *letter,
                                        int layer);

void trace_add_matrix(struct maths *maths, const struct value_matrix *matrix); /* sign and matrix */
/* name = matrix */
void trace_matrix_equation(struct trace *trace, const struct expr *name,
                           const struct value_matrix *matrix);

#endif
