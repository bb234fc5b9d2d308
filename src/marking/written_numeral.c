/* Numerals: which digits belong together, which of their marks is the decimal one. */
#include "marking/written_reading.h"

static const char too_many_digits[] = "the number has more than 100 digits";
static const char ambiguous_comma[] =
    "the comma may be a decimal comma, or stand between thousands";
static const char bad_groups[] = "its digits are not in groups of three";
static const char two_points[] = "which of its marks is the decimal point cannot be told";

/* Does the mark at `at` belong to the numeral that goes on? */
static bool belongs(const struct numeral *numeral, const char *at)
{
    switch (*at) {
    case '.': /* "5." is a numeral, the last point of "1.5." ends a sentence */
        return is_digit(at[1]) || (numeral->count > 0 && numeral->mark_count == 0 && at[1] != '.');
    case ',':
        return is_digit(at[1]);
    case '\'':
    case ' ': /* "1 234 567", but not "1 1/2" */
        return numeral->count > 0 && count_digits(at + 1) == 3 && at[1 + 3] != '/';
    default:
        return false;
    }
}

struct numeral numeral_read(struct reading *reading)
{
    struct numeral numeral = {.count = 0};
    for (; is_digit(*reading->at) || belongs(&numeral, reading->at); reading->at++) {
        if (is_digit(*reading->at))
            numeral.digits[numeral.count++] = *reading->at;
        else if (numeral.mark_count < MARKS_MOST)
            numeral.marks[numeral.mark_count++] =
                (struct mark_between){*reading->at, numeral.count};
        else
            numeral.too_many_marks = true;
    }
    return numeral;
}

static int count_marks(const struct numeral *numeral, char mark)
{
    int count = 0;
    for (int i = 0; i < numeral->mark_count; i++)
        count += numeral->marks[i].mark == mark;
    return count;
}

/* Digits between mark `i` and the next one, or the end. */
static int group_behind(const struct numeral *numeral, int i)
{
    int end = i + 1 < numeral->mark_count ? numeral->marks[i + 1].before : numeral->count;
    return end - numeral->marks[i].before;
}

/* Are all marks but `point` (the place of the decimal one; -1: none) of one kind and between groups of three? Behind the
 * point these are spaces and apostrophes only. */
static bool are_groups(const struct numeral *numeral, int point)
{
    int first = -1;
    for (int i = 0; i < numeral->mark_count; i++) {
        bool behind = point >= 0 && i > point;
        char mark = numeral->marks[i].mark;
        if (i == point) {
            if (i + 1 < numeral->mark_count && group_behind(numeral, i) != 3)
                return false;
            continue;
        }
        if (first < 0)
            first = i;
        if (group_behind(numeral, i) != 3 || mark != numeral->marks[first].mark ||
            (behind && (mark == '.' || mark == ',')))
            return false;
    }
    int head = numeral->marks[0].before;
    return first != 0 || (head >= 1 && head <= 3 && numeral->digits[0] != '0');
}

/* "1,234": may both commas be meant? Not behind a 0, nor where groups are marked otherwise, nor with one digit before
 * the comma and a power of ten behind. */
static bool is_ambiguous(const struct numeral *numeral, bool scientific)
{
    int before = numeral->marks[0].before;
    return numeral->mark_count == 1 && before >= 1 && before <= 3 && numeral->digits[0] != '0' &&
           group_behind(numeral, 0) == 3 && !(scientific && before == 1);
}

/* Which mark is the decimal one: *point is its place, -1 where there is none. */
static bool find_point(struct reading *reading, const struct numeral *numeral, bool scientific,
                       int *point)
{
    int points = count_marks(numeral, '.'), commas = count_marks(numeral, ','), last = -1;
    *point = -1;
    for (int i = 0; i < numeral->mark_count; i++)
        if (numeral->marks[i].mark == '.' || numeral->marks[i].mark == ',')
            last = i;
    if (points > 0 && commas > 0) {
        *point = last;
        return count_marks(numeral, numeral->marks[last].mark) == 1 ||
               written_refuse(reading, two_points);
    }
    if (points == 1 || commas == 1)
        *point = last;
    if (commas != 1 || !is_ambiguous(numeral, scientific))
        return true;
    if (reading->comma == COMMA_UNKNOWN)
        return written_refuse(reading, ambiguous_comma);
    *point = reading->comma == COMMA_DECIMAL ? last : -1;
    return true;
}

/* What the numeral shows a comma to be. */
static enum comma comma_shown(const struct numeral *numeral, int point, bool scientific)
{
    if (point >= 0 && numeral->marks[point].mark == ',')
        return is_ambiguous(numeral, scientific) ? COMMA_UNKNOWN : COMMA_DECIMAL;
    if (count_marks(numeral, ',') > 0)
        return is_ambiguous(numeral, scientific) ? COMMA_UNKNOWN : COMMA_THOUSANDS;
    return count_marks(numeral, '.') > 1 ? COMMA_DECIMAL : COMMA_UNKNOWN;
}

bool numeral_decimal(struct reading *reading, const struct numeral *numeral, bool scientific,
                     struct decimal *decimal)
{
    int point = -1, zeros = 0;
    if (numeral->too_many_marks)
        return written_refuse(reading, bad_groups);
    if (!find_point(reading, numeral, scientific, &point))
        return false;
    if (numeral->mark_count > 0 && !are_groups(numeral, point))
        return written_refuse(reading, bad_groups);
    enum comma shown =
        numeral->mark_count > 0 ? comma_shown(numeral, point, scientific) : COMMA_UNKNOWN;
    if (shown != COMMA_UNKNOWN)
        reading->written->comma = shown;
    while (zeros < numeral->count && numeral->digits[zeros] == '0')
        zeros++;
    if (numeral->count - zeros > WRITTEN_DIGITS_MOST)
        return written_refuse(reading, too_many_digits);
    decimal->digits =
        arena_copy(reading->arena, numeral->digits + zeros, (size_t)(numeral->count - zeros));
    decimal->place = point < 0 ? 0 : numeral->marks[point].before - numeral->count;
    return true;
}
