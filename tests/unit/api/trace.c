/* The public trace call: where its problem comes from, where its output goes, what it says. */
#include "handgrad.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What a call wrote and said. `room`: bytes taken before writing fails, 0 for no limit. */
struct sink {
    char bytes[1 << 18];
    size_t length, room;
    char messages[4096];
};

static int take(void *context, const char *bytes, size_t length)
{
    struct sink *sink = context;
    if (sink->room > 0 && sink->length + length > sink->room)
        return ENOSPC;
    cr_assert_lt(sink->length + length, sizeof sink->bytes);
    memcpy(sink->bytes + sink->length, bytes, length);
    sink->length += length;
    return 0;
}

static void hear(void *context, const char *message)
{
    struct sink *sink = context;
    size_t length = strlen(sink->messages);
    snprintf(sink->messages + length, sizeof sink->messages - length, "%s", message);
}

static struct sink *new_sink(void)
{
    struct sink *sink = calloc(1, sizeof *sink);
    cr_assert_not_null(sink);
    return sink;
}

static struct hg_trace request_for(const char *problem, struct sink *sink)
{
    return (struct hg_trace){.problem = problem,
                             .write = take,
                             .write_context = sink,
                             .message = hear,
                             .message_context = sink};
}

static const char forward[] =
    "{\"inputs\": [[2]], \"layers\": [{\"weights\": [[3]], \"biases\": [1]}]}";

Test(trace, a_worked_example_to_a_callback)
{
    struct sink *sink = new_sink();
    struct hg_trace request = request_for("two_three_one", sink);
    cr_expect_eq(hg_trace(&request), HG_OK);
    cr_expect_eq(sink->messages[0], '\0');
    cr_expect(strncmp(sink->bytes, "# 2-3-1 sigmoid network", 23) == 0);
    cr_expect_eq(sink->bytes[sink->length - 1], '\n');
    free(sink);
}

Test(trace, the_same_call_twice_gives_the_same_bytes)
{
    struct sink *first = new_sink(), *second = new_sink();
    struct hg_trace request = request_for("exam_softmax", first);
    request.format = "ndjson";
    cr_expect_eq(hg_trace(&request), HG_OK);
    request.write_context = second;
    cr_expect_eq(hg_trace(&request), HG_OK);
    cr_expect_eq(first->length, second->length);
    cr_expect(memcmp(first->bytes, second->bytes, first->length) == 0);
    free(first);
    free(second);
}

/* The text need not end with a NUL, and its name is only for messages. */
Test(trace, a_problem_in_memory)
{
    struct sink *sink = new_sink();
    struct hg_trace request = request_for("two_three_one", sink);
    request.problem_text = forward;
    request.problem_length = sizeof forward - 1;
    request.format = "ndjson";
    cr_expect_eq(hg_trace(&request), HG_OK);
    cr_expect(strstr(sink->bytes, "\"value\": 7, \"shown\": \"7\", \"exact\": true}\n"), "%s",
              sink->bytes);
    request.problem_length--;
    cr_expect_eq(hg_trace(&request), HG_BAD_INPUT);
    cr_expect(strncmp(sink->messages, "two_three_one:1:", 16) == 0, "%s", sink->messages);
    free(sink);
}

Test(trace, a_write_that_fails_stops_with_a_message)
{
    struct sink *sink = new_sink();
    struct hg_trace request = request_for("two_three_one", sink);
    sink->room = 10;
    cr_expect_eq(hg_trace(&request), HG_SYSTEM);
    cr_expect(strstr(sink->messages, strerror(ENOSPC)), "%s", sink->messages);
    cr_expect_eq(sink->length, 0);
    free(sink);
}

Test(trace, nobody_needs_to_listen)
{
    struct sink *sink = new_sink();
    struct hg_trace request = request_for("there_is_none", sink);
    request.message = NULL;
    cr_expect_eq(hg_trace(&request), HG_BAD_INPUT);
    cr_expect_eq(sink->length, 0);
    free(sink);
}

static void expect_refused(struct hg_trace request, struct sink *sink, const char *message)
{
    sink->messages[0] = '\0';
    cr_expect_eq(hg_trace(&request), HG_BAD_INPUT, "%s", message);
    cr_expect(strstr(sink->messages, message), "said %s instead of %s", sink->messages, message);
    cr_expect_eq(sink->length, 0);
}

Test(trace, requests_that_make_no_sense)
{
    struct sink *sink = new_sink();
    struct hg_trace request = request_for(NULL, sink);
    expect_refused(request, sink, "no problem was given");
    request.problem = "two_three_one";
    request.format = "pdf";
    expect_refused(request, sink, "format \"pdf\" is not known");
    request.format = NULL;
    request.detail = "some";
    expect_refused(request, sink, "detail \"some\" is not known");
    request.detail = NULL;
    request.digits = -1;
    expect_refused(request, sink, "1 to 1000 digits");
    request.digits = 1001;
    expect_refused(request, sink, "1 to 1000 digits");
    request.digits = 0;
    request.decimals = 1002;
    expect_refused(request, sink, "0 to 1000 decimals");
    request.decimals = 1;
    request.digits = 3;
    expect_refused(request, sink, "exclude each other");
    free(sink);
}

/* A warning is heard, and the trace is made. */
Test(trace, warnings_do_not_stop_it)
{
    static const char text[] =
        "{\"inputs\": [[2]], \"targets\": [[0.5, 0.4]], \"loss\": \"categorical_cross_entropy\","
        "\"layers\": [{\"activation\": \"softmax\", \"weights\": [[3], [1]], \"biases\": [1, 0]}]}";
    struct sink *sink = new_sink();
    struct hg_trace request = request_for("net.json", sink);
    request.problem_text = text;
    request.problem_length = sizeof text - 1;
    cr_expect_eq(hg_trace(&request), HG_OK);
    cr_expect(strstr(sink->messages, "net.json:1:31: warning: row 1 of the targets sums to 0.9"),
              "%s", sink->messages);
    cr_expect_gt(sink->length, 0);
    free(sink);
}

/* The second update has no value; where nobody takes the first one, it is not come to. */
Test(trace, nothing_is_computed_once_writing_has_failed)
{
    struct sink *sink = new_sink();
    struct {
        char bytes[20000];
        size_t length;
    } problem = {.length = 0};
    const char *begins[] = {"{\"inputs\": [", "], \"targets\": ["};
    for (int part = 0; part < 2; part++)
        for (int i = 0; i < 400; i++)
            problem.length += (size_t)snprintf(problem.bytes + problem.length,
                                               sizeof problem.bytes - problem.length, "%s[1]",
                                               i == 0 ? begins[part] : ", ");
    snprintf(
        problem.bytes + problem.length, sizeof problem.bytes - problem.length,
        "], \"layers\": [{\"activation\": \"sigmoid\", \"weights\": [[0.5]], \"biases\": [0]}],"
        "\"loss\": \"squared_error\", \"optimizer\": {\"learning_rate\": 1e300}, \"updates\": 3}");
    static const char *const formats[] = {"ndjson", "markdown"};
    for (size_t f = 0; f < 2; f++) {
        struct hg_trace request = request_for("net.json", sink);
        request.problem_text = problem.bytes;
        request.problem_length = strlen(problem.bytes);
        request.format = formats[f];
        request.detail = f == 1 ? "full" : NULL;
        sink->messages[0] = '\0';
        sink->room = 1;
        cr_expect_eq(hg_trace(&request), HG_SYSTEM);
        cr_expect_str_eq(sink->messages, "error: No space left on device\n");
    }
    free(sink);
}
