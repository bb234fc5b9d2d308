/* handgrad train: training runs, watched and stopped from the terminal. */
#include "cli/command.h"
#include "cli/progress.h"
#include "handgrad.h"

#include <math.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char train_help[] =
    "usage: handgrad train RUN... [options]\n"
    "\n"
    "Trains the network of a run file, and reports on it: the model, the data, the epochs, how "
    "good\n"
    "the network is on each part of the data. Several runs are trained one after the other and\n"
    "compared. `handgrad trace RUN --update N` then shows any update of a run in full.\n"
    "\n"
    "RUN is a run file (docs/training.md), - for standard input, or the name of a worked example\n"
    "(`handgrad examples` lists them).\n"
    "\n"
    "  --data FOLDER     where the files are that the run file names (default: its own folder)\n"
    "  --seed N          in place of the seeds of initializers, dropout and shuffling\n"
    "  --epochs N        in place of the epochs of the run file\n"
    "  --format FORMAT   of the report: text (default), markdown, tex, html, json\n"
    "  -o, --output FILE write the report to FILE; a failed run leaves an old FILE as it was\n"
    "  --history FILE    a row for each epoch: CSV, or NDJSON if FILE ends in .ndjson\n"
    "  --save FILE       save the run (weights, optimizer, place) as safetensors, at its end or "
    "when\n"
    "                    it is stopped\n"
    "  --resume FILE     go on from a saved run\n"
    "  --plot FOLDER     pictures (SVG) of losses, accuracies, weights, and what else there is to "
    "see,\n"
    "                    in a folder that is new, empty, or has such pictures; needs gnuplot\n"
    "  -q, --quiet       no progress on standard error\n"
    "  -h, --help        this text\n"
    "\n"
    "Ctrl-C stops a run after the batch under way: report, history and saved run are then written\n"
    "as at its end. A second Ctrl-C leaves at once and writes nothing.\n"
    "\n"
    "Exit status: 0 trained; 1 a run diverged; 2 bad usage or bad input; 3 the system failed "
    "(disk\n"
    "full ...); 130 stopped by Ctrl-C, 143 by a signal to terminate.\n";

/* ---- stopping ---- */

static volatile sig_atomic_t stopped_by;  /* the first signal; 0: none yet */
static volatile sig_atomic_t is_training; /* before, there is nothing that a batch could end */

static void stop_or_leave(int number)
{
    if (stopped_by == 0 && is_training) {
        stopped_by = number;
        return;
    }
    hg_abandon_outputs();
    signal(number, SIG_DFL);
    raise(number);
}

static void catch_signals(void)
{
    struct sigaction action = {.sa_handler = stop_or_leave, .sa_flags = SA_RESTART};
    sigemptyset(&action.sa_mask);
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
}

/* ---- progress ---- */

#define SHOWN_EVERY 0.1 /* seconds */
#define LINE 300
#define BAR 20

struct view {
    struct progress progress;
    bool terminal, quiet;
    struct hg_train_progress last; /* batch or epoch that the listener heard of */
    struct hg_train_progress done; /* the last finished epoch */
    bool untold;                   /* it has no line yet */
};

struct line {
    char text[LINE];
    size_t length;
};

static void add(struct line *line, const char *format, ...) __attribute__((format(printf, 2, 3)));
static void add(struct line *line, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int count = vsnprintf(line->text + line->length, LINE - line->length, format, arguments);
    va_end(arguments);
    line->length += count > 0 ? (size_t)count : 0;
    line->length = line->length < LINE ? line->length : LINE - 1;
}

static void add_number(struct line *line, const char *name, double value)
{
    if (!isnan(value))
        add(line, fabs(value) < 0.001 && value != 0 ? "%s %.3e" : "%s %.4f", name, value);
}

/* "145,000" */
static void add_grouped(struct line *line, double value)
{
    char digits[32];
    int length = snprintf(digits, sizeof digits, "%.0f", value);
    for (int i = 0; i < length; i++)
        add(line, i > 0 && (length - i) % 3 == 0 ? ",%c" : "%c", digits[i]);
}

/* "0:12", "1:02:03" */
static void add_time(struct line *line, double seconds)
{
    long whole = lround(fmin(seconds, 359999));
    if (whole >= 3600)
        add(line, "%ld:%02ld:%02ld", whole / 3600, whole / 60 % 60, whole % 60);
    else
        add(line, "%ld:%02ld", whole / 60, whole % 60);
}

static void add_bar(struct line *line, const struct hg_train_progress *progress)
{
    int filled = (int)((double)BAR * progress->batch / progress->batches);
    add(line, " [");
    for (int i = 0; i < BAR; i++)
        add(line, i < filled ? "#" : "-");
    add(line, "]");
}

