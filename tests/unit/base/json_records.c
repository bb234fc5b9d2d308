/* Files of many records: both layouts give the same records, and what is wrong is reported where it stands. */
#include "base/json_records.h"
#include "support.h"

TestSuite(json_records, .init = open_arena, .fini = close_arena);

static struct json_source source;
static struct json_field fields[2];
static struct json_records records;

static bool open_records(const char *bytes, size_t length)
{
    source = (struct json_source){"trace.json", bytes, length};
    fields[0] = (struct json_field){"format", NULL};
    fields[1] = (struct json_field){"title", NULL};
    diagnostics_open(&diagnostics, arena);
    return json_records_open(&records, arena, &source, "steps", fields, 2, &diagnostics);
}

/* All records in words: "array of 1 number at 2:1 /steps/0; ". */
static const char *all_records(const char *bytes, size_t length)
{
    struct text text;
    const struct json *record;
    text_open(&text, arena);
    if (!open_records(bytes, length))
        return NULL;
    while (json_records_next(&records, &record)) {
        if (record == NULL)
            return text.bytes;
        size_t line, column;
        json_locate(&source, record, false, &line, &column);
        cr_expect_eq(line, records.line);
        text_printf(&text, "%s at %zu:%zu %s; ", json_describe(arena, record), line, column,
                    json_pointer(arena, record));
    }
    return NULL;
}

static void expect_records(const char *bytes, const char *expected)
{
    const char *found = all_records(bytes, strlen(bytes));
    cr_assert_not_null(found, "%s: %s", bytes, written(only_diagnostic()));
    cr_expect_str_eq(found, expected);
    cr_expect_eq(diagnostics.errors, 0);
}

Test(json_records, json)
{
    expect_records("{\"format\": \"x\", \"steps\": [1, [2],\n  3\n ], \"title\": null}",
                   "the number 1 at 1:27 /steps/0; array of 1 number at 1:30 /steps/1; "
                   "the number 3 at 2:3 /steps/2; ");
    cr_expect_str_eq(fields[0].value->text, "x");
    cr_expect_eq(fields[1].value->kind, JSON_NULL);
    cr_expect_str_eq(json_pointer(arena, fields[1].value), "/title");
    expect_records("{\"steps\": []}", "");
    cr_expect_null(fields[0].value);
}

Test(json_records, ndjson)
{
    expect_records("{\"format\": \"x\"}\n1\r\n [2] \n3", "the number 1 at 2:1 ; "
                                                         "array of 1 number at 3:2 ; "
                                                         "the number 3 at 4:1 ; ");
    cr_expect(records.lines);
    cr_expect_str_eq(fields[0].value->text, "x");
    expect_records("{\"format\": \"x\"}\n", "");
    expect_records("{\"format\": \"x\"}", "");
    expect_records(" {} \n", "");
}

