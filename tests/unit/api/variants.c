/* The library's call for variants: problems as text, records to a callback, what a zero in the request means. */
#include "handgrad.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

static const char problem[] =
    "{\"given\": {\"x\": 2, \"y\": 3}, \"formulas\": [\"f = x*y\"], \"objective\": \"f\",\n"
    " \"vary\": {\"x\": {\"min\": 1.1, \"max\": 9.9, \"decimals\": 1}}}";

struct heard {
    char bytes[1 << 16];
    size_t length;
    int fails, messages; /* fails: the errno that writing ends with */
    char last[500];
};

static int take(void *context, const char *bytes, size_t length)
{
    struct heard *heard = context;
    if (heard->fails)
        return heard->fails;
    cr_assert_lt(heard->length + length, sizeof heard->bytes);
    memcpy(heard->bytes + heard->length, bytes, length);
    heard->length += length;
    return 0;
}

static void hear(void *context, const char *message)
{
    struct heard *heard = context;
    heard->messages++;
    snprintf(heard->last, sizeof heard->last, "%s", message);
}

static enum hg_status make(struct heard *heard, struct hg_variants request)
{
    request.problem = "text";
    request.problem_text = problem;
    request.problem_length = strlen(problem);
    request.write = take;
    request.message = hear;
    request.write_context = request.message_context = heard;
    return hg_variants(&request);
}

static int lines(const struct heard *heard)
{
    int count = 0;
    for (size_t i = 0; i < heard->length; i++)
        count += heard->bytes[i] == '\n';
    return count;
}

Test(variants, records_go_to_the_callback)
{
    static struct heard one, three;
    cr_expect_eq(make(&one, (struct hg_variants){.format = "ndjson"}), HG_OK);
    cr_expect_eq(make(&three, (struct hg_variants){.format = "ndjson", .count = 3}), HG_OK);
    cr_expect_eq(one.messages + three.messages, 0);
    cr_expect_eq(lines(&one), 1);
    cr_expect_eq(lines(&three), 3);
    cr_expect_eq(memcmp(one.bytes, three.bytes, one.length), 0,
                 "the first of three is the only one");
    cr_expect_not_null(strstr(one.bytes, "\"seed\": 0, \"digits\": 6,"));
}

Test(variants, requests_out_of_range)
{
    static const struct hg_variants bad[] = {
        {.format = "ndjson", .count = -1},
        {.format = "ndjson", .count = 1001},
        {.format = "ndjson", .seed = -1},
        {.format = "ndjson", .seed = 1000000000000000000},
        {.format = "ndjson", .digits = 13},
        {.format = "ndjson", .digits = -1},
        {.format = "ndjson", .decimals = 14},
        {.format = "ndjson", .digits = 3, .decimals = 3},
        {.format = "csv"},
        {.format = NULL},
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        static struct heard heard;
        heard = (struct heard){.length = 0};
        cr_expect_eq(make(&heard, bad[i]), HG_BAD_INPUT, "%zu", i);
        cr_expect_eq(heard.messages, 1, "%zu: %s", i, heard.last);
        cr_expect_eq(heard.length, 0, "%zu", i);
    }
}

Test(variants, a_callback_that_fails)
{
    static struct heard heard = {.fails = ENOSPC};
    cr_expect_eq(make(&heard, (struct hg_variants){.format = "ndjson", .count = 2}), HG_SYSTEM);
    cr_expect_eq(heard.messages, 1);
    cr_expect_not_null(strstr(heard.last, strerror(ENOSPC)), "%s", heard.last);
}
