/* Causes of several values weighed together: marks are made by hand. */
#include "marking/agreement.h"
#include "../tape/support.h"

TestSuite(agreement, .init = open_arena, .fini = close_arena);

static struct sheet_line lines[3] = {
    {.role = ROLE_GRADIENT}, {.role = ROLE_GRADIENT}, {.role = ROLE_LOSS}};
static const struct sheet sheet = {.count = 3, .lines = lines};

static struct mark mark_of(int line, const char *first, double weight, const char *second,
                           double less)
{
    struct cause *causes = arena_array(arena, 2, sizeof *causes);
    causes[0] = (struct cause){.code = first, .weight = weight};
    causes[1] = (struct cause){.code = second, .weight = less, .alike = true};
    return (struct mark){.line = line, .causes = causes, .cause_count = 2};
}

static void assert_first(const struct mark *mark, const char *code, bool alike)
{
    cr_assert_str_eq(mark->causes[0].code, code);
    cr_assert_not(mark->causes[0].alike);
    cr_assert_eq(mark->causes[1].alike, alike);
}

Test(agreement, what_explains_both_is_first_in_both)
{
    struct mark marks[] = {mark_of(0, "product-of-means", 5, "log-base", 4.5),
                           mark_of(1, "sum-for-mean", 5, "product-of-means", 4.5),
                           mark_of(2, "sum-for-mean", 5, "product-of-means", 4.5)};
    agree_on_causes(arena, &sheet, marks, 3);
    assert_first(&marks[0], "product-of-means", true);
    assert_first(&marks[1], "product-of-means", true);
    assert_first(&marks[2], "sum-for-mean", true); /* another kind of quantity */
    cr_assert_eq(marks[1].causes[0].weight, 5.5);
}

Test(agreement, slips_happen_once_each)
{
    struct mark marks[] = {mark_of(0, "term-left-out", 5, "sign-lost", 4.5),
                           mark_of(1, "term-left-out", 5, "sign-lost", 4.5),
                           mark_of(0, "wrong-sign", 5, "sign-lost", 4.5)};
    agree_on_causes(arena, &sheet, marks, 3);
    assert_first(&marks[2], "wrong-sign", true);
}

Test(agreement, what_is_far_behind_stays_there)
{
    struct mark marks[] = {mark_of(0, "sum-for-mean", 9, "product-of-means", 4),
                           mark_of(1, "product-of-means", 9, "log-base", 8.5)};
    agree_on_causes(arena, &sheet, marks, 2);
    assert_first(&marks[0], "sum-for-mean", false);
    cr_assert_eq(marks[0].causes[1].weight, 4);
    assert_first(&marks[1], "product-of-means", true);
}
