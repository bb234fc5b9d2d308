/* Other programs: what goes in and comes out, how they end, what is left of them. */
#include "base/process.h"
#include "support.h"
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

TestSuite(process, .init = open_arena, .fini = close_arena);

static struct text out;

static bool run_input(const char *program, const char *const *arguments, const char *input,
                      size_t length)
{
    const struct process_call call = {program, arguments, input, length, "get it somewhere"};
    text_open(&out, arena);
    return process_run(&call, &out, &diagnostics);
}

static bool run_shell(const char *script, const char *input)
{
    const char *const arguments[] = {"-c", script, NULL};
    return run_input("sh", arguments, input, strlen(input));
}

static void expect_failure(enum diagnostic_code code, const char *message)
{
    cr_assert_eq(diagnostics.errors, 1);
    cr_assert_eq(diagnostics.first->code, code);
    cr_assert_str_eq(diagnostics.first->message, message);
}

static int open_descriptors(void)
{
    int count = 0;
    for (int descriptor = 0; descriptor < 256; descriptor++)
        count += fcntl(descriptor, F_GETFD) >= 0;
    return count;
}

Test(process, output_is_appended)
{
    const char *const arguments[] = {"a b", "$HOME", "'", NULL};
    const struct process_call call = {"echo", arguments, "", 0, ""};
    text_open(&out, arena);
    text_string(&out, "before ");
    cr_assert(process_run(&call, &out, &diagnostics));
    cr_assert_str_eq(out.bytes, "before a b $HOME '\n");
}

/* More than any pipe holds, both ways at once. */
Test(process, much_input_comes_back)
{
    size_t length = (size_t)3 << 20;
    char *input = arena_alloc(arena, length);
    for (size_t i = 0; i < length; i++)
        input[i] = (char)('a' + i % 26);
    const char *const none[] = {NULL};
    int before = open_descriptors();
    cr_assert(run_input("cat", none, input, length));
    cr_assert_eq(out.length, length);
    cr_assert_eq(memcmp(out.bytes, input, length), 0);
    cr_assert_eq(open_descriptors(), before);
    cr_assert(waitpid(-1, NULL, WNOHANG) == -1 && errno == ECHILD, "a child is left");
}

/* One that reads nothing: no SIGPIPE, which would end this test. */
Test(process, input_that_nobody_reads)
{
    size_t length = (size_t)1 << 20;
    const char *const none[] = {NULL};
    cr_assert(run_input("true", none, arena_alloc(arena, length), length));
    cr_assert_eq(out.length, 0);
}

Test(process, no_such_program)
{
    const char *const none[] = {NULL};
    cr_assert_not(run_input("handgrad-has-no-such-program", none, "", 0));
    expect_failure(DIAGNOSTIC_NO_TOOL,
                   "handgrad-has-no-such-program is not installed: get it somewhere");
    cr_assert_not(process_exists(arena, "handgrad-has-no-such-program"));
    cr_assert_not(process_exists(arena, "/"));
    cr_assert(process_exists(arena, "sh"));
    cr_assert(process_exists(arena, "/bin/sh"));
}

Test(process, bad_end)
{
    cr_assert_not(run_shell("cat; echo it is broken >&2; echo >&2; exit 3", "said before"));
    expect_failure(DIAGNOSTIC_TOOL_FAILED, "sh ended with status 3: it is broken");
    cr_assert_str_eq(out.bytes, "said before");
}

Test(process, killed)
{
    cr_assert_not(run_shell("kill -9 $$", ""));
    expect_failure(DIAGNOSTIC_TOOL_FAILED, "sh was killed by signal 9");
}

Test(process, long_complaints_are_cut)
{
    cr_assert_not(run_shell("yes | head -c 100000 >&2; echo last >&2; exit 1", ""));
    const char *message = diagnostics.first->message;
    cr_assert_lt(strlen(message), 700);
    cr_assert_str_eq(message + strlen(message) - 5, "\nlast");
}

/* What we ignore is not ignored there, nor blocked. */
Test(process, signals_are_as_usual)
{
    signal(SIGPIPE, SIG_IGN);
    cr_assert_not(run_shell("kill -PIPE $$; echo still here", ""));
    expect_failure(DIAGNOSTIC_TOOL_FAILED, "sh was killed by signal 13");
}

/* Closed standard streams of our own. */
Test(process, closed_standard_streams)
{
    int kept = dup(STDERR_FILENO);
    close(STDIN_FILENO);
    close(STDOUT_FILENO);
    close(STDERR_FILENO);
    bool done = run_shell("cat; echo heard >&2", "input");
    dup2(kept, STDERR_FILENO);
    cr_assert(done);
    cr_assert_str_eq(out.bytes, "input");
}

#ifdef __linux__
/* Whoever runs a program is killed: the program goes too, and with it the last end of the pipe. */
Test(process, does_not_outlive_us, .timeout = 30)
{
    int ends[2];
    char byte;
    cr_assert_eq(pipe(ends), 0);
    pid_t child = fork();
    if (child == 0) {
        close(ends[0]);
        dup2(ends[1], 9);
        close(ends[1]);
        run_shell("echo x >&9; exec sleep 100", "");
        _exit(0);
    }
    close(ends[1]);
    cr_assert_eq(read(ends[0], &byte, 1), 1);
    kill(child, SIGKILL);
    waitpid(child, NULL, 0);
    while (read(ends[0], &byte, 1) > 0)
        continue;
}
#endif
