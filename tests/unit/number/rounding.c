/* Printing: the rules case by case, then against the slow way, then laws. */
#include "support.h"

#define SUITE(name) Test(rounding, name, .init = open_arithmetic, .fini = close_arithmetic)

static void expect(const char *number, struct digits digits, int at_least_place, const char *text)
{
    cr_expect_str_eq(show_at(literal(number), digits, at_least_place, NULL), text, "%s: %s, not %s",
                     number, shown.bytes, text);
}

SUITE(significant_digits)
{
    static const char *const cases[][2] = {
        {"0", "0"},
        {"-0.000", "0"},
        {"8", "8"},
        {"0.5", "0.5"},
        {"-2.9", "-2.9"},
        {"100000", "100000"},
        {"999999", "999999"},
        {"1000000", "1e6"},
        {"1234567", "1.23457e6"},
        {"1200000", "1.2e6"},
        {"0.0001", "0.0001"},
        {"0.00001", "1e-5"},
        {"0.00012345678", "0.000123457"},
        {"0.000012345678", "1.23457e-5"},
        {"0.0180040001", "0.0180040"},
        {"9.999995", "10.0000"},
        {"9.9999949", "9.99999"},
        {"-9.999995", "-10.0000"},
        {"999999.5", "1.00000e6"},
        {"999999.4", "999999"},
        {"0.00009999995", "0.000100000"},
        {"0.000099999949", "9.99999e-5"},
        {"1.000005", "1.00001"},
        {"1.0000149", "1.00001"},
        {"-6.402524e-7", "-6.40252e-7"},
        {"123456789012345678901234567890", "1.23457e29"},
        {"1e308", "1e308"},
        {"1e-308", "1e-308"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        expect(cases[i][0], (struct digits){DIGITS_SIGNIFICANT, 6}, INT_MAX, cases[i][1]);
    expect("12345.678", (struct digits){DIGITS_SIGNIFICANT, 3}, INT_MAX, "12300");
    expect("12345", (struct digits){DIGITS_SIGNIFICANT, 3}, INT_MAX, "12300");
    expect("95", (struct digits){DIGITS_SIGNIFICANT, 1}, INT_MAX, "100");
    expect("94", (struct digits){DIGITS_SIGNIFICANT, 1}, INT_MAX, "90");
}

SUITE(decimals)
{
    static const char *const cases[][2] = {
        {"0", "0"},
        {"8", "8"},
        {"0.5", "0.5"},
        {"0.12345", "0.1235"},
        {"-0.00004", "0.0000"},
        {"-0.00005", "-0.0001"},
        {"1e-300", "0.0000"},
        {"1.00001", "1.0000"},
        {"123456789.123456", "123456789.1235"},
        {"100000000000000000000", "100000000000000000000"},
        {"1000000000000000000000", "1e21"},
        {"999999999999999999999.99999", "1.0000000000000000000000000e21"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        expect(cases[i][0], (struct digits){DIGITS_DECIMALS, 4}, INT_MAX, cases[i][1]);
    expect("2.5", (struct digits){DIGITS_DECIMALS, 0}, INT_MAX, "3");
    expect("-0.4", (struct digits){DIGITS_DECIMALS, 0}, INT_MAX, "0");
}

SUITE(the_place_that_must_be_reached)
{
    struct digits six = {DIGITS_SIGNIFICANT, 6};
    expect("1.00000006404", six, -10, "1.0000000640");
    expect("1.000000064", six, -10, "1.000000064");
    expect("1.5", six, -10, "1.5");
    expect("1.23456789", six, -2, "1.23457");
    expect("1.23456789e-7", six, -14, "1.2345679e-7");
    expect("1234567.891", six, -2, "1.23456789e6");
    expect("9.99999996", six, -7, "10.0000000");
    expect("0.123456789", (struct digits){DIGITS_DECIMALS, 2}, -4, "0.1235");
}

static void expect_like_slow(const char *number, struct digits digits, int at_least_place,
                             const fmpq_t x)
{
    static char slow[8000];
    enum shown_state state;
    bool exact = slow_show(slow, x, digits, at_least_place);
    show_at(literal(number), digits, at_least_place, &state);
    cr_assert_str_eq(shown.bytes, slow, "%s with %d %s, place %d: %s, not %s", number, digits.count,
                     digits.kind == DIGITS_DECIMALS ? "places" : "digits", at_least_place,
                     shown.bytes, slow);
    cr_assert_eq(state, exact ? SHOWN_EXACT : SHOWN_ROUNDED, "%s", number);
}

static struct digits random_digits(uint64_t *seed)
{
    struct digits digits = {random_bits(seed) % 4 == 0 ? DIGITS_DECIMALS : DIGITS_SIGNIFICANT,
                            1 + (int)(random_bits(seed) % 20)};
    return digits;
}

/* Literals of all lengths, with runs of 9, 0 and 5 that end in ties and carries. */
SUITE(decimals_like_the_slow_way)
{
    static const char runs[] = "0123456789999900005";
    uint64_t seed = 1;
    fmpq_t x;
    fmpz_t ten;
    fmpq_init(x);
    fmpz_init(ten);
    for (int i = 0; i < 60000; i++) {
        char digits[48] = "", text[64];
        int length = 1 + (int)(random_bits(&seed) % (i % 8 == 0 ? 40 : 14));
        const char *alphabet = random_bits(&seed) % 2 ? runs + 9 : runs;
        digits[0] = (char)('1' + random_bits(&seed) % 9);
        for (int k = 1; k < length; k++)
            digits[k] = alphabet[random_bits(&seed) % strlen(alphabet)];
        int exponent = (int)(random_bits(&seed) % 60) - 40;
        snprintf(text, sizeof text, "%s%se%d", random_bits(&seed) % 2 ? "-" : "", digits, exponent);
        fmpz_set_str(fmpq_numref(x), digits, 10);
        fmpz_one(fmpq_denref(x));
        fmpz_ui_pow_ui(ten, 10, (ulong)abs(exponent));
        if (exponent < 0)
            fmpq_div_fmpz(x, x, ten);
        else
            fmpq_mul_fmpz(x, x, ten);
        if (text[0] == '-')
            fmpq_neg(x, x);
        int place = random_bits(&seed) % 3 ? INT_MAX : (int)(random_bits(&seed) % 50) - 40;
        expect_like_slow(text, random_digits(&seed), place, x);
        if (i % 1000 == 0)
            arithmetic_restart(arithmetic, PRECISION_FIRST);
    }
    fmpq_clear(x);
    fmpz_clear(ten);
}

/* Quotients short and long, which do not end. */
SUITE(fractions_like_the_slow_way)
{
    static char slow[8000];
    uint64_t seed = 2;
    fmpq_t x;
    fmpq_init(x);
    for (int i = 0; i < 40000; i++) {
        uint64_t n = random_bits(&seed) >> (1 + random_bits(&seed) % 62);
        uint64_t d = (random_bits(&seed) >> (1 + random_bits(&seed) % 62)) + 1;
        char n_text[32], d_text[32];
        snprintf(n_text, sizeof n_text, "%llu", (unsigned long long)n + 1);
        snprintf(d_text, sizeof d_text, "-%llu", (unsigned long long)d);
        union cell value = number_divide(arithmetic, literal(n_text), literal(d_text));
        fmpz_set_ui(fmpq_numref(x), n + 1);
        fmpz_set_ui(fmpq_denref(x), d);
        fmpz_neg(fmpq_numref(x), fmpq_numref(x));
        fmpq_canonicalise(x);
        if (i % 4 == 0) { /* a hundred and more bits longer */
            value = product(value, product(value, value));
            fmpq_pow_si(x, x, 3);
        }
        struct digits digits = random_digits(&seed);
        enum shown_state state;
        bool exact = slow_show(slow, x, digits, INT_MAX);
        show_at(value, digits, INT_MAX, &state);
        cr_assert_str_eq(shown.bytes, slow, "%s / %s", n_text, d_text);
        cr_assert_eq(state, exact ? SHOWN_EXACT : SHOWN_ROUNDED);
    }
    fmpq_clear(x);
}

/* Shown at the first precision and at a much higher one: what the first proves stays as it is. */
static void expect_stable(union cell (*make)(int, int), int i, int j, struct digits digits)
{
    enum shown_state low_state, high_state;
    double low_nearest, high_nearest;
    char low[1200];
    arithmetic_restart(arithmetic, PRECISION_FIRST);
    union cell value = make(i, j);
    snprintf(low, sizeof low, "%s", show_at(value, digits, INT_MAX, &low_state));
    enum nearest_state low_found = number_nearest_double(arithmetic, value, &low_nearest);
    int place = 0;
    bool needs_precision,
        has_place = number_first_place(arithmetic, value, &place, &needs_precision);
    arithmetic_restart(arithmetic, 1024);
    value = make(i, j);
    show_at(value, digits, INT_MAX, &high_state);
    if (low_state != SHOWN_NEEDS_PRECISION) {
        cr_assert_str_eq(low, shown.bytes, "%d, %d with %d digits", i, j, digits.count);
        cr_assert_eq(low_state, high_state);
    }
    number_nearest_double(arithmetic, value, &high_nearest);
    if (low_found != NEAREST_NEEDS_PRECISION)
        cr_assert_eq(low_nearest, high_nearest, "%d, %d: %.17g, not %.17g", i, j, low_nearest,
                     high_nearest);
    int high_place;
    if (has_place && number_first_place(arithmetic, value, &high_place, &needs_precision))
        cr_assert_eq(place, high_place);
}

/* 10^i * (1 - e^-j): close below a power of ten. */
static union cell below_power(int i, int j)
{
    union cell near_one = difference(number_integer(arithmetic, 1),
                                     apply(FUNCTION_EXP, number_integer(arithmetic, -j)));
    union cell ten = number_integer(arithmetic, 10);
    return product(near_one, number_power(arithmetic, ten, number_integer(arithmetic, i)));
}

static union cell above_power(int i, int j)
{
    union cell ten =
        number_power(arithmetic, number_integer(arithmetic, 10), number_integer(arithmetic, i));
    return difference(product(ten, number_integer(arithmetic, 2)), below_power(i, j));
}

/* sin(i) * 10^j, of both signs and all sizes. */
static union cell any_size(int i, int j)
{
    union cell ten =
        number_power(arithmetic, number_integer(arithmetic, 10), number_integer(arithmetic, j));
    return product(apply(FUNCTION_SIN, number_integer(arithmetic, i)), ten);
}

/* i/2 + e^-j at the edge of a tie. */
static union cell near_tie(int i, int j)
{
    union cell half =
        number_divide(arithmetic, number_integer(arithmetic, i), number_integer(arithmetic, 2));
    return number_add(arithmetic, half, apply(FUNCTION_EXP, number_integer(arithmetic, -j)));
}

SUITE(more_precision_never_changes_what_is_shown)
{
    for (int i = -8; i <= 23; i++)
        for (int j = 1; j <= 120; j += 3)
            for (int count = 1; count <= 19; count += 3) {
                expect_stable(below_power, i, j, (struct digits){DIGITS_SIGNIFICANT, count});
                expect_stable(above_power, i, j, (struct digits){DIGITS_SIGNIFICANT, count});
            }
    for (int i = 1; i <= 300; i++) {
        struct digits digits = {i % 3 ? DIGITS_SIGNIFICANT : DIGITS_DECIMALS, 1 + i % 30};
        for (int j = -330; j <= 330; j += 13)
            expect_stable(any_size, i, j, digits);
        for (int j = 1; j < 130; j += 7)
            expect_stable(near_tie, i, j, (struct digits){DIGITS_DECIMALS, 0});
    }
}

/* The same balls against the slow way, from an enclosure of 2,000 bits that Arb made by itself. */
SUITE(balls_like_the_slow_way)
{
    static char slow[8000];
    uint64_t seed = 3;
    arb_t ball;
    fmpq_t x;
    arb_init(ball);
    fmpq_init(x);
    for (int i = 0; i < 20000; i++) {
        long n = (long)(random_bits(&seed) % 4000) - 2000;
        fmpq_set_si(x, n, 100);
        arb_set_fmpq(ball, x, 2000);
        arb_exp(ball, ball, 2000);
        arf_get_fmpq(x, arb_midref(ball));
        struct digits digits = random_digits(&seed);
        slow_show(slow, x, digits, INT_MAX);
        char text[32];
        snprintf(text, sizeof text, "%lde-2", n);
        if (n == 0)
            continue;
        cr_assert_str_eq(show_at(exp_of(text), digits, INT_MAX, NULL), slow, "exp(%s)", text);
        double nearest;
        cr_assert_eq(number_nearest_double(arithmetic, exp_of(text), &nearest), NEAREST_FOUND);
        cr_assert_eq(nearest, arf_get_d(arb_midref(ball), ARF_RND_NEAR));
    }
    arb_clear(ball);
    fmpq_clear(x);
}

SUITE(ties_that_no_precision_decides)
{
    enum shown_state state;
    struct digits whole = {DIGITS_DECIMALS, 0};
    for (unsigned bits = PRECISION_FIRST; bits <= PRECISION_LAST; bits *= 2) {
        arithmetic_restart(arithmetic, bits);
        union cell root = apply(FUNCTION_SQRT, literal("2"));
        union cell tie = number_add(arithmetic, product(root, root), literal("0.5"));
        show_at(tie, whole, INT_MAX, &state);
        cr_expect_eq(state, bits == PRECISION_LAST ? SHOWN_UNDECIDED_TIE : SHOWN_NEEDS_PRECISION);
        cr_expect_str_eq(show(product(root, root), 6), "2.00000");
    }
    cr_expect_str_eq(shown.bytes, "2.00000");
    union cell root = apply(FUNCTION_SQRT, literal("2"));
    union cell tie = number_subtract(arithmetic, literal("-0.5"), product(root, root));
    cr_expect_str_eq(show_at(tie, whole, INT_MAX, &state), "-3", "half-up is away from zero");
}

SUITE(zero_that_no_precision_decides)
{
    enum shown_state state;
    double nearest;
    bool needs_precision;
    int place;
    for (unsigned bits = PRECISION_FIRST; bits <= PRECISION_LAST; bits *= 2) {
        bool last = bits == PRECISION_LAST;
        arithmetic_restart(arithmetic, bits);
        union cell root =
            apply(FUNCTION_EXP, number_divide(arithmetic, literal("1"), literal("3")));
        union cell zero = difference(product(product(root, root), root), exp_of("1"));
        cr_expect(!number_is_exact(arithmetic, zero));
        show_at(zero, (struct digits){DIGITS_SIGNIFICANT, 6}, INT_MAX, &state);
        cr_expect_eq(state, last ? SHOWN_UNDECIDED_ZERO : SHOWN_NEEDS_PRECISION);
        cr_expect_str_eq(shown.bytes, last ? "0" : "");
        cr_expect_str_eq(show_at(zero, (struct digits){DIGITS_DECIMALS, 4}, INT_MAX, &state),
                         "0.0000");
        cr_expect_eq(state, SHOWN_ROUNDED, "that much is proven");
        cr_expect_eq(number_compare(arithmetic, zero, literal("0")), UNDECIDED);
        cr_expect_eq(number_nearest_double(arithmetic, zero, &nearest),
                     last ? NEAREST_FOUND : NEAREST_NEEDS_PRECISION);
        cr_expect(!number_first_place(arithmetic, zero, &place, &needs_precision));
        cr_expect_eq(needs_precision, !last);
        number_divide(arithmetic, literal("1"), zero);
        cr_expect_eq(number_take_fault(arithmetic),
                     last ? FAULT_DIVISION_BY_ZERO : FAULT_PRECISION);
        text_clear(&shown);
        number_show_bound(arithmetic, zero, &shown);
    }
    cr_expect_eq(strncmp(strchr(shown.bytes, 'e'), "e-123", 5), 0, "%s", shown.bytes);
}

SUITE(bounds_are_rounded_up)
{
    static const char *const cases[][2] = {
        {"0", "0"},          {"1", "1.0e0"},           {"-1.31", "1.4e0"},      {"9.91", "1.0e1"},
        {"0.099", "9.9e-2"}, {"1e-1000", "1.0e-1000"}, {"1e-3000", "1.1e-3000"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        text_clear(&shown);
        number_show_bound(arithmetic, literal(cases[i][0]), &shown);
        cr_expect_str_eq(shown.bytes, cases[i][1]);
    }
}

SUITE(first_places)
{
    static const struct {
        const char *number;
        int place;
    } cases[] = {{"1", 0},       {"9.99", 0},    {"10", 1},        {"0.1", -1},
                 {"0.0999", -2}, {"1e300", 300}, {"1e-300", -300}, {"1e-100000", -100000},
                 {"999999", 5},  {"-1e6", 6}};
    bool needs_precision;
    int place;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        cr_expect(
            number_first_place(arithmetic, literal(cases[i].number), &place, &needs_precision) ||
            needs_precision);
        if (!needs_precision)
            cr_expect_eq(place, cases[i].place, "%s: %d", cases[i].number, place);
    }
    cr_expect(!number_first_place(arithmetic, literal("0"), &place, &needs_precision));
    cr_expect(!needs_precision);
    cr_expect(number_first_place(arithmetic, exp_of("-1"), &place, &needs_precision));
    cr_expect_eq(place, -1);
}

SUITE(dumps)
{
    text_clear(&shown);
    number_dump(arithmetic, exp_of("1"), 20, &shown);
    cr_expect_eq(strncmp(shown.bytes, "2.718281828459045235", 20), 0, "%s", shown.bytes);
    cr_expect(strstr(shown.bytes, " +/- ") != NULL);
    text_clear(&shown);
    number_dump(arithmetic, literal("0.5"), 5, &shown);
    cr_expect_eq(strncmp(shown.bytes, "0.5", 3), 0);
}
