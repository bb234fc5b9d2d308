/* Reading written numbers. The text is first made plain (written_plain.h); then each function reads one part, with the
 * grammar above it. Spaces may stand between parts.
 *
 *     written  = lead [ "+" | "-" ] ( number | fraction ) tail
 *     number   = numeral [ power ] [ "%" ] | "10" "^" exponent
 *     fraction = numeral "/" numeral | digits " " digits "/" digits
 */
#include "marking/written.h"

#include "marking/written_plain.h"
#include "marking/written_reading.h"
#include <stdlib.h>

/* ---- reasons ---- */

static const char too_long[] = "this is too long to be a number";
static const char too_large_exponent[] = "the power of ten is beyond 999";
static const char two_numbers[] = "two numbers stand here; write the result alone";
static const char calculation[] = "a calculation stands here; write its result alone";
static const char letters_before[] = "letters stand before the number; write the number alone";
static const char letters_behind[] = "letters stand behind the number; write the number alone";
static const char no_number[] = "no number stands here";
static const char not_finite[] = "this is not a finite number";
static const char strange[] = "a character stands here that is no part of a number";
static const char lost_power[] = "the power of ten is not clear; write it as 10^-4 or e-4";
static const char power_of_fraction[] =
    "a fraction is of two plain numbers, without a power of ten or a percent sign";
static const char no_exponent[] = "the exponent of a power of ten is a whole number";
static const char division_by_zero[] = "this divides by 0";
static const char bad_mixed[] =
    "the number before the fraction is not clear; write one fraction or one decimal";

/* ---- the text being read ---- */

bool written_refuse(struct reading *reading, const char *reason)
{
    reading->written->kind = WRITTEN_UNREADABLE;
    reading->written->reason = reason;
    return false;
}

static bool is_letter(char c)
{
    return c >= 'a' && c <= 'z';
}

static void skip_spaces(struct reading *reading)
{
    reading->at += strspn(reading->at, " ");
}

static bool takes(struct reading *reading, const char *word)
{
    size_t length = strlen(word);
    if (strncmp(reading->at, word, length) != 0)
        return false;
    reading->at += length;
    return true;
}

/* ---- powers of ten ---- */

/* exponent = [ "+" | "-" ] digits */
static bool read_exponent(struct reading *reading, int *exponent)
{
    bool negative = *reading->at == '-';
    reading->at += negative || *reading->at == '+';
    skip_spaces(reading);
    size_t count = count_digits(reading->at);
    if (count == 0)
        return written_refuse(reading, no_exponent);
    const char *digits = reading->at + strspn(reading->at, "0");
    reading->at += count;
    bool point_behind = (*reading->at == '.' || *reading->at == ',') && is_digit(reading->at[1]);
    if (point_behind)
        return written_refuse(reading, no_exponent);
    long value = reading->at - digits > 3 ? WRITTEN_EXPONENT_MOST + 1 : strtol(digits, NULL, 10);
    if (digits < reading->at && value > WRITTEN_EXPONENT_MOST)
        return written_refuse(reading, too_large_exponent);
    *exponent = digits == reading->at ? 0 : (int)(negative ? -value : value);
    return true;
}

/* raised = ( "^" | "**" ) ( exponent | "(" exponent ")" ) */
static bool read_raised(struct reading *reading, int *exponent)
{
    skip_spaces(reading);
    if (!takes(reading, "^") && !takes(reading, "**")) {
        bool sign = *reading->at == '-' || *reading->at == '+';
        return written_refuse(reading, sign ? lost_power : calculation);
    }
    skip_spaces(reading);
    takes(reading, "^"); /* "10^⁻⁴" raises it twice */
    bool bracket = takes(reading, "(");
    skip_spaces(reading);
    if (!read_exponent(reading, exponent))
        return false;
    if (bracket)
        skip_spaces(reading);
    return !bracket || takes(reading, ")") || written_refuse(reading, no_exponent);
}

static bool begins_raised(const char *at)
{
    at += strspn(at, " ");
    return *at == '^' || strncmp(at, "**", 2) == 0;
}

