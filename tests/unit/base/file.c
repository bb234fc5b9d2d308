/* Files read: the bytes are there; what is no file, missing or too large is refused with its name.
 */
#include "support.h"

#include "base/file.h"
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

/* Each test works in a folder of its own. */
static char folder[] = "handgrad-file-XXXXXX";

static void enter_folder(void)
{
    open_arena();
    cr_assert_not_null(mkdtemp(folder));
    cr_assert_eq(chdir(folder), 0);
}

static void leave_folder(void)
{
    static const char *const names[] = {"a.json", "b.json", "pipe", "folder"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        remove(names[i]);
    cr_assert_eq(chdir(".."), 0);
    cr_assert_eq(rmdir(folder), 0);
    close_arena();
}

TestSuite(file, .init = enter_folder, .fini = leave_folder);

static void put(const char *name, const char *bytes, size_t length)
{
    int descriptor = open(name, O_WRONLY | O_CREAT | O_TRUNC, 0666);
    cr_assert_geq(descriptor, 0);
    cr_assert_eq(write(descriptor, bytes, length), (ssize_t)length);
    close(descriptor);
}

static void expect_refused(const char *path, enum diagnostic_code code, const char *message)
{
    size_t length = 99;
    diagnostics_open(&diagnostics, arena);
    cr_assert_null(file_read(arena, path, &length, &diagnostics));
    const struct diagnostic *report = only_diagnostic();
    cr_expect_str_eq(diagnostic_code_name(report->code), diagnostic_code_name(code));
    cr_expect(contains(report->message, message), "%s", report->message);
    cr_expect_str_eq(report->file, path);
    cr_expect_eq(report->line, 0);
    cr_expect_null(report->pointer);
}

Test(file, the_bytes_as_they_are)
{
    size_t length;
    put("a.json", "a\0b\r\n", 5);
    const char *bytes = file_read(arena, "a.json", &length, &diagnostics);
    cr_assert_not_null(bytes);
    cr_assert_eq(length, 5);
    cr_assert_arr_eq(bytes, "a\0b\r\n", 6);
    put("b.json", "", 0);
    bytes = file_read(arena, "b.json", &length, &diagnostics);
    cr_assert_eq(length, 0);
    cr_assert_str_eq(bytes, "");
    cr_assert_null(diagnostics.first);
}

Test(file, what_cannot_be_read_is_named)
{
    cr_assert_eq(mkdir("folder", 0777), 0);
    put("a.json", "1", 1);
    expect_refused("missing.json", DIAGNOSTIC_NO_FILE, "No such file or directory");
    expect_refused("a.json/b", DIAGNOSTIC_NO_FILE, "Not a directory");
    expect_refused("", DIAGNOSTIC_NO_FILE, "No such file or directory");
    expect_refused("folder", DIAGNOSTIC_NOT_A_FILE, "it is a folder");
}

Test(file, permission)
{
    if (geteuid() == 0) {
        leave_folder(); /* what is skipped is not finished */
        cr_skip_test("the superuser may read everything");
    }
    put("a.json", "1", 1);
    chmod("a.json", 0);
    expect_refused("a.json", DIAGNOSTIC_READ_FAILED, "Permission denied");
}

Test(file, too_large_is_refused_before_anything_is_allocated)
{
    put("a.json", "", 0);
    cr_assert_eq(truncate("a.json", (off_t)FILE_MAX_BYTES + 1), 0);
    size_t held = arena_bytes(arena);
    expect_refused("a.json", DIAGNOSTIC_TOO_LARGE, "larger than 1024 MiB");
    cr_assert_lt(arena_bytes(arena), held + 65536);
}

/* Runs `child` with its standard output in our standard input. */
static void feed(void (*child)(void))
{
    int ends[2];
    cr_assert_eq(pipe(ends), 0);
    if (fork() == 0) {
        dup2(ends[1], STDOUT_FILENO);
        close(ends[0]);
        close(ends[1]);
        child();
        _exit(0);
    }
    dup2(ends[0], STDIN_FILENO);
    close(ends[0]);
    close(ends[1]);
}

static void write_slowly(void)
{
    char line[1000];
    memset(line, 'x', sizeof line);
    for (int i = 0; i < 300; i++)
        if (write(STDOUT_FILENO, line, sizeof line) < 0)
            return;
}

Test(file, a_pipe_is_read_to_its_end)
{
    size_t length;
    feed(write_slowly);
    const char *bytes = file_read(arena, "-", &length, &diagnostics);
    cr_assert_not_null(bytes);
    cr_assert_eq(length, 300000);
    cr_assert_eq(strspn(bytes, "x"), 300000);
}

static void write_without_end(void)
{
    static char block[1 << 20];
    while (write(STDOUT_FILENO, block, sizeof block) > 0)
        ;
}

Test(file, an_endless_pipe_is_bounded)
{
    size_t length;
    feed(write_without_end);
    cr_assert_null(file_read(arena, "-", &length, &diagnostics));
    const struct diagnostic *report = only_diagnostic();
    cr_expect_eq(report->code, DIAGNOSTIC_TOO_LARGE);
    cr_expect_str_eq(report->file, "standard input");
    close(STDIN_FILENO);
}

Test(file, a_closed_standard_input)
{
    size_t length;
    close(STDIN_FILENO);
    cr_assert_null(file_read(arena, "-", &length, &diagnostics));
    const struct diagnostic *report = only_diagnostic();
    cr_expect_eq(report->code, DIAGNOSTIC_READ_FAILED);
    cr_expect(contains(report->message, "Bad file descriptor"), "%s", report->message);
}

Test(file, no_descriptor_is_left_open)
{
    size_t length;
    put("a.json", "1", 1);
    int before = dup(0);
    close(before);
    file_read(arena, "a.json", &length, &diagnostics);
    file_read(arena, "missing", &length, &diagnostics);
    file_read(arena, ".", &length, &diagnostics);
    int after = dup(0);
    close(after);
    cr_assert_eq(after, before);
}
