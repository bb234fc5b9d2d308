/* The line of progress: see the header. */
#include "cli/progress.h"

#include "cli/command.h"
#include <stdio.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

#define USUAL_WIDTH 80

double seconds_now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

bool progress_has_terminal(void)
{
    return isatty(STDERR_FILENO);
}

struct progress progress_start(double after, double every)
{
    return (struct progress){.after = after, .every = every, .started = seconds_now()};
}

bool progress_due(const struct progress *progress)
{
    double now = seconds_now();
    return now - progress->started >= progress->after && now - progress->shown >= progress->every;
}

static int terminal_width(void)
{
#ifdef TIOCGWINSZ
    struct winsize size;
    if (ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
        return size.ws_col;
#endif
    return USUAL_WIDTH;
}

/* The last column stays free: terminals differ in what they do once it is filled. */
void progress_show(struct progress *progress, const char *line)
{
    int room = terminal_width() - 1;
    fputs("\r\033[K", stderr);
    for (const unsigned char *byte = (const unsigned char *)line; *byte; byte++) {
        bool continues = (*byte & 0xc0) == 0x80; /* a character of UTF-8 */
        if (!continues && room-- <= 0)
            break;
        putc(*byte < 0x20 || *byte == 0x7f ? '?' : *byte, stderr);
    }
    fflush(stderr);
    progress->shown = seconds_now();
    progress->visible = true;
}

void progress_erase(struct progress *progress)
{
    if (progress->visible)
        fputs("\r\033[K", stderr);
    progress->visible = false;
}

void print_above_progress(void *progress, const char *message)
{
    progress_erase(progress);
    print_message(NULL, message);
}
