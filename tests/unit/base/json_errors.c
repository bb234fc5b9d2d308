/* Strict JSON in: everything RFC 8259 forbids is refused, with code, words, place and pointer. */
#include "support.h"

#include "base/json_scan.h"

TestSuite(json_errors, .init = open_arena, .fini = close_arena);

struct refusal {
    const char *text;
    enum diagnostic_code code;
    size_t line, column;
    const char *pointer;
    const char *message, *expected, *found; /* parts of them */
};

static void expect_refusal(const struct refusal *expected, size_t length)
{
    struct json_source source = {"net.json", expected->text, length};
    diagnostics_open(&diagnostics, arena);
    cr_expect_null(json_read(arena, &source, &diagnostics), "accepted: %s", expected->text);
    if (diagnostics.first == NULL)
        return;
    const struct diagnostic *report = only_diagnostic();
    const char *shown = written(report);
    cr_expect_str_eq(diagnostic_code_name(report->code), diagnostic_code_name(expected->code), "%s",
                     shown);
    cr_expect_str_eq(report->file, "net.json");
    cr_expect_eq(report->line, expected->line, "%s: %s", expected->text, shown);
    cr_expect_eq(report->column, expected->column, "%s: %s", expected->text, shown);
    cr_expect_str_eq(report->pointer, expected->pointer, "%s: %s", expected->text, shown);
    cr_expect(contains(report->message, expected->message), "%s: %s", expected->text, shown);
    cr_expect(contains(report->expected, expected->expected), "%s: %s", expected->text, shown);
    cr_expect(contains(report->found, expected->found), "%s: %s", expected->text, shown);
}

static void expect_refusals(const struct refusal *cases, size_t count)
{
    for (size_t i = 0; i < count; i++)
        expect_refusal(&cases[i], strlen(cases[i].text));
}

#define EXPECT_REFUSALS(cases) expect_refusals((cases), sizeof(cases) / sizeof *(cases))

#define SYNTAX DIAGNOSTIC_JSON_SYNTAX
#define NUMBER DIAGNOSTIC_JSON_NUMBER
#define ENCODING DIAGNOSTIC_JSON_ENCODING
#define THE_END "the end of the file"

Test(json_errors, numbers)
{
    static const struct refusal cases[] = {
        {"[01]", NUMBER, 1, 2, "/0", "must not begin with 0 and another digit: 01", "leading zeros",
         "01"},
        {"[-00.5]", NUMBER, 1, 2, "/0", "must not begin with 0", "leading zeros", "-00.5"},
        {"[+1]", NUMBER, 1, 2, "/0", "must not begin with \"+\"", "without a sign", "+1"},
        {"{\"a\": .5}", NUMBER, 1, 7, "/a", "must not begin with \".\"", "a digit before the point",
         ".5"},
        {"[-.5]", NUMBER, 1, 2, "/0", "must not begin with \".\"", "a digit before", "-.5"},
        {"[1.]", NUMBER, 1, 4, "/0", "a digit must follow the decimal point: 1.", "a digit",
         "\"]\""},
        {"1.", NUMBER, 1, 3, "", "a digit must follow the decimal point", "a digit", THE_END},
        {"[1.e5]", NUMBER, 1, 4, "/0", "a digit must follow the decimal point", "a digit",
         "\"e5\""},
        {"[1e]", NUMBER, 1, 4, "/0", "the exponent has no digits: 1e", "a digit", "\"]\""},
        {"[1e+]", NUMBER, 1, 5, "/0", "the exponent has no digits", "a digit", "\"]\""},
        {"[2, -]", NUMBER, 1, 6, "/1", "a digit must follow the minus sign", "a digit", "\"]\""},
        {"[--1]", NUMBER, 1, 3, "/0", "a digit must follow the minus sign", "a digit", "\"-\""},
        {"[NaN]", NUMBER, 1, 2, "/0", "NaN is not a number in JSON", "a finite number", "NaN"},
        {"[nan]", NUMBER, 1, 2, "/0", "nan is not a number", "a finite number", "nan"},
        {"[Infinity]", NUMBER, 1, 2, "/0", "Infinity is not a number", "a finite number",
         "Infinity"},
        {"[-Infinity]", NUMBER, 1, 2, "/0", "infinities are not numbers in JSON", "finite",
         "-Infinity"},
        {"[-NaN]", NUMBER, 1, 2, "/0", "not numbers in JSON", "finite", "-NaN"},
        {"[0x10]", NUMBER, 1, 2, "/0", "numbers are decimal in JSON", "decimal", "0x10"},
        {"[1_000]", NUMBER, 1, 3, "/0", "not a number: 1_000", "the end of the number", "_000"},
        {"[1.2.3]", NUMBER, 1, 5, "/0", "not a number: 1.2.3", "the end of the number", "\".\""},
        {"[12abc]", NUMBER, 1, 4, "/0", "not a number: 12abc", "the end of the number", "abc"},
        {"[1e999]", NUMBER, 1, 2, "/0", "beyond the range of doubles: 1e999",
         "between -1.7976931348623157e308 and 1.7976931348623157e308", "1e999"},
        {"[-1e999]", NUMBER, 1, 2, "/0", "beyond the range of doubles: -1e999", "between",
         "-1e999"},
        {"[1.7976931348623159e308]", NUMBER, 1, 2, "/0", "beyond the range", "between",
         "1.7976931348623159e308"},
        {"[1e99999999999999999999999]", NUMBER, 1, 2, "/0", "beyond the range", "between",
         "1e999999999"},
        {"[0.0001e314]", NUMBER, 1, 2, "/0", "beyond the range", "between", "0.0001e314"},
    };
    EXPECT_REFUSALS(cases);
}

