/* Folders in the making: kept with all their files, or gone with all of them. */
#include "support.h"

#include "base/file.h"
#include "base/new_folder.h"
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

static char place[] = "handgrad-new-XXXXXX";

static void enter_place(void)
{
    open_arena();
    cr_assert_not_null(mkdtemp(place));
    cr_assert_eq(chdir(place), 0);
}

static void leave_place(void)
{
    cr_assert_eq(chdir(".."), 0);
    cr_assert_eq(rmdir(place), 0, "something was left");
    close_arena();
}

TestSuite(new_folder, .init = enter_place, .fini = leave_place);

static struct new_folder *made(struct arena *within)
{
    struct new_folder *folder = new_folder_open(within, "class", &diagnostics);
    cr_assert_not_null(folder);
    cr_assert(new_folder_write(folder, "a", "one", 3));
    cr_assert(new_folder_write(folder, "b", "", 0));
    return folder;
}

Test(new_folder, is_kept)
{
    size_t length;
    struct arena *within = arena_child(arena);
    new_folder_keep(made(within));
    arena_close(within);
    cr_expect_str_eq(file_read(arena, "class/a", &length, &diagnostics), "one");
    cr_expect_eq(unlink("class/a") + unlink("class/b") + rmdir("class"), 0);
}

Test(new_folder, goes_with_its_files)
{
    struct arena *within = arena_child(arena);
    made(within);
    arena_close(within);
    cr_expect(!file_is_folder("class"));
}

Test(new_folder, an_empty_one_is_taken_and_stays)
{
    cr_assert_eq(mkdir("class", 0777), 0);
    struct arena *within = arena_child(arena);
    made(within);
    arena_close(within);
    cr_expect_eq(rmdir("class"), 0);
}

Test(new_folder, nothing_is_overwritten)
{
    struct arena *within = arena_child(arena);
    new_folder_keep(made(within));
    cr_expect_null(new_folder_open(arena, "class", &diagnostics));
    cr_expect(contains(only_diagnostic()->message, "not empty"));
    arena_close(within);
    cr_expect_eq(unlink("class/a") + unlink("class/b") + rmdir("class"), 0);
}

Test(new_folder, a_file_is_none)
{
    FILE *file = fopen("class", "w");
    cr_assert(file != NULL && fclose(file) == 0);
    cr_expect_null(new_folder_open(arena, "class", &diagnostics));
    cr_expect_eq(only_diagnostic()->code, DIAGNOSTIC_NOT_A_FILE);
    cr_expect_eq(unlink("class"), 0);
}

Test(new_folder, what_is_above_must_be_there)
{
    cr_expect_null(new_folder_open(arena, "no/class", &diagnostics));
    cr_expect_eq(only_diagnostic()->code, DIAGNOSTIC_NO_FILE);
}

Test(new_folder, what_cannot_be_written)
{
    struct arena *within = arena_child(arena);
    struct new_folder *folder = made(within);
    cr_expect(!new_folder_write(folder, "no/file", "x", 1));
    cr_expect_eq(only_diagnostic()->code, DIAGNOSTIC_NO_FILE);
    arena_close(within);
    cr_expect(!file_is_folder("class"));
}

static bool is_letter(const char *name)
{
    return strlen(name) == 1;
}

Test(new_folder, what_is_ours_is_written_anew)
{
    size_t length;
    struct arena *within = arena_child(arena);
    new_folder_keep(made(within));
    struct new_folder *folder = new_folder_reopen(within, "class", is_letter, &diagnostics);
    cr_assert_not_null(folder);
    cr_assert(new_folder_write(folder, "a", "new", 3));
    new_folder_keep(folder);
    arena_close(within);
    cr_expect_str_eq(file_read(arena, "class/a", &length, &diagnostics), "new");
    cr_expect_eq(access("class/b", F_OK), -1, "the old file was left");
    cr_expect_eq(unlink("class/a") + rmdir("class"), 0);
}

Test(new_folder, what_was_there_stays_unless_it_is_kept)
{
    struct arena *within = arena_child(arena);
    new_folder_keep(made(within));
    struct new_folder *folder = new_folder_reopen(within, "class", is_letter, &diagnostics);
    cr_assert(new_folder_write(folder, "a", "new", 3));
    cr_assert(new_folder_write(folder, "c", "new", 3));
    arena_close(within);
    cr_expect_eq(unlink("class/a") + unlink("class/b") + rmdir("class"), 0);
}

Test(new_folder, what_is_not_ours_is_refused)
{
    struct arena *within = arena_child(arena);
    struct new_folder *folder = made(within);
    cr_assert(new_folder_write(folder, "letter", "x", 1));
    new_folder_keep(folder);
    cr_expect_null(new_folder_reopen(arena, "class", is_letter, &diagnostics));
    cr_expect(contains(only_diagnostic()->message, "something else in it (letter)"));
    arena_close(within);
    cr_expect_eq(unlink("class/a") + unlink("class/b") + unlink("class/letter") + rmdir("class"),
                 0);
}
