/* Arenas: objects are zero, aligned and apart; releases run newest first; exhaustion goes where it
 * was sent. */
#include "support.h"

#include <stdalign.h>
#include <stdint.h>

TestSuite(arena, .init = open_arena, .fini = close_arena);

Test(arena, objects_are_zero_aligned_and_do_not_overlap)
{
    enum { OBJECTS = 2000 };
    static unsigned char *objects[OBJECTS];
    for (size_t i = 0; i < OBJECTS; i++) {
        objects[i] = arena_alloc(arena, i % 300);
        cr_assert_eq((uintptr_t)objects[i] % alignof(max_align_t), 0);
        for (size_t j = 0; j < i % 300; j++)
            cr_assert_eq(objects[i][j], 0);
        memset(objects[i], (int)(i % 251 + 1), i % 300);
    }
    for (size_t i = 0; i < OBJECTS; i++)
        for (size_t j = 0; j < i % 300; j++)
            cr_assert_eq(objects[i][j], i % 251 + 1, "object %zu was overwritten", i);
}

Test(arena, large_objects_do_not_cut_the_block_short)
{
    char *before = arena_copy(arena, "a", 1);
    char *large = arena_alloc(arena, (size_t)5 << 20);
    size_t held = arena_bytes(arena);
    char *after = arena_copy(arena, "b", 1);
    large[((size_t)5 << 20) - 1] = 1;
    cr_assert_str_eq(before, "a");
    cr_assert_str_eq(after, "b");
    cr_assert_eq(arena_bytes(arena), held, "the small object went to the block in use");
}

Test(arena, copies_and_printed_texts_end_with_nul)
{
    cr_assert_str_eq(arena_copy(arena, "abcdef", 3), "abc");
    cr_assert_str_eq(arena_copy(arena, NULL, 0), "");
    cr_assert_str_eq(arena_printf(arena, "%d and %s", 7, "text"), "7 and text");
    cr_assert_str_eq(arena_printf(arena, "%s", ""), "");
    for (int length = 1; length < 1000; length++) {
        const char *text = arena_printf(arena, "%*d", length, 7);
        cr_assert(strlen(text) == (size_t)length && text[length - 1] == '7');
    }
}

static char order[8];

static void note(void *object)
{
    order[strlen(order)] = *(char *)object;
}

Test(arena, lists_grow_and_keep_their_items)
{
    int *items = NULL;
    size_t capacity = 0;
    for (size_t count = 0; count < 1000; count++) {
        int *before = items;
        bool full = count == capacity;
        items = arena_grow(arena, items, count, &capacity, sizeof *items);
        cr_assert(capacity > count && full == (items != before));
        cr_assert_eq(items[capacity - 1], 0, "zeroed behind");
        for (size_t i = 0; i < count; i++)
            cr_assert_eq(items[i], (int)i + 1);
        items[count] = (int)count + 1;
        items[capacity - 1] = count + 1 == capacity ? items[count] : 0;
    }
}

Test(arena, releases_run_newest_first_and_children_before_them)
{
    static char names[] = "abcd";
    arena_defer(arena, note, &names[0]);
    arena_defer(arena, note, &names[1]);
    struct arena *child = arena_child(arena);
    arena_defer(child, note, &names[2]);
    arena_defer(arena_child(arena), note, &names[3]);
    arena_close(arena);
    cr_assert_str_eq(order, "dcba");
    open_arena();
}

Test(arena, a_child_may_be_closed_early_in_any_order)
{
    static char names[] = "abc";
    struct arena *children[3];
    for (int i = 0; i < 3; i++) {
        children[i] = arena_child(arena);
        arena_defer(children[i], note, &names[i]);
    }
    arena_close(children[1]);
    arena_close(children[2]);
    cr_assert_str_eq(order, "bc");
    arena_reset(arena);
    cr_assert_str_eq(order, "bca", "the rest is closed with the parent, once");
}

Test(arena, reset_releases_frees_and_gives_zeroed_memory_again)
{
    static char name[] = "x";
    arena_defer(arena, note, name);
    for (int i = 0; i < 100; i++)
        memset(arena_alloc(arena, 1000), 0xFF, 1000);
    arena_alloc(arena, (size_t)3 << 20);
    arena_reset(arena);
    cr_assert_str_eq(order, "x");
    cr_assert_leq(arena_bytes(arena), ((size_t)1 << 20) + 1000, "one block is kept");
    size_t held = arena_bytes(arena);
    unsigned char *object = arena_alloc(arena, 1000);
    cr_assert_eq(arena_bytes(arena), held, "the block that was kept is used");
    for (int i = 0; i < 1000; i++)
        cr_assert_eq(object[i], 0);
}

Test(arena, many_resets_do_not_grow)
{
    size_t held = 0;
    for (int round = 0; round < 1000; round++) {
        for (int i = 0; i < 50; i++)
            arena_alloc(arena, 500);
        arena_reset(arena);
        if (round == 10)
            held = arena_bytes(arena);
    }
    cr_assert_eq(arena_bytes(arena), held);
}

Test(arena, closing_null_is_allowed)
{
    arena_close(NULL);
}

/* Leaves by the exit, or returns false when the allocation came back. */
static bool exhausts(size_t count, size_t size, bool in_child)
{
    static char name[] = "r";
    struct exhaustion exit;
    struct arena *tight = arena_open(&exit);
    if (setjmp(exit.resume) != 0) {
        arena_close(tight);
        return true;
    }
    arena_defer(tight, note, name);
    arena_array(in_child ? arena_child(tight) : tight, count, size);
    arena_close(tight);
    return false;
}

Test(arena, exhaustion_goes_to_the_exit_and_releases_still_run)
{
    cr_assert(exhausts(SIZE_MAX / 2, 3, false), "the product overflows");
    cr_assert(exhausts(SIZE_MAX, 1, false), "the sum with the header overflows");
    cr_assert(exhausts(PTRDIFF_MAX, 1, false), "no system has this much");
    cr_assert(exhausts(SIZE_MAX / 16 + 2, 16, true), "a child leaves by its parent's exit");
    cr_assert_str_eq(order, "rrrr");
    cr_assert_not(exhausts(10, 10, false));
}

Test(arena, others_may_report_exhaustion)
{
    struct exhaustion exit;
    struct arena *volatile tight = arena_open(&exit);
    if (setjmp(exit.resume) == 0)
        arena_exhausted(tight);
    arena_close(tight);
}
