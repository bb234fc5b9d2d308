/* What a written number means: sets of numbers as doubles, and exact decisions on strings of digits. */
#include "marking/written.h"

#include "base/text.h"
#include <float.h>
#include <math.h>
#include <stdint.h>

/* ---- digits * 10^place, without sign ---- */

/* Room for a number that is read, and one digit more on either side. */
#define MAGNITUDE_DIGITS (WRITTEN_DIGITS_MOST + 2)

struct magnitude {
    char digits[MAGNITUDE_DIGITS + 2]; /* no zero in front; room for one more, and the NUL */
    int place;
};

/* The power of ten above the first digit: 0.1 <= magnitude / 10^top < 1. */
static long top(const char *digits, int place)
{
    return (long)strlen(digits) + place;
}

/* -1, 0 or 1 as a < b, a = b, a > b; of b only digits down to `last` are looked at. */
static int compare(const char *a, int place_of_a, const char *b, int place_of_b, int last)
{
    if (!*a || !*b || top(b, place_of_b) <= last)
        return (*a != '\0') - (*b != '\0' && top(b, place_of_b) > last);
    long first = top(a, place_of_a), other = top(b, place_of_b);
    if (first != other)
        return first < other ? -1 : 1;
    for (long place = first - 1; (*a || *b) && (*a || place >= last); place--) {
        int x = *a ? *a++ : '0', y = *b && place >= last ? *b++ : '0';
        if (x != y)
            return x < y ? -1 : 1;
    }
    return 0;
}

#define EVERY_PLACE INT32_MIN

static int compare_to(const struct decimal *decimal, const struct magnitude *bound, int last)
{
    return compare(decimal->digits, decimal->place, bound->digits, bound->place, last);
}

/* Adds one in the last place, or takes one away (not from 0). */
static void count_on(struct magnitude *magnitude, int by)
{
    char *digits = magnitude->digits, *at = digits + strlen(digits);
    char end = by > 0 ? '9' : '0', begin = by > 0 ? '0' : '9';
    while (at > digits && at[-1] == end)
        *--at = begin;
    if (at > digits) {
        at[-1] = (char)(at[-1] + by);
    } else {
        memmove(digits + 1, digits, strlen(digits) + 1);
        digits[0] = '1';
    }
    if (digits[0] == '0')
        memmove(digits, digits + 1, strlen(digits));
}

static void set_magnitude(struct magnitude *magnitude, const struct decimal *decimal)
{
    size_t length = strlen(decimal->digits);
    length = length < MAGNITUDE_DIGITS ? length : MAGNITUDE_DIGITS;
    memcpy(magnitude->digits, decimal->digits, length);
    magnitude->digits[length] = '\0';
    magnitude->place = decimal->place;
}

/* Half of one in the last place farther: 0.25 becomes 0.255. */
static void add_half(struct magnitude *magnitude)
{
    strcat(magnitude->digits, "5");
    magnitude->place--;
}

/* What rounds or is cut to a number, as magnitudes; of 0 the upper end alone, on either side. */
struct ends {
    struct magnitude low, high;
};

static void set_ends(struct ends *ends, const struct decimal *number, enum habit habit)
{
    set_magnitude(&ends->low, number);
    set_magnitude(&ends->high, number);
    if (habit == HABIT_NEAREST)
        add_half(&ends->high);
    else
        count_on(&ends->high, 1);
    if (habit == HABIT_TRUNCATE || !number->digits[0])
        return;
    count_on(&ends->low, -1);
    add_half(&ends->low);
}

/* Figures that count at the end of a whole number, be they zeros or not: 12000 has three at least, 200 three. */
#define WHOLE_FIGURES 3

/* A number as its digits count. Zeros at the end of a whole number may stand there to fill its places: to four figures
 * 59875 is written 59880. `room` holds the digits of the result. */
