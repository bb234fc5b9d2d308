/* Answers that are refused: each with its code, message and place; hostile files. */
#include "answers_fixture.h"
#include "base/text.h"
#include "marking/answers_reader.h"

TestSuite(answers_bad, .init = open_arena, .fini = close_arena);

struct refusal {
    const char *text, *code, *message;
    size_t line, column;
    const char *pointer; /* NULL: of a table */
};

static void check_refused(const struct refusal *refusal)
{
    diagnostics_open(&diagnostics, arena);
    cr_assert(!read_bytes(refusal->text, strlen(refusal->text)), "%s", refusal->text);
    const struct diagnostic *report = diagnostics.first;
    cr_assert_eq(diagnostics.errors, 1);
    cr_expect_str_eq(diagnostic_code_name(report->code), refusal->code, "%s", refusal->text);
    cr_expect_str_eq(report->message, refusal->message, "%s\n%s", report->message,
                     refusal->message);
    cr_expect(report->line == refusal->line && report->column == refusal->column, "%s: %zu:%zu",
              refusal->text, report->line, report->column);
    cr_expect_str_eq(report->pointer ? report->pointer : "",
                     refusal->pointer ? refusal->pointer : "");
}

static void check_all(const struct refusal *refusals, size_t count)
{
    for (size_t i = 0; i < count; i++)
        check_refused(&refusals[i]);
}

#define CHECK(refusals) check_all(refusals, sizeof refusals / sizeof *refusals)
#define FULL(rest) "{\"format\": \"handgrad-answers\", \"version\": 1" rest "}"

Test(answers_bad, json)
{
    static const struct refusal refusals[] = {
        {"[1]", "wrong-type", "answers must be an object", 1, 1, ""},
        {"{\"z1\": 8,}", "json-syntax", "trailing comma before \"}\"", 1, 9, "/z1"},
        {"{\"n2\": 1}", "unknown-quantity", "no quantity is called \"n2\"; did you mean \"n1\"?", 1,
         2, "/n2"},
        {"{\"n1\": 1,\n \"w2[1,1]\": 2}", "ambiguous-quantity",
         "several quantities are called \"w2[1,1]\"", 2, 2, "/w2[1,1]"},
        {"{\"n1\": true}", "wrong-type", "an answer is a text", 1, 8, "/n1"},
        {"{\"n1\": [\"1\", [\"2\"]]}", "wrong-type", "an answer is a text", 1, 14, "/n1/1"},
        {"{\"answers\": {}}", "missing-key",
         "answers under \"answers\" need \"format\" beside them", 1, 1, ""},
        {"{\"format\": \"handgrad-answers\", \"answers\": {}}", "missing-key",
         "answers under \"answers\" need \"version\" beside them", 1, 1, ""},
        {"{\"format\": \"handgrad-trace\", \"version\": 1}", "wrong-value",
         "the file does not hold answers", 1, 12, "/format"},
        {"{\"format\": \"handgrad-answers\", \"version\": 2}", "wrong-value",
         "this version of the format of answers is not known", 1, 43, "/version"},
        {FULL(""), "missing-key", "answers need \"answers\"", 1, 1, ""},
        {FULL(", \"answers\": []"), "wrong-type", "\"answers\" must be an object", 1, 57,
         "/answers"},
        {FULL(", \"answer\": {}"), "unknown-key",
         "unknown key \"answer\"; did you mean \"answers\"?", 1, 46, "/answer"},
        {FULL(", \"rounding\": \"up\", \"answers\": {}"), "wrong-value",
         "unknown value of \"rounding\"", 1, 58, "/rounding"},
        {FULL(", \"student\": \"a\\nb\", \"answers\": {}"), "wrong-value",
         "\"student\" must not contain control characters", 1, 57, "/student"},
    };
    CHECK(refusals);
}

Test(answers_bad, csv)
{
    static const char headings[] = "the first line does not name the columns";
    static const struct refusal refusals[] = {
        {"", "table-syntax", "there are no answers", 1, 1},
        {"\n \n", "table-syntax", headings, 2, 2},
        {"n1,0.5\n", "table-syntax", headings, 1, 1},
        {"name,id\nz1,8\n", "table-syntax", headings, 1, 1},
        {"name,value,vlue\nz1,8,9\n", "table-syntax",
         "the column \"vlue\" is not known; did you mean \"value\"?", 1, 12},
        {"name,value\nz1,8\n\"n2\",9\n", "unknown-quantity",
         "no quantity is called \"n2\"; did you mean \"n1\"?", 3, 1},
        {"name,value\n\"w2[1,1]\",9\n", "ambiguous-quantity",
         "several quantities are called \"w2[1,1]\"", 2, 1},
        {"value,name\n8,z1\n9,\n", "table-syntax",
         "of which quantity this is the value is not said", 3, 1},
        {"name,value\nz1,0,9997\n", "table-syntax",
         "the line has more cells than columns; a number with a decimal comma is put between "
         "quotation marks",
         2, 6},
        {"name;value\nz1;0;9997\n", "table-syntax", "the line has more cells than columns", 2, 6},
        {"name,value\nz1,\"8\n", "table-syntax", "the quoted cell does not end", 2, 4},
        {"name,value\nz1,\"8\"9\n", "table-syntax", "something stands behind a quoted cell", 2, 7},
        {"name,value\nz1,\xC3\x97\xFF\n", "table-syntax", "the file is not UTF-8 text", 2, 5},
        {"\xFF\xFEn", "table-syntax", "the file is UTF-16; save it as UTF-8", 1, 1},
        {"hello there", "table-syntax", headings, 1, 1},
    };
    CHECK(refusals);
}

