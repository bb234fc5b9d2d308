/* Lines of streams: every line once and as it is, however the bytes come, whatever is too long. */
#include "support.h"

#include "base/lines.h"
#include <stdio.h>
#include <unistd.h>

TestSuite(lines, .init = open_arena, .fini = close_arena);

/* A file that is gone when it is closed, named by its descriptor. */
static const char *file_of(const char *bytes, size_t length)
{
    FILE *file = tmpfile();
    cr_assert_not_null(file);
    cr_assert_eq(fwrite(bytes, 1, length, file), length);
    cr_assert_eq(fflush(file), 0);
    rewind(file);
    return arena_printf(arena, "/dev/fd/%d", fileno(file));
}

/* All lines between bars: "|a||b|"; what is too long is "...". */
static const char *all(struct lines *lines)
{
    struct text text;
    enum line_status status;
    const char *line;
    size_t length, count = 0;
    text_open(&text, arena);
    while ((status = lines_next(lines, &line, &length)) == LINE_READ || status == LINE_TOO_LONG) {
        text_put(&text, '|');
        text_append(&text, status == LINE_READ ? line : "...", status == LINE_READ ? length : 3);
        cr_expect_eq(lines->number, ++count);
        if (status == LINE_READ && lines->descriptor >= 0)
            cr_expect_eq(line[length], '\0');
    }
    cr_assert_eq(status, LINES_END);
    cr_expect_eq(lines_next(lines, &line, &length), LINES_END);
    return text.bytes;
}

static void expect(const char *bytes, size_t most, const char *wanted)
{
    struct lines lines;
    lines_open_text(&lines, "text", bytes, strlen(bytes), most);
    cr_expect_str_eq(all(&lines), wanted);
    cr_assert(lines_open(&lines, arena, file_of(bytes, strlen(bytes)), most, &diagnostics));
    cr_expect_str_eq(all(&lines), wanted, "of a file: %s", bytes);
}

Test(lines, as_they_are)
{
    expect("", 9, "");
    expect("\n", 9, "|");
    expect("a", 9, "|a");
    expect("a\n", 9, "|a");
    expect("a\nb", 9, "|a|b");
    expect("\n\na\r\n b \n", 9, "|||a\r| b ");
}

Test(lines, too_long)
{
    expect("abcd", 3, "|...");
    expect("abc\nabcd\nabc\n", 3, "|abc|...|abc");
    expect("abcd\nabcde", 3, "|...|...");
}

/* Lengths about the sizes of the buffer, so that ends of lines fall everywhere. */
Test(lines, of_every_length)
{
    static const size_t steps[] = {1, 1000, 32767, 32768, 65535, 65536, 65537, 131072, 200000};
    size_t count = sizeof steps / sizeof *steps, most = 131072;
    struct text text;
    struct lines lines;
    text_open(&text, arena);
    for (size_t i = 0; i < 3 * count; i++) {
        for (size_t k = 0; k < steps[i % count]; k++)
            text_put(&text, (char)('a' + i % 26));
        text_put(&text, '\n');
    }
    cr_assert(lines_open(&lines, arena, file_of(text.bytes, text.length), most, &diagnostics));
    for (size_t i = 0; i < 3 * count; i++) {
        const char *line;
        size_t length;
        enum line_status status = lines_next(&lines, &line, &length);
        cr_assert_eq(status, steps[i % count] > most ? LINE_TOO_LONG : LINE_READ);
        if (status == LINE_TOO_LONG)
            continue;
        cr_assert_eq(length, steps[i % count]);
        for (size_t k = 0; k < length; k++)
            cr_assert_eq(line[k], (char)('a' + i % 26));
    }
}

/* A line of many times the limit takes no more memory than the limit allows. */
Test(lines, memory)
{
    struct text text;
    struct lines lines;
    const char *line;
    size_t length;
    text_open(&text, arena);
    for (int k = 0; k < 8 << 20; k++)
        text_put(&text, 'a');
    struct arena *own = arena_child(arena);
    cr_assert(lines_open(&lines, own, file_of(text.bytes, text.length), 1 << 17, &diagnostics));
    cr_expect_eq(lines_next(&lines, &line, &length), LINE_TOO_LONG);
    cr_expect_eq(lines_next(&lines, &line, &length), LINES_END);
    cr_expect_leq(arena_bytes(own), (size_t)1 << 20);
}

Test(lines, of_a_pipe_as_they_come)
{
    int ends[2];
    struct lines lines;
    const char *line;
    size_t length;
    cr_assert_eq(pipe(ends), 0);
    cr_assert(
        lines_open(&lines, arena, arena_printf(arena, "/dev/fd/%d", ends[0]), 99, &diagnostics));
    for (int i = 0; i < 3; i++) {
        cr_assert_eq(write(ends[1], "half", 4), 4);
        cr_assert_eq(write(ends[1], " whole\n", 7), 7);
        cr_assert_eq(lines_next(&lines, &line, &length), LINE_READ);
        cr_expect_str_eq(line, "half whole");
    }
}

Test(lines, what_cannot_be_opened_or_read)
{
    struct lines lines;
    const char *line;
    size_t length;
    cr_expect_not(lines_open(&lines, arena, "missing", 9, &diagnostics));
    cr_expect_str_eq(only_diagnostic()->file, "missing");
    cr_expect_eq(only_diagnostic()->code, DIAGNOSTIC_NO_FILE);
    diagnostics_open(&diagnostics, arena);
    cr_assert(lines_open(&lines, arena, ".", 9, &diagnostics));
    cr_expect_eq(lines_next(&lines, &line, &length), LINES_FAILED);
    cr_expect_eq(only_diagnostic()->code, DIAGNOSTIC_NOT_A_FILE);
}
