/* c*2^q is an integer where q >= 0, and c*5^-q/10^-q else: one product of an integer of a few limbs gives all digits. */
#include "number/float_decimal.h"

#include "number/binary.h"
#include <stdio.h>
#include <string.h>

#define LIMB_DIGITS 9
#define LIMB UINT64_C(1000000000)
#define LIMBS_MOST 88 /* of 5^1074 * 2^53, with one more for a carry */
#define DIGITS_MOST (LIMBS_MOST * LIMB_DIGITS)

/* As numbers are shown: from 10^-5 down and from 10^21 up with an exponent. */
#define LEAST_PLAIN (-5)
#define MOST_PLAIN 20

struct integer {
    int count;
    uint64_t limbs[LIMBS_MOST]; /* least first */
};

static void multiply(struct integer *integer, uint64_t factor)
{
    uint64_t carry = 0;
    for (int i = 0; i < integer->count; i++) {
        carry += integer->limbs[i] * factor;
        integer->limbs[i] = carry % LIMB;
        carry /= LIMB;
    }
    for (; carry > 0; carry /= LIMB)
        integer->limbs[integer->count++] = carry % LIMB;
}

/* Times base^exponent; base^step fits beside a limb in 64 bits. */
static void multiply_power(struct integer *integer, uint64_t base, int step, int exponent)
{
    uint64_t stride = 1;
    for (int i = 0; i < step; i++)
        stride *= base;
    for (; exponent >= step; exponent -= step)
        multiply(integer, stride);
    for (; exponent > 0; exponent--)
        multiply(integer, base);
}

/* The digits of |value| * 10^*places, without zeros at either end; how many. */
static int digits_of(double value, char digits[DIGITS_MOST + 1], int *places)
{
    struct binary binary = binary_of_double(value);
    int zeros = __builtin_ctzll(binary.c), q = binary.q + zeros;
    struct integer integer = {0};
    for (uint64_t rest = binary.c >> zeros; rest > 0; rest /= LIMB)
        integer.limbs[integer.count++] = rest % LIMB;
    if (q >= 0)
        multiply_power(&integer, 2, 29, q);
    else
        multiply_power(&integer, 5, 12, -q);
    int length =
        snprintf(digits, DIGITS_MOST + 1, "%u", (unsigned)integer.limbs[integer.count - 1]);
    for (int i = integer.count - 2; i >= 0; i--)
        length += snprintf(digits + length, LIMB_DIGITS + 1, "%0*u", LIMB_DIGITS,
                           (unsigned)integer.limbs[i]);
    *places = q < 0 ? -q : 0;
    for (; length > 1 && digits[length - 1] == '0'; length--)
        --*places;
    digits[length] = '\0';
    return length;
}

const char *float_decimal(struct arena *arena, double value)
{
    char digits[DIGITS_MOST + 1];
    int places;
    if (value == 0)
        return "0";
    const char *sign = value < 0 ? "-" : "";
    int length = digits_of(value, digits, &places), exponent = length - 1 - places;
    if (exponent < LEAST_PLAIN || exponent > MOST_PLAIN)
        return arena_printf(arena, "%s%c%s%se%d", sign, *digits, length > 1 ? "." : "", digits + 1,
                            exponent);
    if (places <= 0)
        return arena_printf(arena, "%s%s%.*s", sign, digits, -places, "00000000000000000000");
    if (exponent < 0)
        return arena_printf(arena, "%s0.%.*s%s", sign, -exponent - 1, "00000", digits);
    return arena_printf(arena, "%s%.*s.%s", sign, exponent + 1, digits, digits + exponent + 1);
}
