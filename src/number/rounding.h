/* Rounding to decimals, proven: the quick ways (64-bit enclosures) and the exact one (integers).
 * Private. */
#ifndef NUMBER_ROUNDING_H
#define NUMBER_ROUNDING_H

#include "number/flint.h"
#include "number/notation.h"

/* |x| lies in [low, high] * 2^(exponent - 64), where low and high are near 2^63 .. 2^64 - 1. */
struct enclosure {
    uint64_t low, high;
    int exponent;
};

/* The enclosure by the topmost 64 bits. False: 0, too wide, or out of range of the quick ways. */
bool enclosure_of_ball(struct enclosure *enclosure, arb_srcptr ball);
bool enclosure_of_fraction(struct enclosure *enclosure, const fmpq *x);

/* The digits that every number of the enclosure rounds to. False: undecided here. With
 * `may_be_exact` also undecided if the number might end at the last place. */
bool round_enclosure(struct decimal *decimal, const struct enclosure *enclosure,
                     const struct places *places, bool may_be_exact);

/* n/d rounded, for 0 < n, d < 2^63. False: the numbers grow beyond 128 bits. */
bool round_small_fraction(struct decimal *decimal, uint64_t n, uint64_t d,
                          const struct places *places);

/* floor(log10) of everything in the enclosure. False: undecided here. */
bool enclosure_first_place(const struct enclosure *enclosure, int *place);

/* A number n/d * 10^shift, n >= 0, d > 0. */
struct fraction {
    fmpz_t n, d;
    int64_t shift;
};

void fraction_init(struct fraction *x);
void fraction_clear(struct fraction *x);
void fraction_set_arf(struct fraction *x, const arf_struct *value);
void fraction_set_rational(struct fraction *x, const fmpq *value); /* |value| */
/* (n, d) := n/d of x without its shift, times 10^power */
void fraction_scale(fmpz_t n, fmpz_t d, const struct fraction *x, int64_t power);
int64_t fraction_first_place(const struct fraction *x);
/* Rounds to the nearest (ties away from zero); `quotient` gets the digits as an integer. */
void round_fraction(struct decimal *decimal, fmpz_t quotient, const struct fraction *x,
                    const struct places *places);

/* Two digits of x > 0, rounded up. */
void round_fraction_up(struct decimal *decimal, const struct fraction *x);

/* Appends those as "1.3e-1230"; "0" of 0. At most BOUND_BYTES. */
#define BOUND_BYTES 32
void write_bound(const struct fraction *x, struct text *out);

/* The two ends of |ball|, which does not contain 0. */
void ball_ends(struct fraction *low, struct fraction *high, arb_srcptr ball, slong precision);

/* An upper bound of |ball|. */
void ball_bound(struct fraction *high, arb_srcptr ball);

/* |ball| < 10^last / 2, proven. */
bool ball_rounds_to_zero(arb_srcptr ball, int64_t last);

#endif
