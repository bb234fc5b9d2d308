/* Reading written numbers: what people write, what it is read as, why the rest is refused. */
#include "marking/written.h"

#include "../arena_fixture.h"

TestSuite(written, .init = open_arena, .fini = close_arena);

static struct written read_with(const char *text, enum comma comma)
{
    return written_read(arena, text, strlen(text), comma);
}

static struct written read_text(const char *text)
{
    return read_with(text, COMMA_UNKNOWN);
}

/* "-31814e-8", "1/3", or why not. */
static const char *read_as(const char *text, enum comma comma)
{
    struct written written = read_with(text, comma);
    const struct decimal *number = &written.number, *below = &written.denominator;
    const char *sign = number->negative ? "-" : "";
    cr_assert_str_eq(written.text, text);
    cr_assert((written.reason != NULL) == (written.kind == WRITTEN_UNREADABLE), "%s", text);
    switch (written.kind) {
    case WRITTEN_NUMBER:
        return arena_printf(arena, "%s%se%d", sign, number->digits, number->place);
    case WRITTEN_FRACTION:
        return arena_printf(arena, "%s%se%d/%se%d", sign, number->digits, number->place,
                            below->digits, below->place);
    case WRITTEN_BLANK:
        return "blank";
    default:
        return written.reason;
    }
}

struct reading {
    const char *text, *wanted;
};

static void check(const struct reading *readings, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const char *found = read_as(readings[i].text, COMMA_UNKNOWN);
        cr_expect_str_eq(found, readings[i].wanted, "\"%s\" is read as %s, not %s",
                         readings[i].text, found, readings[i].wanted);
    }
}

#define CHECK(readings) check(readings, sizeof readings / sizeof *readings)

Test(written, numbers)
{
    static const struct reading readings[] = {
        {"0.9997", "9997e-4"},
        {"-3.1814e-4", "-31814e-8"},
        {"\xE2\x88\x92"
         "3.1814 \xC3\x97 10^-4",
         "-31814e-8"}, /* minus, times */
        {"0.29990", "29990e-5"},
        {"8", "8e0"},
        {"1200", "1200e0"},
        {"007", "7e0"},
        {".5", "5e-1"},
        {"-.5", "-5e-1"},
        {"5.", "5e0"},
        {"0", "e0"},
        {"0.000", "e-3"},
        {"-0.0", "e-1"},
        {"+2.5", "25e-1"},
        {"- 3", "-3e0"},
        {"2999e-4", "2999e-4"},
        {"1E+03", "1e3"},
        {"  12  ", "12e0"},
        {"1.5.", "15e-1"},
        {"0.333...", "333e-3"},
        {"0.333\xE2\x80\xA6", "333e-3"},
        {"0.5;", "5e-1"},
        {"= 0.5", "5e-1"},
        {"\xE2\x89\x88 0.5", "5e-1"},
        {"~0.5", "5e-1"},
        {"= \xE2\x89\x88 -0.5", "-5e-1"},
        {"approx. 0.5", "5e-1"},
        {"`0.5`", "5e-1"},
        {"**0.5**", "5e-1"},
        {"__0.5__", "5e-1"},
        {"$-3.2 \\times 10^{-4}$", "-32e-5"},
        {"3.2 \\cdot 10^{-4}", "32e-5"},
        {"\\-3.2", "-32e-1"},
        {"\xEF\xBC\x91\xEF\xBC\x8E\xEF\xBC\x95", "15e-1"}, /* full width */
    };
    CHECK(readings);
}

