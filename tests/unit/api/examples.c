/* The worked examples that are built in, and guesses at what was meant. */
#include "handgrad.h"

#include <criterion/criterion.h>
#include <stdbool.h>
#include <string.h>

Test(examples, are_listed_with_titles_and_texts)
{
    size_t count = 0;
    for (; hg_example_name(count); count++) {
        const char *name = hg_example_name(count), *text = hg_example_text(name);
        cr_assert_not_null(text);
        cr_expect_eq(text[0], '{');
        cr_expect_gt(strlen(hg_example_title(count)), 0);
        bool derivation = strstr(text, "\"handgrad-derivation\"") != NULL;
        bool run = strstr(text, "\"dataset\"") != NULL;
        bool answers = strstr(text, "\"handgrad-answers\"") != NULL;
        const char *title = strchr(hg_example_title(count), ':');
        title = answers && title ? title + 2 : hg_example_title(count);
        cr_expect(strstr(text, title), "%s", name);
        cr_expect_str_eq(hg_example_command(count), answers      ? "check"
                                                    : derivation ? "derive"
                                                    : run        ? "train"
                                                                 : "trace");
    }
    cr_expect_geq(count, 7);
    cr_expect_null(hg_example_name(count + 1000));
    cr_expect_null(hg_example_title(count));
    cr_expect_null(hg_example_command(count));
    cr_expect_null(hg_example_text("there_is_none"));
}

Test(examples, answers_are_called_after_their_problem)
{
    size_t count = 0;
    for (size_t i = 0; hg_example_name(i); i++) {
        const char *name = hg_example_name(i), *end = strstr(name, "_answers");
        char problem[100];
        if (strcmp(hg_example_command(i), "check") != 0)
            continue;
        cr_assert_not_null(end);
        memcpy(problem, name, (size_t)(end - name));
        problem[end - name] = '\0';
        struct hg_check request = {.problem = problem, .answers = name, .output = "/dev/null"};
        cr_expect_leq(hg_check(&request), HG_DIFFERENCE, "%s", name);
        count++;
    }
    cr_expect_eq(count, 5);
}

Test(examples, the_nearest_name)
{
    static const char *const names[] = {"markdown", "text", "json", "ndjson"};
    const char *nearest = hg_nearest("markdwon", names, 4);
    cr_assert_not_null(nearest);
    cr_expect_eq(strcmp(nearest, "markdown"), 0);
    cr_expect_null(hg_nearest("spreadsheet", names, 4));
    cr_expect_null(hg_nearest("json", names, 0));
}

Test(examples, the_version_is_three_numbers)
{
    int dots = 0;
    for (const char *at = hg_version(); *at; at++)
        dots += *at == '.';
    cr_expect_eq(dots, 2);
}
