/* The law of patterns over all worked examples. */
#include "../tape/pattern_check.h"
#include "handgrad.h"

TestSuite(patterns, .init = open_arena, .fini = close_arena);

Test(patterns, worked_examples)
{
    struct digits digits = {DIGITS_SIGNIFICANT, 6};
    int patterns = 0;
    for (size_t i = 0; hg_example_name(i); i++) {
        if (strcmp(hg_example_command(i), "trace") != 0)
            continue;
        const char *text = hg_example_text(hg_example_name(i));
        const struct json_source source = {hg_example_name(i), text, strlen(text)};
        const struct problem *problem = problem_read(arena, &source, &diagnostics);
        cr_assert_not_null(problem, "%s", source.name);
        patterns +=
            check_patterns(run_open(arena, tape_compile(arena, problem, &diagnostics),
                                    &(struct run_settings){.digits = digits}, &diagnostics));
    }
    cr_expect_gt(patterns, 100);
}
