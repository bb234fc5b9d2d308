/* Slips of writing: each is undone on what was written, and explains it if that gives what the person's own values
 * give. */
#include "marking/candidates.h"

#include "base/text.h"
#include <ctype.h>
#include <math.h>
#include <stdlib.h>

/* ---- undoing slips of a decimal ---- */

#define ZEROS_MOST 3

struct undoing {
    struct arena *arena;
    const struct written *written;
    const char *digits; /* with zeros in front, as they are behind the point */
    size_t length;
    size_t decimals;      /* digits of the mantissa behind the point */
    struct interval near; /* numbers that are not near these do not matter */
    undone_seen *seen;
    void *context;
};

static size_t decimals_of(const char *text)
{
    const char *point = strpbrk(text, ".,");
    size_t count = 0;
    while (point && isdigit((unsigned char)point[1 + count]))
        count++;
    return count;
}

/* 0.0183 has the digits 00183: a digit can have got in front, too. */
static void open_digits(struct undoing *undoing)
{
    const char *digits = undoing->written->number.digits;
    size_t length = strlen(digits);
    size_t zeros = undoing->decimals >= length ? undoing->decimals - length + 1 : 0;
    if (zeros > ZEROS_MOST)
        zeros = 0; /* digits beside so many zeros are not taken for others */
    char *all = arena_alloc(undoing->arena, zeros + length + 1);
    memset(all, '0', zeros);
    memcpy(all + zeros, digits, length + 1);
    undoing->digits = all;
    undoing->length = zeros + length;
}

/* A number that might have been meant: its digits are not kept. */
struct guess {
    enum mistake mistake;
    double variants;
    bool negative;
    const char *digits;
    int place;
    /* What it was made on: words, in which each # is one of the digits in `made`; NULL: there is no choice. */
    const char *words;
    char made[2];
};

/* About what a guess is; so that most are left out before anything is made of them. */
static bool is_near(const struct undoing *undoing, const struct guess *guess)
{
    double value = 0;
    for (const char *digit = guess->digits; *digit; digit++)
        value = 10 * value + (*digit - '0');
    double unit = pow(10, guess->place), slack = 1e-9 * value * unit;
    double size = value * unit, reach = unit + slack;
    double low = guess->negative ? -size - reach : size - reach;
    return low <= undoing->near.high && low + 2 * reach >= undoing->near.low;
}

static const char *words_of(struct arena *arena, const struct guess *guess)
{
    struct text text;
    int next = 0;
    text_open(&text, arena);
    for (const char *at = guess->words; *at; at++)
        text_put(&text, *at == '#' ? guess->made[next++] : *at);
    return text_copy(&text, arena);
}

static void tell(const struct undoing *undoing, const struct guess *guess)
{
    struct guess bare = *guess;
    bare.digits += strspn(bare.digits, "0");
    if (bare.digits[0] == '\0' || !is_near(undoing, &bare))
        return;
    struct arena *arena = undoing->arena;
    struct undone undone = {guess->mistake, guess->variants,
                            DETAIL_WORDS(guess->words ? words_of(arena, guess) : NULL),
                            *undoing->written};
    undone.intended.number = (struct decimal){
        guess->negative, arena_copy(arena, bare.digits, strlen(bare.digits)), guess->place};
    undoing->seen(undoing->context, &undone);
}

/* What is written, with a slip to be undone. */
static struct guess guess_of(const struct undoing *undoing, enum mistake mistake, double variants)
{
    const struct decimal *number = &undoing->written->number;
    return (struct guess){.mistake = mistake,
                          .variants = variants,
                          .negative = number->negative,
                          .digits = undoing->digits,
                          .place = number->place};
}

static void undo_sign(const struct undoing *undoing)
{
    struct guess guess = guess_of(undoing, MISTAKE_SIGN_LOST, 1);
    guess.negative = !guess.negative;
    tell(undoing, &guess);
}

static void undo_shifts(const struct undoing *undoing)
{
    static const char *const places[] = {"", "one place", "two places", "three places"};
    static const char *const powers[] = {"",     "one", "two",   "three", "four",
                                         "five", "six", "seven", "eight", "nine"};
    static const double variants[] = {1, 2, 8, 16};
    bool power = undoing->written->scientific && undoing->decimals > 0;
    for (int size = 1; size <= (power ? 9 : 3); size++)
        for (int sign = -1; sign <= 1; sign += 2) {
            struct guess guess =
                guess_of(undoing, power ? MISTAKE_EXPONENT_WRONG : MISTAKE_DECIMAL_POINT,
                         variants[size <= 3 ? size : 3]);
            guess.place += sign * size;
            guess.words = power ? powers[size] : places[size];
            tell(undoing, &guess);
        }
}

