/* Floats as decimal literals: every finite one is a decimal that ends. */
#ifndef NUMBER_FLOAT_DECIMAL_H
#define NUMBER_FLOAT_DECIMAL_H

#include "base/arena.h"

/* The literal, in `arena`, that means exactly `value`, which is finite: "0.5", "-3", "1.25e-7". Zero is "0". As a problem
 * file could have it: never longer than LITERAL_MAX_CHARACTERS. */
const char *float_decimal(struct arena *arena, double value);

#endif