Test(written, powers_of_ten)
{
    static const char *const ways[] = {
        "3.18e-4",
        "3.18E-04",
        "3.18e-0004",
        "3.18 e-4",
        "3.18e - 4",
        "3.18*10^-4",
        "3.18 x 10^-4",
        "3.18 X 10 ^ - 4",
        "3.18x10^(-4)",
        "3.18 * 10**-4",
        "3.18 10^-4",
        "3,18e-4",
        "3,18x10^-4",
        "3.18\xC2\xB7"
        "10^-4",
        "3.18\xC3\x97"
        "10\xE2\x81\xBB\xE2\x81\xB4",
        "3,18\xE2\x8B\x85"
        "10\xE2\x81\xBB\xE2\x81\xB4",
        "3.18 \xC3\x97 10^\xE2\x88\x92"
        "4",
        "3.18\xC3\x97"
        "10^{-4}",
        "0.000318",
        "0,000318",
        ".000318",
        "0.000 318",
        "0.0318%",
        "0.0318 %",
        "\xE2\x89\x88 3.18e-4.",
        "+3.18e-4",
        "3.18 \xC3\x97 10^\xE2\x81\xBB\xE2\x81\xB4",
    };
    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
        const char *found = read_as(ways[i], COMMA_UNKNOWN);
        cr_expect_str_eq(found, "318e-6", "\"%s\" is read as %s", ways[i], found);
    }
    static const struct reading readings[] = {
        {"10^-4", "1e-4"},       {"-10^-4", "-1e-4"},    {"10\xE2\x81\xBB\xC2\xB2", "1e-2"},
        {"10**3", "1e3"},        {"10^0", "1e0"},        {"10", "10e0"},
        {"10 x 10^-4", "10e-4"}, {"2e0", "2e0"},         {"1e999", "1e999"},
        {"1e-999", "1e-999"},    {"1e000000003", "1e3"},
    };
    CHECK(readings);
    cr_assert(read_text("3e-4").scientific && read_text("10^-4").scientific);
    cr_assert(!read_text("0.0003").scientific);
}

Test(written, groups_and_commas)
{
    static const char comma[] = "the comma may be a decimal comma, or stand between thousands";
    static const char groups[] = "its digits are not in groups of three";
    const struct reading readings[] = {
        {"1,234.5", "12345e-1"},
        {"1.234,5", "12345e-1"},
        {"1 234,5", "12345e-1"},
        {"1 234.5", "12345e-1"},
        {"1\xE2\x80\xAF"
         "234,567",
         "1234567e-3"}, /* narrow space */
        {"1'234.5", "12345e-1"},
        {"1\xE2\x80\x99"
         "234",
         "1234e0"},
        {"1.234.567", "1234567e0"},
        {"1,234,567", "1234567e0"},
        {"1,234,567.25", "123456725e-2"},
        {"0.123 456", "123456e-6"},
        {"12,5", "125e-1"},
        {"0,123", "123e-3"},
        {",5", "5e-1"},
        {"3,1416", "31416e-4"},
        {"1234,567", "1234567e-3"},
        {"1.234", "1234e-3"},
        {"1,234e-4", "1234e-7"},
        {"1,234", comma},
        {"-12,345", comma},
        {"123,456 %", comma},
        {"12,345e3", comma},
        {"1,23,456", groups},
        {"1234,567,890", groups},
        {"0,123,456", groups},
        {"1.23.456", groups},
        {"1 234,567,890", groups},
        {"1,234.567,8", "which of its marks is the decimal point cannot be told"},
        {"1,234 567", "1234567e-6"},
        {"12 34", "two numbers stand here; write the result alone"},
    };
    CHECK(readings);
}

Test(written, what_commas_are)
{
    cr_assert_str_eq(read_as("1,234", COMMA_DECIMAL), "1234e-3");
    cr_assert_str_eq(read_as("1,234", COMMA_THOUSANDS), "1234e0");
    cr_assert_str_eq(read_as("12,5", COMMA_THOUSANDS), "125e-1");
    cr_assert_str_eq(read_as("1.234", COMMA_DECIMAL), "1234e-3");
    cr_assert_eq(read_text("12,5").comma, COMMA_DECIMAL);
    cr_assert_eq(read_text("1.234,5").comma, COMMA_DECIMAL);
    cr_assert_eq(read_text("1.234.567").comma, COMMA_DECIMAL);
    cr_assert_eq(read_text("1,234.5").comma, COMMA_THOUSANDS);
    cr_assert_eq(read_text("1,234,567").comma, COMMA_THOUSANDS);
    cr_assert_eq(read_text("1,234").comma, COMMA_UNKNOWN);
    cr_assert_eq(read_with("1,234", COMMA_DECIMAL).comma, COMMA_UNKNOWN);
    cr_assert_eq(read_text("1.5").comma, COMMA_UNKNOWN);
}

