/* The table of verdicts, as data, and points. Part of the marking core. */
#ifndef MARKING_VERDICTS_H
#define MARKING_VERDICTS_H

#include "marking/mark.h"

struct verdict_entry {
    const char *name;  /* "rounded" */
    const char *words; /* "right within your rounding" */
    bool right;        /* nothing is wrong with the value */
    double points;     /* of one, unless others are asked for */
};

extern const struct verdict_entry verdict_entries[MARK_KINDS];

/* Appends a number of points, in JSON's grammar, to six decimals: three tenths are 0.3. */
void points_show(double points, struct text *out);

#endif
