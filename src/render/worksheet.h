/* Worksheets: what of a problem is asked for, on a page to fill in or as CSV. Both read back as answers
 * (marking/answers.h), in which the id of each row says what it is. */
#ifndef RENDER_WORKSHEET_H
#define RENDER_WORKSHEET_H

#include "render/format.h"
#include "tape/run.h"

/* Longer ones nobody fills in. */
#define WORKSHEET_ROWS_MOST 20000

enum blank {
    BLANK_RESULTS, /* the forward pass, the gradients that the optimizer uses, new parameters */
    BLANK_FACTORS, /* and the partials of the chain rule, the gradients of single samples */
    BLANK_ALL,     /* and states of the optimizer: whatever is computed */
    BLANKS
};
const char *blank_name(enum blank blank); /* "results" */

/* Are the steps of the family rows of the sheet? */
bool worksheet_asks(const struct tape *tape, const struct family *family, enum blank blank);

/* The rows of a worksheet of the selected updates (NULL: all), or a few more; beyond WORKSHEET_ROWS_MOST not all are
 * counted. */
size_t worksheet_rows(const struct tape *tape, const struct selection *selection, enum blank blank);

/* Is the worksheet of the selected updates (NULL: all) no longer than may be? False after one diagnostic. */
bool worksheet_is_short(const struct tape *tape, const struct selection *selection,
                        enum blank blank, struct diagnostics *diagnostics);

/* Runs `run` to its end and writes the sheet. False after one diagnostic; the output is then incomplete. */
bool render_worksheet(struct run *run, enum blank blank, const struct renderer *renderer,
                      struct text *out, struct diagnostics *diagnostics);
bool worksheet_csv(struct run *run, enum blank blank, struct text *out);

#endif