/* What stands at `at` as a power of ten behind a numeral. */
enum power { POWER_NONE, POWER_E, POWER_TEN };

static enum power power_at(const char *at, const char **behind)
{
    at += strspn(at, " ");
    if (*at == 'e') {
        *behind = at + 1 + strspn(at + 1, " ");
        const char *digits = *behind + (**behind == '-' || **behind == '+');
        return is_digit(*digits) || digits > *behind ? POWER_E : POWER_NONE;
    }
    bool times = *at == '*' || *at == 'x';
    at += times;
    at += strspn(at, " ");
    if (strncmp(at, "10", 2) != 0 || is_digit(at[2]) || (!times && !begins_raised(at + 2)))
        return POWER_NONE;
    *behind = at + 2;
    return POWER_TEN;
}

/* power = "e" exponent | [ "*" | "x" ] "10" raised */
static bool read_power(struct reading *reading, struct decimal *number)
{
    const char *behind = NULL;
    int exponent = 0;
    enum power power = power_at(reading->at, &behind);
    if (power == POWER_NONE)
        return true;
    reading->at = behind;
    reading->written->scientific = true;
    if (power == POWER_TEN && *behind == 'e')
        return written_refuse(reading, lost_power);
    if (!(power == POWER_E ? read_exponent : read_raised)(reading, &exponent))
        return false;
    number->place += exponent;
    return true;
}

/* "10" raised: digits 1, and no numeral before it. */
static bool read_power_alone(struct reading *reading, struct decimal *number)
{
    int exponent = 0;
    reading->at += 2;
    reading->written->scientific = true;
    if (!read_raised(reading, &exponent))
        return false;
    *number = (struct decimal){.digits = "1", .place = exponent};
    return true;
}

static void read_percent(struct reading *reading, struct decimal *number)
{
    skip_spaces(reading);
    if (takes(reading, "%"))
        number->place -= 2;
}

/* ---- fractions ---- */

static bool read_denominator(struct reading *reading)
{
    struct written *written = reading->written;
    skip_spaces(reading);
    struct numeral numeral = numeral_read(reading);
    const char *behind;
    if (numeral.count == 0)
        return written_refuse(reading, calculation);
    if (!numeral_decimal(reading, &numeral, false, &written->denominator))
        return false;
    if (!written->denominator.digits[0])
        return written_refuse(reading, division_by_zero);
    written->kind = WRITTEN_FRACTION;
    skip_spaces(reading);
    bool more =
        power_at(reading->at, &behind) != POWER_NONE || *reading->at == '%' || *reading->at == '^';
    return !more || written_refuse(reading, power_of_fraction);
}

#define MIXED_DIGITS 9 /* products of such numbers fit into a long long */

/* digits " " digits "/" digits, "1 1/2": the first digits have been read as `whole`. */
static bool read_mixed(struct reading *reading, const struct numeral *whole)
{
    struct written *written = reading->written;
    skip_spaces(reading);
    size_t length = count_digits(reading->at);
    const char *numerator = reading->at;
    reading->at += length;
    skip_spaces(reading);
    reading->at++; /* "/" */
    if (!read_denominator(reading))
        return false;
    const char *denominator = written->denominator.digits;
    if (whole->mark_count > 0 || whole->count > MIXED_DIGITS || length > MIXED_DIGITS ||
        strlen(denominator) > MIXED_DIGITS || written->denominator.place != 0)
        return written_refuse(reading, bad_mixed);
    long long above = strtoll(numerator, NULL, 10), below = strtoll(denominator, NULL, 10);
    if (above >= below)
        return written_refuse(reading, bad_mixed);
    above += strtoll(whole->digits, NULL, 10) * below;
    written->number.digits = above > 0 ? arena_printf(reading->arena, "%lld", above) : "";
    return true;
}

/* Is there " digits /" behind a numeral? */
static bool is_mixed(const char *at)
{
    const char *digits = at + strspn(at, " ");
    size_t length = count_digits(digits);
    const char *behind = digits + length + strspn(digits + length, " ");
    return digits > at && length > 0 && *behind == '/';
}

