/* Slips of writing: each is undone on what was written, and explains it if that gives what the person's own values
 * give. */
#include "marking/candidates.h"

#include <ctype.h>
#include <math.h>

/* ---- undoing slips of a decimal ---- */

struct undoing {
    struct arena *arena;
    const struct written *written;
    int decimals; /* digits of the mantissa behind the point */
    slip_seen *seen;
    void *context;
};

static int decimals_of(const char *text)
{
    const char *point = strpbrk(text, ".,");
    int count = 0;
    while (point && isdigit((unsigned char)point[1 + count]))
        count++;
    return count;
}

static void tell(const struct undoing *undoing, enum mistake mistake, double variants,
                 const char *detail, struct decimal decimal)
{
    struct written intended = *undoing->written;
    while (decimal.digits[0] == '0')
        decimal.digits++;
    intended.number = decimal;
    if (decimal.digits[0] != '\0')
        undoing->seen(undoing->context, mistake, variants, detail, &intended);
}

static void undo_shifts(const struct undoing *undoing)
{
    static const char *const places[] = {"", "one place", "two places", "three places"};
    static const char *const powers[] = {"", "one", "two", "three"};
    static const double variants[] = {1, 2, 8, 16};
    bool power = undoing->written->scientific && undoing->decimals > 0;
    for (int size = 1; size <= 3; size++)
        for (int sign = -1; sign <= 1; sign += 2) {
            struct decimal decimal = undoing->written->number;
            decimal.place += sign * size;
            tell(undoing, power ? MISTAKE_EXPONENT_WRONG : MISTAKE_DECIMAL_POINT, variants[size],
                 power ? powers[size] : places[size], decimal);
        }
}

static void undo_exponent_sign(const struct undoing *undoing)
{
    struct decimal decimal = undoing->written->number;
    if (!undoing->written->scientific || decimal.place + undoing->decimals == 0)
        return;
    decimal.place = -(decimal.place + undoing->decimals) - undoing->decimals;
    tell(undoing, MISTAKE_EXPONENT_SIGN, 1, NULL, decimal);
}

static void undo_transpositions(const struct undoing *undoing)
{
    const char *digits = undoing->written->number.digits;
    size_t length = strlen(digits);
    for (size_t i = 0; i + 1 < length; i++) {
        if (digits[i] == digits[i + 1])
            continue;
        struct decimal decimal = undoing->written->number;
        char *exchanged = arena_copy(undoing->arena, digits, length);
        exchanged[i] = digits[i + 1];
        exchanged[i + 1] = digits[i];
        decimal.digits = exchanged;
        tell(undoing, MISTAKE_DIGITS_TRANSPOSED, (double)(length - 1),
             arena_printf(undoing->arena, "%c and %c", digits[i + 1], digits[i]), decimal);
    }
}

/* Does the digit at `i` of `length` stand behind the point? */
static bool is_behind_point(const struct undoing *undoing, size_t i, size_t length)
{
    return i + (size_t)undoing->decimals >= length;
}

static void undo_doubled(const struct undoing *undoing)
{
    const char *digits = undoing->written->number.digits;
    size_t length = strlen(digits);
    for (size_t i = 1; i < length; i++) {
        if (digits[i] != digits[i - 1] || (i > 1 && digits[i - 2] == digits[i]))
            continue;
        struct decimal decimal = undoing->written->number;
        decimal.digits = arena_printf(undoing->arena, "%.*s%s", (int)i, digits, digits + i + 1);
        if (is_behind_point(undoing, i, length))
            decimal.place++;
        tell(undoing, MISTAKE_DIGIT_DOUBLED, 2, arena_printf(undoing->arena, "%c", digits[i]),
             decimal);
    }
}

static void undo_lost_at(const struct undoing *undoing, size_t i, size_t length)
{
    const char *digits = undoing->written->number.digits;
    for (char digit = i == 0 ? '1' : '0'; digit <= '9'; digit++) {
        struct decimal decimal = undoing->written->number;
        decimal.digits =
            arena_printf(undoing->arena, "%.*s%c%s", (int)i, digits, digit, digits + i);
        if (is_behind_point(undoing, i, length))
            decimal.place--;
        bool twin = digits[i] == digit || (i > 0 && digits[i - 1] == digit);
        tell(undoing, MISTAKE_DIGIT_LOST, (double)length * (twin || digit == '0' ? 1 : 8),
             arena_printf(undoing->arena, "a %c", digit), decimal);
    }
}

/* A digit lost at the end is a number cut off: that is no slip of this kind. */
static void undo_lost(const struct undoing *undoing)
{
    size_t length = strlen(undoing->written->number.digits);
    for (size_t i = 0; i < length; i++)
        undo_lost_at(undoing, i, length);
}