static struct line progress_line(const struct hg_train_progress *progress, bool bar)
{
    struct line line = {.length = 0};
    if (progress->run)
        add(&line, "%s: ", progress->run);
    add(&line, "epoch %d/%d", progress->epoch, progress->epochs);
    if (bar)
        add_bar(&line, progress);
    add_number(&line, " loss", progress->loss);
    add_number(&line, " accuracy", progress->accuracy);
    add_number(&line, " validation", progress->validation_loss);
    add_number(&line, "", progress->validation_accuracy);
    if (progress->samples_per_second >= 0) {
        add(&line, "  ");
        add_grouped(&line, progress->samples_per_second);
        add(&line, " samples/s");
    }
    if (bar && progress->seconds_left >= 0) {
        add(&line, "  ");
        add_time(&line, progress->seconds_left);
        add(&line, " left");
    }
    return line;
}

/* Without a terminal: the first ten epochs, then each tenth, from 100 on each hundredth, and so on. */
static bool is_told(int epoch)
{
    int step = 1;
    while (epoch >= 10 * step)
        step *= 10;
    return epoch % step == 0;
}

static void tell_epoch(struct view *view)
{
    if (view->untold && !view->terminal && !view->quiet)
        fprintf(stderr, "%s\n", progress_line(&view->done, false).text);
    view->untold = false;
}

/* The last epoch of a run has its line, whichever it is. */
static void hear_epoch(struct view *view, const struct hg_train_progress *progress)
{
    if (view->untold && view->done.run != progress->run)
        tell_epoch(view);
    if (!progress->epoch_done)
        return;
    view->done = *progress;
    view->untold = true;
    if (is_told(progress->epoch))
        tell_epoch(view);
}

static int hear_training(void *context, const struct hg_train_progress *progress)
{
    struct view *view = context;
    is_training = 1;
    hear_epoch(view, progress);
    if (view->terminal && !view->quiet && progress_due(&view->progress))
        progress_show(&view->progress, progress_line(progress, true).text);
    view->last = *progress;
    return stopped_by != 0;
}

/* ---- the command ---- */

static void print_stopped(const struct view *view, const struct hg_train *request)
{
    fprintf(stderr, "handgrad: stopped after batch %d of %d in epoch %d of %d (update %ld)",
            view->last.batch, view->last.batches, view->last.epoch, view->last.epochs,
            view->last.update);
    if (request->save)
        fprintf(stderr, "; --resume %s goes on from there", request->save);
    fputc('\n', stderr);
}

static int run(struct hg_train *request, bool quiet)
{
    struct view view = {.progress = progress_start(0, SHOWN_EVERY),
                        .terminal = progress_has_terminal(),
                        .quiet = quiet};
    request->listener = hear_training;
    request->listener_context = &view;
    request->message = print_above_progress;
    request->message_context = &view.progress;
    catch_signals();
    int status = (int)hg_train(request);
    progress_erase(&view.progress);
    tell_epoch(&view);
    if (stopped_by == 0 || status >= HG_BAD_INPUT)
        return status;
    print_stopped(&view, request);
    return 128 + (int)stopped_by;
}

#define RUNS_MOST 64

int train_command(const struct command *command, int count, char **arguments)
{
    struct hg_train request = {0};
    const char *runs[RUNS_MOST], *seed_given = NULL, *epochs = NULL, *quiet = NULL;
    const struct option options[] = {
        {"--data", NULL, "a folder", &request.data},
        {"--seed", NULL, "a whole number", &seed_given},
        {"--epochs", NULL, "a number of epochs", &epochs},
        {"--format", NULL, "text, markdown, tex, html or json", &request.format},
        {"--output", "-o", "a file name", &request.output},
        {"--history", NULL, "a file name", &request.history},
        {"--save", NULL, "a file name", &request.save},
        {"--resume", NULL, "the name of a saved run", &request.resume},
        {"--plot", NULL, "a folder", &request.plot},
        {"--quiet", "-q", NULL, &quiet},
    };
    long long seed = 0;
    int status = read_options(command, count, arguments, options, sizeof options / sizeof *options,
                              runs, RUNS_MOST, &request.run_count);
    if (status >= 0)
        return status;
    if (request.run_count == 0)
        return usage_error(command, "train what? Name a run file");
    status = seed_given ? read_seed(seed_given, &seed) : HG_OK;
    if (status == HG_OK && epochs)
        status = read_number("--epochs", epochs, 1, EPOCHS_MOST, &request.epochs);
    if (status != HG_OK)
        return status;
    request.runs = runs;
    request.seed = seed_given ? &seed : NULL;
    return run(&request, quiet != NULL);
}