static struct decimal counted(const struct written *written, char room[WRITTEN_DIGITS_MOST + 1])
{
    struct decimal number = written->number;
    size_t length = strlen(number.digits), kept = length;
    if (written->scientific || number.place != 0 || length > WRITTEN_DIGITS_MOST)
        return number;
    while (kept > WHOLE_FIGURES && number.digits[kept - 1] == '0')
        kept--;
    memcpy(room, number.digits, kept);
    room[kept] = '\0';
    number.digits = room;
    number.place = (int)(length - kept);
    return number;
}

/* ---- doubles ---- */

static struct interval enclose(const char *digits, int place)
{
    size_t length = strlen(digits);
    return digits_bounds(digits, length < MAGNITUDE_DIGITS ? length : MAGNITUDE_DIGITS, place);
}

static struct interval signed_interval(bool negative, struct interval magnitude)
{
    if (!negative)
        return magnitude;
    return (struct interval){0 - magnitude.high, 0 - magnitude.low};
}

/* Of more digits than a magnitude has, the others count as up to one in the last place. */
struct interval decimal_interval(const struct decimal *decimal)
{
    size_t length = strlen(decimal->digits);
    int cut = length > MAGNITUDE_DIGITS ? (int)(length - MAGNITUDE_DIGITS) : 0;
    struct interval around = enclose(decimal->digits, decimal->place + cut);
    if (cut > 0)
        around.high = nextafter(around.high, INFINITY);
    return signed_interval(decimal->negative, around);
}

struct interval truth_range(const struct truth *truth)
{
    struct interval range = decimal_interval(&truth->digits);
    if (!truth->exact && truth->digits.negative)
        range.low = nextafter(range.low, -INFINITY);
    else if (!truth->exact)
        range.high = nextafter(range.high, INFINITY);
    return range;
}

static struct interval quotient(const struct decimal *number, const struct decimal *denominator)
{
    if (!number->digits[0])
        return (struct interval){0, 0};
    struct interval above = enclose(number->digits, number->place);
    struct interval below = enclose(denominator->digits, denominator->place);
    double low = above.low / below.high, high = above.high / below.low;
    bool point = above.low == above.high && below.low == below.high;
    if (point && fma(low, below.low, -above.low) == 0 && (low == 0 || low > DBL_MIN))
        return signed_interval(number->negative, (struct interval){low, low});
    return signed_interval(number->negative, (struct interval){low > 0 ? nextafter(low, 0) : 0,
                                                               nextafter(high, INFINITY)});
}

struct interval written_meant(const struct written *written, enum habit habit)
{
    if (written->kind == WRITTEN_FRACTION)
        return quotient(&written->number, &written->denominator);
    struct ends ends;
    char room[WRITTEN_DIGITS_MOST + 1];
    struct decimal number = counted(written, room);
    set_ends(&ends, &number, habit);
    double high = enclose(ends.high.digits, ends.high.place).high;
    if (!written->number.digits[0])
        return (struct interval){-high, high};
    double low = enclose(ends.low.digits, ends.low.place).low;
    return signed_interval(written->number.negative, (struct interval){low, high});
}

static double near(const struct decimal *decimal)
{
    struct interval set = decimal_interval(decimal);
    return isinf(set.low) || isinf(set.high) ? NAN : set.low / 2 + set.high / 2;
}

double written_value(const struct written *written)
{
    double value = near(&written->number);
    return written->kind == WRITTEN_FRACTION ? value / near(&written->denominator) : value;
}

/* ---- is it the true value? ---- */

/* The value of a truth that is not exact lies above its digits, and below one more in the last place. */
static bool number_is(const struct decimal *number, const struct truth *truth, enum habit habit)
{
    struct ends ends;
    const struct decimal *digits = &truth->digits;
    bool zero = !number->digits[0];
    if (!zero && number->negative != digits->negative)
        return false;
    set_ends(&ends, number, habit);
    int below =
        zero ? 1 : compare_to(digits, &ends.low, truth->exact ? EVERY_PLACE : digits->place);
    int above = compare_to(digits, &ends.high, EVERY_PLACE);
    bool end_included = habit == HABIT_NEAREST && truth->exact;
    return below >= 0 && (above < 0 || (above == 0 && end_included));
}