Test(json_errors, a_long_number_is_cut_in_the_message)
{
    char text[500];
    memset(text, '9', sizeof text);
    struct refusal refusal = {text,      NUMBER, 1, 1, "", "beyond the range of doubles: 9999",
                              "between", "9999"};
    text[499] = '\0';
    expect_refusal(&refusal, 499);
    cr_assert_lt(strlen(diagnostics.first->message), 120);
}

Test(json_errors, structure)
{
    static const struct refusal cases[] = {
        {"", SYNTAX, 1, 1, "", "the file is empty", "a JSON value", THE_END},
        {" \r\n\t", SYNTAX, 2, 2, "", "nothing but white space", "a JSON value", THE_END},
        {"[1,]", SYNTAX, 1, 3, "/0", "trailing comma before \"]\"", "another element", "\"]\""},
        {"{\"a\": 1,\n}", SYNTAX, 1, 8, "/a", "trailing comma before \"}\"", "another key",
         "\"}\""},
        {"[,1]", SYNTAX, 1, 2, "/0", "a value is missing", "a value", "\",\""},
        {"[1,,2]", SYNTAX, 1, 4, "/1", "a value is missing", "a value", "\",\""},
        {"{\"a\":}", SYNTAX, 1, 6, "/a", "a value is missing", "a value", "\"}\""},
        {"{,}", SYNTAX, 1, 2, "", "a key is missing", "a key in double quotes", "\",\""},
        {"[1 2]", SYNTAX, 1, 4, "/0", "\",\" or \"]\" is missing after an element",
         "\",\" or \"]\"", "\"2\""},
        {"[\"\xC3\xA9\" \"b\"]", SYNTAX, 1, 6, "/0", "is missing after an element", "\",\"",
         "a string"},
        {"{\"a\": 1 \"b\": 2}", SYNTAX, 1, 9, "/a", "\",\" or \"}\" is missing after a member",
         "\"}\"", "a string"},
        {"{\"a\" 1}", SYNTAX, 1, 6, "/a", "\":\" is missing after a key", "\":\"", "\"1\""},
        {"{\"a\"}", SYNTAX, 1, 5, "/a", "\":\" is missing", "\":\"", "\"}\""},
        {"{\"a\"", SYNTAX, 1, 5, "/a", "ends inside the object", "\"}\"", THE_END},
        {"{units: 1}", SYNTAX, 1, 2, "", "keys are written in double quotes", "a key", "\"units\""},
        {"{1: 2}", SYNTAX, 1, 2, "", "a key is missing", "a key", "\"1\""},
        {"[1}", SYNTAX, 1, 3, "/0", "is missing after an element", "\"]\"", "\"}\""},
        {"{\"a\": 1]", SYNTAX, 1, 8, "/a", "is missing after a member", "\"}\"", "\"]\""},
        {"]", SYNTAX, 1, 1, "", "a value is missing", "a value", "\"]\""},
        {"[*]", SYNTAX, 1, 2, "/0", "a value cannot begin like this", "a value", "\"*\""},
        {"[1", SYNTAX, 1, 3, "/0", "inside the array that begins in line 1, column 1", "\"]\"",
         THE_END},
        {"{\"a\":\n [1, ", SYNTAX, 2, 6, "/a/1", "inside the array that begins in line 2, column 2",
         "\"]\"", THE_END},
        {"{", SYNTAX, 1, 2, "", "ends inside the object", "\"}\"", THE_END},
        {"{\"a\": 1,", SYNTAX, 1, 9, "", "ends inside the object", "\"}\"", THE_END},
        {"[1] 2", SYNTAX, 1, 5, "", "text after the end of the JSON value", THE_END, "\"2\""},
        {"{}\n]", SYNTAX, 2, 1, "", "text after the end of the JSON value", THE_END, "\"]\""},
    };
    EXPECT_REFUSALS(cases);
}

