/* Pools of strings: equal bytes are one entry, whatever the number of entries. */
#include "base/pool.h"
#include "support.h"

#include <stdio.h>

TestSuite(pool, .init = open_arena, .fini = close_arena);

Test(pool, equal_texts_are_one_entry)
{
    struct pool *pool = pool_open(arena);
    struct pooled *first = pool_add(pool, "z1[1]!", 5);
    cr_expect_str_eq(first->text, "z1[1]");
    cr_expect_eq(first->length, 5);
    cr_expect_eq(first->number, 0);
    cr_expect_eq(pool_add(pool, "z1[1]", 5), first);
    cr_expect_eq(pool_find(pool, "z1[1]", 5), first);
    cr_expect_null(pool_find(pool, "z1[1]", 4));
    cr_expect_null(pool_find(pool, "z1[2]", 5));
}

Test(pool, any_bytes_are_a_text)
{
    struct pool *pool = pool_open(arena);
    struct pooled *empty = pool_add(pool, "", 0), *null = pool_add(pool, "\0", 1),
                  *two = pool_add(pool, "\0\0", 2);
    cr_expect(empty != null && null != two && empty != two);
    cr_expect_eq(pool_find(pool, "\0", 1), null);
}

/* Entries stay where they are while the table grows. */
Test(pool, many_entries_keep_their_place_and_number)
{
    enum { MANY = 20000 };
    struct pool *pool = pool_open(arena);
    struct pooled **entries = arena_array(arena, MANY, sizeof *entries);
    char text[32];
    for (size_t i = 0; i < MANY; i++) {
        int length = snprintf(text, sizeof text, "w1[%zu]", i);
        entries[i] = pool_add(pool, text, (size_t)length);
        cr_assert_eq(entries[i]->number, 0);
        entries[i]->number = i + 1;
    }
    for (size_t i = 0; i < MANY; i++) {
        int length = snprintf(text, sizeof text, "w1[%zu]", i);
        cr_assert_eq(pool_find(pool, text, (size_t)length), entries[i]);
        cr_assert_eq(entries[i]->number, i + 1);
        cr_assert_str_eq(entries[i]->text, text);
    }
}