void undo_slips(struct arena *arena, const struct written *written, slip_seen *seen, void *context)
{
    struct undoing undoing = {arena, written, decimals_of(written->text), seen, context};
    if (written->kind != WRITTEN_NUMBER || written->number.digits[0] == '\0')
        return;
    struct decimal turned = written->number;
    turned.negative = !turned.negative;
    tell(&undoing, MISTAKE_SIGN_LOST, 1, NULL, turned);
    undo_shifts(&undoing);
    undo_exponent_sign(&undoing);
    undo_transpositions(&undoing);
    undo_doubled(&undoing);
    undo_lost(&undoing);
}

/* ---- against what the person's values give ---- */

static void compare_intended(void *context, enum mistake mistake, double variants,
                             const char *detail, const struct written *intended)
{
    struct search *search = context;
    struct interval meant = written_meant(intended, search->situation->habit);
    if (intervals_meet(meant, search->expected))
        search_add_slip(search, mistake, variants, detail, search->expected,
                        interval_has(meant, search->figure));
}

/* 1.0000000057 for 1.000000057: digits of the change, with a zero too many or too few. */
static void try_shifted_change(struct search *search)
{
    static const char *const places[] = {"", "one place", "two places"};
    const struct sheet_line *before = search_line(search, search->situation->line->before);
    if (before == NULL)
        return;
    double from = search_figure(search, before);
    if (from == 0)
        return; /* the change is the whole value */
    for (int size = 1; size <= 2; size++)
        for (int sign = -1; sign <= 1; sign += 2) {
            double factor = pow(10, sign * size);
            struct interval set = {from + (search->meant.low - from) * factor,
                                   from + (search->meant.high - from) * factor};
            if (intervals_meet(set, search->expected))
                search_add_slip(search, MISTAKE_CHANGE_DECIMAL_POINT, 2 * size, places[size],
                                search->expected, interval_has(set, search->figure));
        }
}

static void try_rounding(struct search *search)
{
    const struct situation *situation = search->situation;
    const struct written *written = situation->written;
    if (written->kind != WRITTEN_NUMBER)
        return;
    /* A number just beyond the tie is rounded to it first: at most 5/9 of a unit are bridged. */
    struct interval nearest = written_meant(written, HABIT_NEAREST);
    double more = (nearest.high - nearest.low) / 18;
    struct interval twice = {nearest.low - more, nearest.high + more};
    if (intervals_meet(twice, search->expected))
        search_add_slip(search, MISTAKE_ROUNDED_TWICE, 1, NULL, search->expected,
                        interval_has(twice, search->figure));
    struct interval cut = written_meant(written, HABIT_TRUNCATE);
    if (situation->habit == HABIT_NEAREST && intervals_meet(cut, search->expected))
        search_add_slip(search, MISTAKE_TRUNCATED, 1, NULL, search->expected,
                        interval_has(cut, search->figure));
}

/* ---- copied ---- */

#define NAMES_TOLD 3
#define DIGITS_OF_COPIES 2

static void add_name(struct arena *arena, const char **names, int count, const char *name)
{
    if (count < NAMES_TOLD)
        *names = count == 0 ? name : arena_printf(arena, "%s, %s", *names, name);
    else if (count == NAMES_TOLD)
        *names = arena_printf(arena, "%s and others", *names);
}

static bool is_copied(struct search *search, const struct sheet_line *line)
{
    const struct written *theirs = search_writing(search, line);
    return line != search->situation->line && theirs &&
           strlen(theirs->number.digits) >= DIGITS_OF_COPIES &&
           interval_has(search->meant, written_value(theirs));
}

/* The value of another quantity that was not written. */
static bool is_true_value(struct search *search, const struct sheet_line *line)
{
    return line != search->situation->line && !search_writing(search, line) &&
           line->role == search->situation->line->role &&
           intervals_meet(line->range, search->meant) &&
           written_is(search->situation->written, &line->truth, search->situation->habit);
}

static void try_copies(struct search *search)
{
    const struct sheet *sheet = search->situation->sheet;
    const char *copied = NULL, *true_of = NULL;
    int copies = 0, truths = 0, writings = 1;
    if (strlen(search->situation->written->number.digits) < DIGITS_OF_COPIES)
        return;
    for (int i = 0; i < sheet->count; i++) {
        const struct sheet_line *line = &sheet->lines[i];
        writings += search_writing(search, line) && line->role == search->situation->line->role;
        if (is_copied(search, line))
            add_name(search->arena, &copied, copies++, line->name);
        else if (is_true_value(search, line))
            add_name(search->arena, &true_of, truths++, line->name);
    }
    if (copied)
        search_add_slip(search, MISTAKE_VALUE_COPIED, writings / (double)copies, copied,
                        search->meant, true);
    if (true_of)
        search_add_slip(search, MISTAKE_TRUTH_COPIED, sheet->count / (double)truths, true_of,
                        search->meant, true);
}

void try_slips(struct search *search)
{
    undo_slips(search->arena, search->situation->written, compare_intended, search);
    try_shifted_change(search);
    try_rounding(search);
    try_copies(search);
}
