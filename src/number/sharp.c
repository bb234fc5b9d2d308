/* Is a ball narrow enough that only a coincidence leaves a digit undecided? */
#include "number/certified.h"
#include "number/number.h"

#define GUARD_DIGITS 20
#define BITS_PER_DIGIT 3.33

bool certified_is_sharp(struct arithmetic *arithmetic, union cell a, int digits)
{
    if (certified_is_exact(arithmetic, a))
        return true;
    arb_srcptr ball = value_ball(arithmetic, a.value);
    long bits = (long)(BITS_PER_DIGIT * (digits + GUARD_DIGITS));
    if (!arb_contains_zero(ball))
        return arb_rel_accuracy_bits(ball) > bits;
    mag_t bound;
    mag_init(bound);
    arb_get_mag(bound, ball);
    bool sharp = mag_cmp_2exp_si(bound, -bits) < 0;
    mag_clear(bound);
    return sharp;
}
