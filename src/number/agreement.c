/* To how many digits two certified values agree, proven. */
#include "number/certified.h"

#include <assert.h>

/* |a - b| * 10^digits <= size, the left side from above. */
static bool within(const mag_t distance, int digits, const mag_t size)
{
    mag_t scaled;
    mag_init(scaled);
    mag_set_ui(scaled, 10);
    mag_pow_ui(scaled, scaled, (ulong)digits);
    mag_mul(scaled, scaled, distance);
    bool small = mag_cmp(scaled, size) <= 0;
    mag_clear(scaled);
    return small;
}

bool number_agree(struct arithmetic *arithmetic, union cell a, union cell b, int digits, int places)
{
    assert(arithmetic->kind == ARITHMETIC_CERTIFIED);
    if (certified_same(arithmetic, a, b))
        return true;
    arb_srcptr ball_a = value_ball(arithmetic, a.value), ball_b = value_ball(arithmetic, b.value);
    arb_ptr difference = &arithmetic->certified->ball;
    arb_sub(difference, ball_a, ball_b, arithmetic->precision);
    mag_t distance, size;
    mag_init(distance);
    mag_init(size);
    arb_get_mag(distance, difference);
    bool zero_a = arb_contains_zero(ball_a), zero_b = arb_contains_zero(ball_b);
    if (zero_a && zero_b)
        mag_one(size);
    else if (!zero_a && !zero_b)
        arb_get_mag_lower(size, ball_a);
    bool agree = within(distance, zero_a ? places : digits, size);
    mag_clear(distance);
    mag_clear(size);
    return agree;
}