/* Long division, digit by digit, of number by denominator: are the quotient's first digits those of the truth, and is it
 * as exact? `rest` is below the denominator. Magnitudes as digits are too long for integers of the machine. */
struct division {
    char rest[2 * WRITTEN_DIGITS_MOST + 4];
    const char *denominator;
};

static int compare_rest(const struct division *division)
{
    const char *rest = division->rest;
    size_t length = strlen(rest), other = strlen(division->denominator);
    if (length != other)
        return length < other ? -1 : 1;
    return strcmp(rest, division->denominator);
}

/* rest -= denominator, both digits with the units last. */
static void subtract(struct division *division)
{
    char *rest = division->rest;
    size_t length = strlen(rest), other = strlen(division->denominator);
    int borrow = 0;
    for (size_t i = 0; i < length; i++) {
        char *digit = &rest[length - 1 - i];
        int difference = *digit - '0' - borrow;
        difference -= i < other ? division->denominator[other - 1 - i] - '0' : 0;
        borrow = difference < 0;
        *digit = (char)('0' + difference + 10 * borrow);
    }
    size_t zeros = strspn(rest, "0");
    memmove(rest, rest + zeros, length - zeros + 1);
}

/* The next digit of the quotient: brings down `digit`, then takes the denominator away as often as it goes. */
static char divide(struct division *division, char digit)
{
    size_t length = strlen(division->rest);
    char count = '0';
    if (length > 0 || digit != '0') {
        division->rest[length] = digit;
        division->rest[length + 1] = '\0';
    }
    for (; compare_rest(division) >= 0; count++)
        subtract(division);
    return count;
}

static bool fraction_is(const struct written *written, const struct truth *truth)
{
    const struct decimal *number = &written->number;
    struct division division = {.denominator = written->denominator.digits};
    const char *digits = truth->digits.digits, *next = number->digits;
    int place = number->place - written->denominator.place + (int)strlen(number->digits);
    bool begun = false;
    if (!number->digits[0] || !digits[0])
        return !number->digits[0] && !digits[0] && truth->exact;
    if (number->negative != truth->digits.negative)
        return false;
    for (; *next || place > truth->digits.place; place--) {
        char digit = divide(&division, *next ? *next++ : '0');
        begun = begun || digit != '0';
        if (!begun)
            continue;
        if (place - 1 >= truth->digits.place ? digit != *digits : digit != '0' && truth->exact)
            return false;
        digits += *digits != '\0';
    }
    return begun && !*digits && (division.rest[0] == '\0') == truth->exact;
}

bool written_is(const struct written *written, const struct truth *truth, enum habit habit)
{
    if (written->kind == WRITTEN_FRACTION)
        return fraction_is(written, truth);
    char room[WRITTEN_DIGITS_MOST + 1];
    struct decimal number = counted(written, room);
    if (habit != HABIT_EITHER)
        return number_is(&number, truth, habit);
    return number_is(&number, truth, HABIT_NEAREST) || number_is(&number, truth, HABIT_TRUNCATE);
}

bool written_in_full(const struct written *written, const struct truth *truth)
{
    const struct decimal *number = &written->number, *digits = &truth->digits;
    return written->kind == WRITTEN_NUMBER && truth->exact &&
           (number->negative == digits->negative || !number->digits[0]) &&
           compare(number->digits, number->place, digits->digits, digits->place, EVERY_PLACE) == 0;
}

/* ---- text ---- */

static void write_scientific(const char *digits, long exponent, struct text *out)
{
    text_append(out, digits, 1);
    if (digits[1])
        text_printf(out, ".%s", digits + 1);
    text_printf(out, "e%ld", exponent);
}

