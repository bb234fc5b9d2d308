/* What the files of interval arithmetic share. Private to the room. */
#ifndef NUMBER_INTERVAL_H
#define NUMBER_INTERVAL_H

#include "number/arithmetic.h"

union cell interval_cell(struct arithmetic *arithmetic, double low, double high);
/* Sets the fault; the cell may be passed on but means nothing. */
union cell interval_fault(struct arithmetic *arithmetic, enum fault_kind fault);

binary_operation interval_multiply, interval_divide;

/* ---- interval_functions.c ---- */

union cell interval_apply(struct arithmetic *arithmetic, enum function function, union cell a);

/* ---- interval_power.c ---- */

binary_operation interval_power;

#endif
