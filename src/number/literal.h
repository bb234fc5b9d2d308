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

/* ---- float_literal.c ---- */

/* The double nearest to the literal, or with `single` the float; ties to even; infinite beyond their range. */
double literal_nearest(const struct literal *literal, bool single);

/* |literal| as a product or quotient of two doubles, exactly. */
struct small_literal {
    double integer, power_of_ten;
    bool divided; /* integer / power_of_ten */
};

/* False: it has too many digits for that. */
bool literal_read_small(const struct literal *literal, struct small_literal *small);

#endif
