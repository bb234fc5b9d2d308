/* Text: what is appended is there, in order, and is a C string at any time, with or without a
 * drain. */
#include "support.h"

#include <limits.h>

static struct text text;

static void open_text(void)
{
    open_arena();
    text_open(&text, arena);
}

TestSuite(text, .init = open_text, .fini = close_arena);

Test(text, is_empty_and_terminated_at_first)
{
    cr_assert_str_eq(text.bytes, "");
    cr_assert_eq(text.length, 0);
}

Test(text, grows_and_stays_terminated)
{
    for (int i = 0; i < 10000; i++) {
        text_put(&text, (char)('a' + i % 26));
        cr_assert_eq(text.bytes[text.length], '\0');
    }
    cr_assert_eq(text.length, 10000);
    for (int i = 0; i < 10000; i++)
        cr_assert_eq(text.bytes[i], 'a' + i % 26);
}

Test(text, keeps_bytes_that_are_zero)
{
    text_append(&text, "a\0b", 3);
    cr_assert_eq(text.length, 3);
    cr_assert_arr_eq(text.bytes, "a\0b", 4);
}

Test(text, strings_literals_and_numbers)
{
    text_literal(&text, "x = ");
    text_string(&text, "y + ");
    text_integer(&text, 12);
    text_printf(&text, "; %.3s %d", "abcdef", -4);
    cr_assert_str_eq(text.bytes, "x = y + 12; abc -4");
}

Test(text, integers_to_the_ends_of_the_range)
{
    static const struct {
        long long value;
        const char *shown;
    } cases[] = {{0, "0"},       {7, "7"},          {-1, "-1"},
                 {1000, "1000"}, {LLONG_MAX, NULL}, {LLONG_MIN, NULL}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        text_clear(&text);
        text_integer(&text, cases[i].value);
        const char *shown =
            cases[i].shown != NULL ? cases[i].shown : arena_printf(arena, "%lld", cases[i].value);
        cr_expect_str_eq(text.bytes, shown);
    }
}

Test(text, printf_of_every_length_around_the_capacity)
{
    for (int width = 1; width < 300; width++) {
        text_open(&text, arena);
        text_put(&text, '<');
        text_printf(&text, "%*d", width, 5);
        text_put(&text, '>');
        cr_assert_eq(text.length, (size_t)width + 2);
        cr_assert_eq(text.bytes[width], '5');
        cr_assert_eq(text.bytes[width + 1], '>');
    }
}

Test(text, reserved_room_may_be_written_directly)
{
    text_literal(&text, "ab");
    text_reserve(&text, 1000);
    memset(text.bytes + text.length, 'c', 1000);
    text.length += 1000;
    text_end(&text);
    cr_assert_eq(strlen(text.bytes), 1002);
}

Test(text, a_copy_does_not_change_with_the_text)
{
    text_literal(&text, "before");
    char *copy = text_copy(&text, arena);
    text_clear(&text);
    text_literal(&text, "after!");
    cr_assert_str_eq(copy, "before");
}

Test(text, an_impossible_length_leaves_by_the_exit)
{
    struct exhaustion exit;
    struct arena *volatile tight = arena_open(&exit);
    if (setjmp(exit.resume) == 0) {
        struct text huge;
        text_open(&huge, tight);
        text_put(&huge, 'x');
        text_reserve(&huge, SIZE_MAX - 1);
        cr_assert_fail("memory should have run out");
    }
    arena_close(tight);
}

/* ---- with a drain ---- */

static struct text drained;
static size_t largest_piece;
static bool refuses;

static bool collect(void *destination, const char *bytes, size_t length)
{
    text_append(destination, bytes, length);
    if (length > largest_piece)
        largest_piece = length;
    return !refuses;
}

Test(text, a_drain_gets_everything_in_order)
{
    text_open(&drained, arena);
    text_open_drained(&text, arena, collect, &drained);
    for (int i = 0; i < 50000; i++)
        text_printf(&text, "%d,", i);
    text_flush(&text);
    cr_assert_eq(text.length, 0);
    const char *at = drained.bytes;
    for (int i = 0; i < 50000; i++) {
        char *end;
        cr_assert_eq(strtol(at, &end, 10), i);
        at = end + 1;
    }
    cr_assert_eq((size_t)(at - drained.bytes), drained.length);
    cr_assert_gt(drained.length, TEXT_WINDOW);
    cr_assert_leq(largest_piece, TEXT_WINDOW);
}

Test(text, a_piece_larger_than_the_window_passes)
{
    size_t size = 3 * TEXT_WINDOW;
    char *bytes = arena_alloc(arena, size);
    memset(bytes, 'z', size);
    text_open(&drained, arena);
    text_open_drained(&text, arena, collect, &drained);
    text_literal(&text, "a");
    text_append(&text, bytes, size);
    text_literal(&text, "b");
    text_flush(&text);
    text_flush(&text);
    cr_assert_eq(drained.length, size + 2);
    cr_assert_eq(drained.bytes[0], 'a');
    cr_assert_eq(drained.bytes[size + 1], 'b');
}

Test(text, clearing_does_not_drain)
{
    text_open(&drained, arena);
    text_open_drained(&text, arena, collect, &drained);
    text_literal(&text, "dropped");
    text_clear(&text);
    text_flush(&text);
    cr_assert_eq(drained.length, 0);
}

Test(text, a_drain_that_takes_no_more_closes_the_text)
{
    text_open(&drained, arena);
    text_open_drained(&text, arena, collect, &drained);
    text_literal(&text, "a");
    text_flush(&text);
    cr_assert_not(text.closed);
    refuses = true;
    text_literal(&text, "b");
    text_flush(&text);
    cr_assert(text.closed);
    text_literal(&text, "goes on");
    cr_assert_str_eq(text.bytes, "goes on");
}
