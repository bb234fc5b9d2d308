/* Ends of sets as decimals: outward, by less than one unit of the last digit. */
#include "marking/bounds.h"
#include "../arena_fixture.h"
#include "number/random.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

TestSuite(bounds, .init = open_arena, .fini = close_arena);

static struct written read(const char *text)
{
    return written_read(arena, text, strlen(text), COMMA_UNKNOWN);
}

static void check(double low, double high, const char *written, const char *wanted)
{
    const char *shown_low, *shown_high;
    struct written as = read(written);
    bounds_show(arena, (struct interval){low, high}, &as, &shown_low, &shown_high);
    const char *shown = arena_printf(arena, "%s %s", shown_low, shown_high);
    cr_expect_str_eq(shown, wanted, "%.17g %.17g beside %s: %s, not %s", low, high, written, shown,
                     wanted);
}

Test(bounds, ends_are_rounded_outward)
{
    check(0.12344, 0.23456, "0.2", "0.12 0.24");
    check(-0.23456, -0.12344, "0.2", "-0.24 -0.12");
    check(-0.12344, 0.12344, "0.2", "-0.13 0.13");
    check(9.996, 99.96, "5", "9 100");
    check(0.0996, 0.6, "5", "0.09 0.60");
    check(-0.0001, 0.6, "5", "-0.0001 0.60");
    check(0.0001, 0.6, "5", "0.0001 0.60");
    check(1999.6e-7, 3499.4e-7, "2.999e-4", "1.999e-4 3.500e-4");
    check(1234.4, 123456, "1", "1234 123456");
    check(12344, 1234567, "1/3", "10000 1300000");
}

Test(bounds, what_is_exact_stays)
{
    check(0.5, 0.75, "1", "0.50 0.75");
    check(8, 8, "9", "8 8");
    check(0, 0, "0.1", "0 0");
    check(0.1, 0.3, "0.12", "0.10 0.30");
    check(nextafter(0.305, 0), nextafter(0.315, 1), "0.31", "0.305 0.315");
    check(nextafter(-0.315, -1), nextafter(-0.305, 0), "0.31", "-0.315 -0.305");
    check(1.23456, 1.23456, "1.3", "1.2 1.3");
    check(nextafter(1.2, 0), nextafter(1.2, 2), "1.3", "1.2 1.2");
}

/* Between the decimal and the double; *decimal may be no double. */
static bool is_not_inside(const char *decimal, double end, bool upper)
{
    struct written shown = read(decimal);
    struct interval near = decimal_interval(&shown.number);
    double inside = upper ? end - near.high : near.low - end;
    return inside <= ONE_NUMBER * fabs(end);
}

Test(bounds, no_end_lies_inside)
{
    uint64_t counter = 0;
    for (int i = 0; i < 20000; i++) {
        double size = pow(10, (double)(random_word(1, counter++) % 20) - 10);
        double low = size * ((double)random_bits(1, counter++) / 0x1p52 - 1);
        double width = size * pow(10, -(double)(random_word(1, counter++) % 14));
        struct interval set = {low, low + width * (double)random_bits(1, counter++) / 0x1p53};
        struct written as = read(random_word(1, counter++) % 2 ? "0.123" : "1.2345e-3");
        const char *shown_low, *shown_high;
        bounds_show(arena, set, &as, &shown_low, &shown_high);
        cr_expect(is_not_inside(shown_low, set.low, false), "%.17g: %s", set.low, shown_low);
        cr_expect(is_not_inside(shown_high, set.high, true), "%.17g: %s", set.high, shown_high);
        double excess = strtod(shown_high, NULL) - strtod(shown_low, NULL) - (set.high - set.low);
        cr_expect_leq(excess, fmax(0.21 * (set.high - set.low), 2.1e-3) + 1e-11 * fabs(low),
                      "%.17g to %.17g: %s to %s", set.low, set.high, shown_low, shown_high);
        if (i % 1000 == 0)
            arena_reset(arena);
    }
}