Test(json_errors, words_and_comments)
{
    static const struct refusal cases[] = {
        {"[True]", SYNTAX, 1, 2, "/0", "unknown word \"True\"; did you mean true?", "a value",
         "\"True\""},
        {"[tru]", SYNTAX, 1, 2, "/0", "unknown word \"tru\"; did you mean true?", "a value",
         "\"tru\""},
        {"[truely]", SYNTAX, 1, 2, "/0", "unknown word \"truely\"", "a value", "\"truely\""},
        {"{\"a\": sigmoid}", SYNTAX, 1, 7, "/a", "strings are written in double quotes", "a value",
         "\"sigmoid\""},
        {"// c\n1", SYNTAX, 1, 1, "", "comments are not allowed in JSON", "without comments",
         "\"/\""},
        {"[1, /* c */ 2]", SYNTAX, 1, 5, "/0", "comments are not allowed", "without comments",
         "\"/\""},
        {"{\n# c\n}", SYNTAX, 2, 1, "", "comments are not allowed", "without comments", "\"#\""},
        {"{\"a\" // c\n: 1}", SYNTAX, 1, 6, "/a", "comments are not allowed", "without comments",
         "\"/\""},
        {"[1] # c", SYNTAX, 1, 5, "", "comments are not allowed", "without comments", "\"#\""},
    };
    EXPECT_REFUSALS(cases);
}

