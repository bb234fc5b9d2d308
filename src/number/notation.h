/* Decimal digits and how they are laid out: the one place that knows the rules of fixed and
 * scientific notation. Private to the room. */
#ifndef NUMBER_NOTATION_H
#define NUMBER_NOTATION_H

#include "number/number.h"
#include <stdint.h>

/* No more digits than this are ever printed of one number. */
#define DIGITS_MAX 4000

/* Which digits are wanted. */
struct places {
    bool significant; /* else decimals */
    int count;
    int64_t at_least; /* a place that must be reached; INT64_MAX: none */
};

/* digits * 10^last, digits without sign. "0" is zero. */
struct decimal {
    bool negative;
    bool exact; /* printed without padding: zeros at the end may go */
    int count;
    int64_t last; /* place of the last digit */
    char digits[DIGITS_MAX + 8];
};

struct places places_of(const struct digits *digits, int at_least_place);

/* The last place to print of a number whose first digit stands at place `first`. */
int64_t places_last(const struct places *places, int64_t first);

/* Sets the digits of a rounded quotient at place `last`, where `first` was the first place before
 * rounding: a carry to one more digit must not add one. */
void decimal_set(struct decimal *decimal, uint64_t quotient, int64_t last);
void decimal_absorb_carry(struct decimal *decimal, const struct places *places, int64_t first);

/* Appends it: fixed or scientific as the rules of the header say. */
void decimal_write(const struct decimal *decimal, const struct places *places, struct text *out);

#endif
