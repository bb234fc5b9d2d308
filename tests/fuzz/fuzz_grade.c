/* Fuzz target of streams of submissions: whatever the bytes are, every line that is not empty has a record of one line, in
 * the table and as NDJSON, and nothing else goes wrong. */
#include "base/arena.h"
#include "base/text.h"
#include "handgrad.h"
#include "input.h"
#include <stdio.h>

static int take(void *context, const char *bytes, size_t length)
{
    text_append(context, bytes, length);
    return 0;
}

static void hear(void *context, const char *message)
{
    (void)context;
    fail("a message", message);
}

static size_t lines_of(const char *bytes, size_t length, bool empty_ones)
{
    size_t count = 0;
    for (const char *at = bytes, *end = bytes + length, *next; at < end; at = next + 1) {
        const char *newline = memchr(at, '\n', (size_t)(end - at));
        next = newline ? newline : end;
        while (!empty_ones && at < next && (*at == ' ' || *at == '\t' || *at == '\r'))
            at++;
        count += empty_ones || at < next;
    }
    return count;
}

/* The records of the stream. */
static size_t grade(struct arena *arena, const char *bytes, size_t size, const char *format)
{
    struct text output;
    text_open(&output, arena);
    struct hg_grade request = {.problem = "circuit",
                               .submissions_text = bytes,
                               .submissions_length = size,
                               .format = format,
                               .write = take,
                               .write_context = &output,
                               .message = hear};
    if (hg_grade(&request) > HG_DIFFERENCE)
        fail("a stream that is not graded", bytes);
    return lines_of(output.bytes, output.length, true);
}

static void check_input(struct arena *arena, char *bytes, size_t size)
{
    size_t wanted = lines_of(bytes, size, false);
    if (grade(arena, bytes, size, "csv") != wanted + 1)
        fail("not a row for each submission", bytes);
    if (grade(arena, bytes, size, "ndjson") != wanted)
        fail("not an object for each submission", bytes);
}