Test(json_errors, strings)
{
    static const struct refusal cases[] = {
        {"['a']", SYNTAX, 1, 2, "/0", "straight double quotes", "a double quote", "\"'\""},
        {"{'a': 1}", SYNTAX, 1, 2, "", "straight double quotes", "a double quote", "\"'\""},
        {"[\xE2\x80\x9C"
         "a\xE2\x80\x9D]",
         SYNTAX, 1, 2, "/0", "straight double quotes", "a double quote", "\xE2\x80\x9C"},
        {"[\"abc", SYNTAX, 1, 2, "/0", "the string that begins here has no closing quote",
         "a closing quote", THE_END},
        {"{\"abc", SYNTAX, 1, 2, "", "the key that begins here has no closing quote",
         "a closing quote", THE_END},
        {"\"abc\\", SYNTAX, 1, 1, "", "no closing quote", "a closing quote", THE_END},
        {"[\"a\nb\"]", SYNTAX, 1, 4, "/0", "control character U+000A (line break)", "\\n",
         "U+000A"},
        {"[\"\xC3\xA9\tb\"]", SYNTAX, 1, 4, "/0", "control character U+0009 (tab)", "\\t",
         "U+0009"},
        {"{\"a\x1b\": 1}", SYNTAX, 1, 4, "", "control character U+001B", "\\u001b", "U+001B"},
        {"[\"\\x41\"]", SYNTAX, 1, 3, "/0", "unknown escape", "\\uXXXX", "\\x"},
        {"[\"\\'\"]", SYNTAX, 1, 3, "/0", "unknown escape", "\\uXXXX", "\\'"},
        {"[\"\\u12g4\"]", SYNTAX, 1, 3, "/0", "without four hexadecimal digits", "four hexadecimal",
         "\\u12g4"},
        {"[\"\\u12\"]", SYNTAX, 1, 3, "/0", "without four hexadecimal digits", "four hexadecimal",
         "\\u12"},
        {"[\"\\u1", SYNTAX, 1, 3, "/0", "without four hexadecimal digits", "four hexadecimal",
         "\\u1"},
        {"[\"\\ud800\"]", SYNTAX, 1, 3, "/0", "\\ud800 is only one half", "\\udc00 to \\udfff",
         "\\ud800"},
        {"[\"\\uD83D\\u0041\"]", SYNTAX, 1, 3, "/0", "only one half of a surrogate pair",
         "after it", "\\uD83D\\u0041"},
        {"[\"\\ud83dx\"]", SYNTAX, 1, 3, "/0", "only one half of a surrogate pair", "after it",
         "\\ud83d"},
        {"[\"a\\udc00\"]", SYNTAX, 1, 4, "/0", "\\udc00 is the second half", "first half",
         "\\udc00"},
        {"{\"a\\u0000\": 1}", SYNTAX, 1, 4, "", "a key must not contain \\u0000", "without",
         "\\u0000"},
    };
    EXPECT_REFUSALS(cases);
}

Test(json_errors, nul_bytes)
{
    static const struct refusal in_string = {
        "[\"a\0b\"]", SYNTAX, 1, 4, "/0", "control character U+0000", "\\u0000", "U+0000"};
    static const struct refusal outside = {
        "[\0]", SYNTAX, 1, 2, "/0", "a value cannot begin like this", "a value", "U+0000"};
    static const struct refusal behind = {"[]\0",  SYNTAX,  1, 3, "", "text after the end",
                                          THE_END, "U+0000"};
    static const struct refusal escape = {"[\"\\\0\"]", SYNTAX,           1,         3,
                                          "/0",         "unknown escape", "\\uXXXX", "\\"};
    expect_refusal(&in_string, 7);
    expect_refusal(&outside, 3);
    expect_refusal(&behind, 3);
    expect_refusal(&escape, 6);
}

Test(json_errors, encoding)
{
    static const struct refusal cases[] = {
        {"\xEF\xBB\xBF{}", ENCODING, 1, 1, "", "begins with a byte order mark",
         "without a byte order mark", "U+FEFF"},
        {"\xFF\xFE[", ENCODING, 1, 1, "", "UTF-16", "UTF-8", "UTF-16"},
        {"[1,\n\"\xC3\xA9\xE9\"]", ENCODING, 2, 3, "",
         "byte 8 of the file (0xE9) is not valid UTF-8", "UTF-8", "0xE9"},
        {"[\"\xED\xA0\x80\"]", ENCODING, 1, 3, "", "byte 3 of the file (0xED)", "UTF-8", "0xED"},
        {"[\"\xC0\x80\"]", ENCODING, 1, 3, "", "byte 3 of the file (0xC0)", "UTF-8", "0xC0"},
        {"[] \xF0\x9F\x98", ENCODING, 1, 4, "", "byte 4 of the file (0xF0)", "UTF-8", "0xF0"},
    };
    EXPECT_REFUSALS(cases);
}

