/* Diagnostics: the list keeps what was reported; people read it escaped, with the place and the
 * caret. */
#include "support.h"

TestSuite(diagnostic, .init = open_arena, .fini = close_arena);

Test(diagnostic, the_list_keeps_order_and_copies)
{
    char message[] = "first", file[] = "net.json";
    cr_assert_not(
        diagnose(&diagnostics, &(struct diagnostic){.code = DIAGNOSTIC_WRONG_VALUE,
                                                    .message = message,
                                                    .file = file,
                                                    .line = 3,
                                                    .column = 4,
                                                    .next = (struct diagnostic *)message}));
    diagnose(&diagnostics, &(struct diagnostic){.code = DIAGNOSTIC_CONFLICT, .message = "second"});
    message[0] = file[0] = 'X';
    const struct diagnostic *first = diagnostics.first;
    cr_assert_str_eq(first->message, "first");
    cr_assert_str_eq(first->file, "net.json");
    cr_assert_eq(first->line, 3);
    cr_assert_eq(first->column, 4);
    cr_assert_null(first->expected);
    cr_assert_str_eq(first->next->message, "second");
    cr_assert_eq(diagnostics.last, first->next);
    cr_assert_null(first->next->next);
    cr_assert_eq(diagnostics.errors, 2);
}

Test(diagnostic, warnings_are_no_errors)
{
    diagnose(&diagnostics,
             &(struct diagnostic){.code = DIAGNOSTIC_TARGET_OUT_OF_RANGE, .message = "m"});
    cr_assert_eq(diagnostics.errors, 0);
    cr_assert_eq(diagnostics_status(&diagnostics), 0);
    cr_assert_str_eq(written(diagnostics.first), "warning: m\n");
}

Test(diagnostic, the_status_is_that_of_the_gravest)
{
    cr_assert_eq(diagnostics_status(&diagnostics), 0);
    diagnose(&diagnostics, &(struct diagnostic){.code = DIAGNOSTIC_WRONG_TYPE});
    cr_assert_eq(diagnostics_status(&diagnostics), 2);
    diagnose(&diagnostics, &(struct diagnostic){.code = DIAGNOSTIC_WRITE_FAILED});
    diagnose(&diagnostics, &(struct diagnostic){.code = DIAGNOSTIC_USAGE});
    cr_assert_eq(diagnostics_status(&diagnostics), 3);
}

Test(diagnostic, every_code_has_a_name_of_its_own)
{
    cr_assert_str_eq(diagnostic_code_name(DIAGNOSTIC_JSON_DUPLICATE_KEY), "json-duplicate-key");
    cr_assert_eq(diagnostic_severity(DIAGNOSTIC_NO_MEMORY), SEVERITY_SYSTEM);
    for (int i = 0; i < DIAGNOSTIC_CODES; i++)
        for (int j = 0; j < i; j++)
            cr_assert_str_neq(diagnostic_code_name(i), diagnostic_code_name(j));
}

Test(diagnostic, the_pointer_stands_before_the_suggestion)
{
    struct diagnostic report = {.code = DIAGNOSTIC_UNKNOWN_KEY,
                                .message = "unknown key \"weigths\"; did you mean \"weights\"?",
                                .file = "net.json",
                                .line = 7,
                                .column = 23,
                                .pointer = "/layers/0/weigths"};
    cr_assert_str_eq(written(&report),
                     "net.json:7:23: error: unknown key \"weigths\" (at /layers/0/weigths); "
                     "did you mean \"weights\"?\n");
}

Test(diagnostic, expectation_in_each_combination)
{
    struct diagnostic report = {
        .code = DIAGNOSTIC_WRONG_TYPE, .message = "m", .file = "f", .pointer = ""};
    cr_expect_str_eq(written(&report), "f: error: m\n");
    report.found = "null";
    cr_expect_str_eq(written(&report), "f: error: m\n    found null\n");
    report.expected = "a number";
    cr_expect_str_eq(written(&report), "f: error: m\n    expected a number, found null\n");
    report.found = NULL;
    report.line = 2;
    cr_expect_str_eq(written(&report), "f:2: error: m\n    expected a number\n");
}

