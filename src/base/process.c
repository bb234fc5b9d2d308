/* Starting a program, feeding it and listening to it: see the header. */
#include "base/process.h"

#include "base/arena.h"
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/prctl.h>
#endif

#define CHUNK 65536
#define ERRORS_SHOWN 600 /* bytes of what the program complained of */
#define CANNOT_START 127

enum { INPUT, OUTPUT, ERRORS, STREAMS };

struct process {
    const struct process_call *call;
    struct arena *arena;
    struct diagnostics *diagnostics;
    pid_t child;       /* 0: not started, or waited for */
    int ours[STREAMS]; /* -1: closed */
    int theirs[STREAMS];
    size_t fed;
    struct text *out, errors;
    size_t before; /* bytes of `out` that were there */
};

static void close_end(int *descriptor)
{
    if (*descriptor >= 0)
        close(*descriptor);
    *descriptor = -1;
}

static void abandon(void *object)
{
    struct process *process = object;
    for (int s = 0; s < STREAMS; s++) {
        close_end(&process->ours[s]);
        close_end(&process->theirs[s]);
    }
    if (process->child > 0) {
        kill(process->child, SIGKILL);
        while (waitpid(process->child, NULL, 0) < 0 && errno == EINTR)
            continue;
    }
    process->child = 0;
}

/* ---- finding ---- */

static bool is_program(const char *path)
{
    struct stat status;
    return stat(path, &status) == 0 && S_ISREG(status.st_mode) && access(path, X_OK) == 0;
}

/* Its path, or NULL. An empty entry of PATH, which would mean the current folder, is passed over. */
static const char *find(struct arena *arena, const char *program)
{
    if (strchr(program, '/'))
        return is_program(program) ? program : NULL;
    const char *entry = getenv("PATH");
    while (entry && *entry) {
        size_t length = strcspn(entry, ":");
        const char *path = arena_printf(arena, "%.*s/%s", (int)length, entry, program);
        if (length > 0 && is_program(path))
            return path;
        entry += length + (entry[length] == ':');
    }
    return NULL;
}

bool process_exists(struct arena *arena, const char *program)
{
    return find(arena, program) != NULL;
}

/* ---- failures ---- */

static bool fail(struct process *process, enum diagnostic_code code, const char *message)
{
    return diagnose(process->diagnostics, &(struct diagnostic){.code = code, .message = message});
}

static bool fail_errno(struct process *process, int error)
{
    return fail(process, DIAGNOSTIC_TOOL_FAILED,
                arena_printf(process->arena, "%s cannot be run: %s", process->call->program,
                             strerror(error)));
}

/* ---- starting ---- */

/* Sockets and not pipes: writing to one whose reader is gone need not raise SIGPIPE. */
static bool open_streams(struct process *process)
{
    for (int s = 0; s < STREAMS; s++) {
        int ends[2];
        if (socketpair(AF_UNIX, SOCK_STREAM, 0, ends) != 0)
            return fail_errno(process, errno);
        process->ours[s] = ends[0];
        process->theirs[s] = ends[1];
        for (int e = 0; e < 2; e++)
            fcntl(ends[e], F_SETFD, FD_CLOEXEC);
        fcntl(ends[0], F_SETFL, O_NONBLOCK);
    }
    return true;
}

/* In the child: only what is allowed between fork and exec. Our handlers must not run here, nor what we ignore be ignored
 * there. */
static _Noreturn void become(const struct process *process, const char *path, char *const *words,
                             pid_t parent, const sigset_t *mask)
{
    static const int signals[] = {SIGINT, SIGTERM, SIGHUP, SIGPIPE, SIGXFSZ, SIGCHLD};
    for (size_t i = 0; i < sizeof signals / sizeof *signals; i++)
        signal(signals[i], SIG_DFL);
    sigprocmask(SIG_SETMASK, mask, NULL);
#ifdef __linux__
    prctl(PR_SET_PDEATHSIG, SIGKILL);
#endif
    if (getppid() != parent) /* it died before that was set */
        _exit(CANNOT_START);
    for (int s = 0; s < STREAMS; s++)
        if (dup2(process->theirs[s], s) < 0)
            _exit(CANNOT_START);
    execv(path, words);
    _exit(CANNOT_START);
}

/* Descriptors 0 to 2 of ours may be closed: ends of streams must not stand where the child's are put. */
static bool lift_streams(struct process *process)
{
    for (int s = 0; s < STREAMS; s++) {
        int lifted = fcntl(process->theirs[s], F_DUPFD_CLOEXEC, STREAMS);
        if (lifted < 0)
            return fail_errno(process, errno);
        close(process->theirs[s]);
        process->theirs[s] = lifted;
    }
    return true;
}

