/* Laying out decimal digits, fixed or scientific. */
#include "number/notation.h"

#include <limits.h>

/* From here on numbers with decimals are scientific too, with as many digits as just below. */
#define DECIMALS_FIXED_BELOW 21

struct places places_of(const struct digits *digits, int at_least_place)
{
    return (struct places){.significant = digits->kind == DIGITS_SIGNIFICANT,
                           .count = digits->count,
                           .at_least = at_least_place == INT_MAX ? INT64_MAX : at_least_place};
}

int64_t places_last(const struct places *places, int64_t first)
{
    int64_t last = first - places->count + 1;
    if (!places->significant)
        last = first <= DECIMALS_FIXED_BELOW ? -places->count
                                             : first - DECIMALS_FIXED_BELOW - places->count;
    if (places->at_least < last)
        last = places->at_least;
    return last < first - DIGITS_MAX + 1 ? first - DIGITS_MAX + 1 : last;
}

/* 00 to 99: two digits for one division. */
static const char digit_pairs[] = "0001020304050607080910111213141516171819"
                                  "2021222324252627282930313233343536373839"
                                  "4041424344454647484950515253545556575859"
                                  "6061626364656667686970717273747576777879"
                                  "8081828384858687888990919293949596979899";

void decimal_set(struct decimal *decimal, uint64_t quotient, int64_t last)
{
    char digits[20], *first = digits + sizeof digits;
    for (; quotient >= 10; quotient /= 100)
        memcpy(first -= 2, digit_pairs + 2 * (quotient % 100), 2);
    if (quotient > 0 || first == digits + sizeof digits)
        *--first = (char)('0' + quotient);
    decimal->last = last;
    decimal->count = (int)(digits + sizeof digits - first);
    memcpy(decimal->digits, first, (size_t)decimal->count);
}

void decimal_absorb_carry(struct decimal *decimal, const struct places *places, int64_t first)
{
    if (decimal->last + decimal->count - 1 <= first || decimal->digits[0] == '0')
        return;
    int64_t last = places_last(places, first + 1);
    if (last > decimal->last) {
        decimal->count -= (int)(last - decimal->last);
        decimal->last = last;
    }
}

/* ---- writing ---- */

static char *zeros(char *to, int64_t count)
{
    if (count <= 0)
        return to;
    memset(to, '0', (size_t)count);
    return to + count;
}

static char *copy(char *to, const char *from, int64_t count)
{
    memcpy(to, from, (size_t)count);
    return to + count;
}

static char *write_scientific(char *to, const char *digits, int count, int64_t first)
{
    *to++ = digits[0];
    if (count > 1) {
        *to++ = '.';
        to = copy(to, digits + 1, count - 1);
    }
    *to++ = 'e';
    if (first < 0)
        *to++ = '-';
    char reversed[20];
    int length = 0;
    for (uint64_t rest = first < 0 ? 0 - (uint64_t)first : (uint64_t)first; rest != 0; rest /= 10)
        reversed[length++] = (char)('0' + rest % 10);
    while (length > 0)
        *to++ = reversed[--length];
    return to;
}

static char *write_fixed(char *to, const char *digits, int count, int64_t last)
{
    int64_t first = last + count - 1;
    if (last >= 0)
        return zeros(copy(to, digits, count), last);
    if (first >= 0) {
        to = copy(to, digits, first + 1);
        *to++ = '.';
        return copy(to, digits + first + 1, -last);
    }
    *to++ = '0';
    *to++ = '.';
    return copy(zeros(to, -first - 1), digits, count);
}

static bool is_scientific(const struct places *places, int64_t first)
{
    if (!places->significant)
        return first >= DECIMALS_FIXED_BELOW;
    return first < -4 || first >= (places->count > 6 ? places->count : 6);
}

void decimal_write(const struct decimal *decimal, const struct places *places, struct text *out)
{
    const char *digits = decimal->digits;
    int count = decimal->count;
    int64_t last = decimal->last;
    bool zero = digits[0] == '0';
    if (zero) /* "0", or "0.0000" when rounded to places */
        last = decimal->exact || last > 0 ? 0 : last;
    for (; decimal->exact && count > 1 && digits[count - 1] == '0'; count--)
        last++;
    int64_t first = last + count - 1;
    bool scientific = !zero && is_scientific(places, first);
    text_reserve(out, (size_t)count + 32 + (scientific ? 0 : (size_t)(first > 0 ? first : -first)));
    char *start = out->bytes + out->length, *to = start;
    if (decimal->negative && !zero)
        *to++ = '-';
    if (scientific)
        to = write_scientific(to, digits, count, first);
    else
        to = write_fixed(to, digits, count, last);
    out->length += (size_t)(to - start);
    text_end(out);
}
