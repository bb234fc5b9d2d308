/* Numbers as people write them, and the numbers that somebody who rounds can have meant by them.
 *
 * "0.9997", "-3.1814e-4", "−3.1814 × 10^-4", "3,18·10⁻⁴", "1/3", "12.5 %", "≈ 0.5", ".5", "2999e-4" (docs/answers.md
 * lists them all). What could mean two numbers ("1,234": a decimal comma, or thousands?) is unreadable, with the
 * reason. Reading is in written_read.c. Part of the marking core: no third-party header.
 */
#ifndef MARKING_WRITTEN_H
#define MARKING_WRITTEN_H

#include "number/number.h"

struct arena;

/* ---- decimals ---- */

/* A decimal number: +-digits * 10^place. */
struct decimal {
    bool negative;
    const char *digits; /* no zero in front; "" is 0 */
    int place;          /* of the last digit */
};

/* The decimal, if it is a double; else doubles around it. */
struct interval decimal_interval(const struct decimal *decimal);

/* All its digits, zeros behind included: "0.0180040", "-12"; scientific: "1.80040e-2". */
const char *decimal_text(struct arena *arena, const struct decimal *decimal, bool scientific);

/* ---- what is written ---- */

#define WRITTEN_BYTES_MOST 500    /* of a text */
#define WRITTEN_DIGITS_MOST 100   /* of a number, not counting zeros in front */
#define WRITTEN_EXPONENT_MOST 999 /* size of a power of ten */

enum written_kind {
    WRITTEN_NUMBER,
    WRITTEN_FRACTION,  /* number / denominator: means exactly that */
    WRITTEN_BLANK,     /* nothing, or what stands for nothing: "", "?", "-", "___" */
    WRITTEN_UNREADABLE /* `reason` says why */
};

/* What a comma is. */
enum comma {
    COMMA_UNKNOWN,
    COMMA_DECIMAL,  /* 0,5 */
    COMMA_THOUSANDS /* 1,234,567 */
};

struct written {
    const char *text; /* as it was written */
    enum written_kind kind;
    const char *reason; /* a short sentence without a full stop; NULL: it is readable */
    /* `number` keeps its zeros behind ("0.29990" has the digits 29990 and the place -5). */
    struct decimal number, denominator;
    bool scientific;  /* with a power of ten */
    enum comma comma; /* what the text itself shows a comma to be */
};

/* Reads `text`; never fails. `comma` is what a comma is where the text does not show it. All lives in `arena`. */
struct written written_read(struct arena *arena, const char *text, size_t length, enum comma comma);

/* How somebody shortens numbers ("rounding" of answers). */
enum habit { HABIT_EITHER, HABIT_NEAREST, HABIT_TRUNCATE };

/* All numbers that round, or are cut, to what is written: a little more where the ends are no doubles. Of a number or a
 * fraction. A number midway between two may be rounded to either. Cutting goes towards 0. Zeros at the end of a whole number
 * of more than three figures may only fill its places: 59880 stands for 59875 to 59885 and more. */
struct interval written_meant(const struct written *written, enum habit habit);

/* A double near it. Of a number or a fraction. */
double written_value(const struct written *written);

/* ---- beside the truth ---- */

/* What is known of a true value: its first digits, cut and not rounded. The value is `digits` exactly, or (not exact)
 * farther from 0 by less than one in the last place. */
struct truth {
    struct decimal digits;
    bool exact;
};

/* Doubles around the true value. */
struct interval truth_range(const struct truth *truth);

/* Does the true value round, or is it cut, to what is written? Decided in decimals, exactly; where more is written than
 * is known of the value, what is known decides. Of a number or a fraction. */
bool written_is(const struct written *written, const struct truth *truth, enum habit habit);

/* Is the number that is written the true value itself, none of it cut or rounded? */
bool written_in_full(const struct written *written, const struct truth *truth);

/* The true value, rounded half up, at the digits of what is written: "0.0180040" beside 0.0179999, "3.352e-4" beside
 * 2.999e-4; with `figures` significant digits where that shows nothing, and beside a fraction. */
const char *truth_beside(struct arena *arena, const struct truth *truth,
                         const struct written *written, int figures);

#endif