static void undo_exponent_sign(const struct undoing *undoing)
{
    struct guess guess = guess_of(undoing, MISTAKE_EXPONENT_SIGN, 1);
    int decimals = (int)undoing->decimals;
    if (!undoing->written->scientific || guess.place + decimals == 0)
        return;
    guess.place = -(guess.place + decimals) - decimals;
    tell(undoing, &guess);
}

static void undo_transpositions(const struct undoing *undoing)
{
    const char *digits = undoing->digits;
    char *exchanged = arena_copy(undoing->arena, digits, undoing->length);
    for (size_t i = 0; i + 1 < undoing->length; i++) {
        if (digits[i] == digits[i + 1])
            continue;
        struct guess guess =
            guess_of(undoing, MISTAKE_DIGITS_TRANSPOSED, (double)(undoing->length - 1));
        exchanged[i] = digits[i + 1];
        exchanged[i + 1] = digits[i];
        guess.digits = exchanged;
        guess.words = "# and #";
        memcpy(guess.made, exchanged + i, 2);
        tell(undoing, &guess);
        memcpy(exchanged + i, digits + i, 2);
    }
}

/* Does the digit at `i` stand behind the point? */
static bool is_behind_point(const struct undoing *undoing, size_t i)
{
    return i + undoing->decimals >= undoing->length;
}

static void undo_doubled(const struct undoing *undoing)
{
    const char *digits = undoing->digits;
    char *shorter = arena_alloc(undoing->arena, undoing->length);
    for (size_t i = 1; i < undoing->length; i++) {
        if (digits[i] != digits[i - 1] || (i > 1 && digits[i - 2] == digits[i]))
            continue;
        struct guess guess =
            guess_of(undoing, MISTAKE_DIGIT_DOUBLED, (double)(undoing->length - 1));
        memcpy(shorter, digits, i);
        memcpy(shorter + i, digits + i + 1, undoing->length - i);
        guess.digits = shorter;
        guess.place += is_behind_point(undoing, i);
        guess.words = "#";
        guess.made[0] = digits[i];
        tell(undoing, &guess);
    }
}

/* It is one of two that are the same, or a zero, that is lost; others so much more seldom. */
#define NO_TWIN 4

/* `longer`: the digits, with one more at `i`. */
static void undo_lost_at(const struct undoing *undoing, size_t i, char *longer)
{
    const char *digits = undoing->digits;
    for (char digit = '0'; digit <= '9'; digit++) {
        bool twin = digit == '0' || digits[i] == digit || (i > 0 && digits[i - 1] == digit);
        struct guess guess =
            guess_of(undoing, MISTAKE_DIGIT_LOST, (double)undoing->length * (twin ? 1 : NO_TWIN));
        longer[i] = digit;
        guess.digits = longer;
        guess.place -= is_behind_point(undoing, i);
        guess.words = "a #";
        guess.made[0] = digit;
        tell(undoing, &guess);
    }
}

/* A digit lost at the end is a number cut off: that is no slip of this kind. */
static void undo_lost(const struct undoing *undoing)
{
    char *longer = arena_alloc(undoing->arena, undoing->length + 2);
    memcpy(longer + 1, undoing->digits, undoing->length + 1);
    for (size_t i = 0; i < undoing->length; i++) {
        undo_lost_at(undoing, i, longer);
        longer[i] = undoing->digits[i];
    }
}

/* In shorter numbers one digit can be anything. */
#define DIGITS_AROUND_WRONG 3

static void undo_wrong_at(const struct undoing *undoing, size_t i, char *mended)
{
    const char *digits = undoing->digits;
    for (char digit = '0'; digit <= '9'; digit++) {
        mended[i] = digit;
        if (digit == digits[i] || strlen(mended + strspn(mended, "0")) < DIGITS_AROUND_WRONG)
            continue;
        struct guess guess = guess_of(undoing, MISTAKE_DIGIT_WRONG, 9 * (double)undoing->length);
        guess.digits = mended;
        guess.words = "a # in place of a #";
        guess.made[0] = digits[i];
        guess.made[1] = digit;
        tell(undoing, &guess);
    }
    mended[i] = digits[i];
}