static const struct refusal {
    const char *text;
    enum diagnostic_code code;
    size_t line, column;
    const char *pointer, *message; /* a part of it */
} refusals[] = {
    {"", DIAGNOSTIC_JSON_SYNTAX, 1, 1, "", "the file is empty"},
    {"[1]", DIAGNOSTIC_WRONG_TYPE, 1, 1, "", "the file must be an object"},
    {"12 13", DIAGNOSTIC_JSON_SYNTAX, 1, 4, "", "text after the end"},
    {"{\"stps\": []}", DIAGNOSTIC_UNKNOWN_KEY, 1, 2, "/stps",
     "unknown key \"stps\"; did you mean \"steps\"?"},
    {"{\"a/b\": 1}", DIAGNOSTIC_UNKNOWN_KEY, 1, 2, "/a~1b", "unknown key \"a/b\""},
    {"{\"title\": 1,\n \"title\": 2}", DIAGNOSTIC_JSON_DUPLICATE_KEY, 2, 2, "/title",
     "already given"},
    {"{\"steps\": [],\n \"steps\": []}", DIAGNOSTIC_JSON_DUPLICATE_KEY, 2, 2, "/steps",
     "already given"},
    {"{\"steps\": {}}", DIAGNOSTIC_WRONG_TYPE, 1, 2, "/steps", "\"steps\" must be an array"},
    {"{\"title\": {\"a\": 1, \"a\": 2}}", DIAGNOSTIC_JSON_DUPLICATE_KEY, 1, 20, "/title/a",
     "already given in line 1, column 12"},
    {"{\"steps\": []}\n1", DIAGNOSTIC_JSON_SYNTAX, 2, 1, "", "text after the end"},
    {"{\"title\": 1} 1", DIAGNOSTIC_JSON_SYNTAX, 1, 14, "", "text after the end"},
    {"{\"steps\": [1, 01]}", DIAGNOSTIC_JSON_NUMBER, 1, 15, "/steps/1", "another digit"},
    {"{\"steps\": [1, {\"a\": 1, \"a\": 1}]}", DIAGNOSTIC_JSON_DUPLICATE_KEY, 1, 24, "/steps/1/a",
     "already given in line 1, column 16"},
    {"{}\n[1, 01]\n2", DIAGNOSTIC_JSON_NUMBER, 2, 5, "/1", "another digit"},
    {"{}\n{\"a\": 1\n2", DIAGNOSTIC_JSON_SYNTAX, 2, 8, "/a",
     "the line ends inside the object that begins in line 2, column 1"},
    {"{}\n{\"a\": 1", DIAGNOSTIC_JSON_SYNTAX, 2, 8, "/a", "the file ends inside the object"},
    {"{}\n\"ab\n\"", DIAGNOSTIC_JSON_SYNTAX, 2, 1, "", "no closing quote"},
    {"{}\n1\n\n2\n", DIAGNOSTIC_JSON_SYNTAX, 3, 1, "", "the line is empty"},
    {"{}\n1\n \n2\n", DIAGNOSTIC_JSON_SYNTAX, 3, 2, "", "the line holds nothing"},
    {"{}\n1 2\n", DIAGNOSTIC_JSON_SYNTAX, 2, 3, "", "text after the end"},
    {"{}\n1\n\"\xC3(\"\n", DIAGNOSTIC_JSON_ENCODING, 3, 2, "", "byte 7 of the file"},
};

Test(json_records, refusals_name_the_place)
{
    for (size_t i = 0; i < sizeof refusals / sizeof *refusals; i++) {
        const struct refusal *expected = &refusals[i];
        cr_expect_null(all_records(expected->text, strlen(expected->text)), "%s", expected->text);
        const struct diagnostic *report = only_diagnostic();
        const char *shown = written(report);
        cr_expect_eq(report->code, expected->code, "%s: %s", expected->text, shown);
        cr_expect_eq(report->line, expected->line, "%s: %s", expected->text, shown);
        cr_expect_eq(report->column, expected->column, "%s: %s", expected->text, shown);
        cr_expect_str_eq(report->pointer, expected->pointer, "%s: %s", expected->text, shown);
        cr_expect(contains(report->message, expected->message), "%s: %s", expected->text, shown);
    }
}

Test(json_records, a_nul_byte_is_no_end)
{
    static const char bytes[] = "{}\n1\n\0\n2\n";
    cr_expect_null(all_records(bytes, sizeof bytes - 1));
    cr_expect_eq(only_diagnostic()->line, 3);
}

/* What a file is, is asked before anything is said about it. */
Test(json_records, begins_with)
{
    static const struct {
        const char *text;
        bool holds;
    } cases[] = {
        {"{\"a\": [{\"format\": 1}], \"format\": 2}", true},
        {"{\"format\": 2}\nwhatever", true},
        {"{\"a\": [{\"format\": 1}], \"title\": \"format\"}", false},
        {"{\"format\": 2", false},
        {"[\"format\"]", false},
        {"", false},
        {"{}", false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct json_source text = {"file", cases[i].text, strlen(cases[i].text)};
        cr_expect_eq(json_begins_with(arena, &text, "format"), cases[i].holds, "%s", cases[i].text);
    }
    cr_expect_eq(diagnostics.errors, 0);
}