Test(written, fractions)
{
    static const char mixed[] =
        "the number before the fraction is not clear; write one fraction or one decimal";
    static const char plain[] =
        "a fraction is of two plain numbers, without a power of ten or a percent sign";
    const struct reading readings[] = {
        {"1/3", "1e0/3e0"},
        {"-2/7", "-2e0/7e0"},
        {"= 22 / 7.", "22e0/7e0"},
        {"0/5", "e0/5e0"},
        {"1.5/0,25", "15e-1/25e-2"},
        {"1\xE2\x81\x84"
         "3",
         "1e0/3e0"},
        {"\xC2\xBD", "1e0/2e0"},
        {"-1\xC2\xBD", "-3e0/2e0"},
        {"1 1/2", "3e0/2e0"},
        {"0 1/2", "1e0/2e0"},
        {"12 3/100", "1203e0/100e0"},
        {"1 3/2", mixed},
        {"1 2/2", mixed},
        {"1.5 1/2", mixed},
        {"1 234/5", mixed},
        {"1 1/2.5", mixed},
        {"1/0", "this divides by 0"},
        {"1/0.00", "this divides by 0"},
        {"1 1/0", "this divides by 0"},
        {"1/3 %", plain},
        {"1/3e-4", plain},
        {"1/3 x 10^-4", plain},
        {"1/2/3", "a calculation stands here; write its result alone"},
        {"1/-3", "a calculation stands here; write its result alone"},
        {"1/x", "a calculation stands here; write its result alone"},
        {"1/2 1/3", "two numbers stand here; write the result alone"},
    };
    CHECK(readings);
}

Test(written, blanks)
{
    static const char *const blanks[] = {
        "",   " ",   "?",   "-",  "\xE2\x80\x93", "___", "\\_\\_\\_", "...",
        "??", "n/a", "N/A", "= ", "\xE2\x80\xA6", "`",   "\xC2\xA0"};
    for (size_t i = 0; i + 2 < sizeof blanks / sizeof *blanks; i++)
        cr_expect_str_eq(read_as(blanks[i], COMMA_UNKNOWN), "blank", "\"%s\"", blanks[i]);
}

Test(written, refused)
{
    static const char two[] = "two numbers stand here; write the result alone";
    static const char calculation[] = "a calculation stands here; write its result alone";
    static const char behind[] = "letters stand behind the number; write the number alone";
    static const char before[] = "letters stand before the number; write the number alone";
    static const char power[] = "the power of ten is not clear; write it as 10^-4 or e-4";
    static const char exponent[] = "the exponent of a power of ten is a whole number";
    static const char strange[] = "a character stands here that is no part of a number";
    static const char infinite[] = "this is not a finite number";
    const struct reading readings[] = {
        {"nan", infinite},
        {"-inf", infinite},
        {"\xE2\x88\x9E", infinite},
        {"undefined", infinite},
        {"about", "no number stands here"},
        {"eight", "no number stands here"},
        {"z1 = 8", before},
        {"8 cm", behind},
        {"3 eggs", behind},
        {"0x1p3", behind},
        {"0.5 or 0.6", behind},
        {"0.5, 0.6", two},
        {"0.5 0.6", two},
        {"1/3 = 0.333", two},
        {"0.1*0.3 = 0.03", calculation},
        {"1-0.5", calculation},
        {"2^-3", calculation},
        {"3 x 10", calculation},
        {"(3)", calculation},
        {"--3", calculation},
        {"3 x 10-4", power},
        {"3 x 10e-4", power},
        {"3e-", exponent},
        {"3e-1.5", exponent},
        {"10^-4,5", exponent},
        {"10^x", exponent},
        {"3 x 10^(-4", exponent},
        {"1e1000", "the power of ten is beyond 999"},
        {"1e-99999999999999999999", "the power of ten is beyond 999"},
        {"\xC2\xB1"
         "3",
         strange},
        {"5 \xE2\x82\xAC", strange},
        {"\xFF\xFE", strange},
        {"0.5\x01", strange},
        {"\xD9\xA3", strange}, /* a digit of another script */
        {"$5", strange},
        {"1_000", strange},
    };
    CHECK(readings);
}

static const char *digits_of(size_t count, char digit)
{
    char *text = arena_alloc(arena, count + 1);
    memset(text, digit, count);
    return text;
}

