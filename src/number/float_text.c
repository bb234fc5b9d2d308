/* The text of doubles: the exact decimal expansion rounded half-up, and what else is asked about digits.
 *
 * The quick way multiplies by a 64-bit power of ten and says when it cannot tell; short binary fractions and
 * integers are divided exactly; what is left, long expansions and near misses, goes to integers of any
 * length. */
#include "number/binary.h"
#include "number/float.h"
#include "number/rounding.h"

/* Binary fractions n / 2^k up to these are divided directly. */
#define SMALL_BITS 62

/* |value| = c * 2^q with c odd, value not 0 */
static uint64_t decompose(double value, int *q)
{
    struct binary binary = binary_of_double(value);
    int zeros = __builtin_ctzll(binary.c);
    *q = binary.q + zeros;
    return binary.c >> zeros;
}

static void enclose(struct enclosure *enclosure, uint64_t c, int q)
{
    int bits = 64 - __builtin_clzll(c);
    uint64_t top = c << (64 - bits);
    *enclosure = (struct enclosure){top, top, q + bits};
}

static bool round_small(struct decimal *decimal, uint64_t c, int q, const struct places *places)
{
    int bits = 64 - __builtin_clzll(c);
    if (q < -SMALL_BITS || q + bits > SMALL_BITS)
        return false;
    return q < 0 ? round_small_fraction(decimal, c, UINT64_C(1) << -q, places)
                 : round_small_fraction(decimal, c << q, 1, places);
}

static void set_fraction(struct fraction *x, uint64_t c, int q)
{
    fmpz_set_ui(x->n, c);
    if (q >= 0)
        fmpz_mul_2exp(x->n, x->n, (ulong)q);
    else
        fmpz_mul_2exp(x->d, x->d, (ulong)-q);
}

static void round_exactly(struct decimal *decimal, uint64_t c, int q, const struct places *places)
{
    struct fraction fraction;
    fmpz_t quotient;
    fraction_init(&fraction);
    fmpz_init(quotient);
    set_fraction(&fraction, c, q);
    round_fraction(decimal, quotient, &fraction, places);
    fmpz_clear(quotient);
    fraction_clear(&fraction);
}

static void round_double(struct decimal *decimal, double value, const struct places *places)
{
    decimal->negative = value < 0;
    if (value == 0) {
        decimal->exact = true;
        decimal_set(decimal, 0, 0);
        return;
    }
    int q;
    struct enclosure enclosure;
    uint64_t c = decompose(value, &q);
    enclose(&enclosure, c, q);
    if (!round_enclosure(decimal, &enclosure, places, true) && !round_small(decimal, c, q, places))
        round_exactly(decimal, c, q, places);
}

enum shown_state float_show(struct arithmetic *arithmetic, union cell a,
                            const struct digits *digits, int at_least_place, struct text *out)
{
    (void)arithmetic;
    struct places places = places_of(digits, at_least_place);
    struct decimal decimal;
    round_double(&decimal, a.real, &places);
    decimal_write(&decimal, &places, out);
    return decimal.exact ? SHOWN_EXACT : SHOWN_ROUNDED;
}

void float_show_bound(struct arithmetic *arithmetic, union cell a, struct text *out)
{
    (void)arithmetic;
    struct fraction fraction;
    int q = 0;
    uint64_t c = a.real == 0 ? 0 : decompose(a.real, &q);
    text_reserve(out, BOUND_BYTES); /* while nothing of FLINT is held here */
    fraction_init(&fraction);
    set_fraction(&fraction, c, q);
    write_bound(&fraction, out);
    fraction_clear(&fraction);
}

bool float_is_sharp(struct arithmetic *arithmetic, union cell a, int digits)
{
    (void)arithmetic;
    (void)a;
    (void)digits;
    return true;
}

enum nearest_state float_nearest_double(struct arithmetic *arithmetic, union cell a,
                                        double *nearest)
{
    (void)arithmetic;
    *nearest = a.real + 0.0; /* no negative zero */
    return NEAREST_FOUND;
}

enum nearest_state float_value_shortest(struct arithmetic *arithmetic, union cell a,
                                        struct text *out)
{
    if (arithmetic->kind == ARITHMETIC_FLOAT32)
        float_shortest((float)a.real, out);
    else
        double_shortest(a.real, out);
    return NEAREST_FOUND;
}

bool float_first_place(struct arithmetic *arithmetic, union cell a, int *place,
                       bool *needs_precision)
{
    (void)arithmetic;
    *needs_precision = false;
    if (a.real == 0)
        return false;
    int q;
    struct enclosure enclosure;
    uint64_t c = decompose(a.real, &q);
    enclose(&enclosure, c, q);
    if (enclosure_first_place(&enclosure, place))
        return true;
    struct fraction fraction;
    fraction_init(&fraction);
    set_fraction(&fraction, c, q);
    *place = (int)fraction_first_place(&fraction);
    fraction_clear(&fraction);
    return true;
}

void float_dump(struct arithmetic *arithmetic, union cell a, int count, struct text *out)
{
    (void)count;
    float_value_shortest(arithmetic, a, out);
}