static void undo_wrong(const struct undoing *undoing)
{
    char *mended = arena_copy(undoing->arena, undoing->digits, undoing->length);
    for (size_t i = 0; i < undoing->length; i++)
        undo_wrong_at(undoing, i, mended);
}

void undo_slips(struct arena *arena, const struct written *written, struct interval near,
                undone_seen *seen, void *context)
{
    struct undoing undoing = {.arena = arena,
                              .written = written,
                              .decimals = decimals_of(written->text),
                              .near = near,
                              .seen = seen,
                              .context = context};
    if (written->kind != WRITTEN_NUMBER || written->number.digits[0] == '\0')
        return;
    open_digits(&undoing);
    undo_sign(&undoing);
    undo_shifts(&undoing);
    undo_exponent_sign(&undoing);
    undo_transpositions(&undoing);
    undo_doubled(&undoing);
    undo_lost(&undoing);
    undo_wrong(&undoing);
}

/* ---- against what the person's values give ---- */

/* Is their figure within, or at an end but for a rounding of doubles? */
static bool figure_within(const struct search *search, struct interval set)
{
    double slack = 1e-6 * interval_width(set);
    return set.low - slack <= search->figure && search->figure <= set.high + slack;
}

static void compare_intended(void *context, const struct undone *undone)
{
    struct search *search = context;
    struct interval meant = written_meant(&undone->intended, search->situation->habit);
    if (!intervals_meet(meant, search->expected))
        return;
    search_add_slip(search, &(struct slip){undone->mistake, undone->variants, undone->detail,
                                           written_value(&undone->intended),
                                           share_of(search->expected, meant),
                                           figure_within(search, meant)});
}

