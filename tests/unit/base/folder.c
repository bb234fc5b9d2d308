/* What is in a folder: every name once, in the order of the bytes, without the hidden ones. */
#include "support.h"

#include "base/file.h"
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

static char folder[] = "handgrad-folder-XXXXXX";
static const char *const entries[] = {"b", "a b", "B", "\xC3\xA9", ".hidden", "a", "\xFF"};
#define ENTRIES (sizeof entries / sizeof *entries)

static void enter_folder(void)
{
    open_arena();
    cr_assert_not_null(mkdtemp(folder));
    cr_assert_eq(chdir(folder), 0);
}

static void leave_folder(void)
{
    for (size_t i = 0; i < ENTRIES; i++)
        unlink(entries[i]);
    cr_assert_eq(chdir(".."), 0);
    cr_assert_eq(rmdir(folder), 0);
    close_arena();
}

TestSuite(folder, .init = enter_folder, .fini = leave_folder);

Test(folder, names)
{
    static const char *const wanted[] = {"B", "a", "a b", "b", "\xC3\xA9", "\xFF"};
    size_t count = 9;
    cr_assert_not_null(folder_names(arena, ".", &count, &diagnostics));
    cr_expect_eq(count, 0);
    for (size_t i = 0; i < ENTRIES; i++)
        close(open(entries[i], O_WRONLY | O_CREAT, 0666));
    const char *const *names = folder_names(arena, ".", &count, &diagnostics);
    cr_assert_not_null(names);
    cr_assert_eq(count, ENTRIES - 1);
    for (size_t i = 0; i < count; i++)
        cr_expect_str_eq(names[i], wanted[i]);
    cr_expect(file_is_folder(".") && !file_is_folder("a") && !file_is_folder("missing"));
}

Test(folder, that_is_none)
{
    size_t count;
    cr_expect_null(folder_names(arena, "missing", &count, &diagnostics));
    cr_expect_eq(only_diagnostic()->code, DIAGNOSTIC_NO_FILE);
    cr_expect_str_eq(only_diagnostic()->file, "missing");
}

Test(folder, of_a_file)
{
    static const char *const cases[][2] = {{"a.json", "."},     {"-", "."},
                                           {"x/a.json", "x"},   {"/a.json", "/"},
                                           {"x//a.json", "x/"}, {"../x/a", "../x"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        cr_expect_str_eq(file_folder(arena, cases[i][0]), cases[i][1]);
}

Test(folder, file_in_a_folder)
{
    static const char *const cases[][3] = {{".", "w.npy", "w.npy"},
                                           {"x", "w.npy", "x/w.npy"},
                                           {"x/", "w.npy", "x/w.npy"},
                                           {"/", "w.npy", "/w.npy"},
                                           {"x", "/data/w.npy", "/data/w.npy"},
                                           {"../x", "../w.npy", "../x/../w.npy"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        cr_expect_str_eq(file_in_folder(arena, cases[i][0], cases[i][1]), cases[i][2]);
}
