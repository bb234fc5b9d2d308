/* Numbers for free quantities, drawn from their domains. */
#ifndef DERIVATION_DRAWS_H
#define DERIVATION_DRAWS_H

#include "derivation/derivation.h"
#include <stdint.h>

/* What kind of numbers a point has. */
enum draw_kind {
    DRAW_WHOLE, /* small whole numbers, unlike one another: 1, 2, -1, 3, ... */
    DRAW_ZERO,  /* 0, or the simplest number of the domain */
    DRAW_ONE,
    DRAW_RANDOM, /* decimals */
};

struct draw {
    enum draw_kind kind;
    long most; /* RANDOM: up to most / 10^places in size, with so many decimal places */
    int places;
    bool tiny; /* some of them far smaller */
};

/* The draw of point `number`. */
struct draw draw_of_point(int number);

/* Random numbers, one after the other. */
struct draws {
    struct arena *arena;
    uint64_t seed, counter;
};

/* The next random number, from 0 to bound - 1. */
long draw_below(struct draws *draws, long bound);

/* Element `place` (from 0) of a quantity whose domain is of single elements, as text. */
const char *draw_element(struct draws *draws, const struct draw *draw, enum domain domain,
                         size_t place);

/* `count` elements of a domain of rows; `row`: which row it is, for one-hot rows to differ. */
void draw_row(struct draws *draws, const struct draw *draw, enum domain domain, size_t row,
              size_t count, const char **texts);

/* Is the number, known exactly, of a domain of single elements? */
bool domain_has(enum domain domain, struct arithmetic *arithmetic, union cell number);

#endif
