/* The parts of a decimal literal, before any arithmetic gives it a value. Private to the room. */
#ifndef NUMBER_LITERAL_H
#define NUMBER_LITERAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Literals with a longer exponent are refused where they are read exactly: their rationals would be absurdly
 * long. */
#define PLACE_LIMIT 100000

/* digits * 10^exponent, where digits are text[0..length) without the point at `point`, if any. */
struct literal {
    bool negative;
    const char *digits;
    size_t length; /* with the point */
    int64_t exponent;
};

/* Parts sign, digits and exponent; zeros in front are left out. The exponent stays far from the ends of its
 * type, whatever the text says. */
struct literal literal_read(const char *text, size_t length);

#endif
