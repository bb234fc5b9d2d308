/* The table of verdicts, as data. Part of the marking core. */
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

#endif
