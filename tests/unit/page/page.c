/* The shell of the page: its slots are filled in order, and a slot that fails ends it. */
#include "page/page.h"
#include "../arena_fixture.h"

struct filled {
    int count, last;
    int fails_at; /* the slot that fails; -1: none */
};

static bool fill(void *context, enum page_slot slot, struct text *out)
{
    static const char *const marks[] = {"(title)", "(picture)", "(data)", "(sheet)"};
    struct filled *filled = context;
    if ((int)slot == filled->fails_at)
        return false;
    filled->count++;
    filled->last = (int)slot;
    text_string(out, marks[slot]);
    return true;
}

Test(page, slots_are_filled_in_order, .init = open_arena, .fini = close_arena)
{
    struct filled filled = {.fails_at = -1};
    struct text out;
    text_open(&out, arena);
    cr_assert(page_write(fill, &filled, &out));
    cr_assert_eq(filled.count, 4);
    const char *title = strstr(out.bytes, "<title>(title)</title>"),
               *picture = strstr(out.bytes, "(picture)"), *data = strstr(out.bytes, "(data)"),
               *sheet = strstr(out.bytes, "(sheet)");
    cr_assert(title && picture && data && sheet);
    cr_assert(title < picture && picture < data && data < sheet);
    cr_assert_null(strstr(out.bytes, "{{"));
}

Test(page, a_slot_that_fails_ends_it, .init = open_arena, .fini = close_arena)
{
    struct filled filled = {.fails_at = PAGE_DATA};
    struct text out;
    text_open(&out, arena);
    cr_assert_not(page_write(fill, &filled, &out));
    cr_assert_eq(filled.last, PAGE_PICTURE);
    cr_assert_null(strstr(out.bytes, "</html>"));
}

Test(page, its_policy_admits_nothing_from_outside, .init = open_arena, .fini = close_arena)
{
    struct filled filled = {.fails_at = -1};
    struct text out;
    text_open(&out, arena);
    cr_assert(page_write(fill, &filled, &out));
    cr_assert(strstr(out.bytes, "default-src 'none'"));
}