Test(written, limits)
{
    cr_assert_eq(read_text(digits_of(WRITTEN_DIGITS_MOST, '7')).kind, WRITTEN_NUMBER);
    cr_assert_str_eq(read_text(digits_of(WRITTEN_DIGITS_MOST + 1, '7')).reason,
                     "the number has more than 100 digits");
    cr_assert_eq(read_text(digits_of(WRITTEN_BYTES_MOST, '0')).kind, WRITTEN_NUMBER);
    cr_assert_str_eq(read_text(digits_of(WRITTEN_BYTES_MOST + 1, '0')).reason,
                     "this is too long to be a number");
    cr_assert_eq(written_read(arena, "1\0002", 3, COMMA_UNKNOWN).kind, WRITTEN_UNREADABLE);
    const char *marks = digits_of(WRITTEN_BYTES_MOST, ',');
    cr_assert_eq(read_text(marks).kind, WRITTEN_UNREADABLE);
    char *pairs = arena_copy(arena, marks, WRITTEN_BYTES_MOST);
    for (size_t i = 1; i < WRITTEN_BYTES_MOST; i += 2)
        pairs[i] = '1';
    cr_assert_eq(read_text(pairs).kind, WRITTEN_UNREADABLE);
}

/* ---- laws on random numbers ---- */

static unsigned draw(unsigned below)
{
    static unsigned long long state = 88172645463325252ULL;
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return (unsigned)(state >> 11) % below;
}

static struct decimal draw_decimal(void)
{
    char *digits = arena_alloc(arena, 32);
    size_t count = draw(20);
    for (size_t i = 0; i < count; i++)
        digits[i] = (char)('0' + (i == 0 ? 1 + draw(9) : draw(10)));
    return (struct decimal){count > 0 && draw(2), digits, (int)draw(60) - 30};
}

static void check_same(const struct decimal *wanted, const char *text)
{
    struct written written = read_text(text);
    cr_assert_eq(written.kind, WRITTEN_NUMBER, "\"%s\": %s", text, written.reason);
    cr_assert_str_eq(written.number.digits, wanted->digits, "%s", text);
    cr_assert_eq(written.number.negative, wanted->negative, "%s", text);
    cr_assert_eq(written.number.place, wanted->place, "%s", text);
}

/* digits * 10^place is what was printed; printed in another way it is the same. */
Test(written, what_is_printed_reads_back)
{
    for (int i = 0; i < 20000; i++) {
        struct decimal decimal = draw_decimal();
        const char *sign = decimal.negative ? "-" : "";
        if (decimal.digits[0]) {
            check_same(&decimal, decimal_text(arena, &decimal, true));
            check_same(&decimal,
                       arena_printf(arena, "%s%se%d", sign, decimal.digits, decimal.place));
            check_same(&decimal, arena_printf(arena, "\xE2\x89\x88 %s %s \xC3\x97 10^{%d}",
                                              decimal.negative ? "\xE2\x88\x92" : "",
                                              decimal.digits, decimal.place));
        }
        if (decimal.place <= 0)
            check_same(&decimal, decimal_text(arena, &decimal, false));
        if (decimal.place <= -2) {
            struct decimal hundredfold = decimal;
            hundredfold.place += 2;
            check_same(&decimal,
                       arena_printf(arena, "%s %%", decimal_text(arena, &hundredfold, false)));
        }
    }
}

/* Any bytes are read without harm, and refused with a reason or not. */
Test(written, any_text)
{
    static const char alphabet[] = "0123456789  ..,,ee--+*x^(10)/%=~?_'#\xC2\xB7\xE2\x81\xBB\\";
    for (int i = 0; i < 50000; i++) {
        char text[24];
        size_t length = draw(sizeof text);
        for (size_t k = 0; k < length; k++)
            text[k] = alphabet[draw(sizeof alphabet - 1)];
        struct written written = written_read(arena, text, length, (enum comma)draw(3));
        cr_assert((written.reason != NULL) == (written.kind == WRITTEN_UNREADABLE));
        cr_assert(written.number.digits[0] != '0' && written.denominator.digits[0] != '0');
        cr_assert(written.kind != WRITTEN_FRACTION || written.denominator.digits[0]);
        cr_assert(written.kind == WRITTEN_UNREADABLE ||
                  strlen(written.number.digits) <= WRITTEN_DIGITS_MOST);
    }
}
