/* Decimal literals looked at as text: what a reader must know of a number before it is ever
 * computed with.
 *
 * All take the text of a valid JSON number. Doubles are not used: "1.00000000000000000001" is
 * not 1.
 */
#ifndef BASE_LITERAL_H
#define BASE_LITERAL_H

#include <stdbool.h>

#define LITERAL_MAX_CHARACTERS 1000 /* of one number */
#define LITERAL_MAX_EXPONENT 1000   /* size of the power of ten written in one number */

/* -1, 0 or 1. "-0.0e5" has the sign 0. */
int literal_sign(const char *text);

/* Is it a whole number ("3", "3.0", "30e-1")? Then *value is it, or LONG_MAX or LONG_MIN when it
 * has more than 18 digits. Not for literals that are too long. */
bool literal_integer(const char *text, long *value);

/* How many decimal places the number needs: 0 for whole numbers ("1.50": 1). Not for literals that are too long. */
int literal_places(const char *text);

/* The number times 10^places, as literal_integer. */
bool literal_scaled(const char *text, int places, long *value);

/* floor(number * whole), exactly, of a number from 0 to 1, 1 excluded, and a whole number from 0 to 10^9. Not for literals
 * that are too long. */
long literal_part(const char *text, long whole);

/* The same number, however it is spelled ("1e-7", "0.10e-06")? Literals that are too long are the same only when they are
 * spelled alike. */
bool literal_equal(const char *a, const char *b);

/* Too long to be worked with exactly (LITERAL_MAX_CHARACTERS, LITERAL_MAX_EXPONENT). */
bool literal_too_long(const char *text);

#endif
