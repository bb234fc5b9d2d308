/* What the files of the float arithmetics share. Private to the room. */
#ifndef NUMBER_FLOAT_H
#define NUMBER_FLOAT_H

#include "number/arithmetic.h"

/* A double, or the float nearest to it, as a cell; a fault if there is none. Infinities are noted. */
union cell float_cell(struct arithmetic *arithmetic, double real);

/* ---- float_text.c ---- */

enum shown_state float_show(struct arithmetic *arithmetic, union cell a,
                            const struct digits *digits, int at_least_place, struct text *out);
void float_show_bound(struct arithmetic *arithmetic, union cell a, struct text *out);
bool float_is_sharp(struct arithmetic *arithmetic, union cell a, int digits);
enum nearest_state float_nearest_double(struct arithmetic *arithmetic, union cell a,
                                        double *nearest);
enum nearest_state float_value_shortest(struct arithmetic *arithmetic, union cell a,
                                        struct text *out);
bool float_first_place(struct arithmetic *arithmetic, union cell a, int *place,
                       bool *needs_precision);
void float_dump(struct arithmetic *arithmetic, union cell a, int count, struct text *out);

#endif