/* 1.0000000057 for 1.000000057: digits of the change, with a zero too many or too few. */
static void try_shifted_change(struct search *search)
{
    static const char *const small[] = {"", "one place too small (a zero too many)",
                                        "two places too small (two zeros too many)"};
    static const char *const large[] = {"", "one place too large (a zero too few)",
                                        "two places too large (two zeros too few)"};
    const struct sheet_line *before = search_line(search, search->situation->line->before);
    if (before == NULL || search->situation->line->role != ROLE_UPDATE)
        return;
    double from = search_figure(search, before);
    if (from == 0)
        return; /* the change is the whole value */
    for (int size = 1; size <= 2; size++)
        for (int sign = -1; sign <= 1; sign += 2) {
            double factor = pow(10, sign * size);
            struct interval set = {from + (search->meant.low - from) * factor,
                                   from + (search->meant.high - from) * factor};
            if (!intervals_meet(set, search->expected))
                continue;
            double intended = from + (written_value(search->situation->written) - from) * factor;
            search_add_slip(search,
                            &(struct slip){MISTAKE_CHANGE_DECIMAL_POINT, 2 * size,
                                           DETAIL_WORDS(sign > 0 ? small[size] : large[size]),
                                           intended, share_of(search->expected, set),
                                           figure_within(search, set)});
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
    double more = interval_width(nearest) / 18;
    struct interval twice = {nearest.low - more, nearest.high + more};
    if (intervals_meet(twice, search->expected))
        search_add_slip(search, &(struct slip){MISTAKE_ROUNDED_TWICE, 1, NO_DETAIL, NAN,
                                               share_of(search->expected, twice),
                                               figure_within(search, twice)});
    struct interval cut = written_meant(written, HABIT_TRUNCATE);
    bool within = written->number.negative ? search->expected.high > cut.low
                                           : search->expected.low < cut.high;
    if (situation->habit == HABIT_NEAREST && within && intervals_meet(cut, search->expected))
        search_add_slip(search, &(struct slip){MISTAKE_TRUNCATED, 1, NO_DETAIL, NAN,
                                               share_of(search->expected, cut),
                                               figure_within(search, cut)});
}

/* ---- copied ---- */

#define DIGITS_OF_COPIES 2

/* "@, @ and others": the lines that it can have been copied from. */
struct sources {
    bool shortened; /* they have more digits there */
    int count;
    struct detail detail;
};

static void add_source(struct search *search, struct sources *sources,
                       const struct sheet_line *line)
{
    static const char *const words[][2] = {
        {"@", "@ with more digits"},
        {"@ and @", "@ and @ with more digits"},
        {"@, @ and @", "@, @ and @ with more digits"},
        {"@, @, @ and others", "@, @, @ and others with more digits"}};
    int count = sources->count++;
    sources->detail.words = words[count < DETAIL_PARTS ? count : DETAIL_PARTS][sources->shortened];
    if (count < DETAIL_PARTS)
        sources->detail.parts[count] = line_leaf(search->arena, line);
}

/* Do the person's own values lead to what they wrote there? Else it is no copy of it, but has the same cause. */
static bool is_their_result(struct search *search, const struct sheet_line *line,
                            const struct written *theirs)
{
    struct interval values = line->range;
    struct interval meant = written_meant(theirs, search->situation->habit);
    bool earlier = line->number < search->situation->line->number;
    return intervals_meet(meant, values) ||
           (earlier && line->expansion && formula_reach(search, line->expansion, &values) &&
            intervals_meet(meant, values));
}

/* Which lines are computed from the one that is marked. */
static void find_dependent(struct search *search)
{
    enum { OPERANDS = 256 };
    const struct sheet_line *operands[OPERANDS];
    const struct sheet *sheet = search->situation->sheet;
    int ours = search->situation->line->number;
    search->depends = arena_array(search->arena, (size_t)sheet->count, sizeof(bool));
    search->depends[ours] = true;
    for (int i = ours + 1; i < sheet->count; i++) {
        const struct expr *formula = sheet->lines[i].expansion;
        int count = formula ? formula_lines(formula, operands, OPERANDS) : 0;
        for (int o = 0; o < count; o++)
            search->depends[i] |= search->depends[operands[o]->number];
    }
}

static bool depends_on_ours(struct search *search, const struct sheet_line *line)
{
    if (line->number < search->situation->line->number)
        return false;
    if (search->depends == NULL)
        find_dependent(search);
    return search->depends[line->number];
}

/* Has it the same sign and about as many digits before or behind the point? */
static bool is_alike(const struct search *search, const struct written *theirs)
{
    const struct decimal *a = &search->situation->written->number, *b = &theirs->number;
    int first_a = a->place + (int)strlen(a->digits), first_b = b->place + (int)strlen(b->digits);
    return theirs->kind != WRITTEN_NUMBER ||
           (a->negative == b->negative && abs(first_a - first_b) <= 1);
}

/* Who copies a number writes all of it, as a rule. */
#define SHORTENED_SELDOM 8

static bool has_more_digits(const struct search *search, const struct sheet_line *line)
{
    return written_value(search_writing(search, line)) != written_value(search->situation->written);
}

static bool is_copied(struct search *search, const struct sheet_line *line)
{
    const struct written *theirs = search_writing(search, line);
    return line != search->situation->line && theirs && is_alike(search, theirs) &&
           strlen(theirs->number.digits) >= DIGITS_OF_COPIES &&
           interval_has(search->meant, written_value(theirs)) &&
           is_their_result(search, line, theirs) && !depends_on_ours(search, line);
}

/* The value of another quantity, which was not written, or not so. */
static bool is_true_value(struct search *search, const struct sheet_line *line)
{
    return line != search->situation->line && line->role == search->situation->line->role &&
           intervals_meet(line->range, search->meant) &&
           written_is(search->situation->written, &line->truth, search->situation->habit) &&
           !depends_on_ours(search, line);
}

static void add_copy(struct search *search, enum mistake mistake, const struct sources *sources,
                     int among)
{
    if (sources->count > 0)
        search_add_slip(search, &(struct slip){mistake, among / (double)sources->count,
                                               sources->detail, NAN, 1, true});
}

static void try_copies(struct search *search)
{
    const struct sheet *sheet = search->situation->sheet;
    struct sources copied = {0}, shortened = {.shortened = true}, true_of = {0};
    int writings = 1;
    if (strlen(search->situation->written->number.digits) < DIGITS_OF_COPIES)
        return;
    for (int i = 0; i < sheet->count; i++) {
        const struct sheet_line *line = &sheet->lines[i];
        writings += search_writing(search, line) && line->role == search->situation->line->role;
        if (is_copied(search, line))
            add_source(search, has_more_digits(search, line) ? &shortened : &copied, line);
        else if (is_true_value(search, line))
            add_source(search, &true_of, line);
    }
    add_copy(search, MISTAKE_VALUE_COPIED, &copied, writings);
    add_copy(search, MISTAKE_VALUE_COPIED, &shortened, SHORTENED_SELDOM * writings);
    add_copy(search, MISTAKE_TRUTH_COPIED, &true_of, sheet->count);
}

void try_slips(struct search *search)
{
    undo_slips(search->arena, search->situation->written, search->expected, compare_intended,
               search);
    try_shifted_change(search);
    try_rounding(search);
    try_copies(search);
}
