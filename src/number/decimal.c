/* Decimal literals as exact rationals. */
#include "number/certified.h"
#include "number/literal.h"
#include "number/powers_of_ten.h"

#include "base/arena.h"

static void read_digits(struct arithmetic *arithmetic, fmpz *integer, const struct literal *literal)
{
    if (literal->length <= 18) {
        slong small = 0;
        for (size_t i = 0; i < literal->length; i++)
            if (literal->digits[i] != '.')
                small = 10 * small + (literal->digits[i] - '0');
        fmpz_set_si(integer, small);
        return;
    }
    char *copy = arena_alloc(arithmetic->certified->generation->arena, literal->length + 1);
    size_t length = 0;
    for (size_t i = 0; i < literal->length; i++)
        if (literal->digits[i] != '.')
            copy[length++] = literal->digits[i];
    fmpz_set_str(integer, copy, 10);
}

/* q := q * 10^exponent */
static void apply_exponent(struct arithmetic *arithmetic, fmpq *q, int64_t exponent)
{
    uint64_t size = exponent < 0 ? 0 - (uint64_t)exponent : (uint64_t)exponent;
    fmpz *power = arithmetic->certified->integer;
    if (size <= 18)
        fmpz_set_ui(power, small_powers_of_ten[size]);
    else
        fmpz_ui_pow_ui(power, 10, size);
    if (exponent >= 0) {
        fmpz_mul(&q->num, &q->num, power);
    } else {
        fmpz_set(&q->den, power);
        _fmpq_canonicalise(&q->num, &q->den);
    }
}

union cell certified_literal(struct arithmetic *arithmetic, const char *text, size_t length)
{
    struct literal literal = literal_read(text, length);
    struct value *value = value_new(arithmetic);
    if (literal.length == 0)
        return value_settle(arithmetic, value);
    if (literal.exponent > PLACE_LIMIT || literal.exponent < -PLACE_LIMIT - (int64_t)literal.length)
        return value_fault(arithmetic, FAULT_TOO_LARGE);
    read_digits(arithmetic, &value->scale.num, &literal);
    if (literal.negative)
        fmpz_neg(&value->scale.num, &value->scale.num);
    apply_exponent(arithmetic, &value->scale, literal.exponent);
    return value_settle(arithmetic, value);
}