static void write_zeros(struct text *out, long count)
{
    for (; count > 0; count--)
        text_put(out, '0');
}

static void write_fixed(const char *digits, int place, struct text *out)
{
    long length = (long)strlen(digits), whole = length + place;
    if (whole <= 0 || length == 0)
        text_put(out, '0');
    else
        text_append(out, digits, (size_t)(place < 0 ? whole : length));
    write_zeros(out, length > 0 ? place : 0);
    if (place >= 0)
        return;
    text_put(out, '.');
    write_zeros(out, whole < 0 ? -whole : 0);
    text_string(out, digits + (whole > 0 ? whole : 0));
}

const char *decimal_text(struct arena *arena, const struct decimal *decimal, bool scientific)
{
    struct text out;
    text_open(&out, arena);
    if (decimal->negative && decimal->digits[0])
        text_put(&out, '-');
    if (scientific && decimal->digits[0])
        write_scientific(decimal->digits, top(decimal->digits, decimal->place) - 1, &out);
    else
        write_fixed(decimal->digits, decimal->place, &out);
    return out.bytes;
}

/* ---- the true value at other digits ---- */

/* Places of longer numbers are not shown. */
#define FIXED_MOST 40

/* The truth rounded half up at `place`; digits that are not known are left out. */
static struct decimal round_at(struct arena *arena, const struct truth *truth, long place)
{
    const struct decimal *digits = &truth->digits;
    long kept = top(digits->digits, digits->place) - place, length = (long)strlen(digits->digits);
    struct decimal rounded = *digits;
    struct text text;
    if (kept > length && !truth->exact)
        return rounded;
    rounded.place = (int)place;
    text_open(&text, arena);
    text_put(&text, '0'); /* for a carry */
    text_append(&text, digits->digits, (size_t)(kept < 0 ? 0 : kept < length ? kept : length));
    write_zeros(&text, length > 0 ? kept - length : 0);
    if (kept >= 0 && kept < length && digits->digits[kept] >= '5') {
        char *last = text.bytes + text.length - 1;
        for (; *last == '9'; last--)
            *last = '0';
        ++*last;
    }
    rounded.digits = text.bytes + (text.bytes[0] == '0');
    return rounded;
}

/* With `figures` digits, one fewer place where a carry made one more. */
static struct decimal round_to(struct arena *arena, const struct truth *truth, long figures)
{
    long first = top(truth->digits.digits, truth->digits.place);
    struct decimal rounded = round_at(arena, truth, first - figures);
    if ((long)strlen(rounded.digits) > figures)
        rounded = round_at(arena, truth, first + 1 - figures);
    return rounded;
}

static const char *with_figures(struct arena *arena, const struct truth *truth, int figures)
{
    struct decimal rounded = truth->exact && (int)strlen(truth->digits.digits) <= figures
                                 ? truth->digits
                                 : round_to(arena, truth, figures);
    long first = top(rounded.digits, rounded.place) - 1;
    return decimal_text(arena, &rounded, first < -4 || first >= (figures > 6 ? figures : 6));
}

const char *truth_beside(struct arena *arena, const struct truth *truth,
                         const struct written *written, int figures)
{
    const struct decimal *number = &written->number;
    if (written->kind != WRITTEN_NUMBER || (written->scientific && !number->digits[0]))
        return with_figures(arena, truth, figures);
    struct decimal rounded = written->scientific && truth->digits.digits[0]
                                 ? round_to(arena, truth, (long)strlen(number->digits))
                                 : round_at(arena, truth, number->place);
    long first = top(rounded.digits, rounded.place);
    bool nothing = !rounded.digits[0] && truth->digits.digits[0];
    if (nothing || (!written->scientific && (first > FIXED_MOST || rounded.place < -FIXED_MOST)))
        return with_figures(arena, truth, figures);
    return decimal_text(arena, &rounded, written->scientific);
}
