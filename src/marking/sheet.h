/* A sheet: what is right, for marking. All quantities of a problem in the order of the calculation, each with its proven
 * digits and the formula that leads to it. Made from a run of the tape (marking/sheet_make.h) or, in the page, from the
 * data that comes with it; marking itself knows neither runs nor files.
 *
 * Part of the marking core: no third-party header, of the tape nothing but its roles.
 */
#ifndef MARKING_SHEET_H
#define MARKING_SHEET_H

#include "expr/expr.h"
#include "marking/answers.h"
#include "marking/written.h"
#include "tape/tape.h" /* enum role */

#define SHEET_DIGITS 40 /* significant digits known of every true value, at least */
#define SHEET_LINES_MOST 100000
#define NO_LINE (-1)

/* One quantity. Lines stand in the order of the calculation: a formula names earlier lines only. */
struct sheet_line {
    int number;                    /* its place on the sheet */
    const char *id, *name, *latex; /* "u1.dE/dw2[1,1]", "dE/dw7", LaTeX of the name */
    enum role role;
    struct truth truth;
    struct interval range; /* holds the true value */
    bool given;            /* a number of the problem */
    bool constant;         /* given, and no step: "alpha" */
    const char *
        literal; /* given: as the problem spells it; NULL: it does not (a mask drawn by its seed) */
    /* Scalar formulas in which every NAME is bound (->binding) to its struct sheet_line: `formula` as it is shown,
     * `expansion` with the functions of the catalogue written out. NULL: given. */
    const struct expr *formula, *expansion;

    /* What it is of: number of the family on the tape, layer (as struct family has it), indices, update and sample of
     * the id (0: none). */
    int family, layer, rank, update, sample;
    long indices[INDEX_MAX];
    int before,
        after; /* parameters and states: the line of the value before an update, after it; NO_LINE */
    int top, bottom; /* derivatives: the lines of what is differentiated, and by what; NO_LINE */
};

struct sheet {
    const char *title;
    int samples;
    const int *sample_numbers; /* [samples] as ids have them */
    int last_update;           /* its number in ids; a forward pass after it has the next one */
    int count;
    const struct sheet_line *lines;
    struct quantity_lookup lookup; /* what names call lines */
};

#endif