static bool start(struct process *process, const char *path)
{
    size_t count = 0;
    while (process->call->arguments[count])
        count++;
    const char **words = arena_array(process->arena, count + 2, sizeof *words);
    words[0] = process->call->program;
    memcpy(words + 1, process->call->arguments, count * sizeof *words);
    if (!open_streams(process) || !lift_streams(process))
        return false;
    sigset_t all, mask;
    pid_t parent = getpid();
    sigfillset(&all);
    sigprocmask(SIG_SETMASK, &all, &mask);
    process->child = fork();
    if (process->child == 0)
        become(process, path, (char *const *)words, parent, &mask);
    int error = errno;
    sigprocmask(SIG_SETMASK, &mask, NULL);
    for (int s = 0; s < STREAMS; s++)
        close_end(&process->theirs[s]);
    return process->child > 0 || fail_errno(process, error);
}

/* ---- talking ---- */

static void feed(struct process *process)
{
    size_t left = process->call->length - process->fed;
    ssize_t count =
        send(process->ours[INPUT], process->call->input + process->fed, left, MSG_NOSIGNAL);
    if (count > 0)
        process->fed += (size_t)count;
    else if (count < 0 && errno != EINTR && errno != EAGAIN)
        process->fed = process->call->length; /* it wants no more */
    if (process->fed == process->call->length)
        close_end(&process->ours[INPUT]);
}

static void listen_to(struct process *process, int stream, struct text *text)
{
    text_reserve(text, CHUNK);
    ssize_t count = read(process->ours[stream], text->bytes + text->length, CHUNK);
    if (count > 0)
        text->length += (size_t)count;
    text_end(text);
    if (count == 0 || (count < 0 && errno != EINTR && errno != EAGAIN))
        close_end(&process->ours[stream]);
}

/* False after one diagnostic. */
static bool talk(struct process *process)
{
    while (process->ours[OUTPUT] >= 0 || process->ours[ERRORS] >= 0) {
        struct pollfd waits[STREAMS];
        for (int s = 0; s < STREAMS; s++)
            waits[s] = (struct pollfd){process->ours[s], s == INPUT ? POLLOUT : POLLIN, 0};
        if (poll(waits, STREAMS, -1) < 0 && errno != EINTR)
            return fail_errno(process, errno);
        if (waits[INPUT].revents && process->ours[INPUT] >= 0)
            feed(process);
        if (waits[OUTPUT].revents && process->ours[OUTPUT] >= 0)
            listen_to(process, OUTPUT, process->out);
        if (waits[ERRORS].revents && process->ours[ERRORS] >= 0)
            listen_to(process, ERRORS, &process->errors);
        if (process->out->length - process->before + process->errors.length > PROCESS_OUTPUT_MOST)
            return fail(process, DIAGNOSTIC_TOOL_FAILED,
                        arena_printf(process->arena, "%s writes more than it should",
                                     process->call->program));
    }
    return true;
}

/* ---- ending ---- */

/* The end of what it complained of. */
static const char *last_errors(struct process *process)
{
    struct text *errors = &process->errors;
    while (errors->length > 0 && strchr(" \t\r\n", errors->bytes[errors->length - 1]))
        text_truncate(errors, errors->length - 1);
    const char *shown = errors->bytes;
    if (errors->length > ERRORS_SHOWN)
        shown += errors->length - ERRORS_SHOWN;
    return shown;
}

static bool finish(struct process *process)
{
    int status = 0;
    pid_t done;
    while ((done = waitpid(process->child, &status, 0)) < 0 && errno == EINTR)
        continue;
    process->child = 0;
    if (done > 0 && WIFEXITED(status) && WEXITSTATUS(status) == 0)
        return true;
    const char *how =
        done < 0 ? "ended, nobody knows how"
        : WIFSIGNALED(status)
            ? arena_printf(process->arena, "was killed by signal %d", WTERMSIG(status))
            : arena_printf(process->arena, "ended with status %d", WEXITSTATUS(status));
    const char *errors = last_errors(process);
    return fail(process, DIAGNOSTIC_TOOL_FAILED,
                arena_printf(process->arena, "%s %s%s%s", process->call->program, how,
                             errors[0] ? ": " : "", errors));
}

bool process_run(const struct process_call *call, struct text *out, struct diagnostics *diagnostics)
{
    struct arena *arena = arena_child(out->arena);
    struct process *process = arena_alloc(arena, sizeof *process);
    *process = (struct process){.call = call,
                                .arena = arena,
                                .diagnostics = diagnostics,
                                .ours = {-1, -1, -1},
                                .theirs = {-1, -1, -1},
                                .out = out,
                                .before = out->length};
    text_open(&process->errors, arena);
    arena_defer(arena, abandon, process);
    const char *path = find(arena, call->program);
    bool done =
        path ? start(process, path) && talk(process) && finish(process)
             : fail(process, DIAGNOSTIC_NO_TOOL,
                    arena_printf(arena, "%s is not installed: %s", call->program, call->install));
    arena_close(arena);
    return done;
}