/* ---- the whole ---- */

static const char *const lead_words[] = {"approximately", "approx.", "approx", "about",
                                         "circa",         "ca.",     "ca"};

/* lead = { "=" | word }: signs and words that say that a result follows. */
static void read_lead(struct reading *reading)
{
    const char *begin;
    do {
        begin = reading->at;
        reading->at += strspn(reading->at, " =");
        for (size_t i = 0; i < sizeof lead_words / sizeof *lead_words; i++)
            if (takes(reading, lead_words[i]))
                break;
    } while (reading->at > begin);
}

static bool is_infinite(const char *at)
{
    static const char *const words[] = {"nan", "inf", "undef"};
    at += strspn(at, "+- ");
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strncmp(at, words[i], strlen(words[i])) == 0)
            return true;
    return false;
}

/* What is left is no part of the number: why? */
static const char *reason_left(const char *at)
{
    if (is_digit(*at) || *at == '.' || *at == ',')
        return two_numbers;
    if (is_letter(*at))
        return letters_behind;
    if (*at == '=')
        return two_numbers;
    return strchr("+-*/^()%'", *at) ? calculation : strange;
}

static const char *reason_none(const char *at)
{
    if (is_infinite(at))
        return not_finite;
    if (is_letter(*at))
        return at[strcspn(at, "0123456789")] ? letters_before : no_number;
    return *at && strchr("+-*/^()%", *at) ? calculation : *at ? strange : no_number;
}

/* tail = [ "." { "." } | ";" | "," ] */
static bool read_tail(struct reading *reading)
{
    skip_spaces(reading);
    size_t points = strspn(reading->at, ".");
    reading->at += points > 0 ? points : *reading->at == ';' || *reading->at == ',';
    skip_spaces(reading);
    return !*reading->at || written_refuse(reading, reason_left(reading->at));
}

static bool read_body(struct reading *reading)
{
    struct written *written = reading->written;
    const char *behind;
    if (strncmp(reading->at, "10", 2) == 0 && begins_raised(reading->at + 2))
        return read_power_alone(reading, &written->number);
    struct numeral numeral = numeral_read(reading);
    if (numeral.count == 0)
        return written_refuse(reading, reason_none(reading->at));
    if (is_mixed(reading->at))
        return read_mixed(reading, &numeral);
    bool scientific = power_at(reading->at, &behind) != POWER_NONE;
    if (!numeral_decimal(reading, &numeral, scientific, &written->number))
        return false;
    const char *next = reading->at + strspn(reading->at, " ");
    if (*next == '/') {
        reading->at = next + 1;
        return read_denominator(reading);
    }
    if (!read_power(reading, &written->number))
        return false;
    read_percent(reading, &written->number);
    return true;
}

static void read_text(struct reading *reading)
{
    struct written *written = reading->written;
    read_lead(reading);
    bool negative = *reading->at == '-';
    reading->at += negative || *reading->at == '+';
    skip_spaces(reading);
    if (!read_body(reading) || !read_tail(reading))
        return;
    written->number.negative = negative && written->number.digits[0];
}

/* Nothing, signs that stand for nothing, or a sign before a result that is not there. */
static bool is_blank(const char *plain)
{
    return strspn(plain, " ?-_.=") == strlen(plain) || strcmp(plain, "n/a") == 0;
}

struct written written_read(struct arena *arena, const char *text, size_t length, enum comma comma)
{
    struct written written = {.text = arena_copy(arena, text, length),
                              .kind = WRITTEN_NUMBER,
                              .number = {.digits = ""},
                              .denominator = {.digits = ""}};
    struct text plain;
    struct reading reading = {arena, NULL, comma, &written};
    if (length > WRITTEN_BYTES_MOST) {
        written_refuse(&reading, too_long);
        return written;
    }
    text_open(&plain, arena);
    written_plain(text, length, &plain);
    reading.at = plain.bytes;
    if (is_blank(plain.bytes))
        written.kind = WRITTEN_BLANK;
    else
        read_text(&reading);
    return written;
}