Test(diagnostic, control_characters_of_user_text_are_escaped)
{
    struct diagnostic report = {.code = DIAGNOSTIC_WRONG_VALUE,
                                .message = "a\x1b[31m\nb\xE2\x80\xAE\x07",
                                .file = "x\ty\xFF.json",
                                .pointer = "/\r\x7F",
                                .expected = "\xC2\x9B",
                                .found = "caf\xC3\xA9"};
    cr_assert_str_eq(written(&report),
                     "x\\ty\\xff.json: error: a\\u001b[31m\\nb\\u202e\\u0007 (at /\\r\\u007f)\n"
                     "    expected \\u009b, found caf\xC3\xA9\n");
}

Test(diagnostic, the_caret_counts_characters_and_escapes)
{
    struct diagnostic report = {.code = DIAGNOSTIC_EXPRESSION_SYNTAX,
                                .message = "m",
                                .excerpt = "w1*x1 + * b1",
                                .caret = 9};
    cr_expect_str_eq(written(&report), "error: m\n    w1*x1 + * b1\n            ^\n");
    report.excerpt = "\xCE\xB1\t* b";
    report.caret = 3;
    cr_expect_str_eq(written(&report), "error: m\n    \xCE\xB1\\t* b\n       ^\n");
    report.excerpt = "a +";
    report.caret = 4;
    cr_expect_str_eq(written(&report), "error: m\n    a +\n       ^\n",
                     "behind the last character");
    report.caret = 0;
    cr_expect_str_eq(written(&report), "error: m\n    a +\n");
}

Test(diagnostic, a_long_excerpt_is_cut_around_the_caret)
{
    char excerpt[1001] = {0};
    memset(excerpt, 'a', 1000);
    excerpt[699] = '!';
    struct diagnostic report = {
        .code = DIAGNOSTIC_EXPRESSION_SYNTAX, .message = "m", .excerpt = excerpt, .caret = 700};
    const char *shown = strchr(written(&report), '\n') + 1;
    const char *caret_line = strchr(shown, '\n') + 1;
    cr_assert_eq(shown[strcspn(caret_line, "^")], '!');
    cr_assert_lt(strcspn(shown, "\n"), 120);
    cr_assert(contains(shown, "    ...aaa"));
    cr_assert(contains(shown, "aaa...\n"));
}

/* An unknown key may be as long as its file. */
Test(diagnostic, of_long_words_the_beginning_and_the_end_are_shown)
{
    char *message = arena_alloc(arena, 100000);
    memset(message, 'k', 99000);
    for (int i = 0; i < 200; i++)
        memcpy(message + 98000 + 2 * i, "\xC3\xA9", 2); /* the cut falls within a character */
    memcpy(message + 98400, "the end", sizeof "the end");
    struct diagnostic report = {.code = DIAGNOSTIC_UNKNOWN_KEY, .message = message};
    const char *shown = written(&report);
    cr_assert_lt(strlen(shown), 400);
    cr_assert(contains(shown, "error: kkk"));
    cr_assert(contains(shown, "k...\xC3\xA9"));
    cr_assert(contains(shown, "the end\n"));
}

Test(diagnostic, escapes_keep_their_columns_in_a_drained_text)
{
    /* The window is emptied in the middle of the line: columns must not come from its length. */
    struct text out;
    struct diagnostic report = {
        .code = DIAGNOSTIC_EXPRESSION_SYNTAX, .message = "m", .excerpt = "\x01\x01+", .caret = 3};
    text_open(&out, arena);
    diagnostic_write(&report, &out);
    cr_assert(contains(out.bytes, "\n                ^\n"));
}