Test(json_errors, duplicate_keys)
{
    static const struct refusal cases[] = {
        {"{\"units\": 1,\n \"b\": 2,\n  \"units\": 3}", DIAGNOSTIC_JSON_DUPLICATE_KEY, 3, 3,
         "/units", "the key \"units\" is already given in line 1, column 2", "each key once", NULL},
        {"[{\"x\": {\"a\": 1, \"\\u0061\": 2}}]", DIAGNOSTIC_JSON_DUPLICATE_KEY, 1, 17, "/0/x/a",
         "the key \"a\" is already given in line 1, column 9", "each key once", NULL},
        {"{\"b\": 0, \"a\": 1, \"b\": 2, \"a\": 3, \"b\": 4}", DIAGNOSTIC_JSON_DUPLICATE_KEY, 1, 18,
         "/b", "the key \"b\" is already given in line 1, column 2", "each key once", NULL},
        {"{\"\": 0, \"\": 1}", DIAGNOSTIC_JSON_DUPLICATE_KEY, 1, 9, "/", "the key \"\"",
         "each key once", NULL},
    };
    EXPECT_REFUSALS(cases);
}

Test(json_errors, nesting)
{
    struct text nested;
    text_open(&nested, arena);
    text_literal(&nested, "\n {\"a\": ");
    for (int i = 0; i < JSON_MAX_DEPTH; i++)
        text_put(&nested, '[');
    struct json_source source = {"net.json", nested.bytes, nested.length};
    cr_assert_null(json_read(arena, &source, &diagnostics));
    const struct diagnostic *report = only_diagnostic();
    cr_assert_eq(report->code, DIAGNOSTIC_JSON_DEPTH);
    cr_assert(contains(report->message, "nested more than 64 levels deep"));
    cr_assert_str_eq(report->expected, "at most 64 levels");
    cr_assert_eq(report->line, 2);
    cr_assert_eq(report->column, 8 + JSON_MAX_DEPTH - 1);
    cr_assert(contains(report->pointer, "/a/0/0"));
}

Test(json_errors, more_values_than_anybody_needs)
{
    size_t length = 2 * (JSON_MAX_VALUES + 1);
    char *text = malloc(length);
    for (size_t i = 0; i < length; i++)
        text[i] = i % 2 == 0 ? ',' : '0';
    text[0] = '[';
    struct json_source source = {"net.json", text, length};
    cr_assert_null(json_read(arena, &source, &diagnostics));
    const struct diagnostic *report = only_diagnostic();
    cr_expect_eq(report->code, DIAGNOSTIC_TOO_LARGE);
    cr_expect(contains(report->message, "more than 16777216 values"), "%s", report->message);
    cr_expect_eq(report->column, 2 * JSON_MAX_VALUES);
    free(text);
}

/* Every text cut short, and every text with one byte changed, is read or refused, never worse. */
Test(json_errors, damaged_texts_end_well)
{
    static const char whole[] =
        "{\"a\": [1.5e-3, -0, \"\\u00e9\\ud83d\\ude00\xC3\xA9\", true, null], \"b\": {\"c\": {}}}";
    static const char changes[] = "\"\\{}[],:0e.-ut \n\x01\x80";
    char *text = malloc(sizeof whole - 1);
    for (size_t length = 0; length < sizeof whole - 1; length++) {
        char *exact = malloc(length + 1);
        memcpy(exact, whole, length);
        struct json_source source = {"cut", exact, length};
        cr_expect_null(json_read(arena, &source, &diagnostics), "cut at %zu", length);
        free(exact);
    }
    for (size_t i = 0; i < sizeof whole - 1; i++)
        for (size_t j = 0; j < sizeof changes; j++) {
            struct json_source source = {"changed", text, sizeof whole - 1};
            struct diagnostics list;
            memcpy(text, whole, sizeof whole - 1);
            text[i] = changes[j];
            diagnostics_open(&list, arena);
            const struct json *top = json_read(arena, &source, &list);
            cr_expect_eq(list.errors, top == NULL ? 1 : 0);
        }
    free(text);
}
