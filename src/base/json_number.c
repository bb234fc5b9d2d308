/* Numbers of JSON: the grammar of RFC 8259, section 6, and the range of doubles. */
#include "base/json_scan.h"

#include "base/arena.h"
#include <locale.h>
#include <math.h>
#include <stdlib.h>

static bool is_digit(const struct json_scan *scan, const char *at)
{
    return at < scan->end && *at >= '0' && *at <= '9';
}

static const char *skip_digits(const struct json_scan *scan, const char *at)
{
    while (is_digit(scan, at))
        at++;
    return at;
}

static bool is_one_of(const struct json_scan *scan, const char *at, char one, char other)
{
    return at < scan->end && (*at == one || *at == other);
}

/* Behind the whole word that was meant as a number, however it is written. */
static const char *end_of_word(const struct json_scan *scan, const char *at)
{
    while (is_digit(scan, at) || is_one_of(scan, at, '.', '+') || is_one_of(scan, at, '-', '_') ||
           (at < scan->end && ((*at | 0x20) >= 'a' && (*at | 0x20) <= 'z')))
        at++;
    return at;
}

/* What a sane exponent is cut to: far outside the range of doubles, whatever the number of digits.
 */
#define EXPONENT_CAP 1000000000000LL

static long long exponent_of(const struct json_scan *scan, const char *at)
{
    bool negative = is_one_of(scan, at, '-', '-');
    long long exponent = 0;
    if (is_one_of(scan, at, '-', '+'))
        at++;
    for (; is_digit(scan, at) && exponent < EXPONENT_CAP; at++)
        exponent = 10 * exponent + (*at - '0');
    return negative ? -exponent : exponent;
}

/* The place of the first digit that is not 0: 0.xxx * 10^place. False for zero. */
static bool leading_place(const struct json_scan *scan, const char *begin, const char *end,
                          long long *place)
{
    const char *first = NULL, *point = NULL, *at = begin;
    for (; at < end && *at != 'e' && *at != 'E'; at++) {
        if (*at == '.')
            point = at;
        else if (first == NULL && *at >= '1' && *at <= '9')
            first = at;
    }
    if (first == NULL)
        return false;
    if (point == NULL)
        point = at;
    *place = point - first + (first > point ? 1 : 0);
    if (at < end)
        *place += exponent_of(scan, at + 1);
    return true;
}

double json_double(const char *text)
{
    locale_t plain = newlocale(LC_ALL_MASK, "C", (locale_t)0);
    locale_t ours = uselocale(plain);
    double value = strtod(text, NULL);
    uselocale(ours);
    freelocale(plain);
    return value;
}

/* The number rounds to a double, or to 0, not to an infinity. Only what is near the edge is
 * converted. */
static bool in_range(const struct json_scan *scan, const char *begin, const char *end)
{
    long long place;
    if (!leading_place(scan, begin, end, &place) || place < 309)
        return true;
    if (place > 309)
        return false;
    const char *text = arena_copy(scan->diagnostics->arena, begin, (size_t)(end - begin));
    return isfinite(json_double(text));
}

static bool fail_number(struct json_scan *scan, const char *at, const char *expected,
                        const char *message)
{
    const char *begin = scan->at, *end = end_of_word(scan, begin);
    size_t length = end - begin > 40 ? 40 : (size_t)(end - begin);
    const char *word = arena_copy(scan->diagnostics->arena, begin, length);
    const char *cut = length < (size_t)(end - begin) ? "..." : "";
    const char *found =
        at == begin ? arena_printf(scan->diagnostics->arena, "%s%s", word, cut) : NULL;
    return json_scan_fail(scan, DIAGNOSTIC_JSON_NUMBER, at, expected, found, "%s: %s%s", message,
                          word, cut);
}

static bool fail_start(struct json_scan *scan, const char *at)
{
    if (*scan->at == '+')
        return fail_number(scan, scan->at, "the number without a sign",
                           "a number must not begin with \"+\"");
    if (is_one_of(scan, at, '.', '.'))
        return fail_number(scan, scan->at, "a digit before the point",
                           "a number must not begin with \".\"");
    if (is_one_of(scan, at, 'I', 'i') || is_one_of(scan, at, 'N', 'n'))
        return fail_number(scan, scan->at, "a finite number", "infinities are not numbers in JSON");
    return fail_number(scan, at, "a digit", "a digit must follow the minus sign");
}

/* number = [ "-" ] ( "0" / digit1-9 *digit ) [ "." 1*digit ] [ ( "e" / "E" ) [ "-" / "+" ] 1*digit
 * ] */
static bool scan_grammar(struct json_scan *scan, const char **end)
{
    const char *at = scan->at + (*scan->at == '-');
    const char *first = at;
    if (!is_digit(scan, at))
        return fail_start(scan, at);
    at = skip_digits(scan, at);
    if (*first == '0' && at - first > 1)
        return fail_number(scan, scan->at, "the number without leading zeros",
                           "a number must not begin with 0 and another digit");
    if (*first == '0' && is_one_of(scan, at, 'x', 'X'))
        return fail_number(scan, scan->at, "a decimal number", "numbers are decimal in JSON");
    if (is_one_of(scan, at, '.', '.')) {
        const char *fraction = at + 1;
        at = skip_digits(scan, fraction);
        if (at == fraction)
            return fail_number(scan, at, "a digit", "a digit must follow the decimal point");
    }
    if (is_one_of(scan, at, 'e', 'E')) {
        const char *digits = at + 1 + is_one_of(scan, at + 1, '-', '+');
        at = skip_digits(scan, digits);
        if (at == digits)
            return fail_number(scan, at, "a digit", "the exponent has no digits");
    }
    *end = at;
    return true;
}

bool json_scan_number(struct json_scan *scan)
{
    const char *end = scan->at;
    if (!scan_grammar(scan, &end))
        return false;
    if (end_of_word(scan, end) != end)
        return fail_number(scan, end, "the end of the number", "not a number");
    if (!in_range(scan, scan->at, end))
        return fail_number(scan, scan->at,
                           "a number between -1.7976931348623157e308 and 1.7976931348623157e308",
                           "the number is beyond the range of doubles");
    if ((size_t)(end - scan->at) > scan->longest_number)
        scan->longest_number = (size_t)(end - scan->at);
    scan->at = end;
    return true;
}