Test(answers_bad, markdown)
{
    static const struct refusal refusals[] = {
        {"| name | value |\n|---|---|\n| z1 | 8 |\n|  n2 | 9 |\n", "unknown-quantity",
         "no quantity is called \"n2\"; did you mean \"n1\"?", 4, 4},
        {"a\n\n| value | name |\n|---|---|\n| 8 | |\n", "table-syntax",
         "of which quantity this is the value is not said", 5, 3},
        {"| a | b |\n|---|---|\n| z1 | 8 |\n", "table-syntax",
         "no table of the page has a column of names and one of answers", 1, 1},
        {"| name | value |\n|---|---|\n| z1 | \xFF |\n", "table-syntax",
         "the file is not UTF-8 text", 3, 8},
    };
    CHECK(refusals);
}

/* ---- limits ---- */

static void check_code(const struct text *text, const char *code)
{
    diagnostics_open(&diagnostics, arena);
    cr_assert(!read_bytes(text->bytes, text->length));
    cr_assert_eq(diagnostics.errors, 1);
    cr_assert_str_eq(diagnostic_code_name(diagnostics.first->code), code);
}

static void repeat(struct text *text, const char *piece, size_t count)
{
    while (count-- > 0)
        text_string(text, piece);
}

Test(answers_bad, limits)
{
    struct text text;
    text_open(&text, arena);
    repeat(&text, " ", ANSWERS_BYTES_MOST + 1);
    check_code(&text, "too-large");
    text_clear(&text);
    text_string(&text, "{\"z1\": [1");
    repeat(&text, ",1", ANSWERS_WRITINGS_MOST - 1);
    text_string(&text, "]}");
    cr_assert(read_bytes(text.bytes, text.length));
    text_truncate(&text, text.length - 2);
    text_string(&text, ",1]}");
    check_code(&text, "too-large");
    text_clear(&text);
    text_string(&text, "name,value\n");
    repeat(&text, "z1,1\n", ANSWERS_WRITINGS_MOST + 1);
    check_code(&text, "too-large");
    text_clear(&text);
    text_string(&text, "name,value");
    repeat(&text, ",value", ANSWERS_COLUMNS_MOST);
    check_code(&text, "too-large");
    text_clear(&text);
    text_string(&text, "name|value");
    repeat(&text, "|value", ANSWERS_COLUMNS_MOST);
    text_string(&text, "\n-|-\n");
    check_code(&text, "too-large");
    text_clear(&text);
    text_string(&text, "name,value\n");
    repeat(&text, "z", ANSWERS_NAME_MOST + 1);
    check_code(&text, "unknown-quantity");
    diagnostics_open(&diagnostics, arena);
    cr_assert(!read_bytes("name,value\nz1,1\0002\n", 17));
    cr_assert_str_eq(diagnostic_code_name(diagnostics.first->code), "table-syntax");
}

static unsigned draw(unsigned below)
{
    static unsigned long long state = 88172645463325252ULL;
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return (unsigned)(state >> 11) % below;
}

/* Files put together from pieces at random are read, or refused with one error at a place within them. */
Test(answers_bad, any_file)
{
    static const char *const pieces[] = {"name",
                                         "value",
                                         "id",
                                         ",",
                                         ";",
                                         "|",
                                         "\n",
                                         "\r\n",
                                         "|---|---|\n",
                                         "z1",
                                         "n1",
                                         "8",
                                         "0,5",
                                         "\"",
                                         "\\",
                                         "`",
                                         " ",
                                         "{",
                                         "}",
                                         "[",
                                         "]",
                                         ":",
                                         "```\n",
                                         "\t",
                                         "\xC3\x97",
                                         "\xFF",
                                         "name,value\n",
                                         "| name | value |\n|---|---|\n"};
    for (int i = 0; i < 30000; i++) {
        struct text text;
        text_open(&text, arena);
        for (unsigned k = draw(14); k > 0; k--)
            text_string(&text, pieces[draw(sizeof pieces / sizeof *pieces)]);
        diagnostics_open(&diagnostics, arena);
        const struct answers *answers = read_bytes(text.bytes, text.length);
        cr_assert_eq(diagnostics.errors, answers ? 0 : 1, "%s", text.bytes);
        const struct diagnostic *report = diagnostics.first;
        cr_assert(answers ||
                  (report->line >= 1 && report->column >= 1 && report->column <= text.length + 1));
    }
}
