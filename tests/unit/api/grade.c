/* hg_grade as a library call: what a program's callbacks are given, and when. */
#include "../arena_fixture.h"
#include "base/text.h"
#include "handgrad.h"

#include <errno.h>
#include <string.h>

static struct text output, said;
static int pieces, partial, calls, reports;
static size_t done, of;
static int refuse_after; /* pieces; 0: nothing is refused */

static void open_call(void)
{
    open_arena();
    text_open(&output, arena);
    text_open(&said, arena);
}

TestSuite(grade, .init = open_call, .fini = close_arena);

static int take(void *context, const char *bytes, size_t length)
{
    (void)context;
    text_append(&output, bytes, length);
    pieces++;
    partial += bytes[length - 1] != '\n';
    return refuse_after > 0 && pieces >= refuse_after ? ENOSPC : 0;
}

static void hear(void *context, const char *message)
{
    (void)context;
    text_string(&said, message);
}

static void report(void *context, const char *summary)
{
    (void)context, (void)summary;
    reports++;
}

static void progress(void *context, size_t count, size_t total)
{
    (void)context;
    done = count;
    of = total;
    calls++;
}

static const char right[] = "{\"q\": \"3\", \"f\": \"-12\"}\n", wrong[] = "{\"q\": \"4\"}\n",
                  broken[] = "{\"q\": \n";

static enum hg_status grade(const char *submissions, const char *format)
{
    struct hg_grade request = {.problem = "circuit",
                               .submissions_text = submissions,
                               .submissions_length = strlen(submissions),
                               .format = format,
                               .write = take,
                               .report = report,
                               .progress = progress,
                               .message = hear};
    return hg_grade(&request);
}

static const char *joined(const char *a, const char *b, const char *c)
{
    return arena_printf(arena, "%s%s%s", a, b, c);
}

Test(grade, statuses)
{
    cr_expect_eq(grade(right, "csv"), HG_OK);
    cr_expect_eq(grade("", "csv"), HG_OK);
    cr_expect_eq(grade(joined(right, wrong, right), "csv"), HG_DIFFERENCE);
    cr_expect_eq(grade(joined(right, broken, right), "csv"), HG_DIFFERENCE);
    cr_expect_str_eq(said.bytes, "");
    cr_expect_eq(reports, 4);
    cr_expect_eq(grade(right, "markdown"), HG_BAD_INPUT);
    cr_expect_not_null(strstr(said.bytes, "format \"markdown\" is not known"));
    cr_expect_eq(reports, 4);
}

Test(grade, a_piece_for_each_record)
{
    cr_expect_eq(grade(joined(right, wrong, broken), "ndjson"), HG_DIFFERENCE);
    cr_expect_eq(pieces, 3);
    cr_expect_eq(partial, 0);
    cr_expect(calls == 3 && done == 3 && of == 0);
    cr_expect_not_null(strstr(output.bytes, "\"submission\": \"3\", \"error\": {"));
}

Test(grade, what_is_refused_ends_it)
{
    struct text many;
    text_open(&many, arena);
    for (int i = 0; i < 100; i++)
        text_string(&many, right);
    refuse_after = 5;
    cr_expect_eq(grade(many.bytes, "ndjson"), HG_SYSTEM);
    cr_expect_eq(pieces, 5);
    cr_expect_leq(calls, 5);
    cr_expect_eq(reports, 0);
    cr_expect_not_null(strstr(said.bytes, "error: "));
}

/* Law: the record of a submission does not depend on those around it, but for the number of its line. */
Test(grade, each_by_itself)
{
    static const char *const submissions[] = {right, wrong, broken, "{\"f\": [\"12\", \"x\"]}\n"};
    for (size_t i = 0; i < 4; i++) {
        text_clear(&output);
        grade(submissions[i], "ndjson");
        const char *alone = text_copy(&output, arena);
        for (size_t k = 0; k < 4; k++) {
            text_clear(&output);
            grade(joined(submissions[i], submissions[k], ""), "ndjson");
            cr_expect_eq(strncmp(output.bytes, alone, strlen(alone)), 0, "%s", output.bytes);
        }
    }
}
