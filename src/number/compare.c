/* Questions about certified values: order, identity, exactness, agreement with a literal. */
#include "number/certified.h"

#include "base/arena.h"

bool certified_same(struct arithmetic *arithmetic, union cell a, union cell b)
{
    (void)arithmetic;
    return a.value == b.value ||
           (a.value->atom == b.value->atom && fraction_equal(&a.value->scale, &b.value->scale));
}

static enum comparison order(int sign)
{
    return sign < 0 ? LESS : sign > 0 ? GREATER : EQUAL;
}

/* Equal atoms (or none): their scales decide, and the atom's sign. */
static enum comparison compare_scales(const struct value *x, const struct value *y)
{
    int sign = fraction_compare(&x->scale, &y->scale);
    if (sign == 0 || x->atom == NULL || arb_is_positive(&x->atom->ball))
        return order(sign);
    return arb_is_negative(&x->atom->ball) ? order(-sign) : UNDECIDED;
}

enum comparison certified_compare(struct arithmetic *arithmetic, union cell a, union cell b)
{
    const struct value *x = a.value, *y = b.value;
    if (x->atom == y->atom)
        return compare_scales(x, y);
    if (x->scale.num == 0 || y->scale.num == 0) {
        int sign = value_sign(x->atom != NULL ? x : y);
        return sign == 2 ? UNDECIDED : order(x->atom != NULL ? sign : -sign);
    }
    arb_srcptr ball_x = value_ball(arithmetic, x), ball_y = value_ball(arithmetic, y);
    if (arb_lt(ball_x, ball_y))
        return LESS;
    return arb_gt(ball_x, ball_y) ? GREATER : UNDECIDED;
}

bool certified_is_exact_zero(struct arithmetic *arithmetic, union cell a)
{
    (void)arithmetic;
    return a.value->scale.num == 0;
}

bool certified_is_exact(struct arithmetic *arithmetic, union cell a)
{
    (void)arithmetic;
    return a.value->atom == NULL;
}

/* |a - literal| <= relative * |a|, the left side from above and the right side from below. */
bool certified_agrees(struct arithmetic *arithmetic, union cell a, const char *literal,
                      double relative)
{
    enum fault_kind before = arithmetic->fault;
    union cell expected = certified_literal(arithmetic, literal, strlen(literal));
    if (arithmetic->fault != before)
        return false;
    if (certified_same(arithmetic, a, expected))
        return true;
    arb_ptr difference = &arithmetic->certified->ball;
    arb_sub(difference, value_ball(arithmetic, a.value), value_ball(arithmetic, expected.value),
            arithmetic->precision);
    mag_t distance, allowed, factor;
    mag_init(distance);
    mag_init(allowed);
    mag_init(factor);
    arb_get_mag(distance, difference);
    arb_get_mag_lower(allowed, value_ball(arithmetic, a.value));
    mag_set_d_lower(factor, relative);
    mag_mul_lower(allowed, allowed, factor);
    bool agrees = mag_cmp(distance, allowed) <= 0;
    mag_clear(distance);
    mag_clear(allowed);
    mag_clear(factor);
    return agrees;
}

enum comparison literal_compare(struct arena *arena, const char *a, const char *b)
{
    struct arena *scratch = arena_child(arena);
    struct arithmetic *arithmetic = arithmetic_open(scratch, ARITHMETIC_CERTIFIED, PRECISION_FIRST);
    enum comparison order = number_compare(arithmetic, number_literal(arithmetic, a, strlen(a)),
                                           number_literal(arithmetic, b, strlen(b)));
    arena_close(scratch);
    return order;
}
