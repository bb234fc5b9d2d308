/* Exact values as text that is read back as the same value: decimals where they end, else fractions. */
#include "number/certified.h"

#include <assert.h>
#include <limits.h>

static void put_integer(struct text *out, const fmpz *integer)
{
    text_reserve(out, fmpz_sizeinbase(integer, 10) + 2);
    fmpz_get_str(out->bytes + out->length, 10, integer);
    out->length += strlen(out->bytes + out->length);
}

void number_show_fraction(struct arithmetic *arithmetic, union cell a, int places, struct text *out)
{
    assert(arithmetic->kind == ARITHMETIC_CERTIFIED && certified_is_exact(arithmetic, a));
    const struct digits digits = {DIGITS_DECIMALS, places};
    size_t before = out->length;
    if (certified_show(arithmetic, a, &digits, INT_MAX, out) == SHOWN_EXACT)
        return;
    text_truncate(out, before);
    put_integer(out, &a.value->scale.num);
    text_put(out, '/');
    put_integer(out, &a.value->scale.den);
}

union cell number_fraction(struct arithmetic *arithmetic, const char *text)
{
    assert(arithmetic->kind == ARITHMETIC_CERTIFIED);
    const char *slash = strchr(text, '/');
    if (slash == NULL)
        return certified_literal(arithmetic, text, strlen(text));
    return certified_divide(arithmetic, certified_literal(arithmetic, text, (size_t)(slash - text)),
                            certified_literal(arithmetic, slash + 1, strlen(slash + 1)));
}
