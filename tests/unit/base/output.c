/* Outputs: all or nothing, with the mode, links and devices of the target respected. */
#include "support.h"

#include "base/file.h"
#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

static char folder[] = "handgrad-output-XXXXXX";

static void enter_folder(void)
{
    open_arena();
    cr_assert_not_null(mkdtemp(folder));
    cr_assert_eq(chdir(folder), 0);
    cr_assert_eq(mkdir("sub", 0777), 0);
    umask(022);
}

static void leave_folder(void)
{
    static const char *const names[] = {"new",     "old",     "link",     "pipe",
                                        "sub/new", "sub/old", "sub/link", "sub"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        remove(names[i]);
    cr_assert_eq(chdir(".."), 0);
    cr_assert_eq(rmdir(folder), 0, "no temporary file is left");
    close_arena();
}

TestSuite(output, .init = enter_folder, .fini = leave_folder);

static const char *content(const char *name)
{
    size_t length;
    const char *bytes = file_read(arena, name, &length, &diagnostics);
    return bytes != NULL ? bytes : "(missing)";
}

static bool write_file(const char *name, const char *bytes)
{
    struct output output;
    if (!output_open(&output, arena, name, &diagnostics))
        return false;
    text_string(&output.text, bytes);
    return output_commit(&output);
}

static mode_t mode_of(const char *name)
{
    struct stat status;
    cr_assert_eq(stat(name, &status), 0);
    return status.st_mode & 07777;
}

static int entries_of(const char *name)
{
    int count = 0;
    DIR *directory = opendir(name);
    while (readdir(directory) != NULL)
        count++;
    closedir(directory);
    return count - 2;
}

static void expect_report(enum diagnostic_code code, const char *file, const char *message)
{
    const struct diagnostic *report = only_diagnostic();
    cr_expect_str_eq(diagnostic_code_name(report->code), diagnostic_code_name(code));
    cr_expect_str_eq(report->file, file);
    cr_expect(contains(report->message, message), "%s", report->message);
}

Test(output, a_new_file_appears_only_when_committed)
{
    struct output output;
    cr_assert(output_open(&output, arena, "new", &diagnostics));
    text_literal(&output.text, "text");
    cr_assert_neq(access("new", F_OK), 0);
    cr_assert(contains(output.temporary, "new."));
    cr_assert(output_commit(&output));
    cr_assert_str_eq(content("new"), "text");
    cr_assert_eq(mode_of("new"), 0644, "0666 without the umask");
    cr_assert_eq(entries_of("."), 2);
    output_abandon(&output);
    cr_assert_str_eq(content("new"), "text", "there is nothing left to abandon");
}

Test(output, an_old_file_is_replaced_with_its_mode)
{
    write_file("old", "old");
    chmod("old", 0640);
    cr_assert(write_file("old", "new and longer"));
    cr_assert_str_eq(content("old"), "new and longer");
    cr_assert_eq(mode_of("old"), 0640);
}

Test(output, an_abandoned_output_leaves_the_old_file)
{
    struct output output;
    write_file("old", "old");
    cr_assert(output_open(&output, arena, "old", &diagnostics));
    text_literal(&output.text, "half");
    text_flush(&output.text);
    output_abandon(&output);
    cr_assert_str_eq(content("old"), "old");
    cr_assert_eq(entries_of("."), 2);
    output_abandon(&output);
}

Test(output, closing_the_arena_abandons)
{
    struct arena *child = arena_child(arena);
    struct output *output = arena_alloc(child, sizeof *output);
    cr_assert(output_open(output, child, "sub/new", &diagnostics));
    cr_assert_eq(entries_of("sub"), 1);
    arena_close(child);
    cr_assert_eq(entries_of("sub"), 0);
}

Test(output, a_long_text_is_written_whole)
{
    struct output output;
    cr_assert(output_open(&output, arena, "new", &diagnostics));
    for (int i = 0; i < 100000; i++)
        text_printf(&output.text, "%06d\n", i);
    cr_assert(output_commit(&output));
    const char *bytes = content("new");
    cr_assert_eq(strlen(bytes), 700000);
    for (long i = 0; i < 100000; i += 997)
        cr_assert_eq(strtol(bytes + 7 * i, NULL, 10), i);
}

Test(output, symbolic_links_are_written_through)
{
    struct stat status;
    write_file("sub/old", "old");
    cr_assert_eq(symlink("old", "sub/link"), 0);
    cr_assert_eq(symlink("sub/link", "link"), 0);
    cr_assert(write_file("link", "through both"));
    cr_assert_str_eq(content("sub/old"), "through both");
    cr_assert_eq(lstat("link", &status), 0);
    cr_assert(S_ISLNK(status.st_mode));
}

Test(output, a_link_to_nothing_makes_the_file)
{
    cr_assert_eq(symlink("sub/new", "link"), 0);
    cr_assert(write_file("link", "made"));
    cr_assert_str_eq(content("sub/new"), "made");
}

Test(output, links_that_go_round_are_refused)
{
    cr_assert_eq(symlink("link", "link"), 0);
    cr_assert_not(write_file("link", "x"));
    expect_report(DIAGNOSTIC_WRITE_FAILED, "link", "symbolic links");
}

Test(output, a_folder_is_no_file)
{
    cr_assert_not(write_file("sub", "x"));
    expect_report(DIAGNOSTIC_NOT_A_FILE, "sub", "it is a folder");
}

Test(output, the_folder_must_exist)
{
    cr_assert_not(write_file("nowhere/new", "x"));
    expect_report(DIAGNOSTIC_NO_FILE, "nowhere/new", "No such file or directory");
}

Test(output, a_protected_file_stays)
{
    if (geteuid() == 0) {
        leave_folder(); /* what is skipped is not finished */
        cr_skip_test("the superuser may write everything");
    }
    write_file("old", "old");
    chmod("old", 0444);
    cr_assert_not(write_file("old", "new"));
    expect_report(DIAGNOSTIC_WRITE_FAILED, "old", "Permission denied");
    cr_assert_str_eq(content("old"), "old");
}

Test(output, a_name_near_the_limit_of_names)
{
    char name[251] = {0};
    memset(name, 'n', 250);
    cr_assert(write_file(name, "x"));
    cr_assert_str_eq(content(name), "x");
    remove(name);
}

Test(output, a_stale_temporary_file_is_not_touched)
{
    struct output output;
    cr_assert(output_open(&output, arena, "new", &diagnostics));
    char *stale = arena_copy(arena, output.temporary, strlen(output.temporary));
    output_abandon(&output);
    cr_assert(write_file(stale, "stale"));
    cr_assert(write_file("new", "fresh"));
    cr_assert_str_eq(content(stale), "stale");
    cr_assert_str_eq(content("new"), "fresh");
    remove(stale);
}

Test(output, two_outputs_at_once)
{
    struct output first, second;
    cr_assert(output_open(&first, arena, "new", &diagnostics));
    cr_assert(output_open(&second, arena, "old", &diagnostics));
    text_literal(&first.text, "first");
    text_literal(&second.text, "second");
    cr_assert(output_commit(&first));
    cr_assert(output_commit(&second));
    cr_assert_str_eq(content("new"), "first");
    cr_assert_str_eq(content("old"), "second");
}

Test(output, abandoning_all_removes_every_temporary_file)
{
    struct output outputs[3];
    static const char *const names[] = {"new", "sub/new", "old"};
    write_file("old", "old");
    for (int i = 0; i < 3; i++)
        cr_assert(output_open(&outputs[i], arena, names[i], &diagnostics));
    cr_assert(output_commit(&outputs[1]));
    cr_assert_eq(entries_of("."), 4, "sub, old and two temporary files");
    output_abandon_all();
    cr_assert_eq(entries_of("."), 2);
    cr_assert_str_eq(content("old"), "old");
    cr_assert_str_eq(content("sub/new"), "");
}

/* ---- failing writes ---- */

Test(output, a_full_disk_is_reported)
{
    if (access("/dev/full", W_OK) != 0) {
        leave_folder();
        cr_skip_test("there is no /dev/full here");
    }
    cr_assert_not(write_file("/dev/full", "x"));
    expect_report(DIAGNOSTIC_WRITE_FAILED, "/dev/full", "No space left on device");
    cr_assert_eq(access("/dev/full", F_OK), 0);
}

Test(output, a_disk_that_fills_up_leaves_the_old_file)
{
    struct output output;
    write_file("old", "old");
    signal(SIGXFSZ, SIG_IGN);
    cr_assert(output_open(&output, arena, "old", &diagnostics));
    setrlimit(RLIMIT_FSIZE, &(struct rlimit){100000, RLIM_INFINITY});
    for (int i = 0; i < 100000; i++)
        text_literal(&output.text, "0123456789");
    cr_assert_not(output_commit(&output));
    expect_report(DIAGNOSTIC_WRITE_FAILED, "old", "File too large");
    cr_assert_str_eq(content("old"), "old");
    cr_assert_eq(entries_of("."), 2);
}

Test(output, devices_are_written_in_place)
{
    cr_assert(write_file("/dev/null", "gone"));
    struct stat status;
    cr_assert_eq(stat("/dev/null", &status), 0);
    cr_assert(S_ISCHR(status.st_mode));
}

Test(output, a_named_pipe_is_written_in_place)
{
    cr_assert_eq(mkfifo("pipe", 0666), 0);
    int reader = open("pipe", O_RDONLY | O_NONBLOCK);
    cr_assert(write_file("pipe", "through"));
    char bytes[8] = {0};
    cr_assert_eq(read(reader, bytes, sizeof bytes), 7);
    cr_assert_str_eq(bytes, "through");
    close(reader);
}

Test(output, a_closed_pipe_is_no_error)
{
    struct output output;
    int ends[2];
    signal(SIGPIPE, SIG_IGN);
    cr_assert_eq(pipe(ends), 0);
    dup2(ends[1], STDOUT_FILENO);
    close(ends[0]);
    close(ends[1]);
    cr_assert(output_open(&output, arena, NULL, &diagnostics));
    for (int i = 0; i < 100000; i++)
        text_literal(&output.text, "line\n");
    cr_assert(output_commit(&output));
    cr_assert(output.closed_pipe);
    cr_assert_null(diagnostics.first);
    close(STDOUT_FILENO);
}

Test(output, standard_output_is_written_and_stays_open)
{
    struct output output;
    int ends[2];
    char bytes[8] = {0};
    cr_assert_eq(pipe(ends), 0);
    dup2(ends[1], STDOUT_FILENO);
    cr_assert(output_open(&output, arena, "-", &diagnostics));
    cr_assert_null(output.path);
    text_literal(&output.text, "out");
    cr_assert(output_commit(&output));
    cr_assert_eq(write(STDOUT_FILENO, "!", 1), 1);
    cr_assert_eq(read(ends[0], bytes, sizeof bytes), 4);
    cr_assert_str_eq(bytes, "out!");
    close(STDOUT_FILENO);
}

Test(output, a_standard_output_that_cannot_be_written)
{
    struct output output;
    close(STDOUT_FILENO);
    cr_assert(output_open(&output, arena, NULL, &diagnostics));
    text_literal(&output.text, "out");
    cr_assert_not(output_commit(&output));
    expect_report(DIAGNOSTIC_WRITE_FAILED, "standard output", "Bad file descriptor");
}

static bool are_same(const char *a, const char *b)
{
    struct output one, other;
    cr_assert(output_open(&one, arena, a, &diagnostics));
    cr_assert(output_open(&other, arena, b, &diagnostics));
    bool same = output_is_same(&one, &other);
    output_abandon(&one);
    output_abandon(&other);
    return same;
}

Test(output, two_to_the_same_file_are_known)
{
    cr_assert_eq(symlink("sub/new", "link"), 0);
    cr_expect(are_same("new", "./new"));
    cr_expect(are_same("sub/../new", "new"));
    cr_expect(are_same("link", "sub/new"));
    cr_expect(are_same("-", "-"));
    cr_expect_not(are_same("new", "old"));
    cr_expect_not(are_same("new", "sub/new"));
    cr_expect_not(are_same("-", "new"));
    cr_expect_not(are_same("/dev/null", "/dev/null"));
}
