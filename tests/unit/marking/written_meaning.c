/* What a written number means: the numbers that round to it, and whether a true value does. Held to exact fractions
 * over 10^16, in integers of 128 bits. */
#include "marking/written.h"

#include "../arena_fixture.h"
#include <math.h>

TestSuite(written_meaning, .init = open_arena, .fini = close_arena);

__extension__ typedef __int128 wide;

#define SCALE 16 /* places of an exact fraction */

static struct written read_text(const char *text)
{
    struct written written = written_read(arena, text, strlen(text), COMMA_UNKNOWN);
    cr_assert(!written.reason, "\"%s\": %s", text, written.reason);
    return written;
}

/* The truth "0.0179999" (exact), or "0.0179999..." (not exact). */
static struct truth truth_of(const char *text)
{
    return (struct truth){read_text(text).number, strstr(text, "...") == NULL};
}

static bool is(const char *written, const char *truth, enum habit habit)
{
    struct written read = read_text(written);
    struct truth value = truth_of(truth);
    return written_is(&read, &value, habit);
}

/* ---- cases ---- */

Test(written_meaning, rounded)
{
    static const struct {
        const char *written, *truth;
        bool nearest, truncated;
    } cases[] = {
        {"0.9997", "0.99966464...", true, false},
        {"0.9996", "0.99966464...", false, true},
        {"0.9995", "0.99966464...", false, false},
        {"-0.9997", "-0.99966464...", true, false},
        {"-0.9996", "-0.99966464...", false, true},
        {"0.9997", "-0.99966464...", false, false},
        {"8", "8", true, true},
        {"8.000", "8", true, true},
        {"8.001", "8", false, false},
        {"1.0", "0.95", true, false},
        {"0.9", "0.95", true, true}, /* a tie goes either way */
        {"0.9", "0.95...", false, true},
        {"1.0", "0.95...", true, false},
        {"10", "9.5", true, false},
        {"9", "9.4999...", true, true},
        {"0.0", "1e-8", true, true},
        {"-0.0", "1e-8", true, true},
        {"0.0", "-0.05", true, true},
        {"0.0", "-0.05...", false, true},
        {"0.0", "0.1", false, false},
        {"0.0", "0.0999...", false, true},
        {"0", "0", true, true},
        {"0.1", "0", false, false},
        {"0.05", "0", false, false},
        {"1/3", "0.3333...", true, true},
        {"1/3", "0.3334...", false, false},
        {"1/3", "0.3333", false, false},
        {"3/8", "0.375", true, true},
        {"3/8", "0.375...", false, false},
        {"3/8", "0.37...", true, true},
        {"12.5 %", "0.125", true, true},
        {"-22/7", "-3.142857142857...", true, true},
        {"22/7", "-3.142857142857...", false, false},
        {"22/7", "3.141592...", false, false},
        {"0/3", "0", true, true},
        {"1/3", "0", false, false},
        {"100/3", "33.33...", true, true},
        {"100/3", "3.33...", false, false},
        {"1/300", "0.003333...", true, true},
        {"1/300", "0.03333...", false, false},
        {"1e300", "1e300", true, true},
        {"1e-300", "1.04e-300...", true, true},
        /* zeros at the end of a whole number may fill its places, behind three figures */
        {"59880", "59875.14...", true, false},
        {"59870", "59875.14...", false, true},
        {"-1200", "-1199.4...", true, false},
        {"-1200", "-1209.9...", false, true},
        {"-1200", "-1190", false, false},
        {"59880.0", "59875.14...", false, false},
        {"5988e1", "59875.14...", true, false},
        {"200", "199.4...", false, false},
        {"59880", "-59875.14...", false, false},
        /* more is written than is known */
        {"0.33333333", "0.3333...", true, true},
        {"0.33343333", "0.3333...", false, false},
        {"0.33329999", "0.3333...", false, false},
        {"0.3334", "0.3333...", true, false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *written = cases[i].written, *truth = cases[i].truth;
        bool nearest = cases[i].nearest, truncated = cases[i].truncated;
        cr_expect_eq(is(written, truth, HABIT_NEAREST), nearest, "%s to %s", truth, written);
        cr_expect_eq(is(written, truth, HABIT_TRUNCATE), truncated, "%s cut to %s", truth, written);
        cr_expect_eq(is(written, truth, HABIT_EITHER), nearest || truncated, "%s, %s", truth,
                     written);
    }
}

static void check_meant(const char *text, enum habit habit, double low, double high)
{
    struct written written = read_text(text);
    struct interval meant = written_meant(&written, habit);
    cr_expect(meant.low == low && meant.high == high, "%s: [%.17g, %.17g]", text, meant.low,
              meant.high);
}

Test(written_meaning, meant)
{
    check_meant("8", HABIT_NEAREST, 7.5, 8.5);
    check_meant("8", HABIT_TRUNCATE, 8, 9);
    check_meant("8", HABIT_EITHER, 7.5, 9);
    check_meant("-8", HABIT_TRUNCATE, -9, -8);
    check_meant("-8", HABIT_EITHER, -9, -7.5);
    check_meant("0", HABIT_NEAREST, -0.5, 0.5);
    check_meant("0", HABIT_TRUNCATE, -1, 1);
    check_meant("10", HABIT_NEAREST, 9.5, 10.5);
    check_meant("5e1", HABIT_NEAREST, 45, 55);
    check_meant("100", HABIT_NEAREST, 99.5, 100.5);
    check_meant("1000", HABIT_NEAREST, 995, 1005);
    check_meant("-120000", HABIT_EITHER, -121000, -119500);
    check_meant("1.000e3", HABIT_NEAREST, 999.5, 1000.5);
    check_meant("3/4", HABIT_EITHER, 0.75, 0.75);
    check_meant("-3/4", HABIT_EITHER, -0.75, -0.75);
    check_meant("0/4", HABIT_EITHER, 0, 0);
    check_meant("1/3", HABIT_EITHER, nextafter(1.0 / 3, 0), nextafter(1.0 / 3, 1));
    check_meant("1e999", HABIT_NEAREST, nextafter(INFINITY, 0), INFINITY);
    check_meant("1e-999", HABIT_NEAREST, 0, nextafter(0, 1));
    struct decimal tenth = {false, "1", -1};
    struct interval around = decimal_interval(&tenth);
    cr_assert(around.low < around.high && around.low <= 0.1 && around.high >= 0.1);
    struct decimal twentieth = {false, "5", -2};
    around = decimal_interval(&twentieth);
    cr_assert(around.low < around.high);
    struct decimal quarter = {true, "25", -2};
    around = decimal_interval(&quarter);
    cr_assert(around.low == -0.25 && around.high == -0.25);
    char *half = arena_alloc(arena, 301); /* 0.5 and a little more */
    memset(half, '0', 300);
    half[0] = '5';
    half[299] = '1';
    struct decimal above_half = {false, half, -300};
    around = decimal_interval(&above_half);
    cr_assert(around.low == 0.5 && around.high > 0.5);
    char *nines = arena_alloc(arena, 301); /* as long as a true value may be known */
    memset(nines, '9', 300);
    struct decimal almost = {false, nines, -300};
    around = decimal_interval(&almost);
    cr_assert(around.low < 1 && around.high >= 1 && around.high < 1.001);
}

Test(written_meaning, in_full)
{
    static const struct {
        const char *written, *truth;
        bool in_full;
    } cases[] = {
        {"0.67", "0.67", true},    {"0.6700", "0.67", true},   {"-0.2", "-0.2", true},
        {"-0.2", "0.2", false},    {"0.67", "0.67...", false}, {"0.67", "0.671", false},
        {"0.671", "0.67", false},  {"6.7e-1", "0.67", true},   {"0", "0", true},
        {"-0.0", "0", true},       {"0", "0.1", false},        {"1200", "12e2", true},
        {"67/100", "0.67", false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct written written = read_text(cases[i].written);
        struct truth truth = truth_of(cases[i].truth);
        cr_expect_eq(written_in_full(&written, &truth), cases[i].in_full, "%s, %s",
                     cases[i].written, cases[i].truth);
    }
}

static void check_beside(const char *written, const char *truth, const char *wanted)
{
    struct written read = read_text(written);
    struct truth value = truth_of(truth);
    const char *shown = truth_beside(arena, &value, &read, 6);
    cr_expect_str_eq(shown, wanted, "%s beside %s, not %s", shown, written, wanted);
}

Test(written_meaning, truth_beside)
{
    check_beside("0.0179999", "0.01800400123...", "0.0180040");
    check_beside("2.999e-4", "3.35237670756474e-4...", "3.352e-4");
    check_beside("-9.5345e-8", "-1.067086837e-7...", "-1.0671e-7");
    check_beside("1.00031824", "1.0000318200...", "1.00003182");
    check_beside("8.00", "8", "8.00");
    check_beside("7", "8", "8");
    check_beside("0.1", "0.25", "0.3");
    check_beside("0.1", "0.2499...", "0.2");
    check_beside("1", "0.5", "1");
    check_beside("0.9", "0.99966...", "1.0");
    check_beside("0.99e0", "0.9996...", "1.0e0");
    check_beside("0.0", "1.23456789e-8...", "1.23457e-8");
    check_beside("0.00", "0", "0.00");
    check_beside("1/3", "0.285714285714...", "0.285714");
    check_beside("1/3", "0.25", "0.25");
    check_beside("0e-3", "0.25", "0.25");
    check_beside("0.12345678", "0.1234...", "0.1234");
    check_beside("3", "123456.7", "123457");
    check_beside("5", "1.5e300", "1.5e300");
    check_beside("1e-300", "0.5", "5e-1");
}

/* ---- laws ---- */

static unsigned long long state = 88172645463325252ULL;

static long long draw(long long below)
{
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return (long long)((state >> 1) % (unsigned long long)below);
}

static wide power_of_ten(int exponent)
{
    wide power = 1;
    while (exponent-- > 0)
        power *= 10;
    return power;
}

/* count * 10^-places as a text, and as an exact fraction over 10^SCALE. */
struct sample {
    const char *text;
    wide value;
};

static struct sample sample(long long count, int places)
{
    const char *text = arena_printf(arena, "%llde-%d", count, places);
    return (struct sample){text, count * power_of_ten(SCALE - places)};
}

/* The definitions, as they are in words. */
static bool rounds(wide value, wide written, wide unit)
{
    wide distance = value > written ? value - written : written - value;
    return 2 * distance <= unit;
}

static bool is_cut(wide value, wide written, wide unit)
{
    return value / unit * unit == written;
}

/* A true value near what is written: at some ends of the rounding exactly. */
static struct sample draw_truth(long long count, int places, int more)
{
    long long shift = (long long)power_of_ten(more), near = count * shift;
    static const int halves[] = {-2, -1, 0, 1, 2};
    long long end = near + halves[draw(5)] * (shift / 2),
              around = near + draw(4 * shift) - 2 * shift;
    return sample(draw(3) ? around : end + draw(3) - 1, places + more);
}

Test(written_meaning, agrees_with_exact_fractions)
{
    long long accepted = 0;
    for (int i = 0; i < 40000; i++) {
        int places = (int)draw(8), more = (int)draw(7);
        long long count = draw(2) ? draw(20) - 10 : draw(2000000) - 1000000;
        struct sample written = sample(count, places), truth = draw_truth(count, places, more);
        wide unit = power_of_ten(SCALE - places);
        bool nearest = rounds(truth.value, written.value, unit),
             cut = is_cut(truth.value, written.value, unit);
        cr_assert_eq(is(written.text, truth.text, HABIT_NEAREST), nearest, "%s, %s", written.text,
                     truth.text);
        cr_assert_eq(is(written.text, truth.text, HABIT_TRUNCATE), cut, "%s, %s", written.text,
                     truth.text);
        accepted += nearest;
    }
    cr_assert(accepted > 5000 && accepted < 35000);
}

/* Knowing that a value lies between two neighbours of many places says what the value in their middle says. */
Test(written_meaning, cut_digits_are_enough)
{
    for (int i = 0; i < 40000; i++) {
        int places = (int)draw(8), more = 1 + (int)draw(6);
        long long count = draw(2) ? draw(20) : draw(1000000);
        struct sample written = sample(count, places), cut = draw_truth(count, places, more);
        if (cut.value < 0)
            continue;
        wide unit = power_of_ten(SCALE - places),
             middle = cut.value + power_of_ten(SCALE - places - more) / 2;
        const char *known = arena_printf(arena, "%s...", cut.text);
        cr_assert_eq(is(written.text, known, HABIT_NEAREST), rounds(middle, written.value, unit),
                     "%s, %s", written.text, known);
        cr_assert_eq(is(written.text, known, HABIT_TRUNCATE), is_cut(middle, written.value, unit),
                     "%s, %s", written.text, known);
    }
}

/* All that rounds to a writing lies within what is meant, and not much else does. */
Test(written_meaning, intervals_hold_what_rounds)
{
    for (int i = 0; i < 40000; i++) {
        int places = (int)draw(8), more = (int)draw(5);
        long long count = draw(2) ? draw(20) - 10 : draw(1000000) - 500000;
        struct sample written = sample(count, places), truth = draw_truth(count, places, more);
        struct written read = read_text(written.text);
        for (int habit = HABIT_EITHER; habit <= HABIT_TRUNCATE; habit++) {
            struct interval meant = written_meant(&read, (enum habit)habit);
            double value = strtod(truth.text, NULL), unit = pow(10, -places);
            bool inside = value >= meant.low && value <= meant.high;
            cr_assert(inside || !is(written.text, truth.text, (enum habit)habit), "%s, %s",
                      written.text, truth.text);
            cr_assert(meant.high - meant.low <= 2.0001 * unit);
            cr_assert(habit != HABIT_NEAREST || meant.high - meant.low <= 1.0001 * unit);
        }
    }
}

static const char *quotient_digits(long long above, long long below, int places, bool *exact)
{
    wide scaled = above * power_of_ten(places);
    *exact = scaled % below == 0;
    return arena_printf(arena, "%llde-%d", (long long)(scaled / below), places);
}

Test(written_meaning, fractions_are_their_quotients)
{
    for (int i = 0; i < 20000; i++) {
        long long above = draw(3000), below = 1 + draw(2000);
        bool exact;
        const char *digits = quotient_digits(above, below, 12, &exact);
        const char *text = arena_printf(arena, "%lld/%lld", above, below);
        struct truth truth = {read_text(digits).number, exact}, opposite = {truth.digits, !exact};
        struct written written = read_text(text);
        cr_assert(written_is(&written, &truth, HABIT_NEAREST), "%s = %s", text, digits);
        cr_assert(!written_is(&written, &opposite, HABIT_NEAREST), "%s = %s", text, digits);
        if (above % below) {
            struct written other = read_text(arena_printf(arena, "%lld/%lld", above, below + 1));
            cr_assert(!written_is(&other, &truth, HABIT_NEAREST), "%s = %s", text, digits);
        }
        struct interval meant = written_meant(&written, HABIT_EITHER);
        double value = (double)above / (double)below;
        cr_assert(meant.low <= value && meant.high >= value &&
                  meant.high - meant.low <= 1e-12 * (1 + value));
    }
}
